package io.ckpi.source.files.internal;

import io.ckpi.core.DataIssue;
import io.ckpi.source.mapping.Calls;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.time.ZoneId;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes calls of the legs in a file of an Asterisk telephone exchange, see {@link Calls}. */
final class CallReader implements RowReader {

    private final DelimitedReader rows;
    private final Calls calls;
    private @Nullable RowFault fault;
    private boolean ended;

    private CallReader(DelimitedReader rows, Calls calls) {
        this.rows = rows;
        this.calls = calls;
    }

    /** Calls from rows whose columns have these names. */
    static CallReader of(
            DelimitedReader rows, List<String> names, List<String> wanted, @Nullable ZoneId zone, Rows.Fault fault) {
        boolean linked = Calls.isLinked(names);
        rows.columns(names.size(), Rows.find(names, Calls.legColumns(linked), fault));
        return new CallReader(rows, new Calls(wanted, zone, linked));
    }

    @Override
    public boolean next() throws IOException {
        fault = null;
        while (!calls.next()) {
            if (ended) {
                return false;
            }
            if (!rows.next()) {
                ended = true;
                calls.end();
                continue;
            }
            try {
                if (rows.fault() != null) {
                    throw new RowFault(rows.fault(), null, null);
                }
                calls.add(rows, rows.row(), rows.line());
            } catch (RowFault e) {
                fault = e;
                return true;
            }
        }
        return true;
    }

    @Override
    public @Nullable String text(int index) {
        return calls.text(index);
    }

    @Override
    public long row() {
        return fault != null ? rows.row() : calls.row();
    }

    @Override
    public long line() {
        return fault != null ? rows.line() : calls.line();
    }

    @Override
    public long lines() {
        return rows.lines();
    }

    @Override
    public @Nullable RejectReason fault() {
        return fault == null ? null : fault.reason();
    }

    @Override
    public @Nullable RowFault faultInDetail() {
        return fault;
    }

    @Override
    public List<DataIssue> issues(String source, String file) {
        return calls.issues(source, file);
    }

    @Override
    public Position position() {
        return rows.position();
    }

    @Override
    public void resume(Position position) {
        throw new UnsupportedOperationException("calls cannot be resumed: their rows are mixed");
    }

    @Override
    public void close() throws IOException {
        rows.close();
    }
}
