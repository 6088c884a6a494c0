package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Rejects;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.RecordDigest;
import io.ckpi.spi.host.RejectLog;
import io.ckpi.spi.host.Revisions;
import io.ckpi.spi.host.Sources;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Assumptions;

/** What the rules share: it loads fixtures, opens the plugin without a host in between, and reads. For one rule at a time. */
final class Bench {

    /** The name of the source instance. */
    static final String SOURCE = "tck";

    static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");

    /** How many rows a loaded sample has at least if its size does not matter. */
    private static final int SOME = 7;

    private static final RejectLog.Budget NO_BUDGET = new RejectLog.Budget(1, Long.MAX_VALUE);

    private final SourceTck tck;
    final Tokens tokens = new Tokens();
    private @Nullable Results results;
    private @Nullable List<Class<? extends SourceRecord>> types;
    private boolean given;

    /** Thrown by a vendor whose system cannot hold chosen records. */
    static final class CannotLoad extends RuntimeException {
        private static final long serialVersionUID = 1L;

        CannotLoad(String sentence) {
            super(sentence);
        }
    }

    Bench(SourceTck tck) {
        this.tck = tck;
    }

    void begin(Results newResults) {
        results = newResults;
    }

    SourceTck tck() {
        return tck;
    }

    /** What a method gives. @throws AssertionError if it is null */
    static <T> T given(@Nullable T value, String method) {
        if (value == null) {
            throw new AssertionError(method + " gives null");
        }
        return value;
    }

    SourceProvider provider() {
        return given(tck.provider(), "provider()");
    }

    /** Starts reading. */
    static <R extends SourceRecord> RecordReader<R> begin(RecordSource source, ReadRequest<R> request) {
        return given(source.read(request), "read() of " + request.type().getSimpleName());
    }

    String token(String type, String raw) {
        return tokens.token(type, raw);
    }

    /** What the vendor expects, with what it implies. */
    static Set<Capability> expected(SourceTck tck) {
        Set<Capability> all = EnumSet.noneOf(Capability.class);
        all.addAll(tck.expected());
        if (all.contains(Capability.GROUPED_MOMENTS)) {
            all.add(Capability.MOMENTS);
        }
        return all;
    }

    boolean claims(Capability capability) {
        return expected(tck).contains(capability);
    }

    /** Ends the rule as one that does not apply. */
    static void doesNotApply(String sentence) {
        Assumptions.abort(sentence);
    }

    // ---- fixtures

    /** Loads rows of these records, which must have gone through {@link #fit}. */
    void load(List<? extends Fixture.Row<?>> rows) throws Exception {
        tck.load(Fixture.of(rows, tokens::raw));
    }

    static List<Fixture.Row<?>> rows(List<? extends SourceRecord> records) {
        List<Fixture.Row<?>> rows = new ArrayList<>();
        records.forEach(record -> rows.add(new Fixture.Row<>(record, null)));
        return rows;
    }

    void loadRecords(List<? extends SourceRecord> records) throws Exception {
        load(rows(records));
    }

    /** The record as the system can hold it. */
    SourceRecord fit(SourceRecord record) {
        String name = record.getClass().getSimpleName();
        SourceRecord fit = tck.fit(record);
        if (fit == null || fit.getClass() != record.getClass()) {
            throw new AssertionError("fit() of " + name + " must give " + name + ", not "
                    + (fit == null ? "null" : fit.getClass().getSimpleName()));
        }
        if (!fit.envelope().source().equals(SOURCE)) {
            throw new AssertionError("fit() must keep record.envelope().source(), which is " + SOURCE);
        }
        if (!fit.equals(tck.fit(fit))) {
            throw new AssertionError("fit() of its own result must change nothing, but does: "
                    + Compare.differences(fit, tck.fit(fit)) + "\n  with " + RecordDigest.canonicalText(fit));
        }
        return fit;
    }

    List<SourceRecord> fit(List<? extends SourceRecord> records) {
        List<SourceRecord> fit = new ArrayList<>();
        Set<String> keys = new HashSet<>();
        for (SourceRecord record : records) {
            SourceRecord one = fit(record);
            fit.add(one);
            String key = one.envelope().sourceKey();
            if (!keys.add(one.getClass().getSimpleName() + "/" + key)) {
                throw new AssertionError(
                        "fit() must give different records different keys, but gives one twice: " + key);
            }
        }
        return fit;
    }

    Samples samples() {
        return new Samples(tck.personType(), tck.numericIds(), tokens);
    }

