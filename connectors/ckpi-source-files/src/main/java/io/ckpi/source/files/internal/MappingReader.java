package io.ckpi.source.files.internal;

import io.ckpi.core.definition.Node;
import io.ckpi.source.mapping.Calls;
import io.ckpi.source.mapping.Columns;
import io.ckpi.source.mapping.FileRoot;
import io.ckpi.source.mapping.MappingHeader;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.RowSettings;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Reads the schema {@code ckpi/mapping@1}. Every fault is noted at its place in the document. */
final class MappingReader {

    private static final String SCHEMA = "ckpi/mapping@1";
    private static final int MOST_SKIPPED = 1000;

    private final RowSettings base;

    MappingReader(RowSettings base) {
        this.base = base;
    }

    Mapping read(Node root) {
        MappingHeader header = MappingHeader.read(root, SCHEMA, base);
        Writing writing = Writing.DEFAULT.and(root);
        List<Mapping.FileMapping> files = new ArrayList<>();
        for (Node file : root.objects("files")) {
            file.apply(node -> file(node, header.settings(), writing)).ifPresent(files::add);
        }
        if (files.isEmpty() && root.has("files")) {
            root.errorAt("files", "names no file");
        }
        return new Mapping(header, List.copyOf(files));
    }

    /** How files are written. */
    private record Writing(Charset charset, char delimiter, int quote) {

        static final Writing DEFAULT = new Writing(StandardCharsets.UTF_8, ',', '"');

        /** What {@code node} states, and for the rest this. */
        Writing and(Node node) {
            return new Writing(
                    node.optionalParsed("charset", "an encoding", MappingReader::charset)
                            .orElse(charset),
                    node.has("delimiter") ? MappingReader.delimiter(node) : delimiter,
                    node.has("quote") ? MappingReader.quote(node) : quote);
        }
    }

    private static Charset charset(String name) {
        try {
            return Charset.forName(name);
        } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
            throw new IllegalArgumentException(name, e);
        }
    }

    private static char delimiter(Node node) {
        String text = node.text("delimiter");
        if (text.equals("tab")) {
            return '\t';
        }
        if (text.length() == 1
                && text.charAt(0) < 0x7F
                && (text.charAt(0) >= ' ' || text.charAt(0) == '\t')
                && !Character.isLetterOrDigit(text.charAt(0))
                && text.charAt(0) != '"') {
            return text.charAt(0);
        }
        node.errorAt("delimiter", "is not one character of ASCII such as ';', nor the word tab");
        return ',';
    }

    private static int quote(Node node) {
        String text = node.text("quote");
        if (text.equals("none")) {
            return DelimitedReader.NO_QUOTE;
        }
        if (text.equals("\"") || text.equals("'")) {
            return text.charAt(0);
        }
        node.errorAt("quote", "is not '\"', \"'\" or none");
        return '"';
    }

    private static Mapping.FileMapping file(Node node, RowSettings outer, Writing outerWriting) {
        String file = node.text("file");
        String fault = FileRoot.faultOf(file);
        if (fault == null) {
            fault = Packed.faultOf(file);
        }
        if (fault != null && node.has("file") && !file.isEmpty()) {
            node.errorAt("file", fault);
        } else if (fault != null && node.has("file")) {
            node.errorAt("file", "is empty");
        }
        Dialect.Format format = node.oneOf("format", Dialect.Format.class);
        RowSettings settings = outer.and(node);
        Writing writing = outerWriting.and(node);
        boolean header = header(node, format);
        List<String> columns = header || format == Dialect.Format.JSONL ? List.of() : columns(node);
        Dialect dialect = new Dialect(
                format,
                writing.charset(),
                format == Dialect.Format.TSV ? '\t' : writing.delimiter(),
                writing.quote(),
                header,
                columns,
                settings.zone(),
                delimited(node, format, "skip") ? skip(node) : 0,
                delimited(node, format, "totals") ? node.optionalTexts("totals") : List.of(),
                node.text("entries", "*"));
        if (dialect.delimiter() == dialect.quote()) {
            node.error("delimiter and quote are the same");
        }
        boolean calls = format == Dialect.Format.ASTERISK_CDR;
        if (calls && settings.zone() == null) {
            node.error("has local times and needs a zone: state zone for the file, for the mapping or as an option");
        }
        Columns known = format == Dialect.Format.JSONL
                ? Columns.ofJson()
                : calls
                        ? Columns.of(Calls.COLUMNS)
                        : header
                                ? Columns.any()
                                : Columns.of(
                                        format == Dialect.Format.SNOWPLOW ? SnowplowReader.with(columns) : columns);
        return new Mapping.FileMapping(file, dialect, RecordMapping.read(node, settings, known));
    }

    /** Whether a file states a key that has a meaning for cells parted by a delimiter only. */
    private static boolean delimited(Node node, Dialect.Format format, String key) {
        if (!node.has(key)) {
            return false;
        }
        if (format == Dialect.Format.JSONL || format == Dialect.Format.CLICKHOUSE_TSV) {
            node.errorAt(key, "has a meaning for csv and tsv only");
            node.optional(key).filter(Node::isList).ifPresent(Node::asList);
            return false;
        }
        return true;
    }

    private static int skip(Node node) {
        long skip = node.integer("skip");
        if (skip < 0 || skip > MOST_SKIPPED) {
            node.errorAt("skip", "is not 0 to " + MOST_SKIPPED);
            return 0;
        }
        return (int) skip;
    }

    private static boolean header(Node node, Dialect.Format format) {
        String header = node.optionalText("header").orElse(null);
        if (header == null) {
            return format != Dialect.Format.JSONL;
        }
        if (format == Dialect.Format.JSONL) {
            node.errorAt("header", "has no meaning for JSON lines");
        } else if (!header.equals("none") && !header.equals("first-row")) {
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
}
