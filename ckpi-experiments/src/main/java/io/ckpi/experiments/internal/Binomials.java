package io.ckpi.experiments.internal;

import io.ckpi.core.numeric.RandomStream;

/**
 * Binomial random numbers: counting through the probabilities for few expected successes, transformed rejection above.
 *
 * <p>Source: W. Hörmann 1993, doi:10.1080/00949659308811496.
 */
public final class Binomials {

    private static final double LARGE = 10;

    private Binomials() {}

    /** A binomial number of {@code n} trials of probability {@code p}, 0 to 1. */
    public static int draw(RandomStream stream, int n, double p) {
        if (p > 0.5) {
            return n - draw(stream, n, 1 - p);
        }
        if (n == 0 || p <= 0) {
            return 0;
        }
        return n * p < LARGE ? small(stream, n, p) : large(stream, n, p);
    }

    private static int small(RandomStream stream, int n, double p) {
        double q = 1 - p;
        double odds = p / q;
        double first = Math.exp(n * Math.log1p(-p));
        while (true) {
            double u = stream.nextDouble();
            double probability = first;
            for (int k = 0; k <= n; k++) {
                if (u < probability) {
                    return k;
                }
                u -= probability;
                probability *= odds * (n - k) / (k + 1);
                if (probability < 1e-18 && k > n * p) {
                    break; // rounding left a sliver above the last value: draw again
                }
            }
        }
    }

    private static int large(RandomStream stream, int n, double p) {
        double q = 1 - p;
        double spq = Math.sqrt(n * p * q);
        double b = 1.15 + 2.53 * spq;
        double a = -0.0873 + 0.0248 * b + 0.01 * p;
        double c = n * p + 0.5;
        double vr = 0.92 - 4.2 / b;
        double alpha = (2.83 + 5.1 / b) * spq;
        double logOdds = Math.log(p / q);
        int mode = (int) Math.floor((n + 1) * p);
        double h = logFactorial(mode) + logFactorial(n - mode);
        while (true) {
            double u = stream.nextDouble() - 0.5;
            double v = 1 - stream.nextDouble();
            double us = 0.5 - Math.abs(u);
            double k = Math.floor((2 * a / us + b) * u + c);
            if (k < 0 || k > n) {
                continue;
            }
            if (us >= 0.07 && v <= vr) {
                return (int) k;
            }
            double scaled = Math.log(v * alpha / (a / (us * us) + b));
            if (scaled <= h - logFactorial((int) k) - logFactorial(n - (int) k) + (k - mode) * logOdds) {
                return (int) k;
            }
        }
    }

    private static double logFactorial(int k) {
        if (k < 10) {
            double product = 1;
            for (int i = 2; i <= k; i++) {
                product *= i;
            }
            return Math.log(product);
        }
        double r = 1.0 / k;
        double rr = r * r;
        return (k + 0.5) * Math.log(k)
                - k
                + 0.5 * Math.log(2 * Math.PI)
                + r * (1.0 / 12 - rr * (1.0 / 360 - rr * (1.0 / 1260 - rr / 1680)));
    }
}
