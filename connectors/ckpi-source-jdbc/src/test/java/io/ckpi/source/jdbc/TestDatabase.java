package io.ckpi.source.jdbc;

import io.ckpi.tck.TestHost;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;

/** One PostgreSQL server for all tests; every test has a schema of its own. */
final class TestDatabase {

    private static final AtomicInteger SCHEMAS = new AtomicInteger();

    private TestDatabase() {}

    /** Started with the first test, stopped with the virtual machine. */
    private static final class Server {
        static final EmbeddedPostgres POSTGRES = start();

        private static EmbeddedPostgres start() {
            try {
                EmbeddedPostgres started = EmbeddedPostgres.builder()
                        .setServerConfig("fsync", "off")
                        .setServerConfig("max_connections", "40")
                        .start();
                Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                    try {
                        started.close();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                }));
                return started;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static String url() {
        return "jdbc:postgresql://localhost:" + Server.POSTGRES.getPort() + "/postgres";
    }

    static Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "postgres", "postgres");
    }

    /** A new empty schema. */
    static String schema() throws SQLException {
        String name = "t" + SCHEMAS.incrementAndGet();
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE SCHEMA " + name);
        }
        return name;
    }

    /** Runs statements in a schema. */
    static void run(String schema, String... statements) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement()) {
            statement.execute("SET search_path TO " + schema);
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }

    /** Runs a resource in a schema. */
    static void load(String schema, String resource) throws SQLException {
        try (var in = Objects.requireNonNull(TestDatabase.class.getResourceAsStream(resource), resource)) {
            run(schema, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static long count(String sql) throws SQLException {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    /** Options to read a schema. */
    static TestHost host(String schema, String... more) {
        String[] options = new String[8 + more.length];
        System.arraycopy(
                new String[] {"url", url(), "user", "postgres", "password", "postgres", "schema", schema},
                0,
                options,
                0,
                8);
        System.arraycopy(more, 0, options, 8, more.length);
        return TestHost.with(options);
    }

    static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }
}
