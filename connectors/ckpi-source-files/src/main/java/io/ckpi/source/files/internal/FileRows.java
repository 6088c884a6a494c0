package io.ckpi.source.files.internal;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.source.mapping.TableRows;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The rows of a file. Mutable, for one thread. */
final class FileRows implements TableRows {

    private final FileTable file;
    private final String source;
    private final RowReader reader;
    private final List<DataIssue> issues = new ArrayList<>();
    // the marked point, not as an object: each row is marked
    private long markedOffset;
    private long markedLine = 1;
    private long markedRow;

    FileRows(FileTable file, String source, RowReader reader) {
        this.file = file;
        this.source = source;
        this.reader = reader;
    }

    @Override
    public boolean next() {
        try {
            if (!reader.next()) {
                return false;
            }
            if (reader.fault() == RejectReason.TRUNCATED) {
                truncated();
            }
            return true;
        } catch (IOException e) {
            throw file.failure(e);
        }
    }

    @Override
    public long row() {
        return reader.row();
    }

    @Override
    public String location() {
        return file.name() + ":" + reader.line();
    }

    @Override
    public @Nullable RowFault fault() {
        RejectReason reason = reader.fault();
        if (reason == null) {
            return null;
        }
        RowFault detail = reader.faultInDetail();
        return detail == null ? new RowFault(reason, null, null) : detail;
    }

    @Override
    public @Nullable String text(int column) throws RowFault {
        return reader.text(column);
    }

    @Override
    public @Nullable List<String> array(int column) throws RowFault {
        return reader.array(column);
    }

    @Override
    public @Nullable List<Map<String, ? extends @Nullable Object>> objects(int index) throws RowFault {
        return reader.objects(index);
    }

    @Override
    public void mark() {
        RowReader.Position position = reader.position();
        markedOffset = position.offset();
        markedLine = position.line();
        markedRow = position.row();
    }

    @Override
    public String marked() {
        return markedOffset == 0 ? "" : markedOffset + "|" + markedLine + "|" + markedRow;
    }

    /**
     * The point that {@link #marked} gave.
     *
     * @throws NumberFormatException if it is none
     */
    static RowReader.Position point(String text) {
        String[] parts = text.split("\\|", -1);
        if (parts.length != 3) {
            throw new NumberFormatException("not three numbers");
        }
        long offset = Long.parseLong(parts[0]);
        long line = Long.parseLong(parts[1]);
        long row = Long.parseLong(parts[2]);
        if (offset < 0 || line < 0 || row < 0) {
            throw new NumberFormatException("below 0");
        }
        return new RowReader.Position(offset, line, row);
    }

    private void truncated() {
        issues.add(new DataIssue(
                "TRUNCATED",
                DataIssue.Severity.ERROR,
                source,
                location(),
                reader.lines(),
                new Names(
                        "Файл обрывается внутри кавычек: все строки после открывающей кавычки потеряны.",
                        "The file ends within quotes: all lines behind the opening quote are lost.")));
    }

    @Override
    public List<DataIssue> issues() {
        List<DataIssue> all = new ArrayList<>(issues);
        all.addAll(reader.issues(source, file.name()));
        return all;
    }

    @Override
    public void close() {
        try {
            reader.close();
        } catch (IOException e) {
            // it was only read: nothing is lost
        }
    }
}
