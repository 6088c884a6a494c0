package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSource;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** PostgreSQL and MariaDB, each a real server in a zone that is not UTC, give the same records and the same moments. */
@Tag("live")
final class ServersLiveTest {

    private static final Pattern TABLE = Pattern.compile("CREATE TABLE (\\S+) ");
    private static final MomentsLayout LAYOUT = MomentsLayout.of("revenue", "before", "visits", "far")
            .withMissing("visits", MomentsLayout.Missing.ZERO)
            .withMissing("before", MomentsLayout.Missing.SKIP_ROW);

    private static LiveServer postgres;
    private static LiveServer mariadb;

    @BeforeAll
    static void find() {
        postgres = LiveServer.tryton();
        mariadb = LiveServer.mariadb();
    }

    private static LiveServer server(String name) {
        return name.equals("mariadb") ? mariadb : postgres;
    }

    @ParameterizedTest
    @CsvSource({"espocrm,", "suitecrm,", "matomo,matomo_", "mautic,m_", "asterisk-cdr,", "bitrix24,"})
    void bothServersGiveTheSameRecords(String crm, @Nullable String prefix) throws Exception {
        load(crm, postgres);
        load(crm, mariadb);
        Map<String, List<String>> records = records(crm, prefix, postgres);
        assertThat(records.values().stream().mapToInt(List::size).sum()).isGreaterThan(2);
        assertThat(records(crm, prefix, mariadb)).isEqualTo(records);
    }

    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mariadb"})
    void momentsOfTheServerAreThoseOfItsRows(String name) throws SQLException {
        LiveServer server = server(name);
        writeFacts(server);
        MomentsTable table;
        try (OpenSources sources = open(server.source("cases"))) {
            table = sources.source("live")
                    .moments(new MomentsRequest("facts", LAYOUT, "arm", "customer"))
                    .orElseThrow();
        }
        assertThat(table.ungrouped()).isEqualTo(50);
        assertThat(table.contaminated()).isEqualTo(3);

        Map<String, MomentsAccumulator> local = new TreeMap<>();
        try (Connection reader = server.reader("cases");
                Statement sql = reader.createStatement();
                ResultSet rows = sql.executeQuery("select arm, revenue, before_, visits, far from facts"
                                .replace("before_", name.equals("mariadb") ? "`before`" : "\"before\"")
                        + " where arm is not null and customer > 3")) {
            while (rows.next()) {
                double[] row = new double[4];
                for (int i = 0; i < 4; i++) {
                    BigDecimal cell = rows.getBigDecimal(i + 2);
                    row[i] = cell == null ? Double.NaN : cell.doubleValue();
                }
                local.computeIfAbsent(rows.getString(1), arm -> LAYOUT.accumulator())
                        .add(row);
            }
        }
        assertThat(table.groups()).containsOnlyKeys("holdout", "mailed");
        assertThat(local).containsOnlyKeys("holdout", "mailed");
        table.groups()
                .forEach((arm, moments) -> assertSame(
                        moments, Objects.requireNonNull(local.get(arm)).moments()));
    }

    /** 10^9 + (i mod 10): a sum of squares would give a negative variance. */
    @ParameterizedTest
    @ValueSource(strings = {"postgresql", "mariadb"})
    void numbersFarFromZeroKeepTheirVariance(String name) throws SQLException {
        writeFacts(server(name));
        MomentsLayout layout = MomentsLayout.of("far");
        try (OpenSources sources = open(server(name).source("cases"))) {
            Moments moments = sources.source("live")
                    .moments(new MomentsRequest("facts", layout, null, null))
                    .orElseThrow()
                    .groups()
                    .get("");
            assertThat(Objects.requireNonNull(moments).n()).isEqualTo(4053);
            // 405 cycles of 0 … 9, then 0, 1, 2 once more
            double mean = (405 * 45 + 3) / 4053.0;
            double variance = (405 * 285 + 5 - 4053 * mean * mean) / 4052;
            assertThat(moments.variance("far").orElseThrow()).isCloseTo(variance, within(1e-6));
        }
    }

    @Test
    void theRoleOfTheReaderCanOnlyRead() throws SQLException {
        writeFacts(mariadb);
        try (Connection connection = mariadb.reader("cases");
                Statement sql = connection.createStatement()) {
            for (String statement : List.of("delete from facts", "create table mine (a int)", "drop table facts")) {
                assertThatThrownBy(() -> sql.execute(statement)).hasMessageContaining("denied");
            }
        }
    }

    private static void assertSame(Moments got, Moments expected) {
        assertThat(got.n()).isEqualTo(expected.n());
        assertThat(got.skipped()).isEqualTo(expected.skipped());
        for (String x : LAYOUT.names()) {
            assertThat(got.nulls(x)).isEqualTo(expected.nulls(x));
            assertThat(got.min(x)).isEqualTo(expected.min(x));
            assertThat(got.max(x)).isEqualTo(expected.max(x));
            close(got.mean(x).orElseThrow(), expected.mean(x).orElseThrow(), 0);
            for (String y : LAYOUT.names()) {
                // relative to the size of the two variables: a covariance may be near zero
                double scale = Math.sqrt(expected.centredProduct(x, x) * expected.centredProduct(y, y));
                close(got.centredProduct(x, y), expected.centredProduct(x, y), scale);
            }
        }
    }

