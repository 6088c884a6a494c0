package io.ckpi.experiments;

import java.util.Objects;

/**
 * How an effect is tested: everything about which tools disagree, named. Every result keeps the conventions that made it.
 *
 * <p>The defaults are {@link #defaults()}; change one thing with a {@code with…} method.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param level the confidence level, strictly between 0 and 1; the test's α is 1 − level
 * @param alternative which side
 * @param variance what stands below the sum of squares
 * @param reference the distribution of the test statistic
 * @param relative how the relative lift gets its interval
 * @param denominator what an adjusted effect is divided by
 * @param adjustment how covariates enter
 * @param pValue which test the p-value of the relative lift comes from
 */
public record Conventions(
        double level,
        Alternative alternative,
        Variance variance,
        Reference reference,
        Relative relative,
        Denominator denominator,
        Adjustment adjustment,
        PValue pValue) {

    /** What stands below the sum of squared deviations. */
    public enum Variance {
        /** n − 1. */
        SAMPLE,
        /** n; for a 0/1 variable that is p(1 − p). */
        POPULATION
    }

    /** The distribution that a difference over its standard error is held against. */
    public enum Reference {
        /** Student's t, each arm with its own variance, Welch's degrees of freedom. */
        WELCH_T,
        /** Student's t, one variance for both arms, n − 2 degrees of freedom. */
        POOLED_T,
        /** The normal distribution, each arm with its own variance. */
        NORMAL
    }

    /** The scale on which the interval of a relative lift is made. */
    public enum Relative {
        /** Symmetric around the lift, with the error of both means (delta method). */
        DELTA,
        /** Symmetric on the logarithm of the ratio; never below −100 %. */
        LOG,
        /** Fieller's set: the ratios that a test of the difference would not reject; may be unbounded. */
        FIELLER
    }

    /** What an effect adjusted by covariates is divided by to make it relative. */
    public enum Denominator {
        /** The control arm's own value, without adjustment (as GrowthBook does). */
        UNADJUSTED_CONTROL,
        /** The control arm's adjusted value (as tea-tasting does). */
        ADJUSTED_CONTROL
    }

    /** How covariates enter. */
    public enum Adjustment {
        /** CUPED: one coefficient per covariate from the pooled moments of both arms. */
        POOLED,
        /** Analysis of covariance: one coefficient from within the arms, residual variance of the regression. */
        ANCOVA,
        /** Lin 2013: coefficients of its own per arm; variance given the covariates. */
        LIN,
        /** Lin 2013 with the covariates themselves drawn from a population. */
        LIN_SUPERPOPULATION
    }

    /** Which test gives the p-value of a relative lift. */
    public enum PValue {
        /** The test of the absolute difference: one effect, one p-value. */
        OF_ABSOLUTE,
        /** The test on the lift's own scale (as gbstats does). */
        OF_OWN_SCALE
    }

    private static final Conventions DEFAULTS = new Conventions(
            0.95,
            Alternative.TWO_SIDED,
            Variance.SAMPLE,
            Reference.WELCH_T,
            Relative.LOG,
            Denominator.UNADJUSTED_CONTROL,
            Adjustment.POOLED,
            PValue.OF_ABSOLUTE);

    /** Checks the level. */
    public Conventions {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        Objects.requireNonNull(alternative, "alternative");
        Objects.requireNonNull(variance, "variance");
        Objects.requireNonNull(reference, "reference");
        Objects.requireNonNull(relative, "relative");
        Objects.requireNonNull(denominator, "denominator");
        Objects.requireNonNull(adjustment, "adjustment");
        Objects.requireNonNull(pValue, "pValue");
    }

    /** Sample variances, Welch's t, the lift on the logarithm, CUPED by pooled coefficients, two-sided, 95 %. */
    public static Conventions defaults() {
        return DEFAULTS;
    }

    /** The same at another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public Conventions withLevel(double newLevel) {
        return new Conventions(newLevel, alternative, variance, reference, relative, denominator, adjustment, pValue);
    }

    /** The same with another alternative. */
    public Conventions with(Alternative newAlternative) {
        return new Conventions(level, newAlternative, variance, reference, relative, denominator, adjustment, pValue);
    }

    /** The same with another divisor of variances. */
    public Conventions with(Variance newVariance) {
        return new Conventions(level, alternative, newVariance, reference, relative, denominator, adjustment, pValue);
    }

    /** The same with another reference distribution. */
    public Conventions with(Reference newReference) {
        return new Conventions(level, alternative, variance, newReference, relative, denominator, adjustment, pValue);
    }

    /** The same with another interval of the lift. */
    public Conventions with(Relative newRelative) {
        return new Conventions(level, alternative, variance, reference, newRelative, denominator, adjustment, pValue);
    }

    /** The same with another denominator of adjusted lifts. */
    public Conventions with(Denominator newDenominator) {
        return new Conventions(level, alternative, variance, reference, relative, newDenominator, adjustment, pValue);
    }

    /** The same with another adjustment. */
    public Conventions with(Adjustment newAdjustment) {
        return new Conventions(level, alternative, variance, reference, relative, denominator, newAdjustment, pValue);
    }

    /** The same with another source of the lift's p-value. */
    public Conventions with(PValue newPValue) {
        return new Conventions(level, alternative, variance, reference, relative, denominator, adjustment, newPValue);
    }

    /** The probability of a false alarm that the tests allow: 1 − level. */
    public double alpha() {
        return 1 - level;
    }
}
