package io.ckpi.value.internal;

import java.util.stream.IntStream;

/**
 * Sums over many groups, cut into chunks of a fixed size whose sums are added in order: the same bits for any number of
 * threads.
 */
final class Chunks {

    private static final int SIZE = 4096;

    private Chunks() {}

    /** Adds what groups {@code from} to {@code to} give to {@code out}. */
    interface Body {
        void add(int from, int to, double[] out);
    }

    static double[] sum(int groups, int width, Body body) {
        if (groups <= SIZE) {
            double[] only = new double[width];
            body.add(0, groups, only);
            return only;
        }
        int chunks = (groups + SIZE - 1) / SIZE;
        double[][] parts = new double[chunks][width];
        IntStream.range(0, chunks)
                .parallel()
                .forEach(c -> body.add(c * SIZE, Math.min(groups, (c + 1) * SIZE), parts[c]));
        double[] total = new double[width];
        for (double[] part : parts) {
            for (int i = 0; i < width; i++) {
                total[i] += part[i];
            }
        }
        return total;
    }
}
