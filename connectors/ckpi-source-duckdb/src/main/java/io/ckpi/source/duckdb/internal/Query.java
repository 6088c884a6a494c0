package io.ckpi.source.duckdb.internal;

import io.ckpi.source.mapping.Columns;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The statement that reads a file as texts. Made of the names of files and columns only, quoted; nothing of a configuration is
 * a statement.
 *
 * @param sql the statement; its rows come in the order of the file
 * @param json whether it gives one column of JSON objects; else it gives the columns of the mapping in their order
 */
record Query(String sql, boolean json) {

    /** Folders named like {@code id=7} are no columns: they would take the place of the file's own. */
    private static final String OWN_COLUMNS = "hive_partitioning = false";

    /** The most bytes of a line, and of a JSON object. */
    private static final int MOST_LINE = 4 << 20;

    /** Says that a file has not what its mapping names. The message is a sentence without its subject. */
    static final class Unfit extends Exception {
        private static final long serialVersionUID = 1L;

        Unfit(String sentence) {
            super(sentence);
        }
    }

    /** For JSON, whose members are found when it is read. */
    static Query ofJson(Path file) {
        return new Query(
                "SELECT CAST(json AS VARCHAR) FROM read_json_objects(" + Engine.text(file.toString())
                        + ", compression = 'uncompressed', " + OWN_COLUMNS
                        + ", format = 'auto', maximum_object_size = " + MOST_LINE + ")",
                true);
    }

    /**
     * For lines of JSON, as text: the database's own reader of lines drops what follows the first object of a line. No line of
     * JSON holds the delimiter, which is a control character.
     */
    static Query ofLines(Path file) {
        return new Query(
                "SELECT line FROM read_csv(" + Engine.text(file.toString())
                        + ", auto_detect = false, all_varchar = true, strict_mode = false, encoding = 'utf-8'"
                        + ", compression = 'none', " + OWN_COLUMNS
                        + ", header = false, delim = '\u0001', quote = '', escape = '', comment = '', nullstr = ''"
                        + ", max_line_size = " + MOST_LINE
                        + ", ignore_errors = true, store_rejects = true, rejects_limit = 0"
                        + ", columns = {'line': 'VARCHAR'})",
                true);
    }

    /** For text: nothing about its types or its dialect is guessed. */
    static Query ofText(Path file, DuckDbMapping.Writing writing, Header header, List<String> wanted) throws Unfit {
        List<String> names = header.names();
        String lacking = Columns.lacking(names, wanted);
        if (lacking != null) {
            throw new Unfit(lacking);
        }
        String columns = wanted.isEmpty()
                ? "c1"
                : wanted.stream().map(name -> "c" + (names.indexOf(name) + 1)).collect(Collectors.joining(", "));
        return new Query("SELECT " + columns + " FROM " + text(file, writing, header, false), false);
    }

    /** A text file as a table of texts; its columns are named c1, c2 and so on, or by their own names. */
    static String text(Path file, DuckDbMapping.Writing writing, Header header, boolean ownNames) {
        List<String> names = header.names();
        StringBuilder columns = new StringBuilder();
        for (int i = 0; i < names.size(); i++) {
            columns.append(i == 0 ? "" : ", ")
                    .append(ownNames ? Engine.text(names.get(i)) : "'c" + (i + 1) + "'")
                    .append(": 'VARCHAR'");
        }
        return "read_csv(" + Engine.text(file.toString())
                + ", auto_detect = false, all_varchar = true, strict_mode = true, encoding = 'utf-8', compression = 'none', "
                + OWN_COLUMNS
                + ", header = " + header.row()
                + ", skip = " + header.before()
                + ", delim = " + Engine.text(writing.delimiter())
                + ", quote = " + Engine.text(writing.quote())
                + ", escape = " + Engine.text(writing.quote())
                + ", comment = '', nullstr = '', allow_quoted_nulls = false, max_line_size = " + MOST_LINE
                + (ownNames ? "" : ", ignore_errors = true, store_rejects = true, rejects_limit = 0")
                + ", columns = {" + columns + "})";
    }

    /** For Parquet, by the types of its columns. */
    static Query ofParquet(Path file, List<String> wanted, Connection connection) throws SQLException, Unfit {
        Map<String, String> types = types(file, connection);
        Set<String> tops = new LinkedHashSet<>();
        boolean json = false;
        for (String column : wanted) {
            String top = top(column);
            tops.add(top);
            String type = types.get(top);
            json |= column.startsWith("/") || (type != null && Types.isNested(type));
        }
        String lacking = Columns.lacking(List.copyOf(types.keySet()), List.copyOf(tops));
        if (lacking != null) {
            throw new Unfit(lacking);
        }
        List<String> expressions = new ArrayList<>();
        for (String column : json ? tops : wanted) {
            String top = json ? column : top(column);
            String expression = Types.texts(Engine.name(top), String.valueOf(types.get(top)));
            expressions.add(json ? Engine.text(top) + ": " + expression : expression);
        }
        String list = String.join(", ", expressions);
        return new Query(
                "SELECT " + (list.isEmpty() ? "''" : json ? "CAST(to_json({" + list + "}) AS VARCHAR)" : list)
                        + " FROM " + parquet(file),
                json);
    }

    static String parquet(Path file) {
        return "read_parquet(" + Engine.text(file.toString()) + ", " + OWN_COLUMNS + ")";
    }

    /** The types of the columns of a Parquet file, in their order. */
    static Map<String, String> types(Path file, Connection connection) throws SQLException {
        Map<String, String> types = new LinkedHashMap<>();
        try (Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery("DESCRIBE SELECT * FROM " + parquet(file))) {
            while (rows.next()) {
                types.put(rows.getString(1), rows.getString(2));
            }
        }
        return types;
    }

    /** The column of a JSON Pointer, which is its first step. */
    private static String top(String column) {
        if (!column.startsWith("/")) {
            return column;
        }
        int end = column.indexOf('/', 1);
        return (end < 0 ? column.substring(1) : column.substring(1, end))
                .replace("~1", "/")
                .replace("~0", "~");
    }
}
