package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.ZoneId;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PeriodArgumentTest {

    private static final ZoneId ZONE = ZoneId.of("Europe/Moscow");

    @ParameterizedTest
    @CsvSource({
        "2026-10, 2026-10-01, 2026-11-01",
        "2026, 2026-01-01, 2027-01-01",
        "2017-06..2018-06, 2017-06-01, 2018-07-01",
        "2026-10-05..2026-10-18, 2026-10-05, 2026-10-19",
        "2026-10-05, 2026-10-05, 2026-10-06",
        "2024-02, 2024-02-01, 2024-03-01"
    })
    void bothEndsAreIncluded(String text, String from, String until) {
        var period = PeriodArgument.parse(text, ZONE);
        assertThat(period.from()).hasToString(from);
        assertThat(period.until()).hasToString(until);
        assertThat(period.zone()).isEqualTo(ZONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "october", "2026-13", "2026-10..", "2026-10..2026-09", "1..2..3", "2026-02-30"})
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> PeriodArgument.parse(text, ZONE))
                .withMessageStartingWith("--period " + text + " is not a month");
    }
}
