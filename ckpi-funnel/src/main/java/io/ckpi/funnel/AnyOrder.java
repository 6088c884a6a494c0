package io.ckpi.funnel;

import java.util.Arrays;

/**
 * Order ANY: the most distinct steps matched by distinct events within one window. Of each kind of event (set of steps) the
 * latest as many as it has steps are remembered; more cannot help.
 */
final class AnyOrder {

    private final Plan plan;
    private final Matching matching;
    private long[] masks = new long[16];
    private long[][] times = new long[16][];
    private int[] counts = new int[16];
    private int[] next = new int[16];
    private int nodes;

    int level;
    long multiEvents;
    long tieGroups;

    AnyOrder(Plan plan) {
        this.plan = plan;
        this.matching = new Matching(plan.steps);
    }

    void run(Track track) {
        level = 0;
        nodes = 0;
        multiEvents = 0;
        tieGroups = 0;
        long groupTick = 0;
        long groupMasks = 0;
        int groupEvents = 0;
        for (int i = 0; i < track.size(); i++) {
            long mask = track.mask(i);
            if (mask == 0) {
                continue;
            }
            long t = track.tick(i);
            if (groupEvents > 0 && t != groupTick) {
                tieGroups += groupEvents > 1 && (groupMasks & (groupMasks - 1)) != 0 ? 1 : 0;
                groupEvents = 0;
                groupMasks = 0;
            }
            groupTick = t;
            groupMasks |= mask;
            groupEvents++;
            multiEvents += (mask & (mask - 1)) != 0 ? 1 : 0;
            remember(mask, t);
            if (level < plan.steps) {
                level = Math.max(level, matched(Plan.low(t, plan.limit)));
            }
        }
        tieGroups += groupEvents > 1 && (groupMasks & (groupMasks - 1)) != 0 ? 1 : 0;
    }

    private void remember(long mask, long t) {
        int n = 0;
        while (n < nodes && masks[n] != mask) {
            n++;
        }
        if (n == nodes) {
            if (nodes == masks.length) {
                masks = Arrays.copyOf(masks, nodes * 2);
                times = Arrays.copyOf(times, nodes * 2);
                counts = Arrays.copyOf(counts, nodes * 2);
                next = Arrays.copyOf(next, nodes * 2);
            }
            masks[n] = mask;
            times[n] = new long[Long.bitCount(mask)];
            counts[n] = 0;
            next[n] = 0;
            nodes++;
        }
        times[n][next[n]] = t;
        next[n] = (next[n] + 1) % times[n].length;
        counts[n] = Math.min(times[n].length, counts[n] + 1);
    }

    private int matched(long low) {
        matching.clear();
        for (int n = 0; n < nodes; n++) {
            int inside = 0;
            for (int i = 0; i < counts[n]; i++) {
                inside += times[n][i] >= low ? 1 : 0;
            }
            if (inside > 0) {
                matching.add(masks[n], inside);
            }
        }
        matching.release();
        int matched = 0;
        for (int step = 1; step <= plan.steps; step++) {
            matched += matching.take(step) ? 1 : 0;
        }
        return matched;
    }
}
