package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Direction;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every conformance case of this module: nothing is skipped silently. */
class ConformanceTest {

    private static final List<String> FILES = List.of(
            "normalise.json",
            "weights.json",
            "aggregate.json",
            "missing.json",
            "ckpimarc.json",
            "explain.json",
            "uncertainty.json",
            "targets.json",
            "trends.json",
            "decay.json",
            "pipelines.json",
            "points-cards.json");

    /** Operations that other tests run: the pipelines need the data folder, see {@link AsemPipelineTest}. */
    private static final Set<String> ELSEWHERE = Set.of("compositeTree");

    @Test
    void namesEveryOperationThatIsNotRunHere() {
        Set<String> skipped = new TreeSet<>();
        for (String file : FILES) {
            for (Cases.Case one : Cases.of(file)) {
                if (!isRun(one)) {
                    skipped.add(one.op());
                }
            }
        }
        Set<String> named = new TreeSet<>(ELSEWHERE);
        named.add("effectiveWeights"); // of the pipelines only
        assertThat(skipped).isEqualTo(named);
    }

    private static boolean isRun(Cases.Case one) {
        return !ELSEWHERE.contains(one.op())
                && !(one.op().equals("effectiveWeights") && one.input().has("meta"));
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        return FILES.stream()
                .flatMap(file -> Cases.of(file).stream())
                .filter(ConformanceTest::isRun)
                .map(one -> DynamicTest.dynamicTest(one.id(), () -> run(one)));
    }

    private void run(Cases.Case one) {
        switch (one.op()) {
            case "normalise" -> normalise(one);
            case "normaliseMatrix" -> normaliseMatrix(one);
            case "weights" -> weights(one);
            case "ahp" -> ahp(one);
            case "ahpHierarchy" -> ahpHierarchy(one);
            case "effectiveWeights" -> effectiveWeights(one);
            case "aggregate" -> aggregate(one);
            case "aggregateRows" -> aggregateRows(one);
            case "outranking", "copeland" -> outranking(one);
            case "wsm" -> wsm(one);
            case "composite" -> composite(one);
            case "impute" -> impute(one);
            case "ckpimarc" -> ckpimarc(one);
            case "explain" -> explain(one);
            case "reasonCodes" -> reasonCodes(one);
            case "bridge" -> bridge(one);
            case "wilson" -> wilson(one);
            case "dirichletWeights" -> dirichletWeights(one);
            case "inputVariance" -> inputVariance(one);
            case "sobolModel" -> sobolModel(one);
            case "rankAcceptability" -> rankAcceptability(one);
            case "pointsCard" -> pointsCard(one);
            case "attainment" -> attainment(one);
            case "rag" -> rag(one);
            case "cagr", "percentChange" -> trend(one);
            case "decay" -> decay(one);
            default -> throw new AssertionError("no test of " + one.op());
        }
    }

    // ---- normalisers

    private static Direction direction(double d) {
        return d > 0 ? Direction.HIGHER_IS_BETTER : Direction.LOWER_IS_BETTER;
    }

    private void normalise(Cases.Case one) {
        Cases.Fields in = one.input();
        Direction d = direction(in.number("direction"));
        double lower = in.number("lower", Double.NaN);
        double upper = in.number("upper", Double.NaN);
        double scale = in.number("scale", 1);
        Normalizer normalizer =
                switch (in.text("method")) {
                    case "minmax" -> new Normalizer.MinMax(lower, upper, d);
                    case "zscore" -> new Normalizer.ZScore(in.number("mean"), in.number("sd"), d);
                    case "distanceToTarget" ->
                        new Normalizer.DistanceToSampleTarget(in.number("target"), in.flag("cap"), d);
                    case "goalposts" -> new Normalizer.Goalposts(lower, upper, scale, in.flag("cap"), d);
                    case "logGoalposts" -> new Normalizer.LogGoalposts(lower, upper, scale, in.flag("cap"), d);
                    case "percentRank" -> new Normalizer.PercentRank(d);
                    case "rank" -> new Normalizer.Rank(d);
                    case "scaled" -> new Normalizer.Scaled(lower, upper, scale, d);
                    case "piecewise" ->
                        Normalizer.piecewise(Arrays.stream(in.matrix("points"))
                                .flatMapToDouble(Arrays::stream)
                                .toArray());
                    case "bestWorst" ->
                        new Normalizer.BestWorst(in.number("worst"), in.number("best"), in.number("weight"));
                    case "logistic" -> new Normalizer.Logistic(in.number("midpoint"), in.number("steepness"), scale, d);
                    default -> throw new AssertionError(in.text("method"));
                };
        Column x = Column.withMissing(in.numbers("x"));
        if (one.expected().has("status")) {
            Outcome<Column> scores = ((Normalizer.Relative) normalizer).scores(x);
            assertThat(why(scores).reason())
                    .isEqualTo(Reason.valueOf(one.expected().text("status")));
            return;
        }
        Column y = normalizer instanceof Normalizer.Curve curve
                ? curve.scores(x)
                : ((Normalizer.Relative) normalizer).scores(x).value().orElseThrow();
        assertColumn(y, one.expected().numbers("y"), one.tolerance());
    }

