package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Order;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.tck.TestHost;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Tables that are read by the time of their changes are gone on with behind their last rows. */
class GrowingTest {

    private static final String MAPPING = """
            schema: ckpi/crm-mapping@1
            id: shop
            currency: RUB
            zone: %s
            tables:
              orders: {required: [id, changed, refs]}
              returns: {required: [id, changed, refs]}
            queries:
              - name: orders
                sql: SELECT o.id, o.changed, o.refs FROM ${orders} o
                key: %s
                records:
                  - record: Order
                    each: [refs]
                    orderRef: refs
                    createdAt: changed
                    status: {const: PAID}
                    revenue: {money: id}
              - name: returns
                sql: SELECT o.id, o.changed, o.refs FROM ${returns} o
                key: %s
                records:
                  - record: Order
                    each: [refs]
                    orderRef: refs
                    createdAt: changed
                    status: {const: REFUNDED}
                    revenue: {money: id}
            """;

    private String schema = "";
    private TestHost host = TestHost.with();

    @BeforeEach
    void makeTables() throws SQLException {
        schema = TestDatabase.schema();
        for (String table : List.of("orders", "returns")) {
            TestDatabase.run(
                    schema, "CREATE TABLE " + table + " (id int PRIMARY KEY, changed timestamp NOT NULL, refs text[])");
        }
        host = TestDatabase.host(schema, "page", "3");
    }

    private void insert(String table, int id, String changed, String... refs) throws SQLException {
        String[] all = refs.length == 0 ? new String[] {table.charAt(0) + "" + id} : refs;
        TestDatabase.run(
                schema,
                "INSERT INTO " + table + " VALUES (" + id + ", '2026-05-01 " + changed + "', '{" + String.join(",", all)
                        + "}')");
    }

    private RecordSource open(String zone, String key) {
        return host.open(new JdbcProvider()
                .withMapping("shop.yaml", MAPPING.formatted(zone, key, key).replace("records:", "records:")));
    }

    private RecordSource open() {
        return open("UTC", "[changed, id]");
    }

    /** What comes from a cursor, at most so many records, and where the reader is then. */
    private static Cursor read(RecordSource source, Cursor from, int most, List<String> refs) {
        try (RecordReader<Order> reader = source.read(new ReadRequest<>(Order.class, null, null, from))) {
            for (int i = 0; i < most; i++) {
                Order order = reader.next();
                if (order == null) {
                    break;
                }
                refs.add(order.orderRef());
            }
            return reader.cursor();
        }
    }

    private static List<String> rest(RecordSource source, Cursor from) {
        List<String> refs = new ArrayList<>();
        read(source, from, Integer.MAX_VALUE, refs);
        return refs;
    }

    @Test
    void whatIsChangedLaterComesFromTheCursorBehindTheLastRow() throws SQLException {
        insert("orders", 7, "10:00");
        insert("orders", 8, "11:00");
        insert("returns", 1, "12:00");
        try (RecordSource source = open()) {
            List<String> first = new ArrayList<>();
            Cursor end = read(source, Cursor.NONE, 100, first);
            assertThat(first).containsExactly("o7", "o8", "r1");
            assertThat(end.text()).hasSizeLessThan(400);
            assertThat(rest(source, end)).containsExactly("o8", "r1"); // the last ten minutes again

            // of the same instant with a smaller id, committed late, changed once more, new in the earlier table
            insert("orders", 3, "11:00");
            insert("orders", 4, "10:55");
            insert("orders", 9, "13:00");
            insert("returns", 2, "13:00");
            TestDatabase.run(schema, "UPDATE orders SET changed = '2026-05-01 13:01' WHERE id = 7");
            List<String> second = new ArrayList<>();
            Cursor later = read(source, end, 100, second);
            assertThat(second).containsExactlyInAnyOrder("o3", "o4", "o8", "o9", "o7", "r1", "r2");
            assertThat(rest(source, later)).containsExactly("o9", "o7", "r2");
        }
    }

