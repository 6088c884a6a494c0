package io.ckpi.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // a test knows what is there, and hands over null on purpose
class PeriodTest {

    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @Test
    void halfOpen() {
        Period october = Period.ofMonth(YearMonth.of(2026, 10), MOSCOW);
        assertThat(october.start()).isEqualTo(Instant.parse("2026-09-30T21:00:00Z"));
        assertThat(october.end()).isEqualTo(Instant.parse("2026-10-31T21:00:00Z"));
        assertThat(october.contains(october.start())).isTrue();
        assertThat(october.contains(october.end())).isFalse();
        assertThat(october.contains(october.start().minusNanos(1))).isFalse();
        assertThat(october.contains(LocalDate.of(2026, 10, 31))).isTrue();
        assertThat(october.contains(LocalDate.of(2026, 11, 1))).isFalse();
        assertThat(october.days()).isEqualTo(31);
        assertThat(october).hasToString("2026-10");
    }

    @Test
    void daylightSavingChangesTheLengthAndNotTheDays() {
        Period march = Period.ofMonth(YearMonth.of(2026, 3), BERLIN);
        assertThat(march.days()).isEqualTo(31);
        assertThat(march.duration()).isEqualTo(Duration.ofHours(31 * 24 - 1));
        assertThat(Period.ofMonth(YearMonth.of(2026, 10), BERLIN).duration()).isEqualTo(Duration.ofHours(31 * 24 + 1));
    }

    @Test
    void months() {
        Period year = Period.ofMonths(YearMonth.of(2017, 6), YearMonth.of(2018, 6), ZoneOffset.UTC);
        assertThat(year).hasToString("2017-06..2018-06");
        assertThat(year.isWholeMonths()).isTrue();
        assertThat(year.previous()).hasToString("2016-05..2017-05");
        assertThat(year.yearBefore()).hasToString("2016-06..2017-06");
    }

    @Test
    void anyDays() {
        Period week = new Period(LocalDate.of(2024, 2, 26), LocalDate.of(2024, 3, 4), ZoneOffset.UTC);
        assertThat(week).hasToString("2024-02-26..2024-03-03");
        assertThat(week.isWholeMonths()).isFalse();
        assertThat(week.previous()).hasToString("2024-02-19..2024-02-25");
        assertThat(week.yearBefore()).hasToString("2023-02-26..2023-03-03");
    }

    @Test
    void leapDay() {
        Period day = new Period(LocalDate.of(2024, 2, 29), LocalDate.of(2024, 3, 1), ZoneOffset.UTC);
        assertThat(day.yearBefore()).hasToString("2023-02-28..2023-02-28");
        Period before = new Period(LocalDate.of(2024, 2, 28), LocalDate.of(2024, 2, 29), ZoneOffset.UTC);
        assertThat(before.yearBefore().days()).isEqualTo(1);
        Period month = Period.ofMonth(YearMonth.of(2024, 3), ZoneOffset.UTC);
        assertThat(month.previous()).hasToString("2024-02");
        assertThat(month.previous().days()).isEqualTo(29);
    }

    @Test
    void faults() {
        LocalDate day = LocalDate.of(2024, 2, 29);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Period(day, day, ZoneOffset.UTC))
                .withMessage("the period is empty: from 2024-02-29 until 2024-02-29");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Period.ofMonths(YearMonth.of(2024, 3), YearMonth.of(2024, 2), MOSCOW))
                .withMessage("the period is empty: from 2024-03-01 until 2024-03-01");
        assertThatNullPointerException()
                .isThrownBy(() -> new Period(day, day.plusDays(1), null))
                .withMessage("zone");
    }
}
