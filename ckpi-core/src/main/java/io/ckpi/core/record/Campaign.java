package io.ckpi.core.record;

import io.ckpi.core.Channel;
import io.ckpi.core.Money;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A campaign.
 *
 * @param envelope where the record comes from and when it happened
 * @param campaign id
 * @param name name
 * @param goal goal
 * @param from start
 * @param until end, excluded
 * @param budget budget
 * @param channel channel
 */
public record Campaign(
        Envelope envelope,
        String campaign,
        @Nullable String name,
        @Nullable Goal goal,
        Instant from,
        @Nullable Instant until,
        @Nullable Money budget,
        @Nullable Channel channel)
        implements SourceRecord {

    /** Strategic goal of a campaign. */
    public enum Goal {
        /** Launch of a product: measured by ROI. */
        LAUNCH,
        /** Growth: measured by the incremental effect. */
        GROWTH,
        /** Retention: measured by the share of the CRM channels in revenue. */
        RETENTION
    }

    /** Checks the components. */
    public Campaign {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("campaign", campaign);
        Objects.requireNonNull(from, "from");
    }
}
