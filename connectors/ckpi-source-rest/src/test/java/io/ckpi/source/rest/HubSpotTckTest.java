package io.ckpi.source.rest;

import io.ckpi.spi.SourceProvider;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The compatibility kit on an account of HubSpot. Orders are deals with properties of one's own. */
class HubSpotTckTest extends RestTck {

    private final Hub hub = new Hub();

    @Override
    Stub stub() {
        return hub;
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
                    when: {"@row": DEAL}
                    key: shop_ref
                    orderRef: shop_ref
                    occurredAt: createdate
                    createdAt: createdate
                    revision: shop_revision
                    op: {from: shop_op, values: {U: UPSERT, D: DELETE}}
                    status: shop_status
                    revenue: {money: amount, currency: {from: deal_currency_code}}
                    person: {token: shop_mail, type: email}
                    dealRef: shop_deal
                    paidAt: closedate
                    origin: {campaign: hs_campaign, term: shop_term}
            """;
    }

    @Override
    protected SourceProvider provider() {
        return new HubSpotProvider(duration -> {});
    }

    @Override
    Map<String, String> options() {
        return Map.of("token", Hub.TOKEN, "address", hub.address());
    }

    @Override
    void clear() {
        hub.deals.clear();
    }

    @Override
    void put(int number, boolean isNew, Map<String, String> cells) {
        Map<String, String> names = Map.ofEntries(
                Map.entry("ref", "shop_ref"),
                Map.entry("at", "createdate"),
                Map.entry("revision", "shop_revision"),
                Map.entry("op", "shop_op"),
                Map.entry("status", "shop_status"),
                Map.entry("amount", "amount"),
                Map.entry("currency", "deal_currency_code"),
                Map.entry("person", "shop_mail"),
                Map.entry("deal", "shop_deal"),
                Map.entry("paid", "closedate"),
                Map.entry("campaign", "hs_campaign"),
                Map.entry("term", "shop_term"));
        Map<String, Object> properties = new LinkedHashMap<>();
        cells.forEach((name, text) -> properties.put(names.getOrDefault(name, name), text));
        properties.put("hs_lastmodifieddate", isNew ? NOW : String.valueOf(cells.get("good")));
        hub.deal(number, properties);
    }

    @Override
    protected Map<String, String> wrongCredentials() {
        return Map.of("token", "pat-another");
    }

    @Override
    protected List<Map<String, String>> escapes() {
        return List.of(
                Map.of("address", "file:///etc/passwd"),
                Map.of("address", "http://hub.example"),
                Map.of("address", hub.address() + "/elsewhere"),
                Map.of("address", "https://127.0.0.1@hub.example"));
    }

    @Override
    protected List<Map<String, String>> oversized() {
        hub.deal(1, Map.of("amount", "1".repeat(4096)));
        return List.of(Map.of("max-answer-bytes", "2048"));
    }

    @Override
    protected void failAfter(int rows) {
        String last = Integer.toString(OFFSET + rows);
        fail(request -> request.path().endsWith("/deals/search") && last.equals(Hub.above(request)));
    }
}
