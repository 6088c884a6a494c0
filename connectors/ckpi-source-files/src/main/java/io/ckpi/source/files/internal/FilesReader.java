package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
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
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Reads one type of record from all files, one file after the other, in constant memory.
 *
 * <p>A row becomes all the records of the type that the mapping makes of it, or one reject: it is never half delivered.
 * Confined to one thread.
 */
final class FilesReader<R extends SourceRecord> implements RecordReader<R> {

    private static final int CHECK_EVERY = 256;
    private static final String VERSION = "1";
    /** Clocks and zones may differ by that much before a time counts as future. */
    private static final Duration FUTURE = Duration.ofDays(1);
    /** Share of long ids of a column with zero tails from which on they are suspect: 9 of 10. */
    private static final int SUSPECT_TENTHS = 9;

    private final FilesSource source;
    private final SourceContext context;
    private final ReadRequest<R> request;
    private final String stream;
    private final List<FilesSource.Input> inputs;
    private final String digest;
    private final Instant latest;
    private final List<DataIssue> issues = new ArrayList<>();

    /** The file that is read now; from the number of files on there is none. */
    private int file = -1;

    private @Nullable RowReader rows;
    private @Nullable Row row;
    private List<Template.Maker> makers = List.of();
    private int[] ids = {};
    private long[] longIds = {};
    private long[] zeroTails = {};

    /** Where the present row begins, and how many of its records have been returned. */
    private RowReader.Position before = new RowReader.Position(0, 1, 0);

    private final List<R> pending = new ArrayList<>();
    private final Consumer<SourceRecord> taker = this::take;
    private int returned;
    /** Records of the first row that were returned before the cursor was taken. */
    private int skip;

    private boolean resuming;
    private int sinceCheck;
    private boolean overBudget;
    private boolean closed;

    FilesReader(FilesSource source, ReadRequest<R> request) {
        this.source = source;
        this.context = source.context();
        this.request = request;
        this.stream = request.type().getSimpleName();
        this.inputs = source.inputs().stream()
                .filter(input -> !input.mapping().of(request.type()).isEmpty())
                .toList();
        this.latest = context.clock().instant().plus(FUTURE);
        this.digest = digest();
        Cursor cursor = request.cursor();
        if (cursor != null && !cursor.equals(Cursor.NONE)) {
            if (!source.mapping().resumable()) {
                throw cursorFault("this mapping cannot be resumed: its rows depend on earlier ones");
            }
            resume(cursor);
        }
    }

    // ---- cursor

    /** What a cursor is bound to: the mapping, the request and the names of the files. */
    private String digest() {
        StringBuilder text = new StringBuilder(source.mapping().hash())
                .append('\n')
                .append(stream)
                .append('\n')
                .append(request.from())
                .append('\n')
                .append(request.to());
        inputs.forEach(input -> text.append('\n').append(input.name()));
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
        if (!source.mapping().resumable()) {
            return Cursor.NONE;
        }
        return new Cursor(String.join(
                "|",
                VERSION,
                digest,
                Integer.toString(present()),
                Long.toString(before.offset()),
                Long.toString(before.line()),
                Long.toString(before.row()),
                Integer.toString(rows == null ? skip : returned)));
    }

    /** The file that is read now, or the next one. */
    private int present() {
        return rows == null ? Math.min(file + 1, inputs.size()) : file;
    }

    private void resume(Cursor cursor) {
        String[] parts = cursor.text().split("\\|", -1);
        if (parts.length != 7 || !parts[0].equals(VERSION) || !parts[1].equals(digest)) {
            throw cursorFault("the cursor is not one of this request");
        }
        long[] numbers = new long[5];
        try {
            for (int i = 0; i < numbers.length; i++) {
                numbers[i] = Long.parseLong(parts[i + 2]);
            }
        } catch (NumberFormatException e) {
            throw cursorFault("the cursor is broken");
        }
        if (numbers[0] < 0
                || numbers[0] > inputs.size()
                || numbers[1] < 0
                || numbers[2] < 0
                || numbers[3] < 0
                || numbers[4] < 0
                || numbers[4] > Integer.MAX_VALUE) {
            throw cursorFault("the cursor is broken");
        }
        file = (int) numbers[0] - 1;
        before = new RowReader.Position(numbers[1], numbers[2], numbers[3]);
        skip = (int) numbers[4];
        resuming = true;
    }

