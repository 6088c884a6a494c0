package io.ckpi.experiments.sequential;

import io.ckpi.experiments.internal.Tails;

/**
 * How much of α may be spent up to an information time: a function that rises from 0 at t = 0 to at most α at t = 1.
 *
 * <p>Source: K. K. G. Lan, D. L. DeMets 1983, doi:10.1093/biomet/70.3.659.
 */
@FunctionalInterface
public interface Spending {

    /**
     * What may be spent up to {@code t}.
     *
     * @param t the information time, above 0, at most 1
     * @param alpha the error rate of the whole design
     */
    double spent(double t, double alpha);

    /**
     * Like the bounds of O'Brien and Fleming, two-sided: 4(1 − Φ(z₁₋α⁄₄/√t)). Very little early. For a one-sided design take
     * {@link #obrienFlemingOneSided()}.
     */
    static Spending obrienFleming() {
        return (t, alpha) -> 4 * Tails.normal(Tails.normalQuantile(alpha / 4) / Math.sqrt(t));
    }

    /** Like the bounds of O'Brien and Fleming, one-sided: 2(1 − Φ(z₁₋α⁄₂/√t)). */
    static Spending obrienFlemingOneSided() {
        return (t, alpha) -> 2 * Tails.normal(Tails.normalQuantile(alpha / 2) / Math.sqrt(t));
    }

    /** Like the bounds of Pocock: α ln(1 + (e − 1)t). About the same at every look. */
    static Spending pocock() {
        return (t, alpha) -> alpha * Math.log1p((Math.E - 1) * t);
    }

    /**
     * α·t^ρ: linear for 1, later for more.
     *
     * @throws IllegalArgumentException if {@code rho} is not positive and finite
     */
    static Spending power(double rho) {
        if (!(rho > 0 && rho < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("rho is not positive and finite: " + rho);
        }
        return (t, alpha) -> alpha * Math.pow(t, rho);
    }
}
