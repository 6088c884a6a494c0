package io.ckpi.source.rest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
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
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whatever a service answers: the complete records, or an error that says what is wrong and nothing else. */
class TransportTest {

    private static final String CALLS = "voximplant.statistic.get.json";
    private static final String PHONE = "+79001234567";

    private final Portal portal = new Portal();
    private final TestHost host = TestHost.with(
                    "webhook", portal.webhook(), "timeout", "PT1S", "max-answer-bytes", "65536")
            .named("crm");

    @BeforeEach
    void fill() {
        for (int i = 1; i <= 120; i++) {
            portal.calls.put(
                    i,
                    Portal.map(
                            "ID",
                            "" + i,
                            "CALL_ID",
                            "vox." + i,
                            "CALL_TYPE",
                            "2",
                            "CALL_FAILED_CODE",
                            "200",
                            "CALL_DURATION",
                            "1",
                            "CALL_START_DATE",
                            "2026-03-02T10:00:00+03:00",
                            "PHONE_NUMBER",
                            PHONE));
        }
    }

    @AfterEach
    void stop() {
        portal.close();
    }

    private int read() {
        try (RecordSource source = host.open(new Bitrix24Provider(host::sleep))) {
            return host.read(source, Call.class).records().size();
        }
    }

    private CkpiException failure() {
        CkpiException failure = catchThrowableOfType(CkpiException.class, this::read);
        assertThat(failure).isNotNull();
        assertThat(all(failure)).doesNotContain(Portal.KEY, PHONE, "/rest/", "Canary");
        return failure;
    }

    private static String all(Throwable failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return text + failure.toString();
    }

    private void assertFailure(CkpiException.Kind kind, String code, String message) {
        CkpiException failure = failure();
        assertThat(failure.kind()).isEqualTo(kind);
        assertThat(failure.code()).isEqualTo(code);
        assertThat(failure).hasMessageContaining(message);
        assertThat(failure.source()).contains("crm");
    }

    @Test
    void tooManyRequestsSayWhenToComeBack() {
        portal.next(CALLS, Stub.Answer.text(429, "{\"error\":\"X\"}", "Retry-After", "7"));
        assertThat(((UnavailableException) failure()).retryAfter()).contains(Duration.ofSeconds(7));
        host.sleep(Duration.ofSeconds(7));
        // a date is one of the service's clock, which its own header shows; ours stands in another month
        Instant theirs = Instant.now().plusSeconds(90);
        portal.next(
                CALLS,
                Stub.Answer.text(
                        503,
                        "busy",
                        "Retry-After",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(theirs.atOffset(ZoneOffset.UTC))));
        assertThat(((UnavailableException) failure()).retryAfter().orElseThrow())
                .isBetween(Duration.ofSeconds(80), Duration.ofSeconds(91));
        host.sleep(Duration.ofSeconds(91));
        portal.next(CALLS, Stub.Answer.text(429, "", "retryIn", "3"));
        assertThat(((UnavailableException) failure()).retryAfter()).contains(Duration.ofSeconds(3));
        host.sleep(Duration.ofSeconds(3));
        portal.next(
                CALLS, Stub.Answer.text(503, "{\"error\":\"QUERY_LIMIT_EXCEEDED\",\"error_description\":\"Canary\"}"));
        UnavailableException plain = (UnavailableException) failure();
        assertThat(plain.retryAfter()).isEmpty();
        assertThat(plain)
                .hasMessage(
                        "voximplant.statistic.get: the service answers with status 503 and error QUERY_LIMIT_EXCEEDED");
        assertThat(plain.code()).isEqualTo("CKPI-BITRIX24-LIMIT");
        long reset = Instant.now().plusSeconds(500).getEpochSecond(); // the portal's
        portal.next(
                CALLS,
                Stub.Answer.text(
                        429, "{\"error\":\"OPERATION_TIME_LIMIT\",\"time\":{\"operating_reset_at\":" + reset + "}}"));
        // a host gives up on more than five minutes, so it is told to come back sooner and then again
        assertThat(((UnavailableException) failure()).retryAfter()).contains(Duration.ofMinutes(5));
        host.sleep(Duration.ofSeconds(500));
        assertThat(read()).isEqualTo(120);
    }

