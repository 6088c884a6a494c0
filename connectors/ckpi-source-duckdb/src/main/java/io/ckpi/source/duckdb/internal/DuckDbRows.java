package io.ckpi.source.duckdb.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.source.mapping.JsonRow;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.source.mapping.TableRows;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The rows of a file as the database gives them, in the order of the file; behind them those lines of a text file that are no
 * rows. Mutable, for one thread.
 */
final class DuckDbRows implements TableRows {

    private static final int DEPTH = 64;
    private static final int MOST_CHARS = 1 << 20;
    private static final int MOST_TEXT = 4 << 20;
    private static final int MOST_FAULTS_AT_ONCE = 10_000;

    /** A line of a text file that is no row. */
    private record Broken(long row, RejectReason reason) {}

    private final DuckDbTable table;
    private final Runnable check;
    private final Connection connection;
    private final Statement statement;
    private final ResultSet rows;
    private final JsonFactory factory = JsonRow.factory(DEPTH, MOST_TEXT);
    private final @Nullable JsonRow object;

    /** Rows that were given, and lines that were no rows. */
    private long good;

    private long bad;
    private long markedGood;
    private long markedBad;

    private boolean ended;
    private boolean quotesChecked;
    private final Deque<Broken> broken = new ArrayDeque<>();
    private long brokenRow;
    private @Nullable RowFault fault;
    private final List<DataIssue> issues = new ArrayList<>();

    private DuckDbRows(
            DuckDbTable table,
            Runnable check,
            Connection connection,
            Statement statement,
            ResultSet rows,
            long good,
            long bad) {
        this.table = table;
        this.check = check;
        this.connection = connection;
        this.statement = statement;
        this.rows = rows;
        this.good = good;
        this.bad = bad;
        this.markedGood = good;
        this.markedBad = bad;
        this.object = table.query().json() ? new JsonRow(table.mapping().columns(), MOST_CHARS) : null;
    }

    static DuckDbRows open(DuckDbTable table, @Nullable String from, Runnable check) {
        long good = 0;
        long bad = 0;
        if (from != null && !from.isEmpty()) {
            String[] parts = from.split("\\|", -1);
            try {
                if (parts.length != 2) {
                    throw new NumberFormatException("not two numbers");
                }
                good = Long.parseLong(parts[0]);
                bad = Long.parseLong(parts[1]);
                if (good < 0 || bad < 0) {
                    throw new NumberFormatException("below 0");
                }
            } catch (NumberFormatException e) {
                throw new CkpiException(
                        CkpiException.Kind.CONFIG,
                        "CKPI-DUCKDB-CURSOR",
                        table.engine().source(),
                        "the cursor is broken",
                        e);
            }
        }
        check.run();
        Connection connection = null;
        try {
            connection = table.engine().connect();
            Statement statement = connection.createStatement();
            String sql = table.query().sql() + (good > 0 ? " OFFSET " + good : "");
            ResultSet rows = Guard.watching(statement, check, () -> statement.executeQuery(sql));
            return new DuckDbRows(table, check, connection, statement, rows, good, bad);
        } catch (SQLException e) {
            close(connection);
            throw table.failure(e, check);
        } catch (RuntimeException e) {
            close(connection);
            throw e;
        }
    }

    @Override
    public boolean next() {
        fault = null;
        try {
            if (!ended) {
                while (rows.next()) {
                    good++;
                    if (object == null) {
                        return true;
                    }
                    String json = json();
                    if (json != null) {
                        fault = parse(object, json);
                        return true;
                    }
                }
                ended = true;
            }
            return nextBroken();
        } catch (SQLException e) {
            throw table.failure(e, check);
        }
    }

    /** The object of a row, or null for an empty line. */
    private @Nullable String json() throws SQLException {
        String json = rows.getString(1);
        if (table.file().format() != DuckDbMapping.Format.JSONL) {
            return json == null ? "null" : json;
        }
        if (json == null || json.isBlank()) {
            return null;
        }
        return good == 1 && json.startsWith("\uFEFF") ? json.substring(1) : json;
    }

    private @Nullable RowFault parse(JsonRow row, String json) {
        try (JsonParser parser = factory.createParser(json)) {
            parser.nextToken();
            RejectReason reason = row.read(parser);
            if (reason == null && parser.nextToken() != null) {
                reason = RejectReason.BAD_JSON; // something follows the object
            }
            return reason == null ? null : new RowFault(reason, null, null);
        } catch (IOException e) {
            return new RowFault(RejectReason.BAD_JSON, null, null);
        }
    }

    // ---- lines that are no rows

