package io.ckpi.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Money;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.host.OpenSources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Parquet and JSON: digits, instants and nesting arrive as they are. */
class NestedTest {

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private static final String FLAT = """
            schema: ckpi/mapping@1
            id: flat
            zone: Europe/Moscow
            currency: RUB
            files:
              - file: flat.parquet
                format: parquet
                records:
                  - record: Order
                    orderRef: id
                    createdAt: at
                    paidAt: local
                    status: {from: paid, values: {"true": PAID, "false": CREATED}}
                    revenue: {money: sum}
                    costOfGoods: {money: cost, binary: true}
                    person: {token: user, type: clientId}
                    employee: bytes
            """;

    private void flat() throws SQLException {
        Fixtures.write(
                folder,
                "COPY (SELECT * FROM (VALUES (18446744073709551615::UBIGINT, TIMESTAMPTZ '2024-06-03 10:00:00.123456+03',"
                        + " TIMESTAMP '2024-06-03 13:00:00', true, 123456789012.345678::DECIMAL(18,6),"
                        + " 252057.19999999757::DOUBLE, 'u\u0444'' \"', '\\x01\\xFF'::BLOB),"
                        + " (7, TIMESTAMPTZ '1969-12-31 23:59:59Z', NULL, false, 0.10::DECIMAL(18,6), NULL, NULL, NULL))"
                        + " t(id, \"at\", \"local\", paid, \"sum\", cost, \"user\", bytes)) TO '$dir/flat.parquet'");
    }

    @Test
    void columnsOfParquetKeepTheirDigits() throws SQLException {
        flat();
        try (OpenSources duckdb = Fixtures.duckdb(folder, FLAT)) {
            Fixtures.Result<Order> result = Fixtures.read(duckdb, Order.class);
            assertThat(result.rejects()).isEmpty();
            Order first = result.records().get(0);
            assertThat(first.orderRef()).isEqualTo("18446744073709551615");
            assertThat(first.createdAt()).isEqualTo(Instant.parse("2024-06-03T07:00:00.123456Z"));
            assertThat(first.paidAt()).isEqualTo(Instant.parse("2024-06-03T10:00:00Z"));
            assertThat(first.status()).isEqualTo(Order.Status.PAID);
            assertThat(first.revenue()).isEqualTo(Money.of("123456789012.345678", "RUB"));
            assertThat(first.costOfGoods()).isEqualTo(Money.of("252057.2", "RUB"));
            assertThat(first.employee()).isEqualTo("01ff");
            Order second = result.records().get(1);
            assertThat(second.createdAt()).isEqualTo(Instant.parse("1969-12-31T23:59:59Z"));
            assertThat(second.paidAt()).isNull();
            assertThat(second.person()).isNull();
        }
    }

    @Test
    void anIdThatIsABinaryNumberIsRejectedWhereItHasLostDigits() throws SQLException {
        Fixtures.write(
                folder,
                "COPY (SELECT 10329302124590727494::DOUBLE AS id, DATE '2024-06-03' AS \"at\") TO '$dir/d.parquet'");
        String mapping = """
                schema: ckpi/mapping@1
                id: d
                zone: UTC
                files:
                  - file: d.parquet
                    format: parquet
                    records:
                      - record: Touch
                        key: id
                        occurredAt: at
                        kind: {const: VISIT}
                """;
        try (OpenSources duckdb = Fixtures.duckdb(folder, mapping)) {
            assertThat(Fixtures.read(duckdb, Touch.class).rejects())
                    .extracting(Reject::reason)
                    .containsExactly(RejectReason.ID_PRECISION_LOST);
        }
    }

    private static final String VALUE = """
            schema: ckpi/mapping@1
            id: v
            files:
              - file: v.parquet
                format: parquet
                records:
                  - record: Touch
                    key: {const: k}
                    occurredAt: {const: "2024-06-03T00:00:00Z"}
                    kind: {const: VISIT}
                    attributes: {v: '%s'}
            """;

