package io.ckpi.source.rest;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceProvider;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The compatibility kit on a counter of Yandex Metrica. Orders are the purchases of visits, one each. */
class YandexMetricaTckTest extends RestTck {

    private static final DateTimeFormatter LOCAL =
            DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss").withZone(ZoneOffset.UTC);

    private final Counter counter = new Counter();
    private LocalDate since = LocalDate.parse("2025-12-31");

    @Override
    Stub stub() {
        return counter;
    }

    @Override
    String mapping() {
        return """
            schema: ckpi/rest-mapping@1
            id: tck
            absent: [""]
            tables:
              - list: visits
                records:
                  - record: Order
                    when: {"ym:s:visitID": {present: true}}
                    each: ["ym:s:purchaseID", "ym:s:purchaseRevenue", "ym:s:purchaseCurrency"]
                    orderRef: "ym:s:purchaseID"
                    createdAt: {from: "ym:s:dateTime", format: yyyy-MM-dd HH:mm:ss}
                    status: {const: PAID}
                    revenue: {money: "ym:s:purchaseRevenue", currency: {from: "ym:s:purchaseCurrency"}}
                    person: {token: "ym:s:clientID", type: clientId}
                    origin: {campaign: "ym:s:<attribution>UTMCampaign", term: "ym:s:<attribution>UTMTerm"}
            """;
    }

    @Override
    protected SourceProvider provider() {
        return new YandexMetricaProvider(duration -> {});
    }

    @Override
    Map<String, String> options() {
        return Map.of(
                "token",
                Counter.TOKEN,
                "address",
                counter.address(),
                "counter",
                Integer.toString(Counter.NUMBER),
                "zone",
                "UTC",
                "since",
                since.toString());
    }

    /** The log numbers no revisions and tells of no deletions. */
    @Override
    protected Set<Capability> expected() {
        return Set.of(Capability.TIME_FILTER, Capability.RESUME);
    }

    /** Times are those of the counter's zone, and the log has no column of states. */
    @Override
    protected Set<RejectReason> poisons() {
        return Set.of(
                RejectReason.MISSING_KEY,
                RejectReason.ID_PRECISION_LOST,
                RejectReason.BAD_TIMESTAMP,
                RejectReason.BAD_NUMBER,
                RejectReason.BAD_CURRENCY);
    }

    @Override
    protected String personType() {
        return "clientId";
    }

    @Override
    void clear() {
        counter.rowsOfAPart = pageSize();
        counter.statesBeforeReady = 0;
        counter.rows.clear();
        since = LocalDate.parse("2025-12-31");
    }

    @Override
    void put(int number, boolean isNew, Map<String, String> cells) {
        String at = String.valueOf(cells.get("at"));
        Instant good = Instant.parse(String.valueOf(cells.get("good")));
        LocalDate day = good.atZone(ZoneOffset.UTC).toLocalDate();
        since = day.isBefore(since) ? day : since;
        Map<String, String> row = new LinkedHashMap<>();
        row.put("ym:s:visitID", Integer.toString(number));
        row.put("ym:s:date", day.toString());
        row.put("ym:s:dateTime", at.equals(good.toString()) ? LOCAL.format(good) : cell(at));
        row.put("ym:s:clientID", cell(cells.getOrDefault("person", "")));
        row.put("ym:s:purchaseID", array(String.valueOf(cells.get("ref"))));
        row.put("ym:s:purchaseRevenue", "[" + cells.get("amount") + "]");
        row.put("ym:s:purchaseCurrency", array(String.valueOf(cells.get("currency"))));
        row.put("ym:s:<attribution>UTMCampaign", cell(cells.getOrDefault("campaign", "")));
        row.put("ym:s:<attribution>UTMTerm", cell(cells.getOrDefault("term", "")));
        counter.rows.computeIfAbsent("visits", list -> new ArrayList<>()).add(row);
    }

    private static String escaped(String text) {
        return text.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\n", "\\n")
                .replace("\r", "\\r")
                .replace("'", "\\'");
    }

    private static String array(String element) {
        return wrapped("['" + escaped(element) + "']");
    }

    private static String cell(String text) {
        return wrapped(escaped(text));
    }

    /** The service wraps a cell that holds a double quote. */
    private static String wrapped(String cell) {
        return cell.indexOf('"') < 0 ? cell : '"' + cell.replace("\"", "\"\"") + '"';
    }

    @Override
    protected SourceRecord fit(SourceRecord record) {
        Order order = (Order) record;
        Instant at = order.createdAt().truncatedTo(ChronoUnit.SECONDS);
        Envelope envelope = Envelope.builder(record.envelope().source(), order.orderRef(), at, ZoneId.of("UTC"))
                .build();
        Origin origin = order.origin();
        return Order.builder(envelope, order.orderRef(), Order.Status.PAID, at, order.revenue())
                .person(order.person())
                .origin(new Origin(null, null, origin.campaign(), origin.term(), null, null, null))
                .build();
    }

    @Override
    protected Map<String, String> wrongCredentials() {
        return Map.of("token", "y0_another");
    }

    @Override
    protected List<Map<String, String>> escapes() {
        return List.of(
                Map.of("address", "file:///etc/passwd"),
                Map.of("address", "http://metrica.example"),
                Map.of("address", counter.address() + "/?redirect=https://metrica.example"),
                Map.of("attribution", "last&fields=ym:s:ipAddress"));
    }

    @Override
    protected List<Map<String, String>> oversized() {
        put(1, false, Map.of("at", NOW, "good", "2025-12-31T00:00:00Z", "ref", "x".repeat(5 << 20)));
        return List.of(Map.of());
    }

    @Override
    protected void failAfter(int rows) {
        fail(request -> request.path().endsWith("/part/" + rows / 50 + "/download"));
    }
}