    private static void assertColumn(Column actual, double[] expected, double tolerance) {
        assertThat(actual.size()).isEqualTo(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(actual.isPresent(i)).as("present " + i).isEqualTo(!Double.isNaN(expected[i]));
            if (actual.isPresent(i)) {
                assertThat(actual.get(i)).as("value " + i).isCloseTo(expected[i], within(tolerance));
            }
        }
    }

    private static Absent why(Outcome<?> outcome) {
        return ((Outcome.NotComputable<?>) outcome).why();
    }

    private static MatrixForm form(String name) {
        return switch (name) {
            case "minmax01" -> MatrixForm.MIN_MAX;
            case "sum" -> MatrixForm.SUM;
            case "linearRatio" -> MatrixForm.LINEAR_RATIO;
            default -> throw new AssertionError(name);
        };
    }

    private static List<Direction> directions(Cases.Fields in) {
        return Arrays.stream(in.numbers("types"))
                .mapToObj(ConformanceTest::direction)
                .toList();
    }

    private void normaliseMatrix(Cases.Case one) {
        Cases.Fields in = one.input();
        Panel panel = form(in.text("method"))
                .scores(Panel.ofRows(in.matrix("matrix")), directions(in))
                .value()
                .orElseThrow();
        double[][] expected = one.expected().matrix("matrix");
        for (int i = 0; i < expected.length; i++) {
            assertColumn(panel.row(i), expected[i], one.tolerance());
        }
    }

    // ---- weights

    private void weights(Cases.Case one) {
        Cases.Fields in = one.input();
        Weighting weighting =
                switch (in.text("method")) {
                    case "entropy" -> new Weighting.Entropy(Panel.ofRows(in.matrix("matrix")));
                    case "critic" ->
                        new Weighting.Critic(
                                Panel.ofRows(in.matrix("matrix")),
                                directions(in),
                                Weighting.Critic.Correlation.valueOf(
                                        in.text("correlation").toUpperCase(Locale.ROOT)));
                    case "standardDeviation" -> new Weighting.StandardDeviation(Panel.ofRows(in.matrix("matrix")));
                    case "equal" -> new Weighting.Equal((int) in.number("n"));
                    case "rankOrderCentroid" -> new Weighting.RankOrderCentroid((int) in.number("n"));
                    case "budgetAllocation" ->
                        new Weighting.BudgetAllocation(Arrays.stream(in.matrix("experts"))
                                .map(row -> Arrays.stream(row).boxed().toList())
                                .toList());
                    default -> throw new AssertionError(in.text("method"));
                };
        Outcome<Weights> outcome = weighting.weights();
        if (one.expected().has("status")) {
            Absent why = why(outcome);
            boolean degenerate = one.expected().text("status").equals("DEGENERATE_COLUMN");
            assertThat(why.reason())
                    .isEqualTo(
                            degenerate
                                    ? Reason.DEGENERATE_RANGE
                                    : Reason.valueOf(one.expected().text("status")));
            if (degenerate) {
                assertThat(why.sentence(Locale.ENGLISH)).endsWith("constant columns 0");
            }
            return;
        }
        assertThat(outcome.value().orElseThrow().toArray())
                .containsExactly(one.expected().numbers("weights"), within(one.tolerance()));
    }

