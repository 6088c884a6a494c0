package io.ckpi.scoring;

import io.ckpi.scoring.internal.BatchKernel;
import io.ckpi.scoring.internal.Cells;
import io.ckpi.scoring.internal.LeafInputs;
import io.ckpi.scoring.internal.PolyLine;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.DoubleUnaryOperator;

/**
 * Scores millions of entities by one tree: the same curves, the same means, the same rules for missing data as a
 * {@link CkpiMarc} that scores one at a time.
 *
 * <pre>{@code
 * BatchScores scores = BatchScorer.of(profile).withThreads(2).score(columns);
 * scores.value(17);      // Measured 62.2, or Absent and why
 * scores.values(0);      // all values, 0 where there is none
 * }</pre>
 *
 * <p><b>Definition.</b> A leaf takes the first of its indicators that has a value in the row. Members without data are left
 * out and the weights of the others renormalised, in the group and then across groups (or as the group's {@link Missing}
 * policy says; {@link Missing#IMPUTE_LAST} has no earlier observations here). A row whose coverage by weight is below the
 * threshold has no value. An indicator without a column is missing in every row.
 *
 * <p><b>Numerics.</b> Each value is within 1e-12 of what the tree gives for the row alone. Neither the number of threads
 * nor the way in which rows are cut into calls changes a bit of it.
 *
 * <p><b>Speed.</b> Trees of arithmetic and geometric means with curves that are linear between points are scored column by
 * column with vector instructions; rows that need it (other means, other policies in rows with gaps, a group without any
 * data) are evaluated one by one, about ten times slower and with the same answer.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class BatchScorer {

    private final Tree tree;
    private final double coverageThreshold;
    private final String method;
    private final int threads;

    private BatchScorer(Tree tree, double coverageThreshold, String method, int threads) {
        this.tree = tree;
        this.coverageThreshold = coverageThreshold;
        this.method = method;
        this.threads = threads;
    }

    /** A scorer by a profile, on one thread. */
    public static BatchScorer of(Profile profile) {
        return new BatchScorer(profile.tree(), profile.coverageThreshold(), profile.reference(), 1);
    }

    /**
     * A scorer by a tree, on one thread. A leaf without indicators takes the column of its own id as its scores.
     *
     * @param root the tree
     * @param coverageThreshold least share of the weight that must have data, 0 … 1
     */
    public static BatchScorer of(Node.Group root, double coverageThreshold) {
        Checks.share("coverageThreshold", coverageThreshold);
        return new BatchScorer(
                Tree.of(root), coverageThreshold, root.aggregator().word(), 1);
    }

    /**
     * The same on this many threads, the caller's included. They live as long as one call of {@link #score}.
     *
     * @throws IllegalArgumentException if {@code newThreads} is below 1
     */
    public BatchScorer withThreads(int newThreads) {
        if (newThreads < 1) {
            throw new IllegalArgumentException("threads is below 1: " + newThreads);
        }
        return new BatchScorer(tree, coverageThreshold, method, newThreads);
    }

    /** The number of threads. */
    public int threads() {
        return threads;
    }

    /** The ids of the columns that are used if they are there, in the order of the definition. */
    public List<String> indicators() {
        Set<String> ids = new LinkedHashSet<>();
        for (Node.Leaf leaf : tree.leaves()) {
            if (leaf.candidates().isEmpty()) {
                ids.add(leaf.id());
            }
            leaf.candidates().forEach(candidate -> ids.add(candidate.indicator()));
        }
        return List.copyOf(ids);
    }

    /**
     * Scores all rows. Columns that the tree does not use are ignored.
     *
     * @throws IllegalArgumentException if the tree uses none of the columns, or scores given from outside leave 0 … 100
     */
    public BatchScores score(EntityColumns columns) {
        LeafInputs inputs = inputs(columns);
        BatchKernel kernel = new BatchKernel(
                tree.flat(), tree.localWeights(), tree.leafWeights(), tree.slots(), inputs, columns.rows());
        return BatchScores.of(tree, inputs, kernel, coverageThreshold, method, columns.rows(), threads);
    }

    private LeafInputs inputs(EntityColumns columns) {
        List<Node.Leaf> leaves = tree.leaves();
        LeafInputs.Input[][] inputs = new LeafInputs.Input[leaves.size()][];
        int found = 0;
        for (int i = 0; i < inputs.length; i++) {
            Node.Leaf leaf = leaves.get(i);
            List<LeafInputs.Input> own = new ArrayList<>();
            if (leaf.candidates().isEmpty()) {
                Cells cells = columns.cells(leaf.id());
                if (cells != null) {
                    own.add(given(leaf.id(), cells));
                }
            }
            for (int place = 0; place < leaf.candidates().size(); place++) {
                ScoredIndicator candidate = leaf.candidates().get(place);
                Cells cells = columns.cells(candidate.indicator());
                Normalizer.Curve curve = candidate.curve();
                if (cells != null && curve != null) {
                    own.add(scored(place, cells, curve));
                }
            }
            found += own.size();
            inputs[i] = own.toArray(LeafInputs.Input[]::new);
        }
        if (found == 0) {
            throw new IllegalArgumentException("the tree uses none of the columns; it uses "
                    + String.join(", ", indicators()) + ", there are " + columns);
        }
        return new LeafInputs(inputs);
    }

    private static LeafInputs.Input given(String id, Cells cells) {
        if (cells.least() < 0 || cells.greatest() > 100) {
            throw new IllegalArgumentException("the scores of column " + id + " leave 0 … 100");
        }
        return new LeafInputs.Input(0, cells, raw -> raw, new double[] {0, 100}, new double[] {0, 100});
    }

    private static LeafInputs.Input scored(int place, Cells cells, Normalizer.Curve curve) {
        DoubleUnaryOperator score = curve::score;
        double[] x = null;
        double[] y = null;
        if (curve instanceof Normalizer.Piecewise line) {
            double[] raws = line.raws();
            double[] heights = line.heights();
            score = raw -> PolyLine.height(raws, heights, raw);
            x = raws;
            y = heights;
        } else if (curve instanceof Normalizer.Goalposts || curve instanceof Normalizer.BestWorst) {
            // leaves allow only those that are cut at both ends
            x = curve.anchors().stream().mapToDouble(a -> a).toArray();
            y = new double[] {curve.score(x[0]), curve.score(x[1])};
        }
        return new LeafInputs.Input(place, cells, score, x, y);
    }
}
