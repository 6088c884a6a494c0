package io.ckpi.tck;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Rejects;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.SourceSpec;
import io.ckpi.spi.host.Sources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * A host for a plugin's own tests beside {@link SourceTck}: it checks the options as a real host does, and shows what the
 * plugin made of its rows. Unlike a real host it stands between test and plugin with nothing: it masks no secrets, tries
 * nothing again, cuts off no silence, and what a plugin throws reaches the test as it was thrown.
 *
 * <pre>{@code
 * TestHost host = TestHost.with("file", file.toString());
 * try (RecordSource source = host.open(new AcmeProvider())) {
 *     assertThat(host.read(source, Order.class).records()).hasSize(2);
 *     assertThat(host.rejects()).extracting(Reject::reason).containsExactly(RejectReason.BAD_NUMBER);
 * }
 * }</pre>
 *
 * <p>Its clock stands at {@link #NOW} until it is {@linkplain #moveTo moved} or {@linkplain #sleep waited} by, there is no
 * deadline, every share of rejects is within the budget, and tokens are {@linkplain #token readable}.
 *
 * <p><b>Thread-safety.</b> mutable; may be used by many threads, so that a test can cancel a reader that is at work.
 */
public final class TestHost {

    /** Where its clock stands at first. */
    public static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    /** The name of the source instance at first. */
    public static final String SOURCE = "shop";

    /** So many rejects are kept; all are counted. */
    public static final int KEPT_REJECTS = 100;

    private final Map<String, String> options;
    private final SourceContext context = new Context();
    private final List<Reject> rejects = new ArrayList<>();
    private String source = SOURCE;
    private Tokenizer tokens = TestHost::readable;
    private long rejected;
    private long accepted;
    private boolean noRejects;
    private boolean cancelled;
    private Instant deadline = Instant.MAX;
    private Instant now = NOW;
    private Duration waited = Duration.ZERO;

    /**
     * What a reader gave.
     *
     * @param <R> the type of record
     * @param records its records, in its order
     * @param issues what it noticed, asked after its last record
     */
    public record Result<R extends SourceRecord>(List<R> records, List<DataIssue> issues) {

        /** Copies the lists. */
        public Result {
            records = List.copyOf(records);
            issues = List.copyOf(issues);
        }
    }

    private TestHost(Map<String, String> options) {
        this.options = options;
    }

    /**
     * A host that gives these options to the plugins it opens.
     *
     * @param options {@code key, value, key, value} and so on, none for the defaults; of a key given twice the later value
     *     counts
     * @throws IllegalArgumentException if the last key has no value
     */
    public static TestHost with(String... options) {
        if (options.length % 2 != 0) {
            throw new IllegalArgumentException("options have a key without a value: " + options[options.length - 1]);
        }
        Map<String, String> all = new LinkedHashMap<>();
        for (int i = 0; i < options.length; i += 2) {
            all.put(options[i], options[i + 1]);
        }
        return new TestHost(all);
    }

    /** A host that gives these options to the plugins it opens. */
    public static TestHost with(Map<String, String> options) {
        return new TestHost(Map.copyOf(options));
    }

    /** Names the source instance, {@value #SOURCE} until then; what is opened later carries the name. Gives this host. */
    public synchronized TestHost named(String newSource) {
        source = Objects.requireNonNull(newSource, "source");
        return this;
    }

    /** Takes another tokenizer, such as that of a real host, in place of the readable one. Gives this host. */
    public synchronized TestHost withTokens(Tokenizer newTokens) {
        tokens = Objects.requireNonNull(newTokens, "tokens");
        return this;
    }

    // ---- opening and reading

    /**
     * Opens a source with the options of this host.
     *
     * @throws IllegalArgumentException if no host would take the plugin: its name, its level or its options are malformed
     * @throws CkpiException kind CONFIG and code {@code CKPI-SRC-CONFIG} if the options do not fit what the plugin declares;
     *     or whatever the plugin throws
     */
    public RecordSource open(SourceProvider provider) {
        return provider.open(config(provider), context);
    }

    /**
     * The options of this host as the plugin gets them: checked against what it declares, with its defaults.
     *
     * @throws IllegalArgumentException if no host would take the plugin
     * @throws CkpiException kind CONFIG with a line for every fault
     */
    public SourceConfig config(SourceProvider provider) {
        Sources sources = Sources.of(provider);
        if (sources.plugins().isEmpty()) {
            throw new IllegalArgumentException(
                    sources.issues().get(0).sentence().en());
        }
        return sources.config(SourceSpec.of(provider.name()).named(source()).with(options));
    }

    private synchronized String source() {
        return source;
    }

    /** What the host gives to a source; for plugins that a test opens itself, and for parts of a plugin. */
    public SourceContext context() {
        return context;
    }

    /** All records of a type, and what the reader noticed. */
    public <R extends SourceRecord> Result<R> read(RecordSource from, Class<R> type) {
        return read(from, ReadRequest.all(type));
    }

    /** The records of a request up to the end, and what the reader noticed; the reader is closed then. */
    public <R extends SourceRecord> Result<R> read(RecordSource from, ReadRequest<R> request) {
        List<R> records = new ArrayList<>();
        try (RecordReader<R> reader = from.read(request)) {
            for (R record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
            return new Result<>(records, reader.issues());
        }
    }

    // ---- what became of the rows

    /** The first {@value #KEPT_REJECTS} rejects of all sources. */
    public synchronized List<Reject> rejects() {
        return List.copyOf(rejects);
    }

    /** How many rows were rejected. */
    public synchronized long rejected() {
        return rejected;
    }

    /** How many rows became a record or were left out by a declared condition. */
    public synchronized long accepted() {
        return accepted;
    }

    /** From now on one reject is too many, see {@link Rejects#overBudget}. */
    public synchronized void tolerateNoRejects() {
        noRejects = true;
    }

    // ---- time and the wish to stop

    /** What its clock shows. */
    public synchronized Instant now() {
        return now;
    }

    /** Sets its clock. */
    public synchronized void moveTo(Instant newNow) {
        now = Objects.requireNonNull(newNow, "now");
    }

    /**
     * Waits by its clock, that is not at all: the clock moves on. For plugins that are made with a way to wait, as in
     * {@code new AcmeProvider(host::sleep)}.
     */
    public synchronized void sleep(Duration duration) {
        waited = waited.plus(duration);
        now = now.plus(duration);
    }

    /** How long was waited with {@link #sleep} in all. */
    public synchronized Duration waited() {
        return waited;
    }

    /** Sets when the work must have ended; {@link Instant#MAX} until then. */
    public synchronized void deadline(Instant newDeadline) {
        deadline = Objects.requireNonNull(newDeadline, "deadline");
    }

    /** Sets whether the host wants the work to stop; false until then. */
    public synchronized void cancel(boolean stop) {
        cancelled = stop;
    }

    // ---- tokens

    /**
     * The token that the readable tokenizer makes: {@code token:phone:+7 900} of the phone {@code +7 900}. White space around
     * the id is left out, nothing else is normalised.
     */
    public static String token(String type, String raw) {
        return "token:" + type + ":" + raw.strip();
    }

    private static Optional<String> readable(String type, String raw) throws BadIdentityException {
        if (raw.isBlank()) {
            return Optional.empty();
        }
        if (type.equals(Tokenizer.PHONE) && raw.chars().noneMatch(Character::isDigit)) {
            throw new BadIdentityException(RejectReason.BAD_PHONE);
        }
        if (type.equals(Tokenizer.EMAIL) && raw.indexOf('@') < 0) {
            throw new BadIdentityException(RejectReason.BAD_EMAIL);
        }
        return Optional.of(token(type, raw));
    }

    private final class Context extends Clock implements SourceContext, Rejects {

        @Override
        public int spiLevel() {
            return Sources.MAX_SPI_LEVEL;
        }

        @Override
        public Clock clock() {
            return this;
        }

        @Override
        public Tokenizer tokens() {
            synchronized (TestHost.this) {
                return tokens;
            }
        }

        @Override
        public Rejects rejects() {
            return this;
        }

        @Override
        public boolean cancelled() {
            synchronized (TestHost.this) {
                return cancelled;
            }
        }

        @Override
        public Instant deadline() {
            synchronized (TestHost.this) {
                return deadline;
            }
        }

        @Override
        public void add(Reject reject) {
            Objects.requireNonNull(reject, "reject");
            synchronized (TestHost.this) {
                rejected++;
                if (rejects.size() < KEPT_REJECTS) {
                    rejects.add(reject);
                }
            }
        }

        @Override
        public void accepted(String of, String stream) {
            Objects.requireNonNull(of, "source");
            Objects.requireNonNull(stream, "stream");
            synchronized (TestHost.this) {
                accepted++;
            }
        }

        @Override
        public boolean overBudget(String of, String stream) {
            synchronized (TestHost.this) {
                return noRejects && rejected > 0;
            }
        }

        @Override
        public Instant instant() {
            return now();
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return new Clock() {
                @Override
                public Instant instant() {
                    return now();
                }

                @Override
                public ZoneId getZone() {
                    return zone;
                }

                @Override
                public Clock withZone(ZoneId other) {
                    return Context.this.withZone(other);
                }
            };
        }
    }

    /** The names of source and options, never values. */
    @Override
    public String toString() {
        return "TestHost[" + source() + " " + String.join(", ", options.keySet()) + "]";
    }
}
