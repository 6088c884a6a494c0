package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsSource;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.SourceDescription;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The rules P. */
final class PushDownRules {

    private static final int STEPS = 5;
    private static final Duration TICK = Duration.ofNanos(1);

    private static final List<String> HOSTILE = List.of(
            "'; DROP TABLE orders; --",
            "\" OR \"\"=\"",
            "' OR '1'='1",
            "%_*?",
            "\\'; SELECT 1",
            "${jndi:ldap://127.0.0.1/a}",
            "$(id) `id`",
            "{{7*7}} #{7*7}",
            "<script>alert(1)</script>",
            "=1+1",
            "a;b,c|d",
            "null",
            "\\N");

    private final Bench bench;

    PushDownRules(Bench bench) {
        this.bench = bench;
    }

    private static <R extends SourceRecord> List<Instant> steps(List<R> all) {
        List<Instant> instants = new ArrayList<>(new TreeSet<>(
                all.stream().map(record -> record.envelope().occurredAt()).toList()));
        int step = Math.max(1, instants.size() / STEPS);
        List<Instant> some = new ArrayList<>();
        for (int i = 0; i < instants.size(); i += step) {
            some.add(instants.get(i));
        }
        return some;
    }

    private static <R extends SourceRecord> void range(
            Bench.Opened opened, List<R> all, Class<R> type, @Nullable Instant from, @Nullable Instant to) {
        ReadRequest<R> request = new ReadRequest<>(type, from, to, null);
        Compare.same(
                type.getSimpleName() + " from " + from + " to " + to,
                all.stream()
                        .filter(record -> request.includes(record.envelope().occurredAt()))
                        .toList(),
                Bench.read(opened.source, request));
    }

    void p01() throws Exception {
        bench.some(2 * bench.tck().pageSize() + 1);
        try (Bench.Opened opened = bench.open()) {
            for (Class<? extends SourceRecord> type : bench.types()) {
                ranges(opened, type);
            }
        }
    }

    private static <R extends SourceRecord> void ranges(Bench.Opened opened, Class<R> type) {
        List<R> all = Bench.read(opened.source, ReadRequest.all(type));
        List<Instant> steps = steps(all);
        for (int i = 0; i < steps.size(); i++) {
            for (int j = i; j < steps.size(); j++) {
                range(opened, all, type, steps.get(i), steps.get(j));
            }
        }
    }

    void p02() throws Exception {
        bench.some(bench.tck().pageSize() + 1);
        try (Bench.Opened opened = bench.open()) {
            for (Class<? extends SourceRecord> type : bench.types()) {
                bounds(opened, type);
            }
        }
    }

    private static <R extends SourceRecord> void bounds(Bench.Opened opened, Class<R> type) {
        List<R> all = Bench.read(opened.source, ReadRequest.all(type));
        for (Instant at : steps(all)) {
            range(opened, all, type, at, null);
            range(opened, all, type, null, at);
            range(opened, all, type, at.plus(TICK), null);
            range(opened, all, type, null, at.plus(TICK));
            range(opened, all, type, at, at.plus(TICK));
        }
        range(opened, all, type, Instant.parse("1000-01-01T00:00:00Z"), Instant.parse("1000-01-02T00:00:00Z"));
        range(opened, all, type, Instant.parse("3000-01-01T00:00:00Z"), null);
    }

    void p03() throws Exception {
        List<Class<? extends SourceRecord>> types = bench.loadableTypes();
        Samples samples = bench.samples().withTextsAndIds(i -> HOSTILE.get(i) + " " + i);
        List<SourceRecord> records = new ArrayList<>();
        for (Class<? extends SourceRecord> type : types) {
            for (int i = 0; i < HOSTILE.size(); i++) {
                records.add(samples.full(type, i));
            }
        }
        records = bench.fit(records);
        assertThat(Parts.of(String.class, records))
                .as("fit() leaves no text with quotes; if the system cannot hold them declare P-03 not applicable")
                .anyMatch(text -> text.contains("'") && text.contains("DROP TABLE"));
        bench.loadRecords(records);
        for (Class<? extends SourceRecord> type : types) {
            hostile(type, records.stream().filter(type::isInstance).toList());
        }
    }

    private <R extends SourceRecord> void hostile(Class<R> type, List<SourceRecord> expected) {
        Compare.same("texts that look like code: " + type.getSimpleName(), expected, bench.readAll(type));
        if (!bench.claims(Capability.RESUME)) {
            return;
        }
        for (int cut = 1; cut < expected.size(); cut++) {
            List<SourceRecord> both = new ArrayList<>();
            Cursor cursor;
            try (Bench.Opened opened = bench.open();
                    RecordReader<R> reader = Bench.begin(opened.source, ReadRequest.all(type))) {
                both.addAll(Bench.take(reader, type, cut));
                cursor = reader.cursor();
            }
            both.addAll(bench.read(new ReadRequest<>(type, null, null, cursor)));
            Compare.same(
                    type.getSimpleName() + " resumed behind a text that looks like code", expected, Bench.state(both));
        }
    }

