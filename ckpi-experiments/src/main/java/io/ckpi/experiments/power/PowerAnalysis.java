package io.ckpi.experiments.power;

import io.ckpi.core.Absent;
import io.ckpi.core.Moments;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.Roots;
import io.ckpi.experiments.Alternative;
import io.ckpi.experiments.Conventions.Reference;
import io.ckpi.experiments.Metric;
import io.ckpi.experiments.internal.NoncentralT;
import io.ckpi.experiments.internal.Tails;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;

/**
 * Power, minimal detectable effect and size of a test of one control against one treated arm, for any metric and any split.
 *
 * <p><b>Definition.</b> value g and variance v of one customer's influence (for a mean: the mean and the variance) as expected in the
 * control arm; n_C = N/(1+R), n_T = N − n_C, R treated per control. Standard error √(v_C/n_C + v_T/n_T), noncentrality effect/se,
 * degrees of freedom as in the test that will be made; power = the probability of the critical region under the noncentral t (or
 * normal) distribution, for a two-sided test both tails. Covariates multiply the variances by 1 − R².
 *
 * <p>Sizes are real numbers: {@link Size} rounds them up.
 *
 * <p><b>Numerics.</b> power to 1e-9 by quadrature; effect and size by Brent's method to 1e-10 relative. <b>Limits.</b> with few buyers in
 * a small arm the real power of a test of revenue is lower than this; for holdouts use {@link HoldoutSizing}.
 * <b>Thread-safety.</b> immutable.
 *
 * <p>Source: N. L. Johnson, S. Kotz, N. Balakrishnan, Continuous Univariate Distributions 2, 1995, chapter 31.
 */
public final class PowerAnalysis {

    private final double value;
    private final double controlVariance;
    private final double treatmentVariance;
    private final double ratio;
    private final double alpha;
    private final Alternative alternative;
    private final Reference reference;
    private final double explained;

    private PowerAnalysis(
            double value,
            double controlVariance,
            double treatmentVariance,
            double ratio,
            double alpha,
            Alternative alternative,
            Reference reference,
            double explained) {
        this.value = value;
        this.controlVariance = controlVariance;
        this.treatmentVariance = treatmentVariance;
        this.ratio = ratio;
        this.alpha = alpha;
        this.alternative = alternative;
        this.reference = reference;
        this.explained = explained;
    }

    /**
     * A metric with this expected value and variance of one customer; equal arms, two-sided, α = 0.05, Welch's t.
     *
     * @param value the expected value in the control arm, finite
     * @param variance the variance of one customer's value (of a ratio: of its influence), above 0
     */
    public static PowerAnalysis of(double value, double variance) {
        if (!Double.isFinite(value)) {
            throw new IllegalArgumentException("value is not finite: " + value);
        }
        positive("variance", variance);
        return new PowerAnalysis(value, variance, variance, 1, 0.05, Alternative.TWO_SIDED, Reference.WELCH_T, 0);
    }

    /** A 0/1 metric with this expected rate: variance p(1 − p). @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public static PowerAnalysis ofRate(double rate) {
        if (!(rate > 0 && rate < 1)) {
            throw new IllegalArgumentException("rate is not strictly between 0 and 1: " + rate);
        }
        return of(rate, rate * (1 - rate));
    }

    /**
     * A metric as past data show it, with its covariates: its value and variance, and the share of the variance that its
     * covariates explain.
     *
     * @param metric a mean, rate, ratio or other function of means
     * @param past moments of the variables and covariates over customers like those of the experiment
     * @return absent for the reason why there is no value or variance
     */
    public static Outcome<PowerAnalysis> of(Metric metric, Moments past) {
        return PastMetric.read(metric, past);
    }

    /** The same with another variance in the treated arm. @throws IllegalArgumentException if it is not above 0 */
    public PowerAnalysis withTreatmentVariance(double variance) {
        positive("variance", variance);
        return new PowerAnalysis(value, controlVariance, variance, ratio, alpha, alternative, reference, explained);
    }

    /** The same with {@code treatedPerControl} treated customers per control customer: 19 for 5 % control. */
    public PowerAnalysis withRatio(double treatedPerControl) {
        positive("treatedPerControl", treatedPerControl);
        return new PowerAnalysis(
                value, controlVariance, treatmentVariance, treatedPerControl, alpha, alternative, reference, explained);
    }

    /** The same with this share of customers in the control arm. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public PowerAnalysis withControlShare(double share) {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share is not strictly between 0 and 1: " + share);
        }
        return withRatio((1 - share) / share);
    }

    /** The same with another probability of a false alarm. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public PowerAnalysis withAlpha(double newAlpha) {
        if (!(newAlpha > 0 && newAlpha < 1)) {
            throw new IllegalArgumentException("alpha is not strictly between 0 and 1: " + newAlpha);
        }
        return new PowerAnalysis(
                value, controlVariance, treatmentVariance, ratio, newAlpha, alternative, reference, explained);
    }

    /** The same for another alternative. */
    public PowerAnalysis with(Alternative newAlternative) {
        return new PowerAnalysis(
                value,
                controlVariance,
                treatmentVariance,
                ratio,
                alpha,
                Objects.requireNonNull(newAlternative, "newAlternative"),
                reference,
                explained);
    }

    /** The same for another test: Welch's t, the pooled t or the normal test. */
    public PowerAnalysis with(Reference newReference) {
        return new PowerAnalysis(
                value,
                controlVariance,
                treatmentVariance,
                ratio,
                alpha,
                alternative,
                Objects.requireNonNull(newReference, "newReference"),
                explained);
    }

