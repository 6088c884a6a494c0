package io.ckpi.spi.host;

import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Tokenizer;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.ShortBufferException;
import javax.crypto.spec.SecretKeySpec;

/**
 * Makes tokens with HMAC-SHA-256 (RFC 2104), see {@link Tokenizer} for their form.
 *
 * <p><b>Normalisation.</b>
 *
 * <ul>
 *   <li><i>phone</i>: digits, white space, {@code ( ) + - . /} and the dashes U+2010 to U+2015, {@code +} only first.
 *       {@code +N} stays, {@code 00N} becomes {@code +N}. With the region RU further: {@code 810} of more than eleven digits
 *       becomes {@code +} and the rest; eleven digits from 8 or 7, or ten digits, become {@code +7} and the last ten. The
 *       result has 8 to 15 digits, the first not 0.
 *   <li><i>email</i>: trimmed, Unicode form C, one {@code @}, no white space, local part in lower case, domain with a dot and
 *       in ASCII (IDNA), at most 254 characters. Nothing after {@code +} is removed.
 *   <li>any other type: trimmed.
 * </ul>
 *
 * <p>128 bits: among 10^9 ids the chance of any collision is about 10^-21. The key is never shown.
 *
 * <p><b>Thread-safety.</b> immutable; every thread has its own {@link Mac} and buffers, which it uses again.
 */
public final class HmacTokenizer implements Tokenizer {

    /** Least length of a key in bytes. */
    public static final int MIN_KEY_BYTES = 32;

    private static final String ALGORITHM = "HmacSHA256";
    private static final int TOKEN_BYTES = 16;
    private static final int MAX_EMAIL = 254;
    private static final int MAX_PHONE_TEXT = 64;
    private static final int MIN_PHONE = 8;
    private static final int MAX_PHONE = 15;
    private static final int NATIONAL = 10;
    private static final byte SEPARATOR = 0x1f;
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");
    private static final int MAX_TYPE = 64;
    private static final int MAX_LABEL = 63;
    private static final int HASH_BYTES = 32;
    private static final int TOKEN_CHARS = 22;
    private static final byte[] BASE64URL =
            "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".getBytes(StandardCharsets.US_ASCII);

    private final byte[] prefix;
    private final boolean russian;
    private final ThreadLocal<State> states;

    /** What one thread uses again and again. */
    private static final class State {
        final Mac mac;
        final byte[] hash = new byte[HASH_BYTES];
        final byte[] token;
        byte[] text = new byte[256];

        State(SecretKeySpec secret, byte[] prefix) {
            token = Arrays.copyOf(prefix, prefix.length + TOKEN_CHARS);
            try {
                mac = Mac.getInstance(ALGORITHM);
                mac.init(secret);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
            }
        }
    }

    private HmacTokenizer(byte[] prefix, boolean russian, ThreadLocal<State> states) {
        this.prefix = prefix;
        this.russian = russian;
        this.states = states;
    }

    /**
     * A tokenizer with the default region RU for telephone numbers.
     *
     * @param keyId name of the key, 1 to 16 characters of {@code [A-Za-z0-9_-]}; stands in front of every token
     * @param key the key, at least 32 bytes; copied
     * @throws IllegalArgumentException if the name or the length of the key is wrong
     */
    public static HmacTokenizer of(String keyId, byte[] key) {
        if (!KEY_ID.matcher(keyId).matches()) {
            throw new IllegalArgumentException("keyId is not 1 to 16 characters of [A-Za-z0-9_-]: " + keyId);
        }
        if (key.length < MIN_KEY_BYTES) {
            throw new IllegalArgumentException("key is shorter than " + MIN_KEY_BYTES + " bytes: " + key.length);
        }
        SecretKeySpec secret = new SecretKeySpec(key, ALGORITHM);
        byte[] prefix = (keyId + ".").getBytes(StandardCharsets.US_ASCII);
        return new HmacTokenizer(prefix, true, ThreadLocal.withInitial(() -> new State(secret, prefix)));
    }

    /** The same without a default region: only telephone numbers with {@code +} or {@code 00} are understood. */
    public HmacTokenizer withoutRegion() {
        return new HmacTokenizer(prefix, false, states);
    }

    @Override
    public Optional<String> token(String type, String raw) throws BadIdentityException {
        Optional<String> normalised = normalise(type, raw);
        return normalised.isEmpty() ? normalised : Optional.of(token(states.get(), type, normalised.get()));
    }

    private String token(State state, String type, String normalised) {
        int length = type.length() + 1;
        if (state.text.length < length + 3 * normalised.length()) {
            state.text = new byte[length + 3 * normalised.length()];
        }
        byte[] text = state.text;
        for (int i = 0; i < type.length(); i++) {
            text[i] = (byte) type.charAt(i); // a type is ASCII
        }
        text[type.length()] = SEPARATOR;
        for (int i = 0; i < normalised.length(); i++) {
            char c = normalised.charAt(i);
            if (c >= 0x80) {
                byte[] encoded = normalised.substring(i).getBytes(StandardCharsets.UTF_8);
                System.arraycopy(encoded, 0, text, length, encoded.length);
                length += encoded.length;
                break;
            }
            text[length++] = (byte) c;
        }
        try {
            state.mac.update(text, 0, length);
            state.mac.doFinal(state.hash, 0);
        } catch (ShortBufferException e) {
            throw new IllegalStateException("the buffer holds " + HASH_BYTES + " bytes", e);
        }
        Arrays.fill(text, 0, length, (byte) 0);
        base64(state.hash, state.token, prefix.length);
        return new String(state.token, StandardCharsets.US_ASCII);
    }

