package io.ckpi.funnel;

import io.ckpi.funnel.Funnel.Ties;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The latest start of a chain of each length, event group by event group: since it never decreases, it dominates every
 * other start in all later tests of the window. With gaps the time of the last event goes with it, and at equal starts the
 * later one wins. One thread, used for one subject after the other.
 */
final class Chains {

    private final Plan plan;
    private final int steps;
    private final Ties ties;
    private final boolean first;
    private final long limit;
    private final long @Nullable [] gaps;
    private final long[] start;
    private final long[] last;
    private final long[] newStart;
    private final int[] from;
    private final Matching matching;
    private final int @Nullable [][] chains;
    private final int[][] frozen;

    /** Bit k − 1: a chain of length k stands. */
    long alive;

    int level;
    final long[] arrivals;
    /** Groups of one time that hold two steps, and events that match several. */
    long tieGroups;

    long multiEvents;

    private boolean kills;
    private int entry;
    private long startBefore;

    Chains(Plan plan, boolean withChains) {
        this.plan = plan;
        this.steps = plan.steps;
        this.ties = plan.spec.ties();
        this.first = plan.spec.anchor() == Funnel.Anchor.FIRST_ENTRY;
        this.limit = plan.limit;
        this.gaps = plan.gaps;
        this.start = new long[steps + 1];
        this.last = new long[steps + 1];
        this.newStart = new long[steps + 1];
        this.from = new int[steps + 1];
        this.arrivals = new long[steps];
        this.matching = new Matching(steps);
        this.chains = withChains ? new int[steps + 1][steps] : null;
        this.frozen = withChains ? new int[steps + 1][steps] : new int[0][];
    }

    /** All events of the track. */
    void run(Track track, boolean withKills) {
        run(track, withKills, 0, track.size(), Long.MAX_VALUE);
    }

    /** The events from one position to another; chains start before a tick (any, if that is the greatest). */
    void run(Track track, boolean withKills, int begin, int end, long before) {
        run(track, withKills, begin, end, before, 0);
    }

    /** The way of chains that stand at a level when the events begin, without a window and without new chains. */
    void enter(Track track, boolean withKills, int begin, int end, int at) {
        run(track, withKills, begin, end, Long.MIN_VALUE, at);
    }

    private void run(Track track, boolean withKills, int begin, int end, long before, int at) {
        alive = at == 0 ? 0 : 1L << (at - 1);
        start[at] = Long.MIN_VALUE;
        level = at;
        tieGroups = 0;
        multiEvents = 0;
        kills = withKills;
        entry = first ? track.firstEntry() : -1;
        startBefore = before;
        int i = begin;
        while (i < end) {
            long t = track.tick(i);
            int to = i + 1;
            while (to < end && track.tick(to) == t) {
                to++;
            }
            group(track, i, to, t);
            i = to;
        }
    }

    private long mask(Track track, int i, long t) {
        long mask = track.mask(i);
        if ((mask & 1) != 0 && ((first && i != entry) || (startBefore != Long.MAX_VALUE && t >= startBefore))) {
            mask &= ~1L;
        }
        return mask;
    }

    private void group(Track track, int from, int to, long t) {
        long union = 0;
        long kill = 0;
        boolean multi = false;
        int matching = 0;
        for (int i = from; i < to; i++) {
            long mask = mask(track, i, t);
            union |= mask;
            kill |= track.kill(i);
            if (mask != 0) {
                matching++;
                if ((mask & (mask - 1)) != 0) {
                    multi = true;
                    multiEvents++;
                }
            }
        }
        if (matching > 1 && (union & (union - 1)) != 0) {
            tieGroups++;
        }
        kill = kills ? kill : 0;
        int reached = level;
        if (union != 0) {
            if (matching == 1 || ties == Ties.SEQUENCE) {
                for (int i = from; i < to; i++) {
                    for (long rest = mask(track, i, t); rest != 0; ) {
                        int k = 64 - Long.numberOfLeadingZeros(rest);
                        rest &= ~(1L << (k - 1));
                        extend(track, k, t, kill, i);
                    }
                }
            } else if (ties == Ties.STRICTLY_LATER) {
                for (long rest = union; rest != 0; ) {
                    int k = 64 - Long.numberOfLeadingZeros(rest);
                    rest &= ~(1L << (k - 1));
                    extend(track, k, t, kill, from);
                }
            } else if (!multi) {
                for (long rest = union; rest != 0; rest &= rest - 1) {
                    extend(track, Long.numberOfTrailingZeros(rest) + 1, t, kill, from);
                }
            } else {
                match(track, from, to, t, kill);
            }
        }
        if (chains != null) {
            for (int k = reached + 1; k <= level; k++) {
                System.arraycopy(chains[k], 0, frozen[k], 0, k);
            }
        }
        alive &= ~kill;
    }

