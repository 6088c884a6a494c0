package io.ckpi.scoring;

import java.util.ArrayList;
import java.util.List;

/**
 * A table of numbers: entities in rows, indicators in columns. Cells may be missing.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param columns the columns, one or more, all of the same size
 */
public record Panel(List<Column> columns) {

    /** Checks that the columns have one size. */
    public Panel {
        columns = List.copyOf(columns);
        if (columns.isEmpty()) {
            throw new IllegalArgumentException("a panel needs a column");
        }
        for (int j = 1; j < columns.size(); j++) {
            if (columns.get(j).size() != columns.get(0).size()) {
                throw new IllegalArgumentException("column " + j + " has "
                        + columns.get(j).size() + " rows, column 0 has "
                        + columns.get(0).size());
            }
        }
    }

    /**
     * A panel of these rows; NaN marks a missing cell.
     *
     * @throws IllegalArgumentException if there is no row, the rows differ in length or a cell is infinite
     */
    public static Panel ofRows(double[]... rows) {
        if (rows.length == 0) {
            throw new IllegalArgumentException("a panel needs a row");
        }
        List<Column> columns = new ArrayList<>();
        for (int j = 0; j < rows[0].length; j++) {
            double[] column = new double[rows.length];
            for (int i = 0; i < rows.length; i++) {
                if (rows[i].length != rows[0].length) {
                    throw new IllegalArgumentException(
                            "row " + i + " has " + rows[i].length + " cells, row 0 has " + rows[0].length);
                }
                column[i] = rows[i][j];
            }
            columns.add(Column.withMissing(column));
        }
        return new Panel(columns);
    }

    /** The number of rows. */
    public int rows() {
        return columns.get(0).size();
    }

    /** The number of columns. */
    public int width() {
        return columns.size();
    }

    /** One column. */
    public Column column(int j) {
        return columns.get(j);
    }

    /** One row. */
    public Column row(int i) {
        double[] row = new double[columns.size()];
        for (int j = 0; j < row.length; j++) {
            row[j] = columns.get(j).isPresent(i) ? columns.get(j).get(i) : Double.NaN;
        }
        return Column.withMissing(row);
    }
}
