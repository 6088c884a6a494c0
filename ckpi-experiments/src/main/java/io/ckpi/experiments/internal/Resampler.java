package io.ckpi.experiments.internal;

import io.ckpi.core.numeric.RandomStream;
import java.util.Arrays;

/**
 * Sums of bootstrap resamples of one column. Values that occur often are drawn as counts (conditional binomials), the rest one by
 * one: the same distribution as drawing all rows, for a fraction of the draws where most customers spend nothing.
 */
public final class Resampler {

    /** From this many occurrences on a value gets a count of its own. */
    private static final int OFTEN = 64;

    private final int n;
    private final double[] often;
    private final int[] counts;
    private final double[] rest;

    /** Reads the values, which are finite. */
    public Resampler(double[] values) {
        n = values.length;
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        double[] frequent = new double[n / OFTEN + 1];
        int[] size = new int[frequent.length];
        double[] others = new double[n];
        int cells = 0;
        int left = 0;
        int i = 0;
        while (i < n) {
            int from = i;
            while (i < n && sorted[i] == sorted[from]) {
                i++;
            }
            if (i - from >= OFTEN) {
                frequent[cells] = sorted[from];
                size[cells++] = i - from;
            } else {
                for (int k = from; k < i; k++) {
                    others[left++] = sorted[k];
                }
            }
        }
        often = Arrays.copyOf(frequent, cells);
        counts = Arrays.copyOf(size, cells);
        rest = Arrays.copyOf(others, left);
    }

    /** The number of rows. */
    public int size() {
        return n;
    }

    /** The mean of one resample of all rows. */
    public double mean(RandomStream stream) {
        double sum = 0;
        int toDraw = n;
        int population = n;
        for (int c = 0; c < often.length && toDraw > 0; c++) {
            int drawn =
                    population == counts[c] ? toDraw : Binomials.draw(stream, toDraw, (double) counts[c] / population);
            sum += drawn * often[c];
            toDraw -= drawn;
            population -= counts[c];
        }
        for (int k = 0; k < toDraw; k++) {
            sum += rest[index(stream, rest.length)];
        }
        return sum / n;
    }

    /** A whole number from 0 to below {@code bound}; the bias is below 2⁻³². */
    public static int index(RandomStream stream, int bound) {
        return (int) (((stream.nextLong() >>> 32) * bound) >>> 32);
    }
}
