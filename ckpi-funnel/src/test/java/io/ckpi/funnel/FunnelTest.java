package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.Bounded;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Estimate;
import io.ckpi.core.Reason;
import io.ckpi.core.stat.Shares;
import io.ckpi.funnel.Funnel.Anchor;
import io.ckpi.funnel.Funnel.Bound;
import io.ckpi.funnel.Funnel.Count;
import io.ckpi.funnel.Funnel.ExclusionPolicy;
import io.ckpi.funnel.Funnel.Order;
import io.ckpi.funnel.Funnel.Ties;
import io.ckpi.funnel.profile.ClickHouseFunnel;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Options, refusals, readings, large subjects and the reproducible log. */
class FunnelTest {

    private static final Funnel AB = Funnel.of("a", "b").within(Duration.ofSeconds(10));

    private static void refused(Runnable runnable, String sentence) {
        assertThatThrownBy(runnable::run)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(sentence);
    }

    @Test
    void refusesWhatIsNoFunnel() {
        refused(() -> Funnel.of(), "a funnel has no step");
        refused(() -> Funnel.of(Collections.nCopies(65, Step.of("a"))), "a funnel has 65 steps, at most 64");
        refused(() -> Step.of(), "a step has no event");
        refused(() -> Step.of(""), "a step has an event without a name");
        refused(() -> AB.within(Duration.ofMillis(-1)), "window is negative: PT-0.001S");
        refused(() -> AB.bound(Bound.HALF_OPEN).within(Duration.ZERO), "a half-open window of 0 holds no chain");
        refused(() -> AB.maxGap(Duration.ofMillis(-1)), "maxGap is negative: PT-0.001S");
        refused(() -> AB.maxGap(2, Duration.ZERO), "step is not from 1 to 1: 2");
        refused(() -> Exclusion.of("x", 2, 2), "an exclusion lies between two steps, not from 2 to 2");
        refused(() -> new Exclusion(List.of(), 1, 2), "an exclusion has no event");
        refused(
                () -> AB.excluding(ExclusionPolicy.DROP_SUBJECT, Exclusion.of("b", 1, 2)),
                "exclusion b@1-2 names \"b\", which is its step 2");
        refused(
                () -> AB.excluding(ExclusionPolicy.DROP_SUBJECT, Exclusion.of("x", 1, 3)),
                "exclusion x@1-3 names a step above 2");
        refused(() -> AB.holding("p", "p"), "a property is held twice: [p, p]");
        refused(() -> Breakdown.at("p", 0), "step is below 1: 0");
        refused(() -> AB.brokenDownBy(Breakdown.at("p", 3)), "breakdown is at step 3, there are 2");
        Journeys empty = Journeys.builder().build();
        refused(() -> AB.holding("p").measure(empty), "no property \"p\", there are []");
        refused(() -> AB.brokenDownBy(Breakdown.at("p", 1)).measure(empty), "no property \"p\", there are []");
        refused(() -> AB.measure(empty, 0), "threads is not from 1 to 1024: 0");
    }

