package io.ckpi.spi.host;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Finds a text in another however its characters are written: as they are, percent-encoded in either case of digits (also
 * twice, and {@code +} for a space), escaped as in JSON, Java or XML, each character for itself; and the middle of its Base64
 * form, wherever it lies in what was encoded.
 */
final class Disguise {

    /** Fewer characters of Base64 prove nothing. */
    private static final int LEAST_BASE64 = 4;

    private static final int BASE64_SHIFTS = 3;
    private static final int BYTE = 8;
    private static final int BASE64_BITS = 6;
    /** How often a percent sign may have been encoded itself. */
    private static final int MOST_NESTED = 3;

    private static final String PERCENT = "25";

    private Disguise() {}

    /** The text with {@code mask} for every place where {@code secret} stands in it. */
    static String masked(String text, char[] secret, String mask) {
        String masked = replaced(text, secret, mask);
        for (String core : base64(secret)) {
            masked = replaced(masked, core.toCharArray(), mask);
        }
        return masked;
    }

    private static String replaced(String text, char[] secret, String mask) {
        StringBuilder masked = null;
        int copied = 0;
        for (int i = 0; i < text.length(); ) {
            int end = mayBegin(text.charAt(i), secret[0]) ? end(text, i, secret) : -1;
            if (end < 0) {
                i++;
                continue;
            }
            masked = masked == null ? new StringBuilder() : masked;
            masked.append(text, copied, i).append(mask);
            copied = end;
            i = end;
        }
        return masked == null
                ? text
                : masked.append(text, copied, text.length()).toString();
    }

    private static boolean mayBegin(char c, char first) {
        return c == first || c == '%' || c == '\\' || c == '&' || c == '+';
    }

    /** Where the longest place of the secret that begins at {@code start} ends, or -1. */
    private static int end(String text, int start, char[] secret) {
        int[] places = {start};
        for (int k = 0; k < secret.length && places.length > 0; ) {
            int c = Character.codePointAt(secret, k);
            int chars = Character.charCount(c);
            places = next(text, places, c, chars);
            k += chars;
        }
        return places.length == 0 ? -1 : Arrays.stream(places).max().getAsInt();
    }

    private static int[] next(String text, int[] places, int c, int chars) {
        int[] found = new int[places.length + 2];
        int count = 0;
        String plain = Character.toString(c);
        for (int at : places) {
            if (at >= text.length()) {
                continue;
            }
            char here = text.charAt(at);
            if (text.startsWith(plain, at)) {
                found = with(found, count++, at + chars);
            }
            if (here == '+' && c == ' ') {
                found = with(found, count++, at + 1);
            } else if (here == '%') {
                for (int end : percent(text, at, plain.getBytes(StandardCharsets.UTF_8))) {
                    found = with(found, count++, end);
                }
            } else if (here == '\\') {
                int end = escaped(text, at, plain);
                if (end > 0) {
                    found = with(found, count++, end);
                }
            } else if (here == '&') {
                String entity = entity(c);
                if (!entity.isEmpty() && text.startsWith(entity, at)) {
                    found = with(found, count++, at + entity.length());
                }
            }
        }
        return Arrays.stream(found, 0, count).distinct().toArray();
    }

    private static int[] with(int[] places, int count, int place) {
        int[] grown = count < places.length ? places : Arrays.copyOf(places, 2 * count);
        grown[count] = place;
        return grown;
    }

    /** The ends of these bytes, each a percent sign and two digits, the percent sign itself encoded 0 to 3 times. */
    private static List<Integer> percent(String text, int start, byte[] bytes) {
        List<Integer> ends = new ArrayList<>();
        for (int nested = 0; nested <= MOST_NESTED; nested++) {
            int at = start;
            for (byte b : bytes) {
                at = encoded(text, at, b & 0xFF, nested);
                if (at < 0) {
                    break;
                }
            }
            if (at > 0) {
                ends.add(at);
            }
        }
        return ends;
    }

    private static int encoded(String text, int start, int b, int nested) {
        if (start >= text.length() || text.charAt(start) != '%') {
            return -1;
        }
        int at = start + 1;
        for (int i = 0; i < nested; i++) {
            if (!text.startsWith(PERCENT, at)) {
                return -1;
            }
            at += 2;
        }
        return number(text, at, 2) == b ? at + 2 : -1;
    }

    private static int escaped(String text, int at, String plain) {
        if (at + 1 >= text.length()) {
            return -1;
        }
        char name = text.charAt(at + 1);
        if (name == 'u') {
            int from = at;
            for (int i = 0; i < plain.length(); i++) {
                if (!text.startsWith("\\u", from) || number(text, from + 2, 4) != plain.charAt(i)) {
                    return -1;
                }
                from += 6;
            }
            return from;
        }
        char meant =
                switch (name) {
                    case 't' -> '\t';
                    case 'n' -> '\n';
                    case 'r' -> '\r';
                    case 'b' -> '\b';
                    case 'f' -> '\f';
                    default -> name;
                };
        boolean known = meant != name || !Character.isLetterOrDigit(name);
        return known && plain.length() == 1 && plain.charAt(0) == meant ? at + 2 : -1;
    }

    private static String entity(int c) {
        return switch (c) {
            case '&' -> "&amp;";
            case '<' -> "&lt;";
            case '>' -> "&gt;";
            case '"' -> "&quot;";
            case '\'' -> "&#39;";
            default -> "";
        };
    }

    /** A hexadecimal number of so many digits, or -1. */
    private static int number(String text, int from, int digits) {
        if (from + digits > text.length()) {
            return -1;
        }
        int number = 0;
        for (int i = from; i < from + digits; i++) {
            int digit = Character.digit(text.charAt(i), 16);
            if (digit < 0) {
                return -1;
            }
            number = number * 16 + digit;
        }
        return number;
    }

    /** What Base64 makes of the secret whatever stands before and behind it, in both alphabets. */
    private static Set<String> base64(char[] secret) {
        byte[] bytes = new String(secret).getBytes(StandardCharsets.UTF_8);
        int length = bytes.length;
        Set<String> cores = new LinkedHashSet<>();
        for (int shift = 0; shift < BASE64_SHIFTS; shift++) {
            byte[] shifted = new byte[shift + length];
            System.arraycopy(bytes, 0, shifted, shift, length);
            int from = (BYTE * shift + BASE64_BITS - 1) / BASE64_BITS;
            int to = BYTE * (shift + length) / BASE64_BITS;
            if (to - from >= LEAST_BASE64) {
                cores.add(Base64.getEncoder().encodeToString(shifted).substring(from, to));
                cores.add(Base64.getUrlEncoder().encodeToString(shifted).substring(from, to));
            }
        }
        return cores;
    }
}
