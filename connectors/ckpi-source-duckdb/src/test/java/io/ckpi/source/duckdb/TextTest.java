package io.ckpi.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.host.OpenSources;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Text is text: no type is guessed, no row is lost in silence, and the records are those of the plugin {@code files}. */
class TextTest {

    private static final String TOUCHES = """
            schema: ckpi/mapping@1
            id: touches
            zone: Europe/Moscow
            files:
              - file: %s
                format: csv
                records:
                  - record: Touch
                    key: id
                    occurredAt: at
                    kind: {const: VISIT}
                    name: note
            """;

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private static Path afisha() {
        Path data = Path.of(System.getProperty("ckpi.data", "absent"), "yandex-afisha");
        assumeTrue(Files.isDirectory(data), "the data set is not here: " + data);
        return data;
    }

    private static String orders(String file, String format) {
        return """
                schema: ckpi/mapping@1
                id: afisha
                zone: UTC
                currency: {assume: RUB}
                files:
                  - file: %s
                    format: csv
                    records:
                      - record: Order
                        key: [Buy Ts, Uid, Revenue]
                        orderRef: {hash: [Buy Ts, Uid, Revenue]}
                        createdAt: {from: Buy Ts, format: '%s'}
                        status: {const: PAID}
                        revenue: {money: Revenue}
                        person: {token: Uid, type: clientId}
                """.formatted(file, format);
    }

    @Test
    void longIdsKeepTheirDigits() {
        String mapping = orders("orders_log_us.csv", "yyyy-MM-dd HH:mm:ss");
        try (OpenSources duckdb = Fixtures.duckdb(afisha(), mapping);
                OpenSources files = Fixtures.files(afisha(), mapping)) {
            Fixtures.Result<Order> here = Fixtures.read(duckdb, Order.class);
            assertThat(here.rejected()).isZero();
            assertThat(here.records()).hasSize(50_415);
            assertThat(here.records().stream().map(Order::person).distinct()).hasSize(36_523);
            assertThat(here.records().stream()
                            .map(order -> order.revenue().amount())
                            .reduce(BigDecimal.ZERO, BigDecimal::add))
                    .isEqualByComparingTo("252057.20");
            assertThat(here.records())
                    .isEqualTo(Fixtures.read(files, Order.class).records());
        }
    }

    @Test
    void idsThatASpreadsheetRoundedAreRejected() {
        try (OpenSources duckdb =
                Fixtures.duckdb(afisha(), orders("orders_log_us.EXCEL-MANGLED.csv", "dd/MM/yyyy H:mm"))) {
            Fixtures.Result<Order> result = Fixtures.read(duckdb, Order.class);
            assertThat(result.records()).isEmpty();
            assertThat(result.rejected()).isEqualTo(50_415);
            assertThat(result.rejects()).allSatisfy(reject -> {
                assertThat(reject.reason()).isEqualTo(RejectReason.ID_PRECISION_LOST);
                assertThat(reject.field()).isEqualTo("Uid");
            });
            assertThat(result.rejects().get(4).location()).isEqualTo("orders_log_us.EXCEL-MANGLED.csv, row 5");
        }
    }

    @Test
    void cellsAreThoseOfThePluginFiles() throws IOException {
        String text = "\uFEFFid,at,note\r\n"
                + "00012,2024-06-03 10:00:00,\"a, \"\"b\"\"\nsecond line\"\r\n"
                + "1e5x,2024-06-03T23:30:00+02:00,\r\n"
                + "18446744073709551616,1969-12-31 23:59:59,\"\"\r\n"
                + "\u0444,2024-03-31 02:30:00,Привет \uD83D\uDE00 e\u0301\r\n"
                + "NULL,2024-06-03 10:00:00,true\r\n";
        Files.writeString(folder.resolve("t.csv"), text);
        String mapping = TOUCHES.formatted("t.csv");
        try (OpenSources duckdb = Fixtures.duckdb(folder, mapping);
                OpenSources files = Fixtures.files(folder, mapping)) {
            Fixtures.Result<Touch> here = Fixtures.read(duckdb, Touch.class);
            assertThat(here.rejects()).isEmpty();
            assertThat(here.records()).hasSize(5);
            assertThat(here.records().get(0).name()).isEqualTo("a, \"b\"\nsecond line");
            assertThat(here.records().get(0).envelope().sourceKey()).isEqualTo("00012");
            assertThat(here.records())
                    .isEqualTo(Fixtures.read(files, Touch.class).records());
        }
    }

