package io.ckpi.sdk.internal.measure;

import java.util.Arrays;

/**
 * How often each length of time occurred, in whole seconds, rounded down. Mutable, mergeable; its size grows with the number
 * of different lengths, not with the number of cases.
 */
final class Durations {

    private static final long EMPTY = -1;

    private long[] seconds = new long[64];
    private long[] counts = new long[64];
    private int used;
    private long cases;

    Durations() {
        Arrays.fill(seconds, EMPTY);
    }

    /** Adds a length of 0 or more milliseconds. */
    void add(long millis) {
        add(millis / 1000, 1);
    }

    private void add(long length, long count) {
        if (used * 2 >= seconds.length) {
            grow();
        }
        int at = slot(length);
        if (seconds[at] == EMPTY) {
            seconds[at] = length;
            used++;
        }
        counts[at] += count;
        cases += count;
    }

    private int slot(long length) {
        long mixed = length * 0x9e3779b97f4a7c15L;
        int at = (int) (mixed >>> 33) & (seconds.length - 1);
        while (seconds[at] != EMPTY && seconds[at] != length) {
            at = (at + 1) & (seconds.length - 1);
        }
        return at;
    }

    private void grow() {
        long[] oldSeconds = seconds;
        long[] oldCounts = counts;
        seconds = new long[oldSeconds.length * 2];
        counts = new long[seconds.length];
        Arrays.fill(seconds, EMPTY);
        for (int i = 0; i < oldSeconds.length; i++) {
            if (oldSeconds[i] != EMPTY) {
                int at = slot(oldSeconds[i]);
                seconds[at] = oldSeconds[i];
                counts[at] = oldCounts[i];
            }
        }
    }

    void merge(Durations other) {
        for (int i = 0; i < other.seconds.length; i++) {
            if (other.seconds[i] != EMPTY) {
                add(other.seconds[i], other.counts[i]);
            }
        }
    }

    long cases() {
        return cases;
    }

    /** Every case, in units of so many seconds, in no order. */
    double[] in(double unit) {
        double[] all = new double[Math.toIntExact(cases)];
        int n = 0;
        for (int i = 0; i < seconds.length; i++) {
            if (seconds[i] != EMPTY) {
                Arrays.fill(all, n, n + (int) counts[i], seconds[i] / unit);
                n += (int) counts[i];
            }
        }
        return all;
    }
}
