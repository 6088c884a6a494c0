package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.host.HmacTokenizer;
import io.ckpi.spi.host.Host;
import io.ckpi.spi.host.OpenSources;
import io.ckpi.spi.host.RejectLog;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.time.Clock;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/** The rules Q. */
final class QualityRules {

    private static final Map<RejectReason, String> POISONS = poisons();
    private static final List<String> ROUNDED =
            List.of("1.03293E+19", "1,03293E+19", "1.03293E19", "-1.5e+20", "12E+18", "7e-3");
    private static final int BEFORE = 3;
    /** Enough for the budget, which counts from 100 rows on. */
    private static final int MANY = 240;

    private static final int EVERY = 20;

    private final Bench bench;

    QualityRules(Bench bench) {
        this.bench = bench;
    }

    private static Map<RejectReason, String> poisons() {
        Map<RejectReason, String> poisons = new EnumMap<>(RejectReason.class);
        poisons.put(RejectReason.MISSING_KEY, "");
        poisons.put(RejectReason.ID_PRECISION_LOST, "1.03293E+19");
        poisons.put(RejectReason.BAD_TIMESTAMP, "yesterday at noon");
        poisons.put(RejectReason.NO_ZONE, "2024-06-01T10:00:00");
        poisons.put(RejectReason.BAD_NUMBER, "twelve");
        poisons.put(RejectReason.BAD_CURRENCY, "ZZZ");
        poisons.put(RejectReason.UNKNOWN_VALUE, "no-such-value");
        poisons.put(RejectReason.FUTURE_TIME, "2126-01-01T00:00:00Z");
        return poisons;
    }

    /** How the vendor's rows can be spoiled. */
    static Set<RejectReason> reasons(SourceTck tck) {
        Set<RejectReason> reasons = new TreeSet<>(tck.poisons());
        if (!POISONS.keySet().containsAll(reasons)) {
            reasons.removeAll(POISONS.keySet());
            throw new AssertionError("poisons() names reasons for which the kit has no poison: " + reasons);
        }
        if (reasons.isEmpty()) {
            throw new AssertionError(
                    "poisons() is empty; if no row of the system can be spoiled declare the rule not applicable and say why");
        }
        return reasons;
    }

    private static <R extends SourceRecord> Fixture.Row<R> spoiled(R record, RejectReason reason, String text) {
        return new Fixture.Row<>(record, new Fixture.Poison(reason, text));
    }

    /** What was read and rejected. */
    private record Read(List<? extends SourceRecord> records, RejectLog log) {}

    private Read read(Class<? extends SourceRecord> type) {
        try (Bench.Opened opened = bench.open()) {
            List<? extends SourceRecord> records = Bench.read(opened.source, ReadRequest.all(type));
            return new Read(records, opened.context.log);
        }
    }

