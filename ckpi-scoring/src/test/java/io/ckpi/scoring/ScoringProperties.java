package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Direction;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** What holds for all inputs. */
class ScoringProperties {

    private static final CkpiMarc MARC = CkpiMarc.standard().withDraws(0);
    private static final CkpiMarc DRAWN = CkpiMarc.standard().withDraws(100);
    private static final int FACTORS = 10;

    // ---- arbitraries

    /** Scores of the ten factors; NaN for a missing one. */
    @Provide
    Arbitrary<double[]> scores() {
        Arbitrary<Double> score = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(8, Arbitraries.doubles().between(0, 100)),
                net.jqwik.api.Tuple.of(1, Arbitraries.of(0.0, 100.0, 50.0)),
                net.jqwik.api.Tuple.of(2, Arbitraries.just(Double.NaN)));
        return score.array(double[].class).ofSize(FACTORS);
    }

    /** Raw values of the ten factors, from tiny to huge. */
    @Provide
    Arbitrary<double[]> raws() {
        Arbitrary<Double> ordinary = Arbitraries.doubles().between(-10, 1000);
        Arbitrary<Double> extreme =
                Arbitraries.of(-Double.MAX_VALUE, Double.MAX_VALUE, -1e300, 1e-300, Double.MIN_VALUE, 0.0, -0.0);
        return Arbitraries.frequencyOf(net.jqwik.api.Tuple.of(9, ordinary), net.jqwik.api.Tuple.of(1, extreme))
                .array(double[].class)
                .ofSize(FACTORS);
    }

    /** Every finite double, by its bits. */
    @Provide
    Arbitrary<Double> finite() {
        return Arbitraries.longs().map(Double::longBitsToDouble).filter(Double::isFinite);
    }

    @Provide
    Arbitrary<Aggregator> aggregators() {
        return Arbitraries.of(
                Aggregator.arithmetic(),
                Aggregator.geometric(1),
                new Aggregator.Harmonic(1.0),
                new Aggregator.Power(2, null),
                new Aggregator.Power(-3, 1.0),
                new Aggregator.Power(0.5, null),
                new Aggregator.Minimum(),
                new Aggregator.WeightedMedian());
    }

    @Provide
    Arbitrary<Normalizer.Curve> curves() {
        Arbitrary<Direction> direction = Arbitraries.of(Direction.HIGHER_IS_BETTER, Direction.LOWER_IS_BETTER);
        Arbitrary<Double> low = Arbitraries.doubles().between(-1000, 1000);
        Arbitrary<Double> width = Arbitraries.doubles().between(0.001, 1000).ofScale(3);
        Arbitrary<Boolean> cap = Arbitraries.of(true, false);
        return Combinators.combine(
                        low, width, cap, direction, Arbitraries.integers().between(0, 5))
                .as((l, w, c, d, kind) -> switch (kind) {
                    case 0 -> new Normalizer.Goalposts(l, l + w, 100, c, d);
                    case 1 -> new Normalizer.LogGoalposts(w, 3 * w, 100, c, d);
                    case 2 -> new Normalizer.Logistic(l, w, 100, d);
                    case 3 ->
                        d == Direction.HIGHER_IS_BETTER
                                ? new Normalizer.BestWorst(l, l + w, 100)
                                : new Normalizer.BestWorst(l + w, l, 100);
                    case 4 ->
                        d == Direction.HIGHER_IS_BETTER
                                ? new Normalizer.DistanceToTarget(l + w, l, c, d)
                                : new Normalizer.DistanceToTarget(l, l + w, c, d);
                    default ->
                        d == Direction.HIGHER_IS_BETTER
                                ? Normalizer.piecewise(l, 0, l + w, 60, l + 2 * w, 100)
                                : Normalizer.piecewise(l, 100, l + w, 60, l + 2 * w, 0);
                });
    }

    // ---- helpers

    private static Map<String, Reading> readings(double[] raw) {
        Map<String, Reading> readings = new HashMap<>();
        List<Node.Leaf> leaves = MARC.profile().tree().leaves();
        for (int i = 0; i < raw.length; i++) {
            readings.put(
                    leaves.get(i).id(),
                    Double.isNaN(raw[i])
                            ? Absent.because(Reason.NO_DATA)
                            : new Measured(Estimate.of(raw[i], Unit.RATIO)));
        }
        return readings;
    }

    /** A composite of these scores in the shape of CKPImarc. */
    private static CompositeResult composite(double[] scores) {
        Node.Group root = (Node.Group) identity(MARC.profile().root());
        Map<String, Reading> readings = new HashMap<>();
        List<Node.Leaf> leaves = Tree.of(root).leaves();
        for (int i = 0; i < scores.length; i++) {
            if (!Double.isNaN(scores[i])) {
                readings.put(leaves.get(i).id(), new Measured(Estimate.of(scores[i], Unit.POINTS)));
            }
        }
        return CkpiMarc.of(Profile.of("identity", 1, root)).withDraws(0).score(readings);
    }

    private static Node identity(Node node) {
        return node instanceof Node.Group group
                ? group.withMembers(group.members().stream()
                        .map(ScoringProperties::identity)
                        .toList())
                : Node.leaf(node.id(), node.weight(), Normalizer.goalposts(0, 100));
    }

    private static Tree tree(Aggregator aggregator, double[] weights) {
        Node[] leaves = new Node[weights.length];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = Node.leaf("x" + i, weights[i]);
        }
        return Tree.of(Node.group("root", 1, aggregator, leaves));
    }

    // ---- properties

    @Property
    void contributionsAddUp(@ForAll("scores") double[] scores, @ForAll @DoubleRange(max = 100) double baseline) {
        CompositeResult result = composite(scores);
        Outcome<Contributions> outcome = result.contributions(Baseline.value(baseline));
        assertThat(outcome.value().isPresent()).isEqualTo(result.value() instanceof Measured);
        outcome.value().ifPresent(c -> {
            double sum =
                    c.factors().stream().mapToDouble(Contributions.Line::points).sum();
            assertThat(sum).isCloseTo(c.total(), within(1e-9));
            assertThat(c.coverageEffect()).isZero();
            assertThat(c.groups().values().stream().mapToDouble(g -> g).sum()).isCloseTo(sum, within(1e-9));
        });
    }

    @Property
    void contributionsAddUpAcrossDifferentData(@ForAll("scores") double[] before, @ForAll("scores") double[] after) {
        CompositeResult from = composite(before);
        CompositeResult to = composite(after);
        to.contributions(Baseline.previous(from)).value().ifPresent(c -> {
            double sum =
                    c.factors().stream().mapToDouble(Contributions.Line::points).sum();
            assertThat(sum + c.coverageEffect())
                    .isCloseTo(
                            to.value().value().orElseThrow()
                                    - from.value().value().orElseThrow(),
                            within(1e-9));
        });
    }

    @Property
    void anArithmeticTreeHasTheContributionsOfTheFormula(@ForAll("scores") double[] scores) {
        double[] present =
                Arrays.stream(scores).map(s -> Double.isNaN(s) ? 0 : s).toArray();
        Node.Group tree = (Node.Group) identity(MARC.profile().root());
        Node.Group arithmetic = tree.with(Aggregator.arithmetic());
        Tree compiled = Tree.of(arithmetic);
        double[] base = new double[FACTORS];
        Arrays.fill(base, 50);
        Explain.Points shortcut = Cases.some(Explain.points(compiled, base, present, 1, 1));
        // the same tree with a power mean of exponent 1 takes the long way
        Explain.Points table = Cases.some(Explain.points(Tree.of(powers(arithmetic)), base, present, 1, 1));
        Map<String, Double> weights = compiled.globalWeights();
        for (int i = 0; i < FACTORS; i++) {
            double expected = Cases.some(weights.get(compiled.leaves().get(i).id())) * (present[i] - 50);
            assertThat(shortcut.values[i]).isCloseTo(expected, within(1e-9));
            assertThat(table.values[i]).isCloseTo(expected, within(1e-9));
        }
    }

    private static Node.Group powers(Node.Group group) {
        List<Node> members = new ArrayList<>();
        for (Node member : group.members()) {
            members.add(member instanceof Node.Group inner ? powers(inner) : member);
        }
        return group.with(new Aggregator.Power(1, null)).withMembers(members);
    }

    @Property
    void aCurveIsMonotoneAlongItsDirection(
            @ForAll("curves") Normalizer.Curve curve,
            @ForAll @DoubleRange(min = -2000, max = 3000) double a,
            @ForAll @DoubleRange(min = -2000, max = 3000) double b) {
        double lesser = Math.min(a, b);
        double greater = Math.max(a, b);
        if (curve instanceof Normalizer.LogGoalposts && lesser <= 0) {
            return; // such a value has no place on the scale and scores 0 either way
        }
        double atLesser = curve.score(lesser);
        double atGreater = curve.score(greater);
        if (curve.direction() == Direction.LOWER_IS_BETTER) {
            assertThat(atLesser).isGreaterThanOrEqualTo(atGreater - 1e-9);
        } else {
            assertThat(atGreater).isGreaterThanOrEqualTo(atLesser - 1e-9);
        }
    }

    @Property
    void aCurveGivesAFiniteScoreWithinItsRange(@ForAll("curves") Normalizer.Curve curve, @ForAll("finite") double raw) {
        double score = curve.score(raw);
        assertThat(Double.isFinite(score)).isTrue();
        assertThat(score).isBetween(curve.least(), curve.greatest());
    }

    @Property
    void aCompositeIsMonotoneInEveryScore(
            @ForAll("scores") double[] scores,
            @ForAll @IntRange(max = 9) int factor,
            @ForAll @DoubleRange(max = 100) double raise) {
        if (Double.isNaN(scores[factor])) {
            return;
        }
        double[] raised = scores.clone();
        raised[factor] = Math.min(100, scores[factor] + raise);
        CompositeResult before = composite(scores);
        if (before.value() instanceof Measured) {
            assertThat(composite(raised).value().value().orElseThrow())
                    .isGreaterThanOrEqualTo(before.value().value().orElseThrow() - 1e-9);
        }
    }

    @Property
    void theScaleOfWeightsDoesNotMatter(
            @ForAll("aggregators") Aggregator aggregator,
            @ForAll("scores") double[] scores,
            @ForAll @IntRange(min = -200, max = 200) int exponent) {
        double factor = Math.pow(10, exponent);
        double[] weights = {3, 1, 4, 1, 5, 9, 2, 6, 5, 0};
        double[] scaled = Arrays.stream(weights).map(w -> w * factor).toArray();
        Reading one = aggregator.aggregate(Column.withMissing(scores), weights);
        Reading two = aggregator.aggregate(Column.withMissing(scores), scaled);
        assertThat(one.why()).isEqualTo(two.why());
        if (one.value().isPresent()) {
            assertThat(two.value().getAsDouble()).isCloseTo(one.value().getAsDouble(), within(1e-9));
        }
    }

    @Property
    void theOrderOfItemsDoesNotMatter(
            @ForAll("aggregators") Aggregator aggregator, @ForAll("scores") double[] scores, @ForAll long seed) {
        double[] weights = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3};
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < FACTORS; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        double[] otherScores = order.stream().mapToDouble(i -> scores[i]).toArray();
        double[] otherWeights = order.stream().mapToDouble(i -> weights[i]).toArray();
        Reading one = aggregator.aggregate(Column.withMissing(scores), weights);
        Reading two = aggregator.aggregate(Column.withMissing(otherScores), otherWeights);
        assertThat(one.why()).isEqualTo(two.why());
        if (one.value().isPresent()) {
            assertThat(two.value().getAsDouble()).isCloseTo(one.value().getAsDouble(), within(1e-9));
        }
    }

    @Property
    void theOrderOfRowsDoesNotMatterToCopelandScores(@ForAll("scores") double[] cells, @ForAll long seed) {
        double[][] rows = new double[5][];
        for (int i = 0; i < 5; i++) {
            rows[i] = Arrays.copyOfRange(cells, 2 * i, 2 * i + 2);
        }
        List<Integer> order = new ArrayList<>(List.of(0, 1, 2, 3, 4));
        Collections.shuffle(order, new Random(seed));
        double[][] shuffled = order.stream().map(i -> rows[i]).toArray(double[][]::new);
        List<Double> copeland = Outranking.of(Panel.ofRows(rows), 2, 1).copeland();
        List<Double> other = Outranking.of(Panel.ofRows(shuffled), 2, 1).copeland();
        for (int i = 0; i < 5; i++) {
            assertThat(other.get(i)).isEqualTo(copeland.get(order.get(i)));
        }
        assertThat(copeland.stream().mapToDouble(s -> s).sum()).isCloseTo(0, within(1e-12));
    }

    @Property
    void boundsContainTheValueOfEveryCompletion(
            @ForAll("aggregators") Aggregator aggregator, @ForAll("scores") double[] scores, @ForAll long seed) {
        double[] weights = {3, 1, 4, 1, 5, 9, 2, 6, 5, 3};
        Tree tree = tree(aggregator, weights);
        Tree.Evaluation evaluation = tree.evaluate(Column.withMissing(scores), 0);
        Random random = new Random(seed);
        double[] complete = Arrays.stream(scores)
                .map(s -> Double.isNaN(s) ? 100 * random.nextDouble() : s)
                .toArray();
        Tree.Evaluation completed = tree.evaluate(Column.of(complete), 0);
        assertThat(evaluation.bounds()).isNotNull();
        assertThat(Cases.some(evaluation.bounds())
                        .contains(completed.value().value().orElseThrow()))
                .isTrue();
        assertThat(Cases.some(completed.bounds()).width()).isCloseTo(0, within(1e-12));
        if (evaluation.value().value().isPresent()) {
            assertThat(Cases.some(evaluation.bounds())
                            .contains(evaluation.value().value().getAsDouble()))
                    .as("renormalising is one of the completions")
                    .isTrue();
        }
    }

    @Property(tries = 300)
    void anyFiniteReadingGivesAFiniteResult(@ForAll("raws") double[] raw, @ForAll("scores") double[] holes) {
        double[] withHoles = raw.clone();
        for (int i = 0; i < FACTORS; i++) {
            withHoles[i] = Double.isNaN(holes[i]) ? Double.NaN : raw[i];
        }
        CompositeResult result = DRAWN.score(readings(withHoles));
        result.value().value().ifPresent(v -> assertThat(v).isBetween(0.0, 100.0));
        result.spread().ifPresent(spread -> {
            assertThat(spread.draws() + spread.failed()).isEqualTo(100);
            assertThat(Double.isFinite(spread.mean()) && Double.isFinite(spread.sd()))
                    .isTrue();
        });
        Bounds bounds = result.bounds().orElseThrow();
        assertThat(bounds.low()).isBetween(0.0, bounds.high());
        assertThat(result.coverage()).isBetween(0.0, 1.0);
        assertThat(result.value().value().isPresent()).isEqualTo(result.status() != Status.INSUFFICIENT_DATA);
        assertThat(result.contributions().value().isPresent()).isEqualTo(result.value() instanceof Measured);
        for (Lever lever : result.levers(FACTORS, Map.of(), Map.of())) {
            assertThat(lever.full().gain()).isGreaterThanOrEqualTo(-1e-9);
            assertThat(lever.nextAnchor().gain()).isGreaterThanOrEqualTo(-1e-9);
            assertThat(lever.full().gain())
                    .isGreaterThanOrEqualTo(lever.nextAnchor().gain() - 1e-9);
        }
    }

    @Property
    void theDifferenceOfReadingsNeverArrowsWithoutProof(
            @ForAll @DoubleRange(min = -1000, max = 1000) double from,
            @ForAll @DoubleRange(min = -1000, max = 1000) double to,
            @ForAll @DoubleRange(max = 100) double below,
            @ForAll @DoubleRange(max = 100) double above) {
        Estimate a = Estimate.of(from, Unit.COUNT).withInterval(Interval.of(from - below, from + above, 0.95));
        Estimate b = Estimate.of(to, Unit.COUNT).withInterval(Interval.of(to - above, to + below, 0.95));
        Change change = Change.between(new Measured(a), new Measured(b));
        Interval interval =
                Cases.some(change.difference().measured().orElseThrow().interval());
        assertThat(interval.contains(to - from)).isTrue();
        Trend expected = Cases.some(interval.low()) > 0
                ? Trend.UP
                : Cases.some(interval.high()) < 0 ? Trend.DOWN : Trend.UNCLEAR;
        assertThat(change.trend()).isEqualTo(expected);
        Change back = Change.between(new Measured(b), new Measured(a));
        assertThat(back.difference().value().orElseThrow()).isCloseTo(from - to, within(1e-9));
    }

    @Property
    void pairwiseComparisonsOfAConsistentMatrixGiveItsWeights(
            @ForAll("positive") double[] weights, @ForAll Weighting.Ahp.Method method) {
        double[][] matrix = new double[weights.length][weights.length];
        for (int i = 0; i < weights.length; i++) {
            for (int j = 0; j < weights.length; j++) {
                matrix[i][j] = weights[i] / weights[j];
            }
        }
        Weights found =
                Weighting.Ahp.matrix(matrix).with(method).weights().value().orElseThrow();
        double sum = Arrays.stream(weights).sum();
        for (int i = 0; i < weights.length; i++) {
            assertThat(found.values().get(i)).isCloseTo(weights[i] / sum, within(1e-9));
        }
        assertThat(Cases.some(found.consistency()).index()).isCloseTo(0, within(1e-9));
        assertThat(Cases.some(found.consistency()).consistent()).isTrue();
    }

    @Provide
    Arbitrary<double[]> positive() {
        return Arbitraries.doubles()
                .between(0.1, 10)
                .array(double[].class)
                .ofMinSize(1)
                .ofMaxSize(9);
    }
}
