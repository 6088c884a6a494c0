package io.ckpi.source.rest.internal;

import io.ckpi.core.DataIssue;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Watermark;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A reader with tables of its own, which are given up when it is closed. For one thread. */
final class RestReader<R extends SourceRecord> implements RecordReader<R> {

    private final RecordReader<R> reader;
    private final Runnable end;

    RestReader(RecordReader<R> reader, Runnable end) {
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
        reader.close();
        end.run();
    }
}
