package io.ckpi.cli;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import de.siegmar.fastcsv.reader.FieldMismatchStrategy;
import io.ckpi.core.CkpiException;
import io.ckpi.scoring.EntityColumns;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file of entities: a header, a column with their ids, a column per indicator. Read in blocks of rows, so that its
 * size does not matter. Not thread-safe.
 */
final class EntityFile implements AutoCloseable {

    /** So many rows are scored at a time. */
    static final int BLOCK = 65_536;

    private static final int NUMBER_LENGTH = 64;

    private final Path path;
    private final CsvReader<CsvRecord> reader;
    private final CloseableIterator<CsvRecord> records;
    private final List<String> header;
    private final int idColumn;
    private final List<String> used = new ArrayList<>();
    private final List<String> unknown = new ArrayList<>();
    private final int[] columns; // per used indicator its place in the file
    private final Rejects rejects;

    /** What was wrong with the file: counts, and the first places. An accumulator. */
    static final class Rejects {
        private static final int KEPT = 10;
        private final long limit;
        private final List<String> places = new ArrayList<>();
        private long cells;
        private long rows;

        Rejects(long limit) {
            this.limit = limit;
        }

        private void cell(long line, String column) {
            cells++;
            keep("line " + line + ", column " + column + ": not a number");
        }

        private void row(long line, String why) {
            rows++;
            keep("line " + line + ": " + why);
        }

        private void keep(String place) {
            if (places.size() < KEPT) {
                places.add(place);
            }
        }

        long cells() {
            return cells;
        }

        long rows() {
            return rows;
        }

        boolean overLimit() {
            return cells + rows > limit;
        }

        /** The first places, in words; never a value. */
        List<String> places() {
            return List.copyOf(places);
        }
    }

    /**
     * Rows of the file.
     *
     * @param ids the ids
     * @param columns their values
     */
    record Block(List<String> ids, EntityColumns columns) {}

    private EntityFile(
            Path path, CsvReader<CsvRecord> reader, @Nullable String id, List<String> indicators, Rejects rejects) {
        this.path = path;
        this.reader = reader;
        this.records = reader.iterator();
        this.rejects = rejects;
        if (!hasNext()) {
            throw data("CKPI-CSV-EMPTY", "has no header", null);
        }
        this.header = next().getFields().stream().map(String::strip).toList();
        Set<String> seen = new HashSet<>();
        for (String name : header) {
            if (!seen.add(name)) {
                throw data("CKPI-CSV-HEADER", "has two columns " + name, null);
            }
        }
        this.idColumn = idColumn(id);
        Set<String> wanted = new HashSet<>(indicators);
        List<Integer> places = new ArrayList<>();
        for (int i = 0; i < header.size(); i++) {
            if (i != idColumn && wanted.contains(header.get(i))) {
                used.add(header.get(i));
                places.add(i);
            } else if (i != idColumn) {
                unknown.add(header.get(i));
            }
        }
        this.columns = places.stream().mapToInt(place -> place).toArray();
        if (used.isEmpty()) {
            throw data(
                    "CKPI-CSV-HEADER",
                    "has no column of the definition; it uses " + String.join(", ", indicators),
                    null);
        }
    }

    private int idColumn(@Nullable String id) {
        int place = header.indexOf(id == null ? "id" : id);
        if (place < 0 && id != null) {
            throw data("CKPI-CSV-HEADER", "has no column " + id, null);
        }
        return Math.max(place, 0); // else the first column
    }

