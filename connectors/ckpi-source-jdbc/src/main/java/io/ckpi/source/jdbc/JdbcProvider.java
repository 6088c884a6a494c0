package io.ckpi.source.jdbc;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.source.jdbc.internal.Database;
import io.ckpi.source.jdbc.internal.JdbcMapping;
import io.ckpi.source.jdbc.internal.JdbcSource;
import io.ckpi.source.jdbc.internal.JdbcUrl;
import io.ckpi.source.jdbc.internal.Options;
import io.ckpi.source.mapping.MappingOptions;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * The plugin {@code jdbc}: queries of a PostgreSQL, MariaDB or MySQL database become records by a mapping document of the
 * schema {@code ckpi/crm-mapping@1}, see docs/guide/source-jdbc.md; moments of experiments are computed in the database.
 *
 * <p>It only reads: SQL is the fixed text of the mapping with bound parameters, in one read-only transaction of one snapshot
 * for each reader, page by page. Drivers are the host's choice and are found on the class path or the module path.
 *
 * <p><b>Options.</b> {@code url}, {@code user} and {@code password}, unless the provider was made with a data source;
 * {@code mapping}: the path of a document or the name of a shipped one (moments of plain tables need none); {@code zone},
 * {@code currency}, {@code schema}, {@code prefix} of the names of tables, {@code statement-timeout}, {@code page}.
 *
 * <p><b>Errors.</b> Refused access is of kind AUTH; a server that is down, breaks off or takes longer than
 * {@code statement-timeout} UNAVAILABLE; missing tables and columns, and options that cannot be, CONFIG; all else DATA.
 * Messages hold the SQLSTATE, never values of the data.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class JdbcProvider implements SourceProvider {

    private static final String URL = "url";
    private static final String USER = "user";
    private static final String PASSWORD = "password";
    private static final String MAPPING = "mapping";
    private static final String SCHEMA = "schema";
    private static final String PREFIX = "prefix";
    private static final String TIMEOUT = "statement-timeout";
    private static final String PAGE = "page";

    private static final Pattern IDENTIFIER = Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}");
    private static final Pattern SHIPPED = Pattern.compile("[a-z][a-z0-9-]{0,63}");
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(5);
    private static final Duration MOST_TIMEOUT = Duration.ofDays(1);
    private static final int DEFAULT_PAGE = 5_000;
    private static final int MOST_PAGE = 1_000_000;

    private final @Nullable DataSource dataSource;
    private final @Nullable String documentName;
    private final @Nullable String documentText;

    /** The plugin as it is found by its name. */
    public JdbcProvider() {
        this(null, null, null);
    }

    private JdbcProvider(
            @Nullable DataSource dataSource, @Nullable String documentName, @Nullable String documentText) {
        this.dataSource = dataSource;
        this.documentName = documentName;
        this.documentText = documentText;
    }

    /**
     * The plugin over the host's own connections, for instance of a pool; it has no options {@code url}, {@code user} and
     * {@code password}. A connection is given back as it was: what the plugin sets is undone.
     */
    public static JdbcProvider of(DataSource dataSource) {
        return new JdbcProvider(Objects.requireNonNull(dataSource, "dataSource"), null, null);
    }

    /**
     * The same with a mapping of the program's own; it has no option {@code mapping}.
     *
     * @param newDocumentName name of the mapping in messages
     * @param text its text, YAML or JSON
     */
    public JdbcProvider withMapping(String newDocumentName, String text) {
        return new JdbcProvider(
                dataSource,
                Objects.requireNonNull(newDocumentName, "newDocumentName"),
                Objects.requireNonNull(text, "text"));
    }

    @Override
    public int spiLevel() {
        return 1;
    }

    @Override
    public String name() {
        return "jdbc";
    }

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public List<SourceOption> options() {
        List<SourceOption> options = new ArrayList<>();
        if (dataSource == null) {
            options.add(SourceOption.required(
                    URL,
                    SourceOption.Kind.STRING,
                    new Names(
                            "Адрес базы: jdbc:postgresql://…, jdbc:mariadb://… или jdbc:mysql://…, без имени и пароля.",
                            "The database: jdbc:postgresql://…, jdbc:mariadb://… or jdbc:mysql://…, without user and"
                                    + " password.")));
            options.add(SourceOption.optional(
                    USER,
                    SourceOption.Kind.STRING,
                    null,
                    new Names("Имя пользователя базы.", "The user of the database.")));
            options.add(SourceOption.optional(
                    PASSWORD, SourceOption.Kind.SECRET, null, new Names("Пароль.", "The password.")));
        }
        if (documentText == null) {
            options.add(
                    SourceOption.optional(
                            MAPPING,
                            SourceOption.Kind.STRING,
                            null,
                            new Names(
                                    "Путь к описанию соответствия (YAML) или имя встроенного описания; для моментов не нужно.",
                                    "The path of a mapping document (YAML), or the name of a shipped one; moments need none.")));
        }
        options.add(MappingOptions.ZONE);
        options.add(MappingOptions.CURRENCY);
        options.add(SourceOption.optional(
                SCHEMA,
                SourceOption.Kind.STRING,
                null,
                new Names(
                        "Схема таблиц (в MySQL и MariaDB — база).",
                        "The schema of the tables (the database in MySQL and MariaDB).")));
        options.add(SourceOption.optional(
                PREFIX,
                SourceOption.Kind.STRING,
                null,
                new Names(
                        "Начало имён таблиц, например matomo_.", "What names of tables begin with, such as matomo_.")));
        options.add(SourceOption.optional(
                TIMEOUT,
                SourceOption.Kind.DURATION,
                DEFAULT_TIMEOUT.toString(),
                new Names("Самое долгое выполнение запроса.", "The longest that a statement may take.")));
        options.add(SourceOption.optional(
                PAGE,
                SourceOption.Kind.INT,
                Integer.toString(DEFAULT_PAGE),
                new Names("Сколько строк читать одним запросом.", "How many rows one statement reads.")));
        return List.copyOf(options);
    }

    /**
     * Connects, reads the mapping, and compares the tables and columns of the database with it.
     *
     * @throws CkpiException kind CONFIG with all faults of the options, of the mapping or of the tables in its message; kinds
     *     AUTH and UNAVAILABLE if there is no connection
     */
    @Override
    public RecordSource open(SourceConfig config, SourceContext context) {
        List<String> faults = new ArrayList<>();
        Options options = new Options(
                identifier(config, SCHEMA, faults),
                identifier(config, PREFIX, faults),
                timeout(config, faults),
                page(config, faults));
        JdbcUrl url = dataSource == null ? url(config, faults) : null;
        if (!faults.isEmpty()) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, "CKPI-JDBC-OPTION", config.source(), String.join("\n", faults));
        }
        JdbcMapping mapping = mapping(config);
        Database database = dataSource != null
                ? Database.of(config.source(), dataSource, options)
                : Database.of(
                        config.source(),
                        Objects.requireNonNull(url),
                        config.text(USER).orElse(null),
                        config.secret(PASSWORD).orElse(null),
                        options);
        return JdbcSource.open(config.source(), mapping, database, context);
    }

    private static @Nullable String identifier(SourceConfig config, String key, List<String> faults) {
        String text = config.text(key).orElse(null);
        if (text == null || text.isEmpty()) {
            return null;
        }
        if (!IDENTIFIER.matcher(text).matches()) {
            faults.add("option " + key + " is not a name of letters, digits and underscores, at most 63 of them");
            return null;
        }
        return text;
    }

    private static Duration timeout(SourceConfig config, List<String> faults) {
        Duration timeout = config.duration(TIMEOUT).orElse(DEFAULT_TIMEOUT);
        if (timeout.toMillis() < 1 || timeout.compareTo(MOST_TIMEOUT) > 0) {
            faults.add("option " + TIMEOUT + " is not above 0 and at most a day: " + timeout);
            return DEFAULT_TIMEOUT;
        }
        return timeout;
    }

    private static int page(SourceConfig config, List<String> faults) {
        long page = config.integer(PAGE).orElse((long) DEFAULT_PAGE);
        if (page < 1 || page > MOST_PAGE) {
            faults.add("option " + PAGE + " is not 1 to " + MOST_PAGE + ": " + page);
            return DEFAULT_PAGE;
        }
        return (int) page;
    }

    private static @Nullable JdbcUrl url(SourceConfig config, List<String> faults) {
        String text = config.text(URL).orElse(null);
        if (text == null) {
            faults.add("option " + URL + " is missing");
            return null;
        }
        try {
            return JdbcUrl.parse(text);
        } catch (IllegalArgumentException e) {
            faults.add("option " + URL + " " + e.getMessage());
            return null;
        }
    }

    private JdbcMapping mapping(SourceConfig config) {
        ZoneId zone = config.zone(MappingOptions.ZONE.key()).orElse(null);
        Currency currency = config.currency(MappingOptions.CURRENCY.key()).orElse(null);
        if (documentText != null) {
            return JdbcMapping.read(Objects.requireNonNull(documentName), documentText, zone, currency);
        }
        String name = config.text(MAPPING).orElse(null);
        if (name == null) {
            return JdbcMapping.none(zone, currency);
        }
        if (SHIPPED.matcher(name).matches()) {
            try (InputStream in = JdbcProvider.class.getResourceAsStream("mappings/" + name + ".yaml")) {
                if (in != null) {
                    return JdbcMapping.read(name + ".yaml", in, zone, currency);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        try {
            return JdbcMapping.read(Path.of(name), zone, currency);
        } catch (InvalidPathException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-JDBC-OPTION",
                    config.source(),
                    "option mapping is no path: " + name,
                    e);
        }
    }
}
