package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.SourceRecord;
import java.util.concurrent.atomic.LongAdder;

/** One type of record of one source: what was read of it and what became of it. Counters are thread-safe. */
final class Stream {

    private final int number;
    private final int source;
    private final String sourceName;
    private final Class<? extends SourceRecord> type;
    private volatile boolean included = true;

    /** Records delivered for the time asked. */
    final LongAdder records = new LongAdder();
    /** Records outside the time asked. */
    final LongAdder outside = new LongAdder();
    /** Records replaced by a newer revision, or repeated. */
    final LongAdder superseded = new LongAdder();
    /** Tombstones. */
    final LongAdder withdrawn = new LongAdder();
    /** Records that gave way to the same fact elsewhere. */
    final LongAdder merged = new LongAdder();

    Stream(int number, int source, String sourceName, Class<? extends SourceRecord> type) {
        this.number = number;
        this.source = source;
        this.sourceName = sourceName;
        this.type = type;
    }

    int number() {
        return number;
    }

    /** The place of its source in the order of authority: smaller is stronger. */
    int source() {
        return source;
    }

    String sourceName() {
        return sourceName;
    }

    Class<? extends SourceRecord> type() {
        return type;
    }

    /** False once the stream is left out of the report: it could not be read to its end, or too much was rejected. */
    boolean isIncluded() {
        return included;
    }

    void leaveOut() {
        included = false;
    }
}
