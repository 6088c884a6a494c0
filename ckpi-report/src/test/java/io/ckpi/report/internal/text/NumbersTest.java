package io.ckpi.report.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NumbersTest {

    private static final Numbers RU = new Numbers(Words.RU);
    private static final Numbers EN = new Numbers(Words.EN);
    private static final Dates DATES_RU = new Dates(Words.RU);
    private static final Dates DATES_EN = new Dates(Words.EN);

    private static String spaces(String text) {
        return text.replace('\u00A0', '_').replace('\u2212', '-');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0 | 0 | 0 | 0",
                "1234 | 0 | 1234 | 1,234",
                "12345 | 0 | 12_345 | 12,345",
                "1234567.891 | 2 | 1_234_567,89 | 1,234,567.89",
                "-1234567 | -3 | -1_235_000 | -1,235,000",
                "-0.04 | 1 | 0,0 | 0.0",
                "0.125 | 2 | 0,13 | 0.13",
                "-0.125 | 2 | -0,13 | -0.13",
                "99.96 | 1 | 100,0 | 100.0",
                "4 | -1 | 0 | 0"
            })
    void plainNumbers(BigDecimal value, int decimals, String ru, String en) {
        assertThat(spaces(RU.plain(value, decimals))).isEqualTo(ru);
        assertThat(spaces(EN.plain(value, decimals))).isEqualTo(en);
    }

    @Test
    void sharesSignsAndMoney() {
        assertThat(spaces(RU.share(new BigDecimal("0.667")))).isEqualTo("66,7_%");
        assertThat(EN.share(new BigDecimal("0.667"))).isEqualTo("66.7%");
        assertThat(EN.share(BigDecimal.ONE)).isEqualTo("100%");
        assertThat(EN.share(BigDecimal.ZERO)).isEqualTo("0%");
        assertThat(EN.share(new BigDecimal("0.99996"))).isEqualTo("100%");
        assertThat(spaces(EN.shareOrLess(new BigDecimal("0.00001")))).isEqualTo("<_0.1%");
        assertThat(EN.shareOrLess(BigDecimal.ZERO)).isEqualTo("0%");
        assertThat(EN.level(new BigDecimal("0.90000000000000002"))).isEqualTo("90%");
        assertThat(EN.level(new BigDecimal("0.975"))).isEqualTo("97.5%");
        assertThat(spaces(EN.signed(new BigDecimal("-3.26"), 1))).isEqualTo("-3.3");
        assertThat(EN.signed(new BigDecimal("3.26"), 1)).isEqualTo("+3.3");
        assertThat(EN.signed(new BigDecimal("0.04"), 1)).isEqualTo("0.0");
        assertThat(spaces(RU.money(new BigDecimal("-1234567.5"), "RUB", 0))).isEqualTo("-1_234_568_₽");
        assertThat(spaces(EN.money(new BigDecimal("1234.5"), "USD", 2))).isEqualTo("$1,234.50");
        assertThat(spaces(EN.money(new BigDecimal("9.01"), "RUB", 2))).isEqualTo("RUB_9.01");
        assertThat(spaces(EN.money(new BigDecimal("-9.01"), "CHF", 2))).isEqualTo("-CHF_9.01");
    }

    @Test
    void decimalsFollowTheHalfWidth() {
        assertThat(Numbers.decimalsOf(new BigDecimal("3.25"))).isEqualTo(1);
        assertThat(Numbers.decimalsOf(new BigDecimal("0.50"))).isEqualTo(2);
        assertThat(Numbers.decimalsOf(new BigDecimal("14.7"))).isZero();
        assertThat(Numbers.decimalsOf(new BigDecimal("12345"))).isEqualTo(-3);
        assertThat(Numbers.decimalsOf(new BigDecimal("0.0000000001"))).isEqualTo(6);
    }

    @Test
    void datesDoNotDependOnTheJdk() {
        LocalDate october = LocalDate.of(2026, 10, 1);
        LocalDate november = LocalDate.of(2026, 11, 1);
        assertThat(spaces(DATES_RU.period(october, november))).isEqualTo("октябрь_2026");
        assertThat(spaces(DATES_EN.period(october, november))).isEqualTo("October_2026");
        assertThat(spaces(DATES_RU.period(LocalDate.of(2017, 6, 1), LocalDate.of(2018, 7, 1))))
                .isEqualTo("июнь_2017 – июнь_2018");
        assertThat(DATES_RU.period(LocalDate.of(2026, 1, 1), LocalDate.of(2027, 1, 1)))
                .isEqualTo("2026 год");
        assertThat(spaces(DATES_RU.period(LocalDate.of(2026, 10, 5), LocalDate.of(2026, 10, 12))))
                .isEqualTo("5_октября_2026 – 11_октября_2026");
        assertThat(spaces(DATES_EN.period(LocalDate.of(2026, 10, 5), LocalDate.of(2026, 10, 6))))
                .isEqualTo("5_October_2026");
        assertThat(spaces(DATES_RU.shortMonth(YearMonth.of(2005, 5)))).isEqualTo("май_05");
        Instant midnight = Instant.parse("2026-10-31T21:00:00Z");
        assertThat(spaces(DATES_RU.instant(midnight, ZoneId.of("Europe/Moscow"))))
                .isEqualTo("1_ноября_2026,_00:00");
        assertThat(spaces(DATES_EN.instant(midnight, ZoneId.of("UTC")))).isEqualTo("31_October_2026,_21:00");
    }
}
