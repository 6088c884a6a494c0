package io.ckpi.funnel;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Collects events in any order and makes {@link Journeys} of them. Rows without subject, time or name and rows whose time
 * no {@code long} of milliseconds holds are counted, not loaded. Events of one subject and time keep the order of their
 * {@code add}.
 *
 * <p><b>Thread-safety.</b> none: a mutable accumulator for one thread, empty again after {@link #build()}.
 */
public final class JourneysBuilder {

    private static final int NO_SUBJECT = 0;
    private static final int NO_TIME = 1;
    private static final int NO_EVENT = 2;
    private static final int OUT_OF_RANGE = 3;
    private static final int FLOORED = 4;

    private final List<String> properties;
    private final boolean integers;
    private Dictionary names = new Dictionary();
    private Dictionary ids = new Dictionary();
    private Dictionary[] values;
    private RowBuffer[] buffers = new RowBuffer[0];
    private int limit;
    private boolean packed = true;
    private boolean wholeSeconds = true;
    private long least = Long.MAX_VALUE;
    private long greatest = Long.MIN_VALUE;
    private long base;
    private long row;
    private final long[] faults = new long[FLOORED + 1];
    private final long[] firstFault = new long[FLOORED + 1];

    JourneysBuilder(List<String> properties) {
        this(properties, false);
    }

    private JourneysBuilder(List<String> properties, boolean integers) {
        for (String property : properties) {
            if (property.isBlank()) {
                throw new IllegalArgumentException("a property has a blank name");
            }
        }
        if (new HashSet<>(properties).size() < properties.size()) {
            throw new IllegalArgumentException("a property is there twice: " + properties);
        }
        this.properties = List.copyOf(properties);
        this.integers = integers;
        this.values = dictionaries(properties.size());
    }

    static JourneysBuilder ofIntegers(List<String> names) {
        JourneysBuilder builder = new JourneysBuilder(List.of(), true);
        builder.names = dictionary(names);
        return builder;
    }

    static Dictionary dictionary(List<String> names) {
        Dictionary dictionary = new Dictionary();
        for (String name : names) {
            int before = dictionary.size();
            dictionary.add(name);
            if (dictionary.size() == before) {
                throw new IllegalArgumentException("names are not different: \"" + name + "\"");
            }
        }
        return dictionary;
    }

    /**
     * Adds one event.
     *
     * @param subject the opaque id of the subject; null or empty: an issue, not loaded
     * @param at the time; null: an issue, not loaded; finer than milliseconds: floored and counted
     * @param event the name; null or empty: an issue, not loaded
     * @param propertyValues one value for each property of the builder, null where there is none
     * @return this builder
     * @throws IllegalArgumentException if there are more or fewer values than properties
     */
    public JourneysBuilder add(
            @Nullable String subject,
            @Nullable Instant at,
            @Nullable String event,
            @Nullable String... propertyValues) {
        if (at == null) {
            return fault(NO_TIME, propertyValues);
        }
        long millis;
        try {
            millis = at.toEpochMilli();
        } catch (ArithmeticException e) {
            return fault(OUT_OF_RANGE, propertyValues);
        }
        if (!Instant.ofEpochMilli(millis).equals(at)) {
            count(FLOORED);
        }
        return add(subject, millis, event, propertyValues);
    }

    /**
     * Adds one event at a time in milliseconds since 1970.
     *
     * @param subject the opaque id of the subject; null or empty: an issue, not loaded
     * @param epochMillis the time, any {@code long}
     * @param event the name; null or empty: an issue, not loaded
     * @param propertyValues one value for each property of the builder, null where there is none
     * @return this builder
     * @throws IllegalArgumentException if there are more or fewer values than properties
     */
    public JourneysBuilder add(
            @Nullable String subject, long epochMillis, @Nullable String event, @Nullable String... propertyValues) {
        if (propertyValues.length != properties.size()) {
            throw new IllegalArgumentException(propertyValues.length + " values for the properties " + properties);
        }
        if (subject == null || subject.isEmpty()) {
            return fault(NO_SUBJECT, propertyValues);
        }
        if (event == null || event.isEmpty()) {
            return fault(NO_EVENT, propertyValues);
        }
        RowBuffer buffer = put(ids.add(subject), epochMillis, names.add(event));
        for (int p = 0; p < propertyValues.length; p++) {
            String value = propertyValues[p];
            buffer.value(p, value == null ? 0 : values[p].add(value) + 1);
        }
        row++;
        return this;
    }

    /** How many rows were given so far, loaded or not. */
    public long rows() {
        return row;
    }

    /**
     * The journeys of all events added so far. The builder is empty afterwards.
     *
     * <p>Cost: linear in the events where they came in order of time or of subject and time, else a sort.
     */
    public Journeys build() {
        boolean seconds = wholeSeconds && (row == 0 || inRange(least, greatest));
        long start = seconds && least <= greatest ? least : 0;
        if (packed && !seconds) {
            widen();
        }
        Part[] parts = new Part[buffers.length];
        for (int p = 0; p < parts.length; p++) {
            int first = p << Part.SHIFT;
            PartLoader loader = new PartLoader(first, Math.min(Part.SUBJECTS, limit - first), names.size());
            parts[p] = buffers[p].load(loader, packed, seconds, base, start);
            buffers[p] = RowBuffer.NONE;
        }
        Journeys journeys = journeys(parts, seconds, start, names, integers ? null : ids, properties, values, issues());
        clear();
        return journeys;
    }

    static Journeys journeys(
            Part[] parts,
            boolean seconds,
            long start,
            Dictionary names,
            @Nullable Dictionary ids,
            List<String> properties,
            Dictionary[] values,
            List<DataIssue> issues) {
        long duplicates = 0;
        for (Part part : parts) {
            duplicates += part.duplicates;
        }
        List<DataIssue> all = new ArrayList<>(issues);
        if (duplicates > 0) {
            all.add(new DataIssue(
                    "DUPLICATE_EVENTS",
                    DataIssue.Severity.INFO,
                    null,
                    null,
                    duplicates,
                    new Names(
                            "события, повторяющие другое по клиенту, времени, имени и свойствам; оставлены",
                            "events that repeat another in subject, time, name and properties; kept")));
        }
        return new Journeys(parts, seconds, start, names, ids, properties, values, all);
    }

    /** A row of integer columns; a negative subject is none. */
    void addRow(int subject, long epochMillis, int code) {
        if (subject < 0) {
            count(NO_SUBJECT);
        } else {
            put(subject, epochMillis, code);
        }
        row++;
    }

    private RowBuffer put(int subject, long millis, int code) {
        int part = subject >>> Part.SHIFT;
        if (part >= buffers.length) {
            int old = buffers.length;
            buffers = Arrays.copyOf(buffers, part + 1);
            for (int p = old; p < buffers.length; p++) {
                buffers[p] = new RowBuffer(properties.size());
                if (!packed) {
                    buffers[p].widen(0);
                }
            }
        }
        limit = Math.max(limit, subject + 1);
        if (least > greatest) {
            base = Math.floorDiv(millis, 1000L) * 1000;
        }
        least = Math.min(least, millis);
        greatest = Math.max(greatest, millis);
        long second = Math.floorDiv(millis, 1000L);
        long delta = second - base / 1000;
        boolean whole = second * 1000 == millis;
        wholeSeconds &= whole;
        if (packed && !(whole && delta == (int) delta && code <= PartLoader.MAX_PACKED_CODE)) {
            widen();
        }
        RowBuffer buffer = buffers[part];
        if (packed) {
            buffer.key(PartLoader.pack((int) delta, subject, code));
        } else {
            buffer.wide(subject & (Part.SUBJECTS - 1), millis, code);
        }
        return buffer;
    }

    private void widen() {
        packed = false;
        for (RowBuffer buffer : buffers) {
            buffer.widen(base);
        }
    }

    /** True if whole seconds from {@code from} to {@code to} fit an int counted from the first. */
    private static boolean inRange(long from, long to) {
        long range = to - from;
        return range >= 0 && range / 1000 <= Integer.MAX_VALUE;
    }

    private JourneysBuilder fault(int what, @Nullable String[] propertyValues) {
        if (propertyValues.length != properties.size()) {
            throw new IllegalArgumentException(propertyValues.length + " values for the properties " + properties);
        }
        count(what);
        row++;
        return this;
    }

    private void count(int what) {
        if (faults[what]++ == 0) {
            firstFault[what] = row;
        }
    }

    private List<DataIssue> issues() {
        List<DataIssue> issues = new ArrayList<>();
        issue(
                issues,
                NO_SUBJECT,
                "NO_SUBJECT",
                "события без клиента, не загружены",
                "events without a subject, not loaded");
        issue(issues, NO_TIME, "NO_TIME", "события без времени, не загружены", "events without a time, not loaded");
        issue(issues, NO_EVENT, "NO_EVENT", "события без имени, не загружены", "events without a name, not loaded");
        issue(
                issues,
                OUT_OF_RANGE,
                "TIME_OUT_OF_RANGE",
                "события с временем вне диапазона, не загружены",
                "events whose time is out of range, not loaded");
        issue(
                issues,
                FLOORED,
                "TIME_FLOORED",
                "времена точнее миллисекунды, округлены вниз",
                "times finer than a millisecond, floored");
        return issues;
    }

    private void issue(List<DataIssue> issues, int what, String code, String ru, String en) {
        if (faults[what] > 0) {
            DataIssue.Severity severity = what == FLOORED ? DataIssue.Severity.INFO : DataIssue.Severity.WARNING;
            issues.add(new DataIssue(code, severity, null, "row " + firstFault[what], faults[what], new Names(ru, en)));
        }
    }

    private void clear() {
        names = new Dictionary();
        ids = new Dictionary();
        values = dictionaries(properties.size());
        buffers = new RowBuffer[0];
        limit = 0;
        packed = true;
        wholeSeconds = true;
        least = Long.MAX_VALUE;
        greatest = Long.MIN_VALUE;
        base = 0;
        row = 0;
        Arrays.fill(faults, 0);
    }

    private static Dictionary[] dictionaries(int count) {
        Dictionary[] dictionaries = new Dictionary[count];
        Arrays.setAll(dictionaries, i -> new Dictionary());
        return dictionaries;
    }
}
