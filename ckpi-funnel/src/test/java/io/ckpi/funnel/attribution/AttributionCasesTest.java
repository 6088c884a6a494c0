package io.ckpi.funnel.attribution;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Money;
import io.ckpi.funnel.CaseLines;
import io.ckpi.funnel.CaseLines.Fields;
import io.ckpi.funnel.internal.Shapley;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** All attribution cases: hand computation, exact solutions, ChannelAttribution 2.2.4, DP6's library. */
class AttributionCasesTest {

    private static final Attribution EXACT = Attribution.withDefaults().withReplicates(0);
    private static final Currency RUB = Currency.getInstance("RUB");

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseLines.of("attribution.jsonl").stream().map(one -> DynamicTest.dynamicTest(one.id(), () -> run(one)));
    }

    private void run(Fields one) throws IOException {
        switch (one.text("kind")) {
            case "attribution.heuristic" -> heuristic(one);
            case "attribution.markov" -> markov(one);
            case "attribution.markov.published" -> published(one);
            case "attribution.shapley" -> shapley(one);
            case "attribution.transition" -> transition(one);
            case "attribution.totals" -> totals(one);
            default -> throw new AssertionError("no test of " + one.text("kind"));
        }
    }

    private static TouchPaths paths(Fields one) throws IOException {
        if (one.has("dataset")) {
            return PathData.read();
        }
        TouchPaths.Builder paths = TouchPaths.builder();
        for (Fields row : one.fields("data").objects("paths")) {
            paths.add(
                    List.of(row.text("path").split(" > ")),
                    row.whole("conversions"),
                    row.number("value"),
                    row.whole("nulls"));
        }
        return paths.build();
    }

    private static Instant day(double t) {
        return Instant.EPOCH.plusSeconds((long) (t * 86400));
    }

    private static List<Touch> touches(Fields one) {
        return one.objects("touches").stream()
                .map(touch -> Touch.of(day(touch.number("t")), touch.text("ch")))
                .toList();
    }

    /** Where the case names no time of the conversion: the last touch, not before 0. */
    private static Instant conversionAt(Fields one) {
        double last = one.objects("touches").stream()
                .mapToDouble(touch -> touch.number("t"))
                .max()
                .orElse(0);
        return day(one.number("conversionAt", Math.max(0, last)));
    }

    private static void compare(double actual, double expected, Fields one) {
        Fields tolerance = one.fields("tolerance");
        double allowed = tolerance.number("rel", 0) * Math.abs(expected) + tolerance.number("abs", 0);
        assertThat(actual).isCloseTo(expected, within(allowed));
    }

    private void heuristic(Fields one) throws IOException {
        if (one.has("dataset") || one.has("data")) {
            aggregated(one);
            return;
        }
        boolean money = one.has("valueMinorUnits");
        TouchPaths.Builder paths = money ? TouchPaths.builder(RUB) : TouchPaths.builder();
        Fields model = one.fields("model");
        if (model.has("lookbackDays")) {
            paths.lookBack(Duration.ofDays(model.whole("lookbackDays")));
        }
        if (one.has("conversions")) {
            for (Fields each : one.objects("conversions")) {
                paths.addConversion(touches(each), conversionAt(each), each.number("value"));
            }
        } else if (money) {
            Money value = new Money(BigDecimal.valueOf(one.whole("valueMinorUnits"), 2), RUB);
            paths.addConversion(touches(one), conversionAt(one), value);
        } else {
            paths.addConversion(touches(one), conversionAt(one), 1);
        }
        Credits credits = EXACT.of(paths.build(), model(model));
        Map<String, Double> actual = new HashMap<>();
        if (credits.unattributed().value() != 0) {
            actual.put(Credits.UNATTRIBUTED, credits.unattributed().value());
        }
        for (Credits.Credit credit : credits.channels()) {
            double value = money
                    ? CaseLines.some(credit.money()).doubleValue() * 100
                    : credit.value().value().orElseThrow();
            if (value != 0) {
                actual.put(credit.channel(), value);
            }
        }
        Map<String, Double> expected = one.amounts("expected");
        assertThat(actual.keySet()).isEqualTo(expected.keySet());
        expected.forEach((channel, value) -> compare(actual.get(channel), value, one));
    }

    private static AttributionModel model(Fields model) {
        if (model.has("lastNonDirect")) {
            return AttributionModel.lastExcept("Direct");
        }
        if (model.has("linear")) {
            return AttributionModel.linear();
        }
        if (model.has("lastTouch")) {
            return AttributionModel.last();
        }
        if (model.has("position")) {
            double[] shares = model.numbers("position");
            return AttributionModel.position(shares[0], shares[1], shares[2]);
        }
        return AttributionModel.timeDecay(
                Duration.ofDays(model.fields("timeDecay").whole("halfLifeDays")));
    }

    private void aggregated(Fields one) throws IOException {
        AttributionModel model =
                switch (one.text("model")) {
                    case "linear_touch" -> AttributionModel.linear();
                    case "first_click" -> AttributionModel.first();
                    case "last_click_non_A" -> AttributionModel.lastExcept("A");
                    case "position_based_40_20_40" -> AttributionModel.position(0.4, 0.2, 0.4);
                    default -> throw new AssertionError(one.text("model"));
                };
        Credits credits = EXACT.of(paths(one), model);
        Fields expected = one.fields("expected");
        assertThat(credits.channels()).hasSize(expected.map().size());
        for (String channel : expected.map().keySet()) {
            Credits.Credit credit = credits.channel(channel);
            if (one.has("dataset")) {
                compare(
                        credit.conversions().value().orElseThrow(),
                        expected.fields(channel).number("conversions"),
                        one);
                compare(
                        credit.value().value().orElseThrow(),
                        expected.fields(channel).number("value"),
                        one);
            } else {
                compare(credit.value().value().orElseThrow(), expected.number(channel), one);
            }
        }
    }

    private void markov(Fields one) throws IOException {
        Fields model = one.fields("model");
        TouchPaths paths = paths(one);
        if (!model.flag("null")) {
            TouchPaths.Builder converted = TouchPaths.builder();
            for (TouchPaths.Row row : paths.rows()) {
                converted.add(row.path(), (long) row.conversions(), row.value(), 0);
            }
            paths = converted.build();
        }
        Credits credits = EXACT.of(paths, AttributionModel.markov((int) model.whole("order")));
        Fields expected = one.fields("expected");
        if (expected.has("pConversion")) {
            compare(credits.probability().value().orElseThrow(), expected.number("pConversion"), one);
        }
        if (expected.has("transientStates")) {
            assertThat(credits.states()).isEqualTo((int) expected.whole("transientStates"));
        }
        Map<String, Double> effects = expected.amounts("removalEffect");
        assertThat(credits.channels()).hasSameSizeAs(effects.keySet());
        effects.forEach((channel, effect) ->
                compare(credits.channel(channel).effect().value().orElseThrow(), effect, one));
        if (expected.has("conversions")) {
            expected.amounts("conversions")
                    .forEach((channel, credit) -> compare(
                            credits.channel(channel).conversions().value().orElseThrow(), credit, one));
        }
        if (expected.has("value")) {
            expected.amounts("value")
                    .forEach((channel, credit) ->
                            compare(credits.channel(channel).value().value().orElseThrow(), credit, one));
        }
        boolean nothingLost = paths.nulls() == 0;
        assertThat(credits.issues().stream().anyMatch(issue -> issue.code().equals("ALL_JOURNEYS_CONVERT")))
                .isEqualTo(nothingLost);
    }

    /** A Monte-Carlo solver: the five large channels within 5 % of the exact credit. */
    private void published(Fields one) throws IOException {
        Credits credits = EXACT.of(paths(one), AttributionModel.markov(1));
        for (String seed : List.of("seed0", "seed2")) {
            Map<String, Double> simulated = one.fields("expected").amounts(seed);
            for (String channel : List.of("eta", "iota", "alpha", "beta", "theta")) {
                double published = CaseLines.some(simulated.get(channel));
                assertThat(credits.channel(channel).conversions().value().orElseThrow())
                        .isCloseTo(published, within(0.05 * published));
            }
        }
    }

    private void shapley(Fields one) throws IOException {
        if (one.has("worth")) {
            List<String> players = one.texts("players");
            double[] worth = new double[1 << players.size()];
            one.fields("worth").map().forEach((coalition, value) -> {
                int mask = 0;
                for (String player : coalition.split("\\+")) {
                    mask |= player.equals("(empty)") ? 0 : 1 << players.indexOf(player);
                }
                worth[mask] = Double.parseDouble((String) value);
            });
            double[] values = Shapley.exact(worth);
            for (int i = 0; i < values.length; i++) {
                compare(values[i], Double.parseDouble(one.fields("expected").text(players.get(i))), one);
            }
            return;
        }
        boolean rate = one.fields("model").text("worth").equals("RATE");
        Credits credits = EXACT.of(
                paths(one),
                AttributionModel.shapley(AttributionModel.Shapley.Worth.valueOf(
                        one.fields("model").text("worth"))));
        Fields expected = one.fields("expected");
        double sum = 0;
        Map<String, Double> values = expected.amounts(rate ? "shapley" : "conversions");
        assertThat(credits.channels()).hasSameSizeAs(values.keySet());
        for (Map.Entry<String, Double> each : values.entrySet()) {
            double effect = credits.channel(each.getKey()).effect().value().orElseThrow();
            compare(effect, each.getValue(), one);
            sum += effect;
        }
        compare(sum, expected.number("sum"), one);
    }

    /** The matrix is what the chain of order 1 is made of: it is counted here and its p and credits follow from it. */
    @SuppressWarnings("unchecked") // the shape of the file
    private void transition(Fields one) throws IOException {
        Map<List<String>, Double> flow = new HashMap<>();
        Map<String, Double> out = new HashMap<>();
        for (TouchPaths.Row row : paths(one).rows()) {
            List<String> states = new ArrayList<>(row.path());
            states.add(0, "(start)");
            double weight = row.conversions() + row.nulls();
            for (int i = 1; i < states.size(); i++) {
                if (!states.get(i - 1).equals(states.get(i))) {
                    flow.merge(List.of(states.get(i - 1), states.get(i)), weight, Double::sum);
                    out.merge(states.get(i - 1), weight, Double::sum);
                }
            }
            String last = states.get(states.size() - 1);
            flow.merge(List.of(last, "(conversion)"), row.conversions(), Double::sum);
            flow.merge(List.of(last, "(null)"), row.nulls(), Double::sum);
            out.merge(last, weight, Double::sum);
        }
        flow.values().removeIf(weight -> weight == 0);
        List<Object> expected = one.list("expected");
        assertThat(flow).hasSameSizeAs(expected);
        for (Object each : expected) {
            List<Object> entry = (List<Object>) each;
            List<String> key = List.of((String) entry.get(0), (String) entry.get(1));
            double share = CaseLines.some(flow.get(key)) / CaseLines.some(out.get(entry.get(0)));
            assertThat(share).isCloseTo(((BigDecimal) entry.get(2)).doubleValue(), within(1e-9));
        }
        // the published matrix, solved without the library: p and every removal effect must agree
        Map<String, Map<String, Double>> matrix = new HashMap<>();
        for (Object each : expected) {
            List<Object> entry = (List<Object>) each;
            matrix.computeIfAbsent((String) entry.get(0), key -> new HashMap<>())
                    .put((String) entry.get(1), ((BigDecimal) entry.get(2)).doubleValue());
        }
        Credits credits = EXACT.of(paths(one), AttributionModel.markov(1));
        double p = conversion(matrix, "");
        assertThat(credits.probability().value().orElseThrow()).isCloseTo(p, within(1e-9));
        for (Credits.Credit credit : credits.channels()) {
            assertThat(credit.effect().value().orElseThrow())
                    .isCloseTo(1 - conversion(matrix, credit.channel()) / p, within(1e-9));
        }
    }

    /** The probability of a conversion by power iteration. */
    private static double conversion(Map<String, Map<String, Double>> matrix, String removed) {
        Map<String, Double> mass = new HashMap<>(Map.of("(start)", 1.0));
        double converted = 0;
        for (int step = 0; step < 500; step++) {
            Map<String, Double> next = new HashMap<>();
            for (Map.Entry<String, Double> from : mass.entrySet()) {
                for (Map.Entry<String, Double> to :
                        matrix.getOrDefault(from.getKey(), Map.of()).entrySet()) {
                    if (!to.getKey().equals(removed)) {
                        next.merge(to.getKey(), from.getValue() * to.getValue(), Double::sum);
                    }
                }
            }
            converted += next.getOrDefault("(conversion)", 0.0);
            mass = next;
        }
        return converted;
    }

    private void totals(Fields one) throws IOException {
        TouchPaths paths = paths(one);
        Fields expected = one.fields("expected");
        assertThat(paths.size()).isEqualTo((int) expected.whole("rows"));
        assertThat(paths.conversions()).isEqualTo(expected.number("conversions"));
        assertThat(paths.value()).isCloseTo(expected.number("value"), within(1e-9 * expected.number("value")));
        assertThat(paths.nulls()).isEqualTo(expected.number("nulls"));
        assertThat(paths.channels()).hasSize((int) expected.whole("channels"));
        assertThat(paths.longest()).isEqualTo((int) expected.whole("maxPathLength"));
    }
}