    private CkpiException cursorFault(String sentence) {
        return new CkpiException(CkpiException.Kind.CONFIG, "CKPI-FILES-CURSOR", source.source(), sentence);
    }

    // ---- reading

    @Override
    public @Nullable R next() {
        checkOpen();
        try {
            while (true) {
                if (returned < pending.size()) {
                    return pending.get(returned++);
                }
                if (rows == null && !openNext()) {
                    return null;
                }
                readRow();
            }
        } catch (IOException e) {
            boolean broken = e instanceof ZipException || e instanceof EOFException;
            throw new CkpiException(
                    broken ? CkpiException.Kind.DATA : CkpiException.Kind.UNAVAILABLE,
                    broken ? "CKPI-FILES-ARCHIVE" : "CKPI-FILES-READ",
                    source.source(),
                    inputs.get(present()).name() + ": cannot be read: " + FilesSource.reason(e),
                    e);
        }
    }

    private boolean openNext() throws IOException {
        if (file + 1 >= inputs.size()) {
            file = inputs.size();
            return false;
        }
        FilesSource.Input input = inputs.get(file + 1);
        Mapping.FileMapping mapping = input.mapping();
        RowReader opened = source.rows(input, this::check);
        file++;
        rows = opened;
        row = new Row(
                opened, mapping.settings(), mapping.wanted(), mapping.memos(), mapping.history(), context.tokens());
        List<Template> templates = mapping.of(request.type());
        makers = templates.stream()
                .map(template -> template.maker(source.source(), latest))
                .toList();
        TreeSet<Integer> columns = new TreeSet<>();
        for (Template template : templates) {
            for (int id : template.ids) {
                columns.add(id);
            }
        }
        ids = columns.stream().mapToInt(Integer::intValue).toArray();
        longIds = new long[ids.length];
        zeroTails = new long[ids.length];
        if (resuming) {
            resuming = false;
            if (before.offset() > 0) {
                opened.resume(before);
            }
        } else {
            skip = 0;
        }
        before = opened.position();
        return true;
    }

