package io.ckpi.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.StageDefinition;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.UnavailableException;
import io.ckpi.tck.TestHost;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Services that answer with what nobody has documented: the complete records, or an error. */
class HostileTest {

    private static final String CANARY = "79001234567";

    private final Portal portal = new Portal();
    private final Hub hub = new Hub();
    private final Counter counter = new Counter();
    private final TestHost bitrix = TestHost.with("webhook", portal.webhook(), "timeout", "PT1S");
    private final TestHost hubSpot = TestHost.with("token", Hub.TOKEN, "address", hub.address(), "timeout", "PT1S");
    private final TestHost metrica = TestHost.with(
            "token",
            Counter.TOKEN,
            "address",
            counter.address(),
            "counter",
            "" + Counter.NUMBER,
            "zone",
            "UTC",
            "since",
            "2026-05-01",
            "lists",
            "visits",
            "currency",
            "RUB",
            "timeout",
            "PT30S");

    @AfterEach
    void stop() {
        portal.close();
        hub.close();
        counter.close();
    }

    private SourceProvider provider(TestHost host) {
        return host == bitrix
                ? new Bitrix24Provider(host::sleep)
                : host == hubSpot ? new HubSpotProvider(host::sleep) : new YandexMetricaProvider(host::sleep);
    }

    private <R extends SourceRecord> List<R> read(TestHost host, Class<R> type) {
        try (RecordSource source = host.open(provider(host))) {
            return host.read(source, type).records();
        }
    }

    private void assertFailure(TestHost host, Class<? extends SourceRecord> type, String code, String message) {
        CkpiException failure = catchThrowableOfType(CkpiException.class, () -> read(host, type));
        assertThat(failure).as(message).isNotNull();
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(message);
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        assertThat(text.toString()).doesNotContain(CANARY, Portal.KEY, Hub.TOKEN, Counter.TOKEN, "127.0.0.1");
    }

    private void deals(int count) {
        for (int i = 1; i <= count; i++) {
            portal.item(
                    2,
                    i,
                    "categoryId",
                    0,
                    "stageId",
                    "WON",
                    "opportunity",
                    "1",
                    "currencyId",
                    "RUB",
                    "createdTime",
                    "2026-03-02T10:00:00+03:00",
                    "updatedTime",
                    "2026-03-02T10:00:00+03:00");
        }
    }

    @Test
    void aRowThatIsNoObjectIsNotLeftOutInSilence() {
        deals(120);
        // with one row left out the page looks like the last one, and the other seventy would be lost too
        for (String row : List.of("null", "7", "\"x\"", "[]")) {
            portal.next(r -> r.path().endsWith("crm.item.list.json"), usual -> {
                String text = new String(usual.body(), StandardCharsets.UTF_8);
                return Stub.Answer.text(200, text.replaceFirst("\\[\\{", "[" + row + ",{"));
            });
            assertFailure(bitrix, Order.class, "CKPI-BITRIX24-SHAPE", "another shape than documented");
        }
        portal.next("crm.item.list.json", Stub.Answer.text(200, "{\"result\":{\"items\":\"" + CANARY + "\"}}"));
        assertFailure(bitrix, Order.class, "CKPI-BITRIX24-SHAPE", "another shape than documented");
        hub.next("/deals/search", Stub.Answer.text(200, "{\"results\":[[]]}"));
        assertFailure(hubSpot, Order.class, "CKPI-HUBSPOT-SHAPE", "deals search");
        // PHP writes an empty list for nothing
        portal.next("crm.item.list.json", Stub.Answer.text(200, "{\"result\":[]}"));
        assertThat(read(bitrix, Order.class)).isEmpty();
    }

    @Test
    void whatIsJoinedIsNotLeftOutInSilence() {
        deals(1);
        portal.moved(2, 1, 1, 1, "2026-03-02T10:00:00+03:00", "NEW", "P", "0");
        for (String answer : List.of("{\"result\":{}}", "{\"result\":7}", "{\"result\":{\"items\":[1]}}")) {
            portal.next("crm.item.list.json", Stub.Answer.text(200, answer));
            assertFailure(bitrix, LeadStageChange.class, "CKPI-BITRIX24-SHAPE", "crm.item.list");
        }
        hub.deal(1, Map.of("createdate", "2026-01-01T00:00:00Z"), "2026-01-01T00:00:00Z", "815");
        for (String answer : List.of("", "{}", "{\"results\":7}", "{\"results\":[{\"id\":\"1\",\"properties\":[]}]}")) {
            hub.next("/deals/batch/read", Stub.Answer.text(answer.isEmpty() ? 204 : 200, answer));
            assertFailure(hubSpot, LeadStageChange.class, "CKPI-HUBSPOT-SHAPE", "deals batch read");
        }
        String gone =
                "{\"results\":[],\"numErrors\":1,\"errors\":[{\"category\":\"%s\",\"message\":\"" + CANARY + "\"}]}";
        hub.next("/deals/batch/read", Stub.Answer.text(207, gone.formatted("VALIDATION_ERROR")));
        assertFailure(hubSpot, LeadStageChange.class, "CKPI-HUBSPOT-PARTIAL", "the service leaves objects out");
        hub.next("/deals/batch/read", Stub.Answer.text(207, gone.formatted("OBJECT_NOT_FOUND")));
        assertThat(read(hubSpot, LeadStageChange.class)).isEmpty();
        assertThat(read(hubSpot, LeadStageChange.class)).hasSize(1);
    }

