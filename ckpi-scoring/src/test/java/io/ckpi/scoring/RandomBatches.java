package io.ckpi.scoring;

import io.ckpi.core.Direction;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Random trees and columns for the tests of batches, with everything that is rare made frequent. */
final class RandomBatches {

    private final Random random;
    private int nodes;

    RandomBatches(long seed) {
        this.random = new Random(seed);
    }

    private boolean chance(double p) {
        return random.nextDouble() < p;
    }

    /** A tree of arithmetic and geometric means that renormalise, or of anything. */
    Node.Group tree(boolean anything) {
        return group(0, 1, anything);
    }

    private Node.Group group(int depth, double weight, boolean anything) {
        String id = "g" + nodes++;
        int count = 1 + random.nextInt(5);
        List<Node> members = new ArrayList<>();
        for (int k = 0; k < count; k++) {
            double w = k == 0 ? 1 + random.nextInt(3) : memberWeight();
            members.add(depth < 2 && chance(0.3) ? group(depth + 1, w, anything) : leaf(w));
        }
        Missing missing = anything && chance(0.3)
                ? Missing.values()[random.nextInt(Missing.values().length)]
                : Missing.RENORMALISE;
        double minPresent = anything && chance(0.2) ? random.nextDouble() : 0;
        return new Node.Group(id, weight, aggregator(anything), missing, minPresent, members);
    }

    private double memberWeight() {
        return switch (random.nextInt(6)) {
            case 0 -> random.nextDouble();
            case 1 -> Math.pow(10, -12 * random.nextDouble());
            case 2 -> chance(0.5) ? 0 : 7;
            default -> 1 + random.nextInt(4);
        };
    }

    private Aggregator aggregator(boolean anything) {
        if (anything && chance(0.2)) {
            return chance(0.5) ? new Aggregator.Minimum() : new Aggregator.Power(2, null);
        }
        return switch (random.nextInt(6)) {
            case 0 -> Aggregator.geometric();
            case 1 -> Aggregator.geometric(0.01);
            case 2 -> Aggregator.geometric(1);
            case 3 -> Aggregator.geometric(7.5);
            default -> Aggregator.arithmetic();
        };
    }

    private Node.Leaf leaf(double weight) {
        String id = "x.leaf" + nodes++;
        if (chance(0.1)) {
            return Node.leaf(id, weight);
        }
        List<ScoredIndicator> candidates = new ArrayList<>();
        candidates.add(ScoredIndicator.of(id, curve()));
        while (chance(0.2)) {
            candidates.add(ScoredIndicator.of("x.spare" + nodes++, curve()));
        }
        return new Node.Leaf(id, weight, candidates);
    }

    private Normalizer.Curve curve() {
        double low = chance(0.5) ? random.nextInt(5) : 200 * (random.nextDouble() - 0.5);
        double width =
                switch (random.nextInt(8)) {
                    case 0 -> 1e-9;
                    case 1 -> 1e200;
                    case 2 -> 1e-300;
                    default -> 0.1 + 10 * random.nextDouble();
                };
        if (!(low + width > low)) {
            low = 0;
        }
        Direction direction = chance(0.5) ? Direction.HIGHER_IS_BETTER : Direction.LOWER_IS_BETTER;
        return switch (random.nextInt(8)) {
            case 0 -> Normalizer.goalposts(low, low + width, direction);
            case 1 -> new Normalizer.LogGoalposts(1 + Math.abs(low), 5 + 2 * Math.abs(low), 100, true, direction);
            case 2 -> new Normalizer.Logistic(low, 1 / width, 100, direction);
            case 3 ->
                direction == Direction.HIGHER_IS_BETTER
                        ? new Normalizer.BestWorst(low, low + width, 60)
                        : new Normalizer.BestWorst(low + width, low, 100);
            default -> points(low, width);
        };
    }

    private Normalizer.Piecewise points(double low, double width) {
        List<Normalizer.Piecewise.Point> points = new ArrayList<>();
        double x = low;
        int count = 2 + random.nextInt(5);
        for (int k = 0; k < count; k++) {
            double y = chance(0.5) ? 50 * random.nextInt(3) : 100 * random.nextDouble();
            points.add(new Normalizer.Piecewise.Point(x, y));
            double step = width * (chance(0.2) ? 1e-4 : 0.1 + random.nextDouble());
            x = x + step > x ? x + step : Math.nextUp(x);
        }
        return new Normalizer.Piecewise(points);
    }

    /** Values of every column that a tree can use; some columns are left out, some have gaps. */
    EntityColumns columns(Node.Group root, int rows) {
        EntityColumns columns = EntityColumns.ofRows(rows);
        for (Node.Leaf leaf : Tree.of(root).leaves()) {
            if (leaf.candidates().isEmpty()) {
                columns = columns.with(leaf.id(), column(rows, null));
            }
            for (ScoredIndicator candidate : leaf.candidates()) {
                if (leaf == Tree.of(root).leaves().get(0) || !chance(0.1)) {
                    columns = columns.with(candidate.indicator(), column(rows, candidate.curve()));
                }
            }
        }
        return columns;
    }

    private double[] column(int rows, Normalizer.Curve curve) {
        double gaps = chance(0.4) ? 0 : chance(0.5) ? 0.02 : random.nextDouble();
        double[] values = new double[rows];
        double[] extremes = {0, -0.0, 1e300, -1e300, Double.MAX_VALUE, -Double.MAX_VALUE, Double.MIN_VALUE};
        double wild = chance(0.3) ? 0.05 : 0; // columns without extremes take the short way
        for (int i = 0; i < rows; i++) {
            if (chance(gaps)) {
                values[i] = Double.NaN;
            } else if (curve == null) {
                values[i] = chance(0.2) ? 100 * random.nextInt(2) : 100 * random.nextDouble();
            } else if (chance(wild)) {
                values[i] = extremes[random.nextInt(extremes.length)];
            } else {
                List<Double> anchors = curve.anchors();
                double low = anchors.get(0);
                double high = anchors.get(anchors.size() - 1);
                double width = high > low ? high - low : 4;
                values[i] = chance(0.2)
                        ? anchors.get(random.nextInt(anchors.size()))
                        : low + width * (1.4 * random.nextDouble() - 0.2);
            }
        }
        return values;
    }
}
