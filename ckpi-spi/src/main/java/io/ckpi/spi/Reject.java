package io.ckpi.spi;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A row that could not become a record.
 *
 * @param source the configured source
 * @param stream the type of record, or the file, it should have become
 * @param location file and line, or query and key
 * @param row the data row, from 1
 * @param reason why
 * @param field the field at fault, or null
 * @param hint the shape of the value such as {@code digits.digitsE+digits}, never the value; or null
 */
public record Reject(
        String source,
        String stream,
        String location,
        long row,
        RejectReason reason,
        @Nullable String field,
        @Nullable String hint) {

    /** Checks the parts. */
    public Reject {
        Objects.requireNonNull(source, "source");
        Objects.requireNonNull(stream, "stream");
        Objects.requireNonNull(location, "location");
        Objects.requireNonNull(reason, "reason");
        if (row < 1) {
            throw new IllegalArgumentException("row is below 1: " + row);
        }
    }
}
