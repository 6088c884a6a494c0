package io.ckpi.value.internal;

/**
 * Damped Newton on the logarithms of positive parameters and the log-odds of shares.
 *
 * <p>Solves (−H + μ diag(|H_ii| + 1e-6 max|H_jj|)) step = g; stops when max|g| &lt; 1e-12 max(1, |LL|).
 *
 * <p><b>Thread-safety.</b> static functions.
 */
public final class Newton {

    private static final int MOST_ITERATIONS = 200;
    private static final double FAR = Math.log(1e6);

    private Newton() {}

    /**
     * Where a search ended.
     *
     * @param p the parameters
     * @param value the log-likelihood there
     * @param gradient the largest derivative in logarithms, in absolute value
     * @param hessian second derivatives in the parameters themselves
     * @param iterations steps tried
     * @param evaluations evaluations of the log-likelihood
     * @param stationary whether the gradient is as small as it must be
     * @param concave whether −H in logarithms is positive definite
     * @param abandoned whether a parameter has moved by a factor of a million
     */
    @SuppressWarnings("ArrayRecordComponent") // internal, shared on purpose, never compared
    public record Maximum(
            double[] p,
            double value,
            double gradient,
            double[][] hessian,
            int iterations,
            int evaluations,
            boolean stationary,
            boolean concave,
            boolean abandoned) {
        /** Whether this is proved to be a maximum. */
        public boolean proved() {
            return stationary && concave && !abandoned;
        }
    }

    /** Searches from {@code start}. */
    public static Maximum maximise(Likelihood f, double[] start) {
        int n = f.size();
        double[] from = new double[n];
        for (int i = 0; i < n; i++) {
            from[i] = f.isShare(i) ? Math.log(start[i] / (1 - start[i])) : Math.log(start[i]);
        }
        double[] theta = from.clone();
        double[] p = start.clone();
        double[] g = new double[n];
        double[][] h = new double[n][n];
        double value = f.evaluate(p, g, h);
        int evaluations = 1;
        double[] gNext = new double[n];
        double[][] hNext = new double[n][n];
        double[] pNext = new double[n];
        double[] gTheta = new double[n];
        double[][] hTheta = new double[n][n];
        double damping = 1e-3;
        int iterations = 0;
        boolean far = false;
        boolean stationary = false;
        transform(f, p, g, h, gTheta, hTheta);
        while (Double.isFinite(value) && iterations < MOST_ITERATIONS && !far) {
            stationary = max(gTheta) < 1e-12 * Math.max(1, Math.abs(value));
            if (stationary) {
                break;
            }
            iterations++;
            double[] step = step(gTheta, hTheta, damping);
            if (step == null) {
                damping = Math.max(10 * damping, 1e-3);
                if (damping > 1e30) {
                    break;
                }
                continue;
            }
            double[] next = new double[n];
            for (int i = 0; i < n; i++) {
                next[i] = theta[i] + step[i];
                pNext[i] = f.isShare(i) ? share(next[i]) : Math.exp(next[i]);
                if (!(pNext[i] > 0) || pNext[i] == Double.POSITIVE_INFINITY || (f.isShare(i) && pNext[i] == 1)) {
                    far = true;
                }
            }
            if (far) {
                break;
            }
            double nextValue = f.evaluate(pNext, gNext, hNext);
            evaluations++;
            if (Double.isFinite(nextValue)
                    && nextValue >= value - 1e-12 * Math.abs(value)
                    && Double.isFinite(max(gNext))) {
                boolean same = true;
                for (int i = 0; i < n; i++) {
                    same &= pNext[i] == p[i];
                    far |= Math.abs(next[i] - from[i]) > FAR;
                }
                theta = next;
                value = nextValue;
                double[] pOld = p;
                p = pNext;
                pNext = pOld;
                double[] gOld = g;
                g = gNext;
                gNext = gOld;
                double[][] hOld = h;
                h = hNext;
                hNext = hOld;
                damping = Math.max(damping / 10, 1e-12);
                transform(f, p, g, h, gTheta, hTheta);
                if (same) {
                    stationary = max(gTheta) < 1e-11 * Math.max(1, Math.abs(value));
                    break; // no double lies nearer
                }
            } else {
                damping = Math.max(8 * damping, 1e-6);
                if (damping > 1e30) {
                    break;
                }
            }
        }
        double[][] minus = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                minus[i][j] = -hTheta[i][j];
            }
        }
        return new Maximum(
                p, value, max(gTheta), h, iterations, evaluations, stationary, Matrices.cholesky(minus) != null, far);
    }

    private static double share(double theta) {
        return theta >= 0 ? 1 / (1 + Math.exp(-theta)) : Math.exp(theta) / (1 + Math.exp(theta));
    }

    private static double max(double[] g) {
        double most = 0;
        for (double v : g) {
            if (!(Math.abs(v) <= most)) {
                most = Math.abs(v);
            }
        }
        return most;
    }

    private static double @org.jspecify.annotations.Nullable [] step(double[] g, double[][] h, double damping) {
        int n = g.length;
        double most = 0;
        for (int i = 0; i < n; i++) {
            most = Math.max(most, Math.abs(h[i][i]));
        }
        double[][] m = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                m[i][j] = -h[i][j];
            }
            m[i][i] += damping * (Math.abs(h[i][i]) + 1e-6 * most);
        }
        double[] step = Matrices.solve(m, g);
        if (step == null) {
            return null;
        }
        double rise = 0;
        double longest = 0;
        for (int i = 0; i < n; i++) {
            rise += step[i] * g[i];
            longest = Math.max(longest, Math.abs(step[i]));
        }
        if (!(rise > 0)) {
            return null;
        }
        if (longest > 2) {
            for (int i = 0; i < n; i++) {
                step[i] *= 2 / longest;
            }
        }
        return step;
    }

    /** Derivatives in the logarithms or log-odds θ: g_θ = p′g, H_θ = p′p′ᵀH + diag(p″g). */
    public static void transform(
            Likelihood f, double[] p, double[] g, double[][] h, double[] gTheta, double[][] hTheta) {
        int n = p.length;
        for (int i = 0; i < n; i++) {
            double di = slope(f, p, i);
            gTheta[i] = di * g[i];
            for (int j = 0; j < n; j++) {
                hTheta[i][j] = di * slope(f, p, j) * h[i][j];
            }
            hTheta[i][i] += g[i] * (f.isShare(i) ? di * (1 - 2 * p[i]) : di);
        }
    }

    private static double slope(Likelihood f, double[] p, int i) {
        return f.isShare(i) ? p[i] * (1 - p[i]) : p[i];
    }
}
