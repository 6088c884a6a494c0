package io.ckpi.funnel;

import java.util.Arrays;

/**
 * Gives steps to events, one each: events of one mask are one node that can take as many steps as it has events. Augmenting
 * paths, one step after the other.
 */
final class Matching {

    private final int steps;
    private long[] masks = new long[16];
    private int[] counts = new int[16];
    private int[] used = new int[16];
    private boolean[] seen = new boolean[16];
    private final int[] nodeOf;
    private int nodes;

    Matching(int steps) {
        this.steps = steps;
        this.nodeOf = new int[steps + 1];
    }

    /** Forgets all events. */
    void clear() {
        nodes = 0;
    }

    /** Adds events of one mask; more than there are steps change nothing. */
    void add(long mask, int count) {
        for (int n = 0; n < nodes; n++) {
            if (masks[n] == mask) {
                counts[n] = Math.min(steps, counts[n] + count);
                return;
            }
        }
        if (nodes == masks.length) {
            masks = Arrays.copyOf(masks, nodes * 2);
            counts = Arrays.copyOf(counts, nodes * 2);
            used = Arrays.copyOf(used, nodes * 2);
            seen = Arrays.copyOf(seen, nodes * 2);
        }
        masks[nodes] = mask;
        counts[nodes++] = Math.min(steps, count);
    }

    /** Takes the events back from all steps. */
    void release() {
        Arrays.fill(used, 0, nodes, 0);
        Arrays.fill(nodeOf, -1);
    }

    /** True if {@code step} (from 1) can have an event besides those that have one already. */
    boolean take(int step) {
        Arrays.fill(seen, 0, nodes, false);
        return augment(step);
    }

    private boolean augment(int step) {
        for (int n = 0; n < nodes; n++) {
            if (seen[n] || ((masks[n] >>> (step - 1)) & 1) == 0) {
                continue;
            }
            seen[n] = true;
            if (used[n] < counts[n]) {
                used[n]++;
                nodeOf[step] = n;
                return true;
            }
            for (int other = 1; other <= steps; other++) {
                if (nodeOf[other] == n && augment(other)) {
                    nodeOf[step] = n;
                    return true;
                }
            }
        }
        return false;
    }

    /** The mask of the event that a step has. */
    long mask(int step) {
        return masks[nodeOf[step]];
    }
}
