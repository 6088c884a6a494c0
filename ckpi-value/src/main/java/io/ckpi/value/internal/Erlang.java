package io.ckpi.value.internal;

/**
 * ln of the chance, relative to the rate's weight, that fewer than k events of the Erlang clock fell into the time since
 * the last purchase: ln Σ_{j&lt;k} (R)_j/j! q^j with q = gap/(α + T), or Σ (λ gap)^j/j!; with derivatives in r and α (or λ).
 *
 * <p>Mutable: holds the last results.
 */
final class Erlang {

    private final int k;
    private final boolean gamma;
    double log;
    double d0;
    double d1;
    double d00;
    double d01;
    double d11;

    Erlang(int k, boolean gamma) {
        this.k = k;
        this.gamma = gamma;
    }

    /** Computes at R (or λ), gap and 1/(α + T). */
    void at(double rate, double gap, double inverse) {
        double q = gamma ? gap * inverse : gap * rate;
        double term = 1;
        double h1 = 0;
        double h2 = 0;
        double p = 1;
        double p0 = 0;
        double p00 = 0;
        double p1 = 0;
        double p01 = 0;
        double p11 = 0;
        for (int j = 1; j < k; j++) {
            if (gamma) {
                double f = 1 / (rate + j - 1);
                term *= (rate + j - 1) / j * q;
                h1 += f;
                h2 += f * f;
                p0 += term * h1;
                p00 += term * (h1 * h1 - h2);
                p01 += term * h1 * j;
            } else {
                term *= q / j;
            }
            p += term;
            p1 += term * j;
            p11 += term * j * (j - 1);
        }
        log = Math.log(p);
        if (gamma) {
            d0 = p0 / p;
            d1 = -inverse * p1 / p;
            d00 = p00 / p - d0 * d0;
            d01 = -inverse * p01 / p - d0 * d1;
            d11 = inverse * inverse * (p11 + 2 * p1) / p - d1 * d1;
        } else {
            d0 = p1 / rate / p;
            d00 = p11 / (rate * rate) / p - d0 * d0;
            d1 = 0;
            d01 = 0;
            d11 = 0;
        }
    }
}
