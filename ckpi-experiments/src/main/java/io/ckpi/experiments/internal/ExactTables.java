package io.ckpi.experiments.internal;

import org.jspecify.annotations.Nullable;

/**
 * Unconditional exact tests of two shares: the probability of all tables at least as extreme, at the worst common share.
 *
 * <p>Tables are (successes of the control, successes of the treatment). For a given number in the control the extreme tables are
 * those from some number of the treatment on (or up to some), so a probability costs one pass over each arm. The worst share is
 * looked for on 1,000 points and then around the best ones.
 */
public final class ExactTables {

    private static final long MOST_TABLES = 1_000_000;
    private static final int GRID = 1000;
    private static final double EQUAL = 1e-13;

    private final int nC;
    private final int nT;
    private final double[] choicesC;
    private final double[] choicesT;

    private ExactTables(int nC, int nT) {
        this.nC = nC;
        this.nT = nT;
        choicesC = logChoices(nC);
        choicesT = logChoices(nT);
    }

    /** The tables of two arms. @throws IllegalArgumentException if there are more than 10⁶ tables */
    public static ExactTables of(long nC, long nT) {
        if (nC >= MOST_TABLES || nT >= MOST_TABLES || (nC + 1) * (nT + 1) > MOST_TABLES) {
            throw new IllegalArgumentException(
                    "the exact test takes at most " + MOST_TABLES + " tables: (" + nC + " + 1)(" + nT + " + 1)");
        }
        return new ExactTables((int) nC, (int) nT);
    }

    private static double[] logChoices(int n) {
        double[] log = new double[n + 1];
        for (int k = 1; k <= n; k++) {
            log[k] = log[k - 1] + Math.log((n - k + 1.0) / k);
        }
        return log;
    }

    /** Barnard's test that the treatment's share is greater. */
    public double barnardGreater(int c, int t) {
        double observed = z(c, t);
        int[] from = new int[nC + 1];
        for (int i = 0; i <= nC; i++) {
            int j = 0;
            while (j <= nT && z(i, j) < observed - EQUAL * Math.abs(observed)) {
                j++;
            }
            from[i] = j;
        }
        return worst(from, null);
    }

    /** Barnard's test that the shares differ. */
    public double barnardTwoSided(int c, int t) {
        double observed = Math.abs(z(c, t));
        double limit = observed * (1 - EQUAL);
        int[] from = new int[nC + 1];
        int[] to = new int[nC + 1];
        for (int i = 0; i <= nC; i++) {
            int j = 0;
            while (j <= nT && z(i, j) < limit) {
                j++;
            }
            from[i] = j;
            int k = nT;
            while (k >= 0 && z(i, k) > -limit) {
                k--;
            }
            to[i] = Math.min(k, j - 1);
        }
        return worst(from, to);
    }

    /** Boschloo's test that the treatment's share is greater. */
    public double boschlooGreater(int c, int t) {
        double[][] fisher = new double[nC + 1][nT + 1];
        for (int total = 0; total <= nC + nT; total++) {
            int least = Math.max(0, total - nC);
            int most = Math.min(nT, total);
            double greatest = Double.NEGATIVE_INFINITY;
            for (int j = least; j <= most; j++) {
                greatest = Math.max(greatest, choicesT[j] + choicesC[total - j]);
            }
            double sum = 0;
            for (int j = most; j >= least; j--) {
                sum += Math.exp(choicesT[j] + choicesC[total - j] - greatest);
                fisher[total - j][j] = sum;
            }
            for (int j = least; j <= most; j++) {
                fisher[total - j][j] /= sum;
            }
        }
        double observed = fisher[c][t] * (1 + EQUAL);
        int[] from = new int[nC + 1];
        for (int i = 0; i <= nC; i++) {
            int j = nT + 1;
            while (j > 0 && fisher[i][j - 1] <= observed) {
                j--;
            }
            from[i] = j;
        }
        return worst(from, null);
    }

    private double z(int c, int t) {
        double difference = (double) t / nT - (double) c / nC;
        double p = ((double) c + t) / ((double) nC + nT);
        double variance = p * (1 - p) * (1.0 / nC + 1.0 / nT);
        return variance > 0 ? difference / Math.sqrt(variance) : 0;
    }

    private double worst(int[] from, int @Nullable [] to) {
        double best = 0;
        int at = 0;
        double[] values = new double[GRID + 1];
        for (int g = 1; g < GRID; g++) {
            values[g] = probability((double) g / GRID, from, to);
            if (values[g] > best) {
                best = values[g];
                at = g;
            }
        }
        // other peaks of nearly the same height may be the highest between the points
        for (int g = 1; g < GRID; g++) {
            boolean peak = values[g] >= values[g - 1] && values[g] >= values[g + 1];
            if (g == at || (peak && values[g] > best * 0.98)) {
                best = Math.max(best, climb((g - 1.0) / GRID, (g + 1.0) / GRID, from, to));
            }
        }
        return Math.min(1, best);
    }

    /** Golden-section search of the maximum between two shares. */
    private double climb(double low, double high, int[] from, int @Nullable [] to) {
        double golden = (Math.sqrt(5) - 1) / 2;
        double a = low;
        double b = high;
        double x = b - golden * (b - a);
        double y = a + golden * (b - a);
        double fx = probability(x, from, to);
        double fy = probability(y, from, to);
        double best = Math.max(fx, fy);
        while (b - a > 1e-10) {
            if (fx >= fy) {
                b = y;
                y = x;
                fy = fx;
                x = b - golden * (b - a);
                fx = probability(x, from, to);
            } else {
                a = x;
                x = y;
                fx = fy;
                y = a + golden * (b - a);
                fy = probability(y, from, to);
            }
            best = Math.max(best, Math.max(fx, fy));
        }
        return best;
    }

    private double probability(double share, int[] from, int @Nullable [] to) {
        if (!(share > 0 && share < 1)) {
            return 0;
        }
        double yes = Math.log(share);
        double no = Math.log1p(-share);
        double[] above = new double[nT + 2];
        double[] below = new double[nT + 2];
        for (int j = nT; j >= 0; j--) {
            above[j] = above[j + 1] + Math.exp(choicesT[j] + j * yes + (nT - j) * no);
        }
        if (to != null) {
            for (int j = 0; j <= nT; j++) {
                below[j + 1] = below[j] + Math.exp(choicesT[j] + j * yes + (nT - j) * no);
            }
        }
        double sum = 0;
        for (int i = 0; i <= nC; i++) {
            double tail = above[from[i]] + (to == null ? 0 : below[to[i] + 1]);
            if (tail > 0) {
                sum += Math.exp(choicesC[i] + i * yes + (nC - i) * no) * tail;
            }
        }
        return sum;
    }
}
