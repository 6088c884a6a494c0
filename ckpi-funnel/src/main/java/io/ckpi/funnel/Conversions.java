package io.ckpi.funnel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The most sequential chains of each length that do not overlap: one automaton per length, cleared when it completes, since
 * the earliest completion leaves the most room. Events stand in the order (time, lowest step, input).
 */
final class Conversions {

    private final Plan plan;
    private final int steps;
    private final long[][] start;
    private final long[][] last;
    private final long[] alive;
    private final long[] totals;
    private final long @Nullable [] gaps;
    private long[] order = {};

    Conversions(Plan plan) {
        this.plan = plan;
        this.steps = plan.steps;
        this.start = new long[steps + 1][steps + 1];
        this.last = new long[steps + 1][steps + 1];
        this.alive = new long[steps + 1];
        this.totals = new long[steps];
        this.gaps = plan.gaps;
    }

    /** Adds a subject's conversions of each length to {@code sums}. */
    void add(Track track, long[] sums) {
        Arrays.fill(alive, 0);
        Arrays.fill(totals, 0);
        int i = 0;
        while (i < track.size()) {
            long t = track.tick(i);
            int to = i;
            int events = 0;
            long kill = 0;
            while (to < track.size() && track.tick(to) == t) {
                long mask = track.mask(to);
                kill |= track.kill(to);
                if (mask != 0) {
                    if (events == order.length) {
                        order = Arrays.copyOf(order, Math.max(16, events * 2));
                    }
                    order[events++] = ((long) Long.numberOfTrailingZeros(mask) << 32) | to;
                }
                to++;
            }
            if (events > 1) {
                Arrays.sort(order, 0, events);
            }
            for (int e = 0; e < events; e++) {
                event(track.mask((int) order[e]), t, kill);
            }
            for (int n = 1; n <= steps && kill != 0; n++) {
                alive[n] &= ~kill;
            }
            i = to;
        }
        for (int k = 0; k < steps; k++) {
            sums[k] += totals[k];
        }
    }

    private void event(long mask, long t, long kill) {
        for (int n = 1; n <= steps; n++) {
            for (long rest = n == 64 ? mask : mask & ((1L << n) - 1); rest != 0; ) {
                int k = 64 - Long.numberOfLeadingZeros(rest);
                rest &= ~(1L << (k - 1));
                if (extend(n, k, t, kill) && k == n) {
                    totals[n - 1]++;
                    alive[n] = 0;
                    break;
                }
            }
        }
    }

    private boolean extend(int n, int k, long t, long kill) {
        long s = t;
        if (k > 1) {
            int i = k - 1;
            boolean may = (((alive[n] & ~kill) >>> (i - 1)) & 1) != 0
                    && start[n][i] >= Plan.low(t, plan.limit)
                    && (gaps == null || last[n][i] >= Plan.low(t, gaps[i]));
            if (!may) {
                return false;
            }
            s = start[n][i];
        }
        if (((alive[n] >>> (k - 1)) & 1) == 0 || s >= start[n][k]) {
            start[n][k] = s;
            last[n][k] = t;
            alive[n] |= 1L << (k - 1);
        }
        return true;
    }
}
