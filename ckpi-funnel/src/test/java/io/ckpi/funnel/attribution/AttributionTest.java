package io.ckpi.funnel.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.funnel.CaseLines;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Attribution against brute force, its own identities and the mistakes of other libraries. */
class AttributionTest {

    private static final Attribution EXACT = Attribution.withDefaults().withReplicates(0);
    private static final Currency RUB = Currency.getInstance("RUB");
    private static final Instant T = Instant.parse("2026-10-01T00:00:00Z");

    static final List<AttributionModel> MODELS = List.of(
            AttributionModel.first(),
            AttributionModel.last(),
            AttributionModel.lastExcept("a", "b"),
            AttributionModel.linear(),
            AttributionModel.position(0.4, 0.2, 0.4),
            AttributionModel.wShape(0.3, 0.3, 0.3, 0.1),
            AttributionModel.markov(1),
            AttributionModel.markov(2),
            AttributionModel.markov(3),
            AttributionModel.markov(4),
            AttributionModel.shapley(AttributionModel.Shapley.Worth.CONTAINED_COUNT),
            AttributionModel.shapley(AttributionModel.Shapley.Worth.RATE),
            AttributionModel.shapley(AttributionModel.Shapley.Worth.OBSERVED));

    private static double value(Reading reading) {
        return reading.value().orElseThrow();
    }

    private static Interval interval(Reading reading) {
        return CaseLines.some(reading.measured().orElseThrow().interval());
    }

    /** Random aggregated rows over the first letters. */
    static List<Row> rows(RandomStream random, int channels, int rows, int longest) {
        List<Row> result = new ArrayList<>();
        for (int r = 0; r < rows; r++) {
            List<String> path = new ArrayList<>();
            int n = random.nextInt(longest + 1);
            for (int i = 0; i < n; i++) {
                path.add(String.valueOf((char) ('a' + random.nextInt(channels))));
            }
            int conversions = random.nextInt(4);
            long minor = conversions == 0 ? 0 : random.nextInt(100_000);
            result.add(new Row(path, conversions, minor, random.nextInt(6)));
        }
        return result;
    }

    record Row(List<String> path, long conversions, long minor, long nulls) {}

    static TouchPaths paths(List<Row> rows) {
        TouchPaths.Builder paths = TouchPaths.builder(RUB);
        for (Row row : rows) {
            paths.add(row.path, row.conversions, new Money(BigDecimal.valueOf(row.minor, 2), RUB), row.nulls);
        }
        return paths.build();
    }

    @Test
    void everyModelGivesAwayExactlyWhatThereIs() {
        RandomStream random = new RandomStream(3);
        for (int round = 0; round < 400; round++) {
            TouchPaths paths = paths(rows(random, 2 + random.nextInt(5), 1 + random.nextInt(12), 6));
            for (AttributionModel model : MODELS) {
                conserves(EXACT.of(paths, model), paths);
            }
        }
    }

    static void conserves(Credits credits, TouchPaths paths) {
        double conversions = credits.unattributed().conversions();
        double value = credits.unattributed().value();
        Money money = CaseLines.some(credits.unattributed().money());
        boolean given = true;
        boolean valued = true;
        for (Credits.Credit credit : credits.channels()) {
            if (credit.conversions().value().isEmpty()) {
                given = false;
                continue;
            }
            conversions += value(credit.conversions());
            valued &= credit.value().value().isPresent();
            if (credit.value().value().isPresent()) {
                value += value(credit.value());
                money = money.plus(CaseLines.some(credit.money()));
            }
        }
        assertThat(credits.total().conversions()).isEqualTo(paths.conversions());
        if (given) {
            assertThat(conversions).isCloseTo(paths.conversions(), within(1e-9 * paths.conversions()));
        }
        if (given && valued && !credits.channels().isEmpty()) {
            assertThat(value).isCloseTo(paths.value(), within(1e-9 * paths.value()));
            assertThat(money).isEqualTo(credits.total().money());
        }
    }

