package io.ckpi.core;

import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Something outside CKPI went wrong: configuration, access, availability or the data of a source. Never carries customer
 * data or secrets.
 */
public class CkpiException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    /** What kind of trouble it is, which decides what a host does about it. */
    public enum Kind {
        /** The configuration is wrong; nothing to retry. */
        CONFIG,
        /** Access was refused. */
        AUTH,
        /** The source does not answer now; a retry may help. */
        UNAVAILABLE,
        /** The data are not what they claim to be. */
        DATA,
        /** The host cancelled the work. */
        CANCELLED,
        /** A bug in CKPI or in a plugin. */
        INTERNAL
    }

    private final Kind kind;
    private final String code;
    private final @Nullable String source;

    /**
     * An error with a stable code.
     *
     * @param kind what kind of trouble
     * @param code stable code such as {@code CKPI-SRC-CLOSED}
     * @param source name of the configured source, or null if none is concerned
     * @param message one clear sentence
     * @param cause what caused it, or null
     */
    public CkpiException(Kind kind, String code, @Nullable String source, String message, @Nullable Throwable cause) {
        super(message, cause);
        this.kind = Objects.requireNonNull(kind, "kind");
        this.code = Objects.requireNonNull(code, "code");
        this.source = source;
    }

    /** An error without a cause. */
    public CkpiException(Kind kind, String code, @Nullable String source, String message) {
        this(kind, code, source, message, null);
    }

    /** What kind of trouble it is. */
    public Kind kind() {
        return kind;
    }

    /** The stable code. */
    public String code() {
        return code;
    }

    /** The configured source it concerns. */
    public Optional<String> source() {
        return Optional.ofNullable(source);
    }
}
