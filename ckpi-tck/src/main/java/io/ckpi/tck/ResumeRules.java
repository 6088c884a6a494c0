package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Watermark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The rules W. */
final class ResumeRules {

    /** Up to here every row is a place to break off; beyond, those around the pages. */
    private static final int EVERY_ROW = 60;

    private static final int AROUND = 3;
    private static final int CHANGED = 5;

    private final Bench bench;

    ResumeRules(Bench bench) {
        this.bench = bench;
    }

    private Set<Integer> cuts(int rows) {
        int page = bench.tck().pageSize();
        Set<Integer> cuts = new TreeSet<>();
        for (int cut = 0; cut <= rows; cut++) {
            int beside = Math.min(cut % page, page - cut % page);
            if (rows <= EVERY_ROW || beside <= AROUND || rows - cut <= AROUND) {
                cuts.add(cut);
            }
        }
        return cuts;
    }

    /** The records before a cut, and the cursor there. */
    private record Part<R extends SourceRecord>(List<R> records, Cursor cursor) {}

    private <R extends SourceRecord> Part<R> until(ReadRequest<R> request, int cut) {
        try (Bench.Opened opened = bench.open();
                RecordReader<R> reader = Bench.begin(opened.source, request)) {
            List<R> records = Bench.take(reader, request.type(), cut);
            return new Part<>(records, reader.cursor());
        }
    }

    private static <R extends SourceRecord> ReadRequest<R> from(ReadRequest<R> request, Cursor cursor) {
        return new ReadRequest<>(request.type(), request.from(), request.to(), cursor);
    }

    void w01() throws Exception {
        bench.some(2 * bench.tck().pageSize() + 1);
        for (Class<? extends SourceRecord> type : bench.types()) {
            resume(ReadRequest.all(type));
        }
    }

    private <R extends SourceRecord> void resume(ReadRequest<R> request) {
        List<R> all = bench.read(request);
        List<SourceRecord> state = Bench.state(all);
        String name = request.type().getSimpleName();
        int rows = Math.min(all.size(), 3 * bench.tck().pageSize());
        for (int cut : cuts(rows)) {
            Part<R> part = until(request, cut);
            List<R> rest = bench.read(from(request, part.cursor()));
            List<R> both = new ArrayList<>(part.records());
            both.addAll(rest);
            Compare.same("the state of " + name + " resumed after " + cut + " records", state, Bench.state(both));
            assertThat(rest.size())
                    .as("the records of %s that come after resuming behind %s of %s", name, cut, all.size())
                    .isLessThanOrEqualTo(
                            Math.min(all.size(), all.size() - cut + bench.tck().pageSize()));
            if (cut == all.size() && cut > 1) {
                assertThat(rest.size())
                        .as("the records of %s that come after resuming at the end", name)
                        .isLessThan(all.size());
            }
        }
    }

    void w02() throws Exception {
        bench.some();
        for (Class<? extends SourceRecord> type : bench.types()) {
            foreign(type);
        }
    }

    private <R extends SourceRecord> void foreign(Class<R> type) throws Exception {
        ReadRequest<R> all = ReadRequest.all(type);
        Part<R> part = until(all, 2);
        if (part.records().size() < 2) {
            return;
        }
        Instant from = part.records().get(0).envelope().occurredAt();
        Cursor mine = part.cursor();
        assertThat(mine)
                .as("the cursor of %s behind two records", type.getSimpleName())
                .isNotEqualTo(Cursor.NONE);
        refused(new ReadRequest<>(type, from, null, mine), "of a read of another range");
        refused(from(all, new Cursor("ckpi-tck: not a cursor")), "that is none");
        refused(from(all, new Cursor(mine.text().substring(0, mine.text().length() / 2))), "that is cut off");
        for (Class<? extends SourceRecord> other : bench.types()) {
            if (other != type) {
                refused(from(ReadRequest.all(other), mine), "of a read of " + type.getSimpleName());
                return;
            }
        }
    }

