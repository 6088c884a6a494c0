package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.ckpi.core.CkpiException;
import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.IdentityLink;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Message;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Person;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Task;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.RecordSource;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The mappings that ship with the plugin, over minimal tables that hold just the columns they name. */
class ShippedMappingsTest {

    private String schema = "";

    @BeforeEach
    void makeSchema() throws SQLException {
        schema = TestDatabase.schema();
        TestDatabase.run(
                schema,
                "CREATE DOMAIN datetime AS timestamp",
                "CREATE DOMAIN binary8 AS bytea",
                "CREATE FUNCTION unhex(text) RETURNS bytea LANGUAGE sql IMMUTABLE AS 'SELECT decode($1, ''hex'')'");
    }

    private <R extends SourceRecord> List<R> read(Class<R> type, String... options) {
        TestHost host = TestDatabase.host(schema, options);
        try (RecordSource source = host.open(new JdbcProvider())) {
            List<R> records = host.read(source, type).records();
            assertThat(host.rejects()).isEmpty();
            assertThat(source.describe().streams()).contains(type);
            return records;
        }
    }

    private static List<String> lines(String resource) {
        try (InputStream in = ShippedMappingsTest.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String sql(String cell) {
        return cell.isEmpty() ? "NULL" : "'" + cell + "'";
    }

    private void tryton() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE sale_opportunity__history (__id serial PRIMARY KEY, id int, state varchar, amount numeric, company int,"
                        + " employee int, lost_reason text DEFAULT 'Mr Petrov, +7 900 555 00 01, is angry',"
                        + " write_date timestamp(6), create_date timestamp(6))",
                "CREATE TABLE company_company (id int PRIMARY KEY, currency int)",
                "CREATE TABLE currency_currency (id int PRIMARY KEY, code varchar)",
                "INSERT INTO currency_currency VALUES (7, 'RUB')",
                "INSERT INTO company_company VALUES (3, 7)");
        List<String> rows = lines("/conformance-files/sources/tryton-history.csv");
        for (String row : rows.subList(1, rows.size())) {
            String[] c = row.split(",", -1);
            TestDatabase.run(
                    schema,
                    "INSERT INTO sale_opportunity__history (__id, id, state, amount, company, employee, write_date, create_date) VALUES ("
                            + String.join(
                                    ",",
                                    c[0],
                                    c[1],
                                    sql(c[2]),
                                    sql(c[3]),
                                    c[4].isEmpty() ? "NULL" : "3",
                                    sql(c[5]),
                                    sql(c[6]),
                                    sql(c[7]))
                            + ")");
        }
    }

    @Test
    void trytonsHistory() throws SQLException {
        tryton();
        for (String page : List.of("1", "4", "5000")) {
            List<String> got = new ArrayList<>();
            got.add("sourceKey,op,entityRef,from,to,occurredAt,value");
            for (LeadStageChange change :
                    read(LeadStageChange.class, "mapping", "tryton", "zone", "UTC", "page", page)) {
                assertThat(change.reason()).as("a free text").isNull();
                boolean deletion = change.envelope().op() == Envelope.Op.DELETE;
                String value = change.value() == null
                        ? ""
                        : change.value().amount().setScale(2).toPlainString() + " "
                                + change.value().currency().getCurrencyCode();
                got.add(String.join(
                        ",",
                        change.envelope().sourceKey(),
                        change.envelope().op().name(),
                        change.entityRef(),
                        change.fromRaw() == null || deletion ? "" : change.fromRaw(),
                        change.toRaw(),
                        micros(change.envelope().occurredAt()),
                        value));
            }
            assertThat(got).isEqualTo(lines("/conformance-files/sources/tryton-expected.csv"));
        }
    }

    private static String micros(Instant instant) {
        return java.time.format.DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", java.util.Locale.ROOT)
                .format(instant.atOffset(java.time.ZoneOffset.UTC));
    }

    @Test
    void trytonNeedsTheZoneOfItsSessions() throws SQLException {
        tryton();
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> read(LeadStageChange.class, "mapping", "tryton"))
                .withMessageContaining("query stages has local times and needs a zone: set the option zone")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG));
        assertThat(read(LeadStageChange.class, "mapping", "tryton", "zone", "Europe/Moscow")
                        .get(0)
                        .envelope()
                        .occurredAt())
                .isEqualTo(Instant.parse("2026-01-15T06:00:00.800487Z"));
    }

    @Test
    void espocrmsNotes() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/espocrm.sql");
        List<LeadStageChange> changes = read(LeadStageChange.class, "mapping", "espocrm");
        assertThat(changes)
                .extracting(
                        c -> c.envelope().sourceKey(),
                        c -> c.envelope().op(),
                        LeadStageChange::entityRef,
                        LeadStageChange::fromRaw,
                        LeadStageChange::toRaw,
                        LeadStageChange::to)
                .containsExactly(
                        tuple("N1", Envelope.Op.UPSERT, "L1", null, "New", LeadStage.LEAD),
                        tuple("N2", Envelope.Op.UPSERT, "L1", "New", "In Process", LeadStage.MQL),
                        tuple("N4", Envelope.Op.UPSERT, "L1", "In Process", "Converted", LeadStage.SAL),
                        tuple("N5", Envelope.Op.UPSERT, "O1", null, "Prospecting", LeadStage.OPPORTUNITY),
                        tuple("N6", Envelope.Op.UPSERT, "O1", "Prospecting", "Closed Won", LeadStage.WON),
                        tuple("L2/state", Envelope.Op.UPSERT, "L2", null, "Dead", LeadStage.DISQUALIFIED),
                        tuple("L3/deleted", Envelope.Op.DELETE, "L3", null, "deleted", null));
        assertThat(changes.get(4).value()).hasToString("252057.2 RUB");
        assertThat(changes.get(4).envelope().flags()).containsExactly(RecordFlag.BINARY_AMOUNT);
        assertThat(changes.get(4).leadRef()).isEqualTo("L1");
        assertThat(changes.get(0).origin().source()).isEqualTo("Web Site");
        assertThat(changes.get(1).actor()).isEqualTo("U1");
        assertThat(read(Call.class, "mapping", "espocrm"))
                .extracting(Call::callRef, Call::direction, Call::outcome, Call::talk)
                .containsExactly(
                        tuple("K1", Call.Direction.OUT, Call.Outcome.ANSWERED, Duration.ofSeconds(330)),
                        tuple("K2", Call.Direction.IN, Call.Outcome.MISSED, Duration.ZERO));
        assertThat(read(Message.class, "mapping", "espocrm"))
                .extracting(Message::event, Message::messageRef, Message::person)
                .containsExactly(
                        tuple(Message.Event.SENT, "Q1", "token:espocrm:Lead:L1"),
                        tuple(Message.Event.OPENED, "Q1", "token:espocrm:Lead:L1"),
                        tuple(Message.Event.UNSUBSCRIBED, "C1/P1", "token:espocrm:Contact:P1"));
        assertThat(read(Campaign.class, "mapping", "espocrm")).singleElement().satisfies(c -> {
            assertThat(c.campaign()).isEqualTo("C1");
            assertThat(c.name()).as("a free text").isNull();
            assertThat(c.budget()).hasToString("50000 RUB");
        });
        assertThat(read(Task.class, "mapping", "espocrm")).isEmpty(); // this installation has no tasks
    }

    @Test
    void odoosTrackedValues() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/odoo.sql");
        assertThat(read(LeadStageChange.class, "mapping", "odoo"))
                .extracting(
                        c -> c.envelope().sourceKey(),
                        LeadStageChange::entityRef,
                        LeadStageChange::fromRaw,
                        LeadStageChange::toRaw,
                        LeadStageChange::to,
                        c -> String.valueOf(c.value()))
                .containsExactly(
                        tuple("1/created", "1", null, "1", LeadStage.OPPORTUNITY, "1200.5 EUR"),
                        tuple("2/created", "2", null, "1", LeadStage.LEAD, "null"),
                        tuple("20/stage", "1", "1", "2", LeadStage.OPPORTUNITY, "1200.5 EUR"),
                        tuple("21/stage", "1", "2", "4", LeadStage.WON, "1200.5 EUR"),
                        tuple("2/lost", "2", null, "lost", LeadStage.LOST, "null"));
        assertThat(read(Order.class, "mapping", "odoo"))
                .extracting(Order::orderRef, Order::status, o -> o.revenue().toString(), Order::dealRef, Order::paidAt)
                .containsExactly(
                        tuple("50", Order.Status.PAID, "1000.42 EUR", "1", Instant.parse("2026-01-09T09:00:00Z")),
                        tuple("51", Order.Status.CREATED, "10 EUR", null, null));
    }

    @Test
    void suitecrmsAudit() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/suitecrm.sql");
        assertThat(read(LeadStageChange.class, "mapping", "suitecrm"))
                .extracting(
                        c -> c.envelope().sourceKey(),
                        LeadStageChange::fromRaw,
                        LeadStageChange::toRaw,
                        LeadStageChange::to,
                        c -> String.valueOf(c.value()))
                .containsExactly(
                        tuple("o1/created", null, "Prospecting", LeadStage.OPPORTUNITY, "100 USD"),
                        tuple("a1", "Prospecting", "Negotiation/Review", LeadStage.OPPORTUNITY, "100 USD"),
                        tuple("a2", "Negotiation/Review", "Closed Lost", LeadStage.LOST, "100 USD"),
                        tuple("o2/deleted", null, "deleted", null, "null"),
                        tuple("l1/state", null, "In Process", LeadStage.MQL, "null"),
                        tuple("l2/deleted", null, "deleted", null, "null"));
        assertThat(read(Message.class, "mapping", "suitecrm"))
                .extracting(Message::event)
                .containsExactly(Message.Event.SENT, Message.Event.CLICKED);
    }

    @Test
    void mauticsMails() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/mautic.sql");
        String[] options = {"mapping", "mautic", "prefix", "m_"};
        assertThat(read(Message.class, options))
                .extracting(m -> m.envelope().sourceKey(), Message::event, Message::sequence)
                .containsExactly(
                        tuple("1/sent", Message.Event.SENT, "campaign.event/4"),
                        tuple("1/opened", Message.Event.OPENED, "campaign.event/4"),
                        tuple("2/sent", Message.Event.SENT, null),
                        tuple("2/failed", Message.Event.BOUNCED, null));
        assertThat(read(Touch.class, options)).singleElement().satisfies(t -> {
            assertThat(t.path()).isEqualTo("/a");
            assertThat(t.origin().source()).isEqualTo("mail");
        });
        assertThat(read(LeadStageChange.class, options))
                .extracting(LeadStageChange::fromRaw, LeadStageChange::toRaw)
                .containsExactly(tuple(null, "3"), tuple("3", "5"));
        assertThat(read(Person.class, options)).hasSize(1);
    }

    @Test
    void matomosVisits() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/matomo.sql");
        String[] options = {"mapping", "matomo", "prefix", "matomo_", "currency", "RUB"};
        assertThat(read(Touch.class, options))
                .extracting(t -> t.envelope().sourceKey(), Touch::kind, Touch::person, Touch::path, t -> t.origin()
                        .medium())
                .containsExactly(
                        tuple("1", Touch.Kind.VISIT, "token:matomo:visitor:00ff112233445566", null, "campaign"),
                        tuple("2", Touch.Kind.VISIT, "token:matomo:visitor:8899aabbccddeeff", null, null),
                        tuple("page/1", Touch.Kind.PAGE_VIEW, null, "/cart", null),
                        tuple("goal/1/3/7", Touch.Kind.EVENT, "token:matomo:visitor:00ff112233445566", null, null));
        assertThat(read(Order.class, options)).singleElement().satisfies(o -> {
            assertThat(o.revenue()).hasToString("100 RUB");
            assertThat(o.envelope().sourceKey()).isEqualTo("1/A-1");
        });
        assertThat(read(IdentityLink.class, options)).singleElement().satisfies(link -> assertThat(link.token())
                .isEqualTo("token:matomo:user:anna"));
    }

    @Test
    void callsOfAnExchange() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/asterisk-cdr.sql");
        assertThat(read(Call.class, "mapping", "asterisk-cdr", "zone", "Europe/Moscow"))
                .extracting(Call::callRef, Call::outcome, Call::talk, Call::ring, Call::legs, Call::line)
                .containsExactly(
                        tuple(
                                "1768035600.1",
                                Call.Outcome.ANSWERED,
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(10),
                                2,
                                "100"),
                        tuple("1768039200.3", Call.Outcome.RECORDING, Duration.ZERO, null, 1, "100"),
                        tuple("1768042800.4", Call.Outcome.BUSY, Duration.ZERO, null, 1, "100"),
                        tuple("1768046400.5", Call.Outcome.MISSED, Duration.ZERO, null, 1, "100"));
    }

    @Test
    void bitrixStages() throws SQLException {
        TestDatabase.load(schema, "/crm-tables/bitrix24.sql");
        String[] options = {"mapping", "bitrix24", "zone", "Europe/Moscow"};
        assertThat(read(LeadStageChange.class, options))
                .extracting(
                        c -> c.envelope().sourceKey(),
                        LeadStageChange::fromRaw,
                        LeadStageChange::toRaw,
                        LeadStageChange::to,
                        LeadStageChange::leadRef)
                .containsExactly(
                        tuple("lead/1", null, "NEW", LeadStage.LEAD, null),
                        tuple("lead/3", "NEW", "CONVERTED", LeadStage.SAL, null),
                        tuple("deal/1", null, "C2:NEW", LeadStage.OPPORTUNITY, "253"),
                        tuple("deal/2", "C2:NEW", "C2:WON", LeadStage.WON, "253"));
        assertThat(read(Call.class, options))
                .extracting(Call::callRef, Call::outcome, Call::talk)
                .containsExactly(
                        tuple("x.1", Call.Outcome.ANSWERED, Duration.ofSeconds(65)),
                        tuple("x.2", Call.Outcome.MISSED, Duration.ZERO));
        assertThat(read(Task.class, options))
                .extracting(Task::status)
                .containsExactly(Task.Status.ACCEPTED, Task.Status.IN_PROGRESS);
    }
}
