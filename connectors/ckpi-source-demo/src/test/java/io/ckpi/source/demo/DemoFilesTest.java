package io.ckpi.source.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.RecordSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoFilesTest {

    private static final DemoOptions SMALL = DemoOptions.withDefaults().withCustomers(1_000);

    @Test
    void everyRecordHasItsRow(@TempDir Path dir) throws IOException {
        List<Path> written = DemoFiles.write(dir.resolve("new/folder"), SMALL);
        assertThat(written).hasSize(DemoSource.STREAMS.size() + 1);
        Path mapping = written.get(written.size() - 1);
        assertThat(mapping.getFileName()).hasToString("mapping.yaml");
        String document = Files.readString(mapping);
        assertThat(document).startsWith("schema: ckpi/mapping@1\nid: demo\nzone: Europe/Moscow\ncurrency: RUB\n");
        try (RecordSource source = Company.open(SMALL)) {
            for (Map.Entry<String, Class<? extends SourceRecord>> stream : DemoSource.STREAMS.entrySet()) {
                String name = Sheet.of(stream.getValue()).file();
                List<String> lines = Files.readAllLines(mapping.resolveSibling(name));
                List<? extends SourceRecord> records = Company.all(source, stream.getValue());
                assertThat(lines).as(name).hasSize(records.size() + 1);
                assertThat(document)
                        .contains("  - file: " + name + "\n    format: csv\n    records:\n      - record: "
                                + stream.getKey() + "\n");
                int columns = lines.get(0).split(",", -1).length;
                for (int i = 0; i < records.size(); i++) {
                    String row = lines.get(i + 1);
                    assertThat(row).startsWith(records.get(i).envelope().sourceKey() + ",");
                    if (row.indexOf('"') < 0) {
                        assertThat(row.split(",", -1)).as(row).hasSize(columns);
                    }
                }
            }
        }
    }

    @Test
    void aRowHoldsTheValuesOfItsRecord(@TempDir Path dir) throws IOException {
        DemoFiles.write(dir, SMALL);
        try (RecordSource source = Company.open(SMALL)) {
            Order order = Company.all(source, Order.class).get(0);
            List<String> lines = Files.readAllLines(dir.resolve("order.csv"));
            List<String> header = List.of(lines.get(0).split(",", -1));
            List<String> row = List.of(lines.get(1).split(",", -1));
            assertThat(row.get(header.indexOf("order_ref"))).isEqualTo(order.orderRef());
            assertThat(row.get(header.indexOf("person"))).isEqualTo(order.person());
            assertThat(row.get(header.indexOf("revenue")))
                    .isEqualTo(order.revenue().amount().toPlainString());
            assertThat(row.get(header.indexOf("created_at")))
                    .isEqualTo(order.createdAt().toString());
            assertThat(row.get(header.indexOf("product_1")))
                    .isEqualTo(order.lines().get(0).product());
        }
        assertThat(Files.readString(dir.resolve("lead-stage-change.csv"))).contains("Новое обращение");
        assertThat(Files.readString(dir.resolve("touch.csv")))
                .doesNotContain("\r")
                .contains(",true\n");
    }

    @Test
    void equalOptionsGiveEqualBytes(@TempDir Path dir) throws IOException {
        Path first = dir.resolve("first");
        Path second = dir.resolve("second");
        DemoFiles.write(first, SMALL);
        DemoFiles.write(second, SMALL);
        DemoFiles.write(second, SMALL); // replaces what is there
        try (Stream<Path> files = Files.list(first)) {
            for (Path file : files.toList()) {
                assertThat(Files.mismatch(file, second.resolve(file.getFileName())))
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    void missingTypesHaveNoFile(@TempDir Path dir) throws IOException {
        DemoFiles.write(dir, SMALL.withWithout(Set.of(Call.class)));
        assertThat(dir.resolve("call.csv")).doesNotExist();
        assertThat(Files.readString(dir.resolve("mapping.yaml"))).doesNotContain("call.csv");
    }

    @Test
    void aFolderThatCannotBeIsAClearError(@TempDir Path dir) throws IOException {
        Path file = Files.writeString(dir.resolve("taken"), "");
        assertThatThrownBy(() -> DemoFiles.write(file, SMALL))
                .isInstanceOfSatisfying(CkpiException.class, e -> {
                    assertThat(e.kind()).isEqualTo(CkpiException.Kind.UNAVAILABLE);
                    assertThat(e.code()).isEqualTo("CKPI-DEMO-WRITE");
                })
                .hasMessageStartingWith("the demo's files cannot be written to " + file);
    }

    @Test
    void textsWithCommasAndQuotesAreQuoted() {
        Sheet<LeadStageChange> sheet = sheet();
        try (RecordSource source = Company.open(SMALL)) {
            LeadStageChange change = Company.all(source, LeadStageChange.class).get(0);
            LeadStageChange odd = LeadStageChange.builder(
                            change.envelope(), change.entity(), change.entityRef(), "so, \"said\" she")
                    .build();
            assertThat(sheet.row(odd)).contains(",\"so, \"\"said\"\" she\",");
        }
    }

    @SuppressWarnings("unchecked") // the sheet of that type
    private static Sheet<LeadStageChange> sheet() {
        return (Sheet<LeadStageChange>) Sheet.of(LeadStageChange.class);
    }
}
