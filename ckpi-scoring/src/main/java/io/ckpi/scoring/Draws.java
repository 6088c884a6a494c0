package io.ckpi.scoring;

import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.scoring.internal.FlatTree;
import io.ckpi.scoring.internal.PolyLine;
import java.util.Arrays;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Seeded draws of everything a composite rests on: its weights, its readings, the anchors of its curves. Draw k uses
 * sub-streams of its own, one for each of the three, so neither threads nor the order of the draws matter, and two
 * composites of one profile see the same draws of weights and curves. Nothing is allocated per draw.
 *
 * <p>An accumulator: it holds the buffers of the draw it is at and belongs to one thread.
 */
final class Draws {

    /** The way numbers are drawn; another name means other draws of the same seed. */
    static final String GENERATOR = "ckpi-draws-1";

    /** How a leaf's raw value is drawn. */
    private enum Kind {
        ABSENT,
        CONSTANT,
        NORMAL,
        LOG_NORMAL,
        BETA,
        SUPPLIED
    }

    private final FlatTree flat;
    private final int leaves;
    private final int[] slots;
    private final double[] mean; // local weights by node
    private final double[] shape; // Dirichlet shapes by node; empty if the weights are held
    private final double spread; // of the anchors
    private final Kind[] kind;
    private final double[] p1;
    private final double[] p2;
    private final double[][] supplied;
    private final Normalizer.@Nullable Curve[] curves;
    private final double[][] lineX;
    private final double[][] lineY;
    private final double[] values; // by node
    private final RandomStream stream = new RandomStream(0);

    /** One independent set of draws: the parts that draw k consists of. */
    final class Sample {
        private final long weightFamily;
        private final long dataFamily;
        private final long curveFamily;
        private final double[] weights = mean.clone();
        private final double[] raw = new double[leaves];
        private final double[] stretch = new double[leaves];

        Sample(long seed, String suffix) {
            weightFamily = RandomStream.family(seed, "weights" + suffix);
            dataFamily = RandomStream.family(seed, "data" + suffix);
            curveFamily = RandomStream.family(seed, "curves" + suffix);
            Arrays.fill(stretch, 1);
        }

        /** Goes to draw {@code k}. */
        void draw(long k) {
            if (shape.length > 0) {
                stream.start(weightFamily, k);
                for (int node = 0; node < flat.size(); node++) {
                    if (flat.count(node) > 1) {
                        Samplers.dirichlet(stream, shape, weights, flat.first(node), flat.count(node));
                    }
                }
            }
            stream.start(dataFamily, k);
            for (int i = 0; i < leaves; i++) {
                raw[i] = drawRaw(i, k);
            }
            if (spread > 0) {
                stream.start(curveFamily, k);
                for (int i = 0; i < leaves; i++) {
                    stretch[i] = 1 + spread * (2 * stream.nextDouble() - 1);
                }
            }
        }
    }

    Draws(Tree tree, @Nullable Input[] inputs, Uncertainty options) {
        this.flat = tree.flat();
        this.leaves = tree.leafCount();
        this.slots = new int[leaves];
        this.mean = tree.localWeights();
        this.spread = options.curveSpread();
        Double concentration = options.concentration();
        double c = concentration == null ? 0 : concentration;
        this.shape =
                c == 0 ? new double[0] : Arrays.stream(mean).map(w -> w * c).toArray();
        this.kind = new Kind[leaves];
        this.p1 = new double[leaves];
        this.p2 = new double[leaves];
        this.supplied = new double[leaves][];
        this.curves = new Normalizer.Curve[leaves];
        this.lineX = new double[leaves][];
        this.lineY = new double[leaves][];
        this.values = new double[flat.size()];
        for (int i = 0; i < leaves; i++) {
            slots[i] = tree.slot(i);
            Input input = inputs[i];
            if (input == null) {
                kind[i] = Kind.ABSENT;
                lineX[i] = new double[0];
                lineY[i] = new double[0];
                supplied[i] = new double[0];
                continue;
            }
            curves[i] = input.curve;
            boolean line = input.curve instanceof Normalizer.Piecewise;
            lineX[i] = line ? ((Normalizer.Piecewise) input.curve).raws() : new double[0];
            lineY[i] = line ? ((Normalizer.Piecewise) input.curve).heights() : new double[0];
            describe(i, input);
        }
    }

