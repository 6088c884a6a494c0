package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Moments;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.experiments.internal.Fieller;
import io.ckpi.experiments.internal.Tails;
import java.util.List;
import java.util.Objects;

/**
 * The ratio of two effects of the same treatment: iROAS = Δrevenue/Δcost, cost per incremental order = Δcost/Δorders, the effect on
 * compliers = Δoutcome/Δexposure. Cost, orders and exposure are variables per customer like the outcome.
 *
 * <p><b>Definition.</b> ratio = (ȳ_T − ȳ_C)/(x̄_T − x̄_C). {@link Method#FIELLER}, the default: the ratios r that Δy − rΔx does not
 * reject, with the covariance of both; {@link Method#DELTA}: symmetric, the variance of ȳ − r·x̄ over Δx².
 *
 * <p><b>Undefined.</b> Arms of fewer than two units as in {@link MeanComparison}; Δx = 0: {@link Reason#ZERO_DENOMINATOR}; Fieller
 * where Δx is not clear of 0: {@link Reason#UNBOUNDED}; neither varies: {@link Reason#NO_VARIATION}.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> E. C. Fieller 1954, Some problems in interval estimation, J. R. Stat. Soc. B 16, 175.
 */
public final class DifferenceRatio {

    /** How the interval is made. */
    public enum Method {
        /** Fieller's set. */
        FIELLER,
        /** Symmetric. */
        DELTA
    }

    private static final DifferenceRatio DEFAULTS = new DifferenceRatio(Conventions.defaults(), Method.FIELLER);

    private final Conventions conventions;
    private final Method method;

    private DifferenceRatio(Conventions conventions, Method method) {
        this.conventions = conventions;
        this.method = method;
    }

    /** Fieller with {@link Conventions#defaults()}, of which variance, reference and level are used. */
    public static DifferenceRatio withDefaults() {
        return DEFAULTS;
    }

    /** The same with other conventions. */
    public DifferenceRatio with(Conventions newConventions) {
        return new DifferenceRatio(Objects.requireNonNull(newConventions, "newConventions"), method);
    }

    /** The same with another method. */
    public DifferenceRatio with(Method newMethod) {
        return new DifferenceRatio(conventions, Objects.requireNonNull(newMethod, "newMethod"));
    }

    /**
     * The ratio of the effects on two variables.
     *
     * @throws IllegalArgumentException if a variable is not in the moments or both are the same
     */
    public Reading of(Moments control, Moments treated, String numerator, String denominator, Unit unit) {
        if (numerator.equals(denominator)) {
            throw new IllegalArgumentException("numerator and denominator are the same: " + numerator);
        }
        List<String> variables = List.of(numerator, denominator);
        ArmMoments c = ArmMoments.of(control, variables, conventions.variance());
        ArmMoments t = ArmMoments.of(treated, variables, conventions.variance());
        Absent missing = ArmMoments.missing(c, t);
        if (missing != null) {
            return missing;
        }
        double dy = t.means()[0] - c.means()[0];
        double dx = t.means()[1] - c.means()[1];
        if (dx == 0) {
            return Absent.because(
                    Reason.ZERO_DENOMINATOR, "no effect on " + denominator, denominator + ": эффекта нет");
        }
        double ratio = dy / dx;
        double[] y = {1, 0};
        double[] x = {0, 1};
        double[] residual = {1, -ratio};
        double a = c.variance(residual) / c.n();
        double b = t.variance(residual) / t.n();
        if (!Double.isFinite(ratio) || !Double.isFinite(a + b)) {
            return Contrast.tooLarge();
        }
        if (!(a + b > 0)) {
            return Absent.because(Reason.NO_VARIATION);
        }
        double degrees =
                switch (conventions.reference()) {
                    case NORMAL -> Double.POSITIVE_INFINITY;
                    case POOLED_T -> c.n() + t.n() - 2.0;
                    case WELCH_T -> MeanComparison.welch(a, c.n() - 1.0, b, t.n() - 1.0);
                };
        double q = Tails.studentQuantile((1 - conventions.level()) / 2, degrees);
        double low;
        double high;
        if (method == Method.DELTA) {
            double half = q * Math.sqrt(a + b) / Math.abs(dx);
            low = ratio - half;
            high = ratio + half;
        } else {
            double[] limits = Fieller.limits(
                    dy,
                    dx,
                    c.variance(y) / c.n() + t.variance(y) / t.n(),
                    c.covariance(y, x) / c.n() + t.covariance(y, x) / t.n(),
                    c.variance(x) / c.n() + t.variance(x) / t.n(),
                    q);
            if (limits == null) {
                return Absent.because(
                        Reason.UNBOUNDED,
                        "the effect on " + denominator + " is not clear of 0",
                        denominator + ": эффект статистически не отличается от нуля");
            }
            low = limits[0];
            high = limits[1];
        }
        if (!Double.isFinite(low) || !Double.isFinite(high)) {
            return Contrast.tooLarge();
        }
        return new Measured(Estimate.of(ratio, unit)
                .withInterval(Interval.of(low, high, conventions.level()))
                .withN(Math.addExact(c.n(), t.n()))
                .withMethod(method == Method.DELTA ? "delta" : "fieller"));
    }
}
