package io.ckpi.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.benchmarks.compare.DuckDbScore;
import io.ckpi.benchmarks.compare.VarianceBenchmark;
import java.sql.SQLException;
import java.util.Collection;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

class BenchmarksTest {

    @Test
    @DisplayName("rivals give the same answer")
    void rivalsAgree() {
        VarianceBenchmark benchmark = new VarianceBenchmark();
        benchmark.size = 1_000;
        benchmark.setUp();
        assertThat(benchmark.ckpiMoments()).isCloseTo(benchmark.commonsStatistics(), within(1e-14));
    }

    @Test
    @DisplayName("DuckDB gives the same scores")
    void duckDbAgrees() throws SQLException {
        assertThat(DuckDbScore.run(1_000, 1)).hasSize(7).containsKey("ckpi"); // throws where an answer differs
    }

    @Test
    @DisplayName("every benchmark runs")
    void everyBenchmarkRuns() throws RunnerException {
        Collection<RunResult> results = new Runner(new OptionsBuilder()
                        .include("io\\.ckpi\\.benchmarks\\..*")
                        .param("size", "1000")
                        .param("draws", "1000")
                        .forks(0)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .measurementTime(TimeValue.milliseconds(20))
                        .verbosity(VerboseMode.SILENT)
                        .shouldFailOnError(true)
                        .build())
                .run();
        assertThat(results).hasSizeGreaterThanOrEqualTo(7).allSatisfy(result -> assertThat(
                        result.getPrimaryResult().getScore())
                .isPositive());
    }
}
