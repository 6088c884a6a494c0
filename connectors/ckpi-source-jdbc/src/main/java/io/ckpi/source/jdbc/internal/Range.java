package io.ckpi.source.jdbc.internal;

import io.ckpi.spi.ReadRequest;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of a query's time, or of the time with which its key begins. They are a little wider than what is wanted, as local
 * times repeat in autumn; the exact bounds are those of the records. Immutable.
 */
final class Range {

    private static final Duration MARGIN = Duration.ofDays(1);
    private static final Instant LEAST = Instant.parse("1000-01-01T00:00:00Z");
    private static final Instant MOST = Instant.parse("9999-12-30T00:00:00Z");

    private final List<String> conditions = new ArrayList<>();
    private final List<Instant> bounds = new ArrayList<>();
    private final Kind kind;
    private final ZoneId zone;

    private Range(Kind kind, @Nullable ZoneId zone) {
        this.kind = kind;
        this.zone = zone == null ? ZoneOffset.UTC : zone;
    }

    /** The bounds that a request sets; a query whose rows depend on earlier ones has no lower one. */
    static Range of(QueryPlan plan, ReadRequest<?> request) {
        Range range = new Range(
                plan.timeKind == null ? Kind.INSTANT : plan.timeKind,
                plan.query.records().settings().zone());
        if (plan.timeKind == null) {
            return range;
        }
        Instant from = request.from();
        if (from != null && plan.query.records().isResumable()) {
            range.add(plan.time(), ">=", from.isAfter(LEAST.plus(MARGIN)) ? from.minus(MARGIN) : LEAST, from);
        }
        Instant to = request.to();
        if (to != null) {
            range.add(plan.time(), "<=", to.isBefore(MOST.minus(MARGIN)) ? to.plus(MARGIN) : MOST, to);
        }
        return range;
    }

    /** The lower bound of rows that may have become visible late. */
    static Range since(QueryPlan plan, Instant since) {
        Kind kind = plan.grows() ? plan.kinds[plan.key[0]] : Objects.requireNonNull(plan.timeKind);
        ZoneId zone = plan.query.records().settings().zone();
        Range range = new Range(kind, zone);
        boolean repeats = kind == Kind.DATE || (kind == Kind.LOCAL && !(range.zone.normalized() instanceof ZoneOffset));
        range.add(plan.grows() ? plan.changed() : plan.time(), ">=", repeats ? since.minus(MARGIN) : since, since);
        return range;
    }

    private void add(String column, String operator, Instant bound, Instant wanted) {
        if (wanted.isBefore(LEAST) || wanted.isAfter(MOST)) {
            return; // no bound at all
        }
        // a row without a time is delivered, so that it is rejected and counted
        conditions.add("(" + column + " " + operator + " ? OR " + column + " IS NULL)");
        bounds.add(bound);
    }

    List<String> conditions() {
        return conditions;
    }

    /** Binds the bounds; gives the next free index. */
    int bind(PreparedStatement statement, int index) throws SQLException {
        int at = index;
        for (Instant bound : bounds) {
            switch (kind) {
                case DATE ->
                    statement.setObject(at, LocalDateTime.ofInstant(bound, zone).toLocalDate());
                case LOCAL -> statement.setObject(at, LocalDateTime.ofInstant(bound, zone));
                case SESSION -> statement.setObject(at, LocalDateTime.ofInstant(bound, ZoneOffset.UTC));
                default -> statement.setObject(at, bound.atOffset(ZoneOffset.UTC));
            }
            at++;
        }
        return at;
    }
}
