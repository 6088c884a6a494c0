package io.ckpi.source.duckdb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.offset;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.MomentsLayout;
import io.ckpi.spi.Capability;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.host.OpenSources;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Map;
import java.util.TreeMap;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Moments computed by the database are those of local accumulation. */
class MomentsTest {

    private static final String MAPPING = """
            schema: ckpi/mapping@1
            id: units
            zone: UTC
            files:
              - file: units.csv
                format: csv
                delimiter: ;
                records:
                  - record: Assignment
                    occurredAt: {const: '2024-06-03'}
                    experiment: {const: E1}
                    unit: {token: unit, type: clientId}
                    arm: arm
                    share: {const: '0.5'}
            """;

    private static final MomentsLayout LAYOUT = MomentsLayout.of("revenue", "orders", "before")
            .withMissing("revenue", MomentsLayout.Missing.ZERO)
            .withMissing("before", MomentsLayout.Missing.SKIP_ROW);

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private final Map<String, MomentsAccumulator> local = new TreeMap<>();

    @BeforeEach
    void write() throws IOException, SQLException {
        StringBuilder text = new StringBuilder("unit;arm;revenue;orders;before\n");
        long state = 42;
        for (int i = 0; i < 5000; i++) {
            state = state * 6364136223846793005L + 1442695040888963407L;
            String arm = i % 100 == 99 ? "" : (state >>> 40) % 2 == 0 ? "A" : "B";
            double revenue = (state >>> 20) % 7 == 0 ? Double.NaN : ((state >>> 11) % 100_000) / 100.0;
            double orders = (state >>> 50) % 4;
            double before = i % 31 == 0 ? Double.NaN : 1e6 + (state >>> 33) % 1000 / 8.0;
            text.append("u")
                    .append(i)
                    .append(';')
                    .append(arm)
                    .append(';')
                    .append(Double.isNaN(revenue) ? "" : Double.toString(revenue))
                    .append(';')
                    .append(orders)
                    .append(';')
                    .append(Double.isNaN(before) ? "" : Double.toString(before))
                    .append('\n');
            if (!arm.isEmpty()) {
                local.computeIfAbsent(arm, a -> LAYOUT.accumulator()).add(new double[] {revenue, orders, before});
            }
        }
        Files.writeString(folder.resolve("units.csv"), text);
        Fixtures.write(
                folder,
                "COPY (SELECT unit, arm, revenue::DOUBLE AS revenue, orders::DECIMAL(9,2) AS orders, before::DOUBLE AS before"
                        + " FROM read_csv('$dir/units.csv', delim=';', header=true, all_varchar=true)) TO '$dir/u.parquet'",
                "COPY (SELECT 1000000000 + i % 10 AS x, 'all' AS g FROM range(100000) t(i)) TO '$dir/ill.parquet'");
    }

    private static void assertSame(Moments actual, Moments expected) {
        assertThat(actual.n()).isEqualTo(expected.n());
        assertThat(actual.skipped()).isEqualTo(expected.skipped());
        for (String x : LAYOUT.names()) {
            assertThat(actual.nulls(x)).isEqualTo(expected.nulls(x));
            assertThat(actual.nonZero(x)).isEqualTo(expected.nonZero(x));
            assertThat(actual.min(x)).isEqualTo(expected.min(x));
            assertThat(actual.max(x)).isEqualTo(expected.max(x));
            assertThat(actual.mean(x).orElseThrow())
                    .isCloseTo(expected.mean(x).orElseThrow(), Percentage.withPercentage(1e-7));
            for (String y : LAYOUT.names()) {
                double scale = Math.sqrt(expected.centredProduct(x, x) * expected.centredProduct(y, y));
                assertThat(actual.centredProduct(x, y)).isCloseTo(expected.centredProduct(x, y), offset(1e-9 * scale));
            }
        }
    }

    @Test
    void groupsAreThoseOfLocalAccumulation() {
        try (OpenSources duckdb = Fixtures.duckdb(folder, MAPPING)) {
            assertThat(duckdb.source("it").describe().capabilities())
                    .contains(Capability.MOMENTS, Capability.GROUPED_MOMENTS);
            for (String table : new String[] {"units.csv", "u.parquet"}) {
                for (String unit : new String[] {null, "unit"}) {
                    MomentsTable moments = duckdb.source("it")
                            .moments(new MomentsRequest(table, LAYOUT, "arm", unit))
                            .orElseThrow();
                    assertThat(moments.groups()).containsOnlyKeys("A", "B");
                    assertThat(moments.ungrouped()).isEqualTo(50);
                    assertThat(moments.contaminated()).isZero();
                    local.forEach((arm, expected) -> assertSame(moments.groups().get(arm), expected.moments()));
                }
            }
        }
    }

