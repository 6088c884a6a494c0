package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Rejects;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Tokenizer;
import io.ckpi.tck.ledger.Ledger;
import io.ckpi.tck.ledger.LedgerProvider;
import io.ckpi.tck.ledger.LedgerTck;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TestHostTest {

    private static final Loading LEDGER = new Loading();
    private static final String SECRET = LEDGER.config().get("password");

    /** Loads the kit's own system with five orders, the third of which has no readable time. */
    @BeforeEach
    void load() {
        Ledger.types = Set.of(Order.class);
        Ledger.flaw = null;
        Bench bench = new Bench(LEDGER);
        List<SourceRecord> orders = bench.ordinary(Order.class, 5);
        List<Fixture.Row<?>> rows = new ArrayList<>(Bench.rows(orders));
        rows.set(2, new Fixture.Row<>(orders.get(2), new Fixture.Poison(RejectReason.BAD_TIMESTAMP, "yesterday")));
        LEDGER.load(Fixture.of(rows, bench.tokens::raw));
    }

    @AfterEach
    void unload() {
        LEDGER.load(Fixture.of(List.of(), raw -> raw));
    }

    private static final class Loading extends LedgerTck {
        @Override
        protected Map<String, String> config() {
            return super.config();
        }

        @Override
        protected void load(Fixture fixture) {
            super.load(fixture);
        }
    }

    private static TestHost host() {
        return TestHost.with("account", "shop", "password", SECRET, "page-size", "2");
    }

    @Test
    void readsRecordsAndKeepsRejects() {
        TestHost host = host();
        try (RecordSource source = host.open(new LedgerProvider())) {
            TestHost.Result<Order> result = host.read(source, Order.class);
            assertThat(result.records()).hasSize(4);
            assertThat(result.issues()).isEmpty();
            assertThat(host.accepted()).isEqualTo(4);
            assertThat(host.rejected()).isEqualTo(1);
            assertThat(host.rejects()).extracting(Reject::reason).containsExactly(RejectReason.BAD_TIMESTAMP);

            Order first = result.records().get(0);
            ReadRequest<Order> upToFirst = new ReadRequest<>(
                    Order.class, null, first.envelope().occurredAt().plusNanos(1), Cursor.NONE);
            assertThat(host.read(source, upToFirst).records()).contains(first).hasSizeLessThan(4);
        }
    }

    @Test
    void theSourceHasTheNameGiven() {
        TestHost host = host().named("north");
        try (RecordSource source = host.open(new LedgerProvider())) {
            host.read(source, Order.class);
            assertThat(host.rejects()).extracting(Reject::source).containsExactly("north");
        }
        assertThat(host.config(new LedgerProvider()).source()).isEqualTo("north");
    }

    @Test
    void theOptionsAreCheckedAsByARealHost() {
        TestHost wrong = TestHost.with(Map.of("account", "shop", "page-size", "two", "pasword", SECRET));
        assertThatThrownBy(() -> wrong.open(new LedgerProvider()))
                .isInstanceOfSatisfying(CkpiException.class, e -> {
                    assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG);
                    assertThat(e.code()).isEqualTo("CKPI-SRC-CONFIG");
                    assertThat(e.source()).contains("shop");
                })
                .hasMessage("""
                        source shop: option "password" is required
                        source shop: option "page-size" is not a whole number: "two"
                        source shop: option "pasword" is unknown; the nearest known one is "password\"""");
        SourceConfig config = host().config(new LedgerProvider());
        assertThat(config.integer("page-size")).contains(2L);
        assertThat(config.text("book")).as("a default").contains("main");
        assertThat(TestHost.with("size", "1", "size", "2")
                        .config(new Named("shop"))
                        .integer("size"))
                .as("the later value")
                .contains(2L);
        String password = config.secret("password").orElseThrow().use(chars -> new String(chars));
        assertThat(password).isEqualTo(SECRET);
    }

    @Test
    void whatThePluginThrowsReachesTheTest() {
        assertThatThrownBy(() ->
                        TestHost.with("account", "shop", "password", "guess").open(new LedgerProvider()))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.code()).isEqualTo("LEDGER-PASSWORD"));
    }

    @Test
    void aPluginThatNoHostTakesIsNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestHost.with().open(new Named("Big Shop")))
                .withMessage("a plugin was not loaded: " + Named.class.getName()
                        + " has a name that is not [a-z][a-z0-9-]*");
    }

    private record Named(String name) implements SourceProvider {
        @Override
        public int spiLevel() {
            return 1;
        }

        @Override
        public String version() {
            return "1";
        }

        @Override
        public List<SourceOption> options() {
            return List.of(SourceOption.optional("size", SourceOption.Kind.INT, "7", new Names("размер", "size")));
        }

        @Override
        public RecordSource open(SourceConfig config, SourceContext context) {
            throw new UnsupportedOperationException();
        }
    }

    @Test
    void wrongUseIsToldAtOnce() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestHost.with("size"))
                .withMessage("options have a key without a value: size");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TestHost.with().named("North Shop").config(new Named("shop")))
                .withMessageContaining("North Shop");
    }

    @Test
    void theClockStandsUntilItIsMoved() {
        TestHost host = host();
        Clock clock = host.context().clock();
        assertThat(clock.instant()).isEqualTo(TestHost.NOW).isEqualTo(host.now());
        host.sleep(Duration.ofSeconds(90));
        host.sleep(Duration.ofSeconds(5));
        assertThat(host.waited()).isEqualTo(Duration.ofSeconds(95));
        assertThat(clock.instant()).isEqualTo(TestHost.NOW.plusSeconds(95));
        host.moveTo(Instant.parse("2020-02-29T00:00:00Z"));
        assertThat(clock.millis())
                .isEqualTo(Instant.parse("2020-02-29T00:00:00Z").toEpochMilli());
        assertThat(host.waited()).isEqualTo(Duration.ofSeconds(95));
        assertThat(clock.getZone()).isEqualTo(ZoneOffset.UTC);
        Clock moscow = clock.withZone(ZoneId.of("Europe/Moscow"));
        assertThat(moscow.getZone()).isEqualTo(ZoneId.of("Europe/Moscow"));
        assertThat(moscow.withZone(ZoneOffset.UTC).instant()).isEqualTo(host.now());
    }

    @Test
    void aReaderSeesTheWishToStop() {
        TestHost host = host();
        try (RecordSource source = host.open(new LedgerProvider());
                RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
            assertThat(reader.next()).isNotNull();
            host.cancel(true);
            assertThatThrownBy(() -> {
                        while (reader.next() != null) {
                            // until it notices
                        }
                    })
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CANCELLED));
        }
        host.cancel(false);
        assertThat(host.context().cancelled()).isFalse();
        assertThat(host.context().deadline()).isEqualTo(Instant.MAX);
        host.deadline(TestHost.NOW);
        assertThat(host.context().deadline()).isEqualTo(TestHost.NOW);
    }

    @Test
    void countsAllRejectsAndKeepsTheFirst() {
        TestHost host = TestHost.with();
        Rejects rejects = host.context().rejects();
        for (int row = 1; row <= 250; row++) {
            rejects.add(new Reject("shop", "Order", "a.csv:" + row, row, RejectReason.BAD_NUMBER, "sum", "letters"));
        }
        rejects.accepted("shop", "Order");
        assertThat(host.rejected()).isEqualTo(250);
        assertThat(host.accepted()).isEqualTo(1);
        assertThat(host.rejects()).hasSize(TestHost.KEPT_REJECTS);
        assertThat(host.rejects().get(99).row()).isEqualTo(100);
        assertThat(rejects.overBudget("shop", "Order")).isFalse();
        host.tolerateNoRejects();
        assertThat(rejects.overBudget("shop", "Order")).isTrue();
        TestHost clean = TestHost.with();
        clean.tolerateNoRejects();
        assertThat(clean.context().rejects().overBudget("shop", "Order")).isFalse();
    }

    @Test
    void tokensAreReadable() throws Exception {
        Tokenizer tokens = TestHost.with().context().tokens();
        assertThat(tokens.token("phone", " +7 900 ")).contains("token:phone:+7 900");
        assertThat(tokens.token("crm:mine", "17")).contains(TestHost.token("crm:mine", "17"));
        assertThat(tokens.token("email", " ")).isEmpty();
        assertThatThrownBy(() -> tokens.token("phone", "no number")).isInstanceOf(BadIdentityException.class);
        assertThatThrownBy(() -> tokens.token("email", "no mail")).isInstanceOf(BadIdentityException.class);
        Tokenizer own = (type, raw) -> Optional.of(Objects.requireNonNull(raw));
        assertThat(TestHost.with().withTokens(own).context().tokens()).isSameAs(own);
    }

    @Test
    void theTextFormHoldsNoValues() {
        assertThat(host().named("north")).hasToString("TestHost[north account, password, page-size]");
    }
}
