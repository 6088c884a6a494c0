package io.ckpi.source.files;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.source.files.internal.FilesSource;
import io.ckpi.source.files.internal.Limits;
import io.ckpi.source.files.internal.MappingDocument;
import io.ckpi.source.mapping.MappingOptions;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The plugin {@code files}: comma- and tab-separated text, ClickHouse TSV and JSON lines below one folder become records by
 * a mapping document of the schema {@code ckpi/mapping@1}, see docs/guide/source-files.md.
 *
 * <p>Nothing is guessed: encodings, delimiters, formats of times, zones and currencies are what the mapping declares. A row
 * that does not fit becomes a counted reject with file, line and reason; its neighbours are delivered. Amounts are read from
 * their decimal text, never through binary floating point. Ids that a spreadsheet has rounded are rejected.
 *
 * <p><b>Options.</b> {@code dir} and, unless the provider was made with one, {@code mapping}: the path of a document or the
 * name of a shipped one; {@code file} to read another file by it; {@code zone} and {@code currency} for mappings that state none; limits.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class FilesProvider implements SourceProvider {

    private static final String DIR = "dir";
    private static final String MAPPING = "mapping";
    private static final String FILE = "file";
    private static final String FIELD_CHARS = "max-field-chars";
    private static final String LINE_BYTES = "max-line-bytes";
    private static final String COLUMNS = "max-columns";
    private static final String JSON_DEPTH = "max-json-depth";

    private final @Nullable String documentName;
    private final @Nullable String documentText;

    /** The plugin as it is found by its name. */
    public FilesProvider() {
        this(null, null);
    }

    private FilesProvider(@Nullable String documentName, @Nullable String documentText) {
        this.documentName = documentName;
        this.documentText = documentText;
    }

    /**
     * The plugin with a mapping of the program's own; it has no option {@code mapping}.
     *
     * @param documentName name of the mapping in messages
     * @param text its text, YAML or JSON
     */
    public static FilesProvider withMapping(String documentName, String text) {
        return new FilesProvider(
                Objects.requireNonNull(documentName, "documentName"), Objects.requireNonNull(text, "text"));
    }

    @Override
    public int spiLevel() {
        return 1;
    }

    @Override
    public String name() {
        return "files";
    }

    @Override
    public String version() {
        return "0.1.0";
    }

    @Override
    public List<SourceOption> options() {
        List<SourceOption> options = new ArrayList<>();
        options.add(SourceOption.required(
                DIR,
                SourceOption.Kind.PATH,
                new Names("Папка, ниже которой лежат все файлы.", "The folder below which all files lie.")));
        if (documentText == null) {
            options.add(SourceOption.required(
                    MAPPING,
                    SourceOption.Kind.STRING,
                    new Names(
                            "Путь к описанию соответствия (YAML) или имя встроенного описания.",
                            "The path of a mapping document (YAML), or the name of a shipped one.")));
        }
        options.add(
                SourceOption.optional(
                        FILE,
                        SourceOption.Kind.STRING,
                        null,
                        new Names(
                                "Имя файла вместо имени из описания, если оно описывает один файл; можно с * и ?.",
                                "The file's name in place of that in the mapping, where it has one file; * and ? may stand in it.")));
        options.add(MappingOptions.ZONE);
        options.add(MappingOptions.CURRENCY);
        options.add(limit(
                FIELD_CHARS,
                Limits.DEFAULT.fieldChars(),
                "Наибольшая длина поля в знаках.",
                "The most characters of a field."));
        options.add(limit(
                LINE_BYTES,
                Limits.DEFAULT.lineBytes(),
                "Наибольшая длина строки в байтах.",
                "The most bytes of a line."));
        options.add(
                limit(COLUMNS, Limits.DEFAULT.columns(), "Наибольшее число столбцов.", "The most columns of a file."));
        options.add(limit(
                JSON_DEPTH,
                Limits.DEFAULT.jsonDepth(),
                "Наибольшая вложенность JSON.",
                "The deepest nesting of JSON."));
        return List.copyOf(options);
    }

    private static SourceOption limit(String key, int defaultValue, String ru, String en) {
        return SourceOption.optional(key, SourceOption.Kind.INT, Integer.toString(defaultValue), new Names(ru, en));
    }

    /**
     * Reads the mapping, finds all its files and looks at their headers.
     *
     * @throws CkpiException with kind CONFIG and all faults of the mapping, or of the files, in its message
     */
    @Override
    public RecordSource open(SourceConfig config, SourceContext context) {
        List<String> faults = new ArrayList<>();
        Limits limits = new Limits(
                limit(config, FIELD_CHARS, Limits.DEFAULT.fieldChars(), 1 << 28, faults),
                limit(config, LINE_BYTES, Limits.DEFAULT.lineBytes(), 1 << 28, faults),
                limit(config, COLUMNS, Limits.DEFAULT.columns(), 1 << 20, faults),
                limit(config, JSON_DEPTH, Limits.DEFAULT.jsonDepth(), 1000, faults));
        Path folder = config.path(DIR).orElse(null);
        if (folder == null) {
            faults.add("option dir is missing");
        }
        String mapping = documentText == null ? config.text(MAPPING).orElse(null) : null;
        if (documentText == null && mapping == null) {
            faults.add("option mapping is missing");
        }
        if (!faults.isEmpty() || folder == null) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, "CKPI-FILES-OPTION", config.source(), String.join("\n", faults));
        }
        ZoneId zone = config.zone(MappingOptions.ZONE.key()).orElse(null);
        Currency currency = config.currency(MappingOptions.CURRENCY.key()).orElse(null);
        MappingDocument document = document(mapping, zone, currency);
        String file = config.text(FILE).orElse(null);
        if (file != null) {
            document = withFile(config, document, file);
        }
        return FilesSource.open(config.source(), document, folder, limits, context);
    }

    private static MappingDocument withFile(SourceConfig config, MappingDocument document, String file) {
        try {
            return document.withFile(file);
        } catch (IllegalArgumentException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-FILES-OPTION",
                    config.source(),
                    "option file " + e.getMessage(),
                    e);
        }
    }

    private static int limit(SourceConfig config, String key, int defaultValue, int most, List<String> faults) {
        long value = config.integer(key).orElse((long) defaultValue);
        if (value < 1 || value > most) {
            faults.add("option " + key + " is not 1 to " + most + ": " + value);
            return defaultValue;
        }
        return (int) value;
    }

    private MappingDocument document(@Nullable String mapping, @Nullable ZoneId zone, @Nullable Currency currency) {
        if (documentText != null) {
            return MappingDocument.read(Objects.requireNonNull(documentName), documentText, zone, currency);
        }
        String name = Objects.requireNonNull(mapping);
        if (name.matches("[a-z][a-z0-9-]{0,63}")) {
            try (InputStream in = FilesProvider.class.getResourceAsStream("mappings/" + name + ".yaml")) {
                if (in != null) {
                    return MappingDocument.read(name + ".yaml", in, zone, currency);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        try {
            return MappingDocument.read(Path.of(name), zone, currency);
        } catch (InvalidPathException e) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, "CKPI-FILES-OPTION", null, "option mapping is no path: " + name, e);
        }
    }
}
