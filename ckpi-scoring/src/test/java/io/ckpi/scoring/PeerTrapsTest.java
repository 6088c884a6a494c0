package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Direction;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** Mistakes found in other software; each is a test with the answer that CKPI gives. */
class PeerTrapsTest {

    /** COINr #68, #46, #19, #66: the values were negated, the goalposts were not, and every unit scored 0. */
    @Test
    void directionIsAppliedOnce() {
        Normalizer.Goalposts curve = new Normalizer.Goalposts(0, 100, 1, true, Direction.LOWER_IS_BETTER);
        assertThat(curve.scores(Column.of(0, 25, 50, 75, 100))).isEqualTo(Column.of(1, 0.75, 0.5, 0.25, 0));
        assertThat(curve.direction()).isEqualTo(Direction.LOWER_IS_BETTER);
    }

    /** COINr a_genmean: one missing value made the whole mean missing, unlike the other means. */
    @Test
    void everyMeanRenormalisesAlike() {
        Column x = Column.withMissing(4, Double.NaN, 16);
        for (Aggregator aggregator : List.of(
                Aggregator.arithmetic(),
                Aggregator.geometric(),
                new Aggregator.Harmonic(null),
                new Aggregator.Power(2, null),
                new Aggregator.Power(0, null),
                new Aggregator.Minimum(),
                new Aggregator.WeightedMedian(),
                new Aggregator.MazziottaPareto(false))) {
            double all = aggregator.aggregate(x, 1, 5, 1).value().orElseThrow();
            double two =
                    aggregator.aggregate(new double[] {4, 16}, 1, 1).value().orElseThrow();
            assertThat(all).as(aggregator.word()).isCloseTo(two, within(1e-12));
        }
    }

    /** COINr outranking: with missing cells the Copeland scores depended on the order of the rows. */
    @Test
    void copelandScoresDoNotDependOnTheOrderOfRows() {
        double nan = Double.NaN;
        List<double[]> rows = List.of(
                new double[] {1, nan, 3}, new double[] {nan, 2, 1}, new double[] {2, 1, nan}, new double[] {nan, nan, 2
                });
        List<Double> copeland = Outranking.of(Panel.ofRows(rows.toArray(double[][]::new)), 1, 1, 1)
                .copeland();
        List<double[]> reversed = new java.util.ArrayList<>(rows);
        Collections.reverse(reversed);
        List<Double> other =
                new java.util.ArrayList<>(Outranking.of(Panel.ofRows(reversed.toArray(double[][]::new)), 1, 1, 1)
                        .copeland());
        Collections.reverse(other);
        assertThat(other).isEqualTo(copeland);
    }

    /** COINr #47, #65: Copeland scores are sums of signs, not of shares. */
    @Test
    void copelandScoresAreSumsOfSigns() {
        Outranking o = Outranking.of(
                Panel.ofRows(new double[] {3, 3, 1}, new double[] {2, 2, 2}, new double[] {1, 1, 3}), 1, 1, 1);
        assertThat(o.copeland()).containsExactly(2.0, 0.0, -2.0);
        assertThat(o.matrix().get(0).get(1)).isCloseTo(2.0 / 3, within(1e-12));
    }

    /** COINr dat_thresh counts indicators: with 97 of 100 parts of the weight missing it still gave a value. */
    @Test
    void coverageGoesByWeight() {
        Tree tree = Tree.of(Node.group(
                "root",
                1,
                Aggregator.arithmetic(),
                Node.leaf("a", 97),
                Node.leaf("b", 1),
                Node.leaf("c", 1),
                Node.leaf("d", 1)));
        Tree.Evaluation e = tree.evaluate(Column.withMissing(Double.NaN, 50, 50, 50), 0.6);
        assertThat(e.status()).isEqualTo(Status.INSUFFICIENT_DATA);
        assertThat(((Absent) e.value()).sentence(Locale.ENGLISH))
                .isEqualTo("not enough data: 3 % of the weight has data, 60 % is required");
        // by count it is offered where somebody wants to compare with COINr
        Tree byCount = Tree.of(tree.root().withMinPresent(0.75));
        assertThat(byCount.evaluate(Column.withMissing(Double.NaN, 50, 50, 50), 0)
                        .value()
                        .value())
                .hasValue(50);
        Tree strict = Tree.of(tree.root().withMinPresent(0.76));
        assertThat(strict.evaluate(Column.withMissing(Double.NaN, 50, 50, 50), 0)
                        .value()
                        .why())
                .contains(Reason.INSUFFICIENT_DATA);
    }