    void p04() throws Exception {
        bench.some(bench.tck().pageSize() + 1);
        Set<Capability> expected = Bench.expected(bench.tck());
        try (Bench.Opened opened = bench.open()) {
            SourceDescription description = opened.source.describe();
            assertThat(description.capabilities())
                    .as("the capabilities that describe() claims")
                    .isEqualTo(expected);
            moments(opened, expected);
            for (Class<? extends SourceRecord> type : bench.types()) {
                if (!expected.contains(Capability.TIME_FILTER)) {
                    filtersNot(opened, type);
                }
                if (!expected.contains(Capability.RESUME)) {
                    resumesNot(opened, type);
                }
            }
        }
        for (Class<? extends SourceRecord> type : bench.types()) {
            revisions(type, expected);
        }
    }

    private static void moments(Bench.Opened opened, Set<Capability> expected) {
        boolean able = opened.source instanceof MomentsSource;
        if (expected.contains(Capability.MOMENTS)) {
            assertThat(able)
                    .as("whether the source is a MomentsSource, as MOMENTS claims")
                    .isTrue();
        } else if (opened.source instanceof MomentsSource source) {
            Optional<MomentsTable> table;
            try {
                table = source.moments(new MomentsRequest("ckpi_tck_none", MomentsLayout.of("x"), null, null));
            } catch (CkpiException e) {
                throw new AssertionError(
                        "the source looks for the table of a request for moments: MOMENTS works and is not claimed", e);
            }
            assertThat(table)
                    .as("the answer to a request for moments, as MOMENTS is not claimed")
                    .isEmpty();
        }
    }

    private <R extends SourceRecord> void filtersNot(Bench.Opened opened, Class<R> type) {
        long before = opened.context.log.rowCount(Bench.SOURCE);
        List<R> all = Bench.read(opened.source, ReadRequest.all(type));
        long rows = opened.context.log.rowCount(Bench.SOURCE) - before;
        Bench.read(
                opened.source,
                new ReadRequest<>(
                        type, Instant.parse("1000-01-01T00:00:00Z"), Instant.parse("1000-01-02T00:00:00Z"), null));
        long filtered = opened.context.log.rowCount(Bench.SOURCE) - before - rows;
        if (!all.isEmpty() && rows > 0) {
            assertThat(filtered)
                    .as(
                            "the rows of %s counted when the range is empty: none means that TIME_FILTER works and is not"
                                    + " claimed, or that rows outside the range are not counted as accepted",
                            type.getSimpleName())
                    .isPositive();
        }
    }

    private static <R extends SourceRecord> void resumesNot(Bench.Opened opened, Class<R> type) {
        try (RecordReader<R> reader = Bench.begin(opened.source, ReadRequest.all(type))) {
            Bench.take(reader, type, 2);
            assertThat(reader.cursor())
                    .as("the cursor of %s: one that says something is a claim of RESUME", type.getSimpleName())
                    .isEqualTo(Cursor.NONE);
        }
    }

    /** REVISIONS and DELETES: what the system can hold of them comes if, and only if, they are claimed. */
    private void revisions(Class<? extends SourceRecord> type, Set<Capability> expected) throws Exception {
        List<SourceRecord> first;
        try {
            bench.loadableTypes();
            first = bench.ordinary(type, 2);
        } catch (Bench.CannotLoad e) {
            told(bench.readAll(type), type, expected);
            return;
        }
        for (Envelope.Op op : Envelope.Op.values()) {
            Capability capability = op == Envelope.Op.DELETE ? Capability.DELETES : Capability.REVISIONS;
            SourceRecord second = bench.fit(bench.samples().withRevision(2, op).full(type, 0));
            boolean holds = op == Envelope.Op.DELETE
                    ? second.envelope().op() == op
                    : second.envelope().revision() > first.get(0).envelope().revision();
            boolean claimed = expected.contains(capability);
            assertThat(holds || !claimed)
                    .as("fit() must keep what %s claims of %s", capability, type.getSimpleName())
                    .isTrue();
            if (!holds) {
                continue;
            }
            List<SourceRecord> all = new ArrayList<>(first);
            all.add(second);
            bench.loadRecords(all);
            List<? extends SourceRecord> read = bench.readAll(type);
            told(read, type, expected);
            if (claimed) {
                assertThat(new HashSet<SourceRecord>(read))
                        .as("what %s delivers of %s", capability, type.getSimpleName())
                        .contains(second)
                        .containsAll(op == Envelope.Op.DELETE ? List.of() : first);
            }
        }
        bench.some();
        told(bench.readAll(type), type, expected);
    }

    private static void told(
            List<? extends SourceRecord> records, Class<? extends SourceRecord> type, Set<Capability> expected) {
        Map<String, Long> revisions = new HashMap<>();
        for (SourceRecord record : records) {
            Envelope envelope = record.envelope();
            assertThat(envelope.op() == Envelope.Op.DELETE && !expected.contains(Capability.DELETES))
                    .as("a deletion of %s is delivered, and DELETES is not claimed", type.getSimpleName())
                    .isFalse();
            Long other = revisions.put(envelope.sourceKey(), envelope.revision());
            assertThat(other != null && other != envelope.revision() && !expected.contains(Capability.REVISIONS))
                    .as("two revisions of a %s are delivered, and REVISIONS is not claimed", type.getSimpleName())
                    .isFalse();
        }
    }
}
