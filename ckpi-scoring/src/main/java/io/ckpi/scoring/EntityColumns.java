package io.ckpi.scoring;

import io.ckpi.scoring.internal.Cells;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/**
 * Raw values of many entities (clients, products, branches, leads): one column per indicator, one row per entity. Cells
 * may be missing.
 *
 * <pre>{@code
 * EntityColumns branches = EntityColumns.ofRows(3)
 *         .with("economics.roi", 120, 300, Double.NaN)   // NaN: the third branch has no value
 *         .with("lead.acceptance", 0.4, 0.7, 0.5);
 * }</pre>
 *
 * <p><b>Memory.</b> 8 bytes a cell and one bit a cell in blocks with a missing cell. Arrays are copied, so the caller may
 * reuse one buffer for all columns.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class EntityColumns {

    private final int rows;
    private final Map<String, Cells> columns;

    private EntityColumns(int rows, Map<String, Cells> columns) {
        this.rows = rows;
        this.columns = columns;
    }

    /**
     * Columns of this many rows, none yet.
     *
     * @throws IllegalArgumentException if {@code rows} is negative
     */
    public static EntityColumns ofRows(int rows) {
        if (rows < 0) {
            throw new IllegalArgumentException("rows is negative: " + rows);
        }
        return new EntityColumns(rows, Map.of());
    }

    /**
     * The same with one column more.
     *
     * @param indicator id of the indicator, or of a leaf whose scores are given from outside
     * @param values one value per row, NaN for a missing one; copied
     * @throws IllegalArgumentException if the number of values is not that of the rows, a value is infinite (with column
     *     and row), the id is blank or there is such a column already
     */
    public EntityColumns with(String indicator, double... values) {
        Objects.requireNonNull(values, "values");
        if (indicator.isBlank()) {
            throw new IllegalArgumentException("the id of a column is blank");
        }
        if (values.length != rows) {
            throw new IllegalArgumentException(
                    "column " + indicator + " has " + values.length + " values for " + rows + " rows");
        }
        if (columns.containsKey(indicator)) {
            throw new IllegalArgumentException("there is a column " + indicator + " already");
        }
        Map<String, Cells> more = new LinkedHashMap<>(columns);
        more.put(indicator, Cells.copyOf(indicator, values));
        return new EntityColumns(rows, Collections.unmodifiableMap(more));
    }

    /** The number of rows. */
    public int rows() {
        return rows;
    }

    /** The ids of the columns in the order in which they were given. */
    public List<String> indicators() {
        return List.copyOf(columns.keySet());
    }

    /** The number of values that are present in a column. */
    public long present(String indicator) {
        return rows - column(indicator).missingCount();
    }

    /** The value of a cell, empty if it is missing. */
    public OptionalDouble value(String indicator, int row) {
        Objects.checkIndex(row, rows);
        Cells cells = column(indicator);
        return cells.isPresent(row) ? OptionalDouble.of(cells.get(row)) : OptionalDouble.empty();
    }

    private Cells column(String indicator) {
        Cells cells = columns.get(indicator);
        if (cells == null) {
            throw new IllegalArgumentException("there is no column " + indicator);
        }
        return cells;
    }

    /** The cells of a column, or null if there is none. */
    @Nullable
    Cells cells(String indicator) {
        return columns.get(indicator);
    }

    /** The number of rows and the ids of the columns; never a value. */
    @Override
    public String toString() {
        return rows + " rows of " + String.join(", ", columns.keySet());
    }
}
