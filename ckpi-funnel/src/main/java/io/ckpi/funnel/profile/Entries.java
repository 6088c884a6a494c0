package io.ckpi.funnel.profile;

import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;

/** What engines make of a journey: entries of a time and one step each, sorted by both. */
final class Entries {

    /** One entry: the step from 1, or 0 for a foreign event; {@code id} tells events apart. */
    record Entry(long t, int step, int id) {}

    private static final Comparator<Entry> ORDER =
            Comparator.comparingLong(Entry::t).thenComparingInt(Entry::step);

    private final boolean[][] matches;

    Entries(List<Step> steps, Journeys journeys) {
        matches = new boolean[steps.size()][journeys.names().size()];
        for (int s = 0; s < matches.length; s++) {
            for (String name : steps.get(s).anyOf()) {
                int code = journeys.code(name);
                if (code >= 0) {
                    matches[s][code] = true;
                }
            }
        }
    }

    /** Entries of the cursor's subject: for all steps that an event matches or its first only, with foreign events or without. */
    List<Entry> of(Journeys.Cursor cursor, boolean allSteps, boolean foreign) {
        List<Entry> entries = new ArrayList<>();
        for (int i = 0; i < cursor.size(); i++) {
            int found = 0;
            for (int s = 0; s < matches.length && (found == 0 || allSteps); s++) {
                if (matches[s][cursor.code(i)]) {
                    entries.add(new Entry(cursor.millis(i), s + 1, i));
                    found++;
                }
            }
            if (found == 0 && foreign) {
                entries.add(new Entry(cursor.millis(i), 0, i));
            }
        }
        entries.sort(ORDER);
        return entries;
    }

    /** How many subjects have at least each level. */
    static List<Long> atLeast(byte[] levels, int steps) {
        long[] counts = new long[steps];
        for (byte level : levels) {
            for (int k = 0; k < level; k++) {
                counts[k]++;
            }
        }
        List<Long> list = new ArrayList<>();
        for (long count : counts) {
            list.add(count);
        }
        return List.copyOf(list);
    }

    static long millis(Duration window) {
        Objects.requireNonNull(window, "window");
        if (window.isNegative()) {
            throw new IllegalArgumentException("window is negative: " + window);
        }
        return window.toMillis();
    }

    static List<Step> steps(List<Step> steps, int most) {
        if (steps.isEmpty() || steps.size() > most) {
            throw new IllegalArgumentException("steps are not from 1 to " + most + ": " + steps.size());
        }
        return List.copyOf(steps);
    }

    /** {@code from + length}, saturated. */
    static long end(long from, long length) {
        long end = from + length;
        return end < from ? Long.MAX_VALUE : end;
    }
}
