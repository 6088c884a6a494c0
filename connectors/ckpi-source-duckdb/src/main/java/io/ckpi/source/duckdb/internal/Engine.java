package io.ckpi.source.duckdb.internal;

import io.ckpi.core.CkpiException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.duckdb.DuckDBConnection;
import org.duckdb.DuckDBDriver;
import org.jspecify.annotations.Nullable;

/**
 * An embedded database in memory that sees one folder and nothing else: it reads no other file, writes none, fetches and loads
 * no extension, and its settings are locked. May be shared between threads.
 */
final class Engine implements AutoCloseable {

    private static final Pattern KIND =
            Pattern.compile("(?:[\\w.]+Exception: )?([A-Z][A-Za-z ]{0,40}Error):.*", Pattern.DOTALL);

    private final String source;
    private final DuckDBConnection connection;

    private Engine(String source, DuckDBConnection connection) {
        this.source = source;
        this.connection = connection;
    }

    /**
     * Starts one.
     *
     * @param folder real path of the only folder that it may read
     * @param memory megabytes
     * @param threads threads
     */
    static Engine start(String source, Path folder, long memory, long threads) {
        Properties properties = new Properties();
        properties.setProperty(DuckDBDriver.JDBC_STREAM_RESULTS, "true");
        try {
            Connection opened = new DuckDBDriver().connect("jdbc:duckdb:", properties);
            DuckDBConnection connection = opened.unwrap(DuckDBConnection.class);
            try (Statement statement = connection.createStatement()) {
                for (String setting : List.of(
                        "autoinstall_known_extensions = false",
                        "autoload_known_extensions = false",
                        "allow_community_extensions = false",
                        "temp_directory = ''",
                        "memory_limit = '" + memory + "MiB'",
                        "threads = " + threads,
                        "TimeZone = 'UTC'",
                        "preserve_insertion_order = true",
                        "allowed_directories = [" + text(withSeparator(folder)) + "]",
                        "enable_external_access = false",
                        "lock_configuration = true")) {
                    statement.execute("SET " + setting);
                }
            } catch (SQLException e) {
                connection.close();
                throw e;
            }
            return new Engine(source, connection);
        } catch (SQLException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-DUCKDB-ENGINE",
                    source,
                    "the embedded database does not start: " + kindOf(e));
        } catch (LinkageError e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-DUCKDB-ENGINE",
                    source,
                    "the embedded database does not run on this platform, or its library is not on the path",
                    e);
        }
    }

    private static String withSeparator(Path folder) {
        String path = folder.toString();
        String separator = folder.getFileSystem().getSeparator();
        return path.endsWith(separator) ? path : path + separator;
    }

    /** Another connection to it, for one thread. */
    Connection connect() throws SQLException {
        return connection.duplicate();
    }

    /** A text as a literal. */
    static String text(String text) {
        return "'" + text.replace("'", "''") + "'";
    }

    /** A name as an identifier. */
    static String name(String name) {
        return '"' + name.replace("\"", "\"\"") + '"';
    }

    /** Which kind of error the database reports: the rest of its message may hold data and is left out. */
    static String kindOf(SQLException e) {
        Matcher kind = KIND.matcher(String.valueOf(e.getMessage()));
        return kind.matches()
                ? kind.group(1)
                : "an error of kind " + e.getClass().getSimpleName();
    }

    /**
     * An error about a file. Its cause is not kept, because its message may hold data.
     *
     * @param writing how the file is written if it is a text: then it is looked for what the database cannot read
     * @param check throws if the work is to stop
     */
    CkpiException failure(
            String file, Path path, DuckDbMapping.@Nullable Writing writing, SQLException e, Runnable check) {
        CkpiException failure = failure(file, e);
        try {
            if (writing != null
                    && failure.kind() == CkpiException.Kind.DATA
                    && TextScan.of(path, writing, check).mixed()) {
                return new CkpiException(
                        CkpiException.Kind.DATA,
                        "CKPI-DUCKDB-READ",
                        source,
                        file
                                + ": its lines end in different ways, some in LF and some in CR or CR LF, which the database"
                                + " cannot read: make them alike, or read it by the plugin files");
            }
        } catch (IOException unreadable) {
            // the first error stands
        }
        return failure;
    }

    /** An error about a file. Its cause is not kept, because its message may hold data. */
    CkpiException failure(String file, SQLException e) {
        String kind = kindOf(e);
        String lower = kind.toLowerCase(Locale.ROOT);
        if (lower.startsWith("out of memory")) {
            return new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-DUCKDB-MEMORY",
                    source,
                    file + ": needs more memory than the option memory-mb allows");
        }
        boolean disk = lower.startsWith("io") || lower.startsWith("permission");
        return new CkpiException(
                disk ? CkpiException.Kind.UNAVAILABLE : CkpiException.Kind.DATA,
                "CKPI-DUCKDB-READ",
                source,
                file + ": cannot be read as its mapping says: " + kind);
    }

    String source() {
        return source;
    }

    @Override
    public void close() {
        try {
            connection.close();
        } catch (SQLException e) {
            // nothing was written: nothing is lost
        }
    }
}