    @Test
    void marksThatGoRoundInCirclesAreNoEndlessList() {
        for (int circle : new int[] {1, 2, 3, 7}) {
            int[] asked = {0};
            hub.on(
                    "/email/public/v1/events",
                    request -> Stub.Answer.json(
                            Map.of("events", List.of(), "hasMore", true, "offset", "mark" + asked[0]++ % circle)));
            assertFailure(hubSpot, Message.class, "CKPI-HUBSPOT-PAGING", "email events: has no end");
            assertThat(asked[0]).isLessThan(4 * circle + 4);
        }
        int[] asked = {0};
        hub.on(
                "/crm/v3/owners",
                request -> Stub.Answer.json(
                        Map.of("results", List.of(), "paging", Map.of("next", Map.of("after", "m" + asked[0]++)))));
        assertFailure(hubSpot, Employee.class, "CKPI-HUBSPOT-PAGING", "owners: has no end");
    }

    @Test
    void marksAreOpaque() {
        for (int i = 1; i <= 9; i++) {
            hub.event("e" + i, 1772445601000L, "SENT", false);
        }
        List<Map<String, Object>> pages = new ArrayList<>();
        String[] marks = {"a|b/c", "%2F&x=1", ""};
        for (int page = 0; page < 3; page++) {
            pages.add(Map.of(
                    "events", hub.events.subList(3 * page, 3 * page + 3), "hasMore", page < 2, "offset", marks[page]));
        }
        hub.on(
                "/email/public/v1/events",
                request -> Stub.Answer.json(
                        pages.get(Arrays.asList(marks).indexOf(request.query().get("offset")) + 1)));
        for (int stop = 0; stop <= 9; stop++) {
            List<String> keys = new ArrayList<>();
            try (RecordSource source = hubSpot.open(provider(hubSpot))) {
                Cursor cursor;
                try (RecordReader<Message> reader = source.read(ReadRequest.all(Message.class))) {
                    for (int i = 0; i < stop; i++) {
                        keys.add(reader.next().envelope().sourceKey().substring(0, 2));
                    }
                    cursor = reader.cursor();
                }
                hubSpot.read(source, new ReadRequest<>(Message.class, null, null, cursor))
                        .records()
                        .forEach(message ->
                                keys.add(message.envelope().sourceKey().substring(0, 2)));
            }
            assertThat(keys).as("stopped at %d", stop).hasSize(9).doesNotHaveDuplicates();
        }
    }

    @Test
    void eventsWithoutAnIdThatCanBeShownAreNotSkipped() {
        // several rows of a page carry the same label
        for (String id : List.of("a b", "e2", "c d", "e2", "e f")) {
            hub.event(id, 1772445601000L + hub.events.size(), "SENT", false);
        }
        hub.on("/email/public/v1/events", request -> Stub.Answer.json(Map.of("events", hub.events, "hasMore", false)));
        for (int stop = 1; stop <= 5; stop++) {
            Set<String> keys = new TreeSet<>();
            try (RecordSource source = hubSpot.open(provider(hubSpot))) {
                Cursor cursor;
                try (RecordReader<Message> reader = source.read(ReadRequest.all(Message.class))) {
                    for (int i = 0; i < stop; i++) {
                        keys.add(reader.next().envelope().sourceKey());
                    }
                    cursor = reader.cursor();
                }
                Map<String, Object> gone = hub.events.remove(0); // the rows move up
                hubSpot.read(source, new ReadRequest<>(Message.class, null, null, cursor))
                        .records()
                        .forEach(message -> keys.add(message.envelope().sourceKey()));
                hub.events.add(0, gone);
            }
            assertThat(keys).as("stopped at %d", stop).hasSize(5);
        }
    }

