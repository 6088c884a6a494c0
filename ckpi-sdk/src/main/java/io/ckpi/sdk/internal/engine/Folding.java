package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Subjects.Subject;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Builds the history of each subject, feeds it to the measures and forgets it, partition after partition. Each partition
 * is folded by itself in an order that its subjects give, and the parts are merged in the order of the partitions: the
 * same records give the same bits, however many threads there are and however the records came.
 */
final class Folding {

    private final RecordCodec codec;
    private final Subjects subjects;
    private final List<Stream> streams;
    private final PartitionStore bySubject;

    Folding(RecordCodec codec, Subjects subjects, List<Stream> streams, PartitionStore bySubject) {
        this.codec = codec;
        this.subjects = subjects;
        this.streams = streams;
        this.bySubject = bySubject;
    }

    /** Folds all partitions; {@code progress} hears how many are done. */
    <P extends Engine.Part<P>> P run(Workers workers, Supplier<P> newPart, Survivors survivors, LongConsumer progress) {
        return run(workers, newPart, survivors, progress, true);
    }

    /** Folds all partitions and keeps them to be folded again; what gave way is counted then. */
    <P extends Engine.Part<P>> P ahead(Workers workers, Supplier<P> newPart, LongConsumer progress) {
        return run(workers, newPart, new Survivors(streams.size()), progress, false);
    }

    private <P extends Engine.Part<P>> P run(
            Workers workers, Supplier<P> newPart, Survivors survivors, LongConsumer progress, boolean last) {
        int count = bySubject.size();
        List<@Nullable Done<P>> done = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            done.add(null);
        }
        P total = newPart.get();
        int[] next = {0};
        workers.run(count, partition -> {
            P part = newPart.get();
            Survivors mine = new Survivors(streams.size());
            fold(partition, part, mine, last);
            synchronized (done) {
                done.set(partition, new Done<>(part, mine));
                while (next[0] < count) {
                    Done<P> ready = done.get(next[0]);
                    if (ready == null) {
                        break;
                    }
                    total.merge(ready.part());
                    survivors.merge(ready.survivors());
                    done.set(next[0]++, null);
                }
                progress.accept(next[0]);
            }
        });
        return total;
    }

    private record Done<P>(P part, Survivors survivors) {}

    /** A record of the run of frames at hand. */
    private record Entry(SourceRecord record, int stream, boolean referrer, Subject subject) {}

    private void fold(int partition, Engine.Part<?> part, Survivors survivors, boolean last) {
        byte[] data = last ? bySubject.take(partition) : bySubject.read(partition);
        Frame frame = new Frame(data);
        FrameIndex index = new FrameIndex();
        while (frame.next()) {
            index.add(frame.subjectHash(), frame.start());
        }
        index.sort();
        HistoryBuilder builder = new HistoryBuilder();
        List<Entry> entries = new ArrayList<>();
        int until;
        for (int from = 0; from < index.size(); from = until) {
            until = index.runEnd(from);
            entries.clear();
            boolean same = true;
            for (int place = from; place < until; place++) {
                frame.at(index.offset(place));
                Entry entry = entry(frame);
                same = same && (entries.isEmpty() || entries.get(0).subject().equals(entry.subject()));
                entries.add(entry);
            }
            if (same) {
                finish(builder, entries, part, survivors, last);
            } else {
                // equal hashes of different subjects
                Map<String, List<Entry>> bySubjectText = new TreeMap<>();
                for (Entry entry : entries) {
                    bySubjectText
                            .computeIfAbsent(entry.subject().text(), key -> new ArrayList<>())
                            .add(entry);
                }
                bySubjectText.values().forEach(group -> finish(builder, group, part, survivors, last));
            }
        }
    }

    private Entry entry(Frame frame) {
        int stream = frame.stream();
        boolean referrer = frame.has(Frame.REFERRER);
        String text = frame.subject();
        SourceRecord record = codec.read(frame.body());
        Subject subject = text == null ? subjects.of(record) : Subject.parse(text);
        if (subject == null) {
            throw new IllegalStateException("a record without a subject: " + record.getClass());
        }
        return new Entry(record, stream, referrer, subject);
    }

    private void finish(
            HistoryBuilder builder, List<Entry> entries, Engine.Part<?> part, Survivors survivors, boolean last) {
        if (subjects.forgets(entries.get(0).subject())) {
            if (last) {
                entries.forEach(entry -> streams.get(entry.stream()).forget(!subjects.forgets(entry.record())));
            }
            return;
        }
        for (Entry entry : entries) {
            builder.add(entry.record(), entry.referrer());
        }
        Set<SourceRecord> merged = Collections.newSetFromMap(new IdentityHashMap<>(2));
        SubjectHistory history = builder.build(entries.get(0).subject(), merged::add);
        for (int i = 0; last && i < entries.size(); i++) {
            Entry entry = entries.get(i);
            if (merged.contains(entry.record())) {
                streams.get(entry.stream()).merged.increment();
            } else if (!entry.referrer()) {
                survivors.add(entry.stream(), entry.record());
            }
        }
        part.add(history);
    }
}
