package io.ckpi.funnel.internal;

/**
 * Linear systems (D − W) x = r of an absorbing chain: W holds the flows between states, D the whole outflow of each state,
 * absorption included. Self-loops do not matter and are left out.
 *
 * <p>Dense systems are eliminated without a subtraction: a pivot is the sum of the outflow that remains. Source:
 * W. K. Grassmann, M. I. Taksar and D. P. Heyman 1985, doi:10.1287/opre.33.5.1107. A state without any flow has no part in it.
 */
public final class AbsorbingChain {

    private final int n;
    private final double[] a; // below the diagonal the multipliers, above it the flows that remain
    private final double[] pivot;

    /**
     * Eliminates.
     *
     * @param flows n·n flows by row, overwritten; the diagonal is not read
     * @param absorbed the flow of each state out of the chain, overwritten
     */
    public AbsorbingChain(int n, double[] flows, double[] absorbed) {
        this.n = n;
        this.a = flows;
        this.pivot = new double[n];
        for (int k = 0; k < n; k++) {
            double out = absorbed[k];
            for (int j = k + 1; j < n; j++) {
                out += a[k * n + j];
            }
            pivot[k] = out;
            if (out == 0) {
                continue;
            }
            for (int i = k + 1; i < n; i++) {
                double factor = a[i * n + k] / out;
                a[i * n + k] = factor;
                if (factor == 0) {
                    continue;
                }
                for (int j = k + 1; j < n; j++) {
                    a[i * n + j] += factor * a[k * n + j];
                }
                absorbed[i] += factor * absorbed[k];
            }
        }
    }

    /** x with (D − W) x = r; r is overwritten and returned. */
    public double[] solve(double[] r) {
        for (int i = 1; i < n; i++) {
            double sum = r[i];
            for (int k = 0; k < i; k++) {
                sum += a[i * n + k] * r[k];
            }
            r[i] = sum;
        }
        for (int i = n - 1; i >= 0; i--) {
            double sum = r[i];
            for (int j = i + 1; j < n; j++) {
                sum += a[i * n + j] * r[j];
            }
            r[i] = pivot[i] == 0 ? 0 : sum / pivot[i];
        }
        return r;
    }

    /** y with yᵀ (D − W) = sᵀ; s is overwritten and returned. */
    public double[] solveTransposed(double[] s) {
        for (int j = 0; j < n; j++) {
            double sum = s[j];
            for (int i = 0; i < j; i++) {
                sum += a[i * n + j] * s[i];
            }
            s[j] = pivot[j] == 0 ? 0 : sum / pivot[j];
        }
        for (int k = n - 1; k >= 0; k--) {
            double sum = s[k];
            for (int i = k + 1; i < n; i++) {
                sum += a[i * n + k] * s[i];
            }
            s[k] = sum;
        }
        return s;
    }

    /** The diagonal of the inverse of D − W. */
    public double[] inverseDiagonal() {
        double[] diagonal = new double[n];
        double[] column = new double[n];
        for (int c = 0; c < n; c++) {
            java.util.Arrays.fill(column, 0);
            column[c] = 1;
            diagonal[c] = solve(column)[c];
        }
        return diagonal;
    }
}
