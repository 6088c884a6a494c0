package io.ckpi.source.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ckpi.core.CkpiException;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.record.Touch;
import io.ckpi.source.jdbc.internal.JdbcUrl;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.tck.TestHost;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGSimpleDataSource;

/** What goes wrong outside. */
class FaultsTest {

    private static final String MAPPING = """
            schema: ckpi/crm-mapping@1
            id: visits
            zone: UTC
            queries:
              - name: visits
                sql: %s
                key: id
                records:
                  - record: Touch
                    key: id
                    occurredAt: at
                    kind: {const: VISIT}
            """;
    private static final String VISITS = "SELECT v.id, v.at FROM visits v";

    private String schema = "";

    @BeforeEach
    void makeTable() throws SQLException {
        schema = TestDatabase.schema();
        TestDatabase.run(
                schema,
                "CREATE TABLE visits (id int PRIMARY KEY, at timestamp NOT NULL, secret text)",
                "INSERT INTO visits SELECT i, '2026-01-01', 'canary' || i FROM generate_series(1, 100) i");
    }

    private static JdbcProvider provider(String sql) {
        return new JdbcProvider().withMapping("visits.yaml", MAPPING.formatted(sql));
    }

    private static CkpiException fault(
            org.assertj.core.api.ThrowableAssert.ThrowingCallable call, CkpiException.Kind kind) {
        CkpiException e = org.assertj.core.api.Assertions.catchThrowableOfType(CkpiException.class, call);
        assertThat(e).isNotNull();
        assertThat(e.kind()).as(e.getMessage()).isEqualTo(kind);
        StringBuilder told = new StringBuilder();
        for (Throwable t = e; t != null; t = t.getCause()) {
            told.append(t);
        }
        assertThat(told).doesNotContain("canary", "wrong-password");
        return e;
    }

    @Test
    void wrongCredentials() {
        TestHost host = TestHost.with("url", TestDatabase.url(), "user", "nobody", "password", "wrong-password");
        assertThat(fault(() -> host.open(provider(VISITS)), CkpiException.Kind.AUTH))
                .hasMessageStartingWith("the database refuses access: connecting failed: SQLSTATE 28");
    }

    @Test
    void aServerThatIsDown() {
        TestHost host = TestHost.with("url", "jdbc:postgresql://localhost:1/postgres?connectTimeout=2", "user", "u");
        fault(() -> host.open(provider(VISITS)), CkpiException.Kind.UNAVAILABLE);
    }

    @Test
    void noSuchDatabase() {
        TestHost host = TestHost.with(
                "url", TestDatabase.url().replace("/postgres", "/nowhere"), "user", "postgres", "password", "postgres");
        fault(() -> host.open(provider(VISITS)), CkpiException.Kind.CONFIG);
    }

    @Test
    void sqlThatIsNotUnderstood() {
        assertThat(fault(
                        () -> TestDatabase.host(schema).open(provider("SELECT v.id, v.moment AS at FROM visits v")),
                        CkpiException.Kind.CONFIG))
                .hasMessageStartingWith("query visits is not understood: ERROR: column v.moment does not exist");
        assertThat(fault(
                        () -> TestDatabase.host(schema).open(provider("SELECT v.id FROM visits v")),
                        CkpiException.Kind.CONFIG))
                .hasMessage("query visits lacks columns that the mapping names: at");
    }

    @Test
    void aStatementThatTakesTooLong() {
        TestHost host = TestDatabase.host(schema, "statement-timeout", "PT0.3S");
        try (RecordSource source =
                host.open(provider("SELECT v.id, v.at FROM visits v WHERE pg_sleep(0.1) IS NOT NULL"))) {
            assertThat(fault(() -> host.read(source, Touch.class), CkpiException.Kind.UNAVAILABLE))
                    .hasMessage(
                            "the database took longer than statement-timeout allows: query visits failed: SQLSTATE 57014");
        }
    }

