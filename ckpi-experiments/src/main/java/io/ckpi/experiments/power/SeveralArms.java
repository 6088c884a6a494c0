package io.ckpi.experiments.power;

import io.ckpi.experiments.internal.Tails;
import java.util.List;
import java.util.Objects;

/**
 * The size of an experiment with several arms, by their shares.
 *
 * <p><b>Definition.</b> N = (z_{α/2} + z_β)²·v·s²/δ², v the variance of one customer, δ the effect, s² the factor 1/aᵢ + 1/aⱼ of a
 * comparison of arms with shares aᵢ, aⱼ: that of the worst comparison ({@link Factor#WORST}, each comparison then has the power), or
 * the square of the mean of s ({@link Factor#MEAN}, as one public calculator does). Bonferroni divides α by the comparisons. Who
 * corrects by Holm should size by Bonferroni: Holm's thresholds depend on the other results.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param shares shares of the arms, the control first; positive, divided by their sum
 * @param comparisons which pairs are compared
 * @param factor which comparison counts
 * @param alpha probability of a false alarm, two-sided
 * @param bonferroni whether α is divided by the number of comparisons
 */
public record SeveralArms(
        List<Double> shares, Comparisons comparisons, Factor factor, double alpha, boolean bonferroni) {

    /** Which pairs are compared. */
    public enum Comparisons {
        /** Each treatment with the control. */
        CONTROL_AGAINST_ALL,
        /** Every arm with every other. */
        ALL_PAIRS
    }

    /** Which comparison decides the size. */
    public enum Factor {
        /** The one with the smallest arms. */
        WORST,
        /** The mean of their standard errors. */
        MEAN
    }

    /** Checks the shares. */
    public SeveralArms {
        shares = List.copyOf(shares);
        if (shares.size() < 2) {
            throw new IllegalArgumentException("shares needs two arms or more: " + shares.size());
        }
        for (double share : shares) {
            if (!(share > 0 && share < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("a share is not positive and finite: " + share);
            }
        }
        Objects.requireNonNull(comparisons, "comparisons");
        Objects.requireNonNull(factor, "factor");
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha is not strictly between 0 and 1: " + alpha);
        }
    }

    /** Each treatment against the control, sized for the worst comparison, α = 0.05 without correction. */
    public static SeveralArms of(Double... shares) {
        return new SeveralArms(List.of(shares), Comparisons.CONTROL_AGAINST_ALL, Factor.WORST, 0.05, false);
    }

    /** The same with other comparisons. */
    public SeveralArms with(Comparisons newComparisons) {
        return new SeveralArms(shares, newComparisons, factor, alpha, bonferroni);
    }

    /** The same with another factor. */
    public SeveralArms with(Factor newFactor) {
        return new SeveralArms(shares, comparisons, newFactor, alpha, bonferroni);
    }

    /** The same with another α, corrected by Bonferroni or not. */
    public SeveralArms withAlpha(double newAlpha, boolean corrected) {
        return new SeveralArms(shares, comparisons, factor, newAlpha, corrected);
    }

    /** The number of comparisons. */
    public int count() {
        int k = shares.size();
        return comparisons == Comparisons.CONTROL_AGAINST_ALL ? k - 1 : k * (k - 1) / 2;
    }

    /**
     * Customers in all arms together, not rounded.
     *
     * @param variance the variance of one customer, above 0; p(1 − p) of a rate
     * @param effect the effect to be found, not 0
     * @param power strictly between 0 and 1
     */
    public double size(double variance, double effect, double power) {
        if (!(variance > 0 && variance < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("variance is not positive and finite: " + variance);
        }
        if (!Double.isFinite(effect) || effect == 0) {
            throw new IllegalArgumentException("effect is 0 or not finite: " + effect);
        }
        if (!(power > 0 && power < 1)) {
            throw new IllegalArgumentException("power is not strictly between 0 and 1: " + power);
        }
        double a = bonferroni ? alpha / count() : alpha;
        double z = Tails.normalQuantile(a / 2) + Tails.normalQuantile(1 - power);
        double s = spread();
        return z * z * variance * s * s / (effect * effect);
    }

    private double spread() {
        double sum = shares.stream().mapToDouble(Double::doubleValue).sum();
        double total = 0;
        double worst = 0;
        int last = comparisons == Comparisons.CONTROL_AGAINST_ALL ? 1 : shares.size();
        for (int i = 0; i < last; i++) {
            for (int j = i + 1; j < shares.size(); j++) {
                double s = Math.sqrt(sum / shares.get(i) + sum / shares.get(j));
                total += s;
                worst = Math.max(worst, s);
            }
        }
        return factor == Factor.WORST ? worst : total / count();
    }
}
