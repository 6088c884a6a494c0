package io.ckpi.funnel.internal;

import java.util.Arrays;

/**
 * Matches a sequence of atoms with a gap rule between neighbours in one pass: per atom it keeps how the prefix up to it can
 * have ended so far, never a list of attempts. Mutable: it belongs to one thread.
 */
public final class PatternMatcher {

    /** What may stand between two atoms. */
    public enum Gap {
        /** Nothing. */
        NONE,
        /** Any events. */
        ANY,
        /** Any events, less time than given. */
        LESS,
        /** Any events, at most the time given. */
        AT_MOST,
        /** Any events, more time than given. */
        MORE,
        /** Any events, at least the time given. */
        AT_LEAST,
        /** Any events, exactly the time given. */
        EQUAL
    }

    private final int[] atom; // condition number, 0 for any event
    private final Gap[] gap; // gap[j] stands between atom j and j + 1
    private final long[] time;

    private final int[] endedAt; // the latest event at which the prefix up to atom j ended, −1 for none
    private final long[] earliest;
    private final long[] latest;
    private final TimeQueue[] queue;

    /**
     * A matcher.
     *
     * @param atom the condition of each atom, 0 for any event
     * @param gap what stands after each atom; the last is not read
     * @param time the time of a gap
     */
    public PatternMatcher(int[] atom, Gap[] gap, long[] time) {
        this.atom = atom;
        this.gap = gap;
        this.time = time;
        int n = atom.length;
        this.endedAt = new int[n];
        this.earliest = new long[n];
        this.latest = new long[n];
        this.queue = new TimeQueue[n];
        for (int j = 0; j + 1 < n; j++) {
            queue[j] = new TimeQueue();
        }
    }

    /**
     * The number of matches; the next search begins after the earliest possible end of a match.
     *
     * @param n the number of events
     * @param t their times, not falling
     * @param mask the conditions that each meets, condition 1 in bit 0
     */
    public long count(int n, long[] t, long[] mask) {
        if (atom.length == 0) {
            return n;
        }
        long count = 0;
        reset();
        for (int i = 0; i < n; i++) {
            if (step(i, t[i], mask[i]) == atom.length) {
                count++;
                reset();
            }
        }
        return count;
    }

    /** True if there is a match. */
    public boolean matches(int n, long[] t, long[] mask) {
        if (atom.length == 0) {
            return n > 0;
        }
        reset();
        for (int i = 0; i < n; i++) {
            if (step(i, t[i], mask[i]) == atom.length) {
                return true;
            }
        }
        return false;
    }

    /** Extends the prefixes by one event; the length of the longest that ends there. */
    private int step(int i, long t, long mask) {
        int longest = 0;
        for (int j = atom.length - 1; j >= 0; j--) { // descending: an event extends what stood before it
            if (meets(mask, atom[j]) && (j == 0 || follows(j - 1, i, t))) {
                longest = Math.max(longest, j + 1);
                if (endedAt[j] < 0) {
                    earliest[j] = t;
                }
                endedAt[j] = i;
                latest[j] = t;
                if (j + 1 < atom.length && gap[j] == Gap.EQUAL) {
                    queue[j].add(t);
                }
            }
        }
        return longest;
    }

    private static boolean meets(long mask, int condition) {
        return condition == 0 || (mask >>> (condition - 1) & 1) != 0;
    }

    private boolean follows(int j, int i, long t) {
        if (endedAt[j] < 0) {
            return false;
        }
        return switch (gap[j]) {
            case NONE -> endedAt[j] == i - 1;
            case ANY -> true;
            case LESS, AT_MOST -> within(gap[j], latest[j], t, time[j]);
            case MORE, AT_LEAST -> within(gap[j], earliest[j], t, time[j]);
            case EQUAL -> queue[j].has(t - time[j], t >= Long.MIN_VALUE + time[j]);
        };
    }

