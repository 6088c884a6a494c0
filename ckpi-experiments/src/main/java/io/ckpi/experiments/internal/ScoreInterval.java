package io.ckpi.experiments.internal;

import io.ckpi.core.numeric.Roots;

/**
 * The score interval of Miettinen and Nurminen for a difference of two shares.
 *
 * @param xC successes of the control
 * @param nC its units
 * @param xT successes of the treatment
 * @param nT its units
 */
public record ScoreInterval(double xC, double nC, double xT, double nT) {

    private static final double HUGE = 1e12;

    /** The ends at which the score statistic is ±z. */
    public double[] limits(double z) {
        double d = xT / nT - xC / nC;
        double low = score(-1) > z ? Roots.find(x -> score(x) - z, -1, d, 1e-15) : -1;
        double high = score(1) < -z ? Roots.find(x -> score(x) + z, d, 1, 1e-15) : 1;
        return new double[] {low, high};
    }

    /** The statistic of the hypothesis that the difference is d, falling in d. */
    double score(double d) {
        double gap = xT / nT - xC / nC - d;
        double p0 = constrained(d);
        double p1 = Math.min(1, Math.max(0, p0 + d));
        double n = nC + nT;
        double variance = n / (n - 1) * (p0 * (1 - p0) / nC + p1 * (1 - p1) / nT);
        if (Math.abs(gap) < 1e-17) {
            return 0;
        }
        return Math.max(-HUGE, Math.min(HUGE, gap / Math.sqrt(Math.max(variance, 1e-300))));
    }

    /** The control's share that makes the data most probable under the difference d. */
    private double constrained(double d) {
        double low = Math.max(0, -d);
        double high = Math.min(1, 1 - d);
        if (slope(low, d) <= 0) {
            return low;
        }
        if (slope(high, d) >= 0) {
            return high;
        }
        return Roots.find(p -> slope(p, d), low, high, 0);
    }

    /** The derivative of the log-likelihood, falling in p. */
    private double slope(double p, double d) {
        double q = p + d;
        double sum = part(xC, p) - part(nC - xC, 1 - p) + part(xT, q) - part(nT - xT, 1 - q);
        return Math.max(-HUGE * HUGE, Math.min(HUGE * HUGE, sum));
    }

    private static double part(double count, double probability) {
        return count == 0 ? 0 : count / Math.max(probability, 1e-300);
    }
}
