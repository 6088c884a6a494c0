package io.ckpi.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.UnavailableException;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import io.ckpi.tck.TestHost;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the logs of a counter become, and that they are yandex.cleaned. */
class YandexMetricaTest {

    private final Counter yandex = new Counter();
    private final TestHost host = TestHost.with(options());

    private String[] options(String... more) {
        List<String> options = new ArrayList<>(List.of(
                "token",
                Counter.TOKEN,
                "address",
                yandex.address(),
                "counter",
                Integer.toString(Counter.NUMBER),
                "zone",
                "Asia/Yekaterinburg",
                "since",
                "2025-12-30",
                "lists",
                "visits",
                "currency",
                "RUB"));
        options.addAll(List.of(more));
        return options.toArray(String[]::new);
    }

    @AfterEach
    void stop() {
        yandex.close();
    }

    private Map<String, String> visit(String id, String dateTime) {
        Map<String, String> row = new LinkedHashMap<>();
        row.put("ym:s:visitID", id);
        row.put("ym:s:clientID", "16200000000000000001");
        row.put("ym:s:date", dateTime.substring(0, 10));
        row.put("ym:s:dateTime", dateTime);
        row.put("ym:s:visitDuration", "65");
        row.put("ym:s:deviceCategory", "2");
        row.put("ym:s:startURL", "https://shop.example/a?utm_source=x&phone=canary");
        row.put("ym:s:<attribution>TrafficSource", "organic");
        row.put("ym:s:<attribution>SearchEngineRoot", "yandex");
        yandex.rows.computeIfAbsent("visits", k -> new ArrayList<>()).add(row);
        return row;
    }

    private RecordSource open() {
        return host.open(new YandexMetricaProvider(host::sleep));
    }

    private <R extends SourceRecord> List<R> read(Class<R> type) {
        try (RecordSource source = open()) {
            return host.read(source, type).records();
        }
    }

    @Test
    void visitsAndTheirGoals() {
        Map<String, String> visit = visit("77", "2026-03-01 00:30:00");
        visit.put("ym:s:pageViews", "3");
        visit.put("ym:s:bounce", "0");
        visit.put("ym:s:isNewUser", "1");
        visit.put("ym:s:goalsID", "[5,6]");
        visit.put("ym:s:goalsDateTime", "['2026-02-28 22:31:00','2026-02-28 22:32:00']");
        visit.put("ym:s:goalsPrice", "[1500500,0]");
        visit.put("ym:s:goalsCurrency", "['RUB','']");
        for (boolean spelled : new boolean[] {false, true}) {
            yandex.spellsAttribution = spelled;
            List<Touch> touches = read(Touch.class);
            assertThat(host.rejects()).isEmpty();
            assertThat(touches)
                    .extracting(
                            Touch::kind,
                            Touch::name,
                            t -> t.envelope().occurredAt().toString(),
                            t -> String.valueOf(t.value()),
                            Touch::visit,
                            t -> t.origin().source(),
                            t -> t.origin().medium())
                    .containsExactly(
                            // the visit in the counter's zone, UTC+5; goals as documented, UTC+3; prices in thousandths
                            tuple(
                                    Touch.Kind.VISIT,
                                    null,
                                    "2026-02-28T19:30:00Z",
                                    "null",
                                    "2026-77",
                                    "yandex",
                                    "organic"),
                            tuple(
                                    Touch.Kind.EVENT,
                                    "goal 5",
                                    "2026-02-28T19:31:00Z",
                                    "1500.5 RUB",
                                    "2026-77",
                                    "yandex",
                                    "organic"),
                            tuple(
                                    Touch.Kind.EVENT,
                                    "goal 6",
                                    "2026-02-28T19:32:00Z",
                                    "null",
                                    "2026-77",
                                    "yandex",
                                    "organic"));
            Touch first = touches.get(0);
            assertThat(first.envelope().sourceKey()).isEqualTo("2026-77");
            assertThat(first.person()).isEqualTo("token:clientId:16200000000000000001");
            assertThat(first.path()).isEqualTo("/a");
            assertThat(first.engaged()).isEqualTo(Duration.ofSeconds(65));
            assertThat(first.device()).isEqualTo(Touch.Device.PHONE);
            assertThat(first.envelope().attributes())
                    .containsOnly(
                            Map.entry("metrica.page-views", "3"),
                            Map.entry("metrica.bounce", "no"),
                            Map.entry("metrica.new-user", "yes"));
        }
    }

