package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A real Tryton in a real PostgreSQL: what the connector reads is what was done through Tryton's API. The expectation is the
 * log of the program that drove the API ({@code tools/tryton/company.py}), which knows nothing of the database.
 */
@Tag("live")
final class TrytonLiveTest {

    private static final DateTimeFormatter MICROS =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'", Locale.ROOT);

    private static LiveServer server;
    private static List<Map<String, @Nullable String>> steps;

    @BeforeAll
    static void readTheLog() throws IOException {
        server = LiveServer.tryton();
        steps = steps(Path.of(server.property("steps")));
    }

    @Test
    void theShippedMappingReadsWhatWasDoneThroughTheApi() {
        List<LeadStageChange> changes = read(shipped(), LeadStageChange.class);
        assertThat(changes.stream()
                        .filter(c -> c.envelope().op() == Envelope.Op.UPSERT)
                        .map(TrytonLiveTest::line))
                .containsExactlyInAnyOrderElementsOf(expectedChanges());
    }

    /** A deletion has no time of its own in the log, but the API knows when it began and when it was done. */
    @Test
    void whatWasDeletedIsWithdrawnWhenItWasDeleted() {
        Map<String, Instant> withdrawn = new TreeMap<>();
        for (LeadStageChange c : read(shipped(), LeadStageChange.class)) {
            if (c.envelope().op() == Envelope.Op.DELETE) {
                assertThat(withdrawn.put(c.entityRef(), c.envelope().occurredAt()))
                        .isNull();
            }
        }
        List<Map<String, @Nullable String>> deletions =
                steps.stream().filter(s -> "delete".equals(s.get("call"))).toList();
        assertThat(deletions).isNotEmpty();
        assertThat(withdrawn).hasSameSizeAs(deletions);
        for (Map<String, @Nullable String> deletion : deletions) {
            assertThat(withdrawn.get(deletion.get("id")))
                    .isBetween(Instant.parse(cell(deletion, "before")), Instant.parse(cell(deletion, "after")));
        }
    }

    @Test
    void rowsThatRepeatAStateAreLeftOut() throws SQLException {
        long rows;
        try (Connection connection = server.reader("url")) {
            rows = Long.parseLong(LiveServer.cell(connection, "select count(*) from sale_opportunity__history"));
        }
        int changes = read(shipped(), LeadStageChange.class).size();
        assertThat(rows).isGreaterThan(changes * 3L / 2);
    }

    /** The server is in Moscow, Tryton writes UTC: a reader that took the zone of its own session would be off by hours. */
    @Test
    void theZoneIsThatOfTheSessionWhichWrote() {
        assertThat(ZoneId.of(server.property("timezone"))).isEqualTo(ZoneId.of("Europe/Moscow"));
        Map<String, String> first = new HashMap<>();
        for (Map<String, @Nullable String> step : steps) {
            if ("opportunity".equals(step.get("kind")) && "create".equals(step.get("call"))) {
                first.put(cell(step, "id"), cell(step, "at"));
            }
        }
        for (LeadStageChange c : read(shipped(), LeadStageChange.class)) {
            if (c.fromRaw() == null && c.envelope().op() == Envelope.Op.UPSERT) {
                assertThat(micros(c)).isEqualTo(first.remove(c.entityRef()));
            }
        }
        assertThat(first).isEmpty();
    }

    @Test
    void thePageDoesNotMatter() {
        List<LeadStageChange> large = read(shipped(), LeadStageChange.class);
        for (int page : new int[] {1, 7, 64}) {
            assertThat(read(shipped().set("page", page), LeadStageChange.class)).isEqualTo(large);
        }
    }

