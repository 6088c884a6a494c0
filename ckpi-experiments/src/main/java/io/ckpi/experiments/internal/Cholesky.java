package io.ckpi.experiments.internal;

import java.util.Arrays;

/**
 * Solves a symmetric positive system on the scale of correlations, leaving out what the rest already tells.
 *
 * <p>An unknown whose pivot on that scale is below 1e-10 is dropped: its solution is 0.
 */
public final class Cholesky {

    /** The least pivot of a correlation matrix that counts as independent. */
    private static final double LEAST_PIVOT = 1e-10;

    private final double[][] factor;
    private final double[] scale;
    private final boolean[] kept;
    private final int rank;

    /** Decomposes {@code a}, of which the lower half is read. */
    public Cholesky(double[][] a) {
        int k = a.length;
        factor = new double[k][k];
        scale = new double[k];
        kept = new boolean[k];
        int count = 0;
        for (int i = 0; i < k; i++) {
            if (!(a[i][i] > 0)) {
                continue;
            }
            scale[i] = 1 / Math.sqrt(a[i][i]);
            double pivot = 1;
            for (int j = 0; j < i; j++) {
                if (!kept[j]) {
                    continue;
                }
                double sum = a[i][j] * scale[i] * scale[j];
                for (int l = 0; l < j; l++) {
                    sum -= factor[i][l] * factor[j][l];
                }
                factor[i][j] = sum / factor[j][j];
                pivot -= factor[i][j] * factor[i][j];
            }
            if (pivot >= LEAST_PIVOT) {
                factor[i][i] = Math.sqrt(pivot);
                kept[i] = true;
                count++;
            } else {
                Arrays.fill(factor[i], 0);
            }
        }
        rank = count;
    }

    /** How many unknowns were kept. */
    public int rank() {
        return rank;
    }

    /** Whether the unknown was kept. */
    public boolean kept(int unknown) {
        return kept[unknown];
    }

    /** The solution of a x = b, 0 for a dropped unknown. */
    public double[] solve(double[] b) {
        int k = b.length;
        double[] x = new double[k];
        for (int i = 0; i < k; i++) {
            if (kept[i]) {
                double sum = b[i] * scale[i];
                for (int j = 0; j < i; j++) {
                    sum -= factor[i][j] * x[j];
                }
                x[i] = sum / factor[i][i];
            }
        }
        for (int i = k - 1; i >= 0; i--) {
            if (kept[i]) {
                double sum = x[i];
                for (int j = i + 1; j < k; j++) {
                    if (kept[j]) {
                        sum -= factor[j][i] * x[j];
                    }
                }
                x[i] = sum / factor[i][i];
            }
        }
        for (int i = 0; i < k; i++) {
            x[i] *= scale[i];
        }
        return x;
    }
}
