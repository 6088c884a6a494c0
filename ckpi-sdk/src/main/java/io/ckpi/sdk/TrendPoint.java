package io.ckpi.sdk;

import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.scoring.CompositeResult;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * CKPImarc of one period on the way to the present.
 *
 * @param period the period
 * @param marc its CKPImarc by the definitions of this report and the records known today
 * @param comparable whether the same indicators stand behind it as behind the report's own CKPImarc; if not, a line must
 *     not be drawn through it
 * @param why what differs, or null if it is comparable
 */
public record TrendPoint(
        Period period,
        CompositeResult marc,
        boolean comparable,
        @Nullable Names why) {

    /** Checks that nothing is missing. */
    public TrendPoint {
        Objects.requireNonNull(period, "period");
        Objects.requireNonNull(marc, "marc");
        if (comparable != (why == null)) {
            throw new IllegalArgumentException("a point is comparable, or says why not");
        }
    }
}