    private void ahp(Cases.Case one) {
        Weights weights = Weighting.Ahp.matrix(one.input().matrix("matrix"))
                .weights()
                .value()
                .orElseThrow();
        Cases.Fields expected = one.expected();
        double tolerance = one.tolerance();
        assertThat(weights.method()).isEqualTo("ahp-eigenvector");
        assertThat(weights.toArray()).containsExactly(expected.numbers("weights"), within(tolerance));
        Weights.Consistency consistency = Cases.some(weights.consistency());
        assertThat(consistency.table()).isEqualTo(RandomIndex.SAATY);
        assertThat(consistency.lambdaMax()).isCloseTo(expected.number("lambdaMax"), within(tolerance));
        assertThat(consistency.index()).isCloseTo(expected.number("ci"), within(tolerance));
        assertThat(consistency.ratio().value().orElseThrow()).isCloseTo(expected.number("cr"), within(tolerance));
        assertThat(consistency.consistent()).isEqualTo(expected.flag("consistent"));
    }

    private void ahpHierarchy(Cases.Case one) {
        double[] goal = Weighting.Ahp.matrix(one.input().matrix("goal"))
                .weights()
                .value()
                .orElseThrow()
                .toArray();
        double[] target = new double[0];
        List<Object> children = one.input().list("children");
        for (int c = 0; c < goal.length; c++) {
            double[][] matrix = new Cases.Fields(Map.of("m", children.get(c))).matrix("m");
            double[] local =
                    Weighting.Ahp.matrix(matrix).weights().value().orElseThrow().toArray();
            target = Arrays.copyOf(target, local.length);
            for (int i = 0; i < local.length; i++) {
                target[i] += goal[c] * local[i];
            }
        }
        assertThat(goal).containsExactly(one.expected().numbers("criteriaWeights"), within(one.tolerance()));
        assertThat(target).containsExactly(one.expected().numbers("targetWeights"), within(one.tolerance()));
    }

    @SuppressWarnings("unchecked") // the shape of the file
    private void effectiveWeights(Cases.Case one) {
        List<Node> groups = new ArrayList<>();
        one.input().fields("tree").map().forEach((id, group) -> {
            Cases.Fields fields = new Cases.Fields((Map<String, Object>) group);
            Node[] leaves = fields.fields("c").map().entrySet().stream()
                    .map(leaf -> Node.leaf(leaf.getKey(), Cases.number(leaf.getValue())))
                    .toArray(Node[]::new);
            groups.add(Node.group(id, fields.number("w"), Aggregator.arithmetic(), leaves));
        });
        Map<String, Double> weights = Tree.of(
                        Node.group("root", 1, Aggregator.geometric(1), groups.toArray(Node[]::new)))
                .globalWeights();
        one.expected().fields("global").map().forEach((id, weight) -> assertThat(weights.get(id))
                .isCloseTo(Cases.number(weight), within(one.tolerance())));
    }

    // ---- aggregators

    private static Aggregator aggregator(Cases.Fields in) {
        return switch (in.text("method")) {
            case "arithmetic" -> Aggregator.arithmetic();
            case "geometric" -> Aggregator.geometric();
            case "harmonic" -> new Aggregator.Harmonic(null);
            case "power" -> new Aggregator.Power(in.number("p"), null);
            case "min" -> new Aggregator.Minimum();
            case "weightedMedian" -> new Aggregator.WeightedMedian();
            case "owa" ->
                new Aggregator.Ordered(
                        Arrays.stream(in.numbers("orderWeights")).boxed().toList());
            default -> throw new AssertionError(in.text("method"));
        };
    }

    private void aggregate(Cases.Case one) {
        Cases.Fields in = one.input();
        Column x = Column.withMissing(in.numbers("x"));
        double[] weights = in.has("weights") ? in.numbers("weights") : new double[x.size()];
        if (!in.has("weights")) {
            Arrays.fill(weights, 1);
        }
        Reading y = aggregator(in).aggregate(x, weights);
        if (one.expected().has("status")) {
            assertThat(y.why()).contains(Reason.valueOf(one.expected().text("status")));
            assertThat(y.value()).isEmpty();
        } else {
            assertThat(y.value().orElseThrow()).isCloseTo(one.expected().number("y"), within(one.tolerance()));
        }
        if (one.expected().has("coverage")) {
            Node[] leaves = new Node[weights.length];
            for (int i = 0; i < leaves.length; i++) {
                leaves[i] = Node.leaf("x" + i, weights[i]);
            }
            Tree.Evaluation evaluation =
                    Tree.of(Node.group("root", 1, aggregator(in), leaves)).evaluate(x, 0);
            assertThat(evaluation.coverage()).isCloseTo(one.expected().number("coverage"), within(one.tolerance()));
        }
    }

