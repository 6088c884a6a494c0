package io.ckpi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.report.internal.tree.JsonReader;
import io.ckpi.report.internal.tree.Node;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CsvExportTest {

    private static String text(Map<String, byte[]> files, String name) {
        return new String(java.util.Objects.requireNonNull(files.get(name)), StandardCharsets.UTF_8);
    }

    @Test
    void plainIsForPrograms() {
        Map<String, byte[]> files =
                Exports.csv(Golden.record("typical"), CsvStyle.PLAIN).files();
        String funnel = text(files, "funnel.csv");
        assertThat(funnel).startsWith("step,name_ru,name_en,count,open,share,low,high,level,ceiling\nVISITOR,");
        assertThat(funnel).doesNotContain("\r", "\uFEFF", ";");
        assertThat(funnel.lines().skip(2).findFirst())
                .contains("LEAD,Лиды,Leads,4713,212,0.031801404848820186,0.03092,0.032707,0.95,");
        assertThat(text(files, "contributions.csv"))
                .contains("baseline,PREVIOUS,PREVIOUS,58.846\n")
                .endsWith("total,CKPImarc,CKPImarc,62.163\n");
    }

    @Test
    void excelRuOpensByADoubleClick() {
        String cohorts =
                text(Exports.csv(Golden.record("typical"), CsvStyle.EXCEL_RU).files(), "cohorts.csv");
        assertThat(cohorts)
                .startsWith(
                        "\uFEFFmonth;customers;age;revenue_per_customer;running;unit\r\n2025-11;2023;0;4,1;no;MONEY:RUB\r\n");
        assertThat(cohorts.replace("\r\n", "")).doesNotContain("\n", "\r");
    }

    @Test
    void absentIsAnEmptyCellWithItsReason() {
        String indicators =
                text(Exports.csv(Golden.record("half"), CsvStyle.PLAIN).files(), "indicators.csv");
        assertThat(indicators
                        .lines()
                        .filter(line -> line.startsWith("tasks.discipline,"))
                        .findFirst())
                .hasValueSatisfying(line ->
                        assertThat(line).contains(",ABSENT,,,,,,,,,NO_DATA,").doesNotContain("NaN", "null"));
    }

    @Test
    void formulasAreDisarmedUnlessAProgramAsksForThem() {
        ReportRecord hostile = Golden.renamed("typical", key -> "=HYPERLINK(\"http://x\",\"y\")");
        String safe = text(Exports.csv(hostile, CsvStyle.PLAIN).files(), "funnel.csv");
        assertThat(safe).contains("\"'=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"");
        CsvExport kept = Exports.csv(hostile, CsvStyle.PLAIN).with(FormulaCells.KEEP);
        assertThat(text(kept.files(), "funnel.csv"))
                .contains("\"=HYPERLINK(\"\"http://x\"\",\"\"y\"\")\"")
                .doesNotContain("'=");
        assertThat(text(kept.files(), "manifest.json")).contains("\"formulas\":\"KEEP\"");
        // a negative number is a number
        assertThat(text(Exports.csv(hostile, CsvStyle.PLAIN).files(), "contributions.csv"))
                .contains(",-0.28\n");
    }

    @Test
    void theManifestNamesEveryFileWithItsHash(@TempDir Path folder) throws Exception {
        Path target = folder.resolve("new/export");
        ReportRecord record = Golden.record("partial");
        Exports.csv(record, CsvStyle.EXCEL_RU).writeTo(target);
        Node manifest = Node.root(JsonReader.read(Files.readAllBytes(target.resolve("manifest.json"))));
        assertThat(manifest.text("record")).isEqualTo(record.digest());
        assertThat(manifest.text("style")).isEqualTo("EXCEL_RU");
        assertThat(manifest.text("formulas")).isEqualTo("ESCAPE");
        List<Node> files = manifest.get("files").items();
        assertThat(files).hasSize(9);
        for (Node file : files) {
            byte[] bytes = Files.readAllBytes(target.resolve(file.text("name")));
            assertThat(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)))
                    .isEqualTo(file.text("sha256"));
            long lines = new String(bytes, StandardCharsets.UTF_8).lines().count();
            assertThat(file.get("rows").count()).isEqualTo(lines - 1);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsAnError(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("taken"), "x");
        assertThatThrownBy(
                        () -> Exports.csv(Golden.record("half"), CsvStyle.PLAIN).writeTo(file))
                .isInstanceOfSatisfying(CkpiException.class, e -> {
                    assertThat(e.kind()).isEqualTo(CkpiException.Kind.UNAVAILABLE);
                    assertThat(e.code()).isEqualTo("EXPORT_UNWRITABLE");
                });
    }
}
