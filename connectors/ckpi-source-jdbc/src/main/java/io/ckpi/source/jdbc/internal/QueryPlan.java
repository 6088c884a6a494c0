package io.ckpi.source.jdbc.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.source.mapping.Calls;
import io.ckpi.source.mapping.RowSettings;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A query of the mapping as this database understands it. Immutable. */
final class QueryPlan {

    final String source;
    final JdbcMapping.Query query;
    final List<DataIssue> issues;
    /** The columns that are read, in their order in results. */
    final List<String> columns;

    final Kind[] kinds;
    /** Which of them, from 0, gives each column of the mapping, or of a leg of a call. */
    final int[] cells;
    /** Which of them, from 0, are the key. */
    final int[] key;
    /** True if a key may be NULL. */
    final boolean nullableKey;

    final @Nullable Kind timeKind;
    final boolean linked;
    private final String sql;
    private final Dialect dialect;

    private QueryPlan(
            String source,
            JdbcMapping.Query query,
            Dialect dialect,
            String sql,
            Map<String, Kind> known,
            List<String> wanted,
            boolean nullableKey,
            boolean linked,
            List<DataIssue> issues) {
        this.source = source;
        this.query = query;
        this.dialect = dialect;
        this.sql = sql;
        this.issues = issues;
        this.linked = linked;
        this.nullableKey = nullableKey;
        Set<String> selected = new LinkedHashSet<>(wanted);
        selected.addAll(query.key());
        this.columns = List.copyOf(selected);
        this.kinds = columns.stream().map(known::get).toArray(Kind[]::new);
        this.cells = wanted.stream().mapToInt(columns::indexOf).toArray();
        this.key = query.key().stream().mapToInt(columns::indexOf).toArray();
        this.timeKind = query.time() == null ? null : known.get(query.time());
    }

    /**
     * Prepares a query without running it, and compares its columns with those that the mapping names.
     *
     * @throws CkpiException kind CONFIG with all that does not fit
     */
    static QueryPlan of(String source, Session session, Tables tables, JdbcMapping.Query query) {
        String text = query.sql().of(session.dialect());
        String which = "query " + query.name();
        if (text == null) {
            throw fault(source, which + " has no SQL for this database");
        }
        String sql = SqlText.expand(text, tables::text);
        Map<String, Kind> known = new LinkedHashMap<>();
        Set<String> nullable = new LinkedHashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        try (PreparedStatement statement = session.prepare("SELECT * FROM (\n" + sql + "\n) q")) {
            ResultSetMetaData data = statement.getMetaData();
            for (int i = 1; data != null && i <= data.getColumnCount(); i++) {
                String label = data.getColumnLabel(i);
                if (known.containsKey(label)) {
                    twice.add(label);
                }
                known.put(label, Kind.of(data, i, session.dialect()));
                if (data.isNullable(i) != ResultSetMetaData.columnNoNulls) {
                    nullable.add(label);
                }
            }
        } catch (SQLException e) {
            throw SqlFaults.ofPreparing(source, which, e);
        }
        boolean linked = Calls.isLinked(List.copyOf(known.keySet()));
        List<String> wanted =
                query.calls() ? Calls.legColumns(linked) : query.records().columns();
        List<String> faults = faults(query, wanted, known, twice);
        if (!faults.isEmpty()) {
            throw fault(source, which + " " + String.join("\n" + which + " ", faults));
        }
        return new QueryPlan(
                source,
                query,
                session.dialect(),
                sql,
                known,
                wanted,
                query.key().stream().anyMatch(nullable::contains),
                linked,
                tables.issues(SqlText.tables(text)));
    }

