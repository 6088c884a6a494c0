package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.tuple;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.Capability;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.tck.TestHost;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How queries are read. */
class ReadingTest {

    private static final String MAPPING = """
            schema: ckpi/crm-mapping@1
            id: shop
            currency: RUB
            zone: UTC
            tables:
              orders: {required: [id, at, total], optional: {note: text, buyer: integer}}
            queries:
              - name: orders
                sql: SELECT id, at, total, note, buyer FROM ${orders} o
                key: id
                time: at
                records:
                  - record: Order
                    orderRef: id
                    createdAt: at
                    status: {const: PAID}
                    revenue: {money: total}
                    person: {token: buyer, type: buyer}
                    attributes: {note: note}
            """;

    private String schema = "";

    @BeforeEach
    void makeTable() throws SQLException {
        schema = TestDatabase.schema();
        TestDatabase.run(
                schema,
                "CREATE TABLE orders (id bigint PRIMARY KEY, at timestamp NOT NULL, total numeric(12,2), note text, buyer int)");
    }

    private void fill(int rows) throws SQLException {
        TestDatabase.run(
                schema,
                "INSERT INTO orders SELECT i, timestamp '2026-01-01' + i * interval '1 hour', i + 0.25, 'n' || i, i % 7"
                        + " FROM generate_series(1, " + rows + ") i");
    }

    private RecordSource open(TestHost host) {
        return host.open(new JdbcProvider().withMapping("shop.yaml", MAPPING));
    }

    private static List<String> refs(List<Order> orders) {
        return orders.stream().map(Order::orderRef).toList();
    }

    private static List<String> numbers(long from, long to) {
        return LongStream.rangeClosed(from, to).mapToObj(Long::toString).toList();
    }

    @Test
    void everyRowComesOncePageByPage() throws SQLException {
        fill(25);
        for (int page : new int[] {1, 2, 5, 24, 25, 26, 5000}) {
            TestHost host = TestDatabase.host(schema, "page", Integer.toString(page));
            try (RecordSource source = open(host)) {
                assertThat(refs(host.read(source, Order.class).records()))
                        .as("page %d", page)
                        .isEqualTo(numbers(1, 25));
            }
            assertThat(host.accepted()).isEqualTo(25);
        }
    }

    @Test
    void anEmptyTableHasNoRecords() {
        TestHost host = TestDatabase.host(schema);
        try (RecordSource source = open(host)) {
            assertThat(host.read(source, Order.class).records()).isEmpty();
            assertThat(host.read(source, Touch.class).records()).isEmpty();
        }
    }

    @Test
    void cellsAreExact() throws SQLException {
        TestDatabase.run(
                schema,
                "INSERT INTO orders VALUES (9223372036854775807, '2026-03-29 02:30:00.123456', 0.10, 'ё😀', 5)");
        TestHost host = TestDatabase.host(schema);
        try (RecordSource source = open(host)) {
            Order order = host.read(source, Order.class).records().get(0);
            assertThat(order.orderRef()).isEqualTo("9223372036854775807");
            assertThat(order.createdAt()).isEqualTo(Instant.parse("2026-03-29T02:30:00.123456Z"));
            assertThat(order.revenue()).hasToString("0.1 RUB");
            assertThat(order.envelope().attributes()).containsEntry("note", "ё😀");
            assertThat(order.person()).isEqualTo("token:buyer:5");
        }
    }

