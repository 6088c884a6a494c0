package io.ckpi.source.files.internal;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * Recodes a stream to UTF-8, so that rows can be cut at bytes whatever the encoding. Bytes that mean nothing become the
 * byte FF, which is never UTF-8: the row that holds it is rejected, its neighbours are not.
 */
final class Recoding extends InputStream {

    private static final int SIZE = 1 << 14;
    private static final byte BAD = (byte) 0xFF;

    private final InputStream in;
    private final CharsetDecoder decoder;
    private final CharsetEncoder encoder = StandardCharsets.UTF_8
            .newEncoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final ByteBuffer source = ByteBuffer.allocate(SIZE).flip();
    private final CharBuffer chars = CharBuffer.allocate(SIZE).flip();
    private final ByteBuffer result = ByteBuffer.allocate(4 * SIZE).flip();
    private boolean sourceEnded;
    private boolean ended;

    Recoding(InputStream in, Charset charset) {
        this.in = in;
        this.decoder = charset.newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        if (length == 0) {
            return 0;
        }
        while (!result.hasRemaining()) {
            if (ended) {
                return -1;
            }
            recode();
        }
        int count = Math.min(length, result.remaining());
        result.get(target, offset, count);
        return count;
    }

    private void recode() throws IOException {
        if (!sourceEnded) {
            source.compact();
            int count = in.read(source.array(), source.position(), source.remaining());
            if (count < 0) {
                sourceEnded = true;
            } else {
                source.position(source.position() + count);
            }
            source.flip();
        }
        result.clear();
        chars.compact();
        CoderResult read = decoder.decode(source, chars, sourceEnded);
        if (read.isUnderflow() && sourceEnded) {
            ended = true;
            decoder.flush(chars);
        }
        chars.flip();
        // room for all: a char has at most three bytes; a high surrogate at the end waits for its other half
        CoderResult written = encoder.encode(chars, result, ended);
        while (written.isError()) {
            chars.position(chars.position() + written.length());
            result.put(BAD);
            written = encoder.encode(chars, result, ended);
        }
        if (read.isError()) {
            source.position(source.position() + read.length());
            result.put(BAD);
        }
        result.flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
