package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Money;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.RecordSource;
import io.ckpi.tck.TestHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Archives, encodings, title lines and totals; and lines of orders from arrays. */
class PackingTest {

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private final TestHost host = TestHost.with();

    private static String mapping(String file, String... more) {
        return """
                schema: ckpi/mapping@1
                id: t
                zone: UTC
                files:
                  - file: "%s"
                    format: csv
                %s    records:
                      - record: Touch
                        key: id
                        occurredAt: at
                        kind: {const: VISIT}
                        name: note
                """.formatted(
                file, List.of(more).stream().map(line -> "    " + line + "\n").reduce("", String::concat));
    }

    private RecordSource open(String mapping) {
        FilesProvider provider = FilesProvider.withMapping("t.yaml", mapping);
        return provider.open(TestHost.with("dir", folder.toString()).config(provider), host.context());
    }

    private List<String> names(String mapping) {
        try (RecordSource source = open(mapping)) {
            return host.read(source, Touch.class).records().stream()
                    .map(touch -> touch.envelope().sourceKey() + "=" + touch.name())
                    .toList();
        }
    }

    private void zip(String name, String... entries) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve(name));
                ZipOutputStream zip = new ZipOutputStream(out, StandardCharsets.UTF_8)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry(entries[i]));
                zip.write(entries[i + 1].getBytes(StandardCharsets.UTF_8));
                zip.closeEntry();
            }
        }
    }

    @Test
    void everyEntryOfAnArchiveIsATable() throws IOException {
        zip(
                "t.zip",
                "a/",
                "",
                "a/июнь.csv",
                "id,at,note\n1,2024-06-03,x\n",
                "b.csv",
                "note,id,at\ny,2,2024-06-04\nz,3\n",
                "read.me",
                "hi");
        assertThat(names(mapping("t.zip", "entries: \"*.csv\""))).containsExactly("1=x", "2=y");
        assertThat(host.rejects()).singleElement().satisfies(reject -> assertThat(reject.location())
                .isEqualTo("t.zip!/b.csv:3"));
        assertThatThrownBy(() -> open(mapping("t.zip")))
                .hasMessageContaining("t.zip!/read.me: lacks columns that the mapping names: \"id\"");
        assertThatThrownBy(() -> open(mapping("t.zip", "entries: \"*.tsv\"")))
                .hasMessage("t.zip: holds no file that matches *.tsv");
    }

    @Test
    void namesOfEntriesInAnOldEncodingAreReadToo() throws IOException {
        try (ZipOutputStream zip = new ZipOutputStream(
                Files.newOutputStream(folder.resolve("t.zip")), java.nio.charset.Charset.forName("IBM866"))) {
            zip.putNextEntry(new ZipEntry("выгрузка/июнь.csv"));
            zip.write("id,at,note\n1,2024-06-03,x\n2,?,y\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(names(mapping("t.zip", "entries: \"июнь*\""))).containsExactly("1=x");
        assertThat(host.rejects()).singleElement().satisfies(reject -> assertThat(reject.location())
                .isEqualTo("t.zip!/выгрузка/июнь.csv:3"));
    }

    @Test
    void twoEntriesOfOneNameAreRefused() throws IOException {
        zip("t.zip", "a.csv", "id,at,note\n1,2024-06-03,x\n", "b.csv", "id,at,note\n2,2024-06-03,y\n");
        byte[] bytes = Files.readAllBytes(folder.resolve("t.zip"));
        String text = new String(bytes, StandardCharsets.ISO_8859_1).replace("b.csv", "a.csv");
        Files.write(folder.resolve("t.zip"), text.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> open(mapping("t.zip")))
                .hasMessage("t.zip: cannot be read: holds two entries of the name a.csv");
    }

    @Test
    void anEntryThatIsNotWhatWasPackedIsAnError() throws IOException {
        byte[] content = "id,at,note\n1,2024-06-03,x\n".getBytes(StandardCharsets.UTF_8);
        try (ZipOutputStream zip = new ZipOutputStream(Files.newOutputStream(folder.resolve("t.zip")))) {
            ZipEntry entry = new ZipEntry("a.csv");
            entry.setMethod(ZipEntry.STORED);
            entry.setSize(content.length);
            java.util.zip.CRC32 crc = new java.util.zip.CRC32();
            crc.update(content);
            entry.setCrc(crc.getValue());
            zip.putNextEntry(entry);
            zip.write(content);
        }
        assertThat(names(mapping("t.zip"))).containsExactly("1=x");
        String text = Files.readString(folder.resolve("t.zip"), StandardCharsets.ISO_8859_1);
        Files.writeString(
                folder.resolve("t.zip"), text.replace("1,2024-06-03", "1,2024-07-03"), StandardCharsets.ISO_8859_1);
        assertThatThrownBy(() -> names(mapping("t.zip")))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.code()).isEqualTo("CKPI-FILES-ARCHIVE"))
                .hasMessage("t.zip!/a.csv: cannot be read: is not what was packed: its checksum differs");
    }

    private static byte[] gzip(String text) throws IOException {
        java.io.ByteArrayOutputStream packed = new java.io.ByteArrayOutputStream();
        try (OutputStream out = new java.util.zip.GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.UTF_8));
        }
        return packed.toByteArray();
    }

    private void packed(byte[]... parts) throws IOException {
        try (OutputStream out = Files.newOutputStream(folder.resolve("x.csv.gz"))) {
            for (byte[] part : parts) {
                out.write(part);
            }
        }
    }

    @Test
    void aPackedFileOfSeveralPartsIsOneFile() throws IOException {
        packed(gzip("id,at,note\n1,2024-0"), gzip(""), gzip("6-03,x\n"), gzip("2,2024-06-04,y\n"));
        assertThat(names(mapping("x.csv.gz"))).containsExactly("1=x", "2=y");
        // tapes and blocks are filled up with zeros
        packed(gzip("id,at,note\n1,2024-06-03,x\n"), new byte[100_000]);
        assertThat(names(mapping("x.csv.gz"))).containsExactly("1=x");
    }

    @Test
    void whatFollowsAPackedPartIsNotLostInSilence() throws IOException {
        byte[] second = gzip("2,2024-06-04,y\n");
        for (int length : new int[] {1, 5, 9, 12}) {
            packed(gzip("id,at,note\n1,2024-06-03,x\n"), java.util.Arrays.copyOf(second, length));
            assertThatThrownBy(() -> names(mapping("x.csv.gz")))
                    .as(length + " bytes")
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.code()).isEqualTo("CKPI-FILES-ARCHIVE"));
        }
        packed(gzip("id,at,note\n1,2024-06-03,x\n"), "2,2024-06-04,y\n".getBytes(StandardCharsets.UTF_8));
        assertThatThrownBy(() -> names(mapping("x.csv.gz")))
                .hasMessage("x.csv.gz: cannot be read: something that cannot be unpacked follows the packed part");
        packed();
        assertThatThrownBy(() -> open(mapping("x.csv.gz"))).hasMessage("x.csv.gz: cannot be read: it ends too early");
    }

    @Test
    void archivesInArchivesAreRefused() throws IOException {
        zip("t.zip", "inner.zip", "PK");
        assertThatThrownBy(() -> open(mapping("t.zip")))
                .hasMessage("t.zip: cannot be read: holds another archive: inner.zip");
    }

    @Test
    void tooManyEntriesAreRefused() throws IOException {
        String[] entries = new String[2 * 1001];
        for (int i = 0; i < 1001; i++) {
            entries[2 * i] = i + ".csv";
            entries[2 * i + 1] = "";
        }
        zip("t.zip", entries);
        assertThatThrownBy(() -> open(mapping("t.zip")))
                .hasMessage("t.zip: cannot be read: has 1001 entries, more than 1000");
    }

    @Test
    void anEntryThatGrowsTooMuchIsRefused() throws IOException {
        zip("t.zip", "a.csv", "id,at,note\n" + "1,2024-06-03,x\n".repeat(400_000));
        try (RecordSource source = open(mapping("t.zip"))) {
            assertThatThrownBy(() -> host.read(source, Touch.class))
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.code()).isEqualTo("CKPI-FILES-ARCHIVE"))
                    .hasMessageContaining("unpacks to more than 100 times its size");
        }
        Files.writeString(folder.resolve("t.zip"), "no archive");
        assertThatThrownBy(() -> open(mapping("t.zip"))).hasMessageContaining("t.zip: cannot be read");
    }

    @ParameterizedTest
    @ValueSource(strings = {".bz2", ".zst", ".xz", ".7z", ".rar", ".tar"})
    void otherPackingsAreNamedAndRefused(String ending) {
        assertThatThrownBy(() -> open(mapping("t.csv" + ending)))
                .hasMessageContaining(
                        "is packed as " + ending + ", which is not read: unpack it, or pack it as .gz or .zip");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "windows-1251", "KOI8-R", "UTF-8"})
    void encodingsAreDeclared(String charset) throws IOException {
        Files.write(folder.resolve("t.csv"), "id,at,note\n1,2024-06-03,Привет\n".getBytes(Charset.forName(charset)));
        assertThat(names(mapping("t.csv", "charset: " + charset))).containsExactly("1=Привет");
    }

    @Test
    void utf16IsToldByItsMarkOrNotAtAll() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(0xFF);
        bytes.write(0xFE);
        bytes.write("id,at,note\n1,2024-06-03,Привет\n".getBytes(StandardCharsets.UTF_16LE));
        Files.write(folder.resolve("t.csv"), bytes.toByteArray());
        assertThat(names(mapping("t.csv", "charset: UTF-16"))).containsExactly("1=Привет");
        assertThat(names(mapping("t.csv", "charset: UTF-16LE"))).containsExactly("1=Привет");
        assertThatThrownBy(() -> open(mapping("t.csv")))
                .hasMessage("t.csv: begins with a byte order mark of UTF-16, but is declared UTF-8");
        Files.write(folder.resolve("t.csv"), "id,at,note\n".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> open(mapping("t.csv", "charset: UTF-16")))
                .hasMessage("t.csv: has no byte order mark: declare charset: UTF-16LE or UTF-16BE, whichever it is");
    }

    @Test
    void titleLinesAreSkippedAndTotalsLeftOut() throws IOException {
        Files.writeString(
                folder.resolve("t.csv"),
                "Report \"June\"\r\nmade today\r\nid,at,note\r\n1,2024-06-03,x\r\nИтого,,5\r\n2,2024-06-04,Итого\r\nTotal: 2\r\n");
        assertThat(names(mapping("t.csv", "skip: 2", "totals: [Total, Итого]"))).containsExactly("1=x", "2=Итого");
        assertThat(host.rejects()).isEmpty();
        assertThatThrownBy(() -> open(mapping("t.csv", "skip: -1"))).hasMessageContaining("is not 0 to 1000");
        assertThatThrownBy(() -> open(mapping("t.csv", "skip: 1").replace("format: csv", "format: jsonl")))
                .hasMessageContaining("skip: has a meaning for csv and tsv only");
    }

    @Test
    void anotherFileByTheOptionFile() throws IOException {
        Files.writeString(folder.resolve("other.csv"), "id,at,note\n1,2024-06-03,x\n");
        FilesProvider provider = FilesProvider.withMapping("t.yaml", mapping("t.csv"));
        TestHost options = TestHost.with("dir", folder.toString(), "file", "oth*.csv");
        try (RecordSource source = provider.open(options.config(provider), host.context())) {
            assertThat(host.read(source, Touch.class).records()).hasSize(1);
        }
        TestHost outside = TestHost.with("dir", folder.toString(), "file", "../t.csv");
        assertThatThrownBy(() -> provider.open(outside.config(provider), host.context()))
                .hasMessageStartingWith("option file is not below the folder of the source");
    }

    // ---- lines of orders

    private static final String ORDERS = """
            schema: ckpi/mapping@1
            id: t
            zone: UTC
            currency: {assume: RUB}
            files:
              - file: %s
                format: %s
                records:
                  - record: Order
                    orderRef: id
                    createdAt: at
                    status: {const: PAID}
                    revenue: {money: sum, currency: {from: cur}}
                    lines: %s
            """;

    @Test
    void linesComeFromParallelArrays() throws IOException {
        Files.writeString(
                folder.resolve("t.tsv"),
                "id\tat\tsum\tcur\tp\tq\tu\n1\t2024-06-03\t7\tEUR\t['A','B']\t[2,1]\t[2.5,2]\n"
                        + "2\t2024-06-03\t7\tEUR\t['A','B']\t[2]\t[2.5,2]\n");
        String lines = "{each: [p, q, u], product: p, quantity: q, unitPrice: {money: u, currency: {from: cur}}}";
        try (RecordSource source = open(ORDERS.formatted("t.tsv", "clickhouse-tsv", lines))) {
            assertThat(host.read(source, Order.class).records()).singleElement().satisfies(order -> assertThat(
                            order.lines())
                    .containsExactly(
                            new OrderLine("A", BigDecimal.valueOf(2), Money.of("2.5", "EUR")),
                            new OrderLine("B", BigDecimal.ONE, Money.of(2, "EUR"))));
            assertThat(host.rejects())
                    .extracting(reject -> reject.reason() + " " + reject.field())
                    .containsExactly("BAD_ARRAY q");
        }
    }

    @Test
    void aBadItemRejectsItsOrder() throws IOException {
        Files.writeString(folder.resolve("t.jsonl"), """
                {"id":"1","at":"2024-06-03","sum":1,"cur":"EUR","items":[{"sku":"1.03293E+19","n":1,"p":1}]}
                {"id":"2","at":"2024-06-03","sum":1,"cur":"EUR","items":[{"sku":"A","n":"x","p":1}]}
                {"id":"3","at":"2024-06-03","sum":1,"cur":"EUR","items":["A"]}
                {"id":"4","at":"2024-06-03","sum":1,"cur":"EUR"}
                {"id":"5","at":"2024-06-03","sum":1,"cur":"EUR","items":[{"n":1,"p":1},{"sku":"B","n":"1.5","p":0}]}
                """);
        String lines = "{each: /items, product: sku, quantity: n, unitPrice: {money: p, currency: {from: ../cur}}}";
        try (RecordSource source = open(ORDERS.formatted("t.jsonl", "jsonl", lines))) {
            List<Order> orders = host.read(source, Order.class).records();
            assertThat(orders).extracting(Order::orderRef).containsExactly("4", "5");
            assertThat(orders.get(0).lines()).isEmpty();
            assertThat(orders.get(1).lines())
                    .containsExactly(new OrderLine("B", new BigDecimal("1.5"), Money.of(0, "EUR")));
            assertThat(host.rejects())
                    .extracting(reject -> reject.reason() + " " + reject.field())
                    .containsExactly("ID_PRECISION_LOST sku", "BAD_NUMBER n", "BAD_ARRAY /items");
        }
        assertThatThrownBy(() -> open(ORDERS.formatted("t.csv", "csv", lines)))
                .hasMessageContaining("is not a list of columns that hold arrays");
    }
}
