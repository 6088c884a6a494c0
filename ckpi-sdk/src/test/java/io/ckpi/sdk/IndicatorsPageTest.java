package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class IndicatorsPageTest {

    private static final Path PAGE = Path.of("..", "docs", "indicators.md");

    /** Write it anew with {@code mvn -pl ckpi-sdk test -Dtest=IndicatorsPageTest -Dckpi.write=true}. */
    @Test
    void theCommittedPageIsTheGeneratedOne() throws IOException {
        String text = IndicatorsPage.text();
        if (Boolean.getBoolean("ckpi.write")) {
            Files.writeString(PAGE, text, StandardCharsets.UTF_8);
        }
        assertThat(Files.readString(PAGE, StandardCharsets.UTF_8)).isEqualTo(text);
    }

    @Test
    void everyIndicatorIsOnThePageInBothLanguages() {
        String text = IndicatorsPage.text();
        for (CatalogueEntry entry : Catalogue.standard().entries()) {
            assertThat(text)
                    .contains("### `" + entry.indicator().id() + "`")
                    .contains(entry.indicator().names().ru())
                    .contains(entry.indicator().formula().ru())
                    .contains(entry.indicator().formula().en());
        }
    }
}
