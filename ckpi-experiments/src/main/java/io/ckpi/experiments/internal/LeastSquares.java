package io.ckpi.experiments.internal;

import java.util.Arrays;

/** Ordinary least squares on rows, with classical, heteroscedasticity-robust and cluster-robust variances. */
public final class LeastSquares {

    private final double[][] rows;
    private final double[] coefficients;
    private final double[] residuals;
    private final double[][] inverse;

    /**
     * Fits y to the rows' columns.
     *
     * @throws ArithmeticException if a column follows from the others
     */
    public LeastSquares(double[][] rows, double[] y) {
        this.rows = rows;
        int k = rows[0].length;
        double[][] gram = new double[k][k];
        double[] cross = new double[k];
        for (int i = 0; i < rows.length; i++) {
            for (int a = 0; a < k; a++) {
                cross[a] += rows[i][a] * y[i];
                for (int b = 0; b < k; b++) {
                    gram[a][b] += rows[i][a] * rows[i][b];
                }
            }
        }
        Cholesky system = new Cholesky(gram);
        if (system.rank() < k) {
            throw new ArithmeticException("a column follows from the others");
        }
        coefficients = system.solve(cross);
        inverse = new double[k][];
        for (int a = 0; a < k; a++) {
            double[] unit = new double[k];
            unit[a] = 1;
            inverse[a] = system.solve(unit);
        }
        residuals = new double[rows.length];
        for (int i = 0; i < rows.length; i++) {
            residuals[i] = y[i] - dot(rows[i], coefficients);
        }
    }

    /** The coefficient of a column. */
    public double coefficient(int column) {
        return coefficients[column];
    }

    /** RSS/(N − K) times the inverse of X'X. */
    public double classicalVariance(int column) {
        double rss = dot(residuals, residuals);
        return rss / (rows.length - inverse.length) * inverse[column][column];
    }

    /** HC1: the sandwich times N/(N − K). */
    public double robustVariance(int column) {
        int[] own = new int[rows.length];
        Arrays.setAll(own, i -> i);
        return sandwich(column, own, rows.length) * rows.length / (rows.length - (double) inverse.length);
    }

    /**
     * The sandwich of the clusters' scores times G/(G − 1)·(N − 1)/(N − K).
     *
     * @param cluster of each row, 0 to clusters − 1
     */
    public double clusterVariance(int column, int[] cluster, int clusters) {
        double n = rows.length;
        double g = clusters;
        return sandwich(column, cluster, clusters) * g / (g - 1) * (n - 1) / (n - inverse.length);
    }

    private double sandwich(int column, int[] cluster, int clusters) {
        double[] scores = new double[clusters];
        for (int i = 0; i < rows.length; i++) {
            scores[cluster[i]] += dot(inverse[column], rows[i]) * residuals[i];
        }
        return dot(scores, scores);
    }

    private static double dot(double[] x, double[] y) {
        double sum = 0;
        for (int i = 0; i < x.length; i++) {
            sum += x[i] * y[i];
        }
        return sum;
    }
}
