package io.ckpi.funnel;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Finds the subjects that have two events at one time, and counts the events that repeat another in every column. */
final class TieScan {

    long @Nullable [] tied;
    long duplicates;

    TieScan(Part part) {
        int n = part.events();
        int[] seconds = part.seconds;
        int local = 0;
        int e = 1;
        while (true) {
            if (seconds != null) {
                e = nextEqual(seconds, e, n);
            } else {
                while (e < n && part.tick(e) != part.tick(e - 1)) {
                    e++;
                }
            }
            if (e >= n) {
                return;
            }
            int[] offsets = part.offsets;
            if (e >= offsets[local + 1]) {
                local = subjectOf(offsets, e);
            }
            if (offsets[local] == e) {
                e++;
                continue;
            }
            if (tied == null) {
                tied = new long[Part.SUBJECTS >> 6];
            }
            tied[local >> 6] |= 1L << local;
            int to = e + 1;
            while (to < offsets[local + 1] && part.tick(to) == part.tick(e)) {
                to++;
            }
            duplicates += repeats(part, e - 1, to);
            e = to;
        }
    }

    /** The first position from {@code from} whose time equals the one before, or {@code to}. */
    private static int nextEqual(int[] seconds, int from, int to) {
        for (int e = from; e < to; e++) {
            if (seconds[e] == seconds[e - 1]) {
                return e;
            }
        }
        return to;
    }

    private static int subjectOf(int[] offsets, int event) {
        int found = Arrays.binarySearch(offsets, event);
        if (found < 0) {
            return -found - 2;
        }
        while (found + 1 < offsets.length && offsets[found + 1] == event) {
            found++; // empty subjects share the offset with the one that follows
        }
        return found;
    }

    private static long repeats(Part part, int from, int to) {
        if (to - from == 2) {
            return same(part, from, from + 1) ? 1 : 0;
        }
        Set<Row> rows = new HashSet<>();
        for (int e = from; e < to; e++) {
            int[] row = new int[part.values.length + 1];
            row[0] = part.code(e);
            for (int p = 0; p < part.values.length; p++) {
                row[p + 1] = part.values[p][e];
            }
            rows.add(new Row(row));
        }
        return (long) (to - from) - rows.size();
    }

    private static boolean same(Part part, int a, int b) {
        boolean same = part.code(a) == part.code(b);
        for (int[] column : part.values) {
            same &= column[a] == column[b];
        }
        return same;
    }

    /** An event's code and property values, compared by content. */
    private static final class Row {
        private final int[] codes;

        Row(int[] codes) {
            this.codes = codes;
        }

        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Row row && Arrays.equals(codes, row.codes);
        }

        @Override
        public int hashCode() {
            return Arrays.hashCode(codes);
        }
    }
}
