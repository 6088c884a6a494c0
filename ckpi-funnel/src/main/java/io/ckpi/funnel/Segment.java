package io.ckpi.funnel;

import java.util.Arrays;

/**
 * What a half-open stretch of time does to chains, for K steps: when a chain that enters it at level i first reaches level j
 * (window ignored), the latest start of a chain of length j inside, the levels reached, and, with exclusions, at which
 * levels chains stand at its end. Nothing of a single segment depends on the window; composed starts do.
 *
 * <p>With exclusions a composed start can be too old to go on: its chain arrived inside the window, was ended, and arrived
 * again after it. It loses every later test, because it is older than any start that could pass.
 */
final class Segment {

    static final long NONE = Long.MIN_VALUE;

    final int steps;
    /** By (i, j), 1 ≤ i &lt; j: milliseconds, or NONE. Row 0 holds the latest starts. */
    final long[][] first;
    /** Bit j − 1: level j was reached. */
    long reached;
    /** Bit j − 1 of row i: a chain that entered at i stands at j. */
    final long[] alive;

    /** A segment without events. */
    Segment(int steps) {
        this.steps = steps;
        this.first = new long[steps + 1][steps + 1];
        this.alive = new long[steps + 1];
        clear();
    }

    void clear() {
        for (long[] row : first) {
            Arrays.fill(row, NONE);
        }
        reached = 0;
        for (int i = 1; i <= steps; i++) {
            alive[i] = 1L << (i - 1);
        }
    }

    /** The events of a track from one position to another, no further apart than the window. */
    static void of(Plan plan, Chains chains, Track track, int from, int to, Segment segment) {
        segment.clear();
        Journeys journeys = plan.journeys;
        boolean kills = plan.killable != 0;
        for (int i = 1; i <= plan.steps; i++) {
            chains.enter(track, kills, from, to, i);
            for (int j = i + 1; j <= chains.level; j++) {
                segment.first[i][j] = journeys.millis(chains.arrivals[j - 1]);
            }
            segment.alive[i] = kills ? chains.alive : chains.alive | (1L << (i - 1));
        }
        chains.run(track, kills, from, to, Long.MAX_VALUE);
        for (int j = 1; j <= chains.level; j++) {
            segment.reached |= 1L << (j - 1);
            if (chains.stands(j)) {
                segment.first[0][j] = journeys.millis(chains.start(j));
            }
        }
    }

    /** This segment and then {@code next}, for chains no longer than {@code limit} milliseconds. */
    Segment then(Segment next, long limit) {
        Segment both = new Segment(steps);
        for (int i = 1; i <= steps; i++) {
            both.alive[i] = 0;
            for (int k = i; k <= steps; k++) {
                if (((alive[i] >>> (k - 1)) & 1) != 0) {
                    both.alive[i] |= next.alive[k];
                }
            }
            for (int j = i + 1; j <= steps; j++) {
                long time = first[i][j];
                for (int k = i; k < j && first[i][j] == NONE; k++) {
                    long later = next.first[k][j];
                    if (((alive[i] >>> (k - 1)) & 1) != 0 && later != NONE && (time == NONE || later < time)) {
                        time = later;
                    }
                }
                both.first[i][j] = time;
            }
        }
        System.arraycopy(first[0], 0, both.first[0], 0, steps + 1);
        both.reached = reached;
        both.absorb(next, limit);
        return both;
    }

    /** Carries starts and levels over {@code next}; the rest stays. */
    void absorb(Segment next, long limit) {
        long[] start = first[0];
        for (int j = steps; j >= 1; j--) {
            long best = next.first[0][j];
            boolean arrives = false;
            if (best == NONE && start[j] != NONE && ((next.alive[j] >>> (j - 1)) & 1) != 0) {
                best = start[j];
            }
            for (int k = 1; k < j; k++) {
                long arrival = next.first[k][j];
                if (start[k] != NONE && arrival != NONE && start[k] >= Plan.low(arrival, limit)) {
                    arrives = true;
                    boolean stands = ((next.alive[k] >>> (j - 1)) & 1) != 0;
                    if (stands && next.first[0][j] == NONE) {
                        best = Math.max(best, start[k]);
                    }
                }
            }
            reached |= arrives ? 1L << (j - 1) : 0;
            start[j] = best;
        }
        reached |= next.reached;
    }

    int level() {
        return 64 - Long.numberOfLeadingZeros(reached);
    }
}
