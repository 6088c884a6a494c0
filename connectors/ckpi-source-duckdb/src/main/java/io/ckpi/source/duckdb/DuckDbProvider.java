package io.ckpi.source.duckdb;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.core.definition.Definitions;
import io.ckpi.source.duckdb.internal.DuckDbMapping;
import io.ckpi.source.duckdb.internal.DuckDbSource;
import io.ckpi.source.mapping.MappingOptions;
import io.ckpi.source.mapping.RowSettings;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The plugin {@code duckdb}: Parquet files, JSON of any nesting and large CSV below one folder become records by a mapping
 * document of the schema {@code ckpi/mapping@1}, see docs/guide/source-duckdb.md. It also computes moments over such files.
 *
 * <p>The embedded database sees the folder and nothing else; it fetches no extension, writes no file, and no text of a
 * configuration becomes a statement. CSV is read as text throughout: types are never guessed, so ids keep their digits.
 *
 * <p><b>Options.</b> {@code dir} and, unless the provider was made with one, {@code mapping}; {@code zone} and
 * {@code currency} for mappings that state none; {@code memory-mb} and {@code threads}.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class DuckDbProvider implements SourceProvider {

    private static final String DIR = "dir";
    private static final String MAPPING = "mapping";
    private static final String MEMORY = "memory-mb";
    private static final String THREADS = "threads";
    private static final long DEFAULT_MEMORY = 1024;
    private static final long LEAST_MEMORY = 64;
    private static final long MOST_MEMORY = 1 << 20;
    private static final long DEFAULT_THREADS = 2;
    private static final long MOST_THREADS = 256;

    private final @Nullable String documentName;
    private final @Nullable String documentText;

    /** The plugin as it is found by its name. */
    public DuckDbProvider() {
        this(null, null);
    }

    private DuckDbProvider(@Nullable String documentName, @Nullable String documentText) {
        this.documentName = documentName;
        this.documentText = documentText;
    }

    /**
     * The plugin with a mapping of the program's own; it has no option {@code mapping}.
     *
     * @param documentName name of the mapping in messages
     * @param text its text, YAML or JSON
     */
    public static DuckDbProvider withMapping(String documentName, String text) {
        return new DuckDbProvider(
                Objects.requireNonNull(documentName, "documentName"), Objects.requireNonNull(text, "text"));
    }

    @Override
    public int spiLevel() {
        return 1;
    }

    @Override
    public String name() {
        return "duckdb";
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
                    SourceOption.Kind.PATH,
                    new Names("Путь к описанию соответствия (YAML).", "The path of a mapping document (YAML).")));
        }
        options.add(MappingOptions.ZONE);
        options.add(MappingOptions.CURRENCY);
        options.add(SourceOption.optional(
                MEMORY,
                SourceOption.Kind.INT,
                Long.toString(DEFAULT_MEMORY),
                new Names(
                        "Сколько мегабайт памяти может занять встроенная база.",
                        "How many megabytes of memory the embedded database may take.")));
        options.add(SourceOption.optional(
                THREADS,
                SourceOption.Kind.INT,
                Long.toString(DEFAULT_THREADS),
                new Names(
                        "Сколько потоков может занять встроенная база.",
                        "How many threads the embedded database may use.")));
        return List.copyOf(options);
    }

    /**
     * Reads the mapping, finds all its files and looks at their columns.
     *
     * @throws CkpiException with kind CONFIG and all faults of the mapping, or of the files, in its message; also where the
     *     embedded database does not run on this platform
     */
    @Override
    public RecordSource open(SourceConfig config, SourceContext context) {
        List<String> faults = new ArrayList<>();
        long memory = number(config, MEMORY, DEFAULT_MEMORY, LEAST_MEMORY, MOST_MEMORY, faults);
        long threads = number(config, THREADS, DEFAULT_THREADS, 1, MOST_THREADS, faults);
        Path folder = config.path(DIR).orElse(null);
        if (folder == null) {
            faults.add("option dir is missing");
        }
        Path mapping = documentText == null ? path(config, faults) : null;
        if (!faults.isEmpty() || folder == null) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG, "CKPI-DUCKDB-OPTION", config.source(), String.join("\n", faults));
        }
        RowSettings base = RowSettings.DEFAULT.with(
                config.zone(MappingOptions.ZONE.key()).orElse(null),
                config.currency(MappingOptions.CURRENCY.key()).orElse(null));
        DuckDbMapping document = mapping == null
                ? Definitions.read(
                        Objects.requireNonNull(documentName),
                        Objects.requireNonNull(documentText),
                        node -> DuckDbMapping.read(node, base))
                : Definitions.read(mapping, node -> DuckDbMapping.read(node, base));
        return DuckDbSource.open(config.source(), document, folder, memory, threads, context);
    }

    private static @Nullable Path path(SourceConfig config, List<String> faults) {
        try {
            Path mapping = config.path(MAPPING).orElse(null);
            if (mapping == null) {
                faults.add("option mapping is missing");
            }
            return mapping;
        } catch (InvalidPathException e) {
            faults.add("option mapping is no path");
            return null;
        }
    }

    private static long number(
            SourceConfig config, String key, long defaultValue, long least, long most, List<String> faults) {
        long value = config.integer(key).orElse(defaultValue);
        if (value < least || value > most) {
            faults.add("option " + key + " is not " + least + " to " + most + ": " + value);
            return defaultValue;
        }
        return value;
    }
}
