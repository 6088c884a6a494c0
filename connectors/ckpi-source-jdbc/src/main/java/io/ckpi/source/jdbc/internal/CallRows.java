package io.ckpi.source.jdbc.internal;

import io.ckpi.core.DataIssue;
import io.ckpi.source.mapping.Calls;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.source.mapping.TableRows;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The calls of a telephone exchange, made of their legs. Mutable, for one thread. */
final class CallRows implements TableRows {

    private final QueryRows legs;
    private final QueryPlan plan;
    private final Calls calls;
    private @Nullable RowFault fault;
    private boolean ended;

    CallRows(QueryRows legs, QueryPlan plan) {
        this.legs = legs;
        this.plan = plan;
        this.calls = new Calls(
                plan.query.records().columns(), plan.query.records().settings().zone(), plan.linked);
    }

    @Override
    public boolean next() {
        fault = null;
        while (!calls.next()) {
            if (ended) {
                return false;
            }
            if (!legs.next()) {
                ended = true;
                calls.end();
                continue;
            }
            try {
                calls.add(legs, legs.row(), legs.row());
            } catch (RowFault e) {
                fault = e;
                return true;
            }
        }
        return true;
    }

    @Override
    public long row() {
        return fault != null ? legs.row() : calls.row();
    }

    @Override
    public String location() {
        return plan.query.name() + ":row " + row();
    }

    @Override
    public @Nullable RowFault fault() {
        return fault;
    }

    @Override
    public @Nullable String text(int column) {
        return calls.text(column);
    }

    @Override
    public void mark() {
        // calls cannot be resumed: their rows are mixed
    }

    @Override
    public String marked() {
        return "";
    }

    @Override
    public List<DataIssue> issues() {
        List<DataIssue> all = new ArrayList<>(legs.issues());
        all.addAll(calls.issues(plan.source, plan.query.name()));
        return all;
    }

    @Override
    public void close() {
        legs.close();
    }
}