    private boolean nextBroken() throws SQLException {
        if (!table.file().format().isLines()) {
            return false;
        }
        if (broken.isEmpty()) {
            fetchBroken();
        }
        Broken line = broken.poll();
        if (line != null) {
            bad++;
            brokenRow = line.row();
            fault = new RowFault(line.reason(), null, null);
            return true;
        }
        if (!quotesChecked) {
            quotesChecked = true;
            return truncated();
        }
        return false;
    }

    /** The next lines that the database left out, in the order of the file, each once. */
    private void fetchBroken() throws SQLException {
        try (Statement faults = connection.createStatement();
                ResultSet lines = faults.executeQuery("SELECT line, min(CAST(error_type AS VARCHAR)) FROM reject_errors"
                        + " GROUP BY line ORDER BY line LIMIT " + MOST_FAULTS_AT_ONCE + " OFFSET " + bad)) {
            while (lines.next()) {
                broken.add(new Broken(Math.max(1, lines.getLong(1) - table.before()), reason(lines.getString(2))));
            }
        }
    }

    private RejectReason reason(String type) {
        return switch (type) {
            case "MISSING COLUMNS", "TOO MANY COLUMNS" ->
                table.file().format().isText() ? RejectReason.COLUMN_COUNT : RejectReason.BAD_JSON;
            case "LINE SIZE OVER MAXIMUM" -> RejectReason.LINE_TOO_LONG;
            case "INVALID ENCODING", "INVALID UNICODE" -> RejectReason.BAD_ENCODING;
            default -> RejectReason.BAD_ESCAPE;
        };
    }

    /**
     * The database leaves out what follows an opening quote that is never closed, and does not say what that was. So the file
     * is looked through: if it ends within quotes, the last row is a reject, and an issue says so.
     */
    private boolean truncated() {
        if (!table.file().format().isText() || table.file().writing().quote().isEmpty() || !endsWithinQuotes()) {
            return false;
        }
        bad++;
        brokenRow = good + bad;
        fault = new RowFault(RejectReason.TRUNCATED, null, null);
        issues.add(new DataIssue(
                "TRUNCATED",
                DataIssue.Severity.ERROR,
                table.engine().source(),
                table.name(),
                1,
                new Names(
                        "Файл обрывается внутри кавычек: все строки после открывающей кавычки потеряны.",
                        "The file ends within quotes: all lines behind the opening quote are lost.")));
        return true;
    }

    private boolean endsWithinQuotes() {
        try {
            return TextScan.of(table.path(), table.file().writing(), check).open();
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.UNAVAILABLE,
                    "CKPI-DUCKDB-READ",
                    table.engine().source(),
                    table.name() + ": cannot be read: " + e.getMessage(),
                    e);
        }
    }

    // ---- cells

    @Override
    public @Nullable String text(int column) throws RowFault {
        if (object != null) {
            return object.text(column);
        }
        try {
            String text = rows.getString(column + 1);
            if (text != null && text.indexOf('\0') >= 0) {
                throw new RowFault(RejectReason.BAD_ENCODING, null, null);
            }
            if (text != null && text.length() > MOST_CHARS) {
                throw new RowFault(RejectReason.LINE_TOO_LONG, null, null);
            }
            return text;
        } catch (SQLException e) {
            throw table.engine().failure(table.name(), e);
        }
    }

    @Override
    public @Nullable List<String> array(int column) throws RowFault {
        if (object == null) {
            throw new RowFault(RejectReason.BAD_ARRAY, null, null);
        }
        return object.array(column);
    }

    @Override
    public @Nullable List<Map<String, ? extends @Nullable Object>> objects(int index) throws RowFault {
        if (object == null) {
            throw new RowFault(RejectReason.BAD_ARRAY, null, null);
        }
        return object.objects(index);
    }

    @Override
    public long row() {
        return ended ? brokenRow : good;
    }

    @Override
    public String location() {
        return table.name() + ", row " + row();
    }

    @Override
    public @Nullable RowFault fault() {
        return fault;
    }

    @Override
    public void mark() {
        markedGood = good;
        markedBad = bad;
    }

    @Override
    public String marked() {
        return markedGood == 0 && markedBad == 0 ? "" : markedGood + "|" + markedBad;
    }

    @Override
    public List<DataIssue> issues() {
        return issues;
    }

    @Override
    public void close() {
        close(rows);
        close(statement);
        close(connection);
    }

    private static void close(@Nullable AutoCloseable part) {
        if (part != null) {
            try {
                part.close();
            } catch (Exception e) {
                // it was only read: nothing is lost
            }
        }
    }
}
