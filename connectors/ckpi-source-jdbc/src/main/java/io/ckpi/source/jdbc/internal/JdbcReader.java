package io.ckpi.source.jdbc.internal;

import io.ckpi.core.DataIssue;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Watermark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reader that ends its transaction when it is closed. For one thread. */
final class JdbcReader<R extends SourceRecord> implements RecordReader<R> {

    private final RecordReader<R> reader;
    private final Runnable end;
    private boolean closed;

    JdbcReader(RecordReader<R> reader, Runnable end) {
        this.reader = reader;
        this.end = end;
    }

    @Override
    public @Nullable R next() {
        return reader.next();
    }

    @Override
    public Cursor cursor() {
        return reader.cursor();
    }

    @Override
    public Watermark watermark() {
        return reader.watermark();
    }

    @Override
    public List<DataIssue> issues() {
        return reader.issues();
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            try {
                reader.close();
            } finally {
                end.run();
            }
        }
    }
}
