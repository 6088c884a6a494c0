package io.ckpi.experiments.assignment;

import java.math.BigDecimal;
import java.math.MathContext;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;

/**
 * A range of buckets as fractions of all: from its start to below its end.
 *
 * <p><b>Definition.</b> With weights w₁ … w_k the range of arm i starts at w₁ + … + w_{i−1} and is coverage·wᵢ long. Raising the
 * coverage only appends buckets, so nobody who is in a range ever leaves it. Sums are exact decimal numbers.
 *
 * @param start 0 to 1
 * @param end from start to 1, excluded
 */
public record BucketRange(BigDecimal start, BigDecimal end) {

    private static final BigDecimal ALMOST_ONE = new BigDecimal("0.99");
    private static final BigDecimal BARELY_ABOVE_ONE = new BigDecimal("1.01");

    /** Checks the order. */
    public BucketRange {
        if (start.signum() < 0 || end.compareTo(start) < 0 || end.compareTo(BigDecimal.ONE) > 0) {
            throw new IllegalArgumentException("not a range within 0 … 1: " + start + " … " + end);
        }
    }

    /** A range between two fractions. @throws IllegalArgumentException if they are not ordered within 0 … 1 */
    public static BucketRange of(double start, double end) {
        return new BucketRange(BigDecimal.valueOf(start), BigDecimal.valueOf(end));
    }

    /**
     * The ranges of equally large arms.
     *
     * @param arms 1 or more
     * @param coverage the share of each range that is used; below 0 counts as 0, above 1 as 1
     */
    public static List<BucketRange> equal(int arms, double coverage) {
        if (arms < 1) {
            throw new IllegalArgumentException("arms is below 1: " + arms);
        }
        List<BucketRange> ranges = new ArrayList<>();
        BigDecimal covered = covered(coverage);
        for (int i = 0; i < arms; i++) {
            BigDecimal start = BigDecimal.valueOf(i).divide(BigDecimal.valueOf(arms), MathContext.DECIMAL128);
            BigDecimal next = BigDecimal.valueOf(i + 1L).divide(BigDecimal.valueOf(arms), MathContext.DECIMAL128);
            ranges.add(new BucketRange(start, start.add(next.subtract(start).multiply(covered))));
        }
        return ranges;
    }

    /**
     * The ranges of arms by weight.
     *
     * @param weights shares of the arms, 0 or more, that sum to 1 (0.99 to 1.01; the last range never passes 1)
     * @param coverage the share of each range that is used; below 0 counts as 0, above 1 as 1
     * @throws IllegalArgumentException if a weight is negative or they do not sum to 1
     */
    public static List<BucketRange> of(double[] weights, double coverage) {
        BigDecimal covered = covered(coverage);
        List<BucketRange> ranges = new ArrayList<>();
        BigDecimal start = BigDecimal.ZERO;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] <= 1)) {
                throw new IllegalArgumentException("weights[" + i + "] is not from 0 to 1: " + weights[i]);
            }
            BigDecimal weight = BigDecimal.valueOf(weights[i]);
            BigDecimal end = start.add(weight.multiply(covered)).min(BigDecimal.ONE);
            ranges.add(new BucketRange(start.min(BigDecimal.ONE), end));
            start = start.add(weight);
        }
        if (start.compareTo(ALMOST_ONE) < 0 || start.compareTo(BARELY_ABOVE_ONE) > 0) {
            throw new IllegalArgumentException("the weights sum to " + start + ", not to 1");
        }
        return ranges;
    }

    private static BigDecimal covered(double coverage) {
        if (Double.isNaN(coverage)) {
            throw new IllegalArgumentException("coverage is not a number");
        }
        return BigDecimal.valueOf(Math.min(1, Math.max(0, coverage)));
    }

    /** True if bucket {@code bucket} of {@code buckets} lies inside: start ≤ bucket/buckets &lt; end, in whole numbers. */
    public boolean contains(long bucket, long buckets) {
        return bucket >= first(start, buckets) && bucket < first(end, buckets);
    }

    /** The first bucket at or above this fraction. */
    private static long first(BigDecimal fraction, long buckets) {
        return fraction.multiply(BigDecimal.valueOf(buckets))
                .setScale(0, RoundingMode.CEILING)
                .longValueExact();
    }

    /** The number of buckets inside. */
    public long size(long buckets) {
        return first(end, buckets) - first(start, buckets);
    }
}