    private void aggregateRows(Cases.Case one) {
        assertThat(one.input().text("penalty")).isEqualTo("unbalanceSubtract");
        Aggregator mazziotta =
                new Aggregator.MazziottaPareto(one.input().text("sd").equals("sample"));
        double[][] rows = one.input().matrix("matrix");
        double[] expected = one.expected().numbers("y");
        for (int i = 0; i < rows.length; i++) {
            assertThat(mazziotta.aggregate(rows[i], 1, 1, 1).value().orElseThrow())
                    .isCloseTo(expected[i], within(one.tolerance()));
        }
    }

    private void outranking(Cases.Case one) {
        Outranking outranking = Outranking.of(
                Panel.ofRows(one.input().matrix("matrix")), one.input().numbers("weights"));
        Cases.Fields expected = one.expected();
        if (expected.has("scores")) {
            assertThat(outranking.copeland().stream().mapToDouble(s -> s).toArray())
                    .containsExactly(expected.numbers("scores"), within(one.tolerance()));
            return;
        }
        double[][] matrix = expected.matrix("matrix");
        for (int i = 0; i < matrix.length; i++) {
            assertThat(outranking.matrix().get(i).stream().mapToDouble(o -> o).toArray())
                    .containsExactly(matrix[i], within(one.tolerance()));
        }
        assertThat(outranking.dominancePairs()).isEqualTo((int) expected.number("dominancePairs"));
        assertThat(outranking.dominanceFraction())
                .isCloseTo(expected.number("dominanceFraction"), within(one.tolerance()));
    }

    private void wsm(Cases.Case one) {
        Cases.Fields in = one.input();
        WeightedModel model = WeightedModel.sum(form(in.text("normalisation")));
        Column scores = (in.flag("renormaliseWeights") ? model : model.withRawWeights())
                .scores(Panel.ofRows(in.matrix("matrix")), directions(in), in.numbers("weights"))
                .value()
                .orElseThrow();
        assertColumn(scores, one.expected().numbers("scores"), one.tolerance());
        if (one.expected().has("ranks")) {
            Column ranks = new Normalizer.Rank(Direction.LOWER_IS_BETTER)
                    .scores(scores)
                    .value()
                    .orElseThrow();
            // rank 1 of the case is the best: the number of better rows plus one
            assertColumn(ranks, one.expected().numbers("ranks"), 0);
        }
    }

    // ---- composites

    private static Tree flat(Aggregator aggregator, double[] weights) {
        Node[] leaves = new Node[weights.length];
        for (int i = 0; i < leaves.length; i++) {
            leaves[i] = Node.leaf("x" + (i + 1), weights[i]);
        }
        return Tree.of(Node.group("root", 1, aggregator, leaves));
    }

    private void composite(Cases.Case one) {
        Cases.Fields in = one.input();
        Cases.Fields expected = one.expected();
        Tree.Evaluation evaluation = flat(aggregator(in), in.numbers("weights"))
                .evaluate(Column.withMissing(in.numbers("x")), in.number("coverageThreshold"));
        assertThat(evaluation.status()).isEqualTo(Status.valueOf(expected.text("status")));
        assertThat(evaluation.coverage()).isCloseTo(expected.number("coverage"), within(one.tolerance()));
        if (expected.isNull("y")) {
            assertThat(evaluation.value().why()).contains(Reason.INSUFFICIENT_DATA);
        } else {
            assertThat(evaluation.value().value().orElseThrow())
                    .isCloseTo(expected.number("y"), within(one.tolerance()));
        }
        double[] bounds = expected.numbers("bounds");
        assertThat(Cases.some(evaluation.bounds()).low()).isCloseTo(bounds[0], within(one.tolerance()));
        assertThat(Cases.some(evaluation.bounds()).high()).isCloseTo(bounds[1], within(one.tolerance()));
    }

    private void impute(Cases.Case one) {
        List<String> groups =
                one.input().list("groups").stream().map(String::valueOf).toList();
        assertColumn(
                Imputation.groupMeans(Column.withMissing(one.input().numbers("x")), groups),
                one.expected().numbers("y"),
                one.tolerance());
    }

    /** Readings of the factors F1 … F10 by the shipped profiles. */
    static Map<String, Reading> readings(Map<String, Object> factors) {
        Map<String, Reading> readings = new HashMap<>();
        Profile profile = Profile.shipped("ckpimarc-default-1");
        factors.forEach((label, value) -> {
            String id = profile.labels().entrySet().stream()
                    .filter(entry -> entry.getValue().equals(label))
                    .findFirst()
                    .orElseThrow()
                    .getKey();
            readings.put(id, new Measured(Estimate.of(Cases.number(value), Unit.RATIO)));
        });
        return readings;
    }

