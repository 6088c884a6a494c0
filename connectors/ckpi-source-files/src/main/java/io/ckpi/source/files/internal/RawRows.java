package io.ckpi.source.files.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.ckpi.source.mapping.JsonRow;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the rows of a file before it is known what they mean: every cell, no mapping. Mutable, for one thread. */
public final class RawRows implements Closeable {

    /** The most columns that are looked at. */
    public static final int MOST_COLUMNS = 256;

    /** In the place of an array or an empty object of JSON. */
    public static final String NESTED = "[…]";

    private final Closeable file;
    private final Step step;

    private RawRows(Closeable file, Step step) {
        this.file = file;
        this.step = step;
    }

    @FunctionalInterface
    private interface Step {
        @Nullable
        List<String> next() throws IOException, RowFault;
    }

    /** The tables of a file: the names of an archive's entries, or one null for the file itself. */
    public static List<@Nullable String> tables(Path file) throws IOException {
        List<@Nullable String> tables = new ArrayList<>();
        if (Packed.isZip(file)) {
            tables.addAll(Packed.entries(file, "*"));
        } else {
            tables.add(null);
        }
        return tables;
    }

    /** Why a file of that name cannot be read, or null. */
    public static @Nullable String faultOf(String name) {
        return Packed.faultOf(name);
    }

    /** The name of an archive's entry as it can be shown. */
    public static String shown(String entry) {
        return Packed.shown(entry);
    }

    /** The bytes of a file, unpacked. */
    public static InputStream open(Path file, @Nullable String entry) throws IOException {
        return Packed.open(file, entry);
    }

    /** The first bytes of a file, unpacked. */
    public static byte[] beginning(Path file, @Nullable String entry, int most) throws IOException {
        try (InputStream in = Packed.open(file, entry)) {
            return in.readNBytes(most);
        }
    }

    /** Whether all bytes are text of that encoding. */
    public static boolean isText(Charset charset, byte[] bytes) {
        return Text.of(charset).isValid(bytes, 0, bytes.length);
    }

    /** Rows of a file of cells; {@code clickhouse} for those parted by tabs with escapes. The header is a row too. */
    public static RawRows ofCells(InputStream in, Charset charset, boolean clickhouse, char delimiter, int skip)
            throws IOException {
        Limits limits = Limits.DEFAULT;
        Bytes bytes = bytes(in, charset, limits);
        Text text = Text.needsRecoding(charset) ? Text.utf8() : Text.of(charset);
        if (clickhouse) {
            ClickHouseReader reader = new ClickHouseReader(bytes, text, limits);
            return new RawRows(reader, () -> orNull(reader.readHeader()));
        }
        DelimitedReader reader = new DelimitedReader(bytes, text, delimiter, '"', limits);
        reader.skipLines(skip);
        return new RawRows(reader, () -> orNull(reader.readHeader()));
    }

    private static @Nullable List<String> orNull(List<String> cells) {
        return cells.isEmpty() ? null : cells;
    }

    /**
     * Rows of JSON lines: a cell for each member met so far.
     *
     * @param members the members met, by their pointers; grows while rows are read, up to {@link #MOST_COLUMNS}
     */
    public static RawRows ofJson(InputStream in, Charset charset, List<String> members) throws IOException {
        Limits limits = Limits.DEFAULT;
        Text text = Text.needsRecoding(charset) ? Text.utf8() : Text.of(charset);
        Members reader = new Members(bytes(in, charset, limits), text, limits);
        return new RawRows(reader, () -> {
            if (!reader.next()) {
                return null;
            }
            RejectReason fault = reader.fault();
            if (fault != null) {
                throw new RowFault(fault, null, null);
            }
            for (String name : reader.values.keySet()) {
                if (members.size() < MOST_COLUMNS && !members.contains(name)) {
                    members.add(name);
                }
            }
            return members.stream()
                    .map(name -> reader.values.getOrDefault(name, ""))
                    .toList();
        });
    }

    private static Bytes bytes(InputStream in, Charset charset, Limits limits) throws IOException {
        InputStream recoded = Text.needsRecoding(charset) ? new Recoding(in, charset) : in;
        Bytes bytes = new Bytes(recoded, limits.lineBytes(), () -> {});
        bytes.skipMark();
        return bytes;
    }

    /** The cells of the next row; null at the end. After a fault the next row can be read. */
    public @Nullable List<String> next() throws IOException, RowFault {
        return step.next();
    }

    @Override
    public void close() throws IOException {
        file.close();
    }

    /** Members of objects by their pointers, as JSON lines have them. */
    private static final class Members extends LineReader {

        private static final int DEEPEST = 3;

        private final JsonFactory factory;
        private final Map<String, String> values = new LinkedHashMap<>();

        Members(Bytes in, Text text, Limits limits) {
            super(in, text, limits);
            this.factory = JsonRow.factory(limits.jsonDepth(), limits.lineBytes());
        }

        @Override
        @Nullable
        RejectReason parse() {
            values.clear();
            try (JsonParser parser = factory.createParser(text.decode(in.buffer, in.start, end))) {
                if (parser.nextToken() != JsonToken.START_OBJECT) {
                    return RejectReason.BAD_JSON;
                }
                object(parser, "", 1);
                return parser.nextToken() == null ? null : RejectReason.BAD_JSON;
            } catch (IOException e) {
                return RejectReason.BAD_JSON; // it reads from memory: only the text can be at fault
            }
        }

        private void object(JsonParser parser, String above, int depth) throws IOException {
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                String step = "/" + name.replace("~", "~0").replace("/", "~1");
                String pointer = above.isEmpty() && !name.startsWith("/") ? name : above + step;
                JsonToken token = parser.nextToken();
                if (token == JsonToken.START_OBJECT && depth < DEEPEST) {
                    object(parser, above + step, depth + 1);
                } else if (token == JsonToken.START_OBJECT || token == JsonToken.START_ARRAY) {
                    parser.skipChildren();
                    values.put(pointer, NESTED);
                } else if (token != JsonToken.VALUE_NULL) {
                    values.put(pointer, parser.getText());
                }
            }
        }

        @Override
        public @Nullable String text(int index) {
            throw new UnsupportedOperationException("members have names, not numbers");
        }
    }
}
