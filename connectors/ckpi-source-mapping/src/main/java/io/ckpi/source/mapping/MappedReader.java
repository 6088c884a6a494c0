package io.ckpi.source.mapping;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.Watermark;
import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Queue;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Reads one type of record from all tables, one table after the other, in constant memory.
 *
 * <p>A row becomes all the records of the type that the mapping makes of it, or one reject: it is never half delivered.
 * Confined to one thread.
 */
final class MappedReader<R extends SourceRecord> implements RecordReader<R> {

    private static final int CHECK_EVERY = 256;
    private static final String VERSION = "3";
    /** Clocks and zones may differ by that much before a time counts as future. */
    private static final Duration FUTURE = Duration.ofDays(1);
    /** Share of long ids of a column with zero tails from which on they are suspect: 9 of 10. */
    private static final int SUSPECT_TENTHS = 9;

    private final MappedSource source;
    private final SourceContext context;
    private final ReadRequest<R> request;
    private final String stream;
    private final List<MappedTable> tables;
    private final boolean resumable;
    private final String digest;
    private final Instant latest;
    private final List<DataIssue> issues = new ArrayList<>();
    private final Runnable check;

    /** The table that is read now; from the number of tables on there is none. */
    private int table = -1;

    private @Nullable TableRows rows;
    private @Nullable Row row;
    private Template.Maker[] makers = {};
    private int[] ids = {};
    private long[] longIds = {};
    private long[] zeroTails = {};

    /** Where the next table is to be opened; null for its beginning. */
    private @Nullable String from;

    /** Behind the last rows of tables that {@linkplain MappedTable#grows grow}: from there they are gone on with. */
    private final SortedMap<Integer, String> ends = new TreeMap<>();

    /** Tables that were read to the end before the cursor was taken and have grown since; they come last. */
    private final Queue<Integer> grown = new ArrayDeque<>();

    /** Whether the present table is one of those. */
    private boolean goingOn;

    private final List<R> pending = new ArrayList<>();
    private final Consumer<SourceRecord> taker = this::take;
    /** How many records of the present row have been returned. */
    private int returned;
    /** Records of the first row that were returned before the cursor was taken. */
    private int skip;

    private boolean resuming;
    /** Whether the present table is read from its beginning. */
    private boolean whole;

    private int sinceCheck;
    private boolean overBudget;
    private boolean closed;

    MappedReader(MappedSource source, ReadRequest<R> request) {
        this.source = source;
        this.context = source.context();
        this.request = request;
        this.stream = request.type().getSimpleName();
        this.check = source::check;
        this.tables = source.tables().stream()
                .filter(t -> !t.mapping().of(request.type()).isEmpty())
                .toList();
        this.resumable = tables.stream().allMatch(MappedTable::isResumable);
        this.latest = context.clock().instant().plus(FUTURE);
        this.digest = digest();
        Cursor cursor = request.cursor();
        if (cursor != null && !cursor.equals(Cursor.NONE)) {
            if (!resumable) {
                throw source.cursorFault("this mapping cannot be resumed: its rows depend on earlier ones");
            }
            resume(cursor);
        }
    }

    // ---- cursor

    /** What a cursor is bound to: the mapping, the request and the names of the tables. */
    private String digest() {
        StringBuilder text = new StringBuilder(source.header().hash())
                .append('\n')
                .append(stream)
                .append('\n')
                .append(request.from())
                .append('\n')
                .append(request.to());
        tables.forEach(t -> text.append('\n').append(t.name()));
        try {
            byte[] hash =
                    MessageDigest.getInstance("SHA-256").digest(text.toString().getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, 8);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every platform has it
        }
    }

    @Override
    public Cursor cursor() {
        checkOpen();
        if (!resumable) {
            return Cursor.NONE;
        }
        TableRows present = rows;
        SortedMap<Integer, String> points = new TreeMap<>(ends);
        int at = goingOn ? tables.size() : Math.min(table + 1, tables.size());
        int given = goingOn ? 0 : skip;
        String point = from;
        if (present != null && goingOn) {
            points.put(table, present.marked());
        } else if (present != null) {
            at = table;
            given = returned;
            point = present.marked();
        }
        StringBuilder behind = new StringBuilder();
        points.forEach((number, end) -> behind.append(behind.isEmpty() ? "" : ",")
                .append(number)
                .append(':')
                .append(URLEncoder.encode(end, StandardCharsets.UTF_8)));
        return new Cursor(String.join(
                "|",
                VERSION,
                digest,
                behind,
                Integer.toString(at),
                Integer.toString(given),
                point == null ? "" : point));
    }

