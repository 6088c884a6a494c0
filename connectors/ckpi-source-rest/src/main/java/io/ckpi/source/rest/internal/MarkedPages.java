package io.ckpi.source.rest.internal;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Pages that a service strings together by marks of its own. A point names the mark of a page, how many of its rows were read,
 * and the last of them: if that has moved meanwhile, it is looked for, and if it is gone the page is read again. Mutable, for
 * one thread.
 */
final class MarkedPages implements Pages {

    /** A service that gives so many pages without rows is not coming to an end. */
    private static final int MOST_EMPTY = 100;

    private static final String NO_LABEL = "?";

    private final Chunks chunks;
    private final Supplier<? extends RuntimeException> cursor;
    private final Function<String, ? extends RuntimeException> paging;
    /** A mark that was met; each lies twice as far as the one before, so that every circle is noticed. */
    private @Nullable String met;

    private long steps;
    private long leap = 1;
    private int empty;

    /** Asks the service. */
    @FunctionalInterface
    interface Chunks {
        /** The rows behind a mark; empty is the beginning. */
        Chunk at(String mark, Runnable check);
    }

    /** A row and a name for it, which is null if it has none that can be shown. */
    record Row(@Nullable String label, Map<String, @Nullable Object> members) {
        @Override
        public String toString() {
            return String.valueOf(label);
        }
    }

    /**
     * A page.
     *
     * @param mark by which it can be asked for again
     * @param next the next page, or null if this is the last
     */
    record Chunk(String mark, List<Row> rows, @Nullable String next) {}

    /**
     * The pages.
     *
     * @param cursor the error if a point is none
     * @param paging the error if there is no end
     */
    MarkedPages(
            Chunks chunks,
            Supplier<? extends RuntimeException> cursor,
            Function<String, ? extends RuntimeException> paging) {
        this.chunks = chunks;
        this.cursor = cursor;
        this.paging = paging;
    }

    @Override
    public Page page(String point, Runnable check) {
        String[] parts = point.isEmpty() ? new String[] {"0", "", ""} : point.split("/", -1);
        if (parts.length != 3 || !parts[0].matches("\\d{1,9}")) {
            throw cursor.get();
        }
        Chunk chunk;
        try {
            chunk = chunks.at(URLDecoder.decode(parts[2], StandardCharsets.UTF_8), check);
        } catch (IllegalArgumentException e) {
            throw cursor.get();
        }
        String mark = URLEncoder.encode(chunk.mark(), StandardCharsets.UTF_8);
        List<Entry> entries = new ArrayList<>();
        List<Row> rows = chunk.rows();
        for (int i = skip(rows, Integer.parseInt(parts[0]), parts[1]); i < rows.size(); i++) {
            String label = rows.get(i).label() == null ? NO_LABEL : rows.get(i).toString();
            entries.add(new Entry(
                    (i + 1) + "/" + label + "/" + mark, label, rows.get(i).members()));
        }
        String next = chunk.next();
        if (next == null) {
            return new Page(entries, null);
        }
        step(chunk.mark(), next, rows.isEmpty());
        return new Page(entries, "0//" + URLEncoder.encode(next, StandardCharsets.UTF_8));
    }

    private static int skip(List<Row> rows, int count, String label) {
        if (count == 0 || label.equals(NO_LABEL)) {
            return 0;
        }
        if (count <= rows.size() && label.equals(rows.get(count - 1).label())) {
            return count;
        }
        int found = 0;
        for (int i = 0; i < rows.size(); i++) {
            if (label.equals(rows.get(i).label())) {
                if (found > 0) {
                    return 0; // which of them was it?
                }
                found = i + 1;
            }
        }
        return found;
    }

    private void step(String mark, String next, boolean isEmpty) {
        empty = isEmpty ? empty + 1 : 0;
        if (next.equals(mark) || next.equals(met) || empty >= MOST_EMPTY) {
            throw paging.apply("has no end");
        }
        if (++steps == leap) {
            met = next;
            steps = 0;
            leap *= 2;
        }
    }
}
