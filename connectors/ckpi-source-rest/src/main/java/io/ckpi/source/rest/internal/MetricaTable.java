package io.ckpi.source.rest.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.ClickHouseCell;
import io.ckpi.source.mapping.MappedTable;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.source.mapping.TableRows;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RejectReason;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Visits or hits: logs of some days each, which are ordered, awaited, read part by part and cleaned. Behind its last row it goes
 * on with the days since, and with those before that may have changed. For one reader.
 */
final class MetricaTable implements MappedTable {

    /** The year of the row's day: ids are unique within a year only. */
    private static final String YEAR = "@year";

    private static final List<String> DAYS = List.of("ym:s:date", "ym:s:dateTime", "ym:pv:date", "ym:pv:dateTime");
    /** Of goals without a price the log says 0, in no currency; so it does of purchases without a tax. */
    private static final Set<String> ZERO_IS_NONE = Set.of("ym:s:goalsPrice", "ym:s:purchaseTax");

    private static final String ATTRIBUTION = "<attribution>";
    /** The service changes days that lie that far back. */
    private static final int LATE_DAYS = 3;

    private static final String END = "end,";

    private final Metrica metrica;
    private final String list;
    private final RecordMapping mapping;
    /** The last day that is read; null before. */
    private @Nullable LocalDate last;

    MetricaTable(Metrica metrica, String list, RecordMapping mapping) {
        this.metrica = metrica;
        this.list = list;
        this.mapping = mapping;
    }

    @Override
    public String name() {
        return list;
    }

    @Override
    public RecordMapping mapping() {
        return mapping;
    }

    @Override
    public Instant completeThrough() {
        LocalDate day = last;
        return metrica.endOf(day == null ? metrica.yesterday() : day);
    }

    @Override
    public boolean grows() {
        return true;
    }

    /** A log that is ordered again may hold its rows in another order. */
    @Override
    public boolean isFixed() {
        return false;
    }

    /** The fields of a log: the columns that the mapping names. */
    String fields() {
        Set<String> fields = new LinkedHashSet<>();
        for (String column : mapping.columns()) {
            if (!column.equals(YEAR)) {
                fields.add(column);
            }
        }
        return String.join(",", fields);
    }

    /** A point is that of a row, or behind all: {@code end}, the last day, rows read. */
    @Override
    public TableRows open(ReadRequest<?> request, @Nullable String from, Runnable check) {
        LocalDate today = metrica.yesterday();
        last = today;
        if (from == null) {
            return new Rows(metrica.days(request, null, today), null, 0, today, check);
        }
        String[] parts = from.split(",", -1);
        try {
            if (from.startsWith(END)) {
                LocalDate after = LocalDate.parse(parts[1]).minusDays(LATE_DAYS);
                return new Rows(metrica.days(request, after, today), null, Long.parseLong(parts[2]), today, check);
            }
            Point point = Point.of(parts);
            List<Metrica.Days> days = new ArrayList<>(List.of(point.days()));
            days.addAll(metrica.days(request, point.days().last(), today));
            return new Rows(days, point, point.row(), today, check);
        } catch (DateTimeException | NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw metrica.http.fault(CkpiException.Kind.CONFIG, "CURSOR", "the cursor is broken");
        }
    }

    /**
     * Where a reading stands: the days and the id of a log, its part, and the rows of that part that were read.
     *
     * @param row rows of the whole reading
     * @param logRow rows of the log
     * @param hash of those: another log of the same days that begins so need not be read again
     */
    private record Point(Metrica.Days days, String log, int part, long line, long row, long logRow, long hash) {

        static Point of(String[] parts) {
            if (parts.length != 8 || !parts[2].matches("\\d{0,19}")) {
                throw new ArrayIndexOutOfBoundsException(parts.length);
            }
            return new Point(
                    new Metrica.Days(LocalDate.parse(parts[0]), LocalDate.parse(parts[1])),
                    parts[2],
                    Integer.parseInt(parts[3]),
                    Long.parseLong(parts[4]),
                    Long.parseLong(parts[5]),
                    Long.parseLong(parts[6]),
                    Long.parseUnsignedLong(parts[7], 16));
        }

        @Override
        public String toString() {
            return days.first() + "," + days.last() + "," + log + "," + part + "," + line + "," + row + "," + logRow
                    + "," + Long.toHexString(hash);
        }
    }

    /** The names under which a column may come: attribution spelled out or not, product fields old or new. */
    static List<String> names(String column, String attribution) {
        Set<String> names = new LinkedHashSet<>(List.of(column));
        for (String[] pair : new String[][] {
            {"ym:s:products", "ym:s:purchasedProduct"},
            {"ym:s:eventsProduct", "ym:s:product"},
            {"ym:pv:products", "ym:pv:purchasedProduct"},
            {"ym:pv:eventsProduct", "ym:pv:product"}
        }) {
            for (String name : List.copyOf(names)) {
                renamed(name, pair[0], pair[1], names);
                renamed(name, pair[1], pair[0], names);
            }
        }
        for (String name : List.copyOf(names)) {
            names.add(name.replace(ATTRIBUTION, attribution));
        }
        return List.copyOf(names);
    }

