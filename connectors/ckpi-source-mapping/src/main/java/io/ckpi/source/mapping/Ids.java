package io.ckpi.source.mapping;

/** Finds ids that a spreadsheet has rounded. */
final class Ids {

    /** Digits that a spreadsheet keeps. */
    private static final int KEPT = 15;

    private Ids() {}

    /**
     * True for a number in scientific notation: {@code [+-]?d+[.,]d+[eE][+-]?d+} or {@code [+-]?d+[eE][+-]d+}. An id such as
     * {@code 12e45678}, without sign or decimal mark, is none.
     */
    static boolean isPrecisionLost(String id) {
        int i = 0;
        int n = id.length();
        if (n > 0 && isSign(id.charAt(0))) {
            i++;
        }
        int digits = digits(id, i);
        if (digits == i || digits == n) {
            return false;
        }
        i = digits;
        boolean mark = id.charAt(i) == '.' || id.charAt(i) == ',';
        if (mark) {
            digits = digits(id, i + 1);
            if (digits == i + 1 || digits == n) {
                return false;
            }
            i = digits;
        }
        if (id.charAt(i) != 'e' && id.charAt(i) != 'E') {
            return false;
        }
        i++;
        boolean sign = i < n && isSign(id.charAt(i));
        if (sign) {
            i++;
        }
        return (mark || sign) && i < n && digits(id, i) == n;
    }

    private static boolean isSign(char c) {
        return c == '+' || c == '-';
    }

    private static int digits(String id, int from) {
        int i = from;
        while (i < id.length() && id.charAt(i) >= '0' && id.charAt(i) <= '9') {
            i++;
        }
        return i;
    }

    /** True for digits and nothing else. */
    static boolean isDigits(String id) {
        return digits(id, 0) == id.length();
    }

    /** True if an id of digits has more of them than a spreadsheet keeps. */
    static boolean isLong(String digits) {
        return digits.length() > KEPT;
    }

    /** True if a long id has only zeros from the 16th digit on. */
    static boolean hasZeroTail(String id) {
        for (int i = KEPT; i < id.length(); i++) {
            if (id.charAt(i) != '0') {
                return false;
            }
        }
        return true;
    }
}
