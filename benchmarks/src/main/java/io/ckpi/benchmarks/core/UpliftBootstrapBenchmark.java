package io.ckpi.benchmarks.core;

import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.experiments.rows.Bootstrap;
import io.ckpi.experiments.uplift.Uplift;
import java.util.Arrays;
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

/**
 * The Qini area of a million customers against sorting their scores alone, and 1,000 bootstrap replicates of a difference of means in an
 * experiment of the size of Hillstrom's (42,613 customers, 0.9 % buyers) against drawing every row.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class UpliftBootstrapBenchmark {

    private static final int REPLICATES = 1_000;

    /** Customers of the ranking. */
    @Param("1000000")
    public int size;

    private double[] score = new double[0];
    private double[] outcome = new double[0];
    private boolean[] treated = new boolean[0];
    private double[] control = new double[0];
    private double[] mailed = new double[0];

    /** Scores without ties, responses of 15 %, and spend of few buyers. */
    @Setup
    public void setUp() {
        RandomStream stream = new RandomStream(1);
        score = new double[size];
        outcome = new double[size];
        treated = new boolean[size];
        for (int i = 0; i < size; i++) {
            score[i] = Samplers.normal(stream);
            treated[i] = stream.nextDouble() < 0.5;
            outcome[i] = stream.nextDouble() < 0.15 ? 1 : 0;
        }
        control = spend(stream, 21_306, 122);
        mailed = spend(stream, 21_307, 267);
    }

    private static double[] spend(RandomStream stream, int customers, int buyers) {
        double[] spend = new double[customers];
        for (int i = 0; i < buyers; i++) {
            spend[i] = Math.round(100 * Math.exp(4.5 + 0.7 * Samplers.normal(stream))) / 100.0;
        }
        return spend;
    }

    /** Sorts a copy of the scores: the floor. */
    @Benchmark
    public double[] sortScores() {
        double[] copy = score.clone();
        Arrays.sort(copy);
        return copy;
    }

    /** Orders the customers and measures the area. */
    @Benchmark
    public Object qiniArea() {
        return Uplift.of(score, outcome, treated).value().orElseThrow().measure(Uplift.Measure.QINI_AREA);
    }

    /** 1,000 replicates by counts of equal values. */
    @Benchmark
    public Object bootstrapByCounts() {
        return Bootstrap.withDefaults().withReplicates(REPLICATES).meanDifference(control, mailed, Unit.COUNT);
    }

    /** 1,000 replicates, every row drawn: a loop that does nothing else. */
    @Benchmark
    public double[] bootstrapByRows() {
        RandomStream stream = new RandomStream(2);
        double[] replicate = new double[REPLICATES];
        for (int r = 0; r < REPLICATES; r++) {
            replicate[r] = mean(mailed, stream) - mean(control, stream);
        }
        Arrays.sort(replicate);
        return replicate;
    }

    private static double mean(double[] x, RandomStream stream) {
        double sum = 0;
        for (int k = 0; k < x.length; k++) {
            sum += x[(int) (((stream.nextLong() >>> 32) * x.length) >>> 32)];
        }
        return sum / x.length;
    }
}
