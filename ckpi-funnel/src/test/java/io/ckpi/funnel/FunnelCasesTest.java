package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.funnel.CaseLines.Fields;
import io.ckpi.funnel.Funnel.ExclusionPolicy;
import io.ckpi.funnel.profile.ClickHouseFunnel;
import io.ckpi.funnel.profile.PinotFunnel;
import io.ckpi.funnel.profile.PostHogFunnel;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.time.Duration;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/**
 * The conformance cases of funnels: event tables of ClickHouse, Pinot, PostHog and retentioneering with their asserted
 * numbers, and cases of CKPI's own definition.
 */
class FunnelCasesTest {

    private static final String BIG = "data-gen10m";

    @TestFactory
    Stream<DynamicTest> everyCase() {
        List<Fields> cases = CaseLines.of("funnel.jsonl");
        assertThat(cases).hasSize(88);
        return cases.stream()
                .filter(c -> !c.id().startsWith(BIG))
                .map(c -> DynamicTest.dynamicTest(c.id(), () -> run(c)));
    }

    @TestFactory
    @Tag("slow")
    Stream<DynamicTest> theLogOfTenMillionEvents() {
        return CaseLines.of("funnel.jsonl").stream()
                .filter(c -> c.id().startsWith(BIG))
                .map(c -> DynamicTest.dynamicTest(c.id(), () -> run(c)));
    }

    private static void run(Fields c) throws IOException {
        switch (c.text("profile")) {
            case "CKPI" ->
                own(
                        c,
                        c.text("kind"),
                        c.map().containsKey("spec") ? c.fields("spec") : c,
                        c.map().get("expected"));
            case "CLICKHOUSE_26_7" -> clickHouse(c);
            case "PINOT" -> pinot(c);
            case "POSTHOG" -> postHog(c);
            case "RETENTIONEERING" -> retentioneering(c);
            default -> throw new AssertionError(c.text("profile"));
        }
        if (c.has("ckpi")) {
            Fields ckpi = c.fields("ckpi");
            own(c, c.text("kind"), ckpi.fields("spec"), ckpi.map().get("expected"));
        }
    }

    private static List<Step> steps(Fields c) {
        List<Step> steps = new ArrayList<>();
        for (Object names : c.list("steps")) {
            List<String> anyOf =
                    ((List<?>) names).stream().map(FunnelCasesTest::name).toList();
            List<String> matching = matching(c, steps.size() + 1);
            steps.add(new Step(matching.isEmpty() ? anyOf : matching));
        }
        return steps;
    }

    /** The events that match a step: some steps are conditions, the events say which they meet. */
    private static List<String> matching(Fields c, int step) {
        if (!c.has("events")) {
            return List.of();
        }
        return c.objects("events").stream()
                .filter(e -> e.has("m") && e.list("m").contains(BigDecimal.valueOf(step)))
                .map(e -> e.text("e"))
                .distinct()
                .toList();
    }

    private static String name(Object code) {
        return code instanceof BigDecimal number ? number.toPlainString() : (String) code;
    }

    /** The case's funnel; its times and window are taken as {@code unit} milliseconds. */
    private static Funnel funnel(Fields c, Fields spec, long unit) {
        Funnel funnel = Funnel.of(steps(c));
        if (!c.isNull("window")) {
            funnel = funnel.within(Duration.ofMillis(c.whole("window") * unit));
        }
        if (spec.has("order")) {
            funnel = funnel.order(Funnel.Order.valueOf(spec.text("order")));
        }
        if (spec.has("ties")) {
            funnel = funnel.ties(Funnel.Ties.valueOf(spec.text("ties")));
        }
        if (spec.has("bound")) {
            funnel = funnel.bound(Funnel.Bound.valueOf(spec.text("bound")));
        }
        if (spec.has("anchor")) {
            funnel = funnel.anchor(Funnel.Anchor.valueOf(spec.text("anchor")));
        }
        if (spec.has("maxGap")) {
            funnel = funnel.maxGap(Duration.ofMillis(spec.whole("maxGap") * unit));
        }
        if (spec.has("count")) {
            funnel = funnel.counting(Funnel.Count.valueOf(spec.text("count")));
        }
        if (spec.has("exclusions")) {
            funnel = funnel.excluding(ExclusionPolicy.valueOf(spec.text("exclusionPolicy")), exclusions(spec));
        }
        if (spec.has("breakdown")) {
            assertThat(spec.text("breakdown")).isEqualTo("c@lastReached");
            funnel = funnel.brokenDownBy(Breakdown.atLastReached("c"));
        }
        return funnel;
    }

