package io.ckpi.spi.host;

import io.ckpi.core.definition.Canonical;
import io.ckpi.core.definition.Nearest;
import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceOption.Kind;
import java.math.BigDecimal;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The checked options of one source: what {@link SourceConfig} promises. Immutable; its text form holds no values. */
final class OptionValues implements SourceConfig {

    private static final Pattern PASSWORD = Pattern.compile("//[^/@:\\s]*:([^/@\\s]+)@");
    private static final int SHOWN = 40;
    private static final int MAX_NUMBER = 100;
    private static final int MAX_TEXT = 1 << 16;

    private final Plugin plugin;
    private final String source;
    private final Map<String, Kind> kinds;
    private final Map<String, Object> values;

    private OptionValues(Plugin plugin, String source, Map<String, Kind> kinds, Map<String, Object> values) {
        this.plugin = plugin;
        this.source = source;
        this.kinds = kinds;
        this.values = values;
    }

    /** Checks all options; adds a sentence for every fault. The result is only of use if there is none. */
    static OptionValues check(Plugin plugin, SourceSpec spec, List<String> faults) {
        Map<String, Kind> kinds = new LinkedHashMap<>();
        Map<String, Object> values = new LinkedHashMap<>();
        for (SourceOption option : plugin.options()) {
            kinds.put(option.key(), option.kind());
            Object given = given(option.key(), spec);
            if (given == null) {
                given = option.defaultValue();
            }
            if (given == null) {
                if (option.required()) {
                    faults.add("option \"" + option.key() + "\" is required");
                }
                continue;
            }
            Object value = value(option, given, faults);
            if (value != null) {
                values.put(option.key(), value);
            }
        }
        TreeSet<String> keys = new TreeSet<>(spec.programmatic().keySet());
        keys.addAll(spec.options().keySet());
        for (String key : keys) {
            if (!kinds.containsKey(key)) {
                String shown = shortened(key);
                faults.add("option " + shown + " is unknown"
                        + Nearest.of(key, kinds.keySet())
                                .map(near -> "; the nearest known one is \"" + near + "\"")
                                .orElse(
                                        kinds.isEmpty()
                                                ? "; there are none"
                                                : "; known ones are " + String.join(", ", kinds.keySet())));
            }
        }
        return new OptionValues(plugin, spec.name(), kinds, values);
    }

    /** The plugin whose options these are. */
    Plugin plugin() {
        return plugin;
    }

    /** The fault of an option's own default, if it has one. */
    static Optional<String> badDefault(SourceOption option) {
        List<String> faults = new ArrayList<>();
        if (option.defaultValue() != null) {
            value(option, option.defaultValue(), faults);
        }
        return faults.stream().findFirst();
    }

    private static @Nullable Object given(String key, SourceSpec spec) {
        Object programmatic = spec.programmatic().get(key);
        if (programmatic != null) {
            return programmatic;
        }
        String option = spec.options().get(key);
        if (option != null) {
            return option;
        }
        String variable = "CKPI_" + variable(spec.name()) + "_" + variable(key);
        String value = spec.environment().get(variable);
        return value == null || value.isEmpty() ? null : value;
    }

    private static String variable(String name) {
        return name.toUpperCase(Locale.ROOT).replace('-', '_');
    }

    private static @Nullable Object value(SourceOption option, Object given, List<String> faults) {
        Kind kind = option.kind();
        if (kind == Kind.SECRET) {
            if (given instanceof Secret secret) {
                return secret;
            }
            if (given instanceof String text && !text.isEmpty()) {
                return new Secret(text.toCharArray());
            }
            faults.add("option \"" + option.key() + "\" is not a secret text");
            return null;
        }
        if (given instanceof Secret) {
            faults.add("option \"" + option.key() + "\" is no secret, but a secret is given");
            return null;
        }
        String text = given instanceof Currency currency ? currency.getCurrencyCode() : given.toString();
        if (text.isEmpty()) {
            faults.add("option \"" + option.key() + "\" is empty");
            return null;
        }
        if (text.length() > MAX_TEXT) {
            faults.add("option \"" + option.key() + "\" is longer than " + MAX_TEXT + " characters");
            return null;
        }
        Object value = parse(kind, text);
        if (value == null) {
            faults.add("option \"" + option.key() + "\" is not " + wanted(kind)
                    // a broken URI may hold a password
                    + (kind == Kind.URI ? "" : ": " + shortened(text)));
        }
        return value;
    }

    private static @Nullable Object parse(Kind kind, String text) {
        try {
            return switch (kind) {
                case STRING, SECRET -> text;
                case INT -> Long.valueOf(text);
                case DECIMAL -> parseDecimal(text);
                case BOOLEAN -> text.equals("true") ? Boolean.TRUE : text.equals("false") ? Boolean.FALSE : null;
                case DURATION -> Duration.parse(text);
                case PATH -> Path.of(text);
                case URI -> new URI(text);
                case ZONE -> ZoneId.of(text);
                case CURRENCY -> Currency.getInstance(text);
            };
        } catch (IllegalArgumentException | DateTimeException | URISyntaxException e) {
            return null;
        }
    }

