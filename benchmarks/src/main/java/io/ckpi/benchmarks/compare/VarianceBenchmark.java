package io.ckpi.benchmarks.compare;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.apache.commons.statistics.descriptive.Variance;
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

/** Mean and variance of one column: CKPI's moments, Apache Commons Statistics, and the plain read of the same memory. */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class VarianceBenchmark {

    /** Length of the column. */
    @Param({"1000", "1000000"})
    public int size;

    private double[] column = new double[0];
    private final MomentsLayout layout = MomentsLayout.of("x");

    /** A column of values around 100. */
    @Setup
    public void setUp() {
        SplittableRandom random = new SplittableRandom(7);
        column = new double[size];
        for (int i = 0; i < size; i++) {
            column[i] = 100 + random.nextDouble();
        }
    }

    /** Floor: read the column and add it up, in four lanes. */
    @Benchmark
    public double floorRead() {
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

    /** CKPI. */
    @Benchmark
    public double ckpiMoments() {
        Moments moments = layout.fromArrays(column);
        return moments.variance("x").orElseThrow();
    }

    /** Apache Commons Statistics. */
    @Benchmark
    public double commonsStatistics() {
        return Variance.of(column).getAsDouble();
    }
}
