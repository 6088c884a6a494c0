package io.ckpi.sdk.internal.engine;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.record.SourceRecord;
import java.time.Instant;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * One type of record of one source: what was read of it and what became of it. The counters of the later phases are
 * thread-safe; what reading notes is written by the one thread that reads.
 */
public final class Stream {

    private final int number;
    private final int source;
    private final String sourceName;
    private final Class<? extends SourceRecord> type;
    private volatile boolean included = true;

    /** Records delivered for the time asked. */
    long records;
    /** Touches with a visit and a person: others of the same visit may lack the person. */
    long identifiedVisits;
    /** Changes to a stage that is not mapped. */
    long unknownStages;
    /** Costs below 0: corrections of the platform. */
    long negativeCosts;
    /** Records that happened after the time of the measurement. */
    long future;
    /** Records with an amount other than 0 in each currency, after conversion. */
    final Map<Currency, Long> currencies = new HashMap<>();
    /** Amounts that were converted. */
    long converted;
    /** Why reading failed, or null. */
    @Nullable
    CkpiException failure;
    /** What the reader noticed. */
    List<DataIssue> issues = List.of();
    /** When the first record happened, or null if there is none. */
    @Nullable
    Instant firstAt;
    /** When the last record happened, or null if there is none. */
    @Nullable
    Instant lastAt;
    /** Up to when the source is complete, or null if it does not say. */
    @Nullable
    Instant completeThrough;

    /** Records replaced by a newer revision, or repeated. */
    final LongAdder superseded = new LongAdder();
    /** Tombstones. */
    final LongAdder withdrawn = new LongAdder();

    private final LongAdder forgotten = new LongAdder();
    /** Records of persons who are to be forgotten that were counted before that was known. */
    private final LongAdder takenBack = new LongAdder();
    /** Records that gave way to the same fact elsewhere. */
    final LongAdder merged = new LongAdder();

    /** A stream, numbered in the order of all, of the source at that place of the order of authority. */
    public Stream(int number, int source, String sourceName, Class<? extends SourceRecord> type) {
        this.number = number;
        this.source = source;
        this.sourceName = sourceName;
        this.type = type;
    }

    public int number() {
        return number;
    }

    /** The place of its source in the order of authority: smaller is stronger. */
    public int source() {
        return source;
    }

    public String sourceName() {
        return sourceName;
    }

    public Class<? extends SourceRecord> type() {
        return type;
    }

    /** The name under which sources report its rejects. */
    public String name() {
        return type.getSimpleName();
    }

    /** False once the stream is left out of the report: it could not be read to its end, or too much was rejected. */
    public boolean isIncluded() {
        return included;
    }

    /** Records delivered for the time asked, without those of persons who are to be forgotten. */
    public long records() {
        return records - takenBack.sum();
    }

    /** When the first record happened, or null if there is none. */
    public @Nullable Instant firstAt() {
        return firstAt;
    }

    /** When the last record happened, or null if there is none. */
    public @Nullable Instant lastAt() {
        return lastAt;
    }

    /** Up to when the source is complete, or null if it does not say. */
    public @Nullable Instant completeThrough() {
        return completeThrough;
    }

    /** Why reading failed, or null. */
    public @Nullable CkpiException failure() {
        return failure;
    }

    /** What the reader noticed. */
    public List<DataIssue> issues() {
        return issues;
    }

    /** Records replaced by a newer revision, repeated, or withdrawn by a tombstone. */
    public long superseded() {
        return superseded.sum();
    }

    /** Tombstones in force. */
    public long withdrawn() {
        return withdrawn.sum();
    }

    /** Records that gave way to the same fact elsewhere. */
    public long merged() {
        return merged.sum();
    }

    /** Records of persons who are to be forgotten: nothing rests on them. */
    public long forgotten() {
        return forgotten.sum();
    }

    /** Changes to a stage that is not mapped. */
    public long unknownStages() {
        return unknownStages;
    }

    /** Costs below 0. */
    public long negativeCosts() {
        return negativeCosts;
    }

    /** Records that happened after the time of the measurement. */
    public long future() {
        return future;
    }

    /** Amounts that were converted. */
    public long converted() {
        return converted;
    }

    /** True for what happens to persons in time: such streams date the beginning and the end of the data. */
    public boolean isOfEvents() {
        return Intake.EVENTS.contains(type);
    }

    /** Forgets a record, which was counted among the others if nothing in it said whose it is. */
    void forget(boolean wasCounted) {
        forgotten.increment();
        if (wasCounted) {
            takenBack.increment();
        }
    }

    void leaveOut() {
        included = false;
    }
}
