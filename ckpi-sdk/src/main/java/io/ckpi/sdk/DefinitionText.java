package io.ckpi.sdk;

import java.util.Objects;

/**
 * A definition that took part in the report, in full: with it, a number can be recomputed without any registry.
 *
 * @param id its id
 * @param version its version
 * @param kind what it defines, such as {@code indicator} or {@code profile}
 * @param hash SHA-256 of the canonical form of what counts in it (not what is for people), in hexadecimal
 * @param text the canonical form of the document
 */
public record DefinitionText(String id, int version, String kind, String hash, String text) {

    /** Checks that nothing is missing. */
    public DefinitionText {
        Objects.requireNonNull(id, "id");
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(hash, "hash");
        Objects.requireNonNull(text, "text");
    }

    /** {@code id@version}. */
    public String reference() {
        return id + "@" + version;
    }
}
