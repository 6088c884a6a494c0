package io.ckpi.spi;

import io.ckpi.core.record.SourceRecord;

/**
 * An open source of records. It may be shared between threads; each reader belongs to one thread.
 *
 * <p>The host closes a source exactly once, after its readers, also after an error; {@link #close} may be called again.
 * Every other call after it fails with code {@code CKPI-SRC-CLOSED}.
 */
public interface RecordSource extends AutoCloseable {

    /** What the source delivers and promises; the same at every call. */
    SourceDescription describe();

    /**
     * Starts reading one type of record. A type that the source does not deliver gives an empty reader.
     *
     * @throws io.ckpi.core.CkpiException if reading cannot start
     */
    <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request);

    @Override
    void close();
}
