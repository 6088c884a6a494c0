package io.ckpi.experiments.internal;

/** Sorting of row numbers by a score, stable and in linear time. */
public final class RadixOrder {

    private static final int BITS = 11;
    private static final int BUCKETS = 1 << BITS;
    private static final int PASSES = 6;

    private RadixOrder() {}

    /**
     * The row numbers by descending score, equal scores in row order or, if {@code lastFirst}, in reversed row order. Scores are finite;
     * −0 equals 0.
     */
    public static int[] descending(double[] score, boolean lastFirst) {
        int n = score.length;
        long[] keys = new long[n];
        int[] rows = new int[n];
        int[][] counts = new int[PASSES][BUCKETS];
        for (int i = 0; i < n; i++) {
            int row = lastFirst ? n - 1 - i : i;
            long bits = Double.doubleToRawLongBits(score[row] + 0.0);
            long ascending = bits ^ (bits >> 63 | Long.MIN_VALUE); // unsigned order of the doubles
            long key = ~ascending;
            keys[i] = key;
            rows[i] = row;
            for (int pass = 0; pass < PASSES; pass++) {
                counts[pass][(int) (key >>> (pass * BITS)) & BUCKETS - 1]++;
            }
        }
        long[] otherKeys = new long[n];
        int[] otherRows = new int[n];
        for (int pass = 0; pass < PASSES; pass++) {
            int[] count = counts[pass];
            if (n > 0 && count[(int) (keys[0] >>> (pass * BITS)) & BUCKETS - 1] == n) {
                continue; // the same digit everywhere
            }
            int start = 0;
            for (int b = 0; b < BUCKETS; b++) {
                int size = count[b];
                count[b] = start;
                start += size;
            }
            for (int i = 0; i < n; i++) {
                int place = count[(int) (keys[i] >>> (pass * BITS)) & BUCKETS - 1]++;
                otherKeys[place] = keys[i];
                otherRows[place] = rows[i];
            }
            long[] k = keys;
            keys = otherKeys;
            otherKeys = k;
            int[] r = rows;
            rows = otherRows;
            otherRows = r;
        }
        return rows;
    }
}
