package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Interval;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Bottlenecks against exact fractions and the faults planted in the synthetic shop. */
class BottlenecksTest {

    private static final Bottlenecks BOTTLENECKS = Bottlenecks.withDefaults();

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseLines.of("bottleneck.jsonl").stream()
                .map(one -> DynamicTest.dynamicTest(one.id(), () -> {
                    switch (one.text("kind")) {
                        case "bottleneck.gain" -> gain(one);
                        case "bottleneck.decomposition" -> decomposition(one);
                        case "bottleneck.planted" -> planted(one);
                        default -> throw new AssertionError("no test of " + one.text("kind"));
                    }
                }));
    }

    private static double value(Reading reading) {
        return reading.value().orElseThrow();
    }

    private void gain(CaseLines.Fields one) {
        long[] counts = one.wholes("counts");
        double[] goals = one.numbers("targetRates");
        BottleneckTarget target;
        if (one.has("segments")) {
            Map<String, long[]> segments = new HashMap<>();
            CaseLines.Fields fields = one.fields("segments");
            fields.map().keySet().forEach(name -> segments.put(name, fields.wholes(name)));
            target = BottleneckTarget.bestSegment(segments);
        } else if (one.id().equals("bn-points")) {
            target = BottleneckTarget.points(0.05);
        } else {
            target = BottleneckTarget.rates(goals);
        }
        Money each = new Money(
                new java.math.BigDecimal(one.number("valuePerCustomer")), java.util.Currency.getInstance("RUB"));
        Bottlenecks.Ranking ranking = BOTTLENECKS.rank(counts, target, each);
        CaseLines.Fields expected = one.fields("expected");
        for (int k = 0; k < goals.length; k++) {
            Bottlenecks.Gain gain = ranking.step(k + 1);
            assertThat(value(gain.target())).isCloseTo(goals[k], within(1e-9));
            assertThat(value(gain.rate())).isCloseTo(expected.numbers("rates")[k], within(1e-9));
            double extra = expected.numbers("extraCustomers")[k];
            assertThat(value(gain.extraCustomers())).isCloseTo(extra, within(1e-9 * extra + 1e-12));
            double money = expected.numbers("extraMoney")[k];
            assertThat(value(gain.extraMoney())).isCloseTo(money, within(1e-9 * money + 1e-9));
            assertThat(gain.rank()).isEqualTo((int) expected.wholes("rankOfSteps")[k]);
        }
        assertThat(ranking.ranksNothing()).isEqualTo(one.id().equals("bn-relative"));
    }

    private void decomposition(CaseLines.Fields one) {
        BottleneckChange change = BottleneckChange.between(one.wholes("before"), one.wholes("after"))
                .value()
                .orElseThrow();
        CaseLines.Fields expected = one.fields("expected");
        assertThat(change.change()).isCloseTo(expected.number("change"), within(1e-9));
        List<String> order = expected.texts("order");
        for (int i = 0; i < order.size(); i++) {
            assertThat(change.contributions().get(i).factor()).isEqualTo(order.get(i));
            assertThat(change.contributions().get(i).value())
                    .isCloseTo(expected.numbers("contributions")[i], within(1e-9));
        }
    }

    private static Instant day(String date) {
        return Instant.parse(date + "T00:00:00Z");
    }

    private void planted(CaseLines.Fields one) {
        CaseLines.Fields pairs = one.fields("expected").fields("steps");
        List<Step> steps = Stream.of("add_to_cart", "cart", "shipping_details", "payment_details", "purchase")
                .map(Step::of)
                .toList();
        PathAnalysis sessions = PathAnalysis.byProperty(one.text("pathKey"));
        Journeys journeys = Ecom.journeys();
        List<String> then = one.texts("before");
        List<String> now = one.texts("during");
        StepPairs before = sessions.pairs(journeys, steps, day(then.get(0)), day(then.get(1)));
        StepPairs during = sessions.pairs(journeys, steps, day(now.get(0)), day(now.get(1)));
        List<StepPairs.Change> changes = during.since(before);
        assertThat(changes).hasSameSizeAs(pairs.map().keySet());
        for (int k = 0; k + 1 < steps.size(); k++) {
            CaseLines.Fields expected = pairs.fields(steps.get(k) + ">" + steps.get(k + 1));
            assertThat(List.of(before.at().get(k), before.then().get(k)))
                    .isEqualTo(Arrays.stream(expected.wholes("before")).boxed().toList());
            assertThat(List.of(during.at().get(k), during.then().get(k)))
                    .isEqualTo(Arrays.stream(expected.wholes("during")).boxed().toList());
            assertThat(value(changes.get(k).z())).isCloseTo(expected.number("z"), within(1e-9));
        }
        assertThat(steps.get(during.largestDrop(before) - 1) + ">" + steps.get(during.largestDrop(before)))
                .isEqualTo(one.fields("expected").text("largestDrop"));
    }

    /** The chain through all steps hides what the pair shows: 3 of 11 before, 8 of 37 during the payment incident. */
    @Test
    void theChainDoesNotShowThePaymentIncidentThatThePairShows() {
        List<Step> steps = Stream.of("add_to_cart", "cart", "shipping_details", "payment_details", "purchase")
                .map(Step::of)
                .toList();
        PathAnalysis sessions = PathAnalysis.byProperty("session_id");
        Journeys journeys = Ecom.journeys();
        StepPairs before = sessions.pairs(journeys, steps, day("2024-04-29"), day("2024-05-19"));
        StepPairs during = sessions.pairs(journeys, steps, day("2024-05-19"), day("2024-06-08"));
        assertThat(List.of(before.chain().get(4), before.chain().get(3))).containsExactly(3L, 11L);
        assertThat(List.of(during.chain().get(4), during.chain().get(3))).containsExactly(8L, 37L);
        assertThat(value(before.rate(4))).isEqualTo(49.0 / 105);
        assertThat(value(during.rate(4))).isEqualTo(28.0 / 130);
        assertThat(value(during.chainRate(4))).isEqualTo(8.0 / 37);
        StepPairs all = sessions.pairs(journeys, steps);
        assertThat(all.paths()).isEqualTo(3605);
    }

    /** The pooled z of the incident says p < 1e-4; the ranking by money against the earlier period names the same step. */
    @Test
    void theRankingAgainstTheEarlierPeriodNamesTheFaultyStep() {
        Bottlenecks.Ranking ranking = BOTTLENECKS.rank(
                new long[] {156, 130, 28},
                BottleneckTarget.bestEarlier(List.of(new long[] {141, 105, 49}, new long[] {0, 0, 0})),
                null);
        assertThat(ranking.gains().get(0).step()).isEqualTo(2);
        assertThat(value(ranking.gains().get(0).extraCustomers()))
                .isCloseTo(130 * (49.0 / 105 - 28.0 / 130), within(1e-9));
        assertThat(ranking.gains().get(0).extraMoney().why()).contains(Reason.NO_DATA);
    }

    @Test
    void drawsAndTheDeltaMethodAgreeAndTheSeedDecides() {
        long[] counts = {10_000, 4_000, 1_000, 600};
        BottleneckTarget target = BottleneckTarget.points(0.1);
        Bottlenecks.Ranking drawn = BOTTLENECKS.withDraws(20_000).rank(counts, target, null);
        Bottlenecks.Ranking delta = BOTTLENECKS.withDraws(0).rank(counts, target, null);
        for (int step = 1; step <= 3; step++) {
            Interval a = interval(drawn.step(step).extraCustomers());
            Interval b = interval(delta.step(step).extraCustomers());
            double width = b.halfWidth().orElseThrow();
            assertThat(a.halfWidth().orElseThrow()).isCloseTo(width, within(0.05 * width));
            assertThat(b.contains(value(delta.step(step).extraCustomers()))).isTrue();
        }
        assertThat(BOTTLENECKS.rank(counts, target, null)).isEqualTo(BOTTLENECKS.rank(counts, target, null));
        assertThat(BOTTLENECKS.withSeed(1).rank(counts, target, null))
                .isNotEqualTo(BOTTLENECKS.rank(counts, target, null));
    }

    private static Interval interval(Reading reading) {
        return CaseLines.some(reading.measured().orElseThrow().interval());
    }

    @Test
    void anEmptyStepHasNoGainAndSmallSegmentsAreNoTarget() {
        Bottlenecks.Ranking ranking =
                BOTTLENECKS.rank(new long[] {100, 40, 0, 0}, BottleneckTarget.points(0.1), Money.of(5, "EUR"));
        assertThat(ranking.step(1).extraCustomers().why()).contains(Reason.ZERO_DENOMINATOR); // a later rate is missing
        assertThat(ranking.step(2).extraMoney().why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(ranking.step(3).rate().why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(ranking.gains()).extracting(Bottlenecks.Gain::step).containsExactly(1, 2, 3);
        Bottlenecks.Ranking small = BOTTLENECKS.rank(
                new long[] {100, 40}, BottleneckTarget.bestSegment(Map.of("a", new long[] {29, 29})), null);
        assertThat(small.step(1).target().why()).contains(Reason.INSUFFICIENT_DATA);
    }

    @Test
    void wrongArgumentsAreNamed() {
        BottleneckTarget points = BottleneckTarget.points(0.1);
        assertThatThrownBy(() -> BOTTLENECKS.rank(new long[] {1}, points, null))
                .hasMessage("counts are fewer than 2: 1");
        assertThatThrownBy(() -> BOTTLENECKS.rank(new long[] {1, 2}, points, null))
                .hasMessage("counts rise at 1: 1 to 2");
        assertThatThrownBy(() -> BOTTLENECKS.rank(new long[] {1, -2}, points, null))
                .hasMessage("counts are negative at 1: -2");
        assertThatThrownBy(() -> BOTTLENECKS.rank(new long[] {2, 1}, BottleneckTarget.rates(0.1, 0.2), null))
                .hasMessage("rates are not 1: 2");
        assertThatThrownBy(() -> BottleneckTarget.points(Double.NaN))
                .hasMessage("points is not above 0 and at most 1: NaN");
        assertThatThrownBy(() -> BottleneckTarget.rates(2)).hasMessage("a rate is not from 0 to 1: 2.0");
        assertThatThrownBy(() -> BOTTLENECKS.withDraws(1)).hasMessage("draws is neither 0 nor above 1: 1");
        assertThatThrownBy(() -> BOTTLENECKS.withLevel(0)).hasMessage("level is not strictly between 0 and 1: 0.0");
        assertThatThrownBy(() -> BottleneckChange.between(new long[] {2, 1}, new long[] {2, 1, 0}))
                .hasMessage("before has 2 counts, after 3");
        assertThatThrownBy(() -> BottleneckChange.between(new long[17], new long[17]))
                .hasMessage("more than 16 factors: 17");
        Journeys none = Journeys.builder().build();
        assertThatThrownBy(() -> PathAnalysis.bySubject().pairs(none, List.of(Step.of("a"))))
                .hasMessage("fewer than 2 steps: 1");
    }

    @Test
    void partsOfAChangeSumToItAndSegmentsShowTheMix() {
        RandomStream random = new RandomStream(1);
        for (int round = 0; round < 500; round++) {
            Map<String, long[]> before = new HashMap<>();
            Map<String, long[]> after = new HashMap<>();
            for (int s = 0; s < 3; s++) {
                before.put("s" + s, counts(random));
                after.put("s" + s, counts(random));
            }
            Outcome<BottleneckChange> parts = BottleneckChange.between(before, after);
            BottleneckChange change = parts.value().orElseThrow();
            long real = after.values().stream().mapToLong(c -> c[3]).sum()
                    - before.values().stream().mapToLong(c -> c[3]).sum();
            double sum = change.contributions().stream()
                    .mapToDouble(BottleneckChange.Contribution::value)
                    .sum();
            assertThat(change.change()).isCloseTo(real, within(1e-9));
            assertThat(sum).isCloseTo(real, within(1e-8));
        }
        // the rates of both segments stay, only the mix moves: Simpson's change is all mix
        BottleneckChange mix = BottleneckChange.between(
                        Map.of("a", new long[] {900, 90}, "b", new long[] {100, 50}),
                        Map.of("a", new long[] {100, 10}, "b", new long[] {900, 450}))
                .value()
                .orElseThrow();
        assertThat(mix.contributions().get(0).value()).isCloseTo(0, within(1e-9));
        assertThat(mix.contributions().get(1).value()).isCloseTo(320, within(1e-9));
        // a new segment
        BottleneckChange fresh = BottleneckChange.between(
                        Map.of("a", new long[] {100, 10}), Map.of("a", new long[] {100, 10}, "b", new long[] {100, 50}))
                .value()
                .orElseThrow();
        assertThat(fresh.change()).isCloseTo(50, within(1e-9));
        assertThat(fresh.contributions().stream()
                        .mapToDouble(BottleneckChange.Contribution::value)
                        .sum())
                .isCloseTo(50, within(1e-9));
        assertThat(((Outcome.NotComputable<BottleneckChange>)
                                BottleneckChange.between(new long[] {5, 0, 0}, new long[] {5, 1, 1}))
                        .why()
                        .reason())
                .isEqualTo(Reason.ZERO_DENOMINATOR);
    }

    private static long[] counts(RandomStream random) {
        long[] counts = new long[4];
        counts[3] = random.nextInt(20);
        for (int k = 2; k >= 0; k--) {
            counts[k] = counts[k + 1] + 1 + random.nextInt(50);
        }
        return counts;
    }

    /** Pairs by exhaustive search, and parts add up. */
    @Test
    void pairsEqualTheDefinition() {
        RandomStream random = new RandomStream(3);
        List<Step> steps = List.of(Step.of("a"), Step.of("b", "c"), Step.of("a", "c"));
        for (int round = 0; round < 3000; round++) {
            JourneysBuilder whole = Journeys.builder();
            List<JourneysBuilder> parts = List.of(Journeys.builder(), Journeys.builder());
            long[] at = new long[3];
            long[] then = new long[2];
            int subjects = 1 + random.nextInt(4);
            for (int s = 0; s < subjects; s++) {
                int n = 1 + random.nextInt(5);
                String[] path = new String[n];
                for (int i = 0; i < n; i++) {
                    path[i] = "abcd".substring(random.nextInt(4)).substring(0, 1);
                    whole.add("s" + s, Instant.ofEpochSecond(i), path[i]);
                    parts.get(s % 2).add("s" + s, Instant.ofEpochSecond(i), path[i]);
                }
                for (int k = 0; k < 3; k++) {
                    int step = k;
                    at[k] += Arrays.stream(path)
                                    .anyMatch(e -> steps.get(step).anyOf().contains(e))
                            ? 1
                            : 0;
                    if (k < 2) {
                        then[k] += IntStream.range(0, n)
                                        .anyMatch(i -> steps.get(step).anyOf().contains(path[i])
                                                && IntStream.range(i + 1, n).anyMatch(j -> steps.get(step + 1)
                                                        .anyOf()
                                                        .contains(path[j])))
                                ? 1
                                : 0;
                    }
                }
            }
            PathAnalysis analysis = PathAnalysis.bySubject();
            Journeys journeys = whole.build();
            StepPairs pairs = analysis.pairs(journeys, steps);
            assertThat(pairs.at()).isEqualTo(Arrays.stream(at).boxed().toList());
            assertThat(pairs.then()).isEqualTo(Arrays.stream(then).boxed().toList());
            FunnelResult funnel =
                    Funnel.of(steps).withoutWindow().ties(Funnel.Ties.SEQUENCE).measure(journeys);
            assertThat(pairs.chain()).isEqualTo(funnel.atLeast());
            assertThat(analysis.pairs(parts.get(0).build(), steps)
                            .plus(analysis.pairs(parts.get(1).build(), steps)))
                    .isEqualTo(pairs);
        }
    }

    @Test
    void theSlowestStepIsFoundByItsMeanWait() {
        JourneysBuilder builder = Journeys.builder();
        for (int s = 0; s < 50; s++) {
            builder.add("s" + s, Instant.ofEpochSecond(s), "a");
            builder.add("s" + s, Instant.ofEpochSecond(s + 100), "b");
            if (s % 2 == 0) {
                builder.add("s" + s, Instant.ofEpochSecond(s + 1100), "c");
            }
        }
        List<Reading> waits = BOTTLENECKS.waits(
                builder.build(),
                List.of(Step.of("a"), Step.of("b"), Step.of("c")),
                Duration.ofSeconds(2000),
                Instant.ofEpochSecond(100_000));
        assertThat(value(waits.get(0))).isEqualTo(100);
        assertThat(value(waits.get(1))).isCloseTo(1500, within(1e-9)); // half wait 1000, half the whole horizon
    }

    /** A step rate of 0/0 is not 0, as in retentioneering: it is Absent. */
    @Test
    void nothingOfNothingIsAbsent() {
        StepPairs none = PathAnalysis.bySubject()
                .pairs(Journeys.builder().add("s", Instant.EPOCH, "x").build(), List.of(Step.of("a"), Step.of("b")));
        assertThat(none.rate(1).why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(none.since(none).get(0).z().why()).contains(Reason.NO_DATA);
        assertThat(none.largestDrop(none)).isZero();
    }
}