    /** A hash of 64 bits (FNV-1a) of a line; of one that is no text, 0. */
    private static long hash(@Nullable String line) {
        long hash = line == null ? 0 : 0xCBF2_9CE4_8422_2325L;
        for (int i = 0; line != null && i < line.length(); i++) {
            hash = (hash ^ line.charAt(i)) * 0x100_0000_01B3L;
        }
        return hash;
    }

    private static void renamed(String name, String from, String to, Set<String> names) {
        if (name.startsWith(from)
                && name.length() > from.length()
                && Character.isUpperCase(name.charAt(from.length()))) {
            names.add(to + name.substring(from.length()));
        }
    }

    /** The rows. Mutable, for one thread. */
    private final class Rows implements TableRows {
        private final Runnable check;
        private final Deque<Metrica.Days> left;
        private final List<String> columns = mapping.columns();
        private int[] index = {};
        private int day = -1;
        private int width;
        private MetricaLogs.@Nullable Order order;
        private MetricaLogs.@Nullable Log log;
        private @Nullable String ordered;
        private @Nullable TsvLines lines;
        private int part;
        private long line;
        private long row;
        private long logRow;
        private long hash;
        /** Where another log of these days was read up to; null unless this one is being compared with it. */
        private @Nullable Point other;

        private String[] cells = {};
        private @Nullable RowFault fault;
        private @Nullable Point resumed;
        private Point marked;
        private final String behind;
        private boolean ended;
        /** Whether no row was read since the mark: then the mark may move to where the next row is. */
        private boolean fresh;

        Rows(List<Metrica.Days> days, @Nullable Point point, long row, LocalDate last, Runnable check) {
            this.check = check;
            this.left = new ArrayDeque<>(days);
            this.row = row;
            this.resumed = point;
            this.behind = END + last + ",";
            this.ended = days.isEmpty();
            Metrica.Days first = days.isEmpty() ? new Metrica.Days(last, last) : days.get(0);
            this.marked = point == null ? new Point(first, "", 0, 0, row, 0, 0) : point;
        }

        @Override
        public boolean next() {
            while (true) {
                TsvLines present = lines;
                if (present == null) {
                    if (!openPart()) {
                        ended = true;
                        return false;
                    }
                    continue;
                }
                fault = null;
                cells = new String[0];
                if (fresh && other == null) {
                    markHere();
                }
                String text = null;
                try {
                    text = present.next();
                    if (text == null) {
                        closePart();
                        continue;
                    }
                    cells = text.split("\t", -1);
                    if (!present.terminated()) {
                        throw cut(); // its last cell may lack its end
                    }
                    if (cells.length != width) {
                        fault = new RowFault(RejectReason.COLUMN_COUNT, null, null);
                    }
                } catch (RowFault e) {
                    if (!present.terminated()) {
                        throw cut();
                    }
                    fault = e;
                }
                line++;
                logRow++;
                hash = 31 * hash + hash(text);
                Point before = other;
                if (before == null) {
                    fresh = false;
                    row++;
                    return true;
                }
                if (logRow == before.logRow()) {
                    other = null;
                    if (hash != before.hash()) {
                        restart();
                    }
                }
            }
        }

        /** Reads a log from its beginning, which has other rows than the log that was read before, or in another order. */
        private void restart() {
            other = null;
            closePart();
            part = 0;
            line = 0;
            logRow = 0;
            hash = 0;
        }

        /** Opens the next part; false if there is no more day. */
        private boolean openPart() {
            MetricaLogs.Log present = log;
            if (present == null) {
                Metrica.Days days = left.peekFirst();
                if (days == null) {
                    return false;
                }
                present = openLog(days);
                log = present;
            }
            int at = part;
            Integer number =
                    present.parts().stream().filter(n -> n >= at).findFirst().orElse(null);
            if (number == null && other != null) {
                restart();
                return true;
            }
            if (number == null) {
                metrica.logs.cleanIfPossible(present.id(), check);
                ordered = null;
                log = null;
                left.removeFirst();
                part = 0;
                line = 0;
                logRow = 0;
                hash = 0;
                return true;
            }
            if (number != part) {
                line = 0;
            }
            part = number;
            TsvLines opened = new TsvLines(metrica.logs.part(present.id(), part, check));
            lines = opened;
            header(opened);
            skip(opened, line);
            return true;
        }

