package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Fetches the rows of a query, page by page in the order of its key, or in one go if it has none. Mutable, for one thread at a
 * time.
 *
 * <p>Keys are drawn before their transactions commit, so rows can become visible behind a key that was read already. Pages
 * that go on from a point therefore end with the rows up to that point that may have become visible late: those whose time,
 * or time of change, is no older than ten minutes before; repeated records change nothing.
 */
final class Pages {

    private static final Duration LATE = Duration.ofMinutes(10);
    /** How many rows, and about how many characters, a batch has at most. */
    private static final int BATCH_ROWS = 1_000;

    private static final int BATCH_CHARS = 4 << 20;

    /** What is read, in this order. */
    private enum Phase {
        /** Rows without a key, which are rejects. */
        KEYLESS,
        /** Rows behind the last key. */
        FORWARD,
        /** Rows up to the point's key that may have become visible late. */
        AGAIN,
        END
    }

    private final QueryPlan plan;
    private final Session session;
    private final int page;
    private final Range range;
    private final Mark from;
    private final boolean again;
    private final @Nullable Instant since;
    private final List<String> until;
    private Phase phase;
    private List<String> last;
    private @Nullable Line previous;
    /** The row behind the last page, with which the next one must begin. */
    private @Nullable Line lookedAhead;

    private volatile boolean closed;

    private @Nullable PreparedStatement statement;
    private boolean statementFirst;
    private @Nullable Phase statementPhase;
    private @Nullable ResultSet rows;
    private int inPage;
    private int chars;

    Pages(QueryPlan plan, Session session, int page, Range range, Mark from) {
        this.plan = plan;
        this.session = session;
        this.page = page;
        this.range = range;
        this.from = from;
        this.last = from.last();
        boolean resumed = !last.isEmpty() || from.again();
        this.since = since(resumed);
        this.again = resumed && (from.since() != null || plan.grows());
        this.until = from.again() ? from.until() : from.last();
        this.phase = from.again()
                ? Phase.AGAIN
                : !resumed && plan.nullableKey && plan.key.length > 0 ? Phase.KEYLESS : Phase.FORWARD;
    }

    /** From when on rows may have become visible late; null if that is not looked for. */
    private @Nullable Instant since(boolean resumed) {
        if (from.since() != null) {
            return from.since();
        }
        if (plan.grows()) {
            return resumed ? plan.changedAt(last, session.startedAt()).minus(LATE) : null;
        }
        return plan.timeKind == null ? null : session.startedAt().minus(LATE);
    }

    /** The point behind a row that is read forward. */
    Mark behind(List<String> key) {
        return new Mark(false, since, key, List.of(), List.of());
    }

    /** The point behind a row that is read again, when all up to {@code front} were read. */
    Mark behindAgain(List<String> key, List<String> front) {
        return new Mark(true, since, key, until, front);
    }

    /** The next rows: never those of two pages, so that a page that fails does not take the one before it along. */
    Batch fetch() {
        List<Line> lines = new ArrayList<>();
        Phase begun = phase;
        chars = 0;
        try {
            if (rows == null) {
                open();
            }
            ResultSet present = Objects.requireNonNull(rows);
            while (lines.size() < BATCH_ROWS && chars < BATCH_CHARS) {
                if (!present.next()) {
                    if (lookedAhead != null) {
                        throw disorder();
                    }
                    closeRows();
                    advance();
                    break;
                }
                Line line = phase == Phase.KEYLESS ? keyless() : line(present);
                if (phase != Phase.KEYLESS && plan.key.length > 0 && !isInPage(line)) {
                    closeRows(); // the row behind the page
                    break;
                }
                lines.add(line);
            }
            return new Batch(begun == Phase.AGAIN, lines, phase == Phase.END);
        } catch (SQLException e) {
            throw session.failure(plan.which(), e);
        } catch (IllegalArgumentException e) {
            throw Mark.broken(plan.source, e);
        }
    }

