package io.ckpi.source.jdbc.internal;

import io.ckpi.core.definition.Node;
import io.ckpi.source.mapping.Columns;
import io.ckpi.source.mapping.MappingHeader;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.RowSettings;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/** Reads the schema {@code ckpi/crm-mapping@1}. Every fault is noted at its place in the document. */
final class JdbcMappingReader {

    private static final String SCHEMA = "ckpi/crm-mapping@1";
    private static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,62}";

    private final RowSettings base;

    JdbcMappingReader(RowSettings base) {
        this.base = base;
    }

    JdbcMapping read(Node root) {
        MappingHeader header = MappingHeader.read(root, SCHEMA, base);
        Map<String, Need> tables = new LinkedHashMap<>();
        root.optionalMap("tables").forEach((name, node) -> {
            if (!name.matches(NAME)) {
                node.error("is not named by letters, digits and underscores");
            }
            tables.put(name, need(node));
        });
        Set<String> names = new HashSet<>();
        List<JdbcMapping.Query> queries = new ArrayList<>();
        if (root.has("queries")) {
            for (Node query : root.objects("queries")) {
                query.apply(node -> query(node, header.settings(), tables.keySet(), names))
                        .ifPresent(queries::add);
            }
        }
        Map<String, SqlText> moments = new LinkedHashMap<>();
        if (root.has("moments")) {
            for (Node table : root.objects("moments")) {
                moments.put(name(table, names), sql(table, tables.keySet()));
            }
        }
        if (queries.isEmpty() && moments.isEmpty()) {
            root.error("names neither queries nor moments");
        }
        return new JdbcMapping(header, tables, queries, moments);
    }

    private static Need need(Node node) {
        if (!node.isMap()) {
            node.error("is not a map with required and optional columns");
            return new Need(List.of(), Map.of());
        }
        List<String> required = node.optionalTexts("required");
        Map<String, Need.Type> optional = new LinkedHashMap<>();
        node.optionalMap("optional").forEach((column, type) -> optional.put(column, type.asOneOf(Need.Type.class)));
        for (String column : required) {
            if (optional.containsKey(column)) {
                node.errorAt("optional", "repeats a required column: " + column);
            }
        }
        if (required.isEmpty() && optional.isEmpty()) {
            node.error("names no column");
        }
        return new Need(required, optional);
    }

    private static String name(Node node, Set<String> names) {
        String name = node.text("name");
        if (node.has("name") && !name.matches(NAME)) {
            node.errorAt("name", "is not a name of letters, digits and underscores, at most 63 of them");
        } else if (!names.add(name) && node.has("name")) {
            node.errorAt("name", "is the name of another one too");
        }
        return name;
    }

    private static JdbcMapping.Query query(Node node, RowSettings outer, Set<String> tables, Set<String> names) {
        String name = name(node, names);
        SqlText sql = sql(node, tables);
        RowSettings settings = outer.and(node);
        List<String> key = node.optionalTexts("key");
        List<String> order = node.optionalTexts("order");
        if (key.isEmpty() == order.isEmpty()) {
            node.error("has " + (key.isEmpty() ? "neither" : "both")
                    + " key and order: state the columns that are unique " + "as key, or those to sort by as order");
        }
        String time = node.optionalText("time").orElse(null);
        boolean calls = node.has("format");
        if (calls && !node.text("format").equals("asterisk-cdr")) {
            node.errorAt("format", "is not asterisk-cdr");
        }
        if (calls && settings.zone() == null) {
            node.error("has local times and needs a zone: state zone here, for the mapping or as an option");
        }
        if (calls && !key.isEmpty()) {
            node.errorAt("key", "cannot be: the rows of a call are mixed with those of others; state order");
        }
        RecordMapping records = RecordMapping.read(
                node, settings, calls ? Columns.of(io.ckpi.source.mapping.Calls.COLUMNS) : Columns.any());
        return new JdbcMapping.Query(name, sql, key, order, time, calls, records);
    }

    private static SqlText sql(Node node, Set<String> tables) {
        Map<Dialect, String> texts = new EnumMap<>(Dialect.class);
        Node sql = node.node("sql");
        if (!node.has("sql")) {
            node.errorAt("sql", "is missing");
        } else if (sql.isMap()) {
            for (Dialect dialect : Dialect.values()) {
                sql.optional(dialect.name().toLowerCase(Locale.ROOT))
                        .ifPresent(text -> texts.put(dialect, checked(text, tables)));
            }
            if (texts.isEmpty()) {
                sql.error("has neither postgresql nor mysql");
            }
        } else {
            String text = checked(sql, tables);
            for (Dialect dialect : Dialect.values()) {
                texts.put(dialect, text);
            }
        }
        return new SqlText(texts);
    }

    private static String checked(Node node, Set<String> tables) {
        String text = node.asText();
        String fault = SqlText.faultOf(text);
        if (fault != null) {
            node.error(fault);
        }
        for (String table : SqlText.tables(text)) {
            if (!tables.contains(table)) {
                node.error("names a table that tables does not list: " + table);
            }
        }
        return text;
    }
}
