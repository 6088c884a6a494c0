package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.scoring.internal.FlatTree;
import io.ckpi.scoring.internal.Mean;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A tree of {@link Node nodes} ready for evaluation on plain arrays: scores of the leaves in, a composite out.
 *
 * <p><b>Coverage</b> is the sum of the global weights of the leaves with data. <b>Bounds</b> are the composites with the
 * leaves without data at 0 and at 100; they exist for trees of monotone aggregators. Bounds say what is missing, an
 * interval says what is uncertain: the two are never merged.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Tree {

    private final Node.Group root;
    private final List<Node> nodes; // breadth first, as in the arrays
    private final int[] parent;
    private final FlatTree flat;
    private final double[] weights;
    private final double[] global;
    private final List<Node.Leaf> leaves; // depth first: the order of the definition
    private final int[] slots;
    private final boolean monotone;

    private Tree(Node.Group root) {
        this.root = root;
        this.nodes = new ArrayList<>(List.of(root));
        List<Integer> parents = new ArrayList<>(List.of(-1));
        List<Integer> firsts = new ArrayList<>();
        boolean monotonous = true;
        for (int i = 0; i < nodes.size(); i++) {
            firsts.add(nodes.size());
            if (nodes.get(i) instanceof Node.Group group) {
                monotonous &= group.aggregator().isMonotone();
                for (Node member : group.members()) {
                    nodes.add(member);
                    parents.add(i);
                }
            }
        }
        int n = nodes.size();
        this.monotone = monotonous;
        this.parent = parents.stream().mapToInt(i -> i).toArray();
        int[] first = firsts.stream().mapToInt(i -> i).toArray();
        int[] count = new int[n];
        Mean[] mean = new Mean[n];
        FlatTree.Policy[] policy = new FlatTree.Policy[n];
        double[] minPresent = new double[n];
        this.weights = new double[n];
        this.global = new double[n];
        weights[0] = 1;
        global[0] = 1;
        for (int i = 0; i < n; i++) {
            mean[i] = Mean.ARITHMETIC;
            policy[i] = FlatTree.Policy.RENORMALISE;
            if (nodes.get(i) instanceof Node.Group group) {
                count[i] = group.members().size();
                mean[i] = Means.of(group.aggregator());
                policy[i] = group.missing() == Missing.FAIL
                        ? FlatTree.Policy.FAIL
                        : group.missing() == Missing.IMPUTE_MEAN ? FlatTree.Policy.IMPUTE : FlatTree.Policy.RENORMALISE;
                minPresent[i] = group.minPresent();
                double[] local = WeightChecks.scaled(
                        "weight",
                        group.members().stream().mapToDouble(Node::weight).toArray());
                for (int k = 0; k < local.length; k++) {
                    weights[first[i] + k] = local[k];
                    global[first[i] + k] = global[i] * local[k];
                }
            }
        }
        this.flat = new FlatTree(first, count, mean, policy, minPresent);
        List<Node.Leaf> found = new ArrayList<>();
        List<Integer> places = new ArrayList<>();
        collectLeaves(0, found, places);
        this.leaves = List.copyOf(found);
        this.slots = places.stream().mapToInt(i -> i).toArray();
    }

    private void collectLeaves(int node, List<Node.Leaf> found, List<Integer> places) {
        if (nodes.get(node) instanceof Node.Leaf leaf) {
            found.add(leaf);
            places.add(node);
        }
        for (int k = 0; k < flat.count(node); k++) {
            collectLeaves(flat.first(node) + k, found, places);
        }
    }

    /** The tree below this root. */
    public static Tree of(Node.Group root) {
        return new Tree(root);
    }

    /** The root. */
    public Node.Group root() {
        return root;
    }

    /** The leaves in the order of the definition, which is the order of all arrays and columns of scores. */
    public List<Node.Leaf> leaves() {
        return leaves;
    }

    /** The global weight of every node by its id, level by level; the root has 1. */
    public Map<String, Double> globalWeights() {
        Map<String, Double> result = new LinkedHashMap<>();
        for (int i = 0; i < nodes.size(); i++) {
            result.put(nodes.get(i).id(), global[i]);
        }
        return Collections.unmodifiableMap(result);
    }

    /** The same tree with equal global weights of all leaves: a group weighs as much as it has leaves. */
    public Tree withEqualLeaves() {
        return Tree.of((Node.Group) equalLeaves(root));
    }

    private static Node equalLeaves(Node node) {
        if (node instanceof Node.Group group) {
            List<Node> members = group.members().stream().map(Tree::equalLeaves).toList();
            double sum = members.stream().mapToDouble(Node::weight).sum();
            return group.withMembers(members).withWeight(sum);
        }
        return node.withWeight(1);
    }

    /**
     * What is known about a tree with some scores.
     *
     * @param value the composite with the number of leaves with data as n, or why there is none
     * @param status how much data there is
     * @param coverage sum of the global weights of the leaves with data, 0 … 1
     * @param bounds the composites with the leaves without data at 0 and at 100, or null if they do not exist
     * @param scores the score of every node below the root that has one, level by level
     * @param flags FLOORED and IMPUTED, each with the node it concerns
     */
    public record Evaluation(
            Reading value,
            Status status,
            double coverage,
            @Nullable Bounds bounds,
            Map<String, Double> scores,
            Set<Flag> flags) {

        /** Copies map and flags. */
        public Evaluation {
            scores = Collections.unmodifiableMap(new LinkedHashMap<>(scores));
            flags = Collections.unmodifiableSet(new TreeSet<>(flags));
        }
    }

    /**
     * Evaluates the tree.
     *
     * @param scores one score per leaf, in the order of {@link #leaves}; a missing score is a leaf without data
     * @param coverageThreshold least coverage, 0 … 1, below which there is no value
     * @throws IllegalArgumentException if the number of scores is wrong
     */
    public Evaluation evaluate(Column scores, double coverageThreshold) {
        return evaluate(scores, Column.withMissing(noScores()), coverageThreshold);
    }

    /**
     * Evaluates the tree, with last observations for the leaves whose group imputes them.
     *
     * @param scores one score per leaf, in the order of {@link #leaves}
     * @param last one score of an earlier period per leaf; used where {@code scores} has none and the leaf's group has the
     *     policy {@link Missing#IMPUTE_LAST}
     * @param coverageThreshold least coverage, 0 … 1, below which there is no value
     * @throws IllegalArgumentException if the number of scores is wrong
     */
    public Evaluation evaluate(Column scores, Column last, double coverageThreshold) {
        checkSize("scores", scores.size());
        checkSize("last", last.size());
        Checks.share("coverageThreshold", coverageThreshold);
        double[] given = scores.toArray();
        double[] used = withLast(given, last.toArray());
        double coverage = coverage(given);
        double[] values = nodeValues(used);
        Status status = Status.of(coverage, coverageThreshold);
        Reading value;
        if (status == Status.INSUFFICIENT_DATA) {
            value = tooLittle(coverage, coverageThreshold);
        } else if (values[0] == FlatTree.FAILED) {
            value = Absent.because(
                    Reason.NON_POSITIVE,
                    "a mean in the tree needs positive values",
                    "одному из средних в дереве нужны положительные значения");
        } else if (Double.isNaN(values[0])) {
            status = Status.INSUFFICIENT_DATA;
            value = Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    "a group refuses to be computed from some of its members",
                    "группа не вычисляется по части своих элементов");
        } else {
            value = new Measured(Estimate.of(values[0], Unit.POINTS)
                    .withN(scores.present())
                    .withMethod(root.aggregator().word()));
        }
        Map<String, Double> byId = new LinkedHashMap<>();
        for (int i = 1; i < values.length; i++) {
            if (Double.isFinite(values[i])) {
                byId.put(nodes.get(i).id(), values[i]);
            }
        }
        return new Evaluation(value, status, coverage, bounds(given).orElse(null), byId, flags(values, given, used));
    }

    private static Absent tooLittle(double coverage, double threshold) {
        double most = Math.ceil(100 * threshold - 1e-9);
        double rounded = Math.rint(100 * coverage);
        // rounded apart, so that the sentence cannot say that 60 % is less than 60 %
        String has = percent(rounded < most ? rounded : Math.floor(100 * coverage));
        String needs = percent(most);
        return Absent.because(
                Reason.INSUFFICIENT_DATA,
                has + " of the weight has data, " + needs + " is required",
                "данные есть для " + has + " веса, требуется " + needs);
    }

    private static String percent(double percent) {
        return String.format(Locale.ROOT, "%.0f %%", percent);
    }

    private Set<Flag> flags(double[] values, double[] given, double[] used) {
        Set<Flag> flags = new TreeSet<>();
        for (int i = 1; i < values.length; i++) {
            Node.Group group = (Node.Group) nodes.get(parent[i]);
            if (values[i] < Means.floorOf(group.aggregator()) && weights[i] > 0 && values[i] != FlatTree.FAILED) {
                flags.add(Flag.of(Flag.Code.FLOORED, nodes.get(i).id()));
            }
            if (Double.isNaN(values[i])
                    && group.missing() == Missing.IMPUTE_MEAN
                    && Double.isFinite(values[parent[i]])
                    && weights[i] > 0) {
                flags.add(Flag.of(Flag.Code.IMPUTED, nodes.get(i).id()));
            }
        }
        for (int i = 0; i < given.length; i++) {
            if (Double.isNaN(given[i]) && !Double.isNaN(used[i])) {
                flags.add(Flag.of(Flag.Code.IMPUTED, leaves.get(i).id()));
            }
        }
        return flags;
    }

    // ---- for this package: arrays in the order of the leaves, NaN marks a missing score

    boolean isMonotone() {
        return monotone;
    }

    FlatTree flat() {
        return flat;
    }

    /** Local weights by node; the caller must not change them. */
    double[] localWeights() {
        return weights;
    }

    /** The node of a leaf. */
    int slot(int leaf) {
        return slots[leaf];
    }

    /** The nodes of the leaves; the caller must not change them. */
    int[] slots() {
        return slots;
    }

    /** The global weights of the leaves. */
    double[] leafWeights() {
        return Arrays.stream(slots).mapToDouble(slot -> global[slot]).toArray();
    }

    /** A node by its place in the arrays of the flat tree. */
    Node node(int index) {
        return nodes.get(index);
    }

    /** The group that holds a node below the root. */
    Node.Group groupAbove(int index) {
        return (Node.Group) nodes.get(parent[index]);
    }

    int leafCount() {
        return slots.length;
    }

    double leafWeight(int leaf) {
        return global[slots[leaf]];
    }

    /** The member of the root above a leaf, as its position among the root's members. */
    int topGroup(int leaf) {
        int node = slots[leaf];
        while (parent[node] > 0) {
            node = parent[node];
        }
        return node - 1;
    }

    /** The policy of the group that holds a leaf. */
    Missing policyOf(int leaf) {
        return ((Node.Group) nodes.get(parent[slots[leaf]])).missing();
    }

    double[] noScores() {
        double[] none = new double[slots.length];
        Arrays.fill(none, Double.NaN);
        return none;
    }

    double[] withLast(double[] given, double[] last) {
        double[] used = given.clone();
        for (int i = 0; i < used.length; i++) {
            if (Double.isNaN(used[i]) && policyOf(i) == Missing.IMPUTE_LAST) {
                used[i] = last[i];
            }
        }
        return used;
    }

    /** The values of all nodes; [0] is the composite or a mark of {@link FlatTree}. */
    double[] nodeValues(double[] leafScores) {
        double[] values = new double[nodes.size()];
        for (int i = 0; i < slots.length; i++) {
            values[slots[i]] = leafScores[i];
        }
        flat.evaluate(values, weights);
        return values;
    }

    /** The composite, or a mark of {@link FlatTree}. */
    double composite(double[] leafScores) {
        return nodeValues(leafScores)[0];
    }

    double coverage(double[] leafScores) {
        double sum = 0;
        boolean all = true;
        for (int i = 0; i < slots.length; i++) {
            if (!Double.isNaN(leafScores[i])) {
                sum += global[slots[i]];
            } else if (global[slots[i]] > 0) {
                all = false;
            }
        }
        return all ? 1 : Math.min(1, sum);
    }

    Optional<Bounds> bounds(double[] leafScores) {
        if (!monotone) {
            return Optional.empty();
        }
        double[] low = leafScores.clone();
        double[] high = leafScores.clone();
        for (int i = 0; i < low.length; i++) {
            if (Double.isNaN(low[i])) {
                low[i] = 0;
                high[i] = 100;
            }
        }
        double from = composite(low);
        double to = composite(high);
        return Double.isFinite(from) && Double.isFinite(to)
                ? Optional.of(new Bounds(Math.min(from, to), to))
                : Optional.empty();
    }

    private void checkSize(String name, int size) {
        if (size != slots.length) {
            throw new IllegalArgumentException(
                    name + " has " + size + " places, the tree has " + slots.length + " leaves");
        }
    }
}
