package io.ckpi.sdk;

import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.scoring.Change;
import java.util.Objects;

/**
 * The reading of another period and how the reading of the report differs from it.
 *
 * @param period the other period
 * @param reading its reading
 * @param change from the other period to the report's, with the arrow
 */
public record Comparison(Period period, Reading reading, Change change) {

    /** Checks that nothing is missing. */
    public Comparison {
        Objects.requireNonNull(period, "period");
        Objects.requireNonNull(reading, "reading");
        Objects.requireNonNull(change, "change");
    }
}
