package io.ckpi.funnel;

import java.util.Map;
import java.util.TreeMap;

/** The counts of one part; they add. */
final class Tally {

    final long[] exactly;
    final long[] open;
    final long[] pairs;
    final long[] conversions;
    /** By the code of the value. */
    final Map<Integer, long[]> groups = new TreeMap<>();

    long dropped;
    long tieGroups;
    long multiEvents;
    long unseen;

    Tally(int steps) {
        exactly = new long[steps + 1];
        open = new long[steps + 1];
        pairs = new long[steps + 1];
        conversions = new long[steps];
    }

    void add(Tally other) {
        add(exactly, other.exactly);
        add(open, other.open);
        add(pairs, other.pairs);
        add(conversions, other.conversions);
        other.groups.forEach((value, counts) -> add(group(value), counts));
        dropped += other.dropped;
        tieGroups += other.tieGroups;
        multiEvents += other.multiEvents;
        unseen += other.unseen;
    }

    long[] group(int value) {
        return groups.computeIfAbsent(value, v -> new long[exactly.length]);
    }

    private static void add(long[] sums, long[] more) {
        for (int i = 0; i < sums.length; i++) {
            sums[i] += more[i];
        }
    }
}
