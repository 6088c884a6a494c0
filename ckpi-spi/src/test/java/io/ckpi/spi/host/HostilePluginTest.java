package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Rejects;
import io.ckpi.spi.SourceOption;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever a plugin does, the host shows no secret, closes everything and keeps its memory. */
class HostilePluginTest {

    private static final ReadRequest<Referral> ALL = ReadRequest.all(Referral.class);

    private static OpenSources open(TestPlugin plugin, Host host, Map<String, String> secrets) {
        List<SourceOption> options = new ArrayList<>();
        secrets.keySet()
                .forEach(key ->
                        options.add(SourceOption.optional(key, SourceOption.Kind.SECRET, null, Names.same("x"))));
        return Sources.of(plugin.options(options))
                .open(host, SourceSpec.of("test").named("crm").with(secrets));
    }

    private static OpenSources open(TestPlugin plugin) {
        return open(plugin, TestPlugin.HOST, Map.of());
    }

    private static Function<ReadRequest<?>, Supplier<@Nullable SourceRecord>> throwing(Supplier<Throwable> failure) {
        return request -> () -> {
            throw HostilePluginTest.<RuntimeException>sneaky(failure.get());
        };
    }

    @SuppressWarnings("unchecked") // thrown as it is
    private static <T extends Throwable> RuntimeException sneaky(Throwable thrown) throws T {
        throw (T) thrown;
    }

    private static CkpiException failure(OpenSources sources) {
        return catchThrowableOfType(CkpiException.class, () -> {
            try (RecordReader<Referral> reader = sources.source("crm").read(ALL)) {
                reader.next();
            }
        });
    }

    private static String everything(Throwable thrown) {
        StringWriter text = new StringWriter();
        thrown.printStackTrace(new PrintWriter(text));
        return text.toString();
    }

    // ---- secrets

    private static String masked(String secret, String text) {
        TestPlugin plugin = new TestPlugin("test")
                .records(throwing(() -> new CkpiException(CkpiException.Kind.DATA, "X", "crm", "<" + text + ">")));
        try (OpenSources sources = open(plugin, TestPlugin.HOST, Map.of("secret", secret))) {
            return String.valueOf(failure(sources).getMessage());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"pa ss/wörd+1!~(x)*", "a\"b\\c\td", "k=v&z%41", "ключ-от-всех-дверей", "%%%%", "++++", "😀😀"})
    void secretsAreMaskedHoweverTheyAreWritten(String secret) {
        String url = URLEncoder.encode(secret, StandardCharsets.UTF_8);
        StringBuilder all = new StringBuilder();
        for (byte b : secret.getBytes(StandardCharsets.UTF_8)) {
            all.append('%').append(String.format(Locale.ROOT, "%02x", b));
        }
        // only what a URL cannot hold, and every character for itself
        String few = url.replace("%2F", "/")
                .replace("%21", "!")
                .replace("%7E", "~")
                .replace("%28", "(")
                .replace("%29", ")")
                .replace("%3D", "=");
        String json = secret.replace("\\", "\\\\").replace("\"", "\\\"").replace("\t", "\\t");
        StringBuilder units = new StringBuilder();
        secret.chars().forEach(c -> units.append("\\u").append(String.format(Locale.ROOT, "%04X", c)));
        for (String form : List.of(
                secret,
                url,
                url.replace("+", "%20"),
                url.toLowerCase(Locale.ROOT),
                few,
                all.toString(),
                all.toString().toUpperCase(Locale.ROOT),
                url.replace("%", "%25"),
                json,
                json.replace("/", "\\/"),
                units.toString())) {
            assertThat(masked(secret, form)).as(form).isEqualTo("<****>");
        }
        assertThat(masked(secret, secret + secret + " and " + url)).isEqualTo("<******** and ****>");
    }

