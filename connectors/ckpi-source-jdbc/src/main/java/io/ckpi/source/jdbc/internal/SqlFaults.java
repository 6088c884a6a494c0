package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.spi.UnavailableException;
import java.sql.SQLException;
import java.sql.SQLTimeoutException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a fault of a database means. Its own message may hold values of the data or of the connection, so only SQLSTATE and
 * the vendor's number go on, but for a statement that could not be prepared: that message speaks of the mapping's own text.
 */
final class SqlFaults {

    private static final Set<Integer> REFUSED = Set.of(1044, 1045, 1142, 1143, 1227, 1698);
    private static final Set<Integer> TOO_LONG = Set.of(1317, 1969, 3024);
    private static final Set<Integer> BUSY = Set.of(1040, 1053, 1203, 1205, 1213, 2006, 2013);
    private static final Set<Integer> NO_DATABASE = Set.of(1049);

    private SqlFaults() {}

    /**
     * The error.
     *
     * @param doing what was being done, such as {@code query leads}
     */
    static CkpiException of(String source, String doing, SQLException e) {
        String state = state(e);
        int vendor = e.getErrorCode();
        String which = doing + " failed: SQLSTATE " + (state.isEmpty() ? "unknown" : state)
                + (vendor == 0 ? "" : ", error " + vendor);
        SQLException cause = withoutMessage(e);
        if (state.startsWith("28") || state.equals("42501") || REFUSED.contains(vendor)) {
            return new CkpiException(
                    CkpiException.Kind.AUTH, "CKPI-JDBC-AUTH", source, "the database refuses access: " + which, cause);
        }
        if (state.equals("57014") || e instanceof SQLTimeoutException || TOO_LONG.contains(vendor)) {
            return new UnavailableException(
                    "CKPI-JDBC-TIMEOUT",
                    source,
                    "the database took longer than statement-timeout allows: " + which,
                    null,
                    cause);
        }
        if (state.startsWith("3D") || NO_DATABASE.contains(vendor)) {
            return new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-JDBC-DATABASE",
                    source,
                    "there is no such database: " + which,
                    cause);
        }
        if (state.startsWith("08")
                || state.startsWith("57P")
                || state.startsWith("53")
                || state.startsWith("40")
                || state.equals("25P03")
                || BUSY.contains(vendor)) {
            return new UnavailableException(
                    "CKPI-JDBC-UNAVAILABLE", source, "the database does not answer: " + which, null, cause);
        }
        return new CkpiException(CkpiException.Kind.DATA, "CKPI-JDBC-DATA", source, which, cause);
    }

    /** As {@link #of}, for a statement that the database did not understand: then the fault is the mapping's. */
    static CkpiException ofPreparing(String source, String doing, SQLException e) {
        if (!state(e).startsWith("42") || state(e).equals("42501") || REFUSED.contains(e.getErrorCode())) {
            return of(source, doing, e);
        }
        return new CkpiException(
                CkpiException.Kind.CONFIG, "CKPI-JDBC-SQL", source, doing + " is not understood: " + firstLine(e), e);
    }

    private static String state(SQLException e) {
        @Nullable String state = e.getSQLState();
        return state == null ? "" : state;
    }

    private static String firstLine(SQLException e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse("");
    }

    /** The same fault where it happened, without its words. */
    private static SQLException withoutMessage(SQLException e) {
        SQLException plain = new SQLException("SQLSTATE " + state(e), e.getSQLState(), e.getErrorCode());
        plain.setStackTrace(e.getStackTrace());
        return plain;
    }
}