    @Test
    void tablesThatWereEmptyAreReadOnceTheyAreNot() throws SQLException {
        try (RecordSource source = open()) {
            Cursor end = read(source, Cursor.NONE, 100, new ArrayList<>());
            insert("orders", 1, "10:00");
            insert("returns", 1, "10:00");
            assertThat(rest(source, end)).containsExactly("o1", "r1");
        }
    }

    @Test
    void earlierTablesAreGoneOnWithAfterTheLaterOnes() throws SQLException {
        insert("orders", 1, "10:00");
        for (int i = 1; i <= 8; i++) {
            insert("returns", i, "1" + i + ":00");
        }
        try (RecordSource source = open()) {
            Cursor middle = read(source, Cursor.NONE, 4, new ArrayList<>());
            insert("orders", 2, "14:00");
            assertThat(rest(source, middle)).containsExactly("r4", "r5", "r6", "r7", "r8", "r3", "o2", "o1");
        }
    }

    /** A consumer that takes a few records each time gets to the end, however often it comes. */
    @ParameterizedTest
    @CsvSource({"1", "2", "3"})
    void everyReadGoesForward(int most) throws SQLException {
        for (int i = 1; i <= 9; i++) {
            insert("orders", i, "10:0" + i);
            insert("returns", i, "10:0" + i);
        }
        try (RecordSource source = open()) {
            Set<String> seen = new LinkedHashSet<>();
            Cursor cursor = Cursor.NONE;
            for (int turn = 0; turn < 60; turn++) {
                List<String> refs = new ArrayList<>();
                cursor = read(source, cursor, most, refs);
                seen.addAll(refs);
            }
            assertThat(seen).hasSize(18);
            insert("orders", 10, "10:20");
            for (int turn = 0; turn < 60 && !seen.contains("o10"); turn++) {
                List<String> refs = new ArrayList<>();
                cursor = read(source, cursor, most, refs);
                seen.addAll(refs);
            }
            assertThat(seen).contains("o10");
        }
    }

    @Test
    void aRowThatIsGoneTakesNoRecordOfTheNextAlong() throws SQLException {
        insert("orders", 1, "10:00", "a", "b", "c");
        insert("orders", 2, "10:01", "d", "e", "f");
        for (String key : List.of("[changed, id]", "id")) {
            try (RecordSource source = open("UTC", key)) {
                List<String> refs = new ArrayList<>();
                Cursor cursor = read(source, Cursor.NONE, 2, refs);
                assertThat(refs).containsExactly("a", "b");
                TestDatabase.run(schema, "UPDATE orders SET refs = '{x}' WHERE id = 1");
                assertThat(rest(source, cursor)).contains("x", "d", "e", "f");
                TestDatabase.run(schema, "DELETE FROM orders WHERE id = 1");
                assertThat(rest(source, cursor)).contains("d", "e", "f");
            }
            insert("orders", 1, "10:00", "a", "b", "c");
        }
    }

    @Test
    void localTimesRepeatInAutumn() throws SQLException {
        TestDatabase.run(schema, "INSERT INTO orders VALUES (1, '2025-10-26 02:59', '{summer}')");
        try (RecordSource source = open("Europe/Berlin", "[changed, id]")) {
            Cursor end = read(source, Cursor.NONE, 10, new ArrayList<>());
            // half an hour later, by the clock half an hour earlier
            TestDatabase.run(schema, "INSERT INTO orders VALUES (2, '2025-10-26 02:29', '{winter}')");
            assertThat(rest(source, end)).contains("winter");
        }
    }

    @Test
    void aChangeOfTheFutureHidesNothing() throws SQLException {
        // the clock of the host stands at noon of 1 June
        TestDatabase.run(
                schema,
                "INSERT INTO orders VALUES (1, '2026-06-01 11:55', '{a}'), (2, '2026-06-01 19:00', '{b}'), (3, 'infinity', '{c}')");
        try (RecordSource source = open()) {
            Cursor end = read(source, Cursor.NONE, 10, new ArrayList<>());
            TestDatabase.run(schema, "INSERT INTO orders VALUES (4, '2026-06-01 12:05', '{late}')");
            assertThat(rest(source, end)).contains("late");
        }
    }

