package io.ckpi.source.duckdb.internal;

import io.ckpi.core.definition.Node;
import io.ckpi.source.mapping.Columns;
import io.ckpi.source.mapping.FileRoot;
import io.ckpi.source.mapping.MappingHeader;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.RowSettings;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A mapping document of files that DuckDB reads, read and checked. Immutable.
 *
 * @param header what holds for all files
 * @param files what to make of which files
 */
public record DuckDbMapping(MappingHeader header, List<FileMapping> files) {

    private static final String SCHEMA = "ckpi/mapping@1";
    private static final int MOST_SKIPPED = 1000;

    /** A format of file. */
    enum Format {
        /** Apache Parquet. */
        PARQUET,
        /** One JSON object a line. */
        JSONL,
        /** JSON objects in an array, or one after the other. */
        JSON,
        /** Cells parted by commas, or by another delimiter, in UTF-8. */
        CSV,
        /** Cells parted by tabs, in UTF-8. */
        TSV;

        boolean isText() {
            return this == CSV || this == TSV;
        }

        /** Whether the database reads it line by line, and leaves out lines that it cannot read. */
        boolean isLines() {
            return isText() || this == JSONL;
        }
    }

    /**
     * How a text file is written.
     *
     * @param delimiter character between cells
     * @param quote character around cells, or an empty text for none
     * @param header whether a row names the columns
     * @param columns names of the columns if none does
     * @param skip how many lines stand before the header, or before the first row
     */
    record Writing(String delimiter, String quote, boolean header, List<String> columns, int skip) {
        static final Writing CSV = new Writing(",", "\"", true, List.of(), 0);

        /** What {@code node} states of delimiter and quote, and for the rest this. */
        Writing and(Node node) {
            String charset = node.text("charset", "UTF-8");
            if (!charset.equalsIgnoreCase(StandardCharsets.UTF_8.name())) {
                node.errorAt("charset", "is not UTF-8: other encodings are read by the plugin files");
            }
            return new Writing(
                    node.has("delimiter") ? delimiterOf(node) : delimiter,
                    node.has("quote") ? quoteOf(node) : quote,
                    header,
                    columns,
                    skip);
        }

        private static String delimiterOf(Node node) {
            String text = node.text("delimiter");
            if (text.equals("tab")) {
                return "\t";
            }
            if (text.length() == 1
                    && text.charAt(0) < 0x7F
                    && (text.charAt(0) >= ' ' || text.charAt(0) == '\t')
                    && !Character.isLetterOrDigit(text.charAt(0))
                    && text.charAt(0) != '"') {
                return text;
            }
            node.errorAt("delimiter", "is not one character of ASCII such as ';', nor the word tab");
            return ",";
        }

        private static String quoteOf(Node node) {
            String text = node.text("quote");
            if (text.equals("none")) {
                return "";
            }
            if (!text.equals("\"") && !text.equals("'")) {
                node.errorAt("quote", "is not '\"', \"'\" or none");
            }
            return text;
        }
    }

    /**
     * What to make of a file.
     *
     * @param file its name below the root; its last part may hold {@code *} and {@code ?}
     * @param format how it is written
     * @param writing details of that for text
     * @param records the records made of its rows
     */
    record FileMapping(String file, Format format, Writing writing, RecordMapping records) {}

    /** Copies the files. */
    public DuckDbMapping {
        files = List.copyOf(files);
    }

    /** Reads a document. Every fault is noted at its place in it. */
    public static DuckDbMapping read(Node root, RowSettings base) {
        MappingHeader header = MappingHeader.read(root, SCHEMA, base);
        Writing writing = Writing.CSV.and(root);
        List<FileMapping> files = new ArrayList<>();
        for (Node file : root.objects("files")) {
            file.apply(node -> file(node, header.settings(), writing)).ifPresent(files::add);
        }
        if (files.isEmpty() && root.has("files")) {
            root.errorAt("files", "names no file");
        }
        return new DuckDbMapping(header, files);
    }

    private static FileMapping file(Node node, RowSettings outer, Writing outerWriting) {
        String file = node.text("file");
        String fault = faultOf(file);
        if (fault != null && node.has("file")) {
            node.errorAt("file", fault);
        }
        Format format = node.oneOf("format", Format.class);
        Writing writing = outerWriting.and(node);
        boolean withHeader = true;
        List<String> columns = List.of();
        int skip = 0;
        if (format.isText()) {
            withHeader = withHeader(node);
            columns = withHeader ? List.of() : columns(node);
            skip = skip(node);
        }
        writing = new Writing(
                format == Format.TSV ? "\t" : writing.delimiter(), writing.quote(), withHeader, columns, skip);
        if (writing.delimiter().equals(writing.quote())) {
            node.error("delimiter and quote are the same");
        }
        Columns known = !format.isText() ? Columns.ofJson() : withHeader ? Columns.any() : Columns.of(columns);
        return new FileMapping(file, format, writing, RecordMapping.read(node, outer.and(node), known));
    }

    /** Why a name can be none of a file that DuckDB reads, or null if it can. */
    private static @Nullable String faultOf(String name) {
        String fault = FileRoot.faultOf(name);
        if (fault != null) {
            return fault;
        }
        String lower = name.toLowerCase(Locale.ROOT);
        for (String packed : List.of(".gz", ".zip", ".zst", ".bz2", ".xz")) {
            if (lower.endsWith(packed)) {
                return "is packed: unpack it, or read it by the plugin files, which limits what it unpacks to";
            }
        }
        return null;
    }

    private static boolean withHeader(Node node) {
        String header = node.text("header", "first-row");
        if (!header.equals("none") && !header.equals("first-row")) {
            node.errorAt("header", "is not none or first-row");
        }
        return !header.equals("none");
    }

    private static List<String> columns(Node node) {
        List<String> columns = node.texts("columns");
        Set<String> seen = new LinkedHashSet<>();
        for (Node column : node.optionalList("columns")) {
            if (column.isText() && !seen.add(column.asText())) {
                column.error("is named twice");
            }
        }
        return columns;
    }

    private static int skip(Node node) {
        if (!node.has("skip")) {
            return 0;
        }
        long skip = node.integer("skip");
        if (skip < 0 || skip > MOST_SKIPPED) {
            node.errorAt("skip", "is not 0 to " + MOST_SKIPPED);
            return 0;
        }
        return (int) skip;
    }
}
