package io.ckpi.source.demo;

import java.util.random.RandomGenerator;

/**
 * A stream of random numbers that can be put to the start of any of 2⁶⁴ sub-streams at no cost: SplitMix64 (Steele, Lea
 * and Flood 2014, doi:10.1145/2660193.2660195), whose output for a given state is fixed for ever, unlike the derived
 * methods of the JDK's generators.
 *
 * <p>Not thread-safe.
 */
final class Draws implements RandomGenerator {

    /** What a sub-stream is for: each part of a person's life has its own, so that it can be told alone. */
    enum Part {
        STORY,
        REFERRAL,
        VISITS,
        ROBOTS,
        STAGES,
        LETTERS,
        ARM,
        MAILINGS,
        ORDERS,
        SALE,
        CALLS,
        SERVICE,
        TASKS,
        FEEDBACK,
        PERSON
    }

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;
    private static final double UNIT = 0x1.0p-53;

    private final long[] salts;
    private long state;

    Draws(long seed) {
        salts = new long[Part.values().length];
        for (Part part : Part.values()) {
            salts[part.ordinal()] = mix(mix(seed) + GOLDEN * (part.ordinal() + 1));
        }
    }

    /** Goes to the start of the sub-stream of that part and index. */
    Draws at(Part part, long index) {
        state = mix(salts[part.ordinal()] + GOLDEN * index);
        return this;
    }

    @Override
    public long nextLong() {
        state += GOLDEN;
        return mix(state);
    }

    /** Uniform in [0, 1). */
    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * UNIT;
    }

    /** Uniform in 0 to {@code bound} − 1; the bias is below 2⁻³². */
    @Override
    public int nextInt(int bound) {
        return (int) (((nextLong() >>> 32) * bound) >>> 32);
    }

    /** True with probability {@code p}. */
    boolean chance(double p) {
        return nextDouble() < p;
    }

    private static long mix(long z) {
        long y = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        y = (y ^ (y >>> 27)) * 0x94D049BB133111EBL;
        return y ^ (y >>> 31);
    }
}
