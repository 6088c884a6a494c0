package io.ckpi.core.record;

import java.time.Instant;
import java.util.Objects;

/**
 * An id of a person in some system: two ids of one person are linked by naming the same person.
 *
 * @param envelope where the record comes from and when it happened
 * @param person token of the person
 * @param idType type of the id
 * @param token token of the id
 * @param since since when
 */
public record IdentityLink(Envelope envelope, String person, String idType, String token, Instant since)
        implements SourceRecord {

    /** Checks the components. */
    public IdentityLink {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("person", person);
        Fields.id("idType", idType);
        Fields.id("token", token);
        Objects.requireNonNull(since, "since");
    }
}
