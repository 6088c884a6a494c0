package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class OccurrencesTest {

    @Test
    void findsWhatASearchForEachValueFinds() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        int found = 0;
        for (int round = 0; round < 3_000; round++) {
            List<String> values = new ArrayList<>();
            for (int i = random.nextInt(6); i > 0; i--) {
                values.add(text(random, 1 + random.nextInt(9)));
            }
            String text = text(random, random.nextInt(40));
            String value = new Occurrences(values).in(text);
            if (value == null) {
                assertThat(values).noneMatch(text::contains);
            } else {
                found++;
                assertThat(values).contains(value);
                assertThat(text).contains(value);
            }
        }
        assertThat(found).isBetween(300, 2_700);
    }

    private static String text(RandomGenerator random, int length) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abc@".charAt(random.nextInt(4)));
        }
        return text.toString();
    }

    @Test
    void findsAtBothEnds() {
        Occurrences occurrences = new Occurrences(List.of("ann@example.org", "+79005550001"));
        assertThat(occurrences.in("ann@example.org")).isEqualTo("ann@example.org");
        assertThat(occurrences.in("call +79005550001")).isEqualTo("+79005550001");
        assertThat(occurrences.in("call +7900555000")).isNull();
        assertThat(new Occurrences(List.of()).in("anything")).isNull();
    }
}
