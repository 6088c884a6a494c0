package io.ckpi.benchmarks.core;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.ckpi.core.record.Order;
import io.ckpi.source.duckdb.DuckDbProvider;
import io.ckpi.source.files.FilesProvider;
import io.ckpi.source.jdbc.JdbcProvider;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.Rejects;
import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.HmacTokenizer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Currency;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * From a file to records, beside what the same file costs if nothing is made of it: orders of five columns (number, time, id of 20
 * digits, amount, state) in CSV and Parquet, and the same orders without the id in a table of PostgreSQL.
 *
 * <p>The gates, in rows a second: {@link #files} at least 0.4 of {@link #fastCsv}, which only counts fields. Duration of
 * {@link #filesWithTokens} says what tokens cost; {@link #duckDb} stands beside {@link #duckDbResultSet}, which fetches the same
 * texts of the same file; the database is open in both. {@link #jdbc} at least 0.7 of {@link #jdbcResultSet}, which fetches the
 * same columns of the same rows in the same order as texts; each makes a connection, and the source is open.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class SourceReadBenchmark {

    /** Rows of the file. */
    @Param("200000")
    public int size;

    private static final String MAPPING = """
            schema: ckpi/mapping@1
            id: orders
            zone: UTC
            currency: RUB
            files:
              - file: %s
                format: %s
                records:
                  - record: Order
                    orderRef: order
                    createdAt: {from: at, format: '%s'}
                    status: {from: state, values: {paid: PAID, new: CREATED}}
                    revenue: {money: sum}
            """;

    private static final String TABLE_MAPPING = """
            schema: ckpi/crm-mapping@1
            id: orders
            zone: UTC
            currency: RUB
            tables:
              %1$s: {required: [id, ref, created, total, state]}
            queries:
              - name: orders
                sql: SELECT ref, created, state, total, id FROM ${%1$s}
                key: id
                records:
                  - record: Order
                    orderRef: ref
                    createdAt: created
                    status: {from: state, values: {paid: PAID, new: CREATED}}
                    revenue: {money: total}
            """;

    private Path folder = Path.of(".");
    private Path csv = Path.of(".");
    private @Nullable Connection database;
    private @Nullable RecordSource parquet;

    /** Writes the files. */
    @Setup
    public void setUp() throws IOException, SQLException {
        folder = Files.createTempDirectory("ckpi-benchmark").toRealPath();
        csv = folder.resolve("orders.csv");
        DateTimeFormatter format = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
        LocalDateTime start = LocalDateTime.of(2024, 1, 1, 0, 0);
        StringBuilder text = new StringBuilder("order,at,user,sum,state\n");
        for (int i = 0; i < size; i++) {
            text.append("A-")
                    .append(i)
                    .append(',')
                    .append(start.plusSeconds(97L * i).format(format))
                    .append(',')
                    .append(BigInteger.valueOf(i % 65_537)
                            .multiply(BigInteger.valueOf(281_474_976_710_677L))
                            .add(new BigInteger("10000000000000000000")))
                    .append(',')
                    .append(i % 9973)
                    .append('.')
                    .append(10 + i % 90)
                    .append(',')
                    .append(i % 3 == 0 ? "new" : "paid")
                    .append('\n');
        }
        Files.writeString(csv, text);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute(
                    "COPY (SELECT * REPLACE (CAST(\"at\" AS TIMESTAMP) AS \"at\", CAST(\"sum\" AS DECIMAL(18,2)) AS"
                            + " \"sum\") FROM read_csv('" + csv + "', all_varchar = true)) TO '"
                            + folder.resolve("orders.parquet") + "'");
        }
        Properties properties = new Properties();
        properties.setProperty("jdbc_stream_results", "true");
        database = DriverManager.getConnection("jdbc:duckdb:", properties);
        try (Statement statement = database.createStatement()) {
            statement.execute("SET threads = 2");
        }
        DuckDbProvider provider =
                DuckDbProvider.withMapping("orders.yaml", MAPPING.formatted("orders.parquet", "parquet", "iso"));
        parquet = provider.open(new Options(folder), new Context());
    }

    /** Deletes them. */
    @TearDown
    public void tearDown() throws IOException, SQLException {
        Objects.requireNonNull(database).close();
        Objects.requireNonNull(parquet).close();
        Files.delete(csv);
        Files.delete(folder.resolve("orders.parquet"));
        Files.delete(folder);
    }

    /** The floor: FastCSV counts the fields. */
    @Benchmark
    public long fastCsv() throws IOException {
        long fields = 0;
        try (CsvReader<CsvRecord> reader = CsvReader.builder().ofCsvRecord(csv)) {
            for (CsvRecord record : reader) {
                fields += record.getFieldCount();
            }
        }
        return fields;
    }

    /** CSV to orders without persons. */
    @Benchmark
    public long files() {
        String mapping = MAPPING.formatted("orders.csv", "csv", "yyyy-MM-dd HH:mm:ss");
        return read(FilesProvider.withMapping("orders.yaml", mapping));
    }

    /** CSV to orders with a token each. */
    @Benchmark
    public long filesWithTokens() {
        String mapping = MAPPING.formatted("orders.csv", "csv", "yyyy-MM-dd HH:mm:ss");
        return read(
                FilesProvider.withMapping("orders.yaml", mapping + "        person: {token: user, type: clientId}\n"));
    }

    /** The floor: DuckDB's result, text by text, of Parquet. */
    @Benchmark
    public long duckDbResultSet() throws SQLException {
        long chars = 0;
        try (Statement statement = Objects.requireNonNull(database).createStatement();
                ResultSet result = statement.executeQuery("SELECT \"order\", CAST(\"at\" AS VARCHAR), state,"
                        + " CAST(\"sum\" AS VARCHAR) FROM read_parquet('" + folder.resolve("orders.parquet") + "')")) {
            while (result.next()) {
                for (int i = 1; i <= 4; i++) {
                    chars += result.getString(i).length();
                }
            }
        }
        return chars;
    }

    /** Parquet to orders without persons. */
    @Benchmark
    public long duckDb() {
        return read(Objects.requireNonNull(parquet));
    }

    /** The floor: the rows of a table, text by text. */
    @Benchmark
    public long jdbcResultSet(Server server) throws SQLException {
        long chars = 0;
        try (Connection connection = server.postgres.getPostgresDatabase().getConnection()) {
            connection.setAutoCommit(false); // else the driver fetches all rows at once
            try (Statement statement = connection.createStatement()) {
                statement.setFetchSize(1_000);
                try (ResultSet result = statement.executeQuery(
                        "SELECT ref, created, state, total, id FROM " + server.table + " ORDER BY id")) {
                    while (result.next()) {
                        for (int i = 1; i <= 5; i++) {
                            chars += result.getString(i).length();
                        }
                    }
                }
            }
        }
        return chars;
    }

    /** A table to orders. */
    @Benchmark
    public long jdbc(Server server) {
        return read(Objects.requireNonNull(server.orders));
    }

    /** A PostgreSQL with a table of orders; one server for all benchmarks of a virtual machine, stopped with it. */
    @State(Scope.Benchmark)
    public static class Server {
        private final EmbeddedPostgres postgres = Started.SERVER;
        private String table = "";
        private @Nullable RecordSource orders;

        /** Fills the table and opens it. */
        @Setup
        public void setUp(SourceReadBenchmark benchmark) throws SQLException {
            table = "orders" + benchmark.size;
            try (Connection connection = postgres.getPostgresDatabase().getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("DROP TABLE IF EXISTS " + table);
                statement.execute("CREATE TABLE " + table + " (id integer PRIMARY KEY, ref text NOT NULL,"
                        + " created timestamp NOT NULL, total numeric(18,2) NOT NULL, state text NOT NULL)");
                statement.execute("INSERT INTO " + table + " SELECT i, 'A-' || i,"
                        + " timestamp '2024-01-01' + 97 * i * interval '1 second', i % 9973 + (10 + i % 90) / 100.0,"
                        + " CASE WHEN i % 3 = 0 THEN 'new' ELSE 'paid' END FROM generate_series(0, "
                        + (benchmark.size - 1) + ") i");
                statement.execute("VACUUM ANALYZE " + table);
            }
            orders = JdbcProvider.of(postgres.getPostgresDatabase())
                    .withMapping("orders.yaml", TABLE_MAPPING.formatted(table))
                    .open(new Options(Path.of(".")), new Context());
        }

        /** Closes it. */
        @TearDown
        public void tearDown() {
            Objects.requireNonNull(orders).close();
        }

        private static final class Started {
            static final EmbeddedPostgres SERVER = start();

            private static EmbeddedPostgres start() {
                try {
                    EmbeddedPostgres started = EmbeddedPostgres.start();
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
    }

    private long read(SourceProvider provider) {
        try (RecordSource source = provider.open(new Options(folder), new Context())) {
            return read(source);
        }
    }

    private long read(RecordSource source) {
        long count = 0;
        try (RecordReader<Order> reader = source.read(ReadRequest.all(Order.class))) {
            for (Order order = reader.next(); order != null; order = reader.next()) {
                count += order.status() == Order.Status.PAID ? 1 : 0;
            }
        }
        if (count != size - (size + 2) / 3) {
            throw new IllegalStateException("not the orders of the file: " + count);
        }
        return count;
    }

    /** What the connectors are told: the folder. */
    private record Options(Path folder) implements SourceConfig {
        @Override
        public String source() {
            return "orders";
        }

        @Override
        public Optional<String> text(String key) {
            return Optional.empty();
        }

        @Override
        public Optional<Long> integer(String key) {
            return Optional.empty();
        }

        @Override
        public Optional<BigDecimal> decimal(String key) {
            return Optional.empty();
        }

        @Override
        public Optional<Boolean> flag(String key) {
            return Optional.empty();
        }

        @Override
        public Optional<Duration> duration(String key) {
            return Optional.empty();
        }

        @Override
        public Optional<Path> path(String key) {
            return key.equals("dir") ? Optional.of(folder) : Optional.empty();
        }

        @Override
        public Optional<URI> uri(String key) {
            return Optional.empty();
        }

        @Override
        public Optional<ZoneId> zone(String key) {
            return Optional.empty();
        }

        @Override
        public Optional<Currency> currency(String key) {
            return Optional.empty();
        }

        @Override
        public Optional<Secret> secret(String key) {
            return Optional.empty();
        }
    }

    /** A host that refuses rejects: there are none in the file. */
    private static final class Context implements SourceContext, Rejects {
        private final Tokenizer tokens = HmacTokenizer.of("k1", new byte[32]);
        private final Clock clock = Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC);

        @Override
        public int spiLevel() {
            return 1;
        }

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public Tokenizer tokens() {
            return tokens;
        }

        @Override
        public Rejects rejects() {
            return this;
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public Instant deadline() {
            return Instant.MAX;
        }

        @Override
        public void add(Reject reject) {
            throw new IllegalStateException(reject.toString());
        }

        @Override
        public void accepted(String source, String stream) {
            // counted by the caller
        }

        @Override
        public boolean overBudget(String source, String stream) {
            return false;
        }
    }
}
