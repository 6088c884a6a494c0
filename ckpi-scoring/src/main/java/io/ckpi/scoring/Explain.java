package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.scoring.internal.Shapley;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The arithmetic of explanations. */
final class Explain {

    private Explain() {}

    /** Contributions of the leaves to the move of a tree from one set of scores to another. */
    static final class Points {
        /** The composite before. */
        final double from;
        /** The composite after. */
        final double to;
        /** Per leaf; 0 for a leaf without data. */
        final double[] values;
        /** Monte-Carlo errors per leaf; 0 if exact. */
        final double[] errors;

        Points(double from, double to, double[] values, double[] errors) {
            this.from = from;
            this.to = to;
            this.values = values;
            this.errors = errors;
        }
    }

    /** Shapley values over the leaves with data in both; null if the composite does not exist somewhere between. */
    static @Nullable Points points(Tree tree, double[] from, double[] to, long seed, int orders) {
        int n = from.length;
        double start = tree.composite(from);
        double end = tree.composite(to);
        int[] players = new int[n];
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (!Double.isNaN(from[i]) && !Double.isNaN(to[i])) {
                players[count++] = i;
            }
        }
        if (count == 0) {
            return new Points(0, 0, new double[n], new double[n]);
        }
        if (!Double.isFinite(start) || !Double.isFinite(end)) {
            return null;
        }
        double[] values = new double[n];
        double[] errors = new double[n];
        if (isArithmetic(tree.root())) {
            for (int p = 0; p < count; p++) {
                // a linear tree: the value of the difference alone
                double[] alone = from.clone();
                for (int q = 0; q < count; q++) {
                    alone[players[q]] = 0;
                }
                alone[players[p]] = to[players[p]] - from[players[p]];
                values[players[p]] = tree.composite(alone);
            }
            return new Points(start, end, values, errors);
        }
        TreeGame game = new TreeGame(tree, players, from, to);
        if (count <= Shapley.EXACT_LIMIT) {
            double[] phi = Shapley.exact(count, game);
            if (phi == null) {
                return null;
            }
            for (int p = 0; p < count; p++) {
                values[players[p]] = phi[p];
            }
        } else {
            double[][] phi = Shapley.sampled(count, game, orders, seed);
            if (phi == null) {
                return null;
            }
            for (int p = 0; p < count; p++) {
                values[players[p]] = phi[0][p];
                errors[players[p]] = phi[1][p];
            }
        }
        return new Points(start, end, values, errors);
    }

    private static boolean isArithmetic(Node node) {
        return !(node instanceof Node.Group group)
                || (group.aggregator() instanceof Aggregator.Arithmetic
                        && group.members().stream().allMatch(Explain::isArithmetic));
    }

    /** A tree whose leaves move between two scores. */
    private static final class TreeGame implements Shapley.Game {
        private final Tree tree;
        private final int[] slots;
        private final double[] from;
        private final double[] to;
        private final double[] nodes;

        TreeGame(Tree tree, int[] players, double[] from, double[] to) {
            this.tree = tree;
            this.nodes = tree.nodeValues(from);
            this.slots = new int[players.length];
            this.from = new double[players.length];
            this.to = new double[players.length];
            for (int p = 0; p < slots.length; p++) {
                slots[p] = tree.slot(players[p]);
                this.from[p] = from[players[p]];
                this.to[p] = to[players[p]];
            }
        }

        @Override
        public void set(int player, boolean in) {
            nodes[slots[player]] = in ? to[player] : from[player];
        }

        @Override
        public double value() {
            return tree.flat().evaluate(nodes, tree.localWeights());
        }
    }

    /** Positions by falling value; values that differ by rounding only keep their order. */
    static List<Integer> descending(double[] values) {
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            int at = order.size();
            while (at > 0 && values[i] > values[order.get(at - 1)] && !isTie(values[i], values[order.get(at - 1)])) {
                at--;
            }
            order.add(at, i);
        }
        return order;
    }

    /** True if two values differ by no more than 1e-9 relative. */
    static boolean isTie(double a, double b) {
        return Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));
    }

    /**
     * The next better anchor of a curve.
     *
     * @param raw its raw value, or null if the best score has no anchor
     * @param score its score
     */
    record Anchor(@Nullable Double raw, double score) {}

    /** The anchor with the least score above the present one; of several the nearest. */
    static Anchor nextAnchor(Normalizer.Curve curve, double raw, double score) {
        Double best = null;
        double bestScore = curve.greatest();
        for (double anchor : curve.anchors()) {
            double at = curve.score(anchor);
            if (at <= score + 1e-12 || at > bestScore) {
                continue;
            }
            if (best == null || at < bestScore || Math.abs(anchor - raw) < Math.abs(best - raw)) {
                best = anchor;
                bestScore = at;
            }
        }
        return new Anchor(best, bestScore);
    }

    /** The score of an estimate with its interval carried through the curve. */
    static Measured score(Estimate estimate, Normalizer.Curve curve) {
        Estimate score = Estimate.of(curve.score(estimate.value()), Unit.POINTS)
                .withN(estimate.n())
                .withMethod("curve");
        Interval interval = estimate.interval();
        if (interval == null) {
            return new Measured(score.withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
        }
        Double low = interval.low();
        Double high = interval.high();
        double[] range = curve.range(low == null ? -Double.MAX_VALUE : low, high == null ? Double.MAX_VALUE : high);
        return new Measured(score.withInterval(Interval.of(range[0], range[1], interval.level())));
    }

    /** What counts of a reading in the data hash. */
    static Map<String, Object> content(Reading reading) {
        Map<String, Object> map = new LinkedHashMap<>();
        if (reading instanceof Measured measured) {
            Estimate estimate = measured.estimate();
            map.put("value", estimate.value());
            map.put("unit", estimate.unit().toString());
            map.put("n", estimate.n());
            map.put("method", estimate.method());
            map.put("pending", estimate.pending());
            map.put("flags", estimate.flags().stream().map(Flag::toString).toList());
            Interval interval = estimate.interval();
            if (interval != null) {
                map.put("low", interval.low());
                map.put("high", interval.high());
                map.put("level", interval.level());
            }
            Estimate.Ratio ratio = estimate.ratio();
            if (ratio != null) {
                map.put("numerator", ratio.numerator());
                map.put("denominator", ratio.denominator());
            }
        } else if (reading instanceof Bounded bounded) {
            map.put("low", bounded.low());
            map.put("high", bounded.high());
            map.put("unit", bounded.unit().toString());
            map.put("reason", bounded.reason());
            map.put("n", bounded.n());
            map.put("flags", bounded.flags().stream().map(Flag::toString).toList());
        } else if (reading instanceof Absent absent) {
            map.put("reason", absent.reason());
        }
        return map;
    }
}
