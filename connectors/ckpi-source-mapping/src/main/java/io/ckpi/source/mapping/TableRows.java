package io.ckpi.source.mapping;

import io.ckpi.core.DataIssue;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a table, one after another. Mutable, for one thread: the cells are those of the present row, until the next
 * call of {@link #next}.
 *
 * <p>Whatever goes wrong outside is a {@link io.ckpi.core.CkpiException}; a row that is none is a {@link #fault}.
 */
public interface TableRows extends Cells, AutoCloseable {

    /** Moves to the next row, good or bad; false at the end. */
    boolean next();

    /** The number of the row, from 1. */
    long row();

    /** Where the row stands, for a person who looks for it: file and line, or query and key. Never customer data. */
    String location();

    /** Why the row is none, or null if it is one. */
    @Nullable
    RowFault fault();

    /** Marks the point behind the present row, or the beginning before the first one; called for every row, so it is cheap. */
    void mark();

    /** The marked point as a text, from which {@link MappedTable#open} can go on. */
    String marked();

    /** What was noticed about the rows so far. */
    default List<DataIssue> issues() {
        return List.of();
    }

    @Override
    void close();
}
