package io.ckpi.funnel;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** The rows of one part while they are collected: packed keys, or columns once a row does not fit a key. */
final class RowBuffer {

    static final RowBuffer NONE = new RowBuffer(0);

    private static final long[] EMPTY = {};

    /** Keys, or the times in milliseconds once widened. */
    private long[] longs = EMPTY;

    private int @Nullable [] locals;
    private int @Nullable [] codes;
    private final int[][] values;
    private int size;

    RowBuffer(int properties) {
        values = new int[properties][0];
    }

    void key(long key) {
        if (size == longs.length) {
            grow();
        }
        longs[size++] = key;
    }

    void wide(int local, long millis, int code) {
        if (size == longs.length) {
            grow();
        }
        if (locals == null || codes == null) {
            throw new IllegalStateException("not widened");
        }
        locals[size] = local;
        codes[size] = code;
        longs[size++] = millis;
    }

    /** The value of a property of the row that came last. */
    void value(int property, int code) {
        if (values[property].length < longs.length) {
            values[property] = Arrays.copyOf(values[property], longs.length);
        }
        values[property][size - 1] = code;
    }

    /** Turns keys into columns; {@code base} is the time of second 0 of the keys. */
    void widen(long base) {
        int[] newLocals = new int[longs.length];
        int[] newCodes = new int[longs.length];
        for (int i = 0; i < size; i++) {
            long key = longs[i];
            newLocals[i] = PartLoader.local(key);
            newCodes[i] = PartLoader.code(key);
            longs[i] = base + PartLoader.seconds(key) * 1000L;
        }
        locals = newLocals;
        codes = newCodes;
    }

    Part load(PartLoader loader, boolean packed, boolean seconds, long base, long start) {
        if (packed && values.length == 0) {
            return loader.packed(
                    new long[][] {longs}, new int[] {0}, new int[] {size}, (int) ((start - base) / 1000), false);
        }
        if (packed) {
            widen(base);
        }
        long[] ticks = longs;
        if (seconds) {
            for (int i = 0; i < size; i++) {
                ticks[i] = (ticks[i] - start) / 1000;
            }
        }
        for (int p = 0; p < values.length; p++) {
            values[p] = values[p].length < size ? Arrays.copyOf(values[p], size) : values[p];
        }
        int[] none = {};
        return loader.columns(
                size, locals == null ? none : locals, ticks, codes == null ? none : codes, values, seconds);
    }

    private void grow() {
        int capacity = Math.max(64, longs.length + (longs.length >> 1));
        longs = Arrays.copyOf(longs, capacity);
        if (locals != null && codes != null) {
            locals = Arrays.copyOf(locals, capacity);
            codes = Arrays.copyOf(codes, capacity);
        }
    }
}
