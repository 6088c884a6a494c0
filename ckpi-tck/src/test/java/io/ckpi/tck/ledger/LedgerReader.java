package io.ckpi.tck.ledger;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Money;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.Watermark;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads page by page. */
final class LedgerReader<R extends SourceRecord> implements RecordReader<R> {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    private final LedgerSource source;
    private final ReadRequest<R> request;
    private final String stream;
    private final String digest;
    private final List<Ledger.Entry> rows;
    private final Deque<Placed<R>> waiting = new ArrayDeque<>();
    private final Set<Ledger.Entry> seen = new HashSet<>();
    private final boolean resumed;
    private String last = "";
    private int next;
    private int returned;
    private int told;
    private boolean closed;

    /** A record, and the place behind its row. */
    private record Placed<R>(R record, int behind) {}

    LedgerReader(LedgerSource source, ReadRequest<R> request) {
        this.source = source;
        this.request = request;
        this.stream = request.type().getSimpleName();
        this.digest = Integer.toHexString((stream + request.from() + request.to()).hashCode());
        this.rows = new ArrayList<>(LedgerSource.rows(request.type()));
        Cursor cursor = request.cursor();
        source.readers.incrementAndGet();
        this.resumed = cursor != null && !cursor.equals(Cursor.NONE);
        if (resumed && cursor != null) {
            String[] parts = cursor.text().split(":", -1);
            boolean mine = parts.length == 3
                    && parts[0].equals("1")
                    && (parts[1].equals(digest) || Ledger.has(Flaw.CURSOR_OF_ANYBODY))
                    && parts[2].matches("[0-9]{6}");
            if (!mine) {
                throw new CkpiException(
                        CkpiException.Kind.CONFIG, "LEDGER-CURSOR", source.name, "the cursor is not of this request");
            }
            next = Ledger.has(Flaw.CURSOR_STARTS_OVER) ? 0 : Integer.parseInt(parts[2]);
            if (Ledger.has(Flaw.END_IS_FINAL) && next > 0 && parts[2].startsWith("9")) {
                next = Integer.MAX_VALUE;
            }
            returned = next;
        }
    }

    @Override
    public @Nullable R next() {
        checkOpen();
        while (waiting.isEmpty()) {
            if (place() >= rows.size()) {
                if (Ledger.has(Flaw.STARTS_AGAIN_AFTER_THE_END)) {
                    next = 0;
                }
                return null;
            }
            if (source.context.cancelled() && !Ledger.has(Flaw.NEVER_LOOKS_UP)) {
                throw new CkpiException(
                        CkpiException.Kind.CANCELLED, "LEDGER-CANCELLED", source.name, "reading was cancelled");
            }
            if (!page()) {
                return null;
            }
        }
        Placed<R> placed = waiting.remove();
        returned = placed.behind();
        told++;
        return placed.record();
    }

    private int place() {
        return Ledger.has(Flaw.READERS_SHARE_THEIR_PLACE) && source.readers.get() > 1 ? source.shared.get() : next;
    }

    /** Reads a page; false at the end. */
    private boolean page() {
        int from = place();
        int to = Math.min(rows.size(), from + source.page);
        if (to > Ledger.failAfter) {
            if (Ledger.has(Flaw.FAILURE_IS_THE_END)) {
                next = rows.size();
                return false;
            }
            IllegalStateException cause = new IllegalStateException("the ledger is locked");
            if (Ledger.has(Flaw.FAILURE_IS_RAW)) {
                throw cause;
            }
            throw new CkpiException(
                    CkpiException.Kind.UNAVAILABLE, "LEDGER-LOCKED", source.name, "the ledger is locked", cause);
        }
        boolean lone = to - from == 1 && from > 0 && Ledger.has(Flaw.LOSES_THE_LONE_ROW_OF_A_PAGE);
        for (int i = from; i < to && !lone; i++) {
            R record = record(rows.get(i), i + 1);
            if (record == null) {
                if (Ledger.has(Flaw.POISON_ENDS_THE_READ)) {
                    next = rows.size();
                    return !waiting.isEmpty();
                }
            } else if (wanted(record, i)) {
                waiting.add(new Placed<>(record, i + 1));
            }
            if (Ledger.has(Flaw.STOPS_AT_THE_BUDGET) && source.context.rejects().overBudget(source.name, stream)) {
                next = rows.size();
                return !waiting.isEmpty();
            }
        }
        next = to;
        source.shared.set(to);
        return true;
    }