    private static Exclusion[] exclusions(Fields spec) {
        return spec.objects("exclusions").stream()
                .map(e -> Exclusion.of(
                        name(e.has("e") ? e.text("e") : CaseLines.some(e.map().get("code"))),
                        (int) e.whole("fromStep"),
                        (int) e.whole("toStep")))
                .toArray(Exclusion[]::new);
    }

    private static Journeys journeys(Fields c) {
        List<Fields> events = new ArrayList<>(c.objects("events"));
        events.sort(Comparator.comparingLong(e -> e.whole("q")));
        List<String> properties = events.stream()
                .filter(e -> e.has("p"))
                .flatMap(e -> e.fields("p").map().keySet().stream())
                .distinct()
                .sorted()
                .toList();
        JourneysBuilder builder = Journeys.builder(properties.toArray(new String[0]));
        for (Fields event : events) {
            @Nullable String[] values = new String[properties.size()];
            for (int p = 0; p < values.length; p++) {
                values[p] = event.has("p") ? (String) event.fields("p").map().get(properties.get(p)) : null;
            }
            builder.add(event.text("u"), event.isNull("t") ? 0 : event.whole("t"), event.text("e"), values);
        }
        return builder.build();
    }

    private static void own(Fields c, String kind, Fields spec, @Nullable Object expected) throws IOException {
        Fields answer = new Fields(expected instanceof Map ? map(expected) : Map.of());
        if (kind.equals("funnel.dataset")) {
            dataset(c, spec, answer);
            return;
        }
        if (kind.equals("funnel.diff")) {
            diff(c, answer);
            return;
        }
        Journeys journeys = journeys(c);
        Funnel funnel = funnel(c, spec, 1);
        FunnelResult result = funnel.measure(journeys);
        switch (kind) {
            case "funnel.level", "funnel.level.gap", "funnel.matchStep" ->
                levels(journeys, funnel.levels(journeys), answer);
            case "funnel.counts", "funnel.exclusion" -> {
                assertThat(result.atLeast()).containsExactlyElementsOf(longs(answer, "atLeast"));
                if (answer.has("level")) {
                    levels(journeys, funnel.levels(journeys), answer.fields("level"));
                }
                if (answer.has("stepConversionRate")) {
                    rates(result, answer);
                }
            }
            case "funnel.totals" ->
                answer.fields("totals").map().forEach((user, totals) -> {
                    long[] sums = ((List<?>) totals)
                            .stream()
                                    .mapToLong(t -> ((BigDecimal) t).longValueExact())
                                    .toArray();
                    for (int k = 1; k <= sums.length; k++) {
                        assertThat(result.conversions(k)).isEqualTo(sums[k - 1]);
                    }
                });
            case "funnel.hold" ->
                assertThat(result.atLeast()).containsExactlyElementsOf(longs(answer, "uniqueSubjects"));
            case "funnel.breakdown" ->
                answer.map().keySet().forEach(value -> {
                    List<Long> counts = longs(answer, value);
                    for (int k = 1; k <= counts.size(); k++) {
                        assertThat(result.reached(value, k)).isEqualTo(counts.get(k - 1));
                    }
                    assertThat(result.values()).hasSameSizeAs(answer.map().keySet());
                });
            case "funnel.timeToConvert" -> {
                levels(journeys, funnel.levels(journeys), answer.fields("level"));
                Journeys.Cursor cursor = journeys.cursor();
                cursor.next();
                List<Long> times = new ArrayList<>();
                for (int position : funnel.chain(journeys, 0)) {
                    times.add(cursor.millis(position));
                }
                assertThat(times).containsExactlyElementsOf(longs(answer.fields("chain"), "u"));
            }
            default -> throw new AssertionError(kind);
        }
    }

    private static void rates(FunnelResult result, Fields answer) {
        List<Object> rates = answer.list("stepConversionRate");
        for (int k = 1; k <= rates.size(); k++) {
            Reading rate = result.rate(k - 1, k);
            if (CaseLines.isNothing(rates.get(k - 1))) {
                assertThat(rate).isInstanceOfSatisfying(Absent.class, absent -> assertThat(absent.reason())
                        .isEqualTo(Reason.ZERO_DENOMINATOR));
            } else {
                assertThat(rate.value().orElseThrow()).isCloseTo(CaseLines.number(rates.get(k - 1)), within(1e-12));
            }
        }
    }