    private void resume(Cursor cursor) {
        String[] parts = cursor.text().split("\\|", 6);
        if (parts.length != 6 || !parts[0].equals(VERSION) || !parts[1].equals(digest)) {
            throw source.cursorFault("the cursor is not one of this request");
        }
        try {
            table = Integer.parseInt(parts[3]) - 1;
            skip = Integer.parseInt(parts[4]);
            for (String end : parts[2].isEmpty() ? new String[0] : parts[2].split(",", -1)) {
                String[] pair = end.split(":", 2);
                ends.put(Integer.parseInt(pair[0]), URLDecoder.decode(pair[1], StandardCharsets.UTF_8));
            }
        } catch (IllegalArgumentException | ArrayIndexOutOfBoundsException e) {
            throw source.cursorFault("the cursor is broken");
        }
        boolean fits = table >= -1 && table < tables.size() && skip >= 0;
        for (int number : ends.keySet()) {
            fits = fits && number >= 0 && number <= table && tables.get(number).grows();
        }
        if (!fits) {
            throw source.cursorFault("the cursor is broken");
        }
        grown.addAll(ends.keySet());
        from = parts[5].isEmpty() ? null : parts[5];
        resuming = true;
    }

    // ---- reading

    @Override
    public @Nullable R next() {
        checkOpen();
        while (true) {
            if (returned < pending.size()) {
                R record = pending.get(returned++);
                if (returned == pending.size()) {
                    passRow();
                }
                return record;
            }
            if (rows == null && !openNext()) {
                return null;
            }
            readRow();
        }
    }

    private boolean openNext() {
        boolean more = !goingOn && table + 1 < tables.size();
        Integer number = more ? Integer.valueOf(table + 1) : grown.peek();
        if (number == null) {
            goingOn = false;
            table = tables.size() - 1;
            return false;
        }
        String end = ends.getOrDefault(number, "");
        String begin = more ? from : end.isEmpty() ? null : end;
        MappedTable next = tables.get(number);
        RecordMapping mapping = next.mapping();
        TableRows opened = next.open(request, begin, check);
        table = number;
        goingOn = !more;
        if (goingOn) {
            grown.remove();
        }
        if (!resuming || !next.isFixed()) {
            skip = 0;
        }
        resuming = false;
        whole = begin == null;
        from = null;
        rows = opened;
        row = new Row(
                opened, mapping.settings(), mapping.names(), mapping.memos(), mapping.history(), context.tokens());
        List<Template> templates = mapping.of(request.type());
        makers = templates.stream()
                .map(template -> template.maker(source.source(), latest))
                .toArray(Template.Maker[]::new);
        TreeSet<Integer> columns = new TreeSet<>();
        for (Template template : templates) {
            for (int id : template.ids) {
                columns.add(id);
            }
        }
        ids = columns.stream().mapToInt(Integer::intValue).toArray();
        longIds = new long[ids.length];
        zeroTails = new long[ids.length];
        opened.mark();
        return true;
    }

    private void readRow() {
        TableRows present = rows;
        Row cells = row;
        if (present == null || cells == null) {
            return;
        }
        if (++sinceCheck >= CHECK_EVERY) {
            sinceCheck = 0;
            source.check();
        }
        pending.clear();
        returned = 0;
        present.mark();
        cells.begin();
        if (!present.next()) {
            finishTable(present, cells);
            return;
        }
        RowFault fault = present.fault();
        if (fault != null) {
            reject(present, fault);
            return;
        }
        try {
            checkIds(cells);
            if (!cells.repeatsState()) {
                for (Template.Maker maker : makers) {
                    maker.make(cells, taker);
                }
            }
        } catch (RowFault broken) {
            pending.clear();
            reject(present, broken);
            return;
        }
        context.rejects().accepted(source.source(), stream);
        if (overBudget) {
            pending.clear();
        }
        if (skip > 0) {
            returned = Math.min(skip, pending.size());
            skip = 0;
        }
    }

