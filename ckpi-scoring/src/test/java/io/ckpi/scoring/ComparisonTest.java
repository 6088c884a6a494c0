package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class ComparisonTest {

    private static final CkpiMarc MARC = CkpiMarc.standard().withDraws(2000);

    private static CompositeResult score(Map<String, Reading> changes) {
        Map<String, Reading> readings = CkpiMarcTest.typical();
        readings.putAll(changes);
        return MARC.score(readings);
    }

    private static Reading number(double value) {
        return new Measured(Estimate.of(value, Unit.RATIO));
    }

    @Test
    void dominanceIsProved() {
        CompositeResult a =
                score(Map.of("lead.acceptance", Shares.withDefaults().of(55, 100)));
        CompositeResult b = score(Map.of());
        assertThat(Comparison.of(a, b)).isEqualTo(new Verdict.Robust(Verdict.Side.FIRST, 1, true));
        assertThat(Comparison.of(b, a)).isEqualTo(new Verdict.Robust(Verdict.Side.SECOND, 1, true));
    }

    @Test
    void equalResultsAreFragile() {
        Verdict verdict = Comparison.of(score(Map.of()), score(Map.of()));
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Fragile.class, fragile -> assertThat(fragile.probability())
                .isCloseTo(0.5, within(0.05)));
    }

    @Test
    void aLargeLeadIsRobustAndASmallOneIsNot() {
        CompositeResult base = score(Map.of());
        CompositeResult better = score(Map.of(
                "economics.roi",
                number(850),
                "nurture.lift",
                number(1.45),
                "lead.acceptance",
                number(0.7),
                "mobile.parity",
                number(0.5)));
        assertThat(Comparison.of(better, base)).isInstanceOfSatisfying(Verdict.Robust.class, robust -> {
            assertThat(robust.better()).isEqualTo(Verdict.Side.FIRST);
            assertThat(robust.proved()).isFalse();
            assertThat(robust.probability()).isBetween(0.95, 1.0);
        });
        assertThat(Comparison.of(base, better))
                .isInstanceOfSatisfying(Verdict.Robust.class, robust -> assertThat(robust.better())
                        .isEqualTo(Verdict.Side.SECOND));
        CompositeResult mixed = score(Map.of("economics.roi", number(300), "mobile.parity", number(0.4)));
        assertThat(Comparison.of(mixed, base)).isInstanceOf(Verdict.Fragile.class);
    }

    @Test
    void whatIsMissingMayTurnTheOrder() {
        CompositeResult base = score(Map.of());
        CompositeResult holes = score(Map.of("mobile.parity", Absent.because(Reason.NO_DATA)));
        assertThat(Comparison.of(base, holes)).isEqualTo(new Verdict.Incomparable(List.of("mobile.parity")));
        Map<String, Reading> zero = new HashMap<>();
        CkpiMarcTest.typical().keySet().forEach(id -> zero.put(id, number(0)));
        zero.put("mobile.parity", Absent.because(Reason.NO_DATA));
        assertThat(Comparison.of(base, MARC.score(zero)))
                .as("bounds that do not overlap")
                .isInstanceOfSatisfying(Verdict.Robust.class, robust -> assertThat(robust.proved())
                        .isFalse());
    }

    @Test
    void onlyOneDefinitionIsCompared() {
        CompositeResult base = score(Map.of());
        CompositeResult other = CkpiMarc.equalWeights().score(CkpiMarcTest.typical());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.of(base, other))
                .withMessage("the results have different definitions: ckpimarc-default-1 and ckpimarc-equal-1");
        CompositeResult bare = MARC.withDraws(0).score(CkpiMarcTest.typical());
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.of(bare, base))
                .withMessage("the first result has no draws");
    }

    /** The divided difference of max(x, 0)^(n − 1), for distinct differences. */
    private static double dividedDifference(double[] d) {
        double sum = 0;
        for (int i = 0; i < d.length; i++) {
            if (d[i] > 0) {
                double product = 1;
                for (int j = 0; j < d.length; j++) {
                    product *= j == i ? 1 : d[i] / (d[i] - d[j]);
                }
                sum += product;
            }
        }
        return sum;
    }

    @Test
    void theExactProbabilityIsTheDividedDifference() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(9);
        for (int k = 0; k < 500; k++) {
            double[] d = random.doubles(2 + k % 5, -1, 1).toArray();
            double exact = Comparison.probabilityAbove(d, new double[d.length]);
            double formula = dividedDifference(d);
            if (formula > 1e-6 && formula < 1 - 1e-6) {
                assertThat(exact).isCloseTo(formula, within(1e-6));
            }
            double[] negated = java.util.Arrays.stream(d).map(x -> -x).toArray();
            assertThat(exact + Comparison.probabilityAbove(negated, new double[d.length]))
                    .isCloseTo(1, within(1e-12));
        }
    }

    @Test
    void theExactProbabilityHasItsEdges() {
        double[] zero = {0, 0, 0};
        assertThat(Comparison.probabilityAbove(zero, zero)).isZero();
        assertThat(Comparison.probabilityAbove(new double[] {1, 2, 3}, zero)).isEqualTo(1);
        assertThat(Comparison.probabilityAbove(new double[] {-1, -2, -3}, zero)).isZero();
        // two equal differences against one: w1 + w2 > w3 · 2, that is w3 < 1/3
        assertThat(Comparison.probabilityAbove(new double[] {1, 1, -2}, zero)).isCloseTo(1 - 4.0 / 9, within(1e-12));
        // a zero difference does not matter but takes weight
        assertThat(Comparison.probabilityAbove(new double[] {1, 0, -1}, zero)).isCloseTo(0.5, within(1e-12));
        double[] many = new double[40];
        java.util.Arrays.fill(many, 1);
        many[0] = -1e6;
        // 1 − (1 − v/(v + 10^6 …)) in closed form: the first weight is below 1/(1 + 10^6) with 1 − (1 − x)^39
        double x = 1 / (1 + 1e6);
        assertThat(Comparison.probabilityAbove(many, new double[40]))
                .isCloseTo(-Math.expm1(39 * Math.log1p(-x)), within(1e-15));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.probabilityAbove(new double[] {1}, new double[] {1, 2}))
                .withMessage("1 scores and 2 scores");
    }

    @Test
    void acceptabilitiesOfManyAlternativesAddUp() {
        Panel panel = Panel.ofRows(
                new double[] {100, 0}, new double[] {40, 50}, new double[] {0, 100}, new double[] {0, 100});
        List<List<Double>> ranks = Comparison.acceptability(panel, 1, 40_000);
        for (int r = 0; r < 4; r++) {
            int rank = r;
            assertThat(ranks.get(r).stream().mapToDouble(p -> p).sum()).isCloseTo(1, within(1e-9));
            assertThat(ranks.stream().mapToDouble(row -> row.get(rank)).sum()).isCloseTo(1, within(1e-9));
        }
        // the first beats the third iff w1 > 1/2, and the second iff w1 > 5/11
        assertThat(ranks.get(0).get(0)).isCloseTo(0.5, within(0.01));
        assertThat(ranks.get(2)).isEqualTo(ranks.get(3));
        assertThat(Comparison.acceptability(Panel.ofRows(new double[] {1, 1}, new double[] {1, 1}), 1, 1))
                .containsExactly(List.of(0.5, 0.5), List.of(0.5, 0.5));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.acceptability(Panel.ofRows(new double[] {1, Double.NaN}), 1, 1))
                .withMessage("score of alternative 0 in column 1 is not finite: NaN");
    }

    @Test
    void resultsTakeRanksByCommonDraws() {
        Profile profile = Profile.of(
                "ranks",
                1,
                Node.group(
                        "root",
                        1,
                        Aggregator.arithmetic(),
                        Node.leaf("a.one", 1, Normalizer.goalposts(0, 100)),
                        Node.leaf("a.two", 1, Normalizer.goalposts(0, 100))));
        CkpiMarc marc = CkpiMarc.of(profile).withDraws(2000);
        CompositeResult best = marc.score(points(90, 80));
        CompositeResult worst = marc.score(points(20, 10));
        CompositeResult left = marc.score(points(60, 40));
        CompositeResult right = marc.score(points(40, 60));
        List<List<Double>> ranks = Comparison.acceptability(List.of(left, best, worst, right))
                .value()
                .orElseThrow();
        assertThat(ranks.get(1)).containsExactly(1.0, 0.0, 0.0, 0.0); // dominates in every draw
        assertThat(ranks.get(2)).containsExactly(0.0, 0.0, 0.0, 1.0);
        // mirror images under equal weights: a coin toss
        assertThat(ranks.get(0).get(1)).isCloseTo(0.5, org.assertj.core.api.Assertions.within(0.05));
        for (int r = 0; r < 4; r++) {
            double column = 0;
            for (List<Double> row : ranks) {
                column += row.get(r);
            }
            assertThat(column).isCloseTo(1, org.assertj.core.api.Assertions.within(1e-9));
        }
        // two equal results share their ranks
        assertThat(Comparison.acceptability(List.of(best, best)).value().orElseThrow())
                .containsExactly(List.of(0.5, 0.5), List.of(0.5, 0.5));
        // the same as the verdict's probability
        double p = ((Verdict.Fragile) Comparison.of(left, right)).probability();
        assertThat(Comparison.acceptability(List.of(left, right))
                        .value()
                        .orElseThrow()
                        .get(0)
                        .get(0))
                .isCloseTo(p, org.assertj.core.api.Assertions.within(1e-12));
        assertThat(Comparison.acceptability(List.of(best, marc.score(Map.of()))).toString())
                .contains("result 2 has no value");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.acceptability(List.of(best)))
                .withMessage("there are fewer than two results: 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.acceptability(
                        List.of(best, CkpiMarc.standard().score(Map.of()))))
                .withMessageStartingWith("the results have different definitions");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Comparison.acceptability(
                        List.of(CkpiMarc.of(profile).withDraws(0).score(points(1, 1)), best)))
                .withMessage("the first result has no draws");
    }

    private static Map<String, Reading> points(double one, double two) {
        return Map.of(
                "a.one", new Measured(Estimate.of(one, Unit.POINTS)),
                "a.two", new Measured(Estimate.of(two, Unit.POINTS)));
    }

    @Test
    void lmdiAddsUpAndKnowsEqualValues() {
        double[] from = {50, 50, 50};
        double[] to = {80, 60, 20};
        double[] w = {5, 3, 2};
        double[] phi = Lmdi.contributions(from, to, w);
        double change = Math.exp(0.5 * Math.log(80) + 0.3 * Math.log(60) + 0.2 * Math.log(20)) - 50;
        assertThat(phi[0] + phi[1] + phi[2]).isCloseTo(change, within(1e-9));
        assertThat(phi[2]).isNegative();
        assertThat(Lmdi.contributions(from, from, w)).containsExactly(0, 0, 0);
        double[] close = {50 * (1 + 1e-12), 50, 50};
        assertThat(Lmdi.contributions(from, close, w)[0]).isCloseTo(0.5 * 50e-12, within(1e-14));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Lmdi.contributions(from, new double[] {0, 1, 1}, w))
                .withMessage("to[0] is not a positive number: 0.0");
    }

    @Test
    void aCardSaysWhichCharacteristicDoesNotMatch() {
        PointsCard card = new PointsCard(
                0,
                PointsCard.Reasons.POINTS_ABOVE,
                List.of(new PointsCard.Characteristic(
                        "age",
                        0,
                        "A",
                        List.of(PointsCard.Attribute.of(new PointsCard.Between("age", 0.0, 100.0), 5)))));
        PointsCard.Result result = card.score(Map.of("age", 200));
        assertThat(((Absent) result.score()).sentence(Locale.ENGLISH))
                .isEqualTo("the data are contradictory: no attribute of age matches");
        assertThat(card.score(Map.of("age", 100)).reasonCodes()).containsExactly("A");
        assertThat(card.score(Map.of("age", "old")).score().why()).contains(Reason.INVALID_INPUT);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> card.score(Map.of("age", Double.NaN)))
                .withMessage("age is not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> card.score(Map.of("age", List.of())))
                .withMessage("age is neither a text nor a number");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new PointsCard.Characteristic(
                        "x", 0, null, List.of(PointsCard.Attribute.of(new PointsCard.Otherwise(), 1))))
                .withMessage("an attribute of x has no reason code");
    }

    @Test
    void weightingsThatNoCaseCovers() {
        assertThat(new Weighting.RankSum(3).weights().value().orElseThrow().toArray())
                .containsExactly(new double[] {0.5, 1.0 / 3, 1.0 / 6}, within(1e-12));
        assertThat(new Weighting.Given(List.of(2.0, 6.0))
                        .weights()
                        .value()
                        .orElseThrow()
                        .values())
                .containsExactly(0.25, 0.75);
        Weights budget = new Weighting.BudgetAllocation(List.of(List.of(1.0, 3.0), List.of(2.0, 2.0)))
                .weights()
                .value()
                .orElseThrow();
        assertThat(budget.values()).containsExactly(0.375, 0.625);
        assertThat(budget.diagnostics()).containsEntry("least", List.of(0.25, 0.5));
        Panel one = Panel.ofRows(new double[] {1, 2});
        for (Weighting weighting : List.of(
                new Weighting.StandardDeviation(one),
                new Weighting.Entropy(one),
                new Weighting.Entropy(Panel.ofRows(new double[] {1, Double.NaN}, new double[] {1, 2})))) {
            assertThat(((io.ckpi.core.Outcome.NotComputable<Weights>) weighting.weights())
                            .why()
                            .reason())
                    .isEqualTo(Reason.INSUFFICIENT_DATA);
        }
        Panel constant = Panel.ofRows(new double[] {1, 2}, new double[] {1, 2});
        for (Weighting weighting : List.of(
                new Weighting.StandardDeviation(constant),
                new Weighting.Entropy(constant),
                new Weighting.Entropy(Panel.ofRows(new double[] {0, 2}, new double[] {0, 3})))) {
            assertThat(((io.ckpi.core.Outcome.NotComputable<Weights>) weighting.weights())
                            .why()
                            .reason())
                    .isEqualTo(Reason.DEGENERATE_RANGE);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Weighting.Given(List.of(0.0, 0.0)))
                .withMessage("the sum of the weights is 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Weighting.Equal(0))
                .withMessage("n is below 1: 0");
    }

    @Test
    void matrixFormsAndModels() {
        io.ckpi.core.Direction up = io.ckpi.core.Direction.HIGHER_IS_BETTER;
        io.ckpi.core.Direction down = io.ckpi.core.Direction.LOWER_IS_BETTER;
        Panel panel = Panel.ofRows(new double[] {3, 1}, new double[] {4, 2});
        Panel vector =
                MatrixForm.VECTOR.scores(panel, List.of(up, down)).value().orElseThrow();
        assertThat(vector.row(0).get(0)).isCloseTo(0.6, within(1e-12));
        assertThat(vector.row(0).get(1)).isCloseTo(1 - 1 / Math.sqrt(5), within(1e-12));
        Panel max = MatrixForm.MAX.scores(panel, List.of(up, down)).value().orElseThrow();
        assertThat(max.row(0)).isEqualTo(Column.of(0.75, 0.5));
        assertThat(max.row(1)).isEqualTo(Column.of(1, 0));
        WeightedModel product = new WeightedModel(WeightedModel.Kind.PRODUCT, MatrixForm.LINEAR_RATIO, false);
        assertThat(product.scores(panel, List.of(up, down), 1, 1)
                        .value()
                        .orElseThrow()
                        .get(0))
                .isCloseTo(Math.sqrt(0.75), within(1e-12));
        WeightedModel log = new WeightedModel(WeightedModel.Kind.LOG_PRODUCT, MatrixForm.LINEAR_RATIO, false);
        assertThat(log.scores(panel, List.of(up, down), 1, 1)
                        .value()
                        .orElseThrow()
                        .get(0))
                .isCloseTo(0.5 * Math.log10(0.75), within(1e-12));
        WeightedModel zero = new WeightedModel(WeightedModel.Kind.PRODUCT, MatrixForm.MIN_MAX, false);
        assertThat(((io.ckpi.core.Outcome.NotComputable<Column>) zero.scores(panel, List.of(up, up), 1, 1))
                        .why()
                        .reason())
                .isEqualTo(Reason.NON_POSITIVE);
        Panel constant = Panel.ofRows(new double[] {1, 0}, new double[] {1, 0});
        assertThat(((io.ckpi.core.Outcome.NotComputable<Panel>) MatrixForm.MIN_MAX.scores(constant, List.of(up, up)))
                        .why()
                        .sentence(Locale.ENGLISH))
                .endsWith("no form MIN_MAX of columns 0, 1");
    }
}