    private static void levels(Journeys journeys, byte[] levels, Fields answer) {
        answer.map().forEach((user, level) -> {
            int index = journeys.index(user);
            int expected = CaseLines.isNothing(level) ? -1 : ((BigDecimal) level).intValueExact();
            assertThat((int) levels[index]).as(user).isEqualTo(expected);
        });
    }

    private static List<Long> longs(Fields fields, String key) {
        return Arrays.stream(fields.wholes(key)).boxed().toList();
    }

    @SuppressWarnings("unchecked") // the shape of the files is part of the test
    private static Map<String, Object> map(Object value) {
        return (Map<String, Object>) value;
    }

    private static void dataset(Fields c, Fields spec, Fields answer) throws IOException {
        Fields dataset = c.fields("dataset");
        Journeys journeys = dataset.has("generator") ? generated(dataset) : shop(dataset);
        FunnelResult result = funnel(c, spec, 1000).measure(journeys);
        if (answer.has("subjects")) {
            assertThat(result.subjects()).isEqualTo(answer.whole("subjects"));
        }
        if (answer.has("usersWithExactLevel")) {
            assertThat(result.exactly()).containsExactlyElementsOf(longs(answer, "usersWithExactLevel"));
        }
        if (answer.has("atLeast")) {
            assertThat(result.atLeast()).containsExactlyElementsOf(longs(answer, "atLeast"));
        }
        if (answer.has("conversions")) {
            List<Long> conversions = longs(answer, "conversions");
            for (int k = 1; k <= conversions.size(); k++) {
                assertThat(result.conversions(k)).isEqualTo(conversions.get(k - 1));
            }
        }
    }

    private static Journeys generated(Fields dataset) {
        return new LogGenerator(
                        dataset.whole("seed"), (int) dataset.whole("events"), (int) dataset.whole("users"), (int)
                                dataset.whole("timeUnit"))
                .journeys();
    }

    /** The synthetic shop of retentioneering; its times have no zone and are read as UTC. */
    private static Journeys shop(Fields dataset) throws IOException {
        DateTimeFormatter format = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
        JourneysBuilder builder = Journeys.builder();
        List<String> lines = Files.readAllLines(CaseLines.data(dataset.text("file")));
        for (String line : lines.subList(1, lines.size())) {
            String[] fields = line.split(",");
            builder.add(fields[0], LocalDateTime.parse(fields[3], format).toInstant(ZoneOffset.UTC), fields[2]);
        }
        return builder.build();
    }

    private static void diff(Fields c, Fields answer) {
        Journeys journeys = generated(c.fields("dataset"));
        FunnelDiff diff =
                FunnelDiff.of(funnel(c, c.fields("specA"), 1000), funnel(c, c.fields("specB"), 1000), journeys);
        assertThat(diff.differing()).isEqualTo(answer.whole("differingSubjects"));
        Map<String, Long> table = new TreeMap<>();
        diff.table().forEach((levels, count) -> {
            if (levels.first() != levels.second()) {
                table.put(levels.toString(), count);
            }
        });
        Map<String, Long> expected = new HashMap<>();
        answer.fields("byLevels")
                .map()
                .forEach((key, count) -> expected.put(key, ((BigDecimal) count).longValueExact()));
        assertThat(table).isEqualTo(expected);
        assertThat(diff.reasons()).isEqualTo(Map.of("anchor", diff.differing()));
        List<List<Long>> five = diff.subjects(5).stream()
                .map(d -> List.of(Long.parseLong(d.subject()), (long) d.levels().first(), (long)
                        d.levels().second()))
                .toList();
        List<List<Long>> firstFive = answer.list("firstFiveBySubject").stream()
                .map(row -> ((List<?>) row)
                        .stream().map(v -> ((BigDecimal) v).longValueExact()).toList())
                .toList();
        assertThat(five).isEqualTo(firstFive);
        FunnelDiff.Difference first = diff.subjects(1).get(0);
        assertThat(first.firstChain()).hasSize(7);
        assertThat(first.secondChain()).hasSize(6);
    }

