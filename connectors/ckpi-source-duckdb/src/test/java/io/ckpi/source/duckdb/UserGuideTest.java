package io.ckpi.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.MomentsLayout;
import io.ckpi.core.record.Order;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the mapping of docs/guide/source-duckdb.md; its Java code stands below, letter by letter. */
class UserGuideTest {

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("docs/guide/source-duckdb.md"))) {
            root = Objects.requireNonNull(root.getParent(), "the guide is not here");
        }
        return root;
    }

    private static String fence(String head) throws IOException {
        Matcher fence = Pattern.compile("```" + Pattern.quote(head) + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(root().resolve("docs/guide/source-duckdb.md")));
        assertThat(fence.find()).isTrue();
        return fence.group(1);
    }

    @Test
    void theOrdersOfALake() throws IOException, SQLException {
        Files.writeString(folder.resolve("lake.yaml"), fence("yaml lake.yaml"));
        Fixtures.write(
                folder,
                "COPY (SELECT 'T-1' AS id, TIMESTAMP '2024-06-03 10:00:00' AS created, 25.00::DECIMAL(18,2) AS total,"
                        + " {'id': 77} AS customer, [{'sku': 'A', 'n': 2, 'price': 10.00::DECIMAL(18,2)},"
                        + " {'sku': 'B', 'n': 1, 'price': 5.00}] AS items) TO '$dir/orders.parquet'",
                "COPY (SELECT * FROM (VALUES (1, 'A', 10.0), (2, 'A', 20.0), (3, 'B', 5.0)) t(customer, arm, revenue))"
                        + " TO '$dir/units.parquet'");
        Host host = Fixtures.host();
        // BEGIN
        SourceSpec lake = SourceSpec.of("duckdb").set("dir", folder).set("mapping", folder.resolve("lake.yaml"));
        try (OpenSources sources = Sources.of(new DuckDbProvider()).open(host, lake)) {
            try (RecordReader<Order> orders = sources.source("duckdb").read(ReadRequest.all(Order.class))) {
                System.out.println(orders.next().revenue()); // 25 EUR
            }
            MomentsTable moments = sources.source("duckdb")
                    .moments(new MomentsRequest("units.parquet", MomentsLayout.of("revenue"), "arm", "customer"))
                    .orElseThrow();
            System.out.println(moments.groups().get("A").mean("revenue").getAsDouble()); // 15.0
        }
        // END
        try (OpenSources sources = Sources.of(new DuckDbProvider()).open(host, lake);
                RecordReader<Order> orders = sources.source("duckdb").read(ReadRequest.all(Order.class))) {
            Order order = Objects.requireNonNull(orders.next());
            assertThat(order.revenue()).hasToString("25 EUR");
            assertThat(order.lines()).hasSize(2);
            assertThat(order.person()).startsWith("k1.");
        }
    }

    @Test
    void theJavaCodeIsThatOfTheGuide() throws IOException {
        String code = Files.readString(
                root().resolve("connectors/ckpi-source-duckdb/src/test/java/io/ckpi/source/duckdb/UserGuideTest.java"));
        String here = code.substring(code.indexOf("// BEGIN") + 8, code.indexOf("// END"));
        assertThat(fence("java").replaceAll("\\s+", "")).isEqualTo(here.replaceAll("\\s+", ""));
    }
}