    @Test
    void refusesCombinationsWithoutAMeaning() {
        Funnel strict = AB.order(Order.STRICT);
        Funnel any = AB.order(Order.ANY);
        Exclusion x = Exclusion.of("x", 1, 2);
        Duration second = Duration.ofSeconds(1);
        refused(() -> strict.ties(Ties.SEQUENCE), "order STRICT follows the input order, ties do not apply");
        refused(() -> strict.maxGap(second), "maxGap is not defined for order STRICT");
        refused(
                () -> strict.excluding(ExclusionPolicy.COUNT_REMAINING, x),
                "exclusions are not defined for order STRICT, where every other event ends a chain");
        refused(() -> AB.strictIgnoring("a"), "\"a\" is a step and cannot be ignored");
        refused(() -> AB.strictIgnoring("x").order(Order.ORDERED), "events are ignored only with order STRICT");
        refused(() -> any.ties(Ties.STRICTLY_LATER), "ties are not defined for order ANY");
        refused(() -> any.maxGap(second), "maxGap is not defined for order ANY: there is no next step");
        refused(
                () -> any.excluding(ExclusionPolicy.DROP_SUBJECT, x),
                "exclusions are not defined for order ANY: nothing lies between two steps");
        refused(
                () -> any.anchor(Anchor.FIRST_ENTRY),
                "FIRST_ENTRY is not defined for order ANY: any step can come first");
        refused(() -> any.observedUntil(Instant.EPOCH), "open subjects are not defined for order ANY");
        refused(() -> any.brokenDownBy(Breakdown.at("p", 1)), "a breakdown needs an order of steps, ANY has none");
        refused(() -> any.counting(Count.CONVERSIONS), "conversions are defined for order ORDERED only");
        refused(
                () -> AB.anchor(Anchor.FIRST_ENTRY).counting(Count.CONVERSIONS),
                "conversions with FIRST_ENTRY are not defined: one entry gives one at most");
        refused(
                () -> AB.excluding(ExclusionPolicy.DROP_SUBJECT, x).counting(Count.CONVERSIONS),
                "conversions with DROP_SUBJECT are not defined");
        refused(() -> AB.holding("p").counting(Count.CONVERSIONS), "conversions with held properties are not defined");
        refused(
                () -> AB.maxGap(second).brokenDownBy(Breakdown.at("p", 1)),
                "a breakdown with maxGap is not defined: the earliest events may not keep the gaps");
        refused(
                () -> AB.excluding(ExclusionPolicy.DROP_SUBJECT, x).brokenDownBy(Breakdown.at("p", 1)),
                "a breakdown with DROP_SUBJECT is not defined: the longest chain need not be the one that was spared");
        refused(
                () -> AB.holding("p").brokenDownBy(Breakdown.at("q", 1)),
                "a breakdown with held properties is not defined: each tuple has a chain of its own");
        Journeys journeys = Journeys.builder("p").add("u", 1, "a", "x").build();
        refused(
                () -> AB.maxGap(second).chain(journeys, 0),
                "a canonical chain with maxGap is not defined: the earliest events may not keep the gaps");
        refused(() -> any.visit(journeys, (s, l, t) -> {}), "first arrivals need an order of steps, ANY has none");
        refused(
                () -> AB.holding("p").visit(journeys, (s, l, t) -> {}),
                "first arrivals with held properties are not defined");
    }

    @Test
    void carriesItsFullSpec() {
        Funnel funnel = AB.ties(Ties.STRICTLY_LATER)
                .maxGap(1, Duration.ofSeconds(2))
                .excluding(ExclusionPolicy.COUNT_REMAINING, Exclusion.of("x", 1, 2))
                .observedUntil(Instant.EPOCH);
        assertThat(funnel)
                .hasToString("Funnel[a → b, ORDERED, STRICTLY_LATER, window PT10S CLOSED, gaps PT2S, ANY_ENTRY, "
                        + "excluding [x@1-2] COUNT_REMAINING, SUBJECTS, observed until 1970-01-01T00:00:00Z]");
        assertThat(AB.within(Duration.ofSeconds(10))).isEqualTo(AB).hasSameHashCodeAs(AB);
        assertThat(AB.withoutWindow()).isNotEqualTo(AB);
        assertThat(AB.strictIgnoring("x").toString()).contains("STRICT, ignored [x], window");
        assertThat(Funnel.of("a").holding("p").toString()).contains("no window", "holding [p]");
        assertThat(AB.brokenDownBy(Breakdown.atLastReached("p")).toString()).contains("by p at the last step");
        Journeys journeys = Journeys.builder().add("u", 1, "a").build();
        assertThat(funnel.measure(journeys).spec()).isEqualTo(funnel);
    }

