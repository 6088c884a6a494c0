package io.ckpi.spi;

import io.ckpi.core.DataIssue;
import io.ckpi.core.record.SourceRecord;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Pulls records one by one. Confined to one thread; a page of memory is all it needs, and not calling {@link #next} is
 * the backpressure.
 *
 * @param <R> the type of record
 */
public interface RecordReader<R extends SourceRecord> extends AutoCloseable {

    /**
     * The next record, or null at the end, and then for ever.
     *
     * @throws io.ckpi.core.CkpiException if the source fails (kinds UNAVAILABLE, DATA, CANCELLED)
     */
    @Nullable
    R next();

    /** A safe point: everything before it has been returned by {@link #next}. */
    Cursor cursor();

    /** Up to when the source is complete for this type. */
    Watermark watermark();

    /**
     * What the reader noticed about the data so far, beyond rejected rows; complete once {@link #next} has returned null.
     * Never customer data.
     */
    default List<DataIssue> issues() {
        return List.of();
    }

    @Override
    void close();
}
