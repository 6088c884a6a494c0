package io.ckpi.source.files.inspect;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.source.files.inspect.ColumnProfile.Look;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How files are written, what their columns hold, what is dangerous, and which shipped mappings read them. */
class InspectorTest {

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private Inspection inspect(String name, byte[] bytes) throws IOException {
        List<Inspection> all = Inspector.withDefaults().inspect(Files.write(folder.resolve(name), bytes));
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private Inspection inspect(String text) throws IOException {
        return inspect("a.csv", text.getBytes(StandardCharsets.UTF_8));
    }

    private ColumnProfile column(String... cells) throws IOException {
        return inspect("order_id;x_x\n1;" + String.join("\n1;", cells) + "\n")
                .columns()
                .get(1);
    }

    // ---- how it is written

    @ParameterizedTest
    @CsvSource({
        "UTF-8, true",
        "windows-1251, false",
        "KOI8-R, false",
        "IBM866, false",
        "UTF-16, true",
        "UTF-16LE, false",
        "UTF-16BE, false"
    })
    void encodingsAreFound(String charset, boolean sure) throws IOException {
        String text =
                "Номер заказа;Сумма;Статус заказа\n" + "1;10,5;оплачен на сайте\n2;7;отменен покупателем\n".repeat(20);
        Inspection file = inspect("a.csv", text.getBytes(Charset.forName(charset)));
        assertThat(file.charset()).isEqualTo(charset);
        assertThat(file.charsetSure()).isEqualTo(sure);
        assertThat(file.columns())
                .extracting(ColumnProfile::name)
                .containsExactly("Номер заказа", "Сумма", "Статус заказа");
        assertThat(file.issues()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {",", ";", "\t", "|"})
    void delimitersAreFound(String mark) throws IOException {
        Inspection file = inspect("order_id,status,note_text\n1,paid,a-b\n2,paid,c\n".replace(",", mark));
        assertThat(file.delimiter()).isEqualTo(mark.charAt(0));
        assertThat(file.format()).isEqualTo(mark.equals("\t") ? "tsv" : "csv");
        assertThat(file.columns()).hasSize(3);
        assertThat(file.rows()).isEqualTo(2);
        assertThat(file.whole()).isTrue();
    }

    @Test
    void commasOfAmountsPartNoCells() throws IOException {
        assertThat(inspect("заказ;сумма\nA;10,50\nB;7,00\n").delimiter()).isEqualTo(';');
    }

    @Test
    void titlesAndSumsAreNoRows() throws IOException {
        Inspection file = inspect("Costs; June\n\nday;cost\n2024-06-03;10\n2024-06-04;2.5\nTotal;12.5\n");
        assertThat(file.skip()).isEqualTo(1);
        assertThat(file.totals()).containsExactly("Total");
        assertThat(file.rows()).isEqualTo(2);
        assertThat(file.columns()).extracting(ColumnProfile::look).containsExactly(Look.TIME, Look.NUMBER);
    }

    @Test
    void withoutAHeaderColumnsAreNumbered() throws IOException {
        Inspection file = inspect("Ann Smith,Rome\nBob Jones,Oslo\nCyd Brown,Rome\n");
        assertThat(file.header()).isFalse();
        assertThat(file.columns()).extracting(ColumnProfile::name).containsExactly("c1", "c2");
        assertThat(file.rows()).isEqualTo(3);
    }

    @Test
    void aHeaderIsKnownByWhatStandsBelow() throws IOException {
        assertThat(inspect("alpha,beta\n1,x\n2,y\n3,x\n").header()).isTrue();
        assertThat(inspect("1,x\n2,y\n3,x\n").header()).isFalse();
    }

    @Test
    void archivesAreInspectedEntryByEntry() throws IOException {
        ByteArrayOutputStream zip = new ByteArrayOutputStream();
        try (ZipOutputStream out = new ZipOutputStream(zip)) {
            for (String name : List.of("a.csv", "b/b.jsonl")) {
                out.putNextEntry(new ZipEntry(name));
                out.write((name.equals("a.csv") ? "order_id,status\n1,paid\n" : "{\"order_id\":1}\n")
                        .getBytes(StandardCharsets.UTF_8));
            }
        }
        List<Inspection> files =
                Inspector.withDefaults().inspect(Files.write(folder.resolve("x.zip"), zip.toByteArray()));
        assertThat(files).extracting(Inspection::name).containsExactly("x.zip!/a.csv", "x.zip!/b/b.jsonl");
        assertThat(files).extracting(Inspection::format).containsExactly("csv", "jsonl");

        ByteArrayOutputStream gz = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(gz)) {
            out.write("order_id,status\n1,paid\n2,paid\n".getBytes(StandardCharsets.UTF_8));
        }
        assertThat(inspect("y.csv.gz", gz.toByteArray()).rows()).isEqualTo(2);
    }

    @Test
    void noMoreRowsAreReadThanAskedFor() throws IOException {
        Path file = Files.writeString(folder.resolve("a.csv"), "order_id\n" + "1\n".repeat(50));
        Inspection first = Inspector.withDefaults().rows(10).inspect(file).get(0);
        assertThat(first.rows()).isEqualTo(10);
        assertThat(first.whole()).isFalse();
        assertThat(Inspector.withDefaults().rows(50).inspect(file).get(0).whole())
                .isTrue();
        assertThat(Inspector.withDefaults()
                        .rows(Long.MAX_VALUE)
                        .inspect(file)
                        .get(0)
                        .rows())
                .isEqualTo(50);
    }

    // ---- what is not read

    @Test
    void whatIsNoTableIsSaidInASentence() throws IOException {
        assertFault(
                "x.xlsx",
                "PK\3\4....",
                CkpiException.Kind.DATA,
                "x.xlsx: is a workbook, or an archive whose name does not end in .zip: save the sheet as CSV");
        assertFault(
                "x.json",
                "[\n{\"a\":1}]",
                CkpiException.Kind.DATA,
                "x.json: is one JSON array; JSON lines are read, one object a line: jq -c '.[]' FILE > FILE.jsonl");
        assertFault("x.csv", " \n\n", CkpiException.Kind.DATA, "x.csv: is empty");
        assertFault(
                "x.tar",
                "a",
                CkpiException.Kind.DATA,
                "x.tar: is packed as .tar, which is not read: unpack it, or pack it as .gz or .zip");
        assertFault("x.gz", "a,b\n", CkpiException.Kind.UNAVAILABLE, "x.gz: cannot be read: ZipException");
        assertThatThrownBy(() -> Inspector.withDefaults().inspect(folder))
                .hasMessageEndingWith(": is a folder, not a file");
        assertThatThrownBy(() -> Inspector.withDefaults().inspect(folder.resolve("none.csv")))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG))
                .hasMessage("none.csv: does not exist");
        assertThatThrownBy(() -> Inspector.withDefaults().rows(0)).hasMessage("rows is below 1: 0");
    }

    private void assertFault(String name, String bytes, CkpiException.Kind kind, String message) throws IOException {
        Path file = Files.write(folder.resolve(name), bytes.getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> Inspector.withDefaults().inspect(file))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.kind()).isEqualTo(kind))
                .hasMessage(message);
    }

    // ---- what columns hold

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "2024-06-01, 2024-06-02|iso",
                "2024-06-01 10:00:00, 2024-06-02 11:00:00.25|iso",
                "2024-06-01 9:00, 2024-06-02 11:00|yyyy-MM-dd H:mm",
                "2024-06-01 9:00:00.5, 2024-06-02 11:00:00|yyyy-MM-dd H:mm:ss[.S]",
                "01.06.2024, 13.06.2024|dd.MM.yyyy",
                "1/6/2024 9:05, 13/6/2024 10:05|d/M/yyyy H:mm",
                "6/1/2024 9:05 AM, 6/13/2024 10:05 PM|M/d/yyyy h:mm a",
                "01.06.2024, 02.06.2024|dd.MM.yyyy or MM.dd.yyyy",
                "01.06.24, 02.06.24|dd.MM.yy or MM.dd.yy or yy.MM.dd",
                "31.12.24, 30.12.24|dd.MM.yy or yy.MM.dd",
                "20240601, 20240602|yyyyMMdd",
                "1717400000, 1717400001|epoch-seconds",
                "1717400000000, 1717400000001|epoch-millis",
                "3 Jun 2024, 14 Jun 2024|d MMM yyyy"
            })
    void formatsOfTimes(String cells, String formats) throws IOException {
        ColumnProfile column = column(cells.split(", ", -1));
        assertThat(String.join(" or ", column.times().names())).isEqualTo(formats);
        assertThat(column.times().fitting()).isEqualTo(2);
    }

    @Test
    void aDayThatIsNoneDecidesNothing() throws IOException {
        ColumnProfile column = column("01/06/2024", "02/06/2024", "31/06/2024");
        assertThat(column.times().names()).containsExactly("dd/MM/yyyy", "MM/dd/yyyy");
        assertThat(column.times().fitting()).isEqualTo(2);
        assertThat(column.look()).isEqualTo(Look.TIME);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "1, 2|.",
                "1.5, 2|.",
                "1,5; 2|,",
                "1 250,00; 99,90|', '",
                "1,250.00; 99.90|.,",
                "1.250,00; 99,90|,.",
                "1,250; 2,000|, or .,",
                "1,250; 99,9|,",
                "-5; +7|."
            })
    void waysToWriteNumbers(String cells, String ways) throws IOException {
        ColumnProfile column = inspect("order_id|x_x\n1|"
                        + String.join("\n1|", cells.contains(";") ? cells.split("; ", -1) : cells.split(", ", -1))
                        + "\n")
                .columns()
                .get(1);
        assertThat(column.look()).isEqualTo(Look.NUMBER);
        assertThat(String.join(" or ", column.numbers().names())).isEqualTo(ways);
    }

    @Test
    void looks() throws IOException {
        assertThat(column("a@b.example", "c@d.example").look()).isEqualTo(Look.EMAIL);
        assertThat(column("8 (900) 555-00-01", "+79005550001", "89005550001").look())
                .isEqualTo(Look.PHONE);
        assertThat(column("EUR", "RUB").look()).isEqualTo(Look.CURRENCY);
        assertThat(column("10329302124590727494", "11627257723692907447").look())
                .isEqualTo(Look.ID);
        assertThat(column("1.03293E+19", "1.16273E+19").look()).isEqualTo(Look.ROUNDED_ID);
        assertThat(column("103293021245907000", "103293021245908000", "103293021245909000")
                        .look())
                .isEqualTo(Look.ROUNDED_ID);
        assertThat(column("red", "red", "blue", "blue").look()).isEqualTo(Look.CATEGORY);
        assertThat(column("to be", "or not", "to be or", "that is").look()).isEqualTo(Look.TEXT);
        assertThat(column("", " ", "n/a", "-").look()).isEqualTo(Look.EMPTY);
        assertThat(column("n/a", "-", "-").absent()).containsExactlyInAnyOrderEntriesOf(Map.of("n/a", 1L, "-", 2L));
        assertThat(column(" x", "y").padded()).isEqualTo(1);
    }

    @Test
    void valuesAreShownOfStatesOnlyAndNeverOfPersons() throws IOException {
        assertThat(values("status", "paid", "new")).containsExactly(Map.entry("new", 3L), Map.entry("paid", 3L));
        assertThat(values("status", "Closed Won", "В работе")).hasSize(2);
        assertThat(values("status", "Ann Smith", "paid")).isEmpty();
        assertThat(values("status", "Анна Петрова", "новый")).isEmpty();
        assertThat(values("status", "89005550001", "новый")).isEmpty();
        assertThat(values("status", "a@b.example", "новый")).isEmpty();
        assertThat(values("manager", "Anna", "Boris")).isEmpty();
        assertThat(values("менеджер", "Анна", "Борис")).isEmpty();
        assertThat(values("colour", "red", "blue")).isEmpty();
        assertThat(inspect("order_id,status\n1,paid\n2,new\n3,shipped\n")
                        .columns()
                        .get(1)
                        .values())
                .isEmpty();
    }

    private Map<String, Long> values(String name, String one, String two) throws IOException {
        return inspect("order_id;" + name + "\n" + ("1;" + one + "\n2;" + two + "\n").repeat(3))
                .columns()
                .get(1)
                .values();
    }

    // ---- dangers

    @Test
    void dangersAreNamed() throws IOException {
        assertThat(codes("order_id,uid\n" + "1,1.03293E+19\n".repeat(3))).containsExactly("ID_PRECISION_LOST");
        assertThat(codes("order_id;amount\n1;12 ₽\n2;$5\n3;7\n4;7\n5;7\n6;7\n7;7\n8;7\n"))
                .containsExactly("CURRENCY_SIGN");
        assertThat(codes("order_id,amount\n1,0.30000000000000004\n2,5\n")).containsExactly("BINARY_AMOUNT");
        assertThat(codes("order_id,amount,amount\n1,2,3\n")).containsExactly("HEADER");
        assertThat(codes("order_id,amount\n1,2\n3\n4,5\n")).containsExactly("COLUMN_COUNT");
        assertThat(codes("order_id,amount\n1,2\n4,5\n5,\"6\n")).containsExactly("TRUNCATED");
    }

    private List<String> codes(String text) throws IOException {
        return inspect(text).issues().stream().map(DataIssue::code).toList();
    }

    @Test
    void aNameThatIsAnAddressIsNotShown() throws IOException {
        Inspection file = inspect(
                "a.jsonl", "{\"order_id\":1,\"ann@example.org\":2,\"Ann Smith\":3}\n".getBytes(StandardCharsets.UTF_8));
        assertThat(file.columns())
                .extracting(ColumnProfile::shownName)
                .containsExactly("\"order_id\"", "(hidden)", "(hidden)");
    }

    // ---- shipped mappings

    @Test
    void shippedMappingsAreRecognised() throws IOException {
        assertFit(
                "o.csv",
                "id,create_date_time,client_ids,order_status,revenue,cost\n1,03.06.2024 10:00,7,PAID,10,5\n",
                new Inspection.Fit(
                        "metrica-orders",
                        "*.csv*",
                        List.of("mapping=metrica-orders", "zone=ZONE", "currency=CURRENCY"),
                        1,
                        0));
        assertFit(
                "ads.txt",
                "segments.date,customer.id,customer.currency_code,campaign.id,ad_group.id,metrics.cost_micros,metrics.clicks,metrics.impressions\n"
                        + "2024-06-01,1,EUR,2,3,1500000,4,50\n",
                new Inspection.Fit("google-ads", "*.csv*", List.of("mapping=google-ads", "file=ads.txt"), 1, 0));
        assertFit(
                "d.tsv",
                "Report\nDate\tCampaignId\tAdGroupId\tImpressions\tClicks\tCost\n2024-06-01\t1\t2\t3\t4\t5000000\nTotal rows: 1\n",
                new Inspection.Fit(
                        "yandex-direct", "*.tsv*", List.of("mapping=yandex-direct", "currency=CURRENCY"), 1, 0));
        assertFit(
                "calls.jsonl",
                "{\"id\":1,\"start_time\":\"2024-06-01 10:00:00\",\"direction\":\"in\",\"is_lost\":false,"
                        + "\"virtual_phone_number\":\"74951234567\",\"contact_phone_number\":\"79005550001\",\"talk_duration\":5,\"wait_duration\":3}\n",
                new Inspection.Fit("uis-calls", "*.json*", List.of("mapping=uis-calls", "zone=ZONE"), 1, 0));
    }

    private void assertFit(String name, String text, Inspection.Fit fit) throws IOException {
        assertThat(inspect(name, text.getBytes(StandardCharsets.UTF_8)).fits()).containsExactly(fit);
    }
}
