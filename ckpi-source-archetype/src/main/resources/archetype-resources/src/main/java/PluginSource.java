package ${package};

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import java.time.Duration;
import java.util.Set;

/** An open source: it says what it delivers and starts reading. Threads may share it. */
final class PluginSource implements RecordSource {

    private final PluginOptions options;
    private final SourceContext context;
    private volatile boolean closed;

    PluginSource(PluginOptions options, SourceContext context) {
        this.options = options;
        this.context = context;
    }

    @Override
    public SourceDescription describe() {
        checkOpen();
        return new SourceDescription(
                Set.of(Order.class),
                "instants in UTC, as in 2026-10-01T10:00:00Z",
                "amounts in " + options.currency(),
                Duration.ZERO, // a line is never changed
                Set.of(), // no capabilities: the host does the rest
                Set.of("mail")); // turned into a token
    }

    @Override
    public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
        checkOpen();
        return new PluginReader<>(request, options, context, this);
    }

    @Override
    public void close() {
        closed = true;
    }

    void checkOpen() {
        if (closed) {
            throw closed();
        }
    }

    CkpiException closed() {
        return new CkpiException(
                CkpiException.Kind.INTERNAL, "CKPI-SRC-CLOSED", options.source(), "the source is closed");
    }
}
