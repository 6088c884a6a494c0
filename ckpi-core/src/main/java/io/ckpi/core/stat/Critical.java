package io.ckpi.core.stat;

import org.apache.commons.statistics.distribution.NormalDistribution;
import org.apache.commons.statistics.distribution.TDistribution;

/** Critical values of two-sided intervals, and the check of their level. Tails come from survival functions. */
final class Critical {

    /** The level of every interval unless another is asked for. */
    static final double DEFAULT_LEVEL = 0.95;

    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private Critical() {}

    /** The level, if it is strictly between 0 and 1. */
    static double level(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
        return level;
    }

    /** The normal quantile that leaves (1 - level) / 2 above it. */
    static double z(double level) {
        return NORMAL.inverseSurvivalProbability((1 - level) / 2);
    }

    /** The quantile of Student's t that leaves (1 - level) / 2 above it; {@code degreesOfFreedom} above 0. */
    static double t(double level, double degreesOfFreedom) {
        return TDistribution.of(degreesOfFreedom).inverseSurvivalProbability((1 - level) / 2);
    }
}
