package io.ckpi.source.duckdb.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.source.mapping.Columns;
import io.ckpi.source.mapping.FileRoot;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsTable;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Moments over a Parquet or text file. A table is the name of a file below the folder: one of the mapping, or another that
 * ends in {@code .parquet}, {@code .csv} or {@code .tsv}. Immutable.
 */
final class DuckDbMoments {

    private static final String VIEW = "ckpi_rows";

    private final Engine engine;
    private final FileRoot root;
    private final List<DuckDbTable> tables;

    DuckDbMoments(Engine engine, FileRoot root, List<DuckDbTable> tables) {
        this.engine = engine;
        this.root = root;
        this.tables = List.copyOf(tables);
    }

    /**
     * Computes them.
     *
     * @param check throws if the work is to stop; asked several times a second, also while the database works
     */
    MomentsTable of(MomentsRequest request, Runnable check) {
        Relation relation = relation(request.table());
        Set<String> columns = new LinkedHashSet<>(request.layout().names());
        if (request.group() != null) {
            columns.add(request.group());
        }
        if (request.unit() != null) {
            columns.add(request.unit());
        }
        String lacking = Columns.lacking(relation.columns(), List.copyOf(columns));
        if (lacking != null) {
            throw config("COLUMNS", request.table(), lacking.replace("the mapping names", "are asked for"));
        }
        try (Connection connection = engine.connect();
                Statement statement = connection.createStatement()) {
            return Guard.watching(statement, check, () -> read(request, view(request, relation, statement), statement));
        } catch (SQLException e) {
            throw engine.failure(request.table(), relation.path(), relation.writing(), e, check);
        } catch (IllegalArgumentException e) {
            throw new CkpiException(
                    CkpiException.Kind.DATA,
                    "CKPI-DUCKDB-MOMENTS",
                    engine.source(),
                    request.table() + ": " + e.getMessage(),
                    e);
        }
    }

    /** A file as a table for FROM, its columns, and how it is written if it is a text. */
    private record Relation(Path path, String sql, List<String> columns, DuckDbMapping.@Nullable Writing writing) {}

