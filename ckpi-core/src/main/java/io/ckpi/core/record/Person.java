package io.ckpi.core.record;

import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a person, without personal data.
 *
 * @param envelope where the record comes from and when it happened
 * @param person token
 * @param firstSeenAt when the contact became known
 * @param segments segments
 * @param lawfulBasis lawful basis of processing
 * @param confirmedAt when the data were last confirmed
 * @param region region, ISO 3166-2
 */
public record Person(
        Envelope envelope,
        String person,
        Instant firstSeenAt,
        Set<String> segments,
        @Nullable String lawfulBasis,
        @Nullable Instant confirmedAt,
        @Nullable String region)
        implements SourceRecord {

    /** Checks the components. */
    public Person {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("person", person);
        Objects.requireNonNull(firstSeenAt, "firstSeenAt");
        segments = Set.copyOf(segments);
    }
}
