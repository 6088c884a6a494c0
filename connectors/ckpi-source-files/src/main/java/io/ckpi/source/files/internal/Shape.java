package io.ckpi.source.files.internal;

/** The shape of a value, which may be shown where the value must not. */
final class Shape {

    private static final int MAX = 64;

    private Shape() {}

    /**
     * {@code digits.digitsE+digits} for {@code 1.03293E+19}: runs of digits, letters and white space become words, an E
     * between digits and signs stays, as does punctuation of ASCII; at most 64 characters.
     */
    static String of(String value) {
        StringBuilder shape = new StringBuilder();
        int i = 0;
        while (i < value.length() && shape.length() < MAX) {
            int c = value.codePointAt(i);
            int begin = i;
            if (Character.isDigit(c)) {
                i = end(value, i, Run.DIGITS);
                shape.append("digits");
            } else if (isExponent(value, i)) {
                i++;
                shape.append('E');
            } else if (Character.isLetter(c)) {
                i = end(value, i, Run.LETTERS);
                shape.append(i - begin == Character.charCount(c) ? "letter" : "letters");
            } else if (Character.isWhitespace(c) || Character.isSpaceChar(c)) {
                i = end(value, i, Run.SPACES);
                shape.append("space");
            } else {
                i += Character.charCount(c);
                shape.append(c > ' ' && c < 0x7f ? Character.toString(c) : "?");
            }
        }
        return i < value.length() || shape.length() > MAX
                ? shape.substring(0, Math.min(shape.length(), MAX)) + "…"
                : shape.isEmpty() ? "empty" : shape.toString();
    }

    private enum Run {
        DIGITS,
        LETTERS,
        SPACES;

        boolean has(int c) {
            return switch (this) {
                case DIGITS -> Character.isDigit(c);
                case LETTERS -> Character.isLetter(c);
                case SPACES -> Character.isWhitespace(c) || Character.isSpaceChar(c);
            };
        }
    }

    private static int end(String value, int from, Run run) {
        int i = from;
        while (i < value.length() && run.has(value.codePointAt(i))) {
            i += Character.charCount(value.codePointAt(i));
        }
        return i;
    }

    private static boolean isExponent(String value, int at) {
        char c = value.charAt(at);
        if ((c != 'e' && c != 'E') || at == 0 || !Character.isDigit(value.charAt(at - 1)) || at + 1 == value.length()) {
            return false;
        }
        char next = value.charAt(at + 1);
        return Character.isDigit(next) || next == '+' || next == '-';
    }
}
