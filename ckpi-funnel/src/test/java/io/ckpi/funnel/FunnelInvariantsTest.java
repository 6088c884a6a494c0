package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.funnel.Funnel.Anchor;
import io.ckpi.funnel.Funnel.Count;
import io.ckpi.funnel.Funnel.ExclusionPolicy;
import io.ckpi.funnel.Funnel.Order;
import io.ckpi.funnel.Funnel.Ties;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What must hold whatever the data: parts and threads, monotony, ids and the order of rows, differences. */
class FunnelInvariantsTest {

    private static final Funnel FUNNEL = Funnel.of(List.of(Step.of("1"), Step.of("1", "2"), Step.of("3"), Step.of("4")))
            .within(Duration.ofHours(9));

    private static Funnel[] variants() {
        Exclusion x = Exclusion.of("5", 1, 3);
        return new Funnel[] {
            FUNNEL,
            Funnel.of("1", "2", "3", "4").within(Duration.ofHours(9)),
            FUNNEL.ties(Ties.STRICTLY_LATER),
            FUNNEL.ties(Ties.SEQUENCE).anchor(Anchor.FIRST_ENTRY),
            FUNNEL.order(Order.STRICT),
            FUNNEL.order(Order.ANY),
            FUNNEL.excluding(ExclusionPolicy.COUNT_REMAINING, x).maxGap(Duration.ofHours(2)),
            FUNNEL.excluding(ExclusionPolicy.DROP_SUBJECT, x),
            FUNNEL.counting(Count.CONVERSIONS),
            FUNNEL.holding("p"),
            FUNNEL.brokenDownBy(Breakdown.atLastReached("p")).observedUntil(java.time.Instant.ofEpochSecond(250_000))
        };
    }

    private record Row(String subject, long t, String event, String value) {}

