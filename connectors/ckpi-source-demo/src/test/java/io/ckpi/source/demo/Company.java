package io.ckpi.source.demo;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.Rejects;
import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.Tokenizer;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicBoolean;

/** Opens the demo as a host would; tokens are the ids themselves. */
final class Company implements SourceContext {

    static final Instant NOW = Instant.parse("2030-01-01T00:00:00Z");

    final AtomicBoolean cancelled = new AtomicBoolean();

    static RecordSource open(Map<String, String> options) {
        return new DemoProvider().open(new Config(options), new Company());
    }

    static RecordSource open(DemoOptions options) {
        return new DemoProvider().open(new Config(texts(options)), new Company());
    }

    static RecordSource open(DemoOptions options, SourceContext context) {
        return new DemoProvider().open(new Config(texts(options)), context);
    }

    /** The options as texts; one that is empty is left out. */
    static Map<String, String> texts(DemoOptions options) {
        Map<String, String> texts = new TreeMap<>(Map.of(
                "customers", String.valueOf(options.customers()),
                "seed", String.valueOf(options.seed()),
                "end", options.end().toString(),
                "months", String.valueOf(options.months())));
        if (!options.without().isEmpty()) {
            texts.put("without", options.withoutText());
        }
        return texts;
    }

    static <R extends SourceRecord> List<R> all(RecordSource source, Class<R> type) {
        return all(source, ReadRequest.all(type));
    }

    static <R extends SourceRecord> List<R> all(RecordSource source, ReadRequest<R> request) {
        List<R> records = new ArrayList<>();
        try (RecordReader<R> reader = source.read(request)) {
            for (R next = reader.next(); next != null; next = reader.next()) {
                records.add(next);
            }
        }
        return records;
    }

    @Override
    public int spiLevel() {
        return 1;
    }

    @Override
    public Clock clock() {
        return Clock.fixed(NOW, ZoneOffset.UTC);
    }

    @Override
    public Tokenizer tokens() {
        return (type, raw) -> Optional.of(raw);
    }

    @Override
    public Rejects rejects() {
        return new Rejects() {
            @Override
            public void add(Reject reject) {
                throw new AssertionError("the demo rejects nothing: " + reject);
            }

            @Override
            public void accepted(String source, String stream) {}

            @Override
            public boolean overBudget(String source, String stream) {
                return false;
            }
        };
    }

    @Override
    public boolean cancelled() {
        return cancelled.get();
    }

    @Override
    public Instant deadline() {
        return Instant.MAX;
    }

    /** The configuration of an instance named {@code demo}. */
    record Config(Map<String, String> options) implements SourceConfig {

        @Override
        public String source() {
            return "demo";
        }

        @Override
        public Optional<String> text(String key) {
            return Optional.ofNullable(options.get(key));
        }

        @Override
        public Optional<Long> integer(String key) {
            return text(key).map(Long::valueOf);
        }

        @Override
        public Optional<BigDecimal> decimal(String key) {
            return text(key).map(BigDecimal::new);
        }

        @Override
        public Optional<Boolean> flag(String key) {
            return text(key).map(Boolean::valueOf);
        }

        @Override
        public Optional<Duration> duration(String key) {
            return text(key).map(Duration::parse);
        }

        @Override
        public Optional<Path> path(String key) {
            return text(key).map(Path::of);
        }

        @Override
        public Optional<URI> uri(String key) {
            return text(key).map(URI::create);
        }

        @Override
        public Optional<ZoneId> zone(String key) {
            return text(key).map(ZoneId::of);
        }

        @Override
        public Optional<Currency> currency(String key) {
            return text(key).map(Currency::getInstance);
        }

        @Override
        public Optional<Secret> secret(String key) {
            return Optional.empty();
        }
    }
}
