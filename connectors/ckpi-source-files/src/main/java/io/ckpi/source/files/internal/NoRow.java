package io.ckpi.source.files.internal;

import io.ckpi.spi.RejectReason;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of no columns, with which the values that a mapping states itself are tried. */
final class NoRow implements RowReader {

    private NoRow() {}

    static Row row(int memos) {
        return new Row(new NoRow(), Settings.DEFAULT, List.of(), memos + 1, null, (type, raw) -> Optional.of(raw));
    }

    @Override
    public boolean next() {
        return false;
    }

    @Override
    public long row() {
        return 0;
    }

    @Override
    public long line() {
        return 0;
    }

    @Override
    public long lines() {
        return 0;
    }

    @Override
    public @Nullable RejectReason fault() {
        return null;
    }

    @Override
    public @Nullable String text(int wanted) {
        return null;
    }

    @Override
    public Position position() {
        return new Position(0, 0, 0);
    }

    @Override
    public void resume(Position position) {
        // there is nothing before it
    }

    @Override
    public void close() {
        // nothing is open
    }
}
