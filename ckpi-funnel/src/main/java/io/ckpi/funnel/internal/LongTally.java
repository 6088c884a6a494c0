package io.ckpi.funnel.internal;

/** A count per number: open addressing, no boxes. Mutable. */
public final class LongTally {

    private long[] keys = new long[64];
    private long[] counts = new long[64]; // 0 marks a free slot
    private int size;

    /** Adds to a number's count; {@code times} is above 0. */
    public void add(long key, long times) {
        if (size * 2 >= keys.length) {
            grow();
        }
        int slot = slot(key);
        if (counts[slot] == 0) {
            keys[slot] = key;
            size++;
        }
        counts[slot] += times;
    }

    /** Sees one number and its count. */
    public interface Visitor {
        /** One number. */
        void count(long key, long count);
    }

    /** Shows all numbers, in no order. */
    public void forEach(Visitor visitor) {
        for (int slot = 0; slot < keys.length; slot++) {
            if (counts[slot] > 0) {
                visitor.count(keys[slot], counts[slot]);
            }
        }
    }

    private int slot(long key) {
        long mixed = key * 0x9e3779b97f4a7c15L;
        int slot = (int) (mixed >>> 32) & keys.length - 1;
        while (counts[slot] != 0 && keys[slot] != key) {
            slot = slot + 1 & keys.length - 1;
        }
        return slot;
    }

    private void grow() {
        long[] oldKeys = keys;
        long[] oldCounts = counts;
        keys = new long[oldKeys.length * 2];
        counts = new long[keys.length];
        for (int i = 0; i < oldKeys.length; i++) {
            if (oldCounts[i] > 0) {
                int slot = slot(oldKeys[i]);
                keys[slot] = oldKeys[i];
                counts[slot] = oldCounts[i];
            }
        }
    }
}
