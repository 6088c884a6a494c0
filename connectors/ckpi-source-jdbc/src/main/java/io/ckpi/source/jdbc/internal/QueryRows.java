package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.source.mapping.TableRows;
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
 * The rows of a query, page by page in the order of its key, or in one go if it has none. Mutable, for one thread.
 *
 * <p>Keys are drawn before their transactions commit, so rows can become visible behind a key that was read already. A reader
 * that goes on from a cursor therefore ends with the rows up to that key that are no older than ten minutes before the
 * cursor's own transaction, if the query has a time; repeated records change nothing.
 */
final class QueryRows implements TableRows {

    private static final Duration LATE = Duration.ofMinutes(10);

    /** What is read, in this order. */
    private enum Phase {
        /** Rows without a key, which are rejects. */
        KEYLESS,
        /** Rows behind the last key. */
        FORWARD,
        /** Rows up to the cursor's key that may have become visible late. */
        AGAIN,
        END
    }

    private final QueryPlan plan;
    private final Session session;
    private final int page;
    private final Range range;
    private final String which;
    private final boolean again;
    private final @Nullable Instant since;
    private Phase phase;
    private List<String> last;
    private List<String> until;
    private Mark marked;

    private @Nullable PreparedStatement statement;
    private boolean statementFirst;
    private @Nullable Phase statementPhase;
    private @Nullable ResultSet rows;
    private int inPage;
    private long row;
    private @Nullable List<String> key;
    private @Nullable RowFault fault;

    QueryRows(QueryPlan plan, Session session, int page, Range range, @Nullable String from) {
        this.plan = plan;
        this.session = session;
        this.page = page;
        this.range = range;
        this.which = "query " + plan.query.name();
        Mark mark = from == null ? Mark.BEGIN : Mark.parse(plan.source, from, plan.key.length);
        this.last = mark.last();
        this.until = mark.until();
        boolean resumed = !last.isEmpty() || mark.again();
        this.again = resumed && mark.since() != null;
        this.since = plan.timeKind == null
                ? null
                : mark.since() != null ? mark.since() : session.startedAt().minus(LATE);
        this.phase = mark.again()
                ? Phase.AGAIN
                : !resumed && plan.nullableKey && plan.key.length > 0 ? Phase.KEYLESS : Phase.FORWARD;
        if (again && !mark.again()) {
            until = last;
        }
        this.marked = mark;
    }

    // ---- pages

    @Override
    public boolean next() {
        try {
            while (phase != Phase.END) {
                if (rows == null) {
                    open();
                }
                ResultSet present = Objects.requireNonNull(rows);
                if (present.next()) {
                    if (take(present)) {
                        return true;
                    }
                    closeRows(); // the row beyond the page
                    continue;
                }
                closeRows();
                advance();
            }
            return false;
        } catch (SQLException e) {
            throw session.failure(which, e);
        } catch (IllegalArgumentException e) {
            throw Mark.broken(plan.source, e);
        }
    }

    private void open() throws SQLException {
        boolean first = last.isEmpty();
        boolean paged = plan.key.length > 0;
        PreparedStatement prepared = statement;
        if (prepared == null || statementPhase != phase || statementFirst != first) {
            closeStatement();
            List<String> conditions = new ArrayList<>();
            Range bounds = range;
            if (phase == Phase.KEYLESS) {
                conditions.add(plan.withoutKey());
            } else if (paged && !first) {
                conditions.add(plan.beyondKey(false));
            } else if (paged && plan.nullableKey) {
                conditions.add("NOT " + plan.withoutKey());
            }
            if (phase == Phase.AGAIN) {
                conditions.add(plan.beyondKey(true));
                bounds = Range.since(plan, Objects.requireNonNull(since));
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
        if (phase == Phase.AGAIN) {
            at = bind(prepared, at, until);
            Range.since(plan, Objects.requireNonNull(since)).bind(prepared, at);
        } else {
            range.bind(prepared, at);
        }
        inPage = 0;
        rows = session.query(prepared);
    }

    private int bind(PreparedStatement prepared, int index, List<String> values) throws SQLException {
        for (int i = 0; i < values.size(); i++) {
            KeyPart.bind(prepared, index + i, plan.kinds[plan.key[i]], values.get(i));
        }
        return index + values.size();
    }

    /** Takes the row; false if it is the one behind the page. */
    private boolean take(ResultSet present) throws SQLException {
        fault = null;
        if (plan.key.length == 0) {
            row++;
            return true;
        }
        if (phase == Phase.KEYLESS) {
            row++;
            fault = new RowFault(RejectReason.MISSING_KEY, String.join(", ", plan.query.key()), "empty");
            return true;
        }
        List<String> found = key(present);
        if (found.equals(key)) {
            throw new CkpiException(
                    CkpiException.Kind.DATA,
                    "CKPI-JDBC-KEY",
                    plan.source,
                    which + ": the key " + String.join(", ", plan.query.key())
                            + " is not unique; pages cut by it would lose rows");
        }
        if (inPage == page) {
            return false;
        }
        inPage++;
        row++;
        key = found;
        last = found;
        return true;
    }

    private List<String> key(ResultSet present) throws SQLException {
        String[] parts = new String[plan.key.length];
        for (int i = 0; i < parts.length; i++) {
            try {
                parts[i] = String.valueOf(plan.kinds[plan.key[i]].text(present, plan.key[i] + 1));
            } catch (RowFault e) {
                throw new CkpiException(
                        CkpiException.Kind.DATA,
                        "CKPI-JDBC-KEY",
                        plan.source,
                        which + ": a key cannot be read: " + e.reason(),
                        e);
            }
        }
        return List.of(parts);
    }

    /** The phase has no more rows. */
    private void advance() {
        if (phase == Phase.KEYLESS) {
            phase = Phase.FORWARD;
        } else if (phase == Phase.FORWARD && again) {
            phase = Phase.AGAIN;
            last = List.of();
            key = null;
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

    // ---- the present row

    @Override
    public long row() {
        return row;
    }

    @Override
    public String location() {
        List<String> present = key;
        return plan.query.name() + ":" + (present == null ? "row " + row : String.join("/", present));
    }

    @Override
    public @Nullable RowFault fault() {
        return fault;
    }

    @Override
    public @Nullable String text(int column) throws RowFault {
        try {
            int at = plan.cells[column];
            return plan.kinds[at].text(Objects.requireNonNull(rows), at + 1);
        } catch (SQLException e) {
            throw session.failure(which, e);
        }
    }

    @Override
    public @Nullable List<String> array(int column) throws RowFault {
        try {
            int at = plan.cells[column];
            return plan.kinds[at].array(Objects.requireNonNull(rows), at + 1);
        } catch (SQLException e) {
            throw session.failure(which, e);
        }
    }

    // ---- points

    @Override
    public void mark() {
        if (last != marked.last() || (phase == Phase.AGAIN) != marked.again()) {
            boolean inAgain = phase == Phase.AGAIN;
            marked = new Mark(inAgain, since, last, inAgain ? until : List.of());
        }
    }

    @Override
    public String marked() {
        return marked.text();
    }

    @Override
    public List<DataIssue> issues() {
        return plan.issues;
    }

    @Override
    public void close() {
        phase = Phase.END;
        try {
            closeRows();
            closeStatement();
        } catch (SQLException e) {
            // it was only read: nothing is lost
        }
    }
}
