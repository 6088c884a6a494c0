package io.ckpi.sdk.internal.engine;

import org.jspecify.annotations.Nullable;

/**
 * How one encoded record lies in a partition: what is needed to cut, group and drop it without decoding it, then the
 * record. A reader stands on one frame at a time. Mutable, confined to one thread.
 */
final class Frame {

    /** The record withdraws what its key names. */
    static final int DELETE = 1;
    /** Which subject the record belongs to cannot be said from the record alone; it is settled with others. */
    static final int HELD = 2;
    /** The copy of a referral for who recommended. */
    static final int REFERRER = 4;
    /** The subject stands in the frame. */
    static final int SUBJECT = 8;
    /** The key was made from the content, so records of one key may be truly equal rows: each of them counts. */
    static final int SYNTHETIC = 16;
    /** The record names somebody who is to be forgotten: it serves to find what else is theirs, and is not counted. */
    static final int FORGOTTEN = 32;

    private final Bytes bytes;
    private int next;

    private int start;
    private int flags;
    private int stream;
    private long keyHash;
    private long subjectHash;
    private @Nullable String subject;
    private int body;

    Frame(byte[] partition) {
        this.bytes = new Bytes(partition, 0, partition.length);
    }

    /** Appends a frame around {@code record} to {@code out}. */
    static void write(
            Bytes out,
            int flags,
            int stream,
            long keyHash,
            long subjectHash,
            @Nullable String subject,
            byte[] record,
            int from,
            int length) {
        out.putByte(subject == null ? flags & ~SUBJECT : flags | SUBJECT);
        out.putVar(stream);
        out.putLong(keyHash);
        out.putLong(subjectHash);
        if (subject != null) {
            out.putString(subject);
        }
        out.putVar(length);
        out.putRaw(record, from, length);
    }

    /** Stands on the next frame; false at the end. */
    boolean next() {
        if (next >= bytes.array().length) {
            return false;
        }
        at(next);
        return true;
    }

    /** Stands on the frame that starts at {@code offset}. */
    void at(int offset) {
        bytes.wrap(bytes.array(), offset, bytes.array().length);
        start = offset;
        flags = bytes.getByte();
        stream = (int) bytes.getVar();
        keyHash = bytes.getLong();
        subjectHash = bytes.getLong();
        subject = (flags & SUBJECT) == 0 ? null : bytes.getString();
        int length = (int) bytes.getVar();
        body = bytes.position();
        next = body + length;
    }

    int start() {
        return start;
    }

    int end() {
        return next;
    }

    boolean has(int flag) {
        return (flags & flag) != 0;
    }

    int flags() {
        return flags;
    }

    int stream() {
        return stream;
    }

    long keyHash() {
        return keyHash;
    }

    long subjectHash() {
        return subjectHash;
    }

    @Nullable
    String subject() {
        return subject;
    }

    byte[] array() {
        return bytes.array();
    }

    int bodyStart() {
        return body;
    }

    /** The bytes, standing at the record. */
    Bytes body() {
        bytes.position(body);
        return bytes;
    }
}
