package io.ckpi.experiments.assignment;

import java.nio.charset.StandardCharsets;

/**
 * Hashes of text for assignment: the same number in every language and on every machine.
 *
 * <p><b>Definition.</b> {@link #fnv1a32}: FNV-1a, offset 0x811C9DC5, prime 0x01000193, over the UTF-8 bytes. {@link #murmur3}:
 * MurmurHash3 x86 32 over the UTF-8 bytes. Both are returned as an unsigned number, 0 … 2³² − 1.
 *
 * <p>Sources: G. Fowler, L. C. Noll, K.-P. Vo, The FNV non-cryptographic hash algorithm, IETF draft. A. Appleby, MurmurHash3, 2011
 * (public domain).
 */
public final class Hashes {

    private Hashes() {}

    /** FNV-1a of 32 bits. */
    public static long fnv1a32(String text) {
        int hash = 0x811C9DC5;
        for (byte b : text.getBytes(StandardCharsets.UTF_8)) {
            hash = (hash ^ (b & 0xff)) * 0x01000193;
        }
        return Integer.toUnsignedLong(hash);
    }

    /**
     * MurmurHash3 x86 of 32 bits.
     *
     * @param seed its 32 bits, read as unsigned or not
     */
    public static long murmur3(String text, int seed) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int hash = seed;
        int at = 0;
        for (; at + 4 <= bytes.length; at += 4) {
            int k = (bytes[at] & 0xff)
                    | (bytes[at + 1] & 0xff) << 8
                    | (bytes[at + 2] & 0xff) << 16
                    | bytes[at + 3] << 24;
            hash = Integer.rotateLeft(hash ^ mixed(k), 13) * 5 + 0xe6546b64;
        }
        int rest = 0;
        for (int i = bytes.length - 1; i >= at; i--) {
            rest = rest << 8 | (bytes[i] & 0xff);
        }
        if (at < bytes.length) {
            hash ^= mixed(rest);
        }
        hash ^= bytes.length;
        hash = (hash ^ hash >>> 16) * 0x85ebca6b;
        hash = (hash ^ hash >>> 13) * 0xc2b2ae35;
        return Integer.toUnsignedLong(hash ^ hash >>> 16);
    }

    private static int mixed(int k) {
        return Integer.rotateLeft(k * 0xcc9e2d51, 15) * 0x1b873593;
    }
}
