package io.ckpi.tck;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A table of which the plugin computes moments. The vendor puts it into his system in place of any earlier one, with a text
 * column {@value #GROUP}, a text column {@value #UNIT} and a column of 64-bit binary numbers for each variable.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param variables names of the columns of numbers
 * @param rows the rows, in the order in which to put them in
 */
public record TableFixture(List<String> variables, List<Row> rows) {

    /** The column of groups. */
    public static final String GROUP = "grp";
    /** The column of units. */
    public static final String UNIT = "unit";

    /** Copies the lists. */
    public TableFixture {
        variables = List.copyOf(variables);
        rows = List.copyOf(rows);
    }

    /**
     * One row.
     *
     * @param group its group, or null
     * @param unit its unit
     * @param values a value for each variable, null where it is missing
     */
    public record Row(@Nullable String group, String unit, List<@Nullable Double> values) {

        /** Copies the values. */
        public Row {
            Objects.requireNonNull(unit, "unit");
            values = Collections.unmodifiableList(new ArrayList<>(values));
        }
    }
}
