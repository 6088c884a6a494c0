package io.ckpi.value.internal;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Numbers strings 0, 1, 2 … in the order in which they are first seen: open addressing, two arrays. Mutable. */
public final class StringIndex {

    private @Nullable String[] names = new @Nullable String[16];
    private int[] slots = new int[64]; // number + 1; 0: free
    private int size;

    /** The number of a string, a new one if it was not seen before. */
    public int add(String name) {
        int slot = slot(name);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        if (size == names.length) {
            names = Arrays.copyOf(names, Math.multiplyExact(size, 2));
        }
        names[size] = name;
        slots[slot] = ++size;
        if (size * 2L > slots.length) {
            grow();
        }
        return size - 1;
    }

    /** The number of a string, or −1 if it was never added. */
    public int find(String name) {
        return slots[slot(name)] - 1;
    }

    /** How many strings there are. */
    public int size() {
        return size;
    }

    /** The string of a number. */
    public String name(int number) {
        String name = names[number];
        if (name == null) {
            throw new IndexOutOfBoundsException(number);
        }
        return name;
    }

    private int slot(String name) {
        int mask = slots.length - 1;
        int slot = mix(name.hashCode()) & mask;
        while (slots[slot] != 0 && !name.equals(names[slots[slot] - 1])) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private void grow() {
        int[] wider = new int[Math.multiplyExact(slots.length, 2)];
        int mask = wider.length - 1;
        for (int number = 0; number < size; number++) {
            int slot = mix(name(number).hashCode()) & mask;
            while (wider[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            wider[slot] = number + 1;
        }
        slots = wider;
    }

    private static int mix(int hash) {
        int h = hash * 0x9E3779B9;
        return h ^ (h >>> 15);
    }
}