    private static @Nullable BigDecimal parseDecimal(String text) {
        if (text.length() > MAX_NUMBER) {
            return null;
        }
        BigDecimal number = new BigDecimal(text);
        return Math.abs((long) number.precision() - number.scale()) <= MAX_NUMBER * 4L ? number : null;
    }

    private static String wanted(Kind kind) {
        return switch (kind) {
            case STRING, SECRET -> "a text";
            case INT -> "a whole number";
            case DECIMAL -> "a decimal number";
            case BOOLEAN -> "true or false";
            case DURATION -> "a duration such as PT30S or P3D";
            case PATH -> "a path";
            case URI -> "a URI";
            case ZONE -> "a time zone such as Europe/Moscow";
            case CURRENCY -> "a currency code such as EUR";
        };
    }

    private static String shortened(String text) {
        StringBuilder shown = new StringBuilder("\"");
        text.codePoints().limit(SHOWN).forEach(c -> shown.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return shown.append(text.codePointCount(0, text.length()) > SHOWN ? "\"…" : "\"")
                .toString();
    }

    /** The secrets given, and the passwords in addresses such as {@code https://user:password@host}. */
    List<Secret> secrets() {
        List<Secret> all = new ArrayList<>();
        for (Object value : values.values()) {
            if (value instanceof Secret secret) {
                all.add(secret);
            } else if (value instanceof String || value instanceof URI) {
                Matcher password = PASSWORD.matcher(value.toString());
                while (password.find()) {
                    String text = password.group(1);
                    all.add(new Secret(text.toCharArray()));
                    if (text.indexOf('%') >= 0) {
                        decoded(text).ifPresent(plain -> all.add(new Secret(plain.toCharArray())));
                    }
                }
            }
        }
        return all;
    }

    private static Optional<String> decoded(String text) {
        try {
            return Optional.of(URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException malformed) {
            return Optional.empty();
        }
    }

    /**
     * SHA-256 of the plugin's name and the options that are no secrets, defaults included, in canonical form. Of a URI the
     * user information is left out.
     */
    String digest() {
        Map<String, Object> shown = new TreeMap<>();
        values.forEach((key, value) -> {
            if (value instanceof Secret) {
                return;
            }
            shown.put(key, value instanceof URI uri ? withoutUser(uri) : plain(value));
        });
        return Canonical.sha256(Map.of("plugin", plugin.name(), "options", shown));
    }

    private static Object plain(Object value) {
        return value instanceof Long || value instanceof BigDecimal || value instanceof Boolean
                ? value
                : value instanceof Currency currency ? currency.getCurrencyCode() : value.toString();
    }

    private static String withoutUser(URI uri) {
        String text = uri.toString();
        String user = uri.getRawUserInfo();
        if (user == null
                && uri.getRawAuthority() != null
                && uri.getRawAuthority().contains("@")) {
            user = uri.getRawAuthority().substring(0, uri.getRawAuthority().lastIndexOf('@'));
        }
        return user == null ? text : text.replace(user + "@", "");
    }

    @Override
    public String source() {
        return source;
    }

    @Override
    public Optional<String> text(String key) {
        Kind kind = kinds.get(key);
        if (kind == Kind.SECRET) {
            throw new IllegalArgumentException("option \"" + key + "\" is a secret, not a text");
        }
        if (kind == null) {
            throw undeclared(key);
        }
        return Optional.ofNullable(values.get(key)).map(value -> plain(value).toString());
    }

    private IllegalArgumentException undeclared(String key) {
        return new IllegalArgumentException("plugin " + plugin.name() + " does not declare the option \"" + key + "\"");
    }

    private <T> Optional<T> typed(String key, Kind kind, Class<T> type) {
        Kind declared = kinds.get(key);
        if (declared == null) {
            throw undeclared(key);
        }
        if (declared != kind) {
            throw new IllegalArgumentException("option \"" + key + "\" is declared as " + declared + ", not " + kind);
        }
        return Optional.ofNullable(values.get(key)).map(type::cast);
    }

    @Override
    public Optional<Long> integer(String key) {
        return typed(key, Kind.INT, Long.class);
    }

    @Override
    public Optional<BigDecimal> decimal(String key) {
        return typed(key, Kind.DECIMAL, BigDecimal.class);
    }

    @Override
    public Optional<Boolean> flag(String key) {
        return typed(key, Kind.BOOLEAN, Boolean.class);
    }

    @Override
    public Optional<Duration> duration(String key) {
        return typed(key, Kind.DURATION, Duration.class);
    }

    @Override
    public Optional<Path> path(String key) {
        return typed(key, Kind.PATH, Path.class);
    }

    @Override
    public Optional<URI> uri(String key) {
        return typed(key, Kind.URI, URI.class);
    }

    @Override
    public Optional<ZoneId> zone(String key) {
        return typed(key, Kind.ZONE, ZoneId.class);
    }

    @Override
    public Optional<Currency> currency(String key) {
        return typed(key, Kind.CURRENCY, Currency.class);
    }

    @Override
    public Optional<Secret> secret(String key) {
        return typed(key, Kind.SECRET, Secret.class);
    }

    @Override
    public String toString() {
        return "SourceConfig[" + source + " (" + plugin.name() + ") " + String.join(", ", values.keySet()) + "]";
    }
}
