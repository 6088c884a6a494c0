package io.ckpi.source.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.FxRate;
import io.ckpi.core.record.Task;
import io.ckpi.spi.RecordSource;
import java.time.LocalDate;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DemoOptionsTest {

    private static final DemoOptions DEFAULTS = DemoOptions.withDefaults();

    @Test
    void theDefaultsAreTwoYearsUpToNovember2026() {
        assertThat(DEFAULTS.start()).isEqualTo(LocalDate.of(2024, 11, 1));
        assertThat(DEFAULTS.end()).isEqualTo(LocalDate.of(2026, 11, 1));
        assertThat(DEFAULTS.customers()).isEqualTo(20_000);
        assertThat(DEFAULTS.without()).isEmpty();
    }

    @Test
    void numbersOutOfRangeAreRefusedWithTheirRange() {
        assertThatThrownBy(() -> DEFAULTS.withCustomers(999))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("customers is not 1000 to 10000000: 999");
        assertThatThrownBy(() -> DEFAULTS.withCustomers(10_000_001))
                .hasMessage("customers is not 1000 to 10000000: 10000001");
        assertThatThrownBy(() -> DEFAULTS.withMonths(5)).hasMessage("months is not 6 to 60: 5");
        assertThatThrownBy(() -> DEFAULTS.withMonths(61)).hasMessage("months is not 6 to 60: 61");
        assertThatThrownBy(() -> DEFAULTS.withEnd(LocalDate.of(2026, 11, 2)))
                .hasMessage("end is not the first day of a month from 2018-01-01 to 2100-12-01: 2026-11-02");
        assertThatThrownBy(() -> DEFAULTS.withEnd(LocalDate.of(2017, 12, 1)))
                .hasMessage("end is not the first day of a month from 2018-01-01 to 2100-12-01: 2017-12-01");
        assertThatThrownBy(() -> DEFAULTS.withWithout(Set.of(FxRate.class)))
                .hasMessage("without names a type that the demo does not deliver: FxRate");
    }

    @Test
    void allFaultsOfTheConfigurationAreReportedTogether() {
        assertThatThrownBy(() -> Company.open(
                        Map.of("customers", "5", "months", "100", "end", "yesterday", "without", "Call,Rumour")))
                .isInstanceOfSatisfying(CkpiException.class, e -> {
                    assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG);
                    assertThat(e.code()).isEqualTo("CKPI-DEMO-OPTIONS");
                    assertThat(e.source()).contains("demo");
                })
                .hasMessageContaining("customers is not 1000 to 10000000: 5")
                .hasMessageContaining("months is not 6 to 60: 100")
                .hasMessageContaining("end is not a date such as 2026-11-01: yesterday")
                .hasMessageContaining(
                        "without names no type of record: Rumour; known are Touch, LeadStageChange, Order");
    }

    @Test
    void aWholeNumberTooLargeForAnIntIsNotCutOff() {
        assertThatThrownBy(() -> Company.open(Map.of("customers", "4294977296")))
                .hasMessageContaining("customers is not 1000 to 10000000: 4294977296");
    }

    @Test
    void typesMayBeNamedInAnyCaseWithSpaces() {
        try (RecordSource source = Company.open(Map.of("without", " call , TASK,"))) {
            assertThat(source.describe().streams()).doesNotContain(Call.class, Task.class);
        }
        assertThat(DEFAULTS.withWithout(Set.of(Task.class, Call.class)).withoutText())
                .isEqualTo("Call,Task");
    }

    @Test
    void theOptionsMayBeLeftOut() {
        try (RecordSource source = Company.open(Map.of())) {
            assertThat(source.describe().streams()).hasSize(17);
        }
    }
}
