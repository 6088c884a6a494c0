package io.ckpi.source.duckdb.internal;

import io.ckpi.source.mapping.Columns;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The header of a text file, read here because the database would have to guess the rest of the dialect for that.
 *
 * @param names the names of the columns
 * @param row whether a row of the file holds them
 * @param before how many lines stand before that row, or before the first row: those that the mapping skips, and empty ones
 */
record Header(List<String> names, boolean row, int before) {

    private static final int MOST_BYTES = 1 << 22;
    private static final byte[] BYTE_ORDER_MARK = {(byte) 0xEF, (byte) 0xBB, (byte) 0xBF};

    Header {
        names = List.copyOf(names);
    }

    /** Says that there is no header that can be read. The message is a sentence without its subject. */
    static final class Unreadable extends Exception {
        private static final long serialVersionUID = 1L;

        Unreadable(String sentence) {
            super(sentence);
        }
    }

    /** The names that the mapping gives, or those of the file. */
    static Header of(Path file, DuckDbMapping.Writing writing) throws IOException, Unreadable {
        return writing.header() ? read(file, writing) : new Header(writing.columns(), false, writing.skip());
    }

    private static Header read(Path file, DuckDbMapping.Writing writing) throws IOException, Unreadable {
        byte delimiter = (byte) writing.delimiter().charAt(0);
        int quote = writing.quote().isEmpty() ? -1 : writing.quote().charAt(0);
        try (InputStream in = open(file)) {
            skip(in, writing.skip());
            List<String> names = new ArrayList<>();
            ByteArrayOutputStream cell = new ByteArrayOutputStream();
            boolean quoted = false;
            boolean any = false;
            int count = 0;
            int blank = 0;
            int last = -1;
            for (int b = in.read(); ; last = b, b = in.read()) {
                if (++count > MOST_BYTES) {
                    throw new Unreadable("has a header that is too long");
                }
                if (b < 0 && quoted) {
                    throw new Unreadable("has a header that cannot be read: a quote is never closed");
                }
                if (b < 0 || (!quoted && (b == '\n' || b == '\r'))) {
                    if (any) {
                        names.add(text(cell));
                        checkTwice(names);
                        return new Header(names, true, writing.skip() + blank);
                    }
                    if (b < 0) {
                        throw new Unreadable("has no header: it is empty");
                    }
                    blank += b == '\n' && last == '\r' ? 0 : 1;
                    continue;
                }
                any = true;
                if (b == quote) {
                    quoted = !quoted; // a doubled one leaves and enters again
                    if (quoted && cell.size() > 0) {
                        cell.write(b);
                    }
                } else if (!quoted && b == delimiter) {
                    names.add(text(cell));
                    cell.reset();
                } else {
                    cell.write(b);
                }
            }
        }
    }

    private static void checkTwice(List<String> names) throws Unreadable {
        Set<String> seen = new HashSet<>();
        Set<String> twice = new LinkedHashSet<>();
        for (String name : names) {
            if (!name.isEmpty() && !seen.add(name)) {
                twice.add(Columns.quoted(name));
            }
        }
        if (!twice.isEmpty()) {
            throw new Unreadable("names columns twice: " + String.join(", ", twice));
        }
    }

    /** A file behind its byte order mark, if it has one. */
    static InputStream open(Path file) throws IOException {
        InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 16);
        in.mark(BYTE_ORDER_MARK.length);
        if (!Arrays.equals(in.readNBytes(BYTE_ORDER_MARK.length), BYTE_ORDER_MARK)) {
            in.reset();
        }
        return in;
    }

    private static void skip(InputStream in, int lines) throws IOException {
        int left = lines;
        while (left > 0) {
            int b = in.read();
            if (b < 0) {
                return;
            }
            left -= b == '\n' ? 1 : 0;
        }
    }

    private static String text(ByteArrayOutputStream cell) throws Unreadable {
        try {
            if (cell.toString(StandardCharsets.ISO_8859_1).indexOf('\0') >= 0) {
                throw new CharacterCodingException(); // of UTF-16, most likely
            }
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(cell.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new Unreadable("has a header that cannot be read: it is not text in UTF-8");
        }
    }
}
