package io.ckpi.funnel;

import io.ckpi.core.DataIssue;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What happened to whom and when, as columns: subjects with their events in order of time, immutable.
 *
 * <p><b>Order.</b> Events of a subject stand by time, events of one time in the order in which they came in (q). Nothing
 * is removed: events equal in subject, time, name and properties stay, {@link #duplicates()} counts them.
 *
 * <p><b>Time</b> is signed and in whole milliseconds since 1970 (finer instants are floored and counted); times before 1970
 * are legal. If all times are whole seconds within 2³¹ s they are held as 4-byte seconds after the earliest, else as 8-byte
 * milliseconds.
 *
 * <p><b>Layout and memory.</b> Parts of 8,192 subjects, each with offsets, a time column and a column of event codes (a
 * byte up to 255 names, then a short, then an int) and one int column per property. Whole seconds with byte codes take 5
 * bytes an event and 4 bytes a subject besides the dictionaries; building takes up to 8 more an event, to which
 * {@link JourneysBuilder}, which cannot know the sizes in advance, adds up to half again. {@link #bytes()} tells what
 * the columns hold.
 *
 * <p><b>Larger than memory.</b> Journeys of disjoint sets of subjects are measured one after the other and their results
 * added ({@link FunnelResult#plus}): the same result as of all together.
 *
 * <p><b>Bad input</b> (no subject, no time, a time that no {@code long} of milliseconds holds, no event name) is not loaded
 * but counted in {@link #issues()}, with the row of the first case.
 *
 * <p><b>Thread-safety.</b> immutable; a {@link Cursor} belongs to one thread.
 */
public final class Journeys {

    final Part[] parts;
    final boolean wholeSeconds;
    /** Milliseconds since 1970 of second 0 if times are seconds, else 0. */
    final long baseMillis;

    private final Dictionary names;
    private final @Nullable Dictionary ids;
    private final List<String> properties;
    private final Dictionary[] values;
    private final List<DataIssue> issues;
    private final int subjects;
    private final long events;

    Journeys(
            Part[] parts,
            boolean wholeSeconds,
            long baseMillis,
            Dictionary names,
            @Nullable Dictionary ids,
            List<String> properties,
            Dictionary[] values,
            List<DataIssue> issues) {
        this.parts = parts;
        this.wholeSeconds = wholeSeconds;
        this.baseMillis = baseMillis;
        this.names = names;
        this.ids = ids;
        this.properties = List.copyOf(properties);
        this.values = values;
        this.issues = List.copyOf(issues);
        int occupied = 0;
        long sum = 0;
        for (Part part : parts) {
            occupied += part.occupied();
            sum += part.events();
        }
        this.subjects = occupied;
        this.events = sum;
    }

    /** An empty builder for events without properties. */
    public static JourneysBuilder builder() {
        return new JourneysBuilder(List.of());
    }

    /**
     * An empty builder for events with these properties; {@link JourneysBuilder#add} then takes one value for each.
     *
     * @throws IllegalArgumentException if a name is blank or there twice
     */
    public static JourneysBuilder builder(String... properties) {
        return new JourneysBuilder(List.of(properties));
    }

    /**
     * Journeys of dense integer subjects in whole seconds, the fastest way in. Rows may be in any order; rows in order of
     * time need no sort, rows in order of subject and time no scatter. The arrays are not kept.
     *
     * @param subjects the subject of each row, dense from 0; negative: no subject, an issue
     * @param epochSeconds the time of each row in seconds since 1970
     * @param codes the event of each row, an unsigned index into {@code names}
     * @param names the event names, different
     * @throws IllegalArgumentException if lengths differ, a code has no name, or subjects are far from dense
     */
    public static Journeys ofSeconds(int[] subjects, int[] epochSeconds, byte[] codes, List<String> names) {
        return ofSeconds(subjects, epochSeconds, codes, names, 1);
    }

    /**
     * The same, built by several threads. The result does not depend on their number.
     *
     * @param threads how many threads, at least 1, the caller's included
     */
    public static Journeys ofSeconds(
            int[] subjects, int[] epochSeconds, byte[] codes, List<String> names, int threads) {
        return new ColumnLoader(subjects, codes, names, threads).seconds(epochSeconds);
    }

    /**
     * Journeys of dense integer subjects in milliseconds, see {@link #ofSeconds(int[], int[], byte[], List)}.
     *
     * @param subjects the subject of each row, dense from 0; negative: no subject, an issue
     * @param epochMillis the time of each row in milliseconds since 1970, any {@code long}
     * @param codes the event of each row, an index into {@code names}
     * @param names the event names, different
     * @throws IllegalArgumentException if lengths differ, a code has no name, or subjects are far from dense
     */
    public static Journeys ofMillis(int[] subjects, long[] epochMillis, int[] codes, List<String> names) {
        return new ColumnLoader(subjects, codes, names).millis(epochMillis);
    }

    /** How many subjects have at least one event. */
    public int subjects() {
        return subjects;
    }

    /** One more than the greatest index of a subject; with integer subjects some indices may have no event. */
    public int subjectLimit() {
        return parts.length == 0 ? 0 : parts[parts.length - 1].first + parts[parts.length - 1].subjects();
    }

    /** How many events are loaded. */
    public long events() {
        return events;
    }

    /** The event names by code, in order of their first appearance. */
    public List<String> names() {
        return names.list();
    }

    /** The code of an event name, or −1 if no event has it. */
    public int code(String name) {
        return names.find(Objects.requireNonNull(name, "name"));
    }

    /** The id of a subject: its text, or the number itself where subjects came as integers. */
    public String subject(int index) {
        Objects.checkIndex(index, subjectLimit());
        return ids == null ? Integer.toString(index) : ids.text(index);
    }

    /** The index of the subject with this id, or −1. */
    public int index(String subject) {
        if (ids != null) {
            return ids.find(subject);
        }
        try {
            int index = Integer.parseInt(subject);
            return index >= 0 && index < subjectLimit() && subject(index).equals(subject) ? index : -1;
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** The names of the properties, as given to the builder. */
    public List<String> properties() {
        return properties;
    }

    /**
     * The values that a property has, code 1 first; code 0 is a missing value.
     *
     * @throws IllegalArgumentException if there is no such property
     */
    public List<String> values(String property) {
        return values[property(property)].list();
    }

    /**
     * The column of a property, for {@link Cursor#value}.
     *
     * @throws IllegalArgumentException if there is no such property
     */
    public int property(String name) {
        int column = properties.indexOf(Objects.requireNonNull(name, "name"));
        if (column < 0) {
            throw new IllegalArgumentException("no property \"" + name + "\", there are " + properties);
        }
        return column;
    }

    /** The text of a property's code, or null for code 0, the missing value. */
    public @Nullable String value(int column, int code) {
        return code == 0 ? null : values[column].text(code - 1);
    }

    /** How many parts there are; they are the unit of parallel work. */
    public int partitions() {
        return parts.length;
    }

    /** A cursor over all subjects that have events. */
    public Cursor cursor() {
        return new Cursor(this, 0, parts.length);
    }

    /** A cursor over the subjects of one part. @throws IndexOutOfBoundsException if there is no such part */
    public Cursor cursor(int partition) {
        Objects.checkIndex(partition, parts.length);
        return new Cursor(this, partition, partition + 1);
    }

    /** How many events repeat an earlier one of the same subject in time, name and properties. They are kept. */
    public long duplicates() {
        long sum = 0;
        for (Part part : parts) {
            sum += part.duplicates;
        }
        return sum;
    }

    /** What was found while loading: rows not loaded, floored times, duplicates. */
    public List<DataIssue> issues() {
        return Collections.unmodifiableList(issues);
    }

    /** The bytes that the columns hold, without the dictionaries. */
    public long bytes() {
        long sum = 0;
        for (Part part : parts) {
            sum += part.bytesHeld();
        }
        return sum;
    }

    /** The time of a tick in milliseconds since 1970. */
    long millis(long tick) {
        return wholeSeconds ? baseMillis + tick * 1000 : tick;
    }

    /** Whole subjects, events and times, not the events themselves. */
    @Override
    public String toString() {
        return "Journeys[" + subjects + " subjects, " + events + " events, " + names.size() + " names]";
    }

    /**
     * Walks over the subjects in the order of their index and shows the events of one. Begin with {@link #next()}.
     *
     * <p><b>Thread-safety.</b> none: one cursor, one thread.
     */
    public static final class Cursor {

        private final Journeys journeys;
        private final int lastPart;
        private int nextPart;
        private @Nullable Part part;
        private int local;
        private int from;
        private int to;

        Cursor(Journeys journeys, int firstPart, int lastPart) {
            this.journeys = journeys;
            this.nextPart = firstPart;
            this.lastPart = lastPart;
        }

        /** Moves to the next subject that has events; false at the end. */
        public boolean next() {
            while (true) {
                Part current = part;
                if (current != null) {
                    while (++local < current.subjects()) {
                        from = current.offsets[local];
                        to = current.offsets[local + 1];
                        if (to > from) {
                            return true;
                        }
                    }
                }
                if (nextPart >= lastPart) {
                    part = null;
                    from = 0;
                    to = 0;
                    return false;
                }
                part = journeys.parts[nextPart++];
                local = -1;
            }
        }

        /** The index of the subject. */
        public int subject() {
            return here().first + local;
        }

        /** How many events the subject has. */
        public int size() {
            return to - from;
        }

        /** The time of its event {@code i}, in milliseconds since 1970. */
        public long millis(int i) {
            return journeys.millis(here().tick(event(i)));
        }

        /** The time of its event {@code i}. */
        public Instant at(int i) {
            return Instant.ofEpochMilli(millis(i));
        }

        /** The code of the name of its event {@code i}. */
        public int code(int i) {
            return here().code(event(i));
        }

        /** The code of the value that its event {@code i} has in a property's column; 0 if it has none. */
        public int value(int column, int i) {
            return here().values[column][event(i)];
        }

        private int event(int i) {
            return from + Objects.checkIndex(i, to - from);
        }

        private Part here() {
            if (part == null) {
                throw new IllegalStateException("the cursor stands on no subject");
            }
            return part;
        }
    }
}