    /** The rows that Tryton wrote in the published case, in tables of the same shape. */
    @Test
    void elevenRowsGiveNineRecords() throws SQLException, IOException {
        List<String> rows = lines("/conformance-files/sources/tryton-history.csv");
        try (Connection owner = server.owner();
                Statement sql = owner.createStatement()) {
            for (String table : List.of("sale_opportunity__history", "company_company", "currency_currency")) {
                sql.execute("drop table if exists " + table);
            }
            sql.execute("create table currency_currency (id int primary key, code varchar)");
            sql.execute("create table company_company (id int primary key, currency int)");
            sql.execute("create table sale_opportunity__history (__id serial primary key, id int, state varchar,"
                    + " amount numeric, company int, employee int, party int, conversion_probability double precision,"
                    + " lost_reason text, write_date timestamp(6), create_date timestamp(6))");
            sql.execute("insert into currency_currency values (7, 'RUB')");
            sql.execute("insert into company_company values (3, 7)");
            for (String row : rows.subList(1, rows.size())) {
                String[] c = row.split(",", -1);
                sql.execute("insert into sale_opportunity__history"
                        + " (__id, id, state, amount, company, employee, write_date, create_date, lost_reason) values ("
                        + String.join(
                                ",",
                                c[0],
                                c[1],
                                text(c[2]),
                                number(c[3]),
                                c[4].isEmpty() ? "null" : "3",
                                number(c[5]),
                                text(c[6]),
                                text(c[7]),
                                text("Mr Petrov, +7 900 555 00 01, is angry"))
                        + ")");
            }
        }
        List<String> got = new ArrayList<>(List.of("sourceKey,op,entityRef,from,to,occurredAt,value"));
        for (LeadStageChange c :
                read(server.source("cases").set("mapping", "tryton").set("zone", "UTC"), LeadStageChange.class)) {
            assertThat(c.reason()).as("a free text").isNull();
            got.add(String.join(
                    ",",
                    c.envelope().sourceKey(),
                    c.envelope().op().name(),
                    c.entityRef(),
                    c.envelope().op() == Envelope.Op.DELETE ? "" : Objects.requireNonNullElse(c.fromRaw(), ""),
                    c.toRaw(),
                    micros(c),
                    value(c)));
        }
        assertThat(got).isEqualTo(lines("/conformance-files/sources/tryton-expected.csv"));
    }

    /** A company's own mapping also finds the orders, when they were paid, and the costs of advertising. */
    @Test
    void aMappingOfOnesOwnReadsOrdersAndCosts() {
        Map<String, String> sales = new TreeMap<>();
        Map<String, String> paid = new TreeMap<>();
        Map<String, String> costs = new TreeMap<>();
        for (Map<String, @Nullable String> step : steps) {
            if ("sale".equals(step.get("kind"))) {
                sales.put(cell(step, "id"), amount(step));
            } else if ("invoice".equals(step.get("kind"))
                    && "out".equals(step.get("type"))
                    && "paid".equals(step.get("state"))) {
                paid.put(cell(step, "sale"), cell(step, "paid"));
            } else if ("invoice".equals(step.get("kind")) && "in".equals(step.get("type"))) {
                costs.put(step.get("date") + " " + step.get("source"), amount(step));
            }
        }
        assertThat(paid).hasSizeGreaterThan(20);
        assertThat(costs).hasSize(24);

        Map<String, String> gotSales = new TreeMap<>();
        Map<String, String> gotPaid = new TreeMap<>();
        for (Order order : read(own(), Order.class)) {
            gotSales.put(order.orderRef(), plain(order.revenue().amount()));
            if (order.paidAt() != null) {
                assertThat(order.status()).isEqualTo(Order.Status.PAID);
                gotPaid.put(
                        order.orderRef(),
                        order.paidAt().atOffset(ZoneOffset.UTC).toLocalDate().toString());
            }
        }
        Map<String, String> gotCosts = new TreeMap<>();
        for (Spend spend : read(own(), Spend.class)) {
            gotCosts.put(
                    spend.day() + " " + spend.campaign(), plain(spend.cost().amount()));
        }
        assertThat(gotSales).isEqualTo(sales);
        assertThat(gotPaid).isEqualTo(paid);
        assertThat(gotCosts).isEqualTo(costs);
    }

    @Test
    void theRoleOfTheReaderCanOnlyRead() throws SQLException {
        try (Connection connection = server.reader("url");
                Statement sql = connection.createStatement()) {
            for (String statement : List.of(
                    "delete from sale_sale",
                    "create table mine (a int)",
                    "update sale_opportunity set state = 'won'")) {
                assertThatThrownBy(() -> sql.execute(statement)).isInstanceOf(SQLException.class);
            }
            assertThatThrownBy(() -> sql.executeQuery("select password_hash from res_user"))
                    .hasMessageContaining("permission denied");
        }
    }

