package io.ckpi.spi.host;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.record.RecordFlag;
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
import java.util.concurrent.atomic.LongAdder;
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

    private static final Logger LOG = LoggerFactory.getLogger(OpenSource.class);

    private final Plugin plugin;
    private final OptionValues config;
    private final Host host;
    private final RejectLog log;
    private final Mask mask;
    private final Map<RecordFlag, LongAdder> flags = new ConcurrentHashMap<>();
    private final Deque<Reader<?>> readers = new ArrayDeque<>();
    private final AtomicInteger reads = new AtomicInteger();
    private @Nullable RecordSource source;
    private @Nullable SourceDescription description;

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
        RecordSource source = retry.call(
                () -> open.guarded("on opening", () -> plugin.provider().open(config, open.new Context())));
        open.source = source;
        try {
            open.description = open.guarded("on describing itself", source::describe);
        } catch (CkpiException e) {
            try {
                open.close();
            } catch (CkpiException suppressed) {
                e.addSuppressed(suppressed);
            }
            throw e;
        }
        LOG.info("source {} is open: plugin {} {}", config.source(), plugin.name(), plugin.version());
        return open;
    }

    /** Calls the plugin; whatever it throws becomes a {@link CkpiException}. */
    private <T> T guarded(String doing, Supplier<T> call) {
        T result;
        try {
            result = call.get();
        } catch (Throwable e) {
            throw mask.translate(e, doing);
        }
        if (result == null) {
            throw contract("gave null " + doing);
        }
        return result;
    }

    private CkpiException contract(String sentence) {
        return new CkpiException(
                CkpiException.Kind.INTERNAL,
                "CKPI-SRC-CONTRACT",
                name(),
                "the plugin of source " + name() + " " + sentence);
    }

    private CkpiException closed(String what) {
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
     * Starts reading one type of record; a type that the source does not deliver gives an empty reader. Beyond the contract
     * of {@link RecordReader} this reader
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
        RecordSource open;
        synchronized (readers) {
            open = source;
        }
        if (open == null) {
            throw closed("the connection");
        }
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
        Reader<R> reader = new Reader<>(request, open);
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
     * Moments that the source computes where its data lives; tried again while the source is unavailable.
     *
     * @return empty if the source computes none, or not these
     * @throws CkpiException what the source throws, with its secrets masked; kind INTERNAL if it gives other variables than it
     *     was asked for
     */
    public Optional<MomentsTable> moments(MomentsRequest request) {
        Objects.requireNonNull(request, "request");
        RecordSource open;
        synchronized (readers) {
            open = source;
        }
        if (open == null) {
            throw closed("the connection");
        }
        if (!(open instanceof MomentsSource moments)
                || !describe().capabilities().contains(Capability.MOMENTS)
                || (request.group() != null && !describe().capabilities().contains(Capability.GROUPED_MOMENTS))) {
            return Optional.empty();
        }
        Retry.checkStop(host, name());
        Optional<MomentsTable> table = new Retry(host, name(), "moments/" + reads.getAndIncrement())
                .call(() -> guarded("computing moments", () -> moments.moments(request)));
        table.ifPresent(given -> given.groups().values().forEach(group -> {
            if (!group.layout().equals(request.layout())) {
                throw contract("gave moments of other variables than it was asked for");
            }
        }));
        return table;
    }

    private void forget(Reader<?> reader) {
        synchronized (readers) {
            readers.remove(reader);
        }
    }

    List<DataIssue> flagIssues() {
        List<DataIssue> issues = new ArrayList<>();
        for (RecordFlag flag : RecordFlag.values()) {
            LongAdder count = flags.get(flag);
            if (count != null) {
                boolean grave = flag != RecordFlag.SYNTHETIC_KEY;
                issues.add(new DataIssue(
                        flag.name(),
                        grave ? DataIssue.Severity.WARNING : DataIssue.Severity.INFO,
                        name(),
                        null,
                        count.sum(),
                        sentence(flag, count.sum())));
            }
        }
        return issues;
    }

    private static Names sentence(RecordFlag flag, long count) {
        String ru =
                switch (flag) {
                    case ZONE_ASSUMED -> "источник не указал часовой пояс, он предположен";
                    case CLOCK_SKEW -> "событие позже своей записи более чем на пять минут";
                    case SYNTHETIC_KEY -> "у источника нет ключа, он образован из содержания";
                    case CURRENCY_ASSUMED -> "источник не указал валюту, она предположена";
                    case BINARY_AMOUNT -> "источник хранит деньги двоичными дробями";
                    case HISTORY_PARTIAL -> "известно только последнее состояние, без истории";
                    case PII_DROPPED -> "телефон или почта непригодны, связь отброшена";
                };
        String en =
                switch (flag) {
                    case ZONE_ASSUMED -> "the source gave no time zone, one was assumed";
                    case CLOCK_SKEW -> "it happened more than five minutes after it was recorded";
                    case SYNTHETIC_KEY -> "the source has no key, one was made from the content";
                    case CURRENCY_ASSUMED -> "the source gave no currency, one was assumed";
                    case BINARY_AMOUNT -> "the source stores money as binary fractions";
                    case HISTORY_PARTIAL -> "only the last state is known, not the way to it";
                    case PII_DROPPED -> "a phone or mail could not be used, the link was dropped";
                };
        return new Names("записей: " + count + ": " + ru, count + " records: " + en);
    }

    /** Closes the readers still open, the last first, and then the source; a second call does nothing. */
    void close() {
        RecordSource open;
        List<Reader<?>> left;
        synchronized (readers) {
            open = source;
            source = null;
            left = new ArrayList<>(readers);
            readers.clear();
        }
        if (open == null) {
            return;
        }
        CkpiException first = null;
        for (Reader<?> reader : left) {
            first = closing(reader::close, first);
        }
        first = closing(() -> closePlugin(open, "on closing"), first);
        LOG.info("source {} is closed", name());
        if (first != null) {
            throw first;
        }
    }

    private static @Nullable CkpiException closing(Runnable close, @Nullable CkpiException first) {
        try {
            close.run();
        } catch (CkpiException e) {
            if (first == null) {
                return e;
            }
            first.addSuppressed(e);
        }
        return first;
    }

    private void closePlugin(AutoCloseable closeable, String doing) {
        try {
            closeable.close();
        } catch (Throwable e) {
            throw mask.translate(e, doing);
        }
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
            return host.cancelled();
        }

        @Override
        public Instant deadline() {
            return host.deadline();
        }
    }

    /** The log as the plugin sees it: always under its own source's name, never with a secret. */
    private final class OwnRejects implements Rejects {

        @Override
        public void add(Reject reject) {
            String field = reject.field();
            String hint = reject.hint();
            log.add(new Reject(
                    name(),
                    reject.stream(),
                    mask.text(reject.location()),
                    reject.row(),
                    reject.reason(),
                    field == null ? null : mask.text(field),
                    hint == null ? null : mask.text(hint)));
        }

        @Override
        public void accepted(String ignored, String stream) {
            log.accepted(name(), stream);
        }

        @Override
        public boolean overBudget(String ignored, String stream) {
            return log.overBudget(name(), stream);
        }
    }

    /** The reader that the host hands out. Confined to one thread, but for {@link #close}. */
    private final class Reader<R extends SourceRecord> implements RecordReader<R> {

        private static final int CHECK_EVERY = 256;

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
        private int untilCheck;
        private @Nullable Watermark watermark;

        Reader(ReadRequest<R> request, RecordSource from) {
            this.request = request;
            this.from = from;
            this.doing = "reading " + request.type().getSimpleName();
            this.retry = new Retry(host, name(), request.type().getSimpleName() + "/" + reads.getAndIncrement());
            this.rowsBefore = log.rows(name());
        }

        void start() {
            if (describe().streams().contains(request.type())) {
                Retry.checkStop(host, name());
                delegate = retry.call(() -> guarded(doing, () -> from.read(request)));
            } else {
                ended = true;
            }
        }

        @Override
        public @Nullable R next() {
            if (closed) {
                throw closed("a reader");
            }
            try {
                return advance();
            } catch (CkpiException e) {
                try {
                    close();
                } catch (CkpiException suppressed) {
                    e.addSuppressed(suppressed);
                }
                throw e;
            }
        }

        private @Nullable R advance() {
            while (!ended) {
                if (--untilCheck <= 0) {
                    untilCheck = CHECK_EVERY;
                    Retry.checkStop(host, name());
                }
                R record = pull();
                if (record == null) {
                    ended = true;
                    if (log.overBudgetSince(name(), rowsBefore)) {
                        throw log.failure(name(), rowsBefore);
                    }
                    return null;
                }
                stopped = stopped || log.overBudgetSince(name(), rowsBefore);
                check(record);
                if (!stopped && request.includes(record.envelope().occurredAt())) {
                    delivered++;
                    failures = 0;
                    for (RecordFlag flag : record.envelope().flags()) {
                        flags.computeIfAbsent(flag, f -> new LongAdder()).increment();
                    }
                    return record;
                }
            }
            return null;
        }

        private @Nullable R pull() {
            while (true) {
                RecordReader<R> reader = delegate;
                if (reader == null) {
                    return null;
                }
                try {
                    return reader.next();
                } catch (Throwable e) {
                    again(reader, mask.translate(e, doing));
                }
            }
        }

        /** Gets a new reader of the plugin after {@code failure}, or throws it. */
        private void again(RecordReader<R> broken, CkpiException failure) {
            if (failure.kind() != CkpiException.Kind.UNAVAILABLE) {
                throw failure;
            }
            Cursor cursor = request.cursor();
            if (delivered > 0) {
                cursor = describe().capabilities().contains(Capability.RESUME) ? cursorOf(broken, failure) : null;
                if (cursor == null || cursor.equals(Cursor.NONE)) {
                    throw failure;
                }
            }
            ReadRequest<R> rest = new ReadRequest<>(request.type(), request.from(), request.to(), cursor);
            delegate = null;
            try {
                closePlugin(broken, "on closing a reader");
            } catch (CkpiException e) {
                failure.addSuppressed(e);
            }
            CkpiException last = failure;
            while (delegate == null) {
                retry.pause(last, failures++);
                try {
                    delegate = guarded(doing, () -> from.read(rest));
                } catch (CkpiException e) {
                    last = e;
                }
            }
        }

        private @Nullable Cursor cursorOf(RecordReader<R> broken, CkpiException failure) {
            try {
                return broken.cursor();
            } catch (RuntimeException | LinkageError e) {
                failure.addSuppressed(mask.translate(e, "on giving a cursor"));
                return null;
            }
        }

        private void check(R record) {
            if (!request.type().isInstance(record)) {
                throw contract("delivered " + ((Object) record).getClass().getName() + " on " + doing);
            }
            if (!record.envelope().source().equals(name())) {
                throw contract("delivered a record under another source's name on " + doing);
            }
        }

        @Override
        public Cursor cursor() {
            if (closed) {
                throw closed("a reader");
            }
            RecordReader<R> reader = delegate;
            return reader == null ? Cursor.NONE : guarded("on giving a cursor", reader::cursor);
        }

        @Override
        public Watermark watermark() {
            if (closed) {
                throw closed("a reader");
            }
            RecordReader<R> reader = delegate;
            Watermark now = reader == null
                    ? new Watermark(null, host.clock().instant())
                    : guarded("on giving its watermark", reader::watermark);
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
            return reader == null ? List.of() : guarded("on telling its issues", () -> List.copyOf(reader.issues()));
        }

        @Override
        public void close() {
            RecordReader<R> reader;
            synchronized (readers) {
                if (closed) {
                    return;
                }
                closed = true;
                reader = delegate;
                delegate = null;
                readers.remove(this);
            }
            if (reader != null) {
                closePlugin(reader, "on closing a reader");
            }
        }
    }
}
