package io.ckpi.source.rest;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.RejectReason;
import io.ckpi.tck.Fixture;
import io.ckpi.tck.SourceTck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/**
 * What the compatibility kit needs of every service of which a stub replays the documented shapes: orders as rows of texts,
 * and which of them were changed since they were loaded first. No live account.
 */
abstract class RestTck extends SourceTck {

    /** When the kit's clock stands. */
    static final String NOW = "2026-01-01T00:00:00Z";

    /** Rows that were loaded first have greater numbers than those that replace them later. */
    static final int OFFSET = 1000;

    private List<SourceRecord> before = List.of();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        stub().close();
    }

    /** The service. */
    abstract Stub stub();

    /** The mapping with which the orders are read. */
    abstract String mapping();

    /** The options without the mapping. */
    abstract Map<String, String> options();

    /** Forgets all orders. */
    abstract void clear();

    /**
     * Puts an order into the service.
     *
     * @param number which one; an order that replaces an earlier one comes before all others
     * @param isNew whether it was written after the first loading
     * @param cells its texts by the names of {@link #cells}; absent ones are missing
     */
    abstract void put(int number, boolean isNew, Map<String, String> cells);

    @Override
    protected final Map<String, String> config() {
        Map<String, String> config = new HashMap<>(options());
        config.put("mapping", folder.resolve("tck.yaml").toString());
        return config;
    }

    @Override
    protected Set<Capability> expected() {
        return Set.of(Capability.TIME_FILTER, Capability.RESUME, Capability.REVISIONS, Capability.DELETES);
    }

    @Override
    protected int pageSize() {
        return 50;
    }

    @Override
    protected Set<RejectReason> poisons() {
        return Set.of(
                RejectReason.MISSING_KEY,
                RejectReason.ID_PRECISION_LOST,
                RejectReason.BAD_TIMESTAMP,
                RejectReason.NO_ZONE,
                RejectReason.FUTURE_TIME,
                RejectReason.BAD_NUMBER,
                RejectReason.BAD_CURRENCY,
                RejectReason.UNKNOWN_VALUE);
    }

    @Override
    protected final void load(Fixture fixture) throws IOException {
        Files.writeString(folder.resolve("tck.yaml"), mapping());
        stub().forgetFaults();
        clear();
        List<Fixture.Row<Order>> rows = fixture.rows(Order.class);
        List<SourceRecord> now = new ArrayList<>();
        rows.forEach(row -> now.add(row.record()));
        // what is loaded besides what is there already was written just now
        int known = !before.isEmpty()
                        && now.size() > before.size()
                        && now.subList(0, before.size()).equals(before)
                ? before.size()
                : now.size();
        before = now;
        int later = OFFSET;
        int earlier = 0;
        for (int i = 0; i < rows.size(); i++) {
            // what was changed stands before the rows that were read, as it keeps its place; a deletion is a row of its
            // own
            boolean isNew = i >= known;
            boolean isBefore = isNew && now.get(i).envelope().op() == Envelope.Op.UPSERT;
            put(isBefore ? ++earlier : ++later, isNew, cells(fixture, rows.get(i)));
        }
    }

    /** {@code ref}, {@code at}, {@code revision}, {@code op}, {@code status}, {@code amount}, {@code currency} and so on. */
    private static Map<String, String> cells(Fixture fixture, Fixture.Row<Order> row) {
        Order order = row.record();
        Map<String, @Nullable String> cells = new LinkedHashMap<>();
        cells.put("ref", row.id(order.orderRef()));
        cells.put(
                "at",
                row.text(
                        RejectReason.NO_ZONE,
                        row.text(
                                RejectReason.BAD_TIMESTAMP,
                                row.text(
                                        RejectReason.FUTURE_TIME,
                                        order.createdAt().toString()))));
        cells.put("good", order.createdAt().toString());
        cells.put("revision", Long.toString(order.envelope().revision()));
        cells.put("op", order.envelope().op() == Envelope.Op.DELETE ? "D" : "U");
        cells.put("status", row.text(RejectReason.UNKNOWN_VALUE, order.status().name()));
        cells.put(
                "amount",
                row.text(RejectReason.BAD_NUMBER, order.revenue().amount().toPlainString()));
        cells.put(
                "currency",
                row.text(RejectReason.BAD_CURRENCY, order.revenue().currency().getCurrencyCode()));
        cells.put("person", fixture.raw(order.person()));
        cells.put("deal", order.dealRef());
        cells.put("paid", order.paidAt() == null ? null : order.paidAt().toString());
        cells.put("campaign", order.origin().campaign());
        cells.put("term", order.origin().term());
        Map<String, String> there = new LinkedHashMap<>();
        cells.forEach((name, text) -> {
            if (text != null) {
                there.put(name, text);
            }
        });
        return there;
    }

    @Override
    protected SourceRecord fit(SourceRecord record) {
        Order order = (Order) record;
        Envelope envelope = Envelope.builder(
                        record.envelope().source(), order.orderRef(), order.createdAt(), ZoneOffset.UTC)
                .revision(record.envelope().revision())
                .op(record.envelope().op())
                .build();
        Origin origin = order.origin();
        return Order.builder(envelope, order.orderRef(), order.status(), order.createdAt(), order.revenue())
                .person(order.person())
                .dealRef(order.dealRef())
                .paidAt(order.paidAt())
                .origin(new Origin(null, null, origin.campaign(), origin.term(), null, null, null))
                .build();
    }

    /** The next requests of which the stub is told so fail: as often as a host would try again, and more. */
    final void fail(java.util.function.Predicate<Stub.Request> which) {
        for (int i = 0; i < 10; i++) {
            stub().next(which, usual -> Stub.Answer.text(503, "{}"));
        }
    }
}
