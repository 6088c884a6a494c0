package io.ckpi.experiments.assignment;

import java.util.Objects;

/**
 * A range of a shared pool of customers: tests with ranges that do not overlap in the same pool never meet the same customer.
 *
 * <p><b>Definition.</b> as GrowthBook's: bucket = FNV-1a of unit + "__" + pool, modulo 1,000.
 *
 * @param pool the name of the pool, not blank
 * @param range which part of it
 */
public record Namespace(String pool, BucketRange range) {

    /** Checks the name. */
    public Namespace {
        if (pool.isBlank()) {
            throw new IllegalArgumentException("pool is blank");
        }
        Objects.requireNonNull(range, "range");
    }

    /** True if the unit belongs to this part. */
    public boolean contains(String unit) {
        return range.contains(Bucketing.GROWTHBOOK_V1.bucket(unit, "__" + pool), Bucketing.GROWTHBOOK_V1.buckets());
    }

    /** True if a unit could belong to both. */
    public boolean overlaps(Namespace other) {
        return pool.equals(other.pool)
                && range.start().max(other.range.start()).compareTo(range.end().min(other.range.end())) < 0;
    }
}
