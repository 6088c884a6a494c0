package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.funnel.CaseLines.Fields;
import io.ckpi.funnel.Funnel.Bound;
import io.ckpi.funnel.Funnel.ExclusionPolicy;
import io.ckpi.funnel.Funnel.Ties;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The daily summary against the cases (a reference implementation) and against the direct answer on random data. */
class DailySummaryTest {

    private static final long DAY = 86_400_000L;

    @TestFactory
    Stream<DynamicTest> everyCase() {
        List<Fields> cases = CaseLines.of("summary.jsonl");
        assertThat(cases).hasSize(5);
        return cases.stream().map(c -> DynamicTest.dynamicTest(c.id(), () -> run(c)));
    }

    private static void run(Fields c) {
        Fields spec = c.fields("spec");
        Funnel funnel = Funnel.of(c.list("steps").stream()
                        .map(names -> Step.of((String) ((List<?>) names).get(0)))
                        .toList())
                .ties(Ties.valueOf(spec.text("ties")))
                .bound(Bound.valueOf(spec.text("bound")));
        boolean excluding = spec.has("exclusions");
        if (excluding) {
            Fields x = spec.objects("exclusions").get(0);
            funnel = funnel.excluding(
                    ExclusionPolicy.COUNT_REMAINING,
                    Exclusion.of(x.text("e"), (int) x.whole("fromStep"), (int) x.whole("toStep")));
        }
        JourneysBuilder builder = Journeys.builder();
        for (Fields event : c.objects("events")) {
            builder.add("u", event.whole("t") * 1000, event.text("e"));
        }
        Journeys journeys = builder.build();
        Plan plan = new Plan(funnel.spec, journeys);
        Chains chains = new Chains(plan, false);
        Track track = new Track(plan, journeys.parts[0]);
        track.subject(journeys.parts[0], 0);
        Fields expected = c.fields("expected");
        int day = 0;
        List<Segment> segments = new ArrayList<>();
        for (Fields wanted : expected.objects("segments")) {
            Segment segment = new Segment(plan.steps);
            long dayStart = journeys.wholeSeconds ? (day * DAY - journeys.baseMillis) / 1000 : day * DAY;
            long nextDay = journeys.wholeSeconds ? ((day + 1) * DAY - journeys.baseMillis) / 1000 : (day + 1) * DAY;
            Segment.of(plan, chains, track, track.firstAt(dayStart), track.firstAt(nextDay), segment);
            same(segment, wanted, excluding);
            segments.add(segment);
            day++;
        }
        DailySummary summary = DailySummary.of(funnel, journeys);
        Funnel counted = funnel;
        expected.fields("levelByWindow").map().forEach((seconds, level) -> {
            Duration window = Duration.ofSeconds(Long.parseLong(seconds));
            int number = ((BigDecimal) level).intValueExact();
            assertThat(summary.level("u", window)).isEqualTo(number);
            assertThat((int) counted.within(window).levels(journeys)[0]).isEqualTo(number);
        });
    }

    private static void same(Segment segment, Fields wanted, boolean excluding) {
        Map<String, Long> first = new TreeMap<>();
        Map<String, Long> start = new TreeMap<>();
        List<Integer> reached = new ArrayList<>();
        List<String> alive = new ArrayList<>();
        for (int i = 0; i <= segment.steps; i++) {
            for (int j = Math.max(1, i); j <= segment.steps; j++) {
                if (i > 0 && (segment.alive[i] >>> j - 1 & 1) != 0) {
                    alive.add(i + "->" + j);
                }
                if (j > i && segment.first[i][j] != Segment.NONE) {
                    (i == 0 ? start : first).put(i == 0 ? "" + j : i + "->" + j, segment.first[i][j] / 1000);
                }
            }
        }
        for (int j = 1; j <= segment.steps; j++) {
            if ((segment.reached >>> j - 1 & 1) != 0) {
                reached.add(j);
            }
        }
        assertThat(first).isEqualTo(longs(wanted.fields("first")));
        assertThat(start).isEqualTo(longs(wanted.fields("start")));
        assertThat(reached.stream().map(BigDecimal::valueOf).toList()).isEqualTo(wanted.list("reached"));
        if (excluding) {
            assertThat(alive).isEqualTo(wanted.texts("alive"));
        }
    }

    private static Map<String, Long> longs(Fields fields) {
        Map<String, Long> longs = new TreeMap<>();
        fields.map().forEach((key, value) -> longs.put(key, ((BigDecimal) value).longValueExact()));
        return longs;
    }

