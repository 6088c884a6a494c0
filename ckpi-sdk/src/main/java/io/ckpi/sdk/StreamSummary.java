package io.ckpi.sdk;

import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import java.time.Instant;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What one source delivered of one type of record, and what became of it.
 *
 * <p>{@code records} = {@code superseded} + {@code withdrawn} + {@code merged} + {@code surviving}, unless the stream was
 * left out, which {@code complete} says.
 *
 * @param type name of the record type, such as {@code Order}
 * @param complete false if the stream was left out of the report because reading failed or too many rows were rejected
 * @param rows rows read at the source: records and rejects
 * @param records records delivered for the time asked
 * @param outside records outside the time asked, not used
 * @param superseded records replaced by a newer revision or repeated
 * @param withdrawn records withdrawn by the source, tombstones included
 * @param merged records that gave way to the same fact from another source or record: the same order, a second
 *     assignment, a second referrer, a repeated stage
 * @param surviving records that the numbers rest on
 * @param rejected rows that could not become a record, in all
 * @param rejects the same by reason
 * @param firstRejects the first of them, without any value
 * @param completeThrough up to when the source is complete, or null if it does not say
 * @param digest order-independent digest of the surviving records, in hexadecimal
 */
public record StreamSummary(
        String type,
        boolean complete,
        long rows,
        long records,
        long outside,
        long superseded,
        long withdrawn,
        long merged,
        long surviving,
        long rejected,
        Map<RejectReason, Long> rejects,
        List<Reject> firstRejects,
        @Nullable Instant completeThrough,
        String digest) {

    /** Checks that nothing is missing and copies the collections. */
    public StreamSummary {
        Objects.requireNonNull(type, "type");
        Map<RejectReason, Long> sorted = new EnumMap<>(RejectReason.class);
        sorted.putAll(rejects);
        rejects = Collections.unmodifiableMap(sorted);
        firstRejects = List.copyOf(firstRejects);
        Objects.requireNonNull(digest, "digest");
    }

    /** Share of rows that could not become a record, 0 if there were no rows. */
    public double rejectShare() {
        return rows == 0 ? 0 : (double) rejected / rows;
    }
}
