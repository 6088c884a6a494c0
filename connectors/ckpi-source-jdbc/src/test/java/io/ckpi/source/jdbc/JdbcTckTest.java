package io.ckpi.source.jdbc;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceProvider;
import io.ckpi.tck.Fixture;
import io.ckpi.tck.FlatOrders;
import io.ckpi.tck.SourceTck;
import io.ckpi.tck.TableFixture;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;

/** The compatibility kit on PostgreSQL, for a table that is read by the time of its changes. */
class JdbcTckTest extends SourceTck {

    private static final int PAGE = 20;
    private static final String MAPPING = """
            schema: ckpi/crm-mapping@1
            id: tck
            zone: UTC
            tables:
              orders: {required: [n]}
              failure: {required: [behind]}
            queries:
              - name: orders
                sql: %s
                key: [changed, n]
                records:
                  - record: Order
                    key: id
                    orderRef: id
                    createdAt: at
                    revision: rev
                    op: {from: op, values: {U: UPSERT, D: DELETE}}
                    status: status
                    revenue: {money: sum, currency: {from: cur}}
                    person: {token: mail, type: email}
                    dealRef: deal
                    paidAt: paid
                    origin: {campaign: campaign, term: term}
            """;
    private static final String SQL =
            "SELECT o.* FROM ${orders} o WHERE CASE WHEN o.n > (SELECT f.behind FROM ${failure} f)"
                    + " THEN 1 / (o.n - o.n) = 1 ELSE TRUE END";

    @TempDir
    Path folder;

    private String schema = "";

    @Override
    protected SourceProvider provider() {
        return new JdbcProvider();
    }

    @Override
    protected Map<String, String> config() {
        return Map.of(
                "url",
                TestDatabase.url(),
                "user",
                "postgres",
                "password",
                "canary-secret-password",
                "schema",
                schema,
                "mapping",
                folder.resolve("tck.yaml").toString(),
                "page",
                Integer.toString(PAGE));
    }

    @Override
    protected Set<Capability> expected() {
        return Set.of(
                Capability.TIME_FILTER,
                Capability.RESUME,
                Capability.REVISIONS,
                Capability.DELETES,
                Capability.MOMENTS,
                Capability.GROUPED_MOMENTS);
    }

    @Override
    protected int pageSize() {
        return PAGE;
    }

    @Override
    protected Set<RejectReason> poisons() {
        return FlatOrders.POISONS;
    }

    private void prepare() throws SQLException, IOException {
        if (schema.isEmpty()) {
            schema = TestDatabase.schema();
            TestDatabase.run(
                    schema,
                    "CREATE TABLE orders (n bigserial, changed timestamp GENERATED ALWAYS AS"
                            + " (timestamp '2025-01-01' + n * interval '1 minute') STORED, "
                            + String.join(" text, ", FlatOrders.COLUMNS) + " text, PRIMARY KEY (changed, n))",
                    "CREATE TABLE failure (behind bigint)");
            Files.writeString(folder.resolve("tck.yaml"), MAPPING.formatted(SQL));
        }
        TestDatabase.run(
                schema,
                "TRUNCATE orders RESTART IDENTITY",
                "TRUNCATE failure",
                "INSERT INTO failure VALUES (9000000000000000)");
    }

    @Override
    protected void load(Fixture fixture) throws SQLException, IOException {
        prepare();
        try (Connection connection = TestDatabase.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO " + schema
                        + ".orders (" + String.join(", ", FlatOrders.COLUMNS) + ") VALUES ("
                        + String.join(", ", Collections.nCopies(FlatOrders.COLUMNS.size(), "?")) + ")")) {
            for (Map<String, String> row : FlatOrders.rows(fixture)) {
                for (int i = 0; i < FlatOrders.COLUMNS.size(); i++) {
                    insert.setString(i + 1, row.get(FlatOrders.COLUMNS.get(i)));
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
    }

    @Override
    protected SourceRecord fit(SourceRecord record) {
        return FlatOrders.fit(record);
    }

    @Override
    protected Map<String, String> wrongCredentials() {
        return Map.of("user", "nobody-of-that-name");
    }

    @Override
    protected List<Map<String, String>> escapes() throws IOException {
        Files.writeString(folder.resolve("two.yaml"), MAPPING.formatted("SELECT 1 AS n; DROP TABLE orders"));
        Files.writeString(folder.resolve("write.yaml"), MAPPING.formatted("DELETE FROM ${orders}"));
        return List.of(
                Map.of("mapping", folder.resolve("two.yaml").toString()),
                Map.of("mapping", folder.resolve("write.yaml").toString()),
                Map.of("url", TestDatabase.url() + "?socketFactory=java.lang.String"),
                Map.of("schema", "public\"; DROP SCHEMA public; --"));
    }

    @Override
    protected List<Map<String, String>> oversized() throws IOException {
        Files.writeString(
                folder.resolve("long.yaml"),
                MAPPING.formatted(
                        "SELECT 1 AS n, timestamp '2024-01-01' AS changed, 'x' AS id, '2024-01-01T00:00:00Z' AS at, 1 AS rev, 'U' AS op, 'PAID' AS status,"
                                + " '1' AS sum, 'EUR' AS cur, NULL AS mail, NULL AS deal, NULL AS paid, repeat('x', 1100000) AS campaign,"
                                + " NULL AS term"));
        return List.of(Map.of("mapping", folder.resolve("long.yaml").toString()));
    }

    @Override
    protected void failAfter(int rows) throws SQLException {
        // a page looks one row ahead, to tell whether there is another
        TestDatabase.run(schema, "UPDATE failure SET behind = " + (rows + 1));
    }

    @Override
    protected String loadTable(TableFixture table) throws SQLException, IOException {
        prepare();
        StringBuilder columns = new StringBuilder(TableFixture.GROUP + " text, " + TableFixture.UNIT + " text");
        table.variables().forEach(name -> columns.append(", \"").append(name).append("\" double precision"));
        TestDatabase.run(schema, "DROP TABLE IF EXISTS facts", "CREATE TABLE facts (" + columns + ")");
        try (Connection connection = TestDatabase.connect();
                PreparedStatement insert = connection.prepareStatement("INSERT INTO " + schema + ".facts VALUES (?, ?"
                        + ", ?".repeat(table.variables().size()) + ")")) {
            for (TableFixture.Row row : table.rows()) {
                insert.setString(1, row.group());
                insert.setString(2, row.unit());
                for (int i = 0; i < table.variables().size(); i++) {
                    insert.setObject(3 + i, row.values().get(i), java.sql.Types.DOUBLE);
                }
                insert.addBatch();
            }
            insert.executeBatch();
        }
        return "facts";
    }

    @Override
    protected OptionalInt openConnections() {
        try {
            return OptionalInt.of(
                    (int) TestDatabase.count("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ckpi'"));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }
}
