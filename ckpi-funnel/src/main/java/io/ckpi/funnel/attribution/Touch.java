package io.ckpi.funnel.attribution;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One contact of a customer with a channel.
 *
 * @param at when
 * @param channel the channel's name, not empty
 * @param mark what became of the customer at this touch, or null; used by {@link AttributionModel.WShape} only
 */
public record Touch(Instant at, String channel, @Nullable Mark mark) {

    /** What a touch made of the customer. */
    public enum Mark {
        /** A lead. */
        LEAD,
        /** An opportunity. */
        OPPORTUNITY,
        /** A lead and an opportunity at once. */
        LEAD_AND_OPPORTUNITY
    }

    /** Checks the channel. @throws IllegalArgumentException if it is empty */
    public Touch {
        Objects.requireNonNull(at, "at");
        if (Objects.requireNonNull(channel, "channel").isEmpty()) {
            throw new IllegalArgumentException("channel is empty");
        }
    }

    /** A touch without a mark. */
    public static Touch of(Instant at, String channel) {
        return new Touch(at, channel, null);
    }
}
