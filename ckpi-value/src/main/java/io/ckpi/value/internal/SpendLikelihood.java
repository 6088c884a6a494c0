package io.ckpi.value.internal;

import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.Trigamma;

/**
 * The log-likelihood of Gamma-Gamma and of its two limits over customers with x repeat purchases of mean m, sorted by x.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class SpendLikelihood implements Likelihood {

    /** The model or one of its limits. */
    public enum Kind {
        /** p, q, γ. */
        FULL,
        /** q, γ → ∞: all have the same mean; p and ν, mean p/ν. */
        SAME_MEAN,
        /** p, γ → ∞: a customer's spend never varies; q and g = γ/p. */
        CONSTANT
    }

    private final Kind kind;
    private final int[] x;
    private final double[] mean;
    private final double[] log;
    private final double[] weight;

    /** The likelihood over these customers; the arrays are not copied. */
    public SpendLikelihood(Kind kind, int[] x, double[] mean, double[] log, double[] weight) {
        this.kind = kind;
        this.x = x;
        this.mean = mean;
        this.log = log;
        this.weight = weight;
    }

    @Override
    public int size() {
        return kind == Kind.FULL ? 3 : 2;
    }

    private interface Sink {
        void add(double weight, double value, double[] g, double[] h);
    }

    /** Passes value, gradient and upper triangle on; what depends on x alone is computed once per x. */
    private void each(double[] p, Sink sink) {
        double[] g = new double[size()];
        double[] h = new double[size() * (size() + 1) / 2];
        double psiQ = kind == Kind.SAME_MEAN ? 0 : Digamma.value(p[kind == Kind.FULL ? 1 : 0]);
        double triQ = kind == Kind.SAME_MEAN ? 0 : Trigamma.value(p[kind == Kind.FULL ? 1 : 0]);
        double base = 0;
        double psi = 0;
        double tri = 0;
        double psiAll = 0;
        double triAll = 0;
        int before = -1;
        for (int i = 0; i < x.length; i++) {
            double w = weight[i];
            if (w == 0) {
                continue;
            }
            int n = x[i];
            if (n != before && kind != Kind.CONSTANT) {
                before = n;
                psi = Digamma.value(p[0] * n);
                tri = Trigamma.value(p[0] * n);
                base = p[0] * n * Math.log(n) - LogGamma.value(p[0] * n);
                if (kind == Kind.FULL) {
                    psiAll = Digamma.value(p[0] * n + p[1]);
                    triAll = Trigamma.value(p[0] * n + p[1]);
                    base += LogGamma.value(p[0] * n + p[1]) - LogGamma.value(p[1]);
                }
            }
            sink.add(
                    w,
                    one(p, n, mean[i], log[i], base, new double[] {psi, tri, psiAll, triAll, psiQ, triQ}, g, h),
                    g,
                    h);
        }
    }

    private double one(double[] p, int n, double m, double logM, double base, double[] psi, double[] g, double[] h) {
        switch (kind) {
            case FULL -> {
                double total = n * m + p[2];
                double logTotal = Math.log(total);
                double inverse = 1 / total;
                double shape = p[0] * n + p[1];
                g[0] = n * (psi[2] - psi[0] + logM + Math.log(n) - logTotal);
                g[1] = psi[2] - psi[4] - Math.log1p(n * m / p[2]);
                g[2] = p[1] / p[2] - shape * inverse;
                h[0] = (double) n * n * (psi[3] - psi[1]);
                h[1] = n * psi[3];
                h[2] = -n * inverse;
                h[3] = psi[3] - psi[5];
                h[4] = 1 / p[2] - inverse;
                h[5] = -p[1] / (p[2] * p[2]) + shape * inverse * inverse;
                return base + (p[0] * n - 1) * logM - p[0] * n * logTotal - p[1] * Math.log1p(n * m / p[2]);
            }
            case SAME_MEAN -> {
                g[0] = n * (Math.log(p[1] * n) + logM - psi[0]);
                g[1] = p[0] * n / p[1] - n * m;
                h[0] = -(double) n * n * psi[1];
                h[1] = n / p[1];
                h[2] = -p[0] * n / (p[1] * p[1]);
                return base + p[0] * n * Math.log(p[1]) + (p[0] * n - 1) * logM - p[1] * n * m;
            }
            default -> {
                g[0] = Math.log(p[1]) - psi[4] - logM;
                g[1] = p[0] / p[1] - 1 / m;
                h[0] = -psi[5];
                h[1] = 1 / p[1];
                h[2] = -p[0] / (p[1] * p[1]);
                return p[0] * Math.log(p[1]) - LogGamma.value(p[0]) - (p[0] + 1) * logM - p[1] / m;
            }
        }
    }

    @Override
    public double evaluate(double[] p, double[] gradient, double[][] hessian) {
        int n = size();
        double[] sums = new double[1 + n + n * (n + 1) / 2];
        each(p, (w, v, g, h) -> {
            sums[0] += w * v;
            for (int i = 0; i < n; i++) {
                sums[1 + i] += w * g[i];
            }
            for (int i = 0; i < h.length; i++) {
                sums[1 + n + i] += w * h[i];
            }
        });
        int at = 1 + n;
        for (int i = 0; i < n; i++) {
            gradient[i] = sums[1 + i];
            for (int j = i; j < n; j++) {
                hessian[i][j] = sums[at];
                hessian[j][i] = sums[at++];
            }
        }
        return sums[0];
    }

    @Override
    public void scoreProducts(double[] p, double[][] out) {
        for (double[] row : out) {
            java.util.Arrays.fill(row, 0);
        }
        each(p, (w, v, g, h) -> {
            for (int i = 0; i < g.length; i++) {
                for (int j = 0; j < g.length; j++) {
                    out[i][j] += w * g[i] * g[j];
                }
            }
        });
    }
}
