package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.MomentsLayout.Missing;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsSource;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.RecordSource;
import java.sql.SQLException;
import java.util.Optional;
import java.util.SplittableRandom;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Moments that the database computes are those of local accumulation. */
class MomentsTest {

    private static final double EPS = 1e-9;

    private String schema = "";

    @BeforeEach
    void makeSchema() throws SQLException {
        schema = TestDatabase.schema();
    }

    private MomentsTable moments(MomentsRequest request) {
        return moments(new JdbcProvider(), request).orElseThrow();
    }

    private Optional<MomentsTable> moments(JdbcProvider provider, MomentsRequest request) {
        try (RecordSource source = TestDatabase.host(schema).open(provider)) {
            return ((MomentsSource) source).moments(request);
        }
    }

    private static void same(Moments actual, Moments expected) {
        MomentsLayout layout = expected.layout();
        assertThat(actual.layout()).isEqualTo(layout);
        assertThat(actual.n()).isEqualTo(expected.n());
        assertThat(actual.skipped()).isEqualTo(expected.skipped());
        for (String x : layout.names()) {
            assertThat(actual.nulls(x)).isEqualTo(expected.nulls(x));
            assertThat(actual.nonZero(x)).isEqualTo(expected.nonZero(x));
            assertThat(actual.min(x)).isEqualTo(expected.min(x));
            assertThat(actual.max(x)).isEqualTo(expected.max(x));
            if (expected.n() == 0) {
                continue;
            }
            assertThat(actual.mean(x).getAsDouble())
                    .isCloseTo(
                            expected.mean(x).getAsDouble(),
                            near(expected.mean(x).getAsDouble()));
            for (String y : layout.names()) {
                double wanted = expected.centredProduct(x, y);
                double scale = Math.sqrt(expected.centredProduct(x, x) * expected.centredProduct(y, y));
                assertThat(actual.centredProduct(x, y)).isCloseTo(wanted, within(EPS * Math.max(scale, 1e-300)));
            }
        }
    }

    private static org.assertj.core.data.Offset<Double> near(double value) {
        return within(EPS * Math.max(Math.abs(value), 1e-300));
    }