    /** Whether the time from {@code from} to {@code to}, which is not before it, fits; differences beyond a long are largest. */
    private static boolean within(Gap gap, long from, long to, long limit) {
        long passed = to - from;
        if (passed < 0) {
            passed = Long.MAX_VALUE;
        }
        return switch (gap) {
            case NONE, ANY -> true;
            case LESS -> passed < limit;
            case AT_MOST -> passed <= limit;
            case MORE -> passed > limit;
            case AT_LEAST -> passed >= limit;
            case EQUAL -> passed == limit && to - from >= 0;
        };
    }

    private void reset() {
        Arrays.fill(endedAt, -1);
        for (TimeQueue each : queue) {
            if (each != null) {
                each.clear();
            }
        }
    }

    /**
     * The events of the longest prefix that matches somewhere; of several ways the one whose events come first, compared
     * from the first event on. Empty if not even the first atom matches.
     */
    public int[] longest(int n, long[] t, long[] mask) {
        int longest = 0;
        reset();
        for (int i = 0; i < n && longest < atom.length; i++) {
            longest = Math.max(longest, step(i, t[i], mask[i]));
        }
        int[] chosen = new int[longest];
        if (longest == 0) {
            return chosen;
        }
        boolean[][] can = new boolean[longest][n]; // atom j at event i, and all later atoms after it
        for (int i = 0; i < n; i++) {
            can[longest - 1][i] = meets(mask[i], atom[longest - 1]);
        }
        for (int j = longest - 2; j >= 0; j--) {
            backwards(can[j], can[j + 1], j, n, t, mask);
        }
        int i = -1;
        for (int j = 0; j < longest; j++) {
            int next = i + 1;
            while (!can[j][next] || (j > 0 && !fits(j - 1, i, next, t))) {
                next++;
            }
            chosen[j] = next;
            i = next;
        }
        return chosen;
    }

    private boolean fits(int j, int from, int to, long[] t) {
        return gap[j] == Gap.NONE ? to == from + 1 : within(gap[j], t[from], t[to], time[j]);
    }

    private void backwards(boolean[] here, boolean[] after, int j, int n, long[] t, long[] mask) {
        int nearest = n; // the first and the last event after i that can go on
        int farthest = -1;
        int equal = n - 1; // walks down as i does
        for (int i = n - 1; i >= 0; i--) {
            boolean ok =
                    switch (gap[j]) {
                        case NONE -> i + 1 < n && after[i + 1];
                        case ANY -> nearest < n;
                        case LESS, AT_MOST -> nearest < n && within(gap[j], t[i], t[nearest], time[j]);
                        case MORE, AT_LEAST -> farthest >= 0 && within(gap[j], t[i], t[farthest], time[j]);
                        case EQUAL -> {
                            while (equal > i && (!after[equal] || within(Gap.MORE, t[i], t[equal], time[j]))) {
                                equal--;
                            }
                            yield equal > i && within(Gap.EQUAL, t[i], t[equal], time[j]);
                        }
                    };
            here[i] = ok && meets(mask[i], atom[j]);
            if (after[i]) {
                nearest = i;
                farthest = Math.max(farthest, i);
            }
        }
    }

    /** Times in rising order of which only rising ones are asked for. */
    private static final class TimeQueue {
        private long[] times = new long[8];
        private int head;
        private int tail;

        void clear() {
            head = 0;
            tail = 0;
        }

        void add(long t) {
            if (tail == times.length) {
                int size = tail - head;
                long[] larger = size > times.length / 2 ? new long[2 * times.length] : times;
                System.arraycopy(times, head, larger, 0, size);
                times = larger;
                head = 0;
                tail = size;
            }
            times[tail++] = t;
        }

        /** Whether that time is there; {@code representable} is false if it lies below every long. */
        boolean has(long t, boolean representable) {
            if (!representable) {
                return false;
            }
            while (head < tail && times[head] < t) {
                head++;
            }
            return head < tail && times[head] == t;
        }
    }
}
