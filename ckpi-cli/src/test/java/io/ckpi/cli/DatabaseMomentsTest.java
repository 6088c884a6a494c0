package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An experiment read from the moments of a database is the experiment read from its rows. */
class DatabaseMomentsTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);
    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?([eE][+-]?\\d+)?");
    private static final int CUSTOMERS = 4_000;

    private static EmbeddedPostgres server;

    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeAll
    static void start() throws IOException {
        server = EmbeddedPostgres.builder().start();
    }

    @AfterAll
    static void stop() throws IOException {
        server.close();
    }

    private String ckpi(String... args) {
        out.getBuffer().setLength(0);
        Map<String, String> variables = new HashMap<>();
        variables.put("CKPI_JDBC_PASSWORD", "postgres");
        int code = Main.run(
                new Environment(new PrintWriter(out), new PrintWriter(err), variables, folder, CLOCK, false), args);
        assertThat(code).as(err.toString()).isZero();
        return out.toString();
    }

    private static int arm(int i) {
        return i * 7 % 10;
    }

    private static int revenue(int i) {
        return i % 3 == 0 ? i * 37 % 1001 + (arm(i) < 3 ? 0 : 40) : 0;
    }

    private static int before(int i) {
        return i * 53 % 997;
    }

    @Test
    void theReadOutIsThatOfTheRows() throws IOException {
        StringBuilder rows = new StringBuilder("client,arm,revenue,bought,history\n");
        for (int i = 1; i <= CUSTOMERS; i++) {
            rows.append(i).append(arm(i) < 3 ? ",holdout," : ",mailed,").append(revenue(i) / 100.0);
            rows.append(',')
                    .append(revenue(i) > 0 ? 1 : 0)
                    .append(',')
                    .append(before(i))
                    .append('\n');
        }
        Path file = Files.writeString(folder.resolve("rows.csv"), rows);
        Path mapping = Files.writeString(folder.resolve("mail.yaml"), """
                schema: ckpi/crm-mapping@1
                id: mail
                moments:
                  - name: spring_mail
                    sql: >
                      SELECT i AS client, CASE WHEN i * 7 % 10 < 3 THEN 'holdout' ELSE 'mailed' END AS arm,
                      CASE WHEN i % 3 = 0 THEN i * 37 % 1001 + CASE WHEN i * 7 % 10 < 3 THEN 0 ELSE 40 END ELSE 0 END / 100.0 AS revenue,
                      i % 3 = 0 AND i * 37 % 1001 + CASE WHEN i * 7 % 10 < 3 THEN 0 ELSE 40 END > 0 AS bought,
                      i * 53 % 997 AS history
                      FROM generate_series(1, 4000) i
                """);
        List<String> question = List.of(
                "--unit",
                "client",
                "--control",
                "holdout",
                "--metric",
                "mean:revenue",
                "--metric",
                "rate:bought",
                "--covariate",
                "history",
                "--share",
                "holdout=0.3",
                "--share",
                "mailed=0.7",
                "--format",
                "json");
        List<String> fromRows = new ArrayList<>(List.of("experiment", "analyze", "--rows", file.toString()));
        fromRows.addAll(question);
        List<String> fromDatabase = new ArrayList<>(List.of(
                "experiment",
                "analyze",
                "--source",
                "jdbc",
                "--set",
                "url=jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
                "--set",
                "user=postgres",
                "--set",
                "mapping=" + mapping,
                "--table",
                "spring_mail"));
        fromDatabase.addAll(question);

        same(ckpi(fromDatabase.toArray(new String[0])), ckpi(fromRows.toArray(new String[0])));
    }

    /** The same text with the same numbers to 1e-9. */
    private static void same(String actual, String expected) {
        assertThat(NUMBER.matcher(actual).replaceAll("0"))
                .isEqualTo(NUMBER.matcher(expected).replaceAll("0"));
        Matcher got = NUMBER.matcher(actual);
        Matcher wanted = NUMBER.matcher(expected);
        int numbers = 0;
        while (wanted.find()) {
            assertThat(got.find()).isTrue();
            double value = Double.parseDouble(wanted.group());
            assertThat(Double.parseDouble(got.group())).isCloseTo(value, within(1e-9 * Math.max(1, Math.abs(value))));
            numbers++;
        }
        assertThat(numbers).isGreaterThan(20);
    }

    private static final String NO_NAME =
            "of the moments is neither one of the mapping nor a name of letters, digits and underscores";

    /** Names of tables and columns are names whatever stands in them, and never a part of a statement. */
    @Test
    void namesThatAreNoneAreToldAndRunNothing() throws Exception {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE TABLE facts (client int, arm text, revenue numeric)");
            statement.execute("INSERT INTO facts SELECT i, 'a' || i % 2, i FROM generate_series(1, 10) i");
        }
        assertTold("facts; DROP TABLE facts", "arm", "mean:revenue", NO_NAME);
        assertTold("facts\" WHERE 1=1 --", "arm", "mean:revenue", NO_NAME);
        assertTold("nothing", "arm", "mean:revenue", "nothing is not understood");
        assertTold("facts", "a\"rm", "mean:revenue", "facts lacks columns: a\"rm (is it arm?)");
        assertTold("facts", "arm", "mean:(SELECT 1)", "facts lacks columns: (SELECT 1)");
        assertTold("facts", "arm", "mean:revenu", "facts lacks columns: revenu (is it revenue?)");
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("SELECT count(*) FROM facts")) {
            assertThat(rows.next()).isTrue();
            assertThat(rows.getInt(1)).isEqualTo(10);
        }
    }

    private void assertTold(String table, String arm, String metric, String told) {
        err.getBuffer().setLength(0);
        int code = Main.run(
                new Environment(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        Map.of(
                                "CKPI_JDBC_PASSWORD",
                                "postgres",
                                "CKPI_TOKEN_KEY",
                                "a key of more than thirty-two bytes, for tests"),
                        folder,
                        CLOCK,
                        false),
                "experiment",
                "analyze",
                "--source",
                "jdbc",
                "--set",
                "url=jdbc:postgresql://localhost:" + server.getPort() + "/postgres",
                "--set",
                "user=postgres",
                "--table",
                table,
                "--arm",
                arm,
                "--control",
                "a0",
                "--metric",
                metric);
        assertThat(code).isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString())
                .startsWith("ckpi: source jdbc: the table " + told)
                .hasLineCount(1);
    }

    @Test
    void oneSourceMustBeNamed() {
        int code = Main.run(
                new Environment(new PrintWriter(out), new PrintWriter(err), Map.of(), folder, CLOCK, false),
                "experiment",
                "analyze",
                "--table",
                "t",
                "--metric",
                "mean:revenue");
        assertThat(code).isEqualTo(2);
        assertThat(err.toString()).contains("name one source with --source");
    }
}
