package io.ckpi.source.jdbc.internal;

import io.ckpi.source.mapping.MappedTable;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.TableRows;
import io.ckpi.spi.ReadRequest;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** A query in a transaction. For the thread of the transaction. */
final class QueryTable implements MappedTable {

    private final QueryPlan plan;
    private final int page;
    private final @Nullable Session session;

    /** A query in a session, or, to describe it only, in none. */
    QueryTable(QueryPlan plan, int page, @Nullable Session session) {
        this.plan = plan;
        this.page = page;
        this.session = session;
    }

    @Override
    public String name() {
        return plan.query.name();
    }

    @Override
    public RecordMapping mapping() {
        return plan.query.records();
    }

    @Override
    public boolean isResumable() {
        return !plan.query.key().isEmpty() && mapping().isResumable();
    }

    @Override
    public boolean isFixed() {
        return false;
    }

    @Override
    public boolean grows() {
        return plan.grows();
    }

    @Override
    public @Nullable Instant completeThrough() {
        return session == null || mapping().settings().asOf() != null
                ? MappedTable.super.completeThrough()
                : session.startedAt();
    }

    @Override
    public TableRows open(ReadRequest<?> request, @Nullable String from, Runnable check) {
        if (session == null) {
            throw new IllegalStateException("no transaction");
        }
        QueryRows rows = new QueryRows(plan, session, page, Range.of(plan, request), from);
        return plan.query.calls() ? new CallRows(rows, plan) : rows;
    }
}