    @Test
    void readsRatesWithIntervalsAndOpenSubjects() {
        JourneysBuilder builder = Journeys.builder();
        for (int i = 0; i < 100; i++) {
            builder.add("" + i, 1000L * i, "a");
            if (i < 40) {
                builder.add("" + i, 1000L * i + 5000, "b");
            }
        }
        Journeys journeys = builder.build();
        FunnelResult result = AB.observedUntil(Instant.ofEpochSecond(99)).measure(journeys);
        assertThat(result.atLeast()).containsExactly(100L, 40L);
        assertThat(result.exactly()).containsExactly(60L, 40L);
        assertThat(result.open(1)).isEqualTo(10); // entered after second 89
        assertThat(result.rate(1, 2)).isEqualTo(Shares.withDefaults().of(40, 100, 10));
        assertThat(result.conversion()).isEqualTo(result.rate(1, 2));
        assertThat(result.rate(1, 2).measured().map(Estimate::pending)).hasValue(10L);
        Bounded bounds = (Bounded) result.bounds(1, 2);
        assertThat(bounds.low()).isEqualTo(0.4);
        assertThat(bounds.high()).isEqualTo(0.5);
        assertThat(bounds.reason()).isEqualTo(Reason.NOT_DUE_YET);
        assertThat(AB.measure(journeys).bounds(1, 2))
                .isEqualTo(Shares.withDefaults().of(40, 100));
        assertThat(AB.withoutWindow()
                        .observedUntil(Instant.ofEpochSecond(99))
                        .measure(journeys)
                        .open(1))
                .isEqualTo(60);
        refused(() -> result.rate(2, 1), "a rate goes from a step to a later one, not from 2 to 1");
        refused(() -> result.reached(3), "step is not from 0 to 2: 3");
        refused(() -> result.conversions(1), "the funnel does not count conversions");
        assertThat(result).hasToString("FunnelResult[subjects 100, at least [100, 40], exactly [60, 40]]");
    }

    @Test
    void namesStepsThatTheLogDoesNotKnow() {
        Journeys journeys = Journeys.builder().add("u", 1, "a").build();
        FunnelResult result = Funnel.of("a", "order").measure(journeys);
        assertThat(result.atLeast()).containsExactly(1L, 0L);
        assertThat(result.absentEvents()).containsExactly("order");
        assertThat(result.issues()).extracting(DataIssue::code).containsExactly("UNKNOWN_EVENT");
        Journeys other =
                Journeys.builder().add("v", 1, "a").add("v", 2, "order").build();
        FunnelResult sum = result.plus(Funnel.of("a", "order").measure(other));
        assertThat(sum.absentEvents()).isEmpty();
        assertThat(sum.atLeast()).containsExactly(2L, 1L);
        refused(
                () -> result.plus(AB.measure(other)),
                "results of different funnels do not add: " + Funnel.of("a", "order") + " and " + AB);
    }

    @Test
    void tellsFactsThatCouldChangeTheCounts() {
        Journeys journeys = Journeys.builder()
                .add("u", 1, "a")
                .add("u", 1, "b")
                .add("u", 1, "b")
                .add("u", 5, "a")
                .add("v", 2, "a")
                .add("v", 2, "a")
                .build();
        FunnelResult result =
                Funnel.of(List.of(Step.of("a", "b"), Step.of("b"))).measure(journeys);
        assertThat(result.tieGroups()).isEqualTo(1);
        assertThat(result.multiStepEvents()).isEqualTo(2);
        assertThat(result.duplicates()).isEqualTo(2);
    }

    @Test
    void oneSubjectWithAMillionEvents() {
        int n = 1_000_000;
        JourneysBuilder builder = Journeys.builder("p");
        for (int i = 0; i < n; i++) {
            builder.add("u", 1000L * (i / 3), "e" + i % 6, i % 2 == 0 ? "x" : "y");
        }
        Journeys journeys = builder.build();
        Funnel funnel = Funnel.of(List.of(Step.of("e0", "e1"), Step.of("e1", "e2"), Step.of("e4")))
                .within(Duration.ofHours(1));
        assertThat(funnel.levels(journeys)).containsExactly(3);
        assertThat(funnel.ties(Ties.STRICTLY_LATER).measure(journeys).reached(3))
                .isEqualTo(1);
        assertThat(funnel.order(Order.ANY).levels(journeys)).containsExactly(3);
        assertThat(funnel.order(Order.STRICT).levels(journeys)).containsExactly(2);
        assertThat(funnel.holding("p").levels(journeys)).containsExactly(3);
        assertThat(funnel.counting(Count.CONVERSIONS).measure(journeys).conversions(3))
                .isEqualTo(166_666);
        assertThat(funnel.brokenDownBy(Breakdown.atLastReached("p"))
                        .measure(journeys)
                        .reached("x", 3))
                .isEqualTo(1);
        assertThat(funnel.excluding(ExclusionPolicy.DROP_SUBJECT, Exclusion.of("e5", 1, 3))
                        .levels(journeys))
                .containsExactly(-1);
        JourneysBuilder same = Journeys.builder();
        for (int i = 0; i < 300_000; i++) {
            same.add("u", 5, "e" + i % 6);
        }
        assertThat(funnel.levels(same.build())).containsExactly(3);
    }

