package io.ckpi.core.numeric;

import java.util.random.RandomGenerator;

/**
 * The generator {@code L64X128MixRandom} with a state that can be set again in place, so that draw {@code k} of a run
 * has a stream of its own without an allocation per draw. After {@link #reseed(long)} the numbers are those of
 * {@code RandomGeneratorFactory.of("L64X128MixRandom").create(seed)} on every JDK.
 *
 * <p>Source: G. L. Steele and S. Vigna, LXM: better splittable pseudorandom number generators, 2021,
 * doi:10.1145/3485525.
 *
 * <p>Mutable; not thread-safe.
 */
public final class RandomStream implements RandomGenerator {

    private static final long LCG_FACTOR = 0xd1342543de82ef95L;
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final long SILVER = 0x6a09e667f3bcc909L;

    private long increment;
    private long lcg;
    private long x0;
    private long x1;

    /** A stream of this seed, the very numbers of the JDK's generator. */
    public RandomStream(long seed) {
        reseed(seed);
    }

    /** The base from which the seeds of one named family of sub-streams are made. */
    public static long family(long seed, String name) {
        long hash = 0xcbf29ce484222325L; // FNV-1a over the characters
        for (int i = 0; i < name.length(); i++) {
            hash = (hash ^ name.charAt(i)) * 0x100000001b3L;
        }
        return stafford(seed + GOLDEN) ^ hash;
    }

    /** A new stream at sub-stream {@code k} of the family of this name: the same numbers for the same three arguments. */
    public static RandomStream of(long seed, String name, long k) {
        RandomStream stream = new RandomStream(0);
        stream.start(family(seed, name), k);
        return stream;
    }

    /** Starts sub-stream {@code k} of a family. */
    public void start(long family, long k) {
        reseed(stafford(family + (k + 1) * GOLDEN));
    }

    /** Starts again with this seed. */
    public void reseed(long seed) {
        long s = seed ^ SILVER;
        increment = murmur(s) | 1;
        lcg = 1;
        x0 = stafford(s);
        x1 = stafford(s + GOLDEN);
    }

    @Override
    public long nextLong() {
        long z = lcg + x0;
        z = (z ^ (z >>> 32)) * 0xdaba0b6eb09322e3L;
        z = (z ^ (z >>> 32)) * 0xdaba0b6eb09322e3L;
        lcg = LCG_FACTOR * lcg + increment;
        long q = x1 ^ x0;
        x0 = Long.rotateLeft(x0, 24) ^ q ^ (q << 16);
        x1 = Long.rotateLeft(q, 37);
        return z ^ (z >>> 32);
    }

    @Override
    public double nextDouble() {
        return (nextLong() >>> 11) * 0x1.0p-53;
    }

    private static long murmur(long value) {
        long z = (value ^ (value >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }

    private static long stafford(long value) {
        long z = (value ^ (value >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }
}
