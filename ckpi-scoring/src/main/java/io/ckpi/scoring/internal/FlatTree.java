package io.ckpi.scoring.internal;

/**
 * A tree of nodes in arrays, in breadth-first order: node 0 is the root, the children of a node stand side by side.
 * Evaluating it allocates nothing. Values are private to this package and its callers in this module, so they use two
 * marks: {@link #MISSING} (no value) and {@link #FAILED} (a value that a mean needs positive is not).
 *
 * <p>Immutable; the arrays given to {@link #evaluate} belong to the caller.
 */
public final class FlatTree {

    /** Mark of a node without a value. */
    public static final double MISSING = Double.NaN;
    /** Mark of a node whose mean does not exist because a value is not positive; it spreads up to the root. */
    public static final double FAILED = Double.NEGATIVE_INFINITY;

    /** What to do about missing children. */
    public enum Policy {
        /** The weights of the present children are scaled to sum 1. */
        RENORMALISE,
        /** A missing child gets the weighted mean of the present ones. */
        IMPUTE,
        /** A node with a missing child has no value. */
        FAIL
    }

    private final int[] first;
    private final int[] count;
    private final Mean[] mean;
    private final Policy[] policy;
    private final double[] minPresent;
    private final boolean[] plain; // nothing to look for before the mean is taken

    /**
     * A tree of these nodes; the arrays are kept.
     *
     * @param first index of the first child
     * @param count number of children, 0 for a leaf
     * @param mean how the children are folded
     * @param policy what to do about missing children
     * @param minPresent least share of direct children that must be present
     */
    public FlatTree(int[] first, int[] count, Mean[] mean, Policy[] policy, double[] minPresent) {
        this.first = first;
        this.count = count;
        this.mean = mean;
        this.policy = policy;
        this.minPresent = minPresent;
        this.plain = new boolean[first.length];
        for (int node = 0; node < plain.length; node++) {
            plain[node] = policy[node] == Policy.RENORMALISE && minPresent[node] == 0 && mean[node].spreadsFailure();
        }
    }

    /** The number of nodes. */
    public int size() {
        return first.length;
    }

    /** The index of the first child of a node. */
    public int first(int node) {
        return first[node];
    }

    /** The number of children of a node, 0 for a leaf. */
    public int count(int node) {
        return count[node];
    }

    Mean mean(int node) {
        return mean[node];
    }

    /** True if a group is folded from the members that are present, whichever they are. */
    boolean renormalises(int node) {
        return policy[node] == Policy.RENORMALISE && minPresent[node] == 0;
    }

    /**
     * Folds the leaves up to the root.
     *
     * @param values one slot per node, filled for the leaves; on return filled for all
     * @param weights one slot per node, the local weight
     * @return the value of the root, or one of the two marks
     */
    public double evaluate(double[] values, double[] weights) {
        for (int node = first.length - 1; node >= 0; node--) {
            if (count[node] > 0) {
                values[node] = plain[node]
                        ? mean[node].of(values, weights, first[node], count[node])
                        : group(node, values, weights);
            }
        }
        return values[0];
    }

    private double group(int node, double[] values, double[] weights) {
        int from = first[node];
        int n = count[node];
        int present = 0;
        for (int i = from; i < from + n; i++) {
            double v = values[i];
            if (v == FAILED && weights[i] > 0) {
                return FAILED;
            }
            if (!Double.isNaN(v)) {
                present++;
            }
        }
        if (present == n) {
            return mean[node].of(values, weights, from, n);
        }
        if (present == 0 || policy[node] == Policy.FAIL || present < minPresent[node] * n) {
            return MISSING;
        }
        if (policy[node] == Policy.RENORMALISE) {
            return mean[node].of(values, weights, from, n);
        }
        return imputed(node, values, weights);
    }

    private double imputed(int node, double[] values, double[] weights) {
        int from = first[node];
        int n = count[node];
        double fill = Mean.ARITHMETIC.of(values, weights, from, n);
        if (Double.isNaN(fill)) {
            return MISSING;
        }
        double[] filled = new double[n];
        double[] local = new double[n];
        for (int i = 0; i < n; i++) {
            double v = values[from + i];
            filled[i] = !Double.isNaN(v) ? v : fill;
            local[i] = weights[from + i];
        }
        return mean[node].of(filled, local, 0, n);
    }
}
