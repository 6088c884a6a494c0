package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.host.RecordDigest;

/** Digests of the records that numbers rest on, by stream. Mutable, confined to one thread at a time. */
public final class Survivors {

    private final RecordDigest[] digests;

    Survivors(int streams) {
        digests = new RecordDigest[streams];
        for (int i = 0; i < streams; i++) {
            digests[i] = new RecordDigest();
        }
    }

    void add(int stream, SourceRecord record) {
        digests[stream].add(record);
    }

    void merge(Survivors other) {
        for (int i = 0; i < digests.length; i++) {
            digests[i].merge(other.digests[i]);
        }
    }

    /** The digest of a stream. */
    public RecordDigest of(Stream stream) {
        return digests[stream.number()];
    }
}
