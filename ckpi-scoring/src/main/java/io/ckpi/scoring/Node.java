package io.ckpi.scoring;

import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * A node of a composite: a {@link Group} folds its members, a {@link Leaf} is scored from an indicator.
 *
 * <p>Weights are local: each level is scaled to sum 1, and the global weight of a leaf is the product down the tree.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public sealed interface Node {

    /** The node's id, unique in its tree. */
    String id();

    /** The node's weight among its siblings, 0 or more. */
    double weight();

    /** The same node with another weight. */
    Node withWeight(double newWeight);

    /**
     * A node that folds its members.
     *
     * @param id id, unique in the tree
     * @param weight weight among its siblings, 0 or more, finite
     * @param aggregator how the members are folded
     * @param missing what to do about members without data
     * @param minPresent least share of direct members, by count, that must have data, 0 … 1; 0 asks for nothing
     * @param members one or more nodes, their weights not all 0
     */
    record Group(
            String id, double weight, Aggregator aggregator, Missing missing, double minPresent, List<Node> members)
            implements Node {

        /** Checks weights and ids. */
        public Group {
            checkNode(id, weight);
            Objects.requireNonNull(aggregator, "aggregator");
            Objects.requireNonNull(missing, "missing");
            Checks.share("minPresent", minPresent);
            members = List.copyOf(members);
            if (members.isEmpty()) {
                throw new IllegalArgumentException("group " + id + " has no members");
            }
            WeightChecks.scaled(
                    "weight of group " + id + ", member",
                    members.stream().mapToDouble(Node::weight).toArray());
            if (aggregator instanceof Aggregator.Ordered ordered
                    && ordered.orderWeights().size() != members.size()) {
                throw new IllegalArgumentException("group " + id + " has " + members.size() + " members and "
                        + ordered.orderWeights().size() + " order weights");
            }
            Set<String> ids = new HashSet<>(Set.of(id));
            for (Node member : members) {
                collect(member, ids);
            }
        }

        private static void collect(Node node, Set<String> ids) {
            if (!ids.add(node.id())) {
                throw new IllegalArgumentException("two nodes have the id " + node.id());
            }
            if (node instanceof Group group) {
                for (Node member : group.members()) {
                    collect(member, ids);
                }
            }
        }

        @Override
        public Group withWeight(double newWeight) {
            return new Group(id, newWeight, aggregator, missing, minPresent, members);
        }

        /** The same group with another aggregator. */
        public Group with(Aggregator newAggregator) {
            return new Group(id, weight, newAggregator, missing, minPresent, members);
        }

        /** The same group with another policy for members without data. */
        public Group with(Missing newMissing) {
            return new Group(id, weight, aggregator, newMissing, minPresent, members);
        }

        /** The same group with another least share of direct members, by count, that must have data. */
        public Group withMinPresent(double newMinPresent) {
            return new Group(id, weight, aggregator, missing, newMinPresent, members);
        }

        /** The same group with other members. */
        public Group withMembers(List<Node> newMembers) {
            return new Group(id, weight, aggregator, missing, minPresent, newMembers);
        }
    }

    /**
     * A node that is scored from an indicator, 0 … 100.
     *
     * @param id id, unique in the tree
     * @param weight weight among its siblings, 0 or more, finite
     * @param candidates the indicator and its fallbacks in their order: the first one that is measured is scored, by its
     *     own curve; empty if scores are given from outside
     */
    record Leaf(String id, double weight, List<ScoredIndicator> candidates) implements Node {

        /** Checks weight and curves: each must score within 0 … 100. */
        public Leaf {
            checkNode(id, weight);
            candidates = List.copyOf(candidates);
            Set<String> seen = new HashSet<>();
            for (ScoredIndicator candidate : candidates) {
                Normalizer.Curve curve = candidate.curve();
                if (curve == null) {
                    throw new IllegalArgumentException(
                            candidate.indicator() + " has no curve, leaf " + id + " needs one");
                }
                if (curve.least() < 0 || curve.greatest() > 100) {
                    throw new IllegalArgumentException("the curve of " + candidate.indicator()
                            + " leaves 0 … 100, leaf " + id + " must not: " + curve);
                }
                if (!seen.add(candidate.indicator())) {
                    throw new IllegalArgumentException("leaf " + id + " names " + candidate.indicator() + " twice");
                }
            }
        }

        @Override
        public Leaf withWeight(double newWeight) {
            return new Leaf(id, newWeight, candidates);
        }
    }

    /** A group that renormalises over the members with data. */
    static Group group(String id, double weight, Aggregator aggregator, Node... members) {
        return new Group(id, weight, aggregator, Missing.RENORMALISE, 0, List.of(members));
    }

    /** A leaf scored from the indicator of the same id. */
    static Leaf leaf(String indicator, double weight, Normalizer.Curve curve) {
        return new Leaf(indicator, weight, List.of(ScoredIndicator.of(indicator, curve)));
    }

    /** A leaf whose scores are given from outside. */
    static Leaf leaf(String id, double weight) {
        return new Leaf(id, weight, List.of());
    }

    private static void checkNode(String id, double weight) {
        if (id.isBlank()) {
            throw new IllegalArgumentException("a node's id is blank");
        }
        if (!(weight >= 0 && weight <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("weight of " + id + " is negative or not finite: " + weight);
        }
    }
}
