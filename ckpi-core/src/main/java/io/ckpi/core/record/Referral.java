package io.ckpi.core.record;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One customer brought another.
 *
 * @param envelope where the record comes from and when it happened
 * @param referrer token of who recommended
 * @param referee token of who came
 * @param code referral code
 * @param orderRef order it led to
 */
public record Referral(
        Envelope envelope,
        String referrer,
        String referee,
        @Nullable String code,
        @Nullable String orderRef) implements SourceRecord {

    /** Checks the components. */
    public Referral {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("referrer", referrer);
        Fields.id("referee", referee);
        Fields.optionalId("orderRef", orderRef);
    }
}
