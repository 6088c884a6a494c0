package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import java.io.IOException;
import java.io.StringWriter;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.platform.testkit.engine.EngineTestKit;
import org.junit.platform.testkit.engine.Events;

/** What the archetype generates compiles without warnings, passes the kit, and shows its own report. */
class ArchetypeTest {

    private static final Path TEMPLATE =
            Path.of("..", "ckpi-source-archetype", "src", "main", "resources", "archetype-resources");
    private static final Map<String, String> PROPERTIES = Map.of(
            "groupId", "com.example",
            "artifactId", "acme-source",
            "version", "1.0-SNAPSHOT",
            "package", "com.example.acme",
            "pluginName", "acme",
            "symbol_pound", "#",
            "ckpiVersion", "0.1.0-SNAPSHOT");

    @TempDir
    Path folder;

    @BeforeEach
    void reportsHere() {
        System.setProperty("ckpi.tck.reports", folder.toString());
    }

    @AfterEach
    void reportsThere() {
        System.clearProperty("ckpi.tck.reports");
    }

    private static String filled(Path template) throws IOException {
        String text = Files.readString(template).replaceAll("#set\\(.*\\)\n", "");
        text = text.replace("${symbol_dollar}", "$");
        for (Map.Entry<String, String> property : PROPERTIES.entrySet()) {
            text = text.replace("${" + property.getKey() + "}", property.getValue());
        }
        assertThat(text)
                .as("%s holds a property that nobody sets", template)
                .doesNotContainPattern("\\$\\{(?!junit.version)");
        return text;
    }

    private List<Path> sources(String from) throws IOException {
        List<Path> sources = new ArrayList<>();
        Path target = Files.createDirectories(folder.resolve("sources/com/example/acme"));
        try (Stream<Path> files = Files.list(TEMPLATE.resolve(from))) {
            for (Path file :
                    files.filter(file -> !file.endsWith("module-info.java")).toList()) {
                sources.add(Files.writeString(target.resolve(file.getFileName()), filled(file)));
            }
        }
        return sources;
    }

    @Test
    void whatItGeneratesPassesTheKit() throws Exception {
        List<Path> sources = new ArrayList<>(sources("src/main/java"));
        sources.addAll(sources("src/test/java"));
        Path classes = Files.createDirectories(folder.resolve("classes"));
        Path services = Files.createDirectories(classes.resolve("META-INF/services"));
        String name = "io.ckpi.spi.SourceProvider";
        Files.writeString(
                services.resolve(name), filled(TEMPLATE.resolve("src/main/resources/META-INF/services/" + name)));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        StringWriter messages = new StringWriter();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            List<String> options = List.of(
                    "-d",
                    classes.toString(),
                    "--release",
                    "17",
                    "-proc:none",
                    "-Xlint:all,-classfile,-path",
                    "-Werror");
            assertThat(compiler.getTask(
                                    messages, files, null, options, null, files.getJavaFileObjectsFromPaths(sources))
                            .call())
                    .as("compiling what the archetype generates: %s", messages)
                    .isTrue();
        }
        try (URLClassLoader loader =
                new URLClassLoader(new URL[] {classes.toUri().toURL()}, ArchetypeTest.class.getClassLoader())) {
            KitTest.Run run = KitTest.run(loader.loadClass("com.example.acme.PluginTckTest"));
            assertThat(run.failed()).isEmpty();
            assertThat(run.passed()).contains("D-01", "R-01", "Q-01", "X-02", "X-04");
            Events own = EngineTestKit.engine("junit-jupiter")
                    .selectors(selectClass(loader.loadClass("com.example.acme.PluginReaderTest")))
                    .execute()
                    .testEvents();
            own.assertStatistics(tests -> tests.succeeded(2).failed(0));
        }
        assertThat(filled(TEMPLATE.resolve("README.md")))
                .as("the report in the README of the archetype")
                .contains(Files.readString(folder.resolve("PluginTckTest.md")).strip());
    }

    @Test
    void whatItGeneratesIsAModuleThatProvidesThePlugin() throws IOException {
        assertThat(filled(TEMPLATE.resolve("src/main/java/module-info.java")))
                .contains("module com.example.acme {")
                .contains("provides io.ckpi.spi.SourceProvider with\n            com.example.acme.PluginProvider;");
        assertThat(filled(TEMPLATE.resolve("pom.xml")))
                .contains("<artifactId>acme-source</artifactId>")
                .contains("<version>0.1.0-SNAPSHOT</version>");
    }
}