    /** p and p without a channel by following probability mass through the states, which needs no solver. */
    @Test
    void removalEffectsEqualPowerIterationAtEveryOrder() {
        RandomStream random = new RandomStream(4);
        for (int round = 0; round < 60; round++) {
            List<Row> rows = rows(random, 3, 8, 7);
            rows.removeIf(row -> row.path.isEmpty());
            rows.add(new Row(List.of("a"), 1, 5, 1));
            TouchPaths paths = paths(rows);
            for (int order = 1; order <= 4; order++) {
                Credits credits = EXACT.of(paths, AttributionModel.markov(order));
                double whole = power(rows, order, "");
                double journeys = paths.conversions() + paths.nulls();
                assertThat(value(credits.probability())).isCloseTo(paths.conversions() / journeys, within(1e-12));
                assertThat(whole).isCloseTo(paths.conversions() / journeys, within(1e-9));
                for (Credits.Credit credit : credits.channels()) {
                    double rest = power(rows, order, credit.channel());
                    assertThat(value(credit.effect())).isCloseTo(1 - rest / whole, within(1e-8));
                }
            }
        }
    }

    private static double power(List<Row> rows, int order, String removed) {
        Map<List<String>, Map<List<String>, Double>> flow = new HashMap<>();
        List<String> conversion = List.of("", "conversion");
        for (Row row : rows) {
            double weight = row.conversions + row.nulls;
            List<String> state = List.of();
            int width = Math.min(order, row.path.size());
            for (int i = 0; i + width <= row.path.size(); i++) {
                List<String> next = row.path.subList(i, i + width);
                flow.computeIfAbsent(state, s -> new HashMap<>()).merge(next, weight, Double::sum);
                state = next;
            }
            Map<List<String>, Double> last = flow.computeIfAbsent(state, s -> new HashMap<>());
            last.merge(conversion, (double) row.conversions, Double::sum);
            last.merge(List.of("", "null"), (double) row.nulls, Double::sum);
        }
        Map<List<String>, Double> mass = Map.of(List.of(), 1.0);
        double converted = 0;
        for (int step = 0; step < 3000 && !mass.isEmpty(); step++) {
            Map<List<String>, Double> next = new HashMap<>();
            mass.forEach((from, share) -> {
                Map<List<String>, Double> to = flow.getOrDefault(from, Map.of());
                double sum = to.values().stream().mapToDouble(w -> w).sum();
                to.forEach((state, weight) -> {
                    if (weight > 0 && !state.contains(removed.isEmpty() ? "-" : removed)) {
                        next.merge(state, share * weight / sum, Double::sum);
                    }
                });
            });
            converted += next.getOrDefault(conversion, 0.0);
            next.keySet().removeIf(state -> state.contains(""));
            next.values().removeIf(share -> share < 1e-16);
            mass = next;
        }
        return converted;
    }