    @Test
    void nobodyAsksWhileTheServiceWantsToBeLeftAlone() {
        portal.next(CALLS, Stub.Answer.text(429, "{}", "Retry-After", "60"));
        try (RecordSource source = host.open(new Bitrix24Provider(host::sleep))) {
            Supplier<Integer> reading =
                    () -> host.read(source, Call.class).records().size();
            catchThrowableOfType(UnavailableException.class, reading::get);
            host.sleep(Duration.ofSeconds(20));
            UnavailableException early = catchThrowableOfType(UnavailableException.class, reading::get);
            assertThat(early.retryAfter()).contains(Duration.ofSeconds(40));
            assertThat(early.code()).isEqualTo("CKPI-BITRIX24-BUSY");
            assertThat(portal.count(CALLS)).isEqualTo(1);
            host.sleep(Duration.ofSeconds(40));
            assertThat(reading.get()).isEqualTo(120);
        }
    }

    @Test
    void otherAnswersAreNamed() {
        portal.next(CALLS, Stub.Answer.text(401, "{\"error\":\"expired_token\",\"error_description\":\"Canary\"}"));
        assertFailure(
                CkpiException.Kind.AUTH,
                "CKPI-BITRIX24-ACCESS",
                "status 401 and error expired_token: check the token and its rights");
        portal.next(CALLS, Stub.Answer.text(200, "{\"error\":\"insufficient_scope\"}"));
        assertFailure(CkpiException.Kind.AUTH, "CKPI-BITRIX24-ACCESS", "error insufficient_scope");
        portal.next(CALLS, Stub.Answer.text(400, "{\"error\":\"" + PHONE + " is Canary\"}"));
        assertFailure(CkpiException.Kind.DATA, "CKPI-BITRIX24-STATUS", "the service answers with status 400");
        portal.next(CALLS, Stub.Answer.text(502, "<html>bad gateway</html>"));
        assertFailure(CkpiException.Kind.UNAVAILABLE, "CKPI-BITRIX24-UNAVAILABLE", "status 502");
        portal.next(
                CALLS,
                Stub.Answer.text(200, "<html>Canary " + PHONE + "</html>", "Content-Type", "text/html; charset=utf-8"));
        assertFailure(CkpiException.Kind.DATA, "CKPI-BITRIX24-ANSWER", "the answer is no JSON, but text/html");
        portal.next(CALLS, Stub.Answer.text(200, "{\"result\":7}"));
        assertFailure(CkpiException.Kind.DATA, "CKPI-BITRIX24-SHAPE", "another shape than documented");
        portal.next(CALLS, Stub.Answer.text(200, "{\"result\":[{\"CALL_ID\":\"x\"}]}"));
        assertFailure(CkpiException.Kind.DATA, "CKPI-BITRIX24-SHAPE", "another shape than documented");
        portal.next(CALLS, Stub.Answer.text(200, "{\"result\":[\"" + "x".repeat(70_000) + "\"]}"));
        assertFailure(CkpiException.Kind.DATA, "CKPI-BITRIX24-SIZE", "longer than 65536 bytes");
    }

    @Test
    void nothingIsAnEmptyList() {
        portal.next(CALLS, Stub.Answer.text(204, ""));
        assertThat(read()).isZero();
    }

    @Test
    void anAnswerThatBreaksOffIsAskedForAgain() {
        portal.next(r -> r.path().endsWith(CALLS), Stub.Answer::cutOff);
        assertFailure(CkpiException.Kind.UNAVAILABLE, "CKPI-BITRIX24-CUT", "the answer breaks off");
        portal.next(CALLS, Stub.Answer.text(200, "{\"result\":[{\"ID\":\"1\""));
        assertFailure(CkpiException.Kind.UNAVAILABLE, "CKPI-BITRIX24-CUT", "the answer breaks off");
        portal.next(CALLS, Stub.Answer.text(200, ""));
        assertFailure(CkpiException.Kind.UNAVAILABLE, "CKPI-BITRIX24-CUT", "the answer breaks off");
    }

    @Test
    void aSlowAnswerIsGivenUpOn() {
        portal.next(r -> r.path().endsWith(CALLS), Stub.Answer::slowly);
        assertFailure(CkpiException.Kind.UNAVAILABLE, "CKPI-BITRIX24-TIMEOUT", "no answer within 1 s");
    }

