package io.ckpi.source.files;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceProvider;
import io.ckpi.tck.Fixture;
import io.ckpi.tck.FlatOrders;
import io.ckpi.tck.SourceTck;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.io.TempDir;

/** The compatibility kit on files: orders as comma-separated text. */
class FilesTckTest extends SourceTck {

    private static final String MAPPING = """
            schema: ckpi/mapping@1
            id: tck
            zone: UTC
            files:
              - file: %s
                format: csv
                records:
                  - record: Order
                    key: id
                    orderRef: id
                    createdAt: {from: at, format: iso}
                    revision: rev
                    op: {from: op, values: {U: UPSERT, D: DELETE}}
                    status: status
                    revenue: {money: sum, currency: {from: cur}}
                    person: {token: mail, type: email}
                    dealRef: deal
                    paidAt: {from: paid, format: iso}
                    origin: {campaign: campaign, term: term}
            """;

    @TempDir
    Path folder;

    @Override
    protected SourceProvider provider() {
        return new FilesProvider();
    }

    @Override
    protected Map<String, String> config() {
        return Map.of(
                "dir", folder.toString(), "mapping", folder.resolve("tck.yaml").toString());
    }

    @Override
    protected Set<Capability> expected() {
        return Set.of(Capability.TIME_FILTER, Capability.RESUME, Capability.REVISIONS, Capability.DELETES);
    }

    @Override
    protected int pageSize() {
        return 20; // files have no pages; the kit then reads few rows
    }

    @Override
    protected Set<RejectReason> poisons() {
        return FlatOrders.POISONS;
    }

    @Override
    protected void load(Fixture fixture) throws IOException {
        Files.writeString(folder.resolve("tck.yaml"), MAPPING.formatted("orders.csv"));
        Files.writeString(folder.resolve("orders.csv"), FlatOrders.csv(fixture));
    }

    @Override
    protected SourceRecord fit(SourceRecord record) {
        return FlatOrders.fit(record);
    }

    @Override
    protected List<Map<String, String>> escapes() throws IOException {
        Files.writeString(folder.resolve("up.yaml"), MAPPING.formatted("../orders.csv"));
        Files.writeString(folder.resolve("root.yaml"), MAPPING.formatted("/etc/passwd"));
        Path inner = Files.createDirectories(folder.resolve("inner"));
        Files.deleteIfExists(inner.resolve("linked.csv"));
        Files.createSymbolicLink(inner.resolve("linked.csv"), folder.resolve("orders.csv"));
        Files.writeString(folder.resolve("link.yaml"), MAPPING.formatted("linked.csv"));
        return List.of(
                Map.of("mapping", folder.resolve("up.yaml").toString()),
                Map.of("mapping", folder.resolve("root.yaml").toString()),
                Map.of(
                        "dir",
                        inner.toString(),
                        "mapping",
                        folder.resolve("link.yaml").toString()));
    }

    @Override
    protected List<Map<String, String>> oversized() throws IOException {
        String row = "1,2024-01-01T00:00:00Z,1,U,PAID,1,EUR,,,,%s,\n";
        Files.writeString(folder.resolve("long.csv"), FlatOrders.header() + row.formatted("x".repeat(70_000)));
        Files.writeString(folder.resolve("long.yaml"), MAPPING.formatted("long.csv"));
        Files.writeString(folder.resolve("bomb.yaml"), MAPPING.formatted("bomb.csv.gz"));
        try (OutputStream out = new GZIPOutputStream(Files.newOutputStream(folder.resolve("bomb.csv.gz")))) {
            out.write(FlatOrders.header().getBytes(StandardCharsets.UTF_8));
            byte[] same = row.formatted("x").repeat(1_000).getBytes(StandardCharsets.UTF_8);
            for (int i = 0; i < 400; i++) {
                out.write(same);
            }
        }
        return List.of(
                Map.of("mapping", folder.resolve("long.yaml").toString(), "max-field-chars", "50000"),
                Map.of("mapping", folder.resolve("long.yaml").toString(), "max-line-bytes", "60000"),
                Map.of("mapping", folder.resolve("bomb.yaml").toString()));
    }

    @Override
    protected Map<String, String> notApplicable() {
        return Map.of(
                "C-04", "files need no credentials",
                "L-07", "a file that can be opened does not fail in its third page",
                "W-03", "the cursor behind the last row is final: rows that a file grows by later need a new read");
    }
}
