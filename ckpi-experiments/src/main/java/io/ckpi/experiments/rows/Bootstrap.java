package io.ckpi.experiments.rows;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.experiments.internal.Resampler;
import io.ckpi.experiments.internal.Tails;
import java.util.Arrays;
import java.util.Objects;
import java.util.function.DoubleBinaryOperator;
import java.util.function.ToDoubleFunction;

/**
 * Bootstrap intervals: customers are drawn again with replacement, within each arm.
 *
 * <p><b>Definition.</b> {@link Kind#PERCENTILE}: type-7 quantiles of the replicates. {@link Kind#BCA}: the same at
 * Φ(z₀ + (z₀ + z)/(1 − a(z₀ + z))) with z₀ from the share of replicates below the estimate and a = Σd³/(6(Σd²)^{3/2}) from the
 * jackknife (each customer left out once; for means by closed form).
 *
 * <p><b>Randomness.</b> seeded; the same seed gives the same interval on every machine, whatever else runs.
 *
 * <p><b>Undefined.</b> An empty sample: {@link Reason#NO_DATA}; one customer: {@link Reason#INSUFFICIENT_DATA}; replicates
 * that are all equal: {@link Reason#NO_VARIATION}; a lift over a control mean of 0 or below: {@link Reason#ZERO_BASE}, {@link
 * Reason#NEGATIVE_BASE}; some replicates without a finite value: {@link Reason#UNBOUNDED}.
 *
 * <p><b>Cost.</b> means are resampled by counts of equal values: where most customers spend nothing a replicate costs as much as
 * the number of those who do. Other statistics cost n draws and one call each, and BCa n calls more.
 *
 * <p><b>Limits.</b> With a handful of buyers no bootstrap covers; the pooled-dispersion interval is made for that.
 *
 * <p><b>Thread-safety.</b> immutable; arrays are read, never kept.
 *
 * <p>Source: B. Efron, R. J. Tibshirani, An Introduction to the Bootstrap, 1993, chapters 13 and 14.
 */
public final class Bootstrap {

    private static final int LEAST = 100;
    private static final Bootstrap DEFAULT = new Bootstrap(Kind.PERCENTILE, 10_000, 0, 0.95);

    private final Kind kind;
    private final int replicates;
    private final long seed;
    private final double level;

    /** How an interval is made of the replicates. */
    public enum Kind {
        /** Quantiles of the replicates. */
        PERCENTILE,
        /** Bias-corrected and accelerated. */
        BCA
    }

    private Bootstrap(Kind kind, int replicates, long seed, double level) {
        this.kind = kind;
        this.replicates = replicates;
        this.seed = seed;
        this.level = level;
    }

    /** Percentiles of 10,000 replicates, seed 0, 95 %. */
    public static Bootstrap withDefaults() {
        return DEFAULT;
    }

    /** The same with intervals of another kind. */
    public Bootstrap with(Kind newKind) {
        return new Bootstrap(Objects.requireNonNull(newKind, "newKind"), replicates, seed, level);
    }

    /** The same with another number of replicates. @throws IllegalArgumentException if it is below 100 */
    public Bootstrap withReplicates(int number) {
        if (number < LEAST) {
            throw new IllegalArgumentException("number is below 100: " + number);
        }
        return new Bootstrap(kind, number, seed, level);
    }

    /** The same with another seed. */
    public Bootstrap withSeed(long newSeed) {
        return new Bootstrap(kind, replicates, newSeed, level);
    }

    /** The same with another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public Bootstrap withLevel(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + newLevel);
        }
        return new Bootstrap(kind, replicates, seed, newLevel);
    }

    /** The mean of one sample, in {@code unit}. @throws IllegalArgumentException if a value is not finite */
    public Reading mean(double[] values, Unit unit) {
        double[] x = QuantileMetric.Values.checked("values", values);
        if (x.length < 2) {
            return tooFew(x.length);
        }
        Resampler sample = new Resampler(x);
        double mean = mean(x);
        double[] replicate = new double[replicates];
        RandomStream stream = new RandomStream(0);
        long family = RandomStream.family(seed, "bootstrap");
        for (int i = 0; i < replicates; i++) {
            stream.start(family, i);
            replicate[i] = sample.mean(stream);
        }
        double[] sums = new double[2];
        influence(x, 1, sums);
        return reading(mean, replicate, sums, x.length, unit);
    }

