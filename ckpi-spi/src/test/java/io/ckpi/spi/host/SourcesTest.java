package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceProvider;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.lang.module.Configuration;
import java.lang.module.ModuleFinder;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Real broken plugins: compiled, packed into jars, damaged, and looked for. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SourcesTest {

    private static final String SERVICE = "META-INF/services/io.ckpi.spi.SourceProvider";

    @TempDir
    @SuppressWarnings("NullAway.Init") // set by JUnit
    static Path folder;

    private final Map<String, Path> classes = new TreeMap<>();
    private int jars;

    /** A plugin in source text; {@code body} may override a method of the default ones. */
    private static String plugin(String type, String name, String extra, String... overrides) {
        Map<String, String> methods = new TreeMap<>(Map.of(
                "spiLevel", "public int spiLevel() { return 1; }",
                "name", "public String name() { return \"" + name + "\"; }",
                "version", "public String version() { return \"1\"; }",
                "options", "public java.util.List<io.ckpi.spi.SourceOption> options() { return java.util.List.of(); }",
                "open",
                        "public io.ckpi.spi.RecordSource open(io.ckpi.spi.SourceConfig c, io.ckpi.spi.SourceContext x)"
                                + " { throw new UnsupportedOperationException(); }"));
        for (int i = 0; i < overrides.length; i += 2) {
            methods.put(overrides[i], overrides[i + 1]);
        }
        return "package p; public class " + type + " " + extra + " implements io.ckpi.spi.SourceProvider { "
                + String.join("\n", methods.values()) + "}";
    }

    @BeforeAll
    void compileAll() throws IOException {
        Map<String, String> sources = new TreeMap<>();
        sources.put("Good", plugin("Good", "good", ""));
        sources.put("Better", plugin("Better", "better", ""));
        sources.put("Good2", plugin("Good2", "good", ""));
        sources.put("NoSubtype", "package p; public class NoSubtype {}");
        sources.put("Base", "package p; public class Base {}");
        sources.put("Orphan", plugin("Orphan", "orphan", "extends Base"));
        sources.put("Gone", "package p; public class Gone {}");
        sources.put("FieldGone", plugin("FieldGone", "field-gone", "", "f", "Gone gone = new Gone();"));
        sources.put(
                "Thrower",
                plugin(
                        "Thrower",
                        "thrower",
                        "",
                        "c",
                        "public Thrower() { throw new IllegalStateException(\"canary-secret\"); }"));
        sources.put(
                "StaticFails",
                plugin("StaticFails", "static-fails", "", "s", "static final int N = Integer.parseInt(\"x\");"));
        sources.put("NoConstructor", plugin("NoConstructor", "no-constructor", "", "c", "private NoConstructor() {}"));
        sources.put(
                "OutOfMemory",
                plugin(
                        "OutOfMemory",
                        "oom",
                        "",
                        "c",
                        "public OutOfMemory() { throw new OutOfMemoryError(\"test\"); }"));
        sources.put("Future", plugin("Future", "future", "", "spiLevel", "public int spiLevel() { return 2; }"));
        sources.put("Past", plugin("Past", "past", "", "spiLevel", "public int spiLevel() { return 0; }"));
        sources.put("BadName", plugin("BadName", "Bad Name", ""));
        sources.put("NullName", plugin("NullName", "null-name", "", "name", "public String name() { return null; }"));
        sources.put(
                "OptionsThrow",
                plugin(
                        "OptionsThrow",
                        "options-throw",
                        "",
                        "options",
                        "public java.util.List<io.ckpi.spi.SourceOption> options() { throw new RuntimeException(\"x\"); }"));
        sources.put(
                "TwiceOption",
                plugin(
                        "TwiceOption",
                        "twice-option",
                        "",
                        "options",
                        "public java.util.List<io.ckpi.spi.SourceOption> options() { var o ="
                                + " io.ckpi.spi.SourceOption.optional(\"a\", io.ckpi.spi.SourceOption.Kind.INT, null,"
                                + " io.ckpi.core.Names.same(\"x\")); return java.util.List.of(o, o); }"));
        Path from = Files.createDirectories(folder.resolve("src/p"));
        Path to = Files.createDirectories(folder.resolve("classes"));
        List<String> arguments =
                new ArrayList<>(List.of("-nowarn", "-proc:none", "-d", to.toString(), "-cp", classPath()));
        for (Map.Entry<String, String> source : sources.entrySet()) {
            arguments.add(Files.writeString(from.resolve(source.getKey() + ".java"), source.getValue())
                    .toString());
        }
        compile(arguments);
        // a plugin of an older contract: one without options()
        Path oldFrom = Files.createDirectories(folder.resolve("old-src"));
        Path oldTo = Files.createDirectories(folder.resolve("old-classes"));
        Path contract = Files.writeString(
                Files.createDirectories(oldFrom.resolve("io/ckpi/spi")).resolve("SourceProvider.java"),
                "package io.ckpi.spi; public interface SourceProvider { int spiLevel(); String name(); String version();"
                        + " RecordSource open(SourceConfig c, SourceContext x); }");
        Path old = Files.writeString(
                Files.createDirectories(oldFrom.resolve("p")).resolve("Old.java"),
                plugin("Old", "old", "", "options", ""));
        compile(List.of(
                "-nowarn",
                "-proc:none",
                "-d",
                oldTo.toString(),
                "-cp",
                classPath(),
                contract.toString(),
                old.toString()));
        try (Stream<Path> files = Files.walk(to)) {
            files.filter(f -> f.toString().endsWith(".class"))
                    .forEach(f -> classes.put(f.getFileName().toString().replace(".class", ""), f));
        }
        classes.put("Old", oldTo.resolve("p/Old.class"));
    }

    /** Where the contract's own classes are. */
    private static String classPath() {
        return Stream.of(SourceProvider.class, io.ckpi.core.Names.class, org.jspecify.annotations.NullMarked.class)
                .map(type -> Path.of(java.net.URI.create(type.getProtectionDomain()
                                .getCodeSource()
                                .getLocation()
                                .toString()))
                        .toString())
                .collect(Collectors.joining(java.io.File.pathSeparator));
    }

    private static void compile(List<String> arguments) {
        StringWriter out = new StringWriter();
        PrintWriter writer = new PrintWriter(out);
        int code = ToolProvider.findFirst("javac").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
        assertThat(code).as(out.toString()).isZero();
    }

    /** A jar with that services file and the classes it names, and {@code more}. */
    private Path jar(String services, String... more) throws IOException {
        Path jar = folder.resolve("jar" + ++jars + ".jar");
        Set<String> names = Stream.concat(
                        services.lines().filter(l -> l.startsWith("p.")).map(l -> l.substring(2)), Stream.of(more))
                .filter(classes::containsKey)
                .collect(Collectors.toSet());
        try (OutputStream file = Files.newOutputStream(jar);
                JarOutputStream out = new JarOutputStream(file)) {
            out.putNextEntry(new JarEntry(SERVICE));
            out.write(services.getBytes(StandardCharsets.UTF_8));
            for (String name : names) {
                out.putNextEntry(new JarEntry("p/" + name + ".class"));
                out.write(Files.readAllBytes(classes.get(name)));
            }
        }
        return jar;
    }

    private static Sources discover(Path... jars) throws IOException {
        URL[] urls = new URL[jars.length];
        for (int i = 0; i < jars.length; i++) {
            urls[i] = jars[i].toUri().toURL();
        }
        try (URLClassLoader loader = new URLClassLoader(urls, SourceProvider.class.getClassLoader())) {
            return Sources.discover(loader);
        }
    }

    private static String url(Path jar) throws IOException {
        return jar.toUri().toURL().toString();
    }

    private static List<String> names(Sources sources) {
        return sources.plugins().stream().map(Plugin::name).toList();
    }

    private static List<String> sentences(Sources sources) {
        return sources.issues().stream()
                .map(i -> i.code() + " " + i.sentence().en())
                .toList();
    }

    /** The good plugin before and the better one behind are found, and the one issue is this. */
    private void assertSurvives(String code, String sentence, String type, String... more) throws IOException {
        Path jar = jar("p.Good\np." + type + "\np.Better\n", more);
        Sources sources = discover(jar);
        assertThat(names(sources)).containsExactly("better", "good");
        assertThat(sentences(sources)).containsExactly(code + " a plugin was not loaded: " + sentence);
        assertThat(sources.issues()).allSatisfy(issue -> {
            assertThat(issue.severity()).isEqualTo(DataIssue.Severity.ERROR);
            assertThat(issue.count()).isEqualTo(1);
            assertThat(issue.sentence().ru()).isEqualTo("плагин не загружен: " + sentence);
        });
    }

    @Test
    void goodPlugins() throws IOException {
        Path jar = jar("# ours\np.Good # good\n\np.Better\np.Good\n");
        Sources sources = discover(jar);
        assertThat(names(sources)).containsExactly("better", "good");
        assertThat(sources.issues()).isEmpty();
        Plugin good = sources.plugin("good").orElseThrow();
        assertThat(good.version()).isEqualTo("1");
        assertThat(good.spiLevel()).isEqualTo(1);
        assertThat(good.options()).isEmpty();
        assertThat(good.location()).isEqualTo(url(jar));
        assertThat(good).hasToString("good 1 (" + url(jar) + ")");
        assertThat(sources.plugin("none")).isEmpty();
    }

    @Test
    void namedClassIsAbsent() throws IOException {
        assertSurvives("PLUGIN_NOT_LOADED", "io.ckpi.spi.SourceProvider: Provider p.Nowhere not found", "Nowhere");
    }

    @Test
    void namedClassIsNoSubtype() throws IOException {
        assertSurvives("PLUGIN_NOT_LOADED", "io.ckpi.spi.SourceProvider: p.NoSubtype not a subtype", "NoSubtype");
    }

    @Test
    void superclassIsMissing() throws IOException {
        assertSurvives(
                "PLUGIN_NOT_LOADED",
                "java.lang.NoClassDefFoundError: p/Base (java.lang.ClassNotFoundException)",
                "Orphan");
    }

    @Test
    void typeOfAFieldIsMissing() throws IOException {
        assertSurvives(
                "PLUGIN_NOT_LOADED",
                "io.ckpi.spi.SourceProvider: Provider p.FieldGone could not be instantiated"
                        + " (java.lang.NoClassDefFoundError: p/Gone)",
                "FieldGone");
    }

    @Test
    void constructorThrows() throws IOException {
        assertSurvives(
                "PLUGIN_NOT_LOADED",
                "io.ckpi.spi.SourceProvider: Provider p.Thrower could not be instantiated"
                        + " (java.lang.IllegalStateException)",
                "Thrower");
    }

    @Test
    void constructorIsPrivate() throws IOException {
        Sources sources = discover(jar("p.Good\np.NoConstructor\np.Better\n"));
        assertThat(names(sources)).containsExactly("better", "good");
        assertThat(sentences(sources))
                .singleElement()
                .asString()
                .startsWith("PLUGIN_NOT_LOADED a plugin was not loaded: io.ckpi.spi.SourceProvider: p.NoConstructor ");
    }

    @Test
    void staticInitializerFails() throws IOException {
        Sources sources = discover(jar("p.Good\np.StaticFails\np.Better\n"));
        assertThat(names(sources)).containsExactly("better", "good");
        assertThat(sentences(sources))
                .singleElement()
                .asString()
                .startsWith(
                        "PLUGIN_NOT_LOADED a plugin was not loaded: io.ckpi.spi.SourceProvider: Provider p.StaticFails could not"
                                + " be instantiated (java.lang.ExceptionInInitializerError");
    }

    @Test
    void compiledAgainstAnOldContract() throws IOException {
        Sources sources = discover(jar("p.Good\np.Old\np.Better\n"));
        assertThat(names(sources)).containsExactly("better", "good");
        assertThat(sentences(sources))
                .singleElement()
                .asString()
                .startsWith(
                        "PLUGIN_FAILED a plugin was not loaded: p.Old.options() failed: java.lang.AbstractMethodError: ");
    }

    @Test
    void malformedLineCostsTheWholeFileOnly() throws IOException {
        Path broken = jar("p.Good\nthis is no class name\n");
        Path whole = jar("p.Better\n");
        Sources sources = discover(broken, whole);
        assertThat(names(sources)).containsExactly("better");
        assertThat(sentences(sources))
                .singleElement()
                .asString()
                .startsWith("PLUGIN_NOT_LOADED a plugin was not loaded: io.ckpi.spi.SourceProvider: ")
                .contains(broken.getFileName().toString());
    }

    @Test
    void anInstanceTakesThePlaceOfAFoundPluginOfItsClass() {
        TestPlugin found = new TestPlugin("one");
        TestPlugin given = new TestPlugin("one");
        Sources sources = Sources.of(found, new TestPlugin("two")).preferring(given);
        assertThat(names(sources)).containsExactly("one", "two");
        assertThat(sources.plugins().get(0).provider()).isSameAs(given);
        assertThat(sources.issues()).isEmpty();

        Sources clash = Sources.of(found).preferring(given, new TestPlugin("one"));
        assertThat(names(clash)).isEmpty();
        assertThat(clash.issues()).extracting(DataIssue::code).containsExactly("PLUGIN_DUPLICATE");
    }

    @Test
    void theSameObjectTwiceCountsOnce() {
        TestPlugin plugin = new TestPlugin("one");
        for (Sources sources : List.of(
                Sources.of(plugin, plugin),
                Sources.of(plugin).and(plugin),
                Sources.of(plugin).preferring(plugin, plugin))) {
            assertThat(names(sources)).containsExactly("one");
            assertThat(sources.issues()).isEmpty();
        }
    }

    @Test
    void twoInstancesOfOneClassUnderOneNameSayHowToChoose() {
        Sources sources = Sources.of(new TestPlugin("one"), new TestPlugin("one"), new TestPlugin("two"));
        assertThat(names(sources)).containsExactly("two");
        assertThat(sentences(sources))
                .singleElement()
                .asString()
                .startsWith("PLUGIN_DUPLICATE a plugin was not loaded:"
                        + " more than one plugin is named one, none of them is used: ")
                .endsWith("; they are instances of one class, of which SourceSpec.of(SourceProvider) chooses");
    }

    @Test
    void aSpecificationOfAnInstanceMeansThatInstance() {
        TestPlugin north = new TestPlugin("shop");
        TestPlugin south = new TestPlugin("shop");
        SourceSpec[] specs = {
            SourceSpec.of(north).named("north"), SourceSpec.of(south).named("south")
        };
        // whatever else has the name: nothing, another plugin, or two that disable each other
        for (Sources sources : List.of(Sources.of(), Sources.of(new TestPlugin("shop")), Sources.of(north, south))) {
            north.log().clear();
            south.log().clear();
            try (OpenSources opened = sources.open(TestPlugin.HOST, specs)) {
                assertThat(opened.all()).extracting(OpenSource::name).containsExactly("north", "south");
            }
            assertThat(north.log()).containsExactly("open north", "close north");
            assertThat(south.log()).containsExactly("open south", "close south");
        }
        assertThat(Sources.of().faults(List.of(SourceSpec.of(north), SourceSpec.of(south))))
                .containsExactly("source shop: another source has the same name");
        assertThat(SourceSpec.of(north).plugin()).isEqualTo("shop");
        assertThat(SourceSpec.of(north).with(Map.of("a", "1")).named("x").set("b", 2))
                .hasToString("SourceSpec[x (shop) a, b]");
    }

    @Test
    void aSpecificationOfABrokenInstanceIsAFault() {
        SourceOption size = SourceOption.optional("size", SourceOption.Kind.INT, "big", Names.same("size"));
        SourceProvider broken = new TestPlugin("shop").options(List.of(size));
        Sources sources = Sources.of();
        assertThat(sources.faults(List.of(SourceSpec.of(broken).named("north"))))
                .containsExactly("source north: a plugin was not loaded: " + TestPlugin.class.getName()
                        + " has a wrong default: option \"size\" is not a whole number: \"big\"");
        assertThatThrownBy(() -> SourceSpec.of(new TestPlugin("Big Shop")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Big Shop");
    }

    @Test
    void theSameNameTwiceDisablesBoth() throws IOException {
        Path first = jar("p.Good\n");
        Path second = jar("p.Good2\np.Better\n");
        Sources sources = discover(first, second);
        assertThat(names(sources)).containsExactly("better");
        String places = url(first) + " and " + url(second);
        assertThat(sentences(sources))
                .containsExactly("PLUGIN_DUPLICATE a plugin was not loaded: more than one plugin is named good, none of"
                        + " them is used: " + places);
        assertThat(sources.issues().get(0).location()).isEqualTo(places);
    }

    @Test
    void levelOutOfRange() throws IOException {
        assertSurvives("PLUGIN_LEVEL", "p.Future has SPI level 2, this host supports 1 to 1", "Future");
        assertSurvives("PLUGIN_LEVEL", "p.Past has SPI level 0, this host supports 1 to 1", "Past");
    }

    @Test
    void malformedName() throws IOException {
        assertSurvives("PLUGIN_NAME", "p.BadName has a name that is not [a-z][a-z0-9-]*", "BadName");
        assertSurvives("PLUGIN_FAILED", "p.NullName.name() gives null", "NullName");
    }

    @Test
    void optionsFail() throws IOException {
        assertSurvives("PLUGIN_FAILED", "p.OptionsThrow.options() failed: java.lang.RuntimeException", "OptionsThrow");
        assertSurvives("PLUGIN_OPTIONS", "p.TwiceOption declares the option a twice", "TwiceOption");
    }

    @Test
    void messagesOfAPluginAreNotShown() throws IOException {
        assertThat(sentences(discover(jar("p.Thrower\n"))).toString()).doesNotContain("canary");
    }

    @Test
    void errorsOfTheMachinePass() throws IOException {
        Path jar = jar("p.OutOfMemory\n");
        assertThatThrownBy(() -> discover(jar))
                .isInstanceOf(OutOfMemoryError.class)
                .hasMessage("test");
    }

    @Test
    void allAtOnce() throws IOException {
        Sources sources = discover(
                jar("p.Good\np.Nowhere\np.NoSubtype\np.Orphan\np.Thrower\n"),
                jar("bad line\n"),
                jar("p.StaticFails\np.FieldGone\np.Future\np.Old\np.OptionsThrow\np.Better\n"));
        assertThat(names(sources)).containsExactly("better", "good");
        assertThat(sources.issues()).hasSize(10);
        assertThatThrownBy(() -> sources.open(TestPlugin.HOST, SourceSpec.of("future")))
                .hasMessage("source future: no plugin is named \"future\"; there are better, good;"
                        + " plugins that could not be loaded: 10");
    }

    @Test
    void theSearchEndsAfterAHundredFailures() throws IOException {
        StringBuilder services = new StringBuilder();
        for (int i = 0; i < 150; i++) {
            services.append("p.Nowhere").append(i).append('\n');
        }
        Sources sources = discover(jar(services + "p.Good\n"));
        assertThat(names(sources)).isEmpty();
        assertThat(sources.issues()).hasSize(101);
        assertThat(sentences(sources))
                .last()
                .isEqualTo(
                        "PLUGIN_SEARCH_ENDED a plugin was not loaded: more than 100 plugins are broken; the others were"
                                + " not looked at");
    }

    @Test
    void givenPlugins() {
        Sources sources = Sources.of(new TestPlugin("b"), new TestPlugin("a"));
        assertThat(names(sources)).containsExactly("a", "b");
        assertThat(names(sources.and(new TestPlugin("c")))).containsExactly("a", "b", "c");
        Sources clash = sources.and(new TestPlugin("a"));
        assertThat(names(clash)).containsExactly("b");
        assertThat(names(clash.and(new TestPlugin("a")))).as("a clash stays").containsExactly("b");
        assertThat(sources.issues()).isEmpty();
    }

    @Test
    @Tag("modular")
    void pluginsInModules() throws IOException {
        Path from = Files.createDirectories(folder.resolve("module-src"));
        Path to = Files.createDirectories(folder.resolve("module-classes"));
        Path info = Files.writeString(
                from.resolve("module-info.java"),
                "module m { requires io.ckpi.spi; provides io.ckpi.spi.SourceProvider with p.Good, p.Thrower; }");
        compile(List.of(
                "-nowarn",
                "-proc:none",
                "-Xlint:none",
                "-d",
                to.toString(),
                "--module-path",
                classPath(),
                info.toString(),
                folder.resolve("src/p/Good.java").toString(),
                folder.resolve("src/p/Thrower.java").toString()));
        ModuleLayer parent = SourceProvider.class.getModule().getLayer();
        Configuration configuration =
                parent.configuration().resolve(ModuleFinder.of(to), ModuleFinder.of(), Set.of("m"));
        ModuleLayer layer = parent.defineModulesWithOneLoader(configuration, SourceProvider.class.getClassLoader());
        Sources sources = Sources.discover(layer);
        assertThat(names(sources)).containsExactly("good");
        assertThat(sentences(sources))
                .containsExactly("PLUGIN_NOT_LOADED a plugin was not loaded: io.ckpi.spi.SourceProvider: Provider"
                        + " p.Thrower could not be instantiated (java.lang.IllegalStateException)");
        assertThat(names(Sources.discover(layer.findLoader("m")))).containsExactly("good");
    }
}
