package io.ckpi.source.rest;

import io.ckpi.core.Money;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceProvider;
import io.ckpi.tck.Fixture;
import io.ckpi.tck.SourceTck;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** The compatibility kit on a portal of Bitrix24 that replays the documented shapes: no live account. Orders are deals. */
class Bitrix24TckTest extends SourceTck {

    private static final String MAPPING = """
            schema: ckpi/rest-mapping@1
            id: tck
            tables:
              - list: deals
                records:
                  - record: Order
                    key: originId
                    orderRef: originId
                    occurredAt: createdTime
                    createdAt: createdTime
                    revision: ufCrmRevision
                    op: {from: ufCrmOp, values: {U: UPSERT, D: DELETE}}
                    status: ufCrmStatus
                    revenue: {money: opportunity, currency: {from: currencyId}}
                    person: {token: ufCrmMail, type: email}
                    dealRef: ufCrmDeal
                    paidAt: ufCrmPaid
                    origin: {campaign: utmCampaign, term: utmTerm}
            """;

    private final Portal portal = new Portal();

    @TempDir
    Path folder;

    @AfterEach
    void stop() {
        portal.close();
    }

    @Override
    protected SourceProvider provider() {
        return new Bitrix24Provider(duration -> {});
    }

    @Override
    protected Map<String, String> config() {
        return Map.of(
                "webhook",
                portal.webhook(),
                "mapping",
                folder.resolve("tck.yaml").toString());
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

    private static void put(Map<String, Object> deal, String member, @Nullable String text) {
        if (text != null) {
            deal.put(member, text);
        }
    }

    @Override
    protected void load(Fixture fixture) throws IOException {
        Files.writeString(folder.resolve("tck.yaml"), MAPPING);
        portal.forgetFaults();
        portal.items.clear();
        int id = 0;
        for (Fixture.Row<Order> row : fixture.rows(Order.class)) {
            Order order = row.record();
            Map<String, Object> deal = portal.item(2, ++id, "categoryId", 0, "stageId", "WON", "isRecurring", "N");
            String at = order.createdAt().toString();
            put(deal, "originId", row.id(order.orderRef()));
            put(
                    deal,
                    "createdTime",
                    row.text(
                            RejectReason.NO_ZONE,
                            row.text(RejectReason.BAD_TIMESTAMP, row.text(RejectReason.FUTURE_TIME, at))));
            put(deal, "ufCrmRevision", Long.toString(order.envelope().revision()));
            put(deal, "ufCrmOp", order.envelope().op() == Envelope.Op.DELETE ? "D" : "U");
            put(
                    deal,
                    "ufCrmStatus",
                    row.text(RejectReason.UNKNOWN_VALUE, order.status().name()));
            put(
                    deal,
                    "opportunity",
                    row.text(RejectReason.BAD_NUMBER, order.revenue().amount().toPlainString()));
            put(
                    deal,
                    "currencyId",
                    row.text(
                            RejectReason.BAD_CURRENCY,
                            order.revenue().currency().getCurrencyCode()));
            put(deal, "ufCrmMail", fixture.raw(order.person()));
            put(deal, "ufCrmDeal", order.dealRef());
            put(
                    deal,
                    "ufCrmPaid",
                    order.paidAt() == null ? null : order.paidAt().toString());
            put(deal, "utmCampaign", order.origin().campaign());
            put(deal, "utmTerm", order.origin().term());
        }
    }

    @Override
    protected SourceRecord fit(SourceRecord record) {
        Order order = (Order) record;
        Envelope envelope = Envelope.builder(
                        record.envelope().source(), order.orderRef(), order.createdAt(), ZoneOffset.UTC)
                .revision(record.envelope().revision())
                .op(record.envelope().op())
                .build();
        Money revenue = order.revenue();
        Origin origin = order.origin();
        return Order.builder(envelope, order.orderRef(), order.status(), order.createdAt(), revenue)
                .person(order.person())
                .dealRef(order.dealRef())
                .paidAt(order.paidAt())
                .origin(new Origin(null, null, origin.campaign(), origin.term(), null, null, null))
                .build();
    }

    @Override
    protected Map<String, String> wrongCredentials() {
        return Map.of("webhook", portal.address() + "/rest/1/wrongwrong/");
    }

    @Override
    protected List<Map<String, String>> escapes() {
        return List.of(
                Map.of("webhook", "file:///etc/passwd"),
                Map.of("webhook", "http://portal.example/rest/1/" + Portal.KEY + "/"),
                Map.of("webhook", portal.address() + "/rest/1/" + Portal.KEY + "/../../2/"));
    }

    @Override
    protected List<Map<String, String>> oversized() {
        for (int i = 1; i <= 50; i++) {
            portal.item(2, i, "title", "x".repeat(100));
        }
        return List.of(Map.of("max-answer-bytes", "2048"));
    }

    @Override
    protected Map<String, String> notApplicable() {
        return Map.of(
                "W-03",
                "a deal that is changed keeps its id: what stands before the cursor needs a new read"
                        + " (the portal is a stub that replays the documented shapes, not a live account)");
    }

    @Override
    protected void failAfter(int rows) {
        for (int i = 0; i < 10; i++) {
            portal.next(
                    request -> request.path().endsWith("crm.item.list.json")
                            && Integer.toString(rows).equals(request.json("filter", ">id")),
                    usual -> Stub.Answer.text(503, "{}"));
        }
    }
}
