package io.ckpi.funnel;

import org.jspecify.annotations.Nullable;

/**
 * Order STRICT: per level the latest start of a chain that stands there with nothing else in between. An event moves chains
 * up, keeps those whose step it repeats, and ends all others.
 */
final class StrictChains {

    private final Plan plan;
    private final int steps;
    private final boolean first;
    private final long[] start;
    private final int @Nullable [][] chains;
    private final int[][] frozen;
    private long alive;
    private final long[] frozenStart;
    final long[] arrivals;
    int level;
    long multiEvents;
    long tieGroups;

    StrictChains(Plan plan, boolean withChains) {
        this.plan = plan;
        this.steps = plan.steps;
        this.first = plan.spec.anchor() == Funnel.Anchor.FIRST_ENTRY;
        this.start = new long[steps + 1];
        this.frozenStart = new long[steps + 1];
        this.arrivals = new long[steps];
        this.chains = withChains ? new int[steps + 1][steps] : null;
        this.frozen = withChains ? new int[steps + 1][steps] : new int[0][];
    }

    void run(Track track) {
        alive = 0;
        level = 0;
        multiEvents = 0;
        tieGroups = 0;
        int entry = first ? track.firstEntry() : -1;
        long groupTick = 0;
        long groupMasks = 0;
        int groupEvents = 0;
        for (int i = 0; i < track.size(); i++) {
            if (track.ignored(i)) {
                continue;
            }
            long t = track.tick(i);
            long mask = track.mask(i);
            if (groupEvents > 0 && t != groupTick) {
                tieGroups += groupEvents > 1 && (groupMasks & (groupMasks - 1)) != 0 ? 1 : 0;
                groupEvents = 0;
                groupMasks = 0;
            }
            groupTick = t;
            groupMasks |= mask;
            groupEvents += mask != 0 ? 1 : 0;
            multiEvents += (mask & (mask - 1)) != 0 ? 1 : 0;
            event(mask, t, i, !first || i == entry);
        }
        tieGroups += groupEvents > 1 && (groupMasks & (groupMasks - 1)) != 0 ? 1 : 0;
    }

    private void event(long mask, long t, int i, boolean mayStart) {
        long before = alive;
        long next = 0;
        long low = Plan.low(t, plan.limit);
        for (long rest = mask; rest != 0; ) {
            int k = 64 - Long.numberOfLeadingZeros(rest);
            rest &= ~(1L << (k - 1));
            boolean stays = ((before >>> (k - 1)) & 1) != 0;
            boolean comes = k == 1 ? mayStart : ((before >>> (k - 2)) & 1) != 0 && start[k - 1] >= low;
            long s = k == 1 ? t : start[k - 1];
            if (comes && (!stays || s > start[k])) {
                start[k] = s;
                if (chains != null) {
                    System.arraycopy(chains[k - 1], 0, chains[k], 0, k - 1);
                    chains[k][k - 1] = i;
                }
                reach(k, t);
            }
            if (stays || comes) {
                next |= 1L << (k - 1);
            }
        }
        alive = next;
    }

    /** A level is frozen at the time of its first arrival, then the latest start. */
    private void reach(int k, long t) {
        boolean better = k > level || (arrivals[k - 1] == t && start[k] > frozenStart[k]);
        if (better) {
            level = Math.max(level, k);
            arrivals[k - 1] = t;
            frozenStart[k] = start[k];
            if (chains != null) {
                System.arraycopy(chains[k], 0, frozen[k], 0, k);
            }
        }
    }

    boolean isOpen() {
        return level > 0 && ((alive >>> (level - 1)) & 1) != 0 && plan.isOpen(level, start[level], start[level]);
    }

    int[] chain() {
        return frozen[level];
    }
}
