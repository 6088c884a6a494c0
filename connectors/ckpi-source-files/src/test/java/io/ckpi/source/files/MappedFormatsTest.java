package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Money;
import io.ckpi.core.record.Order;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** JSON lines, arrays, encodings, archives, several files. */
class MappedFormatsTest extends MappingTesting {

    @Test
    void jsonLinesAreReadByPointers() {
        file("x.jsonl", """
                {"event_name":"purchase","event_timestamp":"1700000000000000","user":{"id":18446744073709551615},"ecommerce":{"transaction_id":"T1","purchase_revenue":12.340},"event_params":[{"key":"ga_session_id","value":{"int_value":"5"}},{"key":"page_location","value":{"string_value":"https://x.example/p?gclid=1"}}]}

                {"event_name":"page_view","event_timestamp":"1700000001000000","user":null}
                {"event_name":"purchase","event_timestamp":"1700000000000000","ecommerce":{"transaction_id":"T2","purchase_revenue":1e1}}
                {"event_name":"purchase","event_name":"again"}
                [1]
                {"event_name":"purchase","ecommerce":{"transaction_id":["T3"]}}
                {"a":"\\ud800"}
                {"a":1
                """);
        String mapping =
                head("currency: USD", "files:", "  - file: x.jsonl", "    format: jsonl", "    records:") + """
                      - record: Order
                        when: {event_name: purchase}
                        orderRef: {pointer: /ecommerce/transaction_id}
                        createdAt: {from: event_timestamp, format: epoch-micros}
                        revenue: {money: /ecommerce/purchase_revenue}
                        status: {const: PAID}
                        person: {token: /user/id, type: clientId}
                        attributes: {session: "/event_params/key=ga_session_id/value/int_value"}
                """;
        List<Order> orders = read(Order.class, mapping);

        assertThat(orders).extracting(Order::orderRef).containsExactly("T1");
        assertThat(orders.get(0).revenue()).isEqualTo(Money.of("12.34", "USD"));
        assertThat(orders.get(0).person()).isEqualTo("token:clientId:18446744073709551615");
        assertThat(orders.get(0).envelope().attributes()).containsEntry("session", "5");
        assertThat(orders.get(0).envelope().zone().getId()).isEqualTo("Z");
        assertThat(host.rejects())
                .extracting(Reject::location, Reject::row, Reject::reason, Reject::field)
                .containsExactly(
                        tuple("x.jsonl:4", 3L, RejectReason.BAD_NUMBER, "/ecommerce/purchase_revenue"),
                        tuple("x.jsonl:5", 4L, RejectReason.BAD_JSON, null),
                        tuple("x.jsonl:6", 5L, RejectReason.BAD_JSON, null),
                        tuple("x.jsonl:7", 6L, RejectReason.BAD_JSON, "/ecommerce/transaction_id"),
                        tuple("x.jsonl:8", 7L, RejectReason.BAD_ENCODING, null),
                        tuple("x.jsonl:9", 8L, RejectReason.BAD_JSON, null));
    }

    @Test
    void parallelArraysAreUnrolled() {
        file("x.tsv", """
                ym:s:visitID\tym:s:dateTime\tym:s:purchaseID\tym:s:purchaseRevenue
                1\t2024-01-01 10:00:00\t['a','b\\'c']\t[10,20.5]
                2\t2024-01-01 11:00:00\t[]\t[]
                3\t2024-01-01 12:00:00\t['x','y']\t[1]
                4\t2024-01-01 13:00:00\t['x'\t[1]
                5\t2024-01-01 13:00:00\t\\N\t\\N
                6\t2024-01-01 13:00:00\t['z']
                """);
        String mapping = head(
                        "zone: Europe/Moscow",
                        "currency: RUB",
                        "files:",
                        "  - file: x.tsv",
                        "    format: clickhouse-tsv",
                        "    records:")
                + """
                      - record: Order
                        each: ["ym:s:purchaseID", "ym:s:purchaseRevenue"]
                        orderRef: "ym:s:purchaseID"
                        createdAt: {from: "ym:s:dateTime", format: yyyy-MM-dd HH:mm:ss}
                        revenue: {money: "ym:s:purchaseRevenue"}
                        status: {const: PAID}
                """;
        assertThat(read(Order.class, mapping))
                .extracting(Order::orderRef, Order::revenue)
                .containsExactly(tuple("a", Money.of(10, "RUB")), tuple("b'c", Money.of("20.5", "RUB")));
        assertThat(host.rejects())
                .extracting(Reject::row, Reject::reason, Reject::field)
                .containsExactly(
                        tuple(3L, RejectReason.BAD_ARRAY, "ym:s:purchaseRevenue"),
                        tuple(4L, RejectReason.BAD_ARRAY, "ym:s:purchaseID"),
                        tuple(6L, RejectReason.COLUMN_COUNT, null));
    }