    @Test
    void aStageThatIsDeletedBetweenPagesHidesNoOther() {
        int[] asked = {0};
        portal.next(r -> r.path().endsWith("crm.status.list.json"), usual -> {
            asked[0]++;
            portal.statuses.remove(0); // all others move up, and one of them onto the page that was read
            return usual;
        });
        assertThat(read(bitrix, StageDefinition.class))
                .extracting(StageDefinition::raw)
                .hasSize(10)
                .contains("CONVERTED", "LOSE", "C5:NEW", "DT31_7:N");
        portal.on(
                "/rest/1/" + Portal.KEY + "/crm.status.list",
                request -> Stub.Answer.json(Map.of(
                        "result",
                        List.of(),
                        "total",
                        asked[0]++,
                        "next",
                        Integer.parseInt("" + request.json("start")) + 5)));
        assertFailure(
                bitrix, StageDefinition.class, "CKPI-BITRIX24-PAGING", "crm.status.list: changes while it is read");
        portal.on(
                "/rest/1/" + Portal.KEY + "/crm.status.list",
                request -> Stub.Answer.json(Map.of("result", List.of(), "total", 9, "next", 5)));
        assertFailure(bitrix, StageDefinition.class, "CKPI-BITRIX24-PAGING", "crm.status.list: gives rows again");
    }

    @Test
    void aTokenThatExpiresInTheMiddleStopsTheReadingWhereItCanGoOn() {
        deals(120);
        portal.next(
                r -> r.path().endsWith("crm.item.list.json") && "50".equals(r.json("filter", ">id")),
                usual -> Stub.Answer.text(
                        401, "{\"error\":\"expired_token\",\"error_description\":\"" + CANARY + "\"}"));
        Set<String> refs = new TreeSet<>();
        Cursor cursor;
        try (RecordSource source = bitrix.open(provider(bitrix));
                RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
            CkpiException failure = catchThrowableOfType(CkpiException.class, () -> {
                for (Order order = reader.next(); order != null; order = reader.next()) {
                    refs.add(order.orderRef());
                }
            });
            assertThat(failure.kind()).isEqualTo(CkpiException.Kind.AUTH);
            assertThat(failure).hasMessageNotContaining(CANARY);
            cursor = reader.cursor();
        }
        assertThat(refs).hasSize(50);
        try (RecordSource source = bitrix.open(provider(bitrix))) {
            bitrix.read(source, new ReadRequest<>(Order.class, null, null, cursor))
                    .records()
                    .forEach(order -> assertThat(refs.add(order.orderRef())).isTrue());
        }
        assertThat(refs).hasSize(120);
    }

    @Test
    void anErrorCodeIsShownIfItIsAWordOnly() {
        for (String code : List.of(CANARY, "a b " + CANARY, "<" + CANARY + ">")) {
            portal.next("crm.item.list.json", Stub.Answer.text(400, "{\"error\":\"" + code + "\"}"));
            assertFailure(bitrix, Order.class, "CKPI-BITRIX24-STATUS", "the service answers with status 400");
        }
    }

    @Test
    void anAnswerThatIsNoHttpIsNotQuoted() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Thread thread = new Thread(() -> {
                try {
                    while (true) {
                        try (Socket socket = server.accept()) {
                            socket.getInputStream().read(new byte[1 << 14]);
                            socket.getOutputStream()
                                    .write(("SMTP " + CANARY + "\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
                        }
                    }
                } catch (java.io.IOException e) {
                    // the test is over
                }
            });
            thread.start();
            TestHost host = TestHost.with(
                    "webhook", "http://127.0.0.1:" + server.getLocalPort() + "/rest/1/" + Portal.KEY + "/");
            CkpiException failure = catchThrowableOfType(CkpiException.class, () -> {
                try (RecordSource source = host.open(new Bitrix24Provider(host::sleep))) {
                    host.read(source, Order.class);
                }
            });
            assertThat(failure).isInstanceOf(UnavailableException.class);
            StringWriter text = new StringWriter();
            failure.printStackTrace(new PrintWriter(text));
            assertThat(text.toString())
                    .contains("the service cannot be reached (")
                    .doesNotContain(CANARY, Portal.KEY, "127.0.0.1");
        }
    }

    @Test
    void redirectsToAnotherSchemeOrPortAreRefused() {
        for (String target : List.of(
                portal.address().replace("http:", "https:") + "/rest/1/" + Portal.KEY + "/x",
                "//evil.example/x",
                "http://evil.example@127.0.0.1:1/",
                "http://127.0.0.1/x",
                "mailto:" + CANARY,
                "data:," + CANARY)) {
            portal.next("crm.item.list.json", Stub.Answer.text(307, "", "Location", target));
            assertFailure(bitrix, Order.class, "CKPI-BITRIX24-REDIRECT", "to another host, which is not followed");
        }
        for (String target : List.of("http://[", "")) {
            portal.next("crm.item.list.json", Stub.Answer.text(307, "", "Location", target));
            assertFailure(bitrix, Order.class, "CKPI-BITRIX24-REDIRECT", "leads nowhere");
        }
        portal.on(
                "/rest/1/" + Portal.KEY + "/crm.item.list",
                request -> Stub.Answer.text(308, "", "Location", request.path()));
        assertFailure(bitrix, Order.class, "CKPI-BITRIX24-REDIRECT", "leads nowhere");
    }

