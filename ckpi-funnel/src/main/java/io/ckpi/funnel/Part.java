package io.ckpi.funnel;

import org.jspecify.annotations.Nullable;

/**
 * The journeys of up to {@value #SUBJECTS} neighbouring subjects: where each subject's events begin, then the columns.
 * Exactly one of {@code seconds} and {@code millis} and one of the three code columns is there.
 */
final class Part {

    /** Subjects of a part: a power of two whose state fits the second-level cache. */
    static final int SUBJECTS = 1 << Part.SHIFT;

    static final int SHIFT = 13;

    final int first;
    final int[] offsets;
    final int @Nullable [] seconds;
    final long @Nullable [] millis;
    final byte @Nullable [] bytes;
    final short @Nullable [] shorts;
    final int @Nullable [] ints;
    final int[][] values;
    /** A bit per subject that has two events at one time, or null if none has. */
    final long @Nullable [] tied;

    final long duplicates;

    Part(
            int first,
            int[] offsets,
            int @Nullable [] seconds,
            long @Nullable [] millis,
            byte @Nullable [] bytes,
            short @Nullable [] shorts,
            int @Nullable [] ints,
            int[][] values) {
        this.first = first;
        this.offsets = offsets;
        this.seconds = seconds;
        this.millis = millis;
        this.bytes = bytes;
        this.shorts = shorts;
        this.ints = ints;
        this.values = values;
        TieScan ties = new TieScan(this);
        this.tied = ties.tied;
        this.duplicates = ties.duplicates;
    }

    int subjects() {
        return offsets.length - 1;
    }

    int events() {
        return offsets[offsets.length - 1];
    }

    /** The time in the unit of the journeys: seconds after their base, or milliseconds since 1970. */
    long tick(int event) {
        return seconds != null ? seconds[event] : millis == null ? 0 : millis[event];
    }

    int code(int event) {
        if (bytes != null) {
            return bytes[event] & 0xFF;
        }
        return shorts != null ? shorts[event] & 0xFFFF : ints == null ? 0 : ints[event];
    }

    boolean hasTies(int local) {
        return tied != null && ((tied[local >> 6] >>> local) & 1) != 0;
    }

    int occupied() {
        int occupied = 0;
        for (int s = 0; s < subjects(); s++) {
            occupied += offsets[s + 1] > offsets[s] ? 1 : 0;
        }
        return occupied;
    }

    long bytesHeld() {
        long events = events();
        long perEvent = (seconds != null ? 4 : 8) + (bytes != null ? 1 : shorts != null ? 2 : 4) + 4L * values.length;
        return events * perEvent + 4L * offsets.length + (tied == null ? 0 : 8L * tied.length);
    }
}
