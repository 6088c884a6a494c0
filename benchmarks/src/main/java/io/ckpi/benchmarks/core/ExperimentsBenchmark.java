package io.ckpi.benchmarks.core;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Outcome;
import io.ckpi.experiments.HoldoutEffect;
import io.ckpi.experiments.HoldoutInterval;
import io.ckpi.experiments.MeanComparison;
import io.ckpi.experiments.Metric;
import io.ckpi.experiments.Plan;
import io.ckpi.experiments.Readout;
import java.util.Map;
import java.util.SplittableRandom;
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
 * A read-out of ten metrics with one covariate each: the moments of twenty columns and both arms, against the plain sum of the same
 * columns, and what the analysis costs once the moments are there.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ExperimentsBenchmark {

    private static final int METRICS = 10;

    /** Rows of both arms together. */
    @Param({"1000", "1000000"})
    public int rows;

    private double[][] treated = new double[0][];
    private double[][] control = new double[0][];
    private Plan plan = plan();
    private Moments treatedMoments = plan.moments().empty();
    private Moments controlMoments = plan.moments().empty();
    private final Metric adjusted = Metric.mean("y0").adjustedBy("x0");
    private final MeanComparison comparison = MeanComparison.withDefaults();
    private final HoldoutInterval holdout = HoldoutInterval.withDefaults();

    private static Plan plan() {
        Plan.Builder plan = Plan.named("benchmark").control("holdout", 0.05).treatment("mailed", 0.95);
        for (int k = 0; k < METRICS; k++) {
            plan.metric(Metric.mean("y" + k).adjustedBy("x" + k));
        }
        return plan.build();
    }

    /** Sparse spend: 5 % buy. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(7);
        int held = rows / 20;
        control = columns(random, held);
        treated = columns(random, rows - held);
        plan = plan();
        controlMoments = plan.moments().fromArrays(control);
        treatedMoments = plan.moments().fromArrays(treated);
    }

    private static double[][] columns(SplittableRandom random, int n) {
        double[][] columns = new double[2 * METRICS][n];
        for (double[] column : columns) {
            for (int i = 0; i < n; i++) {
                column[i] = random.nextInt(20) == 0 ? 20 + 200 * random.nextDouble() : 0;
            }
        }
        return columns;
    }

    /** Floor: the sum of every column, in four lanes. */
    @Benchmark
    public double floorSums() {
        double total = 0;
        for (double[][] arm : new double[][][] {control, treated}) {
            for (double[] column : arm) {
                total += sum(column);
            }
        }
        return total;
    }

    private static double sum(double[] column) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        int i = 0;
        for (; i + 3 < column.length; i += 4) {
            a += column[i];
            b += column[i + 1];
            c += column[i + 2];
            d += column[i + 3];
        }
        for (; i < column.length; i++) {
            a += column[i];
        }
        return a + b + c + d;
    }

    /** The moments of both arms from arrays. */
    @Benchmark
    public double moments() {
        MomentsLayout layout = plan.moments();
        MomentsAccumulator first = layout.accumulator();
        first.addColumns(control);
        MomentsAccumulator second = layout.accumulator();
        second.addColumns(treated);
        return first.moments().sum("y0") + second.moments().sum("y0");
    }

    /** One metric with its covariate, from moments. */
    @Benchmark
    public Object oneMetric() {
        return comparison.compare(controlMoments, treatedMoments, adjusted);
    }

    /** The pooled-dispersion interval, from moments. */
    @Benchmark
    public Outcome<HoldoutEffect> holdoutInterval() {
        return holdout.of(controlMoments, treatedMoments, "y0");
    }

    /** The whole read-out of ten metrics: comparison, adjustment, holdout interval, correction, verdict. */
    @Benchmark
    public Readout readout() {
        return plan.read(Map.of("holdout", controlMoments, "mailed", treatedMoments));
    }
}