    @Test
    void manyChannelsAreIteratedAndAgreeWithTheEliminatedChain() {
        // 260 channels: above the limit of elimination; the same chain with a twin of one channel merged is known
        TouchPaths.Builder many = TouchPaths.builder();
        RandomStream random = new RandomStream(5);
        List<List<String>> used = new ArrayList<>();
        for (int r = 0; r < 3000; r++) {
            List<String> path = new ArrayList<>();
            int n = 1 + random.nextInt(8);
            for (int i = 0; i < n; i++) {
                path.add("c" + random.nextInt(260));
            }
            used.add(path);
            many.add(path, r % 3 == 0 ? 1 : 0, r % 3 == 0 ? 10 : 0, r % 3 == 0 ? 0 : 1);
        }
        Credits iterated = EXACT.of(many.build(), AttributionModel.markov(1));
        assertThat(iterated.states()).isEqualTo(260);
        assertThat(iterated.residual()).isPositive().isLessThan(1e-12);
        assertThat(value(iterated.probability())).isCloseTo(1.0 / 3, within(1e-12));
        // order 1 in general form against h·f/p of the dense form: the dense form solves a part of the same rows
        TouchPaths.Builder few = TouchPaths.builder();
        for (int r = 0; r < used.size(); r++) {
            List<String> path = used.get(r).stream()
                    .map(c -> "c" + Integer.parseInt(c.substring(1)) % 30)
                    .toList();
            few.add(path, r % 3 == 0 ? 1 : 0, r % 3 == 0 ? 10 : 0, r % 3 == 0 ? 0 : 1);
        }
        PathTable table = few.build().table();
        Engine.Shares dense = CaseLines.some(new MarkovCredits(table, 1).shares(table.amounts));
        ChainStates states = new ChainStates(table, 1);
        ChainStates.Flows flows = states.flows(table.amounts);
        for (int c = 0; c < 30; c++) {
            boolean[] gone = new boolean[states.size()];
            for (int s = 0; s < gone.length; s++) {
                gone[s] = states.contains(s, c);
            }
            double[] f = new double[states.size()];
            new io.ckpi.funnel.internal.SparseChain(
                            states.edgeOffset(), states.edgeTo(), flows.edge(), flows.out(), gone)
                    .solve(flows.converted(), f);
            double rest = 0;
            for (int s = 0; s < f.length; s++) {
                rest += flows.start()[s] * f[s];
            }
            assertThat(dense.effect()[c]).isCloseTo(1 - rest / dense.probability(), within(1e-12));
        }
    }

    @Test
    void atHighOrderTheEffectTendsToTheShareOfPathsWithTheChannel() {
        List<Row> rows = List.of(
                new Row(List.of("a", "b", "c"), 3, 300, 2),
                new Row(List.of("b", "a"), 2, 200, 4),
                new Row(List.of("c"), 1, 100, 9));
        Credits credits = EXACT.of(paths(rows), AttributionModel.markov(4)); // no path is longer
        assertThat(value(credits.channel("a").effect())).isCloseTo(5.0 / 6, within(1e-15));
        assertThat(value(credits.channel("c").effect())).isCloseTo(4.0 / 6, within(1e-15));
    }

    @Test
    void theValueOfAChainFollowsTheLastChannel() {
        // a converts for 10, b for 1; nobody meets both: removing one removes its value
        Credits credits = EXACT.of(
                paths(List.of(new Row(List.of("a"), 1, 1000, 1), new Row(List.of("b"), 1, 100, 1))),
                AttributionModel.markov(1));
        assertThat(value(credits.channel("a").value())).isCloseTo(10, within(1e-12));
        assertThat(value(credits.channel("a").conversions())).isCloseTo(1, within(1e-12));
        assertThat(credits.channel("b").money()).isEqualTo(Money.of(1, "RUB"));
    }

    @Test
    void ratesEqualTheMeanOverAllOrders() {
        RandomStream random = new RandomStream(6);
        for (int round = 0; round < 30; round++) {
            List<Row> rows = rows(random, 4, 8, 4);
            rows.add(new Row(List.of("a", "b", "c", "d"), 2, 50, 1));
            Credits credits = EXACT.of(paths(rows), AttributionModel.shapley(AttributionModel.Shapley.Worth.RATE));
            Map<String, Double> mean = new HashMap<>();
            List<List<String>> orders = orders(List.of("a", "b", "c", "d"));
            for (List<String> order : orders) {
                Set<String> in = new HashSet<>();
                double before = 0;
                for (String channel : order) {
                    in.add(channel);
                    double after = rate(rows, in);
                    mean.merge(channel, (after - before) / orders.size(), Double::sum);
                    before = after;
                }
            }
            for (Credits.Credit credit : credits.channels()) {
                assertThat(value(credit.effect())).isCloseTo(CaseLines.some(mean.get(credit.channel())), within(1e-14));
            }
        }
    }

    private static double rate(List<Row> rows, Set<String> in) {
        double conversions = 0;
        double journeys = 0;
        for (Row row : rows) {
            if (!row.path.isEmpty() && in.containsAll(row.path)) {
                conversions += row.conversions;
                journeys += row.conversions + row.nulls;
            }
        }
        return journeys == 0 ? 0 : conversions / journeys;
    }

