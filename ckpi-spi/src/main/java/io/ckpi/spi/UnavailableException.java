package io.ckpi.spi;

import io.ckpi.core.CkpiException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A source does not answer now: kind UNAVAILABLE, with the time after which a new try makes sense. */
public final class UnavailableException extends CkpiException {

    private static final long serialVersionUID = 1L;

    private final @Nullable Duration retryAfter;

    /**
     * An error with a stable code.
     *
     * @param code stable code such as {@code MYCRM-BUSY}
     * @param source name of the configured source, or null if it is not known
     * @param message one clear sentence without customer data and secrets
     * @param retryAfter when the source wants to be asked again, 0 or more, or null if it does not say
     * @param cause what caused it, or null
     */
    public UnavailableException(
            String code,
            @Nullable String source,
            String message,
            @Nullable Duration retryAfter,
            @Nullable Throwable cause) {
        super(Kind.UNAVAILABLE, code, source, message, cause);
        if (retryAfter != null && retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter is negative: " + retryAfter);
        }
        this.retryAfter = retryAfter;
    }

    /** When the source wants to be asked again, if it says. */
    public Optional<Duration> retryAfter() {
        return Optional.ofNullable(retryAfter);
    }
}
