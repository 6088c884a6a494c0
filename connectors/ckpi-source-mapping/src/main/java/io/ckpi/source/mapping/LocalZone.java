package io.ckpi.source.mapping;

import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.zone.ZoneOffsetTransition;
import java.time.zone.ZoneRules;
import java.util.Arrays;

/**
 * The offsets of a zone by its local time, as a table: what {@link LocalDateTime#atZone} finds, without objects in between. A
 * time that a change of the clocks leaves out is moved on by as much as the clocks were; one that comes twice is the first.
 * Immutable.
 */
final class LocalZone {

    /** The first and the last year of the table. */
    static final int FIRST_YEAR = 1900;

    static final int LAST_YEAR = 2199;

    private final ZoneId id;
    /** The local seconds since 1970 from which on another offset holds, in order. */
    private final long[] changes;
    /** The offsets in seconds: before the first change, and from each change on. */
    private final int[] offsets;

    private LocalZone(ZoneId id, long[] changes, int[] offsets) {
        this.id = id;
        this.changes = changes;
        this.offsets = offsets;
    }

    /** The table of a zone. */
    static LocalZone of(ZoneId id) {
        ZoneRules rules = id.getRules();
        // a local time lies within a day of the same time at UTC
        LocalDateTime first = LocalDateTime.of(FIRST_YEAR - 1, 12, 30, 0, 0);
        LocalDateTime last = LocalDateTime.of(LAST_YEAR + 1, 1, 3, 0, 0);
        long[] changes = new long[16];
        int[] offsets = new int[17];
        offsets[0] = rules.getOffset(first.toInstant(ZoneOffset.UTC)).getTotalSeconds();
        int count = 0;
        ZoneOffsetTransition change = rules.nextTransition(first.toInstant(ZoneOffset.UTC));
        while (change != null && change.getDateTimeBefore().isBefore(last)) {
            if (count == changes.length) {
                changes = Arrays.copyOf(changes, 2 * count);
                offsets = Arrays.copyOf(offsets, 2 * count + 1);
            }
            // the old offset holds to the end of the gap or the overlap
            LocalDateTime until = change.isGap() ? change.getDateTimeAfter() : change.getDateTimeBefore();
            changes[count++] = until.toEpochSecond(ZoneOffset.UTC);
            offsets[count] = change.getOffsetAfter().getTotalSeconds();
            change = rules.nextTransition(change.getInstant());
        }
        return new LocalZone(id.normalized(), Arrays.copyOf(changes, count), Arrays.copyOf(offsets, count + 1));
    }

    /** The zone; one that is an offset is that offset. */
    ZoneId id() {
        return id;
    }

    /**
     * The offset in seconds at a local time.
     *
     * @param local local seconds since 1970 of a time between {@link #FIRST_YEAR} and {@link #LAST_YEAR}
     */
    int offsetAt(long local) {
        if (changes.length == 0) {
            return offsets[0];
        }
        int found = Arrays.binarySearch(changes, local);
        return offsets[found < 0 ? -found - 1 : found + 1];
    }
}