    private static List<List<String>> orders(List<String> items) {
        if (items.isEmpty()) {
            return List.of(List.of());
        }
        List<List<String>> all = new ArrayList<>();
        for (String first : items) {
            List<String> rest = new ArrayList<>(items);
            rest.remove(first);
            for (List<String> tail : orders(rest)) {
                List<String> order = new ArrayList<>(List.of(first));
                order.addAll(tail);
                all.add(order);
            }
        }
        return all;
    }

    @Test
    void aboveTwentyChannelsTheOrdersAreDrawnWithAStandardError() {
        // 22 channels that never meet: the rate of a set is a mean over its channels
        TouchPaths.Builder paths = TouchPaths.builder();
        TouchPaths.Builder small = TouchPaths.builder();
        for (int c = 0; c < 22; c++) {
            paths.add(List.of("c" + (10 + c)), 1 + c, 1 + c, 30 - c);
        }
        for (int c = 0; c < 18; c++) {
            small.add(List.of("c" + (10 + c)), 1 + c, 1 + c, 30 - c);
        }
        AttributionModel rate = AttributionModel.shapley(AttributionModel.Shapley.Worth.RATE);
        Credits credits = EXACT.withSeed(9).of(paths.build(), rate);
        double sum = 0;
        double credited = 0;
        int inside = 0;
        // every journey has one channel and all channels have as many: the mean worth of a set of size s is the
        // mean rate, so phi_c = (1/n) r_c + sum over s of (r_c - mean of the others)/((s + 1) n)
        double[] r = new double[22];
        double total = 0;
        for (int c = 0; c < 22; c++) {
            r[c] = (1.0 + c) / 31;
            total += r[c];
        }
        for (int c = 0; c < 22; c++) {
            double others = (total - r[c]) / 21;
            double expected = r[c] / 22;
            for (int s = 1; s < 22; s++) {
                expected += (r[c] - others) / (s + 1) / 22;
            }
            Credits.Credit credit = credits.channel("c" + (10 + c));
            sum += value(credit.effect());
            credited += value(credit.conversions());
            inside += interval(credit.effect()).contains(expected) ? 1 : 0;
            assertThat(value(credit.effect())).isCloseTo(expected, within(0.03));
        }
        assertThat(sum).isCloseTo(total / 22, within(1e-12)); // efficiency holds in every order
        assertThat(credited).isCloseTo(253, within(1e-9));
        assertThat(inside).isBetween(18, 22);
        assertThat(EXACT.withSeed(9).of(paths.build(), rate)).isEqualTo(credits);
        assertThat(EXACT.of(small.build(), rate)
                        .channels()
                        .get(0)
                        .effect()
                        .measured()
                        .map(Estimate::interval))
                .isEmpty(); // exact up to 20
    }

    @Test
    void negativeCreditsAreShown() {
        Credits credits = EXACT.of(
                paths(List.of(new Row(List.of("a"), 9, 900, 1), new Row(List.of("a", "b"), 1, 100, 9))),
                AttributionModel.shapley(AttributionModel.Shapley.Worth.RATE));
        assertThat(value(credits.channel("b").effect())).isCloseTo(-0.2, within(1e-15));
        assertThat(value(credits.channel("b").conversions())).isCloseTo(-4, within(1e-12));
        assertThat(credits.channel("b").money()).isEqualTo(Money.of(-4, "RUB"));
    }

    @Test
    void observedIsTheRuleOfDp6() {
        // by hand: rates {a} 0.5, {b} 0, {a,b} 0.6; inside {a,b}: a 0.55, b 0.05, scaled to 6 conversions
        Credits credits = EXACT.of(
                paths(List.of(
                        new Row(List.of("a"), 5, 0, 5),
                        new Row(List.of("b"), 0, 0, 3),
                        new Row(List.of("a", "b"), 6, 0, 4))),
                AttributionModel.shapley(AttributionModel.Shapley.Worth.OBSERVED));
        assertThat(value(credits.channel("a").conversions())).isCloseTo(5 + 5.5, within(1e-12));
        assertThat(value(credits.channel("b").conversions())).isCloseTo(0.5, within(1e-12));
    }

