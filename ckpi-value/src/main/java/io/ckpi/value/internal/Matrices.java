package io.ckpi.value.internal;

/**
 * Small dense matrices.
 *
 * <p><b>Thread-safety.</b> static functions.
 */
public final class Matrices {

    private Matrices() {}

    /** The solution of {@code a x = b} by elimination with pivoting, or null if the matrix is singular or not finite. */
    public static double @org.jspecify.annotations.Nullable [] solve(double[][] a, double[] b) {
        int n = b.length;
        double[][] m = new double[n][];
        for (int i = 0; i < n; i++) {
            m[i] = a[i].clone();
        }
        double[] x = b.clone();
        for (int k = 0; k < n; k++) {
            int pivot = k;
            for (int i = k + 1; i < n; i++) {
                if (Math.abs(m[i][k]) > Math.abs(m[pivot][k])) {
                    pivot = i;
                }
            }
            double p = m[pivot][k];
            if (!(Math.abs(p) > 0 && Math.abs(p) < Double.POSITIVE_INFINITY)) {
                return null;
            }
            double[] row = m[pivot];
            m[pivot] = m[k];
            m[k] = row;
            double value = x[pivot];
            x[pivot] = x[k];
            x[k] = value;
            for (int i = k + 1; i < n; i++) {
                double f = m[i][k] / p;
                for (int j = k; j < n; j++) {
                    m[i][j] -= f * row[j];
                }
                x[i] -= f * value;
            }
        }
        for (int k = n - 1; k >= 0; k--) {
            double s = x[k];
            for (int j = k + 1; j < n; j++) {
                s -= m[k][j] * x[j];
            }
            x[k] = s / m[k][k];
            if (!Double.isFinite(x[k])) {
                return null;
            }
        }
        return x;
    }

    /**
     * The lower Cholesky factor of a symmetric matrix, or null if it is not positive definite. Positive means: above
     * {@code 1e-13} of the diagonal before elimination, so that a direction that is only rounding does not pass.
     */
    public static double @org.jspecify.annotations.Nullable [][] cholesky(double[][] a) {
        int n = a.length;
        double[][] l = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double s = a[i][j];
                for (int k = 0; k < j; k++) {
                    s -= l[i][k] * l[j][k];
                }
                if (i == j) {
                    if (!(s > 1e-13 * Math.abs(a[i][i]) && s < Double.POSITIVE_INFINITY)) {
                        return null;
                    }
                    l[i][i] = Math.sqrt(s);
                } else {
                    l[i][j] = s / l[j][j];
                }
            }
        }
        return l;
    }

    /** The inverse of a symmetric positive definite matrix, exactly symmetric, or null if it is not positive definite. */
    public static double @org.jspecify.annotations.Nullable [][] inverse(double[][] a) {
        double[][] l = cholesky(a);
        if (l == null) {
            return null;
        }
        int n = a.length;
        double[][] inverse = new double[n][n];
        double[] y = new double[n];
        for (int c = 0; c < n; c++) {
            for (int i = 0; i < n; i++) {
                double s = i == c ? 1 : 0;
                for (int k = 0; k < i; k++) {
                    s -= l[i][k] * y[k];
                }
                y[i] = s / l[i][i];
            }
            for (int i = n - 1; i >= 0; i--) {
                double s = y[i];
                for (int k = i + 1; k < n; k++) {
                    s -= l[k][i] * inverse[k][c];
                }
                inverse[i][c] = s / l[i][i];
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < i; j++) {
                double mean = (inverse[i][j] + inverse[j][i]) / 2;
                inverse[i][j] = mean;
                inverse[j][i] = mean;
            }
        }
        return inverse;
    }

    /** {@code v m v} for a symmetric {@code v} and {@code m}, exactly symmetric. */
    public static double[][] sandwich(double[][] v, double[][] m) {
        int n = v.length;
        double[][] out = new double[n][n];
        for (int i = 0; i < n; i++) {
            for (int j = 0; j <= i; j++) {
                double s = 0;
                for (int k = 0; k < n; k++) {
                    double inner = 0;
                    for (int h = 0; h < n; h++) {
                        inner += m[k][h] * v[h][j];
                    }
                    s += v[i][k] * inner;
                }
                out[i][j] = s;
                out[j][i] = s;
            }
        }
        return out;
    }
}
