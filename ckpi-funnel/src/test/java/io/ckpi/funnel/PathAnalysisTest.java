package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Paths against counted data and a slow reference. */
class PathAnalysisTest {

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseLines.of("paths.jsonl").stream()
                .map(one -> DynamicTest.dynamicTest(one.id(), () -> {
                    switch (one.text("kind")) {
                        case "paths.transitions" -> transitions(one);
                        case "paths.ngrams" -> grams(one);
                        default -> throw new AssertionError("no test of " + one.text("kind"));
                    }
                }));
    }

    @SuppressWarnings("unchecked") // the shape of the file
    private void transitions(CaseLines.Fields one) {
        PathCounts counts = PathAnalysis.byProperty(one.text("pathKey")).transitions(Ecom.journeys());
        CaseLines.Fields expected = one.fields("expected");
        assertThat(counts.paths()).isEqualTo(expected.whole("paths"));
        assertThat(counts.total()).isEqualTo(expected.whole("transitions"));
        assertThat(counts.distinct()).isEqualTo((int) expected.whole("distinctPairs"));
        List<PathCounts.Run> top = counts.top(15);
        for (int i = 0; i < 15; i++) {
            List<Object> row = (List<Object>) expected.list("top15").get(i);
            assertThat(top.get(i).events()).isEqualTo(row.subList(0, 2));
            assertThat(top.get(i).count()).isEqualTo(((BigDecimal) row.get(2)).longValueExact());
            double rate = counts.rate((String) row.get(0), (String) row.get(1))
                    .value()
                    .orElseThrow();
            assertThat(rate).isCloseTo(((BigDecimal) row.get(3)).doubleValue(), within(1e-12));
        }
        Map<String, Double> next = new HashMap<>();
        counts.next("payment_details").forEach(run -> next.put(run.events().get(1), (double) run.count()));
        assertThat(next).isEqualTo(expected.amounts("fromPaymentDetails"));
    }

    @SuppressWarnings("unchecked") // the shape of the file
    private void grams(CaseLines.Fields one) {
        PathAnalysis analysis = PathAnalysis.byProperty(one.text("pathKey"));
        PathCounts counts = analysis.grams(Ecom.journeys(), (int) one.whole("length"));
        CaseLines.Fields expected = one.fields("expected");
        assertThat(counts.total()).isEqualTo(expected.whole("total"));
        assertThat(counts.distinct()).isEqualTo((int) expected.whole("distinct"));
        List<PathCounts.Run> top = counts.top(10);
        for (int i = 0; i < 10; i++) {
            List<Object> row = (List<Object>) expected.list("top10").get(i);
            assertThat(String.join(" > ", top.get(i).events())).isEqualTo(row.get(0));
            assertThat(top.get(i).count()).isEqualTo(((BigDecimal) row.get(1)).longValueExact());
        }
        assertThat(analysis.wholePaths(Ecom.journeys()).distinct())
                .isEqualTo((int) expected.whole("distinctWholePaths"));
    }

    @Test
    void equalsASlowReferenceAndPartsAddUp() {
        RandomStream random = new RandomStream(1);
        for (int round = 0; round < 1500; round++) {
            int k = 1 + random.nextInt(4);
            JourneysBuilder whole = Journeys.builder("visit");
            List<JourneysBuilder> parts = List.of(Journeys.builder("visit"), Journeys.builder("visit"));
            List<List<String[]>> events = new ArrayList<>();
            for (int subject = 0; subject < 4; subject++) {
                List<String[]> own = new ArrayList<>();
                int n = random.nextInt(8);
                long now = 0;
                for (int i = 0; i < n; i++) {
                    now += random.nextInt(4);
                    String name = "abc".substring(random.nextInt(3)).substring(0, 1);
                    String visit = random.nextInt(5) == 0 ? null : "v" + random.nextInt(2);
                    whole.add("s" + subject, Instant.ofEpochSecond(now), name, visit);
                    parts.get(subject % 2).add("s" + subject, Instant.ofEpochSecond(now), name, visit);
                    own.add(new String[] {String.valueOf(now), name, visit});
                }
                events.add(own);
            }
            List<PathAnalysis> analyses = List.of(
                    PathAnalysis.bySubject(),
                    PathAnalysis.byProperty("visit"),
                    PathAnalysis.byInactivity(Duration.ofSeconds(2)));
            Journeys journeys = whole.build();
            Journeys first = parts.get(0).build();
            Journeys second = parts.get(1).build();
            for (int which = 0; which < 3; which++) {
                boolean collapse = random.nextBoolean();
                PathAnalysis analysis = collapse ? analyses.get(which).collapsingRepeats() : analyses.get(which);
                List<List<String>> paths = paths(events, which, collapse);
                assertThat(analysis.transitions(journeys).counts()).isEqualTo(runs(paths, 2, true));
                assertThat(analysis.grams(journeys, k).counts()).isEqualTo(runs(paths, k, false));
                assertThat(analysis.wholePaths(journeys).total()).isEqualTo(paths.size());
                assertThat(analysis.transitions(journeys).paths()).isEqualTo(paths.size());
                StepMatrix matrix = analysis.stepMatrix(journeys, 3);
                assertThat(matrix.steps().get(1).getOrDefault("a", 0L))
                        .isEqualTo(paths.stream()
                                .filter(p -> p.size() > 1 && p.get(1).equals("a"))
                                .count());
                assertThat(matrix.steps().get(2).getOrDefault("END", 0L))
                        .isEqualTo(paths.stream().filter(p -> p.size() < 3).count());
                assertThat(analysis.grams(first, k)
                                .plus(analysis.grams(second, k))
                                .counts())
                        .isEqualTo(analysis.grams(journeys, k).counts());
                assertThat(analysis.transitions(first)
                                .plus(analysis.transitions(second))
                                .top(99))
                        .isEqualTo(analysis.transitions(journeys).top(99));
                assertThat(analysis.stepMatrix(first, 3).plus(analysis.stepMatrix(second, 3)))
                        .isEqualTo(matrix);
            }
        }
    }

    private static List<List<String>> paths(List<List<String[]>> events, int which, boolean collapse) {
        List<List<String>> paths = new ArrayList<>();
        for (List<String[]> own : events) {
            Map<String, List<String>> byKey = new java.util.LinkedHashMap<>();
            int session = 0;
            for (int i = 0; i < own.size(); i++) {
                String[] event = own.get(i);
                if (i > 0 && Long.parseLong(event[0]) - Long.parseLong(own.get(i - 1)[0]) > 2) {
                    session++;
                }
                String key = which == 0 ? "all" : which == 1 ? event[2] : "session" + session;
                if (key == null) {
                    continue;
                }
                List<String> path = byKey.computeIfAbsent(key, x -> new ArrayList<>());
                if (!collapse || path.isEmpty() || !path.get(path.size() - 1).equals(event[1])) {
                    path.add(event[1]);
                }
            }
            paths.addAll(byKey.values());
        }
        return paths;
    }

    private static Map<List<String>, Long> runs(List<List<String>> paths, int k, boolean ends) {
        Map<List<String>, Long> counts = new HashMap<>();
        for (List<String> path : paths) {
            List<String> full = new ArrayList<>(path);
            if (ends) {
                full.add(0, "START");
                full.add("END");
            }
            for (int i = 0; i + k <= full.size(); i++) {
                counts.merge(List.copyOf(full.subList(i, i + k)), 1L, Long::sum);
            }
        }
        return counts;
    }

    @Test
    void equalCountsStandInOrderOfTheirNames() {
        Journeys journeys = Journeys.builder()
                .add("s", Instant.EPOCH, "b")
                .add("s", Instant.EPOCH, "a")
                .add("t", Instant.EPOCH, "b")
                .build();
        PathCounts counts = PathAnalysis.bySubject().transitions(journeys);
        assertThat(counts.top(4))
                .extracting(run -> String.join(">", run.events()))
                .containsExactly("START>b", "a>END", "b>END", "b>a");
        assertThat(counts.previous("END")).extracting(PathCounts.Run::count).containsExactly(1L, 1L);
        assertThat(counts.rateBefore("a", "END").value().orElseThrow()).isEqualTo(0.5);
        assertThat(counts.rate("nobody", "a").why()).contains(Reason.ZERO_DENOMINATOR);
    }

    @Test
    void wrongArgumentsAreNamed() {
        Journeys journeys = Journeys.builder().add("s", Instant.EPOCH, "END").build();
        PathAnalysis analysis = PathAnalysis.bySubject();
        assertThatThrownBy(() -> analysis.transitions(journeys))
                .hasMessage("an event is called END, as a state of the paths is");
        assertThatThrownBy(() -> analysis.grams(journeys, 0)).hasMessageContaining("k is below 1");
        assertThatThrownBy(() -> analysis.grams(journeys, 63)).hasMessageContaining("too large for 1 event names: 63");
        assertThatThrownBy(() -> analysis.grams(journeys, 1).top(-1)).hasMessage("n is negative: -1");
        assertThatThrownBy(() -> PathAnalysis.byInactivity(Duration.ofSeconds(-1)))
                .hasMessage("gap is negative: PT-1S");
        assertThatThrownBy(() -> PathAnalysis.byProperty("x").wholePaths(journeys))
                .hasMessageContaining("\"x\"");
        Journeys none = Journeys.builder().build();
        assertThatThrownBy(() -> analysis.stepMatrix(none, 0)).hasMessage("depth is not 1 to 1000: 0");
        assertThat(analysis.transitions(none).total()).isZero();
    }
}
