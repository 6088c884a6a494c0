package io.ckpi.scoring.internal;

import io.ckpi.core.numeric.RandomStream;
import java.util.stream.IntStream;

/** Shapley values: each player's mean contribution over all orders in which the players may join. */
public final class Shapley {

    /** The most players of the exact method; the table has two to this power entries. */
    public static final int EXACT_LIMIT = 20;

    /** The value of a set of players that changes by one player at a time. */
    public interface Game {
        /** Moves one player in or out. */
        void set(int player, boolean in);

        /** The value of the present set. */
        double value();
    }

    private Shapley() {}

    /**
     * Exact values from one table over all sets, walked in Gray-code order.
     *
     * @return one value per player, or null if the game has no finite value for some set
     */
    public static double @org.jspecify.annotations.Nullable [] exact(int players, Game game) {
        int sets = 1 << players;
        double[] table = new double[sets];
        for (int i = 0; i < players; i++) {
            game.set(i, false);
        }
        int set = 0;
        for (int step = 0; step < sets; step++) {
            if (step > 0) {
                int player = Integer.numberOfTrailingZeros(step);
                set ^= 1 << player;
                game.set(player, (set & (1 << player)) != 0);
            }
            double value = game.value();
            if (!Double.isFinite(value)) {
                return null;
            }
            table[set] = value;
        }
        double[] weight = orderWeights(players);
        double[] phi = new double[players];
        for (int i = 0; i < players; i++) {
            int bit = 1 << i;
            double sum = 0;
            for (int s = 0; s < sets; s++) {
                if ((s & bit) == 0) {
                    sum += weight[Integer.bitCount(s)] * (table[s | bit] - table[s]);
                }
            }
            phi[i] = sum;
        }
        return phi;
    }

    /** The weight |S|!(n-1-|S|)!/n! of a set of each size. */
    private static double[] orderWeights(int players) {
        double[] weight = new double[Math.max(players, 1)];
        if (players > 0) {
            weight[0] = 1.0 / players;
        }
        for (int s = 1; s < players; s++) {
            weight[s] = weight[s - 1] * s / (players - s);
        }
        return weight;
    }

    /**
     * Values from random orders, and their standard errors; within each order the contributions add up to the change, so
     * the means do too.
     *
     * @return two rows, the values and their standard errors, or null if the game has no finite value for some set
     */
    public static double @org.jspecify.annotations.Nullable [][] sampled(
            int players, Game game, int orders, long seed) {
        RandomStream stream = new RandomStream(seed);
        double[] mean = new double[players];
        double[] squares = new double[players];
        int[] order = IntStream.range(0, players).toArray();
        for (int k = 1; k <= orders; k++) {
            for (int i = players - 1; i > 0; i--) {
                int j = (int) (stream.nextDouble() * (i + 1));
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            for (int i = 0; i < players; i++) {
                game.set(i, false);
            }
            double before = game.value();
            for (int player : order) {
                game.set(player, true);
                double after = game.value();
                double delta = after - before - mean[player];
                mean[player] += delta / k;
                squares[player] += delta * (after - before - mean[player]);
                before = after;
            }
            if (!Double.isFinite(before)) {
                return null;
            }
        }
        double[] error = new double[players];
        for (int i = 0; i < players; i++) {
            if (!Double.isFinite(mean[i])) {
                return null;
            }
            error[i] = Math.sqrt(squares[i] / Math.max(1, orders - 1) / orders);
        }
        return new double[][] {mean, error};
    }
}
