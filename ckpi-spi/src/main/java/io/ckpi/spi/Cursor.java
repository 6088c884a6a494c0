package io.ckpi.spi;

import java.util.Objects;

/**
 * An opaque point in a source to resume from; meaningful only to the source that made it.
 *
 * @param text at most 4,096 characters, versioned and bound to its request by the source
 */
public record Cursor(String text) {

    private static final int MAX = 4096;

    /** A cursor of a source that cannot resume. */
    public static final Cursor NONE = new Cursor("");

    /** Checks the length. */
    public Cursor {
        if (Objects.requireNonNull(text, "text").length() > MAX) {
            throw new IllegalArgumentException("cursor is longer than " + MAX + " characters: " + text.length());
        }
    }
}