    @Test
    void aWishToStopIsSeenWhileWaiting() throws Exception {
        portal.next(r -> r.path().endsWith(CALLS), Stub.Answer::slowly);
        TestHost patient = TestHost.with("webhook", portal.webhook());
        Thread stopper = new Thread(() -> {
            while (portal.count(CALLS) == 0) {
                Thread.onSpinWait();
            }
            patient.cancel(true);
        });
        stopper.start();
        try (RecordSource source = patient.open(new Bitrix24Provider(patient::sleep))) {
            CkpiException failure = catchThrowableOfType(CkpiException.class, () -> patient.read(source, Call.class));
            assertThat(failure.kind()).isEqualTo(CkpiException.Kind.CANCELLED);
        }
        stopper.join();
    }

    @Test
    void redirectsStayWithTheHost() {
        portal.next(CALLS, Stub.Answer.text(307, "", "Location", "http://127.0.0.1:1/rest/1/" + Portal.KEY + "/x"));
        assertFailure(
                CkpiException.Kind.CONFIG,
                "CKPI-BITRIX24-REDIRECT",
                "a redirect to another host, which is not followed");
        portal.next(CALLS, Stub.Answer.text(302, "", "Location", "/rest/1/" + Portal.KEY + "/" + CALLS));
        assertFailure(CkpiException.Kind.DATA, "CKPI-BITRIX24-REDIRECT", "a redirect that leads nowhere");
        portal.next(CALLS, Stub.Answer.text(308, "", "Location", "/rest/1/" + Portal.KEY + "/" + CALLS));
        assertThat(read()).isEqualTo(120);
    }

    @Test
    void aPortalThatIgnoresTheFilterIsNoEndlessList() {
        Map<String, Object> page =
                Map.of("result", portal.calls.headMap(51).values().stream().toList());
        portal.on("/rest/1/" + Portal.KEY + "/voximplant", request -> Stub.Answer.json(page));
        assertFailure(
                CkpiException.Kind.DATA,
                "CKPI-BITRIX24-PAGING",
                "voximplant.statistic.get: gives rows again that were asked to be left out");
    }

    @Test
    void shuffledAndRepeatedRowsOfTheLastPageChangeNothing() {
        portal.next(r -> "100".equals(r.json("FILTER", ">ID")), usual -> {
            List<Object> rows = new ArrayList<>(portal.calls.tailMap(101).values());
            rows.add(portal.calls.get(117));
            java.util.Collections.reverse(rows);
            return Stub.Answer.json(Map.of("result", rows));
        });
        assertThat(read()).isEqualTo(120);
    }

    @Test
    void aPortalThatIgnoresTheOrderLosesNothingInSilence() {
        portal.next(
                r -> r.path().endsWith(CALLS),
                usual -> Stub.Answer.json(Map.of(
                        "result",
                        portal.calls.descendingMap().values().stream().limit(50).toList())));
        assertFailure(
                CkpiException.Kind.DATA,
                "CKPI-BITRIX24-PAGING",
                "voximplant.statistic.get: gives rows in another order than it was asked for");
    }

    @Test
    void nobodyAtHome() {
        portal.close();
        assertFailure(CkpiException.Kind.UNAVAILABLE, "CKPI-BITRIX24-CONNECTION", "the service cannot be reached");
    }

    @Test
    void theAddressOfAWebhookIsChecked() {
        for (String wrong : List.of(
                "http://portal.example/rest/1/" + Portal.KEY + "/",
                "https://portal.example/" + Portal.KEY,
                "https://portal.example/rest/1/" + Portal.KEY + "/?x=1",
                "ftp://portal.example/rest/1/" + Portal.KEY,
                Portal.KEY)) {
            CkpiException failure = catchThrowableOfType(
                    CkpiException.class, () -> TestHost.with("webhook", wrong).open(new Bitrix24Provider()));
            assertThat(failure.code()).isEqualTo("CKPI-BITRIX24-OPTION");
            assertThat(failure).hasMessageContaining("option webhook is not the address of an incoming webhook");
            assertThat(all(failure)).doesNotContain(Portal.KEY);
        }
        TestHost.with("webhook", "https://portal.example/rest/1/" + Portal.KEY)
                .open(new Bitrix24Provider())
                .close();
    }

