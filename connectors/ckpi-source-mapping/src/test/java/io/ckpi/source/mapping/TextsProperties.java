package io.ckpi.source.mapping;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds of numbers, times and ids for any text. */
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

    @Example
    void aCountOfSecondsBeyondAllInstantsIsNoTime() {
        TimeFormat seconds = TimeFormat.of("epoch-seconds");
        assertThat(seconds.parse("31556889864403199")).isEqualTo(Instant.MAX.minusNanos(999_999_999));
        assertThat(seconds.parse("-31557014167219200")).isEqualTo(Instant.MIN);
        assertThat(seconds.parse("31556889864403200")).isNull();
        assertThat(seconds.parse("-31557014167219200.5")).isNull();
        assertThat(seconds.parse("202617900000000001")).isNull();
        assertThat(seconds.parse("1e17")).isNull();
        assertThat(TimeFormat.of("epoch-micros").parse("202617900000000001"))
                .isEqualTo(Instant.ofEpochSecond(202_617_900_000L, 1_000));
    }

    @Property
    void quickTimesAgreeWithTheLibrary(
            @ForAll @IntRange(min = 1900, max = 2199) int year,
            @ForAll @IntRange(min = 1, max = 12) int month,
            @ForAll @IntRange(min = 1, max = 31) int day,
            @ForAll @IntRange(min = 0, max = 24) int hour,
            @ForAll @IntRange(min = 0, max = 60) int minute) {
        for (String pattern : List.of("uuuu-MM-dd HH:mm", "dd/MM/uuuu H:mm", "d.M.uuuu HH:mm", "uuuuMMddHHmm")) {
            String text = pattern.replace("uuuu", Integer.toString(year))
                    .replace("MM", two(month))
                    .replace("M", Integer.toString(month))
                    .replace("dd", two(day))
                    .replace("d", Integer.toString(day))
                    .replace("HH", two(hour))
                    .replace("H", Integer.toString(hour))
                    .replace("mm", two(minute));
            LocalDateTime expected;
            try {
                expected = LocalDateTime.parse(
                        text,
                        DateTimeFormatter.ofPattern(pattern, Locale.ROOT).withResolverStyle(ResolverStyle.STRICT));
            } catch (DateTimeException e) {
                expected = null;
            }
            ZoneOffset offset = ZoneOffset.ofHoursMinutes(hour % 14, minute % 60);
            assertThat(TimeFormat.of(pattern).quick(text, offset))
                    .isEqualTo(expected == null ? null : expected.toInstant(offset));
            assertThat(TimeFormat.of(pattern).parse(text))
                    .as(pattern + " " + text)
                    .isEqualTo(expected);
            assertThat(TimeFormat.of(pattern.replace("uuuu", "yyyy")).parse(text))
                    .isEqualTo(expected);
        }
    }

    private static String two(int number) {
        return number < 10 ? "0" + number : Integer.toString(number);
    }
}
