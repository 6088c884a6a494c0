package io.ckpi.experiments.internal;

import io.ckpi.core.numeric.GaussLegendre;

/**
 * Tails of the noncentral t distribution: P(T &gt; q) = ∫ Φ(δ − qs) f(s) ds with s = √(χ²_ν/ν), by 200 Gauss–Legendre nodes on 1 ±
 * 10/√(2ν), f normalised on the same nodes. Absolute error below 1e-12 for ν of 2 or more, 1e-9 for ν of 1.
 */
public final class NoncentralT {

    private static final GaussLegendre RULE = GaussLegendre.of(200);

    private NoncentralT() {}

    /** P(T &gt; q) with {@code degrees} ≥ 1 (infinite: the normal distribution) and noncentrality {@code delta}. */
    public static double above(double q, double degrees, double delta) {
        if (degrees > 1e10) {
            return Tails.normal(q - delta);
        }
        double half = 10 / Math.sqrt(2 * degrees);
        double low = Math.max(0, 1 - half);
        double high = 1 + half;
        double middle = (low + high) / 2;
        double reach = (high - low) / 2;
        double sum = 0;
        double all = 0;
        for (int i = 0; i < RULE.size(); i++) {
            double s = middle + reach * RULE.node(i);
            // (ν − 1) ln s − ν(s² − 1)/2, the logarithm of the density up to a constant
            double e = s - 1;
            double f = RULE.weight(i) * Math.exp((degrees - 1) * Math.log1p(e) - degrees * e * (1 + e / 2));
            all += f;
            sum += f * Tails.normal(q * s - delta);
        }
        return sum / all;
    }
}
