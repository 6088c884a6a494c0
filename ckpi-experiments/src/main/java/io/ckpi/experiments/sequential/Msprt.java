package io.ckpi.experiments.sequential;

import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.Alternative;
import io.ckpi.experiments.internal.Tails;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The mixture sequential probability ratio test with a normal mixture whose variance is fixed by the planned size.
 *
 * <p><b>Definition.</b> v_C, v_T the variances of one customer, V = v_C/n_C + v_T/n_T, a = α/2 (two-sided) or α, z = z₁₋ₐ,
 * τ = z²(v_C + v_T)/N₀ with the planned size N₀ of both arms; z* = √(((V+τ)/τ)(−2 ln a − ln(V/(V+τ)))): effect ± z*·√V;
 * p is the normal tail of t·z/z*, twice that for two sides.
 *
 * <p><b>The planned size must be fixed before the data.</b> {@link #followingTheData()} puts the current size in its place, as one
 * vendor's documentation can be read: then z* hardly grows with the data, and without any effect the bound is crossed in the end
 * with certainty. It exists to reproduce such figures and is not for decisions.
 *
 * <p><b>Undefined.</b> V = 0: {@link Reason#NO_VARIATION}.
 *
 * <p><b>Numerics.</b> tails by survival functions, log10 p in logarithms. <b>Thread-safety.</b> immutable.
 *
 * <p>Source: R. Johari, P. Koomen, L. Pekelis, D. Walsh, Always valid inference, 2022, doi:10.1287/opre.2021.2135.
 */
public final class Msprt {

    private static final double FOLLOWING = 0;

    private final double planned;
    private final double level;
    private final Alternative alternative;

    private Msprt(double planned, double level, Alternative alternative) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        Objects.requireNonNull(alternative, "alternative");
        if (alternative != Alternative.TWO_SIDED && !(level > 0.5)) {
            throw new IllegalArgumentException("level must be above 0.5 for one side: " + level);
        }
        this.planned = planned;
        this.level = level;
        this.alternative = alternative;
    }

    /**
     * The test for an experiment of this planned size, two-sided, 95 %.
     *
     * @param size customers in both arms together, above 0, fixed before the data
     * @throws IllegalArgumentException if it is not positive and finite
     */
    public static Msprt planned(double size) {
        if (!(size > 0 && size < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("size is not positive and finite: " + size);
        }
        return new Msprt(size, 0.95, Alternative.TWO_SIDED);
    }

    /** The variant whose mixture follows the current size. It does not hold its error rate; only for comparison. */
    public static Msprt followingTheData() {
        return new Msprt(FOLLOWING, 0.95, Alternative.TWO_SIDED);
    }

    /** The same at another level. @throws IllegalArgumentException if it is not strictly between 0 and 1, or one-sided ½ or less */
    public Msprt withLevel(double newLevel) {
        return new Msprt(planned, newLevel, alternative);
    }

    /** The same for another alternative. */
    public Msprt with(Alternative newAlternative) {
        return new Msprt(planned, level, newAlternative);
    }

    /** The confidence level. */
    public double level() {
        return level;
    }

    private double a() {
        return alternative == Alternative.TWO_SIDED ? (1 - level) / 2 : 1 - level;
    }

    /**
     * The variance τ of the mixture.
     *
     * @param sumOfVariances v_C + v_T, 0 or more
     * @param n customers in both arms; used only by {@link #followingTheData()}
     */
    public double mixtureVariance(double sumOfVariances, long n) {
        double z = Tails.normalQuantile(a());
        return z * z * sumOfVariances / (planned == FOLLOWING ? n : planned);
    }

    /** How many standard errors the interval reaches, for a squared standard error V and a mixture variance τ, both above 0. */
    public double multiplier(double squaredError, double mixtureVariance) {
        if (!(squaredError > 0) || !(mixtureVariance > 0)) {
            throw new IllegalArgumentException("not above 0: " + squaredError + ", " + mixtureVariance);
        }
        double v = squaredError;
        double tau = mixtureVariance;
        return Math.sqrt((v + tau) / tau * (-2 * Math.log(a()) + Math.log1p(tau / v)));
    }

    /**
     * The interval at a look.
     *
     * @param effect treatment minus control
     * @param controlVariance the variance of one control customer's value, 0 or more
     * @param controls customers in the control arm, 1 or more
     * @param treatmentVariance the variance of one treated customer's value, 0 or more
     * @param treated customers in the treated arm, 1 or more
     * @throws IllegalArgumentException if a number is out of range
     */
    public Outcome<AlwaysValid> at(
            double effect, double controlVariance, long controls, double treatmentVariance, long treated) {
        variance("controlVariance", controlVariance);
        variance("treatmentVariance", treatmentVariance);
        if (controls < 1 || treated < 1) {
            throw new IllegalArgumentException("an arm is empty: " + controls + ", " + treated);
        }
        double squared = controlVariance / controls + treatmentVariance / treated;
        double se = Math.sqrt(squared);
        @Nullable Outcome<AlwaysValid> nothing = ConfidenceSequence.Looks.check(effect, se);
        if (nothing != null) {
            return nothing;
        }
        double tau = mixtureVariance(controlVariance + treatmentVariance, Math.addExact(controls, treated));
        double reach = multiplier(squared, tau);
        double scaled = effect / se * Tails.normalQuantile(a()) / reach;
        double lnP =
                switch (alternative) {
                    case TWO_SIDED -> Math.log(2) + Tails.logNormal(Math.abs(scaled));
                    case GREATER -> Tails.logNormal(scaled);
                    case LESS -> Tails.logNormal(-scaled);
                };
        return Outcome.of(AlwaysValid.of(
                effect, se, reach * se, lnP, alternative, level, planned == FOLLOWING ? "msprt-following" : "msprt"));
    }

    private static void variance(String name, double value) {
        if (!(value >= 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is not 0 or more and finite: " + value);
        }
    }
}