    private final SplittableRandom random = new SplittableRandom(5);

    private Funnel funnel() {
        int steps = 1 + random.nextInt(5);
        List<Step> list = new ArrayList<>();
        boolean overlapping = random.nextInt(3) == 0;
        for (int s = 0; s < steps; s++) {
            String own = String.valueOf((char) ('a' + s));
            list.add(overlapping ? Step.of(own, String.valueOf((char) ('a' + random.nextInt(4)))) : Step.of(own));
        }
        Funnel funnel = Funnel.of(list).ties(Ties.values()[random.nextInt(3)]);
        if (random.nextBoolean()) {
            funnel = funnel.bound(Bound.HALF_OPEN).within(Duration.ofDays(1));
        }
        if (steps > 1 && random.nextBoolean()) {
            int from = 1 + random.nextInt(steps - 1);
            funnel = funnel.excluding(
                    ExclusionPolicy.COUNT_REMAINING, Exclusion.of("x", from, from + 1 + random.nextInt(steps - from)));
        }
        return funnel;
    }

    private List<Object[]> rows(int subjects) {
        List<Object[]> rows = new ArrayList<>();
        for (int s = 0; s < subjects; s++) {
            int n = random.nextInt(18);
            for (int i = 0; i < n; i++) {
                int name = random.nextInt(7);
                rows.add(new Object[] {
                    "" + s, random.nextInt(-24, 120) * 3_600_000L, name == 6 ? "x" : String.valueOf((char) ('a' + name))
                });
            }
        }
        rows.sort((a, b) -> Long.compare((Long) a[1], (Long) b[1]));
        return rows;
    }

    private static Journeys journeys(List<Object[]> rows, long from, long to) {
        JourneysBuilder builder = Journeys.builder();
        for (Object[] row : rows) {
            if ((Long) row[1] >= from && (Long) row[1] < to) {
                builder.add((String) row[0], (Long) row[1], (String) row[2]);
            }
        }
        return builder.build();
    }

    @Test
    void answersEveryWindowAsTheEventsDo() {
        int checked = 0;
        while (checked < 60_000) {
            Funnel funnel = funnel();
            List<Object[]> rows = rows(100);
            Journeys all = journeys(rows, Long.MIN_VALUE, Long.MAX_VALUE);
            DailySummary summary = DailySummary.of(funnel, all);
            long cut = random.nextInt(-1, 6) * DAY;
            DailySummary split = DailySummary.of(funnel, journeys(rows, Long.MIN_VALUE, cut))
                    .plus(DailySummary.of(funnel, journeys(rows, cut, Long.MAX_VALUE)));
            for (long hours : new long[] {24, 25 + random.nextInt(48), 200}) {
                Duration window = Duration.ofHours(hours);
                Funnel direct = funnel.within(window);
                byte[] levels = direct.levels(all);
                for (int s = 0; s < levels.length; s++) {
                    assertThat(summary.level(all.subject(s), window))
                            .as("%s", direct)
                            .isEqualTo(levels[s]);
                }
                assertThat(summary.measure(window).exactly())
                        .isEqualTo(direct.measure(all).exactly());
                assertThat(split.measure(window).exactly())
                        .isEqualTo(direct.measure(all).exactly());
                LocalDate from = LocalDate.EPOCH.plusDays(random.nextInt(-1, 4));
                LocalDate to = from.plusDays(random.nextInt(3));
                Journeys range = journeys(rows, from.toEpochDay() * DAY, to.toEpochDay() * DAY);
                assertThat(summary.measure(window, from, to).exactly())
                        .isEqualTo(direct.measure(range).exactly());
                checked += levels.length;
            }
        }
    }

