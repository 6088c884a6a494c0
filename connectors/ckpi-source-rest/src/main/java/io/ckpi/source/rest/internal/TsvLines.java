package io.ckpi.source.rest.internal;

import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** The lines of an answer in UTF-8, parted by LF; empty ones are skipped. Mutable, for one thread. */
final class TsvLines implements AutoCloseable {

    private static final int MOST = 4 << 20;

    private final Body body;
    private final byte[] buffer = new byte[1 << 16];
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private int at;
    private int end;
    private boolean atEnd;
    private boolean terminated = true;

    TsvLines(Body body) {
        this.body = body;
    }

    /**
     * The next line, or null at the end.
     *
     * @throws RowFault if it is too long, or no text
     */
    @Nullable
    String next() throws RowFault {
        do {
            if (!read()) {
                return null;
            }
        } while (line.size() == 0);
        if (line.size() > MOST) {
            throw new RowFault(RejectReason.LINE_TOO_LONG, null, null);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(line.toByteArray()))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new RowFault(RejectReason.BAD_ENCODING, null, null);
        }
    }

    /** Reads a line, of which no more than one byte too many is kept; false at the end. */
    private boolean read() {
        line.reset();
        terminated = false;
        boolean any = false;
        while (true) {
            if (at == end) {
                end = Math.max(0, body.read(buffer, 0, buffer.length));
                at = 0;
                if (end == 0) {
                    atEnd = true;
                    return any;
                }
            }
            any = true;
            int from = at;
            while (at < end && buffer[at] != '\n') {
                at++;
            }
            line.write(buffer, from, Math.min(at - from, MOST + 1 - line.size()));
            if (at < end) {
                at++;
                terminated = true;
                return true;
            }
        }
    }

    /** True if nothing follows. */
    boolean atEnd() {
        return atEnd;
    }

    /** True if the last line ended as a line does. */
    boolean terminated() {
        return terminated;
    }

    @Override
    public void close() {
        body.close();
    }
}