    @ParameterizedTest
    @ValueSource(strings = {"pass", "secret", "canary-secret", "ключ-от-всех-дверей", "???>>>~~~"})
    void secretsAreMaskedInBase64(String secret) {
        for (String before : List.of("", "u", "me", "ann", "user:", "a long name:")) {
            for (String behind : List.of("", "x", "xy", ":tail")) {
                byte[] bytes = (before + secret + behind).getBytes(StandardCharsets.UTF_8);
                for (Base64.Encoder encoder :
                        List.of(Base64.getEncoder(), Base64.getEncoder().withoutPadding(), Base64.getUrlEncoder())) {
                    String text = encoder.encodeToString(bytes);
                    assertThat(masked(secret, "Basic " + text))
                            .as("%s in %s", secret, text)
                            .contains("****")
                            .doesNotContain(text);
                }
            }
        }
    }

    @Test
    void textsWithoutTheSecretStay() {
        for (String text :
                List.of("canar", "canary-secre", "%63anary", "canary%2Dsecre", "%", "%zz\\u12", "c".repeat(9_999))) {
            assertThat(masked("canary-secret", text)).isEqualTo("<" + text + ">");
        }
        assertThat(masked("abc", "abc YWJj")).as("shorter than four").isEqualTo("<abc YWJj>");
        assertThat(masked("abcd", "abcd")).isEqualTo("<****>");
    }

    @Test
    void whereOneSecretIsPartOfAnotherNothingIsLeft() {
        TestPlugin plugin = new TestPlugin("test")
                .records(
                        throwing(() -> new CkpiException(CkpiException.Kind.DATA, "X", "crm", "key-one-two, key-one")));
        try (OpenSources sources =
                open(plugin, TestPlugin.HOST, Map.of("a", "key-one", "b", "key-one-two", "c", "one-two"))) {
            assertThat(failure(sources)).hasMessage("****, ****");
        }
    }

    // ---- exceptions

    private static class Hostile extends RuntimeException {
        private static final long serialVersionUID = 1L;

        Hostile() {
            super("canary");
        }
    }

    @Test
    void exceptionsThatFailWhenTheyAreAskedAreStillOurs() {
        List<Supplier<Throwable>> all = List.of(
                () -> new Hostile() {
                    @Override
                    public String getMessage() {
                        throw new AssertionError("canary");
                    }
                },
                () -> new Hostile() {
                    @Override
                    public String getMessage() {
                        throw new NoClassDefFoundError("org/absent/Canary");
                    }
                },
                () -> new Hostile() {
                    @Override
                    public synchronized Throwable getCause() {
                        throw new Hostile();
                    }
                },
                () -> new Hostile() {
                    @Override
                    public StackTraceElement[] getStackTrace() {
                        return null;
                    }
                },
                () -> new CkpiException(CkpiException.Kind.DATA, "X", "crm", "broken") {
                    @Override
                    public String getMessage() {
                        throw new AssertionError("canary");
                    }
                },
                () -> new CkpiException(CkpiException.Kind.DATA, "X", "crm", "broken") {
                    @Override
                    public synchronized Throwable getCause() {
                        throw new Hostile();
                    }
                });
        for (Supplier<Throwable> one : all) {
            TestPlugin plugin = new TestPlugin("test").records(throwing(one));
            try (OpenSources sources = open(plugin, TestPlugin.HOST, Map.of("secret", "canary"))) {
                CkpiException failure = failure(sources);
                assertThat(failure.source()).contains("crm");
                assertThat(everything(failure)).doesNotContain("canary");
            }
            assertThat(plugin.log()).containsExactly("open crm", "read 1", "close reader 1", "close crm");
        }
    }

    // ---- closing

    @Test
    void everythingIsClosedAlsoAfterAnErrorOfTheMachine() {
        TestPlugin bad = new TestPlugin("test").onReaderClose(() -> {
            throw new StackOverflowError("reader");
        });
        bad.onClose(() -> {
            throw new StackOverflowError("source");
        });
        TestPlugin good = new TestPlugin("good");
        OpenSources sources = Sources.of(bad, good)
                .open(
                        TestPlugin.HOST,
                        SourceSpec.of("good"),
                        SourceSpec.of("test").named("crm"));
        sources.source("crm").read(ALL);
        sources.source("crm").read(ALL);
        assertThat(catchThrowable(sources::close)).isInstanceOf(StackOverflowError.class);
        assertThat(bad.log())
                .containsExactly("open crm", "read 1", "read 2", "close reader 2", "close reader 1", "close crm");
        assertThat(good.log()).containsExactly("open good", "close good");
        sources.close(); // does nothing
        assertThat(good.log()).hasSize(2);
    }

