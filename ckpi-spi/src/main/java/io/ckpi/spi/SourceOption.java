package io.ckpi.spi;

import io.ckpi.core.Names;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An option of a plugin.
 *
 * @param key {@code [a-z][a-z0-9-]*}
 * @param kind what its text must be
 * @param required whether it must be given
 * @param defaultValue its value if it is not given, or null; a required option and a secret have none
 * @param help one sentence in both languages
 */
public record SourceOption(
        String key, Kind kind, boolean required, @Nullable String defaultValue, Names help) {

    /** What the text of an option must be. */
    public enum Kind {
        /** Any text. */
        STRING,
        /** A whole number. */
        INT,
        /** A decimal number. */
        DECIMAL,
        /** {@code true} or {@code false}. */
        BOOLEAN,
        /** An ISO 8601 duration such as {@code PT30S} or {@code P3D}. */
        DURATION,
        /** A path of the file system. */
        PATH,
        /** A URI. */
        URI,
        /** A time zone id. */
        ZONE,
        /** An ISO 4217 currency code. */
        CURRENCY,
        /** A secret: never shown, logged or digested. */
        SECRET
    }

    /** Checks key and combination. */
    public SourceOption {
        if (!key.matches("[a-z][a-z0-9-]*")) {
            throw new IllegalArgumentException("not an option key: " + key);
        }
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(help, "help");
        if (defaultValue != null && (required || kind == Kind.SECRET)) {
            throw new IllegalArgumentException("a required option or a secret has no default: " + key);
        }
    }

    /** An option that must be given. */
    public static SourceOption required(String key, Kind kind, Names help) {
        return new SourceOption(key, kind, true, null, help);
    }

    /** An option that may be left out. */
    public static SourceOption optional(String key, Kind kind, @Nullable String defaultValue, Names help) {
        return new SourceOption(key, kind, false, defaultValue, help);
    }
}
