package io.ckpi.funnel;

import java.util.Arrays;
import java.util.List;

/** Texts by the order of their first appearance: open addressing, no boxing. Grows, not thread-safe. */
final class Dictionary {

    private String[] texts = new String[16];
    private int[] slots = new int[64];
    private int[] hashes = new int[64];
    private int size;

    /** The code of {@code text}, which gets the next one if it is new. */
    int add(String text) {
        int hash = spread(text);
        int mask = slots.length - 1;
        int slot = hash & mask;
        for (int code = slots[slot]; code != 0; code = slots[slot]) {
            if (hashes[slot] == hash && texts[code - 1].equals(text)) {
                return code - 1;
            }
            slot = (slot + 1) & mask;
        }
        if (size == texts.length) {
            texts = Arrays.copyOf(texts, size + (size >> 1));
        }
        texts[size++] = text;
        slots[slot] = size;
        hashes[slot] = hash;
        if (size * 2 > slots.length) {
            grow();
        }
        return size - 1;
    }

    /** The code of {@code text}, or −1. */
    int find(String text) {
        int hash = spread(text);
        int mask = slots.length - 1;
        for (int slot = hash & mask; slots[slot] != 0; slot = (slot + 1) & mask) {
            if (hashes[slot] == hash && texts[slots[slot] - 1].equals(text)) {
                return slots[slot] - 1;
            }
        }
        return -1;
    }

    int size() {
        return size;
    }

    String text(int code) {
        return texts[code];
    }

    /** An unmodifiable copy in the order of the codes. */
    List<String> list() {
        return List.of(Arrays.copyOf(texts, size));
    }

    private void grow() {
        int[] oldSlots = slots;
        int[] oldHashes = hashes;
        slots = new int[oldSlots.length * 2];
        hashes = new int[slots.length];
        int mask = slots.length - 1;
        for (int i = 0; i < oldSlots.length; i++) {
            if (oldSlots[i] != 0) {
                int slot = oldHashes[i] & mask;
                while (slots[slot] != 0) {
                    slot = (slot + 1) & mask;
                }
                slots[slot] = oldSlots[i];
                hashes[slot] = oldHashes[i];
            }
        }
    }

    private static int spread(String text) {
        int hash = text.hashCode() * 0x9E3779B9;
        return hash ^ (hash >>> 15);
    }
}
