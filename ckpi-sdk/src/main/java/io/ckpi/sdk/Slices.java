package io.ckpi.sdk;

import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.definition.Nearest;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * All indicators of a period, cut by one dimension, with the whole beside them. Immutable.
 *
 * @param dimension what is cut by
 * @param period the period measured
 * @param whole the readings of everything, by indicator in the order of the catalogue
 * @param slices the slices: the largest by records first, equal ones by id, then what has no value and what was put together;
 *     parts of a period by time
 * @param cuts how each indicator is cut; one that is not here is absent in every slice. Empty for parts of a period, each of
 *     which is measured like a period of its own
 */
public record Slices(
        Dimension dimension, Period period, Map<String, Reading> whole, List<Slice> slices, Map<String, Cut> cuts) {

    /** What a slice stands for. */
    public enum Kind {
        /** One value of the dimension. */
        VALUE,
        /** Everything of which the value is not known: what no record says is never shared out. */
        UNKNOWN,
        /** The values beyond the limit, together. */
        OTHER
    }

    /**
     * One slice.
     *
     * @param kind what it stands for
     * @param id the value: a channel such as {@code paid-search}, an id of the records, a month such as {@code 2026-10}, the first
     *     day of a week; {@code (unknown)} and {@code (other)} for those that stand for no value, so a value that reads like
     *     one of these is in quotes
     * @param names the value for people
     * @param records records of the period that name the value; for {@code (unknown)} those that could and do not
     * @param readings the readings by indicator, in the order of the catalogue: Absent with NOT_IDENTIFIED and a sentence where
     *     the indicator cannot be cut by this dimension
     */
    public record Slice(Kind kind, String id, Names names, long records, Map<String, Reading> readings) {

        /** Copies the readings. */
        public Slice {
            Objects.requireNonNull(kind, "kind");
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(names, "names");
            readings = Collections.unmodifiableMap(new LinkedHashMap<>(readings));
        }

        /** The reading of an indicator. @throws IllegalArgumentException if there is none; it names the nearest id */
        public Reading reading(String indicator) {
            return of(readings, indicator);
        }
    }

    /** Copies the collections. */
    public Slices {
        Objects.requireNonNull(dimension, "dimension");
        Objects.requireNonNull(period, "period");
        whole = Collections.unmodifiableMap(new LinkedHashMap<>(whole));
        slices = List.copyOf(slices);
        cuts = Map.copyOf(cuts);
    }

    /** The slice of that id. @throws IllegalArgumentException if there is none; it names the nearest id */
    public Slice slice(String id) {
        Objects.requireNonNull(id, "id");
        Set<String> ids = new HashSet<>();
        for (Slice slice : slices) {
            if (slice.id().equals(id)) {
                return slice;
            }
            ids.add(slice.id());
        }
        throw new IllegalArgumentException("no slice has the id " + id
                + Nearest.of(id, ids).map(near -> "; the nearest is " + near).orElse(""));
    }

    /** The reading of an indicator in a slice. @throws IllegalArgumentException if there is no such indicator or slice */
    public Reading reading(String indicator, String slice) {
        return slice(slice).reading(indicator);
    }

    /** The reading of an indicator over everything. @throws IllegalArgumentException if there is no such indicator */
    public Reading reading(String indicator) {
        return of(whole, indicator);
    }

    /** How an indicator is cut here; empty if it cannot be, and for parts of a period. */
    public Optional<Cut> cut(String indicator) {
        of(whole, indicator);
        return Optional.ofNullable(cuts.get(indicator));
    }

    private static Reading of(Map<String, Reading> readings, String indicator) {
        Reading reading = readings.get(Objects.requireNonNull(indicator, "indicator"));
        if (reading == null) {
            throw new IllegalArgumentException("no indicator has the id " + indicator
                    + Nearest.of(indicator, readings.keySet())
                            .map(near -> "; the nearest is " + near)
                            .orElse(""));
        }
        return reading;
    }
}
