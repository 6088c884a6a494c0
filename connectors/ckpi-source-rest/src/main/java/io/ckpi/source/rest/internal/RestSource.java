package io.ckpi.source.rest.internal;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.source.mapping.EndingReader;
import io.ckpi.source.mapping.MappedSource;
import io.ckpi.source.mapping.MappedTable;
import io.ckpi.source.mapping.MappingHeader;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

/**
 * A web service as a source. Each reader has tables of its own, as they know since when they are complete.
 *
 * <p><b>Thread-safety.</b> may be shared between threads; each reader belongs to one.
 */
final class RestSource implements RecordSource {

    private final Supplier<MappedSource> parts;
    private final MappedSource whole;
    private final Set<MappedSource> reading = new HashSet<>();

    /**
     * A source.
     *
     * @param tables the tables of one reader, in the order in which they are read
     * @param onClose called once, when the source is closed
     */
    RestSource(
            String source,
            String code,
            MappingHeader header,
            Supplier<? extends List<? extends MappedTable>> tables,
            SourceContext context,
            Runnable onClose) {
        this.parts = () -> new MappedSource(source, code, header, tables.get(), context, () -> {});
        this.whole = new MappedSource(source, code, header, tables.get(), context, onClose);
    }

    @Override
    public SourceDescription describe() {
        return whole.describe();
    }

    @Override
    public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
        whole.describe(); // fails once the source is closed
        MappedSource part = parts.get();
        RecordReader<R> reader = part.read(request);
        synchronized (reading) {
            reading.add(part);
        }
        return new EndingReader<>(reader, () -> {
            synchronized (reading) {
                reading.remove(part);
            }
        });
    }

    /** Closes the source; readers that are still open fail from now on. */
    @Override
    public void close() {
        List<MappedSource> open;
        synchronized (reading) {
            open = List.copyOf(reading);
            reading.clear();
        }
        open.forEach(MappedSource::close);
        whole.close();
    }
}