    @Test
    void theWShapeByHand() {
        AttributionModel model = AttributionModel.wShape(0.3, 0.3, 0.3, 0.1);
        List<Touch> touches = List.of(
                Touch.of(T, "first"),
                new Touch(T.plusSeconds(1), "lead", Touch.Mark.LEAD),
                Touch.of(T.plusSeconds(2), "rest"),
                new Touch(T.plusSeconds(3), "deal", Touch.Mark.OPPORTUNITY),
                Touch.of(T.plusSeconds(4), "rest"));
        Credits full = EXACT.of(
                TouchPaths.builder().addConversion(touches, T.plusSeconds(9), 1).build(), model);
        assertThat(value(full.channel("rest").conversions())).isCloseTo(0.1, within(1e-15));
        assertThat(value(full.channel("deal").conversions())).isCloseTo(0.3, within(1e-15));
        List<Touch> merged =
                List.of(new Touch(T, "both", Touch.Mark.LEAD_AND_OPPORTUNITY), Touch.of(T.plusSeconds(1), "rest"));
        Credits one = EXACT.of(
                TouchPaths.builder().addConversion(merged, T.plusSeconds(9), 1).build(), model);
        assertThat(value(one.channel("both").conversions())).isCloseTo(0.9, within(1e-15));
        Credits noRest = EXACT.of(
                TouchPaths.builder()
                        .addConversion(touches.subList(0, 2), T.plusSeconds(9), 1)
                        .build(),
                model);
        assertThat(value(noRest.channel("first").conversions())).isCloseTo(0.5, within(1e-15)); // scaled up
    }

    @Test
    void touchesOutsideTheLookBackDoNotCountAndItsEndsDo() {
        TouchPaths paths = TouchPaths.builder()
                .lookBack(Duration.ofDays(1))
                .addConversion(
                        List.of(
                                Touch.of(T.minus(Duration.ofDays(1)), "edge"),
                                Touch.of(T.minus(Duration.ofDays(1)).minusNanos(1), "old"),
                                Touch.of(T, "now"),
                                Touch.of(T.plusNanos(1), "later")),
                        T,
                        2)
                .addNull(List.of(Touch.of(T.minus(Duration.ofDays(2)), "old")), T)
                .build();
        assertThat(paths.channels()).containsExactly("edge", "now");
        assertThat(paths.untouched()).isEqualTo(1);
        assertThat(paths.nulls()).isZero();
    }

    @Test
    void oldTouchesDoNotUnderflow() {
        Credits credits = EXACT.of(
                TouchPaths.builder()
                        .addConversion(
                                List.of(
                                        Touch.of(T.minus(Duration.ofDays(90_001)), "a"),
                                        Touch.of(T.minus(Duration.ofDays(90_000)), "b")),
                                T,
                                1)
                        .build(),
                AttributionModel.timeDecay(Duration.ofDays(1)));
        assertThat(value(credits.channel("b").conversions())).isCloseTo(2.0 / 3, within(1e-12));
    }

    @Test
    void splitsMergesAndOrdersOfTheRowsChangeNothing() {
        RandomStream random = new RandomStream(11);
        List<Row> rows = rows(random, 5, 40, 6);
        List<Row> shuffled = new ArrayList<>(rows);
        for (int i = shuffled.size() - 1; i > 0; i--) {
            Collections.swap(shuffled, i, random.nextInt(i + 1));
        }
        Attribution attribution = Attribution.withDefaults().withReplicates(60).withSeed(5);
        TouchPaths whole = paths(rows);
        TouchPaths merged = paths(shuffled.subList(0, 13)).merge(paths(shuffled.subList(13, 40)));
        for (AttributionModel model : MODELS) {
            Credits once = attribution.of(whole, model);
            assertThat(attribution.of(merged, model)).isEqualTo(once);
            assertThat(attribution.withThreads(2).of(merged, model)).isEqualTo(once);
            assertThat(attribution.withSeed(6).of(whole, model)).isNotEqualTo(once);
        }
    }