    private static void close(double got, double expected, double scale) {
        assertThat(got).isCloseTo(expected, within(1e-9 * Math.max(Math.abs(expected), scale)));
    }

    // ---- tables

    /** 4,053 rows of customers in two arms: 50 without an arm, three customers in both, some values missing. */
    private static void writeFacts(LiveServer server) throws SQLException {
        try (Connection owner = server.owner()) {
            boolean ansi = owner.getMetaData().getIdentifierQuoteString().equals("\"");
            owner.setAutoCommit(false);
            try (Statement sql = owner.createStatement()) {
                sql.execute("drop table if exists facts");
                sql.execute("create table facts (customer int, arm varchar(20), revenue numeric(12, 2), "
                        + (ansi ? "\"before\"" : "`before`") + " double precision, visits int, far double precision)");
            }
            try (PreparedStatement insert = owner.prepareStatement("insert into facts values (?, ?, ?, ?, ?, ?)")) {
                for (int i = 0; i < 4053; i++) {
                    int customer = i < 4050 ? i + 1 : i - 4049;
                    String arm =
                            i >= 1000 && i < 1050 ? null : (i < 4050 ? i % 5 == 0 : i % 5 != 0) ? "holdout" : "mailed";
                    if (i < 3) {
                        arm = "holdout";
                    } else if (i >= 4050) {
                        arm = "mailed";
                    }
                    insert.setInt(1, customer);
                    insert.setString(2, arm);
                    insert.setBigDecimal(3, BigDecimal.valueOf((i * 7919L) % 100_000, 2));
                    insert.setObject(4, i % 97 == 5 ? null : ((i * 31L) % 1009) / 7.0);
                    insert.setObject(5, i % 11 == 0 ? null : i % 13);
                    insert.setDouble(6, 1e9 + i % 10);
                    insert.addBatch();
                }
                insert.executeBatch();
            }
            owner.commit();
        }
    }

    /** Loads the hand-written tables of a product, which both servers understand. */
    private static void load(String crm, LiveServer server) throws SQLException, IOException {
        String text;
        try (InputStream in = ServersLiveTest.class.getResourceAsStream("/crm-tables/" + crm + ".sql")) {
            text = new String(Objects.requireNonNull(in, crm).readAllBytes(), StandardCharsets.UTF_8)
                    .replaceAll("(?m)^--.*\n", "");
        }
        boolean maria = server == mariadb;
        text = maria
                ? text.replace("binary8", "binary(8)")
                : text.replace("binary8", "bytea").replaceAll("\\bdatetime\\b", "timestamp");
        try (Connection owner = server.owner();
                Statement sql = owner.createStatement()) {
            if (maria) {
                sql.execute("set sql_mode = concat(@@sql_mode, ',ANSI_QUOTES')");
            } else {
                sql.execute(
                        "create or replace function unhex(text) returns bytea language sql as $$select decode($1, 'hex')$$");
            }
            Matcher tables = TABLE.matcher(text);
            while (tables.find()) {
                sql.execute("drop table if exists " + tables.group(1));
            }
            for (String statement : text.split(";\\s*\\n")) {
                if (!statement.isBlank()) {
                    sql.execute(statement);
                }
            }
        }
    }

    // ---- reading

    private static OpenSources open(SourceSpec spec) {
        Host host = Host.of(
                Clock.fixed(Instant.parse("2026-06-01T12:00:00Z"), ZoneOffset.UTC),
                HmacTokenizer.of("k1", new byte[32]));
        return Sources.of(new JdbcProvider()).open(host, spec);
    }

    /** All records of all streams, by their type, in the order of their text. */
    private static Map<String, List<String>> records(String crm, @Nullable String prefix, LiveServer server) {
        SourceSpec spec =
                server.source("cases").set("mapping", crm).set("zone", "UTC").set("currency", "RUB");
        if (prefix != null) {
            spec = spec.set("prefix", prefix);
        }
        Map<String, List<String>> records = new TreeMap<>();
        try (OpenSources sources = open(spec)) {
            OpenSource source = sources.source("live");
            for (Class<? extends SourceRecord> type : source.describe().streams()) {
                records.put(type.getSimpleName(), read(source, type));
            }
            records.put("rejects", List.of(Long.toString(sources.rejects().rejected("live"))));
        }
        return records;
    }

    private static <R extends SourceRecord> List<String> read(OpenSource source, Class<R> type) {
        List<String> texts = new ArrayList<>();
        try (RecordReader<R> reader = source.read(ReadRequest.all(type))) {
            for (R record = reader.next(); record != null; record = reader.next()) {
                texts.add(record.toString());
            }
        }
        texts.sort(null);
        return texts;
    }
}
