package io.ckpi.scoring;

import io.ckpi.core.Direction;
import io.ckpi.core.Flag;
import io.ckpi.core.Outcome;
import io.ckpi.scoring.internal.PolyLine;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Turns raw values of an indicator into scores. <b>Direction is applied here and nowhere else</b>, once: a raw value is
 * never negated outside.
 *
 * <p>A {@link Curve} has an explicit base line and scores one value by itself; CKPImarc uses only curves. A
 * {@link Relative} normaliser compares the items of a sample with each other, so a score moves when a peer moves; it is
 * for panels of many entities.
 *
 * <p><b>Thread-safety.</b> all implementations are immutable.
 */
public sealed interface Normalizer permits Normalizer.Curve, Normalizer.Relative {

    /** A normaliser that scores one value by itself. */
    sealed interface Curve extends Normalizer
            permits Goalposts, LogGoalposts, Piecewise, DistanceToTarget, BestWorst, Logistic, Scaled {

        /**
         * The score of a raw value: finite for every finite {@code raw}, cut at the largest double where it would overflow.
         *
         * @throws IllegalArgumentException if {@code raw} is not finite
         */
        double score(double raw);

        /** Which way the scored indicator gets better; applied inside {@link #score}. */
        Direction direction();

        /** The least score this curve can give, or minus infinity cut at the largest double if it has none. */
        double least();

        /** The greatest score this curve can give, or the largest double if it has none. */
        double greatest();

        /** The raw values at which the curve is pinned, rising. */
        List<Double> anchors();

        /** What a reader should know about the score of {@code raw}; usually nothing. */
        default Set<Flag> flags(double raw) {
            return Set.of();
        }

        /** Scores one by one; a missing value stays missing. */
        default Column scores(Column raw) {
            double[] scores = new double[raw.size()];
            for (int i = 0; i < scores.length; i++) {
                scores[i] = raw.isPresent(i) ? score(raw.get(i)) : Double.NaN;
            }
            return Column.withMissing(scores);
        }

        /** The least and the greatest score over the raw values from {@code low} to {@code high}. */
        default double[] range(double low, double high) {
            double least = Math.min(score(low), score(high));
            double greatest = Math.max(score(low), score(high));
            for (double anchor : anchors()) {
                if (low < anchor && anchor < high) {
                    least = Math.min(least, score(anchor));
                    greatest = Math.max(greatest, score(anchor));
                }
            }
            return new double[] {least, greatest};
        }
    }

    /** A normaliser that compares the items of a sample with each other. */
    sealed interface Relative extends Normalizer
            permits MinMax,
                    ZScore,
                    Rank,
                    Borda,
                    PercentRank,
                    FractionOfMax,
                    DistanceToReference,
                    DistanceToSampleTarget {

        /** The scores of a sample; a missing value stays missing. Not computable where the definition says so. */
        Outcome<Column> scores(Column raw);
    }

    /**
     * Linear between two goalposts: z = (x − lower)/(upper − lower), or (upper − x)/(upper − lower) if lower is better; cut
     * to 0 … 1 if {@code cap}; times {@code scale}.
     *
     * @param lower the lower goalpost, finite
     * @param upper the upper goalpost, above {@code lower}
     * @param scale the score of the better goalpost, above 0, usually 100
     * @param cap whether scores beyond the goalposts are cut
     * @param direction HIGHER_IS_BETTER, LOWER_IS_BETTER, or UP_TO_TARGET, which needs {@code cap} and has its target at
     *     {@code upper}
     */
    record Goalposts(double lower, double upper, double scale, boolean cap, Direction direction) implements Curve {
        /** Checks the goalposts. */
        public Goalposts {
            Checks.ordered("lower", lower, "upper", upper);
            Checks.positive("scale", scale);
            Checks.oneWay(direction);
            if (direction == Direction.UP_TO_TARGET && !cap) {
                throw new IllegalArgumentException("UP_TO_TARGET needs cap");
            }
        }

        @Override
        public double score(double raw) {
            Checks.finite("raw", raw);
            double width = upper - lower;
            double z = direction == Direction.LOWER_IS_BETTER ? (upper - raw) / width : (raw - lower) / width;
            return Checks.cut((cap ? Math.min(1, Math.max(0, z)) : z) * scale);
        }