    /** What is known about the raw value of a leaf. */
    static final class Input {
        final Estimate estimate;
        final Normalizer.Curve curve;
        final double[] supplied;

        /**
         * @param estimate the reading
         * @param curve the curve that scores it
         * @param supplied draws made by the producer of the reading, used as they are; may be empty
         */
        Input(Estimate estimate, Normalizer.Curve curve, double[] supplied) {
            this.estimate = estimate;
            this.curve = curve;
            this.supplied = supplied;
        }
    }

    private void describe(int i, Input input) {
        Estimate estimate = input.estimate;
        double value = estimate.value();
        supplied[i] = input.supplied;
        p1[i] = value;
        kind[i] = Kind.CONSTANT;
        if (supplied[i].length > 0) {
            kind[i] = Kind.SUPPLIED;
            return;
        }
        Interval interval = estimate.interval();
        if (interval == null) {
            return;
        }
        Estimate.Ratio ratio = estimate.ratio();
        if (estimate.method().equals("wilson") && ratio != null && isShare(ratio)) {
            kind[i] = Kind.BETA;
            p1[i] = ratio.numerator() + 0.5;
            p2[i] = ratio.denominator() - ratio.numerator() + 0.5;
            return;
        }
        double z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - interval.level()) / 2);
        Double low = interval.low();
        Double high = interval.high();
        // an open end: the other side's half width counts for both
        double below;
        double above;
        if (low != null && high != null) {
            below = value - low;
            above = high - value;
        } else {
            below = low != null ? value - low : high != null ? high - value : 0;
            above = below;
        }
        double width = below + above;
        if (!(width > 0) || !Double.isFinite(width)) {
            return;
        }
        kind[i] = Kind.NORMAL;
        p2[i] = width / (2 * z);
        if (low != null && high != null && low > 0 && value > 0) {
            double logBelow = Math.log(value) - Math.log(low);
            double logAbove = Math.log(high) - Math.log(value);
            if (Math.abs(logAbove - logBelow) / (logAbove + logBelow) < Math.abs(above - below) / width) {
                kind[i] = Kind.LOG_NORMAL;
                p1[i] = Math.log(value);
                p2[i] = (logAbove + logBelow) / (2 * z);
            }
        }
    }

    private static boolean isShare(Estimate.Ratio ratio) {
        double k = ratio.numerator();
        double n = ratio.denominator();
        return k >= 0 && k <= n && k == Math.rint(k) && n == Math.rint(n);
    }

    private double drawRaw(int i, long k) {
        return switch (kind[i]) {
            case NORMAL -> p1[i] + p2[i] * Samplers.normal(stream);
            case LOG_NORMAL -> Math.exp(p1[i] + p2[i] * Samplers.normal(stream));
            case BETA -> Samplers.beta(stream, p1[i], p2[i]);
            case SUPPLIED -> supplied[i][(int) (k % supplied[i].length)];
            case CONSTANT -> p1[i];
            case ABSENT -> FlatTree.MISSING;
        };
    }

    /** True if a leaf has a value that every draw repeats. */
    boolean isConstant(int leaf) {
        return kind[leaf] == Kind.CONSTANT;
    }

    /** The composite with weights, data and curves of the given samples at their present draws; not finite if it fails. */
    double composite(Sample weights, Sample data, Sample curvesOf) {
        for (int i = 0; i < leaves; i++) {
            values[slots[i]] = score(i, data.raw[i], curvesOf.stretch[i]);
        }
        return flat.evaluate(values, weights.weights);
    }

    /** The score of a leaf at its present draw; NaN if it has no data. */
    double score(Sample sample, int leaf) {
        return score(leaf, sample.raw[leaf], sample.stretch[leaf]);
    }

    private double score(int i, double raw, double stretch) {
        Normalizer.Curve curve = curves[i];
        if (curve == null || Double.isNaN(raw)) {
            return FlatTree.MISSING;
        }
        // all anchors times u: the curve at x is the old curve at x/u
        double x = raw / stretch;
        if (lineX[i].length > 0) {
            return PolyLine.height(lineX[i], lineY[i], x);
        }
        return curve.score(Checks.cut(x));
    }

    /** A sample of a family of its own. */
    Sample sample(long seed, String suffix) {
        return new Sample(seed, suffix);
    }
}