    @Test
    void intervalsAreThoseOfAPoissonCount() {
        // last touch: the credit of a channel is a Poisson count of mean 400, so its standard deviation is 20
        TouchPaths paths = TouchPaths.builder()
                .add(List.of("b", "a"), 400, 4000, 600)
                .add(List.of("a", "b"), 100, 1000, 0)
                .build();
        Credits credits = Attribution.withDefaults().of(paths, AttributionModel.last());
        Interval interval = interval(credits.channel("a").conversions());
        assertThat(interval.halfWidth().orElseThrow()).isCloseTo(1.96 * 20, within(3.0));
        assertThat(interval.contains(400)).isTrue();
        Interval value = interval(credits.channel("a").value());
        assertThat(value.halfWidth().orElseThrow()).isCloseTo(1.96 * 200, within(30.0));
        assertThat(credits.channel("a").conversions().measured().orElseThrow().has(Flag.Code.OBSERVATIONAL))
                .isTrue();
    }

    @Test
    void aRowOfManyJourneysVariesAsTheJourneysThemselves() {
        TouchPaths one = TouchPaths.builder().add(List.of("a"), 300, 300, 700).build();
        TouchPaths.Builder split = TouchPaths.builder();
        for (int i = 0; i < 1000; i++) {
            split.add(List.of("a"), i < 300 ? 1 : 0, i < 300 ? 1 : 0, i < 300 ? 0 : 1);
        }
        double together = interval(Attribution.withDefaults()
                        .of(one, AttributionModel.linear())
                        .channel("a")
                        .conversions())
                .halfWidth()
                .orElseThrow();
        double apart = interval(Attribution.withDefaults()
                        .of(split.build(), AttributionModel.linear())
                        .channel("a")
                        .conversions())
                .halfWidth()
                .orElseThrow();
        assertThat(together).isCloseTo(apart, within(0.1 * apart));
    }

    /** DP6 issue 69: journeys without a conversion must stand in the matrix; here they halve every probability. */
    @Test
    void journeysWithoutAConversionCount() {
        Credits credits = EXACT.of(
                paths(List.of(new Row(List.of("a", "b"), 1, 100, 1), new Row(List.of("b"), 0, 0, 2))),
                AttributionModel.markov(1));
        assertThat(value(credits.probability())).isCloseTo(0.25, within(1e-15));
        // without a: start → b with 1/2, b converts with 1/4; p falls from 1/4 to 1/8
        assertThat(value(credits.channel("a").effect())).isCloseTo(0.5, within(1e-15));
        assertThat(value(credits.channel("b").effect())).isCloseTo(1, within(1e-15));
    }

    /** DP6 issue 41: a channel that is always followed by itself makes I − P singular if loops are kept as they are. */
    @Test
    void repeatedTouchesDoNotMakeTheChainSingular() {
        Credits once = EXACT.of(paths(List.of(new Row(List.of("a", "b"), 1, 100, 1))), AttributionModel.markov(1));
        Credits often = EXACT.of(
                paths(List.of(new Row(List.of("a", "a", "a", "b", "b"), 1, 100, 1))), AttributionModel.markov(1));
        assertThat(often.channels()).isEqualTo(once.channels());
    }

    @Test
    void nothingToShareIsAbsent() {
        TouchPaths none = TouchPaths.builder().add(List.of("a"), 0, 0, 5).build();
        Credits chain = EXACT.of(none, AttributionModel.markov(1));
        assertThat(chain.channel("a").conversions().why()).contains(Reason.NO_DATA);
        assertThat(chain.probability().why()).contains(Reason.NO_DATA);
        assertThat(value(EXACT.of(none, AttributionModel.linear()).channel("a").conversions()))
                .isZero();
        Credits empty = EXACT.of(TouchPaths.builder().build(), AttributionModel.markov(2));
        assertThat(empty.channels()).isEmpty();
        Credits free = EXACT.of(TouchPaths.builder().add(List.of("a"), 2, 0, 5).build(), AttributionModel.markov(1));
        assertThat(free.channel("a").value().why()).contains(Reason.ZERO_DENOMINATOR);
    }

