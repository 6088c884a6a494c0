package io.ckpi.core.stat;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import org.jspecify.annotations.Nullable;

/**
 * The difference and the ratio of the means of two independent groups with unequal variances.
 *
 * <p><b>Definition.</b> difference = x̄₂ − x̄₁ with the standard error √(A + B), A = s₁²/n₁, B = s₂²/n₂, and Student's t with
 * Welch's degrees of freedom (A+B)² / (A²/(n₁−1) + B²/(n₂−1)). Relative difference = x̄₂/x̄₁ − 1 with its interval on the
 * logarithm (A/x̄₁² and B/x̄₂² in place of A and B) where both means are positive, else by the delta method.
 *
 * <p><b>Undefined.</b> A group without a row: {@link Reason#NO_DATA}; with one: {@link Reason#INSUFFICIENT_DATA}; the relative
 * difference from a mean of 0 or below: {@link Reason#ZERO_BASE}, {@link Reason#NEGATIVE_BASE}. The flag NO_INTERVAL stands
 * where neither group varies.
 *
 * <p><b>Limits.</b> With few buyers in a small group a low mean comes with a low variance and the interval is too short; an
 * interval made for small holdouts belongs to the experiments module.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> B. L. Welch 1947, doi:10.1093/biomet/34.1-2.28.
 */
public final class Welch {

    private static final Welch DEFAULT = new Welch(Critical.DEFAULT_LEVEL);

    private final double level;

    private Welch(double level) {
        this.level = level;
    }

    /** Intervals of 95 %. */
    public static Welch withDefaults() {
        return DEFAULT;
    }

    /** The same with another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public Welch withLevel(double newLevel) {
        return new Welch(Critical.level(newLevel));
    }

    /** The level of the intervals. */
    public double level() {
        return level;
    }

    /** The mean of {@code second} minus that of {@code first}, in {@code unit}. */
    public Reading difference(Moments first, Moments second, String variable, Unit unit) {
        return difference(Sample.of(first, variable), Sample.of(second, variable), unit);
    }

    /** The mean y of {@code second} minus that of {@code first}, in {@code unit}. */
    public Reading difference(PairAccumulator first, PairAccumulator second, Unit unit) {
        return difference(Sample.of(first), Sample.of(second), unit);
    }

    /** The mean of {@code second} over that of {@code first}, minus 1. */
    public Reading relative(Moments first, Moments second, String variable) {
        return relative(Sample.of(first, variable), Sample.of(second, variable));
    }

    /** The mean y of {@code second} over that of {@code first}, minus 1. */
    public Reading relative(PairAccumulator first, PairAccumulator second) {
        return relative(Sample.of(first), Sample.of(second));
    }

    private Reading difference(Sample first, Sample second, Unit unit) {
        Absent absent = missing(first, second);
        if (absent != null) {
            return absent;
        }
        double value = second.mean() - first.mean();
        Estimate estimate = flagged(
                Estimate.of(value, unit)
                        .withN(Math.addExact(first.n(), second.n()))
                        .withMethod("welch"),
                first,
                second);
        if (!first.varies() && !second.varies()) {
            return withoutInterval(estimate);
        }
        double half = half(first, first.variance() / first.n(), second, second.variance() / second.n());
        return withLimits(estimate, value - half, value + half);
    }

    private Reading relative(Sample first, Sample second) {
        Absent absent = missing(first, second);
        if (absent != null) {
            return absent;
        }
        if (!(first.mean() > 0)) {
            return Absent.because(first.mean() == 0 ? Reason.ZERO_BASE : Reason.NEGATIVE_BASE);
        }
        double ratio = second.mean() / first.mean();
        if (!Double.isFinite(ratio)) {
            return Absent.because(
                    Reason.UNBOUNDED,
                    "beyond the range of double-precision numbers",
                    "за пределами чисел двойной точности");
        }
        boolean logarithm = second.mean() > 0;
        Estimate estimate = flagged(
                Estimate.of((second.mean() - first.mean()) / first.mean(), Unit.RATIO)
                        .withN(Math.addExact(first.n(), second.n()))
                        .withMethod(logarithm ? "welch-log" : "welch-delta"),
                first,
                second);
        if (!first.varies() && !second.varies()) {
            return withoutInterval(estimate);
        }
        double a = first.variance() / first.n() / first.mean() / first.mean();
        double b = second.variance() / second.n();
        if (logarithm) {
            double half = half(first, a, second, b / second.mean() / second.mean());
            return withLimits(estimate, ratio * Math.exp(-half) - 1, ratio * Math.exp(half) - 1);
        }
        double half = half(first, a * ratio * ratio, second, b / first.mean() / first.mean());
        return withLimits(estimate, ratio - half - 1, ratio + half - 1);
    }

    private static @Nullable Absent missing(Sample first, Sample second) {
        Sample faulty = first.noVariance() != null ? first : second;
        Reason reason = first.n() == 0 || second.n() == 0 ? Reason.NO_DATA : faulty.noVariance();
        return reason == null
                ? null
                : Absent.because(
                        reason,
                        "the groups have " + first.n() + " and " + second.n() + " observations",
                        "наблюдений в группах: " + first.n() + " и " + second.n());
    }

    private double half(Sample first, double a, Sample second, double b) {
        double greater = Math.max(a, b); // scaled, so that tiny variances do not vanish in the squares
        double x = a / greater;
        double y = b / greater;
        double degrees = (x + y) * (x + y) / (x * x / (first.n() - 1) + y * y / (second.n() - 1));
        return Critical.t(level, degrees) * Math.sqrt(a + b);
    }

    private Reading withLimits(Estimate estimate, double low, double high) {
        return Double.isFinite(low) && Double.isFinite(high)
                ? new Measured(estimate.withInterval(Interval.of(low, high, level)))
                : withoutInterval(estimate);
    }

    private static Reading withoutInterval(Estimate estimate) {
        return new Measured(estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    private static Estimate flagged(Estimate estimate, Sample first, Sample second) {
        return Sample.flagged(estimate, Math.max(first.digitsLost(), second.digitsLost()));
    }
}
