package io.ckpi.core.definition;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NearestTest {

    private static final List<String> KNOWN = List.of("weight", "height", "dir", "mapping", "zone");

    @Test
    void findsTheLikelyName() {
        assertThat(Nearest.of("wieght", KNOWN)).contains("weight");
        assertThat(Nearest.of("weigth", KNOWN)).contains("weight");
        assertThat(Nearest.of("maping", KNOWN)).contains("mapping");
        assertThat(Nearest.of("Zone", KNOWN)).contains("zone");
        assertThat(Nearest.of("d", KNOWN)).isEmpty();
        assertThat(Nearest.of("directory", KNOWN)).isEmpty();
        assertThat(Nearest.of("eight", KNOWN)).contains("height");
        assertThat(Nearest.of("", KNOWN)).isEmpty();
        assertThat(Nearest.of("a", List.of("b"))).isEmpty();
        assertThat(Nearest.of("x", List.of())).isEmpty();
        assertThat(Nearest.of("weight".repeat(20), KNOWN)).isEmpty();
    }

    @Test
    void theOrderOfTheKnownNamesDoesNotMatter() {
        assertThat(Nearest.of("ab", List.of("ax", "aa", "az"))).contains("aa");
        assertThat(Nearest.of("ab", List.of("aa", "az", "ax"))).contains("aa");
    }
}
