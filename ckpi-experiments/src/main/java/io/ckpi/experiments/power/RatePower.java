package io.ckpi.experiments.power;

import io.ckpi.core.numeric.Roots;
import io.ckpi.experiments.Alternative;
import io.ckpi.experiments.internal.Tails;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * Power and size of a test of two rates.
 *
 * <p><b>Definition.</b> {@link Scale#UNPOOLED_Z}: noncentrality (p_T − p_C)/√(p_C(1−p_C)/n_C + p_T(1−p_T)/n_T). {@link Scale#POOLED_Z}:
 * the critical value stands on the pooled rate p̄ = (n_Cp_C + n_Tp_T)/N, as in the test without a difference. {@link
 * Scale#ARCSINE}: h = 2 asin √p_T − 2 asin √p_C over √(1/n_C + 1/n_T). Two-sided tests count both tails.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p>Source: J. Cohen, Statistical Power Analysis, 2nd edition 1988, chapter 6. J. L. Fleiss et al. 1980,
 * doi:10.2307/2529990.
 */
public final class RatePower {

    /** The scale of the test statistic. */
    public enum Scale {
        /** The difference, each arm with its own variance. */
        UNPOOLED_Z,
        /** The difference, the critical value with the pooled variance. */
        POOLED_Z,
        /** The arcsine of the root, Cohen's h. */
        ARCSINE
    }

    private static final RatePower DEFAULT = new RatePower(Scale.UNPOOLED_Z, 1, 0.05, Alternative.TWO_SIDED);

    private final Scale scale;
    private final double ratio;
    private final double alpha;
    private final Alternative alternative;

    private RatePower(Scale scale, double ratio, double alpha, Alternative alternative) {
        this.scale = scale;
        this.ratio = ratio;
        this.alpha = alpha;
        this.alternative = alternative;
    }

    /** Unpooled z, equal arms, two-sided, α = 0.05. */
    public static RatePower withDefaults() {
        return DEFAULT;
    }

    /** The same on another scale. */
    public RatePower with(Scale newScale) {
        return new RatePower(Objects.requireNonNull(newScale, "newScale"), ratio, alpha, alternative);
    }

    /** The same with {@code treatedPerControl} treated customers per control customer. @throws IllegalArgumentException if not above 0 */
    public RatePower withRatio(double treatedPerControl) {
        if (!(treatedPerControl > 0 && treatedPerControl < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("treatedPerControl is not positive and finite: " + treatedPerControl);
        }
        return new RatePower(scale, treatedPerControl, alpha, alternative);
    }

    /** The same with another probability of a false alarm. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public RatePower withAlpha(double newAlpha) {
        if (!(newAlpha > 0 && newAlpha < 1)) {
            throw new IllegalArgumentException("alpha is not strictly between 0 and 1: " + newAlpha);
        }
        return new RatePower(scale, ratio, newAlpha, alternative);
    }

    /** The same for another alternative. */
    public RatePower with(Alternative newAlternative) {
        return new RatePower(scale, ratio, alpha, Objects.requireNonNull(newAlternative, "newAlternative"));
    }

    /** Cohen's h: 2 asin √treatment − 2 asin √control. */
    public static double arcsineEffect(double control, double treatment) {
        rate("control", control);
        rate("treatment", treatment);
        return 2 * Math.asin(Math.sqrt(treatment)) - 2 * Math.asin(Math.sqrt(control));
    }

    /**
     * The probability that the test finds these rates different.
     *
     * @param total customers in both arms, above 0
     */
    public double power(double control, double treatment, double total) {
        rate("control", control);
        rate("treatment", treatment);
        double nC = controls(total);
        double nT = total - nC;
        if (scale == Scale.ARCSINE) {
            return ofArcsine(arcsineEffect(control, treatment), total);
        }
        double own = Math.sqrt(control * (1 - control) / nC + treatment * (1 - treatment) / nT);
        double pooled = (nC * control + nT * treatment) / total;
        double critical = scale == Scale.POOLED_Z ? Math.sqrt(pooled * (1 - pooled) * (1 / nC + 1 / nT)) / own : 1;
        return region((treatment - control) / own, critical);
    }

    /** The power of the arcsine test at Cohen's {@code h}. */
    public double ofArcsine(double h, double total) {
        if (!Double.isFinite(h)) {
            throw new IllegalArgumentException("h is not finite: " + h);
        }
        double nC = controls(total);
        return region(h / Math.sqrt(1 / nC + 1 / (total - nC)), 1);
    }

    private double region(double delta, double factor) {
        double tail = alternative == Alternative.TWO_SIDED ? alpha / 2 : alpha;
        double q = factor * Tails.normalQuantile(tail);
        double power =
                switch (alternative) {
                    case TWO_SIDED -> Tails.normal(q - delta) + Tails.normal(q + delta);
                    case GREATER -> Tails.normal(q - delta);
                    case LESS -> Tails.normal(q + delta);
                };
        return Math.min(1, power);
    }

    /**
     * The number of customers in both arms at which the test finds these rates different with this probability; not rounded.
     *
     * @throws IllegalArgumentException if the rates are equal or on the wrong side, or power is not strictly between α and 1
     */
    public double size(double control, double treatment, double power) {
        return solve(n -> power(control, treatment, n), treatment - control, power);
    }

    /** The same for the arcsine test at Cohen's {@code h}. */
    public double sizeOfArcsine(double h, double power) {
        return solve(n -> ofArcsine(h, n), h, power);
    }

    private double solve(DoubleUnaryOperator powerOf, double effect, double power) {
        if (!(power > alpha && power < 1)) {
            throw new IllegalArgumentException("power is not strictly between alpha and 1: " + power);
        }
        boolean suits = (alternative == Alternative.TWO_SIDED && effect != 0)
                || (alternative == Alternative.GREATER && effect > 0)
                || (alternative == Alternative.LESS && effect < 0);
        if (!suits || !Double.isFinite(effect)) {
            throw new IllegalArgumentException("the effect does not suit " + alternative + ": " + effect);
        }
        double low = 3 * (1 + Math.max(ratio, 1 / ratio));
        DoubleUnaryOperator f = logN -> powerOf.applyAsDouble(Math.exp(logN)) - power;
        if (f.applyAsDouble(Math.log(low)) >= 0) {
            return low;
        }
        double high = 2 * low;
        while (f.applyAsDouble(Math.log(high)) < 0) {
            high *= 4;
            if (high > 1e18) {
                throw new IllegalArgumentException("the effect is too small to be found: " + effect);
            }
        }
        return Math.exp(Roots.find(f, Math.log(low), Math.log(high), 1e-14));
    }

    private double controls(double total) {
        if (!(total > 0 && total < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("total is not positive and finite: " + total);
        }
        return total / (1 + ratio);
    }

    private static void rate(String name, double p) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException(name + " is not strictly between 0 and 1: " + p);
        }
    }
}