    private static List<String> faults(
            JdbcMapping.Query query, List<String> wanted, Map<String, Kind> known, Set<String> twice) {
        List<String> faults = new ArrayList<>();
        Set<String> needed = new LinkedHashSet<>(wanted);
        needed.addAll(query.key());
        needed.addAll(query.order());
        if (query.time() != null) {
            needed.add(query.time());
        }
        List<String> missing =
                needed.stream().filter(name -> !known.containsKey(name)).toList();
        if (!missing.isEmpty()) {
            faults.add("lacks columns that the mapping names: " + Tables.named(missing, List.copyOf(known.keySet())));
            return faults;
        }
        needed.stream()
                .filter(twice::contains)
                .forEach(name -> faults.add("returns the column " + name + " more than once"));
        for (String name : query.key()) {
            if (!Objects.requireNonNull(known.get(name)).isKey()) {
                faults.add("cannot be read by the key " + name
                        + ": it is no whole or exact number, text, time or uuid; cast it to one");
            }
        }
        if (query.time() != null
                && !Objects.requireNonNull(known.get(query.time())).isTime()) {
            faults.add("has the time " + query.time() + ", which is no time");
        }
        RowSettings settings = query.records().settings();
        if (settings.zone() == null) {
            List<String> local = needed.stream()
                    .filter(name -> known.get(name) == Kind.LOCAL)
                    .toList();
            if (!local.isEmpty()) {
                faults.add("has local times and needs a zone: set the option zone, or state it in the mapping ("
                        + String.join(", ", local) + ")");
            }
        }
        return faults;
    }

    private static CkpiException fault(String source, String sentence) {
        return new CkpiException(CkpiException.Kind.CONFIG, "CKPI-JDBC-QUERY", source, sentence);
    }

    private String list(List<String> names) {
        return names.stream().map(dialect::quoted).collect(Collectors.joining(", "));
    }

    /** What it is called in messages. */
    String which() {
        return "query " + query.name();
    }

    /** True if its key begins with a time, so that what is written or changed later comes behind its last row. */
    boolean grows() {
        return key.length > 0 && kinds[key[0]].isTime() && query.records().isResumable();
    }

    /** The time with which a key begins, if it is before {@code latest}; else that. */
    Instant changedAt(List<String> keyTexts, Instant latest) {
        Instant at = KeyPart.instant(kinds[key[0]], query.records().settings().zone(), keyTexts.get(0));
        return at.isBefore(latest) ? at : latest;
    }

    String time() {
        return dialect.quoted(Objects.requireNonNull(query.time()));
    }

    /** The columns; MySQL shows six digits of a FLOAT, and all of what is computed from it. */
    private String cells() {
        List<String> cells = new ArrayList<>();
        for (int i = 0; i < kinds.length; i++) {
            String name = dialect.quoted(columns.get(i));
            cells.add(dialect == Dialect.MYSQL && kinds[i] == Kind.FLOAT ? name + " + 0E0 AS " + name : name);
        }
        return String.join(", ", cells);
    }

    /** The time with which the key begins. */
    String changed() {
        return dialect.quoted(query.key().get(0));
    }

    /** The condition that rows lie behind a key, with a parameter for each column of the key. */
    String beyondKey(boolean reverse) {
        String names = list(query.key());
        String marks = query.key().stream().map(name -> "?").collect(Collectors.joining(", "));
        String operator = reverse ? " <= " : " > ";
        return query.key().size() == 1 ? names + operator + marks : "(" + names + ")" + operator + "(" + marks + ")";
    }

    /** The condition that a key is NULL. */
    String withoutKey() {
        return query.key().stream()
                .map(name -> dialect.quoted(name) + " IS NULL")
                .collect(Collectors.joining(" OR ", "(", ")"));
    }

    /** The rows that meet all conditions, in the order of the key or as the mapping says; {@code limit} 0 is none. */
    String select(List<String> conditions, int limit) {
        List<String> order = query.key().isEmpty() ? query.order() : query.key();
        return "SELECT " + cells() + " FROM (\n" + sql + "\n) q"
                + (conditions.isEmpty() ? "" : " WHERE " + String.join(" AND ", conditions))
                + " ORDER BY " + list(order)
                + (limit == 0 ? "" : " LIMIT " + limit);
    }
}
