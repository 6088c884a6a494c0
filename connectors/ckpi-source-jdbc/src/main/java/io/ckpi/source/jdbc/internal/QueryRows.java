package io.ckpi.source.jdbc.internal;

import io.ckpi.core.DataIssue;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.source.mapping.TableRows;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The rows of a query, one after another. Mutable, for one thread. */
final class QueryRows implements TableRows {

    private static final Batch NONE = new Batch(false, List.of(), false);

    private final QueryPlan plan;
    private final Mark from;
    private final Pages pages;
    private final Ahead ahead;
    private Batch batch = NONE;
    private int at;
    private long row;
    private @Nullable Line present;
    /** The last row that was read forward. */
    private @Nullable Line front;

    private @Nullable Line marked;
    private boolean markedAgain;
    private boolean ended;

    QueryRows(QueryPlan plan, Session session, int page, Range range, @Nullable String from) {
        this.plan = plan;
        this.from = from == null ? Mark.BEGIN : Mark.parse(plan.source, from, plan.key.length);
        try {
            this.pages = new Pages(plan, session, page, range, this.from);
        } catch (IllegalArgumentException e) {
            throw Mark.broken(plan.source, e);
        }
        this.ahead = new Ahead(plan.source, pages, session);
    }

    @Override
    public boolean next() {
        while (at == batch.lines().size()) {
            if (batch.end()) {
                present = null;
                ended = true;
                return false;
            }
            batch = ahead.take();
            at = 0;
        }
        Line line = batch.lines().get(at++);
        row++;
        present = line;
        if (!batch.again() && line.fault() == null) {
            front = line;
        }
        return true;
    }

    // ---- the present row

    @Override
    public long row() {
        return row;
    }

    @Override
    public String location() {
        Line line = present;
        String place = line == null || line.fault() != null || plan.key.length == 0
                ? "row " + row
                : String.join("/", line.key(plan.key));
        return plan.query.name() + ":" + place;
    }

    @Override
    public @Nullable RowFault fault() {
        return present == null ? null : present.fault();
    }

    @Override
    public @Nullable String text(int column) throws RowFault {
        return Objects.requireNonNull(present).text(plan.cells[column]);
    }

    @Override
    public @Nullable List<String> array(int column) throws RowFault {
        return Objects.requireNonNull(present).array(plan.cells[column]);
    }

    // ---- points

    @Override
    public void mark() {
        if (present != null && present.fault() == null) {
            marked = present;
            markedAgain = batch.again();
        }
    }

    @Override
    public String marked() {
        Line line = marked;
        Mark mark = from;
        if (ended) {
            // all was read, also what became visible late
            mark = new Mark(false, null, frontKey(), List.of(), List.of());
        } else if (line != null) {
            List<String> key = line.key(plan.key);
            mark = markedAgain ? pages.behindAgain(key, frontKey()) : pages.behind(key);
        }
        String text = mark.text();
        return text.length() <= Mark.MOST_CHARS ? text : from.text();
    }

    private List<String> frontKey() {
        Line line = front;
        return line != null ? line.key(plan.key) : from.again() ? from.front() : from.last();
    }

    @Override
    public List<DataIssue> issues() {
        return plan.issues;
    }

    @Override
    public void close() {
        batch = new Batch(false, List.of(), true);
        at = 0;
        ahead.close();
    }
}