    private static void clickHouse(Fields c) {
        ClickHouseFunnel.Mode[] modes = c.texts("modes").stream()
                .map(m -> ClickHouseFunnel.Mode.valueOf(m.toUpperCase(Locale.ROOT)))
                .toArray(ClickHouseFunnel.Mode[]::new);
        ClickHouseFunnel funnel = ClickHouseFunnel.of(Duration.ofMillis(c.whole("window")), steps(c), modes);
        Journeys journeys = journeys(c);
        levels(journeys, funnel.levels(journeys), c.fields("expected"));
    }

    private static void pinot(Fields c) {
        Journeys journeys = journeys(c);
        if (c.text("kind").equals("funnel.setCount")) {
            if (c.has("groupBy")) {
                Map<String, List<Long>> counts = PinotFunnel.setCountsBy(journeys, steps(c), c.text("groupBy"));
                Fields expected = c.fields("expected");
                expected.map().keySet().forEach(value -> assertThat(counts.get(value))
                        .isEqualTo(longs(expected, value)));
                assertThat(counts).hasSameSizeAs(expected.map());
            } else {
                assertThat(PinotFunnel.setCounts(journeys, steps(c))).isEqualTo(longs(c, "expected"));
            }
            return;
        }
        PinotFunnel.Mode[] modes = c.texts("modes").stream()
                .map(m -> PinotFunnel.Mode.valueOf(m.toUpperCase(Locale.ROOT)))
                .toArray(PinotFunnel.Mode[]::new);
        PinotFunnel funnel = PinotFunnel.of(Duration.ofMillis(c.whole("window")), steps(c), modes);
        Fields expected = c.fields("expected");
        switch (c.text("kind")) {
            case "funnel.level" -> levels(journeys, funnel.levels(journeys), expected);
            case "funnel.matchStep" -> {
                long[] sums = new long[steps(c).size()];
                expected.fields("perUserLevel").map().keySet().forEach(user -> {
                    List<Integer> matched = funnel.matchStep(journeys, journeys.index(user));
                    for (int k = 0; k < sums.length; k++) {
                        sums[k] += matched.get(k) * expected.whole("usersPerRow");
                    }
                });
                assertThat(sums).containsExactly(expected.wholes("sumOverUsers"));
                levels(journeys, funnel.levels(journeys), expected.fields("perUserLevel"));
            }
            case "funnel.totals" -> {
                int[] counts = funnel.completeCounts(journeys);
                expected.map().forEach((user, count) -> assertThat(counts[journeys.index(user)])
                        .isEqualTo(((BigDecimal) Objects.requireNonNull(count)).intValueExact()));
            }
            default -> throw new AssertionError(c.text("kind"));
        }
    }

    private static void postHog(Fields c) {
        Duration window = Duration.ofMillis(c.whole("window"));
        Funnel funnel = c.texts("modes").contains("strict")
                ? PostHogFunnel.strict(window, steps(c))
                : PostHogFunnel.ordered(window, steps(c), exclusions(c));
        Journeys journeys = journeys(c);
        Fields expected = c.fields("expected");
        assertThat(funnel.measure(journeys).atLeast()).isEqualTo(longs(expected, "atLeast"));
        if (expected.has("usersAt1")) {
            byte[] levels = funnel.levels(journeys);
            List<String> at1 = new ArrayList<>();
            for (int s = 0; s < levels.length; s++) {
                if (levels[s] >= 1) {
                    at1.add(journeys.subject(s));
                }
            }
            assertThat(at1).containsExactlyInAnyOrderElementsOf(expected.texts("usersAt1"));
        }
    }

    /** Counts only: its shares of all paths and its step rates are ours but for 0 / 0, which it calls 0. */
    private static void retentioneering(Fields c) {
        Journeys journeys = journeys(c);
        FunnelResult result = funnel(c, new Fields(Map.of()), 1).measure(journeys);
        Fields expected = c.fields("expected");
        assertThat(result.atLeast()).isEqualTo(longs(expected, "atLeast"));
        double[] shares = expected.numbers("conversionRateOfAllPaths");
        for (int k = 1; k <= shares.length; k++) {
            assertThat(result.reached(k) / (double) c.whole("totalPaths")).isCloseTo(shares[k - 1], within(1e-12));
        }
    }
}
