package io.ckpi.experiments.sequential;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.Alternative;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Intervals that may be looked at after every customer.
 *
 * <p><b>Definition.</b> n customers in both arms, t = effect / standard error, N₀ the size at which the interval is to be
 * narrowest (tuning), α = 1 − level.
 *
 * <p>{@link #asymptotic}: ρ² = (−2 ln a + ln(1 − 2 ln a))/N₀ with a = α (two-sided) or 2α (one-sided), k = nρ² + 1. Two-sided:
 * effect ± se·√((2k/(nρ²))·ln(√k/α)), p = min(1, √k·exp(−t²nρ²/(2k))). One-sided: half-width se·√((2k/(nρ²))·ln(1 + √k/(2α))),
 * p = min(1, √k/(2(eˣ − 1))) with x = t²nρ²/(2k), 1 if t points the other way.
 *
 * <p>{@link #howard}: the normal mixture with ρ = N₀/(ln ln(e/α²) − 2 ln α): effect ± se·√(((n+ρ)/n)·ln((n+ρ)/(ρα²))), p =
 * min(1, √((n+ρ)/ρ)·exp(−t²n/(2(n+ρ)))); two-sided only.
 *
 * <p>Works for every metric and scale that has an effect and a standard error: differences, relative lifts (then the standard
 * error is that of the lift by the delta method), adjusted effects.
 *
 * <p><b>Undefined.</b> A standard error of 0: {@link Reason#NO_VARIATION}.
 *
 * <p><b>Numerics.</b> p-values are closed forms, in logarithms. <b>Limits.</b> asymptotic: from a few hundred customers with an
 * outcome on; not for the first handful. <b>Thread-safety.</b> immutable.
 *
 * <p>Sources: I. Waudby-Smith, D. Arbour, R. Sinha, E. H. Kennedy, A. Ramdas, Time-uniform central limit theory and asymptotic
 * confidence sequences, 2024, doi:10.1214/24-AOS2408. S. R. Howard, A. Ramdas, J. McAuliffe, J. Sekhon, 2021,
 * doi:10.1214/20-AOS1991.
 */
public final class ConfidenceSequence {

    private final boolean howard;
    private final double tuning;
    private final double level;
    private final Alternative alternative;

    private ConfidenceSequence(boolean howard, double tuning, double level, Alternative alternative) {
        if (!(tuning > 0 && tuning < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("tuning is not positive and finite: " + tuning);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        Objects.requireNonNull(alternative, "alternative");
        if (alternative != Alternative.TWO_SIDED && howard) {
            throw new IllegalArgumentException("the normal mixture is two-sided: " + alternative);
        }
        if (alternative != Alternative.TWO_SIDED && !(level > 0.5)) {
            throw new IllegalArgumentException("level must be above 0.5 for one side: " + level);
        }
        this.howard = howard;
        this.tuning = tuning;
        this.level = level;
        this.alternative = alternative;
    }

    /**
     * The asymptotic confidence sequence, two-sided, 95 %.
     *
     * @param tuning the number of customers, both arms together, at which the interval is to be narrowest; above 0
     */
    public static ConfidenceSequence asymptotic(double tuning) {
        return new ConfidenceSequence(false, tuning, 0.95, Alternative.TWO_SIDED);
    }

    /**
     * The normal mixture, two-sided, 95 %.
     *
     * @param tuning the number of customers, both arms together, at which the interval is to be narrowest; above 0
     */
    public static ConfidenceSequence howard(double tuning) {
        return new ConfidenceSequence(true, tuning, 0.95, Alternative.TWO_SIDED);
    }

    /** The same at another level. @throws IllegalArgumentException if it is not strictly between 0 and 1, or one-sided ½ or less */
    public ConfidenceSequence withLevel(double newLevel) {
        return new ConfidenceSequence(howard, tuning, newLevel, alternative);
    }

    /** The same for another alternative. @throws IllegalArgumentException if the normal mixture is asked for one side */
    public ConfidenceSequence with(Alternative newAlternative) {
        return new ConfidenceSequence(howard, tuning, level, newAlternative);
    }

    /** The confidence level. */
    public double level() {
        return level;
    }

    /** Which side. */
    public Alternative alternative() {
        return alternative;
    }

    /** The mixing parameter ρ: of {@link #asymptotic} a number per square root of a customer, of {@link #howard} customers. */
    public double rho() {
        double alpha = 1 - level;
        if (howard) {
            return tuning / (Math.log(1 - 2 * Math.log(alpha)) - 2 * Math.log(alpha));
        }
        double a = alternative == Alternative.TWO_SIDED ? alpha : 2 * alpha;
        return Math.sqrt((-2 * Math.log(a) + Math.log1p(-2 * Math.log(a))) / tuning);
    }

    /** How many standard errors the interval reaches to either side when {@code n} customers are in. */
    public double multiplier(long n) {
        positive(n);
        double alpha = 1 - level;
        double rho = rho();
        if (howard) {
            return Math.sqrt((n + rho) / n * (Math.log((n + rho) / rho) - 2 * Math.log(alpha)));
        }
        double nRho2 = n * rho * rho;
        double k = nRho2 + 1;
        double log = alternative == Alternative.TWO_SIDED
                ? Math.log(k) / 2 - Math.log(alpha)
                : Math.log1p(Math.sqrt(k) / (2 * alpha));
        return Math.sqrt(2 * k / nRho2 * log);
    }

    /**
     * The interval at a look.
     *
     * @param effect treatment minus control, finite
     * @param standardError its standard error, 0 or more
     * @param n customers in both arms, 1 or more
     * @throws IllegalArgumentException if a number is out of range
     */
    public Outcome<AlwaysValid> at(double effect, double standardError, long n) {
        positive(n);
        @Nullable Outcome<AlwaysValid> nothing = Looks.check(effect, standardError);
        if (nothing != null) {
            return nothing;
        }
        double half = multiplier(n) * standardError;
        double t = effect / standardError;
        return Outcome.of(AlwaysValid.of(
                effect, standardError, half, lnP(t, n), alternative, level, howard ? "howard" : "asymptotic"));
    }

    private double lnP(double t, long n) {
        double rho = rho();
        if (howard) {
            return 0.5 * Math.log((n + rho) / rho) - t * t * n / (2 * (n + rho));
        }
        double nRho2 = n * rho * rho;
        double k = nRho2 + 1;
        double x = t * t * nRho2 / (2 * k);
        if (alternative == Alternative.TWO_SIDED) {
            return Math.log(k) / 2 - x;
        }
        if (alternative == Alternative.GREATER ? t <= 0 : t >= 0) {
            return 0;
        }
        double logOfExpMinusOne = x > 1 ? x + Math.log1p(-Math.exp(-x)) : Math.log(Math.expm1(x));
        return Math.log(k) / 2 - Math.log(2) - logOfExpMinusOne;
    }

    private static void positive(long n) {
        if (n < 1) {
            throw new IllegalArgumentException("n is below 1: " + n);
        }
    }

    /** What all sequential methods check. */
    static final class Looks {

        private Looks() {}

        /** Null if effect and standard error can be used. */
        static @Nullable Outcome<AlwaysValid> check(double effect, double standardError) {
            if (!Double.isFinite(effect)) {
                throw new IllegalArgumentException("effect is not finite: " + effect);
            }
            if (!(standardError >= 0 && standardError < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("standardError is not 0 or more and finite: " + standardError);
            }
            return standardError > 0
                    ? null
                    : Outcome.absent(Absent.because(
                            Reason.NO_VARIATION, "the standard error is 0", "стандартная ошибка равна нулю"));
        }
    }
}