    @Test
    void kindsOfCells() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE cells (id uuid PRIMARY KEY, tz timestamptz, day date, d double precision, r real, f boolean,"
                        + " b bytea, j jsonb, a text[], n numeric)",
                "INSERT INTO cells VALUES ('6ba7b810-9dad-11d1-80b4-00c04fd430c8', '2025-10-26 02:30+03', '2026-02-28',"
                        + " 252057.19999999757, 0.1, true, '\\xDEADBEEF', '{\"a\": {\"b\": 1.50}}', '{x,y}', 1e20)");
        String mapping = """
                schema: ckpi/crm-mapping@1
                id: cells
                zone: Europe/Moscow
                currency: RUB
                queries:
                  - name: cells
                    sql: "SELECT c.*, j #>> '{a,b}' AS inner_b FROM ${cells} c"
                    key: id
                    records:
                      - record: Touch
                        key: id
                        occurredAt: tz
                        kind: {const: EVENT}
                        value: {money: d, binary: true}
                        robot: f
                        attributes: {day: day, r: r, b: b, j: inner_b, n: n}
                      - record: Order
                        each: [a]
                        orderRef: a
                        createdAt: day
                        status: {const: PAID}
                        revenue: {money: d, binary: true}
                tables:
                  cells: {required: [id, tz, j]}
                """;
        TestHost host = TestDatabase.host(schema);
        try (RecordSource source = host.open(new JdbcProvider().withMapping("cells.yaml", mapping))) {
            Touch touch = host.read(source, Touch.class).records().get(0);
            assertThat(touch.envelope().sourceKey()).isEqualTo("6ba7b810-9dad-11d1-80b4-00c04fd430c8");
            assertThat(touch.envelope().occurredAt()).isEqualTo(Instant.parse("2025-10-25T23:30:00Z"));
            assertThat(touch.envelope().flags()).containsExactly(RecordFlag.BINARY_AMOUNT);
            assertThat(touch.value()).hasToString("252057.2 RUB");
            assertThat(touch.robot()).isTrue();
            assertThat(touch.envelope().attributes())
                    .containsEntry("day", "2026-02-28")
                    .containsEntry("r", "0.1")
                    .containsEntry("b", "deadbeef")
                    .containsEntry("j", "1.50")
                    .containsEntry("n", "100000000000000000000");
            assertThat(refs(host.read(source, Order.class).records())).containsExactly("x", "y");
        }
    }

    @Test
    void theTimeOfTheRequestIsReadByTheDatabase() throws SQLException {
        fill(2_000);
        TestHost host = TestDatabase.host(schema);
        Instant from = Instant.parse("2026-02-10T00:00:00Z");
        Instant to = Instant.parse("2026-02-11T00:00:00Z");
        try (RecordSource source = open(host)) {
            List<Order> orders = host.read(source, new ReadRequest<>(Order.class, from, to, null))
                    .records();
            assertThat(refs(orders)).isEqualTo(numbers(960, 983));
            assertThat(host.accepted()).isBetween(24L, 80L); // not all 2,000 rows came
        }
    }

    @Test
    void aReaderGoesOnBehindAnyRow() throws SQLException {
        fill(12);
        TestHost host = TestDatabase.host(schema, "page", "3");
        try (RecordSource source = open(host)) {
            assertThat(source.describe().capabilities()).contains(Capability.RESUME, Capability.GROUPED_MOMENTS);
            for (int stop = 0; stop <= 12; stop++) {
                Set<String> seen = new LinkedHashSet<>();
                Cursor cursor;
                try (RecordReader<Order> first = source.read(ReadRequest.all(Order.class))) {
                    for (int i = 0; i < stop; i++) {
                        seen.add(first.next().orderRef());
                    }
                    cursor = first.cursor();
                }
                refs(host.read(source, new ReadRequest<>(Order.class, null, null, cursor))
                                .records())
                        .forEach(seen::add);
                assertThat(seen).as("stop %d", stop).hasSize(12);
            }
        }
    }

    @Test
    void rowsThatBecameVisibleLateAreReadAgain() throws SQLException {
        // the clock of the host stands at noon: ids 3 and 4 were drawn before 5, and committed after the first read
        TestDatabase.run(
                schema,
                "INSERT INTO orders VALUES (1, '2026-05-01 00:00', 1), (2, '2026-06-01 11:40', 1), (5, '2026-06-01 11:59', 1)");
        TestHost host = TestDatabase.host(schema, "page", "2");
        try (RecordSource source = open(host)) {
            Cursor cursor;
            try (RecordReader<Order> first = source.read(ReadRequest.all(Order.class))) {
                for (int i = 0; i < 3; i++) {
                    first.next();
                }
                cursor = first.cursor();
            }
            TestDatabase.run(
                    schema,
                    "INSERT INTO orders VALUES (3, '2026-06-01 11:58', 1), (4, '2026-06-01 11:58', 1), (6, '2026-06-01 12:01', 1)");
            List<String> later = refs(host.read(source, new ReadRequest<>(Order.class, null, null, cursor))
                    .records());
            assertThat(later).contains("3", "4", "6").doesNotContain("1").startsWith("6");
            // and from the middle of what is read again
            try (RecordReader<Order> second = source.read(new ReadRequest<>(Order.class, null, null, cursor))) {
                second.next();
                String again = second.next().orderRef();
                List<String> rest = refs(host.read(source, new ReadRequest<>(Order.class, null, null, second.cursor()))
                        .records());
                List<String> all = new ArrayList<>(List.of("6", again));
                all.addAll(rest);
                assertThat(all).isEqualTo(later);
            }
        }
    }

    @Test
    void aCursorOfAnotherRequestIsRefused() throws SQLException {
        fill(3);
        TestHost host = TestDatabase.host(schema);
        try (RecordSource source = open(host)) {
            for (String text : List.of("nonsense", "2|x|1|0|", "2|y|1|0|f/1/=1/")) {
                assertThatExceptionOfType(CkpiException.class)
                        .isThrownBy(() -> source.read(new ReadRequest<>(Order.class, null, null, new Cursor(text))))
                        .satisfies(e -> assertThat(e.code()).isEqualTo("CKPI-JDBC-CURSOR"));
            }
        }
    }

    @Test
    void aReaderSeesOneStateOfTheData() throws SQLException {
        fill(6);
        TestHost host = TestDatabase.host(schema, "page", "2");
        try (RecordSource source = open(host);
                RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
            reader.next();
            TestDatabase.run(
                    schema, "DELETE FROM orders WHERE id > 3", "INSERT INTO orders VALUES (99, '2026-01-01', 1)");
            int left = 0;
            while (reader.next() != null) {
                left++;
            }
            assertThat(left).isEqualTo(5);
            assertThat(reader.watermark().completeThrough()).isEqualTo(TestHost.NOW);
            assertThat(reader.next()).isNull();
        }
    }

    @Test
    void missingOptionalColumnsLeaveFieldsAbsent() throws SQLException {
        TestDatabase.run(
                schema,
                "ALTER TABLE orders DROP COLUMN note, DROP COLUMN buyer",
                "INSERT INTO orders VALUES (1, '2026-01-01', 2)");
        TestHost host = TestDatabase.host(schema);
        try (RecordSource source = host.open(new JdbcProvider().withMapping("shop.yaml", MAPPING))) {
            TestHost.Result<Order> read = host.read(source, new ReadRequest<>(Order.class, null, null, null));
            assertThat(read.issues())
                    .extracting(DataIssue::code, DataIssue::location)
                    .containsExactly(tuple("COLUMN_MISSING", "orders.note"), tuple("COLUMN_MISSING", "orders.buyer"));
        }
    }

    @Test
    void missingRequiredColumnsAreAllNamed() throws SQLException {
        TestDatabase.run(schema, "ALTER TABLE orders RENAME total TO totals", "ALTER TABLE orders RENAME at TO moment");
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> open(TestDatabase.host(schema)))
                .withMessage("the table orders lacks columns that the mapping needs: at, total (is it totals?)")
                .satisfies(e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG));
        TestDatabase.run(schema, "DROP TABLE orders");
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> open(TestDatabase.host(schema)))
                .withMessage("there is no table orders; see the options schema and prefix");
    }

    @Test
    void rowsWithoutKeyAreRejects() throws SQLException {
        TestDatabase.run(
                schema,
                "ALTER TABLE orders DROP CONSTRAINT orders_pkey",
                "ALTER TABLE orders ALTER id DROP NOT NULL",
                "INSERT INTO orders VALUES (1, '2026-01-01', 1), (NULL, '2026-01-01', 1)");
        TestHost host = TestDatabase.host(schema);
        try (RecordSource source = open(host)) {
            assertThat(refs(host.read(source, Order.class).records())).containsExactly("1");
            assertThat(host.rejects())
                    .extracting(Reject::reason, Reject::field)
                    .containsExactly(tuple(RejectReason.MISSING_KEY, "id"));
        }
    }

    @Test
    void aKeyThatIsNotUniqueIsNoKey() throws SQLException {
        TestDatabase.run(
                schema,
                "ALTER TABLE orders DROP CONSTRAINT orders_pkey",
                "INSERT INTO orders VALUES (1, '2026-01-01', 1), (2, '2026-01-01', 1), (2, '2026-01-01', 1)");
        for (String page : List.of("1", "2", "100")) {
            TestHost host = TestDatabase.host(schema, "page", page);
            try (RecordSource source = open(host)) {
                assertThatExceptionOfType(CkpiException.class)
                        .isThrownBy(() -> host.read(source, Order.class))
                        .withMessage("query orders: the key id is not unique; pages cut by it would lose rows");
            }
        }
    }

    @Test
    void aBadRowIsOneReject() throws SQLException {
        TestDatabase.run(
                schema,
                "INSERT INTO orders VALUES (1, '2026-01-01', 1), (2, '2026-01-01', NULL), (3, 'infinity', 1), (4, '2026-01-01', 1)");
        TestHost host = TestDatabase.host(schema);
        try (RecordSource source = open(host)) {
            assertThat(refs(host.read(source, Order.class).records())).containsExactly("1", "4");
            assertThat(host.rejects())
                    .extracting(Reject::location, Reject::row, Reject::reason, Reject::field)
                    .containsExactly(
                            tuple("orders:2", 2L, RejectReason.BAD_NUMBER, "total"),
                            tuple("orders:3", 3L, RejectReason.BAD_TIMESTAMP, "at"));
        }
    }
}
