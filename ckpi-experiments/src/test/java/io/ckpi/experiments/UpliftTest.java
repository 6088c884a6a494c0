package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Interval;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.experiments.internal.RadixOrder;
import io.ckpi.experiments.uplift.Uplift;
import io.ckpi.experiments.uplift.UpliftCurve;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Uplift rankings beyond the conformance cases: amounts, several arms, intervals, edges. */
class UpliftTest {

    @Test
    void theRadixOrderIsThatOfAStableSort() {
        RandomStream stream = new RandomStream(3);
        for (int n : new int[] {0, 1, 2, 100, 5_000}) {
            double[] score = new double[n];
            for (int i = 0; i < n; i++) {
                score[i] = switch (i % 4) {
                    case 0 -> stream.nextDouble() - 0.5;
                    case 1 -> Math.round(stream.nextDouble() * 10) - 5;
                    case 2 -> stream.nextDouble() * 1e300 * (i % 8 == 2 ? -1 : 1);
                    default -> i % 8 == 3 ? -0.0 : 0.0;
                };
            }
            int[] expected = IntStream.range(0, n)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -(score[i] + 0.0) + 0.0))
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(RadixOrder.descending(score, false)).isEqualTo(expected);
            int[] reversed = IntStream.range(0, n)
                    .map(i -> n - 1 - i)
                    .boxed()
                    .sorted(Comparator.comparingDouble((Integer i) -> -(score[i] + 0.0) + 0.0))
                    .mapToInt(Integer::intValue)
                    .toArray();
            assertThat(RadixOrder.descending(score, true)).isEqualTo(reversed);
        }
    }

    @Test
    void revenueHasAreasButNoNormalisedScore() { // a peer takes 0/1 outcomes only
        double[] score = {4, 3, 2, 1};
        double[] revenue = {100, 20, 10, -5};
        boolean[] treated = {true, false, true, false};
        Uplift ranking = some(Uplift.of(score, revenue, treated));
        // Qini: 100, 100 − 20·1/1, 110 − 20·2, 110 − 15·2/2
        UpliftCurve curve = ranking.qiniCurve();
        assertThat(IntStream.range(0, 5).mapToDouble(curve::y).toArray()).containsExactly(0, 100, 80, 70, 95);
        assertThat(ranking.measure(Uplift.Measure.QINI_AREA).value().orElseThrow())
                .isCloseTo(50 + 90 + 75 + 82.5 - 190, within(1e-12));
        assertThat(ranking.measure(Uplift.Measure.QINI_SCORE).why()).contains(Reason.NOT_IDENTIFIED);
        assertThat(((Outcome.NotComputable<UpliftCurve>) ranking.perfectQiniCurve())
                        .why()
                        .reason())
                .isEqualTo(Reason.NOT_IDENTIFIED);
        assertThat(curve.at(1.5)).isEqualTo(90);
        assertThat(curve.at(-1)).isZero();
        assertThat(curve.at(99)).isEqualTo(95);
        assertThat(ranking.isBinary()).isFalse();
    }

    @Test
    void aNegativeTotalEffectIsAReason() { // a peer crashes there
        Uplift ranking = some(Uplift.of(
                new double[] {3, 2, 1, 0}, new double[] {0, 1, 0, 1}, new boolean[] {true, false, true, false}));
        assertThat(ranking.measure(Uplift.Measure.QINI_SCORE_WITHOUT_NEGATIVE_EFFECTS)
                        .why())
                .contains(Reason.NON_POSITIVE);
        assertThat(ranking.measure(Uplift.Measure.QINI_SCORE).value()).isPresent();
    }

    @Test
    void severalTreatmentsEachHaveTheirCurve() { // a peer knows two arms only
        String[] arm = {"none", "a", "b", "none", "a", "b"};
        double[] y = {0, 1, 0, 1, 1, 1};
        Map<String, Outcome<Uplift>> curves = Uplift.byArm(
                "none", arm, y, Map.of("a", new double[] {1, 6, 0, 5, 4, 0}, "b", new double[] {1, 0, 6, 5, 0, 4}));
        assertThat(some(Objects.requireNonNull(curves.get("a"))).size()).isEqualTo(4);
        assertThat(some(Objects.requireNonNull(curves.get("a"))).qiniCurve().y(4))
                .isEqualTo(1);
        assertThat(some(Objects.requireNonNull(curves.get("b"))).qiniCurve().y(4))
                .isZero();
        assertThatThrownBy(() -> Uplift.byArm("none", arm, y, Map.of("none", y)))
                .hasMessage("the control has a score: none");
        assertThat(((Outcome.NotComputable<Uplift>) Objects.requireNonNull(
                                Uplift.byArm("none", arm, y, Map.of("c", y)).get("c")))
                        .why()
                        .reason())
                .isEqualTo(Reason.NO_DATA);
    }

    @Test
    void bootstrapIntervalsCoverTheValueAndFollowTheSeed() {
        RandomStream stream = new RandomStream(5);
        int n = 2_000;
        double[] score = new double[n];
        double[] y = new double[n];
        boolean[] treated = new boolean[n];
        for (int i = 0; i < n; i++) {
            score[i] = Math.floor(stream.nextDouble() * 50) / 50;
            treated[i] = stream.nextDouble() < 0.5;
            y[i] = stream.nextDouble() < 0.1 + (treated[i] ? 0.2 * score[i] : 0) ? 1 : 0;
        }
        Uplift ranking = some(Uplift.of(score, y, treated));
        for (Uplift.Measure measure : Uplift.Measure.values()) {
            Reading reading = ranking.measure(measure, 300, 1, 0.95);
            Interval interval =
                    Objects.requireNonNull(reading.measured().orElseThrow().interval());
            assertThat(interval.contains(reading.value().orElseThrow()))
                    .as(measure.name())
                    .isTrue();
            assertThat(ranking.measure(measure, 300, 1, 0.95)).isEqualTo(reading);
            assertThat(ranking.measure(measure, 300, 2, 0.95)).isNotEqualTo(reading);
        }
        Interval area = Objects.requireNonNull(ranking.measure(Uplift.Measure.QINI_AREA, 300, 1, 0.95)
                .measured()
                .orElseThrow()
                .interval());
        assertThat(Objects.requireNonNull(area.low())).isPositive(); // the score does rank
        assertThatThrownBy(() -> ranking.measure(Uplift.Measure.QINI_AREA, 10, 1, 0.95))
                .hasMessage("replicates is below 100: 10");
        assertThatThrownBy(() -> ranking.measure(Uplift.Measure.QINI_AREA, 100, 1, 1))
                .hasMessage("level is not strictly between 0 and 1: 1.0");
    }

    @Test
    void onePointOfEqualScoresIsTheDiagonal() {
        Uplift ranking =
                some(Uplift.of(new double[4], new double[] {1, 0, 0, 0}, new boolean[] {true, false, true, false}));
        assertThat(ranking.qiniCurve().size()).isEqualTo(2);
        assertThat(ranking.measure(Uplift.Measure.QINI_AREA).value()).hasValue(0);
        assertThat(ranking.atTop(1, Uplift.Cut.OVERALL).value()).hasValue(0.5);
        assertThat(ranking.atTop(0.25, Uplift.Cut.OVERALL).why()).contains(Reason.EMPTY_STRATUM);
        assertThat(ranking.atTop(0.1, Uplift.Cut.BY_ARM).why()).contains(Reason.EMPTY_STRATUM);
        assertThat(((Outcome.NotComputable<List<Uplift.Bin>>) ranking.bins(4, Uplift.Cut.OVERALL))
                        .why()
                        .reason())
                .isEqualTo(Reason.EMPTY_STRATUM);
    }

    @Test
    void binsOfTwoSamplesAreComparedBySquares() {
        List<Uplift.Bin> first = List.of(new Uplift.Bin(1, 1, 0.5, 0.25, 0, 0), new Uplift.Bin(3, 1, 0.5, 0.5, 0, 0));
        List<Uplift.Bin> second = List.of(new Uplift.Bin(1, 1, 0.5, 0.5, 0, 0), new Uplift.Bin(1, 1, 1, 0.5, 0, 0));
        assertThat(Uplift.averageSquaredDeviation(first, second)).isEqualTo((0.0625 + 0.25) / 2);
        assertThat(Uplift.weightedAverage(first)).isEqualTo(0.0625);
        assertThatThrownBy(() -> Uplift.averageSquaredDeviation(first, List.of()))
                .hasMessage("the samples have 2 and 0 bins");
    }

    @Test
    void rankingsRefuseWhatIsNoRanking() {
        double[] three = {1, 2, 3};
        boolean[] arms = {true, false, true};
        assertThatThrownBy(() -> Uplift.of(three, new double[2], arms))
                .hasMessage("lengths differ: score 3, outcome 2, treated 3");
        assertThatThrownBy(() -> Uplift.of(new double[] {1, Double.NaN, 2}, three, arms))
                .hasMessage("score[1] is not finite: NaN");
        assertThatThrownBy(() -> Uplift.of(three, new double[] {1, 2, Double.NEGATIVE_INFINITY}, arms))
                .hasMessage("outcome[2] is not finite: -Infinity");
        Outcome<Uplift> oneArm = Uplift.of(three, three, new boolean[3]);
        assertThat(((Outcome.NotComputable<Uplift>) oneArm).why().reason()).isEqualTo(Reason.NO_DATA);
        Uplift ranking = some(Uplift.of(three, three, arms));
        assertThatThrownBy(() -> ranking.atTop(0, Uplift.Cut.OVERALL))
                .hasMessage("share is not above 0 and at most 1: 0.0");
        assertThatThrownBy(() -> ranking.bins(0, Uplift.Cut.OVERALL)).hasMessage("number is not from 1 to 3: 0");
        assertThatThrownBy(() -> ranking.top(4)).hasMessage("k is not from 0 to 3: 4");
    }

    @Test
    void unitsDoNotMatter() {
        double[] score = {4, 3, 2, 1, 0.5, 0.2};
        double[] roubles = {100, 20, 10, 5, 0, 30};
        boolean[] treated = {true, false, true, false, true, false};
        Uplift a = some(Uplift.of(score, roubles, treated));
        Uplift b = some(Uplift.of(
                Arrays.stream(score).map(s -> 7 * s - 3).toArray(),
                Arrays.stream(roubles).map(r -> r * 100).toArray(),
                treated));
        for (Uplift.Measure measure : List.of(Uplift.Measure.QINI_AREA, Uplift.Measure.UPLIFT_AREA)) {
            assertThat(b.measure(measure).value().orElseThrow())
                    .isCloseTo(100 * a.measure(measure).value().orElseThrow(), within(1e-9));
        }
    }
}
