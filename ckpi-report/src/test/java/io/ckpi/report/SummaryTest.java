package io.ckpi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SummaryTest {

    @ParameterizedTest
    @CsvSource({"partial,ru", "partial,en", "half,ru", "half,en", "nothing,en"})
    void isAsItWasApproved(String name, String language) {
        String text =
                Summary.withDefaults().with(Locale.forLanguageTag(language)).render(Golden.record(name));
        String approved = new String(Golden.bytes("summary-" + name + "-" + language + ".txt"), StandardCharsets.UTF_8);
        assertThat(text).isEqualToNormalizingNewlines(approved);
    }

    @ParameterizedTest
    @ValueSource(ints = {72, 80, 100})
    void keepsToItsWidth(int width) {
        for (String name : Golden.NAMES) {
            for (String language : new String[] {"ru", "en"}) {
                Summary.withDefaults()
                        .with(Locale.forLanguageTag(language))
                        .withWidth(width)
                        .render(Golden.record(name))
                        .lines()
                        .forEach(line -> assertThat(line.codePointCount(0, line.length()))
                                .as(line)
                                .isLessThanOrEqualTo(width));
            }
        }
        assertThatThrownBy(() -> Summary.withDefaults().withWidth(40)).hasMessage("newWidth is below 72: 40");
    }

    @Test
    void coloursOnlyWhenAsked() {
        assertThat(Summary.withDefaults().render(Golden.record("typical"))).doesNotContain("\u001B");
        assertThat(Summary.withDefaults().withColours(true).render(Golden.record("typical")))
                .contains("\u001B[33m! attention\u001B[0m")
                .contains("\u001B[32m✓ good\u001B[0m");
    }

    @Test
    void saysWhyThereIsNoValue() {
        assertThat(Summary.withDefaults().render(Golden.record("half")))
                .contains("CKPImarc  –\n  not enough data: coverage 62 % is below the threshold of 70 %\n")
                .contains("Data coverage 61.9% of at least 70%")
                .contains("no data: no records of type Call")
                .contains("! source telephony could not be read and is left out");
    }
}
