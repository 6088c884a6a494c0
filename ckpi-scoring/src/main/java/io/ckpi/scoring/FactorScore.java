package io.ckpi.scoring;

import io.ckpi.core.Flag;
import io.ckpi.core.Reading;
import java.util.Collections;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One factor of a composite.
 *
 * @param id the factor's id
 * @param label its short label, such as F1; its id if it has none
 * @param weight its global weight by definition, 0 … 1
 * @param indicator id of the indicator that was used; null if none is measured
 * @param reading the reading of that indicator; if none is measured, that of the factor's first indicator
 * @param score 0 … 100 in points with the interval carried through the curve, or Absent for the reading's reason
 * @param provenance where the used curve's anchors come from; null if none is measured
 * @param flags SECONDARY_USED (a fallback was used), CLAMPED_NONPOSITIVE, IMPUTED
 */
public record FactorScore(
        String id,
        String label,
        double weight,
        @Nullable String indicator,
        Reading reading,
        Reading score,
        @Nullable Provenance provenance,
        Set<Flag> flags) {

    /** Copies the flags. */
    public FactorScore {
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }

    /** The score if there is one. */
    public OptionalDouble points() {
        return score.value();
    }
}
