package io.ckpi.source.jdbc.internal;

import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A row of a query, taken out of the driver. Immutable. */
final class Line {

    private final @Nullable Object[] cells;
    private final @Nullable RowFault fault;

    /** A row of these cells: each a text, a list of texts, a fault, or null. The array is not copied. */
    Line(@Nullable Object[] cells) {
        this.cells = cells;
        this.fault = null;
    }

    /** A row that is none. */
    Line(RowFault fault) {
        this.cells = new Object[0];
        this.fault = fault;
    }

    @Nullable
    RowFault fault() {
        return fault;
    }

    /** The text of a cell, or null. */
    @Nullable
    String text(int index) throws RowFault {
        Object cell = cells[index];
        if (cell instanceof String text) {
            return text;
        }
        if (cell instanceof RowFault broken) {
            throw broken;
        }
        if (cell != null) {
            throw new RowFault(RejectReason.BAD_ARRAY, null, "an array where one value is wanted");
        }
        return null;
    }

    /** The elements of a cell, or null. */
    @Nullable
    List<String> array(int index) throws RowFault {
        Object cell = cells[index];
        if (cell == null) {
            return null;
        }
        if (cell instanceof RowFault broken) {
            throw broken;
        }
        if (!(cell instanceof List<?> elements)) {
            throw new RowFault(RejectReason.BAD_ARRAY, null, null);
        }
        List<String> texts = new ArrayList<>(elements.size());
        elements.forEach(element -> texts.add((String) element));
        return texts;
    }

    /** True if a row has the same texts in these cells. */
    boolean hasKeyOf(Line other, int[] key) {
        for (int index : key) {
            if (!String.valueOf(cells[index]).equals(String.valueOf(other.cells[index]))) {
                return false;
            }
        }
        return true;
    }

    /** The texts of these cells. */
    List<String> key(int[] key) {
        List<String> texts = new ArrayList<>(key.length);
        for (int index : key) {
            texts.add(String.valueOf(cells[index]));
        }
        return List.copyOf(texts);
    }
}