    @Test
    void segmentsComposeInAnyAssociation() {
        for (int round = 0; round < 400; round++) {
            Funnel funnel = funnel();
            List<Object[]> rows = rows(10);
            long limit = Plan.limit(Duration.ofHours(24 + random.nextInt(60)), funnel.bound());
            Journeys all = journeys(rows, Long.MIN_VALUE, Long.MAX_VALUE);
            Plan plan = new Plan(funnel.withoutWindow().bound(Bound.CLOSED).spec, all);
            Chains chains = new Chains(plan, false);
            Track track = new Track(plan, all.parts[0]);
            for (int s = 0; s < all.subjects(); s++) {
                track.subject(all.parts[0], s);
                Segment[] days = new Segment[6];
                for (int d = 0; d < 6; d++) {
                    long from = ((d - 1) * DAY - all.baseMillis) / 1000;
                    days[d] = new Segment(plan.steps);
                    Segment.of(plan, chains, track, track.firstAt(from), track.firstAt(from + 86_400), days[d]);
                }
                Segment left = days[0];
                for (int d = 1; d < 6; d++) {
                    left = left.then(days[d], limit);
                }
                Segment right = days[5];
                for (int d = 4; d >= 0; d--) {
                    right = days[d].then(right, limit);
                }
                Segment middle = days[0].then(days[1].then(days[2], limit), limit)
                        .then(days[3].then(days[4], limit).then(days[5], limit), limit);
                for (Segment segment : List.of(left, right, middle)) {
                    for (int j = 1; j <= segment.steps; j++) {
                        if (segment.first[0][j] < 5 * DAY - limit) {
                            segment.first[0][j] = Segment.NONE; // too old to go on
                        }
                    }
                }
                for (Segment other : List.of(right, middle)) {
                    assertThat(other.first).as("%s", funnel).isDeepEqualTo(left.first);
                    assertThat(other.reached).isEqualTo(left.reached);
                    assertThat(other.alive).isEqualTo(left.alive);
                }
            }
        }
    }

    @Test
    void lateEventsReplaceADay() {
        Funnel funnel = Funnel.of("a", "b").ties(Ties.STRICTLY_LATER);
        DailySummary before = DailySummary.of(
                funnel,
                Journeys.builder().add("u", 0, "a").add("u", 2 * DAY, "b").build());
        assertThat(before.level("u", Duration.ofDays(1))).isEqualTo(1);
        DailySummary late = DailySummary.of(
                funnel, Journeys.builder().add("u", 5, "b").add("u", 0, "a").build());
        assertThat(before.replacing(late).level("u", Duration.ofDays(1))).isEqualTo(2);
        assertThatThrownBy(() -> before.plus(late))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a subject has day 1970-01-01 in both summaries");
    }

    @Test
    void refusesWhatADayDoesNotKeep() {
        Journeys journeys = Journeys.builder().build();
        Funnel funnel = Funnel.of("a", "b").within(Duration.ofDays(1));
        refused(funnel.maxGap(Duration.ofHours(1)), journeys, "the daily summary does not cover maxGap");
        refused(funnel.order(Funnel.Order.STRICT), journeys, "the daily summary does not cover order STRICT");
        refused(funnel.order(Funnel.Order.ANY), journeys, "the daily summary does not cover order ANY");
        refused(funnel.anchor(Funnel.Anchor.FIRST_ENTRY), journeys, "the daily summary does not cover FIRST_ENTRY");
        refused(
                funnel.excluding(ExclusionPolicy.DROP_SUBJECT, Exclusion.of("x", 1, 2)),
                journeys,
                "the daily summary does not cover DROP_SUBJECT");
        refused(funnel.holding("p"), journeys, "the daily summary does not cover held properties");
        refused(funnel.brokenDownBy(Breakdown.at("p", 1)), journeys, "the daily summary does not cover breakdowns");
        refused(funnel.counting(Funnel.Count.CONVERSIONS), journeys, "the daily summary does not cover conversions");
        refused(
                funnel.observedUntil(Instant.EPOCH),
                journeys,
                "the daily summary does not cover an end of observation");
        DailySummary summary = DailySummary.of(funnel, journeys);
        assertThatThrownBy(() -> summary.measure(Duration.ofHours(23)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("window is below a day: PT23H");
        assertThatThrownBy(() -> summary.measure(DailySummary.DAY, LocalDate.EPOCH, LocalDate.EPOCH.minusDays(1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("to 1969-12-31 is before from 1970-01-01");
        assertThat(summary.subjects()).isZero();
        assertThat(summary.bytes()).isZero();
    }

    private static void refused(Funnel funnel, Journeys journeys, String sentence) {
        assertThatThrownBy(() -> DailySummary.of(funnel, journeys))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    @Tag("slow")
    void answersTheLogOfTenMillionEvents() {
        Journeys journeys = new LogGenerator(20260101, 10_000_000, 500_000, 1).journeys();
        Funnel funnel = Funnel.of("1", "2", "3", "4", "5", "6", "7");
        DailySummary summary = DailySummary.of(funnel, journeys);
        for (int days : new int[] {1, 7, 30}) {
            Duration window = Duration.ofDays(days);
            assertThat(summary.measure(window).exactly())
                    .isEqualTo(funnel.within(window).measure(journeys).exactly());
        }
    }
}
