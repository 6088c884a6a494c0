package io.ckpi.funnel.internal;

/** Shapley values from a table of all coalitions. */
public final class Shapley {

    /** The most players: the table has two to this power entries. */
    public static final int MOST_PLAYERS = 24;

    private Shapley() {}

    /**
     * Each player's mean contribution over all orders: the sum over the coalitions S without it of
     * |S|!(n − 1 − |S|)!/n! · (v(S + i) − v(S)). A player that never contributes gets exactly 0. n · 2ⁿ⁻¹ steps.
     *
     * @param worth the worth of every coalition; player i is bit i of the index; the length is a power of two
     */
    public static double[] exact(double[] worth) {
        int n = Integer.numberOfTrailingZeros(worth.length);
        if (worth.length != 1 << n || n > MOST_PLAYERS) {
            throw new IllegalArgumentException("worth has not 2^n entries with n at most 24: " + worth.length);
        }
        double[] weight = new double[Math.max(1, n)];
        weight[0] = 1.0 / Math.max(1, n);
        for (int s = 1; s < n; s++) {
            weight[s] = weight[s - 1] * s / (n - s);
        }
        double[] value = new double[n];
        for (int i = 0; i < n; i++) {
            int bit = 1 << i;
            double sum = 0;
            for (int high = 0; high < worth.length; high += 2 * bit) {
                for (int s = high; s < high + bit; s++) {
                    sum += weight[Integer.bitCount(s)] * (worth[s + bit] - worth[s]);
                }
            }
            value[i] = sum;
        }
        return value;
    }

    /** Turns sums per coalition into sums over all coalitions contained in it, in place. */
    public static void sumSubsets(double[] table) {
        for (int bit = 1; bit < table.length; bit <<= 1) {
            for (int high = 0; high < table.length; high += 2 * bit) {
                for (int s = high; s < high + bit; s++) {
                    table[s + bit] += table[s];
                }
            }
        }
    }
}
