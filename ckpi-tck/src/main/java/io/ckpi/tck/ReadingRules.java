package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Money;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.host.RecordDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The rules R and V. */
final class ReadingRules {

    private static final int ORDINARY = 25;
    private static final int RANGES = 4;

    private static final List<String> TEXTS = List.of(
            "Привет, мир",
            "Ёжик №7",
            "\u65E5\u672C\u8A9E",
            "\uD83D\uDC4D\uD83C\uDFFD",
            "\uD83D\uDC69\u200D\uD83D\uDC69\u200D\uD83D\uDC67",
            "e\u0301te\u0301",
            "\u00E9t\u00E9",
            "\u05E9\u05DC\u05D5\u05DD");

    private static final List<String> IDS = List.of(
            "18446744073709551615",
            "9223372036854775807",
            "9223372036854775808",
            "9007199254740992",
            "9007199254740993",
            "1");
    private static final List<String> TEXT_IDS = List.of("0000000000000000001", "01", "1.0", "12E5");

    private static final List<Instant> TIMES = List.of(
            Instant.parse("2024-10-27T00:30:00Z"), // 02:30 in Berlin, in summer time
            Instant.parse("2024-10-27T01:30:00Z"), // 02:30 in Berlin, again
            Instant.parse("2024-03-31T00:59:59Z"), // the last second before the missing hour
            Instant.parse("2024-03-31T01:00:00Z"),
            Instant.parse("2024-11-03T05:30:00Z"), // 01:30 in New York
            Instant.parse("2024-11-03T06:30:00Z"), // 01:30 in New York, again
            Instant.parse("2024-02-29T23:59:59Z"),
            Instant.parse("1970-01-01T00:00:00Z"),
            Instant.parse("1969-12-31T23:59:59Z"),
            Instant.parse("1950-06-15T12:00:00Z"));

    private static final List<Money> AMOUNTS = List.of(
            Money.of("19", "JPY"),
            Money.of("19.90", "EUR"),
            Money.of("0.01", "EUR"),
            Money.of("1.234", "KWD"),
            Money.of("0.1", "USD"),
            Money.of("0.000001", "USD"),
            Money.of("90071992547.409931", "USD"));

    private final Bench bench;

    ReadingRules(Bench bench) {
        this.bench = bench;
    }

    /** Loads fitted records and fails unless exactly they come back. */
    private void comeBack(String what, List<SourceRecord> records) throws Exception {
        bench.loadRecords(records);
        try (Bench.Opened opened = bench.open()) {
            for (Class<? extends SourceRecord> type : bench.types()) {
                List<SourceRecord> expected =
                        records.stream().filter(type::isInstance).toList();
                Compare.same(
                        what + ": " + type.getSimpleName(), expected, Bench.read(opened.source, ReadRequest.all(type)));
            }
        }
    }

