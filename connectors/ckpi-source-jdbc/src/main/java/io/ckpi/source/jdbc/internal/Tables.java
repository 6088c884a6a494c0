package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.definition.Nearest;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The tables of a mapping as this database has them: what to write for {@code ${table}} in SQL, and which columns are missing.
 * Immutable.
 */
final class Tables {

    private final Map<String, String> texts;
    private final Map<String, List<DataIssue>> issues;

    private Tables(Map<String, String> texts, Map<String, List<DataIssue>> issues) {
        this.texts = texts;
        this.issues = issues;
    }

    /**
     * Looks at the tables.
     *
     * @param needs what is needed of the tables, by their names without prefix
     * @throws CkpiException kind CONFIG naming every table and column that must be there and is not
     */
    static Tables probe(String source, Session session, Options options, Map<String, Need> needs) {
        Map<String, String> texts = new LinkedHashMap<>();
        Map<String, List<DataIssue>> issues = new LinkedHashMap<>();
        List<String> faults = new ArrayList<>();
        needs.forEach((name, need) -> {
            String table = options.tableName(name);
            List<String> columns;
            try {
                columns = columns(session, options.schema(), table);
            } catch (SQLException e) {
                throw SqlFaults.of(source, "looking at the table " + table, e);
            }
            Function<String, String> key = session.dialect() == Dialect.MYSQL
                    ? column -> column.toLowerCase(Locale.ROOT) // there columns are the same in any case
                    : Function.identity();
            Set<String> there = Set.copyOf(columns.stream().map(key).toList());
            List<DataIssue> found = new ArrayList<>();
            if (columns.isEmpty() && !need.mayBeMissing()) {
                faults.add("there is no table " + table + "; see the options schema and prefix");
            } else if (columns.isEmpty()) {
                found.add(missing(
                        source, "TABLE_MISSING", table, "Таблицы " + table + " нет", "There is no table " + table));
            } else {
                List<String> lacking = need.required().stream()
                        .filter(column -> !there.contains(key.apply(column)))
                        .toList();
                if (!lacking.isEmpty()) {
                    faults.add(
                            "the table " + table + " lacks columns that the mapping needs: " + named(lacking, columns));
                }
                for (String column : need.optional().keySet()) {
                    if (!there.contains(key.apply(column))) {
                        String which = table + "." + column;
                        found.add(missing(
                                source,
                                "COLUMN_MISSING",
                                which,
                                "Столбца " + which + " нет",
                                "There is no column " + which));
                    }
                }
            }
            texts.put(name, text(session.dialect(), options.schema(), table, need, columns.isEmpty(), there, key));
            issues.put(name, List.copyOf(found));
        });
        if (!faults.isEmpty()) {
            throw new CkpiException(CkpiException.Kind.CONFIG, "CKPI-JDBC-TABLES", source, String.join("\n", faults));
        }
        return new Tables(texts, issues);
    }

    /** The names of a table's columns; none if there is no such table. */
    private static List<String> columns(Session session, @Nullable String schema, String table) throws SQLException {
        Connection connection = session.connection();
        DatabaseMetaData data = connection.getMetaData();
        boolean mysql = session.dialect() == Dialect.MYSQL;
        String catalog = mysql ? (schema == null ? connection.getCatalog() : schema) : null;
        String inSchema = mysql ? null : schema == null ? connection.getSchema() : schema;
        String escape = data.getSearchStringEscape();
        List<String> columns = new ArrayList<>();
        try (ResultSet rows = data.getColumns(
                catalog, inSchema == null ? null : pattern(inSchema, escape), pattern(table, escape), "%")) {
            while (rows.next()) {
                if (table.equals(rows.getString("TABLE_NAME"))) {
                    columns.add(rows.getString("COLUMN_NAME"));
                }
            }
        }
        return columns;
    }

    private static String pattern(String name, String escape) {
        return name.replace(escape, escape + escape).replace("_", escape + "_").replace("%", escape + "%");
    }

    static String named(List<String> names, List<String> known) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(text.isEmpty() ? "" : ", ").append(name);
            Nearest.of(name, known)
                    .ifPresent(near -> text.append(" (is it ").append(near).append("?)"));
        }
        return text.toString();
    }

    private static String text(
            Dialect dialect,
            @Nullable String schema,
            String table,
            Need need,
            boolean missing,
            Set<String> there,
            Function<String, String> key) {
        String name = (schema == null ? "" : dialect.quoted(schema) + ".") + dialect.quoted(table);
        List<String> nulls = new ArrayList<>();
        need.optional().forEach((column, type) -> {
            if (!there.contains(key.apply(column))) {
                nulls.add(dialect.nullOf(type) + " AS " + dialect.quoted(column));
            }
        });
        if (nulls.isEmpty()) {
            return name;
        }
        return missing
                ? "(SELECT " + String.join(", ", nulls) + " FROM (SELECT 1 AS ckpi_one) ckpi_t WHERE 1 = 0)"
                : "(SELECT ckpi_t.*, " + String.join(", ", nulls) + " FROM " + name + " ckpi_t)";
    }

    private static DataIssue missing(String source, String code, String where, String ru, String en) {
        return new DataIssue(
                code,
                DataIssue.Severity.INFO,
                source,
                where,
                1,
                new Names(ru + ": что берётся оттуда, не заполнено.", en + ": what comes from it is absent."));
    }

    /** What stands for a table in SQL. */
    String text(String name) {
        String text = texts.get(name);
        if (text == null) {
            throw new IllegalArgumentException("not a table of the mapping: " + name);
        }
        return text;
    }

    /** What is missing of these tables. */
    List<DataIssue> issues(Set<String> names) {
        return names.stream()
                .flatMap(name -> issues.getOrDefault(name, List.of()).stream())
                .toList();
    }
}
