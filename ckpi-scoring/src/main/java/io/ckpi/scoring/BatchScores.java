package io.ckpi.scoring;

import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.scoring.internal.BatchKernel;
import io.ckpi.scoring.internal.FlatTree;
import io.ckpi.scoring.internal.LeafInputs;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a {@link BatchScorer} found: per row a value or none, and on demand everything else that is known about the row.
 *
 * <p>Only the values are stored; status, coverage, bounds, flags and the scores of groups are computed when asked for,
 * from the columns, which are kept for it.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class BatchScores {

    private final Tree tree;
    private final LeafInputs inputs;
    private final BatchKernel kernel;
    private final double coverageThreshold;
    private final String method;
    private final int rows;
    private final BatchKernel.Result result;
    private final BitSet absent;

    private BatchScores(
            Tree tree,
            LeafInputs inputs,
            BatchKernel kernel,
            double coverageThreshold,
            String method,
            int rows,
            int threads) {
        this.tree = tree;
        this.inputs = inputs;
        this.kernel = kernel;
        this.coverageThreshold = coverageThreshold;
        this.method = method;
        this.rows = rows;
        this.result = kernel.run(Status.least(coverageThreshold), threads);
        this.absent = BitSet.valueOf(result.absent());
    }

    static BatchScores of(
            Tree tree,
            LeafInputs inputs,
            BatchKernel kernel,
            double coverageThreshold,
            String method,
            int rows,
            int threads) {
        return new BatchScores(tree, inputs, kernel, coverageThreshold, method, rows, threads);
    }

    /** The number of rows. */
    public int rows() {
        return rows;
    }

    /** True if a row has a value. */
    public boolean hasValue(int row) {
        return !absent.get(Objects.checkIndex(row, rows));
    }

    /** The value of a row in points, 0 … 100; empty if there is none. */
    public OptionalDouble score(int row) {
        return hasValue(row) ? OptionalDouble.of(result.value(row)) : OptionalDouble.empty();
    }

    /**
     * The value of a row as a reading, with the number of leaves with data as n and all flags; or why there is none:
     * INSUFFICIENT_DATA, or NON_POSITIVE where a mean in the tree needs positive values.
     */
    public Reading value(int row) {
        Tree.Evaluation evaluation = evaluation(row);
        if (!(evaluation.value() instanceof Measured measured)) {
            return evaluation.value();
        }
        Estimate estimate = Estimate.of(result.value(row), Unit.POINTS)
                .withN(measured.estimate().n())
                .withMethod(method)
                .withFlag(Flag.of(Flag.Code.NO_INTERVAL));
        for (Flag flag : evaluation.flags()) {
            estimate = estimate.withFlag(flag);
        }
        return new Measured(estimate);
    }

    /** How much of the weight of a row has data. */
    public Status status(int row) {
        Status status = Status.of(coverage(row), coverageThreshold);
        boolean incomputable = status != Status.INSUFFICIENT_DATA && !hasValue(row);
        return incomputable ? evaluation(row).status() : status;
    }

    /** Share of the weight of a row that has data, 0 … 1. */
    public double coverage(int row) {
        Objects.checkIndex(row, rows);
        double[] present = new double[inputs.leaves()]; // only whether there is a score counts
        for (int leaf = 0; leaf < present.length; leaf++) {
            present[leaf] = inputs.used(leaf, row) < 0 ? FlatTree.MISSING : 0;
        }
        return tree.coverage(present);
    }

    /** What the value of a row could be if all were known; empty if the tree is not monotone or may have no value. */
    public Optional<Bounds> bounds(int row) {
        return tree.bounds(leafScores(row));
    }

    /** All that the tree says about a row alone: value, status, coverage, bounds, the scores of all nodes, flags. */
    public Tree.Evaluation evaluation(int row) {
        Tree.Evaluation evaluation = tree.evaluate(Column.withMissing(leafScores(row)), coverageThreshold);
        Set<Flag> flags = new TreeSet<>(evaluation.flags());
        for (int leaf = 0; leaf < inputs.leaves(); leaf++) {
            int used = inputs.used(leaf, row);
            if (used >= 0) {
                addFlags(leaf, inputs.of(leaf)[used], flags, row);
            }
        }
        return new Tree.Evaluation(
                evaluation.value(),
                evaluation.status(),
                evaluation.coverage(),
                evaluation.bounds(),
                evaluation.scores(),
                flags);
    }

    private void addFlags(int leaf, LeafInputs.Input input, Set<Flag> flags, int row) {
        List<ScoredIndicator> candidates = tree.leaves().get(leaf).candidates();
        if (candidates.isEmpty()) {
            return;
        }
        ScoredIndicator candidate = candidates.get(input.place());
        if (candidate.curve() != null) {
            flags.addAll(candidate.curve().flags(input.cells().get(row)));
        }
        if (input.place() > 0) {
            flags.add(Flag.of(Flag.Code.SECONDARY_USED, candidate.indicator()));
        }
    }

    private double[] leafScores(int row) {
        Objects.checkIndex(row, rows);
        double[] scores = new double[inputs.leaves()];
        for (int leaf = 0; leaf < scores.length; leaf++) {
            scores[leaf] = inputs.score(leaf, row);
        }
        return scores;
    }

    /**
     * The values of all rows.
     *
     * @param fill what stands in rows without a value, finite; {@link #withoutValue} tells which they are
     * @throws IllegalArgumentException if {@code fill} is not finite
     */
    public double[] values(double fill) {
        Checks.finite("fill", fill);
        double[] copy = new double[rows];
        int at = 0;
        for (double[] block : result.values()) {
            System.arraycopy(block, 0, copy, at, block.length);
            at += block.length;
        }
        for (int row = absent.nextSetBit(0); row >= 0; row = absent.nextSetBit(row + 1)) {
            copy[row] = fill;
        }
        return copy;
    }

    /** The rows without a value, a copy. */
    public BitSet withoutValue() {
        return (BitSet) absent.clone();
    }

    /** The coverage of all rows. */
    public double[] coverages() {
        double[] all = new double[rows];
        Arrays.setAll(all, this::coverage);
        return all;
    }

    /** The number of rows with a status. */
    public int count(Status status) {
        int count = 0;
        for (int row = 0; row < rows; row++) {
            count += status(row) == status ? 1 : 0;
        }
        return count;
    }

    /**
     * The scores of a node below the root in all rows; missing where the node has none.
     *
     * @param node id of a group or leaf
     * @throws IllegalArgumentException if there is no such node
     */
    public Column nodeScores(String node) {
        return Column.withMissing(kernel.nodeValues(indexOf(node)));
    }

    /**
     * The number of rows in which a node was raised to the floor of the mean above it, flag FLOORED.
     *
     * @param node id of a group or leaf
     * @throws IllegalArgumentException if there is no such node
     */
    public int floored(String node) {
        int index = indexOf(node);
        double floor = Means.floorOf(tree.groupAbove(index).aggregator());
        if (tree.localWeights()[index] == 0) {
            return 0;
        }
        return (int)
                Arrays.stream(kernel.nodeValues(index)).filter(v -> v < floor).count();
    }

    private int indexOf(String node) {
        for (int i = 1; i < tree.flat().size(); i++) {
            if (tree.node(i).id().equals(node)) {
                return i;
            }
        }
        throw new IllegalArgumentException("the tree has no node " + node + " below its root");
    }
}
