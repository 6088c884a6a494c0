package io.ckpi.value.internal;

import org.jspecify.annotations.Nullable;

/**
 * Maximum likelihood for contracts: Σ lost_t ln(S(t−1) − S(t)) + Σ kept_t ln S(t).
 *
 * <p>Weights hold lost at t in [t] and kept to t in [n/2 + t]. <b>Thread-safety.</b> static functions.
 */
public final class ContractFit {

    private ContractFit() {}

    /**
     * The answer.
     *
     * @param law the law with its parameters
     * @param best where the search ended
     * @param certificate the slope from the limit into the interior; NaN inside
     */
    public record Answer(ContractLaw law, Newton.Maximum best, double certificate) {}

    /** Fits; null if nothing converged. */
    public static @Nullable Answer fit(double[] weights, boolean weibull) {
        Newton.Maximum interior = null;
        double[][] starts = weibull
                ? new double[][] {{1, 1, 1}, {0.3, 1, 1.5}, {0.5, 3, 0.8}}
                : new double[][] {{1, 1}, {0.5, 3}, {0.02, 0.1}};
        ContractLaw full = weibull ? ContractLaw.bdw(1, 1, 1) : ContractLaw.sbg(1, 1);
        for (double[] start : starts) {
            Newton.Maximum at = Newton.maximise(likelihood(weights, full), start);
            if (at.proved() && (interior == null || at.value() > interior.value())) {
                interior = at;
            }
        }
        int half = weights.length / 2;
        double lost = 0;
        double offered = 0;
        for (int t = 1; t < half; t++) {
            lost += weights[t];
            offered += t * (weights[t] + weights[half + t]);
        }
        ContractLaw limit = ContractLaw.constant(weibull, Math.min(0.999, lost / offered));
        Newton.Maximum same = Newton.maximise(likelihood(weights, limit), limit.toArray());
        if (same.proved() && (interior == null || same.value() >= interior.value() - 1e-6)) {
            double[][] products = new double[limit.size()][limit.size()];
            likelihood(weights, limit).scoreProducts(same.p(), products);
            double v = same.p()[0] * (1 - same.p()[0]);
            return new Answer(limit.with(same.p()), same, v / 2 * (same.hessian()[0][0] + products[0][0]));
        }
        return interior == null ? null : new Answer(full.with(interior.p()), interior, Double.NaN);
    }

    /** The likelihood of a law of this kind. */
    public static Likelihood likelihood(double[] weights, ContractLaw kind) {
        return new Contracts(weights, kind);
    }

    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Contracts(double[] weights, ContractLaw kind) implements Likelihood {

        @Override
        public int size() {
            return kind.size();
        }

        @Override
        public boolean isShare(int i) {
            return kind.isShare(i);
        }

        private interface Sink {
            void add(double weight, double value, double[] gradient, double[][] hessian);
        }

        /** Passes every cell with its log-probability and derivatives on. */
        private void each(double[] p, Sink sink) {
            ContractLaw law = kind.with(p);
            int n = size();
            int half = weights.length / 2;
            double[] g0 = new double[n];
            double[][] h0 = new double[n][n];
            double[] g1 = new double[n];
            double[][] h1 = new double[n][n];
            double[] g = new double[n];
            double[][] h = new double[n][n];
            double before = law.derivatives(0, g0, h0);
            for (int t = 1; t < half; t++) {
                double now = law.derivatives(t, g1, h1);
                double lost = weights[t];
                if (lost > 0) {
                    double w1 = 1 / Math.expm1(before - now); // S(t) / (S(t−1) − S(t))
                    for (int i = 0; i < n; i++) {
                        g[i] = g0[i] + w1 * (g0[i] - g1[i]);
                    }
                    for (int i = 0; i < n; i++) {
                        for (int j = 0; j < n; j++) {
                            h[i][j] = (1 + w1) * (h0[i][j] + g0[i] * g0[j])
                                    - w1 * (h1[i][j] + g1[i] * g1[j])
                                    - g[i] * g[j];
                        }
                    }
                    sink.add(lost, before + Math.log(-Math.expm1(now - before)), g, h);
                }
                if (weights[half + t] > 0) {
                    sink.add(weights[half + t], now, g1, h1);
                }
                before = now;
                double[] g2 = g0;
                g0 = g1;
                g1 = g2;
                double[][] h2 = h0;
                h0 = h1;
                h1 = h2;
            }
        }

        @Override
        public double evaluate(double[] p, double[] gradient, double[][] hessian) {
            java.util.Arrays.fill(gradient, 0);
            for (double[] row : hessian) {
                java.util.Arrays.fill(row, 0);
            }
            double[] value = new double[1];
            each(p, (w, v, g, h) -> {
                value[0] += w * v;
                for (int i = 0; i < g.length; i++) {
                    gradient[i] += w * g[i];
                    for (int j = 0; j < g.length; j++) {
                        hessian[i][j] += w * h[i][j];
                    }
                }
            });
            return value[0];
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
}
