package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.source.mapping.MappedTable;
import io.ckpi.source.mapping.RecordMapping;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.source.mapping.TableRows;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Rejects;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.HmacTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A file that was never written. */
record MemoryTable(byte[] bytes, Dialect dialect, RecordMapping mapping) implements MappedTable {

    @Override
    public String name() {
        return "memory";
    }

    @Override
    public TableRows open(ReadRequest<?> request, @Nullable String from, Runnable check) {
        try {
            return new MemoryRows(Rows.open(
                    () -> new ByteArrayInputStream(bytes),
                    dialect,
                    mapping.columns(),
                    FuzzedParsers.LIMITS,
                    (code, sentence) -> new CkpiException(CkpiException.Kind.CONFIG, code, "fuzz", sentence),
                    check));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The rows of one. */
    private record MemoryRows(RowReader reader) implements TableRows {

        @Override
        public boolean next() {
            try {
                return reader.next();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public long row() {
            return reader.row();
        }

        @Override
        public String location() {
            return "memory:" + reader.line();
        }

        @Override
        public @Nullable RowFault fault() {
            RejectReason reason = reader.fault();
            RowFault detail = reader.faultInDetail();
            return reason == null ? null : detail == null ? new RowFault(reason, null, null) : detail;
        }

        @Override
        public @Nullable String text(int column) throws RowFault {
            return reader.text(column);
        }

        @Override
        public @Nullable List<String> array(int column) throws RowFault {
            return reader.array(column);
        }

        @Override
        public void mark() {
            reader.position();
        }

        @Override
        public String marked() {
            return "";
        }

        @Override
        public void close() {
            try {
                reader.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** What a source needs of a host. Mutable, for one thread. */
    static final class Context implements SourceContext, Rejects {

        private final Tokenizer tokens = HmacTokenizer.of("k1", new byte[32]);
        long rows;

        @Override
        public int spiLevel() {
            return 1;
        }

        @Override
        public Clock clock() {
            return Clock.fixed(Instant.parse("2026-11-01T00:00:00Z"), ZoneOffset.UTC);
        }

        @Override
        public Tokenizer tokens() {
            return tokens;
        }

        @Override
        public Rejects rejects() {
            return this;
        }

        @Override
        public boolean cancelled() {
            return false;
        }

        @Override
        public Instant deadline() {
            return Instant.MAX;
        }

        @Override
        public void add(Reject reject) {
            rows++;
        }

        @Override
        public void accepted(String source, String stream) {
            rows++;
        }

        @Override
        public boolean overBudget(String source, String stream) {
            return false;
        }
    }
}
