package io.ckpi.report.internal.tree;

/** Text that can be written as UTF-8: a surrogate without its other half becomes U+FFFD. */
public final class WellFormed {

    private WellFormed() {}

    /** The text with every lone surrogate replaced. */
    public static String text(String text) {
        StringBuilder out = null;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            boolean lone = false;
            if (Character.isHighSurrogate(c)) {
                if (i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                    if (out != null) {
                        out.append(c);
                    }
                    i++;
                    c = text.charAt(i);
                } else {
                    lone = true;
                }
            } else {
                lone = Character.isLowSurrogate(c);
            }
            if (lone && out == null) {
                out = new StringBuilder(text.length()).append(text, 0, i);
            }
            if (out != null) {
                out.append(lone ? '\uFFFD' : c);
            }
        }
        return out == null ? text : out.toString();
    }
}
