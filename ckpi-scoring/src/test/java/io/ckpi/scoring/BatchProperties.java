package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** A batch gives every row what the tree gives for the row alone. */
class BatchProperties {

    /** The scores of the leaves in a row by the curves themselves. */
    private static double[] leafScores(Tree tree, EntityColumns columns, int row) {
        return tree.leaves().stream()
                .mapToDouble(leaf -> {
                    if (leaf.candidates().isEmpty()) {
                        return columns.value(leaf.id(), row).orElse(Double.NaN);
                    }
                    for (ScoredIndicator candidate : leaf.candidates()) {
                        if (columns.indicators().contains(candidate.indicator())) {
                            OptionalDouble raw = columns.value(candidate.indicator(), row);
                            if (raw.isPresent()) {
                                return Cases.some(candidate.curve()).score(raw.getAsDouble());
                            }
                        }
                    }
                    return Double.NaN;
                })
                .toArray();
    }

    private static void assertSameAsAlone(Node.Group root, EntityColumns columns, double threshold) {
        Tree tree = Tree.of(root);
        BatchScores scores = BatchScorer.of(root, threshold).score(columns);
        double[] values = scores.values(-1);
        for (int row = 0; row < columns.rows(); row++) {
            Tree.Evaluation alone = tree.evaluate(Column.withMissing(leafScores(tree, columns, row)), threshold);
            assertThat(scores.hasValue(row)).as("row %d", row).isEqualTo(alone.value() instanceof Measured);
            if (alone.value() instanceof Measured measured) {
                double expected = measured.estimate().value();
                assertThat(values[row]).as("row %d", row).isCloseTo(expected, within(1e-12));
                assertThat(scores.score(row)).hasValue(values[row]);
                assertThat(scores.value(row).value()).hasValue(values[row]);
            } else {
                assertThat(values[row]).isEqualTo(-1);
                assertThat(scores.score(row)).isEmpty();
                assertThat(scores.value(row)).isEqualTo(alone.value());
            }
            assertThat(scores.status(row)).isEqualTo(alone.status());
            assertThat(scores.coverage(row)).isEqualTo(alone.coverage());
            assertThat(scores.bounds(row).orElse(null)).isEqualTo(alone.bounds());
        }
    }

    @Property
    void aBatchOfMeansEqualsItsRowsAlone(@ForAll long seed) {
        RandomBatches random = new RandomBatches(seed);
        Node.Group root = random.tree(false);
        assertSameAsAlone(root, random.columns(root, 60), new Random(seed).nextInt(3) * 0.3);
    }

    @Property
    void aBatchOfAnyTreeEqualsItsRowsAlone(@ForAll long seed) {
        RandomBatches random = new RandomBatches(seed);
        Node.Group root = random.tree(true);
        assertSameAsAlone(root, random.columns(root, 40), new Random(seed).nextInt(3) * 0.3);
    }

    /** Seeded: 20,000 companies with gaps against CKPImarc, one after the other. */
    @Test
    void aBatchEqualsCkpiMarc() {
        for (Profile profile : List.of(Profile.shipped("ckpimarc-default-1"), Profile.shipped("ckpimarc-equal-1"))) {
            CkpiMarc marc = CkpiMarc.of(profile).withDraws(0);
            Random random = new Random(20261);
            int rows = 10_000;
            Map<String, double[]> raw = new HashMap<>();
            EntityColumns columns = EntityColumns.ofRows(rows);
            for (Node.Leaf leaf : profile.tree().leaves()) {
                for (ScoredIndicator candidate : leaf.candidates()) {
                    List<Double> anchors = Cases.some(candidate.curve()).anchors();
                    double[] values = new double[rows];
                    for (int i = 0; i < rows; i++) {
                        values[i] = random.nextDouble() < 0.2
                                ? Double.NaN
                                : 1.2 * random.nextDouble() * anchors.get(anchors.size() - 1);
                    }
                    raw.put(candidate.indicator(), values);
                    columns = columns.with(candidate.indicator(), values);
                }
            }
            BatchScores scores = BatchScorer.of(profile).score(columns);
            double[] coverages = scores.coverages();
            for (int row = 0; row < rows; row++) {
                Map<String, Reading> readings = new HashMap<>();
                for (Map.Entry<String, double[]> column : raw.entrySet()) {
                    double v = column.getValue()[row];
                    readings.put(
                            column.getKey(),
                            Double.isNaN(v)
                                    ? Absent.because(Reason.NO_DATA)
                                    : new Measured(Estimate.of(v, Unit.RATIO)));
                }
                CompositeResult alone = marc.score(readings);
                assertThat(scores.status(row)).isEqualTo(alone.status());
                assertThat(coverages[row]).isEqualTo(alone.coverage());
                assertThat(scores.bounds(row)).isEqualTo(alone.bounds());
                Reading value = scores.value(row);
                if (alone.value() instanceof Measured measured) {
                    Estimate mine = value.measured().orElseThrow();
                    Estimate theirs = measured.estimate();
                    assertThat(mine.value()).isCloseTo(theirs.value(), within(1e-12));
                    assertThat(mine)
                            .isEqualTo(new Estimate(
                                    mine.value(),
                                    theirs.unit(),
                                    theirs.interval(),
                                    theirs.n(),
                                    theirs.method(),
                                    theirs.ratio(),
                                    theirs.pending(),
                                    theirs.flags()));
                } else {
                    assertThat(value).isEqualTo(alone.value());
                }
            }
        }
    }

