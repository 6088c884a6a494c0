package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.tck.TestHost;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Cells and keys of all types of PostgreSQL, in the forms in which the driver gets them: as text at first, then in binary. */
class CellsTest {

    /** The driver gets a query in binary from the sixth time on. */
    private static final int ROWS = 8;

    private static final String MAPPING = """
            schema: ckpi/crm-mapping@1
            id: cells
            zone: Europe/Berlin
            currency: RUB
            asOf: 2026-01-01
            queries:
              - name: cells
                sql: %s
                key: %s
                records:
                  - record: Order
                    orderRef: n
                    createdAt: {asOf: true}
                    status: {const: PAID}
                    revenue: {money: n}
                    attributes: {cell: c}
                  - {record: Touch, key: n, kind: {const: VISIT}, occurredAt: c}
            """;

    private String schema = "";

    @BeforeEach
    void makeSchema() throws SQLException {
        schema = TestDatabase.schema();
        TestDatabase.run(schema, "CREATE TYPE mood AS ENUM ('sad', 'ok', 'aaa')");
    }

    private TestHost host(int page) {
        return TestDatabase.host(schema, "page", Integer.toString(page));
    }

    private void fill(String type, String value) throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE cells (n int PRIMARY KEY, c " + type + ")",
                "INSERT INTO cells SELECT i, CAST(" + value + " AS " + type + ") FROM generate_series(1, " + ROWS
                        + ") i");
    }

    /** What all rows say, page by page: their attribute or their reject. */
    private List<String> texts() {
        TestHost host = host(1);
        List<String> texts = new ArrayList<>();
        try (RecordSource source =
                host.open(new JdbcProvider().withMapping("c.yaml", MAPPING.formatted("SELECT n, c FROM cells", "n")))) {
            for (Order order : host.read(source, Order.class).records()) {
                texts.add(String.valueOf(order.envelope().attributes().get("cell")));
            }
        }
        for (Reject reject : host.rejects()) {
            assertThat(reject.field()).isEqualTo("c");
            texts.add(reject.reason() + " " + reject.hint());
        }
        assertThat(texts).hasSize(ROWS);
        return texts.stream().distinct().toList();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "numeric; 'NaN'; NaN",
                "numeric; 'Infinity'; Infinity",
                "numeric; 1.10; 1.10",
                "numeric; 1e-7; 0.0000001",
                "numeric; 1e30; 1000000000000000000000000000000",
                "double precision; 'Infinity'; NaN",
                "double precision; 0.1; 0.1",
                "real; 16777216; 16777216",
                "bigint; 9223372036854775807; 9223372036854775807",
                "timestamp; '1969-12-31 23:59:59.999999'; 1969-12-31T23:59:59.999999",
                "timestamp; '2026-03-29 02:30'; 2026-03-29T02:30:00",
                "timestamp; '0007-01-02 03:04:05'; 0007-01-02T03:04:05",
                "timestamp; 'infinity'; +999999999-12-31T23:59:59.999999999",
                "timestamptz; '1969-12-31 23:59:59.999999Z'; 1969-12-31T23:59:59.999999Z",
                "timestamptz; '2025-10-26 02:30+01'; 2025-10-26T01:30:00Z",
                "date; '1969-12-31'; 1969-12-31",
                "time; '23:59:59.5'; 23:59:59.5",
                "timetz; '23:59:59.5+03'; 23:59:59.5+03:00",
                "boolean; true; true",
                "bit(8); B'10101010'; 10101010",
                "mood; 'sad'; sad",
                "inet; '10.0.0.1/8'; 10.0.0.1/8",
                "interval; '1 day 02:03:04.5'; 1 day 02:03:04.5",
                "char(5); 'ab'; `ab   `",
                "bytea; '\\x00ff'; 00ff",
                "float8[]; '{NaN}'; BAD_ARRAY an array where one value is wanted",
                "numeric[]; '{NaN}'; BAD_ARRAY a value that the driver cannot read",
                "text; repeat('x', 1048577); LINE_TOO_LONG over 1048576 characters",
            })
    void cellsAreTheirText(String type, String value, String text) throws SQLException {
        fill(type, value);
        assertThat(texts()).containsExactly(text);
    }

    /** Times of a virtual machine in a zone with summer time are no other ones. */
    @ParameterizedTest
    @CsvSource({
        "timestamp, 2026-03-29 02:30, 2026-03-29T01:30:00Z", // a gap in Berlin: an hour later
        "timestamp, 2025-10-26 02:30, 2025-10-26T00:30:00Z", // twice: the first
        "timestamp, 1960-01-01 00:00, 1959-12-31T23:00:00Z",
        "timestamptz, 2026-03-29 02:30+00, 2026-03-29T02:30:00Z",
        "date, 2026-03-29, 2026-03-28T23:00:00Z"
    })
    void instantsDoNotDependOnTheZoneOfTheMachine(String type, String value, Instant instant) throws SQLException {
        fill(type, "'" + value + "'");
        TimeZone zone = TimeZone.getDefault();
        try {
            for (String machine : List.of("UTC", "Europe/Berlin", "America/New_York")) {
                TimeZone.setDefault(TimeZone.getTimeZone(machine));
                TestHost host = host(1);
                try (RecordSource source = host.open(
                        new JdbcProvider().withMapping("c.yaml", MAPPING.formatted("SELECT n, c FROM cells", "n")))) {
                    assertThat(host.read(source, Touch.class).records())
                            .as(machine)
                            .hasSize(ROWS)
                            .allSatisfy(touch ->
                                    assertThat(touch.envelope().occurredAt()).isEqualTo(instant));
                }
            }
        } finally {
            TimeZone.setDefault(zone);
        }
    }

    // ---- keys

    private List<String> keys(String type, int page, String... values) throws SQLException {
        List<String> statements = new ArrayList<>(
                List.of("DROP TABLE IF EXISTS keys", "CREATE TABLE keys (k " + type + ", n serial, c text)"));
        Stream.of(values).forEach(value -> statements.add("INSERT INTO keys (k) VALUES (" + value + ")"));
        TestDatabase.run(schema, statements.toArray(String[]::new));
        TestHost host = host(page);
        try (RecordSource source = host.open(
                new JdbcProvider().withMapping("k.yaml", MAPPING.formatted("SELECT k, n, c FROM keys", "k")))) {
            return host.read(source, Order.class).records().stream()
                    .map(Order::orderRef)
                    .sorted()
                    .toList();
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "text; 'a'; 'B'; 'A'; 'ё'; '-a'; ''",
                "text COLLATE \"en-x-icu\"; 'a'; 'B'; 'A'; 'ё'; '-a'; 'a-b'",
                "varchar(9); 'a'; 'B'; 'b '; 'b'; 'ab'; 'a b'",
                "char(5); 'a'; 'B'; 'b'; 'ab'; 'a!'; 'a b'",
                "name; 'a'; 'B'; 'b'; 'ab'; 'a!'; 'a b'",
                "uuid; gen_random_uuid(); gen_random_uuid(); gen_random_uuid(); gen_random_uuid(); gen_random_uuid(); gen_random_uuid()",
                "numeric; 1; 1.5; 1e30; -2; 0.00000001; 18446744073709551615",
                "timestamp; '2026-01-01'; '2026-01-01 00:00:00.000001'; 'infinity'; '-infinity'; '0044-01-01 BC'; '12026-01-01'",
                "timestamptz; '2025-10-26 02:30+01'; '2025-10-26 02:30+02'; 'infinity'; '-infinity'; '0044-01-01 BC'; '1969-12-31 23:59:59.999999Z'",
                "date; '2026-01-01'; '1969-12-31'; 'infinity'; '-infinity'; '0044-01-01 BC'; '12026-01-01'",
                "oid; 1; 5; 4294967295; 2; 3; 4",
            })
    void pagesLoseNoKey(String type, String a, String b, String c, String d, String e, String f) throws SQLException {
        for (int page : new int[] {1, 2, 100}) {
            assertThat(keys(type, page, a, b, c, d, e, f))
                    .as("page %d", page)
                    .containsExactly("1", "2", "3", "4", "5", "6");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"mood", "inet", "jsonb", "bit(8)", "interval", "money", "bytea", "double precision", "boolean"})
    void typesThatTextsAreNotComparedWithAreNoKeys(String type) {
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> keys(type, 1))
                .withMessage(
                        "query cells cannot be read by the key k: it is no whole or exact number, text, time or uuid;"
                                + " cast it to one")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG));
    }

    @Test
    void aKeyThatIsNoNumberIsTold() {
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> keys("numeric", 2, "1", "2", "'NaN'"))
                .withMessage("query cells: a key cannot be read: it is no value to sort by")
                .satisfies(e -> assertThat(e.code()).isEqualTo("CKPI-JDBC-KEY"));
    }

    /** Under such a collation b equals B, and a page that ends with one of them would lose the other. */
    @Test
    void keysThatTheDatabaseTakesForEqualAreTold() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE COLLATION careless (provider = icu, locale = 'und-u-ks-level2', deterministic = false)");
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> keys("text COLLATE careless", 2, "'a'", "'b'", "'B'", "'c'"))
                .withMessage("query cells: the database sorts the key k in another order than it compares it;"
                        + " pages cut by it would lose rows");
    }

    @Test
    void columnsOfOneNameAreTold() throws SQLException {
        fill("text", "'x'");
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> host(1).open(new JdbcProvider()
                        .withMapping(
                                "c.yaml",
                                MAPPING.formatted("SELECT a.n, a.c, b.c FROM cells a JOIN cells b ON b.n = a.n", "n"))))
                .withMessage("query cells returns the column c more than once");
    }

    @Test
    void namesOfColumnsKeepTheirCase() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE \"Mixed \"\"Case\" (\"Id\" int PRIMARY KEY, \"At\" text)",
                "INSERT INTO \"Mixed \"\"Case\" VALUES (1, 'x'), (2, 'y')");
        String mapping = MAPPING.formatted(
                        "SELECT \"Id\", \"Id\" AS n, \"At\" AS \"a\"\"; c\" FROM \"Mixed \"\"Case\"", "Id")
                .replace("cell: c", "cell: 'a\"; c'")
                .replace("sql: ", "sql: >\n      ")
                .replaceAll("(?m)^ +- .record: Touch.*\n", "");
        TestHost host = host(1);
        try (RecordSource source = host.open(new JdbcProvider().withMapping("m.yaml", mapping))) {
            assertThat(host.read(source, Order.class).records())
                    .extracting(o -> o.envelope().attributes().get("cell"))
                    .containsExactly("x", "y");
        }
    }

    @Test
    void transactionsOnlyReadWhateverTheDriverIsTold() throws SQLException {
        TestDatabase.run(schema, "CREATE SEQUENCE numbers");
        org.postgresql.ds.PGSimpleDataSource data = new org.postgresql.ds.PGSimpleDataSource();
        data.setUrl(TestDatabase.url() + "?readOnlyMode=ignore");
        data.setUser("postgres");
        TestHost host = TestHost.with("schema", schema);
        String mapping = MAPPING.formatted("SELECT nextval('numbers') AS n, NULL AS c", "n");
        try (RecordSource source = host.open(JdbcProvider.of(data).withMapping("w.yaml", mapping))) {
            assertThatExceptionOfType(CkpiException.class)
                    .isThrownBy(() -> host.read(source, Order.class))
                    .withMessage("query cells failed: SQLSTATE 25006");
        }
    }
}
