package io.ckpi.source.mapping;

import io.ckpi.spi.RejectReason;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The cells of one row, by the number of the column among {@link RecordMapping#columns()}. */
public interface Cells {

    /**
     * The text of a column; null if the cell is absent.
     *
     * @throws RowFault if the cell cannot be read
     */
    @Nullable
    String text(int column) throws RowFault;

    /**
     * The elements of a column that holds an array; null if the cell is absent.
     *
     * @throws RowFault if the cell is no array
     */
    default @Nullable List<String> array(int column) throws RowFault {
        throw new RowFault(RejectReason.BAD_ARRAY, null, null);
    }

    /**
     * The items of a column that holds an array of objects, each by the names of its members; null if the cell is absent.
     *
     * @throws RowFault if the cell is no such array
     */
    default @Nullable List<Map<String, ? extends @Nullable Object>> objects(int column) throws RowFault {
        throw new RowFault(RejectReason.BAD_ARRAY, null, null);
    }
}
