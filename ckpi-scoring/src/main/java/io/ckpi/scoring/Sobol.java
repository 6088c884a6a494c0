package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.util.ArrayList;
import java.util.List;

/**
 * Variance-based sensitivity: how much of a result's variance comes from one group of its inputs.
 *
 * <p><b>Definition.</b> From two independent samples A and B of the inputs and, for each group g, A with group g taken from
 * B: first order S = mean(y_B·(y_AB − y_A))/V (A. Saltelli et al. 2010, doi:10.1016/j.cpc.2009.09.018), total ST =
 * mean((y_A − y_AB)²)/(2V) (M. J. W. Jansen 1999, doi:10.1016/S0010-4655(98)00154-4), V the sample variance of y_A and y_B
 * together. The estimates are noisy: a first-order index may come out slightly below 0.
 *
 * <p><b>Noise.</b> y is taken as given; subtracting the mean of y_A and y_B from all of it beforehand changes no
 * expectation and lessens the noise.
 *
 * <p><b>Thread-safety.</b> the static method is.
 */
public final class Sobol {

    private Sobol() {}

    /**
     * The indices of one group of inputs.
     *
     * @param first share of the variance that the group explains alone
     * @param total share that vanishes if the group were known, interactions included
     */
    public record Index(double first, double total) {}

    /**
     * The indices of every group.
     *
     * @param a results on sample A
     * @param b results on sample B, as many
     * @param ab for each group the results on A with that group from B
     * @return one index per group; not computable with fewer than two results or without variance
     * @throws IllegalArgumentException if lengths differ or a result is not finite
     */
    public static Outcome<List<Index>> indices(double[] a, double[] b, double[][] ab) {
        int n = a.length;
        check("a", a, n);
        check("b", b, n);
        if (n < 2) {
            return Outcome.absent(Absent.because(Reason.INSUFFICIENT_DATA));
        }
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += a[i] / (2.0 * n) + b[i] / (2.0 * n);
        }
        double squares = 0;
        for (int i = 0; i < n; i++) {
            squares += (a[i] - mean) * (a[i] - mean) + (b[i] - mean) * (b[i] - mean);
        }
        double variance = squares / (2.0 * n - 1);
        List<Index> indices = new ArrayList<>();
        for (int g = 0; g < ab.length; g++) {
            check("ab[" + g + "]", ab[g], n);
            double first = 0;
            double total = 0;
            for (int i = 0; i < n; i++) {
                double difference = ab[g][i] - a[i];
                first += b[i] * difference;
                total += difference * difference;
            }
            indices.add(new Index(first / n / variance, total / n / (2 * variance)));
        }
        // variance of rounding only is no variance
        if (!(variance > 0) || Math.sqrt(variance) <= 1e-14 * Math.max(1, Math.abs(mean))) {
            return Outcome.absent(Absent.because(Reason.NO_VARIATION));
        }
        return Outcome.of(indices);
    }

    private static void check(String name, double[] y, int n) {
        if (y.length != n) {
            throw new IllegalArgumentException(name + " has " + y.length + " results, a has " + n);
        }
        for (int i = 0; i < n; i++) {
            Checks.finite(name + "[" + i + "]", y[i]);
        }
    }
}
