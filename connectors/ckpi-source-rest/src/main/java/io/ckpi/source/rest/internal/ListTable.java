package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.JsonRow;
import io.ckpi.source.mapping.MappedTable;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.source.mapping.TableRows;
import io.ckpi.spi.ReadRequest;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A list of a web service and what to make of its rows. Thread-safe. */
final class ListTable implements MappedTable {

    private static final int FIELD_CHARS = 1 << 20;

    private final String source;
    private final String code;
    private final String name;
    private final RecordMapping mapping;
    private final Clock clock;
    private final Function<ReadRequest<?>, Pages> list;
    private final AtomicReference<@Nullable Instant> openedAt = new AtomicReference<>();

    ListTable(
            String source,
            String code,
            String name,
            RecordMapping mapping,
            Clock clock,
            Function<ReadRequest<?>, Pages> list) {
        this.source = source;
        this.code = code;
        this.name = name;
        this.mapping = mapping;
        this.clock = clock;
        this.list = list;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public RecordMapping mapping() {
        return mapping;
    }

    /** The time at which the last reading of the list began: what came later may be missing. */
    @Override
    public @Nullable Instant completeThrough() {
        return openedAt.get();
    }

    @Override
    public TableRows open(ReadRequest<?> request, @Nullable String from, Runnable check) {
        String text = from == null ? "0|" : from;
        int bar = text.indexOf('|');
        if (bar < 1 || bar > 18 || !text.substring(0, bar).matches("\\d+")) {
            throw new CkpiException(CkpiException.Kind.CONFIG, code + "-CURSOR", source, "the cursor is broken");
        }
        if (from == null) {
            openedAt.set(clock.instant());
        }
        return new Rows(list.apply(request), Long.parseLong(text.substring(0, bar)), text.substring(bar + 1), check);
    }

    /** The rows. Mutable, for one thread. */
    private final class Rows implements TableRows {
        private final Pages pages;
        private final Runnable check;
        private final JsonRow cells = new JsonRow(mapping.columns(), FIELD_CHARS);
        private List<Entry> entries = List.of();
        private @Nullable String next;
        private int at;
        private long row;
        private String label = "";
        private String point;
        private long markedRow;
        private String markedPoint;

        Rows(Pages pages, long row, String point, Runnable check) {
            this.pages = pages;
            this.check = check;
            this.row = row;
            this.point = point;
            this.next = point;
            this.markedRow = row;
            this.markedPoint = point;
        }

        @Override
        public boolean next() {
            while (at == entries.size()) {
                if (next == null) {
                    return false;
                }
                Pages.Page page = pages.page(next, check);
                entries = page.entries();
                next = page.next();
                at = 0;
            }
            Entry entry = entries.get(at++);
            row++;
            label = entry.label();
            point = entry.point();
            cells.take(entry.members());
            return true;
        }

        @Override
        public long row() {
            return row;
        }

        @Override
        public String location() {
            return name + ":" + label;
        }

        @Override
        public @Nullable RowFault fault() {
            return null;
        }

        @Override
        public @Nullable String text(int column) throws RowFault {
            return cells.text(column);
        }

        @Override
        public @Nullable List<String> array(int column) throws RowFault {
            return cells.array(column);
        }

        @Override
        public void mark() {
            markedRow = row;
            markedPoint = point;
        }

        @Override
        public String marked() {
            return markedRow + "|" + markedPoint;
        }

        @Override
        public void close() {
            entries = List.of();
            at = 0;
            next = null;
        }
    }
}
