package io.ckpi.tck;

import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceOption;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A checked configuration, with the defaults of the options and without a host that masks. */
final class Options implements SourceConfig {

    private final String source;
    private final Map<String, SourceOption> declared = new HashMap<>();
    private final Map<String, String> values = new HashMap<>();

    Options(String source, List<SourceOption> options, Map<String, String> given) {
        this.source = source;
        for (SourceOption option : options) {
            declared.put(option.key(), option);
            String value = given.getOrDefault(option.key(), option.defaultValue());
            if (value != null) {
                values.put(option.key(), value);
            }
        }
    }

    private <T> Optional<T> value(String key, SourceOption.@Nullable Kind kind, Function<String, T> reading) {
        SourceOption option = declared.get(key);
        if (option == null) {
            throw new IllegalArgumentException("the plugin asks for an option that it does not declare: " + key);
        }
        boolean fits = kind == null ? option.kind() != SourceOption.Kind.SECRET : option.kind() == kind;
        if (!fits) {
            throw new IllegalArgumentException(
                    "the plugin asks for the option " + key + " as " + kind + ", but declares it as " + option.kind());
        }
        return Optional.ofNullable(values.get(key)).map(reading);
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public Optional<String> text(String key) {
        return value(key, null, text -> text);
    }

    @Override
    public Optional<Long> integer(String key) {
        return value(key, SourceOption.Kind.INT, Long::valueOf);
    }

    @Override
    public Optional<BigDecimal> decimal(String key) {
        return value(key, SourceOption.Kind.DECIMAL, BigDecimal::new);
    }

    @Override
    public Optional<Boolean> flag(String key) {
        return value(key, SourceOption.Kind.BOOLEAN, Boolean::valueOf);
    }

    @Override
    public Optional<Duration> duration(String key) {
        return value(key, SourceOption.Kind.DURATION, Duration::parse);
    }

    @Override
    public Optional<Path> path(String key) {
        return value(key, SourceOption.Kind.PATH, Path::of);
    }

    @Override
    public Optional<URI> uri(String key) {
        return value(key, SourceOption.Kind.URI, URI::create);
    }

    @Override
    public Optional<ZoneId> zone(String key) {
        return value(key, SourceOption.Kind.ZONE, ZoneId::of);
    }

    @Override
    public Optional<Currency> currency(String key) {
        return value(key, SourceOption.Kind.CURRENCY, Currency::getInstance);
    }

    @Override
    public Optional<Secret> secret(String key) {
        return value(key, SourceOption.Kind.SECRET, text -> new Secret(text.toCharArray()));
    }

    /** Keys, never values. */
    @Override
    public String toString() {
        return "options " + values.keySet();
    }
}
