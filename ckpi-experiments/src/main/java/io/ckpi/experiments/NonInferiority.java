package io.ckpi.experiments;

import io.ckpi.core.Direction;
import io.ckpi.experiments.internal.Tails;

/**
 * Is a treatment not worse than its control by more than a margin; are both equivalent?
 *
 * <p><b>Definition.</b> Where more is better: H₀ effect ≤ −Δ, tested one-sided. A margin relative to the control's value tests the
 * contrast treated − (1 − δ)·control with its own variance, so the error of the control's value counts;
 * {@link #testFixedNull} holds that value for exact instead (as spotify's confidence does). Where less is better all is mirrored.
 * Equivalence (TOST): both one-sided tests of a range, p = the larger one.
 *
 * <p>Guardrails need no correction of α for their number; the power must be shared instead, see {@link #betaOfEach}.
 *
 * <p><b>Thread-safety.</b> static functions.
 *
 * <p><b>References.</b> D. J. Schuirmann 1987, doi:10.1007/BF01068419. M. Schultzberg, S. Ankargren, M. Frånberg 2024,
 * arXiv:2402.11609.
 */
public final class NonInferiority {

    private NonInferiority() {}

    /**
     * Both one-sided tests of a range.
     *
     * @param aboveLow the test that the effect is above the lower end
     * @param belowHigh the test that it is below the upper end
     * @param pValue the larger of both p-values
     */
    public record Equivalence(TestResult aboveLow, TestResult belowHigh, double pValue) {

        /** True if both tests reject at {@code alpha}. */
        public boolean shownAt(double alpha) {
            return pValue <= alpha;
        }
    }

    /**
     * The test that the treatment is not worse by the margin.
     *
     * @param contrast the metric's comparison
     * @param margin how much worse is too much
     * @param direction whether more is better
     * @param level of the one-sided interval, strictly between 0 and 1
     * @throws IllegalArgumentException if the direction is neither higher nor lower
     */
    public static TestResult test(Contrast contrast, Margin margin, Direction direction, double level) {
        boolean higher = higher(direction);
        Alternative alternative = higher ? Alternative.GREATER : Alternative.LESS;
        if (!margin.relative()) {
            return contrast.absolute().with(alternative, level).against(higher ? -margin.size() : margin.size());
        }
        double factor = higher ? 1 - margin.size() : 1 + margin.size();
        double a = contrast.controlVariance() * factor * factor;
        double b = contrast.treatedVariance();
        double degrees = contrast.absolute().degreesOfFreedom().orElse(Double.POSITIVE_INFINITY);
        if (contrast.conventions().reference() == Conventions.Reference.WELCH_T
                && contrast.absolute().degreesOfFreedom().isPresent()) {
            degrees = MeanComparison.welch(a, contrast.controlUnits() - 1.0, b, contrast.treatedUnits() - 1.0);
        }
        return TestResult.of(
                contrast.adjustedTreated() - factor * contrast.adjustedControl(),
                Math.sqrt(a + b),
                degrees,
                0,
                alternative,
                level,
                contrast.absolute().method() + "-relative-margin");
    }

    /** The same for a relative margin with the control's value held for exact. */
    public static TestResult testFixedNull(Contrast contrast, Margin margin, Direction direction, double level) {
        double size = margin.relative() ? margin.size() * Math.abs(contrast.control()) : margin.size();
        boolean higher = higher(direction);
        return contrast.absolute()
                .with(higher ? Alternative.GREATER : Alternative.LESS, level)
                .against(higher ? -size : size);
    }

    /**
     * The test that the effect lies between two values.
     *
     * @throws IllegalArgumentException if they are not ordered
     */
    public static Equivalence equivalence(Contrast contrast, double low, double high, double level) {
        if (!(low < high)) {
            throw new IllegalArgumentException("low is not below high: " + low + ", " + high);
        }
        TestResult above = contrast.absolute().with(Alternative.GREATER, level).against(low);
        TestResult below = contrast.absolute().with(Alternative.LESS, level).against(high);
        return new Equivalence(above, below, Math.max(above.pValue(), below.pValue()));
    }

    /**
     * The β of each test so that all guardrails together keep the power: β/(guardrails + 1), or β/guardrails without a success
     * metric.
     *
     * @throws IllegalArgumentException if β is not strictly between 0 and 1 or there is no test
     */
    public static double betaOfEach(double beta, int guardrails, boolean success) {
        if (!(beta > 0 && beta < 1)) {
            throw new IllegalArgumentException("beta is not strictly between 0 and 1: " + beta);
        }
        int tests = guardrails + (success ? 1 : 0);
        if (guardrails < 0 || tests == 0) {
            throw new IllegalArgumentException("guardrails is negative or there is no test: " + guardrails);
        }
        return beta / tests;
    }

    /**
     * How many units both arms need together to show that a treatment without effect is not worse by the margin, at the observed
     * split and with the control's variance in both arms: n_T = (z_α + z_β)²(v/κ + v)/Δ², κ = n_C/n_T.
     *
     * @param margin the margin; a relative one of the control's observed value
     * @param alpha of the one-sided test
     * @param power strictly between 0 and 1
     * @return the number, rounded up
     * @throws IllegalArgumentException if alpha or power cannot be
     * @throws ArithmeticException if the number exceeds a long
     */
    public static long requiredUnits(Contrast contrast, Margin margin, double alpha, double power) {
        if (!(alpha > 0 && alpha < 1) || !(power > 0 && power < 1)) {
            throw new IllegalArgumentException(
                    "alpha and power must be strictly between 0 and 1: " + alpha + ", " + power);
        }
        double size = margin.relative() ? margin.size() * Math.abs(contrast.control()) : margin.size();
        double kappa = (double) contrast.controlUnits() / contrast.treatedUnits();
        double v = contrast.controlVariance() * contrast.controlUnits();
        double z = Tails.normalQuantile(alpha) + Tails.normalQuantile(1 - power);
        double treated = Math.ceil(z * z * (v / kappa + v) / (size * size));
        double all = Math.ceil(treated * (1 + kappa));
        if (!(all < Long.MAX_VALUE)) {
            throw new ArithmeticException("more units than a long can count: " + all);
        }
        return (long) all;
    }

    private static boolean higher(Direction direction) {
        return switch (direction) {
            case HIGHER_IS_BETTER -> true;
            case LOWER_IS_BETTER -> false;
            default -> throw new IllegalArgumentException("direction is neither higher nor lower: " + direction);
        };
    }
}
