package io.ckpi.sdk.internal.engine;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A growing buffer to write to, or a range of bytes to read from. Mutable, confined to one thread. */
final class Bytes {

    private static final int MAX = Integer.MAX_VALUE - 16;

    private byte[] data;
    private int position;
    private int limit;

    /** An empty buffer to write to. */
    Bytes() {
        this.data = new byte[512];
    }

    /** A range to read from. */
    Bytes(byte[] data, int from, int until) {
        this.data = data;
        this.position = from;
        this.limit = until;
    }

    byte[] array() {
        return data;
    }

    /** Where the next byte is written or read. */
    int position() {
        return position;
    }

    void position(int newPosition) {
        position = newPosition;
    }

    /** Reads from another range from now on. */
    void wrap(byte[] newData, int from, int until) {
        this.data = newData;
        this.position = from;
        this.limit = until;
    }

    /** Forgets what was written. */
    void clear() {
        position = 0;
    }

    boolean atEnd() {
        return position >= limit;
    }

    private void need(int more) {
        if (data.length - position < more) {
            long wanted = Math.max((long) data.length * 2, (long) position + more);
            if ((long) position + more > MAX) {
                throw new IllegalStateException("a record of more than 2 GiB");
            }
            data = Arrays.copyOf(data, (int) Math.min(wanted, MAX));
        }
    }

    void putByte(int value) {
        need(1);
        data[position++] = (byte) value;
    }

    int getByte() {
        return data[position++] & 0xff;
    }

    /** Seven bits a byte, small numbers first; any long, but short only for small ones that are not negative. */
    void putVar(long value) {
        need(10);
        long rest = value;
        while ((rest & ~0x7fL) != 0) {
            data[position++] = (byte) (rest | 0x80);
            rest >>>= 7;
        }
        data[position++] = (byte) rest;
    }

    long getVar() {
        long value = 0;
        for (int shift = 0; ; shift += 7) {
            byte b = data[position++];
            value |= (long) (b & 0x7f) << shift;
            if (b >= 0) {
                return value;
            }
        }
    }

    /** As {@link #putVar}, short for small numbers of either sign. */
    void putSigned(long value) {
        putVar((value << 1) ^ (value >> 63));
    }

    long getSigned() {
        long raw = getVar();
        return (raw >>> 1) ^ -(raw & 1);
    }

    /** Eight bytes. */
    void putLong(long value) {
        need(8);
        for (int shift = 56; shift >= 0; shift -= 8) {
            data[position++] = (byte) (value >>> shift);
        }
    }

    long getLong() {
        long value = 0;
        for (int i = 0; i < 8; i++) {
            value = value << 8 | (data[position++] & 0xff);
        }
        return value;
    }

    /** Any string, lone surrogates included; ASCII takes a byte a character. */
    void putString(String text) {
        int length = text.length();
        need(2 * length + 10);
        int start = position;
        putVar((long) length << 1);
        int begin = position;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            if (c >= 0x80) {
                position = start;
                putWide(text);
                return;
            }
            data[begin + i] = (byte) c;
        }
        position = begin + length;
    }

    private void putWide(String text) {
        int length = text.length();
        putVar((long) length << 1 | 1);
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            data[position++] = (byte) (c >>> 8);
            data[position++] = (byte) c;
        }
    }

    String getString() {
        long head = getVar();
        int length = (int) (head >>> 1);
        int begin = position;
        if ((head & 1) == 0) {
            position += length;
            return new String(data, begin, length, StandardCharsets.ISO_8859_1);
        }
        char[] wide = new char[length];
        for (int i = 0; i < length; i++) {
            wide[i] = (char) ((data[position++] & 0xff) << 8 | (data[position++] & 0xff));
        }
        return new String(wide);
    }

    void putBig(BigInteger value) {
        byte[] raw = value.toByteArray();
        putVar(raw.length);
        putRaw(raw, 0, raw.length);
    }

    BigInteger getBig() {
        int length = (int) getVar();
        BigInteger value = new BigInteger(data, position, length);
        position += length;
        return value;
    }

    void putRaw(byte[] source, int from, int length) {
        need(length);
        System.arraycopy(source, from, data, position, length);
        position += length;
    }
}
