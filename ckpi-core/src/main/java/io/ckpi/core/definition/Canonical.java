package io.ckpi.core.definition;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.Normalizer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The one canonical form of a value: the same content gives the same bytes on every machine and JDK, so that hashes and
 * digests can be compared years later. It is valid JSON.
 *
 * <ul>
 *   <li>Bytes are UTF-8. There is no white space outside texts.
 *   <li>A map's keys are texts in Unicode normalization form C, in the order of their code points, each once. An entry
 *       whose value is null is left out. In a list null is written {@code null}.
 *   <li>A text is in normalization form C and in double quotes. Escaped are only {@code "} and {@code \} (by a backslash),
 *       the control characters below U+0020 ({@code \b \t \n \f \r}, else {@code \}{@code u00xx} in lower case) and a
 *       surrogate without its partner ({@code \}{@code udxxx}).
 *   <li>A number is written by its exact decimal value, never by its type or scale. Without trailing zeros and with the
 *       decimal exponent e of its first digit, it is written plainly for -7 &lt; e &lt; 21 ({@code 1500}, {@code 0.000001},
 *       {@code 100000000000000000000}), else with one digit before the point and an exponent with its sign ({@code 1e-7},
 *       {@code 1.5e+21}). Zero is {@code 0}, whatever its sign.
 *   <li>A {@code double} or {@code float} is first rounded, half to even, to 17 significant digits of its exact value: 0.1
 *       is {@code 0.10000000000000001}. This gives the same double back and does not depend on {@code Double.toString}. NaN
 *       and infinities have no canonical form. A number of a definition document is a decimal, not a double: 0.1 stays
 *       {@code 0.1}.
 *   <li>An instant is a text in UTC in ISO 8601 with 0, 3, 6 or 9 decimals of a second, as few as hold it. An enum constant
 *       is its name. A set is a list in the order of its members' canonical bytes, each once.
 * </ul>
 *
 * <p><b>Thread-safety.</b> the static methods are; a {@link Writer} belongs to one thread.
 */
public final class Canonical {

    /** What of a definition is for people and does not belong to its hash. */
    public static final Set<String> FOR_PEOPLE = Set.of("name", "description", "provenance");

    private static final int DOUBLE_DIGITS = 17;
    private static final MathContext DOUBLE_CONTEXT = new MathContext(DOUBLE_DIGITS, RoundingMode.HALF_EVEN);
    private static final int MAX_DEPTH = 64;
    private static final int PLAIN_BELOW = 21;
    private static final int PLAIN_ABOVE = -7;
    private static final long LEAST_PLAIN = 1_000_000; // parts of one
    private static final int LONG_DIGITS = 19;
    private static final long[] POWERS_OF_TEN = new long[LONG_DIGITS];

    static {
        POWERS_OF_TEN[0] = 1;
        for (int i = 1; i < LONG_DIGITS; i++) {
            POWERS_OF_TEN[i] = 10 * POWERS_OF_TEN[i - 1];
        }
    }

    private static final double EXACT_WHOLE = 9007199254740992.0; // 2^53
    private static final long SECONDS_PER_DAY = 86_400;
    private static final long FIRST_FAST_SECOND = -62_167_219_200L; // 0000-01-01
    private static final long LAST_FAST_SECOND = 253_402_300_799L; // 9999-12-31
    private static final byte[] LOWER_HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

    private Canonical() {}

    /**
     * The canonical form of a tree of maps with text keys, lists, sets, texts, numbers, truth values, instants, enum
     * constants, {@link Optional} and null.
     *
     * @throws IllegalArgumentException if the tree holds anything else, is nested deeper than 64, or has a key twice after
     *     normalization
     */
    public static String text(@Nullable Object tree) {
        return new String(new Writer().value(tree).toByteArray(), StandardCharsets.UTF_8);
    }

    /** SHA-256 of the canonical form of {@code tree} in 64 lower-case hexadecimal digits, see {@link #text}. */
    public static String sha256(@Nullable Object tree) {
        return HexFormat.of().formatHex(new Writer().value(tree).sha256());
    }

    /**
     * The hash of a definition: SHA-256 of its canonical form without the root's keys {@link #FOR_PEOPLE}, so that
     * rewording does not change it. The content must be validated, with absent defaults written out.
     */
    public static String definitionHash(Map<String, ?> content) {
        Map<String, Object> kept = new HashMap<>();
        content.forEach((key, value) -> {
            if (!FOR_PEOPLE.contains(key)) {
                kept.put(key, value);
            }
        });
        return sha256(kept);
    }

    /** A copy of a tree without {@code keys} in any of its maps. */
    public static Object without(Object tree, Set<String> keys) {
        if (tree instanceof Map<?, ?> map) {
            Map<Object, Object> kept = new LinkedHashMap<>();
            map.forEach((key, value) -> {
                if (key instanceof String name && !keys.contains(name) && value != null) {
                    kept.put(name, without(value, keys));
                }
            });
            return kept;
        }
        if (tree instanceof List<?> list) {
            List<Object> kept = new ArrayList<>(list.size());
            for (Object item : list) {
                kept.add(item == null ? Optional.empty() : without(item, keys));
            }
            return kept;
        }
        return tree;
    }

    /**
     * The decimal number with the fewest digits that reads as that {@code double}; of several the nearest. The same on
     * every JDK, unlike {@code Double.toString}.
     *
     * @throws IllegalArgumentException if {@code value} is not finite
     */
    public static BigDecimal shortest(double value) {
        BigDecimal exact = exact(value);
        for (int digits = 1; digits < DOUBLE_DIGITS; digits++) {
            BigDecimal rounded = exact.round(new MathContext(digits, RoundingMode.HALF_EVEN));
            if (Double.parseDouble(rounded.toString()) == value) {
                return rounded;
            }
        }
        return exact.round(DOUBLE_CONTEXT);
    }

    private static BigDecimal exact(double value) {
        if (!(Math.abs(value) <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("not a finite number: " + value);
        }
        return new BigDecimal(value);
    }

    /** Compares texts by their code points; unlike {@link String#compareTo} also beyond U+FFFF. */
    public static int compare(String a, String b) {
        int length = Math.min(a.length(), b.length());
        for (int i = 0; i < length; i++) {
            char x = a.charAt(i);
            char y = b.charAt(i);
            if (x != y) {
                boolean xHigh = Character.isSurrogate(x);
                return xHigh == Character.isSurrogate(y) ? Character.compare(x, y) : xHigh ? 1 : -1;
            }
        }
        return Integer.compare(a.length(), b.length());
    }

    /** A writer with an empty buffer. */
    public static Writer writer() {
        return new Writer();
    }

    /** A key of a map, encoded once for many maps. Immutable. */
    public static final class Key {
        private final String text;
        private final byte[] encoded;

        /** The key {@code text}. */
        public Key(String text) {
            this.text = normalized(text);
            Writer writer = new Writer();
            writer.quoted(this.text);
            writer.put(':');
            this.encoded = writer.toByteArray();
        }

        /** Its text, in normalization form C. */
        public String text() {
            return text;
        }

        /** Its text. */
        @Override
        public String toString() {
            return text;
        }
    }

    /**
     * Writes canonical forms into a buffer that it uses again and again; an accumulator for one thread.
     *
     * <p>Keys must come in the order of their code points. Calls that do not fit together (a value without its key, an end
     * without its beginning) are an {@link IllegalStateException}.
     */
    public static final class Writer {
        private final MessageDigest digest = newDigest();
        private final @Nullable String[] lastKeys = new @Nullable String[MAX_DEPTH + 1];
        private final boolean[] inMap = new boolean[MAX_DEPTH + 1];
        private byte[] buffer = new byte[512];
        private int length;
        private int depth;
        private boolean comma;
        private boolean keyed;

        private Writer() {}

        private static MessageDigest newDigest() {
            try {
                return MessageDigest.getInstance("SHA-256");
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("every Java platform has SHA-256", e);
            }
        }

        /** Empties the buffer for the next value. */
        public Writer reset() {
            length = 0;
            depth = 0;
            comma = false;
            keyed = false;
            return this;
        }

        /** A copy of the bytes written. */
        public byte[] toByteArray() {
            complete();
            return Arrays.copyOf(buffer, length);
        }

        /** SHA-256 of the bytes written: 32 bytes. */
        public byte[] sha256() {
            complete();
            digest.update(buffer, 0, length);
            return digest.digest();
        }

        private void complete() {
            if (depth != 0 || keyed) {
                throw new IllegalStateException("the value is not complete");
            }
        }

        /** Begins a map. */
        public Writer beginMap() {
            return begin('{', true);
        }

        /** Ends a map. */
        public Writer endMap() {
            return end('}', true);
        }

        /** Begins a list. */
        public Writer beginList() {
            return begin('[', false);
        }

        /** Ends a list. */
        public Writer endList() {
            return end(']', false);
        }

        private Writer begin(char bracket, boolean map) {
            before();
            if (depth == MAX_DEPTH) {
                throw new IllegalArgumentException("nested deeper than " + MAX_DEPTH);
            }
            put(bracket);
            depth++;
            inMap[depth] = map;
            lastKeys[depth] = null;
            comma = false;
            return this;
        }

        private Writer end(char bracket, boolean map) {
            if (depth == 0 || inMap[depth] != map || keyed) {
                throw new IllegalStateException("nothing to end with " + bracket);
            }
            depth--;
            put(bracket);
            comma = true;
            return this;
        }

        /** A key of the map. @throws IllegalArgumentException if it is not greater than the one before */
        public Writer key(String key) {
            String text = normalized(key);
            nextKey(text);
            quoted(text);
            put(':');
            return this;
        }

        /** A key of the map. @throws IllegalArgumentException if it is not greater than the one before */
        public Writer key(Key key) {
            nextKey(key.text);
            ensure(key.encoded.length);
            System.arraycopy(key.encoded, 0, buffer, length, key.encoded.length);
            length += key.encoded.length;
            return this;
        }

        private void nextKey(String text) {
            if (depth == 0 || !inMap[depth] || keyed) {
                throw new IllegalStateException("no key belongs here: " + text);
            }
            String last = lastKeys[depth];
            if (last != null && compare(last, text) >= 0) {
                throw new IllegalArgumentException(
                        last.equals(text) ? "the key is repeated: " + text : "key " + text + " comes after " + last);
            }
            if (comma) {
                put(',');
            }
            lastKeys[depth] = text;
            keyed = true;
        }

        private void before() {
            if (depth > 0 && inMap[depth]) {
                if (!keyed) {
                    throw new IllegalStateException("a value without its key");
                }
                keyed = false;
            } else if (comma) {
                if (depth == 0) {
                    throw new IllegalStateException("a second value");
                }
                put(',');
            }
            comma = true;
        }

        /** A text. */
        public Writer text(String text) {
            before();
            quoted(normalized(text));
            return this;
        }

        /** A truth value. */
        public Writer flag(boolean flag) {
            before();
            ascii(flag ? "true" : "false");
            return this;
        }

        /** The null of a list. */
        public Writer nothing() {
            before();
            ascii("null");
            return this;
        }

        /** A whole number. */
        public Writer number(long number) {
            before();
            whole(number);
            return this;
        }

        /** A number, rounded to 17 significant digits of its exact value. @throws IllegalArgumentException if not finite */
        public Writer number(double number) {
            if (Math.abs(number) < EXACT_WHOLE && number == Math.rint(number)) {
                before();
                whole((long) number);
                return this;
            }
            return number(exact(number).round(DOUBLE_CONTEXT));
        }

        /** An exact number. */
        public Writer number(BigDecimal number) {
            Objects.requireNonNull(number, "number");
            before();
            if (number.signum() == 0) {
                put('0');
                return this;
            }
            if (number.precision() < LONG_DIGITS && number.scale() >= 0 && number.scale() < LONG_DIGITS) {
                small(number.unscaledValue().longValue(), number.scale());
            } else {
                decimal(number.stripTrailingZeros());
            }
            return this;
        }

        /** The number {@code unscaled / 10^scale} of at most 18 digits: the common case, without texts in between. */
        private void small(long unscaled, int scale) {
            long rest = unscaled;
            int decimals = scale;
            while (decimals > 0 && rest % 10 == 0) {
                rest /= 10;
                decimals--;
            }
            long power = POWERS_OF_TEN[decimals];
            long whole = Math.abs(rest / power);
            long fraction = Math.abs(rest % power);
            if (whole == 0 && fraction < power / LEAST_PLAIN) {
                decimal(BigDecimal.valueOf(rest, decimals)); // with an exponent
                return;
            }
            if (rest < 0) {
                put('-');
            }
            whole(whole);
            if (decimals > 0) {
                put('.');
                fixed(fraction, decimals);
            }
        }

        private void decimal(BigDecimal stripped) {
            String digits = stripped.unscaledValue().abs().toString();
            long exponent = digits.length() - 1L - stripped.scale();
            if (stripped.signum() < 0) {
                put('-');
            }
            if (exponent > PLAIN_ABOVE && exponent < PLAIN_BELOW) {
                int e = (int) exponent;
                if (e < 0) {
                    ascii("0.");
                    zeros(-e - 1);
                    ascii(digits);
                } else if (digits.length() <= e + 1) {
                    ascii(digits);
                    zeros(e + 1 - digits.length());
                } else {
                    ascii(digits.substring(0, e + 1));
                    put('.');
                    ascii(digits.substring(e + 1));
                }
            } else {
                put(digits.charAt(0));
                if (digits.length() > 1) {
                    put('.');
                    ascii(digits.substring(1));
                }
                ascii(exponent < 0 ? "e-" : "e+");
                ascii(Long.toString(Math.abs(exponent)));
            }
        }

        private void zeros(int count) {
            for (int i = 0; i < count; i++) {
                put('0');
            }
        }

        private void whole(long number) {
            if (number == Long.MIN_VALUE) {
                ascii(Long.toString(number));
                return;
            }
            if (number < 0) {
                put('-');
            }
            long size = Math.abs(number);
            int digits = 1;
            while (digits < LONG_DIGITS && size >= POWERS_OF_TEN[digits]) {
                digits++;
            }
            fixed(size, digits);
        }

        /** So many digits, with leading zeros. */
        private void fixed(long number, int digits) {
            ensure(digits);
            long rest = number;
            for (int i = length + digits - 1; i >= length; i--) {
                buffer[i] = (byte) ('0' + rest % 10);
                rest /= 10;
            }
            length += digits;
        }

        /** An instant, as a text in UTC. */
        public Writer instant(Instant instant) {
            long second = instant.getEpochSecond();
            if (second < FIRST_FAST_SECOND || second > LAST_FAST_SECOND) {
                return text(instant.toString());
            }
            before();
            ensure(40);
            put('"');
            date(Math.floorDiv(second, SECONDS_PER_DAY));
            int ofDay = (int) Math.floorMod(second, SECONDS_PER_DAY);
            put('T');
            fixed(ofDay / 3600, 2);
            put(':');
            fixed(ofDay / 60 % 60, 2);
            put(':');
            fixed(ofDay % 60, 2);
            int nano = instant.getNano();
            if (nano != 0) {
                put('.');
                if (nano % 1_000_000 == 0) {
                    fixed(nano / 1_000_000, 3);
                } else if (nano % 1_000 == 0) {
                    fixed(nano / 1_000, 6);
                } else {
                    fixed(nano, 9);
                }
            }
            put('Z');
            put('"');
            return this;
        }

        /** Year, month and day of a day counted from 1970-01-01, for the years 0 to 9999. */
        private void date(long epochDay) {
            // days are counted from 0000-03-01, so that a leap day is the last of its year
            long day = epochDay + 719_468;
            long era = Math.floorDiv(day, 146_097);
            int ofEra = Math.floorMod(day, 146_097);
            int yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365;
            int ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100);
            int marchMonth = (5 * ofYear + 2) / 153;
            int dayOfMonth = ofYear - (153 * marchMonth + 2) / 5 + 1;
            int month = marchMonth < 10 ? marchMonth + 3 : marchMonth - 9;
            long year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
            fixed(year, 4);
            put('-');
            fixed(month, 2);
            put('-');
            fixed(dayOfMonth, 2);
        }

        /**
         * Any value of a tree, see {@link Canonical#text}.
         *
         * @throws IllegalArgumentException if it has no canonical form
         */
        public Writer value(@Nullable Object value) {
            if (value == null) {
                return nothing();
            }
            if (value instanceof String text) {
                return text(text);
            }
            if (value instanceof Boolean flag) {
                return flag(flag);
            }
            if (value instanceof BigDecimal number) {
                return number(number);
            }
            if (value instanceof Long || value instanceof Integer || value instanceof Short || value instanceof Byte) {
                return number(((Number) value).longValue());
            }
            if (value instanceof Double || value instanceof Float) {
                return number(((Number) value).doubleValue());
            }
            if (value instanceof BigInteger number) {
                return number(new BigDecimal(number));
            }
            if (value instanceof Instant instant) {
                return instant(instant);
            }
            if (value instanceof Enum<?> constant) {
                return text(constant.name());
            }
            if (value instanceof Optional<?> optional) {
                return value(optional.orElse(null));
            }
            if (value instanceof Map<?, ?> map) {
                return map(map);
            }
            if (value instanceof Set<?> set) {
                return set(set);
            }
            if (value instanceof Collection<?> list) {
                beginList();
                for (Object item : list) {
                    value(item);
                }
                return endList();
            }
            throw new IllegalArgumentException(
                    "no canonical form for " + value.getClass().getName());
        }

        private Writer map(Map<?, ?> map) {
            TreeMap<String, Object> sorted = new TreeMap<>(Canonical::compare);
            for (Map.Entry<?, ?> entry : map.entrySet()) {
                Object value = entry.getValue();
                if (value == null || (value instanceof Optional<?> optional && optional.isEmpty())) {
                    continue;
                }
                if (!(entry.getKey() instanceof String key)) {
                    throw new IllegalArgumentException("a key is not a text: " + entry.getKey());
                }
                String text = normalized(key);
                if (sorted.put(text, value) != null) {
                    throw new IllegalArgumentException("the key is repeated: " + text);
                }
            }
            beginMap();
            sorted.forEach((key, value) -> key(key).value(value));
            return endMap();
        }

        private Writer set(Set<?> set) {
            List<byte[]> members = new ArrayList<>(set.size());
            for (Object member : set) {
                members.add(new Writer().value(member).toByteArray());
            }
            members.sort(Arrays::compareUnsigned);
            beginList();
            byte[] last = null;
            for (byte[] member : members) {
                if (last == null || !Arrays.equals(last, member)) {
                    before();
                    ensure(member.length);
                    System.arraycopy(member, 0, buffer, length, member.length);
                    length += member.length;
                }
                last = member;
            }
            return endList();
        }

        private void quoted(String text) {
            ensure(text.length() * 6L + 2);
            byte[] out = buffer;
            int n = length;
            out[n++] = '"';
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c >= 0x20 && c < 0x80) {
                    if (c == '"' || c == '\\') {
                        out[n++] = '\\';
                    }
                    out[n++] = (byte) c;
                } else if (c < 0x20) {
                    n = control(out, n, c);
                } else if (c < 0x800) {
                    out[n++] = (byte) (0xC0 | (c >> 6));
                    out[n++] = (byte) (0x80 | (c & 0x3F));
                } else if (!Character.isSurrogate(c)) {
                    out[n++] = (byte) (0xE0 | (c >> 12));
                    out[n++] = (byte) (0x80 | ((c >> 6) & 0x3F));
                    out[n++] = (byte) (0x80 | (c & 0x3F));
                } else if (Character.isHighSurrogate(c)
                        && i + 1 < text.length()
                        && Character.isLowSurrogate(text.charAt(i + 1))) {
                    int point = Character.toCodePoint(c, text.charAt(++i));
                    out[n++] = (byte) (0xF0 | (point >> 18));
                    out[n++] = (byte) (0x80 | ((point >> 12) & 0x3F));
                    out[n++] = (byte) (0x80 | ((point >> 6) & 0x3F));
                    out[n++] = (byte) (0x80 | (point & 0x3F));
                } else {
                    n = unicode(out, n, c);
                }
            }
            out[n++] = '"';
            length = n;
        }

        private static int control(byte[] out, int at, char c) {
            int letter =
                    switch (c) {
                        case '\b' -> 'b';
                        case '\t' -> 't';
                        case '\n' -> 'n';
                        case '\f' -> 'f';
                        case '\r' -> 'r';
                        default -> 0;
                    };
            if (letter == 0) {
                return unicode(out, at, c);
            }
            out[at] = '\\';
            out[at + 1] = (byte) letter;
            return at + 2;
        }

        private static int unicode(byte[] out, int at, char c) {
            int n = at;
            out[n++] = '\\';
            out[n++] = 'u';
            for (int shift = 12; shift >= 0; shift -= 4) {
                out[n++] = LOWER_HEX[(c >> shift) & 0xF];
            }
            return n;
        }

        private void ascii(String text) {
            ensure(text.length());
            for (int i = 0; i < text.length(); i++) {
                buffer[length++] = (byte) text.charAt(i);
            }
        }

        private void put(char c) {
            ensure(1);
            buffer[length++] = (byte) c;
        }

        private void ensure(long more) {
            long needed = length + more;
            if (needed > buffer.length) {
                if (needed > Integer.MAX_VALUE - 16) {
                    throw new IllegalArgumentException("a canonical form of more than 2 GB");
                }
                buffer = Arrays.copyOf(buffer, (int) Math.max(needed, Math.min(2L * buffer.length, 1L << 30)));
            }
        }
    }

    private static String normalized(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // below U+0300, and in these Cyrillic blocks, every text is in form C
            boolean inert = c < 0x300 || (c >= 0x400 && c <= 0x482) || (c >= 0x48A && c <= 0x52F);
            if (!inert) {
                return Normalizer.normalize(text, Normalizer.Form.NFC);
            }
        }
        return text;
    }
}
