package io.ckpi.report.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.LocalDate;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Periods as people write them. */
class DatesTest {

    @ParameterizedTest
    @CsvSource({
        "2026-10-01, 2026-11-01, Oct 26, окт 26",
        "2026-07-01, 2026-10-01, Jul–Sep 26, июл–сен 26",
        "2025-01-01, 2026-01-01, 2025, 2025",
        "2017-06-01, 2018-07-01, Jun 17–Jun 18, июн 17–июн 18",
        "2026-10-05, 2026-10-19, 5–18 Oct 26, 5–18 окт 26",
        "2026-10-05, 2026-10-06, 5 Oct 26, 5 окт 26",
        "2026-09-28, 2026-10-05, 28 Sep–4 Oct 26, 28 сен–4 окт 26",
        "2025-12-29, 2026-01-05, 29 Dec 25–4 Jan 26, 29 дек 25–4 янв 26",
    })
    void aShortPeriodNamesBothOfItsEnds(LocalDate from, LocalDate until, String en, String ru) {
        assertThat(new Dates(Words.EN).shortPeriod(from, until).replace(Numbers.NBSP, " "))
                .isEqualTo(en);
        assertThat(new Dates(Words.RU).shortPeriod(from, until).replace(Numbers.NBSP, " "))
                .isEqualTo(ru);
    }
}
