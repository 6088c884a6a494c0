package io.ckpi.cli;

import de.siegmar.fastcsv.reader.CloseableIterator;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.ckpi.core.CkpiException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A CSV file with a header, read row after row; columns are found by name. What is wrong with the file as a whole is an
 * error; what is wrong with a row is for the caller to say.
 */
final class CsvTable {

    private final Path path;
    private final char delimiter;

    CsvTable(Path path, char delimiter) {
        this.path = path;
        this.delimiter = delimiter;
    }

    /** A row: its cells by the name of the column. */
    static final class Row {
        private final Map<String, Integer> columns;
        private CsvRecord cells;

        private Row(Map<String, Integer> columns, CsvRecord cells) {
            this.columns = columns;
            this.cells = cells;
        }

        /** The line in the file at which the row begins. */
        long line() {
            return cells.getStartingLineNumber();
        }

        /** The stripped cell, or null if it is empty or the row is too short. */
        @Nullable
        String get(String column) {
            Integer place = columns.get(column);
            if (place == null || place >= cells.getFieldCount()) {
                return null;
            }
            String cell = cells.getField(place).strip();
            return cell.isEmpty() ? null : cell;
        }

        /** All cells that are not empty, by column. */
        Map<String, String> all() {
            Map<String, String> all = new HashMap<>();
            columns.forEach((name, place) -> {
                String cell = get(name);
                if (cell != null) {
                    all.put(name, cell);
                }
            });
            return all;
        }
    }

    /**
     * Reads all rows.
     *
     * @param needed columns that must be there
     * @throws CkpiException if the file cannot be read, has no header, or lacks a column
     */
    void read(List<String> needed, Consumer<Row> rows) {
        if (!Files.isRegularFile(path)) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-CLI-FILE",
                    null,
                    (Files.exists(path) ? "not a file: " : "there is no file ") + path);
        }
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                        .fieldSeparator(delimiter)
                        .ofCsvRecord(new InputStreamReader(
                                Files.newInputStream(path),
                                StandardCharsets.UTF_8
                                        .newDecoder()
                                        .onMalformedInput(CodingErrorAction.REPORT)
                                        .onUnmappableCharacter(CodingErrorAction.REPORT)));
                CloseableIterator<CsvRecord> records = reader.iterator()) {
            if (!records.hasNext()) {
                throw data("CKPI-CSV-EMPTY", "has no header", null);
            }
            Map<String, Integer> columns = header(records.next().getFields(), needed);
            while (records.hasNext()) {
                rows.accept(new Row(columns, records.next()));
            }
        } catch (CsvParseException broken) {
            throw data("CKPI-CSV-FORM", "is no CSV file: " + broken.getMessage(), broken);
        } catch (UncheckedIOException broken) {
            throw data("CKPI-CSV-READ", "cannot be read as UTF-8", broken);
        } catch (IOException broken) {
            throw data("CKPI-CSV-READ", "cannot be read", broken);
        }
    }

    private Map<String, Integer> header(List<String> names, List<String> needed) {
        Map<String, Integer> columns = new HashMap<>();
        for (int i = 0; i < names.size(); i++) {
            String name = names.get(i).strip();
            if (i == 0 && name.startsWith("\uFEFF")) {
                name = name.substring(1);
            }
            if (columns.put(name, i) != null) {
                throw data("CKPI-CSV-HEADER", "has two columns " + name, null);
            }
        }
        for (String name : needed) {
            if (!columns.containsKey(name)) {
                throw data("CKPI-CSV-HEADER", "has no column " + name + "; it has " + names, null);
            }
        }
        return columns;
    }

    private CkpiException data(String code, String what, @Nullable Exception cause) {
        return new CkpiException(CkpiException.Kind.DATA, code, null, path.getFileName() + " " + what, cause);
    }
}
