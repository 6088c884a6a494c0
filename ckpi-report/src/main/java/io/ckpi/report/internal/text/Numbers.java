package io.ckpi.report.internal.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Map;

/**
 * Numbers as people of one language write them. Rounding is half up on the exact decimal value, so it does not depend on
 * the JDK.
 */
public final class Numbers {

    /** A space that does not break a line. */
    public static final String NBSP = "\u00A0";
    /** The minus sign. */
    public static final String MINUS = "\u2212";

    private static final int MOST_DECIMALS = 6;
    private static final Map<String, String> SIGNS = Map.of(
            "RUB", "₽", "USD", "$", "EUR", "€", "GBP", "£", "KZT", "₸", "TRY", "₺", "UAH", "₴", "INR", "₹", "CNY", "¥");

    private final Words words;

    /** Numbers in the language of {@code words}. */
    public Numbers(Words words) {
        this.words = words;
    }

    /** A whole number with its thousands grouped. */
    public String whole(long value) {
        return plain(BigDecimal.valueOf(value), 0);
    }

    /**
     * A number rounded to {@code decimals}; negative decimals round to tens, hundreds … A value that rounds to zero has no
     * sign.
     */
    public String plain(BigDecimal value, int decimals) {
        BigDecimal rounded = value.setScale(decimals, RoundingMode.HALF_UP);
        if (decimals < 0) {
            rounded = rounded.setScale(0);
        }
        String digits = rounded.abs().toPlainString();
        int point = digits.indexOf('.');
        String whole = point < 0 ? digits : digits.substring(0, point);
        StringBuilder out = new StringBuilder();
        if (rounded.signum() < 0) {
            out.append(MINUS);
        }
        // Russian typography leaves four digits together
        boolean grouped = whole.length() > (words.russian() ? 4 : 3);
        for (int i = 0; i < whole.length(); i++) {
            if (grouped && i > 0 && (whole.length() - i) % 3 == 0) {
                out.append(words.russian() ? NBSP : ",");
            }
            out.append(whole.charAt(i));
        }
        if (point >= 0) {
            out.append(words.russian() ? ',' : '.').append(digits, point + 1, digits.length());
        }
        return out.toString();
    }

    /** A number with its sign, plus included; zero has none. */
    public String signed(BigDecimal value, int decimals) {
        String text = plain(value, decimals);
        return value.setScale(decimals, RoundingMode.HALF_UP).signum() > 0 ? "+" + text : text;
    }

    /** A share of 0 to 1 in per cent. */
    public String percent(BigDecimal share, int decimals) {
        return plain(share.movePointRight(2), decimals) + percentSign();
    }

    /** The per cent sign with the space the language puts before it. */
    public String percentSign() {
        return words.russian() ? NBSP + "%" : "%";
    }

    /** A share of 0 to 1 in per cent, to three significant digits at most and one decimal at most. */
    public String share(BigDecimal share) {
        BigDecimal percent = share.movePointRight(2);
        int decimals = percent.setScale(1, RoundingMode.HALF_UP).abs().compareTo(BigDecimal.valueOf(100)) >= 0
                        || percent.signum() == 0
                ? 0
                : 1;
        return plain(percent, decimals) + percentSign();
    }

    /** A share as {@link #share}, but what is above zero is never shown as zero. */
    public String shareOrLess(BigDecimal share) {
        BigDecimal least = new BigDecimal("0.001");
        return share.signum() > 0 && share.compareTo(least) < 0 ? "<" + NBSP + share(least) : share(share);
    }

    /** A level or weight of 0 to 1 in per cent, without superfluous zeros. */
    public String level(BigDecimal level) {
        BigDecimal percent =
                level.movePointRight(2).setScale(1, RoundingMode.HALF_UP).stripTrailingZeros();
        return plain(percent, Math.max(0, percent.scale())) + percentSign();
    }

    /** An amount in a currency of ISO 4217. */
    public String money(BigDecimal amount, String currency, int decimals) {
        String sign = SIGNS.get(currency);
        String number = plain(amount.abs(), decimals);
        boolean negative = amount.setScale(decimals, RoundingMode.HALF_UP).signum() < 0;
        String text;
        if (words.russian()) {
            text = number + NBSP + (sign == null ? currency : sign);
        } else {
            text = sign == null || "RUB".equals(currency) ? currency + NBSP + number : sign + number;
        }
        return negative ? MINUS + text : text;
    }

    /** Decimals so that the last one is the second significant digit of {@code halfWidth}, which must be positive. */
    public static int decimalsOf(BigDecimal halfWidth) {
        return Math.min(1 - exponent(halfWidth), MOST_DECIMALS);
    }

    /** Decimals so that {@code value} shows {@code digits} significant digits; no more than {@value #MOST_DECIMALS}. */
    public static int decimalsFor(BigDecimal value, int digits) {
        return value.signum() == 0 ? 0 : Math.min(digits - 1 - exponent(value), MOST_DECIMALS);
    }

    /** The decimal exponent of the first digit of a number other than zero. */
    static int exponent(BigDecimal value) {
        return value.precision() - value.scale() - 1;
    }
}