    /** Lets a chain of length k − 1 take the step k at time t; with chains its event is the first of k there. */
    private void extend(Track track, int k, long t, long kill, int rangeFrom) {
        long s = t;
        if (k > 1) {
            if (!mayLeave(k - 1, t, kill)) {
                return;
            }
            s = start[k - 1];
        }
        if (take(k, s, t) && chains != null) {
            System.arraycopy(chains[k - 1], 0, chains[k], 0, k - 1);
            int i = rangeFrom;
            while (((mask(track, i, t) >>> (k - 1)) & 1) == 0) {
                i++;
            }
            chains[k][k - 1] = i;
        }
    }

    private boolean mayLeave(int i, long t, long kill) {
        return (((alive & ~kill) >>> (i - 1)) & 1) != 0
                && start[i] >= Plan.low(t, limit)
                && (gaps == null || last[i] >= Plan.low(t, gaps[i]));
    }

    /** Puts a chain of length k that began at s, if none stands that is as good; true if it began later. */
    private boolean take(int k, long s, long t) {
        boolean stands = ((alive >>> (k - 1)) & 1) != 0;
        if (stands && s < start[k]) {
            return false;
        }
        boolean later = !stands || s > start[k];
        last[k] = t;
        if (later) {
            start[k] = s;
            alive |= 1L << (k - 1);
            if (k > level) {
                for (int j = level; j < k; j++) {
                    arrivals[j] = t;
                }
                level = k;
            }
        }
        return later;
    }

    /** Events of one time of which some match several steps: each level extends as far as the events can be shared out. */
    private void match(Track track, int rangeFrom, int rangeTo, long t, long kill) {
        matching.clear();
        for (int i = rangeFrom; i < rangeTo; i++) {
            long mask = mask(track, i, t);
            if (mask != 0) {
                matching.add(mask, 1);
            }
        }
        Arrays.fill(from, -1);
        for (int i = steps - 1; i >= 0; i--) {
            if (i > 0 && !mayLeave(i, t, kill)) {
                continue;
            }
            long s = i == 0 ? t : start[i];
            matching.release();
            for (int k = i + 1; k <= steps && (k == i + 1 || ((kill >>> (k - 2)) & 1) == 0) && matching.take(k); k++) {
                if (from[k] < 0 || s > newStart[k]) {
                    from[k] = i;
                    newStart[k] = s;
                }
            }
        }
        int[][] before = chains == null ? new int[0][] : copy(chains);
        for (int k = 1; k <= steps; k++) {
            if (from[k] >= 0 && take(k, newStart[k], t) && chains != null) {
                System.arraycopy(before[from[k]], 0, chains[k], 0, from[k]);
                share(track, rangeFrom, rangeTo, t, from[k], k, chains[k]);
            }
        }
    }

    /** Gives the steps after {@code i} up to {@code k} their events, earlier events to earlier steps of one kind. */
    private void share(Track track, int rangeFrom, int rangeTo, long t, int i, int k, int[] chain) {
        matching.release();
        for (int step = i + 1; step <= k; step++) {
            matching.take(step);
        }
        boolean[] gone = new boolean[rangeTo - rangeFrom];
        for (int step = i + 1; step <= k; step++) {
            long mask = matching.mask(step);
            int e = rangeFrom;
            while (gone[e - rangeFrom] || mask(track, e, t) != mask) {
                e++;
            }
            gone[e - rangeFrom] = true;
            chain[step - 1] = e;
        }
    }

    private static int[][] copy(int[][] rows) {
        int[][] copy = new int[rows.length][];
        for (int i = 0; i < rows.length; i++) {
            copy[i] = rows[i].clone();
        }
        return copy;
    }

    long start(int k) {
        return start[k];
    }

    boolean stands(int k) {
        return k > 0 && ((alive >>> (k - 1)) & 1) != 0;
    }

    /** True if a chain of the level stands and could go on after the observation. */
    boolean isOpen() {
        return stands(level) && plan.isOpen(level, start[level], last[level]);
    }

    /** The positions in the track of the canonical chain's events, the first {@link #level}. */
    int[] chain() {
        return frozen[level];
    }
}