        @Override
        public double least() {
            return cap ? 0 : -Double.MAX_VALUE;
        }

        @Override
        public double greatest() {
            return cap ? scale : Double.MAX_VALUE;
        }

        @Override
        public List<Double> anchors() {
            return List.of(lower, upper);
        }
    }

    /**
     * Goalposts on the logarithmic scale: z = ln(x/lower)/ln(upper/lower), then as {@link Goalposts}. A value of 0 or less
     * has no place on that scale: it scores 0, the worst, in either direction, flag CLAMPED_NONPOSITIVE.
     *
     * @param lower the lower goalpost, above 0
     * @param upper the upper goalpost, above {@code lower}
     * @param scale the score of the better goalpost, above 0, usually 100
     * @param cap whether scores beyond the goalposts are cut
     * @param direction HIGHER_IS_BETTER, LOWER_IS_BETTER, or UP_TO_TARGET, which needs {@code cap}
     */
    record LogGoalposts(double lower, double upper, double scale, boolean cap, Direction direction) implements Curve {
        /** Checks the goalposts. */
        public LogGoalposts {
            Checks.positive("lower", lower);
            Checks.ordered("lower", lower, "upper", upper);
            Checks.positive("scale", scale);
            Checks.oneWay(direction);
            if (direction == Direction.UP_TO_TARGET && !cap) {
                throw new IllegalArgumentException("UP_TO_TARGET needs cap");
            }
        }

        private static double logRatio(double a, double b) {
            double ratio = a / b;
            return ratio > 0 && ratio < Double.POSITIVE_INFINITY ? Math.log(ratio) : Math.log(a) - Math.log(b);
        }

        @Override
        public double score(double raw) {
            Checks.finite("raw", raw);
            if (raw <= 0) {
                return 0;
            }
            double z = logRatio(raw, lower) / logRatio(upper, lower);
            double directed = direction == Direction.LOWER_IS_BETTER ? 1 - z : z;
            return Checks.cut((cap ? Math.min(1, Math.max(0, directed)) : directed) * scale);
        }

        @Override
        public Set<Flag> flags(double raw) {
            return raw > 0 ? Set.of() : Set.of(Flag.of(Flag.Code.CLAMPED_NONPOSITIVE));
        }

        @Override
        public double least() {
            return cap ? 0 : -Double.MAX_VALUE;
        }

        @Override
        public double greatest() {
            return cap ? scale : Double.MAX_VALUE;
        }

        @Override
        public List<Double> anchors() {
            return List.of(lower, upper);
        }
    }

    /**
     * Linear between points, flat outside. It takes no direction: the curve shows it. A curve that rises and falls is for
     * an indicator whose target is best.
     *
     * @param points two or more points, raw values strictly rising
     */
    record Piecewise(List<Point> points) implements Curve {

        /**
         * One point of the curve.
         *
         * @param raw raw value, finite
         * @param score its score, finite
         */
        public record Point(double raw, double score) {
            /** Checks that both are finite. */
            public Point {
                Checks.finite("raw", raw);
                Checks.finite("score", score);
            }
        }

        /** Checks the points. */
        public Piecewise {
            points = List.copyOf(points);
            if (points.size() < 2) {
                throw new IllegalArgumentException("a curve needs two or more points: " + points.size());
            }
            for (int i = 1; i < points.size(); i++) {
                Checks.ordered(
                        "raw",
                        points.get(i - 1).raw(),
                        "the next raw",
                        points.get(i).raw());
                Checks.finite(
                        "the step of the scores",
                        points.get(i).score() - points.get(i - 1).score());
            }
        }

        @Override
        public double score(double raw) {
            Checks.finite("raw", raw);
            return PolyLine.height(raws(), heights(), raw);
        }

        double[] raws() {
            return points.stream().mapToDouble(Point::raw).toArray();
        }

        double[] heights() {
            return points.stream().mapToDouble(Point::score).toArray();
        }

