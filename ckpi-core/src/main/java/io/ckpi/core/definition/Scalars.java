package io.ckpi.core.definition;

import java.math.BigDecimal;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What a plain (unquoted) scalar means in the core schema of YAML 1.2. */
final class Scalars {

    static final int MAX_NUMBER_LENGTH = 100;
    private static final Pattern NUMBER = Pattern.compile("[-+]?(\\.[0-9]+|[0-9]+(\\.[0-9]*)?)([eE][-+]?[0-9]+)?");
    private static final Pattern OTHER_NUMBER =
            Pattern.compile("0o[0-7]+|0x[0-9a-fA-F]+|[-+]?\\.(inf|Inf|INF)|\\.(nan|NaN|NAN)");
    private static final BigDecimal LEAST = new BigDecimal(Double.MIN_NORMAL);
    private static final BigDecimal GREATEST = new BigDecimal(Double.MAX_VALUE);

    private Scalars() {}

    static boolean isNull(String plain) {
        return plain.isEmpty()
                || plain.equals("~")
                || plain.equals("null")
                || plain.equals("Null")
                || plain.equals("NULL");
    }

    /** The truth value, or null if it is none. */
    static @Nullable Boolean flag(String plain) {
        return switch (plain) {
            case "true", "True", "TRUE" -> Boolean.TRUE;
            case "false", "False", "FALSE" -> Boolean.FALSE;
            default -> null;
        };
    }

    static boolean isNumber(String plain) {
        return NUMBER.matcher(plain).matches();
    }

    static boolean isText(String plain) {
        return !isNull(plain)
                && flag(plain) == null
                && !isNumber(plain)
                && !OTHER_NUMBER.matcher(plain).matches();
    }

    /** The value of a number, or a sentence that says why there is none. */
    static Object number(String plain) {
        if (plain.length() > MAX_NUMBER_LENGTH) {
            return "is longer than " + MAX_NUMBER_LENGTH + " characters";
        }
        BigDecimal value;
        try {
            value = new BigDecimal(plain);
        } catch (NumberFormatException e) {
            return "has an exponent out of range: " + Document.quoted(plain); // the form was checked before
        }
        if (value.signum() == 0) {
            return BigDecimal.ZERO;
        }
        BigDecimal size = value.abs();
        if (size.compareTo(GREATEST) > 0) {
            return "is too large for a number: " + Document.quoted(plain);
        }
        if (size.compareTo(LEAST) < 0) {
            return "is too small for a number: " + Document.quoted(plain);
        }
        return value;
    }
}
