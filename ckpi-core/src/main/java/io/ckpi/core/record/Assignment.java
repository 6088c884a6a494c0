package io.ckpi.core.record;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A unit was assigned to an arm of an experiment.
 *
 * @param envelope where the record comes from and when it happened
 * @param experiment experiment
 * @param unit token of the unit, usually a person
 * @param arm arm
 * @param share share of units planned for the arm, above 0, at most 1
 * @param stratum stratum
 */
public record Assignment(
        Envelope envelope,
        String experiment,
        String unit,
        String arm,
        double share,
        @Nullable String stratum) implements SourceRecord {

    /** Checks the components. */
    public Assignment {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("experiment", experiment);
        Fields.id("unit", unit);
        Fields.id("arm", arm);
        Fields.optionalId("stratum", stratum);
        if (!(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share is not above 0 and at most 1: " + share);
        }
    }
}
