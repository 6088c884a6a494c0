package io.ckpi.source.demo;

import java.util.Arrays;

/**
 * A distribution over small whole numbers from 0 on, to draw from and to compute with.
 *
 * <p>Immutable.
 */
final class Discrete {

    private final int[] values;
    private final double[] probabilities;
    private final double[] cumulative;
    /** Probability and distribution function by value, from 0 to the greatest. */
    private final double[] density;

    private final double[] distribution;

    private Discrete(int[] values, double[] probabilities) {
        this.values = values;
        this.probabilities = probabilities;
        this.cumulative = new double[values.length];
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += probabilities[i];
            cumulative[i] = sum;
        }
        if (!(Math.abs(sum - 1) < 1e-12)) {
            throw new IllegalArgumentException("probabilities do not add up to 1: " + sum);
        }
        this.density = new double[max() + 1];
        this.distribution = new double[max() + 1];
        for (int i = 0; i < values.length; i++) {
            density[values[i]] += probabilities[i];
        }
        double below = 0;
        for (int v = 0; v < density.length; v++) {
            below += density[v];
            distribution[v] = v == density.length - 1 ? 1 : below;
        }
    }

    /** Value, probability, value, probability, and so on. */
    static Discrete of(double... pairs) {
        int[] values = new int[pairs.length / 2];
        double[] probabilities = new double[pairs.length / 2];
        for (int i = 0; i < values.length; i++) {
            values[i] = (int) pairs[2 * i];
            probabilities[i] = pairs[2 * i + 1];
        }
        return new Discrete(values, probabilities);
    }

    /** Each value from {@code first} to {@code last} with the same probability. */
    static Discrete uniform(int first, int last) {
        int n = last - first + 1;
        int[] values = new int[n];
        Arrays.setAll(values, i -> first + i);
        double[] probabilities = new double[n];
        Arrays.fill(probabilities, 1.0 / n);
        return new Discrete(values, probabilities);
    }

    int draw(Draws draws) {
        double u = draws.nextDouble();
        int last = values.length - 1;
        for (int i = 0; i < last; i++) {
            if (u < cumulative[i]) {
                return values[i];
            }
        }
        return values[last];
    }

    double mean() {
        double sum = 0;
        for (int i = 0; i < values.length; i++) {
            sum += values[i] * probabilities[i];
        }
        return sum;
    }

    /** P(X = value). */
    double probability(int value) {
        return value >= 0 && value < density.length ? density[value] : 0;
    }

    /** P(X ≤ value). */
    double atMost(int value) {
        return value < 0 ? 0 : distribution[Math.min(value, distribution.length - 1)];
    }

    /** P(first < X ≤ last). */
    double between(int first, int last) {
        return last <= first ? 0 : atMost(last) - atMost(first);
    }

    int max() {
        int max = values[0];
        for (int v : values) {
            max = Math.max(max, v);
        }
        return max;
    }

    /** The distribution of X + Y. */
    Discrete plus(Discrete other) {
        int max = max() + other.max();
        double[] sum = new double[max + 1];
        for (int i = 0; i < values.length; i++) {
            for (int j = 0; j < other.values.length; j++) {
                sum[values[i] + other.values[j]] += probabilities[i] * other.probabilities[j];
            }
        }
        int[] all = new int[max + 1];
        Arrays.setAll(all, i -> i);
        return new Discrete(all, sum);
    }

    /** Daily counts of what happens X days after the daily counts {@code x}; what falls after the end is lost. */
    double[] delay(double[] x) {
        double[] y = new double[x.length];
        for (int i = 0; i < values.length; i++) {
            int lag = values[i];
            double p = probabilities[i];
            if (p == 0) {
                continue;
            }
            for (int d = 0; d + lag < x.length; d++) {
                y[d + lag] += p * x[d];
            }
        }
        return y;
    }
}