    @Test
    void wrongArgumentsAreNamed() {
        TouchPaths.Builder plain = TouchPaths.builder();
        assertThatThrownBy(() -> plain.add(List.of("a"), -1, 0, 0))
                .hasMessage("conversions is not 0 to 1000000000: -1");
        assertThatThrownBy(() -> plain.add(List.of("a"), 1, Double.NaN, 0)).hasMessage("value is not finite: NaN");
        assertThatThrownBy(() -> plain.add(List.of("a"), 0, 3, 1)).hasMessage("value without a conversion: 3.0");
        assertThatThrownBy(() -> plain.add(List.of("a", ""), 1, 3, 1)).hasMessage("channel is empty at 1");
        assertThatThrownBy(() -> plain.lookBack(Duration.ofDays(-1))).hasMessage("lookBack is negative: PT-24H");
        TouchPaths.Builder money = TouchPaths.builder(RUB);
        assertThatThrownBy(() -> money.add(List.of("a"), 1, 3, 1)).hasMessage("values are money in RUB");
        assertThatThrownBy(() -> money.add(List.of("a"), 1, Money.of("0.001", "RUB"), 1))
                .hasMessage("value is not of whole minor units: 0.001 RUB");
        assertThatThrownBy(() -> money.add(List.of("a"), 1, Money.of(1, "EUR"), 1))
                .hasMessage("value is in EUR, the paths in RUB");
        assertThatThrownBy(() -> AttributionModel.markov(5)).hasMessage("order is not 1 to 4: 5");
        assertThatThrownBy(() -> AttributionModel.position(0.5, 0.5, 0.5)).hasMessageContaining("do not sum to 1: 1.5");
        assertThatThrownBy(() -> AttributionModel.position(0, 1, 0)).hasMessage("first and last are both 0");
        assertThatThrownBy(() -> AttributionModel.timeDecay(Duration.ZERO))
                .hasMessage("halfLife is not above zero: PT0S");
        assertThatThrownBy(() -> AttributionModel.lastExcept()).hasMessage("channels is empty");
        TouchPaths untimed = TouchPaths.builder().add(List.of("a"), 1, 1, 0).build();
        assertThatThrownBy(() -> EXACT.of(untimed, AttributionModel.timeDecay(Duration.ofDays(7))))
                .hasMessageContaining("needs touches with times");
        assertThatThrownBy(() -> Attribution.withDefaults().withReplicates(-1))
                .hasMessage("replicates is not 0 to 1000000: -1");
        assertThatThrownBy(() -> Attribution.withDefaults().withLevel(1))
                .hasMessage("level is not strictly between 0 and 1: 1.0");
    }

    @Test
    void callTracking() {
        // 50 calls by one line, 12 purchases, 108,000 revenue
        TouchPaths.Builder paths = TouchPaths.builder(RUB);
        for (int i = 0; i < 50; i++) {
            List<Touch> call = List.of(Touch.of(T.plusSeconds(i), "call"));
            if (i < 12) {
                paths.addConversion(call, T.plusSeconds(100), Money.of(9_000, "RUB"));
            } else {
                paths.addNull(call, T.plusSeconds(100));
            }
        }
        Credits credits = EXACT.of(paths.build(), AttributionModel.last());
        ChannelEconomics line = ChannelEconomics.of(
                        credits, Map.of("call", new ChannelEconomics.Cost(Money.of(27_000, "RUB"), 50)), 0.5)
                .get(0);
        assertThat(value(line.revenuePerCustomer())).isEqualTo(9_000);
        assertThat(value(line.costPerLead())).isEqualTo(540);
        assertThat(value(line.leadToCustomer())).isEqualTo(0.24);
        assertThat(value(line.acquisitionCost())).isEqualTo(2_250);
        assertThat(value(line.romi())).isEqualTo(1); // 54,000 of margin for 27,000
        assertThat(line.model()).isEqualTo("last");
    }

