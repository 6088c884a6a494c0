package io.ckpi.spi;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Up to when a source is complete.
 *
 * @param completeThrough the instant up to which nothing is missing any more, or null if the source cannot say
 * @param readAt when this was read, by the host's clock
 */
public record Watermark(@Nullable Instant completeThrough, Instant readAt) {

    /** Checks the time of reading. */
    public Watermark {
        Objects.requireNonNull(readAt, "readAt");
    }
}