    @Test
    @Timeout(20)
    void cancellationIsSeenWhileAStatementRuns() throws Exception {
        TestHost host = TestDatabase.host(schema);
        try (RecordSource source =
                host.open(provider("SELECT v.id, v.at FROM visits v WHERE pg_sleep(1) IS NOT NULL"))) {
            Thread canceller = new Thread(() -> {
                try {
                    Thread.sleep(300);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
                host.cancel(true);
            });
            canceller.start();
            assertThat(fault(() -> host.read(source, Touch.class), CkpiException.Kind.CANCELLED)
                            .code())
                    .isEqualTo("CKPI-SRC-CANCELLED");
            canceller.join();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ckpi-jdbc"));
    }

    @Test
    @Timeout(20)
    void closingDoesNotWaitForWhatIsFetchedAhead() {
        TestHost host = TestDatabase.host(schema, "page", "10");
        String sql =
                "SELECT v.id, v.at FROM visits v WHERE CASE WHEN v.id > 11 THEN pg_sleep(60) IS NOT NULL ELSE TRUE END";
        try (RecordSource source = host.open(provider(sql));
                RecordReader<Touch> reader = source.read(ReadRequest.all(Touch.class))) {
            assertThat(reader.next()).isNotNull();
        }
        assertThat(Thread.getAllStackTraces().keySet())
                .noneMatch(thread -> thread.getName().startsWith("ckpi-jdbc"));
    }

    @Test
    void badDataInTheMiddle() {
        TestHost host = TestDatabase.host(schema, "page", "10");
        try (RecordSource source = host.open(
                provider(
                        "SELECT v.id, v.at + (CASE WHEN v.id > 55 THEN CAST(v.secret AS int) ELSE 0 END) * INTERVAL '1 s' AS at FROM visits v"))) {
            try (RecordReader<Touch> reader = source.read(ReadRequest.all(Touch.class))) {
                for (int i = 0; i < 50; i++) {
                    reader.next();
                }
                CkpiException e = fault(
                        () -> {
                            while (reader.next() != null) {
                                // on to the bad page
                            }
                        },
                        CkpiException.Kind.DATA);
                assertThat(e).hasMessage("query visits failed: SQLSTATE 22P02");
                assertThat(e.getCause()).isInstanceOf(SQLException.class);
            }
        }
    }

    @Test
    void theConnectionBreaksInTheMiddle() throws SQLException {
        TestHost host = TestDatabase.host(schema, "page", "10");
        try (RecordSource source = host.open(provider(VISITS));
                RecordReader<Touch> reader = source.read(ReadRequest.all(Touch.class))) {
            for (int i = 0; i < 15; i++) {
                reader.next();
            }
            TestDatabase.count(
                    "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE application_name = 'ckpi'");
            fault(
                    () -> {
                        while (reader.next() != null) {
                            // on to the next page
                        }
                    },
                    CkpiException.Kind.UNAVAILABLE);
        }
    }

    @Test
    void tablesChangeWhileTheSourceIsOpen() throws SQLException {
        TestHost host = TestDatabase.host(schema);
        try (RecordSource source = host.open(provider(VISITS))) {
            TestDatabase.run(schema, "ALTER TABLE visits DROP COLUMN at");
            assertThat(fault(() -> host.read(source, Touch.class), CkpiException.Kind.DATA))
                    .hasMessage("query visits failed: SQLSTATE 42703");
        }
    }

    @Test
    void nothingIsLeftOpen() throws SQLException {
        TestHost host = TestDatabase.host(schema);
        RecordSource source = host.open(provider(VISITS));
        RecordReader<Touch> reader = source.read(ReadRequest.all(Touch.class));
        reader.next();
        source.close();
        assertThatExceptionOfType(CkpiException.class).isThrownBy(reader::next).satisfies(e -> assertThat(e.code())
                .isEqualTo("CKPI-SRC-CLOSED"));
        assertThatExceptionOfType(CkpiException.class)
                .isThrownBy(() -> source.read(ReadRequest.all(Touch.class)))
                .satisfies(e -> assertThat(e.code()).isEqualTo("CKPI-SRC-CLOSED"));
        reader.close();
        reader.close();
        source.close();
        for (int i = 0; i < 50 && connections() > 0; i++) {
            java.util.concurrent.locks.LockSupport.parkNanos(20_000_000);
        }
        assertThat(connections()).isZero();
    }

    private static long connections() throws SQLException {
        return TestDatabase.count("SELECT count(*) FROM pg_stat_activity WHERE application_name = 'ckpi'");
    }

    @Test
    void connectionsOfTheHostComeBackAsTheyWere() throws SQLException {
        PGSimpleDataSource data = new PGSimpleDataSource();
        data.setUrl(TestDatabase.url());
        data.setUser("postgres");
        data.setPassword("postgres");
        try (java.sql.Connection one = data.getConnection()) {
            java.sql.Connection kept = (java.sql.Connection) java.lang.reflect.Proxy.newProxyInstance(
                    FaultsTest.class.getClassLoader(),
                    new Class<?>[] {java.sql.Connection.class},
                    (proxy, method, arguments) ->
                            method.getName().equals("close") ? null : method.invoke(one, arguments));
            PGSimpleDataSource pool = new PGSimpleDataSource() {
                @Override
                public java.sql.Connection getConnection() {
                    return kept;
                }
            };
            TestHost host = TestHost.with("schema", schema);
            try (RecordSource source =
                    host.open(JdbcProvider.of(pool).withMapping("v.yaml", MAPPING.formatted(VISITS)))) {
                assertThat(host.read(source, Touch.class).records()).hasSize(100);
            }
            assertThat(one.getAutoCommit()).isTrue();
            assertThat(one.isReadOnly()).isFalse();
            assertThat(one.getTransactionIsolation()).isEqualTo(java.sql.Connection.TRANSACTION_READ_COMMITTED);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "DELETE FROM visits | is no SELECT",
                "SELECT 1; DROP TABLE visits | has a ';': it must be one statement without parameters",
                "SELECT id FROM visits WHERE id = ? | has a '?': it must be one statement without parameters",
                "SELECT 1) q | closes a bracket that is not open",
                "SELECT (1 | has a bracket that is never closed",
                "SELECT 1 -- x | has a comment: write it in YAML, outside of the text",
                "SELECT 1 /* x */ | has a comment: write it in YAML, outside of the text",
                "SELECT 1 # x | has a comment: write it in YAML, outside of the text",
                "SELECT '\\'' | has a quote that is never closed",
                "SELECT $$($$) q, (SELECT 1 | has a '$', which begins a quote in PostgreSQL",
                "SELECT 1 FROM ${nowhere} n | names a table that tables does not list: nowhere",
            })
    void sqlThatNoMappingMayHold(String sql, String message) {
        String quoted = "'" + sql.replace("'", "''") + "'";
        assertThatExceptionOfType(DefinitionException.class)
                .isThrownBy(() -> TestDatabase.host(schema).open(provider(quoted)))
                .withMessageContaining(message);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:h2:mem:x;INIT=RUNSCRIPT FROM 'x'",
                "jdbc:postgresql:db",
                "jdbc:postgresql://host/db;x",
                "jdbc:postgresql://h/db?socketFactory=org.springframework.context.support.ClassPathXmlApplicationContext",
                "jdbc:postgresql://h/db?sslfactory=x",
                "jdbc:postgresql://h/db?ssl=true&sslpasswordcallback=x",
                "jdbc:postgresql://h/db?socket%46actory=x",
                "jdbc:postgresql://h/db?loggerFile=/etc/x",
                "jdbc:postgresql://h/db?options=-c%20x",
                "jdbc:postgresql://h/db?user=me",
                "jdbc:postgresql://h/db?Password=secret",
                "jdbc:postgresql://h/db?ssl=a%20b",
                "jdbc:postgresql://h/db?ssl=true&ssl=false",
                "jdbc:postgresql://me:secret@h/db",
                "jdbc:mysql://h/db?allowLoadLocalInfile=true",
                "jdbc:mysql://h/db?autoDeserialize=true",
                "jdbc:mysql://(host=h,allowLoadLocalInfile=true)/db",
                "jdbc:mysql://address=(host=h)(allowLoadLocalInfile=true)/db",
                "jdbc:mysql:loadbalance://h/db",
                "jdbc:mariadb://h/db?credentialType=x",
                "jdbc:mariadb://h/db?allowMultiQueries=true",
            })
    void urlsThatAreRefused(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> JdbcUrl.parse(url))
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("secret", "=me"));
    }

    @Test
    void urlsThatAreTaken() {
        assertThat(JdbcUrl.parse(
                                "jdbc:postgresql://db1:5432,[::1]:5433/crm?sslmode=verify-full&sslrootcert=/etc/ca.pem")
                        .parameters())
                .isEqualTo(Map.of("sslmode", "verify-full", "sslrootcert", "/etc/ca.pem"));
        assertThat(List.of("jdbc:mariadb://h/db", "jdbc:mysql://h:3306/db?sslMode=VERIFY_IDENTITY"))
                .allSatisfy(url -> assertThat(JdbcUrl.parse(url).place()).contains("/db"));
    }

    @Test
    void allFaultsOfTheOptionsAreTold() {
        TestHost host = TestHost.with(
                "url", "jdbc:sqlite:x", "schema", "a b", "prefix", "x;", "statement-timeout", "PT0S", "page", "0");
        assertThat(fault(() -> host.open(provider(VISITS)), CkpiException.Kind.CONFIG)
                        .getMessage()
                        .lines())
                .hasSize(5);
    }

    @Test
    void aDriverThatIsNotThere() {
        // MySQL's own driver is not here, but MariaDB's reads such a server too: it fails to connect, not to be found
        TestHost host = TestHost.with("url", "jdbc:mysql://localhost:1/x?connectTimeout=1000", "user", "u");
        fault(() -> host.open(provider(VISITS)), CkpiException.Kind.UNAVAILABLE);
    }
}