    private List<SourceRecord> of(Samples samples, int count) throws Exception {
        List<SourceRecord> records = new ArrayList<>();
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            for (int i = 0; i < count; i++) {
                records.add(samples.full(type, i));
            }
        }
        return bench.fit(records);
    }

    /** Fails if fit() has removed what a rule is about. */
    private static void kept(boolean kept, String what, String rule) {
        if (!kept) {
            throw new AssertionError("fit() leaves no " + what
                    + " in any record; if the system cannot hold them declare " + rule + " not applicable and say why");
        }
    }

    void r01() throws Exception {
        comeBack("ordinary records", of(bench.samples(), ORDINARY));
    }

    void r02() throws Exception {
        Samples samples = bench.samples();
        List<SourceRecord> records = new ArrayList<>();
        for (Class<? extends SourceRecord> type : bench.loadableTypes()) {
            List<String> optional = samples.optional(type);
            int i = 0;
            records.add(samples.without(type, i++, Set.copyOf(optional)));
            for (String component : optional) {
                records.add(samples.without(type, i++, Set.of(component)));
            }
        }
        comeBack("records without an optional value", bench.fit(records));
    }

    void r03() throws Exception {
        int page = bench.tck().pageSize();
        assertThat(page).as("pageSize()").isGreaterThan(1);
        for (int rows : new int[] {0, 1, page - 1, page, page + 1, 2 * page + 1}) {
            comeBack(rows + " rows", of(bench.samples(), rows));
        }
    }

    void r04() throws Exception {
        List<SourceRecord> records = of(bench.samples().withTextsAndIds(i -> TEXTS.get(i) + " " + i), TEXTS.size());
        List<String> texts = Parts.of(String.class, records);
        for (String letters : List.of("Ёжик", "\uD83D\uDC4D\uD83C\uDFFD", "e\u0301")) {
            kept(
                    texts.stream().anyMatch(text -> text.contains(letters)),
                    "text with Cyrillic, emoji and combining marks",
                    "R-04");
        }
        comeBack("texts of many scripts", records);
    }

    void r05() throws Exception {
        List<String> ids = new ArrayList<>(IDS);
        if (!bench.tck().numericIds()) {
            ids.addAll(TEXT_IDS);
        }
        List<SourceRecord> records = of(bench.samples().withIds(ids::get), ids.size());
        List<String> texts = Parts.of(String.class, records);
        kept(texts.containsAll(IDS), "id beyond 2^53 or 2^63", "R-05");
        comeBack("large ids", records);
    }

    void r06() throws Exception {
        List<SourceRecord> records = of(bench.samples().withTimes(TIMES::get), TIMES.size());
        boolean kept = bench.types().stream().anyMatch(type -> {
            Set<Instant> instants = records.stream()
                    .filter(type::isInstance)
                    .map(record -> record.envelope().occurredAt())
                    .collect(Collectors.toSet());
            return instants.containsAll(TIMES);
        });
        kept(kept, "instant to the second around the changes of the clocks and before 1970", "R-06");
        comeBack("instants around the changes of the clocks and before 1970", records);
    }

    void r07() throws Exception {
        List<SourceRecord> records = of(bench.samples().withAmounts(AMOUNTS::get), AMOUNTS.size());
        List<Money> amounts = Parts.of(Money.class, records);
        if (amounts.isEmpty()) {
            Bench.doesNotApply("none of its records holds money");
        }
        Set<Integer> scales =
                amounts.stream().map(money -> money.amount().scale()).collect(Collectors.toSet());
        kept(scales.containsAll(Set.of(0, 2, 3, 6)), "amount with 0, 2, 3 or 6 decimals", "R-07");
        comeBack("money", records);
    }

    void r08() throws Exception {
        bench.some();
        try (Bench.Opened opened = bench.open()) {
            for (Class<? extends SourceRecord> type : bench.types()) {
                end(opened, type);
            }
        }
    }

    private static <R extends SourceRecord> void end(Bench.Opened opened, Class<R> type) {
        try (RecordReader<R> reader = Bench.begin(opened.source, ReadRequest.all(type))) {
            Bench.drain(reader, type);
            for (int i = 0; i < 3; i++) {
                assertThat(reader.next())
                        .as("what comes after the end of %s", type.getSimpleName())
                        .isNull();
            }
        }
    }

    void r09() throws Exception {
        bench.some();
        boolean checked = false;
        try (Bench.Opened opened = bench.open()) {
            for (Class<? extends SourceRecord> type : bench.types()) {
                checked |= halfOpen(opened, type);
            }
        }
        if (!checked) {
            Bench.doesNotApply("all its records have one time");
        }
    }

    private static <R extends SourceRecord> boolean halfOpen(Bench.Opened opened, Class<R> type) {
        List<R> all = Bench.read(opened.source, ReadRequest.all(type));
        List<Instant> instants = new ArrayList<>(new TreeSet<>(
                all.stream().map(record -> record.envelope().occurredAt()).toList()));
        int step = Math.max(1, instants.size() / RANGES);
        for (int i = 0; i + step < instants.size(); i += step) {
            ReadRequest<R> request = new ReadRequest<>(type, instants.get(i), instants.get(i + step), null);
            Compare.same(
                    type.getSimpleName() + " from " + request.from() + " (in) to " + request.to() + " (out)",
                    all.stream()
                            .filter(record -> request.includes(record.envelope().occurredAt()))
                            .toList(),
                    Bench.read(opened.source, request));
        }
        return instants.size() > 1;
    }

    void v01() throws Exception {
        bench.some(2 * bench.tck().pageSize() + 1);
        Set<String> digests = new HashSet<>();
        for (Duration later : List.of(Duration.ZERO, Duration.ofDays(40).plusNanos(123_456_789))) {
            try (Bench.Opened opened = bench.open(bench.config(Map.of()), later)) {
                RecordDigest digest = new RecordDigest();
                for (Class<? extends SourceRecord> type : bench.types()) {
                    Bench.read(opened.source, ReadRequest.all(type)).forEach(digest::add);
                }
                digests.add(digest.toString());
            }
        }
        assertThat(digests)
                .as("the digests of two reads of the same data at two times of the host's clock")
                .hasSize(1);
    }
}
