package io.ckpi.spi.host;

import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Tokenizer;
import java.net.IDN;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.text.Normalizer;
import java.util.Arrays;
import java.util.Base64;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
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
 * <p><b>Thread-safety.</b> immutable; every thread has its own {@link Mac}, which it uses again.
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
    private static final char SEPARATOR = '\u001f';
    private static final Pattern KEY_ID = Pattern.compile("[A-Za-z0-9_-]{1,16}");
    private static final Pattern TYPE = Pattern.compile("[A-Za-z][A-Za-z0-9:._-]{0,63}");
    private static final Base64.Encoder BASE64 = Base64.getUrlEncoder().withoutPadding();

    private final String prefix;
    private final boolean russian;
    private final ThreadLocal<Mac> macs;

    private HmacTokenizer(String prefix, boolean russian, ThreadLocal<Mac> macs) {
        this.prefix = prefix;
        this.russian = russian;
        this.macs = macs;
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
        ThreadLocal<Mac> macs = ThreadLocal.withInitial(() -> {
            try {
                Mac mac = Mac.getInstance(ALGORITHM);
                mac.init(secret);
                return mac;
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every Java platform has " + ALGORITHM, e);
            }
        });
        return new HmacTokenizer(keyId + ".", true, macs);
    }

    /** The same without a default region: only telephone numbers with {@code +} or {@code 00} are understood. */
    public HmacTokenizer withoutRegion() {
        return new HmacTokenizer(prefix, false, macs);
    }

    @Override
    public Optional<String> token(String type, String raw) throws BadIdentityException {
        Optional<String> normalised = normalise(type, raw);
        if (normalised.isEmpty()) {
            return Optional.empty();
        }
        byte[] text = (type + SEPARATOR + normalised.get()).getBytes(StandardCharsets.UTF_8);
        byte[] full = macs.get().doFinal(text);
        return Optional.of(prefix + BASE64.encodeToString(Arrays.copyOf(full, TOKEN_BYTES)));
    }

    /** The id in the form that is hashed; empty for a blank one. */
    Optional<String> normalise(String type, String raw) throws BadIdentityException {
        if (!TYPE.matcher(type).matches()) {
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

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c);
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
        String address = Normalizer.normalize(text, Normalizer.Form.NFC);
        int at = address.indexOf('@');
        if (at < 1 || address.indexOf('@', at + 1) >= 0 || hasSpaceOrControl(address)) {
            throw new BadIdentityException(RejectReason.BAD_EMAIL);
        }
        String local = address.substring(0, at).toLowerCase(Locale.ROOT);
        String domain;
        try {
            domain = IDN.toASCII(address.substring(at + 1)).toLowerCase(Locale.ROOT);
        } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new BadIdentityException(RejectReason.BAD_EMAIL);
        }
        int dot = domain.indexOf('.');
        if (dot < 1
                || domain.endsWith(".")
                || domain.contains("..")
                || domain.indexOf('@') >= 0
                || hasSpaceOrControl(domain)
                || local.length() + 1 + domain.length() > MAX_EMAIL) {
            throw new BadIdentityException(RejectReason.BAD_EMAIL);
        }
        return local + "@" + domain;
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
        return "HmacTokenizer[" + prefix.substring(0, prefix.length() - 1) + "]";
    }
}
