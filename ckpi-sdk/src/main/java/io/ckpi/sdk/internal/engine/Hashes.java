package io.ckpi.sdk.internal.engine;

/**
 * A fast 64-bit hash of texts, to cut and group records. Equal hashes never decide by themselves: whoever groups by them
 * compares the texts, so a collision costs time and never a wrong result.
 */
final class Hashes {

    private static final long PRIME_1 = 0x9E3779B185EBCA87L;
    private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;

    private Hashes() {}

    static long start(int seed) {
        return seed * PRIME_1 + PRIME_2;
    }

    /** Adds a text to a hash. */
    static long add(long hash, String text) {
        long h = hash ^ text.length() * PRIME_2;
        int i = 0;
        int whole = text.length() & ~3;
        for (; i < whole; i += 4) {
            long four = text.charAt(i)
                    | (long) text.charAt(i + 1) << 16
                    | (long) text.charAt(i + 2) << 32
                    | (long) text.charAt(i + 3) << 48;
            h = Long.rotateLeft(h ^ (four * PRIME_2), 31) * PRIME_1;
        }
        for (; i < text.length(); i++) {
            h = Long.rotateLeft(h ^ (text.charAt(i) * PRIME_2), 31) * PRIME_1;
        }
        return mix(h);
    }

    static long of(String text) {
        return add(start(0), text);
    }

    private static long mix(long hash) {
        long h = hash;
        h = (h ^ h >>> 33) * PRIME_2;
        h = (h ^ h >>> 29) * PRIME_1;
        return h ^ h >>> 32;
    }
}