    /** One subject with 1,620 events, on which an engine that keeps all partial chains takes seconds and gigabytes. */
    @Test
    void manyEventsOfOneSubjectStayLinear() {
        JourneysBuilder builder = Journeys.builder();
        for (int i = 0; i < 1620; i++) {
            builder.add("u", 1000L * (i / 60), "e");
        }
        Journeys journeys = builder.build();
        Funnel funnel = Funnel.of(Collections.nCopies(4, Step.of("e"))).within(Duration.ofHours(1));
        assertThat(funnel.levels(journeys)).containsExactly(4);
        assertThat(Funnel.of(Collections.nCopies(64, Step.of("e"))).levels(journeys))
                .containsExactly(64);
        assertThat(Funnel.of(Collections.nCopies(64, Step.of("e")))
                        .ties(Ties.STRICTLY_LATER)
                        .levels(journeys))
                .containsExactly(27);
    }

    @Test
    void theReproducibleLogBeginsAsPublished() {
        LogGenerator log = new LogGenerator(20260101, 10_000_000, 200_000, 500_000, 1);
        assertThat(log.users).startsWith(449304, 284124, 145356);
        assertThat(log.seconds).startsWith(1735689600, 1735689600, 1735689601);
        assertThat(log.codes).startsWith(1, 6, 2);
    }

    @Test
    @Tag("slow")
    void theReproducibleLogOfTenMillionEvents() {
        LogGenerator log = new LogGenerator(20260101, 10_000_000, 500_000, 1);
        assertThat(log.crc()).isEqualTo("d0d574a5");
        for (int threads = 1; threads <= 3; threads++) {
            Journeys journeys = log.journeys(threads);
            assertThat(journeys.subjects()).isEqualTo(499_998);
            FunnelResult result = Funnel.of("1", "2", "3", "4", "5", "6", "7")
                    .within(Duration.ofDays(7))
                    .measure(journeys, threads);
            assertThat(result.exactly()).containsExactly(204979L, 223125L, 50491L, 9111L, 2372L, 747L, 213L);
            assertThat(result.reached(2)).isEqualTo(286_059);
            FunnelResult four =
                    Funnel.of("1", "2", "3", "4").within(Duration.ofDays(7)).measure(journeys, threads);
            assertThat(four.exactly()).containsExactly(204979L, 223125L, 50491L, 12443L);
            FunnelResult firstTouch = Funnel.of("1", "2")
                    .within(Duration.ofDays(7))
                    .anchor(Anchor.FIRST_ENTRY)
                    .measure(journeys, threads);
            assertThat(firstTouch.reached(2)).isEqualTo(118_952);
        }
    }

    @Test
    void otherEnginesRefuseWhatTheyCannot() {
        Journeys early = Journeys.builder().add("u", -1, "a").build();
        refused(
                () -> ClickHouseFunnel.of(Duration.ofDays(1), List.of(Step.of("a")))
                        .levels(early),
                "ClickHouse has no times before 1970");
        refused(
                () -> ClickHouseFunnel.of(
                        Duration.ofDays(1), List.of(Step.of("a")), ClickHouseFunnel.Mode.ALLOW_REENTRY),
                "ALLOW_REENTRY needs STRICT_ORDER");
        refused(
                () -> ClickHouseFunnel.of(Duration.ofDays(1), Collections.nCopies(33, Step.of("a"))),
                "steps are not from 1 to 32: 33");
        refused(() -> ClickHouseFunnel.of(Duration.ofDays(-1), List.of(Step.of("a"))), "window is negative: PT-24H");
    }
}
