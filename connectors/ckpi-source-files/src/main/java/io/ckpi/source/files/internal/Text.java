package io.ckpi.source.files.internal;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Turns bytes of one encoding into text, strictly. Knows the encodings in which the bytes of ASCII mean ASCII and nothing
 * else: UTF-8 and those of one byte a character. Others are recoded to UTF-8 first, see {@link Recoding}.
 *
 * <p>Immutable.
 */
final class Text {

    private static final char NONE = '\uFFFF';
    private static final Text UTF_8 = new Text(null);

    /** The character of each byte, or null for UTF-8. */
    private final char @Nullable [] table;

    private Text(char @Nullable [] table) {
        this.table = table;
    }

    static Text utf8() {
        return UTF_8;
    }

    /** True if a file of that encoding must be recoded before it is cut into rows. */
    static boolean needsRecoding(Charset charset) {
        return !charset.equals(StandardCharsets.UTF_8) && table(charset) == null;
    }

    /** For an encoding that needs no recoding; all others are UTF-8 by then. */
    static Text of(Charset charset) {
        char[] table = charset.equals(StandardCharsets.UTF_8) ? null : table(charset);
        return table == null ? UTF_8 : new Text(table);
    }

    private static char @Nullable [] table(Charset charset) {
        if (!charset.canEncode() || charset.newEncoder().maxBytesPerChar() > 1) {
            return null;
        }
        char[] table = new char[256];
        for (int i = 0; i < table.length; i++) {
            table[i] = decode(charset, (byte) i);
            if (i < 128 && table[i] != i) {
                return null;
            }
        }
        return table;
    }

    private static char decode(Charset charset, byte value) {
        try {
            CharBuffer text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(ByteBuffer.wrap(new byte[] {value}));
            return text.length() == 1 && text.charAt(0) != '\uFFFD' ? text.charAt(0) : NONE;
        } catch (CharacterCodingException e) {
            return NONE;
        }
    }

    /** True if every byte of the range belongs to a character. */
    boolean isValid(byte[] bytes, int from, int to) {
        if (table == null) {
            return isUtf8(bytes, from, to);
        }
        for (int i = from; i < to; i++) {
            if (table[bytes[i] & 0xFF] == NONE) {
                return false;
            }
        }
        return true;
    }

    /** The text of a range that {@link #isValid}. */
    String decode(byte[] bytes, int from, int to) {
        if (table == null) {
            return new String(bytes, from, to - from, StandardCharsets.UTF_8);
        }
        char[] text = new char[to - from];
        for (int i = 0; i < text.length; i++) {
            text[i] = table[bytes[from + i] & 0xFF];
        }
        return new String(text);
    }

    /** How many {@code char}s the range has, if it is valid. */
    int length(byte[] bytes, int from, int to) {
        if (table != null) {
            return to - from;
        }
        int length = 0;
        for (int i = from; i < to; i++) {
            int b = bytes[i] & 0xFF;
            length += b < 0x80 || b >= 0xC0 ? b >= 0xF0 ? 2 : 1 : 0;
        }
        return length;
    }

    /** Well-formed UTF-8: shortest forms only, no surrogates, nothing above U+10FFFF (The Unicode Standard, table 3-7). */
    private static boolean isUtf8(byte[] bytes, int from, int to) {
        int i = from;
        while (i < to) {
            int b = bytes[i++];
            if (b >= 0) {
                continue;
            }
            b &= 0xFF;
            int more = b >= 0xF0 ? 3 : b >= 0xE0 ? 2 : 1;
            if (b < 0xC2 || b > 0xF4 || to - i < more) {
                return false;
            }
            int second = bytes[i] & 0xFF;
            int least = b == 0xE0 ? 0xA0 : b == 0xF0 ? 0x90 : 0x80;
            int most = b == 0xED ? 0x9F : b == 0xF4 ? 0x8F : 0xBF;
            if (second < least || second > most) {
                return false;
            }
            for (int k = 1; k < more; k++) {
                if ((bytes[i + k] & 0xC0) != 0x80) {
                    return false;
                }
            }
            i += more;
        }
        return true;
    }
}