    /**
     * The same with covariates that explain this share of the variance.
     *
     * @param rSquared from 0 to below 1
     */
    public PowerAnalysis withCovariates(double rSquared) {
        if (!(rSquared >= 0 && rSquared < 1)) {
            throw new IllegalArgumentException("rSquared is not from 0 to below 1: " + rSquared);
        }
        return new PowerAnalysis(
                value, controlVariance, treatmentVariance, ratio, alpha, alternative, reference, rSquared);
    }

    /** The expected value of the metric in the control arm. */
    public double value() {
        return value;
    }

    /** The variance of one control customer, before the covariates. */
    public double variance() {
        return controlVariance;
    }

    /** The share of the variance that the covariates explain, from 0 to below 1. */
    public double explained() {
        return explained;
    }

    /**
     * The probability that the test finds this effect.
     *
     * @param effect treatment minus control, in the unit of the metric; 0 gives the error rate
     * @param total customers in both arms, such that the smaller has 2 or more
     * @throws IllegalArgumentException if a number is out of range
     */
    public double power(double effect, double total) {
        if (!Double.isFinite(effect)) {
            throw new IllegalArgumentException("effect is not finite: " + effect);
        }
        double controls = controls(total);
        double treated = total - controls;
        double remaining = 1 - explained;
        double a = controlVariance * remaining / controls;
        double b = treatmentVariance * remaining / treated;
        double se = Math.sqrt(a + b);
        double degrees =
                switch (reference) {
                    case NORMAL -> Double.POSITIVE_INFINITY;
                    case WELCH_T -> (a + b) * (a + b) / (a * a / (controls - 1) + b * b / (treated - 1));
                    case POOLED_T -> total - 2;
                };
        if (reference == Reference.POOLED_T) {
            double pooled = ((controls - 1) * controlVariance + (treated - 1) * treatmentVariance) / degrees;
            se = Math.sqrt(pooled * remaining * (1 / controls + 1 / treated));
        }
        double delta = effect / se;
        double tail = alternative == Alternative.TWO_SIDED ? alpha / 2 : alpha;
        double q = Tails.studentQuantile(tail, degrees);
        double power =
                switch (alternative) {
                    case TWO_SIDED -> NoncentralT.above(q, degrees, delta) + NoncentralT.above(q, degrees, -delta);
                    case GREATER -> NoncentralT.above(q, degrees, delta);
                    case LESS -> NoncentralT.above(q, degrees, -delta);
                };
        return Math.min(1, power);
    }

    private double controls(double total) {
        double controls = total / (1 + ratio);
        if (!(controls >= 2 && total - controls >= 2 && total < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("total leaves an arm below 2 customers: " + total);
        }
        return controls;
    }

    /**
     * The smallest effect that the test finds with this probability: treatment minus control, above 0, for the alternative
     * {@code LESS} below 0. A ratio to {@link #value()} gives the relative effect.
     *
     * @param total customers in both arms, such that the smaller has 2 or more
     * @param power strictly between α and 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public double effect(double total, double power) {
        checkPower(power);
        double controls = controls(total);
        double sign = alternative == Alternative.LESS ? -1 : 1;
        double start =
                Math.sqrt((1 - explained) * (controlVariance / controls + treatmentVariance / (total - controls)));
        DoubleUnaryOperator f = x -> power(sign * x, total) - power;
        double high = start;
        while (f.applyAsDouble(high) < 0) {
            high *= 2;
            if (!(high < Double.MAX_VALUE / 4)) {
                throw new ArithmeticException("no effect reaches the power " + power);
            }
        }
        return sign * Roots.find(f, 0, high, high * 1e-14);
    }

    /**
     * The size at which the test finds {@code effect} with this probability.
     *
     * @param effect treatment minus control, not 0; its sign must suit the alternative
     * @param power strictly between α and 1
     * @throws IllegalArgumentException if a number is out of range
     */
    public Size size(double effect, double power) {
        checkPower(power);
        boolean suits = (alternative == Alternative.TWO_SIDED && effect != 0)
                || (alternative == Alternative.GREATER && effect > 0)
                || (alternative == Alternative.LESS && effect < 0);
        if (!suits || !Double.isFinite(effect)) {
            throw new IllegalArgumentException("effect does not suit " + alternative + ": " + effect);
        }
        double low = 3 * (1 + Math.max(ratio, 1 / ratio));
        DoubleUnaryOperator f = logN -> power(effect, Math.exp(logN)) - power;
        if (f.applyAsDouble(Math.log(low)) >= 0) {
            return new Size(low, low / (1 + ratio), low - low / (1 + ratio));
        }
        double high = 2 * low;
        while (f.applyAsDouble(Math.log(high)) < 0) {
            high *= 4;
            if (high > 1e18) {
                throw new IllegalArgumentException(
                        "effect is too small to be found by any number of customers: " + effect);
            }
        }
        double n = Math.exp(Roots.find(f, Math.log(low), Math.log(high), 1e-14));
        return new Size(n, n / (1 + ratio), n - n / (1 + ratio));
    }

    /**
     * A size of an experiment, not yet rounded.
     *
     * @param total customers in both arms
     * @param control customers in the control arm
     * @param treatment customers in the treated arm
     */
    public record Size(double total, double control, double treatment) {
        /** Whole customers in both arms: the total rounded up. */
        public long customers() {
            return (long) Math.ceil(total * (1 - 1e-12));
        }
    }

    private void checkPower(double power) {
        if (!(power > alpha && power < 1)) {
            throw new IllegalArgumentException("power is not strictly between alpha and 1: " + power);
        }
    }

    private static void positive(String name, double value) {
        if (!(value > 0 && value < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(name + " is not positive and finite: " + value);
        }
    }

    static Outcome<PowerAnalysis> absent(Reason reason) {
        return Outcome.absent(Absent.because(reason));
    }
}
