package io.ckpi.spi.host;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsSource;
import io.ckpi.spi.MomentsTable;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.Rejects;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.Watermark;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An open source as the host sees it: whatever the plugin does, what comes out is records that keep the contract, or a
 * {@link CkpiException} with the source's name and without secrets.
 *
 * <p><b>Thread-safety.</b> may be shared between threads; each reader belongs to one.
 */
public final class OpenSource {

    /** Longer texts of a reject are cut off. */
    private static final int MAX_TEXT = 1_000;

    private static final Logger LOG = LoggerFactory.getLogger(OpenSource.class);

    private final Plugin plugin;
    private final OptionValues config;
    private final Host host;
    private final RejectLog log;
    private final Mask mask;
    private final FlagCounts flags = new FlagCounts();
    private final Deque<HostReader<?>> readers = new ArrayDeque<>();
    private final AtomicInteger reads = new AtomicInteger();
    private @Nullable RecordSource source;
    private @Nullable SourceDescription description;
    private volatile @Nullable String stuck;

    private OpenSource(Plugin plugin, OptionValues config, Host host, RejectLog log) {
        this.plugin = plugin;
        this.config = config;
        this.host = host;
        this.log = log;
        this.mask = new Mask(config.source(), config.secrets());
    }

    static OpenSource open(Plugin plugin, OptionValues config, Host host, RejectLog log) {
        OpenSource open = new OpenSource(plugin, config, host, log);
        Retry retry = new Retry(host, config.source(), "open");
        Retry.checkStop(host, config.source());
        RecordSource source = retry.call(() -> open.watched(
                "on opening", () -> plugin.provider().open(config, open.new Context()), RecordSource::close));
        open.source = source;
        try {
            open.description =
                    open.mask.description(open.watched("on describing itself", source::describe, ignored -> {}));
        } catch (RuntimeException | Error e) {
            try {
                open.close();
            } catch (RuntimeException | Error second) {
                Mask.suppress(e, second);
            }
            throw e;
        }
        LOG.info("source {} is open: plugin {} {}", config.source(), plugin.name(), plugin.version());
        return open;
    }

    /**
     * Calls the plugin on a thread that can be given up on; whatever it throws becomes a {@link CkpiException}.
     *
     * @param late what to do with a result that comes when nobody waits any more
     */
    private <T> T watched(String doing, Supplier<T> call, Consumer<? super T> late) {
        Optional<T> result = PluginThread.once(
                watch(doing, true),
                () -> {
                    try {
                        return Optional.ofNullable(call.get());
                    } catch (Throwable e) {
                        throw mask.translate(e, doing);
                    }
                },
                given -> given.ifPresent(late));
        return notNull(result.orElse(null), doing);
    }

    private PluginThread.Watch watch(String doing, boolean stoppable) {
        return new PluginThread.Watch(host, name(), doing, host.stallLimit(), stoppable, () -> stuck = doing);
    }

    <T> T notNull(@Nullable T result, String doing) {
        if (result == null) {
            throw contract("gave null " + doing);
        }
        return result;
    }

    CkpiException contract(String sentence) {
        return new CkpiException(
                CkpiException.Kind.INTERNAL,
                "CKPI-SRC-CONTRACT",
                name(),
                "the plugin of source " + name() + " " + sentence);
    }

    CkpiException closed(String what) {
        return new CkpiException(
                CkpiException.Kind.INTERNAL, "CKPI-SRC-CLOSED", name(), what + " of source " + name() + " is closed");
    }

    /** Name of the source instance. */
    public String name() {
        return config.source();
    }

    /** The plugin. */
    public Plugin plugin() {
        return plugin;
    }

    /** What the source delivers and promises. */
    public SourceDescription describe() {
        SourceDescription known = description;
        if (known == null) {
            throw closed("the connection");
        }
        return known;
    }

    /** SHA-256 of the configuration without its secrets, see {@link Sources}; the same options give the same digest. */
    public String configDigest() {
        return config.digest();
    }

