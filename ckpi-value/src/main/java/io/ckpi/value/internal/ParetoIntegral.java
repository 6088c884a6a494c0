package io.ckpi.value.internal;

import io.ckpi.core.numeric.GaussLegendre;

/**
 * The integral ∫ (α+u)^−R (β+u)^−(s+1) du from t_x to T, or with e^−λu or e^−μu in place of a power, relative to the
 * integrand at t_x, together with the integrand's means that its derivatives need.
 *
 * <p>In y = ln((c+u)/(c+t_x)) with c the smaller of α and β, by panels of 16 Gauss–Legendre nodes whose first width follows
 * the slope of the integrand, growing by 1.6 up to 1.2. Relative error about 1e-15. No hypergeometric function.
 *
 * <p>Mutable: holds the last results; not for several threads.
 */
final class ParetoIntegral {

    private static final int NODES = 16;
    private static final double[] NODE = new double[NODES];
    private static final double[] WEIGHT = new double[NODES];

    static {
        GaussLegendre rule = GaussLegendre.of(NODES);
        for (int i = 0; i < NODES; i++) {
            NODE[i] = (1 + rule.node(i)) / 2;
            WEIGHT[i] = rule.weight(i) / 2;
        }
    }

    /** ln of the integral over the integrand at t_x; −∞ if t_x = T. */
    double log;
    /**
     * Means under the integrand of A, a, B, b and the products AA, Aa, AB, Ab, aa, aB, ab, BB, Bb, bb, where A is ln((α+u)/(α+t_x))
     * or u − t_x, a is 1/(α+u) or 0, and B and b the same for β.
     */
    final double[] mean = new double[14];

    /**
     * Computes. A negative {@code alpha} means e^−(rate·u) in place of (α+u)^−rate; a negative {@code beta} the same for the
     * second factor.
     *
     * @param moments whether the means are wanted
     */
    void compute(double rate, double alpha, double drop, double beta, double from, double to, boolean moments) {
        if (!(to > from)) {
            log = Double.NEGATIVE_INFINITY;
            return;
        }
        boolean ra = alpha > 0;
        boolean rb = beta > 0;
        double c = ra && rb ? Math.min(alpha, beta) : ra ? alpha : rb ? beta : 1 / (rate + drop);
        double start = c + from;
        double whole = Math.log1p((to - from) / start);
        double kappa = rate * (ra ? start / (alpha + from) : start) + drop * (rb ? start / (beta + from) : start) - 1;
        double width = Math.min(whole, kappa > 0 ? Math.min(1.2, 2 / kappa) : 1.2);
        double logA = ra ? Math.log(alpha + from) : 0;
        double logB = rb ? Math.log(beta + from) : 0;
        double offA = alpha - c;
        double offB = beta - c;
        double sum = 0;
        double a0 = 0;
        double a1 = 0;
        double b0 = 0;
        double b1 = 0;
        double a00 = 0;
        double a01 = 0;
        double a0b0 = 0;
        double a0b1 = 0;
        double a11 = 0;
        double a1b0 = 0;
        double a1b1 = 0;
        double b00 = 0;
        double b01 = 0;
        double b11 = 0;
        double y = 0;
        while (y < whole) {
            double end = whole - y - width < 0.3 * width ? whole : y + width;
            double step = end - y;
            double panel = 0;
            for (int i = 0; i < NODES; i++) {
                double at = y + step * NODE[i];
                double grown = start * Math.exp(at);
                double u = grown - start; // u − t_x
                double la = !ra ? u : offA == 0 ? at : Math.log(grown + offA) - logA;
                double lb = !rb ? u : offB == 0 ? at : Math.log(grown + offB) - logB;
                double f = step * WEIGHT[i] * Math.exp(at - rate * la - drop * lb);
                panel += f;
                if (moments) {
                    double fa = ra ? f / (grown + offA) : 0;
                    double fb = rb ? f / (grown + offB) : 0;
                    double va = ra ? 1 / (grown + offA) : 0;
                    double vb = rb ? 1 / (grown + offB) : 0;
                    double fla = f * la;
                    double flb = f * lb;
                    a0 += fla;
                    a1 += fa;
                    b0 += flb;
                    b1 += fb;
                    a00 += fla * la;
                    a01 += fla * va;
                    a0b0 += fla * lb;
                    a0b1 += fla * vb;
                    a11 += fa * va;
                    a1b0 += flb * va;
                    a1b1 += fa * vb;
                    b00 += flb * lb;
                    b01 += flb * vb;
                    b11 += fb * vb;
                }
            }
            sum += panel;
            if (panel < 1e-17 * sum) {
                break;
            }
            y = end;
            width = Math.min(1.6 * width, 1.2);
        }
        log = Math.log(sum) + Math.log(start);
        if (moments) {
            double n = 1 / sum;
            mean[0] = a0 * n;
            mean[1] = a1 * n;
            mean[2] = b0 * n;
            mean[3] = b1 * n;
            mean[4] = a00 * n;
            mean[5] = a01 * n;
            mean[6] = a0b0 * n;
            mean[7] = a0b1 * n;
            mean[8] = a11 * n;
            mean[9] = a1b0 * n;
            mean[10] = a1b1 * n;
            mean[11] = b00 * n;
            mean[12] = b01 * n;
            mean[13] = b11 * n;
        }
    }
}