    @Test
    void anIdIsUniqueWithinItsYearOnly() {
        visit("77", "2025-12-31 12:00:00");
        visit("77", "2026-01-01 12:00:00");
        assertThat(read(Touch.class)).extracting(t -> t.envelope().sourceKey()).containsExactly("2025-77", "2026-77");
        assertThat(yandex.ordered.values())
                .extracting(order -> order.get("date1") + " " + order.get("date2") + " " + order.get("attribution"))
                .containsExactly("2025-12-30 2025-12-31 LASTSIGN", "2026-01-01 2026-05-31 LASTSIGN");
        assertThat(yandex.cleaned).containsExactly("100", "101");
    }

    @Test
    void purchasesAreOrders() {
        Map<String, String> visit = visit("78", "2026-03-01 12:30:00");
        visit.put("ym:s:purchaseID", "[\\'T-9\\',\\'T-10\\']");
        visit.put("ym:s:purchaseRevenue", "[100,250.5]");
        visit.put("ym:s:purchaseCurrency", "['RUB','EUR']");
        visit.put("ym:s:purchaseTax", "[0,41750000]");
        assertThat(read(Order.class))
                .extracting(
                        Order::orderRef,
                        order -> order.revenue().toString(),
                        order -> order.createdAt().toString(),
                        order -> String.valueOf(order.tax()))
                .containsExactly(
                        tuple("T-9", "100 RUB", "2026-03-01T07:30:00Z", "null"),
                        tuple("T-10", "250.5 EUR", "2026-03-01T07:30:00Z", "41.75 EUR"));
    }

    @Test
    void hitsArePagesThatWereOpened() {
        TestHost hits = TestHost.with(options("lists", "hits"));
        for (String view : List.of("1", "0", "2")) {
            yandex.rows
                    .computeIfAbsent("hits", k -> new ArrayList<>())
                    .add(Map.of(
                            "ym:pv:watchID",
                            "90" + view,
                            "ym:pv:clientID",
                            "1",
                            "ym:pv:date",
                            "2026-03-01",
                            "ym:pv:dateTime",
                            "2026-03-01 12:00:00",
                            "ym:pv:isPageView",
                            view.equals("0") ? "0" : "1",
                            "ym:pv:visitID",
                            view.equals("2") ? "18446744073709551615" : "0",
                            "ym:pv:URL",
                            "https://shop.example/b#c",
                            "ym:pv:deviceCategory",
                            "1"));
        }
        try (RecordSource source = hits.open(new YandexMetricaProvider(hits::sleep))) {
            assertThat(hits.read(source, Touch.class).records())
                    .extracting(Touch::kind, Touch::path, t -> t.envelope().sourceKey(), Touch::visit)
                    .containsExactly(
                            tuple(Touch.Kind.PAGE_VIEW, "/b", "hit-2026-901", null),
                            tuple(Touch.Kind.PAGE_VIEW, "/b", "hit-2026-902", "2026-18446744073709551615"));
        }
    }

    @Test
    void aRequestedTimeIsAllThatIsOrdered() {
        visit("1", "2026-03-10 00:30:00");
        try (RecordSource source = open()) {
            host.read(
                    source,
                    new ReadRequest<>(
                            Touch.class,
                            Instant.parse("2026-03-09T19:00:00Z"),
                            Instant.parse("2026-03-12T19:00:00Z"),
                            null));
            assertThat(yandex.ordered.get("100"))
                    .containsEntry("date1", "2026-03-09")
                    .containsEntry("date2", "2026-03-13");
            try (RecordReader<Touch> reader = source.read(ReadRequest.all(Touch.class))) {
                // 1 June, 12:00 UTC: yesterday ended at midnight in Yekaterinburg
                assertThat(reader.watermark().completeThrough()).isEqualTo("2026-05-31T19:00:00Z");
            }
            host.read(source, new ReadRequest<>(Touch.class, Instant.parse("2026-06-05T00:00:00Z"), null, null));
            assertThat(yandex.ordered).hasSize(1);
        }
    }

    private void manyVisits(int count) {
        for (int i = 1; i <= count; i++) {
            Map<String, String> visit = visit("" + i, "2026-03-%02d 12:00:00".formatted(1 + i % 28));
            visit.put("ym:s:goalsID", "[5,6]");
            visit.put("ym:s:goalsDateTime", "['2026-02-28 22:31:00','2026-02-28 22:32:00']");
            visit.put("ym:s:goalsPrice", "[0,0]");
            visit.put("ym:s:goalsCurrency", "['','']");
        }
    }

