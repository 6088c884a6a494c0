package io.ckpi.source.rest.internal;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** The pages of a list while it is read once. Confined to one thread. */
interface Pages {

    /**
     * The rows behind a point.
     *
     * @param point empty for the beginning, or a point of an {@link Entry} or a page
     * @param check throws if the work is to stop
     */
    Page page(String point, Runnable check);

    /**
     * A page.
     *
     * @param entries its rows
     * @param next where the next page begins, or null if this is the last
     */
    record Page(List<Entry> entries, @Nullable String next) {}
}
