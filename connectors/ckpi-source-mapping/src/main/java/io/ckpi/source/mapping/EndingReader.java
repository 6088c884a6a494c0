package io.ckpi.source.mapping;

import io.ckpi.core.DataIssue;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Watermark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A reader that ends what was begun for it, such as a transaction, when it is closed: once, and also if closing fails. For one
 * thread.
 *
 * @param <R> the type of record
 */
public final class EndingReader<R extends SourceRecord> implements RecordReader<R> {

    private final RecordReader<R> reader;
    private final Runnable end;
    private boolean closed;

    /** Gives what {@code reader} gives; {@code end} runs after it is closed. */
    public EndingReader(RecordReader<R> reader, Runnable end) {
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