    private boolean wanted(R record, int row) {
        Instant at = record.envelope().occurredAt();
        boolean tombstone = record.envelope().op() == Envelope.Op.DELETE;
        if (Ledger.has(Flaw.FORGETS_DELETIONS) && resumed && tombstone) {
            return false;
        } else if (Ledger.has(Flaw.BELIEVES_IN_ORDER)) {
            boolean later = record.envelope().sourceKey().compareTo(last) >= 0 || tombstone;
            last = record.envelope().sourceKey();
            return later && request.includes(at);
        } else if (Ledger.has(Flaw.TO_IS_IN) && at.equals(request.to())) {
            return true;
        } else if (Ledger.has(Flaw.FILTERS_THE_FIRST_PAGE) && row >= source.page) {
            return true;
        } else if (Ledger.has(Flaw.FILTERS_BY_SECONDS)) {
            return new ReadRequest<>(request.type(), seconds(request.from()), seconds(request.to()), null).includes(at);
        }
        return request.includes(at);
    }

    private static @Nullable Instant seconds(@Nullable Instant instant) {
        return instant == null ? null : instant.truncatedTo(ChronoUnit.SECONDS);
    }

    // ---- rows

    private @Nullable R record(Ledger.Entry entry, int row) {
        String id = entry.id();
        if (id.isBlank()) {
            return reject(RejectReason.MISSING_KEY, "id", id, row);
        }
        String rounded = Ledger.has(Flaw.ROUNDED_IDS_WITH_A_COMMA)
                ? "[+-]?\\d+[.]\\d+[eE][+-]?\\d+|[+-]?\\d+[eE][+-]\\d+"
                : "[+-]?\\d+[.,]\\d+[eE][+-]?\\d+|[+-]?\\d+[eE][+-]\\d+";
        if (id.matches(rounded)) {
            return reject(RejectReason.ID_PRECISION_LOST, "id", id, row);
        }
        Instant time;
        try {
            time = Instant.parse(entry.time());
        } catch (DateTimeParseException e) {
            return reject(RejectReason.BAD_TIMESTAMP, "time", entry.time(), row);
        }
        try {
            new BigDecimal(entry.number());
        } catch (NumberFormatException e) {
            return reject(RejectReason.BAD_NUMBER, "number", entry.number(), row);
        }
        if (entry.id().length() > 10_000 || source.book.equals("huge") && !Ledger.has(Flaw.TAKES_ANY_SIZE)) {
            return reject(RejectReason.LINE_TOO_LONG, "id", id, row);
        }
        person(entry);
        boolean unread = Ledger.has(Flaw.READS_ONLY_THE_RANGE) && !request.includes(time);
        if (!Ledger.has(Flaw.ACCEPTED_NOT_COUNTED) && !unread) {
            source.context.rejects().accepted(source.name, stream);
        }
        if (Ledger.has(Flaw.ONLY_LAST_REVISION) && superseded(entry)) {
            return null;
        }
        return request.type().cast(changed(entry, time, row));
    }

    private boolean superseded(Ledger.Entry entry) {
        return rows.stream()
                .anyMatch(other -> other.id().equals(entry.id())
                        && other.record().envelope().op() == Envelope.Op.UPSERT
                        && other.record().envelope().revision()
                                > entry.record().envelope().revision());
    }

    private void person(Ledger.Entry entry) {
        String person = entry.person();
        if (person == null) {
            return;
        }
        if (Ledger.has(Flaw.PERSON_IN_OUTPUT)) {
            System.err.println("no consent of " + person);
        }
        try {
            source.context.tokens().token(Tokenizer.EMAIL, person);
        } catch (BadIdentityException e) {
            throw new IllegalStateException(e);
        }
    }

