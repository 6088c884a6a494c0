package io.ckpi.source.mapping;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A source whose tables become records by a mapping document: all that connectors of files, databases and web services have in
 * common. Rows that cannot become records are rejects; ids that a spreadsheet has rounded are found; a read stops when the host
 * wants it; a cursor is bound to mapping, request and tables.
 *
 * <p><b>Thread-safety.</b> may be shared between threads; each reader belongs to one.
 */
public final class MappedSource implements RecordSource {

    private final String source;
    private final String code;
    private final MappingHeader header;
    private final List<MappedTable> tables;
    private final SourceContext context;
    private final Runnable onClose;
    private final SourceDescription description;
    private volatile boolean closed;

    /**
     * A source.
     *
     * @param source its configured name
     * @param code what its error codes begin with, such as {@code CKPI-FILES}
     * @param header what the mapping says of all tables
     * @param tables the tables, in the order in which they are read
     * @param context the host
     * @param onClose called once, when the source is closed
     */
    public MappedSource(
            String source,
            String code,
            MappingHeader header,
            List<? extends MappedTable> tables,
            SourceContext context,
            Runnable onClose) {
        this.source = Objects.requireNonNull(source, "source");
        this.code = Objects.requireNonNull(code, "code");
        this.header = Objects.requireNonNull(header, "header");
        this.tables = List.copyOf(tables);
        this.context = Objects.requireNonNull(context, "context");
        this.onClose = Objects.requireNonNull(onClose, "onClose");
        this.description = description(header, this.tables);
    }

    private static SourceDescription description(MappingHeader header, List<MappedTable> tables) {
        Set<Class<? extends SourceRecord>> streams = new LinkedHashSet<>();
        Set<String> zones = new TreeSet<>();
        Set<String> currencies = new TreeSet<>();
        Set<String> personal = new LinkedHashSet<>();
        Set<Capability> capabilities = EnumSet.of(Capability.TIME_FILTER);
        if (tables.stream().allMatch(MappedTable::isResumable)) {
            capabilities.add(Capability.RESUME);
        }
        for (MappedTable table : tables) {
            RecordMapping mapping = table.mapping();
            RowSettings settings = mapping.settings();
            zones.add(
                    settings.zone() == null
                            ? "offsets in the data"
                            : settings.zone() + (settings.zoneAssumed() ? " (assumed)" : " (declared)"));
            currencies.add(
                    settings.currency() == null
                            ? "currencies in the data"
                            : settings.currency() + (settings.currencyAssumed() ? " (assumed)" : " (declared)"));
            streams.addAll(mapping.types());
            personal.addAll(mapping.personal());
            if (mapping.deletes()) {
                capabilities.add(Capability.DELETES);
            }
            if (mapping.revises()) {
                capabilities.add(Capability.REVISIONS);
            }
        }
        return new SourceDescription(
                streams,
                "Times without an offset: " + String.join("; ", zones) + ".",
                "Amounts without a currency: " + String.join("; ", currencies) + ".",
                header.lateness(),
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
        return new MappedReader<>(this, request);
    }

    /**
     * Throws if the source is closed, or the host wants the work to stop.
     *
     * @throws CkpiException code {@code CKPI-SRC-CLOSED}, or of kind CANCELLED
     */
    public void check() {
        if (context.cancelled()) {
            throw new CkpiException(
                    CkpiException.Kind.CANCELLED, "CKPI-SRC-CANCELLED", source, "reading was cancelled");
        }
        if (context.clock().instant().isAfter(context.deadline())) {
            throw new CkpiException(
                    CkpiException.Kind.CANCELLED,
                    "CKPI-SRC-DEADLINE",
                    source,
                    "reading took longer than the host allows");
        }
        checkOpen();
    }

    void checkOpen() {
        if (closed) {
            throw closedFault();
        }
    }

    CkpiException closedFault() {
        return new CkpiException(
                CkpiException.Kind.CONFIG, "CKPI-SRC-CLOSED", source, "the source " + source + " is closed");
    }

    CkpiException cursorFault(String sentence) {
        return new CkpiException(CkpiException.Kind.CONFIG, code + "-CURSOR", source, sentence);
    }

    String source() {
        return source;
    }

    MappingHeader header() {
        return header;
    }

    SourceContext context() {
        return context;
    }

    List<MappedTable> tables() {
        return tables;
    }

    @Override
    public void close() {
        boolean first;
        synchronized (onClose) {
            first = !closed;
            closed = true;
        }
        if (first) {
            onClose.run();
        }
    }
}
