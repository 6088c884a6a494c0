package io.ckpi.spi.host;

import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceProvider;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a host wants to open: a plugin (by its name, or itself), the name of the source instance, and its options. Nothing is checked here but names;
 * {@link Sources#open} checks the options against what the plugin declares.
 *
 * <p>An option set with {@link #set} wins over one in {@link #with(Map)}, which wins over the environment.
 *
 * <p><b>Thread-safety.</b> immutable. The text form holds no values.
 */
public final class SourceSpec {

    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final String plugin;
    private final @Nullable SourceProvider provider;
    private final String name;
    private final Map<String, Object> programmatic;
    private final Map<String, String> options;
    private final Map<String, String> environment;

    private SourceSpec(
            String plugin,
            @Nullable SourceProvider provider,
            String name,
            Map<String, Object> programmatic,
            Map<String, String> options,
            Map<String, String> environment) {
        this.plugin = plugin;
        this.provider = provider;
        this.name = name;
        this.programmatic = programmatic;
        this.options = options;
        this.environment = environment;
    }

    /** A source of that plugin, named like the plugin and without options. */
    public static SourceSpec of(String plugin) {
        return new SourceSpec(checked("plugin", plugin), null, plugin, Map.of(), Map.of(), Map.of());
    }

    /**
     * A source of this very plugin, which need not be found, named like it and without options. For an instance that the
     * program has prepared, such as one over a pool of connections: several of one class are told apart by it, and no other
     * plugin of the name takes its place.
     *
     * @throws IllegalArgumentException if the plugin's name is none
     */
    public static SourceSpec of(SourceProvider provider) {
        String name = checked("name of the plugin", provider.name());
        return new SourceSpec(name, provider, name, Map.of(), Map.of(), Map.of());
    }

    private static String checked(String what, String name) {
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(
                    what + " is not a name of lower-case letters, digits and '-', at most 63: " + name);
        }
        return name;
    }

    /** The same with another name of the source instance, which must be unique in the host; records carry it. */
    public SourceSpec named(String newName) {
        return new SourceSpec(plugin, provider, checked("name", newName), programmatic, options, environment);
    }

    /** The same with further options, as a configuration file or a command line gives them. */
    public SourceSpec with(Map<String, String> moreOptions) {
        return new SourceSpec(plugin, provider, name, programmatic, merged(options, moreOptions), environment);
    }

    /**
     * The same with an option set by the program.
     *
     * @param key its key
     * @param value a text, {@link Secret}, whole or decimal number, {@link Boolean}, {@link Duration}, {@link Path},
     *     {@link URI}, {@link ZoneId} or {@link Currency}
     */
    public SourceSpec set(String key, Object value) {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(value, "value");
        if (!(value instanceof String
                || value instanceof Secret
                || value instanceof Long
                || value instanceof Integer
                || value instanceof BigDecimal
                || value instanceof Boolean
                || value instanceof Duration
                || value instanceof Path
                || value instanceof URI
                || value instanceof ZoneId
                || value instanceof Currency)) {
            throw new IllegalArgumentException("value of " + key + " has a type that no option has: "
                    + value.getClass().getName());
        }
        return new SourceSpec(plugin, provider, name, merged(programmatic, Map.of(key, value)), options, environment);
    }

    /**
     * The same with environment variables, usually {@code System.getenv()}: the variable {@code CKPI_<SOURCE>_<KEY>} gives an
     * option, in upper case and with {@code _} for {@code -}. An empty variable counts as absent. Other variables are not
     * looked at; a misspelled one is therefore not noticed.
     */
    public SourceSpec withEnvironment(Map<String, String> newEnvironment) {
        return new SourceSpec(plugin, provider, name, programmatic, options, Map.copyOf(newEnvironment));
    }

    private static <V> Map<String, V> merged(Map<String, V> known, Map<String, ? extends V> more) {
        Map<String, V> all = new LinkedHashMap<>(known);
        more.forEach((key, value) ->
                all.put(Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value of " + key)));
        return Collections.unmodifiableMap(all);
    }

    /** Name of the plugin. */
    public String plugin() {
        return plugin;
    }

    /** Name of the source instance. */
    public String name() {
        return name;
    }

    /** The plugin itself; null if it is one of those that the host has. */
    @Nullable
    SourceProvider provider() {
        return provider;
    }

    Map<String, Object> programmatic() {
        return programmatic;
    }

    Map<String, String> options() {
        return options;
    }

    Map<String, String> environment() {
        return environment;
    }

    /** Names and keys, never values. */
    @Override
    public String toString() {
        TreeSet<String> keys = new TreeSet<>(programmatic.keySet());
        keys.addAll(options.keySet());
        return "SourceSpec[" + name + " (" + plugin + ") " + String.join(", ", keys) + "]";
    }
}