    private @Nullable R reject(RejectReason reason, String field, String value, int row) {
        if (!Ledger.has(Flaw.POISON_DROPPED_IN_SILENCE)) {
            source.context
                    .rejects()
                    .add(new Reject(
                            source.name,
                            stream,
                            stream + ":" + row,
                            Ledger.has(Flaw.REJECT_WITHOUT_ITS_ROW) ? 1 : row,
                            reason,
                            field,
                            Ledger.has(Flaw.VALUE_IN_HINT) ? value : Reject.shape(value)));
        }
        return null;
    }

    // ---- what flaws make of a record

    private SourceRecord changed(Ledger.Entry entry, Instant time, int row) {
        SourceRecord record = entry.record();
        Envelope envelope = record.envelope();
        Flaw flaw = Ledger.flaw;
        if (flaw == null) {
            return record;
        }
        return switch (flaw) {
            case LOSES_A_STATUS ->
                record instanceof Order && row > 21
                        ? Copies.with(record, Order.Status.class, status -> Order.Status.PAID)
                        : record;
            case ABSENT_BECOMES_EMPTY ->
                envelope.attributes().isEmpty()
                        ? Copies.envelope(record, e -> e.attributes(Map.of("tck.note", "")))
                        : record;
            case COMPOSES_LETTERS ->
                Copies.with(record, String.class, text -> Normalizer.normalize(text, Normalizer.Form.NFC));
            case IDS_THROUGH_DOUBLE ->
                Copies.with(
                        record,
                        String.class,
                        text -> text.matches("[1-9][0-9]{15,}")
                                ? new BigDecimal(Double.parseDouble(text)).toPlainString()
                                : text);
            case IDS_LOSE_ZEROS ->
                Copies.with(record, String.class, text -> text.matches("0[0-9]+") ? text.replaceAll("^0+", "") : text);
            case LOCAL_TIME ->
                Copies.with(record, Instant.class, instant -> LocalDateTime.ofInstant(instant, BERLIN)
                        .atZone(BERLIN)
                        .toInstant());
            case MONEY_THROUGH_CENTS ->
                Copies.with(
                        record,
                        Money.class,
                        money -> new Money(money.amount().setScale(2, RoundingMode.HALF_EVEN), money.currency()));
            case EQUAL_ROWS_GET_NUMBERS ->
                seen.add(entry)
                        ? record
                        : Copies.with(record, String.class, text -> text.equals(entry.id()) ? text + "#2" : text);
            case QUOTES_DOUBLED -> Copies.with(record, String.class, text -> text.replace("'", "''"));
            case PERSON_IN_ATTRIBUTE ->
                entry.person() != null && entry.person().startsWith("canary")
                        ? Copies.envelope(record, e -> e.attributes(Map.of("mail", entry.person())))
                        : record;
            case STAMPS_THE_TIME_OF_READING ->
                source.context.clock().instant().isAfter(Instant.parse("2026-01-02T00:00:00Z"))
                        ? Copies.envelope(
                                record, e -> e.recordedAt(source.context.clock().instant()))
                        : record;
            default -> record;
        };
    }

    // ---- the rest

    private void checkOpen() {
        if (closed) {
            throw source.closed("a reader");
        }
    }

    @Override
    public Cursor cursor() {
        checkOpen();
        int at = Ledger.has(Flaw.CURSOR_BEHIND_THE_PAGE) ? next : returned;
        boolean end = Ledger.has(Flaw.END_IS_FINAL) && at >= rows.size();
        return new Cursor("1:" + digest + ":" + (end ? "999999" : String.format("%06d", at)));
    }

    @Override
    public Watermark watermark() {
        checkOpen();
        Instant complete = Instant.parse("2025-12-31T00:00:00Z");
        return new Watermark(
                Ledger.has(Flaw.WATERMARK_GOES_BACK) ? complete.minusSeconds(told) : complete,
                Ledger.has(Flaw.WATERMARK_BY_ITS_OWN_CLOCK)
                        ? Instant.ofEpochMilli(System.currentTimeMillis())
                        : source.context.clock().instant());
    }

    @Override
    public void close() {
        if (!closed) {
            source.readers.decrementAndGet();
        }
        closed = true;
        if (Ledger.has(Flaw.ABANDONED_READER_CLOSES_ITS_SOURCE) && next < rows.size()) {
            source.close();
        }
    }
}