    private static SourceSpec shipped() {
        return server.source("url").set("mapping", "tryton").set("zone", "UTC");
    }

    private static SourceSpec own() {
        Path mapping =
                Path.of(System.getProperty("maven.multiModuleProjectDirectory", "../.."), "examples/crm/tryton.yaml");
        assertThat(mapping).isReadable();
        return server.source("url").set("mapping", mapping.toString());
    }

    private static <R extends SourceRecord> List<R> read(SourceSpec spec, Class<R> type) {
        Host host = Host.of(
                Clock.fixed(Instant.parse("2026-01-31T12:00:00Z"), ZoneOffset.UTC),
                HmacTokenizer.of("k1", new byte[32]));
        List<R> records = new ArrayList<>();
        try (OpenSources sources = Sources.of(new JdbcProvider()).open(host, spec)) {
            try (RecordReader<R> reader = sources.source("live").read(ReadRequest.all(type))) {
                for (R record = reader.next(); record != null; record = reader.next()) {
                    records.add(record);
                }
            }
            assertThat(sources.rejects().rejected("live")).isZero();
        }
        return records;
    }

    // ---- the expectation

    /** One line for each change of state that the API reported, in the words of the log. */
    private static List<String> expectedChanges() {
        Map<String, String> states = new HashMap<>();
        List<String> expected = new ArrayList<>();
        for (Map<String, @Nullable String> step : steps) {
            if (!"opportunity".equals(step.get("kind")) || "delete".equals(step.get("call"))) {
                continue;
            }
            String id = cell(step, "id");
            String state = cell(step, "state");
            String before = states.put(id, state);
            if (!state.equals(before)) {
                expected.add(String.join(
                        " ",
                        id,
                        Objects.requireNonNullElse(before, "-"),
                        state,
                        cell(step, "at"),
                        step.get("amount") == null ? "-" : amount(step) + " RUB",
                        Objects.requireNonNullElse(step.get("employee"), "-")));
            }
        }
        assertThat(expected).hasSizeGreaterThan(300);
        return expected;
    }

    private static String line(LeadStageChange c) {
        return String.join(
                " ",
                c.entityRef(),
                Objects.requireNonNullElse(c.fromRaw(), "-"),
                c.toRaw(),
                micros(c),
                c.value() == null ? "-" : value(c),
                Objects.requireNonNullElse(c.owner(), "-"));
    }

    private static String micros(LeadStageChange c) {
        return MICROS.format(c.envelope().occurredAt().atOffset(ZoneOffset.UTC));
    }

    private static String value(LeadStageChange c) {
        return c.value() == null
                ? ""
                : plain(c.value().amount()) + " " + c.value().currency().getCurrencyCode();
    }

    private static String amount(Map<String, @Nullable String> step) {
        return plain(new BigDecimal(Objects.requireNonNullElse(step.get("amount"), "0")));
    }

    private static String plain(BigDecimal amount) {
        return amount.setScale(2, RoundingMode.UNNECESSARY).toPlainString();
    }

    private static String cell(Map<String, @Nullable String> step, String key) {
        return Objects.requireNonNull(step.get(key), key);
    }

    private static List<Map<String, @Nullable String>> steps(Path file) throws IOException {
        List<Map<String, @Nullable String>> steps = new ArrayList<>();
        JsonFactory json = new JsonFactory();
        for (String line : Files.readAllLines(file)) {
            Map<String, @Nullable String> step = new HashMap<>();
            try (JsonParser parser = json.createParser(line)) {
                assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
                while (parser.nextToken() != JsonToken.END_OBJECT) {
                    String name = parser.currentName();
                    step.put(name, parser.nextToken() == JsonToken.VALUE_NULL ? null : parser.getText());
                }
            }
            steps.add(step);
        }
        return steps;
    }

    private static List<String> lines(String resource) throws IOException {
        try (InputStream in = TrytonLiveTest.class.getResourceAsStream(resource)) {
            return new String(Objects.requireNonNull(in, resource).readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
        }
    }

    private static String text(String cell) {
        return cell.isEmpty() ? "null" : "'" + cell + "'";
    }

    private static String number(String cell) {
        return cell.isEmpty() ? "null" : cell;
    }
}