    private static CompositeResult score(String profile, Cases.Fields factors) {
        return CkpiMarc.of(Profile.shipped(profile)).score(readings(factors.map()));
    }

    private void ckpimarc(Cases.Case one) {
        Cases.Fields in = one.input();
        Cases.Fields expected = one.expected();
        double tolerance = one.tolerance();
        CompositeResult result = score(in.text("profile"), in.fields("factors"));
        assertThat(result.profile().coverageThreshold()).isEqualTo(in.number("coverageThreshold"));
        expected.fields("scores").map().forEach((label, score) -> {
            FactorScore factor = result.factor(label);
            if (Cases.isNothing(score)) {
                assertThat(factor.score().why()).contains(Reason.NO_DATA);
            } else {
                assertThat(factor.points().orElseThrow()).as(label).isCloseTo(Cases.number(score), within(tolerance));
            }
        });
        for (CompositeResult.GroupScore group : result.groups()) {
            double score = expected.fields("groups").number(group.id());
            if (Double.isNaN(score)) {
                assertThat(group.score().value()).isEmpty();
            } else {
                assertThat(group.score().value().orElseThrow()).isCloseTo(score, within(tolerance));
            }
        }
        assertThat(result.coverage()).isCloseTo(expected.number("coverage"), within(tolerance));
        assertThat(result.value().value().orElseThrow()).isCloseTo(expected.number("composite"), within(tolerance));
        assertThat(result.arithmeticTwin().orElseThrow()).isCloseTo(expected.number("arithmetic"), within(tolerance));
        assertThat(result.imbalancePenalty().orElseThrow())
                .isNotNegative()
                .isCloseTo(expected.number("imbalancePenalty"), within(tolerance));
        Bounds bounds = result.bounds().orElseThrow();
        assertThat(bounds.low()).isCloseTo(expected.numbers("bounds")[0], within(tolerance));
        assertThat(bounds.high()).isCloseTo(expected.numbers("bounds")[1], within(tolerance));
        assertThat(result.status()).isEqualTo(Status.valueOf(expected.text("status")));
        if (expected.has("flags")) {
            List<String> flags = result.flags().stream().map(Flag::toString).toList();
            assertThat(flags)
                    .containsAll(
                            expected.list("flags").stream().map(String::valueOf).toList());
        }
    }

    // ---- explanation

    private static CompositeResult flatResult(Aggregator aggregator, double[] weights, double[] scores) {
        Node[] leaves = new Node[weights.length];
        Map<String, Reading> readings = new HashMap<>();
        for (int i = 0; i < weights.length; i++) {
            leaves[i] = Node.leaf("x." + (i + 1), weights[i], Normalizer.goalposts(0, 100));
            readings.put("x." + (i + 1), new Measured(Estimate.of(scores[i], Unit.POINTS)));
        }
        Node.Group root = Node.group("root", 1, aggregator, leaves);
        return CkpiMarc.of(Profile.of("flat", 1, root)).withDraws(0).score(readings);
    }

    private void explain(Cases.Case one) {
        Cases.Fields in = one.input();
        Cases.Fields expected = one.expected();
        double tolerance = one.tolerance();
        assertThat(in.text("method")).isEqualTo("shapley");
        if (in.has("profile")) {
            CompositeResult from = score(in.text("profile"), in.fields("from"));
            CompositeResult to = score(in.text("profile"), in.fields("to"));
            Contributions c = to.contributions(Baseline.previous(from)).value().orElseThrow();
            assertThat(c.from()).isCloseTo(expected.number("fromValue"), within(tolerance));
            assertThat(c.to()).isCloseTo(expected.number("toValue"), within(tolerance));
            Map<String, Object> points = expected.fields("contributions").map();
            assertThat(c.factors()).hasSize(points.size());
            points.forEach((label, phi) ->
                    assertThat(c.points(to.factor(label).id())).isCloseTo(Cases.number(phi), within(tolerance)));
            assertThat(c.coverageEffect()).isCloseTo(expected.number("coverageEffect"), within(tolerance));
            assertThat(c.total()).isCloseTo(expected.number("total"), within(tolerance));
            return;
        }
        Aggregator aggregator =
                in.text("aggregator").equals("geometric") ? Aggregator.geometric() : Aggregator.arithmetic();
        CompositeResult result = flatResult(aggregator, in.numbers("weights"), in.numbers("score"));
        Map<String, Double> baseline = new HashMap<>();
        double[] base = in.numbers("baseline");
        for (int i = 0; i < base.length; i++) {
            baseline.put("x." + (i + 1), base[i]);
        }
        Contributions c =
                result.contributions(Baseline.scores(baseline)).value().orElseThrow();
        assertThat(c.factors().stream().mapToDouble(Contributions.Line::points).toArray())
                .containsExactly(expected.numbers("contributions"), within(tolerance));
        assertThat(c.total()).isCloseTo(expected.number("total"), within(tolerance));
        assertThat(c.to()).isCloseTo(expected.number("composite", c.to()), within(tolerance));
        assertThat(c.from()).isCloseTo(expected.number("baselineComposite", c.from()), within(tolerance));
    }