    @Test
    void economicsSayWhatIsMissing() {
        TouchPaths paths = TouchPaths.builder(RUB)
                .add(List.of("a", "b"), 3, Money.of(300, "RUB"), 7)
                .build();
        Credits credits = Attribution.withDefaults().of(paths, AttributionModel.linear());
        List<ChannelEconomics> lines = ChannelEconomics.of(
                credits,
                Map.of(
                        "a", new ChannelEconomics.Cost(Money.of(50, "RUB"), 0),
                        "z", new ChannelEconomics.Cost(Money.of(10, "RUB"), 4)),
                1);
        assertThat(lines).extracting(ChannelEconomics::channel).containsExactly("a", "b", "z");
        assertThat(lines.get(0).costPerLead().why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(value(lines.get(0).acquisitionCost())).isCloseTo(50 / 1.5, within(1e-9));
        assertThat(interval(lines.get(0).romi()).contains(2)).isTrue();
        assertThat(lines.get(1).romi().why()).contains(Reason.NO_DATA);
        assertThat(lines.get(2).acquisitionCost().why()).contains(Reason.ZERO_DENOMINATOR);
        assertThat(value(lines.get(2).costPerLead())).isEqualTo(2.5);
        assertThat(value(lines.get(2).romi())).isEqualTo(-1);
        assertThatThrownBy(() -> ChannelEconomics.of(credits, Map.of(), Double.NaN))
                .hasMessage("marginRate is not finite: NaN");
        assertThatThrownBy(() -> new ChannelEconomics.Cost(null, -1)).hasMessage("leads is negative: -1");
    }

    @Test
    void amountsAreSplitToTheLastUnit() {
        RandomStream random = new RandomStream(12);
        for (int round = 0; round < 20_000; round++) {
            int n = 1 + random.nextInt(9);
            double[] shares = new double[n];
            double sum = 0;
            for (int i = 0; i < n; i++) {
                shares[i] = random.nextDouble() - (round % 3 == 0 ? 0.2 : 0);
                sum += shares[i];
            }
            if (Math.abs(sum) < 0.5) {
                continue;
            }
            for (int i = 0; i < n; i++) {
                shares[i] /= sum;
            }
            long units = random.nextLong() >> 20 + random.nextInt(40);
            long[] parts = LargestRemainder.split(units, shares);
            long total = 0;
            for (int i = 0; i < n; i++) {
                total += parts[i];
                assertThat((double) parts[i]).isCloseTo(units * shares[i], within(1.0 + 1e-9 * Math.abs(units)));
            }
            assertThat(total).isEqualTo(units);
        }
        assertThat(LargestRemainder.split(100, new double[] {1.0 / 3, 1.0 / 3, 1.0 / 3}))
                .containsExactly(34, 33, 33);
        assertThat(LargestRemainder.split(10, new double[] {0.1, 0.2, 0.7})).containsExactly(1, 2, 7);
    }

    @Test
    void pathDataIsSharedCompletely() throws IOException {
        TouchPaths paths = PathData.read();
        for (AttributionModel model : MODELS) {
            if (model instanceof AttributionModel.WShape) {
                continue; // no marks: the same as a position model
            }
            Credits credits = EXACT.of(paths, model);
            double conversions = 0;
            double value = 0;
            for (Credits.Credit credit : credits.channels()) {
                conversions += value(credit.conversions());
                value += value(credit.value());
            }
            assertThat(conversions).isCloseTo(19785, within(19785e-9));
            assertThat(value).isCloseTo(74802.97158721073, within(74802e-9));
            assertThat(credits.residual()).isLessThan(1e-12);
        }
    }
}