    @Test
    @Timeout(20)
    void aReaderThatHangsOnClosingIsGivenUpOn() {
        CountDownLatch never = new CountDownLatch(1);
        TestPlugin plugin = new TestPlugin("test").onReaderClose(() -> {
            try {
                never.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        OpenSources sources = open(plugin, TestPlugin.HOST.withStallLimit(Duration.ofMillis(100)), Map.of());
        sources.source("crm").read(ALL);
        assertThatThrownBy(sources::close)
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.code()).isEqualTo("CKPI-SRC-STALLED"))
                .hasMessageContaining("on closing a reader");
        assertThat(plugin.log()).endsWith("close crm");
    }

    // ---- what readers give

    @Test
    void nullAmongItsIssuesBreaksTheContract() {
        DataIssue issue = new DataIssue("X", DataIssue.Severity.INFO, null, null, 1, Names.same("x"));
        TestPlugin plugin = new TestPlugin("test").issues(() -> Arrays.asList(issue, null));
        try (OpenSources sources = open(plugin);
                RecordReader<Referral> reader = sources.source("crm").read(ALL)) {
            assertThat(reader.next()).isNull();
            assertThatThrownBy(reader::issues)
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.code()).isEqualTo("CKPI-SRC-CONTRACT"))
                    .hasMessage("the plugin of source crm gave null on telling its issues");
        }
    }

    @Test
    void aCursorThatIsTooLongIsAFaultOfThePlugin() {
        TestPlugin plugin = new TestPlugin("test").cursors(() -> new Cursor("x".repeat(5_000)));
        try (OpenSources sources = open(plugin);
                RecordReader<Referral> reader = sources.source("crm").read(ALL)) {
            assertThatThrownBy(reader::cursor)
                    .isInstanceOf(CkpiException.class)
                    .hasMessage("the plugin of source crm failed on giving a cursor with"
                            + " java.lang.IllegalArgumentException");
        }
    }

    // ---- rejects

    @Test
    void aStormOfStreamsAndLongTextsKeepsTheMemory() {
        TestPlugin plugin = new TestPlugin("test");
        int rows = 50_000;
        try (OpenSources sources = open(plugin, TestPlugin.HOST, Map.of("secret", "canary"))) {
            Rejects rejects = plugin.context().rejects();
            for (int row = 1; row <= rows; row++) {
                String stream = "orders/" + row;
                rejects.accepted("crm", stream);
                rejects.add(new Reject(
                        "crm", stream, "x".repeat(10_000), row, RejectReason.BAD_JSON, "f", "y".repeat(10_000)));
            }
            RejectLog log = sources.rejects();
            assertThat(log.streams()).hasSizeLessThanOrEqualTo(RejectLog.MAX_STREAMS + 1);
            assertThat(log.streams())
                    .extracting(RejectLog.StreamCount::stream)
                    .contains("orders/1", RejectLog.OTHER_STREAMS);
            assertThat(log.rowCount("crm")).isEqualTo(2L * rows);
            assertThat(log.rejected("crm")).isEqualTo(rows);
            assertThat(rejects.overBudget("crm", "orders/" + rows)).isTrue();
            assertThat(log.kept("crm")).hasSize(RejectLog.KEPT).allSatisfy(reject -> {
                assertThat(reject.location()).hasSize(1_001).endsWith("…");
                assertThat(reject.hint()).hasSize(1_001);
            });
            assertThat(log.issues()).allSatisfy(issue -> assertThat(String.valueOf(issue.location()))
                    .hasSizeLessThanOrEqualTo(1_001));
        }
    }
}