    /** Writes the first 16 bytes in 22 characters of base64url. */
    private static void base64(byte[] hash, byte[] out, int at) {
        int to = at;
        for (int from = 0; from < TOKEN_BYTES; from += 3) {
            boolean whole = from + 2 < TOKEN_BYTES;
            int bits = ((hash[from] & 0xFF) << 16)
                    | (whole ? ((hash[from + 1] & 0xFF) << 8) | (hash[from + 2] & 0xFF) : 0);
            out[to++] = BASE64URL[bits >> 18];
            out[to++] = BASE64URL[(bits >> 12) & 0x3F];
            if (whole) {
                out[to++] = BASE64URL[(bits >> 6) & 0x3F];
                out[to++] = BASE64URL[bits & 0x3F];
            }
        }
    }

    /** The id in the form that is hashed; empty for a blank one. */
    Optional<String> normalise(String type, String raw) throws BadIdentityException {
        if (!isType(type)) {
            throw new IllegalArgumentException("not a type of id: " + type);
        }
        String trimmed = trim(raw);
        if (trimmed.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(
                switch (type) {
                    case PHONE -> phone(trimmed);
                    case EMAIL -> email(trimmed);
                    default -> trimmed;
                });
    }

    private static boolean isType(String type) {
        if (type.isEmpty() || type.length() > MAX_TYPE || !isLetter(type.charAt(0))) {
            return false;
        }
        for (int i = 1; i < type.length(); i++) {
            char c = type.charAt(i);
            if (!isLetter(c) && !(c >= '0' && c <= '9') && ":._-".indexOf(c) < 0) {
                return false;
            }
        }
        return true;
    }

    private static boolean isLetter(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
    }

    private static boolean isSpace(char c) {
        return c < 0x80
                ? c == ' ' || (c >= '\t' && c <= '\r') || (c >= 0x1c && c <= 0x1f)
                : Character.isWhitespace(c) || Character.isSpaceChar(c);
    }

    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private String phone(String text) throws BadIdentityException {
        if (text.length() > MAX_PHONE_TEXT) {
            throw new BadIdentityException(RejectReason.BAD_PHONE);
        }
        StringBuilder kept = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                kept.append(c);
            } else if (!(c == '+' && i == 0)
                    && !isSpace(c)
                    && "()-./".indexOf(c) < 0
                    && !(c >= '\u2010' && c <= '\u2015')) {
                throw new BadIdentityException(RejectReason.BAD_PHONE);
            }
        }
        String number = international(kept.toString(), text.charAt(0) == '+');
        if (number.length() < MIN_PHONE || number.length() > MAX_PHONE || number.charAt(0) == '0') {
            throw new BadIdentityException(RejectReason.BAD_PHONE);
        }
        return "+" + number;
    }

    /** The digits after the plus; empty if the number has no international form. */
    private String international(String digits, boolean plus) {
        if (plus) {
            return digits;
        }
        if (digits.startsWith("00")) {
            return digits.substring(2);
        }
        if (russian) {
            if (digits.startsWith("810") && digits.length() > NATIONAL + 1) {
                return digits.substring(3);
            }
            if (digits.length() == NATIONAL) {
                return "7" + digits;
            }
            if (digits.length() == NATIONAL + 1 && (digits.charAt(0) == '8' || digits.charAt(0) == '7')) {
                return "7" + digits.substring(1);
            }
        }
        return "";
    }

    private static String email(String text) throws BadIdentityException {
        // a longer one cannot become short enough, and is not worth normalising
        if (text.length() > 4 * MAX_EMAIL) {
            throw new BadIdentityException(RejectReason.BAD_EMAIL);
        }
        String address = isAscii(text) ? text : Normalizer.normalize(text, Normalizer.Form.NFC);
        int at = address.indexOf('@');
        if (at < 1 || address.indexOf('@', at + 1) >= 0 || hasSpaceOrControl(address)) {
            throw new BadIdentityException(RejectReason.BAD_EMAIL);
        }
        String local = address.substring(0, at).toLowerCase(Locale.ROOT);
        String domain = address.substring(at + 1);
        if (!isAscii(domain)) {
            try {
                domain = IDN.toASCII(domain);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new BadIdentityException(RejectReason.BAD_EMAIL);
            }
            if (domain.indexOf('@') >= 0 || hasSpaceOrControl(domain)) {
                throw new BadIdentityException(RejectReason.BAD_EMAIL);
            }
        }
        if (!hasLabels(domain) || local.length() + 1 + domain.length() > MAX_EMAIL) {
            throw new BadIdentityException(RejectReason.BAD_EMAIL);
        }
        return local + "@" + domain.toLowerCase(Locale.ROOT);
    }

    /** True for at least two labels of 1 to 63 characters. */
    private static boolean hasLabels(String domain) {
        int start = 0;
        for (int i = 0; i <= domain.length(); i++) {
            if (i == domain.length() || domain.charAt(i) == '.') {
                if (i == start || i - start > MAX_LABEL || (i == domain.length() && start == 0)) {
                    return false;
                }
                start = i + 1;
            }
        }
        return true;
    }

    private static boolean isAscii(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) >= 0x80) {
                return false;
            }
        }
        return true;
    }

    private static boolean hasSpaceOrControl(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (isSpace(text.charAt(i)) || Character.isISOControl(text.charAt(i))) {
                return true;
            }
        }
        return false;
    }

    /** The name of the key. */
    @Override
    public String toString() {
        return "HmacTokenizer[" + new String(prefix, 0, prefix.length - 1, StandardCharsets.US_ASCII) + "]";
    }
}
