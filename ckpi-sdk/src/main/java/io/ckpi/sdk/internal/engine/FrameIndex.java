package io.ckpi.sdk.internal.engine;

import java.util.Arrays;

/**
 * The frames of a partition in the order of a hash: frames with equal hashes stand side by side, in the order in which they
 * were appended.
 */
final class FrameIndex {

    private long[] hashes = new long[1024];
    private int[] offsets = new int[1024];
    private int size;
    private long[] order = new long[0];

    void add(long hash, int offset) {
        if (size == hashes.length) {
            hashes = Arrays.copyOf(hashes, size * 2);
            offsets = Arrays.copyOf(offsets, size * 2);
        }
        hashes[size] = hash;
        offsets[size++] = offset;
    }

    int size() {
        return size;
    }

    /** Orders what was added by the upper half of the hash. */
    void sort() {
        order = new long[size];
        for (int i = 0; i < size; i++) {
            order[i] = (hashes[i] & 0xffff_ffff_0000_0000L) | i;
        }
        Arrays.sort(order);
    }

    /** The end of the run of possibly equal hashes that starts at {@code from}. */
    int runEnd(int from) {
        long head = order[from] >>> 32;
        int until = from + 1;
        while (until < size && order[until] >>> 32 == head) {
            until++;
        }
        return until;
    }

    /** The offset of the frame at that place of the order. */
    int offset(int place) {
        return offsets[(int) order[place]];
    }

    /** The hash of the frame at that place of the order. */
    long hash(int place) {
        return hashes[(int) order[place]];
    }
}