    private void visit(String id) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("ym:s:visitID", id);
        row.put("ym:s:clientID", "16200000000000000001");
        row.put("ym:s:date", "2026-05-20");
        row.put("ym:s:dateTime", "2026-05-20 12:00:00");
        row.put("ym:s:deviceCategory", "1");
        counter.rows.computeIfAbsent("visits", list -> new ArrayList<>()).add(row);
    }

    @Test
    void aLastLineWithoutAnEndMayLackMore() {
        visit("1");
        visit("2");
        for (int missing : new int[] {1, 2, 30}) {
            counter.next(r -> r.path().endsWith("/download"), usual -> {
                String text = new String(usual.body(), StandardCharsets.UTF_8);
                return Stub.Answer.text(200, text.substring(0, text.length() - missing));
            });
            assertFailure(metrica, Touch.class, "CKPI-METRICA-CUT", "part 0 of a log: the answer breaks off");
        }
        assertThat(read(metrica, Touch.class)).hasSize(2);
    }

    @Test
    void aLogWithoutPartsIsNoEmptyLog() {
        visit("1");
        counter.statesBeforeReady = 0;
        counter.next(
                request -> request.path().endsWith("/100"),
                usual -> Stub.Answer.text(
                        200, "{\"log_request\":{\"request_id\":100,\"status\":\"processed\",\"size\":77}}"));
        assertFailure(metrica, Touch.class, "CKPI-METRICA-SHAPE", "state of a log");
        counter.next(
                request -> request.path().endsWith("/101"),
                usual -> Stub.Answer.text(
                        200, "{\"log_request\":{\"request_id\":101,\"status\":\"processed\",\"size\":0}}"));
        assertThat(read(metrica, Touch.class)).isEmpty();
        assertThat(read(metrica, Touch.class)).hasSize(1);
    }

    @Test
    void aPageOfHtmlIsNoLog() {
        visit("1");
        counter.next("/download", Stub.Answer.text(200, "<html>\n<p>" + CANARY + "</p>\n</html>\n"));
        assertFailure(metrica, Touch.class, "CKPI-METRICA-COLUMNS", "the header of a log of visits lacks ym:s:visitID");
        counter.next("/logrequests", Stub.Answer.text(200, "<html>" + CANARY + "</html>", "Content-Type", "text/html"));
        assertFailure(metrica, Touch.class, "CKPI-METRICA-ANSWER", "the answer is no JSON, but text/html");
    }

    @Test
    void closingIsNotHeldUpByAServiceThatHangs() {
        visit("1");
        RecordSource source = metrica.open(provider(metrica));
        try (RecordReader<Touch> reader = source.read(ReadRequest.all(Touch.class))) {
            assertThat(reader.next()).isNotNull();
        }
        counter.next(r -> r.path().endsWith("/clean"), Stub.Answer::slowly);
        counter.next(r -> r.path().endsWith("/cancel"), Stub.Answer::slowly);
        source.close();
        assertThat(counter.count("/clean")).isEqualTo(1);
        assertThat(counter.count("/cancel")).as("nothing more is asked").isZero();
    }

    @Test
    void aLimitOfTheDayIsNamed() {
        hub.next(
                "/deals/search",
                Stub.Answer.text(429, "{\"status\":\"error\",\"errorType\":\"RATE_LIMIT\",\"policyName\":\"DAILY\"}"));
        assertFailure(hubSpot, Order.class, "CKPI-HUBSPOT-LIMIT", "status 429 and error RATE_LIMIT.DAILY");
        hub.next("/deals/search", Stub.Answer.text(429, "", "Retry-After", "999999999"));
        try (RecordSource source = hubSpot.open(provider(hubSpot))) {
            UnavailableException busy =
                    catchThrowableOfType(UnavailableException.class, () -> hubSpot.read(source, Order.class));
            assertThat(busy.retryAfter()).contains(Duration.ofMinutes(5));
            hubSpot.sleep(Duration.ofHours(23));
            assertThat(catchThrowableOfType(UnavailableException.class, () -> hubSpot.read(source, Order.class)))
                    .hasMessageContaining("wants to be left alone for 3600 s more");
            hubSpot.sleep(Duration.ofHours(1));
            assertThat(hubSpot.read(source, Order.class).records()).isEmpty();
        }
    }
}