    /** COINr: the harmonic mean of −1 and 1 was infinite, negative weights were taken, a constant column gave NaN. */
    @Test
    void nothingTurnsInfinite() {
        Reading harmonic = new Aggregator.Harmonic(null).aggregate(new double[] {-1, 1}, 1, 1);
        assertThat(harmonic.why()).contains(Reason.NON_POSITIVE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Aggregator.arithmetic().aggregate(new double[] {1, 2}, 2, -1))
                .withMessage("weight 1 is negative or not finite: -1.0");
        Outcome<Column> constant =
                new Normalizer.ZScore(0, 1, Direction.HIGHER_IS_BETTER).scores(Column.of(0.1, 0.1, 0.1));
        assertThat(((Outcome.NotComputable<Column>) constant).why().reason()).isEqualTo(Reason.DEGENERATE_RANGE);
    }

    /** Zeros in a geometric mean: an error or a floor, by choice, never silent. */
    @Test
    void zerosInAGeometricMean() {
        assertThat(Aggregator.geometric().aggregate(new double[] {0, 50}, 1, 1).why())
                .contains(Reason.NON_POSITIVE);
        Reading floored = Aggregator.geometric(1).aggregate(new double[] {0, 49}, 1, 1);
        assertThat(floored.value().orElseThrow()).isCloseTo(7, within(1e-12));
        assertThat(floored.measured().orElseThrow().flags()).hasToString("[FLOORED:0]");
    }

    /** pymcdm: CRITIC ignored which columns are costs. */
    @Test
    void criticUsesTheDirections() {
        Panel panel = Panel.ofRows(
                new double[] {1, 9, 2}, new double[] {2, 7, 5}, new double[] {4, 4, 1}, new double[] {7, 1, 3});
        Direction up = Direction.HIGHER_IS_BETTER;
        Direction down = Direction.LOWER_IS_BETTER;
        Weighting.Critic.Correlation pearson = Weighting.Critic.Correlation.PEARSON;
        List<Double> benefits = new Weighting.Critic(panel, List.of(up, up, up), pearson)
                .weights()
                .value()
                .orElseThrow()
                .values();
        List<Double> costs = new Weighting.Critic(panel, List.of(up, down, up), pearson)
                .weights()
                .value()
                .orElseThrow()
                .values();
        // columns 0 and 1 run against each other; turned the same way they repeat each other and lose weight
        assertThat(costs.get(0)).isLessThan(benefits.get(0) - 0.05);
        assertThat(costs.get(2)).isGreaterThan(benefits.get(2) + 0.05);
    }

    /** pymcdm: entropy refused zero cells; beyond fifteen items AHP ended in an index error. */
    @Test
    void zeroCellsAndManyItems() {
        Weights entropy = new Weighting.Entropy(Panel.ofRows(new double[] {0, 1}, new double[] {1, 1}))
                .weights()
                .value()
                .orElseThrow();
        assertThat(entropy.values()).containsExactly(1.0, 0.0);
        double[] ones = new double[16 * 15 / 2];
        java.util.Arrays.fill(ones, 1);
        Weights ahp = Weighting.Ahp.upperTriangle(ones).weights().value().orElseThrow();
        assertThat(ahp.values()).hasSize(16).allSatisfy(w -> assertThat(w).isCloseTo(1.0 / 16, within(1e-12)));
        assertThat(Cases.some(ahp.consistency()).consistent()).isNull();
        assertThat(((Absent) Cases.some(ahp.consistency()).ratio()).sentence(Locale.ENGLISH))
                .isEqualTo("the data cannot tell this number: the table SAATY ends at 15 items");
    }