    @Test
    void groupsAreThoseOfLocalAccumulation() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE facts (unit int, arm text, revenue numeric(12,2), orders int, before double precision, bought boolean)");
        MomentsLayout layout = MomentsLayout.of("revenue", "orders", "before", "bought")
                .withMissing("revenue", Missing.ZERO)
                .withMissing("before", Missing.SKIP_ROW);
        MomentsAccumulator a = layout.accumulator();
        MomentsAccumulator b = layout.accumulator();
        SplittableRandom random = new SplittableRandom(7);
        StringBuilder rows = new StringBuilder("INSERT INTO facts VALUES ");
        for (int i = 0; i < 5_000; i++) {
            boolean first = random.nextInt(3) == 0;
            int orders = random.nextInt(4);
            int cents = orders * random.nextInt(100_000);
            boolean noRevenue = orders == 0;
            boolean noBefore = random.nextInt(10) == 0;
            double before = random.nextDouble() * 1000 - 100;
            rows.append(i == 0 ? "" : ",")
                    .append('(')
                    .append(i)
                    .append(first ? ",'a'," : ",'б',")
                    .append(noRevenue ? "NULL" : java.math.BigDecimal.valueOf(cents, 2))
                    .append(',')
                    .append(orders)
                    .append(',')
                    .append(noBefore ? "NULL" : before)
                    .append(',')
                    .append(orders > 0)
                    .append(')');
            (first ? a : b)
                    .add(
                            noRevenue ? Double.NaN : cents / 100.0,
                            orders,
                            noBefore ? Double.NaN : before,
                            orders > 0 ? 1 : 0);
        }
        TestDatabase.run(
                schema,
                rows.toString(),
                "INSERT INTO facts VALUES (-1, NULL, 5, 5, 5, true), (-2, NULL, 5, 5, 5, true)");
        for (String unit : new String[] {null, "unit"}) {
            MomentsTable table = moments(new MomentsRequest("facts", layout, "arm", unit));
            assertThat(table.groups()).containsOnlyKeys("a", "б");
            assertThat(table.ungrouped()).isEqualTo(2);
            assertThat(table.contaminated()).isZero();
            same(table.groups().get("a"), a.moments());
            same(table.groups().get("б"), b.moments());
        }
    }

    @Test
    void theIllConditionedColumn() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE hard AS SELECT (1000000000 + i % 10)::double precision AS v FROM generate_series(0, 99999) i");
        MomentsTable table = moments(new MomentsRequest("hard", MomentsLayout.of("v"), null, null));
        Moments all = table.groups().get("");
        assertThat(all.n()).isEqualTo(100_000);
        assertThat(all.variance("v").getAsDouble()).isCloseTo(8.25008250082501, within(8.25 * EPS));
    }

    @Test
    void groupsOfOneAndNone() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE few (arm text, v int)",
                "INSERT INTO few VALUES ('one', 5), ('two', NULL), ('two', NULL)");
        MomentsLayout skip = MomentsLayout.of("v").withMissing("v", Missing.SKIP_ROW);
        MomentsTable table = moments(new MomentsRequest("few", skip, "arm", null));
        same(table.groups().get("one"), skip.fromArrays(new double[] {5}));
        same(table.groups().get("two"), skip.fromArrays(new double[] {Double.NaN, Double.NaN}));
        TestDatabase.run(schema, "DELETE FROM few");
        assertThat(moments(new MomentsRequest("few", skip, "arm", null)).groups())
                .isEmpty();
        assertThat(moments(new MomentsRequest("few", skip, null, null))
                        .groups()
                        .get("")
                        .n())
                .isZero();
    }

    @Test
    void unitsInSeveralGroupsAreLeftOut() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE units (who text, arm int, v int)",
                "INSERT INTO units VALUES ('x', 1, 1), ('y', 1, 2), ('y', 2, 50), ('y', 2, 51), ('z', 2, 3), ('w', NULL, 9)");
        MomentsLayout layout = MomentsLayout.of("v");
        MomentsTable table = moments(new MomentsRequest("units", layout, "arm", "who"));
        assertThat(table.contaminated()).isEqualTo(1);
        assertThat(table.ungrouped()).isEqualTo(1);
        same(table.groups().get("1"), layout.fromArrays(new double[] {1}));
        same(table.groups().get("2"), layout.fromArrays(new double[] {3}));
        TestDatabase.run(schema, "INSERT INTO units VALUES ('z', 2, 4)");
        fails(
                new MomentsRequest("units", layout, "arm", "who"),
                CkpiException.Kind.DATA,
                "1 units of units have several rows in one group; a row must be a unit");
        TestDatabase.run(schema, "DELETE FROM units WHERE who = 'z'", "INSERT INTO units VALUES (NULL, 2, 4)");
        fails(
                new MomentsRequest("units", layout, "arm", "who"),
                CkpiException.Kind.DATA,
                "1 rows of units have no who");
    }

    private void fails(MomentsRequest request, CkpiException.Kind kind, String message) {
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> moments(request))
                .withMessageStartingWith(message)
                .satisfies(e -> assertThat(e.kind()).isEqualTo(kind));
    }

    @Test
    void whatCannotBe() throws SQLException {
        TestDatabase.run(
                schema, "CREATE TABLE t (arm text, v int, note text)", "INSERT INTO t VALUES ('a', NULL, 'x')");
        MomentsLayout v = MomentsLayout.of("v");
        fails(new MomentsRequest("t", v, "arm", null), CkpiException.Kind.DATA, "t: v is missing in 1 rows");
        fails(
                new MomentsRequest("t", MomentsLayout.of("w"), "arms", null),
                CkpiException.Kind.CONFIG,
                "the table t lacks columns: w (is it v?), arms (is it arm?)".replace("w (is it v?)", "w"));
        fails(
                new MomentsRequest("t", MomentsLayout.of("note"), null, null),
                CkpiException.Kind.CONFIG,
                "the column note of t holds neither numbers nor truth values");
        fails(
                new MomentsRequest("nowhere", v, null, null),
                CkpiException.Kind.CONFIG,
                "the table nowhere is not understood");
        fails(
                new MomentsRequest("t; DROP TABLE t", v, null, null),
                CkpiException.Kind.CONFIG,
                "the table of the moments is neither");
        assertThat(moments(new JdbcProvider(), new MomentsRequest("t", v.withThirdMoments(), null, null)))
                .isEmpty();
    }

    @Test
    void aQueryOfTheMappingTakesThePlaceOfATable() throws SQLException {
        TestDatabase.run(
                schema,
                "CREATE TABLE orders (client int, total numeric)",
                "CREATE TABLE arms (client int, arm text)",
                "INSERT INTO arms VALUES (1, 'a'), (2, 'a'), (3, 'b')",
                "INSERT INTO orders VALUES (1, 10), (1, 20), (3, 5)");
        String mapping = """
                schema: ckpi/crm-mapping@1
                id: mail
                moments:
                  - name: spring_mail
                    sql: >
                      SELECT a.client, a.arm, SUM(o.total) AS revenue FROM arms a LEFT JOIN orders o ON o.client = a.client
                      GROUP BY a.client, a.arm
                """;
        MomentsLayout layout = MomentsLayout.of("revenue").withMissing("revenue", Missing.ZERO);
        MomentsTable table = moments(
                        new JdbcProvider().withMapping("mail.yaml", mapping),
                        new MomentsRequest("spring_mail", layout, "arm", "client"))
                .orElseThrow();
        same(table.groups().get("a"), layout.fromArrays(new double[] {30, Double.NaN}));
        same(table.groups().get("b"), layout.fromArrays(new double[] {5}));
    }
}