        /** HIGHER_IS_BETTER if no piece falls, LOWER_IS_BETTER if no piece rises, else TARGET_IS_BEST. */
        @Override
        public Direction direction() {
            boolean rises = false;
            boolean falls = false;
            for (int i = 1; i < points.size(); i++) {
                rises |= points.get(i).score() > points.get(i - 1).score();
                falls |= points.get(i).score() < points.get(i - 1).score();
            }
            return rises && falls
                    ? Direction.TARGET_IS_BEST
                    : falls ? Direction.LOWER_IS_BETTER : Direction.HIGHER_IS_BETTER;
        }

        @Override
        public double least() {
            return points.stream().mapToDouble(Point::score).min().orElseThrow();
        }

        @Override
        public double greatest() {
            return points.stream().mapToDouble(Point::score).max().orElseThrow();
        }

        @Override
        public List<Double> anchors() {
            return points.stream().map(Point::raw).toList();
        }
    }

    /**
     * The way from a base to a target: (x − base)/(target − base), or (base − x)/(base − target) if lower is better, which
     * is the same number; cut above 1 if {@code cap}. Below the base it is negative.
     *
     * @param target the target, finite; above {@code base} if higher is better, below it if lower is better
     * @param base where the way begins, finite
     * @param cap whether more than the target counts as the target
     * @param direction HIGHER_IS_BETTER, LOWER_IS_BETTER, or UP_TO_TARGET, which needs {@code cap}
     */
    record DistanceToTarget(double target, double base, boolean cap, Direction direction) implements Curve {
        /** Checks that the target lies on the better side of the base. */
        public DistanceToTarget {
            Checks.oneWay(direction);
            if (direction == Direction.LOWER_IS_BETTER) {
                Checks.ordered("target", target, "base", base);
            } else {
                Checks.ordered("base", base, "target", target);
            }
            if (direction == Direction.UP_TO_TARGET && !cap) {
                throw new IllegalArgumentException("UP_TO_TARGET needs cap");
            }
        }

        @Override
        public double score(double raw) {
            Checks.finite("raw", raw);
            double z = (raw - base) / (target - base);
            return Checks.cut(cap ? Math.min(1, z) : z);
        }

        @Override
        public double least() {
            return -Double.MAX_VALUE;
        }

        @Override
        public double greatest() {
            return cap ? 1 : Double.MAX_VALUE;
        }

        @Override
        public List<Double> anchors() {
            return base < target ? List.of(base, target) : List.of(target, base);
        }
    }

    /**
     * Weight · (clamp(x) − worst)/(best − worst) with x cut to the range between worst and best; worst may lie above best.
     *
     * @param worst the raw value that scores 0, finite
     * @param best the raw value that scores {@code weight}, finite, not {@code worst}
     * @param weight the greatest score, above 0
     */
    record BestWorst(double worst, double best, double weight) implements Curve {
        /** Checks the range. */
        public BestWorst {
            Checks.ordered("the lesser of worst and best", Math.min(worst, best), "the greater", Math.max(worst, best));
            Checks.positive("weight", weight);
        }

        @Override
        public double score(double raw) {
            Checks.finite("raw", raw);
            double inside = Math.min(Math.max(raw, Math.min(worst, best)), Math.max(worst, best));
            return Checks.cut(weight * ((inside - worst) / (best - worst)));
        }

        @Override
        public Direction direction() {
            return worst < best ? Direction.HIGHER_IS_BETTER : Direction.LOWER_IS_BETTER;
        }

        @Override
        public double least() {
            return 0;
        }

        @Override
        public double greatest() {
            return weight;
        }

        @Override
        public List<Double> anchors() {
            return worst < best ? List.of(worst, best) : List.of(best, worst);
        }
    }

    /**
     * The logistic curve scale/(1 + e^(−d·k·(x − midpoint))) with d = 1, or −1 if lower is better.
     *
     * @param midpoint the raw value that scores half of the scale, finite
     * @param steepness k, above 0
     * @param scale the score that is approached, above 0
     * @param direction HIGHER_IS_BETTER or LOWER_IS_BETTER
     */
    record Logistic(double midpoint, double steepness, double scale, Direction direction) implements Curve {
        /** Checks the parameters. */
        public Logistic {
            Checks.finite("midpoint", midpoint);
            Checks.positive("steepness", steepness);
            Checks.positive("scale", scale);
            Checks.oneWay(direction);
            if (direction == Direction.UP_TO_TARGET) {
                throw new IllegalArgumentException("a logistic curve has no target: UP_TO_TARGET");
            }
        }

