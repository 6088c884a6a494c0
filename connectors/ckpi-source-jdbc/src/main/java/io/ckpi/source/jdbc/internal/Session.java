package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A connection in a transaction that only reads and sees one state of the data. Mutable, for one thread; a second thread,
 * which ends with the session, cancels the statement at work once the host wants to stop.
 */
final class Session implements AutoCloseable {

    private static final int FETCH = 1_000;

    private final String source;
    private final Connection connection;
    private final Dialect dialect;
    private final Instant startedAt;
    private final Runnable check;
    private final Guard guard;
    private final List<String> undo = new ArrayList<>();
    private final boolean wasReadOnly;
    private final boolean wasAutoCommit;
    private final int wasIsolation;
    private final Options options;
    private final @Nullable String wasCatalog;
    private boolean closed;

    private Session(String source, Connection connection, Options options, Instant now, Runnable check)
            throws SQLException {
        this.source = source;
        this.connection = connection;
        this.startedAt = now;
        this.check = check;
        Dialect known = Dialect.of(connection.getMetaData().getDatabaseProductName());
        if (known == null) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-JDBC-DIALECT",
                    source,
                    "the database is not PostgreSQL, MariaDB or MySQL");
        }
        this.dialect = known;
        this.wasReadOnly = connection.isReadOnly();
        this.wasAutoCommit = connection.getAutoCommit();
        this.wasIsolation = dialect == Dialect.MYSQL ? connection.getTransactionIsolation() : 0;
        this.wasCatalog = connection.getCatalog();
        this.guard = new Guard(check);
        connection.setReadOnly(true);
        if (dialect == Dialect.MYSQL) {
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            prepareMysql(options);
        }
        connection.setAutoCommit(false);
        this.options = options;
        start();
    }

    private void start() throws SQLException {
        if (dialect == Dialect.POSTGRESQL) {
            // in one go: each way to the server and back takes longer than the work there
            run("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY; SET LOCAL statement_timeout = "
                    + options.timeout().toMillis() + "; SET LOCAL TIME ZONE 'UTC'"
                    + (options.schema() == null
                            ? ""
                            : "; SET LOCAL search_path TO " + dialect.quoted(options.schema())));
        } else {
            run("START TRANSACTION WITH CONSISTENT SNAPSHOT, READ ONLY");
        }
    }

    private void prepareMysql(Options options) throws SQLException {
        if (options.schema() != null) {
            connection.setCatalog(options.schema());
        }
        boolean mariadb = connection.getMetaData().getDatabaseProductName().equalsIgnoreCase("mariadb");
        String limit = mariadb ? "max_statement_time" : "max_execution_time";
        long millis = options.timeout().toMillis();
        for (String variable : List.of("time_zone", limit)) {
            try (Statement statement = connection.createStatement();
                    ResultSet before = statement.executeQuery("SELECT @@session." + variable)) {
                if (before.next()) {
                    String value = before.getString(1);
                    undo.add("SET SESSION " + variable + " = "
                            + (variable.equals("time_zone") ? "'" + value.replace("'", "''") + "'" : value));
                }
            }
        }
        run("SET SESSION time_zone = '+00:00'");
        run("SET SESSION " + limit + " = "
                + (mariadb ? java.math.BigDecimal.valueOf(millis, 3).toPlainString() : Long.toString(millis)));
    }

    static Session begin(String source, Connection connection, Options options, Instant now, Runnable check) {
        try {
            return new Session(source, connection, options, now, check);
        } catch (SQLException | RuntimeException e) {
            try {
                connection.close();
            } catch (SQLException ignored) {
                e.addSuppressed(new SQLException("closing failed", ignored.getSQLState()));
            }
            throw e instanceof SQLException sql
                    ? SqlFaults.of(source, "beginning a transaction", sql)
                    : (RuntimeException) e;
        }
    }

    private void run(String sql) throws SQLException {
        try (Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /** Begins another transaction: after a fault PostgreSQL answers nothing more in the old one. */
    void restart() {
        try {
            connection.rollback();
            start();
        } catch (SQLException e) {
            throw SqlFaults.of(source, "beginning a transaction", e);
        }
    }

    Dialect dialect() {
        return dialect;
    }

    Connection connection() {
        return connection;
    }

    /** When the transaction began, by the host's clock. */
    Instant startedAt() {
        return startedAt;
    }

    PreparedStatement prepare(String sql) throws SQLException {
        PreparedStatement statement =
                connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY);
        statement.setFetchSize(FETCH);
        return statement;
    }

    /** Runs a query; {@link #done} must follow once its rows are read. */
    ResultSet query(PreparedStatement statement) throws SQLException {
        check.run();
        guard.watch(statement);
        return statement.executeQuery();
    }

    /** Breaks off the statement at work, if there is one; may be called by another thread. */
    void cancel() {
        guard.cancel();
    }

    /** Gives up the connection, whatever waits for it; may be called by another thread. */
    void abort() {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            // then it ends by itself, once the line counts as silent
        }
    }

    /** Nothing runs now that could be cancelled. */
    void done() {
        guard.watch(null);
    }

    /** What went wrong: the host's wish to stop, if that was it. */
    CkpiException failure(String doing, SQLException e) {
        guard.watch(null);
        CkpiException stop = guard.stop();
        if (stop != null) {
            return stop;
        }
        try {
            check.run();
        } catch (CkpiException wanted) {
            return wanted;
        }
        return SqlFaults.of(source, doing, e);
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        guard.close();
        try (Connection closing = connection) {
            if (!closing.isClosed()) {
                closing.rollback();
                closing.setAutoCommit(wasAutoCommit);
                for (String sql : undo) {
                    run(sql);
                }
                closing.setReadOnly(wasReadOnly);
                if (dialect == Dialect.MYSQL) {
                    if (wasCatalog != null) {
                        closing.setCatalog(wasCatalog);
                    }
                    closing.setTransactionIsolation(wasIsolation);
                }
            }
        } catch (SQLException e) {
            // it was only read: nothing is lost
        }
    }
}