    /**
     * Starts reading one type of record; a type that the source does not deliver gives an empty reader. Whoever pulls waits
     * for the plugin as long as it takes; {@link #drain} does not. Beyond the contract of {@link RecordReader} this reader
     *
     * <ul>
     *   <li>stops with kind CANCELLED soon after the host wants to stop or its deadline has passed;
     *   <li>tries again while the source is unavailable: from the start as long as no record has been delivered, later from
     *       the cursor if the source can resume; rejected rows met again are counted again;
     *   <li>leaves out records outside the requested time, and refuses those of another type or source;
     *   <li>delivers nothing more once a stream is over its budget of rejects, reads on to the end for the counts, and then
     *       fails with kind DATA and code {@code CKPI-SRC-REJECTS};
     *   <li>has a watermark that only moves forward;
     *   <li>closes the plugin's reader after a failure; then every call but {@code close} fails with
     *       {@code CKPI-SRC-CLOSED}.
     * </ul>
     *
     * @throws CkpiException if reading cannot start; kind CONFIG if a cursor is given and the source cannot resume
     */
    public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
        RecordSource open = readable(request);
        HostReader<R> reader = new HostReader<>(this, request, open, null);
        synchronized (readers) {
            readers.push(reader);
        }
        try {
            reader.start();
        } catch (RuntimeException | Error e) {
            forget(reader);
            throw e;
        }
        return reader;
    }

    /**
     * What is known once a stream has been read to its end.
     *
     * @param watermark up to when the source is complete
     * @param issues what the reader noticed
     */
    public record End(Watermark watermark, List<DataIssue> issues) {
        /** Copies the issues. */
        public End {
            Objects.requireNonNull(watermark, "watermark");
            issues = List.copyOf(issues);
        }
    }

    /**
     * Reads one type of record to the end. As with {@link #read}, but this does not wait for ever for a plugin that hangs: the
     * plugin runs on a daemon thread of its own named {@code ckpi-source-…}, and is given up on once it has delivered no
     * record and counted no row for the stall limit of the host, or does not come back within about a second after the host
     * wants to stop. Its thread is interrupted then, and closes the plugin's reader if it ever comes back. If it does not even
     * end when it is interrupted, nothing more is asked of the source but to close it.
     *
     * <p>A reader that fails or hangs on closing has delivered everything: that is an issue {@code READER_NOT_CLOSED}.
     *
     * @param sink gets the records one by one on that thread, while the caller waits; what it throws ends the reading and is
     *     thrown. It is not called any more once this method has returned
     * @throws CkpiException as {@link #read} and its reader; kind UNAVAILABLE and code {@code CKPI-SRC-STALLED} if the plugin
     *     was given up on, now or before
     */
    public <R extends SourceRecord> End drain(ReadRequest<R> request, Consumer<? super R> sink) {
        Objects.requireNonNull(sink, "sink");
        RecordSource open = readable(request);
        AtomicReference<@Nullable String> closed =
                new AtomicReference<@Nullable String>("the plugin did not come back");
        End end = PluginThread.run(
                watch("reading " + request.type().getSimpleName(), true),
                thread -> drain(new HostReader<>(this, request, open, thread), thread, sink, closed));
        String fault = closed.get();
        if (fault == null) {
            return end;
        }
        List<DataIssue> issues = new ArrayList<>(end.issues());
        issues.add(new DataIssue(
                "READER_NOT_CLOSED",
                DataIssue.Severity.WARNING,
                name(),
                request.type().getSimpleName(),
                1,
                new Names(
                        "все записи прочитаны, но чтение не удалось закрыть: " + fault,
                        "all records were read, but the reader could not be closed: " + fault)));
        return new End(end.watermark(), issues);
    }

    private static <R extends SourceRecord> End drain(
            HostReader<R> reader,
            PluginThread<End> thread,
            Consumer<? super R> sink,
            AtomicReference<@Nullable String> closed) {
        End end;
        try {
            reader.start();
            for (R record = reader.next(); record != null; record = reader.next()) {
                sink.accept(record);
            }
            end = new End(reader.watermark(), reader.issues());
        } catch (Throwable failure) {
            try {
                reader.close();
            } catch (CkpiException second) {
                Mask.suppress(failure, second);
            }
            throw failure;
        }
        thread.settle(end);
        try {
            reader.close();
            closed.set(null);
        } catch (CkpiException e) {
            closed.set(e.code());
        }
        return end;
    }

    private RecordSource readable(ReadRequest<?> request) {
        RecordSource open = ready();
        Cursor cursor = request.cursor();
        if (cursor != null
                && !cursor.equals(Cursor.NONE)
                && !describe().capabilities().contains(Capability.RESUME)) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-SRC-CURSOR",
                    name(),
                    "source " + name() + " cannot resume from a cursor");
        }
        return open;
    }

    /** The plugin's source, if it is open and comes back when it is called. */
    private RecordSource ready() {
        RecordSource open;
        synchronized (readers) {
            open = source;
        }
        if (open == null) {
            throw closed("the connection");
        }
        String busy = stuck;
        if (busy != null) {
            throw new PluginThread.StalledException(
                    name(),
                    "nothing more is asked of source " + name() + ": it was given up on " + busy
                            + " and has not come back since");
        }
        return open;
    }

    /**
     * Moments that the source computes where its data lives; tried again while the source is unavailable.
     *
     * @return empty if the source computes none, or not these
     * @throws CkpiException what the source throws, with its secrets masked; kind INTERNAL if it gives other variables than it
     *     was asked for
     */
    public Optional<MomentsTable> moments(MomentsRequest request) {
        Objects.requireNonNull(request, "request");
        RecordSource open = ready();
        if (!(open instanceof MomentsSource moments)
                || !describe().capabilities().contains(Capability.MOMENTS)
                || (request.group() != null && !describe().capabilities().contains(Capability.GROUPED_MOMENTS))) {
            return Optional.empty();
        }
        Retry.checkStop(host, name());
        Optional<MomentsTable> table = new Retry(host, name(), "moments/" + reads.getAndIncrement())
                .call(() -> watched("computing moments", () -> moments.moments(request), ignored -> {}));
        table.ifPresent(given -> given.groups().values().forEach(group -> {
            if (!group.layout().equals(request.layout())) {
                throw contract("gave moments of other variables than it was asked for");
            }
        }));
        return table;
    }

    void forget(HostReader<?> reader) {
        synchronized (readers) {
            readers.remove(reader);
        }
    }

    /** What a report should say about the flags of the records. */
    List<DataIssue> flagIssues() {
        return flags.issues(name());
    }

    /** Closes the readers still open, the last first, and then the source; a second call does nothing. */
    void close() {
        RecordSource open;
        List<HostReader<?>> left;
        synchronized (readers) {
            open = source;
            source = null;
            left = new ArrayList<>(readers);
            readers.clear();
        }
        if (open == null) {
            return;
        }
        Closing closing = new Closing();
        for (HostReader<?> reader : left) {
            closing.close(() -> closeWatched("on closing a reader", reader::close));
        }
        closing.close(() -> closeWatched("on closing", open::close));
        LOG.info("source {} is closed", name());
        closing.finish();
    }

    private void closeWatched(String doing, Runnable close) {
        PluginThread.once(
                watch(doing, false).within(PluginThread.CLOSING),
                () -> {
                    try {
                        close.run();
                    } catch (Throwable e) {
                        throw mask.translate(e, doing);
                    }
                    return true;
                },
                ignored -> {});
    }

    Host host() {
        return host;
    }

    RejectLog log() {
        return log;
    }

    Mask mask() {
        return mask;
    }

    /** The number of the next read, which makes the waiting times of reads differ. */
    int nextRead() {
        return reads.getAndIncrement();
    }

    FlagCounts flags() {
        return flags;
    }

    /** Name, plugin and keys, never values. */
    @Override
    public String toString() {
        return "OpenSource[" + config + "]";
    }

    /** What the plugin sees of the host. */
    private final class Context implements SourceContext {

        private final Rejects rejects = new OwnRejects();

        @Override
        public int spiLevel() {
            return Sources.MAX_SPI_LEVEL;
        }

        @Override
        public Clock clock() {
            return host.clock();
        }

        @Override
        public Tokenizer tokens() {
            return host.tokens();
        }

        @Override
        public Rejects rejects() {
            return rejects;
        }

        @Override
        public boolean cancelled() {
            return PluginThread.isGivenUp() || host.cancelled();
        }

        @Override
        public Instant deadline() {
            return host.deadline();
        }
    }

    /** The log as the plugin sees it: always under its own source's name, never with a secret. */
    private final class OwnRejects implements Rejects {

        private final Map<String, String> streams = new ConcurrentHashMap<>();
        /** The stream asked for last, which is mostly the next one, too; threads may miss each other's. */
        private @Nullable Shown last;

        private record Shown(String given, String name) {}

        @Override
        public void add(Reject reject) {
            String stream = stream(reject.stream());
            PluginThread.counting(name(), stream);
            log.add(name(), stream, reject.reason(), () -> {
                String field = reject.field();
                String hint = reject.hint();
                return new Reject(
                        name(),
                        stream,
                        shown(reject.location()),
                        reject.row(),
                        reject.reason(),
                        field == null ? null : shown(field),
                        hint == null ? null : shown(hint));
            });
        }

        /** A text as it may be kept. */
        private String shown(String text) {
            String masked = mask.text(text.length() > 2 * MAX_TEXT ? text.substring(0, 2 * MAX_TEXT) : text);
            return masked.length() <= MAX_TEXT ? masked : masked.substring(0, MAX_TEXT) + "…";
        }

        @Override
        public void accepted(String ignored, String stream) {
            String shown = stream(stream);
            PluginThread.counting(name(), shown);
            log.accepted(name(), shown);
        }

        @Override
        public boolean overBudget(String ignored, String stream) {
            return log.overBudget(name(), stream(stream));
        }

        /** The name of a stream as it may be shown. */
        @SuppressWarnings("ReferenceEquality") // the same object most of the time: only a quick way past the map
        private String stream(String given) {
            Shown latest = last;
            if (latest != null && latest.given() == given) {
                return latest.name();
            }
            String known = streams.get(given);
            if (known == null) {
                known = log.streamName(name(), shown(given));
                if (streams.size() < RejectLog.MAX_STREAMS) {
                    streams.put(given, known);
                }
            }
            last = new Shown(given, known);
            return known;
        }
    }
}