    /**
     * The mean of the treated minus the mean of the control customers, in {@code unit}.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    public Reading meanDifference(double[] control, double[] treatment, Unit unit) {
        return ofMeans(control, treatment, (c, t) -> t - c, (c, t) -> -1, (c, t) -> 1, unit);
    }

    /**
     * The mean of the treated over the mean of the control customers, minus 1.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    public Reading relativeLift(double[] control, double[] treatment) {
        double base = control.length == 0 ? 1 : mean(QuantileMetric.Values.checked("control", control));
        if (!(base > 0)) {
            return Absent.because(base == 0 ? Reason.ZERO_BASE : Reason.NEGATIVE_BASE);
        }
        return ofMeans(control, treatment, (c, t) -> t / c - 1, (c, t) -> -t / (c * c), (c, t) -> 1 / c, Unit.RATIO);
    }

    private Reading ofMeans(
            double[] control,
            double[] treatment,
            DoubleBinaryOperator value,
            DoubleBinaryOperator slopeControl,
            DoubleBinaryOperator slopeTreatment,
            Unit unit) {
        double[] c = QuantileMetric.Values.checked("control", control);
        double[] t = QuantileMetric.Values.checked("treatment", treatment);
        if (c.length < 2 || t.length < 2) {
            return tooFew(Math.min(c.length, t.length));
        }
        Resampler controls = new Resampler(c);
        Resampler treated = new Resampler(t);
        double[] replicate = new double[replicates];
        RandomStream stream = new RandomStream(0);
        long family = RandomStream.family(seed, "bootstrap");
        for (int i = 0; i < replicates; i++) {
            stream.start(family, i);
            double first = controls.mean(stream);
            replicate[i] = value.applyAsDouble(first, treated.mean(stream));
        }
        double meanC = mean(c);
        double meanT = mean(t);
        double[] sums = new double[2];
        influence(c, slopeControl.applyAsDouble(meanC, meanT), sums);
        influence(t, slopeTreatment.applyAsDouble(meanC, meanT), sums);
        return reading(value.applyAsDouble(meanC, meanT), replicate, sums, (long) c.length + t.length, unit);
    }

    /**
     * Any statistic of one sample, in {@code unit}.
     *
     * @param statistic a function of the rows that neither keeps nor changes the array
     * @throws IllegalArgumentException if a value is not finite
     */
    public Reading statistic(double[] values, ToDoubleFunction<double[]> statistic, Unit unit) {
        double[] x = QuantileMetric.Values.checked("values", values);
        if (x.length < 2) {
            return tooFew(x.length);
        }
        double[] replicate = new double[replicates];
        RandomStream stream = new RandomStream(0);
        long family = RandomStream.family(seed, "bootstrap-rows");
        double[] drawn = new double[x.length];
        for (int i = 0; i < replicates; i++) {
            stream.start(family, i);
            replicate[i] = statistic.applyAsDouble(resample(x, drawn, stream));
        }
        double[] sums = new double[2];
        if (kind == Kind.BCA) {
            jackknife(x, statistic, 1, sums);
        }
        return reading(statistic.applyAsDouble(x.clone()), replicate, sums, x.length, unit);
    }

    /**
     * Any statistic of the treated minus the same of the control customers, in {@code unit}.
     *
     * @param statistic a function of the rows of one arm that neither keeps nor changes the array
     * @throws IllegalArgumentException if a value is not finite
     */
    public Reading difference(double[] control, double[] treatment, ToDoubleFunction<double[]> statistic, Unit unit) {
        double[] c = QuantileMetric.Values.checked("control", control);
        double[] t = QuantileMetric.Values.checked("treatment", treatment);
        if (c.length < 2 || t.length < 2) {
            return tooFew(Math.min(c.length, t.length));
        }
        double[] replicate = new double[replicates];
        RandomStream stream = new RandomStream(0);
        long family = RandomStream.family(seed, "bootstrap-rows");
        double[] drawnC = new double[c.length];
        double[] drawnT = new double[t.length];
        for (int i = 0; i < replicates; i++) {
            stream.start(family, i);
            double first = statistic.applyAsDouble(resample(c, drawnC, stream));
            replicate[i] = statistic.applyAsDouble(resample(t, drawnT, stream)) - first;
        }
        double[] sums = new double[2];
        if (kind == Kind.BCA) {
            jackknife(c, statistic, -1, sums);
            jackknife(t, statistic, 1, sums);
        }
        double value = statistic.applyAsDouble(t.clone()) - statistic.applyAsDouble(c.clone());
        return reading(value, replicate, sums, (long) c.length + t.length, unit);
    }

