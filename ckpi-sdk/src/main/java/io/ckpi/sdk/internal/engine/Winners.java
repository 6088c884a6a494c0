package io.ckpi.sdk.internal.engine;

import io.ckpi.core.record.SourceRecord;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;

/**
 * Finds the record in force under each key: of all revisions and repetitions one wins, a tombstone leaves nothing. The
 * winner depends on what the records say alone, never on the order in which they came. Rows whose key was made from their
 * content may be truly equal: a source is read once, so each of them counts. Thread-safe.
 */
final class Winners {

    private final RecordCodec codec;
    private final Comparator<SourceRecord> revisions;
    private final List<Stream> streams;

    /** With the order of revisions: greater wins. */
    Winners(RecordCodec codec, Comparator<SourceRecord> revisions, List<Stream> streams) {
        this.codec = codec;
        this.revisions = revisions;
        this.streams = streams;
    }

    /** A frame in its bytes, with the record if it had to be decoded. */
    private record Candidate(int offset, int bodyStart, int end, String key, SourceRecord record) {}

    /** Hands the frame of each winner that is no tombstone to {@code survivor}; it must not keep the frame. */
    void of(byte[] partition, Consumer<Frame> survivor) {
        Frame frame = new Frame(partition);
        FrameIndex index = new FrameIndex();
        while (frame.next()) {
            if (streams.get(frame.stream()).isIncluded()) {
                index.add(frame.keyHash(), frame.start());
            }
        }
        index.sort();
        int until;
        for (int from = 0; from < index.size(); from = until) {
            until = index.runEnd(from);
            if (until - from == 1) {
                frame.at(index.offset(from));
                survive(frame, survivor);
            } else {
                contest(frame, index, from, until, survivor);
            }
        }
    }

    private void contest(Frame frame, FrameIndex index, int from, int until, Consumer<Frame> survivor) {
        Map<String, Candidate> winners = new TreeMap<>();
        List<Candidate> equalRows = new ArrayList<>();
        Candidate last = null;
        for (int place = from; place < until; place++) {
            frame.at(index.offset(place));
            boolean row = frame.has(Frame.SYNTHETIC) && !frame.has(Frame.DELETE);
            if (!row && last != null && repeats(frame, last)) {
                superseded(frame);
                continue;
            }
            int bodyStart = frame.bodyStart();
            int end = frame.end();
            SourceRecord record = codec.read(frame.body());
            String key = frame.stream() + ":" + record.envelope().sourceKey();
            Candidate candidate = new Candidate(frame.start(), bodyStart, end, key, record);
            if (row) {
                equalRows.add(candidate);
                continue;
            }
            Candidate known = winners.get(key);
            if (known != null) {
                superseded(frame);
            }
            if (known == null || revisions.compare(record, known.record()) > 0) {
                winners.put(key, candidate);
            }
            last = candidate;
        }
        for (Candidate row : equalRows) {
            Candidate winner = winners.get(row.key());
            frame.at(row.offset());
            if (winner != null && revisions.compare(winner.record(), row.record()) > 0) {
                superseded(frame);
            } else {
                survive(frame, survivor);
            }
        }
        for (Candidate winner : winners.values()) {
            frame.at(winner.offset());
            survive(frame, survivor);
        }
    }

    private void superseded(Frame frame) {
        if (!frame.has(Frame.FORGOTTEN)) {
            streams.get(frame.stream()).superseded.increment();
        }
    }

    private static boolean repeats(Frame frame, Candidate last) {
        return Arrays.equals(
                frame.array(), last.bodyStart(), last.end(), frame.array(), frame.bodyStart(), frame.end());
    }

    private void survive(Frame frame, Consumer<Frame> survivor) {
        if (frame.has(Frame.DELETE)) {
            if (!frame.has(Frame.FORGOTTEN)) {
                streams.get(frame.stream()).withdrawn.increment();
            }
        } else {
            survivor.accept(frame);
        }
    }
}
