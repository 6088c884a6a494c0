package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import io.ckpi.spi.host.Sources;
import java.io.IOException;
import java.io.InputStream;
import java.lang.module.FindException;
import java.lang.module.ModuleDescriptor;
import java.lang.module.ModuleFinder;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** The rules D. */
final class DiscoveryRules {

    private static final String SERVICES = "META-INF/services/" + SourceProvider.class.getName();
    private static final int INSTANCES = 100;

    private final SourceTck tck;

    DiscoveryRules(Bench bench) {
        this.tck = bench.tck();
    }

    private ClassLoader loader() {
        ClassLoader loader = provider().getClass().getClassLoader();
        return loader == null ? ClassLoader.getSystemClassLoader() : loader;
    }

    /** What the service loader finds of this class; other plugins may be broken. */
    private List<ServiceLoader.Provider<SourceProvider>> found(Class<?> type) {
        List<ServiceLoader.Provider<SourceProvider>> found = new ArrayList<>();
        Iterator<ServiceLoader.Provider<SourceProvider>> all =
                ServiceLoader.load(SourceProvider.class, loader()).stream().iterator();
        for (int failures = 0; failures < Sources.MAX_FAILURES; ) {
            try {
                if (!all.hasNext()) {
                    break;
                }
                ServiceLoader.Provider<SourceProvider> next = all.next();
                if (next.type() == type) {
                    found.add(next);
                }
            } catch (ServiceConfigurationError | LinkageError e) {
                failures++;
            }
        }
        return found;
    }

    void d01() throws IOException, URISyntaxException {
        Class<?> type = provider().getClass();
        assertThat(found(type))
                .as("how often the service loader finds %s", type.getName())
                .hasSize(1);
        CodeSource code = type.getProtectionDomain().getCodeSource();
        URL location = code == null ? null : code.getLocation();
        if (location == null || !location.getProtocol().equals("file")) {
            return; // found, and more cannot be seen
        }
        Path place = Path.of(new URI(location.toString()));
        String services = services(place);
        assertThat(services)
                .as("%s of %s, for the class path", SERVICES, place.getFileName())
                .isNotNull();
        assertThat(Objects.requireNonNull(services)
                        .lines()
                        .map(line -> line.replaceAll("#.*", "").strip())
                        .toList())
                .as("the lines of %s", SERVICES)
                .contains(type.getName());
        assertThat(providesAsModule(place, type.getName()))
                .as(
                        "the module descriptor must say: provides %s with %s",
                        SourceProvider.class.getName(), type.getName())
                .isTrue();
    }

    private static @Nullable String services(Path place) throws IOException {
        if (Files.isDirectory(place)) {
            Path file = place.resolve(SERVICES);
            return Files.isRegularFile(file) ? Files.readString(file) : null;
        }
        try (ZipFile jar = new ZipFile(place.toFile())) {
            ZipEntry entry = jar.getEntry(SERVICES);
            if (entry == null) {
                return null;
            }
            try (InputStream in = jar.getInputStream(entry)) {
                return new String(in.readAllBytes(), StandardCharsets.UTF_8);
            }
        }
    }

    /** True for a module that provides it; an automatic module provides what its services file says. */
    private static boolean providesAsModule(Path place, String type) {
        if (Files.isDirectory(place) && !Files.exists(place.resolve("module-info.class"))) {
            return true; // its jar will be an automatic module
        }
        try {
            return ModuleFinder.of(place).findAll().stream()
                    .map(reference -> reference.descriptor())
                    .flatMap(descriptor -> descriptor.provides().stream())
                    .filter(provides -> provides.service().equals(SourceProvider.class.getName()))
                    .map(ModuleDescriptor.Provides::providers)
                    .anyMatch(providers -> providers.contains(type));
        } catch (FindException e) {
            throw new AssertionError(place.getFileName() + " is no module: " + e.getMessage(), e);
        }
    }

    void d02() {
        SourceProvider provider = provider();
        assertThat(provider.name()).as("the name").matches("[a-z][a-z0-9-]{0,62}");
        assertThat(provider.version()).as("the version").isNotBlank();
        assertThat(provider().name()).as("the name of another instance").isEqualTo(provider.name());
    }

    void d03() {
        Class<?> type = provider().getClass();
        ServiceLoader.Provider<SourceProvider> found = found(type).stream()
                .findFirst()
                .orElseThrow(() -> new AssertionError("the service loader does not find " + type.getName()));
        found.get();
        Footprint before = Footprint.now();
        String printed;
        try (Capture capture = new Capture()) {
            for (int i = 0; i < INSTANCES; i++) {
                assertThat(found.get()).as("a new provider").isNotNull();
            }
            printed = capture.text();
        }
        assertThat(printed).as("what the constructor prints or logs").isEmpty();
        before.check("after making " + INSTANCES + " providers", INSTANCES);
    }

    void d04() {
        assertThat(provider().spiLevel())
                .as("the level of the contract that the plugin was written against")
                .isBetween(Sources.MIN_SPI_LEVEL, Sources.MAX_SPI_LEVEL);
    }

    void d05() {
        SourceProvider provider = provider();
        List<SourceOption> options = Bench.given(provider.options(), "options()");
        Set<String> keys = new HashSet<>();
        for (SourceOption option : options) {
            assertThat(keys.add(option.key()))
                    .as("the option %s is declared once", option.key())
                    .isTrue();
            assertThat(option.help().en())
                    .as("English help of %s", option.key())
                    .isNotBlank();
            assertThat(option.help().ru())
                    .as("Russian help of %s", option.key())
                    .isNotBlank()
                    .matches(help -> help.codePoints()
                            .anyMatch(c -> Character.UnicodeScript.of(c) == Character.UnicodeScript.CYRILLIC));
        }
        assertThat(Bench.given(provider().options(), "options()"))
                .as("the options of another instance")
                .isEqualTo(options);
        assertThat(Sources.of(provider).issues())
                .as("what a host finds wrong with the plugin")
                .isEmpty();
    }

    private SourceProvider provider() {
        return Bench.given(tck.provider(), "provider()");
    }
}
