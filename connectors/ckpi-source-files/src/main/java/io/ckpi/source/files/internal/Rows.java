package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.definition.Nearest;
import io.ckpi.source.mapping.RowFault;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Opens a file as rows: encoding, byte order mark, header, and the columns that a mapping wants. */
final class Rows {

    private Rows() {}

    /**
     * Opens {@code stream}; closes it if that fails.
     *
     * @param wanted names of columns, or JSON pointers, in the order in which {@link RowReader#text} counts them
     * @param fault makes the error from a stable code and a sentence
     * @param check called before each read; may throw to cancel
     * @throws CkpiException if the file is not what the dialect says, or lacks columns
     */
    static RowReader open(
            InputStream stream, Dialect dialect, List<String> wanted, Limits limits, Fault fault, Runnable check)
            throws IOException {
        boolean opened = false;
        try {
            boolean recode = Text.needsRecoding(dialect.charset());
            Bytes bytes =
                    new Bytes(recode ? new Recoding(stream, dialect.charset()) : stream, limits.lineBytes(), check);
            Text text = recode ? Text.utf8() : Text.of(dialect.charset());
            boolean mark = bytes.skipMark();
            if (mark && text != Text.utf8()) {
                throw fault.of(
                        "BAD-ENCODING", "begins with a byte order mark of UTF-8, but is declared " + dialect.charset());
            }
            RowReader reader = reader(bytes, text, dialect, wanted, limits, fault);
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                stream.close();
            }
        }
    }

    /** Makes a configuration error of a file. */
    @FunctionalInterface
    interface Fault {
        CkpiException of(String code, String sentence);
    }

    private static RowReader reader(
            Bytes bytes, Text text, Dialect dialect, List<String> wanted, Limits limits, Fault fault)
            throws IOException {
        switch (dialect.format()) {
            case JSONL -> {
                return new JsonReader(bytes, text, limits, wanted);
            }
            case CLICKHOUSE_TSV -> {
                ClickHouseReader reader = new ClickHouseReader(bytes, text, limits);
                List<String> names = dialect.header() ? header(reader::readHeader, fault) : dialect.columns();
                reader.columns(names.size(), find(names, wanted, fault));
                return reader;
            }
            default -> {
                DelimitedReader reader = new DelimitedReader(bytes, text, dialect.delimiter(), dialect.quote(), limits);
                List<String> names = dialect.header() ? header(reader::readHeader, fault) : dialect.columns();
                if (dialect.format() == Dialect.Format.ASTERISK_CDR) {
                    return CallReader.of(reader, names, wanted, dialect.zone(), fault);
                }
                reader.columns(names.size(), find(names, wanted, fault));
                return reader;
            }
        }
    }

    @FunctionalInterface
    private interface Header {
        List<String> read() throws IOException, RowFault;
    }

    private static List<String> header(Header header, Fault fault) throws IOException {
        List<String> names;
        try {
            names = header.read();
        } catch (RowFault e) {
            throw fault.of(
                    e.reason().name().replace('_', '-'),
                    "has a header that cannot be read: "
                            + switch (e.reason()) {
                                case BAD_ENCODING -> "it is not text of the declared charset";
                                case TRUNCATED -> "a quote is never closed";
                                case BAD_ESCAPE -> "text follows a closing quote";
                                case COLUMN_COUNT -> "it has too many columns";
                                case LINE_TOO_LONG -> "it is too long";
                                default -> e.reason().name();
                            });
        }
        if (names.isEmpty()) {
            throw fault.of("EMPTY", "has no header: it is empty");
        }
        Map<String, Integer> seen = new HashMap<>();
        List<String> repeated = new ArrayList<>();
        for (String name : names) {
            if (!name.isEmpty() && seen.merge(name, 1, Integer::sum) == 2) {
                repeated.add(name);
            }
        }
        if (!repeated.isEmpty()) {
            throw fault.of("HEADER", "names columns twice: " + quoted(repeated));
        }
        return names;
    }

    static int[] find(List<String> names, List<String> wanted, Fault fault) {
        int[] found = new int[wanted.size()];
        List<String> missing = new ArrayList<>();
        for (int i = 0; i < found.length; i++) {
            found[i] = names.indexOf(wanted.get(i));
            if (found[i] < 0) {
                missing.add(wanted.get(i));
            }
        }
        if (!missing.isEmpty()) {
            StringBuilder sentence = new StringBuilder("lacks columns that the mapping names: ");
            for (int i = 0; i < missing.size(); i++) {
                sentence.append(i == 0 ? "" : ", ").append(quoted(List.of(missing.get(i))));
                Nearest.of(missing.get(i), names)
                        .filter(near -> !wanted.contains(near))
                        .ifPresent(near -> sentence.append(" (is it ")
                                .append(quoted(List.of(near)))
                                .append("?)"));
            }
            throw fault.of("COLUMNS", sentence.toString());
        }
        return found;
    }

    private static String quoted(List<String> names) {
        StringBuilder text = new StringBuilder();
        for (String name : names) {
            text.append(text.isEmpty() ? "\"" : ", \"");
            name.codePoints().limit(64).forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
            text.append('"');
        }
        return text.toString();
    }
}
