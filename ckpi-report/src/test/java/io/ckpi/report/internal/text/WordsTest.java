package io.ckpi.report.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Locale;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WordsTest {

    private static final Pattern SLOT = Pattern.compile("\\{\\d}");

    @Test
    void bothBundlesHaveTheSameKeysAndSlots() {
        assertThat(new TreeSet<>(Words.RU.texts().keySet()))
                .isEqualTo(new TreeSet<>(Words.EN.texts().keySet()));
        Words.EN.texts().forEach((key, text) -> {
            assertThat(text).as(key).isNotBlank();
            assertThat(slots(java.util.Objects.requireNonNull(Words.RU.texts().get(key))))
                    .as(key)
                    .isEqualTo(slots(text));
        });
    }

    private static String slots(String text) {
        return SLOT.matcher(text).results().map(MatchResult::group).sorted().collect(Collectors.joining());
    }

    @Test
    void everyPluralHasThreeForms() {
        for (String key : Words.EN.texts().keySet()) {
            if (key.endsWith(".one")) {
                String stem = key.substring(0, key.length() - 4);
                assertThat(Words.EN.texts()).containsKeys(stem + ".few", stem + ".many");
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0,дней",
        "1,день",
        "2,дня",
        "3,дня",
        "4,дня",
        "5,дней",
        "10,дней",
        "11,дней",
        "12,дней",
        "14,дней",
        "15,дней",
        "20,дней",
        "21,день",
        "22,дня",
        "25,дней",
        "101,день",
        "111,дней",
        "112,дней",
        "121,день",
        "1000001,день"
    })
    void russianPlurals(long count, String word) {
        assertThat(Words.RU.plural("lag.DAY", count, count)).isEqualTo(count + " " + word);
    }

    @Test
    void englishPluralsAndUnknownLocales() {
        assertThat(Words.EN.plural("lag.DAY", 1, 1)).isEqualTo("1 day");
        assertThat(Words.EN.plural("lag.DAY", 21, 21)).isEqualTo("21 days");
        assertThat(Words.of(Locale.forLanguageTag("de"))).isSameAs(Words.EN);
        assertThat(Words.of(Locale.forLanguageTag("ru-KZ"))).isSameAs(Words.RU);
    }

    @Test
    void argumentsAreNotTemplatesAgain() {
        assertThat(Words.EN.get("more", "{0} {1} $1 \\")).isEqualTo("{0} {1} $1 \\ more in the table.");
        assertThatThrownBy(() -> Words.EN.get("no.such.key")).hasMessage("no text for the key no.such.key in en");
        assertThatThrownBy(() -> Words.EN.get("more")).hasMessageStartingWith("the text needs argument 0");
    }
}
