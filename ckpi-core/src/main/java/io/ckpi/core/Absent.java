package io.ckpi.core;

import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A number that cannot be given, and why.
 *
 * @param reason the reason, of the closed list
 * @param detail what exactly is missing or wrong, in words; null if the reason says it all
 */
public record Absent(Reason reason, @Nullable Names detail) implements Reading {

    /** Checks the reason. */
    public Absent {
        Objects.requireNonNull(reason, "reason");
    }

    /** Absent for this reason, without a detail. */
    public static Absent because(Reason reason) {
        return new Absent(reason, null);
    }

    /** Absent for this reason, with the detail in English and Russian. */
    public static Absent because(Reason reason, String en, String ru) {
        return new Absent(reason, new Names(ru, en));
    }

    /** One sentence: the reason and, after a colon, the detail. */
    public String sentence(Locale locale) {
        String words = reason.sentence(locale);
        return detail == null ? words : words + ": " + detail.in(locale);
    }
}
