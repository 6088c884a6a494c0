package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.Columns;
import io.ckpi.source.mapping.RowFault;
import java.io.IOException;
import java.io.InputStream;
import java.io.PushbackInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Opens a file as rows: encoding, byte order mark, header, and the columns that a mapping wants. */
final class Rows {

    private Rows() {}

    /** Opens the bytes of a file, as often as it is called. */
    @FunctionalInterface
    interface Opening {
        InputStream open() throws IOException;
    }

    /**
     * Opens a file.
     *
     * @param opening opens its bytes
     * @param wanted names of columns, or JSON pointers, in the order in which {@link RowReader#text} counts them
     * @param fault makes the error from a stable code and a sentence
     * @param check called before each read; may throw to cancel
     * @throws CkpiException if the file is not what the dialect says, or lacks columns
     */
    static RowReader open(
            Opening opening, Dialect dialect, List<String> wanted, Limits limits, Fault fault, Runnable check)
            throws IOException {
        InputStream stream = opening.open();
        boolean opened = false;
        try {
            boolean recode = Text.needsRecoding(dialect.charset());
            InputStream marked = recode ? new Recoding(checkedMark(stream, dialect, fault), dialect.charset()) : stream;
            Bytes bytes = new Bytes(marked, limits.lineBytes(), check);
            Text text = recode ? Text.utf8() : Text.of(dialect.charset());
            boolean mark = bytes.skipMark();
            if (mark && text != Text.utf8()) {
                throw fault.of(
                        "BAD-ENCODING", "begins with a byte order mark of UTF-8, but is declared " + dialect.charset());
            }
            if (!recode && text == Text.utf8() && bytes.beginsWithMarkOfUtf16()) {
                throw fault.of(
                        "BAD-ENCODING",
                        "begins with a byte order mark of UTF-16, but is declared " + dialect.charset());
            }
            RowReader reader = reader(bytes, text, dialect, wanted, limits, fault, opening, check);
            opened = true;
            return reader;
        } finally {
            if (!opened) {
                stream.close();
            }
        }
    }

    /** UTF-16 needs its byte order mark, or its order declared: else it would be guessed. */
    private static InputStream checkedMark(InputStream stream, Dialect dialect, Fault fault) throws IOException {
        if (!dialect.charset().equals(StandardCharsets.UTF_16)) {
            return stream;
        }
        PushbackInputStream in = new PushbackInputStream(stream, 2);
        byte[] mark = new byte[2];
        int count = in.readNBytes(mark, 0, 2);
        in.unread(mark, 0, count);
        boolean isMark = (mark[0] == (byte) 0xFF && mark[1] == (byte) 0xFE)
                || (mark[0] == (byte) 0xFE && mark[1] == (byte) 0xFF);
        if (count > 0 && !isMark) {
            throw fault.of(
                    "BAD-ENCODING", "has no byte order mark: declare charset: UTF-16LE or UTF-16BE, whichever it is");
        }
        return in;
    }

    /** Makes a configuration error of a file. */
    @FunctionalInterface
    interface Fault {
        CkpiException of(String code, String sentence);
    }

    private static RowReader reader(
            Bytes bytes,
            Text text,
            Dialect dialect,
            List<String> wanted,
            Limits limits,
            Fault fault,
            Opening opening,
            Runnable check)
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
                reader.leaveOut(dialect.totals(), dialect.charset());
                reader.skipLines(dialect.skip());
                List<String> names = dialect.header() ? header(reader::readHeader, fault) : dialect.columns();
                if (dialect.format() == Dialect.Format.ASTERISK_CDR) {
                    return CallReader.of(reader, names, wanted, dialect.zone(), fault);
                }
                if (dialect.format() == Dialect.Format.SNOWPLOW) {
                    return SnowplowReader.of(
                            reader, names, wanted, limits, fault, () -> raw(opening, dialect, limits, fault, check));
                }
                reader.columns(names.size(), find(names, wanted, fault));
                return reader;
            }
        }
    }

    /** The rows of a delimited file from its beginning once more. */
    private static DelimitedReader raw(Opening opening, Dialect dialect, Limits limits, Fault fault, Runnable check)
            throws IOException {
        return (DelimitedReader) open(opening, dialect.as(Dialect.Format.CSV), List.of(), limits, fault, check);
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
            throw fault.of(
                    "HEADER",
                    "names columns twice: "
                            + repeated.stream().map(Columns::quoted).collect(Collectors.joining(", ")));
        }
        return names;
    }

    static int[] find(List<String> names, List<String> wanted, Fault fault) {
        String lacking = Columns.lacking(names, wanted);
        if (lacking != null) {
            throw fault.of("COLUMNS", lacking);
        }
        return wanted.stream().mapToInt(names::indexOf).toArray();
    }
}
