package io.ckpi.experiments.assignment;

/**
 * How a unit gets its bucket: a whole number below a fixed number of buckets. Buckets are compared as whole numbers, never as
 * fractions, so that no rounding decides who is treated.
 */
public enum Bucketing {
    /** FNV-1a of unit + salt, modulo 1,000: GrowthBook's first version. Only 1,000 buckets, and biased where salts are similar. */
    GROWTHBOOK_V1(1_000),
    /** FNV-1a of the decimal text of FNV-1a of salt + unit, modulo 10,000: GrowthBook's second version. */
    GROWTHBOOK_V2(10_000),
    /** MurmurHash3 x86 32 of salt + ":" + unit, seed 0, all 2³² values. */
    MURMUR3(1L << 32);

    private final long buckets;

    Bucketing(long buckets) {
        this.buckets = buckets;
    }

    /** The number of buckets. */
    public long buckets() {
        return buckets;
    }

    /**
     * The bucket of a unit, 0 to below {@link #buckets()}.
     *
     * @param unit token of the unit
     * @param salt what makes this assignment independent of others
     */
    public long bucket(String unit, String salt) {
        return switch (this) {
            case GROWTHBOOK_V1 -> Hashes.fnv1a32(unit + salt) % buckets;
            case GROWTHBOOK_V2 -> Hashes.fnv1a32(Long.toString(Hashes.fnv1a32(salt + unit))) % buckets;
            case MURMUR3 -> Hashes.murmur3(salt + ":" + unit, 0);
        };
    }
}
