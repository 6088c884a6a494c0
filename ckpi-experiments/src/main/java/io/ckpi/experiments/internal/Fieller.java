package io.ckpi.experiments.internal;

import org.jspecify.annotations.Nullable;

/** Fieller's set of a ratio of two estimates. */
public final class Fieller {

    private Fieller() {}

    /** The share of the denominator's square that its error takes up: the set is bounded while it is below 1. */
    public static double g(double denominator, double variance, double quantile) {
        return quantile * quantile * variance / (denominator * denominator);
    }

    /**
     * The ratios r that (numerator − r·denominator)² ≤ q²·variance does not reject: {low, high}, or null if they are unbounded.
     *
     * @param varianceN of the numerator
     * @param covariance of both
     * @param varianceD of the denominator
     * @param quantile q
     */
    public static double @Nullable [] limits(
            double numerator,
            double denominator,
            double varianceN,
            double covariance,
            double varianceD,
            double quantile) {
        if (!(g(denominator, varianceD, quantile) < 1)) {
            return null;
        }
        double q2 = quantile * quantile;
        double ratio = numerator / denominator;
        // (1 − G) r'² − 2 (ratio − q²·cov/D²) r' + ratio² − q²·V_N/D² = 0
        double d2 = denominator * denominator;
        double a = 1 - q2 * varianceD / d2;
        double b = ratio - q2 * covariance / d2;
        double spread = varianceN - 2 * ratio * covariance + ratio * ratio * varianceD;
        // b² − a·c = q²/D² · (spread − q²·(V_N·V_D − cov²)/D²)
        double inside = spread - q2 * (varianceN * varianceD - covariance * covariance) / d2;
        double root = quantile / Math.abs(denominator) * Math.sqrt(Math.max(0, inside));
        return new double[] {(b - root) / a, (b + root) / a};
    }
}
