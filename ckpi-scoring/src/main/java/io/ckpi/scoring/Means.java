package io.ckpi.scoring;

import io.ckpi.scoring.internal.Mean;
import org.jspecify.annotations.Nullable;

/** The kernels of the aggregators. */
final class Means {

    private Means() {}

    static Mean of(Aggregator aggregator) {
        if (aggregator instanceof Aggregator.Arithmetic) {
            return Mean.ARITHMETIC;
        } else if (aggregator instanceof Aggregator.Geometric geometric) {
            return Mean.geometric(floor(geometric.floor()));
        } else if (aggregator instanceof Aggregator.Harmonic harmonic) {
            return Mean.power(-1, floor(harmonic.floor()));
        } else if (aggregator instanceof Aggregator.Power power) {
            double floor = floor(power.floor());
            return power.p() == 0 ? Mean.geometric(floor) : Mean.power(power.p(), floor);
        } else if (aggregator instanceof Aggregator.Minimum) {
            return Mean.MINIMUM;
        } else if (aggregator instanceof Aggregator.WeightedMedian) {
            return Mean.MEDIAN;
        } else if (aggregator instanceof Aggregator.Ordered ordered) {
            return Mean.ordered(
                    ordered.orderWeights().stream().mapToDouble(w -> w).toArray());
        } else if (aggregator instanceof Aggregator.MazziottaPareto mazziotta) {
            return Mean.mazziottaPareto(mazziotta.sample());
        }
        throw new AssertionError("a new aggregator without a kernel: " + aggregator);
    }

    /** The floor below which a child is flagged, 0 if there is none. */
    static double floorOf(Aggregator aggregator) {
        if (aggregator instanceof Aggregator.Geometric geometric) {
            return floor(geometric.floor());
        } else if (aggregator instanceof Aggregator.Harmonic harmonic) {
            return floor(harmonic.floor());
        } else if (aggregator instanceof Aggregator.Power power) {
            return floor(power.floor());
        }
        return 0;
    }

    private static double floor(@Nullable Double floor) {
        return floor == null ? 0 : floor;
    }
}
