package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How a source and its readers behave: ranges of time, cursors, cancelling, closing, issues. */
class ReadingTest {

    private static final String MAPPING = """
            schema: ckpi/mapping@1
            id: shop
            zone: UTC
            currency: EUR
            asOf: 2024-12-31
            files:
              - file: orders-*.csv
                format: csv
                records:
                  - record: Order
                    orderRef: id
                    createdAt: at
                    status: {const: PAID}
                    revenue: {money: sum}
                  - record: Order
                    when: {twin: {present: true}}
                    orderRef: twin
                    createdAt: at
                    status: {const: PAID}
                    revenue: {money: sum}
              - file: costs.csv
                format: csv
                records:
                  - {record: Spend, day: day, platform: {const: p}, account: {const: a}, kind: {const: MEDIA}, cost: {money: cost}}
            """;

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private TestHost host = TestHost.with();

    @BeforeEach
    void files() throws IOException {
        Files.writeString(
                folder.resolve("orders-1.csv"),
                "id,at,sum,twin\n1,2024-01-01,1,1b\n\n2,bad,1,\n3,\"2024-01-02\",1,3b\n4,2024-01-03,1,\n");
        Files.writeString(folder.resolve("orders-2.csv"), "id,at,sum,twin\r\n5,2024-01-04,1,5b\r\n6,2024-01-05,1,");
        Files.writeString(folder.resolve("orders-3.csv"), "id,at,sum,twin\n");
        Files.writeString(folder.resolve("costs.csv"), "day,cost\n2024-01-01,5\n");
    }

    private RecordSource open() {
        host = TestHost.with("dir", folder.toString());
        return host.open(FilesProvider.withMapping("shop.yaml", MAPPING));
    }

    private static List<String> refs(List<Order> orders) {
        return orders.stream().map(Order::orderRef).toList();
    }

    @Test
    void aRangeOfTimeIsHalfOpen() {
        try (RecordSource source = open()) {
            ReadRequest<Order> request = new ReadRequest<>(
                    Order.class, Instant.parse("2024-01-02T00:00:00Z"), Instant.parse("2024-01-04T00:00:00Z"), null);
            assertThat(refs(host.read(source, request).records())).containsExactly("3", "3b", "4");
            assertThat(host.accepted())
                    .as("rows outside the range are read all the same")
                    .isEqualTo(5);
            assertThat(host.rejected()).isEqualTo(1);
        }
    }

    @Test
    void aTypeThatNoFileHoldsIsEmpty() {
        try (RecordSource source = open()) {
            assertThat(host.read(source, Touch.class).records()).isEmpty();
            assertThat(host.accepted()).isZero();
            assertThat(source.describe().streams()).containsExactlyInAnyOrder(Order.class, Spend.class);
            assertThat(source.describe()).isEqualTo(source.describe());
            assertThat(source.describe().zone()).isEqualTo("Times without an offset: UTC (declared).");
            assertThat(source.describe().money()).isEqualTo("Amounts without a currency: EUR (declared).");
        }
    }

    @Test
    void readingResumesBehindEveryRecord() {
        try (RecordSource source = open()) {
            List<String> all = refs(host.read(source, Order.class).records());
            assertThat(all).containsExactly("1", "1b", "3", "3b", "4", "5", "5b", "6");
            for (int stop = 0; stop <= all.size(); stop++) {
                List<Order> got = new ArrayList<>();
                Cursor cursor;
                try (RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
                    for (int i = 0; i < stop; i++) {
                        got.add(reader.next());
                    }
                    cursor = reader.cursor();
                }
                try (RecordReader<Order> reader = source.read(new ReadRequest<>(Order.class, null, null, cursor))) {
                    assertThat(reader.cursor())
                            .as("a cursor of a reader that has not begun")
                            .isEqualTo(cursor);
                    for (Order order = reader.next(); order != null; order = reader.next()) {
                        got.add(order);
                    }
                    assertThat(reader.next()).isNull();
                }
                assertThat(refs(got)).as("stopped after " + stop).isEqualTo(all);
            }
        }
    }

