package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.tck.TestHost;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Cells and keys of the types that only MySQL and MariaDB have, in a real MariaDB. */
@Tag("live")
class MariaDbLiveTest {

    private static final String MAPPING = """
            schema: ckpi/crm-mapping@1
            id: cells
            zone: Europe/Berlin
            currency: RUB
            asOf: 2026-01-01
            queries:
              - name: cells
                sql: SELECT n, c FROM cells
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

    private static LiveServer server;

    @BeforeAll
    static void find() {
        server = LiveServer.mariadb();
    }

    private static void fill(String type, String... values) throws SQLException {
        try (Connection owner = server.owner();
                Statement sql = owner.createStatement()) {
            sql.execute("set sql_mode = ''"); // as old installations have it: zero dates are values
            sql.execute("set time_zone = '+00:00'");
            sql.execute("drop table if exists cells");
            sql.execute("create table cells (n int auto_increment primary key, c " + type + ")");
            for (String value : values) {
                sql.execute("insert into cells (c) values (" + value + ")");
            }
        }
    }

    private static TestHost host(int page) {
        return TestHost.with(
                "url", server.property("cases"),
                "user", server.property("reader"),
                "password", server.property("reader.password"),
                "page", Integer.toString(page));
    }

    private static RecordSource open(TestHost host, String key) {
        return host.open(new JdbcProvider().withMapping("cells.yaml", MAPPING.formatted(key)));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "float; 16777217; 16777216",
                "float; 0.1; 0.1",
                "double; 252057.19999999757; 252057.19999999757",
                "decimal(20,4); 1.1; 1.1000",
                "bigint unsigned; 18446744073709551615; 18446744073709551615",
                "int(6) zerofill; 42; 42",
                "tinyint(1); 5; 5",
                "year; 2026; 2026",
                "bit(1); b'1'; true",
                "bit(8); b'10101010'; aa",
                "binary(3); 'ab'; 616200",
                "time; '838:59:59'; 838:59:59",
                "time; '-01:00:00'; -01:00:00",
                "datetime(6); '1969-12-31 23:59:59.999999'; 1969-12-31T23:59:59.999999",
                "timestamp null; '2026-03-29 02:30:00'; 2026-03-29T02:30:00Z",
                "datetime; '0000-00-00'; null",
                "datetime; '2026-00-00'; BAD_TIMESTAMP no time of the calendar",
                "date; '2026-00-10'; BAD_TIMESTAMP no time of the calendar",
                "enum('a', 'b'); 'b'; b",
                "json; '{\"a\":1.50}'; {\"a\":1.50}",
                "longtext; 'ё😀'; ё😀",
            })
    void cellsAreTheirText(String type, String value, String text) throws SQLException {
        fill(type, value);
        TestHost host = host(1);
        List<String> texts = new ArrayList<>();
        try (RecordSource source = open(host, "n")) {
            for (Order order : host.read(source, Order.class).records()) {
                texts.add(String.valueOf(order.envelope().attributes().get("cell")));
            }
        }
        for (Reject reject : host.rejects()) {
            texts.add(reject.reason() + " " + reject.hint());
        }
        assertThat(texts).containsExactly(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "varchar(9); 'a'; 'B'; 'ё'; '-a'",
                "char(9); 'a'; 'B'; 'ё'; '-a'",
                "decimal(30,3); 1; 1.5; -2; 18446744073709551616",
                "bigint unsigned; 1; 18446744073709551615; 9223372036854775808; 2",
                "datetime(6); '2026-01-01'; '2026-01-01 00:00:00.000001'; '1969-01-01'; '9999-12-31'",
                "timestamp(3) null; '2025-10-26 00:30'; '2025-10-26 01:30'; '1970-01-02'; '2026-01-01 00:00:00.001'",
                "date; '2026-01-01'; '1969-01-01'; '2025-01-01'; '9999-12-31'",
                "uuid; uuid(); uuid(); uuid(); uuid()",
            })
    void pagesLoseNoKey(String type, String a, String b, String c, String d) throws SQLException {
        fill(type, a, b, c, d);
        for (int page : new int[] {1, 2, 100}) {
            TestHost host = host(page);
            try (RecordSource source = open(host, "c")) {
                assertThat(host.read(source, Order.class).records())
                        .extracting(Order::orderRef)
                        .as("page %d", page)
                        .containsExactlyInAnyOrder("1", "2", "3", "4");
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            quoteCharacter = '`',
            value = {
                "enum('z', 'a', 'm'); 'z'; 'a'; 'm'; in another order than it compares it",
                "varchar(9); 'a'; 'A'; 'b'; in another order than it compares it",
                "datetime; '0000-00-00'; '2026-01-01'; '2026-01-02'; a key cannot be read",
                "datetime; '2026-00-00'; '2026-01-01'; '2026-01-02'; a key cannot be read: BAD_TIMESTAMP",
            })
    void keysThatPagesCannotBeCutByAreTold(String type, String a, String b, String c, String message)
            throws SQLException {
        fill(type, a, b, c);
        TestHost host = host(1);
        try (RecordSource source = open(host, "c")) {
            assertThatExceptionOfType(CkpiException.class)
                    .isThrownBy(() -> host.read(source, Order.class))
                    .withMessageContaining(message)
                    .satisfies(e -> assertThat(e.code()).isEqualTo("CKPI-JDBC-KEY"));
        }
    }

    @Test
    void whatIsChangedLaterComesFromTheCursorBehindTheLastRow() throws SQLException {
        fill("timestamp(3) null", "'2025-05-01 10:00'", "'2025-05-01 11:00'");
        TestHost host = host(1);
        try (RecordSource source = open(host, "[c, n]")) {
            Cursor end;
            try (RecordReader<Touch> reader = source.read(ReadRequest.all(Touch.class))) {
                while (reader.next() != null) {
                    // to the end
                }
                end = reader.cursor();
            }
            try (Connection owner = server.owner();
                    Statement sql = owner.createStatement()) {
                sql.execute("set time_zone = '+00:00'");
                sql.execute(
                        "insert into cells values (0, '2025-05-01 10:55'), (9, '2025-05-01 11:00'), (10, '2025-05-01 12:00')");
                sql.execute("update cells set c = '2025-05-01 12:00' where n = 1");
            }
            assertThat(host.read(source, new ReadRequest<>(Touch.class, null, null, end))
                            .records())
                    .extracting(touch -> touch.envelope().sourceKey())
                    .containsExactlyInAnyOrder("1", "2", "3", "9", "10");
        }
    }
}