        @Override
        public double score(double raw) {
            Checks.finite("raw", raw);
            double t = steepness * (raw - midpoint);
            // e^large is infinity and scale/infinity is 0: no overflow
            return scale / (1 + Math.exp(direction == Direction.LOWER_IS_BETTER ? t : -t));
        }

        @Override
        public double least() {
            return 0;
        }

        @Override
        public double greatest() {
            return scale;
        }

        @Override
        public List<Double> anchors() {
            return List.of(midpoint);
        }
    }

    /**
     * Goalposts that cut nothing.
     *
     * @param lower the lower goalpost, finite
     * @param upper the upper goalpost, above {@code lower}
     * @param scale the score of the better goalpost, above 0
     * @param direction HIGHER_IS_BETTER or LOWER_IS_BETTER
     */
    record Scaled(double lower, double upper, double scale, Direction direction) implements Curve {
        /** Checks the goalposts. */
        public Scaled {
            Checks.ordered("lower", lower, "upper", upper);
            Checks.positive("scale", scale);
            Checks.oneWay(direction);
            if (direction == Direction.UP_TO_TARGET) {
                throw new IllegalArgumentException("UP_TO_TARGET needs a curve that is cut at its target");
            }
        }

        @Override
        public double score(double raw) {
            return new Goalposts(lower, upper, scale, false, direction).score(raw);
        }

        @Override
        public double least() {
            return -Double.MAX_VALUE;
        }

        @Override
        public double greatest() {
            return Double.MAX_VALUE;
        }

        @Override
        public List<Double> anchors() {
            return List.of(lower, upper);
        }
    }

    /**
     * From the least to the greatest value of the sample: low + (high − low)·z with z = (x − min)/(max − min), or
     * (max − x)/(max − min) if lower is better. All values equal: not computable, DEGENERATE_RANGE.
     *
     * @param low the score of the worst item, finite
     * @param high the score of the best item, above {@code low}
     * @param direction HIGHER_IS_BETTER or LOWER_IS_BETTER
     */
    record MinMax(double low, double high, Direction direction) implements Relative {
        /** Checks the range. */
        public MinMax {
            Checks.ordered("low", low, "high", high);
            Checks.upOrDown(direction);
        }

        @Override
        public Outcome<Column> scores(Column raw) {
            return Relatives.minMax(raw, low, high, direction);
        }
    }

    /**
     * Standard scores: mean + sd·d·(x − x̄)/s, s with n − 1, d = 1, or −1 if lower is better. All values equal, or fewer
     * than two: not computable, DEGENERATE_RANGE.
     *
     * @param mean the score of an average item, finite
     * @param sd the standard deviation of the scores, above 0
     * @param direction HIGHER_IS_BETTER or LOWER_IS_BETTER
     */
    record ZScore(double mean, double sd, Direction direction) implements Relative {
        /** Checks the parameters. */
        public ZScore {
            Checks.finite("mean", mean);
            Checks.positive("sd", sd);
            Checks.upOrDown(direction);
        }

        @Override
        public Outcome<Column> scores(Column raw) {
            return Relatives.zScore(raw, mean, sd, direction);
        }
    }

    /**
     * The rank from the worst, 1 for the worst; equal values share the least rank: c + 1, c the number of worse items.
     *
     * @param direction HIGHER_IS_BETTER or LOWER_IS_BETTER
     */
    record Rank(Direction direction) implements Relative {
        /** Checks the direction. */
        public Rank {
            Checks.upOrDown(direction);
        }

        @Override
        public Outcome<Column> scores(Column raw) {
            return Relatives.worse(raw, direction, (worse, n) -> worse + 1);
        }
    }

