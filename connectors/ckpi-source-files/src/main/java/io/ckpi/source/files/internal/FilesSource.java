package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** An open source of files. Thread-safe; each of its readers belongs to one thread. */
public final class FilesSource implements RecordSource {

    /** A file and what to make of it. */
    record Input(Path path, String name, Mapping.FileMapping mapping) {}

    private final String source;
    private final Mapping mapping;
    private final Root root;
    private final Limits limits;
    private final SourceContext context;
    private final List<Input> inputs;
    private final SourceDescription description;
    private volatile boolean closed;

    private FilesSource(
            String source, Mapping mapping, Root root, Limits limits, SourceContext context, List<Input> inputs) {
        this.source = source;
        this.mapping = mapping;
        this.root = root;
        this.limits = limits;
        this.context = context;
        this.inputs = List.copyOf(inputs);
        this.description = description(mapping);
    }

    /**
     * Finds all files and looks at their headers.
     *
     * @throws CkpiException with kind CONFIG and all faults in its message
     */
    public static FilesSource open(
            String source, MappingDocument document, Path folder, Limits limits, SourceContext context) {
        Mapping mapping = document.mapping();
        Root root = Root.of(folder, source);
        List<Input> inputs = new ArrayList<>();
        List<CkpiException> faults = new ArrayList<>();
        for (Mapping.FileMapping file : mapping.files()) {
            try {
                for (Path path : root.find(file.file())) {
                    inputs.add(new Input(path, root.nameOf(path), file));
                }
            } catch (CkpiException e) {
                faults.add(e);
            }
        }
        FilesSource opened = new FilesSource(source, mapping, root, limits, context, inputs);
        for (Input input : inputs) {
            try {
                opened.rows(input, () -> {}).close();
            } catch (CkpiException e) {
                faults.add(e);
            } catch (IOException e) {
                faults.add(new CkpiException(
                        CkpiException.Kind.CONFIG,
                        "CKPI-FILES-PATH",
                        source,
                        input.name() + ": cannot be read: " + reason(e),
                        e));
            }
        }
        if (faults.size() == 1) {
            throw faults.get(0);
        }
        if (!faults.isEmpty()) {
            CkpiException all = new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-FILES-OPEN",
                    source,
                    String.join(
                            "\n",
                            faults.stream()
                                    .map(e -> String.valueOf(e.getMessage()))
                                    .toList()));
            faults.forEach(all::addSuppressed);
            throw all;
        }
        return opened;
    }

    /** What went wrong with the disk: the system's own words hold no data. */
    static String reason(IOException e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    RowReader rows(Input input, Runnable check) throws IOException {
        return Rows.open(
                root.open(input.path()),
                input.mapping().dialect(),
                input.mapping().lookups(),
                limits,
                (code, sentence) -> new CkpiException(
                        CkpiException.Kind.CONFIG, "CKPI-FILES-" + code, source, input.name() + ": " + sentence),
                check);
    }

    private static SourceDescription description(Mapping mapping) {
        Set<String> zones = new TreeSet<>();
        Set<String> currencies = new TreeSet<>();
        Set<String> personal = new LinkedHashSet<>();
        Set<Capability> capabilities = EnumSet.of(Capability.TIME_FILTER);
        if (mapping.resumable()) {
            capabilities.add(Capability.RESUME);
        }
        for (Mapping.FileMapping file : mapping.files()) {
            Settings settings = file.settings();
            zones.add(
                    settings.zone() == null
                            ? "offsets in the data"
                            : settings.zone() + (settings.zoneAssumed() ? " (assumed)" : " (declared)"));
            currencies.add(
                    settings.currency() == null
                            ? "currencies in the data"
                            : settings.currency() + (settings.currencyAssumed() ? " (assumed)" : " (declared)"));
            personal.addAll(file.personal());
            for (Template template : file.templates()) {
                if (template.deletes()) {
                    capabilities.add(Capability.DELETES);
                }
                if (template.revises()) {
                    capabilities.add(Capability.REVISIONS);
                }
            }
        }
        return new SourceDescription(
                mapping.streams(),
                "Times without an offset: " + String.join("; ", zones) + ".",
                "Amounts without a currency: " + String.join("; ", currencies) + ".",
                mapping.lateness(),
                capabilities,
                personal);
    }

    @Override
    public SourceDescription describe() {
        checkOpen();
        return description;
    }

    @Override
    public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
        checkOpen();
        return new FilesReader<>(this, request);
    }

    private void checkOpen() {
        if (closed) {
            throw closed();
        }
    }

    CkpiException closed() {
        return new CkpiException(
                CkpiException.Kind.CONFIG, "CKPI-SRC-CLOSED", source, "the source " + source + " is closed");
    }

    String source() {
        return source;
    }

    Mapping mapping() {
        return mapping;
    }

    SourceContext context() {
        return context;
    }

    List<Input> inputs() {
        return inputs;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public void close() {
        closed = true;
    }
}