    /** What becomes of a value of a column v, or of a part of it; null if it is absent. */
    private String text(String value, String column) throws SQLException {
        Fixtures.write(folder, "COPY (SELECT " + value + " AS v) TO '$dir/v.parquet'");
        try (OpenSources duckdb = Fixtures.duckdb(folder, VALUE.formatted(column))) {
            Fixtures.Result<Touch> result = Fixtures.read(duckdb, Touch.class);
            assertThat(result.rejects()).as(value).isEmpty();
            return result.records().get(0).envelope().attributes().get("v");
        }
    }

    /** A value, the column or pointer, and the text; values that DuckDB writes as they are. */
    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
                    12345::DOUBLE                                       | v        | 12345
                    (-12)::DOUBLE                                       | v        | -12
                    0.1::DOUBLE                                         | v        | 0.1
                    9007199254740991::DOUBLE                            | v        | 9007199254740991
                    9007199254740993::DOUBLE                            | v        | 9.0071992547409920e+15
                    (-9007199254740992)::DOUBLE                         | v        | -9.0071992547409920e+15
                    7::FLOAT                                            | v        | 7
                    0.1::FLOAT                                          | v        | 0.1
                    16777216::FLOAT                                     | v        | 1.6777216000000000e+07
                    'nan'::DOUBLE                                       | v        | nan
                    'inf'::DOUBLE                                       | v        | inf
                    NULL::DOUBLE                                        | v        |
                    1.10::DECIMAL(4,2)                                  | v        | 1.10
                    18446744073709551615::UBIGINT                       | v        | 18446744073709551615
                    '00012'                                             | v        | 00012
                    'b'::ENUM('a','b')                                  | v        | b
                    'x'::BLOB                                           | v        | 78
                    uuid '11111111-2222-3333-4444-555555555555'         | v        | 11111111-2222-3333-4444-555555555555
                    TIMESTAMP_NS '2024-06-03 10:00:00.123456789'        | v        | 2024-06-03 10:00:00.123456789
                    TIMESTAMP_MS '2024-06-03 10:00:00.5'                | v        | 2024-06-03 10:00:00.5
                    TIMESTAMPTZ '2024-06-03 10:00:00+03'                | v        | 2024-06-03 07:00:00+00
                    DATE '2024-06-03'                                   | v        | 2024-06-03
                    {'d': 12345::DOUBLE}                                | /v/d     | 12345
                    {'d': 'a'::BLOB}                                    | /v/d     | 61
                    {'d': 'a'::ENUM('a','it is, (x)')}                  | /v/d     | a
                    {'group': 5::DOUBLE, 'a "b': 'x'}                   | /v/group | 5
                    {'a "b': 5::DOUBLE}                                 | /v/a "b  | 5
                    {'d': NULL::DOUBLE}                                 | /v/d     |
                    NULL::STRUCT(d DOUBLE)                              | /v/d     |
                    {'a': NULL::STRUCT(b DOUBLE[])}                     | /v/a/b/0 |
                    [{'k': 1, 'w': [1.5::DOUBLE, NULL, 2]}]             | /v/0/w/2 | 2
                    [{'k': 1, 'w': [1.5::DOUBLE, NULL, 2]}]             | /v/0/w/1 |
                    [[1, 2], [3]]                                       | /v/1/0   | 3
                    array_value(1.5::DOUBLE, 2::DOUBLE)                 | /v/1     | 2
                    MAP {'a': {'b': 1.50::DECIMAL(4,2)}}                | /v/a/b   | 1.50
                    MAP {7::DOUBLE: 8::DOUBLE}                          | /v/7     | 8
                    MAP {'a': [{'x y': 'q'::BLOB, 'z': 3::FLOAT}]}      | /v/a/0/z | 3
                    NULL::MAP(VARCHAR, DOUBLE)                          | /v/a     |
                    """)
    void valuesOfEveryTypeBecomeTexts(String value, String column, String text) throws SQLException {
        assertThat(text(value, column)).isEqualTo(text);
    }

    @Test
    void bytesWithinOthersAreHexadecimalToo() throws SQLException {
        assertThat(text("MAP {'a': [{'x y': '\\x01\\xFF'::BLOB}]}", "/v/a/0/x y"))
                .isEqualTo("01ff");
    }

    @Test
    void foldersNamedLikeColumnsAreNone() throws SQLException, IOException {
        Path below = Files.createDirectories(folder.resolve("v=7/w=8"));
        Fixtures.write(below, "COPY (SELECT 'own' AS v) TO '$dir/v.parquet'");
        try (OpenSources duckdb =
                Fixtures.duckdb(folder, VALUE.formatted("v").replace("v.parquet", "v=7/w=8/v.parquet"))) {
            assertThat(Fixtures.read(duckdb, Touch.class)
                            .records()
                            .get(0)
                            .envelope()
                            .attributes())
                    .containsEntry("v", "own");
            assertThat(duckdb.source("it")
                            .moments(new MomentsRequest("v=7/w=8/v.parquet", MomentsLayout.of("n"), "w", null)))
                    .as("not reached")
                    .isNull();
        } catch (CkpiException e) {
            assertThat(e).hasMessageContaining("lacks columns that are asked for: \"n\", \"w\"");
        }
    }

    @Test
    void anIdOfABinaryNumberIsThatOfOtherFiles() throws SQLException {
        Fixtures.write(
                folder,
                "COPY (SELECT * FROM (VALUES (12345::DOUBLE), (9007199254740993::DOUBLE)) t(id)) TO '$dir/d.parquet'");
        String mapping = VALUE.formatted("id")
                .replace("v.parquet", "d.parquet")
                .replace("key: {const: k}", "key: id")
                .replace("attributes", "#");
        try (OpenSources duckdb = Fixtures.duckdb(folder, mapping)) {
            Fixtures.Result<Touch> result = Fixtures.read(duckdb, Touch.class);
            assertThat(result.records())
                    .extracting(touch -> touch.envelope().sourceKey())
                    .containsExactly("12345");
            assertThat(result.rejects())
                    .as("from 2^53 on, neighbours have the same digits")
                    .extracting(Reject::reason)
                    .containsExactly(RejectReason.ID_PRECISION_LOST);
        }
    }

    @Test
    void nestedColumnsAreReachedByPointers() throws SQLException {
        Fixtures.write(
                folder,
                "COPY (SELECT * FROM (VALUES ({'id': 'T-1', 'total': 1.10::DECIMAL(18,2), 'at':"
                        + " TIMESTAMPTZ '2024-06-03 10:00:00+03'}, [{'key': 'page', 'value': {'text': '/a', 'n': 1}},"
                        + " {'key': 'src', 'value': {'text': 'vk', 'n': 2}}], MAP {'k y': 12345678901234567890.5::DECIMAL(38,1)},"
                        + " ['X-1', 'X-2'], [10.50::DECIMAL(18,2), 20.25]), (NULL, NULL, NULL, NULL, NULL))"
                        + " t(\"order\", params, attrs, refs, sums)) TO '$dir/n.parquet'");
        String mapping = """
                schema: ckpi/mapping@1
                id: n
                zone: UTC
                currency: RUB
                files:
                  - file: n.parquet
                    format: parquet
                    records:
                      - record: Order
                        when: {/order/id: {present: true}}
                        orderRef: /order/id
                        createdAt: /order/at
                        status: {const: PAID}
                        revenue: {money: /order/total}
                        origin: {source: /params/key=src/value/text}
                        attributes: {big: /attrs/k y, n: /params/0/value/n}
                      - record: Order
                        when: {/order/id: {present: true}}
                        each: [refs, sums]
                        orderRef: refs
                        createdAt: /order/at
                        status: {const: PAID}
                        revenue: {money: sums}
                """;
        try (OpenSources duckdb = Fixtures.duckdb(folder, mapping)) {
            Fixtures.Result<Order> result = Fixtures.read(duckdb, Order.class);
            assertThat(result.rejects()).isEmpty();
            assertThat(result.records()).extracting(Order::orderRef).containsExactly("T-1", "X-1", "X-2");
            Order order = result.records().get(0);
            assertThat(order.createdAt()).isEqualTo(Instant.parse("2024-06-03T07:00:00Z"));
            assertThat(order.revenue()).isEqualTo(Money.of("1.10", "RUB"));
            assertThat(order.origin().source()).isEqualTo("vk");
            assertThat(order.envelope().attributes())
                    .containsEntry("big", "12345678901234567890.5")
                    .containsEntry("n", "1");
            assertThat(result.records().get(2).revenue()).isEqualTo(Money.of("20.25", "RUB"));
        }
    }

    private static String json(String file, String format) {
        return """
                schema: ckpi/mapping@1
                id: j
                currency: USD
                files:
                  - file: %s
                    format: %s
                    records:
                      - record: Order
                        orderRef: id
                        createdAt: {from: /meta/ts, format: epoch-micros}
                        status: {const: PAID}
                        revenue: {money: sum}
                """.formatted(file, format);
    }

    @Test
    void jsonComesAsLinesOrAsAnArray() throws IOException {
        String one =
                "{\"id\": 123456789012345678901234567890, \"sum\": 0.30, \"meta\": {\"ts\": \"1717400000000000\"}}";
        String two = "{\"id\": \"é😀\", \"sum\": 7, \"meta\": {\"ts\": 1717400000000001}}";
        Files.writeString(folder.resolve("j.jsonl"), one + "\n{broken\n" + two + "\n[1]\n");
        Files.writeString(folder.resolve("j.json"), "[" + one.replace(",", ",\n ") + ",\n" + two + "]\n");
        List<Order> lines;
        try (OpenSources duckdb = Fixtures.duckdb(folder, json("j.jsonl", "jsonl"))) {
            Fixtures.Result<Order> result = Fixtures.read(duckdb, Order.class);
            lines = result.records();
            assertThat(lines).extracting(Order::orderRef).containsExactly("123456789012345678901234567890", "é😀");
            assertThat(lines.get(0).revenue()).isEqualTo(Money.of("0.3", "USD"));
            assertThat(result.rejects())
                    .extracting(Reject::reason)
                    .containsExactly(RejectReason.BAD_JSON, RejectReason.BAD_JSON);
            assertThat(result.rejects().get(0).location()).isEqualTo("j.jsonl, row 2");
        }
        try (OpenSources files = Fixtures.files(folder, json("j.jsonl", "jsonl"))) {
            assertThat(Fixtures.read(files, Order.class).records()).isEqualTo(lines);
        }
        try (OpenSources duckdb = Fixtures.duckdb(folder, json("j.json", "json"))) {
            assertThat(Fixtures.read(duckdb, Order.class).records()).isEqualTo(lines);
        }
    }

    private static String line(String id) {
        return "{\"id\": \"" + id + "\", \"sum\": 1.50, \"meta\": {\"ts\": 1717400000000000}}";
    }

    @Test
    void linesOfJsonAreThoseOfThePluginFiles() throws IOException {
        String a = line("a");
        String b = line("b");
        List<byte[]> texts = Stream.of(
                        "\uFEFF" + a + "\r\n\r\n" + b + "\n",
                        a + a + "\n" + b,
                        a + " x\n" + b + ",\n" + b,
                        "[" + a + "," + b + "]\n" + b,
                        a + "\n{\"id\": 007}\n{\"id\": NaN}\n{\"id\": \"\\ud83d\"}\n" + b,
                        a.replace("\"a\"", "1e5") + "\n" + a.replace("\"a\"", "1.0E+19") + "\n",
                        a.replace("1.50", "\"" + "x".repeat(5 << 20) + "\"") + "\n" + b,
                        a + "\n{\"id\": \"\u0001\"}\n// no comment\n" + b,
                        a + "\n{\"id\": \"c\"")
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .collect(Collectors.toList());
        texts.add((a + "\n" + line("\u00E9") + "\n" + b).getBytes(StandardCharsets.ISO_8859_1));
        for (byte[] text : texts) {
            Files.write(folder.resolve("j.jsonl"), text);
            try (OpenSources duckdb = Fixtures.duckdb(folder, json("j.jsonl", "jsonl"));
                    OpenSources files = Fixtures.files(folder, json("j.jsonl", "jsonl"))) {
                Fixtures.Result<Order> here = Fixtures.read(duckdb, Order.class);
                Fixtures.Result<Order> there = Fixtures.read(files, Order.class);
                String what = new String(text, 0, Math.min(text.length, 200), StandardCharsets.UTF_8);
                assertThat(here.records()).as(what).isEqualTo(there.records());
                assertThat(here.rejects())
                        .as(what)
                        .extracting(Reject::reason)
                        .containsExactlyInAnyOrderElementsOf(
                                there.rejects().stream().map(Reject::reason).toList());
            }
        }
    }

    @Test
    void anArrayThatBreaksOffIsAnErrorWithoutItsData() throws IOException {
        Files.writeString(folder.resolve("j.json"), "[{\"id\": \"geheim\", \"sum\": geheim");
        try (OpenSources duckdb = Fixtures.duckdb(folder, json("j.json", "json"))) {
            assertThatThrownBy(() -> Fixtures.read(duckdb, Order.class))
                    .isInstanceOf(CkpiException.class)
                    .hasMessageContaining("j.json: cannot be read as its mapping says")
                    .hasMessageNotContaining("geheim")
                    .satisfies(e -> {
                        for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                            assertThat(String.valueOf(cause.getMessage())).doesNotContain("geheim");
                        }
                    });
        }
    }

    @Test
    void aFileThatIsNoParquetIsNamed() throws IOException {
        Files.writeString(folder.resolve("flat.parquet"), "id,at\n");
        assertThatThrownBy(() -> Fixtures.duckdb(folder, FLAT).close())
                .hasMessageContaining("flat.parquet: is not PARQUET: Invalid Input Error");
    }

    @Test
    void aMissingColumnOfParquetIsNamed() throws SQLException {
        flat();
        assertThatThrownBy(() -> Fixtures.duckdb(folder, FLAT.replace("orderRef: id", "orderRef: ident"))
                        .close())
                .hasMessageContaining("flat.parquet: lacks columns that the mapping names: \"ident\"");
    }

    @Test
    void aReaderGoesOnBehindAnyRow() throws IOException {
        Files.writeString(folder.resolve("j.csv"), "id,meta,sum\n1,1,1\n2,2,x\n3,3\n4,4,4\n5,5,5,5\n6,6,6\n");
        String mapping = json("j.csv", "csv").replace("/meta/ts", "meta");
        try (OpenSources duckdb = Fixtures.duckdb(folder, mapping)) {
            List<Order> all = Fixtures.read(duckdb, Order.class).records();
            assertThat(all).hasSize(3);
            for (int stop = 0; stop <= all.size(); stop++) {
                List<Order> read = new ArrayList<>();
                Cursor cursor;
                try (RecordReader<Order> reader = duckdb.source("it").read(ReadRequest.all(Order.class))) {
                    for (int i = 0; i < stop; i++) {
                        read.add(reader.next());
                    }
                    cursor = reader.cursor();
                }
                try (RecordReader<Order> reader =
                        duckdb.source("it").read(new ReadRequest<>(Order.class, null, null, cursor))) {
                    for (Order order = reader.next(); order != null; order = reader.next()) {
                        read.add(order);
                    }
                    assertThat(reader.cursor()).isNotNull();
                }
                assertThat(read).isEqualTo(all);
            }
        }
    }

    @Test
    void twoReadersAtOnce() throws SQLException {
        flat();
        try (OpenSources duckdb = Fixtures.duckdb(folder, FLAT);
                RecordReader<Order> a = duckdb.source("it").read(ReadRequest.all(Order.class));
                RecordReader<Order> b = duckdb.source("it").read(ReadRequest.all(Order.class))) {
            assertThat(a.next()).isEqualTo(b.next());
            assertThat(b.next()).isEqualTo(a.next());
            assertThat(a.next()).isNull();
            assertThat(a.next()).isNull();
            assertThat(b.next()).isNull();
        }
    }
}