    @Test
    void filesOfOtherEncodingsAreReadAsDeclared() throws IOException {
        for (String charset : List.of("windows-1251", "UTF-16LE", "UTF-16", "KOI8-R", "IBM866", "GB18030")) {
            Files.write(
                    folder.resolve("x.tsv"),
                    "номер\tкогда\tсумма\n\"№\t1\"\t2024-01-01\t5\n"
                            .replace("№", "Ш")
                            .getBytes(Charset.forName(charset)));
            String mapping = head("zone: UTC", "currency: RUB", "files:", "  - file: x.tsv", "    format: tsv")
                    + "    charset: " + charset + "\n    records:\n"
                    + "      - {record: Order, orderRef: номер, createdAt: когда, status: {const: PAID}, revenue: {money: сумма}}\n";
            assertThat(read(Order.class, mapping))
                    .as(charset)
                    .extracting(Order::orderRef)
                    .containsExactly("Ш\t1");
        }
    }

    @Test
    void aRowOfBrokenUtf16IsRejectedAlone() throws IOException {
        byte[] bytes = "id,at,sum\n1,2024-01-01,1\n?,2024-01-01,1\n3,2024-01-01,1\n"
                .getBytes(java.nio.charset.StandardCharsets.UTF_16LE);
        bytes[2 * 25 + 1] = (byte) 0xDC; // a low surrogate without its high one
        Files.write(folder.resolve("x.csv"), bytes);

        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR\ncharset: UTF-16LE", ORDER)))
                .extracting(Order::orderRef)
                .containsExactly("1", "3");
        assertThat(host.rejects()).extracting(Reject::reason).containsExactly(RejectReason.BAD_ENCODING);
    }

    @Test
    void aPackedFileIsUnpackedWhileItIsRead() throws IOException {
        try (java.util.zip.GZIPOutputStream out =
                new java.util.zip.GZIPOutputStream(Files.newOutputStream(folder.resolve("x.csv.gz")))) {
            out.write("id,at,sum\n1,2024-01-01,1\n".getBytes(java.nio.charset.StandardCharsets.UTF_8));
        }
        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", ORDER).replace("x.csv", "x.csv.gz")))
                .hasSize(1);
    }

    @Test
    void aPatternNamesSeveralFiles() {
        file("o-2.csv", "id,at,sum\n2,2024-01-01,1\n");
        file("o-1.csv", "at,id,sum\n2024-01-01,1,1\n");
        file("other.csv", "nothing\n");

        assertThat(read(Order.class, orders("zone: UTC\ncurrency: EUR", ORDER).replace("x.csv", "o-*.csv")))
                .extracting(Order::orderRef)
                .containsExactly("1", "2");
    }

    @Test
    void aFileWithoutHeaderTakesItsColumnsFromTheMapping() {
        file("x.csv", "1,2024-01-01,5\n2,2024-01-01\n");
        String mapping = orders("zone: UTC\ncurrency: EUR", ORDER)
                .replace("    records:", "    header: none\n    columns: [id, at, sum]\n    records:");

        assertThat(read(Order.class, mapping)).hasSize(1);
        assertThat(host.rejects())
                .extracting(Reject::location, Reject::reason)
                .containsExactly(tuple("x.csv:2", RejectReason.COLUMN_COUNT));
    }
}
