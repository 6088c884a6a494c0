package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Interval;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.Touch;
import io.ckpi.funnel.LadderResult.Kind;
import io.ckpi.funnel.LadderResult.Move;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The ladder against the cases, a slow reference fold, the funnel engine and the real lead table. */
class LadderTest {

    private static final List<String> OFF = List.of("RECYCLED", "LOST", "DISQUALIFIED");

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseLines.of("leads.jsonl").stream()
                .map(one -> DynamicTest.dynamicTest(one.id(), () -> {
                    switch (one.text("kind")) {
                        case "lead.stages" -> stages(one);
                        case "lead.snapshot" -> snapshot(one);
                        default -> throw new AssertionError("no test of " + one.text("kind"));
                    }
                }));
    }

    private void stages(CaseLines.Fields one) {
        Ladder ladder = new Ladder(one.texts("ladder"), OFF);
        StageRecords records = new StageRecords();
        for (CaseLines.Fields event : one.objects("events")) {
            assertThat(records.size()).isEqualTo((int) event.whole("q"));
            records.add(
                    event.text("u"),
                    Instant.ofEpochSecond(event.whole("t")),
                    event.text("to"),
                    event.has("from") ? event.text("from") : null);
        }
        LadderResult result = one.has("asOf")
                ? ladder.measure(records, Instant.ofEpochSecond(one.whole("asOf")))
                : ladder.measure(records);
        CaseLines.Fields expected = one.fields("expected");
        assertThat(result.subjects()).isEqualTo(expected.whole("subjects"));
        assertThat(numbers(result.observed())).isEqualTo(expected.wholes("observed"));
        assertThat(numbers(result.reachedOrBeyond())).isEqualTo(expected.wholes("reachedOrBeyond"));
        assertThat(numbers(result.strictlyOrdered())).isEqualTo(expected.wholes("strictlyOrdered"));
        assertThat(numbers(result.current())).isEqualTo(expected.wholes("current"));
        assertThat(numbers(result.inferred())).isEqualTo(expected.wholes("inferred"));
        assertThat(text(result.off())).isEqualTo(text(expected, "off"));
        assertThat(text(result.moves().get(Kind.ADVANCE))).isEqualTo(text(expected, "advances"));
        assertThat(text(result.moves().get(Kind.SKIP))).isEqualTo(text(expected, "skips"));
        assertThat(text(result.moves().get(Kind.REGRESSION))).isEqualTo(text(expected, "regressions"));
        assertThat(text(result.moves().get(Kind.EXIT))).isEqualTo(text(expected, "exits"));
        assertThat(text(result.moves().get(Kind.REENTRY))).isEqualTo(text(expected, "reentries"));
        assertThat(result.repeats()).isEqualTo(expected.whole("repeats"));
        assertThat(text(result.passes())).isEqualTo(text(expected, "passes"));
        assertThat(result.issues())
                .extracting(issue -> issue.kind() + " " + issue.row() + " " + issue.value())
                .containsExactlyElementsOf(expected.objects("issues").stream()
                        .map(issue -> issue.text("kind") + " " + issue.whole("row") + " " + issue.text("value"))
                        .toList());
    }

    private static long[] numbers(List<Long> list) {
        return list.stream().mapToLong(Long::longValue).toArray();
    }

    private static Map<String, Long> text(@Nullable Map<?, Long> map) {
        Map<String, Long> result = new TreeMap<>();
        CaseLines.some(map).forEach((key, count) -> result.put(key.toString(), count));
        return result;
    }

    private static Map<String, Long> text(CaseLines.Fields expected, String key) {
        Map<String, Long> result = new TreeMap<>();
        CaseLines.Fields fields = expected.fields(key);
        fields.map().keySet().forEach(name -> result.put(name, fields.whole(name)));
        return result;
    }

    /** Rows of the lead table; a row that is one quoted field is read once more. */
    private record LeadTable(List<List<String>> rows, List<List<String>> strict) {

        static LeadTable read() {
            List<List<String>> rows = new ArrayList<>();
            List<List<String>> strict = new ArrayList<>();
            try {
                String text =
                        Files.readString(CaseLines.data("x-education-leads/Lead_Scoring.csv"), StandardCharsets.UTF_8);
                for (List<String> row : csv(text).subList(1, csv(text).size())) {
                    if (row.size() > 1) {
                        strict.add(row);
                    }
                    rows.add(row.size() > 1 ? row : csv(row.get(0)).get(0));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            return new LeadTable(rows, strict);
        }

        private static List<List<String>> csv(String text) {
            List<List<String>> rows = new ArrayList<>();
            List<String> row = new ArrayList<>();
            StringBuilder field = new StringBuilder();
            boolean quoted = false;
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (quoted) {
                    if (c != '"') {
                        field.append(c);
                    } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
                        field.append(c);
                        i++;
                    } else {
                        quoted = false;
                    }
                } else if (c == '"') {
                    quoted = true;
                } else if (c == ',' || c == '\n') {
                    row.add(field.toString());
                    field.setLength(0);
                    if (c == '\n') {
                        rows.add(row);
                        row = new ArrayList<>();
                    }
                } else if (c != '\r') {
                    field.append(c);
                }
            }
            if (!row.isEmpty() || field.length() > 0) {
                row.add(field.toString());
                rows.add(row);
            }
            return rows;
        }
    }

    private static LadderResult ladder(List<List<String>> rows) {
        StageRecords records = new StageRecords();
        for (List<String> row : rows) {
            records.add(row.get(0), Instant.EPOCH, "LEAD"); // the table has no times
            if (row.get(6).equals("1")) {
                records.add(row.get(0), Instant.EPOCH, "CUSTOMER");
            }
        }
        return Ladder.leads().measure(records);
    }

    private void snapshot(CaseLines.Fields one) {
        LeadTable table = LeadTable.read();
        CaseLines.Fields expected = one.fields("expected");
        if (one.has("groupBy")) {
            Map<String, List<List<String>>> groups = new HashMap<>();
            table.rows.forEach(row -> groups.computeIfAbsent(row.get(2), origin -> new ArrayList<>())
                    .add(row));
            assertThat(groups.keySet()).isEqualTo(expected.map().keySet());
            groups.forEach((origin, rows) -> {
                CaseLines.Fields group = expected.fields(origin);
                converted(ladder(rows), group.whole("leads"), group.whole("customers"), group.numbers("wilson95"));
            });
            return;
        }
        assertThat(table.rows).hasSize((int) expected.whole("rowsAfterReparsingTheSingleField"));
        assertThat(table.strict).hasSize((int) expected.whole("rowsParsedStrictly"));
        assertThat(table.rows.size() - table.strict.size()).isEqualTo((int) expected.whole("rowsMalformed"));
        assertThat(ladder(table.strict).reachedOrBeyond().get(6))
                .isEqualTo(expected.whole("convertedAmongStrictlyParsed"));
        converted(ladder(table.rows), 9240, expected.whole("converted"), expected.numbers("wilson95"));
    }

    private static void converted(LadderResult result, long leads, long customers, double[] wilson) {
        assertThat(result.subjects()).isEqualTo(leads);
        assertThat(result.reachedOrBeyond().get(6)).isEqualTo(customers);
        Reading rate = result.rate("LEAD", "CUSTOMER");
        assertThat(rate.value().orElseThrow()).isEqualTo((double) customers / leads);
        Interval interval = CaseLines.some(rate.measured().orElseThrow().interval());
        assertThat(CaseLines.some(interval.low())).isCloseTo(wilson[0], within(1e-9));
        assertThat(CaseLines.some(interval.high())).isCloseTo(wilson[1], within(1e-9));
    }

    private record Row(
            String subject, long time, String to, @Nullable String from) {}

    private static List<Row> random(RandomStream random) {
        List<String> words = List.of("A", "B", "C", "D", "X", "Y", "odd");
        List<Row> rows = new ArrayList<>();
        int n = random.nextInt(14);
        for (int i = 0; i < n; i++) {
            rows.add(new Row(
                    "s" + random.nextInt(3),
                    random.nextInt(8),
                    words.get(random.nextInt(words.size())),
                    random.nextInt(3) == 0 ? words.get(random.nextInt(words.size())) : null));
        }
        return rows;
    }

    /** 100,000 random histories against a fold written from the definition, in another way. */
    @Test
    void equalsTheReferenceFold() {
        RandomStream random = new RandomStream(1);
        Ladder ladder = new Ladder(List.of("A", "B", "C", "D"), List.of("X", "Y"));
        for (int round = 0; round < 100_000; round++) {
            List<Row> rows = random(random);
            long asOf = random.nextInt(10);
            StageRecords records = new StageRecords();
            rows.forEach(row -> records.add(row.subject, Instant.ofEpochMilli(row.time), row.to, row.from));
            LadderResult result = ladder.measure(records, Instant.ofEpochMilli(asOf));
            Reference reference = new Reference(ladder, rows, asOf);
            assertThat(result.subjects()).isEqualTo(reference.subjects);
            assertThat(numbers(result.observed())).isEqualTo(reference.observed);
            assertThat(numbers(result.reachedOrBeyond())).isEqualTo(reference.beyond);
            assertThat(numbers(result.strictlyOrdered())).isEqualTo(reference.strictly);
            Map<String, Long> moves = new TreeMap<>();
            result.moves()
                    .forEach((kind, counts) -> counts.forEach((move, count) -> moves.put(kind + " " + move, count)));
            moves.put("repeats", result.repeats());
            result.issueCounts().forEach((kind, count) -> moves.put(kind.toString(), count));
            result.passes().forEach((passes, count) -> moves.put("passes " + passes, count));
            for (int k = 0; k < 4; k++) {
                moves.put("now " + ladder.rungs().get(k), result.current().get(k));
            }
            result.off().forEach((state, count) -> moves.put("now " + state, count));
            moves.values().removeIf(count -> count == 0);
            assertThat(moves).isEqualTo(reference.counts);
        }
    }

    private static final class Reference {
        private long subjects;
        private final long[] observed = new long[4];
        private final long[] beyond = new long[4];
        private final long[] strictly = new long[4];
        private final Map<String, Long> counts = new TreeMap<>();

        Reference(Ladder ladder, List<Row> rows, long asOf) {
            Map<String, List<Row>> bySubject = new LinkedHashMap<>();
            rows.stream()
                    .filter(row -> row.time <= asOf)
                    .sorted(Comparator.comparingLong(Row::time))
                    .forEach(row -> bySubject
                            .computeIfAbsent(row.subject, s -> new ArrayList<>())
                            .add(row));
            for (List<Row> own : bySubject.values()) {
                List<String> states = new ArrayList<>(List.of("(none)"));
                List<Row> valid = new ArrayList<>();
                for (Row row : own) {
                    if (row.to.equals("odd")) {
                        count("UNKNOWN_VALUE");
                        continue;
                    }
                    String now = states.get(states.size() - 1);
                    if (row.from != null && !row.from.equals(now)) {
                        count("FROM_MISMATCH");
                    }
                    states.add(row.to);
                    valid.add(row);
                }
                if (valid.isEmpty()) {
                    continue;
                }
                subjects++;
                long passes = 0;
                for (int i = 1; i < states.size(); i++) {
                    int from = ladder.rungs().indexOf(states.get(i - 1));
                    int to = ladder.rungs().indexOf(states.get(i));
                    passes += to >= 0 && from < 0 ? 1 : 0;
                    String kind = states.get(i).equals(states.get(i - 1))
                            ? "repeats"
                            : to < 0
                                    ? "EXIT"
                                    : from < 0
                                            ? states.get(i - 1).equals("(none)") ? "" : "REENTRY"
                                            : to == from + 1 ? "ADVANCE" : to > from ? "SKIP" : "REGRESSION";
                    if (kind.equals("repeats")) {
                        count(kind);
                    } else if (!kind.isEmpty()) {
                        count(kind + " " + states.get(i - 1) + ">" + states.get(i));
                    }
                }
                count("passes " + passes);
                count("now " + states.get(states.size() - 1));
                int highest =
                        states.stream().mapToInt(ladder.rungs()::indexOf).max().orElse(-1);
                int chain = chain(ladder, valid, 0, Long.MIN_VALUE);
                for (int k = 0; k < 4; k++) {
                    observed[k] += states.contains(ladder.rungs().get(k)) ? 1 : 0;
                    beyond[k] += highest >= k ? 1 : 0;
                    strictly[k] += chain > k ? 1 : 0;
                }
            }
        }

        /** The longest chain of rungs 1, 2, … with times that do not fall, by trying every record. */
        private static int chain(Ladder ladder, List<Row> rows, int k, long since) {
            int best = k;
            for (Row row : rows) {
                if (k < 4 && row.to.equals(ladder.rungs().get(k)) && row.time >= since) {
                    best = Math.max(best, chain(ladder, rows, k + 1, row.time));
                }
            }
            return best;
        }

        private void count(String what) {
            counts.merge(what, 1L, Long::sum);
        }
    }

    @Test
    void partsAddUpAndJourneysGiveTheSameAsRecords() {
        RandomStream random = new RandomStream(2);
        Ladder ladder = new Ladder(List.of("A", "B", "C", "D"), List.of("X", "Y"));
        Map<String, String> states = Map.of("a", "A", "b", "B", "c", "C", "d", "D", "x", "X", "y", "Y");
        for (int round = 0; round < 300; round++) {
            StageRecords whole = new StageRecords();
            List<StageRecords> parts = List.of(new StageRecords(), new StageRecords());
            JourneysBuilder builder = Journeys.builder();
            for (int i = 0; i < 40; i++) {
                int subject = random.nextInt(6);
                String state = List.of("A", "B", "C", "D", "X", "Y").get(random.nextInt(6));
                Instant at = Instant.ofEpochSecond(random.nextInt(30));
                whole.add("s" + subject, at, state);
                parts.get(subject % 2).add("s" + subject, at, state);
                builder.add("s" + subject, at, state.toLowerCase(java.util.Locale.ROOT));
                if (random.nextInt(4) == 0) {
                    builder.add("s" + subject, at, "noise");
                }
            }
            LadderResult once = ladder.measure(whole);
            assertThat(ladder.measure(parts.get(0)).plus(ladder.measure(parts.get(1))))
                    .isEqualTo(once);
            Journeys journeys = builder.build();
            assertThat(ladder.measure(journeys, states, Instant.ofEpochSecond(99)))
                    .isEqualTo(once);
            FunnelResult funnel = Funnel.of("a", "b", "c", "d").withoutWindow().measure(journeys);
            assertThat(funnel.atLeast()).isEqualTo(once.strictlyOrdered());
        }
    }

    @Test
    void ratesAndCoverage() {
        StageRecords records =
                new StageRecords().add("a", Instant.EPOCH, "LEAD").add("b", Instant.EPOCH, "CUSTOMER");
        LadderResult result = Ladder.leads().measure(records);
        assertThat(result.rate("VISITOR", "CUSTOMER").value().orElseThrow()).isEqualTo(0.5);
        assertThat(result.coverage("LEAD").value().orElseThrow()).isEqualTo(0.5);
        assertThat(result.coverage("ADVOCATE").why()).contains(Reason.ZERO_DENOMINATOR);
        assertThatThrownBy(() -> result.rate("CUSTOMER", "LEAD")).hasMessage("LEAD is not above CUSTOMER");
        assertThatThrownBy(() -> result.rate("CLIENT", "LEAD")).hasMessage("no rung of the ladder: CLIENT");
        assertThatThrownBy(() -> result.plus(Ladder.journey().measure(new StageRecords())))
                .hasMessageContaining("ladders differ");
    }

    @Test
    void wrongLaddersAndRecordsAreNamed() {
        assertThatThrownBy(() -> new Ladder(List.of(), List.of())).hasMessage("no rung");
        assertThatThrownBy(() -> new Ladder(List.of("A"), List.of("A"))).hasMessage("a state is named twice: A");
        assertThatThrownBy(() -> new Ladder(List.of(""), List.of())).hasMessage("a state is empty");
        StageRecords records = new StageRecords();
        assertThatThrownBy(() -> records.add("", Instant.EPOCH, "LEAD")).hasMessage("the subject of row 0 is empty");
        assertThatThrownBy(() -> records.add("a", Instant.MAX, "LEAD")).hasMessageContaining("at is out of range");
        Journeys none = Journeys.builder().build();
        assertThatThrownBy(() -> Ladder.leads().measure(none, Map.of("x", "CLIENT"), Instant.EPOCH))
                .hasMessage("no state of the ladder: CLIENT");
        assertThat(Ladder.leads().measure(records).subjects()).isZero();
    }

    @Test
    void manyIssuesAreCountedAndTheFirstKept() {
        StageRecords records = new StageRecords();
        for (int i = 0; i < 5000; i++) {
            records.add("s" + i % 7, Instant.ofEpochSecond(5000 - i), "odd");
        }
        LadderResult result = Ladder.leads().measure(records);
        assertThat(result.issueCounts()).isEqualTo(Map.of(LadderResult.IssueKind.UNKNOWN_VALUE, 5000L));
        assertThat(result.issues()).hasSize(1000);
        assertThat(result.issues().get(999).row()).isEqualTo(999);
    }

    private static Envelope at(int day, String key) {
        return Envelope.builder("crm", key, Instant.EPOCH.plusSeconds(day * 86_400L), ZoneOffset.UTC)
                .build();
    }

    private static Order paid(String person, int day) {
        return Order.builder(
                        at(day, "o" + day),
                        "o" + day,
                        Order.Status.PAID,
                        at(day, "x").occurredAt(),
                        Money.of(5, "EUR"))
                .person(person)
                .build();
    }

    @Test
    void recordsClimbTheSevenStages() {
        StageRules.Reader reader = StageRules.journey().reader();
        reader.add(paid("p", 9)); // records come in any order
        reader.add(Touch.builder(at(1, "t1"), Touch.Kind.IMPRESSION).person("p").build());
        reader.add(Touch.builder(at(2, "t2"), Touch.Kind.VISIT).person("p").build());
        reader.add(Touch.builder(at(3, "t3"), Touch.Kind.DOWNLOAD).person("p").build());
        reader.add(Touch.builder(at(4, "t4"), Touch.Kind.DOWNLOAD)
                .person("p")
                .robot(true)
                .build());
        assertThat(reader.add(Touch.builder(at(4, "t5"), Touch.Kind.VISIT).build()))
                .isFalse();
        reader.add(paid("p", 5));
        reader.add(new Feedback(
                at(4, "f0"), Feedback.Kind.CSAT, "p", null, null, BigDecimal.ONE, BigDecimal.TEN, null)); // too early
        reader.add(new Feedback(
                at(10, "f1"), Feedback.Kind.NPS, "p", null, null, BigDecimal.valueOf(9), BigDecimal.TEN, null));
        reader.add(new Referral(at(11, "r"), "p", "q", null, null));
        reader.add(Touch.builder(at(12, "t6"), Touch.Kind.SEARCH).person("q").build());
        LadderResult result = Ladder.journey().measure(reader.records());
        assertThat(result.subjects()).isEqualTo(2);
        assertThat(numbers(result.observed())).isEqualTo(new long[] {0, 2, 1, 1, 1, 1, 1});
        assertThat(numbers(result.inferred())).isEqualTo(new long[] {2, 0, 0, 0, 0, 0, 0});
        assertThat(text(result.moves().get(Kind.ADVANCE)))
                .isEqualTo(Map.of(
                        "SEARCH>INFORMATION", 1L,
                        "INFORMATION>ACQUAINTANCE", 1L,
                        "ACQUAINTANCE>PURCHASE", 1L,
                        "PURCHASE>AFTER_SALE", 1L,
                        "AFTER_SALE>RECOMMENDATION", 1L));
        assertThat(result.referrals()).containsExactly(new LadderResult.Referral("p", "q", "RECOMMENDATION", "SEARCH"));
    }

    @Test
    void leadStagesClimbTheLeadLadderAndUnmappedOnesAreIssues() {
        StageRules.Reader reader = StageRules.leads().reader();
        reader.add(Touch.builder(at(1, "t1"), Touch.Kind.VISIT).person("p").build());
        reader.add(Touch.builder(at(7, "t2"), Touch.Kind.VISIT).person("p").build()); // only the first counts
        reader.add(change("p", 2, "new", LeadStage.LEAD, null));
        reader.add(change("p", 3, "SQL", null, null)); // nobody mapped it: the same letters are no proof
        reader.add(change("p", 4, "won", LeadStage.WON, LeadStage.MQL));
        reader.add("p", change(null, 5, "lost", LeadStage.LOST, LeadStage.WON));
        LadderResult result = Ladder.leads().measure(reader.records());
        assertThat(numbers(result.observed())).isEqualTo(new long[] {1, 1, 0, 0, 0, 0, 1, 0});
        assertThat(result.issues())
                .extracting(issue -> issue.kind() + " " + issue.value())
                .containsExactly("UNKNOWN_VALUE SQL", "FROM_MISMATCH MQL");
        assertThat(result.moves().get(Kind.EXIT)).isEqualTo(Map.of(new Move("CUSTOMER", "LOST"), 1L));
        Envelope gone = Envelope.builder("crm", "x", Instant.EPOCH, ZoneOffset.UTC)
                .op(Envelope.Op.DELETE)
                .build();
        assertThatThrownBy(() -> reader.add(
                        Touch.builder(gone, Touch.Kind.VISIT).person("p").build()))
                .hasMessageContaining("withdraws another");
        assertThatThrownBy(() -> new StageRules.Rule("A", StageRules.Fact.TOUCH, Set.of(), -1))
                .hasMessage("occurrence is negative: -1");
    }

    private static LeadStageChange change(
            @Nullable String person, int day, String raw, @Nullable LeadStage to, @Nullable LeadStage from) {
        return LeadStageChange.builder(at(day, "c" + day), LeadStageChange.Entity.LEAD, "l1", raw)
                .to(to)
                .from(from)
                .person(person)
                .build();
    }

    @Test
    void everyRuleNamesAStateOfItsLadder() {
        for (StageRules.Rule rule : StageRules.journey().rules()) {
            assertThat(Ladder.journey().rungs()).contains(rule.state());
        }
        Set<String> leads = new HashSet<>(Ladder.leads().rungs());
        leads.addAll(Ladder.leads().offLadder());
        for (StageRules.Rule rule : StageRules.leads().rules()) {
            assertThat(leads).contains(rule.state());
        }
    }
}
