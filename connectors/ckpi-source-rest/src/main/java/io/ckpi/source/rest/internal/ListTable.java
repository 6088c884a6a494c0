package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.JsonRow;
import io.ckpi.source.mapping.MappedTable;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.source.mapping.TableRows;
import io.ckpi.spi.ReadRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A list of a web service and what to make of its rows. Behind its last row it goes on with what was changed since its reading
 * began, by the service's own clock. For one reader.
 */
final class ListTable implements MappedTable {

    private static final int FIELD_CHARS = 1 << 20;
    private static final Pattern POINT =
            Pattern.compile("(\\d{1,18})\\|(\\d{0,12})(?:\\|(\\d{0,12})\\|(.*))?", Pattern.DOTALL);

    /** Rows become visible that much later than the time they carry. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    private final String source;
    private final String code;
    private final String name;
    private final RecordMapping mapping;
    private final Clock clock;
    private final UnaryOperator<Instant> theirClock;
    private final Opening list;
    /** When the reading began that is done or under way; null before. */
    private @Nullable Instant began;

    /** Opens a list. */
    @FunctionalInterface
    interface Opening {
        /**
         * The pages of a list.
         *
         * @param since null for all rows, else those that were written or changed since
         */
        Pages open(ReadRequest<?> request, @Nullable Instant since);
    }

    ListTable(
            String source,
            String code,
            String name,
            RecordMapping mapping,
            Clock clock,
            UnaryOperator<Instant> theirClock,
            Opening list) {
        this.source = source;
        this.code = code;
        this.name = name;
        this.mapping = mapping;
        this.clock = clock;
        this.theirClock = theirClock;
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

    /** The time at which the reading of the list began: what came later may be missing. */
    @Override
    public @Nullable Instant completeThrough() {
        return began;
    }

    @Override
    public boolean grows() {
        return true;
    }

    /** A row may have been deleted or changed meanwhile. */
    @Override
    public boolean isFixed() {
        return false;
    }

    /** A point is: rows read, when the reading began, since when rows were changed, place; or, behind all, the first two. */
    @Override
    public TableRows open(ReadRequest<?> request, @Nullable String from, Runnable check) {
        if (from == null) {
            began = null;
            return new Rows(list.open(request, null), 0, null, "", check);
        }
        Matcher parts = POINT.matcher(from);
        if (!parts.matches()) {
            throw new CkpiException(CkpiException.Kind.CONFIG, code + "-CURSOR", source, "the cursor is broken");
        }
        long row = Long.parseLong(parts.group(1));
        Instant start = instant(parts.group(2));
        if (parts.group(4) == null) {
            began = null;
            Instant since = start == null ? null : start.minus(OVERLAP);
            return new Rows(list.open(request, since), row, since, "", check);
        }
        began = start;
        Instant since = instant(parts.group(3));
        return new Rows(list.open(request, since), row, since, parts.group(4), check);
    }

    private static @Nullable Instant instant(@Nullable String seconds) {
        return seconds == null || seconds.isEmpty() ? null : Instant.ofEpochSecond(Long.parseLong(seconds));
    }

    private static String text(@Nullable Instant instant) {
        return instant == null ? "" : Long.toString(instant.getEpochSecond());
    }

    /** The rows. Mutable, for one thread. */
    private final class Rows implements TableRows {
        private final Pages pages;
        private final Runnable check;
        private final @Nullable Instant since;
        private final JsonRow cells = new JsonRow(mapping.columns(), FIELD_CHARS);
        private List<Entry> entries = List.of();
        private @Nullable String next;
        private int at;
        private long row;
        private String label = "";
        private String point;
        private long markedRow;
        private String markedPoint;
        private boolean ended;

        Rows(Pages pages, long row, @Nullable Instant since, String point, Runnable check) {
            this.pages = pages;
            this.check = check;
            this.since = since;
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
                    ended = true;
                    return false;
                }
                Instant before = clock.instant();
                Pages.Page page = pages.page(next, check);
                if (began == null) {
                    began = theirClock.apply(before);
                }
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
            String known = markedRow + "|" + ListTable.text(began);
            return ended ? known : known + "|" + ListTable.text(since) + "|" + markedPoint;
        }

        @Override
        public void close() {
            entries = List.of();
            at = 0;
            next = null;
        }
    }
}
