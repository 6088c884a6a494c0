package io.ckpi.source.rest;

import io.ckpi.core.DataIssue;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Rejects;
import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceContext;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** As much of a host as tests of one plugin need. Mutable, for one thread. */
final class TestHost implements SourceContext, Rejects, Tokenizer {

    static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");

    final List<Reject> rejects = new ArrayList<>();
    long rejected;
    long accepted;
    volatile boolean cancelled;
    boolean over;
    Instant deadline = Instant.MAX;
    volatile Instant now = NOW;
    /** How long was waited. */
    Duration waited = Duration.ZERO;

    /** Waits by the clock. */
    void sleep(Duration duration) {
        waited = waited.plus(duration);
        now = now.plus(duration);
    }

    private final Map<String, String> options = new HashMap<>();

    /** With options as {@code key, value, key, value}. */
    static TestHost with(String... options) {
        TestHost host = new TestHost();
        for (int i = 0; i < options.length; i += 2) {
            host.options.put(options[i], options[i + 1]);
        }
        return host;
    }

    RecordSource open(SourceProvider provider) {
        return provider.open(config(provider), this);
    }

    /** All records of a type, and what the reader noticed. */
    <R extends SourceRecord> Result<R> read(RecordSource source, Class<R> type) {
        return read(source, ReadRequest.all(type));
    }

    <R extends SourceRecord> Result<R> read(RecordSource source, ReadRequest<R> request) {
        List<R> records = new ArrayList<>();
        try (RecordReader<R> reader = source.read(request)) {
            for (R record = reader.next(); record != null; record = reader.next()) {
                records.add(record);
            }
            return new Result<>(records, reader.issues());
        }
    }

    record Result<R extends SourceRecord>(List<R> records, List<DataIssue> issues) {}

    // ---- context

    @Override
    public int spiLevel() {
        return 1;
    }

    @Override
    public Clock clock() {
        return new Clock() {
            @Override
            public ZoneOffset getZone() {
                return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
                return this;
            }

            @Override
            public Instant instant() {
                return now;
            }
        };
    }

    @Override
    public Tokenizer tokens() {
        return this;
    }

    @Override
    public Rejects rejects() {
        return this;
    }

    @Override
    public boolean cancelled() {
        return cancelled;
    }

    @Override
    public Instant deadline() {
        return deadline;
    }

    @Override
    public Optional<String> token(String type, String raw) throws BadIdentityException {
        if (raw.isBlank()) {
            return Optional.empty();
        }
        if (type.equals(PHONE) && raw.chars().noneMatch(Character::isDigit)) {
            throw new BadIdentityException(RejectReason.BAD_PHONE);
        }
        if (type.equals(EMAIL) && raw.indexOf('@') < 0) {
            throw new BadIdentityException(RejectReason.BAD_EMAIL);
        }
        // no hash: tests see which id it was
        return Optional.of("token:" + type + ":" + raw.strip());
    }

    @Override
    public void add(Reject reject) {
        rejected++;
        if (rejects.size() < 100) {
            rejects.add(reject);
        }
    }

    @Override
    public void accepted(String source, String stream) {
        accepted++;
    }

    @Override
    public boolean overBudget(String source, String stream) {
        return over && rejected > 0;
    }

    // ---- configuration

    private SourceConfig config(SourceProvider provider) {
        Map<String, String> values = new HashMap<>();
        for (SourceOption option : provider.options()) {
            String value = options.getOrDefault(option.key(), option.defaultValue());
            if (value != null) {
                values.put(option.key(), value);
            }
        }
        return new SourceConfig() {
            @Override
            public String source() {
                return "crm";
            }

            @Override
            public Optional<String> text(String key) {
                return Optional.ofNullable(values.get(key));
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
                return text(key).map(value -> new Secret(value.toCharArray()));
            }
        };
    }
}
