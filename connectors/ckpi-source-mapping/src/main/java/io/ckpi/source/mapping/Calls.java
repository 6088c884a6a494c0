package io.ckpi.source.mapping;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.spi.RejectReason;
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
 * Makes calls of the call detail records of an Asterisk telephone exchange, which has a row for every leg; the rows must be in
 * the order in which legs begin or end.
 *
 * <p>A call is all rows of one {@code linkedid}, or of one {@code uniqueid} where that is absent. It is ANSWERED if a row
 * has lastapp Dial, disposition ANSWERED and billsec above 0; else RECORDING if any row is ANSWERED (a message was played);
 * else BUSY; else MISSED. It talks for the billsec of the earliest such row; it rings from the earliest start of the call to
 * that row's answer.
 *
 * <p>A call is complete when the rows end, or when a row ends more than a day after the last row of the call. Memory is that
 * of the calls of one day.
 *
 * <p>Mutable, for one thread: the cells are those of the present call.
 */
public final class Calls implements Cells {

    /** The columns of a call, which a mapping may name. */
    public static final List<String> COLUMNS =
            List.of("callRef", "start", "caller", "line", "context", "outcome", "legs", "ring", "talk", "total");

    /** The columns of a leg that are read; all but linkedid must be there. */
    private static final List<String> NEEDED = List.of(
            "src", "dst", "dcontext", "lastapp", "start", "answer", "end", "billsec", "disposition", "uniqueid");

    private static final String LINKED = "linkedid";
    private static final Duration COMPLETE = Duration.ofDays(1);
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Pattern SECONDS = Pattern.compile("[+-]?\\d{1,18}(\\.\\d{1,18})?");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT).withResolverStyle(ResolverStyle.STRICT);
    private static final int MOST_OPEN = 1 << 16;

    private final int[] wanted;
    private final ZoneId zone;
    private final boolean linked;
    private final Map<String, Call> open = new LinkedHashMap<>();
    private final Deque<Call> complete = new ArrayDeque<>();
    private @Nullable Call present;
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

    /**
     * No calls yet.
     *
     * @param wanted the columns of a call in the order in which {@link #text} counts them, from {@link #COLUMNS}
     * @param zone zone of the legs' times, or null for UTC
     * @param linked whether legs have a linkedid
     */
    public Calls(List<String> wanted, @Nullable ZoneId zone, boolean linked) {
        this.wanted = wanted.stream().mapToInt(COLUMNS::indexOf).toArray();
        this.zone = zone == null ? ZoneOffset.UTC : zone;
        this.linked = linked;
    }

    /** The columns of a leg, in the order in which {@link #add} reads them. */
    public static List<String> legColumns(boolean linked) {
        List<String> columns = new ArrayList<>(NEEDED);
        if (linked) {
            columns.add(LINKED);
        }
        return List.copyOf(columns);
    }

    /** True if legs with these columns have a linkedid. */
    public static boolean isLinked(List<String> names) {
        return names.contains(LINKED);
    }

    /** Says that there are no more legs: all calls are complete. */
    public void end() {
        open.values().forEach(this::finish);
        open.clear();
    }

    /** Moves to the next complete call; false if none is. */
    public boolean next() {
        present = complete.poll();
        return present != null;
    }

    /** The number of the row of the present call's first leg; 0 if there is no call. */
    public long row() {
        return present == null ? 0 : present.row;
    }

    /** Where the present call's first leg stands; 0 if there is no call. */
    public long line() {
        return present == null ? 0 : present.line;
    }

    /** How many calls so far contradict the zone by their ids, as an issue; none if none does. */
    public List<DataIssue> issues(String source, String location) {
        return conflicts == 0
                ? List.of()
                : List.of(new DataIssue(
                        "ZONE_CONFLICT",
                        DataIssue.Severity.WARNING,
                        source,
                        location,
                        conflicts,
                        new Names(
                                "Время звонков не сходится с их номерами: похоже, часовой пояс указан неверно.",
                                "The times of calls contradict their ids: the zone looks wrong.")));
    }

    private static @Nullable String cell(Cells leg, String name) throws RowFault {
        int index = name.equals(LINKED) ? NEEDED.size() : NEEDED.indexOf(name);
        String text = leg.text(index);
        return text == null || text.isEmpty() ? null : text;
    }

    private @Nullable Instant time(Cells leg, String name) throws RowFault {
        String text = cell(leg, name);
        if (text == null) {
            return null;
        }
        try {
            return LocalDateTime.parse(text, TIME).atZone(zone).toInstant();
        } catch (DateTimeParseException e) {
            throw RowFault.of(RejectReason.BAD_TIMESTAMP, name, text);
        }
    }

    /**
     * Takes a leg.
     *
     * @param leg its cells, in the order of {@link #legColumns}
     * @param row the number of the row
     * @param line where it stands, for those who count lines
     * @throws RowFault if the row is none
     */
    public void add(Cells leg, long row, long line) throws RowFault {
        String unique = cell(leg, "uniqueid");
        String ref = linked ? cell(leg, LINKED) : unique;
        if (ref == null) {
            ref = unique;
        }
        if (ref == null) {
            throw new RowFault(RejectReason.MISSING_KEY, linked ? LINKED : "uniqueid", "empty");
        }
        Instant start = time(leg, "start");
        Instant answer = time(leg, "answer");
        Instant end = time(leg, "end");
        if (start == null || end == null) {
            throw new RowFault(RejectReason.BAD_TIMESTAMP, start == null ? "start" : "end", "empty");
        }
        String talk = cell(leg, "billsec");
        BigDecimal seconds = talk == null || !SECONDS.matcher(talk).matches() ? null : new BigDecimal(talk);
        if (talk == null || seconds == null) {
            throw RowFault.of(RejectReason.BAD_NUMBER, "billsec", talk == null ? "" : talk);
        }
        Call call = open.get(ref);
        if (call == null) {
            call = new Call(ref, row, line);
            open.put(ref, call);
        }
        boolean own = ref.equals(unique);
        call.legs++;
        if (start.isBefore(call.start)) {
            call.start = start;
            call.startText = String.valueOf(cell(leg, "start"));
        }
        if (end.isAfter(call.end)) {
            call.end = end;
        }
        if (call.legs == 1 || (own && !call.own)) {
            call.caller = cell(leg, "src");
            call.dialled = cell(leg, "dst");
            call.context = cell(leg, "dcontext");
        }
        if (own && unique != null) {
            call.created = created(unique);
        }
        call.own |= own;
        String disposition = cell(leg, "disposition");
        boolean answered = "ANSWERED".equals(disposition);
        call.answeredRow |= answered;
        call.busyRow |= "BUSY".equals(disposition);
        if (answered
                && "Dial".equals(cell(leg, "lastapp"))
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
}