    void q01() throws Exception {
        for (RejectReason reason : reasons(bench.tck())) {
            boolean spoiled = false;
            for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
                spoiled |= onePoison(type, reason);
            }
            assertSpoiled(spoiled, reason);
        }
    }

    private static void assertSpoiled(boolean spoiled, RejectReason reason) {
        assertThat(spoiled)
                .as(
                        "load() must write a field with row.text(RejectReason.%s, ...), or poisons() must leave it out",
                        reason)
                .isTrue();
    }

    /** False if no field of that type can be spoiled so. */
    private boolean onePoison(Class<? extends SourceRecord> type, RejectReason reason) throws Exception {
        List<SourceRecord> records = bench.ordinary(type, 2 * BEFORE + 1);
        List<Fixture.Row<?>> rows = Bench.rows(records);
        String text = String.valueOf(POISONS.get(reason));
        Fixture.Row<SourceRecord> poison = spoiled(records.get(BEFORE), reason, text);
        rows.set(BEFORE, poison);
        bench.load(rows);
        if (!poison.spoiled()) {
            return false;
        }
        Read read = read(type);
        String what = type.getSimpleName() + " with one row spoiled by " + reason;
        List<Reject> rejects = read.log().kept(Bench.SOURCE);
        assertThat(rejects.stream().map(Reject::reason).toList())
                .as("the reasons of the rejects of %s", what)
                .containsExactly(reason);
        Reject reject = rejects.get(0);
        assertThat(reject.row()).as("the row of the reject of %s", what).isEqualTo(BEFORE + 1);
        assertThat(reject.location())
                .as("the location of the reject of %s", what)
                .isNotBlank();
        if (!text.isEmpty()) {
            assertThat(reject.toString())
                    .as("the reject of %s shows the value", what)
                    .doesNotContain(text);
        }
        records.remove(BEFORE);
        Compare.same(what, records, read.records());
        return true;
    }

    void q02() throws Exception {
        RejectReason reason = reasons(bench.tck()).iterator().next();
        boolean spoiled = false;
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            List<Fixture.Row<?>> rows = new ArrayList<>();
            List<Fixture.Row<?>> poisons = new ArrayList<>();
            for (SourceRecord record : bench.ordinary(type, MANY)) {
                if (rows.size() % EVERY == 0) {
                    poisons.add(spoiled(record, reason, String.valueOf(POISONS.get(reason))));
                    rows.add(poisons.get(poisons.size() - 1));
                } else {
                    rows.add(new Fixture.Row<>(record, null));
                }
            }
            bench.load(rows);
            if (poisons.stream().allMatch(Fixture.Row::spoiled)) {
                spoiled = true;
                overBudget(type, poisons.size());
            }
        }
        assertSpoiled(spoiled, reason);
    }

    private <R extends SourceRecord> void overBudget(Class<R> type, int rejects) {
        SourceProvider provider = bench.provider();
        Host host = Host.of(
                Clock.fixed(Bench.NOW, ZoneOffset.UTC), HmacTokenizer.of("tck", new byte[HmacTokenizer.MIN_KEY_BYTES]));
        SourceSpec spec = SourceSpec.of(provider.name()).named(Bench.SOURCE).with(bench.config(Map.of()));
        String what = "reading " + type.getSimpleName() + " with " + rejects + " of " + MANY + " rows spoiled";
        try (OpenSources sources = Sources.of(provider).open(host, spec);
                RecordReader<R> reader = sources.source(Bench.SOURCE).read(ReadRequest.all(type))) {
            CkpiException failure = null;
            try {
                Bench.drain(reader, type);
            } catch (CkpiException e) {
                failure = e;
            }
            if (failure != null && !failure.code().equals("CKPI-SRC-REJECTS")) {
                throw new AssertionError(what + " fails for another reason than its rejects: " + failure, failure);
            }
            assertThat(sources.rejects().rowCount(Bench.SOURCE))
                    .as("the rows that %s counts, on to the end", what)
                    .isEqualTo(MANY);
            assertThat(sources.rejects().rejected(Bench.SOURCE))
                    .as("the rejects that %s counts", what)
                    .isEqualTo(rejects);
            assertThat(failure).as("the failure of %s", what).isNotNull();
            assertThat(Objects.requireNonNull(failure).kind())
                    .as("the kind of failure of %s", what)
                    .isEqualTo(CkpiException.Kind.DATA);
            assertThat(Objects.requireNonNull(failure).code())
                    .as("the code of failure of %s", what)
                    .isEqualTo("CKPI-SRC-REJECTS");
        }
    }

    void q03() throws Exception {
        Set<RejectReason> reasons = reasons(bench.tck());
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            List<Fixture.Row<?>> rows = new ArrayList<>();
            List<Fixture.Row<?>> poisons = new ArrayList<>();
            List<SourceRecord> records = bench.ordinary(type, 2 * bench.tck().pageSize() + 1);
            List<RejectReason> left = new ArrayList<>(reasons);
            for (SourceRecord record : records) {
                if (rows.size() % BEFORE == 1 && !left.isEmpty()) {
                    RejectReason reason = left.remove(0);
                    poisons.add(spoiled(record, reason, String.valueOf(POISONS.get(reason))));
                    rows.add(poisons.get(poisons.size() - 1));
                } else {
                    rows.add(new Fixture.Row<>(record, null));
                }
            }
            bench.load(rows);
            long spoiled = poisons.stream().filter(Fixture.Row::spoiled).count();
            Read read = read(type);
            String name = type.getSimpleName();
            assertThat(read.log().rejected(Bench.SOURCE))
                    .as("the rejected rows of %s", name)
                    .isEqualTo(spoiled);
            assertThat(read.records()).as("the records of %s", name).hasSize(rows.size() - (int) spoiled);
            assertThat(read.log().rowCount(Bench.SOURCE))
                    .as("the rows of %s that were counted, as accepted or as rejected", name)
                    .isEqualTo(rows.size());
        }
    }

    void q04() throws Exception {
        assertThat(reasons(bench.tck()))
                .as("poisons(); if no id of the system is a text declare Q-04 not applicable")
                .contains(RejectReason.ID_PRECISION_LOST);
        boolean spoiled = false;
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            List<SourceRecord> records = bench.ordinary(type, 2 * ROUNDED.size());
            List<Fixture.Row<?>> rows = new ArrayList<>();
            List<Fixture.Row<?>> poisons = new ArrayList<>();
            for (int i = 0; i < ROUNDED.size(); i++) {
                poisons.add(spoiled(records.get(i), RejectReason.ID_PRECISION_LOST, ROUNDED.get(i)));
                rows.add(poisons.get(i));
                rows.add(new Fixture.Row<>(records.get(i + ROUNDED.size()), null));
            }
            bench.load(rows);
            if (poisons.stream().noneMatch(Fixture.Row::spoiled)) {
                continue;
            }
            spoiled = true;
            Read read = read(type);
            assertThat(read.log().kept(Bench.SOURCE).stream()
                            .map(Reject::reason)
                            .toList())
                    .as("the reasons of the rejects of %s with the ids %s", type.getSimpleName(), ROUNDED)
                    .hasSize(ROUNDED.size())
                    .containsOnly(RejectReason.ID_PRECISION_LOST);
            Compare.same(
                    type.getSimpleName() + " beside rounded ids",
                    records.subList(ROUNDED.size(), records.size()),
                    read.records());
        }
        assertSpoiled(spoiled, RejectReason.ID_PRECISION_LOST);
    }

    void q05() throws Exception {
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            List<SourceRecord> records = bench.ordinary(type, bench.tck().pageSize() + 1);
            List<SourceRecord> doubled = new ArrayList<>(records);
            doubled.addAll(records);
            doubled.add(records.get(records.size() - 1));
            bench.loadRecords(doubled);
            Compare.same(
                    "the state of " + type.getSimpleName() + " with every row twice",
                    records,
                    Bench.state(bench.readAll(type)));
        }
    }

    void q06() throws Exception {
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            List<SourceRecord> records = bench.ordinary(type, 2 * bench.tck().pageSize() + 1);
            List<SourceRecord> shuffled = new ArrayList<>(records);
            Collections.rotate(shuffled, bench.tck().pageSize() / 2);
            Collections.reverse(shuffled);
            bench.loadRecords(shuffled);
            Compare.same(
                    "the state of " + type.getSimpleName() + " in another order",
                    records,
                    Bench.state(bench.readAll(type)));
        }
    }
}
