package io.ckpi.source.mapping;

import io.ckpi.spi.ReadRequest;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * A table of rows and what to make of them: a file, a query, a list of a web service. It may be opened many times, and by
 * several threads.
 */
public interface MappedTable {

    /** Its name in rejects and issues, for instance that of the file. */
    String name();

    /** What to make of its rows. */
    RecordMapping mapping();

    /**
     * Opens its rows.
     *
     * @param request what is read; a table may leave out rows whose records lie outside its time, and need not
     * @param from a point that {@link TableRows#marked} gave, or null for the beginning
     * @param check throws if the work is to stop; called often while rows are fetched
     * @throws io.ckpi.core.CkpiException if that fails
     */
    TableRows open(ReadRequest<?> request, @Nullable String from, Runnable check);

    /** True if its rows can be read on from any of them without what was read before. */
    default boolean isResumable() {
        return mapping().isResumable();
    }

    /**
     * True if the row behind a point is the same one whenever the table is opened there; else a reader that broke off between
     * the records of one row gives all of them again.
     */
    default boolean isFixed() {
        return true;
    }

    /**
     * True if a reader that has read all rows can be gone on with later: opened at the point behind its last row, the table
     * gives the rows that were written or changed since, and may repeat earlier ones.
     */
    default boolean grows() {
        return false;
    }

    /** Up to when the table is complete, or null if it cannot say: by default the end of the day of the snapshot. */
    default @Nullable Instant completeThrough() {
        RowSettings settings = mapping().settings();
        LocalDate asOf = settings.asOf();
        return asOf == null
                ? null
                : asOf.plusDays(1)
                        .atStartOfDay(settings.zone() == null ? ZoneOffset.UTC : settings.zone())
                        .toInstant();
    }
}
