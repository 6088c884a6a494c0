package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;

/** Something that can be read: an open source. */
@FunctionalInterface
public interface Feed {

    /** Starts reading one type of record. */
    <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request);
}