        private MetricaLogs.Log openLog(Metrica.Days days) {
            MetricaLogs.Order wanted = order;
            if (wanted == null || !wanted.days().equals(days)) {
                wanted = new MetricaLogs.Order(list, days, fields(), metrica.attribution());
                order = wanted;
            }
            String id = ordered;
            if (id == null) {
                id = metrica.logs.claim(wanted);
                Point point = resumed;
                resumed = null;
                if (id == null) {
                    id = metrica.logs.order(wanted, check);
                }
                ordered = id;
                if (point != null) {
                    boolean same = point.log().equals(id);
                    part = same ? point.part() : 0;
                    line = same ? point.line() : 0;
                    logRow = same ? point.logRow() : 0;
                    hash = same ? point.hash() : 0;
                    other = same || point.logRow() == 0 ? null : point;
                }
            }
            try {
                return metrica.logs.await(wanted, id, check);
            } catch (CkpiException e) {
                if (e.code().endsWith("-LOG") || e.code().endsWith("-PREPARING")) {
                    ordered = null;
                }
                throw e;
            }
        }

        private void header(TsvLines opened) {
            String text;
            try {
                text = opened.next();
            } catch (RowFault e) {
                text = null;
            }
            if (text == null) {
                if (opened.atEnd()) {
                    throw cut();
                }
                throw columns("cannot be read");
            }
            List<String> header = Arrays.asList(text.split("\t", -1));
            width = header.size();
            index = new int[columns.size()];
            List<String> missing = new ArrayList<>();
            for (int i = 0; i < index.length; i++) {
                String column = columns.get(i);
                index[i] = -1;
                for (String name : names(column, metrica.attribution())) {
                    index[i] = index[i] < 0 ? header.indexOf(name) : index[i];
                }
                if (index[i] < 0 && !column.equals(YEAR)) {
                    missing.add(column);
                }
            }
            day = -1;
            for (String name : DAYS) {
                day = day < 0 ? header.indexOf(name) : day;
            }
            if (!missing.isEmpty() || (columns.contains(YEAR) && day < 0)) {
                throw columns("lacks " + (missing.isEmpty() ? "a day" : String.join(", ", missing)));
            }
        }

        private CkpiException cut() {
            return metrica.http.cut("part " + part + " of a log");
        }

        private CkpiException columns(String what) {
            return metrica.http.fault(
                    CkpiException.Kind.DATA, "COLUMNS", "the header of a log of " + list + " " + what);
        }

        private void skip(TsvLines opened, long count) {
            for (long i = 0; i < count; i++) {
                try {
                    if (opened.next() == null) {
                        return;
                    }
                } catch (RowFault e) {
                    // it was a row, and has been rejected
                }
            }
        }

        private void closePart() {
            TsvLines present = lines;
            lines = null;
            if (present != null) {
                present.close();
            }
            part++;
            line = 0;
        }

        @Override
        public long row() {
            return row;
        }

        @Override
        public String location() {
            MetricaLogs.Order present = order;
            return list
                    + (present == null
                            ? ""
                            : " of " + present.days().first() + " to "
                                    + present.days().last()) + ", part " + part + ":" + line;
        }

        @Override
        public @Nullable RowFault fault() {
            return fault;
        }

        @Override
        public @Nullable String text(int column) throws RowFault {
            if (index[column] < 0) {
                String text = ClickHouseCell.text(cells[day]);
                if (text == null || text.length() < 5 || text.charAt(4) != '-') {
                    throw RowFault.of(RejectReason.BAD_TIMESTAMP, YEAR, text);
                }
                return text.substring(0, 4);
            }
            return ClickHouseCell.text(cells[index[column]]);
        }

        @Override
        public @Nullable List<String> array(int column) throws RowFault {
            if (index[column] < 0) {
                throw new RowFault(RejectReason.BAD_ARRAY, YEAR, null);
            }
            List<String> elements = ClickHouseCell.array(cells[index[column]]);
            if (elements != null && ZERO_IS_NONE.contains(columns.get(column))) {
                elements.replaceAll(price -> price.equals("0") ? "" : price);
            }
            return elements;
        }

        @Override
        public void mark() {
            fresh = true;
            markHere();
        }

        private void markHere() {
            Metrica.Days days = left.peekFirst();
            String id = ordered;
            if (days != null && (id != null || resumed == null)) {
                marked = new Point(days, id == null ? "" : id, part, line, row, logRow, hash);
            }
        }

        @Override
        public String marked() {
            return ended ? behind + row : marked.toString();
        }

        @Override
        public void close() {
            TsvLines present = lines;
            lines = null;
            if (present != null) {
                present.close();
            }
            MetricaLogs.Order wanted = order;
            String id = ordered;
            if (wanted != null && id != null) {
                metrica.logs.park(wanted, id);
                ordered = null;
            }
        }
    }
}