    /** pyDecision #15: AHP by geometric means was presented as the eigenvector. */
    @Test
    void theMethodIsNamed() {
        Weighting.Ahp ahp = Weighting.Ahp.upperTriangle(3, 5, 4);
        assertThat(ahp.weights().value().orElseThrow().method()).isEqualTo("ahp-eigenvector");
        Weights means = ahp.with(Weighting.Ahp.Method.ROW_GEOMETRIC_MEAN)
                .weights()
                .value()
                .orElseThrow();
        assertThat(means.method()).isEqualTo("ahp-row-geometric-mean");
        Weights approximate =
                ahp.with(Weighting.Ahp.Method.COLUMN_MEANS).weights().value().orElseThrow();
        assertThat(approximate.method()).isEqualTo("ahp-column-means");
        assertThat(approximate.values()).isNotEqualTo(means.values());
    }

    /** The same comparisons have another consistency ratio by another table, so the table is named. */
    @Test
    void theTableOfRandomIndicesIsNamed() {
        Weighting.Ahp ahp = Weighting.Ahp.upperTriangle(3, 5, 4);
        double saaty = ratio(ahp, RandomIndex.SAATY);
        assertThat(ratio(ahp, RandomIndex.SAATY_2005) / saaty).isCloseTo(0.58 / 0.52, within(1e-9));
        assertThat(ratio(ahp, RandomIndex.DONEGAN_DODD) / saaty).isCloseTo(0.58 / 0.4914, within(1e-9));
        assertThat(ratio(ahp, RandomIndex.TUMMALA_LING) / saaty).isCloseTo(0.58 / 0.5799, within(1e-9));
    }

    private static double ratio(Weighting.Ahp ahp, RandomIndex table) {
        Weights.Consistency c =
                Cases.some(ahp.with(table).weights().value().orElseThrow().consistency());
        assertThat(c.table()).isEqualTo(table);
        return c.ratio().value().orElseThrow();
    }

