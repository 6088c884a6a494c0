package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.UnavailableException;
import io.ckpi.spi.Watermark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpenSourceTest {

    private static final Instant AT = Instant.parse("2026-10-01T10:00:00Z");
    private static final String CANARY = "s3cr&t value/äß";
    private static final ReadRequest<Referral> ALL = ReadRequest.all(Referral.class);

    private static Referral record(int number) {
        return record("crm", number, Set.of());
    }

    private static Referral record(String source, int number, Set<RecordFlag> flags) {
        Envelope envelope = Envelope.builder(source, "k" + number, AT.plusSeconds(number), ZoneId.of("UTC"))
                .flags(flags)
                .build();
        return new Referral(envelope, "a", "b", null, null);
    }

    private static Supplier<@Nullable SourceRecord> of(SourceRecord... records) {
        Iterator<SourceRecord> rest = List.of(records).iterator();
        return () -> rest.hasNext() ? rest.next() : null;
    }

    private static TestPlugin plugin(SourceRecord... records) {
        return new TestPlugin("test").records(request -> of(records));
    }

    private static OpenSources open(TestPlugin plugin) {
        return open(plugin, TestPlugin.HOST);
    }

    private static OpenSources open(TestPlugin plugin, Host host) {
        return Sources.of(plugin).open(host, SourceSpec.of("test").named("crm"));
    }

    private static List<Referral> readAll(OpenSources sources) {
        List<Referral> records = new ArrayList<>();
        try (RecordReader<Referral> reader = sources.source("crm").read(ALL)) {
            for (Referral r = reader.next(); r != null; r = reader.next()) {
                records.add(r);
            }
            assertThat(reader.next()).isNull();
        }
        return records;
    }

    private static UnavailableException busy() {
        return new UnavailableException("BUSY", null, "try later", null, null);
    }

    // ---- life cycle

    @Test
    void deliversAndCloses() {
        TestPlugin plugin = plugin(record(1), record(2));
        try (OpenSources sources = open(plugin)) {
            assertThat(readAll(sources)).containsExactly(record(1), record(2));
            OpenSource source = sources.source("crm");
            assertThat(source.name()).isEqualTo("crm");
            assertThat(source.plugin().name()).isEqualTo("test");
            assertThat(source.describe().zone()).isEqualTo("UTC");
            assertThat(sources.issues()).isEmpty();
            assertThatThrownBy(() -> sources.source("x"))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("no source is named x");
        }
        assertThat(plugin.log()).containsExactly("open crm", "read 1", "close reader 1", "close crm");
    }

    @Test
    void everythingIsClosedOnceInReverseOrder() {
        TestPlugin a = plugin(record(1));
        TestPlugin b = new TestPlugin("other").records(r -> of(record("two", 1, Set.of())));
        List<String> all = new ArrayList<>();
        a.onClose(() -> all.add("crm")).onReaderClose(() -> all.add("reader of crm"));
        b.onClose(() -> all.add("two")).onReaderClose(() -> all.add("reader of two"));
        OpenSources sources = Sources.of(a, b)
                .open(
                        TestPlugin.HOST,
                        SourceSpec.of("test").named("crm"),
                        SourceSpec.of("other").named("two"));
        RecordReader<Referral> first = sources.source("crm").read(ALL);
        sources.source("two").read(ALL);
        sources.source("crm").read(ALL);
        first.close();
        first.close();
        assertThat(all).containsExactly("reader of crm");
        sources.close();
        sources.close();
        assertThat(all).containsExactly("reader of crm", "reader of two", "two", "reader of crm", "crm");
        assertThat(a.log()).endsWith("close reader 1", "close reader 2", "close crm");
    }

    @Test
    void afterClosingEverythingFails() {
        OpenSources sources = open(plugin(record(1)));
        OpenSource source = sources.source("crm");
        RecordReader<Referral> reader = source.read(ALL);
        reader.close();
        assertThatThrownBy(reader::next)
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.code()).isEqualTo("CKPI-SRC-CLOSED"))
                .hasMessage("a reader of source crm is closed");
        assertThatThrownBy(reader::cursor).hasMessage("a reader of source crm is closed");
        assertThatThrownBy(reader::watermark).hasMessage("a reader of source crm is closed");
        RecordReader<Referral> open = source.read(ALL);
        sources.close();
        assertThatThrownBy(open::next).hasMessage("a reader of source crm is closed");
        assertThatThrownBy(() -> source.read(ALL)).hasMessage("the connection of source crm is closed");
    }

    @Test
    void whatFailsToCloseDoesNotKeepTheRestOpen() {
        TestPlugin plugin = plugin(record(1));
        plugin.onReaderClose(() -> {
            throw new IllegalStateException("reader");
        });
        plugin.onClose(() -> {
            throw new CkpiException(CkpiException.Kind.UNAVAILABLE, "X", null, "cannot log out");
        });
        OpenSources sources = open(plugin);
        sources.source("crm").read(ALL);
        assertThatThrownBy(sources::close)
                .hasMessage("the plugin of source crm failed on closing a reader with java.lang.IllegalStateException")
                .satisfies(e -> assertThat(e.getSuppressed()).singleElement().satisfies(s -> assertThat(s)
                        .hasMessage("cannot log out")));
        assertThat(plugin.log()).containsExactly("open crm", "read 1", "close reader 1", "close crm");
    }

    @Test
    void whatWasOpenedIsClosedIfALaterOneFails() {
        TestPlugin good = plugin();
        TestPlugin bad = new TestPlugin("bad").onOpen(() -> {
            throw new CkpiException(CkpiException.Kind.AUTH, "BAD-PASSWORD", null, "wrong password");
        });
        assertThatThrownBy(
                        () -> Sources.of(good, bad).open(TestPlugin.HOST, SourceSpec.of("test"), SourceSpec.of("bad")))
                .isInstanceOfSatisfying(CkpiException.class, e -> {
                    assertThat(e.kind()).isEqualTo(CkpiException.Kind.AUTH);
                    assertThat(e.code()).isEqualTo("BAD-PASSWORD");
                    assertThat(e.source()).contains("bad");
                })
                .hasMessage("wrong password");
        assertThat(good.log()).containsExactly("open test", "close test");
    }

    @Test
    void aSourceThatCannotDescribeItselfIsClosed() {
        TestPlugin plugin = plugin().onDescribe(() -> {
            throw new NoClassDefFoundError("com/example/Gone");
        });
        assertThatThrownBy(() -> open(plugin))
                .hasMessage("the plugin of source crm failed on describing itself with java.lang.NoClassDefFoundError: "
                        + "com/example/Gone");
        assertThat(plugin.log()).containsExactly("open crm", "close crm");
    }

    @Test
    void aTypeThatIsNotDeliveredGivesAnEmptyReader() {
        TestPlugin plugin = plugin(record(1));
        try (OpenSources sources = open(plugin);
                RecordReader<Order> reader = sources.source("crm").read(ReadRequest.all(Order.class))) {
            assertThat(reader.next()).isNull();
            assertThat(reader.cursor()).isEqualTo(Cursor.NONE);
            assertThat(reader.watermark()).isEqualTo(new Watermark(null, TestPlugin.NOW));
        }
        assertThat(plugin.log()).containsExactly("open crm", "close crm");
    }

    // ---- what the plugin may not do

    @Test
    void exceptionsOfThePluginBecomeInternal() {
        TestPlugin plugin = new TestPlugin("test").records(request -> () -> {
            throw new NumberFormatException("For input string: \"ivan@example.org\"");
        });
        try (OpenSources sources = open(plugin)) {
            RecordReader<Referral> reader = sources.source("crm").read(ALL);
            CkpiException failure = catchThrowableOfType(CkpiException.class, reader::next);
            assertThat(failure.kind()).isEqualTo(CkpiException.Kind.INTERNAL);
            assertThat(failure.code()).isEqualTo("CKPI-SRC-PLUGIN");
            assertThat(failure.source()).contains("crm");
            assertThat(failure)
                    .hasMessage(
                            "the plugin of source crm failed reading Referral with java.lang.NumberFormatException");
            assertThat(failure.getCause()).hasMessage("java.lang.NumberFormatException");
            assertThat(cause(failure).getStackTrace()[0].getClassName())
                    .startsWith(getClass().getName());
            assertThat(everything(failure)).as("no customer data").doesNotContain("ivan");
            assertThat(plugin.log()).as("closed at once").endsWith("close reader 1");
            assertThatThrownBy(reader::next).hasMessage("a reader of source crm is closed");
            reader.close();
        }
        assertThat(plugin.log()).containsOnlyOnce("close reader 1");
    }

    @Test
    void errorsOfTheMachinePass() {
        TestPlugin plugin = new TestPlugin("test").records(request -> () -> {
            throw new StackOverflowError("deep");
        });
        try (OpenSources sources = open(plugin)) {
            assertThatThrownBy(() -> readAll(sources)).isInstanceOf(StackOverflowError.class);
        }
        assertThat(plugin.log()).containsOnlyOnce("close reader 1");
    }

    @Test
    void otherErrorsDoNotPass() {
        TestPlugin plugin = new TestPlugin("test").records(request -> {
            throw new AssertionError("x");
        });
        try (OpenSources sources = open(plugin)) {
            assertThatThrownBy(() -> sources.source("crm").read(ALL))
                    .hasMessage("the plugin of source crm failed reading Referral with java.lang.AssertionError");
        }
    }

    @Test
    void recordsOfAnotherTypeOrSourceAreRefused() {
        Order order = Order.builder(record(1).envelope(), "1", Order.Status.PAID, AT, io.ckpi.core.Money.of(1, "EUR"))
                .build();
        try (OpenSources sources = open(plugin(order))) {
            assertThatThrownBy(() -> readAll(sources))
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.code()).isEqualTo("CKPI-SRC-CONTRACT"))
                    .hasMessage("the plugin of source crm delivered io.ckpi.core.record.Order on reading Referral");
        }
        try (OpenSources sources = open(plugin(record("shop", 1, Set.of())))) {
            assertThatThrownBy(() -> readAll(sources))
                    .hasMessage("the plugin of source crm delivered a record under another source's name on "
                            + "reading Referral");
        }
    }

    @Test
    @SuppressWarnings("NullAway") // a plugin that is not checked
    void nullIsRefused() {
        TestPlugin plugin = plugin(record(1)).cursors(() -> null).watermarks(() -> null);
        try (OpenSources sources = open(plugin)) {
            RecordReader<Referral> reader = sources.source("crm").read(ALL);
            assertThatThrownBy(reader::cursor).hasMessage("the plugin of source crm gave null on giving a cursor");
            assertThatThrownBy(reader::watermark)
                    .hasMessage("the plugin of source crm gave null on giving its watermark");
        }
    }

    @Test
    void recordsOutsideTheRequestedTimeAreLeftOut() {
        try (OpenSources sources = open(plugin(record(1), record(2), record(3), record(4)));
                RecordReader<Referral> reader = sources.source("crm")
                        .read(new ReadRequest<>(Referral.class, AT.plusSeconds(2), AT.plusSeconds(4), null))) {
            assertThat(reader.next()).isEqualTo(record(2));
            assertThat(reader.next()).isEqualTo(record(3));
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void watermarksOnlyMoveForward() {
        Iterator<Optional<Instant>> claims = Stream.of(
                        Optional.<Instant>empty(),
                        Optional.of(AT),
                        Optional.of(AT.minusSeconds(5)),
                        Optional.<Instant>empty(),
                        Optional.of(AT.plusSeconds(1)))
                .iterator();
        TestPlugin plugin =
                plugin().watermarks(() -> new Watermark(claims.next().orElse(null), TestPlugin.NOW));
        try (OpenSources sources = open(plugin);
                RecordReader<Referral> reader = sources.source("crm").read(ALL)) {
            assertThat(reader.watermark().completeThrough()).isNull();
            assertThat(reader.watermark().completeThrough()).isEqualTo(AT);
            assertThat(reader.watermark().completeThrough()).isEqualTo(AT);
            assertThat(reader.watermark().completeThrough()).isEqualTo(AT);
            assertThat(reader.watermark().completeThrough()).isEqualTo(AT.plusSeconds(1));
        }
    }

    // ---- secrets

    private static OpenSources openWithSecret(TestPlugin plugin) {
        plugin.options(List.of(
                SourceOption.optional("password", SourceOption.Kind.SECRET, null, Names.same("x")),
                SourceOption.optional("pin", SourceOption.Kind.SECRET, null, Names.same("x"))));
        return Sources.of(plugin)
                .open(
                        TestPlugin.HOST,
                        SourceSpec.of("test")
                                .named("crm")
                                .with(Map.of("password", CANARY))
                                .set("pin", new Secret("123".toCharArray())));
    }

    private static Throwable cause(Throwable thrown) {
        return Objects.requireNonNull(thrown.getCause());
    }

    /** Every text an exception can show. */
    private static String everything(Throwable thrown) {
        java.io.StringWriter text = new java.io.StringWriter();
        thrown.printStackTrace(new java.io.PrintWriter(text));
        return text.toString();
    }

    @Test
    void secretsAreMaskedInTheWholeChain() {
        String encoded = java.net.URLEncoder.encode(CANARY, java.nio.charset.StandardCharsets.UTF_8);
        TestPlugin plugin = new TestPlugin("test").records(request -> () -> {
            Exception root = new java.io.IOException("GET /?key=" + encoded + "&k2=" + encoded.replace("+", "%20"));
            Exception middle = new IllegalStateException("login with " + CANARY, root);
            middle.addSuppressed(new RuntimeException("again " + CANARY));
            root.addSuppressed(middle); // a circle
            UnavailableException failure = new UnavailableException(
                    "DOWN", "crm", "no answer for " + CANARY + ", pin 123", Duration.ofMinutes(9), middle);
            failure.addSuppressed(new RuntimeException("closing " + CANARY));
            throw failure;
        });
        try (OpenSources sources = openWithSecret(plugin)) {
            UnavailableException failure = catchThrowableOfType(UnavailableException.class, () -> readAll(sources));
            assertThat(failure).hasMessage("no answer for ****, pin 123"); // too short to be masked
            assertThat(failure.code()).isEqualTo("DOWN");
            assertThat(failure.retryAfter()).contains(Duration.ofMinutes(9));
            assertThat(failure.getCause()).hasMessage("java.lang.IllegalStateException: login with ****");
            assertThat(cause(cause(failure))).hasMessage("java.io.IOException: GET /?key=****&k2=****");
            assertThat(everything(failure))
                    .doesNotContain(CANARY)
                    .doesNotContain(encoded)
                    .contains("again ****")
                    .contains("closing ****");
        }
    }

    @Test
    void anExceptionWithoutSecretsStaysTheSame() {
        CkpiException own =
                new CkpiException(CkpiException.Kind.DATA, "BROKEN", "crm", "broken", new java.io.IOException("disk"));
        TestPlugin plugin = new TestPlugin("test").records(request -> () -> {
            throw own;
        });
        try (OpenSources sources = openWithSecret(plugin)) {
            assertThatThrownBy(() -> readAll(sources)).isSameAs(own);
        }
    }

    @Test
    void theSourcesNameIsAddedAndTheOriginalKept() {
        CkpiException own = new CkpiException(CkpiException.Kind.DATA, "BROKEN", null, "broken");
        TestPlugin plugin = new TestPlugin("test").records(request -> () -> {
            throw own;
        });
        try (OpenSources sources = open(plugin)) {
            assertThatThrownBy(() -> readAll(sources))
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.source()).contains("crm"))
                    .hasMessage("broken")
                    .hasCause(own);
        }
    }

    @Test
    void rejectsAreUnderTheSourcesOwnNameAndMasked() {
        TestPlugin plugin = plugin();
        try (OpenSources sources = openWithSecret(plugin)) {
            plugin.context()
                    .rejects()
                    .add(new Reject("other", "Order", "url?k=" + CANARY, 1, RejectReason.BAD_JSON, CANARY, CANARY));
            plugin.context().rejects().accepted("other", "Order");
            assertThat(sources.rejects().kept("crm"))
                    .containsExactly(
                            new Reject("crm", "Order", "url?k=****", 1, RejectReason.BAD_JSON, "****", "****"));
            assertThat(sources.rejects().streams()).singleElement().satisfies(s -> assertThat(s.rows())
                    .isEqualTo(2));
            assertThat(plugin.context().rejects().overBudget("other", "Order")).isFalse();
        }
    }

    // ---- the context

    @Test
    void theContextIsTheHosts() throws Exception {
        TestPlugin plugin = plugin();
        Instant deadline = TestPlugin.NOW.plusSeconds(60);
        AtomicBoolean cancelled = new AtomicBoolean();
        Host host = TestPlugin.HOST.withDeadline(deadline).withCancellation(cancelled::get);
        try (OpenSources sources = open(plugin, host)) {
            assertThat(sources.all()).hasSize(1);
            assertThat(plugin.context().spiLevel()).isEqualTo(1);
            assertThat(plugin.context().clock()).isSameAs(TestPlugin.CLOCK);
            assertThat(plugin.context().deadline()).isEqualTo(deadline);
            assertThat(plugin.context().tokens().token("clientId", "1")).isPresent();
            assertThat(plugin.context().cancelled()).isFalse();
            cancelled.set(true);
            assertThat(plugin.context().cancelled()).isTrue();
        }
    }

    @Test
    void cancellationStopsReading() {
        AtomicBoolean cancelled = new AtomicBoolean();
        AtomicInteger delivered = new AtomicInteger();
        TestPlugin plugin = new TestPlugin("test").records(request -> () -> record(delivered.incrementAndGet()));
        try (OpenSources sources = open(plugin, TestPlugin.HOST.withCancellation(cancelled::get))) {
            RecordReader<Referral> reader = sources.source("crm").read(ALL);
            assertThat(reader.next()).isNotNull();
            cancelled.set(true);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            reader.next();
                        }
                    })
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CANCELLED))
                    .hasMessage("reading source crm was cancelled");
            assertThat(delivered.get()).isLessThan(300);
            assertThatThrownBy(() -> sources.source("crm").read(ALL)).hasMessage("reading source crm was cancelled");
        }
    }

    @Test
    void theDeadlineStopsReading() {
        Instant[] now = {TestPlugin.NOW};
        Clock clock = new Clock() {
            @Override
            public ZoneId getZone() {
                return ZoneId.of("UTC");
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now[0];
            }
        };
        TestPlugin plugin = new TestPlugin("test").records(request -> () -> record(1));
        Host host = Host.of(clock, HmacTokenizer.of("k1", new byte[32])).withDeadline(TestPlugin.NOW.plusSeconds(10));
        try (OpenSources sources = open(plugin, host)) {
            RecordReader<Referral> reader = sources.source("crm").read(ALL);
            assertThat(reader.next()).isNotNull();
            now[0] = now[0].plusSeconds(11);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 1000; i++) {
                            reader.next();
                        }
                    })
                    .isInstanceOfSatisfying(CkpiException.class, e -> {
                        assertThat(e.kind()).isEqualTo(CkpiException.Kind.CANCELLED);
                        assertThat(e.code()).isEqualTo("CKPI-SRC-DEADLINE");
                    })
                    .hasMessage("source crm was not read before the deadline");
        }
    }

    // ---- retries

    private static final class Pauses implements Host.Sleeper {
        final List<Duration> taken = new ArrayList<>();

        @Override
        public void sleep(Duration duration) {
            taken.add(duration);
        }
    }

    @Test
    void openingIsTriedFiveTimesAgain() {
        Pauses pauses = new Pauses();
        AtomicInteger tries = new AtomicInteger();
        TestPlugin plugin = plugin().onOpen(() -> {
            tries.incrementAndGet();
            throw busy();
        });
        assertThatThrownBy(() -> open(plugin, TestPlugin.HOST.withSleeper(pauses)))
                .isInstanceOf(UnavailableException.class)
                .hasMessage("try later");
        assertThat(tries).hasValue(6);
        assertThat(pauses.taken).hasSize(5);
        for (int k = 0; k < 5; k++) {
            assertThat(pauses.taken.get(k)).isBetween(Duration.ofMillis(100L << k), Duration.ofMillis(200L << k));
        }
        List<Duration> before = List.copyOf(pauses.taken);
        pauses.taken.clear();
        assertThatThrownBy(() -> open(plugin, TestPlugin.HOST.withSleeper(pauses)));
        assertThat(pauses.taken).as("the same every time").isEqualTo(before);
        tries.set(0);
        assertThatThrownBy(() -> open(plugin, TestPlugin.HOST.withRetries(0)));
        assertThat(tries).hasValue(1);
        assertThatThrownBy(() -> TestPlugin.HOST.withRetries(-1)).hasMessage("retries is not 0 to 100: -1");
    }

    @Test
    void theSourceSaysHowLongToWait() {
        Pauses pauses = new Pauses();
        AtomicInteger tries = new AtomicInteger();
        TestPlugin plugin = plugin(record(1)).onOpen(() -> {
            if (tries.incrementAndGet() == 1) {
                throw new UnavailableException("BUSY", null, "later", Duration.ofSeconds(42), null);
            }
        });
        try (OpenSources sources = open(plugin, TestPlugin.HOST.withSleeper(pauses))) {
            assertThat(readAll(sources)).hasSize(1);
        }
        assertThat(pauses.taken).containsExactly(Duration.ofSeconds(42));
        TestPlugin tooLong = plugin().onOpen(() -> {
            throw new UnavailableException("BUSY", null, "later", Duration.ofMinutes(6), null);
        });
        pauses.taken.clear();
        assertThatThrownBy(() -> open(tooLong, TestPlugin.HOST.withSleeper(pauses)))
                .hasMessage("later");
        assertThat(pauses.taken).isEmpty();
        tries.set(0);
        assertThatThrownBy(() ->
                        open(plugin, TestPlugin.HOST.withSleeper(pauses).withDeadline(TestPlugin.NOW.plusSeconds(42))))
                .hasMessage("later");
        assertThat(pauses.taken).as("no wait beyond the deadline").isEmpty();
    }

    @Test
    void onlyUnavailableIsTriedAgain() {
        AtomicInteger tries = new AtomicInteger();
        TestPlugin plugin = plugin().onOpen(() -> {
            tries.incrementAndGet();
            throw new IllegalStateException("bug");
        });
        assertThatThrownBy(() -> open(plugin)).isInstanceOf(CkpiException.class);
        assertThat(tries).hasValue(1);
    }

    @Test
    void anInterruptedWaitIsACancellation() {
        TestPlugin plugin = plugin().onOpen(() -> {
            throw busy();
        });
        Host host = TestPlugin.HOST.withSleeper(duration -> {
            throw new InterruptedException();
        });
        assertThatThrownBy(() -> open(plugin, host))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CANCELLED))
                .hasMessage("waiting for source crm was interrupted");
        assertThat(Thread.interrupted()).as("the flag is kept").isTrue();
    }

    @Test
    void readingStartsAnewWhileNothingWasDelivered() {
        AtomicInteger reads = new AtomicInteger();
        TestPlugin plugin = new TestPlugin("test").records(request -> {
            int number = reads.incrementAndGet();
            if (number == 2) {
                throw busy();
            }
            return number < 4
                    ? () -> {
                        throw busy();
                    }
                    : of(record(1), record(2));
        });
        try (OpenSources sources = open(plugin)) {
            assertThat(readAll(sources)).containsExactly(record(1), record(2));
        }
        assertThat(plugin.log())
                .containsExactly(
                        "open crm",
                        "read 1",
                        "close reader 1",
                        "read 2",
                        "close reader 2",
                        "read 3",
                        "close reader 3",
                        "close crm");
    }

    @Test
    void readingResumesFromTheCursor() {
        AtomicInteger position = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger();
        TestPlugin plugin = new TestPlugin("test")
                .capabilities(Capability.RESUME)
                .cursors(() -> new Cursor("v1:" + position.get()))
                .records(request -> {
                    if (request.cursor() != null) {
                        position.set(Integer.parseInt(request.cursor().text().substring(3)));
                    }
                    return () -> {
                        if (position.get() % 3 == 2 && failures.incrementAndGet() % 2 == 1) {
                            throw busy();
                        }
                        return position.get() == 10 ? null : record(position.incrementAndGet());
                    };
                });
        try (OpenSources sources = open(plugin)) {
            assertThat(readAll(sources)).hasSize(10).doesNotHaveDuplicates();
        }
        assertThat(plugin.log())
                .containsExactly(
                        "open crm",
                        "read 1",
                        "close reader 1",
                        "read 2 from v1:2",
                        "close reader 2",
                        "read 3 from v1:5",
                        "close reader 3",
                        "read 4 from v1:8",
                        "close reader 4",
                        "close crm");
    }

    @Test
    void aSourceThatCannotResumeFailsInTheMiddle() {
        AtomicInteger calls = new AtomicInteger();
        TestPlugin plugin = new TestPlugin("test").records(request -> () -> {
            if (calls.incrementAndGet() > 1) {
                throw busy();
            }
            return record(1);
        });
        try (OpenSources sources = open(plugin)) {
            assertThatThrownBy(() -> readAll(sources)).isInstanceOf(UnavailableException.class);
            assertThatThrownBy(() ->
                            sources.source("crm").read(new ReadRequest<>(Referral.class, null, null, new Cursor("x"))))
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG))
                    .hasMessage("source crm cannot resume from a cursor");
        }
        assertThat(plugin.log()).containsExactly("open crm", "read 1", "close reader 1", "close crm");
    }

    // ---- rejects and flags

    @Test
    void overBudgetDeliveryStopsCountingGoesOnAndTheReadFails() {
        AtomicInteger row = new AtomicInteger();
        TestPlugin[] self = new TestPlugin[1];
        TestPlugin plugin = new TestPlugin("test").records(request -> {
            row.set(0);
            return () -> {
                while (row.get() < 1000) {
                    int n = row.incrementAndGet();
                    if (n > 150 && n % 10 == 0) {
                        self[0].context()
                                .rejects()
                                .add(new Reject("crm", "Referral", "f:" + n, n, RejectReason.BAD_PHONE, null, null));
                    } else {
                        self[0].context().rejects().accepted("crm", "Referral");
                        return record(n);
                    }
                }
                return null;
            };
        });
        self[0] = plugin;
        try (OpenSources sources = open(plugin)) {
            for (int pass = 1; pass <= 2; pass++) { // a second read of the same rows fails as well
                List<Referral> delivered = new ArrayList<>();
                RecordReader<Referral> reader = sources.source("crm").read(ALL);
                CkpiException failure = catchThrowableOfType(CkpiException.class, () -> {
                    for (Referral r = reader.next(); r != null; r = reader.next()) {
                        delivered.add(r);
                    }
                });
                assertThat(failure.kind()).isEqualTo(CkpiException.Kind.DATA);
                assertThat(failure)
                        .hasMessage(
                                "source crm has too many rejected rows: Referral %d of %d (8.50 %%, more than 1.00 %%): "
                                                .formatted(85 * pass, 1000 * pass)
                                        + "BAD_PHONE " + 85 * pass);
                if (pass == 1) {
                    assertThat(delivered).hasSize(168); // the second reject is row 170, and 2 of 170 are too many
                }
                assertThat(sources.issues()).singleElement().satisfies(issue -> assertThat(issue.severity())
                        .isEqualTo(DataIssue.Severity.ERROR));
            }
        }
    }

    @Test
    void flagsOfTheRecordsBecomeIssues() {
        TestPlugin plugin = plugin(
                record("crm", 1, Set.of(RecordFlag.values())),
                record("crm", 2, Set.of(RecordFlag.PII_DROPPED)),
                record(3));
        try (OpenSources sources = open(plugin)) {
            assertThat(readAll(sources)).hasSize(3);
            assertThat(sources.issues())
                    .extracting(DataIssue::code)
                    .containsExactly(
                            "ZONE_ASSUMED",
                            "CLOCK_SKEW",
                            "CURRENCY_ASSUMED",
                            "BINARY_AMOUNT",
                            "HISTORY_PARTIAL",
                            "PII_DROPPED",
                            "SYNTHETIC_KEY");
            DataIssue dropped = sources.issues().get(5);
            assertThat(dropped.count()).isEqualTo(2);
            assertThat(dropped.source()).isEqualTo("crm");
            assertThat(dropped.sentence())
                    .isEqualTo(new Names(
                            "записей: 2: телефон или почта непригодны, связь отброшена",
                            "2 records: a phone or mail could not be used, the link was dropped"));
        }
    }
}
