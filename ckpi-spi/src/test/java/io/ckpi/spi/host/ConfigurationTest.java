package io.ckpi.spi.host;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Names;
import io.ckpi.spi.Secret;
import io.ckpi.spi.SourceConfig;
import io.ckpi.spi.SourceOption;
import io.ckpi.spi.SourceOption.Kind;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigurationTest {

    private static final String CANARY = "canary-b7e1!$ x";
    private static final Names HELP = new Names("справка", "help");

    private static SourceOption option(String key, Kind kind, @Nullable String defaultValue) {
        return SourceOption.optional(key, kind, defaultValue, HELP);
    }

    private static final List<SourceOption> ALL = Arrays.stream(Kind.values())
            .map(kind -> SourceOption.optional(kind.name().toLowerCase(java.util.Locale.ROOT), kind, null, HELP))
            .toList();

    private static SourceConfig config(List<SourceOption> options, SourceSpec spec) {
        TestPlugin plugin = new TestPlugin("files").options(options);
        try (OpenSources opened = Sources.of(plugin).open(TestPlugin.HOST, spec)) {
            assertThat(opened.all()).hasSize(1);
            return plugin.config();
        }
    }

    private static CkpiException failure(List<SourceOption> options, SourceSpec... specs) {
        TestPlugin plugin = new TestPlugin("files").options(options);
        CkpiException failure = catchThrowableOfType(
                CkpiException.class, () -> Sources.of(plugin).open(TestPlugin.HOST, specs));
        assertThat(failure).isNotNull();
        assertThat(failure.kind()).isEqualTo(CkpiException.Kind.CONFIG);
        assertThat(failure.code()).isEqualTo("CKPI-SRC-CONFIG");
        assertThat(plugin.log()).as("nothing is opened").isEmpty();
        return failure;
    }

    @Test
    void everyKindFromText() {
        SourceConfig config = config(
                ALL,
                SourceSpec.of("files")
                        .named("crm-2")
                        .with(Map.of(
                                "string", "a b",
                                "int", "-42",
                                "decimal", "0.10",
                                "boolean", "true",
                                "duration", "P3D",
                                "path", "data/x.csv",
                                "uri", "https://example.org/x",
                                "zone", "Europe/Moscow",
                                "currency", "RUB",
                                "secret", CANARY)));
        assertThat(config.source()).isEqualTo("crm-2");
        assertThat(config.text("string")).contains("a b");
        assertThat(config.integer("int")).contains(-42L);
        assertThat(config.decimal("decimal")).contains(new BigDecimal("0.10"));
        assertThat(config.flag("boolean")).contains(true);
        assertThat(config.duration("duration")).contains(Duration.ofDays(3));
        assertThat(config.path("path")).contains(Path.of("data/x.csv"));
        assertThat(config.uri("uri")).contains(URI.create("https://example.org/x"));
        assertThat(config.zone("zone")).contains(ZoneId.of("Europe/Moscow"));
        assertThat(config.currency("currency")).contains(Currency.getInstance("RUB"));
        String secret = config.secret("secret").orElseThrow().use(String::new);
        assertThat(secret).isEqualTo(CANARY);
        assertThat(config.text("currency")).contains("RUB");
        assertThat(config.text("duration")).contains("PT72H");
    }

    @Test
    void everyKindFromTheProgram() {
        SourceConfig config = config(
                ALL,
                SourceSpec.of("files")
                        .set("string", "x")
                        .set("int", 5)
                        .set("decimal", new BigDecimal("1.5"))
                        .set("boolean", false)
                        .set("duration", Duration.ofSeconds(30))
                        .set("path", Path.of("a"))
                        .set("uri", URI.create("file:/a"))
                        .set("zone", ZoneId.of("UTC"))
                        .set("currency", Currency.getInstance("EUR"))
                        .set("secret", new Secret(CANARY.toCharArray())));
        assertThat(config.text("string")).contains("x");
        assertThat(config.integer("int")).contains(5L);
        assertThat(config.decimal("decimal")).contains(new BigDecimal("1.5"));
        assertThat(config.flag("boolean")).contains(false);
        assertThat(config.duration("duration")).contains(Duration.ofSeconds(30));
        assertThat(config.path("path")).contains(Path.of("a"));
        assertThat(config.uri("uri")).contains(URI.create("file:/a"));
        assertThat(config.zone("zone")).contains(ZoneId.of("UTC"));
        assertThat(config.currency("currency")).contains(Currency.getInstance("EUR"));
        assertThat(config.secret("secret")).isPresent();
    }

    @Test
    void absentOptionsAreEmptyOrTheirDefault() {
        SourceConfig config = config(
                List.of(option("a", Kind.INT, null), option("b", Kind.INT, "7"), option("c", Kind.ZONE, "UTC")),
                SourceSpec.of("files"));
        assertThat(config.integer("a")).isEmpty();
        assertThat(config.integer("b")).contains(7L);
        assertThat(config.zone("c")).contains(ZoneId.of("UTC"));
    }

    @Test
    void programBeforeMapBeforeEnvironmentBeforeDefault() {
        List<SourceOption> options = List.of(option("max-rows", Kind.INT, "1"));
        SourceSpec spec = SourceSpec.of("files").named("my-crm");
        Map<String, String> environment =
                Map.of("CKPI_MY_CRM_MAX_ROWS", "2", "CKPI_FILES_MAX_ROWS", "9", "CKPI_X", "y");
        assertThat(config(options, spec).integer("max-rows")).contains(1L);
        spec = spec.withEnvironment(environment);
        assertThat(config(options, spec).integer("max-rows")).contains(2L);
        spec = spec.with(Map.of("max-rows", "3"));
        assertThat(config(options, spec).integer("max-rows")).contains(3L);
        spec = spec.set("max-rows", 4);
        assertThat(config(options, spec).integer("max-rows")).contains(4L);
        assertThat(config(options, SourceSpec.of("files").withEnvironment(Map.of("CKPI_FILES_MAX_ROWS", "")))
                        .integer("max-rows"))
                .as("an empty variable is absent")
                .contains(1L);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    INT      | 1.5        | option "x" is not a whole number: "1.5"
                    INT      | 99999999999999999999 | option "x" is not a whole number: "99999999999999999999"
                    DECIMAL  | 1,5        | option "x" is not a decimal number: "1,5"
                    DECIMAL  | 1e999999   | option "x" is not a decimal number: "1e999999"
                    BOOLEAN  | yes        | option "x" is not true or false: "yes"
                    BOOLEAN  | TRUE       | option "x" is not true or false: "TRUE"
                    DURATION | 3 days     | option "x" is not a duration such as PT30S or P3D: "3 days"
                    URI      | https://user:canary@[ | option "x" is not a URI
                    ZONE     | Moscow     | option "x" is not a time zone such as Europe/Moscow: "Moscow"
                    CURRENCY | roubles    | option "x" is not a currency code such as EUR: "roubles"
                    STRING   | ''         | option "x" is empty
                    SECRET   | ''         | option "x" is not a secret text
                    """)
    void wrongKinds(Kind kind, String text, String sentence) {
        CkpiException failure =
                failure(List.of(option("x", kind, null)), SourceSpec.of("files").with(Map.of("x", text)));
        assertThat(failure).hasMessage("source files: " + sentence);
        assertThat(failure.source()).contains("files");
    }

    @Test
    void wrongPathsAndEndlessTexts() {
        assertThat(failure(
                        List.of(option("x", Kind.PATH, null)),
                        SourceSpec.of("files").with(Map.of("x", "a\0b"))))
                .hasMessage("source files: option \"x\" is not a path: \"a?b\"");
        assertThat(failure(
                        List.of(option("x", Kind.INT, null)),
                        SourceSpec.of("files").with(Map.of("x", "1".repeat(60)))))
                .hasMessage("source files: option \"x\" is not a whole number: \"" + "1".repeat(40) + "\"…");
        assertThat(failure(
                        List.of(option("x", Kind.STRING, null)),
                        SourceSpec.of("files").with(Map.of("x", "1".repeat(65_537)))))
                .hasMessage("source files: option \"x\" is longer than 65536 characters");
    }

    @Test
    void allFaultsOfAllSourcesTogether() {
        List<SourceOption> options = List.of(
                SourceOption.required("dir", Kind.PATH, HELP),
                SourceOption.required("mapping", Kind.PATH, HELP),
                option("zone", Kind.ZONE, null),
                option("password", Kind.SECRET, null));
        Map<String, String> given = new LinkedHashMap<>();
        given.put("zone", "Mars");
        given.put("maping", "m.yaml");
        given.put("other-thing", "1");
        CkpiException failure = failure(
                options,
                SourceSpec.of("files").with(given).set("dir", new Secret("abcd".toCharArray())),
                SourceSpec.of("files").with(Map.of("dir", "d", "mapping", "m")),
                SourceSpec.of("fils").named("third"));
        assertThat(failure.source()).isEmpty();
        assertThat(failure).hasMessage("""
                        source files: option "dir" is no secret, but a secret is given
                        source files: option "mapping" is required
                        source files: option "zone" is not a time zone such as Europe/Moscow: "Mars"
                        source files: option "maping" is unknown; the nearest known one is "mapping"
                        source files: option "other-thing" is unknown; known ones are dir, mapping, zone, password
                        source files: another source has the same name
                        source third: no plugin is named "fils"; the nearest name is "files"\
                        """);
    }

    @Test
    void aPluginWithoutOptionsKnowsNone() {
        assertThat(failure(List.of(), SourceSpec.of("files").with(Map.of("x", "1"))))
                .hasMessage("source files: option \"x\" is unknown; there are none");
        assertThatThrownBy(() -> Sources.of().open(TestPlugin.HOST, SourceSpec.of("files")))
                .hasMessage("source files: no plugin is named \"files\"; there are no plugins");
    }

    @Test
    void secretsDoNotShow() {
        List<SourceOption> options = List.of(
                option("password", Kind.SECRET, null), option("url", Kind.STRING, null), option("n", Kind.INT, null));
        SourceSpec spec = SourceSpec.of("files").with(Map.of("password", CANARY, "url", "x"));
        assertThat(spec.toString()).isEqualTo("SourceSpec[files (files) password, url]");
        TestPlugin plugin = new TestPlugin("files").options(options);
        try (OpenSources opened = Sources.of(plugin).open(TestPlugin.HOST, spec)) {
            assertThat(opened.source("files").toString())
                    .isEqualTo("OpenSource[SourceConfig[files (files) password, url]]");
            assertThat(plugin.config().toString()).doesNotContain(CANARY);
            assertThat(plugin.config().secret("password").toString()).isEqualTo("Optional[****]");
        }
        assertThat(failure(options, spec.with(Map.of("n", "is " + CANARY))))
                .hasMessage("source files: option \"n\" is not a whole number: \"is ****\"");
        assertThat(failure(options, spec.with(Map.of(CANARY, "1"))))
                .hasMessage("source files: option \"****\" is unknown; known ones are password, url, n");
    }

    @Test
    void theDigestKnowsNoSecret() {
        List<SourceOption> options = List.of(
                option("password", Kind.SECRET, null),
                option("uri", Kind.URI, null),
                option("n", Kind.INT, "5"),
                option("z", Kind.ZONE, null),
                option("c", Kind.CURRENCY, null));
        SourceSpec spec =
                SourceSpec.of("files").with(Map.of("password", CANARY, "uri", "https://u:p@example.org/a", "c", "EUR"));
        String digest = digest(options, spec);
        assertThat(digest).matches("[0-9a-f]{64}");
        assertThat(digest(options, spec.set("password", "other"))).isEqualTo(digest);
        assertThat(digest(options, spec.set("uri", "https://x:y@example.org/a")))
                .isEqualTo(digest);
        assertThat(digest(options, spec.set("n", 5)))
                .as("the default written out")
                .isEqualTo(digest);
        assertThat(digest(options, spec.named("other"))).isEqualTo(digest);
        assertThat(digest(options, spec.set("n", 6))).isNotEqualTo(digest);
        assertThat(digest(options, spec.set("uri", "https://example.org/b"))).isNotEqualTo(digest);
    }

    private static String digest(List<SourceOption> options, SourceSpec spec) {
        try (OpenSources opened =
                Sources.of(new TestPlugin("files").options(options)).open(TestPlugin.HOST, spec)) {
            return opened.all().get(0).configDigest();
        }
    }

    @Test
    void aPluginThatAsksForWhatItDidNotDeclareIsBroken() {
        SourceConfig config =
                config(List.of(option("s", Kind.SECRET, null), option("i", Kind.INT, "1")), SourceSpec.of("files"));
        assertThatThrownBy(() -> config.text("nothing"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plugin files does not declare the option \"nothing\"");
        assertThatThrownBy(() -> config.flag("nothing"))
                .hasMessage("plugin files does not declare the option \"nothing\"");
        assertThatThrownBy(() -> config.flag("i")).hasMessage("option \"i\" is declared as INT, not BOOLEAN");
        assertThatThrownBy(() -> config.text("s")).hasMessage("option \"s\" is a secret, not a text");
    }

    @Test
    void specsCheckTheirNames() {
        assertThatThrownBy(() -> SourceSpec.of("Files"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("plugin is not a name of lower-case letters, digits and '-', at most 63: Files");
        assertThatThrownBy(() -> SourceSpec.of("files").named("a b"))
                .hasMessage("name is not a name of lower-case letters, digits and '-', at most 63: a b");
        assertThatThrownBy(() -> SourceSpec.of("files").set("x", 1.5))
                .hasMessage("value of x has a type that no option has: java.lang.Double");
    }

    @Test
    void badDefaultsAreFoundOnDiscovery() {
        List<SourceOption> options = new ArrayList<>(List.of(option("n", Kind.INT, "many")));
        Sources sources = Sources.of(new TestPlugin("files").options(options));
        assertThat(sources.plugin("files")).isEqualTo(Optional.empty());
        assertThat(sources.issues()).singleElement().satisfies(issue -> assertThat(
                        issue.sentence().en())
                .isEqualTo("a plugin was not loaded: io.ckpi.spi.host.TestPlugin has a wrong default: "
                        + "option \"n\" is not a whole number: \"many\""));
    }
}
