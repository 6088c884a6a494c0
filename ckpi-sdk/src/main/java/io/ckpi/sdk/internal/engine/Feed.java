package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.host.OpenSource;
import java.util.function.Consumer;

/** Something that can be read: an open source. */
@FunctionalInterface
public interface Feed {

    /** Reads one type of record to the end; {@code sink} gets its records one by one while the caller waits. */
    <R extends SourceRecord> OpenSource.End drain(ReadRequest<R> request, Consumer<? super R> sink);
}
