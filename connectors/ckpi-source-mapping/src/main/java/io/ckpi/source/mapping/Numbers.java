package io.ckpi.source.mapping;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/** Reads numbers from their decimal text, exactly. */
final class Numbers {

    /** Stands for "no mark between groups of digits". */
    static final char NO_GROUPING = '\0';

    private static final int MAX_DIGITS = 40;
    private static final int MAX_EXPONENT = 100;
    private static final int LONG_DIGITS = 18;

    private Numbers() {}

    /**
     * The number, or null if the text is none: a sign, digits, the decimal mark and digits; an exponent only if allowed. A
     * grouping mark may stand before each group of three digits before the decimal mark; if it is a space, no-break and
     * narrow no-break spaces are one too. At most 40 digits.
     */
    static @Nullable BigDecimal parse(String text, char decimal, char grouping, boolean exponentAllowed) {
        BigDecimal plain = plain(text, decimal);
        return plain == null ? full(text, decimal, grouping, exponentAllowed) : plain;
    }

    /** A number of a few digits, perhaps with a decimal mark between them, as most are; null for any other text. */
    private static @Nullable BigDecimal plain(String text, char decimal) {
        int n = text.length();
        if (n == 0 || n > LONG_DIGITS) {
            return null;
        }
        long value = 0;
        int mark = -1;
        for (int i = 0; i < n; i++) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                value = 10 * value + (c - '0');
            } else if (c == decimal && mark < 0 && i > 0) {
                mark = i;
            } else {
                return null;
            }
        }
        return mark == n - 1 ? null : BigDecimal.valueOf(value, mark < 0 ? 0 : n - 1 - mark);
    }

    /** Any number. */
    static @Nullable BigDecimal full(String text, char decimal, char grouping, boolean exponentAllowed) {
        int n = text.length();
        int i = 0;
        boolean negative = false;
        if (n > 0 && (text.charAt(0) == '-' || text.charAt(0) == '+')) {
            negative = text.charAt(0) == '-';
            i++;
        }
        int begin = i;
        long small = 0;
        int digits = 0;
        int group = 0;
        boolean grouped = false;
        StringBuilder large = null;
        int scale = 0;
        boolean afterMark = false;
        while (i < n) {
            char c = text.charAt(i);
            if (c >= '0' && c <= '9') {
                digits++;
                group++;
                if (digits <= LONG_DIGITS) {
                    small = 10 * small + (c - '0');
                } else {
                    if (large == null) {
                        large = new StringBuilder(MAX_DIGITS).append(small);
                    }
                    large.append(c);
                }
                if (afterMark) {
                    scale++;
                }
                if (digits > MAX_DIGITS) {
                    return null;
                }
            } else if (c == decimal && !afterMark) {
                if (grouped && group != 3) {
                    return null;
                }
                afterMark = true;
                group = 0;
            } else if (isGrouping(c, grouping) && !afterMark) {
                if (i == begin || (grouped ? group != 3 : group < 1 || group > 3)) {
                    return null;
                }
                grouped = true;
                group = 0;
            } else {
                break;
            }
            i++;
        }
        if (digits == 0 || (afterMark ? group == 0 : grouped && group != 3)) {
            return null;
        }
        if (i < n) {
            if (!exponentAllowed || (text.charAt(i) != 'e' && text.charAt(i) != 'E')) {
                return null;
            }
            int exponent = exponent(text, i + 1);
            if (Math.abs(exponent) > MAX_EXPONENT) {
                return null;
            }
            scale -= exponent;
        }
        if (large == null) {
            return BigDecimal.valueOf(negative ? -small : small, scale);
        }
        BigDecimal value = new BigDecimal(new java.math.BigInteger(large.toString()), scale);
        return negative ? value.negate() : value;
    }

    private static boolean isGrouping(char c, char grouping) {
        return grouping != NO_GROUPING
                && (c == grouping || (grouping == ' ' && (c == '\u00A0' || c == '\u202F' || c == '\u2009')));
    }

    /** The exponent from there to the end; a number out of range if it is none. */
    private static int exponent(String text, int from) {
        int i = from;
        boolean negative = false;
        if (i < text.length() && (text.charAt(i) == '+' || text.charAt(i) == '-')) {
            negative = text.charAt(i) == '-';
            i++;
        }
        if (i == text.length() || text.length() - i > 3) {
            return Integer.MAX_VALUE;
        }
        int value = 0;
        for (; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c < '0' || c > '9') {
                return Integer.MAX_VALUE;
            }
            value = 10 * value + (c - '0');
        }
        return negative ? -value : value;
    }
}
