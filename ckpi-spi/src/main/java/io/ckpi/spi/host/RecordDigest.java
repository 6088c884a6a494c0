package io.ckpi.spi.host;

import io.ckpi.core.definition.Canonical;
import io.ckpi.core.record.SourceRecord;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The digest of a stream of records: an accumulator.
 *
 * <p><b>Definition.</b> The sum modulo 2^256 of the content digests of the records, with their number. A content digest is
 * SHA-256 of the record's canonical form ({@link Canonical}): a map of its components by name, nested records and money
 * likewise, absent components left out, and {@code type}, the record's simple name. The sum does not depend on the order of
 * the records, and digests of parts merge into that of the whole.
 *
 * <p>It finds accidents: a row lost, doubled or changed. Against somebody who can craft records it is weak (generalised
 * birthday, D. Wagner, CRYPTO 2002, doi:10.1007/3-540-45708-9_19), so it is no signature.
 *
 * <p><b>Thread-safety.</b> an accumulator belongs to one thread; the static methods are thread-safe.
 */
public final class RecordDigest {

    private static final int BYTES = 32;
    private static final int LIMBS = 4;

    private final Canonical.Writer writer = Canonical.writer();
    /** The sum, the least significant limb first. */
    private final long[] sum = new long[LIMBS];

    private long count;

    /** The digest of nothing. */
    public RecordDigest() {}

    /** The content digest of one record: 32 bytes. */
    public static byte[] of(SourceRecord record) {
        Canonical.Writer writer = Canonical.writer();
        write(record, writer);
        return writer.sha256();
    }

    /** The canonical form of one record, as text; for tests and explanations. */
    public static String canonicalText(SourceRecord record) {
        Canonical.Writer writer = Canonical.writer();
        write(record, writer);
        return new String(writer.toByteArray(), java.nio.charset.StandardCharsets.UTF_8);
    }

    /** Writes the canonical form of {@code record} as the next value of {@code writer}. */
    public static void write(SourceRecord record, Canonical.Writer writer) {
        RecordForm.write(record, writer);
    }

    /** Adds a record. */
    public void add(SourceRecord record) {
        writer.reset();
        RecordForm.write(record, writer);
        add(writer.sha256());
    }

    private void add(byte[] digest) {
        long carry = 0;
        for (int limb = 0; limb < LIMBS; limb++) {
            carry = addLimb(limb, limb(digest, limb), carry);
        }
        count++;
    }

    private static long limb(byte[] bigEndian, int limb) {
        int at = BYTES - 8 * (limb + 1);
        long value = 0;
        for (int i = at; i < at + 8; i++) {
            value = (value << 8) | (bigEndian[i] & 0xFF);
        }
        return value;
    }

    /** Adds a limb and a carry of 0 or 1; gives the next carry. */
    private long addLimb(int limb, long value, long carry) {
        long first = sum[limb] + value;
        long second = first + carry;
        long overflow = Long.compareUnsigned(first, value) < 0 || Long.compareUnsigned(second, first) < 0 ? 1 : 0;
        sum[limb] = second;
        return overflow;
    }

    /** Adds the records that {@code other} has seen. */
    public void merge(RecordDigest other) {
        long carry = 0;
        long[] values = other.sum.clone(); // it may be this one
        for (int limb = 0; limb < LIMBS; limb++) {
            carry = addLimb(limb, values[limb], carry);
        }
        count += other.count;
    }

    /** How many records were added. */
    public long count() {
        return count;
    }

    /** The sum in 64 lower-case hexadecimal digits. */
    public String hex() {
        StringBuilder hex = new StringBuilder(2 * BYTES);
        for (int limb = LIMBS - 1; limb >= 0; limb--) {
            hex.append(HexFormat.of().toHexDigits(sum[limb]));
        }
        return hex.toString();
    }

    /** The sum as a number from 0 to 2^256 - 1. */
    BigInteger sum() {
        return new BigInteger(hex(), 16);
    }

    /** True for a digest of the same sum and number. */
    @Override
    public boolean equals(Object other) {
        return other instanceof RecordDigest that && count == that.count && Arrays.equals(sum, that.sum);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(sum) * 31 + Long.hashCode(count);
    }

    /** {@code hex:count}. */
    @Override
    public String toString() {
        return hex() + ":" + count;
    }
}
