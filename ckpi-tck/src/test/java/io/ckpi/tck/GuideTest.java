package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The plugin guide names every rule and every method to fill in, and shows the code that the archetype generates. */
class GuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "plugin-guide.md");
    private static final Path TESTS =
            Path.of("..", "ckpi-source-archetype/src/main/resources/archetype-resources/src/test/java");

    @Test
    void everyRuleHasItsLine() throws IOException {
        String guide = Files.readString(GUIDE);
        for (Rule rule : Rule.values()) {
            String anchor = rule.id().toLowerCase(Locale.ROOT);
            assertThat(guide)
                    .containsOnlyOnce("| <a id=\"" + anchor + "\"></a>" + rule.id() + " | " + rule.title() + " | ");
            String line = guide.lines()
                    .filter(candidate -> candidate.contains("id=\"" + anchor + "\""))
                    .findFirst()
                    .orElseThrow();
            assertThat(line.endsWith("| always |")).as(line).isEqualTo(rule.universal());
            if (rule.capability() != null) {
                assertThat(line).contains("| `" + rule.capability() + "`");
            }
        }
    }

    @Test
    void everyMethodToFillInHasItsLine() throws IOException {
        String guide = Files.readString(GUIDE);
        for (Method method : SourceTck.class.getDeclaredMethods()) {
            int modifiers = method.getModifiers();
            if (Modifier.isProtected(modifiers) && !Modifier.isFinal(modifiers) && !Modifier.isStatic(modifiers)) {
                String must = Modifier.isAbstract(modifiers) ? " | yes | " : " | | ";
                assertThat(guide).containsOnlyOnce("| `" + method.getName() + "`" + must);
            }
        }
    }

    @Test
    void theCodeIsWhatTheArchetypeGenerates() throws IOException {
        shows("tck", "PluginTckTest.java");
        shows("host", "PluginReaderTest.java");
    }

    private static void shows(String label, String file) throws IOException {
        Matcher blocks = Pattern.compile("```java " + label + "\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(GUIDE));
        assertThat(blocks.find()).isTrue();
        assertThat(Files.readString(TESTS.resolve(file))).contains(blocks.group(1));
    }

    @Test
    void everyReasonOfARejectIsNamed() throws IOException {
        String guide = Files.readString(GUIDE);
        for (RejectReason reason : RejectReason.values()) {
            assertThat(guide).contains("`" + reason + "`");
        }
    }

    @Test
    void everyMethodOfTheTestHostIsNamed() throws IOException {
        String guide = Files.readString(GUIDE);
        for (Method method : TestHost.class.getDeclaredMethods()) {
            if (Modifier.isPublic(method.getModifiers())
                    && !Set.of("toString", "now").contains(method.getName())) {
                assertThat(guide).containsPattern("`(TestHost\\.)?" + method.getName() + "[`(]");
            }
        }
    }

    @Test
    void theVersionIsTheProjectsOwn() throws IOException {
        Matcher version =
                Pattern.compile("<version>([^<]+)</version>").matcher(Files.readString(Path.of("..", "pom.xml")));
        assertThat(version.find()).isTrue();
        assertThat(Files.readString(GUIDE)).contains("-DarchetypeVersion=" + version.group(1) + " ");
    }
}