    @Test
    void rowsDoNotShowWhatTheyHold() {
        portal.calls.get(5).put("CALL_DURATION", "Canary");
        portal.calls.get(6).put("CALL_START_DATE", PHONE);
        portal.item(
                3,
                1,
                "createdTime",
                "2026-03-02T10:00:00+03:00",
                "fm",
                List.of(Map.of("typeId", "PHONE", "value", "Canary phone")));
        try (RecordSource source = host.open(new Bitrix24Provider(host::sleep))) {
            assertThat(host.read(source, Call.class).records()).hasSize(118);
            host.read(source, IdentityLink.class);
            assertThat(source.toString() + source.describe() + host.rejects())
                    .doesNotContain("Canary", PHONE, Portal.KEY);
            assertThat(host.rejects())
                    .extracting(r -> r.location())
                    .containsExactly("calls:5", "calls:6", "contacts:1");
        }
    }

    @Test
    void theBucketDrainsTwoASecond() {
        assertThat(read()).isEqualTo(120);
        assertThat(host.waited()).isZero();
        for (int i = 121; i <= 5000; i++) {
            portal.calls.put(i, portal.calls.get(1 + i % 100));
            portal.calls.put(i, new java.util.LinkedHashMap<>(portal.calls.get(i)));
            portal.calls.get(i).put("ID", "" + i);
        }
        assertThat(read()).isEqualTo(5000);
        // 101 pages: 50 at once, the other 51 half a second each
        assertThat(host.waited()).isEqualTo(Duration.ofMillis(51 * 500));
    }

    @Test
    void nothingWaitsPastTheDeadline() {
        for (int i = 121; i <= 5000; i++) {
            portal.calls.put(
                    i,
                    Portal.map(
                            "ID",
                            "" + i,
                            "CALL_ID",
                            "v",
                            "CALL_TYPE",
                            "2",
                            "CALL_FAILED_CODE",
                            "200",
                            "CALL_DURATION",
                            "1",
                            "CALL_START_DATE",
                            "2026-03-02T10:00:00+03:00"));
        }
        host.deadline(host.now().plusSeconds(3));
        CkpiException failure = catchThrowableOfType(CkpiException.class, this::read);
        assertThat(failure.code()).isEqualTo("CKPI-SRC-DEADLINE");
        assertThat(host.now()).isBefore(host.context().deadline().plusSeconds(1));
    }

    // ---- through a real host

    @Test
    void aHostGoesOnWhereTheServiceFailed() {
        TestHost time = TestHost.with();
        Clock clock = time.context().clock();
        List<Duration> sleeps = new ArrayList<>();
        Host real = Host.of(clock, HmacTokenizer.of("k1", new byte[32])).withSleeper(pause -> {
            sleeps.add(pause);
            time.sleep(pause);
        });
        portal.next(CALLS, Stub.Answer.text(429, "{}", "Retry-After", "60"));
        portal.next(r -> r.path().endsWith(CALLS) && "50".equals(r.json("FILTER", ">ID")), Stub.Answer::cutOff);
        portal.next(
                r -> r.path().endsWith(CALLS) && "100".equals(r.json("FILTER", ">ID")),
                usual -> Stub.Answer.text(503, "{\"error\":\"QUERY_LIMIT_EXCEEDED\"}"));
        SourceSpec spec = SourceSpec.of("bitrix24").set("webhook", portal.webhook());
        List<String> refs = new ArrayList<>();
        try (OpenSources sources = Sources.of(new Bitrix24Provider(time::sleep)).open(real, spec);
                RecordReader<Call> reader = sources.source("bitrix24").read(ReadRequest.all(Call.class))) {
            for (Call call = reader.next(); call != null; call = reader.next()) {
                refs.add(call.callRef());
            }
            assertThat(reader.watermark().completeThrough()).isBetween(TestHost.NOW, TestHost.NOW.plusSeconds(60));
            assertThat(sources.rejects().rejected("bitrix24")).isZero();
        }
        assertThat(refs).hasSize(120).doesNotHaveDuplicates();
        assertThat(sleeps).hasSize(3);
        assertThat(sleeps.get(0)).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void aReaderLeavesNoThreadOfOurs() throws Exception {
        read();
        for (int i = 0; i < 100 && ours() > 0; i++) {
            Thread.sleep(10);
        }
        assertThat(ours()).isZero();
    }

    private static long ours() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().equals("ckpi-http"))
                .count();
    }

    @Test
    void aClosedSourceSaysSo() {
        RecordSource source = host.open(new Bitrix24Provider(host::sleep));
        RecordReader<LeadStageChange> reader = source.read(ReadRequest.all(LeadStageChange.class));
        source.close();
        source.close();
        assertThat(catchThrowableOfType(CkpiException.class, reader::next).code())
                .isEqualTo("CKPI-SRC-CLOSED");
    }
}