    /**
     * Opens a file and reads its header.
     *
     * @param id name of the column with the ids; null for the column {@code id}, or else the first one
     * @param indicators the columns that are used if they are there
     * @throws CkpiException if it cannot be read or has no column that is used
     */
    static EntityFile open(Path path, char delimiter, @Nullable String id, List<String> indicators, Rejects rejects) {
        if (!Files.isRegularFile(path)) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-CLI-FILE",
                    null,
                    (Files.exists(path) ? "not a file: " : "there is no file ") + path);
        }
        CsvReader<CsvRecord> reader = null;
        boolean done = false;
        try {
            Reader text = new InputStreamReader(
                    Files.newInputStream(path),
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .onMalformedInput(CodingErrorAction.REPORT)
                            .onUnmappableCharacter(CodingErrorAction.REPORT));
            reader = CsvReader.builder()
                    .fieldSeparator(delimiter)
                    .detectBomHeader(false)
                    .extraFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .missingFieldStrategy(FieldMismatchStrategy.IGNORE)
                    .ofCsvRecord(new MarkSkipper(text));
            EntityFile file = new EntityFile(path, reader, id, indicators, rejects);
            done = true;
            return file;
        } catch (IOException e) {
            throw new CkpiException(CkpiException.Kind.CONFIG, "CKPI-CLI-FILE", null, "cannot read " + path, e);
        } finally {
            if (!done && reader != null) {
                close(reader);
            }
        }
    }

    /** Columns of the file that the definition does not use. */
    List<String> unknown() {
        return List.copyOf(unknown);
    }

    /** The indicators that have a column. */
    List<String> used() {
        return List.copyOf(used);
    }

    /** The next rows, at most {@value #BLOCK}; null at the end. */
    @Nullable
    Block block() {
        List<String> ids = new ArrayList<>();
        double[][] values = new double[columns.length][BLOCK];
        while (ids.size() < BLOCK && hasNext()) {
            CsvRecord record = next();
            if (record.getFieldCount() != header.size()) {
                rejects.row(
                        record.getStartingLineNumber(),
                        record.getFieldCount() + " fields, the header has " + header.size());
                continue;
            }
            String id = record.getField(idColumn).strip();
            if (id.isEmpty()) {
                rejects.row(record.getStartingLineNumber(), "no id");
                continue;
            }
            for (int i = 0; i < columns.length; i++) {
                String cell = record.getField(columns[i]).strip();
                double value = Double.NaN;
                if (!cell.isEmpty()) {
                    value = number(cell);
                    if (Double.isNaN(value)) {
                        rejects.cell(record.getStartingLineNumber(), used.get(i));
                    }
                }
                values[i][ids.size()] = value;
            }
            ids.add(id);
        }
        if (ids.isEmpty()) {
            return null;
        }
        EntityColumns block = EntityColumns.ofRows(ids.size());
        for (int i = 0; i < columns.length; i++) {
            block = block.with(used.get(i), Arrays.copyOf(values[i], ids.size()));
        }
        return new Block(ids, block);
    }

    /** A finite decimal number; NaN if the text is none. The forms that only Java writes are not accepted. */
    private static double number(String text) {
        if (text.length() > NUMBER_LENGTH) {
            return Double.NaN;
        }
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if ((c < '0' || c > '9') && "+-.eE".indexOf(c) < 0) {
                return Double.NaN;
            }
        }
        try {
            double value = Double.parseDouble(text);
            return Double.isFinite(value) ? value : Double.NaN;
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private boolean hasNext() {
        try {
            return records.hasNext();
        } catch (UncheckedIOException e) {
            throw unreadable(e);
        } catch (CsvParseException e) {
            throw malformed(e);
        }
    }

    private CsvRecord next() {
        try {
            return records.next();
        } catch (UncheckedIOException e) {
            throw unreadable(e);
        } catch (CsvParseException e) {
            throw malformed(e);
        }
    }

    private CkpiException unreadable(UncheckedIOException e) {
        return e.getCause() instanceof java.nio.charset.CharacterCodingException
                ? data("CKPI-CSV-ENCODING", "is not UTF-8", e)
                : new CkpiException(CkpiException.Kind.UNAVAILABLE, "CKPI-CLI-FILE", null, "cannot read " + path, e);
    }

    private CkpiException malformed(CsvParseException e) {
        return e.getCause() instanceof java.nio.charset.CharacterCodingException
                ? data("CKPI-CSV-ENCODING", "is not UTF-8", e)
                : data("CKPI-CSV-SYNTAX", "is not valid CSV", e);
    }

    private CkpiException data(String code, String what, @Nullable Exception cause) {
        return new CkpiException(CkpiException.Kind.DATA, code, null, path + " " + what, cause);
    }

    @Override
    public void close() {
        close(reader);
    }

    private static void close(CsvReader<CsvRecord> reader) {
        try {
            reader.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Leaves out a byte order mark. */
    private static final class MarkSkipper extends java.io.FilterReader {
        private boolean started;

        MarkSkipper(Reader in) {
            super(in);
        }

        @Override
        public int read(char[] buffer, int offset, int length) throws IOException {
            int count = super.read(buffer, offset, length);
            if (!started && count > 0) {
                started = true;
                if (buffer[offset] == '\uFEFF') {
                    System.arraycopy(buffer, offset + 1, buffer, offset, count - 1);
                    return count == 1 ? super.read(buffer, offset, length) : count - 1;
                }
            }
            return count;
        }
    }
}
