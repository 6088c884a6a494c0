package io.ckpi.experiments;

import io.ckpi.core.Interval;
import io.ckpi.experiments.internal.Tails;
import java.util.Objects;
import java.util.OptionalDouble;

/**
 * A test of one number and the interval that belongs to it.
 *
 * <p><b>Definition.</b> statistic = (estimate − null value) / standard error; p = its tail, or twice the smaller tail, under
 * Student's t or the normal distribution. Log10 of p keeps its digits where p itself underflows.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param estimate the number
 * @param standardError its standard error, 0 or more
 * @param degreesOfFreedom of Student's t; empty for the normal distribution
 * @param nullValue what was tested against
 * @param statistic the test statistic
 * @param pValue its p-value, 0 to 1
 * @param log10P the decimal logarithm of the p-value, finite also where that is 0
 * @param interval the interval; an end is open for a one-sided alternative
 * @param alternative which side was tested
 * @param method how, a short stable word
 */
public record TestResult(
        double estimate,
        double standardError,
        OptionalDouble degreesOfFreedom,
        double nullValue,
        double statistic,
        double pValue,
        double log10P,
        Interval interval,
        Alternative alternative,
        String method) {

    /** Checks that every number is finite. */
    public TestResult {
        finite("estimate", estimate);
        finite("standardError", standardError);
        finite("nullValue", nullValue);
        finite("statistic", statistic);
        finite("log10P", log10P);
        if (!(pValue >= 0 && pValue <= 1)) {
            throw new IllegalArgumentException("pValue is not 0 to 1: " + pValue);
        }
        Objects.requireNonNull(degreesOfFreedom, "degreesOfFreedom");
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(alternative, "alternative");
        Objects.requireNonNull(method, "method");
    }

    private static void finite(String what, double value) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException(what + " is not finite: " + value);
        }
    }

    /**
     * The test of an estimate with its standard error.
     *
     * @param estimate the number
     * @param standardError above 0
     * @param degreesOfFreedom of Student's t, above 0; {@link Double#POSITIVE_INFINITY} for the normal distribution
     * @param nullValue what to test against
     * @throws IllegalArgumentException if a number is not finite or out of range
     */
    public static TestResult of(
            double estimate,
            double standardError,
            double degreesOfFreedom,
            double nullValue,
            Alternative alternative,
            double level,
            String method) {
        finite("estimate", estimate);
        finite("nullValue", nullValue);
        if (!(standardError > 0 && standardError < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("standardError is not above 0 and finite: " + standardError);
        }
        if (!(degreesOfFreedom > 0)) {
            throw new IllegalArgumentException("degreesOfFreedom is not above 0: " + degreesOfFreedom);
        }
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        double statistic = (estimate - nullValue) / standardError;
        double p =
                switch (alternative) {
                    case TWO_SIDED -> Math.min(1, 2 * Tails.student(Math.abs(statistic), degreesOfFreedom));
                    case GREATER -> Tails.student(statistic, degreesOfFreedom);
                    case LESS -> Tails.student(-statistic, degreesOfFreedom);
                };
        double log = p > 1e-290 ? Math.log10(p) : logP(statistic, degreesOfFreedom, alternative);
        double tail = alternative == Alternative.TWO_SIDED ? (1 - level) / 2 : 1 - level;
        double half = Tails.studentQuantile(tail, degreesOfFreedom) * standardError;
        Interval interval = new Interval(
                alternative == Alternative.LESS ? null : (Double) (estimate - half),
                alternative == Alternative.GREATER ? null : (Double) (estimate + half),
                level);
        return new TestResult(
                estimate,
                standardError,
                degreesOfFreedom == Double.POSITIVE_INFINITY
                        ? OptionalDouble.empty()
                        : OptionalDouble.of(degreesOfFreedom),
                nullValue,
                statistic,
                p,
                log,
                interval,
                alternative,
                method);
    }

    /** The decimal logarithm of a p-value too small for a double. */
    private static double logP(double statistic, double degrees, Alternative alternative) {
        return switch (alternative) {
            case TWO_SIDED -> Math.log10(2) + Tails.log10Student(Math.abs(statistic), degrees);
            case GREATER -> Tails.log10Student(statistic, degrees);
            case LESS -> Tails.log10Student(-statistic, degrees);
        };
    }

    /** True if the p-value is at most {@code alpha}. */
    public boolean significantAt(double alpha) {
        return pValue <= alpha;
    }

    /** The same estimate tested against another value. */
    public TestResult against(double newNullValue) {
        return of(
                estimate,
                standardError,
                degreesOfFreedom.orElse(Double.POSITIVE_INFINITY),
                newNullValue,
                alternative,
                interval.level(),
                method);
    }

    /** The same estimate tested on another side or at another level. */
    public TestResult with(Alternative newAlternative, double newLevel) {
        return of(
                estimate,
                standardError,
                degreesOfFreedom.orElse(Double.POSITIVE_INFINITY),
                nullValue,
                newAlternative,
                newLevel,
                method);
    }
}