    /** AHP with 0.33 against 3 is no reciprocal matrix. */
    @Test
    void aMatrixMustBeReciprocal() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Weighting.Ahp.matrix(new double[] {1, 3}, new double[] {0.33, 1}))
                .withMessage("the matrix is not reciprocal: a[0][1] = 3.0, a[1][0] = 0.33");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Weighting.Ahp.matrix(new double[] {1, 3}))
                .withMessage("the matrix is not square: row 0 has 2 of 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Weighting.Ahp.upperTriangle(1, 2))
                .withMessage("2 comparisons are not those above the diagonal of a matrix");
    }

    /** ClimberKPI #32: a target that is met exactly is green, also where lower is better. */
    @Test
    void meetingTheTargetExactlyIsGreen() {
        Target share = Target.of("x.share", 0.3);
        assertThat(share.colour(0.3, Direction.HIGHER_IS_BETTER, Thresholds.THIRDS))
                .isEqualTo(Colour.GREEN);
        Target hours = Target.of("x.hours", 0.1 + 0.2).withBaseline(0.9);
        assertThat(hours.colour(0.1 + 0.2, Direction.LOWER_IS_BETTER, new Thresholds(99, 100)))
                .isEqualTo(Colour.GREEN);
        assertThat(hours.colour(0.31, Direction.LOWER_IS_BETTER, new Thresholds(99, 100)))
                .isEqualTo(Colour.RED);
    }

    /** Rounding must not lift a mean above its greatest value. */
    @Test
    void aMeanStaysWithinItsValues() {
        double[] hundred = {100, 100, 100, 100};
        for (Aggregator aggregator : List.of(
                Aggregator.arithmetic(),
                Aggregator.geometric(1),
                new Aggregator.Harmonic(1.0),
                new Aggregator.Power(3, null))) {
            assertThat(aggregator.aggregate(hundred, 2, 2, 2, 1).value().orElseThrow())
                    .isEqualTo(100);
        }
    }

    /** Compind ci_ampi overwrote the argument that says how imbalance is penalised. */
    @Test
    void anArgumentIsNotOverwritten() {
        double[] x = {40, 60, 80}; // M = 60, S² = 800/3 by n, 400 by n − 1
        assertThat(new Aggregator.MazziottaPareto(false)
                        .aggregate(x, 1, 1, 1)
                        .value()
                        .orElseThrow())
                .isCloseTo(60 - 800.0 / 3 / 60, within(1e-12));
        assertThat(new Aggregator.MazziottaPareto(true)
                        .aggregate(x, 1, 1, 1)
                        .value()
                        .orElseThrow())
                .isCloseTo(60 - 400.0 / 60, within(1e-12));
    }

    /** pymcdm: with a constant column the weights of CRITIC were no numbers. */
    @Test
    void criticNamesConstantColumns() {
        Panel panel = Panel.ofRows(new double[] {1, 5, 2}, new double[] {2, 5, 5}, new double[] {4, 5, 1});
        Direction up = Direction.HIGHER_IS_BETTER;
        Absent why = ((Outcome.NotComputable<Weights>)
                        new Weighting.Critic(panel, List.of(up, up, up), Weighting.Critic.Correlation.PEARSON)
                                .weights())
                .why();
        assertThat(why.reason()).isEqualTo(Reason.DEGENERATE_RANGE);
        assertThat(why.sentence(Locale.ENGLISH)).endsWith("1");
    }

    /** mautic #5369, #6310: a contact showed 127 points and its log 47. */
    @Test
    void thePointsShownAreThePointsExplained() {
        PointsCard card = new PointsCard(
                20,
                PointsCard.Reasons.POINTS_BELOW,
                List.of(
                        new PointsCard.Characteristic(
                                "mails",
                                5,
                                "MAILS",
                                List.of(
                                        PointsCard.Attribute.of(new PointsCard.Between("mails", 3.0, null), 47),
                                        PointsCard.Attribute.of(new PointsCard.Otherwise(), -1.5))),
                        new PointsCard.Characteristic(
                                "region",
                                5,
                                "REGION",
                                List.of(PointsCard.Attribute.of(new PointsCard.Otherwise(), 60)))));
        PointsCard.Result result = card.score(java.util.Map.of("mails", 4));
        assertThat(result.score().value()).hasValue(127);
        assertThat(20 + result.partial().stream().mapToDouble(p -> p).sum()).isEqualTo(127);
    }

    /** constructorfabric/insight #2391: a part without data looked like a part that scores 0. */
    @Test
    void noDataIsNotZero() {
        Tree tree =
                Tree.of(Node.group("root", 1, Aggregator.arithmetic(), Node.leaf("calls", 1), Node.leaf("mails", 3)));
        Tree.Evaluation zero = tree.evaluate(Column.of(0, 80), 0.6);
        Tree.Evaluation none = tree.evaluate(Column.withMissing(Double.NaN, 80), 0.6);
        assertThat(zero.value().value()).hasValue(60);
        assertThat(zero.status()).isEqualTo(Status.OK);
        assertThat(zero.scores()).containsEntry("calls", 0.0);
        assertThat(none.value().value()).hasValue(80);
        assertThat(none.status()).isEqualTo(Status.PARTIAL);
        assertThat(none.scores()).doesNotContainKey("calls");
        assertThat(Cases.some(none.bounds())).isEqualTo(new Bounds(60, 85));
    }

    /** constructorfabric/insight #2389, metabase #9653: a target says where it comes from and when it holds. */
    @Test
    void aTargetHasAProvenanceAndDates() {
        java.time.LocalDate start = java.time.LocalDate.of(2026, 7, 1);
        Target target =
                Target.of("x.share", 0.3).with(Provenance.SOURCE_DOCUMENT).withValidity(start, null);
        assertThat(target.provenance()).isEqualTo(Provenance.SOURCE_DOCUMENT);
        assertThat(target.from()).isEqualTo(start);
    }

    /** metabase #4477, #30553, lightdash #20205: colours by levels where lower is better. */
    @Test
    void lowerIsBetterHasColoursToo() {
        Normalizer.Goalposts hours = Normalizer.goalposts(24, 72, Direction.LOWER_IS_BETTER);
        assertThat(Thresholds.THIRDS.of(hours.score(24))).isEqualTo(Colour.GREEN);
        assertThat(Thresholds.THIRDS.of(hours.score(48))).isEqualTo(Colour.AMBER);
        assertThat(Thresholds.THIRDS.of(hours.score(70))).isEqualTo(Colour.RED);
    }
}
