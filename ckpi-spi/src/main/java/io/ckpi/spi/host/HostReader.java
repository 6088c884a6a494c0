package io.ckpi.spi.host;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Watermark;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A reader of a plugin behind a wall: what comes out is records that keep the contract, or a {@link CkpiException}. Confined
 * to one thread, but for {@link #close}.
 */
final class HostReader<R extends SourceRecord> implements RecordReader<R> {

    private static final int CHECK_EVERY = 256;

    private final OpenSource source;
    private final Host host;
    private final RejectLog log;
    private final Mask mask;
    private final @Nullable PluginThread<?> thread;
    private final ReadRequest<R> request;
    private final RecordSource from;
    private final Retry retry;
    private final String doing;
    private final Map<String, Long> rowsBefore;
    private @Nullable RecordReader<R> delegate;
    private boolean closed;
    private boolean ended;
    private boolean stopped;
    private long delivered;
    private int failures;
    private @Nullable Cursor resumedFrom;
    private int untilCheck;
    private @Nullable Watermark watermark;

    /**
     * A reader that is not started.
     *
     * @param thread the watched thread it runs on, or null if whoever pulls waits for the plugin
     */
    HostReader(OpenSource source, ReadRequest<R> request, RecordSource from, @Nullable PluginThread<?> thread) {
        this.source = source;
        this.host = source.host();
        this.log = source.log();
        this.mask = source.mask();
        this.thread = thread;
        this.request = request;
        this.from = from;
        this.doing = "reading " + request.type().getSimpleName();
        this.retry = new Retry(host, source.name(), request.type().getSimpleName() + "/" + source.nextRead());
        this.rowsBefore = log.rows(source.name());
    }

    void start() {
        if (source.describe().streams().contains(request.type())) {
            Retry.checkStop(host, source.name());
            delegate = retry.call(() -> begin(request));
        } else {
            ended = true;
        }
    }

    @Override
    public @Nullable R next() {
        if (closed) {
            throw source.closed("a reader");
        }
        try {
            return advance();
        } catch (CkpiException e) {
            try {
                close();
            } catch (CkpiException second) {
                Mask.suppress(e, second);
            }
            throw e;
        }
    }

    private @Nullable R advance() {
        while (!ended) {
            if (--untilCheck <= 0) {
                untilCheck = CHECK_EVERY;
                Retry.checkStop(host, source.name());
            }
            R record = pull();
            if (record == null) {
                ended = true;
                if (isOverBudget()) {
                    throw log.failure(source.name(), this::isOfThis);
                }
                return null;
            }
            stopped = stopped || isOverBudget();
            check(record);
            if (!stopped && request.includes(record.envelope().occurredAt())) {
                delivered++;
                for (RecordFlag flag : record.envelope().flags()) {
                    source.flags().count(flag);
                }
                return record;
            }
        }
        return null;
    }

    /**
     * True if a stream that this reader counts rows of is over its budget. On a thread of its own it is known which those are,
     * else they are those that have got rows since it began.
     */
    private boolean isOverBudget() {
        Set<String> own = ownStreams();
        return own.isEmpty() ? log.overBudgetSince(source.name(), rowsBefore) : log.overBudget(source.name(), own);
    }

    private boolean isOfThis(RejectLog.StreamCount count) {
        Set<String> own = ownStreams();
        return own.isEmpty()
                ? count.rows() > rowsBefore.getOrDefault(count.stream(), 0L)
                : own.contains(count.stream());
    }

    private Set<String> ownStreams() {
        return thread == null ? Set.of() : thread.streams();
    }

    private @Nullable R pull() {
        while (true) {
            RecordReader<R> reader = delegate;
            if (reader == null) {
                return null;
            }
            R record;
            enter();
            try {
                record = reader.next();
            } catch (Throwable e) {
                leave();
                again(reader, mask.translate(e, doing));
                continue;
            }
            leave();
            return record;
        }
    }

    private void enter() {
        if (thread != null) {
            thread.enter();
        }
    }

    private void leave() {
        if (thread != null) {
            thread.leave();
        }
    }

    /** Calls the plugin; whatever it throws becomes a {@link CkpiException}. */
    private <T> T call(String what, Supplier<T> call) {
        T result;
        enter();
        try {
            result = call.get();
        } catch (Throwable e) {
            leave();
            throw mask.translate(e, what);
        }
        leave();
        return source.notNull(result, what);
    }

    /** Lets the plugin start reading. A reader that comes when nobody waits any more is closed at once. */
    private RecordReader<R> begin(ReadRequest<R> wanted) {
        return call(doing, () -> {
            RecordReader<R> begun = from.read(wanted);
            if (begun != null && PluginThread.isGivenUp()) {
                begun.close();
            }
            return begun;
        });
    }

    /** Gets a new reader of the plugin after {@code failure}, or throws it. */
    private void again(RecordReader<R> broken, CkpiException failure) {
        if (failure.kind() != CkpiException.Kind.UNAVAILABLE) {
            throw failure;
        }
        Cursor cursor = request.cursor();
        if (delivered > 0) {
            cursor = source.describe().capabilities().contains(Capability.RESUME) ? cursorOf(broken, failure) : null;
            if (cursor == null || cursor.equals(Cursor.NONE)) {
                throw failure;
            }
            if (!cursor.equals(resumedFrom)) {
                // it has come further than the last time
                resumedFrom = cursor;
                failures = 0;
            }
        }
        ReadRequest<R> rest = new ReadRequest<>(request.type(), request.from(), request.to(), cursor);
        delegate = null;
        try {
            closePlugin(broken);
        } catch (CkpiException e) {
            Mask.suppress(failure, e);
        }
        CkpiException last = failure;
        while (delegate == null) {
            retry.pause(last, failures++);
            try {
                delegate = begin(rest);
            } catch (CkpiException e) {
                last = e;
            }
        }
    }

    private @Nullable Cursor cursorOf(RecordReader<R> broken, CkpiException failure) {
        try {
            return call("on giving a cursor", broken::cursor);
        } catch (CkpiException e) {
            Mask.suppress(failure, e);
            return null;
        }
    }

    private void check(R record) {
        if (!request.type().isInstance(record)) {
            throw source.contract("delivered " + ((Object) record).getClass().getName() + " on " + doing);
        }
        if (!record.envelope().source().equals(source.name())) {
            throw source.contract("delivered a record under another source's name on " + doing);
        }
    }

    @Override
    public Cursor cursor() {
        if (closed) {
            throw source.closed("a reader");
        }
        RecordReader<R> reader = delegate;
        return reader == null ? Cursor.NONE : call("on giving a cursor", reader::cursor);
    }

    @Override
    public Watermark watermark() {
        if (closed) {
            throw source.closed("a reader");
        }
        RecordReader<R> reader = delegate;
        Watermark now = reader == null
                ? new Watermark(null, host.clock().instant())
                : call("on giving its watermark", reader::watermark);
        Watermark before = watermark;
        Instant reached = before == null ? null : before.completeThrough();
        Instant claimed = now.completeThrough();
        if (reached != null && (claimed == null || claimed.isBefore(reached))) {
            now = new Watermark(reached, now.readAt());
        }
        watermark = now;
        return now;
    }

    @Override
    public List<DataIssue> issues() {
        RecordReader<R> reader = delegate;
        if (reader == null) {
            return List.of();
        }
        String telling = "on telling its issues";
        // a copy made by the plugin's own collection, which may fail; it may hold null
        List<DataIssue> told = call(telling, () -> {
            List<DataIssue> issues = reader.issues();
            return issues == null ? null : new ArrayList<>(issues);
        });
        return told.stream()
                .map(issue -> mask.issue(source.notNull(issue, telling)))
                .toList();
    }

    @Override
    public void close() {
        RecordReader<R> reader;
        synchronized (this) {
            if (closed) {
                return;
            }
            closed = true;
            reader = delegate;
            delegate = null;
        }
        source.forget(this);
        if (reader != null) {
            closePlugin(reader);
        }
    }

    private void closePlugin(RecordReader<R> reader) {
        enter();
        try {
            reader.close();
        } catch (Throwable e) {
            leave();
            throw mask.translate(e, "on closing a reader");
        }
        leave();
    }
}