    private Relation relation(String name) {
        try {
            for (DuckDbTable table : tables) {
                if (table.name().equals(name)) {
                    return relation(
                            table.path(), table.file().format(), table.file().writing(), name);
                }
            }
            String lower = name.toLowerCase(Locale.ROOT);
            List<Path> paths = root.find(name);
            if (paths.size() != 1) {
                throw config("TABLE", name, "is more than one file");
            }
            Path path = paths.get(0);
            if (path.toString().chars().anyMatch(c -> "*?[]{}".indexOf(c) >= 0)) {
                throw config(
                        "TABLE", name, "has a path with one of * ? [ ] { }, which the database takes for a pattern");
            }
            if (lower.endsWith(".parquet")) {
                return relation(path, DuckDbMapping.Format.PARQUET, DuckDbMapping.Writing.CSV, name);
            }
            if (lower.endsWith(".csv")) {
                return relation(path, DuckDbMapping.Format.CSV, DuckDbMapping.Writing.CSV, name);
            }
            if (lower.endsWith(".tsv")) {
                DuckDbMapping.Writing writing = new DuckDbMapping.Writing("\t", "\"", true, List.of(), 0);
                return relation(path, DuckDbMapping.Format.TSV, writing, name);
            }
            throw config("TABLE", name, "is neither a file of the mapping nor one of .parquet, .csv and .tsv");
        } catch (SQLException e) {
            throw engine.failure(name, e);
        } catch (Header.Unreadable e) {
            throw config("HEADER", name, String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw config("PATH", name, "cannot be read: " + e.getMessage());
        }
    }

    private Relation relation(Path path, DuckDbMapping.Format format, DuckDbMapping.Writing writing, String name)
            throws SQLException, IOException, Header.Unreadable {
        switch (format) {
            case PARQUET -> {
                try (Connection connection = engine.connect()) {
                    return new Relation(
                            path,
                            Query.parquet(path),
                            List.copyOf(Query.types(path, connection).keySet()),
                            null);
                }
            }
            case CSV, TSV -> {
                Header header = Header.of(path, writing);
                return new Relation(path, Query.text(path, writing, header, true), header.names(), writing);
            }
            default -> throw config("TABLE", name, "is JSON, over which no moments are computed");
        }
    }

    /**
     * Makes a view of the rows that count: those of a unit in one group. Checks that no unit has several rows in a group.
     *
     * @return the number of units in several groups
     */
    private long view(MomentsRequest request, Relation relation, Statement statement) throws SQLException {
        String group = request.group();
        List<String> columns = new ArrayList<>();
        for (String variable : new LinkedHashSet<>(request.layout().names())) {
            columns.add(Engine.name(variable));
        }
        if (group != null) {
            columns.add("NULLIF(CAST(" + Engine.name(group) + " AS VARCHAR), '') AS ckpi_group");
        }
        String unit = request.unit();
        if (unit != null) {
            columns.add("NULLIF(CAST(" + Engine.name(unit) + " AS VARCHAR), '') AS ckpi_unit");
        }
        String all = "SELECT " + String.join(", ", columns) + " FROM " + relation.sql();
        if (unit == null) {
            statement.execute("CREATE TEMP VIEW " + VIEW + " AS " + all);
            return 0;
        }
        statement.execute("CREATE TEMP VIEW ckpi_all AS " + all);
        statement.execute("CREATE TEMP TABLE ckpi_units AS SELECT ckpi_unit, count(DISTINCT ckpi_group) AS groups,"
                + " count(ckpi_group) AS placed FROM ckpi_all GROUP BY ckpi_unit");
        long missing =
                number(statement, "SELECT count(*) FROM ckpi_all WHERE ckpi_unit IS NULL AND ckpi_group IS NOT NULL");
        if (missing > 0) {
            throw new IllegalArgumentException("column " + unit + " is missing in " + missing + " rows");
        }
        long repeated = number(statement, "SELECT count(*) FROM ckpi_units WHERE placed > groups");
        if (repeated > 0) {
            throw new IllegalArgumentException(
                    repeated + " units of column " + unit + " have several rows in one group: one row is one unit");
        }
        statement.execute("CREATE TEMP VIEW " + VIEW + " AS SELECT ckpi_all.* FROM ckpi_all LEFT JOIN ckpi_units"
                + " ON ckpi_all.ckpi_unit = ckpi_units.ckpi_unit WHERE ckpi_group IS NULL OR groups = 1");
        return number(statement, "SELECT count(*) FROM ckpi_units WHERE groups > 1");
    }

    private static long number(Statement statement, String sql) throws SQLException {
        try (ResultSet rows = statement.executeQuery(sql)) {
            return rows.next() ? rows.getLong(1) : 0;
        }
    }

    private static MomentsTable read(MomentsRequest request, long contaminated, Statement statement)
            throws SQLException {
        MomentsLayout layout = request.layout();
        String sql = request.group() == null
                ? layout.toSql(MomentsLayout.Dialect.DUCKDB, VIEW)
                : layout.toSql(MomentsLayout.Dialect.DUCKDB, VIEW, "ckpi_group");
        Map<String, Moments> groups = new HashMap<>();
        long ungrouped = 0;
        try (ResultSet rows = statement.executeQuery(sql)) {
            ResultSetMetaData columns = rows.getMetaData();
            while (rows.next()) {
                String group = request.group() == null ? "" : rows.getString("grp");
                Map<String, @Nullable Number> row = new HashMap<>();
                for (int i = 1; i <= columns.getColumnCount(); i++) {
                    if (rows.getObject(i) instanceof Number number) {
                        row.put(columns.getColumnLabel(i), number);
                    }
                }
                if (group == null) {
                    ungrouped = (long) (count(row, "n") + count(row, "skipped"));
                } else {
                    groups.put(group, layout.fromRow(row));
                }
            }
        }
        return new MomentsTable(groups, ungrouped, contaminated);
    }

    private static double count(Map<String, @Nullable Number> row, String column) {
        Number number = row.get(column);
        return number == null ? 0 : number.doubleValue();
    }

    private CkpiException config(String code, String name, String sentence) {
        return new CkpiException(
                CkpiException.Kind.CONFIG, "CKPI-DUCKDB-" + code, engine.source(), name + ": " + sentence);
    }
}