    private void readRow() throws IOException {
        RowReader present = rows;
        Row cells = row;
        if (present == null || cells == null) {
            return;
        }
        if (++sinceCheck >= CHECK_EVERY) {
            sinceCheck = 0;
            check();
        }
        pending.clear();
        returned = 0;
        before = present.position();
        if (!cells.next()) {
            finishFile();
            return;
        }
        RejectReason reason = present.fault();
        if (reason != null) {
            RowFault detail = present.faultInDetail();
            reject(present, reason, detail == null ? null : detail.field(), detail == null ? null : detail.hint());
            if (reason == RejectReason.TRUNCATED) {
                truncated(present);
            }
            return;
        }
        try {
            checkIds(cells);
            if (!cells.repeatsState()) {
                for (Template.Maker maker : makers) {
                    maker.make(cells, taker);
                }
            }
        } catch (RowFault fault) {
            pending.clear();
            reject(present, fault.reason(), fault.field(), fault.hint());
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

    private void reject(RowReader present, RejectReason reason, @Nullable String field, @Nullable String hint) {
        context.rejects()
                .add(new Reject(source.source(), stream, location(present.line()), present.row(), reason, field, hint));
        overBudget = overBudget || context.rejects().overBudget(source.source(), stream);
    }

    private String location(long line) {
        return inputs.get(file).name() + ":" + line;
    }

    private void finishFile() throws IOException {
        for (int i = 0; i < ids.length; i++) {
            if (longIds[i] > 0 && 10 * zeroTails[i] >= SUSPECT_TENTHS * longIds[i]) {
                String column = inputs.get(file).mapping().wanted().get(ids[i]);
                issues.add(new DataIssue(
                        "ID_PRECISION_SUSPECT",
                        DataIssue.Severity.WARNING,
                        source.source(),
                        inputs.get(file).name(),
                        zeroTails[i],
                        new Names(
                                "Номера в столбце «" + column
                                        + "» похожи на округлённые табличным редактором: после 15-й цифры одни нули.",
                                "The ids in column \"" + column
                                        + "\" look rounded by a spreadsheet: only zeros after the 15th digit.")));
            }
        }
        if (rows != null && rows.zoneConflicts() > 0) {
            zoneConflict(rows.zoneConflicts());
        }
        if (row != null) {
            row.unknown().forEach(this::unknown);
        }
        closeRows();
        before = new RowReader.Position(0, 1, 0);
    }

    private void zoneConflict(long count) {
        issues.add(new DataIssue(
                "ZONE_CONFLICT",
                DataIssue.Severity.WARNING,
                source.source(),
                inputs.get(file).name(),
                count,
                new Names(
                        "Время звонков не сходится с их номерами: похоже, часовой пояс указан неверно.",
                        "The times of calls contradict their ids: the zone looks wrong.")));
    }

    private void unknown(String column, long count) {
        issues.add(new DataIssue(
                "UNKNOWN_VALUE",
                DataIssue.Severity.WARNING,
                source.source(),
                inputs.get(file).name(),
                count,
                new Names(
                        "В столбце «" + column + "» есть значения, которых описание соответствия не знает.",
                        "Column \"" + column + "\" holds values that the mapping does not know.")));
    }

    private void truncated(RowReader present) {
        issues.add(new DataIssue(
                "TRUNCATED",
                DataIssue.Severity.ERROR,
                source.source(),
                location(present.line()),
                present.lines(),
                new Names(
                        "Файл обрывается внутри кавычек: все строки после открывающей кавычки потеряны.",
                        "The file ends within quotes: all lines behind the opening quote are lost.")));
    }

    // ---- life cycle

    private void check() {
        if (context.cancelled()) {
            throw new CkpiException(
                    CkpiException.Kind.CANCELLED, "CKPI-SRC-CANCELLED", source.source(), "reading was cancelled");
        }
        if (context.clock().instant().isAfter(context.deadline())) {
            throw new CkpiException(
                    CkpiException.Kind.CANCELLED,
                    "CKPI-SRC-DEADLINE",
                    source.source(),
                    "reading took longer than the host allows");
        }
        if (source.isClosed()) {
            throw source.closed();
        }
    }

    private void checkOpen() {
        if (closed || source.isClosed()) {
            throw source.closed();
        }
    }

    @Override
    public List<DataIssue> issues() {
        checkOpen();
        return List.copyOf(issues);
    }

    @Override
    public Watermark watermark() {
        checkOpen();
        Instant through = null;
        for (FilesSource.Input input : inputs) {
            Settings settings = input.mapping().settings();
            LocalDate asOf = settings.asOf();
            if (asOf == null) {
                through = null;
                break;
            }
            Instant end = asOf.plusDays(1)
                    .atStartOfDay(settings.zone() == null ? ZoneOffset.UTC : settings.zone())
                    .toInstant();
            through = through == null || end.isBefore(through) ? end : through;
        }
        return new Watermark(through, context.clock().instant());
    }

    private void closeRows() throws IOException {
        RowReader present = rows;
        rows = null;
        row = null;
        if (present != null) {
            present.close();
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            closeRows();
        } catch (IOException e) {
            // it was only read: nothing is lost
        }
    }
}
