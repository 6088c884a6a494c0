package io.ckpi.experiments.internal;

import io.ckpi.core.numeric.Roots;
import java.util.function.DoubleUnaryOperator;

/** The treatment's successes given the total of successes, with any odds ratio. */
public final class Hypergeometric {

    /** How much rounding may separate two probabilities that are equal. */
    private static final double EQUAL = 1 + 1e-7;

    private static final int MOST_VALUES = 50_000_000;

    private final long least;
    private final double[] logWeights;

    /**
     * The distribution.
     *
     * @throws IllegalArgumentException if it has more than 50 million values
     */
    public Hypergeometric(long nC, long nT, long total) {
        least = Math.max(0, total - nC);
        long most = Math.min(nT, total);
        if (most - least >= MOST_VALUES) {
            throw new IllegalArgumentException(
                    "the exact test takes at most " + MOST_VALUES + " values: " + (most - least + 1));
        }
        logWeights = new double[(int) (most - least) + 1];
        double sum = 0;
        double lost = 0;
        for (int k = 1; k < logWeights.length; k++) {
            double j = least + k; // the treatment's successes
            double step = Math.log((nT - j + 1) / j * ((total - j + 1) / (nC - total + j))) - lost;
            double next = sum + step;
            lost = (next - sum) - step;
            sum = next;
            logWeights[k] = sum;
        }
        double greatest = Double.NEGATIVE_INFINITY;
        for (double weight : logWeights) {
            greatest = Math.max(greatest, weight);
        }
        for (int k = 0; k < logWeights.length; k++) {
            logWeights[k] -= greatest;
        }
    }

    /** The least possible value. */
    public long least() {
        return least;
    }

    /** The greatest possible value. */
    public long most() {
        return least + logWeights.length - 1;
    }

    /** The p-value of a value under equal odds. */
    public double p(long value, boolean twoSided, boolean upper) {
        int at = (int) (value - least);
        double all = 0;
        double extreme = 0;
        for (int k = 0; k < logWeights.length; k++) {
            double w = Math.exp(logWeights[k]);
            all += w;
            boolean counts = twoSided ? w <= Math.exp(logWeights[at]) * EQUAL : upper ? k >= at : k <= at;
            extreme += counts ? w : 0;
        }
        return Math.min(1, extreme / all);
    }

    /** The odds ratio under which the mean is the value; 0 at the least value. */
    public double conditionalOdds(long value) {
        if (value == least) {
            return 0;
        }
        return Math.exp(root(log -> moments(log, value)[0] - value));
    }

    /** The odds ratio under which a value this large or larger has this probability. */
    public double oddsWithUpperTail(long value, double probability) {
        return Math.exp(root(log -> moments(log, value)[1] - probability));
    }

    /** The odds ratio under which a value this small or smaller has this probability. */
    public double oddsWithLowerTail(long value, double probability) {
        return Math.exp(root(log -> probability - moments(log, value)[2]));
    }

    /** A root of a function that rises with the logarithm of the odds. */
    private static double root(DoubleUnaryOperator f) {
        double low = -1;
        double high = 1;
        while (f.applyAsDouble(low) > 0 && low > -700) {
            low *= 1.5;
        }
        while (f.applyAsDouble(high) < 0 && high < 700) {
            high *= 1.5;
        }
        return Roots.find(f, low, high, 1e-13);
    }

    /** Mean, P(≥ value), P(≤ value). */
    private double[] moments(double logOdds, long value) {
        double greatest = Double.NEGATIVE_INFINITY;
        for (int k = 0; k < logWeights.length; k++) {
            greatest = Math.max(greatest, logWeights[k] + k * logOdds);
        }
        int at = (int) (value - least);
        double all = 0;
        double sum = 0;
        double above = 0;
        double below = 0;
        for (int k = 0; k < logWeights.length; k++) {
            double w = Math.exp(logWeights[k] + k * logOdds - greatest);
            all += w;
            sum += w * k;
            above += k >= at ? w : 0;
            below += k <= at ? w : 0;
        }
        return new double[] {least + sum / all, above / all, below / all};
    }
}