    private void reasonCodes(Cases.Case one) {
        Cases.Fields in = one.input();
        assertThat(in.number("max")).isEqualTo(100);
        CompositeResult result = flatResult(Aggregator.arithmetic(), in.numbers("weights"), in.numbers("score"));
        List<CompositeResult.ReasonCode> reasons = result.reasons((int) in.number("top"));
        assertThat(reasons.stream()
                        .map(r -> (Object) r.factor().replace(".", ""))
                        .toList())
                .isEqualTo(one.expected().list("codes"));
        assertThat(reasons.stream()
                        .mapToDouble(CompositeResult.ReasonCode::pointsLost)
                        .toArray())
                .containsExactly(one.expected().numbers("pointsLost"), within(one.tolerance()));
    }

    private void bridge(Cases.Case one) {
        Cases.Fields from = one.input().fields("from");
        Cases.Fields to = one.input().fields("to");
        Bridge bridge = Bridge.of(
                        score(from.text("profile"), from.fields("factors")),
                        score(to.text("profile"), to.fields("factors")))
                .value()
                .orElseThrow();
        assertThat(bridge.from()).isCloseTo(one.expected().number("fromValue"), within(one.tolerance()));
        assertThat(bridge.to()).isCloseTo(one.expected().number("toValue"), within(one.tolerance()));
        assertThat(bridge.method()).isCloseTo(one.expected().number("method"), within(one.tolerance()));
        assertThat(bridge.business()).isCloseTo(one.expected().number("business"), within(one.tolerance()));
        assertThat(bridge.total()).isCloseTo(one.expected().number("total"), within(one.tolerance()));
    }

    // ---- uncertainty

    private void wilson(Cases.Case one) {
        Reading reading = Shares.withDefaults()
                .of((long) one.input().number("successes"), (long) one.input().number("trials"));
        if (one.expected().has("status")) {
            assertThat(reading.why()).contains(Reason.valueOf(one.expected().text("status")));
            return;
        }
        double[] interval = one.expected().numbers("interval");
        assertThat(Cases.some(reading.measured().orElseThrow().interval()).low())
                .isCloseTo(interval[0], within(one.tolerance()));
        assertThat(Cases.some(reading.measured().orElseThrow().interval()).high())
                .isCloseTo(interval[1], within(one.tolerance()));
        // the composite draws such a share from its Jeffreys distribution: the method's word is the agreement
        assertThat(reading.measured().orElseThrow().method()).isEqualTo("wilson");
    }

    private void dirichletWeights(Cases.Case one) {
        Cases.Fields in = one.input();
        double[] x = in.numbers("x");
        double[] w = in.numbers("meanWeights");
        double mean = 0;
        double square = 0;
        for (int i = 0; i < x.length; i++) {
            mean += w[i] * x[i];
            square += w[i] * x[i] * x[i];
        }
        double variance = (square - mean * mean) / (in.number("concentration") + 1);
        assertThat(mean).isCloseTo(one.expected().number("mean"), within(one.tolerance()));
        assertThat(variance).isCloseTo(one.expected().number("variance"), within(one.tolerance()));
        Spread spread = flatSpread(x, w, in.number("concentration"), new double[x.length]);
        assertThat(spread.mean()).isCloseTo(mean, within(4 * Math.sqrt(variance / spread.draws())));
        assertThat(spread.sd() * spread.sd() / variance).isCloseTo(1, within(0.03));
    }

