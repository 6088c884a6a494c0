package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Interval;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.core.stat.Shares;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The interval of the difference of two means of spend, made for small control groups.
 *
 * <p>In a holdout of a few hundred customers a low mean comes with a low variance, so Welch's interval is too short exactly
 * when the effect looks high. For sparse spend the ratio φ of variance and mean depends on the amounts of the orders, not on
 * how many customers buy; both groups together tell it much better than the small one alone.
 *
 * <p><b>Definition.</b> Var(mean) = φ · mean / n with φ = pooled variance / pooled mean of both groups. For a difference d the
 * control mean m that fits best solves N m² + (N d − n₁ȳ₁ − n₂ȳ₂) m − n₁ȳ₁ d = 0 (the larger root); the deviance is D(d) =
 * 2 [n₁ (ȳ₁ ln(ȳ₁/m) − ȳ₁ + m) + n₂ (ȳ₂ ln(ȳ₂/(m+d)) − ȳ₂ + m + d)], and the interval holds every d with D(d) ≤ φ z².
 *
 * <p><b>Valid</b> for amounts that are not negative, and as long as the treatment does not change what the orders are worth: a
 * treatment that makes orders smaller is covered less often than stated, one that makes them larger more often.
 *
 * <p><b>Numerics.</b> the ends are found by bisection to the last bits. <b>Thread-safety.</b> static functions.
 */
public final class HoldoutInterval {

    private static final double GROWTH = 1.3;
    private static final int MOST_STEPS = 400;

    private HoldoutInterval() {}

    /**
     * The interval of mean(treated) − mean(control) of y.
     *
     * @return null if a group has fewer than two units, nobody bought anything, or nobody's spend differs from another's
     */
    public static @Nullable Interval ofDifference(PairAccumulator control, PairAccumulator treated, double level) {
        double n1 = control.n();
        double n2 = treated.n();
        double sum = control.sumY() + treated.sumY();
        double squares = control.squaresY() + treated.squaresY();
        if (n1 < 2 || n2 < 2 || !(sum > 0) || !(squares > 0)) {
            return null;
        }
        double y1 = control.sumY() / n1;
        double y2 = treated.sumY() / n2;
        double phi = squares / (n1 + n2 - 2) / (sum / (n1 + n2));
        double limit = phi * squaredQuantile(level);
        double middle = y2 - y1;
        double step = Math.sqrt(phi * (sum / (n1 + n2)) * (1 / n1 + 1 / n2));
        DoubleUnaryOperator above = d -> deviance(n1, y1, n2, y2, d) - limit;
        double low = end(above, middle, -step);
        double high = end(above, middle, step);
        return Double.isFinite(low) && Double.isFinite(high) ? Interval.of(low, high, level) : null;
    }

    /** z², from the score interval of no success in one trial, which ends at z² / (1 + z²). */
    private static double squaredQuantile(double level) {
        Interval none = Shares.withDefaults()
                .withLevel(level)
                .of(0, 1)
                .measured()
                .orElseThrow()
                .interval();
        Double high = none == null ? null : none.high();
        if (high == null) {
            throw new IllegalStateException("a share has no interval");
        }
        return high / (1 - high);
    }

    /** Twice the loss of log-likelihood, times φ, if the true difference were d. */
    static double deviance(double n1, double y1, double n2, double y2, double d) {
        double n = n1 + n2;
        double b = n * d - n1 * y1 - n2 * y2;
        double c = -n1 * y1 * d;
        double root = Math.sqrt(Math.max(0, b * b - 4 * n * c));
        // the larger root, without cancellation
        double m = b <= 0 ? (-b + root) / (2 * n) : -2 * c / (b + root);
        m = Math.max(m, Math.max(0, -d));
        return Math.max(0, 2 * (n1 * part(y1, m) + n2 * part(y2, m + d)));
    }

    private static double part(double y, double m) {
        if (y == 0) {
            return m;
        }
        return m <= 0 ? Double.POSITIVE_INFINITY : y * Math.log(y / m) - y + m;
    }

    /** The end of the interval on the side of {@code step}: grows until it is outside, then halves. */
    private static double end(DoubleUnaryOperator above, double middle, double step) {
        double inside = middle;
        double outside = middle + step;
        double width = step;
        for (int i = 0; i < MOST_STEPS && above.applyAsDouble(outside) < 0; i++) {
            inside = outside;
            width *= GROWTH;
            outside = middle + width;
        }
        for (int i = 0; i < MOST_STEPS; i++) {
            double half = inside + (outside - inside) / 2;
            if (half == inside || half == outside) {
                break;
            }
            if (above.applyAsDouble(half) < 0) {
                inside = half;
            } else {
                outside = half;
            }
        }
        return inside;
    }
}