    @Test
    void aColumnOfLargeNumbersAndSmallDifferences() {
        try (OpenSources duckdb = Fixtures.duckdb(folder, MAPPING)) {
            MomentsTable moments = duckdb.source("it")
                    .moments(new MomentsRequest(
                            "ill.parquet", MomentsLayout.of("x").withThirdMoments(), null, null))
                    .orElseThrow();
            assertThat(moments.groups()).containsOnlyKeys("");
            assertThat(moments.groups().get("").variance("x").orElseThrow())
                    .isCloseTo(8.25008250082501, Percentage.withPercentage(1e-7));
        }
    }

    @Test
    void unitsInSeveralGroupsAreLeftOut() throws IOException {
        Files.writeString(folder.resolve("c.csv"), "u,g,x\n1,A,1\n2,A,2\n2,B,5\n3,B,3\n4,,9\n");
        try (OpenSources duckdb = Fixtures.duckdb(folder, MAPPING)) {
            MomentsTable moments = duckdb.source("it")
                    .moments(new MomentsRequest("c.csv", MomentsLayout.of("x"), "g", "u"))
                    .orElseThrow();
            assertThat(moments.contaminated()).isEqualTo(1);
            assertThat(moments.ungrouped()).isEqualTo(1);
            assertThat(moments.groups().get("A").n()).isEqualTo(1);
            assertThat(moments.groups().get("B").mean("x").orElseThrow()).isEqualTo(3);
        }
    }

    @Test
    void whatCannotBeIsAnError() throws IOException {
        Files.writeString(folder.resolve("c.csv"), "u,g,x,y\n1,A,1,\n1,A,2,geheim\n");
        try (OpenSources duckdb = Fixtures.duckdb(folder, MAPPING)) {
            assertThatThrownBy(() ->
                            duckdb.source("it").moments(new MomentsRequest("c.csv", MomentsLayout.of("x"), "g", "u")))
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.DATA))
                    .hasMessageContaining("1 units of column u have several rows in one group");
            assertThatThrownBy(() ->
                            duckdb.source("it").moments(new MomentsRequest("c.csv", MomentsLayout.of("z"), null, null)))
                    .hasMessageContaining("c.csv: lacks columns that are asked for: \"z\"");
            assertThatThrownBy(() ->
                            duckdb.source("it").moments(new MomentsRequest("c.csv", MomentsLayout.of("y"), null, null)))
                    .isInstanceOfSatisfying(
                            CkpiException.class, e -> assertThat(e.kind()).isEqualTo(CkpiException.Kind.DATA))
                    .hasMessageContaining("Conversion Error")
                    .hasMessageNotContaining("geheim");
            assertThatThrownBy(() -> duckdb.source("it")
                            .moments(new MomentsRequest("../c.csv", MomentsLayout.of("x"), null, null)))
                    .hasMessageContaining("is not below the folder");
            assertThatThrownBy(() ->
                            duckdb.source("it").moments(new MomentsRequest("c.txt", MomentsLayout.of("x"), null, null)))
                    .hasMessageContaining("c.txt: does not exist");
        }
    }

    @Test
    void valuesThatAreNoNumbers() throws SQLException {
        Fixtures.write(
                folder,
                "COPY (SELECT * FROM (VALUES (1::DOUBLE), ('nan'::DOUBLE), (3), (NULL)) t(x)) TO '$dir/nan.parquet'",
                "COPY (SELECT * FROM (VALUES (1::DOUBLE), ('inf'::DOUBLE)) t(x)) TO '$dir/inf.parquet'");
        try (OpenSources duckdb = Fixtures.duckdb(folder, MAPPING)) {
            assertThatThrownBy(() -> duckdb.source("it")
                            .moments(new MomentsRequest("nan.parquet", MomentsLayout.of("x"), null, null)))
                    .isInstanceOf(CkpiException.class)
                    .as("a NaN is a missing value, as it is in local accumulation")
                    .hasMessageContaining("nan.parquet: x is missing in 2 rows");
            assertThatThrownBy(() -> duckdb.source("it")
                            .moments(new MomentsRequest("inf.parquet", MomentsLayout.of("x"), null, null)))
                    .isInstanceOf(CkpiException.class)
                    .hasMessageContaining("inf.parquet: max_1 is not finite");
        }
    }

    @Test
    void noRowsGiveNoGroups() throws IOException {
        Files.writeString(folder.resolve("c.csv"), "u,g,x\n");
        try (OpenSources duckdb = Fixtures.duckdb(folder, MAPPING)) {
            assertThat(duckdb.source("it")
                            .moments(new MomentsRequest("c.csv", MomentsLayout.of("x"), "g", "u"))
                            .orElseThrow()
                            .groups())
                    .isEmpty();
            assertThat(duckdb.source("it")
                            .moments(new MomentsRequest("c.csv", MomentsLayout.of("x"), null, null))
                            .orElseThrow()
                            .groups()
                            .get("")
                            .n())
                    .isZero();
        }
    }
}