    /** A row that was given wholly need not be there any more when the reading is resumed. */
    private void passRow() {
        TableRows present = rows;
        if (present != null) {
            present.mark();
            pending.clear();
            returned = 0;
        }
    }

    private void take(SourceRecord record) {
        if (request.includes(record.envelope().occurredAt())) {
            pending.add(request.type().cast(record));
        }
    }

    private void checkIds(Row cells) throws RowFault {
        for (int i = 0; i < ids.length; i++) {
            String id = cells.cell(ids[i]);
            if (id == null) {
                continue;
            }
            if (!Ids.isDigits(id)) {
                if (Ids.isPrecisionLost(id)) {
                    throw cells.fault(RejectReason.ID_PRECISION_LOST, ids[i]);
                }
            } else if (Ids.isLong(id)) {
                longIds[i]++;
                if (Ids.hasZeroTail(id)) {
                    zeroTails[i]++;
                }
            }
        }
    }

    private void reject(TableRows present, RowFault fault) {
        context.rejects()
                .add(new Reject(
                        source.source(),
                        stream,
                        present.location(),
                        present.row(),
                        fault.reason(),
                        fault.field(),
                        fault.hint()));
        overBudget = overBudget || context.rejects().overBudget(source.source(), stream);
    }

    private void finishTable(TableRows present, Row cells) {
        String name = tables.get(table).name();
        for (int i = 0; i < ids.length; i++) {
            if (longIds[i] > 0 && 10 * zeroTails[i] >= SUSPECT_TENTHS * longIds[i]) {
                String column = cells.name(ids[i]);
                warn(
                        "ID_PRECISION_SUSPECT",
                        name,
                        zeroTails[i],
                        "Номера в столбце «" + column
                                + "» похожи на округлённые табличным редактором: после 15-й цифры одни нули.",
                        "The ids in column \"" + column
                                + "\" look rounded by a spreadsheet: only zeros after the 15th digit.");
            }
        }
        if (tables.get(table).grows()) {
            ends.put(table, present.marked());
        }
        issues.addAll(present.issues());
        cells.unknown()
                .forEach((column, count) -> warn(
                        "UNKNOWN_VALUE",
                        name,
                        count,
                        "В столбце «" + column + "» есть значения, которых описание соответствия не знает.",
                        "Column \"" + column + "\" holds values that the mapping does not know."));
        if (whole && tables.get(table).mapping().readsMembers() && present.row() > 0) {
            for (String column : cells.neverFilled()) {
                issues.add(new DataIssue(
                        "COLUMN_EMPTY",
                        DataIssue.Severity.INFO,
                        source.source(),
                        name,
                        present.row(),
                        new Names(
                                "Ни в одной строке нет значения «" + column + "»: не переименовано ли оно в источнике?",
                                "No row has a value of \"" + column + "\": was it renamed at the source?")));
            }
        }
        closeRows();
    }

    private void warn(String code, String location, long count, String ru, String en) {
        issues.add(
                new DataIssue(code, DataIssue.Severity.WARNING, source.source(), location, count, new Names(ru, en)));
    }

    // ---- life cycle

    private void checkOpen() {
        if (closed) {
            throw source.closedFault();
        }
        source.checkOpen();
    }

    @Override
    public List<DataIssue> issues() {
        checkOpen();
        List<DataIssue> all = new ArrayList<>(issues);
        TableRows present = rows;
        if (present != null) {
            all.addAll(present.issues());
        }
        return List.copyOf(all);
    }

    @Override
    public Watermark watermark() {
        checkOpen();
        Instant through = null;
        for (MappedTable each : tables) {
            Instant complete = each.completeThrough();
            if (complete == null) {
                through = null;
                break;
            }
            through = through == null || complete.isBefore(through) ? complete : through;
        }
        return new Watermark(through, context.clock().instant());
    }

    private void closeRows() {
        TableRows present = rows;
        rows = null;
        row = null;
        if (present != null) {
            present.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        closeRows();
    }
}