    private static List<Row> rows(long seed, int n, int subjects) {
        SplittableRandom random = new SplittableRandom(seed);
        List<Row> rows = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            rows.add(new Row(
                    "s" + (int) (subjects * random.nextDouble() * random.nextDouble()),
                    random.nextInt(300) * 1_000_000L,
                    "" + random.nextInt(6),
                    "v" + random.nextInt(3)));
        }
        return rows;
    }

    private static Journeys journeys(List<Row> rows) {
        JourneysBuilder builder = Journeys.builder("p");
        rows.forEach(row -> builder.add(row.subject, row.t, row.event, row.value));
        return builder.build();
    }

    private static String text(FunnelResult result, Funnel funnel) {
        StringBuilder text = new StringBuilder(result.toString());
        for (int k = 0; k <= result.steps(); k++) {
            text.append(" open ").append(result.open(k)).append(" pairs ").append(result.pairs(k));
            for (String value : result.values()) {
                text.append(value).append(result.reached(value, k));
            }
            text.append(result.reachedWithoutValue(k));
            if (k > 0 && funnel.spec.count() == Count.CONVERSIONS) {
                text.append(" conversions ").append(result.conversions(k));
            }
        }
        return text + " " + result.dropped() + " " + result.tieGroups() + " " + result.multiStepEvents() + " "
                + result.unseenEvents() + " " + result.duplicates() + result.issues();
    }

    @Test
    void threadsAndPartsChangeNothing() {
        List<Row> rows = rows(1, 60_000, 30_000);
        Journeys whole = journeys(rows);
        assertThat(whole.partitions()).isGreaterThan(2);
        for (Funnel funnel : variants()) {
            FunnelResult one = funnel.measure(whole);
            for (int threads : new int[] {2, 3, 16}) {
                assertThat(text(funnel.measure(whole, threads), funnel)).isEqualTo(text(one, funnel));
            }
            for (int pieces : new int[] {2, 7}) {
                FunnelResult sum = null;
                for (int piece = 0; piece < pieces; piece++) {
                    int number = piece;
                    FunnelResult part = funnel.measure(journeys(rows.stream()
                            .filter(row -> Math.floorMod(row.subject.hashCode(), pieces) == number)
                            .toList()));
                    sum = sum == null ? part : part.plus(sum);
                }
                assertThat(text(sum, funnel)).as("%s", funnel).isEqualTo(text(one, funnel));
            }
        }
    }

    @Test
    void idsAndTheOrderOfRowsAtDifferentTimesChangeNothing() {
        List<Row> rows = new ArrayList<>(rows(2, 20_000, 2_000));
        for (int i = 0; i < rows.size(); i++) { // all times different
            Row row = rows.get(i);
            rows.set(i, new Row(row.subject, row.t + i * 1000L, row.event, row.value));
        }
        List<Row> shuffled = new ArrayList<>();
        SplittableRandom random = new SplittableRandom(9);
        List<Row> rest = new ArrayList<>(rows);
        while (!rest.isEmpty()) {
            int last = rest.size() - 1;
            int pick = random.nextInt(rest.size());
            Row row = rest.set(pick, rest.get(last));
            rest.remove(last);
            shuffled.add(new Row("other " + row.subject, row.t, row.event, row.value));
        }
        for (Funnel funnel : variants()) {
            assertThat(text(funnel.measure(journeys(shuffled)), funnel))
                    .isEqualTo(text(funnel.measure(journeys(rows)), funnel));
        }
    }

    @Test
    void levelsGrowWithTheWindowAndFallWithStricterTies() {
        Journeys journeys = journeys(rows(3, 30_000, 2_000));
        byte[] before = FUNNEL.within(Duration.ZERO).levels(journeys);
        for (long hours : new long[] {1, 3, 10, 30, 1000}) {
            byte[] now = FUNNEL.within(Duration.ofHours(hours)).levels(journeys);
            for (int s = 0; s < now.length; s++) {
                assertThat(now[s]).isGreaterThanOrEqualTo(before[s]);
            }
            before = now;
        }
        assertThat(FUNNEL.withoutWindow().levels(journeys)).isEqualTo(before);
        byte[] simultaneous = FUNNEL.levels(journeys);
        byte[] sequence = FUNNEL.ties(Ties.SEQUENCE).levels(journeys);
        byte[] later = FUNNEL.ties(Ties.STRICTLY_LATER).levels(journeys);
        assertThat(sequence).isNotEqualTo(simultaneous).isNotEqualTo(later);
        for (int s = 0; s < later.length; s++) {
            assertThat(sequence[s]).isBetween(later[s], simultaneous[s]);
        }
        for (Funnel funnel : variants()) {
            List<Long> atLeast = funnel.measure(journeys).atLeast();
            for (int k = 1; k < atLeast.size(); k++) {
                assertThat(atLeast.get(k)).isLessThanOrEqualTo(atLeast.get(k - 1));
            }
        }
    }

    @Test
    void differencesAreNamedByTheFirstSwitchThatMatters() {
        Journeys journeys = journeys(rows(4, 30_000, 2_000));
        Funnel second =
                FUNNEL.ties(Ties.STRICTLY_LATER).within(Duration.ofHours(5)).anchor(Anchor.FIRST_ENTRY);
        FunnelDiff diff = FunnelDiff.of(FUNNEL, second, journeys);
        assertThat(diff.reasons().keySet()).containsExactly("anchor", "ties", "window");
        assertThat(diff.reasons().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(diff.differing());
        byte[] a = FUNNEL.levels(journeys);
        byte[] ties = FUNNEL.ties(Ties.STRICTLY_LATER).levels(journeys);
        byte[] b = second.levels(journeys);
        long byTies = 0;
        for (int s = 0; s < a.length; s++) {
            byTies += a[s] != b[s] && a[s] != ties[s] ? 1 : 0;
        }
        assertThat(diff.reasons()).containsEntry("ties", byTies);
        assertThat(diff.table().values().stream().mapToLong(Long::longValue).sum())
                .isEqualTo(journeys.subjects());
        assertThat(FunnelDiff.of(FUNNEL, FUNNEL, journeys).differing()).isZero();
        FunnelDiff strict = FunnelDiff.of(FUNNEL.ties(Ties.SEQUENCE), FUNNEL.order(Order.STRICT), journeys);
        assertThat(strict.reasons().keySet()).allMatch(List.of("order+ties")::contains);
        assertThat(strict.differing()).isPositive();
        FunnelDiff steps = FunnelDiff.of(
                FUNNEL.excluding(ExclusionPolicy.COUNT_REMAINING, Exclusion.of("5", 2, 4)),
                Funnel.of("1", "3").within(Duration.ofHours(9)),
                journeys);
        assertThat(Arrays.asList(steps.reasons().keySet().toArray()))
                .allMatch(reason -> reason.toString().startsWith("steps"));
        FunnelDiff.Difference first = diff.subjects(1).get(0);
        assertThat(first.firstChain()).hasSize(first.levels().first());
        assertThat(first.secondChain()).hasSize(first.levels().second());
        assertThat(diff.toString()).startsWith("FunnelDiff[" + diff.differing() + " subjects differ: ");
        FunnelDiff dropped = FunnelDiff.of(
                FUNNEL, FUNNEL.excluding(ExclusionPolicy.DROP_SUBJECT, Exclusion.of("5", 1, 2)), journeys);
        assertThat(dropped.table().keySet())
                .anyMatch(levels -> levels.second() == FunnelDiff.DROPPED && levels.first() > 0);
        assertThat(dropped.reasons()).isEqualTo(Map.of("exclusions", dropped.differing()));
    }
}
