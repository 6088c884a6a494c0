package io.ckpi.benchmarks.core;

import io.ckpi.benchmarks.compare.FunnelLog;
import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.FunnelResult;
import io.ckpi.funnel.Journeys;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** Seven steps within seven days over a skewed log: the plain pass, the general one, building, and the read of the columns. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class FunnelBenchmark {

    /** Events of the log. */
    @Param({"1000", "1000000"})
    public int size;

    private FunnelLog log = FunnelLog.of(20, 1);
    private FunnelLog shuffled = log;
    private Journeys journeys = Journeys.builder().build();
    private final Funnel plain = Funnel.of("1", "2", "3", "4", "5", "6", "7").within(Duration.ofDays(7));
    private final Funnel gaps = plain.maxGap(Duration.ofDays(1));
    private final Funnel excluding =
            plain.excluding(Funnel.ExclusionPolicy.COUNT_REMAINING, io.ckpi.funnel.Exclusion.of("0", 2, 3));

    /** The log and its journeys. */
    @Setup
    public void setUp() {
        log = FunnelLog.of(size, Math.max(1, size / 20));
        shuffled = log.shuffled();
        journeys = buildInOrderOfTime();
    }

    /** Floor: read times and codes. */
    @Benchmark
    public long floorRead() {
        long sum = 0;
        for (int i = 0; i < size; i++) {
            sum += log.seconds[i] + log.codes[i];
        }
        return sum;
    }

    /** The pass without branches. */
    @Benchmark
    public FunnelResult plainPass() {
        return plain.measure(journeys);
    }

    /** The general pass, with gaps. */
    @Benchmark
    public FunnelResult withGaps() {
        return gaps.measure(journeys);
    }

    /** The general pass, with an exclusion. */
    @Benchmark
    public FunnelResult withExclusion() {
        return excluding.measure(journeys);
    }

    /** Rows in order of time: scatter, no sort. */
    @Benchmark
    public Journeys buildInOrderOfTime() {
        return Journeys.ofSeconds(log.users, log.seconds, log.codes, FunnelLog.NAMES);
    }

    /** Rows in random order: sort and scatter. */
    @Benchmark
    public Journeys buildShuffled() {
        return Journeys.ofSeconds(shuffled.users, shuffled.seconds, shuffled.codes, FunnelLog.NAMES);
    }
}
