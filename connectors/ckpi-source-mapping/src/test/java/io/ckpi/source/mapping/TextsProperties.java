package io.ckpi.source.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds of numbers and ids for any text. */
class TextsProperties {

    @Property
    void numbersAgreeWithBigDecimal(@ForAll("numerals") String text) {
        BigDecimal expected = null;
        if (text.matches("[+-]?([0-9]+(\\.[0-9]+)?|\\.[0-9]+)([eE][+-]?[0-9]{1,3})?")) {
            expected = new BigDecimal(text);
            int exponentAt = text.toLowerCase(Locale.ROOT).indexOf('e');
            if (exponentAt >= 0 && Math.abs(Integer.parseInt(text.substring(exponentAt + 1))) > 100) {
                expected = null;
            }
        }
        BigDecimal got = Numbers.parse(text, '.', Numbers.NO_GROUPING, true);
        if (expected == null) {
            assertThat(got).isNull();
        } else {
            assertThat(got).isEqualByComparingTo(expected);
        }
    }

    @Property
    void plainNumbersAreReadLikeAnyOthers(@ForAll("numerals") String text, @ForAll("plain") String plain) {
        for (String each : List.of(text, plain, "-" + plain, plain + ",", "," + plain, plain + "\u0663")) {
            assertThat(Numbers.parse(each, ',', '.', true))
                    .as(each)
                    .isEqualTo(Numbers.full(each, ',', '.', true)); // the scale, too
        }
    }

    @Provide
    Arbitrary<String> plain() {
        return Arbitraries.strings().withChars("0123456789,").ofMaxLength(20);
    }

    @Provide
    Arbitrary<String> numerals() {
        return Arbitraries.strings().withChars("0123456789.+-eE").ofMaxLength(24);
    }

    @Property
    void groupsOfThreeDigitsAreReadAndNoOthers(@ForAll long value, @ForAll @IntRange(min = 0, max = 99) int cents) {
        String digits = Long.toString(Math.abs(value == Long.MIN_VALUE ? 0 : value));
        StringBuilder grouped = new StringBuilder();
        for (int i = 0; i < digits.length(); i++) {
            if (i > 0 && (digits.length() - i) % 3 == 0) {
                grouped.append('\u00A0');
            }
            grouped.append(digits.charAt(i));
        }
        String fraction = String.format(Locale.ROOT, ",%02d", cents);
        assertThat(Numbers.parse(grouped + fraction, ',', ' ', false))
                .isEqualByComparingTo(new BigDecimal(digits + fraction.replace(',', '.')));
        assertThat(Numbers.parse(grouped + " 1" + fraction, ',', ' ', false)).isNull();
    }

    @Property
    void roundedIdsAreThoseOfTheRule(@ForAll("numerals") String id) {
        assertThat(Ids.isPrecisionLost(id))
                .isEqualTo(id.matches("[+-]?\\d+[.,]\\d+[eE][+-]?\\d+") || id.matches("[+-]?\\d+[eE][+-]\\d+"));
    }
}
