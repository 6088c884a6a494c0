package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Touch;
import java.time.YearMonth;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class MeasuresTest {

    @Test
    void noDataAtAllMeansNoDataEverywhere() {
        Map<String, Reading> readings = new Company().readings();
        assertThat(readings.keySet()).containsExactlyElementsOf(Measures.ids());
        assertThat(readings).hasSize(80);
        readings.forEach((id, reading) -> {
            assertThat(reading).as(id).isInstanceOf(Absent.class);
            Absent absent = (Absent) reading;
            assertThat(absent.reason()).as(id).isEqualTo(Reason.NO_DATA);
            assertThat(absent.detail()).as(id + " must say what is missing").isNotNull();
        });
    }

    @Test
    void aMissingInputMakesOneIndicatorAbsentNotTheOthers() {
        Company company = new Company()
                .page("a", "05T10:00", "v", Channel.DIRECT)
                .event("a", "05T10:01", Touch.Kind.LEAD, "v", Channel.DIRECT)
                .order("a", "06T10:00", "100");
        assertThat(company.value("site.visitor-to-lead")).isEqualTo(1);
        assertThat(company.value("sales.revenue")).isEqualTo(100);
        assertThat(company.why("economics.roi")).isEqualTo(Reason.NO_DATA); // no spend
        company.spend("05", Spend.Kind.MEDIA, "50", Channel.DISPLAY);
        assertThat(company.value("economics.roi")).isEqualTo(100);
        assertThat(company.why("customer.ltv")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void aPeriodAfterTheEndOfTheDataHasNothing() {
        Company company = RandomCompany.of(1, 30).dataEnd("2026-10-01T00:00");
        company.readings().forEach((id, reading) -> {
            if (!id.equals("data.validity") && !id.startsWith("sales.orders") && reading instanceof Absent absent) {
                assertThat(absent.reason())
                        .as(id)
                        .isIn(Reason.NO_DATA, Reason.NOT_DUE_YET, Reason.ZERO_DENOMINATOR, Reason.INVALID_INPUT);
            }
        });
        assertThat(company.why("customer.ltv")).isEqualTo(Reason.NOT_DUE_YET);
        assertThat(company.why("site.visitor-to-lead")).isEqualTo(Reason.NO_DATA);
    }

    @Test
    void readingsMayBeTakenMoreThanOnce() {
        Company company = RandomCompany.of(2, 30);
        Measures measures = Measures.start(company.context());
        company.histories().forEach(measures::add);
        assertThat(measures.readings()).isEqualTo(measures.readings());
    }

    @Test
    void differentPeriodsDoNotMerge() {
        Company company = new Company();
        Period september = Period.ofMonth(YearMonth.of(2026, 9), Company.MOSCOW);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Measures.start(company.context()).merge(Measures.start(company.context(september))))
                .withMessage("the periods differ: 2026-10 and 2026-09");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Measures.start(company.context())
                        .merge(Measures.start(List.of(company.context(), company.context(september)))))
                .withMessage("the periods differ: 1 and 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Measures.start(List.of()))
                .withMessage("no period to measure");
    }

    @Test
    void theLevelOfTheIntervalsIsAParameter() {
        Company company = new Company().parameters(p -> p.level(0.5));
        for (int i = 0; i < 10; i++) {
            company.page("p" + i, "05T10:00", "v", Channel.DIRECT);
        }
        company.event("p0", "05T10:00", Touch.Kind.LEAD, "v", Channel.DIRECT);
        assertThat(Company.interval(company.estimate("site.visitor-to-lead")).level())
                .isEqualTo(0.5);
    }
}