    /** Threads and cuts change no bit: seeded, over several blocks and with an uneven rest. */
    @Test
    void neitherThreadsNorCutsChangeABit() {
        for (long seed = 1; seed <= 6; seed++) {
            RandomBatches random = new RandomBatches(seed);
            Node.Group root = random.tree(seed > 4);
            int rows = 50_001;
            EntityColumns columns = random.columns(root, rows);
            BatchScorer scorer = BatchScorer.of(root, 0.3);
            double[] one = scorer.score(columns).values(-1);
            for (int threads : new int[] {2, 3, 16}) {
                assertThat(scorer.withThreads(threads).score(columns).values(-1))
                        .containsExactly(one);
            }
            int[] cuts = {0, 1, 64, 777, 16_384, 16_390, 40_000, rows};
            for (int k = 1; k < cuts.length; k++) {
                double[] part = scorer.score(cut(columns, cuts[k - 1], cuts[k])).values(-1);
                assertThat(part).containsExactly(Arrays.copyOfRange(one, cuts[k - 1], cuts[k]));
            }
        }
    }

    @Property(tries = 300)
    void theOrderOfRowsDoesNotMatter(@ForAll long seed) {
        RandomBatches random = new RandomBatches(seed);
        Node.Group root = random.tree(true);
        int rows = 100;
        EntityColumns columns = random.columns(root, rows);
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < rows; i++) {
            order.add(i);
        }
        Collections.shuffle(order, new Random(seed));
        EntityColumns shuffled = EntityColumns.ofRows(rows);
        for (String id : columns.indicators()) {
            double[] values = new double[rows];
            for (int i = 0; i < rows; i++) {
                values[i] = columns.value(id, order.get(i)).orElse(Double.NaN);
            }
            shuffled = shuffled.with(id, values);
        }
        double[] one = BatchScorer.of(root, 0.5).score(columns).values(-1);
        double[] other = BatchScorer.of(root, 0.5).score(shuffled).values(-1);
        for (int i = 0; i < rows; i++) {
            assertThat(other[i]).isEqualTo(one[order.get(i)]);
        }
    }

    @Property(tries = 300)
    void theScaleOfWeightsDoesNotMatter(@ForAll long seed) {
        RandomBatches random = new RandomBatches(seed);
        Node.Group root = random.tree(false);
        EntityColumns columns = random.columns(root, 50);
        double[] one = BatchScorer.of(root, 0.5).score(columns).values(-1);
        double[] other = BatchScorer.of((Node.Group) scaled(root, 1e3), 0.5)
                .score(columns)
                .values(-1);
        for (int i = 0; i < one.length; i++) {
            assertThat(other[i]).isCloseTo(one[i], within(1e-9));
        }
    }

    private static Node scaled(Node node, double factor) {
        Node other = node.withWeight(node.weight() * factor);
        return other instanceof Node.Group group
                ? group.withMembers(
                        group.members().stream().map(m -> scaled(m, factor)).toList())
                : other;
    }

    /** Along its direction an indicator never lowers CKPImarc; one whose target is best falls beyond it. */
    @Property(tries = 300)
    void theCompositeIsMonotoneInEveryIndicatorAlongItsDirection(@ForAll long seed) {
        Profile profile = Profile.shipped("ckpimarc-default-1");
        Random random = new Random(seed);
        List<Node.Leaf> leaves = profile.tree().leaves();
        int steps = 50;
        int moved = random.nextInt(leaves.size());
        EntityColumns columns = EntityColumns.ofRows(steps);
        for (int j = 0; j < leaves.size(); j++) {
            ScoredIndicator first = leaves.get(j).candidates().get(0);
            List<Double> anchors = Cases.some(first.curve()).anchors();
            double last = anchors.get(anchors.size() - 1);
            double fixed = 1.2 * last * random.nextDouble();
            double[] values = new double[steps];
            for (int i = 0; i < steps; i++) {
                values[i] = j == moved ? 1.2 * last * i / (steps - 1) : fixed;
            }
            columns = columns.with(first.indicator(), values);
        }
        Normalizer.Curve curve =
                Cases.some(leaves.get(moved).candidates().get(0).curve());
        double[] found = BatchScorer.of(profile).score(columns).values(-1);
        for (int i = 1; i < steps; i++) {
            switch (curve.direction()) {
                case HIGHER_IS_BETTER -> assertThat(found[i]).isGreaterThanOrEqualTo(found[i - 1] - 1e-12);
                case LOWER_IS_BETTER -> assertThat(found[i]).isLessThanOrEqualTo(found[i - 1] + 1e-12);
                default -> {
                    double before = curve.score(
                            columns.value(leaves.get(moved).id(), i - 1).getAsDouble());
                    double after =
                            curve.score(columns.value(leaves.get(moved).id(), i).getAsDouble());
                    assertThat(Math.signum(found[i] - found[i - 1]) * (after - before))
                            .isGreaterThanOrEqualTo(-1e-9);
                }
            }
        }
    }

    private static EntityColumns cut(EntityColumns columns, int from, int to) {
        EntityColumns part = EntityColumns.ofRows(to - from);
        for (String id : columns.indicators()) {
            double[] values = new double[to - from];
            for (int i = 0; i < values.length; i++) {
                values[i] = columns.value(id, from + i).orElse(Double.NaN);
            }
            part = part.with(id, values);
        }
        return part;
    }
}
