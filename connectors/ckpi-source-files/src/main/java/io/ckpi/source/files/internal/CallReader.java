package io.ckpi.source.files.internal;

import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Makes calls of the call detail records of an Asterisk telephone exchange, which has a row for every leg.
 *
 * <p>A call is all rows of one {@code linkedid}, or of one {@code uniqueid} where that is absent. It is ANSWERED if a row
 * has lastapp Dial, disposition ANSWERED and billsec above 0; else RECORDING if any row is ANSWERED (a message was played);
 * else BUSY; else MISSED. It talks for the billsec of the earliest such row; it rings from the earliest start of the call to
 * that row's answer.
 *
 * <p>A call is complete when the file ends, or when a row ends more than a day after the last row of the call. Memory is
 * that of the calls of one day.
 */
final class CallReader implements RowReader {

    /** The columns that a mapping of calls may name. */
    static final List<String> COLUMNS =
            List.of("callRef", "start", "caller", "line", "context", "outcome", "legs", "ring", "talk", "total");

    /** The columns of the file that are read; all but linkedid must be there. */
    private static final List<String> NEEDED = List.of(
            "src", "dst", "dcontext", "lastapp", "start", "answer", "end", "billsec", "disposition", "uniqueid");

    private static final String LINKED = "linkedid";
    private static final Duration COMPLETE = Duration.ofDays(1);
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Pattern SECONDS = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final int MOST_OPEN = 1 << 16;

    private final DelimitedReader rows;
    private final int[] wanted;
    private final ZoneId zone;
    private final boolean linked;
    private final Map<String, Call> open = new LinkedHashMap<>();
    private final Deque<Call> complete = new ArrayDeque<>();
    private @Nullable Call present;
    private @Nullable RowFault fault;
    private boolean ended;
    private long conflicts;

    /** A call while its rows come in. */
    private static final class Call {
        final String ref;
        final long row;
        final long line;
        int legs;
        String startText = "";
        Instant start = Instant.MAX;
        Instant end = Instant.MIN;

        @Nullable
        String caller;

        @Nullable
        String dialled;

        @Nullable
        String context;

        boolean own;
        boolean answeredRow;
        boolean busyRow;

        @Nullable
        Instant answer;

        @Nullable
        String talk;

        @Nullable
        Instant created;

        Call(String ref, long row, long line) {
            this.ref = ref;
            this.row = row;
            this.line = line;
        }
    }

    private CallReader(DelimitedReader rows, int[] wanted, ZoneId zone, boolean linked) {
        this.rows = rows;
        this.wanted = wanted;
        this.zone = zone;
        this.linked = linked;
    }

    /** Calls from rows whose columns have these names. */
    static CallReader of(
            DelimitedReader rows, List<String> names, List<String> wanted, @Nullable ZoneId zone, Rows.Fault fault) {
        List<String> needed = new ArrayList<>(NEEDED);
        boolean linked = names.contains(LINKED);
        if (linked) {
            needed.add(LINKED);
        }
        rows.columns(names.size(), Rows.find(names, needed, fault));
        return new CallReader(
                rows,
                wanted.stream().mapToInt(COLUMNS::indexOf).toArray(),
                zone == null ? ZoneOffset.UTC : zone,
                linked);
    }

    @Override
    public boolean next() throws IOException {
        fault = null;
        present = null;
        while (complete.isEmpty()) {
            if (ended) {
                return false;
            }
            if (!rows.next()) {
                ended = true;
                open.values().forEach(this::finish);
                open.clear();
                continue;
            }
            if (rows.fault() != null) {
                fault = new RowFault(rows.fault(), null, null);
                return true;
            }
            try {
                add();
            } catch (RowFault e) {
                fault = e;
                return true;
            }
        }
        present = complete.poll();
        return true;
    }

    private @Nullable String cell(String name) {
        int index = name.equals(LINKED) ? NEEDED.size() : NEEDED.indexOf(name);
        String text = rows.text(index);
        return text == null || text.isEmpty() ? null : text;
    }

