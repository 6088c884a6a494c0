package io.ckpi.sdk.internal.measure;

import io.ckpi.core.record.Spend;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.history.SubjectHistory;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * How many records of a period name each value of a dimension; values that only other times name count 0. Mutable, mergeable,
 * confined to one thread.
 */
public final class SliceCounts {

    private final Belonging belonging;
    private final Window window;
    private final Map<String, Long> byValue = new HashMap<>();
    private long unknown;

    /** Nothing counted yet. */
    public SliceCounts(Dimension dimension, MeasureContext context) {
        this(new Belonging(dimension, new Shared(context), context.employees()), new Window(context));
    }

    SliceCounts(Belonging belonging, Window window) {
        this.belonging = belonging;
        this.window = window;
    }

    /** Counts the records of a subject. */
    public void add(SubjectHistory history) {
        belonging.names(history, (value, time) -> {
            int count = window.holds(time) ? 1 : 0;
            if (value == null) {
                unknown += count;
            } else {
                byValue.merge(value, (long) count, Long::sum);
            }
        });
    }

    /** Counts the spend, which belongs to no subject: to be called once for all parts. */
    public void addSpend() {
        if (!belonging.isOfMarketing()) {
            return;
        }
        for (Spend spend : window.context.spend()) {
            String value = belonging.of(spend);
            int count = window.holds(spend.day()) ? 1 : 0;
            if (value == null) {
                unknown += count;
            } else {
                byValue.merge(value, (long) count, Long::sum);
            }
        }
    }

    /** Adds the counts of another part. */
    public void merge(SliceCounts other) {
        other.byValue.forEach((value, count) -> byValue.merge(value, count, Long::sum));
        unknown += other.unknown;
    }

    /** The number of values. */
    public int values() {
        return byValue.size();
    }

    /** The values of most records, equal ones in their own order. */
    public Set<String> largest(int limit) {
        Set<String> largest = new LinkedHashSet<>();
        byValue.entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<String, Long> entry) -> -entry.getValue())
                        .thenComparing(Map.Entry::getKey))
                .limit(limit)
                .forEach(entry -> largest.add(entry.getKey()));
        return Collections.unmodifiableSet(largest);
    }

    /** The records of a value, of no value, or of the values that are none of {@code named}. */
    public long of(SliceKey key, Set<String> named) {
        String value = key.value();
        if (value != null) {
            return byValue.getOrDefault(value, 0L);
        }
        if (key.equals(SliceKey.UNKNOWN)) {
            return unknown;
        }
        return byValue.entrySet().stream()
                .filter(entry -> !named.contains(entry.getKey()))
                .mapToLong(Map.Entry::getValue)
                .sum();
    }
}
