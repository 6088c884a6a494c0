package io.ckpi.spi.host;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import java.time.Instant;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Settles which revision of a record counts: an accumulator of the state of a source.
 *
 * <p><b>Definition.</b> Among the records of one type, source and source key the winner is the one with the largest
 * revision, then a deletion over a statement, then the latest {@code recordedAt} (one that says none is the earliest), then
 * the largest content digest. A deletion that wins leaves nothing. So neither the order of arrival nor repetitions nor
 * the cut into pages change the state.
 *
 * <p>Records whose key was made from their content ({@link RecordFlag#SYNTHETIC_KEY}) may be truly equal rows. They are kept
 * apart by counting how often a key occurs within one pass over the data; {@link #nextPass} begins a further pass, for
 * instance when everything is read again, and then the same rows meet themselves. Rows that a resumed read delivers twice
 * within one pass cannot be told from equal rows; a source with synthetic keys should rather be read again from its start.
 *
 * <p><b>Thread-safety.</b> an accumulator belongs to one thread; {@link #order} and {@link #winner} are thread-safe.
 */
public final class Revisions {

    private static final Comparator<SourceRecord> ORDER = Revisions::compare;

    private final Map<Class<?>, Map<String, Map<Object, SourceRecord>>> state = new HashMap<>();
    private final Map<SyntheticKey, Integer> occurrences = new HashMap<>();
    private long superseded;

    private record SyntheticKey(Class<?> type, String source, String sourceKey) {}

    private record Occurrence(String sourceKey, int number) {}

    /** An empty state. */
    public Revisions() {}

    /** The order of the revisions of one record, see above: the greatest wins. Equal are only records of equal content. */
    public static Comparator<SourceRecord> order() {
        return ORDER;
    }

    /** The one of two revisions of a record that counts. */
    public static <R extends SourceRecord> R winner(R first, R second) {
        return compare(first, second) >= 0 ? first : second;
    }

    private static int compare(SourceRecord first, SourceRecord second) {
        Envelope a = first.envelope();
        Envelope b = second.envelope();
        int order = Long.compare(a.revision(), b.revision());
        if (order == 0) {
            order = Boolean.compare(a.op() == Envelope.Op.DELETE, b.op() == Envelope.Op.DELETE);
        }
        if (order == 0) {
            order = recordedAt(a).compareTo(recordedAt(b));
        }
        if (order == 0 && !first.equals(second)) {
            order = Arrays.compareUnsigned(RecordDigest.of(first), RecordDigest.of(second));
        }
        return order;
    }

    private static Instant recordedAt(Envelope envelope) {
        Instant recordedAt = envelope.recordedAt();
        return recordedAt == null ? Instant.MIN : recordedAt;
    }

    /** Adds a record. */
    public void add(SourceRecord record) {
        Envelope envelope = record.envelope();
        Object key = envelope.sourceKey();
        if (envelope.flags().contains(RecordFlag.SYNTHETIC_KEY)) {
            SyntheticKey synthetic = new SyntheticKey(record.getClass(), envelope.source(), envelope.sourceKey());
            int number = occurrences.merge(synthetic, 1, Integer::sum);
            if (number > 1) {
                key = new Occurrence(envelope.sourceKey(), number);
            }
        }
        Map<Object, SourceRecord> records = state.computeIfAbsent(record.getClass(), type -> new HashMap<>())
                .computeIfAbsent(envelope.source(), source -> new HashMap<>());
        SourceRecord known = records.putIfAbsent(key, record);
        if (known != null) {
            superseded++;
            if (compare(record, known) > 0) {
                records.put(key, record);
            }
        }
    }

    /** Begins a further pass over the same data: synthetic keys are counted from the start again. */
    public void nextPass() {
        occurrences.clear();
    }

    /** Gives every record in force, deletions left out, in no particular order. */
    public void forEach(Consumer<? super SourceRecord> action) {
        each(record -> {
            if (record.envelope().op() != Envelope.Op.DELETE) {
                action.accept(record);
            }
        });
    }

    private void each(Consumer<? super SourceRecord> action) {
        state.values().forEach(bySource -> bySource.values()
                .forEach(records -> records.values().forEach(action)));
    }

    /** How many records are in force. */
    public long size() {
        long[] count = {0};
        forEach(record -> count[0]++);
        return count[0];
    }

    /** How many keys a deletion has left without a record. */
    public long deleted() {
        long[] count = {0};
        each(record -> count[0] += record.envelope().op() == Envelope.Op.DELETE ? 1 : 0);
        return count[0];
    }

    /** How many records lost to another of their key, repetitions included. */
    public long superseded() {
        return superseded;
    }
}