    private static Spread flatSpread(
            double[] x, double[] weights, @org.jspecify.annotations.Nullable Double concentration, double[] sd) {
        Node[] leaves = new Node[x.length];
        Map<String, Reading> readings = new HashMap<>();
        for (int i = 0; i < x.length; i++) {
            leaves[i] = Node.leaf("x." + (i + 1), weights[i], Normalizer.goalposts(0, 100));
            Estimate estimate = Estimate.of(x[i], Unit.POINTS);
            double z = 1.959963984540054;
            readings.put(
                    "x." + (i + 1),
                    new Measured(
                            sd[i] == 0
                                    ? estimate
                                    : estimate.withInterval(
                                            io.ckpi.core.Interval.of(x[i] - z * sd[i], x[i] + z * sd[i], 0.95))));
        }
        return CkpiMarc.of(Profile.of("flat", 1, Node.group("root", 1, Aggregator.arithmetic(), leaves)))
                .with(new Uncertainty(20_261, 40_000, concentration, 0))
                .score(readings)
                .spread()
                .orElseThrow();
    }

    private void inputVariance(Cases.Case one) {
        Cases.Fields in = one.input();
        double[] sd = in.numbers("sd");
        double[] w = in.numbers("weights");
        double[] x = new double[sd.length];
        Arrays.fill(x, 50);
        Spread spread = flatSpread(x, w, null, sd);
        double variance = one.expected().number("variance");
        assertThat(spread.mean()).isCloseTo(50, within(4 * Math.sqrt(variance / spread.draws())));
        assertThat(spread.sd() * spread.sd() / variance).isCloseTo(1, within(0.03));
        double[] first = one.expected().numbers("sobolFirst");
        for (int i = 0; i < w.length; i++) {
            assertThat(w[i] * w[i] * sd[i] * sd[i] / variance).isCloseTo(first[i], within(one.tolerance()));
        }
    }

    private void sobolModel(Cases.Case one) {
        double a = one.input().number("a");
        double b = one.input().number("b");
        int rows = 1 << 16;
        SobolTest.Ishigami model = new SobolTest.Ishigami(a, b);
        List<Sobol.Index> indices = model.indices(rows, 7);
        double[] first = one.expected().numbers("first");
        double[] total = one.expected().numbers("total");
        for (int i = 0; i < 3; i++) {
            assertThat(indices.get(i).first()).isCloseTo(first[i], within(0.02));
            assertThat(indices.get(i).total()).isCloseTo(total[i], within(0.02));
        }
    }

    private void rankAcceptability(Cases.Case one) {
        assertThat(one.input().text("weights")).isEqualTo("uniformSimplex");
        List<List<Double>> ranks =
                Comparison.acceptability(Panel.ofRows(one.input().matrix("alternatives")), 1, 1);
        double[][] expected = one.expected().matrix("acceptability");
        for (int i = 0; i < expected.length; i++) {
            assertThat(ranks.get(i).stream().mapToDouble(r -> r).toArray())
                    .containsExactly(expected[i], within(one.tolerance()));
        }
    }

    // ---- points cards

    @SuppressWarnings("unchecked") // the shape of the file
    private static PointsCard card(String name) {
        Cases.Fields all = new Cases.Fields((Map<String, Object>) Cases.json("points-card-definitions.json"));
        Cases.Fields card = all.fields(name);
        Cases.Fields base = card.has("same_as") ? all.fields(card.text("same_as")) : card;
        List<PointsCard.Characteristic> characteristics = new ArrayList<>();
        for (Object item : base.list("characteristics")) {
            Cases.Fields fields = new Cases.Fields((Map<String, Object>) item);
            List<Object> raw =
                    card.has(fields.text("name")) ? card.list(fields.text("name")) : fields.list("attributes");
            List<PointsCard.Attribute> attributes = new ArrayList<>();
            raw.forEach(attribute -> attributes.add(attribute(new Cases.Fields((Map<String, Object>) attribute))));
            if (fields.text("name").equals("departmentScore") && card.has("departmentElse")) {
                attributes.add(PointsCard.Attribute.of(new PointsCard.Otherwise(), card.number("departmentElse")));
            }
            characteristics.add(new PointsCard.Characteristic(
                    fields.text("name"),
                    fields.number("baseline"),
                    fields.has("reasonCode") ? fields.text("reasonCode") : null,
                    attributes));
        }
        assertThat(base.text("reasonCodeAlgorithm")).isEqualTo("pointsBelow");
        return new PointsCard(base.number("initialScore"), PointsCard.Reasons.POINTS_BELOW, characteristics);
    }