    @Test
    void linesThatAreNoRowsAreRejects() throws IOException {
        Files.write(
                folder.resolve("t.csv"),
                ("id,at,note\n1,2024-06-03,x\n2,2024-06-03\n3,2024-06-03,\"y\"z\n4,2024-06-03,b,c\n5,2024-06-03,\u00E9\n"
                                + "6,2024-06-03,z\n7,2024-13-03,z\n")
                        .getBytes(StandardCharsets.ISO_8859_1));
        try (OpenSources duckdb = Fixtures.duckdb(folder, TOUCHES.formatted("t.csv"))) {
            Fixtures.Result<Touch> result = Fixtures.read(duckdb, Touch.class);
            assertThat(result.records())
                    .extracting(touch -> touch.envelope().sourceKey())
                    .containsExactly("1", "6");
            assertThat(result.rejects())
                    .extracting(Reject::reason)
                    .containsExactly(
                            RejectReason.BAD_TIMESTAMP,
                            RejectReason.COLUMN_COUNT,
                            RejectReason.BAD_ESCAPE,
                            RejectReason.COLUMN_COUNT,
                            RejectReason.BAD_ENCODING);
            assertThat(result.rejects().get(1).location()).isEqualTo("t.csv, row 2");
            assertThat(result.rejects().get(4).location()).isEqualTo("t.csv, row 5");
        }
    }

    @Test
    void badLinesInColumnsThatNobodyReadsAreRejectsToo() throws IOException {
        Files.writeString(
                folder.resolve("t.csv"), "note,at,id,more\nx,2024-06-03,1,a\ny,2024-06-03,2\nz,2024-06-03,3,b,c\n");
        try (OpenSources duckdb =
                Fixtures.duckdb(folder, TOUCHES.formatted("t.csv").replace("name: note", "name: id"))) {
            Fixtures.Result<Touch> result = Fixtures.read(duckdb, Touch.class);
            assertThat(result.records()).hasSize(1);
            assertThat(result.rejected()).isEqualTo(2);
        }
    }

