package io.ckpi.source.files.internal;

import io.ckpi.source.mapping.ClickHouseCell;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads ClickHouse's TabSeparated format: a line is a row, tabs part the cells, {@link ClickHouseCell} reads them. */
final class ClickHouseReader extends LineReader {

    private int[] from = new int[17];
    private int cells;
    private int columns = -1;
    private int[] wanted = {};

    ClickHouseReader(Bytes in, Text text, Limits limits) {
        super(in, text, limits);
    }

    /** Reads the first line as the names of the columns. Empty if the file has no row. */
    List<String> readHeader() throws IOException, RowFault {
        if (!next()) {
            return List.of();
        }
        forgetRow();
        RejectReason reason = fault();
        if (reason == null && cells > limits.columns()) {
            reason = RejectReason.COLUMN_COUNT;
        }
        if (reason != null) {
            throw new RowFault(reason, null, null);
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < cells; i++) {
            String name = ClickHouseCell.text(raw(i));
            names.add(name == null ? "" : name);
        }
        return names;
    }

    /** Says how many columns a row has, and which of them {@link #text} speaks of. */
    void columns(int count, int[] newWanted) {
        columns = count;
        wanted = newWanted;
    }

    @Override
    @Nullable
    RejectReason parse() {
        cells = 0;
        int begin = in.start;
        boolean tooLong = false;
        for (int i = in.start; i <= end; i++) {
            if (i == end || in.buffer[i] == '\t') {
                tooLong |= i - begin > limits.fieldChars() && text.length(in.buffer, begin, i) > limits.fieldChars();
                if (cells < limits.columns()) {
                    if (cells + 1 == from.length) {
                        from = Arrays.copyOf(from, 2 * from.length);
                    }
                    from[cells] = begin - in.start;
                    from[cells + 1] = i + 1 - in.start;
                }
                cells++;
                begin = i + 1;
            }
        }
        if (columns >= 0 && cells != columns) {
            return RejectReason.COLUMN_COUNT;
        }
        return tooLong ? RejectReason.LINE_TOO_LONG : null;
    }

    private String raw(int cell) {
        return text.decode(in.buffer, in.start + from[cell], in.start + from[cell + 1] - 1);
    }

    @Override
    public @Nullable String text(int index) throws RowFault {
        return ClickHouseCell.text(raw(wanted[index]));
    }

    @Override
    public @Nullable List<String> array(int index) throws RowFault {
        return ClickHouseCell.array(raw(wanted[index]));
    }
}
