package io.ckpi.core.record;

import java.math.BigDecimal;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a customer says; the text itself is never carried.
 *
 * @param envelope where the record comes from and when it happened
 * @param kind kind
 * @param person token of the person
 * @param employee employee it concerns
 * @param orderRef order it concerns
 * @param score score
 * @param scale greatest score possible
 * @param sentiment sentiment
 */
public record Feedback(
        Envelope envelope,
        Kind kind,
        @Nullable String person,
        @Nullable String employee,
        @Nullable String orderRef,
        @Nullable BigDecimal score,
        @Nullable BigDecimal scale,
        @Nullable Sentiment sentiment)
        implements SourceRecord {

    /** Kind of feedback. */
    public enum Kind {
        /** Answer to the recommendation question. */
        NPS,
        /** Satisfaction. */
        CSAT,
        /** Review. */
        REVIEW,
        /** Complaint. */
        COMPLAINT,
        /** Poll. */
        POLL
    }

    /** Sentiment of feedback. */
    public enum Sentiment {
        /** Positive. */
        POSITIVE,
        /** Neutral. */
        NEUTRAL,
        /** Negative. */
        NEGATIVE
    }

    /** Checks the components. */
    public Feedback {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(kind, "kind");
        Fields.optionalId("person", person);
        Fields.optionalId("employee", employee);
        Fields.optionalId("orderRef", orderRef);
        if (score != null && scale != null && (score.signum() < 0 || score.compareTo(scale) > 0)) {
            throw new IllegalArgumentException("score " + score + " is not 0 to " + scale);
        }
    }
}
