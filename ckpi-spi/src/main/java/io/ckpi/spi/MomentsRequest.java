package io.ckpi.spi;

import io.ckpi.core.MomentsLayout;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which moments to compute where the data lives.
 *
 * @param table the table with a row per independent unit, by the name that the source knows it by
 * @param layout the variables, which are numeric columns of the table, and what a missing value of each means
 * @param group the column to group by, or null for all rows together
 * @param unit the column that identifies the unit, or null if every row is a unit of its own. Units that appear in several
 *     groups are contaminated and left out; a unit with several rows in one group is an error of kind DATA
 */
public record MomentsRequest(
        String table,
        MomentsLayout layout,
        @Nullable String group,
        @Nullable String unit) {

    /** Checks that there is a table, and that columns have one role each. */
    public MomentsRequest {
        if (table.isBlank()) {
            throw new IllegalArgumentException("table is blank");
        }
        Objects.requireNonNull(layout, "layout");
        if (unit != null && group == null) {
            throw new IllegalArgumentException("unit needs a group: without groups no unit can be in two");
        }
        if (unit != null && unit.equals(group)) {
            throw new IllegalArgumentException("unit and group are one column: " + unit);
        }
    }
}
