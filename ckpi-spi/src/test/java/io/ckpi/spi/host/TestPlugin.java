package io.ckpi.spi.host;

import io.ckpi.core.DataIssue;
import io.ckpi.core.record.Referral;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.Capability;
import io.ckpi.spi.Cursor;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceDescription;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.Watermark;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A plugin that does what a test tells it and notes what is asked of it. */
final class TestPlugin implements SourceProvider {

    static final Instant NOW = Instant.parse("2026-11-01T00:00:00Z");
    static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);
    static final Host HOST =
            Host.of(CLOCK, HmacTokenizer.of("k1", new byte[32])).withSleeper(duration -> {});

    private final String name;
    private final List<String> log = new ArrayList<>();
    private List<SourceOption> options = List.of();
    private Set<Capability> capabilities = Set.of();
    private Runnable onOpen = () -> {};
    private Runnable onDescribe = () -> {};
    private Runnable onClose = () -> {};
    private Runnable onReaderClose = () -> {};
    private Function<ReadRequest<?>, Supplier<@Nullable SourceRecord>> records = request -> () -> null;
    private Supplier<Cursor> cursors = () -> Cursor.NONE;
    private Supplier<Watermark> watermarks = () -> new Watermark(null, NOW);
    private Supplier<List<DataIssue>> issues = List::of;
    private @Nullable SourceConfig config;
    private @Nullable SourceContext context;

    TestPlugin(String name) {
        this.name = name;
    }

    TestPlugin options(List<SourceOption> newOptions) {
        options = newOptions;
        return this;
    }

    TestPlugin capabilities(Capability... newCapabilities) {
        capabilities = Set.of(newCapabilities);
        return this;
    }

    TestPlugin onOpen(Runnable action) {
        onOpen = action;
        return this;
    }

    TestPlugin onDescribe(Runnable action) {
        onDescribe = action;
        return this;
    }

    TestPlugin onClose(Runnable action) {
        onClose = action;
        return this;
    }

    TestPlugin onReaderClose(Runnable action) {
        onReaderClose = action;
        return this;
    }

    TestPlugin records(Function<ReadRequest<?>, Supplier<@Nullable SourceRecord>> newRecords) {
        records = newRecords;
        return this;
    }

    TestPlugin cursors(Supplier<Cursor> newCursors) {
        cursors = newCursors;
        return this;
    }

    TestPlugin watermarks(Supplier<Watermark> newWatermarks) {
        watermarks = newWatermarks;
        return this;
    }

    TestPlugin issues(Supplier<List<DataIssue>> newIssues) {
        issues = newIssues;
        return this;
    }

    List<String> log() {
        return log;
    }

    SourceConfig config() {
        if (config == null) {
            throw new IllegalStateException("not opened");
        }
        return config;
    }

    SourceContext context() {
        if (context == null) {
            throw new IllegalStateException("not opened");
        }
        return context;
    }

    @Override
    public int spiLevel() {
        return 1;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public String version() {
        return "1.0";
    }

    @Override
    public List<SourceOption> options() {
        return options;
    }

    @Override
    public RecordSource open(SourceConfig newConfig, SourceContext newContext) {
        config = newConfig;
        context = newContext;
        onOpen.run();
        log.add("open " + newConfig.source());
        return new RecordSource() {
            private int readers;

            @Override
            public SourceDescription describe() {
                onDescribe.run();
                return new SourceDescription(
                        Set.of(Referral.class), "UTC", "EUR", Duration.ZERO, capabilities, Set.of());
            }

            @Override
            public <R extends SourceRecord> RecordReader<R> read(ReadRequest<R> request) {
                Supplier<@Nullable SourceRecord> supply = records.apply(request);
                int number = ++readers;
                log.add("read " + number
                        + (request.cursor() == null
                                ? ""
                                : " from " + request.cursor().text()));
                return new RecordReader<>() {
                    @Override
                    @SuppressWarnings("unchecked") // a test may break this on purpose
                    public @Nullable R next() {
                        return (R) supply.get();
                    }

                    @Override
                    public Cursor cursor() {
                        return cursors.get();
                    }

                    @Override
                    public List<DataIssue> issues() {
                        return issues.get();
                    }

                    @Override
                    public Watermark watermark() {
                        return watermarks.get();
                    }

                    @Override
                    public void close() {
                        log.add("close reader " + number);
                        onReaderClose.run();
                    }
                };
            }

            @Override
            public void close() {
                log.add("close " + newConfig.source());
                onClose.run();
            }
        };
    }
}
