package io.ckpi.cli;

import java.util.Locale;

/** The languages of the command's results. */
enum Language {
    EN,
    RU;

    Locale locale() {
        return this == RU ? Locale.forLanguageTag("ru") : Locale.ENGLISH;
    }
}