    private void open() throws SQLException {
        if (closed) {
            throw new SQLException("closed", "57014");
        }
        boolean first = last.isEmpty();
        boolean paged = plan.key.length > 0;
        Range late = phase == Phase.AGAIN ? Range.since(plan, Objects.requireNonNull(since)) : null;
        Range bounds = late == null ? range : late;
        PreparedStatement prepared = statement;
        if (prepared == null || statementPhase != phase || statementFirst != first) {
            closeStatement();
            List<String> conditions = new ArrayList<>();
            if (phase == Phase.KEYLESS) {
                conditions.add(plan.withoutKey());
            } else if (paged && !first) {
                conditions.add(plan.beyondKey(false));
            } else if (paged && plan.nullableKey) {
                conditions.add("NOT " + plan.withoutKey());
            }
            if (late != null) {
                conditions.add(plan.beyondKey(true));
            }
            conditions.addAll(bounds.conditions());
            prepared = session.prepare(plan.select(conditions, paged && phase != Phase.KEYLESS ? page + 1 : 0));
            statement = prepared;
            statementPhase = phase;
            statementFirst = first;
        }
        int at = 1;
        if (phase != Phase.KEYLESS && paged && !first) {
            at = bind(prepared, at, last);
        }
        if (late != null) {
            at = bind(prepared, at, until);
        }
        bounds.bind(prepared, at);
        inPage = 0;
        rows = session.query(prepared);
    }

    private int bind(PreparedStatement prepared, int index, List<String> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            KeyPart.bind(prepared, index + i, plan.kinds[plan.key[i]], values.get(i));
        }
        return index + values.size();
    }

    private Line keyless() {
        return new Line(new RowFault(RejectReason.MISSING_KEY, String.join(", ", plan.query.key()), "empty"));
    }

    private Line line(ResultSet present) throws SQLException {
        @Nullable Object[] cells = new Object[plan.kinds.length];
        for (int i = 0; i < cells.length; i++) {
            try {
                Object cell = plan.kinds[i].cell(present, i + 1);
                cells[i] = cell;
                chars += cell instanceof String text ? text.length() : 0;
            } catch (RowFault e) {
                cells[i] = e;
            }
        }
        return new Line(cells);
    }

    /** Takes a row with a key into the page; false if it is the one behind the page. */
    private boolean isInPage(Line line) {
        Line before = previous;
        for (int index : plan.key) {
            try {
                if (!KeyPart.isKey(plan.kinds[index], line.text(index))) {
                    throw keyFault("a key cannot be read: it is no value to sort by", null);
                }
            } catch (RowFault e) {
                throw keyFault("a key cannot be read: " + e.reason(), e);
            }
        }
        Line expected = lookedAhead;
        if (expected != null && !line.hasKeyOf(expected, plan.key)) {
            throw disorder();
        }
        lookedAhead = null;
        if (before != null && line.hasKeyOf(before, plan.key)) {
            throw keyFault(
                    "the key " + String.join(", ", plan.query.key())
                            + " is not unique; pages cut by it would lose rows",
                    null);
        }
        if (inPage == page) {
            last = Objects.requireNonNull(before).key(plan.key);
            lookedAhead = line;
            return false;
        }
        inPage++;
        previous = line;
        return true;
    }

    private CkpiException disorder() {
        return keyFault(
                "the database sorts the key " + String.join(", ", plan.query.key())
                        + " in another order than it compares it; pages cut by it would lose rows",
                null);
    }

    private CkpiException keyFault(String sentence, @Nullable Throwable cause) {
        return new CkpiException(
                CkpiException.Kind.DATA, "CKPI-JDBC-KEY", plan.source, plan.which() + ": " + sentence, cause);
    }

    /** The phase has no more rows. */
    private void advance() {
        if (phase == Phase.KEYLESS) {
            phase = Phase.FORWARD;
        } else if (phase == Phase.FORWARD && again) {
            phase = Phase.AGAIN;
            last = List.of();
            previous = null;
        } else {
            phase = Phase.END;
        }
    }

    private void closeRows() throws SQLException {
        ResultSet open = rows;
        rows = null;
        session.done();
        if (open != null) {
            open.close();
        }
    }

    private void closeStatement() throws SQLException {
        PreparedStatement open = statement;
        statement = null;
        if (open != null) {
            open.close();
        }
    }

    /** Lets {@link #fetch} begin no other statement; may be called by another thread. */
    void stop() {
        closed = true;
    }

    void close() {
        phase = Phase.END;
        try {
            closeRows();
            closeStatement();
        } catch (SQLException e) {
            // it was only read: nothing is lost
        }
    }
}
