package io.ckpi.sdk.internal.measure;

import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.Spend;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.history.SubjectHistory;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

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
        belonging.names(history, (value, time) -> count(value, window.holds(time)));
    }

    /** Counts spend and measures of the market, which belong to no subject: to be called once for all parts. */
    public void addRest() {
        if (belonging.isOfMarketing()) {
            for (Spend spend : window.context.spend()) {
                count(belonging.of(spend), window.holds(spend.day()));
            }
        } else if (belonging.isOfRegions()) {
            for (MarketMeasure measure : window.context.market()) {
                count(measure.region(), window.holds(measure.from()));
            }
        }
    }

    private void count(@Nullable String value, boolean now) {
        int count = now ? 1 : 0;
        if (value == null) {
            unknown += count;
        } else {
            byValue.merge(value, (long) count, Long::sum);
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