    @Test
    void rowsKeepTheirNumbersAfterResuming() throws IOException {
        Files.writeString(
                folder.resolve("orders-1.csv"),
                "id,at,sum,twin\n1,2024-01-01,\"1\",\n\"2\n\",2024-01-01,1,\n3,bad,1,\n");
        try (RecordSource source = open()) {
            Cursor cursor;
            try (RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
                reader.next();
                reader.next();
                cursor = reader.cursor();
            }
            assertThat(host.rejects()).isEmpty();
            host.read(source, new ReadRequest<>(Order.class, null, null, cursor));
            assertThat(host.rejects())
                    .extracting(Reject::location, Reject::row)
                    .containsExactly(org.assertj.core.groups.Tuple.tuple("orders-1.csv:5", 3L));
        }
    }

    @Test
    void aFileThatHasBecomeShorterIsNotTakenForRead() throws IOException {
        try (RecordSource source = open()) {
            Cursor cursor;
            try (RecordReader<Spend> reader = source.read(ReadRequest.all(Spend.class))) {
                reader.next();
                cursor = reader.cursor();
            }
            Files.writeString(folder.resolve("costs.csv"), "day,cost\n2024-02-01,7\n");
            assertThat(host.read(source, new ReadRequest<>(Spend.class, null, null, cursor))
                            .records())
                    .isEmpty(); // as long as before
            Files.writeString(folder.resolve("costs.csv"), "day,cost\n");
            assertThatThrownBy(() -> host.read(source, new ReadRequest<>(Spend.class, null, null, cursor)))
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.code()).isEqualTo("CKPI-FILES-CURSOR"))
                    .hasMessage("costs.csv: has changed since the cursor was taken: no row begins at byte 22");
            Cursor within = new Cursor(cursor.text().replaceAll("[0-9]+\\|2\\|1$", "3|1|0"));
            assertThatThrownBy(() -> host.read(source, new ReadRequest<>(Spend.class, null, null, within)))
                    .hasMessageContaining("costs.csv: has changed since the cursor was taken");
        }
    }

    @Test
    void aForeignOrBrokenCursorIsRefused() {
        try (RecordSource source = open()) {
            Cursor spend;
            try (RecordReader<Spend> reader = source.read(ReadRequest.all(Spend.class))) {
                spend = reader.cursor();
            }
            for (Cursor cursor : List.of(
                    spend,
                    new Cursor("x"),
                    new Cursor(spend.text() + "0|"),
                    new Cursor("1|" + "0".repeat(16) + "|0|0|1|0|0"))) {
                assertThatThrownBy(() -> source.read(new ReadRequest<>(Order.class, null, null, cursor)))
                        .isInstanceOfSatisfying(CkpiException.class, e -> {
                            assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG);
                            assertThat(e.code()).isEqualTo("CKPI-FILES-CURSOR");
                            assertThat(e).hasMessage("the cursor is not one of this request");
                        });
            }
            Cursor broken = new Cursor(spend.text().replaceAll("\\|0\\|$", "|-1|"));
            assertThatThrownBy(() -> source.read(new ReadRequest<>(Spend.class, null, null, broken)))
                    .hasMessage("the cursor is broken");
            for (String point : List.of("x", "1|2", "1|2|-3", "1|2|99999999999999999999")) {
                Cursor nowhere = new Cursor(spend.text() + point);
                assertThatThrownBy(() -> host.read(source, new ReadRequest<>(Spend.class, null, null, nowhere)))
                        .hasMessage("the cursor is broken");
            }
            assertThat(host.read(source, new ReadRequest<>(Spend.class, null, null, Cursor.NONE))
                            .records())
                    .hasSize(1);
        }
    }

    @Test
    void cancellingStopsTheReader() throws IOException {
        StringBuilder many = new StringBuilder("id,at,sum,twin\n");
        for (int i = 0; i < 5_000; i++) {
            many.append(i).append(",2024-01-01,1,\n");
        }
        Files.writeString(folder.resolve("orders-1.csv"), many);
        try (RecordSource source = open();
                RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
            assertThat(reader.next()).isNotNull();
            host.cancel(true);
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 300; i++) {
                            reader.next();
                        }
                    })
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CANCELLED));
            host.cancel(false);
            host.deadline(TestHost.NOW.minusSeconds(1));
            assertThatThrownBy(() -> {
                        for (int i = 0; i < 300; i++) {
                            reader.next();
                        }
                    })
                    .isInstanceOfSatisfying(CkpiException.class, e -> {
                        assertThat(e.kind()).isEqualTo(CkpiException.Kind.CANCELLED);
                        assertThat(e.code()).isEqualTo("CKPI-SRC-DEADLINE");
                    });
        }
    }

    @Test
    void nothingWorksAfterClosing() {
        RecordSource source = open();
        RecordReader<Order> first = source.read(ReadRequest.all(Order.class));
        RecordReader<Order> second = source.read(ReadRequest.all(Order.class));
        assertThat(first.next()).isNotNull();
        assertThat(first.next()).isNotNull();
        assertThat(second.next()).as("two readers do not disturb each other").isEqualTo(first(source));
        first.close();
        first.close();
        assertClosed(first::next);
        assertClosed(first::cursor);
        assertClosed(first::watermark);
        assertClosed(first::issues);
        source.close();
        source.close();
        assertClosed(second::next);
        assertClosed(source::describe);
        assertClosed(() -> source.read(ReadRequest.all(Order.class)));
        second.close();
    }

    private static Order first(RecordSource source) {
        try (RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
            return java.util.Objects.requireNonNull(reader.next());
        }
    }

    private static void assertClosed(org.assertj.core.api.ThrowableAssert.ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.code()).isEqualTo("CKPI-SRC-CLOSED"))
                .hasMessage("the source shop is closed");
    }

    @Test
    void overTheBudgetItCountsOnButDeliversNothing() {
        try (RecordSource source = open()) {
            host.tolerateNoRejects();
            assertThat(refs(host.read(source, Order.class).records())).containsExactly("1", "1b");
            assertThat(host.rejected()).isEqualTo(1);
            assertThat(host.accepted()).isEqualTo(5);
        }
    }

    @Test
    void aSnapshotIsCompleteThroughItsDay() {
        try (RecordSource source = open();
                RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
            assertThat(reader.watermark().completeThrough()).isEqualTo(Instant.parse("2025-01-01T00:00:00Z"));
            assertThat(reader.watermark().readAt()).isEqualTo(TestHost.NOW);
        }
    }

    @Test
    void roundedIdsAreSuspect() throws IOException {
        StringBuilder text = new StringBuilder("id,at,sum,twin\n");
        for (int i = 1; i <= 10; i++) {
            text.append(i == 10 ? "1234567890123456789" : "123456789012345" + "0".repeat(i))
                    .append(",2024-01-01,1,\n");
        }
        Files.writeString(folder.resolve("orders-1.csv"), text);
        try (RecordSource source = open()) {
            TestHost.Result<Order> result = host.read(source, Order.class);
            assertThat(result.records()).hasSize(13);
            assertThat(result.issues()).singleElement().satisfies(issue -> {
                assertThat(issue.code()).isEqualTo("ID_PRECISION_SUSPECT");
                assertThat(issue.count()).isEqualTo(9);
                assertThat(issue.location()).isEqualTo("orders-1.csv");
                assertThat(issue.sentence().en())
                        .isEqualTo(
                                "The ids in column \"id\" look rounded by a spreadsheet: only zeros after the 15th digit.");
            });
        }
        Files.writeString(folder.resolve("orders-1.csv"), text + "1234567890123456781,2024-01-01,1,\n");
        try (RecordSource source = open()) {
            assertThat(host.read(source, Order.class).issues()).isEmpty();
        }
    }

    @Test
    void aFileCutWithinQuotesIsAnIssueToo() throws IOException {
        Files.writeString(
                folder.resolve("orders-1.csv"), "id,at,sum,twin\n1,2024-01-01,1,\n2,2024-01-01,\"1,\n3,x\n4,x\n5,x\n");
        try (RecordSource source = open()) {
            TestHost.Result<Order> result = host.read(source, Order.class);
            assertThat(refs(result.records())).containsExactly("1", "5", "5b", "6");
            assertThat(result.issues()).singleElement().satisfies(issue -> {
                assertThat(issue.code()).isEqualTo("TRUNCATED");
                assertThat(issue.location()).isEqualTo("orders-1.csv:3");
                assertThat(issue.count()).as("lines that are lost").isEqualTo(4);
            });
        }
    }

    @Test
    void recordsNeverHoldMoreThanTheRowSays() {
        try (RecordSource source = open()) {
            for (SourceRecord record : host.read(source, Order.class).records()) {
                assertThat(record.envelope().source()).isEqualTo("shop");
                assertThat(record.envelope().flags()).isEmpty();
                assertThat(record.envelope().recordedAt()).isNull();
                assertThat(record.envelope().revision()).isZero();
            }
        }
    }
}