    private @Nullable Instant time(String name) throws RowFault {
        String text = cell(name);
        if (text == null) {
            return null;
        }
        try {
            return LocalDateTime.parse(text, TIME).atZone(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw RowFault.of(RejectReason.BAD_TIMESTAMP, name, text);
        }
    }

    private void add() throws RowFault {
        String unique = cell("uniqueid");
        String ref = linked ? cell(LINKED) : unique;
        if (ref == null) {
            ref = unique;
        }
        if (ref == null) {
            throw new RowFault(RejectReason.MISSING_KEY, linked ? LINKED : "uniqueid", "empty");
        }
        Instant start = time("start");
        Instant answer = time("answer");
        Instant end = time("end");
        if (start == null || end == null) {
            throw new RowFault(RejectReason.BAD_TIMESTAMP, start == null ? "start" : "end", "empty");
        }
        String talk = cell("billsec");
        BigDecimal seconds = talk == null || !SECONDS.matcher(talk).matches() ? null : new BigDecimal(talk);
        if (talk == null || seconds == null) {
            throw RowFault.of(RejectReason.BAD_NUMBER, "billsec", talk == null ? "" : talk);
        }
        Call call = open.get(ref);
        if (call == null) {
            call = new Call(ref, rows.row(), rows.line());
            open.put(ref, call);
        }
        boolean own = ref.equals(unique);
        call.legs++;
        if (start.isBefore(call.start)) {
            call.start = start;
            call.startText = String.valueOf(cell("start"));
        }
        if (end.isAfter(call.end)) {
            call.end = end;
        }
        if (call.legs == 1 || (own && !call.own)) {
            call.caller = cell("src");
            call.dialled = cell("dst");
            call.context = cell("dcontext");
        }
        if (own && unique != null) {
            call.created = created(unique);
        }
        call.own |= own;
        String disposition = cell("disposition");
        boolean answered = "ANSWERED".equals(disposition);
        call.answeredRow |= answered;
        call.busyRow |= "BUSY".equals(disposition);
        if (answered
                && "Dial".equals(cell("lastapp"))
                && seconds.signum() > 0
                && answer != null
                && (call.answer == null || answer.isBefore(call.answer))) {
            call.answer = answer;
            call.talk = talk;
        }
        release(end);
    }

    /** The epoch seconds that a uniqueid begins with, after an optional name of the system. */
    private static @Nullable Instant created(String unique) {
        int dot = unique.lastIndexOf('.');
        int begin = dot;
        while (begin > 0 && Character.isDigit(unique.charAt(begin - 1))) {
            begin--;
        }
        return dot - begin == 10 ? Instant.ofEpochSecond(Long.parseLong(unique.substring(begin, dot))) : null;
    }

    private void release(Instant now) {
        Iterator<Call> calls = open.values().iterator();
        while (calls.hasNext()) {
            Call call = calls.next();
            if (open.size() <= MOST_OPEN && !now.isAfter(call.end.plus(COMPLETE))) {
                return;
            }
            calls.remove();
            finish(call);
        }
    }

    private void finish(Call call) {
        Instant created = call.created;
        if (created != null && Duration.between(created, call.start).abs().compareTo(TOLERANCE) > 0) {
            conflicts++;
        }
        complete.add(call);
    }

    @Override
    public @Nullable String text(int index) {
        Call call = present;
        return call == null ? null : text(call, COLUMNS.get(wanted[index]));
    }

    private static @Nullable String text(Call call, String column) {
        return switch (column) {
            case "callRef" -> call.ref;
            case "start" -> call.startText;
            case "caller" -> call.caller;
            case "line" -> call.dialled;
            case "context" -> call.context;
            case "outcome" ->
                call.answer != null ? "ANSWERED" : call.answeredRow ? "RECORDING" : call.busyRow ? "BUSY" : "MISSED";
            case "legs" -> Integer.toString(call.legs);
            case "ring" ->
                call.answer == null
                        ? null
                        : Long.toString(
                                Duration.between(call.start, call.answer).toSeconds());
            case "talk" -> call.talk == null ? "0" : call.talk;
            default -> Long.toString(Duration.between(call.start, call.end).toSeconds());
        };
    }

    @Override
    public long row() {
        return present == null ? rows.row() : present.row;
    }

    @Override
    public long line() {
        return present == null ? rows.line() : present.line;
    }

    @Override
    public long lines() {
        return rows.lines();
    }

    @Override
    public @Nullable RejectReason fault() {
        return fault == null ? null : fault.reason();
    }

    @Override
    public @Nullable RowFault faultInDetail() {
        return fault;
    }

    @Override
    public long zoneConflicts() {
        return conflicts;
    }

    @Override
    public Position position() {
        return rows.position();
    }

    @Override
    public void resume(Position position) {
        throw new UnsupportedOperationException("calls cannot be resumed: their rows are mixed");
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
