package io.ckpi.sdk;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The records of one type from one source, and what became of them.
 *
 * <p>{@code records} = {@code superseded} + {@code withdrawn} + {@code merged} + {@code surviving}, unless the stream was
 * left out, which {@code complete} says.
 *
 * @param type name of the record type, such as {@code Order}
 * @param complete false if the stream was left out of the report because reading failed or too many rows were rejected
 * @param records records delivered for the time asked
 * @param superseded records replaced by a newer revision, repeated, or withdrawn by a tombstone
 * @param withdrawn tombstones in force
 * @param merged records that gave way to the same fact from another source or record: the same order, a second
 *     assignment to one arm, a second referrer, a repeated stage
 * @param surviving records that the numbers rest on
 * @param completeThrough up to when the source is complete, or null if it does not say
 * @param digest digest of the surviving records in hexadecimal, independent of their order
 */
public record StreamSummary(
        String type,
        boolean complete,
        long records,
        long superseded,
        long withdrawn,
        long merged,
        long surviving,
        @Nullable Instant completeThrough,
        String digest) {

    /** Checks that nothing is missing. */
    public StreamSummary {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(digest, "digest");
    }
}
