package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.spi.Secret;
import io.ckpi.spi.host.SourceSpec;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Properties;

/**
 * A real server that {@code tools/tryton/up} or {@code tools/mariadb/up} has started. Without one a test is skipped, unless
 * the system property {@code ckpi.live.required} is true.
 */
final class LiveServer {

    private final Properties properties;

    private LiveServer(Properties properties) {
        this.properties = properties;
    }

    static LiveServer tryton() {
        return at("tryton");
    }

    static LiveServer mariadb() {
        return at("mariadb");
    }

    private static LiveServer at(String name) {
        Path file = Path.of(System.getProperty("ckpi.live." + name, "/tmp/ckpi-" + name))
                .resolve("server.properties");
        if (Boolean.getBoolean("ckpi.live.required")) {
            assertThat(file).isReadable();
        }
        assumeTrue(Files.isReadable(file), "needs a server: tools/" + name + "/up starts one");
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new LiveServer(properties);
    }

    /** The property {@code url}: the CRM's database; {@code cases}: one for tables of tests. */
    String property(String key) {
        String value = properties.getProperty(key);
        assertThat(value).as(key).isNotNull();
        return value;
    }

    /** A source that reads the database under that property, as the role that may only read. */
    SourceSpec source(String database) {
        return SourceSpec.of("jdbc")
                .named("live")
                .set("url", property(database))
                .set("user", property("reader"))
                .set("password", new Secret(property("reader.password").toCharArray()));
    }

    /** A connection of the role that may only read. */
    Connection reader(String database) throws SQLException {
        return DriverManager.getConnection(property(database), property("reader"), property("reader.password"));
    }

    /** A connection to the database for tests, of its owner. */
    Connection owner() throws SQLException {
        return DriverManager.getConnection(property("cases"), property("owner"), property("owner.password"));
    }

    /** The only cell of a query's result. */
    static String cell(Connection connection, String sql) throws SQLException {
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            assertThat(rows.next()).isTrue();
            return rows.getString(1);
        }
    }
}
