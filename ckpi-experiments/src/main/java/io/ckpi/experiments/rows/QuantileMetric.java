package io.ckpi.experiments.rows;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.Alternative;
import io.ckpi.experiments.TestResult;
import io.ckpi.experiments.internal.Tails;
import java.util.Arrays;
import java.util.Objects;

/**
 * A quantile of a metric per arm, its interval and the difference between two arms.
 *
 * <p><b>Definition.</b> The interval runs between the values of rank ⌊nq − z√(nq(1−q))⌋ and ⌈nq + z√(nq(1−q))⌉, ranks cut to 1 … n.
 * Two arms L … U are compared through the variance of one customer (n − 1)((U − L)/(2z))² each, by Welch's t; the relative lift by
 * the delta method. Where the metric is a quantile of events rather than of customers, n* effective events take the place of n in
 * {@link Summary}.
 *
 * <p><b>Undefined.</b> No value: {@link Reason#NO_DATA}; one: {@link Reason#INSUFFICIENT_DATA}; both intervals of width 0, as when
 * the median customer did not buy: {@link Reason#NO_VARIATION}; a lift from a quantile of 0 or below: {@link
 * Reason#ZERO_BASE}, {@link Reason#NEGATIVE_BASE}.
 *
 * <p><b>Limits.</b> The interval is that of large samples. <b>Thread-safety.</b> immutable; arrays are read, never kept.
 *
 * <p>Source: G. J. Hahn, W. Q. Meeker, Statistical Intervals, 1991, section 5.2.
 */
public final class QuantileMetric {

    private final double q;
    private final QuantileType type;
    private final double level;

    private QuantileMetric(double q, QuantileType type, double level) {
        this.q = q;
        this.type = type;
        this.level = level;
    }

    /** The quantile {@code q}, type 7, 95 %. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public static QuantileMetric of(double q) {
        if (!(q > 0 && q < 1)) {
            throw new IllegalArgumentException("q is not strictly between 0 and 1: " + q);
        }
        return new QuantileMetric(q, QuantileType.TYPE_7, 0.95);
    }

    /** The same by another definition of sample quantiles. */
    public QuantileMetric with(QuantileType newType) {
        return new QuantileMetric(q, Objects.requireNonNull(newType, "newType"), level);
    }

    /** The same with another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public QuantileMetric withLevel(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + newLevel);
        }
        return new QuantileMetric(q, type, newLevel);
    }

    /**
     * The quantile of one arm, as it may also come from a database.
     *
     * @param n customers, or events if the quantile is one of events; 2 or more
     * @param effective the number of independent observations that make up for them; n for customers
     * @param value the quantile
     * @param low the lower end of its interval
     * @param high the upper end, not below {@code low}
     */
    public record Summary(long n, double effective, double value, double low, double high) {
        /** Checks the numbers. */
        public Summary {
            if (n < 2) {
                throw new IllegalArgumentException("n is below 2: " + n);
            }
            if (!(effective > 0 && effective < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("effective is not positive and finite: " + effective);
            }
            if (!Double.isFinite(value) || !Double.isFinite(low) || !Double.isFinite(high) || low > high) {
                throw new IllegalArgumentException("not a quantile: " + low + " … " + value + " … " + high);
            }
        }

        /** The variance of one customer that the width of the interval stands for. */
        double variance(double level) {
            double z = Tails.normalQuantile((1 - level) / 2);
            double width = (high - low) / (2 * z);
            return effective / n * (n - 1) * width * width;
        }
    }

    /**
     * A comparison of two arms.
     *
     * @param absolute treatment minus control, in the unit of the metric
     * @param relative treatment over control minus 1, or why there is none
     */
    public record Comparison(TestResult absolute, Outcome<TestResult> relative) {}

    /**
     * The quantile and its interval.
     *
     * @throws IllegalArgumentException if a value is not finite; the message names its index
     */
    public Outcome<Summary> measure(double[] values) {
        if (values.length < 2) {
            return Outcome.absent(Absent.because(values.length == 0 ? Reason.NO_DATA : Reason.INSUFFICIENT_DATA));
        }
        double[] x = Values.sorted("values", values);
        double n = x.length;
        double z = Tails.normalQuantile((1 - level) / 2);
        double spread = z * Math.sqrt(n * q * (1 - q));
        int low = (int) Math.max(1, Math.floor(n * q - spread));
        int high = (int) Math.min(n, Math.ceil(n * q + spread));
        return Outcome.of(new Summary(x.length, n, type.of(x, q), x[low - 1], x[high - 1]));
    }

    /** The variance of one customer's value that a summary at this level stands for. */
    public double variance(Summary summary) {
        return summary.variance(level);
    }

    /**
     * The difference of two arms from their values.
     *
     * @throws IllegalArgumentException if a value is not finite
     */
    public Outcome<Comparison> compare(double[] control, double[] treatment, Alternative alternative) {
        if (measure(control) instanceof Outcome.NotComputable<Summary> none) {
            return Outcome.absent(none.why());
        }
        if (measure(treatment) instanceof Outcome.NotComputable<Summary> none) {
            return Outcome.absent(none.why());
        }
        return compare(
                measure(control).value().orElseThrow(),
                measure(treatment).value().orElseThrow(),
                alternative);
    }

    /** The difference of two arms from their summaries, which must be at the level of this metric. */
    public Outcome<Comparison> compare(Summary control, Summary treatment, Alternative alternative) {
        double a = control.variance(level) / control.n();
        double b = treatment.variance(level) / treatment.n();
        if (!(a + b > 0)) {
            return Outcome.absent(Absent.because(
                    Reason.NO_VARIATION,
                    "both intervals have no width: too many equal values around the quantile",
                    "оба интервала нулевой ширины: вокруг квантиля слишком много одинаковых значений"));
        }
        double degrees = (a + b) * (a + b) / (a * a / (control.n() - 1) + b * b / (treatment.n() - 1));
        TestResult absolute = TestResult.of(
                treatment.value() - control.value(), Math.sqrt(a + b), degrees, 0, alternative, level, "quantile");
        return Outcome.of(new Comparison(absolute, relative(control, a, treatment, b, degrees, alternative)));
    }

    private Outcome<TestResult> relative(
            Summary control, double a, Summary treatment, double b, double degrees, Alternative alternative) {
        double base = control.value();
        if (!(base > 0)) {
            return Outcome.absent(Absent.because(base == 0 ? Reason.ZERO_BASE : Reason.NEGATIVE_BASE));
        }
        double ratio = treatment.value() / base;
        double se = Math.sqrt(b + a * ratio * ratio) / base;
        return Outcome.of(TestResult.of(ratio - 1, se, degrees, 0, alternative, level, "quantile-delta"));
    }

    /** Checks and sorting of rows. */
    static final class Values {

        private Values() {}

        static double[] checked(String name, double[] values) {
            double[] copy = new double[values.length];
            for (int i = 0; i < values.length; i++) {
                if (!Double.isFinite(values[i])) {
                    throw new IllegalArgumentException(name + "[" + i + "] is not finite: " + values[i]);
                }
                copy[i] = values[i] + 0.0; // -0 counts as 0
            }
            return copy;
        }

        static double[] sorted(String name, double[] values) {
            double[] copy = checked(name, values);
            Arrays.sort(copy);
            return copy;
        }
    }
}