    @Test
    void everyPointCanBeResumed() {
        manyVisits(5);
        for (int stop : new int[] {1, 2, 3, 6, 7, 15}) {
            try (RecordSource source = open()) {
                Set<String> keys = new TreeSet<>();
                Cursor cursor;
                try (RecordReader<Touch> reader = source.read(ReadRequest.all(Touch.class))) {
                    for (int i = 0; i < stop; i++) {
                        Touch touch = reader.next();
                        keys.add(touch == null ? "?" : touch.envelope().sourceKey());
                    }
                    cursor = reader.cursor();
                }
                int before = yandex.ordered.size();
                List<Touch> rest = host.read(source, new ReadRequest<>(Touch.class, null, null, cursor))
                        .records();
                assertThat(rest)
                        .as("stopped at %d", stop)
                        .hasSize(15 - stop + stop % 3); // a row that was given in part comes again
                rest.forEach(touch -> keys.add(touch.envelope().sourceKey()));
                assertThat(keys).hasSize(15);
                assertThat(yandex.ordered).as("the log is not ordered again").hasSize(before);

                // a new process orders another log; it need not begin anew if that has the same rows in the same order
                for (boolean turned : new boolean[] {false, true}) {
                    Set<String> anew = new TreeSet<>();
                    if (turned) {
                        Collections.reverse(yandex.rows.get("visits"));
                    }
                    try (RecordSource other = open()) {
                        host.read(other, new ReadRequest<>(Touch.class, null, null, cursor))
                                .records()
                                .forEach(touch -> anew.add(touch.envelope().sourceKey()));
                    }
                    boolean begun = stop >= 3; // else no row was read to its end
                    assertThat(anew).as("stopped at %d", stop).hasSize(turned && begun ? 15 : 15 - stop + stop % 3);
                    anew.addAll(keys);
                    assertThat(anew).hasSize(15);
                }
                Collections.reverse(yandex.rows.get("visits"));
            }
            assertThat(yandex.cleaned).containsAll(yandex.ordered.keySet());
        }
    }

