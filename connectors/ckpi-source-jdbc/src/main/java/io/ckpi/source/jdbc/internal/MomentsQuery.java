package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsTable;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Computes moments in one transaction. For one thread. */
final class MomentsQuery {

    private static final Pattern TABLE =
            Pattern.compile("[A-Za-z_][A-Za-z0-9_]{0,62}(\\.[A-Za-z_][A-Za-z0-9_]{0,62})?");
    private static final String UNIT = "ckpi_unit";
    private static final String GROUP = "ckpi_grp";

    private final String source;
    private final Session session;
    private final Options options;
    private final Map<String, String> queries;
    private final Dialect dialect;

    MomentsQuery(String source, Session session, Options options, Map<String, String> queries) {
        this.source = source;
        this.session = session;
        this.options = options;
        this.queries = queries;
        this.dialect = session.dialect();
    }

    MomentsTable run(MomentsRequest request) {
        String from = from(request.table());
        String rows = rows(request, from, kinds(request, from));
        long ungrouped = 0;
        long contaminated = 0;
        String group = request.group();
        String kept = "SELECT * FROM (" + rows + ") ckpi_r";
        if (group != null) {
            ungrouped = counts("SELECT count(*) FROM (" + rows + ") ckpi_r WHERE " + GROUP + " IS NULL")[0];
            kept += " WHERE " + GROUP + " IS NOT NULL";
            if (request.unit() != null) {
                long[] units = units(request, kept);
                contaminated = units[0];
                if (contaminated > 0) {
                    kept += " AND " + UNIT + " NOT IN (SELECT " + UNIT + " FROM (" + rows + ") ckpi_u WHERE " + GROUP
                            + " IS NOT NULL GROUP BY " + UNIT + " HAVING count(DISTINCT " + GROUP + ") > 1)";
                }
            }
        }
        Map<String, Moments> groups = new LinkedHashMap<>();
        MomentsLayout layout = request.layout();
        String sql = layout.toSqlOver(dialect.moments(), kept, group == null ? null : GROUP);
        try (PreparedStatement statement = session.prepare(sql);
                ResultSet result = session.query(statement)) {
            ResultSetMetaData columns = result.getMetaData();
            while (result.next()) {
                String name = "";
                Map<String, @Nullable BigDecimal> row = new HashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    String label = columns.getColumnLabel(i).toLowerCase(Locale.ROOT);
                    if (label.equals("grp")) {
                        name = result.getString(i);
                    } else {
                        row.put(label, number(columns, result, i));
                    }
                }
                groups.put(name, layout.fromRow(row));
            }
        } catch (SQLException e) {
            throw session.failure("moments of " + request.table(), e);
        } catch (IllegalArgumentException e) {
            throw fault(CkpiException.Kind.DATA, request.table() + ": " + e.getMessage());
        } finally {
            session.done();
        }
        if (group == null && groups.isEmpty()) {
            groups.put("", layout.empty());
        }
        return new MomentsTable(groups, ungrouped, contaminated);
    }

    private static @Nullable BigDecimal number(ResultSetMetaData columns, ResultSet result, int index)
            throws SQLException {
        switch (columns.getColumnType(index)) {
            case java.sql.Types.DOUBLE, java.sql.Types.FLOAT, java.sql.Types.REAL -> {
                double value = result.getDouble(index);
                if (result.wasNull()) {
                    return null;
                }
                if (!Double.isFinite(value)) {
                    throw new IllegalArgumentException(columns.getColumnLabel(index) + " is not finite");
                }
                return new BigDecimal(value);
            }
            default -> {
                return result.getBigDecimal(index);
            }
        }
    }

    private CkpiException fault(CkpiException.Kind kind, String sentence) {
        return new CkpiException(kind, "CKPI-JDBC-MOMENTS", source, sentence);
    }

    /** What stands behind FROM: a query of the mapping, or a table or view of that name. */
    private String from(String table) {
        String query = queries.get(table);
        if (query != null) {
            return "(\n" + query + "\n) ckpi_t";
        }
        if (!TABLE.matcher(table).matches()) {
            throw fault(
                    CkpiException.Kind.CONFIG,
                    "the table of the moments is neither one of the mapping nor a name of letters, digits and underscores");
        }
        int dot = table.indexOf('.');
        String schema = dot < 0 ? options.schema() : table.substring(0, dot);
        return (schema == null ? "" : dialect.quoted(schema) + ".") + dialect.quoted(table.substring(dot + 1))
                + " ckpi_t";
    }

    /** The kinds of all columns, after a look whether those of the request are there. */
    private Map<String, Kind> kinds(MomentsRequest request, String from) {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        try (PreparedStatement statement = session.prepare("SELECT * FROM " + from)) {
            ResultSetMetaData columns = statement.getMetaData();
            for (int i = 1; columns != null && i <= columns.getColumnCount(); i++) {
                kinds.put(columns.getColumnLabel(i), Kind.of(columns, i, dialect));
            }
        } catch (SQLException e) {
            throw SqlFaults.ofPreparing(source, "the table " + request.table(), e);
        }
        List<String> needed = new ArrayList<>(request.layout().names());
        if (request.group() != null) {
            needed.add(request.group());
        }
        if (request.unit() != null) {
            needed.add(request.unit());
        }
        List<String> missing =
                needed.stream().filter(name -> !kinds.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            throw fault(
                    CkpiException.Kind.CONFIG,
                    "the table " + request.table() + " lacks columns: "
                            + Tables.named(missing, List.copyOf(kinds.keySet())));
        }
        for (String name : request.layout().names()) {
            Kind kind = kinds.get(name);
            if (kind != Kind.FLAG && (kind == null || !kind.isNumber())) {
                throw fault(
                        CkpiException.Kind.CONFIG,
                        "the column " + name + " of " + request.table() + " holds neither numbers nor truth values");
            }
        }
        return kinds;
    }

    /** The rows with their group and unit as text, and truth values as 1 and 0. */
    private String rows(MomentsRequest request, String from, Map<String, Kind> kinds) {
        List<String> columns = new ArrayList<>();
        for (String name : request.layout().names()) {
            String quoted = "ckpi_t." + dialect.quoted(name);
            columns.add(
                    kinds.get(name) == Kind.FLAG
                            ? "CASE WHEN " + quoted + " THEN 1 WHEN NOT " + quoted + " THEN 0 END AS "
                                    + dialect.quoted(name)
                            : quoted + " AS " + dialect.quoted(name));
        }
        if (request.group() != null) {
            columns.add(dialect.text("ckpi_t." + dialect.quoted(request.group())) + " AS " + GROUP);
        }
        if (request.unit() != null) {
            columns.add(dialect.text("ckpi_t." + dialect.quoted(request.unit())) + " AS " + UNIT);
        }
        return "SELECT " + String.join(", ", columns) + " FROM " + from;
    }

    /** Units in several groups; fails if a row has no unit, or a unit several rows in its only group. */
    private long[] units(MomentsRequest request, String kept) {
        long nameless = counts("SELECT count(*) FROM (" + kept + " AND " + UNIT + " IS NULL) ckpi_n")[0];
        if (nameless > 0) {
            throw fault(
                    CkpiException.Kind.DATA, nameless + " rows of " + request.table() + " have no " + request.unit());
        }
        long[] units = counts("SELECT count(CASE WHEN ckpi_g > 1 THEN 1 END),"
                + " count(CASE WHEN ckpi_g = 1 AND ckpi_n > 1 THEN 1 END) FROM (SELECT " + UNIT + ", count(DISTINCT "
                + GROUP + ") AS ckpi_g, count(*) AS ckpi_n FROM (" + kept + ") ckpi_k GROUP BY " + UNIT + ") ckpi_c");
        if (units[1] > 0) {
            throw fault(
                    CkpiException.Kind.DATA,
                    units[1] + " units of " + request.table()
                            + " have several rows in one group; a row must be a unit");
        }
        return units;
    }

    private long[] counts(String sql) {
        try (PreparedStatement statement = session.prepare(sql);
                ResultSet result = session.query(statement)) {
            long[] counts = new long[result.getMetaData().getColumnCount()];
            if (result.next()) {
                for (int i = 0; i < counts.length; i++) {
                    counts[i] = result.getLong(i + 1);
                }
            }
            return counts;
        } catch (SQLException e) {
            throw session.failure("counting units", e);
        } finally {
            session.done();
        }
    }
}