    /**
     * The number of worse items.
     *
     * @param direction HIGHER_IS_BETTER or LOWER_IS_BETTER
     */
    record Borda(Direction direction) implements Relative {
        /** Checks the direction. */
        public Borda {
            Checks.upOrDown(direction);
        }

        @Override
        public Outcome<Column> scores(Column raw) {
            return Relatives.worse(raw, direction, (worse, n) -> worse);
        }
    }

    /**
     * The share of worse items among the others, c/(n − 1). One item alone: not computable, INSUFFICIENT_DATA.
     *
     * @param direction HIGHER_IS_BETTER or LOWER_IS_BETTER
     */
    record PercentRank(Direction direction) implements Relative {
        /** Checks the direction. */
        public PercentRank {
            Checks.upOrDown(direction);
        }

        @Override
        public Outcome<Column> scores(Column raw) {
            return Relatives.percentRank(raw, direction);
        }
    }

    /** The share of the greatest value, x/max. A greatest value of 0 or less: not computable, NON_POSITIVE. */
    record FractionOfMax() implements Relative {
        @Override
        public Outcome<Column> scores(Column raw) {
            return Relatives.fractionOfMax(raw);
        }
    }

    /**
     * The way from the least value of the sample to the value of one of its items: (x − min)/(x_i − min), cut above 1 if
     * {@code cap}. The item is missing: INSUFFICIENT_DATA; it is the least one: DEGENERATE_RANGE.
     *
     * @param reference position of the item, from 0
     * @param cap whether more than the reference counts as the reference
     */
    record DistanceToReference(int reference, boolean cap) implements Relative {
        /** Checks the position. */
        public DistanceToReference {
            if (reference < 0) {
                throw new IllegalArgumentException("reference is negative: " + reference);
            }
        }

        @Override
        public Outcome<Column> scores(Column raw) {
            return Relatives.distanceToReference(raw, reference, cap);
        }
    }

    /**
     * {@link DistanceToTarget} whose base is the worst value of the sample: the least if higher is better, the greatest if
     * lower is better. No value worse than the target: not computable, DEGENERATE_RANGE.
     *
     * @param target the target, finite
     * @param cap whether more than the target counts as the target
     * @param direction HIGHER_IS_BETTER or LOWER_IS_BETTER
     */
    record DistanceToSampleTarget(double target, boolean cap, Direction direction) implements Relative {
        /** Checks the target. */
        public DistanceToSampleTarget {
            Checks.finite("target", target);
            Checks.upOrDown(direction);
        }

        @Override
        public Outcome<Column> scores(Column raw) {
            return Relatives.distanceToTarget(raw, target, cap, direction);
        }
    }

    /** Goalposts scored 0 … 100 and cut, higher is better. */
    static Goalposts goalposts(double lower, double upper) {
        return new Goalposts(lower, upper, 100, true, Direction.HIGHER_IS_BETTER);
    }

    /** Goalposts scored 0 … 100 and cut. */
    static Goalposts goalposts(double lower, double upper, Direction direction) {
        return new Goalposts(lower, upper, 100, true, direction);
    }

    /** Logarithmic goalposts scored 0 … 100 and cut, higher is better. */
    static LogGoalposts logGoalposts(double lower, double upper) {
        return new LogGoalposts(lower, upper, 100, true, Direction.HIGHER_IS_BETTER);
    }

    /**
     * A curve through points given as raw value, score, raw value, score …
     *
     * @throws IllegalArgumentException if the numbers are not pairs, or not a curve
     */
    static Piecewise piecewise(double... rawAndScore) {
        if (rawAndScore.length % 2 != 0) {
            throw new IllegalArgumentException("raw values and scores do not pair: " + rawAndScore.length + " numbers");
        }
        List<Piecewise.Point> points = new ArrayList<>();
        for (int i = 0; i < rawAndScore.length; i += 2) {
            points.add(new Piecewise.Point(rawAndScore[i], rawAndScore[i + 1]));
        }
        return new Piecewise(points);
    }

    /** A curve from 0 at {@code low} to 100 at {@code target} and back to 0 at {@code high}: the target is best. */
    static Piecewise targetIsBest(double low, double target, double high) {
        return piecewise(low, 0, target, 100, high, 0);
    }
}