    @Test
    void aHostGoesOnWhereADownloadBrokeOff() {
        manyVisits(5);
        yandex.next(request -> request.path().endsWith("/part/1/download"), Stub.Answer::cutOff);
        yandex.next("/clean", Stub.Answer.text(500, ""));
        Host real = Host.of(host.context().clock(), HmacTokenizer.of("k1", new byte[32]))
                .withSleeper(host::sleep);
        SourceSpec spec = SourceSpec.of("yandex-metrica");
        String[] options = options("lists", "visits", "since", "2026-01-01");
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            map.put(options[i], options[i + 1]);
        }
        for (Map.Entry<String, String> option : map.entrySet()) {
            spec = spec.set(option.getKey(), option.getValue());
        }
        Set<String> keys = new TreeSet<>();
        try (OpenSources sources =
                        Sources.of(new YandexMetricaProvider(host::sleep)).open(real, spec);
                RecordReader<Touch> reader = sources.source("yandex-metrica").read(ReadRequest.all(Touch.class))) {
            for (Touch touch = reader.next(); touch != null; touch = reader.next()) {
                keys.add(touch.envelope().sourceKey());
            }
            assertThat(yandex.count("/clean")).isEqualTo(1); // the service could not
        }
        assertThat(keys).hasSize(15);
        assertThat(yandex.ordered).hasSize(1);
        assertThat(yandex.count("/clean")).isEqualTo(2);
    }

    @Test
    void aLogThatTakesLongIsNotOrderedTwice() {
        visit("1", "2026-03-01 12:00:00");
        yandex.statesBeforeReady = 30; // 300 s, and a call waits four minutes
        try (RecordSource source = open()) {
            UnavailableException busy =
                    catchThrowableOfType(UnavailableException.class, () -> host.read(source, Touch.class));
            assertThat(busy.code()).isEqualTo("CKPI-METRICA-PREPARING");
            assertThat(busy).hasMessage("the service still prepares the log of 2025-12-30 to 2025-12-31");
            assertThat(busy.retryAfter()).contains(Duration.ofSeconds(30));
            yandex.statesBeforeReady = 20;
            assertThat(host.read(source, Touch.class).records()).hasSize(1);
            assertThat(yandex.ordered).hasSize(2);
        }
        assertThat(yandex.cleaned).containsExactly("100", "101");
    }

    @Test
    void whateverHappensLogsAreCleaned() {
        manyVisits(5);
        try (RecordSource source = open()) {
            yandex.next(
                    request -> request.path().endsWith("/download"),
                    usual -> Stub.Answer.text(200, "ym:s:visitID\n1\n"));
            CkpiException failure = catchThrowableOfType(CkpiException.class, () -> host.read(source, Touch.class));
            assertThat(failure.code()).isEqualTo("CKPI-METRICA-COLUMNS");
            assertThat(failure)
                    .hasMessageContaining("the header of a log of visits lacks ")
                    .hasMessageContaining("ym:s:isNewUser, ym:s:clientID");
            yandex.statesBeforeReady = 1000;
            host.cancel(false);
            catchThrowableOfType(
                    CkpiException.class,
                    () -> host.read(
                            source, new ReadRequest<>(Touch.class, Instant.parse("2026-03-01T00:00:00Z"), null, null)));
            host.cancel(true);
            assertThat(yandex.cleaned).isEmpty();
            yandex.statesBeforeReady = 2;
            yandex.states.put("101", 0); // still being prepared
        }
        assertThat(yandex.cleaned).containsExactly("100");
        assertThat(yandex.cancelled).containsExactly("101");
    }

    @Test
    void aLogThatTheServiceGaveUpIsOrderedAgain() {
        visit("1", "2026-03-01 12:00:00");
        yandex.next(
                request -> request.path().endsWith("/100"),
                usual -> Stub.Answer.text(
                        200, "{\"log_request\":{\"request_id\":100,\"status\":\"processing_failed\"}}"));
        try (RecordSource source = open()) {
            CkpiException failure = catchThrowableOfType(CkpiException.class, () -> host.read(source, Touch.class));
            assertThat(failure.code()).isEqualTo("CKPI-METRICA-LOG");
            assertThat(failure).hasMessage("the service did not prepare a log: processing_failed");
            assertThat(host.read(source, Touch.class).records()).hasSize(1);
        }
    }

    @Test
    void aBrokenRowIsOneReject() {
        visit("1", "2026-03-01 12:00:00");
        visit("2", "yesterday-ish");
        yandex.rows.get("visits").get(1).put("ym:s:date", "2026-03-01");
        visit("3\tx", "2026-03-01 12:00:00");
        visit("4", "2026-03-01 12:00:00").put("ym:s:goalsID", "['a'");
        visit("5", "2026-03-01 12:00:00");
        yandex.rowsOfAPart = 10;
        assertThat(read(Touch.class)).extracting(Touch::visit).containsExactly("2026-1", "2026-5");
        assertThat(host.rejects())
                .extracting(r -> r.location(), r -> r.reason().name())
                .containsExactly(
                        tuple("visits of 2026-01-01 to 2026-05-31, part 0:2", "BAD_TIMESTAMP"),
                        tuple("visits of 2026-01-01 to 2026-05-31, part 0:3", "COLUMN_COUNT"),
                        tuple("visits of 2026-01-01 to 2026-05-31, part 0:4", "BAD_ARRAY"));
    }

    @Test
    void aQuotaIsNamedAndTheTokenIsNot() {
        yandex.next(
                "/logrequests",
                Stub.Answer.text(
                        429,
                        "{\"errors\":[{\"error_type\":\"quota_requests_by_uid\",\"message\":\"Canary " + Counter.TOKEN
                                + "\"}],\"code\":429}"));
        UnavailableException busy = catchThrowableOfType(UnavailableException.class, () -> read(Touch.class));
        assertThat(busy)
                .hasMessage("order of a log: the service answers with status 429 and error quota_requests_by_uid");
        yandex.next(
                "/logrequests",
                Stub.Answer.text(
                        403, "{\"errors\":[{\"error_type\":\"access_denied\",\"message\":\"Canary\"}],\"code\":403}"));
        CkpiException access = catchThrowableOfType(CkpiException.class, () -> read(Touch.class));
        assertThat(access.kind()).isEqualTo(CkpiException.Kind.AUTH);
        assertThat(access.toString()).doesNotContain("Canary", Counter.TOKEN);
    }

    @Test
    void faultyOptionsAreNamed() {
        for (String[] option : new String[][] {
            {"since", "yesterday", "option since is not a day such as 2026-01-31"},
            {"counter", "0", "option counter is not 1 to 4294967295: 0"},
            {"attribution", "a&b", "option attribution is not a model such as lastsign"},
            {"lists", "clicks", "option lists names what the mapping does not have; it has visits, hits"},
            {"timeout", "PT10M", "option timeout is not PT0.1S to PT4M: PT10M"}
        }) {
            assertThat(catchThrowableOfType(CkpiException.class, () -> TestHost.with(options(option[0], option[1]))
                            .open(new YandexMetricaProvider())))
                    .hasMessage(option[2]);
        }
    }
}
