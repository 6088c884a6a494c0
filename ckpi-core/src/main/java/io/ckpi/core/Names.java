package io.ckpi.core;

import java.util.Locale;
import java.util.Objects;

/**
 * A text for people in the two languages CKPI speaks.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param ru the Russian text, not blank
 * @param en the English text, not blank
 */
public record Names(String ru, String en) {

    /** Checks that both texts are present. */
    public Names {
        if (Objects.requireNonNull(ru, "ru").isBlank()) {
            throw new IllegalArgumentException("ru is blank");
        }
        if (Objects.requireNonNull(en, "en").isBlank()) {
            throw new IllegalArgumentException("en is blank");
        }
    }

    /** A text that reads the same in both languages, such as an id or a number. */
    public static Names same(String text) {
        return new Names(text, text);
    }

    /** The text in the language of {@code locale}: Russian for {@code ru}, English for any other. */
    public String in(Locale locale) {
        return "ru".equals(locale.getLanguage()) ? ru : en;
    }
}
