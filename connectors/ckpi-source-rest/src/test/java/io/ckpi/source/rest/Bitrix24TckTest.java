package io.ckpi.source.rest;

import io.ckpi.spi.SourceProvider;
import java.util.List;
import java.util.Map;

/** The compatibility kit on a portal of Bitrix24. Orders are deals. */
class Bitrix24TckTest extends RestTck {

    private final Portal portal = new Portal();

    @Override
    Stub stub() {
        return portal;
    }

    @Override
    String mapping() {
        return """
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
    }

    @Override
    protected SourceProvider provider() {
        return new Bitrix24Provider(duration -> {});
    }

    @Override
    Map<String, String> options() {
        return Map.of("webhook", portal.webhook());
    }

    @Override
    void clear() {
        portal.items.clear();
    }

    @Override
    void put(int number, boolean isNew, Map<String, String> cells) {
        Map<String, Object> deal = portal.item(
                2, number, "categoryId", 0, "stageId", "WON", "updatedTime", isNew ? NOW : cells.get("good"));
        Map<String, String> names = Map.ofEntries(
                Map.entry("ref", "originId"),
                Map.entry("at", "createdTime"),
                Map.entry("revision", "ufCrmRevision"),
                Map.entry("op", "ufCrmOp"),
                Map.entry("status", "ufCrmStatus"),
                Map.entry("amount", "opportunity"),
                Map.entry("currency", "currencyId"),
                Map.entry("person", "ufCrmMail"),
                Map.entry("deal", "ufCrmDeal"),
                Map.entry("paid", "ufCrmPaid"),
                Map.entry("campaign", "utmCampaign"),
                Map.entry("term", "utmTerm"));
        cells.forEach((name, text) -> deal.put(names.getOrDefault(name, name), text));
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
    protected void failAfter(int rows) {
        String last = Integer.toString(OFFSET + rows);
        fail(request -> request.path().endsWith("crm.item.list.json") && last.equals(request.json("filter", ">id")));
    }
}
