package io.ckpi.experiments.bayes;

import io.ckpi.core.Interval;
import org.apache.commons.statistics.distribution.BetaDistribution;

/**
 * What is known about a rate: a beta distribution.
 *
 * <p><b>Definition.</b> prior Beta(α₀, β₀) and s successes of n: Beta(α₀ + s, β₀ + n − s). Mean α/(α+β).
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param alpha α, at least ¼ and at most 1e12
 * @param beta β, at least ¼ and at most 1e12
 */
public record BetaPosterior(double alpha, double beta) {

    private static final double LEAST = 0.25;
    private static final double MOST = 1e12;

    /** Checks the parameters. */
    public BetaPosterior {
        if (!(alpha >= LEAST && alpha <= MOST)) {
            throw new IllegalArgumentException("alpha is not from 0.25 to 1e12: " + alpha);
        }
        if (!(beta >= LEAST && beta <= MOST)) {
            throw new IllegalArgumentException("beta is not from 0.25 to 1e12: " + beta);
        }
    }

    /** All rates equally likely before the data: Beta(1, 1). */
    public static BetaPosterior uniform() {
        return new BetaPosterior(1, 1);
    }

    /** Jeffreys' prior: Beta(½, ½). */
    public static BetaPosterior jeffreys() {
        return new BetaPosterior(0.5, 0.5);
    }

    /**
     * What is known after more data.
     *
     * @throws IllegalArgumentException if a count is negative or there are more successes than trials
     */
    public BetaPosterior after(long successes, long trials) {
        if (successes < 0) {
            throw new IllegalArgumentException("successes is negative: " + successes);
        }
        if (successes > trials) {
            throw new IllegalArgumentException("successes " + successes + " is above trials " + trials);
        }
        return new BetaPosterior(alpha + successes, beta + (trials - successes));
    }

    /** The expected rate. */
    public double mean() {
        return alpha / (alpha + beta);
    }

    /** The standard deviation of the rate. */
    public double sd() {
        double n = alpha + beta;
        return Math.sqrt(alpha / n * (beta / n) / (n + 1));
    }

    /** The equal-tailed credible interval. @throws IllegalArgumentException if the level is not strictly between 0 and 1 */
    public Interval interval(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        BetaDistribution beta1 = distribution();
        double tail = (1 - level) / 2;
        double low = beta1.inverseCumulativeProbability(tail);
        return Interval.of(low, Math.max(low, beta1.inverseSurvivalProbability(tail)), level);
    }

    BetaDistribution distribution() {
        return BetaDistribution.of(alpha, beta);
    }
}