    private <R extends SourceRecord> void refused(ReadRequest<R> request, String what) {
        CkpiException failure = null;
        try {
            bench.read(request);
        } catch (CkpiException e) {
            failure = e;
        }
        String name = request.type().getSimpleName();
        assertThat(failure)
                .as("the failure of reading %s from a cursor %s", name, what)
                .isNotNull();
        assertThat(Objects.requireNonNull(failure).kind())
                .as("the kind of failure of reading %s from a cursor %s", name, what)
                .isEqualTo(CkpiException.Kind.CONFIG);
    }

    /** The records with the keys of the first ones, later and with other contents. */
    private List<SourceRecord> later(Class<? extends SourceRecord> type, Envelope.Op op) {
        int shift = 10_000;
        Samples samples = bench.samples().withIds(i -> Samples.id(i - shift)).withRevision(2, op);
        List<SourceRecord> later = new ArrayList<>();
        for (int i = 0; i < CHANGED; i++) {
            later.add(bench.fit(samples.full(type, i + shift)));
        }
        return later;
    }

    void w03() throws Exception {
        if (!bench.claims(Capability.REVISIONS)) {
            Bench.doesNotApply("REVISIONS is not claimed");
        }
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            correct(type);
        }
    }

    private <R extends SourceRecord> void correct(Class<R> type) throws Exception {
        List<SourceRecord> records = bench.ordinary(type, bench.tck().pageSize() + 2);
        bench.loadRecords(records);
        ReadRequest<R> request = ReadRequest.all(type);
        Part<R> part = until(request, Integer.MAX_VALUE);
        List<SourceRecord> corrections = later(type, Envelope.Op.UPSERT);
        List<SourceRecord> all = new ArrayList<>(records);
        all.addAll(corrections);
        bench.loadRecords(all);
        List<SourceRecord> both = new ArrayList<>(part.records());
        both.addAll(bench.read(from(request, part.cursor())));
        List<SourceRecord> expected = new ArrayList<>(records.subList(CHANGED, records.size()));
        expected.addAll(corrections);
        Compare.same(
                "the state of " + type.getSimpleName() + " after " + CHANGED + " late corrections",
                expected,
                Bench.state(both));
    }

    void w04() throws Exception {
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            delete(type);
        }
    }

    private <R extends SourceRecord> void delete(Class<R> type) throws Exception {
        int page = bench.tck().pageSize();
        List<SourceRecord> records = bench.ordinary(type, 2 * page + CHANGED);
        bench.loadRecords(records);
        ReadRequest<R> request = ReadRequest.all(type);
        Part<R> part = until(request, page + 1);
        List<SourceRecord> left = new ArrayList<>(records.subList(CHANGED, records.size()));
        boolean tells = bench.claims(Capability.DELETES);
        List<SourceRecord> now = new ArrayList<>(tells ? records : left);
        if (tells) {
            now.addAll(later(type, Envelope.Op.DELETE));
        }
        bench.loadRecords(now);
        List<SourceRecord> both = new ArrayList<>(part.records());
        both.addAll(bench.read(from(request, part.cursor())));
        List<SourceRecord> state = Bench.state(both);
        if (!tells) {
            // nobody tells that those before the cursor are gone
            state.removeAll(new HashSet<>(records.subList(0, CHANGED)));
        }
        Compare.same(
                "the state of " + type.getSimpleName() + " after " + CHANGED + " deletions while reading", left, state);
    }

    void w05() throws Exception {
        bench.some(bench.tck().pageSize() + 1);
        try (Bench.Opened opened = bench.open()) {
            for (Class<? extends SourceRecord> type : bench.types()) {
                watermarks(opened, type);
            }
        }
    }

    private static <R extends SourceRecord> void watermarks(Bench.Opened opened, Class<R> type) {
        try (RecordReader<R> reader = Bench.begin(opened.source, ReadRequest.all(type))) {
            Instant reached = Instant.MIN;
            boolean more = true;
            while (more) {
                Watermark watermark = reader.watermark();
                assertThat(watermark.readAt())
                        .as("when the watermark of %s was read, by the host's clock", type.getSimpleName())
                        .isEqualTo(Bench.NOW);
                Instant now = watermark.completeThrough();
                assertThat(now == null ? Instant.MIN : now)
                        .as("the watermark of %s", type.getSimpleName())
                        .isAfterOrEqualTo(reached);
                reached = now == null ? Instant.MIN : now;
                more = reader.next() != null;
            }
        }
    }
}
