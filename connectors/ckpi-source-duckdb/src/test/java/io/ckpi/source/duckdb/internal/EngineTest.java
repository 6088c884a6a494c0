package io.ckpi.source.duckdb.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the database may not do even if a statement of somebody else's reached it. */
class EngineTest {

    @TempDir
    Path folder = Path.of("."); // set by JUnit

    private Engine engine() throws IOException {
        Path inside = Files.createDirectories(folder.resolve("in'side"));
        Files.writeString(inside.resolve("a.csv"), "id\n1\n");
        Files.writeString(folder.resolve("in'side-too.csv"), "id\n1\n");
        return Engine.start("it", inside.toRealPath(), 128, 2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "SELECT * FROM read_csv('$dir/in''side-too.csv')",
                "SELECT * FROM read_text('/etc/hostname')",
                "SELECT * FROM read_csv('$dir/in''side/../in''side-too.csv')",
                "SELECT * FROM glob('/etc/*')",
                "SELECT * FROM read_csv('https://example.org/a.csv')",
                "SELECT * FROM '$dir/in''side-too.csv'",
                "ATTACH '$dir/in''side-too.db'",
                "COPY (SELECT 1) TO '$dir/out.csv'",
                "INSTALL httpfs",
                "LOAD httpfs",
                "SET enable_external_access = true",
                "SET memory_limit = '1TB'",
                "SET threads = 64",
                "SET temp_directory = '$dir'",
                "SET allowed_directories = ['/']",
                "SET lock_configuration = false",
                "RESET memory_limit"
            })
    void whatLeavesTheFolderOrChangesASettingIsRefused(String sql) throws Exception {
        try (Engine engine = engine();
                Connection connection = engine.connect();
                Statement statement = connection.createStatement()) {
            String own = sql.replace("$dir", folder.toRealPath().toString().replace("'", "''"));
            assertThatThrownBy(() -> statement.execute(own)).as(own).isInstanceOf(SQLException.class);
        }
        try (Stream<Path> files = Files.list(folder)) {
            assertThat(files).hasSize(2);
        }
    }

    @Test
    void itsSettingsAreThoseAskedFor() throws Exception {
        try (Engine engine = engine();
                Connection connection = engine.connect();
                Statement statement = connection.createStatement()) {
            assertThat(one(statement, "SELECT current_setting('threads')")).isEqualTo("2");
            assertThat(one(statement, "SELECT current_setting('memory_limit')")).isEqualTo("128.0 MiB");
            assertThat(one(statement, "SELECT current_setting('temp_directory')"))
                    .isEmpty();
            assertThat(one(statement, "SELECT current_setting('TimeZone')")).isEqualTo("UTC");
            assertThat(one(statement, "SELECT current_setting('enable_external_access')"))
                    .isEqualTo("false");
            assertThat(one(
                            statement,
                            "SELECT count(*) FROM read_csv('"
                                    + folder.toRealPath()
                                            .resolve("in'side/a.csv")
                                            .toString()
                                            .replace("'", "''") + "')"))
                    .isEqualTo("1");
        }
    }

    private static String one(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getString(1);
        }
    }

    @Test
    void whatNeedsMoreMemoryIsToldSo() throws Exception {
        try (Engine engine = engine();
                Connection connection = engine.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(() -> {
                        try {
                            statement.execute("CREATE TEMP TABLE t AS SELECT range AS n, repeat('x', 100) || range AS s"
                                    + " FROM range(10000000)");
                        } catch (SQLException e) {
                            throw engine.failure("a.csv", e);
                        }
                    })
                    .isInstanceOf(CkpiException.class)
                    .hasMessageContaining("a.csv: needs more memory than the option memory-mb allows");
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertThat(files.filter(Files::isRegularFile))
                    .as("nothing is spilled")
                    .hasSize(2);
        }
    }

    @Test
    void aStatementThatIsAtWorkIsCancelled() throws Exception {
        CkpiException stop = new CkpiException(CkpiException.Kind.CANCELLED, "CKPI-SRC-CANCELLED", "it", "stop");
        try (Engine engine = engine();
                Connection connection = engine.connect();
                Statement statement = connection.createStatement()) {
            AtomicInteger asked = new AtomicInteger();
            // without the guard it would work for hours
            assertThatThrownBy(() -> Guard.watching(
                            statement,
                            () -> {
                                if (asked.incrementAndGet() > 2) {
                                    throw stop;
                                }
                            },
                            () -> statement.executeQuery(
                                    "SELECT sum(sqrt(a.range + b.range)) FROM range(10000000) a, range(10000000) b")))
                    .isSameAs(stop);
            assertThat(asked).hasValue(3);
            try (Statement next = connection.createStatement()) {
                assertThat(Guard.watching(next, () -> {}, () -> one(next, "SELECT 7")))
                        .as("the connection lives on")
                        .isEqualTo("7");
            }
        }
    }

    @Test
    void anErrorOfAStatementIsItsOwn() throws Exception {
        try (Engine engine = engine();
                Connection connection = engine.connect();
                Statement statement = connection.createStatement()) {
            assertThatThrownBy(
                            () -> Guard.watching(statement, () -> {}, () -> statement.executeQuery("SELECT nothing")))
                    .isInstanceOf(SQLException.class);
        }
    }
}
