package io.ckpi.core.record;

import io.ckpi.core.Channel;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which channel a telephone line serves.
 *
 * @param envelope where the record comes from and when it happened
 * @param line number called
 * @param channel channel
 * @param campaign campaign
 * @param from valid from
 * @param until valid until, excluded; null while it lasts
 */
public record NumberPool(
        Envelope envelope,
        String line,
        Channel channel,
        @Nullable String campaign,
        Instant from,
        @Nullable Instant until)
        implements SourceRecord {

    /** Checks the components. */
    public NumberPool {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(line, "line");
        Objects.requireNonNull(channel, "channel");
        Objects.requireNonNull(from, "from");
    }
}
