package io.ckpi.funnel.internal;

import java.util.Arrays;

/** How often each number occurred: sorted numbers with counts, and a tail of single numbers not yet folded in. Mutable. */
public final class LongCounts {

    private static final int LEAST_TAIL = 64;

    private long[] values = new long[0];
    private long[] counts = new long[0];
    private long[] tail = new long[LEAST_TAIL];
    private int tailSize;
    private long total;

    /** Counts one number. */
    public void add(long value) {
        if (tailSize == tail.length) {
            fold();
            if (tail.length < values.length) {
                tail = new long[values.length];
            }
        }
        tail[tailSize++] = value;
        total++;
    }

    /** Counts a number several times. */
    public void add(long value, long times) {
        fold();
        fold(new long[] {value}, new long[] {times}, 1);
        total = Math.addExact(total, times);
    }

    /** Adds the counts of another, which may be this one. */
    public void merge(LongCounts other) {
        fold();
        other.fold();
        total = Math.addExact(total, other.total);
        fold(other.values, other.counts, other.values.length);
    }

    /** How many numbers were counted. */
    public long total() {
        return total;
    }

    /** The distinct numbers in rising order; not a copy. */
    public long[] values() {
        fold();
        return values;
    }

    /** How often each of {@link #values()} occurred; not a copy. */
    public long[] counts() {
        fold();
        return counts;
    }

    private void fold() {
        if (tailSize == 0) {
            return;
        }
        Arrays.sort(tail, 0, tailSize);
        long[] times = new long[tailSize];
        int n = 0;
        for (int i = 0; i < tailSize; i++) {
            if (n == 0 || tail[i] != tail[n - 1]) {
                tail[n++] = tail[i];
            }
            times[n - 1]++;
        }
        tailSize = 0;
        fold(tail, times, n);
    }

    private void fold(long[] more, long[] times, int n) {
        long[] v = new long[values.length + n];
        long[] c = new long[v.length];
        int size = 0;
        int i = 0;
        int j = 0;
        while (i < values.length || j < n) {
            boolean here = j == n || (i < values.length && values[i] <= more[j]);
            boolean there = i == values.length || (j < n && more[j] <= values[i]);
            v[size] = here ? values[i] : more[j];
            c[size++] = Math.addExact(here ? counts[i] : 0, there ? times[j] : 0);
            i += here ? 1 : 0;
            j += there ? 1 : 0;
        }
        values = size == v.length ? v : Arrays.copyOf(v, size);
        counts = size == c.length ? c : Arrays.copyOf(c, size);
    }
}
