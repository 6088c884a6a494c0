package io.ckpi.spi.host;

import io.ckpi.core.CkpiException;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.definition.Nearest;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The plugins there are, and what is wrong with those that cannot be used: a broken plugin never takes down the others.
 *
 * <p>A plugin is left out, with an issue that says why, if its class is absent, no {@link SourceProvider}, cannot be linked
 * or instantiated, if it speaks a level of the contract that this host does not, if its name or options are malformed or
 * asking for them fails, or if another plugin has the same name (then both are left out). A malformed line in a services file
 * costs all plugins of that file. After {@value #MAX_FAILURES} failures the search ends.
 *
 * <p><b>Thread-safety.</b> immutable. There is no static state and no use of the thread's context class loader.
 */
public final class Sources {

    /** The lowest level of the contract that this host supports. */
    public static final int MIN_SPI_LEVEL = 1;
    /** The highest level of the contract that this host supports. */
    public static final int MAX_SPI_LEVEL = SourceProvider.SPI_LEVEL;

    /** After so many failures the search ends. */
    public static final int MAX_FAILURES = 100;

    private static final Logger LOG = LoggerFactory.getLogger(Sources.class);
    private static final Pattern NAME = Pattern.compile("[a-z][a-z0-9-]{0,62}");

    private final List<Plugin> plugins;
    private final List<DataIssue> issues;
    private final Set<String> clashing;

    private Sources(List<Plugin> plugins, List<DataIssue> issues, Set<String> clashing) {
        this.plugins = List.copyOf(plugins);
        this.issues = List.copyOf(issues);
        this.clashing = Set.copyOf(clashing);
    }

    /** Finds the plugins that {@code loader} and its parents see, on the class path and the module path. */
    public static Sources discover(ClassLoader loader) {
        return discover(ServiceLoader.load(SourceProvider.class, loader));
    }

    /** Finds the plugins in the modules of {@code layer} and its parents. */
    public static Sources discover(ModuleLayer layer) {
        return discover(ServiceLoader.load(layer, SourceProvider.class));
    }

    /** Exactly these plugins, see {@link #and}. */
    public static Sources of(SourceProvider... providers) {
        return new Sources(List.of(), List.of(), Set.of()).and(providers);
    }

    /**
     * These plugins and {@code providers} as well. One that equals a plugin there is already changes nothing. Two plugins of
     * one name disable each other, also two instances of one class, since nothing says which of them the name means; give each
     * to its source with {@link SourceSpec#of(SourceProvider)}, or replace one with {@link #preferring}.
     */
    public Sources and(SourceProvider... providers) {
        Search search = new Search(plugins, issues, clashing);
        for (SourceProvider provider : providers) {
            search.inspect(provider);
        }
        return search.result();
    }

    /**
     * These plugins and the ones of {@code providers}; one of them takes the place of a plugin of the same class and name, so
     * that the name means an instance that the program has prepared. All else is as with {@link #and}: two plugins of
     * different classes and one name disable each other, and so do two instances of one class in the same call.
     */
    public Sources preferring(SourceProvider... providers) {
        List<Plugin> others = plugins.stream()
                .filter(plugin -> Stream.of(providers)
                        .noneMatch(
                                given -> given.getClass() == plugin.provider().getClass()
                                        && given.name().equals(plugin.name())))
                .toList();
        return new Sources(others, issues, clashing).and(providers);
    }

    private static Sources discover(ServiceLoader<SourceProvider> loader) {
        Search search = new Search(List.of(), List.of(), Set.of());
        Iterator<ServiceLoader.Provider<SourceProvider>> found = loader.stream().iterator();
        while (search.failures < MAX_FAILURES) {
            ServiceLoader.Provider<SourceProvider> next;
            try {
                if (!found.hasNext()) {
                    return search.result();
                }
                next = found.next();
            } catch (ServiceConfigurationError | LinkageError e) {
                search.failed("PLUGIN_NOT_LOADED", null, sentence(e));
                continue;
            }
            search.instantiate(next);
        }
        search.failed(
                "PLUGIN_SEARCH_ENDED",
                null,
                "more than " + MAX_FAILURES + " plugins are broken; the others were not looked at");
        return search.result();
    }

    /** The plugins that can be used, by name. */
    public List<Plugin> plugins() {
        return plugins;
    }

    /** Why plugins were left out. */
    public List<DataIssue> issues() {
        return issues;
    }

    /** The plugin of that name. */
    public Optional<Plugin> plugin(String name) {
        return plugins.stream().filter(plugin -> plugin.name().equals(name)).findFirst();
    }

    /**
     * Opens sources, in their order. All faults of all configurations are found before anything is opened, and reported
     * together; if one source cannot be opened, those opened before are closed.
     *
     * @throws CkpiException kind CONFIG with a line for every fault; or whatever kind the opening of a source fails with
     */
    public OpenSources open(Host host, SourceSpec... specs) {
        return open(host, List.of(specs));
    }

    /** Opens sources, see {@link #open(Host, SourceSpec...)}. */
    public OpenSources open(Host host, List<SourceSpec> specs) {
        List<OptionValues> configs = check(specs);
        RejectLog log = RejectLog.with(host.budget());
        List<OpenSource> opened = new ArrayList<>();
        try {
            for (int i = 0; i < configs.size(); i++) {
                opened.add(OpenSource.open(configs.get(i).plugin(), configs.get(i), host, log));
            }
        } catch (RuntimeException | Error e) {
            try {
                OpenSources.closeAll(opened);
            } catch (RuntimeException | Error second) {
                Mask.suppress(e, second);
            }
            throw e;
        }
        return new OpenSources(opened, log);
    }

    /**
     * What is wrong with the configurations, one sentence a fault, without any secret; empty if all can be opened as far as
     * can be told without trying. {@link #open} checks the same.
     */
    public List<String> faults(List<SourceSpec> specs) {
        List<String> all = new ArrayList<>();
        check(specs, all);
        return all;
    }

    /**
     * The checked options of a source, defaults included, as its plugin gets them from {@link #open}; nothing is opened. For
     * tests of plugins.
     *
     * @throws CkpiException kind CONFIG with a line for every fault
     */
    public SourceConfig config(SourceSpec spec) {
        return check(List.of(spec)).get(0);
    }

    private List<OptionValues> check(List<SourceSpec> specs) {
        List<String> all = new ArrayList<>();
        List<OptionValues> configs = check(specs, all);
        if (!all.isEmpty()) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-SRC-CONFIG",
                    specs.size() == 1 ? specs.get(0).name() : null,
                    String.join("\n", all));
        }
        return configs;
    }

    private List<OptionValues> check(List<SourceSpec> specs, List<String> all) {
        List<OptionValues> configs = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (SourceSpec spec : specs) {
            List<String> faults = new ArrayList<>();
            if (!names.add(spec.name())) {
                faults.add("another source has the same name");
            }
            SourceProvider given = spec.provider();
            Sources among = given == null ? this : of(given);
            Optional<Plugin> plugin = among.plugin(spec.plugin());
            if (plugin.isPresent()) {
                OptionValues config = OptionValues.check(plugin.get(), spec, faults);
                configs.add(config);
                Mask mask = new Mask(spec.name(), config.secrets());
                faults.replaceAll(mask::text);
            } else if (given == null || among.issues.isEmpty()) {
                faults.add(unknown(spec.plugin()));
            } else {
                among.issues.forEach(issue -> faults.add(issue.sentence().en()));
            }
            faults.forEach(fault -> all.add("source " + spec.name() + ": " + fault));
        }
        return configs;
    }

    private String unknown(String name) {
        Set<String> known = plugins.stream().map(Plugin::name).collect(Collectors.toCollection(TreeSet::new));
        String near = Nearest.of(name, known)
                .map(n -> "; the nearest name is \"" + n + "\"")
                .orElse(known.isEmpty() ? "; there are no plugins" : "; there are " + String.join(", ", known));
        return "no plugin is named \"" + name + "\"" + near
                + (issues.isEmpty() ? "" : "; plugins that could not be loaded: " + issues.size());
    }

    /** What went wrong, without the message of an exception that a plugin threw itself. */
    private static String sentence(Throwable thrown) {
        if (thrown instanceof VirtualMachineError error) {
            throw error;
        }
        Throwable cause = thrown.getCause();
        for (Throwable at = cause; at != null; at = at.getCause() == at ? null : at.getCause()) {
            if (at instanceof VirtualMachineError error) {
                throw error;
            }
        }
        String text = thrown instanceof ServiceConfigurationError && thrown.getMessage() != null
                ? thrown.getMessage()
                : brief(thrown);
        return cause == null ? text : text + " (" + brief(cause) + ")";
    }

    private static String brief(Throwable thrown) {
        String name = thrown.getClass().getName();
        return thrown instanceof LinkageError && thrown.getMessage() != null ? name + ": " + thrown.getMessage() : name;
    }

    private static String location(Class<?> type) {
        CodeSource source;
        try {
            source = type.getProtectionDomain().getCodeSource();
        } catch (SecurityException e) {
            source = null;
        }
        if (source != null && source.getLocation() != null) {
            return source.getLocation().toString();
        }
        String module = type.getModule().getName();
        return module == null ? type.getName() : "module " + module;
    }

    /** A search in progress. */
    private static final class Search {
        private final Map<String, List<Plugin>> found = new TreeMap<>();
        private final List<DataIssue> issues;
        private final Set<String> clashing;
        private int failures;

        Search(List<Plugin> plugins, List<DataIssue> issues, Set<String> clashing) {
            plugins.forEach(this::add);
            this.issues = new ArrayList<>(issues);
            this.clashing = new TreeSet<>(clashing);
        }

        private void add(Plugin plugin) {
            List<Plugin> ofName = found.computeIfAbsent(plugin.name(), name -> new ArrayList<>());
            if (ofName.stream().noneMatch(known -> known.provider().equals(plugin.provider()))) {
                ofName.add(plugin);
            }
        }

        void failed(String code, @Nullable String location, String sentence) {
            failures++;
            LOG.warn("{}: {}", code, sentence);
            issues.add(new DataIssue(
                    code,
                    DataIssue.Severity.ERROR,
                    null,
                    location,
                    1,
                    new Names("плагин не загружен: " + sentence, "a plugin was not loaded: " + sentence)));
        }

        @SuppressWarnings("CatchingUnchecked") // a plugin may throw anything
        void instantiate(ServiceLoader.Provider<SourceProvider> provider) {
            SourceProvider instance;
            String location;
            try {
                location = location(provider.type());
                instance = provider.get();
            } catch (Throwable e) {
                failed("PLUGIN_NOT_LOADED", null, sentence(e));
                return;
            }
            inspect(instance, location);
        }

        private <T> @Nullable T ask(SourceProvider provider, String location, String method, Supplier<T> question) {
            try {
                T answer = question.get();
                if (answer != null) {
                    return answer;
                }
                failed("PLUGIN_FAILED", location, provider.getClass().getName() + "." + method + "() gives null");
            } catch (Throwable e) {
                failed(
                        "PLUGIN_FAILED",
                        location,
                        provider.getClass().getName() + "." + method + "() failed: " + sentence(e));
            }
            return null;
        }

        void inspect(SourceProvider provider) {
            inspect(provider, location(provider.getClass()));
        }

        private void inspect(SourceProvider provider, String location) {
            String type = provider.getClass().getName();
            Integer level = ask(provider, location, "spiLevel", provider::spiLevel);
            if (level == null) {
                return;
            }
            if (level < MIN_SPI_LEVEL || level > MAX_SPI_LEVEL) {
                failed(
                        "PLUGIN_LEVEL",
                        location,
                        type + " has SPI level " + level + ", this host supports " + MIN_SPI_LEVEL + " to "
                                + MAX_SPI_LEVEL);
                return;
            }
            String name = ask(provider, location, "name", provider::name);
            if (name == null) {
                return;
            }
            if (!NAME.matcher(name).matches()) {
                failed("PLUGIN_NAME", location, type + " has a name that is not [a-z][a-z0-9-]*");
                return;
            }
            String version = ask(provider, location, "version", provider::version);
            List<SourceOption> options = ask(provider, location, "options", () -> List.copyOf(provider.options()));
            if (version == null || options == null) {
                return;
            }
            Set<String> keys = new HashSet<>();
            for (SourceOption option : options) {
                if (!keys.add(option.key())) {
                    failed("PLUGIN_OPTIONS", location, type + " declares the option " + option.key() + " twice");
                    return;
                }
                Optional<String> fault = OptionValues.badDefault(option);
                if (fault.isPresent()) {
                    failed("PLUGIN_OPTIONS", location, type + " has a wrong default: " + fault.get());
                    return;
                }
            }
            add(new Plugin(name, version, level, options, location, provider));
        }

        private static boolean ofOneClass(List<Plugin> plugins) {
            return plugins.size() > 1
                    && plugins.stream()
                                    .map(plugin -> plugin.provider().getClass())
                                    .distinct()
                                    .count()
                            == 1;
        }

        Sources result() {
            List<Plugin> usable = new ArrayList<>();
            found.forEach((name, plugins) -> {
                if (plugins.size() == 1 && !clashing.contains(name)) {
                    usable.add(plugins.get(0));
                } else {
                    clashing.add(name);
                    String places = plugins.stream()
                            .map(Plugin::location)
                            .sorted(Comparator.naturalOrder())
                            .collect(Collectors.joining(" and "));
                    failed(
                            "PLUGIN_DUPLICATE",
                            places,
                            "more than one plugin is named " + name + ", none of them is used: " + places
                                    + (ofOneClass(plugins)
                                            ? "; they are instances of one class, of which"
                                                    + " SourceSpec.of(SourceProvider) chooses"
                                            : ""));
                }
            });
            return new Sources(usable, issues, clashing);
        }
    }
}
