package io.ckpi.source.files.internal;

import io.ckpi.core.DataIssue;
import io.ckpi.source.mapping.Cells;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.Closeable;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads a file row by row. Mutable, for one thread: a row is valid until the next call of {@link #next}. */
interface RowReader extends Cells, Closeable {

    /** Moves to the next row, good or bad; false at the end of the file. */
    boolean next() throws IOException;

    /** The number of the row, from 1. */
    long row();

    /** The physical line on which the row begins, from 1. */
    long line();

    /** Why the row is none, or null if it is one. */
    @Nullable
    RejectReason fault();

    /** Which field is at fault, where that is known; null if the row has no fault or none in particular. */
    default @Nullable RowFault faultInDetail() {
        return null;
    }

    /** What was noticed about the rows so far. */
    default List<DataIssue> issues(String source, String file) {
        return List.of();
    }

    /** How many physical lines the row took. */
    long lines();

    /** The point behind the row, from which {@link #resume} can go on. */
    Position position();

    /** Goes on behind an earlier row; called before the first {@link #next}. */
    void resume(Position position) throws IOException;

    /**
     * A point between two rows.
     *
     * @param offset bytes of text before it
     * @param line line at it, from 1
     * @param row rows before it
     */
    record Position(long offset, long line, long row) {}
}
