package io.ckpi.experiments;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * Corrections of p-values for the number of comparisons. The plan fixes the correction and the family before the data.
 *
 * <p>Only {@link #BONFERRONI} and {@link #SIDAK} (and {@link #NONE}) have simultaneous intervals, see
 * {@link #levelOfEach}; the others give adjusted p-values alone.
 *
 * <p><b>References.</b> S. Holm 1979; Y. Hochberg 1988, doi:10.1093/biomet/75.4.800; G. Hommel 1988,
 * doi:10.1093/biomet/75.2.383; Y. Benjamini, Y. Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x; Y. Benjamini, D.
 * Yekutieli 2001, doi:10.1214/aos/1013699998.
 */
public enum Correction {
    /** As they are. */
    NONE,
    /** p·m. */
    BONFERRONI,
    /** 1 − (1 − p)^m. */
    SIDAK,
    /** Bonferroni stepping down. */
    HOLM,
    /** Šidák stepping down. */
    HOLM_SIDAK,
    /** Simes stepping up; valid for independent or positively dependent tests. */
    HOCHBERG,
    /** Closed Simes test; never weaker than {@link #HOCHBERG}, under the same conditions. */
    HOMMEL,
    /** False discovery rate, independent or positively dependent tests. */
    BENJAMINI_HOCHBERG,
    /** False discovery rate, any dependence. */
    BENJAMINI_YEKUTIELI;

    /**
     * The adjusted p-values, in the order given.
     *
     * @param pValues each from 0 to 1
     * @throws IllegalArgumentException naming the index of a value that is no probability
     */
    public double[] adjusted(double... pValues) {
        int m = pValues.length;
        for (int i = 0; i < m; i++) {
            if (!(pValues[i] >= 0 && pValues[i] <= 1)) {
                throw new IllegalArgumentException("pValues[" + i + "] is not 0 to 1: " + pValues[i]);
            }
        }
        if (m == 0 || this == NONE) {
            return pValues.clone();
        }
        int[] order = IntStream.range(0, m)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> pValues[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        double[] sorted = IntStream.of(order).mapToDouble(i -> pValues[i]).toArray();
        double[] result =
                switch (this) {
                    case NONE -> sorted;
                    case BONFERRONI -> Arrays.stream(sorted).map(p -> p * m).toArray();
                    case SIDAK -> Arrays.stream(sorted).map(p -> power(p, m)).toArray();
                    case HOLM -> stepDown(sorted, (p, left) -> p * left);
                    case HOLM_SIDAK -> stepDown(sorted, Correction::power);
                    case HOCHBERG -> stepUp(sorted, (p, rank) -> p * (m - rank + 1));
                    case BENJAMINI_HOCHBERG -> stepUp(sorted, (p, rank) -> p * m / rank);
                    case BENJAMINI_YEKUTIELI -> {
                        double harmonic = IntStream.rangeClosed(1, m)
                                .mapToDouble(i -> 1.0 / i)
                                .sum();
                        yield stepUp(sorted, (p, rank) -> p * m / rank * harmonic);
                    }
                    case HOMMEL -> hommel(sorted);
                };
        double[] adjusted = new double[m];
        for (int i = 0; i < m; i++) {
            adjusted[order[i]] = Math.min(1, result[i]);
        }
        return adjusted;
    }

    /** True if all intervals can hold at once at a stated level. */
    public boolean hasIntervals() {
        return this == NONE || this == BONFERRONI || this == SIDAK;
    }

    /**
     * The level at which to make each of {@code comparisons} intervals so that all hold at once at {@code level}.
     *
     * @throws IllegalArgumentException if the level or the number cannot be
     * @throws UnsupportedOperationException if this correction has no intervals
     */
    public double levelOfEach(double level, int comparisons) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        if (comparisons < 1) {
            throw new IllegalArgumentException("comparisons is below 1: " + comparisons);
        }
        return switch (this) {
            case NONE -> level;
            case BONFERRONI -> 1 - (1 - level) / comparisons;
            case SIDAK -> Math.pow(level, 1.0 / comparisons);
            default -> throw new UnsupportedOperationException(this + " gives adjusted p-values, no intervals");
        };
    }

    /**
     * The α of each comparison where the primary metric gets the share γ of it: γα/v for the primary metric and
     * (1 − γ)α/(v(m − 1)) for each other one, v variants and m metrics.
     *
     * @param alpha for all together, strictly between 0 and 1
     * @param share γ, strictly between 0 and 1
     * @param variants treatments compared with the control, 1 or more
     * @param metrics primary metric included, 1 or more
     */
    public static Preferential preferentialBonferroni(double alpha, double share, int variants, int metrics) {
        if (!(alpha > 0 && alpha < 1)) {
            throw new IllegalArgumentException("alpha is not strictly between 0 and 1: " + alpha);
        }
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share is not strictly between 0 and 1: " + share);
        }
        if (variants < 1 || metrics < 1) {
            throw new IllegalArgumentException("variants and metrics must be 1 or more: " + variants + ", " + metrics);
        }
        return metrics == 1
                ? new Preferential(alpha / variants, 0)
                : new Preferential(share * alpha / variants, (1 - share) * alpha / ((double) variants * (metrics - 1)));
    }

    /**
     * The α of single comparisons.
     *
     * @param primary for the primary metric
     * @param other for each other metric; 0 if there is none
     */
    public record Preferential(double primary, double other) {}

    /** 1 − (1 − p)^m without loss for small p. */
    private static double power(double p, int m) {
        return -Math.expm1(m * Math.log1p(-p));
    }

    private interface Step {
        double of(double p, int count);
    }

    private static double[] stepDown(double[] sorted, Step step) {
        double[] result = new double[sorted.length];
        double greatest = 0;
        for (int i = 0; i < sorted.length; i++) {
            greatest = Math.max(greatest, step.of(sorted[i], sorted.length - i));
            result[i] = greatest;
        }
        return result;
    }

    private static double[] stepUp(double[] sorted, Step step) {
        double[] result = new double[sorted.length];
        double least = 1;
        for (int i = sorted.length - 1; i >= 0; i--) {
            least = Math.min(least, step.of(sorted[i], i + 1));
            result[i] = least;
        }
        return result;
    }

    /** For each size of a subset of hypotheses the least Simes p-value that rejects; the greatest of them counts. */
    private static double[] hommel(double[] sorted) {
        int m = sorted.length;
        double[] result = new double[m];
        double all = 1;
        for (int i = 0; i < m; i++) {
            all = Math.min(all, m * sorted[i] / (i + 1));
        }
        Arrays.fill(result, all);
        double[] trial = result.clone();
        for (int size = m - 1; size >= 2; size--) {
            int low = m - size + 1; // the number of smaller p-values, plus one for the subset's first
            double least = 1;
            for (int k = 2; k <= size; k++) {
                least = Math.min(least, size * sorted[low + k - 2] / k);
            }
            for (int i = 0; i < low; i++) {
                trial[i] = Math.min(size * sorted[i], least);
            }
            for (int i = low; i < m; i++) {
                trial[i] = trial[low - 1];
            }
            for (int i = 0; i < m; i++) {
                result[i] = Math.max(result[i], trial[i]);
            }
        }
        for (int i = 0; i < m; i++) {
            result[i] = Math.max(result[i], sorted[i]);
        }
        return result;
    }
}