    @Test
    void byAnotherKeyTheEndIsFinal() throws SQLException {
        insert("orders", 1, "10:00");
        try (RecordSource source = open("UTC", "id")) {
            Cursor end = read(source, Cursor.NONE, 100, new ArrayList<>());
            insert("orders", 2, "11:00");
            assertThat(rest(source, end)).isEmpty();
        }
    }

    @Test
    void aBrokenCursorIsRefused() throws SQLException {
        insert("orders", 1, "10:00");
        try (RecordSource source = open()) {
            String end = read(source, Cursor.NONE, 100, new ArrayList<>()).text();
            for (String text : List.of(
                    end.replace("2026", "x026"),
                    end.replaceFirst("\\|0:", "|7:"),
                    end.replaceFirst("\\|0:", "|-1:"),
                    end.replaceFirst("\\|0:", "|0"),
                    end.replaceFirst("%3D", "%3"))) {
                assertThat(text).isNotEqualTo(end);
                assertThatExceptionOfType(CkpiException.class)
                        .as(text)
                        .isThrownBy(() -> rest(source, new Cursor(text)))
                        .withMessage("the cursor is broken")
                        .satisfies(e -> assertThat(e.code()).isEqualTo("CKPI-JDBC-CURSOR"));
            }
        }
    }

    @Test
    void aCursorHoldsNoLongKeys() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE texts (id text PRIMARY KEY, at timestamp)",
                "INSERT INTO texts SELECT repeat('ё', 60 * i) || i, '2026-01-01' FROM generate_series(1, 60) i");
        String mapping = """
                schema: ckpi/crm-mapping@1
                id: texts
                currency: RUB
                zone: UTC
                queries:
                  - name: texts
                    sql: SELECT t.id, t.at, length(t.id) AS n FROM texts t
                    key: id
                    records:
                      - {record: Order, orderRef: n, createdAt: at, status: {const: PAID}, revenue: {money: n}}
                """;
        try (RecordSource source = host.open(new JdbcProvider().withMapping("texts.yaml", mapping))) {
            Set<String> seen = new LinkedHashSet<>();
            List<String> some = new ArrayList<>();
            Cursor cursor = read(source, Cursor.NONE, 40, some);
            seen.addAll(some);
            seen.addAll(rest(source, cursor));
            assertThat(seen).hasSize(60);
        }
    }

    @Test
    void deletionsAreGoneOnWithToo() throws SQLException {
        insert("orders", 1, "10:00");
        String mapping = """
                schema: ckpi/crm-mapping@1
                id: shop
                currency: RUB
                zone: UTC
                queries:
                  - name: orders
                    sql: SELECT o.id, o.changed, o.gone FROM orders o
                    key: [changed, id]
                    records:
                      - record: Order
                        orderRef: id
                        createdAt: changed
                        recordedAt: changed
                        op: {from: gone, values: {"true": DELETE, "false": UPSERT}}
                        status: {const: PAID}
                        revenue: {money: id}
                """;
        TestDatabase.run(schema, "ALTER TABLE orders ADD gone boolean NOT NULL DEFAULT FALSE");
        try (RecordSource source = host.open(new JdbcProvider().withMapping("shop.yaml", mapping))) {
            Cursor end = read(source, Cursor.NONE, 100, new ArrayList<>());
            TestDatabase.run(schema, "UPDATE orders SET gone = TRUE, changed = '2026-05-02'");
            List<Order> later = host.read(source, new ReadRequest<>(Order.class, null, null, end))
                    .records();
            assertThat(later).extracting(o -> o.envelope().op()).containsExactly(Envelope.Op.DELETE);
        }
    }
}