    /** So many ordinary records of a type, fitted. */
    List<SourceRecord> ordinary(Class<? extends SourceRecord> type, int count) {
        Samples samples = samples();
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            records.add(samples.full(type, i));
        }
        return fit(records);
    }

    /** The types the plugin delivers, by name. */
    List<Class<? extends SourceRecord>> types() throws Exception {
        List<Class<? extends SourceRecord>> known = types;
        if (known != null) {
            return known;
        }
        try {
            load(List.of());
        } catch (CannotLoad e) {
            given = true;
        }
        try (Opened opened = open()) {
            SourceDescription description = given(opened.source.describe(), "describe()");
            if (results != null) {
                results.description(provider(), description);
            }
            known = description.streams().stream()
                    .sorted(Comparator.comparing((Class<? extends SourceRecord> type) -> type.getSimpleName()))
                    .toList();
        }
        assertThat(known).as("the types of record that describe() names").isNotEmpty();
        types = known;
        return known;
    }

    /** True if the system cannot be loaded with chosen records; known after {@link #types}. */
    boolean given() {
        return given;
    }

    /** The types, for rules that need chosen records. */
    List<Class<? extends SourceRecord>> loadableTypes() throws Exception {
        List<Class<? extends SourceRecord>> known = types();
        if (given) {
            load(List.of()); // says why not
        }
        return known;
    }

    /** Makes sure that there are some records of every type: ordinary ones, or those the system has. */
    void some() throws Exception {
        some(SOME);
    }

    /** The same, of so many if they can be chosen. */
    void some(int count) throws Exception {
        List<SourceRecord> all = new ArrayList<>();
        for (Class<? extends SourceRecord> type : types()) {
            if (!given) {
                all.addAll(ordinary(type, count));
            }
        }
        if (!given) {
            loadRecords(all);
        }
    }

    // ---- opening and reading

    /** An open source and what it is given. */
    static final class Opened implements AutoCloseable {
        final SourceProvider provider;
        final RecordSource source;
        final Context context;

        Opened(SourceProvider provider, RecordSource source, Context context) {
            this.provider = provider;
            this.source = source;
            this.context = context;
        }

        @Override
        public void close() {
            source.close();
        }
    }

    /** The kit's host. */
    final class Context implements SourceContext {
        final RejectLog log = RejectLog.with(NO_BUDGET);
        final Clock clock;
        volatile boolean cancelled;

        Context(Clock clock) {
            this.clock = clock;
        }

        @Override
        public int spiLevel() {
            return Sources.MAX_SPI_LEVEL;
        }

        @Override
        public Clock clock() {
            return clock;
        }

        @Override
        public Tokenizer tokens() {
            return tokens.forPlugin();
        }

        @Override
        public Rejects rejects() {
            return log;
        }

        @Override
        public boolean cancelled() {
            return cancelled;
        }

        @Override
        public Instant deadline() {
            return Instant.MAX;
        }
    }

    Map<String, String> config(Map<String, String> over) {
        Map<String, String> all = new HashMap<>(given(tck.config(), "config()"));
        all.putAll(over);
        return all;
    }

    Opened open() {
        return open(given(tck.config(), "config()"));
    }

    Opened open(Map<String, String> config) {
        return open(config, Duration.ZERO);
    }

    /** Opens the source at {@link #NOW} and that much. */
    Opened open(Map<String, String> config, Duration later) {
        SourceProvider provider = provider();
        Context context = new Context(Clock.fixed(NOW.plus(later), ZoneOffset.UTC));
        SourceConfig options = new Options(given(provider.options(), "options()")).config(SOURCE, config);
        RecordSource source = given(provider.open(options, context), "open()");
        return new Opened(provider, source, context);
    }

    /** The rest of a reader. */
    static <R extends SourceRecord> List<R> drain(RecordReader<R> reader, Class<R> type) {
        List<R> records = new ArrayList<>();
        for (R record = reader.next(); record != null; record = reader.next()) {
            check(record, type);
            records.add(record);
        }
        return records;
    }

    /** At most that many records of a reader. */
    static <R extends SourceRecord> List<R> take(RecordReader<R> reader, Class<R> type, int count) {
        List<R> records = new ArrayList<>();
        while (records.size() < count) {
            R record = reader.next();
            if (record == null) {
                break;
            }
            check(record, type);
            records.add(record);
        }
        return records;
    }

    private static void check(SourceRecord record, Class<?> type) {
        if (record.getClass() != type) {
            throw new AssertionError("asked for " + type.getSimpleName() + " the reader gives a "
                    + record.getClass().getSimpleName());
        }
        if (!record.envelope().source().equals(SOURCE)) {
            throw new AssertionError("the source of a record must be config.source(), the name of the instance "
                    + SOURCE + ", not " + record.envelope().source());
        }
    }

    static <R extends SourceRecord> List<R> read(RecordSource source, ReadRequest<R> request) {
        try (RecordReader<R> reader = begin(source, request)) {
            return drain(reader, request.type());
        }
    }

    /** Opens the source, reads the request, and closes it. */
    <R extends SourceRecord> List<R> read(ReadRequest<R> request) {
        try (Opened opened = open()) {
            return read(opened.source, request);
        }
    }

    <R extends SourceRecord> List<R> readAll(Class<R> type) {
        return read(ReadRequest.all(type));
    }

    /** What is in force of these records. */
    static List<SourceRecord> state(List<? extends SourceRecord> records) {
        Revisions revisions = new Revisions();
        records.forEach(revisions::add);
        List<SourceRecord> state = new ArrayList<>();
        revisions.forEach(state::add);
        return state;
    }
}
