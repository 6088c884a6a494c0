package io.ckpi.spi;

import io.ckpi.core.record.SourceRecord;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What to read: one type of record in a half-open range of time. {@code from} is in, {@code to} is out.
 *
 * @param type the type of record
 * @param from first instant wanted, or null for the beginning of the data
 * @param to first instant no longer wanted, or null for the end of the data
 * @param cursor where to resume, or null to start; only for sources with the capability RESUME
 * @param <R> the type of record
 */
public record ReadRequest<R extends SourceRecord>(
        Class<R> type,
        @Nullable Instant from,
        @Nullable Instant to,
        @Nullable Cursor cursor) {

    /** Checks the range. */
    public ReadRequest {
        Objects.requireNonNull(type, "type");
        if (from != null && to != null && from.isAfter(to)) {
            throw new IllegalArgumentException("from " + from + " is after to " + to);
        }
    }

    /** Everything of that type. */
    public static <R extends SourceRecord> ReadRequest<R> all(Class<R> type) {
        return new ReadRequest<>(type, null, null, null);
    }

    /** True if {@code instant} lies in the requested range. */
    public boolean includes(Instant instant) {
        return (from == null || !instant.isBefore(from)) && (to == null || instant.isBefore(to));
    }
}
