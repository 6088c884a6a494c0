package io.ckpi.benchmarks.core;

import io.ckpi.experiments.assignment.Split;
import io.ckpi.experiments.bayes.Best;
import io.ckpi.experiments.bayes.BetaPosterior;
import io.ckpi.experiments.power.HoldoutSizing;
import io.ckpi.experiments.power.PowerAnalysis;
import io.ckpi.experiments.sequential.GroupSequential;
import io.ckpi.experiments.sequential.Spending;
import java.time.LocalDate;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/** What planning and monitoring cost: bounds for many looks, sizes, holdout curves, P(best), assignment. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class SequentialPlanningBenchmark {

    private static final int UNITS = 1_000;
    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);

    private final double[] ninety = GroupSequential.equallySpaced(90);
    private final PowerAnalysis spend = PowerAnalysis.of(0.65, 134.3).withControlShare(0.05);
    private final HoldoutSizing holdout = HoldoutSizing.of(0.65, 134.3, 0.006, 100_000);
    private final Split split = Split.of("mail", "holdout", "mailed").withWeights(1, 0.05, 0.95);
    private final String[] units = units();

    private static String[] units() {
        String[] units = new String[UNITS];
        for (int i = 0; i < UNITS; i++) {
            units[i] = "customer-" + (100_000 + i);
        }
        return units;
    }

    /** Bounds for 90 looks. */
    @Benchmark
    public Object ninetyLooks() {
        return GroupSequential.withDefaults().spending(Spending.obrienFleming(), ninety);
    }

    /** A sample size by the noncentral t. */
    @Benchmark
    public Object sampleSize() {
        return spend.size(0.13, 0.8);
    }

    /** One point of the holdout curve. */
    @Benchmark
    public Object holdoutPoint() {
        return holdout.at(0.05, 0.7, 0.05);
    }

    /** The probabilities of four arms to be the best. */
    @Benchmark
    public Object bestOfFour() {
        return Best.ofRates(
                        BetaPosterior.uniform().after(100, 2_000),
                        BetaPosterior.uniform().after(120, 2_000),
                        BetaPosterior.uniform().after(130, 2_100),
                        BetaPosterior.uniform().after(90, 1_900))
                .probabilities();
    }

    /** The assignment of one customer. */
    @Benchmark
    @OperationsPerInvocation(UNITS)
    public int assign() {
        int controls = 0;
        for (String unit : units) {
            controls += split.assign(unit, DAY).orElse("").equals("holdout") ? 1 : 0;
        }
        return controls;
    }
}