    @Test
    void anUnclosedQuoteIsNotSilent() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "id,at,note\n1,2024-06-03,x\n2,2024-06-03,\"open\n3,2024-06-03,y\n");
        try (OpenSources duckdb = Fixtures.duckdb(folder, TOUCHES.formatted("t.csv"))) {
            Fixtures.Result<Touch> result = Fixtures.read(duckdb, Touch.class);
            assertThat(result.records()).hasSize(1);
            assertThat(result.rejects()).extracting(Reject::reason).contains(RejectReason.TRUNCATED);
            assertThat(result.issues()).extracting(io.ckpi.core.DataIssue::code).contains("TRUNCATED");
        }
    }

    @Test
    void quotesWithinACellAreCharacters() throws IOException {
        String text = "id,at,note\n1,2024-06-03,5\" pipe\n2,2024-06-03,b\"\n3,2024-06-03,c\"d\n";
        Files.writeString(folder.resolve("t.csv"), text);
        String mapping = TOUCHES.formatted("t.csv");
        try (OpenSources duckdb = Fixtures.duckdb(folder, mapping);
                OpenSources files = Fixtures.files(folder, mapping)) {
            Fixtures.Result<Touch> here = Fixtures.read(duckdb, Touch.class);
            assertThat(here.rejects()).isEmpty();
            assertThat(here.issues()).isEmpty();
            assertThat(here.records())
                    .hasSize(3)
                    .isEqualTo(Fixtures.read(files, Touch.class).records());
        }
        Files.writeString(folder.resolve("t.csv"), text + "4,2024-06-03,\"open\n5,2024-06-03,e\n");
        try (OpenSources duckdb = Fixtures.duckdb(folder, mapping)) {
            Fixtures.Result<Touch> result = Fixtures.read(duckdb, Touch.class);
            assertThat(result.records()).hasSize(3);
            assertThat(result.rejects()).extracting(Reject::reason).contains(RejectReason.TRUNCATED);
        }
    }

    @Test
    void aByteOrderMarkMayStandBeforeAQuote() throws IOException {
        Files.writeString(
                folder.resolve("t.csv"),
                "\uFEFF\"id\",\"at\",\"no\"\"te\nx\"\n\"1\",\"2024-06-03\",\"x\"\n2,2024-06-03\n");
        try (OpenSources duckdb =
                Fixtures.duckdb(folder, TOUCHES.formatted("t.csv").replace("name: note", "name: \"no\\\"te\\nx\""))) {
            Fixtures.Result<Touch> result = Fixtures.read(duckdb, Touch.class);
            assertThat(result.records()).extracting(Touch::name).containsExactly("x");
            assertThat(result.rejects()).extracting(Reject::location).containsExactly("t.csv, row 2");
        }
        Files.writeString(folder.resolve("t.csv"), "\uFEFF\"1\",2024-06-03,\"x, y\"\n2,2024-06-03,\"z\n\"\n");
        String bare = TOUCHES.formatted("t.csv")
                .replace("format: csv\n", "format: csv\n    header: none\n    columns: [id, at, note]\n");
        try (OpenSources duckdb = Fixtures.duckdb(folder, bare)) {
            Fixtures.Result<Touch> result = Fixtures.read(duckdb, Touch.class);
            assertThat(result.rejects()).isEmpty();
            assertThat(result.records())
                    .extracting(touch -> touch.envelope().sourceKey())
                    .containsExactly("1", "2");
        }
    }

    @Test
    void aColumnThatIsNamedTwiceIsAnError() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "id,at,note,,,id\n1,2024-06-03,x,,,2\n");
        assertThatThrownBy(() ->
                        Fixtures.duckdb(folder, TOUCHES.formatted("t.csv")).close())
                .hasMessageContaining("t.csv: names columns twice: \"id\"");
    }

    @Test
    void emptyLinesBeforeTheHeaderAreNoHeader() throws IOException {
        for (String end : new String[] {"\n", "\r\n"}) {
            String text = String.join(end, "Title", "", "", "id,at,note", "1,2024-06-03,x", "2,2024-06-03", "");
            Files.writeString(folder.resolve("t.csv"), text);
            String mapping = TOUCHES.formatted("t.csv").replace("format: csv\n", "format: csv\n    skip: 1\n");
            try (OpenSources duckdb = Fixtures.duckdb(folder, mapping)) {
                Fixtures.Result<Touch> result = Fixtures.read(duckdb, Touch.class);
                assertThat(result.records()).extracting(Touch::name).containsExactly("x");
                assertThat(result.rejects()).extracting(Reject::location).containsExactly("t.csv, row 2");
            }
        }
    }

    @Test
    void linesThatEndInDifferentWaysAreAnErrorThatSaysSo() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "id,at,note\r\n1,2024-06-03,x\n2,2024-06-03,\"y\r\nz\"\r\n");
        try (OpenSources duckdb = Fixtures.duckdb(folder, TOUCHES.formatted("t.csv"))) {
            assertThatThrownBy(() -> Fixtures.read(duckdb, Touch.class))
                    .isInstanceOf(CkpiException.class)
                    .hasMessageContaining("t.csv: its lines end in different ways");
        }
    }

    @Test
    void anotherEncodingIsNamedByItsHeader() throws IOException {
        for (Charset charset :
                List.of(StandardCharsets.UTF_16, StandardCharsets.UTF_16LE, StandardCharsets.ISO_8859_1)) {
            Files.write(folder.resolve("t.csv"), "id,at,note,\u00E9\n1,2024-06-03,x,y\n".getBytes(charset));
            assertThatThrownBy(() ->
                            Fixtures.duckdb(folder, TOUCHES.formatted("t.csv")).close())
                    .as(charset.name())
                    .hasMessageContaining("t.csv: has a header that cannot be read: it is not text in UTF-8");
        }
    }

    @Test
    void titleLinesAreSkippedAndColumnsMayBeNamed() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "Report; of June\n1;2024-06-03;x\n2;2024-06-04;y\n");
        String mapping = TOUCHES.formatted("t.csv").replace("    format: csv\n", """
                            format: csv
                            delimiter: ;
                            skip: 1
                            header: none
                            columns: [id, at, note]
                        """);
        try (OpenSources duckdb = Fixtures.duckdb(folder, mapping)) {
            assertThat(Fixtures.read(duckdb, Touch.class).records())
                    .extracting(Touch::name)
                    .containsExactly("x", "y");
        }
    }

    @Test
    void aMissingColumnIsNamed() throws IOException {
        Files.writeString(folder.resolve("t.csv"), "Id,at,note\n");
        assertThatThrownBy(() ->
                        Fixtures.duckdb(folder, TOUCHES.formatted("t.csv")).close())
                .hasMessageContaining("t.csv: lacks columns that the mapping names: \"id\" (is it \"Id\"?)");
        Files.writeString(folder.resolve("t.csv"), "");
        assertThatThrownBy(() ->
                        Fixtures.duckdb(folder, TOUCHES.formatted("t.csv")).close())
                .hasMessageContaining("t.csv: has no header: it is empty");
        Files.writeString(folder.resolve("t.csv"), "id,\"at,note\n");
        assertThatThrownBy(() ->
                        Fixtures.duckdb(folder, TOUCHES.formatted("t.csv")).close())
                .hasMessageContaining("t.csv: has a header that cannot be read: a quote is never closed");
    }

    @Test
    void filesStayBelowTheFolder() throws IOException {
        Path other = Files.createDirectory(folder.resolve("other"));
        Files.writeString(folder.resolve("secret.csv"), "id,at,note\n1,2024-06-03,x\n");
        for (String name :
                new String[] {"../secret.csv", folder.resolve("secret.csv").toString()}) {
            assertThatThrownBy(() ->
                            Fixtures.duckdb(other, TOUCHES.formatted(name)).close())
                    .hasMessageContaining("is not below the folder of the source");
        }
        Files.createSymbolicLink(other.resolve("link.csv"), folder.resolve("secret.csv"));
        assertThatThrownBy(() ->
                        Fixtures.duckdb(other, TOUCHES.formatted("link.csv")).close())
                .hasMessageContaining("link.csv: leaves the folder of the source by a link");
        Files.writeString(other.resolve("a[1].csv"), "id,at,note\n");
        assertThatThrownBy(() ->
                        Fixtures.duckdb(other, TOUCHES.formatted("'a[1].csv'")).close())
                .hasMessageContaining("which the database takes for a pattern");
        Files.writeString(other.resolve("it's.csv"), "id,at,note\n1,2024-06-03,x\n");
        try (OpenSources quoted = Fixtures.duckdb(other, TOUCHES.formatted("it's.csv"))) {
            assertThat(Fixtures.read(quoted, Touch.class).records()).hasSize(1);
        }
    }

    @Test
    void faultsOfAMappingAreReportedTogether() {
        String mapping = TOUCHES.formatted("t.csv.gz")
                .replace("format: csv", "format: csv\n    charset: windows-1251\n    delimiter: ab\n    skip: -1");
        assertThatThrownBy(() -> Fixtures.duckdb(folder, mapping).close())
                .hasMessageContaining("is packed")
                .hasMessageContaining("is not UTF-8: other encodings are read by the plugin files")
                .hasMessageContaining("is not one character of ASCII")
                .hasMessageContaining("is not 0 to 1000");
        assertThatThrownBy(() -> Fixtures.duckdb(folder, TOUCHES.formatted("t.csv"), "memory-mb", "1", "threads", "0")
                        .close())
                .hasMessageContaining("option memory-mb is not 64 to 1048576: 1")
                .hasMessageContaining("option threads is not 1 to 256: 0");
    }

    @Test
    void aLongFileComesInItsOrder() throws IOException {
        StringBuilder text = new StringBuilder("id,at,note\n");
        for (int i = 0; i < 300_000; i++) {
            text.append(i).append(",2024-06-03,n\n");
        }
        Files.writeString(folder.resolve("t.csv"), text);
        try (OpenSources duckdb = Fixtures.duckdb(folder, TOUCHES.formatted("t.csv"), "threads", "4")) {
            var result = Fixtures.read(duckdb, Touch.class);
            assertThat(result.records()).hasSize(300_000);
            for (int i = 0; i < 300_000; i++) {
                assertThat(result.records().get(i).envelope().sourceKey()).isEqualTo(Integer.toString(i));
            }
        }
    }
}
