package io.ckpi.examples;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Absent;
import io.ckpi.core.Reason;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The README's snippet is the code of {@link EmbedCkpi}, and it runs. */
class ReadmeTest {

    @Test
    void theSnippetOfTheReadmeIsThisCode() throws IOException {
        String source = Files.readString(Path.of("src/main/java/io/ckpi/examples/EmbedCkpi.java"));
        String snippet = source.substring(
                        source.indexOf("// readme-begin") + "// readme-begin".length(), source.indexOf("// readme-end"))
                .stripIndent()
                .strip();
        assertThat(Files.readString(Path.of("../README.md"))).contains("```java\n" + snippet + "\n```");
    }

    @Test
    void theSnippetRuns() {
        var report = EmbedCkpi.measure();
        assertThat(report.marc().value().value()).isPresent();
        assertThat(EmbedCkpi.inWords(report.reading("economics.ltv-to-cac"))).contains("Interval[");
        assertThat(EmbedCkpi.inWords(Absent.because(Reason.NO_DATA))).isEqualTo("no data");
    }
}
