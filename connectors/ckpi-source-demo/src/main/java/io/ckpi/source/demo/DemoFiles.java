package io.ckpi.source.demo;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Tokenizer;
import java.io.IOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * Writes the demo company as files: one CSV file (UTF-8, comma, header) for each type of record and
 * {@value #MAPPING}, a mapping document with which the source {@code files} reads the same records again.
 *
 * <p>The files hold the ids of persons as the company has them ({@code p17}); the reader turns them into the tokens that
 * the demo itself delivers under the same key. Equal options give equal bytes.
 *
 * <p><b>Thread-safety.</b> safe for different folders.
 */
public final class DemoFiles {

    /** Name of the mapping document. */
    public static final String MAPPING = "mapping.yaml";

    private static final Tokenizer RAW = (type, raw) -> Optional.of(raw);

    private DemoFiles() {}

    /**
     * Writes all files into {@code dir}, which is made if it does not exist; files of the same name are replaced.
     *
     * @return the files written, the mapping last
     * @throws CkpiException of kind UNAVAILABLE, code {@code CKPI-DEMO-WRITE}, if a file cannot be written
     */
    public static List<Path> write(Path dir, DemoOptions options) {
        Objects.requireNonNull(dir, "dir");
        Objects.requireNonNull(options, "options");
        Model model = new Model(options);
        List<Path> written = new ArrayList<>();
        StringBuilder mapping = new StringBuilder();
        mapping.append("schema: ckpi/mapping@1\nid: demo\nzone: Europe/Moscow\ncurrency: RUB\nfiles:\n");
        try {
            Files.createDirectories(dir);
            for (Map.Entry<String, Class<? extends SourceRecord>> stream : DemoSource.STREAMS.entrySet()) {
                if (!options.without().contains(stream.getValue())) {
                    Sheet<? extends SourceRecord> sheet = Sheet.of(stream.getValue());
                    Path file = dir.resolve(sheet.file());
                    copy(model, stream.getValue(), sheet, file);
                    mapping.append(sheet.mappingText());
                    written.add(file);
                }
            }
            Path file = dir.resolve(MAPPING);
            Files.writeString(file, mapping, StandardCharsets.UTF_8);
            written.add(file);
            return List.copyOf(written);
        } catch (IOException e) {
            throw new CkpiException(
                    CkpiException.Kind.UNAVAILABLE,
                    "CKPI-DEMO-WRITE",
                    null,
                    "the demo's files cannot be written to " + dir + ": " + e.getMessage(),
                    e);
        }
    }

    @SuppressWarnings("unchecked") // the sheet of a type writes the records of that type
    private static <R extends SourceRecord> void copy(
            Model model, Class<? extends SourceRecord> type, Sheet<? extends SourceRecord> sheet, Path file)
            throws IOException {
        Sheet<R> target = (Sheet<R>) sheet;
        Records<R> records = DemoSource.records(model, "demo", RAW, (Class<R>) type);
        if (records == null) {
            throw new IllegalStateException("the demo does not deliver " + type.getSimpleName());
        }
        List<R> told = new ArrayList<>();
        long units = records.units();
        try (Writer writer = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
            writer.append(target.header()).append('\n');
            for (long unit = 0; unit < units; unit++) {
                told.clear();
                records.tell(unit, told);
                for (R entry : told) {
                    writer.append(target.row(entry)).append('\n');
                }
            }
        }
    }
}
