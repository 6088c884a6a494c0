package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Moments;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.Roots;
import io.ckpi.experiments.internal.Deviance;
import io.ckpi.experiments.internal.Tails;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The interval for a small holdout: pooled-dispersion likelihood.
 *
 * <p>Few held-out customers buy. When by chance fewer buy, mean and variance of the holdout are low together, so Welch's interval
 * is too short exactly when the lift looks high. For sparse spend the ratio φ of variance and mean depends on the order values,
 * not on how many buy (φ ≈ E[order²]/E[order]); both arms together know it much better than the small one.
 *
 * <p><b>Definition.</b> Var(mean) = φ·mean/n. Pooled φ = [(M2_C + M2_T)/(n_C + n_T − 2)] / [(Σ_C + Σ_T)/(n_C + n_T)]. D(d) and D(ρ)
 * are the deviances of the two means under a difference d or a ratio ρ (gamma/Poisson-like quasi-likelihood with the variance
 * proportional to the mean); the interval is {D/φ ≤ z²}, the signed root R = sign·√(D(0)/φ), p = 2Q(|R|).
 *
 * <p><b>The dispersion check.</b> A treatment may change what orders are worth; then one φ is wrong. {@link Dispersion#CHECKED},
 * the default, compares the arms' own φ on the logarithm, shrinks their difference by τ²/(τ² + s_C² + s_T²) with τ = 0.35 and s²
 * the error of ln φ, raises the uncertain arm's by what is left of τ², and uses the larger of the pooled φ and the arms' shrunken
 * ones weighted at the fitted means. It needs the count of non-zero values (buyers) and is more accurate with third moments
 * ({@code MomentsLayout.withThirdMoments()}). Below {@value #ENOUGH_BUYERS} buyers in the smaller arm it can tell little: flag
 * DISPERSION_UNCHECKED, and {@link HoldoutEffect#coverageIfSmallerOrders} says what is at stake.
 *
 * <p><b>Undefined.</b> Arms of 0 units {@link Reason#NO_DATA}, of 1 {@link Reason#INSUFFICIENT_DATA}; a negative value
 * {@link Reason#INVALID_INPUT}; nobody bought, or all spent the same: {@link Reason#NO_VARIATION}; the lift of an arm with mean
 * 0: {@link Reason#ZERO_BASE} or {@link Reason#NON_POSITIVE}.
 *
 * <p><b>Numerics.</b> The ends are roots of √(D/φ) − z by Brent's method to 1e-13 relative, the ratio's on its logarithm.
 * <b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> The definition is CKPI's own; quasi-likelihood: R. W. M. Wedderburn 1974, doi:10.1093/biomet/61.3.439.
 */
public final class HoldoutInterval {

    /** From this many buyers in the smaller arm on the dispersion check is trusted. */
    public static final int ENOUGH_BUYERS = 100;

    /** Below this many buyers in the smaller arm the result says so. */
    public static final int FEW_BUYERS = 30;

    private static final double TAU = 0.35;
    private static final double GROWTH = 1.3;
    private static final double TOLERANCE = 1e-13;
    private static final int MOST_STEPS = 2000;
    private static final double SMALLER_ORDERS = 0.7;

    /** Which dispersion is used. */
    public enum Dispersion {
        /** One φ of both arms. */
        POOLED,
        /** The larger of that one and the arms' own, shrunken towards each other. */
        CHECKED
    }

    private static final HoldoutInterval DEFAULTS =
            new HoldoutInterval(0.95, Alternative.TWO_SIDED, Dispersion.CHECKED);

    private final double level;
    private final Alternative alternative;
    private final Dispersion dispersion;

    private HoldoutInterval(double level, Alternative alternative, Dispersion dispersion) {
        this.level = level;
        this.alternative = alternative;
        this.dispersion = dispersion;
    }

    /** Two-sided, 95 %, with the dispersion check. */
    public static HoldoutInterval withDefaults() {
        return DEFAULTS;
    }

    /** The same at another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public HoldoutInterval withLevel(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + newLevel);
        }
        return new HoldoutInterval(newLevel, alternative, dispersion);
    }

    /** The same with another alternative. */
    public HoldoutInterval with(Alternative newAlternative) {
        return new HoldoutInterval(level, Objects.requireNonNull(newAlternative, "newAlternative"), dispersion);
    }

    /** The same with another dispersion. */
    public HoldoutInterval with(Dispersion newDispersion) {
        return new HoldoutInterval(level, alternative, Objects.requireNonNull(newDispersion, "newDispersion"));
    }

    /**
     * The effect on a variable, for instance spend per customer with a zero for who bought nothing.
     *
     * @throws IllegalArgumentException if there is no such variable
     */
    public Outcome<HoldoutEffect> of(Moments control, Moments treated, String variable) {
        if (control.min(variable).orElse(0) < 0 || treated.min(variable).orElse(0) < 0) {
            return Outcome.absent(
                    Absent.because(Reason.INVALID_INPUT, "a value is negative", "есть отрицательное значение"));
        }
        if (lost(control, variable) || lost(treated, variable)) {
            return Outcome.absent(Absent.because(Reason.PRECISION_LOST));
        }
        double digits = Math.max(control.digitsLost(variable), treated.digitsLost(variable));
        return of(Arm.of(control, variable), Arm.of(treated, variable), digits);
    }

    private static boolean lost(Moments arm, String variable) {
        return arm.whyNoVariance(variable).filter(Reason.PRECISION_LOST::equals).isPresent();
    }

    /**
     * The effect from sums alone, with the pooled dispersion (without buyers there is no check).
     *
     * @param controlUnits customers held out, 0 or more
     * @param controlMean their mean, 0 or more
     * @param controlSquares Σ(x − mean)² of theirs, 0 or more
     * @param treatedUnits customers treated
     * @param treatedMean their mean
     * @param treatedSquares Σ(x − mean)² of theirs
     * @throws IllegalArgumentException if a number is negative or not finite
     */
    public Outcome<HoldoutEffect> of(
            long controlUnits,
            double controlMean,
            double controlSquares,
            long treatedUnits,
            double treatedMean,
            double treatedSquares) {
        return of(
                Arm.of("control", controlUnits, controlMean, controlSquares, -1),
                Arm.of("treated", treatedUnits, treatedMean, treatedSquares, -1),
                0);
    }

    /**
     * The effect from sums and the number of buyers (non-zero values) in both arms, with the dispersion check.
     *
     * @throws IllegalArgumentException if a number is negative or not finite, or there are more buyers than customers
     */
    public Outcome<HoldoutEffect> of(
            long controlUnits,
            double controlMean,
            double controlSquares,
            long controlBuyers,
            long treatedUnits,
            double treatedMean,
            double treatedSquares,
            long treatedBuyers) {
        return of(
                Arm.of("control", controlUnits, controlMean, controlSquares, count("controlBuyers", controlBuyers)),
                Arm.of("treated", treatedUnits, treatedMean, treatedSquares, count("treatedBuyers", treatedBuyers)),
                0);
    }

    private static long count(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + " is negative: " + value);
        }
        return value;
    }

    /**
     * What part of the intervals with one pooled φ covers the truth if the treatment multiplies order values by {@code factor} and
     * leaves conversion as it is: 2Φ(z√(V_used/V_true)) − 1.
     *
     * @throws IllegalArgumentException if an argument is not positive, or the level not strictly between 0 and 1
     */
    public static double predictedCoverage(double controlUnits, double treatedUnits, double factor, double level) {
        if (!(controlUnits > 0) || !(treatedUnits > 0) || !(factor > 0)) {
            throw new IllegalArgumentException("controlUnits, treatedUnits and factor must be positive: " + controlUnits
                    + ", " + treatedUnits + ", " + factor);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        double share = treatedUnits / controlUnits;
        double phi = (1 + share * factor * factor) / (1 + share * factor);
        double used = phi * (1 + factor / share);
        double actual = 1 + factor * factor / share;
        return 1 - 2 * Tails.normal(Tails.normalQuantile((1 - level) / 2) * Math.sqrt(used / actual));
    }

    /** One arm: n, mean, Σ(x − mean)², Σ(x − mean)³ (NaN if unknown) and buyers (−1 if unknown). */
    private record Arm(long n, double mean, double squares, double cubes, long buyers) {

        static Arm of(Moments moments, String variable) {
            return new Arm(
                    moments.n(),
                    moments.mean(variable).orElse(0),
                    moments.centredProduct(variable, variable),
                    moments.centredCubes(variable).orElse(Double.NaN),
                    moments.nonZero(variable));
        }

        static Arm of(String name, long n, double mean, double squares, long buyers) {
            if (n < 0) {
                throw new IllegalArgumentException(name + " has a negative number of units: " + n);
            }
            if (!(mean >= 0 && mean < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("the mean of " + name + " is not 0 or more and finite: " + mean);
            }
            if (!(squares >= 0 && squares < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException(
                        "the squares of " + name + " are not 0 or more and finite: " + squares);
            }
            if (buyers > n) {
                throw new IllegalArgumentException(name + " has more buyers than units: " + buyers + ", " + n);
            }
            return new Arm(n, mean, squares, Double.NaN, buyers);
        }

        /** Variance over mean, NaN without spread. */
        double phi() {
            double phi = squares / (n - 1.0) / mean;
            return phi > 0 && phi < Double.POSITIVE_INFINITY ? phi : Double.NaN;
        }

        /** Σx², Σx³. */
        double rawSquares() {
            return squares + n * mean * mean;
        }

        double rawCubes() {
            return cubes + 3 * mean * squares + n * mean * mean * mean;
        }
    }

    private Outcome<HoldoutEffect> of(Arm control, Arm treated, double digitsLost) {
        if (control.n < 2 || treated.n < 2) {
            return Outcome.absent(Absent.because(
                    control.n == 0 || treated.n == 0 ? Reason.NO_DATA : Reason.INSUFFICIENT_DATA,
                    "the control has " + control.n + " units, the treatment " + treated.n,
                    "единиц в контроле: " + control.n + ", в тестовой группе: " + treated.n));
        }
        if (control.mean < 0 || treated.mean < 0) {
            return Outcome.absent(
                    Absent.because(Reason.INVALID_INPUT, "a value is negative", "есть отрицательное значение"));
        }
        double nC = control.n;
        double nT = treated.n;
        double sum = nC * control.mean + nT * treated.mean;
        double phi = (control.squares + treated.squares) / (nC + nT - 2) / (sum / (nC + nT));
        if (!(phi > 0)) {
            return Outcome.absent(
                    Absent.because(Reason.NO_VARIATION, "all values are equal", "все значения одинаковы"));
        }
        if (!Double.isFinite(phi * sum * sum)) {
            return Outcome.absent(Contrast.tooLarge());
        }
        Deviance deviance = new Deviance(nC, control.mean, nT, treated.mean);
        Shrunken own = dispersion == Dispersion.CHECKED ? Shrunken.of(control, treated) : null;
        DoubleUnaryOperator root = d -> {
            double m = deviance.controlMeanOfDifference(d);
            return Math.sqrt(deviance.ofDifference(d) / at(phi, own, nC, nT, m, m + d));
        };
        double tail = alternative == Alternative.TWO_SIDED ? (1 - level) / 2 : 1 - level;
        double z = Tails.normalQuantile(tail);
        double middle = treated.mean - control.mean;
        double fitted = deviance.controlMeanOfDifference(0);
        double null0 = at(phi, own, nC, nT, fitted, fitted);
        double signed = Math.copySign(Math.sqrt(deviance.ofDifference(0) / null0), middle);
        double step = Math.sqrt(phi * fitted * (1 / nC + 1 / nT));
        Interval interval = interval(root, middle, step, z, false);
        Outcome<Interval> lift = liftInterval(deviance, phi, own, z);
        return Outcome.of(new HoldoutEffect(
                control.n,
                treated.n,
                control.mean,
                treated.mean,
                interval,
                lift,
                signed,
                p(signed),
                log10P(signed),
                alternative,
                phi,
                optional(control.phi()),
                optional(treated.phi()),
                null0,
                predictedCoverage(nC, nT, SMALLER_ORDERS, level),
                flags(control, treated, own, digitsLost)));
    }

    private Set<Flag> flags(Arm control, Arm treated, @Nullable Shrunken own, double digitsLost) {
        Set<Flag> flags = new TreeSet<>();
        long buyers = control.n <= treated.n ? control.buyers : treated.buyers;
        if (own == null || buyers < ENOUGH_BUYERS) {
            flags.add(
                    buyers < 0
                            ? Flag.of(Flag.Code.DISPERSION_UNCHECKED)
                            : Flag.of(Flag.Code.DISPERSION_UNCHECKED, Long.toString(buyers)));
        }
        if (buyers >= 0 && buyers < FEW_BUYERS) {
            flags.add(Flag.of(Flag.Code.FEW_BUYERS, Long.toString(buyers)));
        }
        if (digitsLost > Moments.DIGITS_FLAGGED) {
            flags.add(Flag.of(Flag.Code.DIGITS_LOST, Long.toString(Math.round(digitsLost))));
        }
        return flags;
    }

    private static OptionalDouble optional(double value) {
        return Double.isNaN(value) ? OptionalDouble.empty() : OptionalDouble.of(value);
    }

    private double p(double signed) {
        return switch (alternative) {
            case TWO_SIDED -> Math.min(1, 2 * Tails.normal(Math.abs(signed)));
            case GREATER -> Tails.normal(signed);
            case LESS -> Tails.normal(-signed);
        };
    }

    private double log10P(double signed) {
        double infinite = Double.POSITIVE_INFINITY;
        return switch (alternative) {
            case TWO_SIDED -> Math.min(0, Math.log10(2) + Tails.log10Student(Math.abs(signed), infinite));
            case GREATER -> Tails.log10Student(signed, infinite);
            case LESS -> Tails.log10Student(-signed, infinite);
        };
    }

    private Outcome<Interval> liftInterval(Deviance deviance, double phi, @Nullable Shrunken own, double z) {
        if (!(deviance.yC() > 0)) {
            return Outcome.absent(Absent.because(Reason.ZERO_BASE));
        }
        if (!(deviance.yT() > 0)) {
            return Outcome.absent(
                    Absent.because(Reason.NON_POSITIVE, "nobody treated bought", "в тестовой группе никто не купил"));
        }
        double nC = deviance.nC();
        double nT = deviance.nT();
        DoubleUnaryOperator root = log -> {
            double rho = Math.exp(log);
            double m = deviance.controlMeanOfRatio(rho);
            return Math.sqrt(deviance.ofRatio(rho) / at(phi, own, nC, nT, m, rho * m));
        };
        double middle = Math.log(deviance.yT() / deviance.yC());
        double step = Math.sqrt(phi * (1 / (nC * deviance.yC()) + 1 / (nT * deviance.yT())));
        // where the sum of one arm is below φz²/2 no ratio is too far: D is bounded as ρ goes to 0 or infinity
        Interval logs = interval(root, middle, step, z, true);
        Double low = logs.low() == null ? null : (Double) Math.expm1(logs.low());
        Double high = logs.high() == null ? null : (Double) Math.expm1(logs.high());
        if (high != null && !Double.isFinite(high)) {
            high = null;
        }
        return Outcome.of(new Interval(low, high, level));
    }

    private Interval interval(DoubleUnaryOperator root, double middle, double step, double z, boolean logarithm) {
        Double low = alternative == Alternative.LESS ? null : end(root, middle, -step, z, logarithm);
        Double high = alternative == Alternative.GREATER ? null : end(root, middle, step, z, logarithm);
        return new Interval(low, high, level);
    }

    /** The end on the side of {@code step}, or null if there is none within the doubles' range. */
    private static @Nullable Double end(
            DoubleUnaryOperator root, double middle, double step, double z, boolean logarithm) {
        double inside = middle;
        double width = step;
        double outside = middle + width;
        for (int i = 0; i < MOST_STEPS && root.applyAsDouble(outside) < z; i++) {
            inside = outside;
            width *= GROWTH;
            outside = middle + width;
            if (!(Math.abs(outside) < (logarithm ? 700 : 1e150))) {
                return null;
            }
        }
        double tolerance = TOLERANCE * (logarithm ? 1 : Math.max(Math.abs(inside), Math.abs(outside)));
        return Roots.find(
                x -> Math.min(root.applyAsDouble(x), 1e6) - z,
                Math.min(inside, outside),
                Math.max(inside, outside),
                tolerance);
    }

    /** The dispersion to use if the arms' means were these. */
    private static double at(double phi, @Nullable Shrunken own, double nC, double nT, double meanC, double meanT) {
        if (own == null) {
            return phi;
        }
        double c = meanC / nC;
        double t = meanT / nT;
        double weighted = (own.control * c + own.treated * t) / (c + t);
        return weighted > phi ? weighted : phi;
    }

    /** The arms' own dispersions, pulled towards each other by as much as they may differ by chance. */
    private record Shrunken(double control, double treated) {

        static @Nullable Shrunken of(Arm c, Arm t) {
            double phiC = c.phi();
            double phiT = t.phi();
            if (Double.isNaN(phiC) || Double.isNaN(phiT) || c.buyers < 1 || t.buyers < 1) {
                return null;
            }
            double perBuyer = perBuyer(c, t);
            double errorC = perBuyer / c.buyers;
            double errorT = perBuyer / t.buyers;
            double apart = Math.log(phiC / phiT);
            double kept = TAU * TAU / (TAU * TAU + errorC + errorT);
            double shareC = errorC / (errorC + errorT);
            double shareT = errorT / (errorC + errorT);
            double left = TAU * TAU * (1 - kept); // the variance of the true difference that the data leave open
            return new Shrunken(
                    phiC * Math.exp(shareC * (left - (1 - kept) * apart)),
                    phiT * Math.exp(shareT * (left + (1 - kept) * apart)));
        }

        /**
         * The variance of ln φ times the number of buyers: E[(x²/m₂ − x/m₁)²] with m_k the raw moments of an order, of both arms
         * together. What was not kept is extrapolated: for a gamma distribution (and for equal orders) the ratios m₁, m₂/m₁, m₃/m₂,
         * m₄/m₃ lie on a straight line.
         */
        private static double perBuyer(Arm c, Arm t) {
            double buyers = c.buyers + t.buyers;
            double m1 = (c.n * c.mean + t.n * t.mean) / buyers;
            double second = (c.rawSquares() + t.rawSquares()) / buyers / m1;
            double third = (c.rawCubes() + t.rawCubes()) / buyers / (second * m1);
            if (!(third > 0)) {
                third = 2 * second - m1;
            }
            double fourth = Math.max(third, 2 * third - second);
            // m₄/m₂² − 2 m₃/(m₁ m₂) + m₂/m₁²
            double variance = (third * fourth / second - 2 * third + second) / m1;
            return Math.max(variance, 1e-6);
        }
    }
}
