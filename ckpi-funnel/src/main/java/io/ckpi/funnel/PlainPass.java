package io.ckpi.funnel;

import java.util.Arrays;

/**
 * The pass without branches for events of one step each at different times in whole seconds: foreign codes go to a slot
 * that nobody reads, and a start that is out of the window or missing loses every comparison.
 *
 * <p>Seconds are counted from the first of the log, so that t − W cannot overflow: with t ≥ 0 and W ≤ 2³¹ − 1 it stays
 * above the sentinel.
 */
final class PlainPass {

    private static final int NONE = Integer.MIN_VALUE;
    private static final int SLOTS = 128;

    private PlainPass() {}

    /** Counts the subjects without ties of a part by their level, and writes the levels if there is an array for them. */
    static void run(Part part, int[] seconds, byte[] bytes, Plan plan, byte[] map, long[] exactly, byte[] levels) {
        int steps = plan.steps;
        int window = (int) Math.min(plan.limit, Integer.MAX_VALUE);
        int[] offsets = part.offsets;
        // a length that masks prove enough: no bounds checks in the loop
        int[] best = new int[SLOTS];
        Arrays.fill(best, NONE);
        int from = offsets[0];
        boolean ties = part.tied != null;
        for (int s = 0; s < offsets.length - 1; s++) {
            int to = offsets[s + 1];
            if (to == from || (ties && part.hasTies(s))) {
                from = to;
                continue;
            }
            for (int e = from; e < to; e++) {
                int t = seconds[e];
                int k = map[bytes[e] & 0xFF] & (SLOTS - 1);
                best[0] = t;
                int previous = best[(k - 1) & (SLOTS - 1)];
                int own = best[k];
                best[k] = previous >= t - window ? previous : own;
            }
            int level = 0;
            for (int k = 1; k <= steps; k++) {
                level += best[k] >= 0 ? 1 : 0;
                best[k] = NONE;
            }
            exactly[level]++;
            if (levels.length > 0) {
                levels[part.first + s] = (byte) level;
            }
            from = to;
        }
    }
}
