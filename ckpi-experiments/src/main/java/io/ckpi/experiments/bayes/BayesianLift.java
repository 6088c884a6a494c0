package io.ckpi.experiments.bayes;

import io.ckpi.core.Absent;
import io.ckpi.core.Interval;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.internal.Tails;

/**
 * The posterior of an effect whose estimate is normally distributed.
 *
 * <p><b>Definition.</b> likelihood N(lift, se²), for a relative lift with its delta standard error; prior N(m₀, s₀²) or flat;
 * posterior N(μ, σ²) with 1/σ² = 1/se² + 1/s₀², μ = σ²(lift/se² + m₀/s₀²). Chance that the treatment is better Φ(μ/σ). Expected
 * loss if the control is kept E[d⁺] = μΦ(μ/σ) + σφ(μ/σ), if the treatment is shipped E[d⁻] = σφ(μ/σ) − μΦ(−μ/σ).
 *
 * <p><b>Undefined.</b> A standard error of 0: {@link Reason#NO_VARIATION}.
 *
 * <p><b>Numerics.</b> both losses keep their digits far out, where they are small differences of large numbers.
 * <b>Thread-safety.</b> immutable.
 *
 * <p>Source: A. Gelman et al., Bayesian Data Analysis, 3rd edition 2013, section 2.5.
 */
public final class BayesianLift {

    private static final double FAR = 8;
    private static final BayesianLift FLAT = new BayesianLift(0, 0, 0.95);

    private final double priorMean;
    private final double priorPrecision;
    private final double level;

    private BayesianLift(double priorMean, double priorPrecision, double level) {
        this.priorMean = priorMean;
        this.priorPrecision = priorPrecision;
        this.level = level;
    }

    /** A flat prior, intervals of 95 %. */
    public static BayesianLift withDefaults() {
        return FLAT;
    }

    /**
     * The same with a normal prior of the effect.
     *
     * @param mean finite
     * @param sd above 0
     */
    public BayesianLift withPrior(double mean, double sd) {
        if (!Double.isFinite(mean)) {
            throw new IllegalArgumentException("mean is not finite: " + mean);
        }
        if (!(sd > 1e-150 && sd < 1e150)) {
            throw new IllegalArgumentException("sd is not from 1e-150 to 1e150: " + sd);
        }
        return new BayesianLift(mean, 1 / (sd * sd), level);
    }

    /** The same with another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public BayesianLift withLevel(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + newLevel);
        }
        return new BayesianLift(priorMean, priorPrecision, newLevel);
    }

    /**
     * What is known about the effect after the data.
     *
     * @param mean its expectation
     * @param sd its standard deviation, above 0
     * @param chance the probability that it is above 0: that the treatment is better
     * @param interval the equal-tailed credible interval
     * @param lossIfControl what keeping the control loses on average, 0 or more
     * @param lossIfTreatment what shipping the treatment loses on average, 0 or more
     */
    public record Posterior(
            double mean, double sd, double chance, Interval interval, double lossIfControl, double lossIfTreatment) {}

    /**
     * The posterior.
     *
     * @param lift the estimated effect, treatment against control, finite
     * @param standardError 0 or more
     * @throws IllegalArgumentException if a number is out of range
     */
    public Outcome<Posterior> of(double lift, double standardError) {
        if (!Double.isFinite(lift)) {
            throw new IllegalArgumentException("lift is not finite: " + lift);
        }
        if (!(standardError >= 0 && standardError < 1e150)) {
            throw new IllegalArgumentException("standardError is not 0 or more and below 1e150: " + standardError);
        }
        if (standardError < 1e-150) {
            return Outcome.absent(
                    Absent.because(Reason.NO_VARIATION, "the standard error is 0", "стандартная ошибка равна нулю"));
        }
        double precision = 1 / (standardError * standardError);
        double all = precision + priorPrecision;
        double mean = lift * (precision / all) + priorMean * (priorPrecision / all);
        double sd = 1 / Math.sqrt(all);
        double half = Tails.normalQuantile((1 - level) / 2) * sd;
        return Outcome.of(new Posterior(
                mean,
                sd,
                Tails.normal(-mean / sd),
                Interval.of(mean - half, mean + half, level),
                expectedExcess(mean, sd),
                expectedExcess(-mean, sd)));
    }

    /** E[max(X, 0)] of N(mean, sd²): sd·(φ(u) + uΦ(u)) with u = mean/sd. */
    private static double expectedExcess(double mean, double sd) {
        double u = mean / sd;
        if (u > -FAR) {
            return Math.max(0, mean * Tails.normal(-u) + sd * Tails.density(u));
        }
        // far below zero: φ(u)·(1 − |u|·Mills ratio), by the asymptotic series 1/u² − 3/u⁴ + 15/u⁶ − …
        double w = 1 / (u * u);
        double term = w;
        double sum = w;
        for (int k = 1; k < 40; k++) {
            double next = -term * (2 * k + 1) * w;
            if (Math.abs(next) >= Math.abs(term) || sum + next == sum) {
                break;
            }
            term = next;
            sum += term;
        }
        return sd * Tails.density(u) * sum;
    }
}