    private static double[] resample(double[] x, double[] into, RandomStream stream) {
        for (int k = 0; k < into.length; k++) {
            into[k] = x[Resampler.index(stream, x.length)];
        }
        return into;
    }

    /** Adds Σd² and Σd³ of a mean with this slope, d the influence of a customer over n. */
    private static void influence(double[] x, double slope, double[] sums) {
        double mean = mean(x);
        for (double value : x) {
            double d = slope * (value - mean) / x.length;
            sums[0] += d * d;
            sums[1] += d * d * d;
        }
    }

    /** Adds Σd² and Σd³ of the jackknife, d = mean of the left-out values minus each, times (n − 1)/n. */
    private static void jackknife(double[] x, ToDoubleFunction<double[]> statistic, double sign, double[] sums) {
        int n = x.length;
        double[] without = Arrays.copyOf(x, n - 1);
        double[] value = new double[n];
        for (int i = n - 1; i >= 0; i--) {
            value[i] = statistic.applyAsDouble(without);
            if (i > 0) {
                without[i - 1] = x[i];
            }
        }
        double mean = mean(value);
        for (double v : value) {
            double d = sign * (mean - v) * (n - 1) / n;
            sums[0] += d * d;
            sums[1] += d * d * d;
        }
    }

    private Reading reading(double value, double[] replicate, double[] sums, long n, Unit unit) {
        for (double r : replicate) {
            if (!Double.isFinite(r)) {
                return Absent.because(
                        Reason.UNBOUNDED,
                        "some resamples give no finite value",
                        "в части повторных выборок значение не конечно");
            }
        }
        Arrays.sort(replicate);
        if (!Double.isFinite(value)) {
            return Absent.because(Reason.NOT_IDENTIFIED);
        }
        if (replicate[0] == replicate[replicate.length - 1]) {
            return Absent.because(Reason.NO_VARIATION);
        }
        double tail = (1 - level) / 2;
        double low = tail;
        double high = 1 - tail;
        if (kind == Kind.BCA) {
            double below = 0;
            for (double r : replicate) {
                below += r < value ? 1 : r == value ? 0.5 : 0;
            }
            double b = replicate.length;
            double share = Math.min(Math.max(below / b, 0.5 / b), 1 - 0.5 / b);
            double z0 = -Tails.normalQuantile(share);
            double a = sums[0] > 0 ? sums[1] / (6 * Math.pow(sums[0], 1.5)) : 0;
            low = adjusted(z0, -Tails.normalQuantile(tail), a);
            high = adjusted(z0, Tails.normalQuantile(tail), a);
        }
        double from = QuantileType.TYPE_7.of(replicate, low);
        double to = QuantileType.TYPE_7.of(replicate, high);
        return new Measured(Estimate.of(value, unit)
                .withInterval(Interval.of(Math.min(from, to), Math.max(from, to), level))
                .withN(n)
                .withMethod(kind == Kind.BCA ? "bootstrap-bca" : "bootstrap-percentile"));
    }

    private static double adjusted(double z0, double z, double a) {
        double sum = z0 + z;
        double under = 1 - a * sum;
        return under > 0 ? Tails.normal(-(z0 + sum / under)) : sum > 0 ? 1 : 0;
    }

    private static double mean(double[] x) {
        double sum = 0;
        for (double v : x) {
            sum += v;
        }
        double mean = sum / x.length;
        double rest = 0;
        for (double v : x) {
            rest += v - mean;
        }
        return mean + rest / x.length;
    }

    private static Absent tooFew(int n) {
        return Absent.because(n == 0 ? Reason.NO_DATA : Reason.INSUFFICIENT_DATA);
    }
}