    /** Conditions such as {@code 18 < age <= 29}, points such as {@code 0.03*income+11}. */
    private static PointsCard.Attribute attribute(Cases.Fields fields) {
        String[] words = fields.text("if").split(" ", -1);
        PointsCard.Condition condition;
        if (words[1].equals("missing")) {
            condition = new PointsCard.IsMissing(words[0]);
        } else if (words[1].equals("==")) {
            condition = new PointsCard.Is(words[0], words[2]);
        } else if (words.length == 5) {
            condition = new PointsCard.Between(words[2], Double.valueOf(words[0]), Double.valueOf(words[4]));
        } else {
            boolean upper = words[1].equals("<=");
            Double end = Double.valueOf(words[2]);
            condition = new PointsCard.Between(words[0], upper ? null : end, upper ? end : null);
        }
        String code = fields.has("reasonCode") ? fields.text("reasonCode") : null;
        if (fields.map().get("score") instanceof String formula) {
            java.util.regex.Matcher m = java.util.regex.Pattern.compile("([0-9.]+)\\*\\w+([+-][0-9.]+)")
                    .matcher(formula);
            assertThat(m.matches()).isTrue();
            return new PointsCard.Attribute(
                    condition, Double.parseDouble(m.group(2)), Double.parseDouble(m.group(1)), code);
        }
        return new PointsCard.Attribute(condition, fields.number("score"), 0, code);
    }

    private void pointsCard(Cases.Case one) {
        Map<String, Object> values = new HashMap<>();
        for (String field : List.of("department", "age", "income")) {
            Object value = one.input().map().get(field);
            if (!Cases.isNothing(value)) {
                values.put(field, Cases.some(value));
            }
        }
        PointsCard.Result result = card(one.input().text("card")).score(values);
        assertThat(result.score().value().orElseThrow())
                .isCloseTo(one.expected().number("score"), within(one.tolerance()));
        if (one.expected().has("partial")) {
            assertThat(result.partial().stream().mapToDouble(p -> p).toArray())
                    .containsExactly(one.expected().numbers("partial"), within(one.tolerance()));
            assertThat(result.reasonCodes().stream().map(code -> (Object) code).toList())
                    .isEqualTo(one.expected().list("reasonCodes"));
        }
    }

    // ---- scorecard

    private void attainment(Cases.Case one) {
        Cases.Fields in = one.input();
        Direction d = direction(in.number("direction"));
        if (one.expected().has("status")) {
            assertThat(one.expected().text("status")).isEqualTo("TARGET_EQUALS_BASELINE");
            assertThatThrownBy(() -> Target.of("x.y", in.number("target")).withBaseline(in.number("baseline")))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessage("target of x.y equals its baseline: 5.0");
            return;
        }
        Target target = Target.of("x.y", in.number("target")).withBaseline(in.number("baseline"));
        assertThat(target.attainment(in.number("actual"), d))
                .isCloseTo(one.expected().number("value"), within(one.tolerance()));
    }

    private void rag(Cases.Case one) {
        double[] thresholds = one.input().numbers("thresholds");
        Colour expected = Colour.valueOf(one.expected().text("status"));
        double score = one.input().number("score");
        assertThat(new Thresholds(thresholds[0], thresholds[1]).of(score)).isEqualTo(expected);
        assertThat(Thresholds.THIRDS.of(score)).isEqualTo(expected);
    }

    private void trend(Cases.Case one) {
        double[] t = one.input().numbers("time");
        double[] y = one.input().numbers("y");
        int last = y.length - 1;
        Reading reading = one.op().equals("cagr")
                ? Change.compoundGrowth(t[0], y[0], t[last], y[last])
                : Change.percent(y[0], y[last]);
        if (one.expected().has("status")) {
            assertThat(reading.why()).contains(Reason.valueOf(one.expected().text("status")));
            assertThat(((Absent) reading).sentence(Locale.ENGLISH))
                    .endsWith("absolute change "
                            + String.format(Locale.ROOT, "%.6g", one.expected().number("absoluteChange")));
        } else {
            assertThat(reading.value().orElseThrow())
                    .isCloseTo(one.expected().number("value"), within(one.tolerance()));
        }
    }

    private void decay(Cases.Case one) {
        Decay decay = Decay.of(
                one.input().numbers("points"),
                one.input().numbers("ageDays"),
                one.input().number("halfLifeDays"));
        assertThat(decay.value().value().orElseThrow())
                .isCloseTo(one.expected().number("value"), within(one.tolerance()));
    }
}
