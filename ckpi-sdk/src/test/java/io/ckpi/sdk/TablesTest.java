package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Interval;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Feedback;
import io.ckpi.core.record.LeadStageChange.Entity;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.fixture.ListSource;
import io.ckpi.sdk.fixture.Make;
import io.ckpi.spi.host.Sources;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.assertj.core.groups.Tuple;
import org.junit.jupiter.api.Test;

/** The funnel, the cohorts and the effects against figures counted by hand. */
class TablesTest {

    private static final ZoneId UTC = ZoneId.of("UTC");

    private static CkpiReport measure(Period period, List<SourceRecord> records) {
        return Ckpi.builder()
                .plugins(Sources.of())
                .source(new ListSource("crm", records), Map.of())
                .trendPeriods(1)
                .build()
                .measure(period);
    }

    private static SourceRecord lead(String key, String day, String person, LeadStage to) {
        return Make.stage("crm", key, day + "T10:00:00Z", Entity.LEAD, "L-" + person, to)
                .person(person)
                .build();
    }

    private static SourceRecord nps(String key, String day, String person, int score) {
        return new Feedback(
                Make.at("crm", key, day + "T10:00:00Z").build(),
                Feedback.Kind.NPS,
                person,
                null,
                null,
                BigDecimal.valueOf(score),
                BigDecimal.TEN,
                null);
    }

    @Test
    void theFunnelCountsPersonsWhoseJourneyBeganInThePeriod() {
        List<SourceRecord> records = new ArrayList<>();
        // came in January, went no further: more than 90 days before the end of May
        records.add(Make.visit("crm", "1", "2026-01-05T00:00:00Z", "old"));
        // came in May: may still climb
        records.add(Make.visit("crm", "2", "2026-05-05T00:00:00Z", "young"));
        // a lead in May, lost: no longer open
        records.add(Make.visit("crm", "3", "2026-05-05T00:00:00Z", "lost"));
        records.add(lead("4", "2026-05-06", "lost", LeadStage.LEAD));
        records.add(lead("5", "2026-05-07", "lost", LeadStage.LOST));
        // recycled: given back, still open
        records.add(lead("6", "2026-05-06", "back", LeadStage.MQL));
        records.add(lead("7", "2026-05-07", "back", LeadStage.RECYCLED));
        // bought without ever being seen before, and recommends
        records.add(Make.paid("crm", "8", "2026-05-08T00:00:00Z", "fan", "10"));
        records.add(nps("9", "2026-05-09", "fan", 9));
        // recommends without having bought: stands where buying has brought them
        records.add(Make.visit("crm", "10", "2026-05-05T00:00:00Z", "talker"));
        records.add(nps("11", "2026-05-09", "talker", 10));
        // answered 8
        records.add(Make.paid("crm", "12", "2026-05-08T00:00:00Z", "calm", "10"));
        records.add(nps("13", "2026-05-09", "calm", 8));
        // began before the period
        records.add(Make.visit("crm", "14", "2025-12-31T23:59:59Z", "before"));
        records.add(Make.paid("crm", "15", "2026-05-01T00:00:00Z", "before", "10"));
        // nobody in particular, a robot, and an advertisement that was only shown
        records.add(Make.visit("crm", "16", "2026-05-05T00:00:00Z", null));
        records.add(Touch.builder(Make.at("crm", "17", "2026-05-05T00:00:00Z").build(), Touch.Kind.VISIT)
                .person("robot")
                .robot(true)
                .build());
        records.add(Touch.builder(Make.at("crm", "18", "2026-05-05T00:00:00Z").build(), Touch.Kind.IMPRESSION)
                .person("shown")
                .build());
        // cancelled: no customer
        records.add(Order.builder(
                        Make.at("crm", "19", "2026-05-05T00:00:00Z").build(),
                        "N-19",
                        Order.Status.CANCELLED,
                        Instant.parse("2026-05-05T00:00:00Z"),
                        Money.of(1, "RUB"))
                .person("cancelled")
                .build());
        // a lead event of the web counts as LEAD
        records.add(Touch.builder(Make.at("crm", "20", "2026-05-05T00:00:00Z").build(), Touch.Kind.LEAD)
                .person("form")
                .build());

        Funnel funnel = measure(Period.ofMonths(YearMonth.of(2026, 1), YearMonth.of(2026, 5), UTC), records)
                .funnel();
        assertThat(funnel.steps())
                .extracting(Funnel.Step::rung, Funnel.Step::count, Funnel.Step::observed, Funnel.Step::open)
                .containsExactly(
                        // old, young, lost, back, fan, talker, calm, form; open: young and talker
                        Tuple.tuple(Rung.VISITOR, 8L, 5L, 2L),
                        // lost, back, fan, calm, form; open: form
                        Tuple.tuple(Rung.LEAD, 5L, 2L, 1L),
                        // back, fan, calm; open: back
                        Tuple.tuple(Rung.MQL, 3L, 1L, 1L),
                        Tuple.tuple(Rung.CUSTOMER, 2L, 2L, 1L),
                        Tuple.tuple(Rung.ADVOCATE, 1L, 1L, 0L));
        assertThat(funnel.leftOut()).containsExactly(Rung.SAL, Rung.SQL, Rung.OPPORTUNITY);
        Funnel.Step customers = funnel.steps().get(3);
        var share = customers.shareOfPrevious().measured().orElseThrow();
        assertThat(share.value()).isEqualTo(2.0 / 3);
        assertThat(share.n()).isEqualTo(3);
        // Wilson, 2 of 3, z = 1.959964
        Interval interval = Objects.requireNonNull(share.interval());
        assertThat(interval.low()).isEqualTo(0.207660, within(1e-6));
        assertThat(interval.high()).isEqualTo(0.938508, within(1e-6));
        assertThat(customers.ceiling().value().orElseThrow()).isEqualTo(1);
        assertThat(funnel.steps().get(0).shareOfPrevious()).isInstanceOf(Absent.class);
        assertThat(funnel.evidence().definition()).isEqualTo("board.funnel@1");
    }

    @Test
    void cohortsCountFromTheMonthOfTheFirstPurchase() {
        List<SourceRecord> records = List.of(
                Make.paid("crm", "1", "2026-01-31T23:00:00Z", "a", "10"),
                Make.paid("crm", "2", "2026-03-01T00:00:00Z", "a", "5"),
                Make.paid("crm", "3", "2026-01-02T00:00:00Z", "b", "20"),
                Order.builder(
                                Make.at("crm", "4", "2026-02-02T00:00:00Z").build(),
                                "N-4",
                                Order.Status.PAID,
                                Instant.parse("2026-02-02T00:00:00Z"),
                                Money.of("30", "RUB"))
                        .paidAt(Instant.parse("2026-03-02T00:00:00Z"))
                        .refunded(Money.of("12.5", "RUB"))
                        .person("c")
                        .build(),
                Order.builder(
                                Make.at("crm", "5", "2026-01-02T00:00:00Z").build(),
                                "N-5",
                                Order.Status.REFUNDED,
                                Instant.parse("2026-01-02T00:00:00Z"),
                                Money.of("99", "RUB"))
                        .person("d")
                        .build());
        Cohorts cohorts =
                measure(Period.ofMonth(YearMonth.of(2026, 3), UTC), records).cohorts();
        assertThat(cohorts.rows())
                .extracting(Cohorts.Cohort::month)
                .containsExactly(YearMonth.of(2026, 1), YearMonth.of(2026, 3));
        Cohorts.Cohort january = cohorts.rows().get(0);
        assertThat(january.size()).isEqualTo(2);
        assertThat(january.cells()).extracting(Cohorts.Cell::buyers).containsExactly(2L, 0L, 1L);
        assertThat(january.cells())
                .extracting(cell -> cell.revenue().value().orElseThrow())
                .containsExactly(30.0, 0.0, 5.0);
        assertThat(january.cells())
                .extracting(cell -> cell.cumulativePerCustomer().value().orElseThrow())
                .containsExactly(15.0, 15.0, 17.5);
        assertThat(january.firstAgeReaching(15)).hasValue(0);
        assertThat(january.firstAgeReaching(17)).hasValue(2);
        assertThat(january.firstAgeReaching(18)).isEmpty();
        Cohorts.Cohort march = cohorts.rows().get(1);
        assertThat(march.cells().get(0).revenue().value().orElseThrow()).isEqualTo(17.5);
        assertThat(cohorts.cac()).isInstanceOf(Absent.class);
    }

    @Test
    void effectsCompareWhatWasBoughtAfterTheAssignment() {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            String unit = "u" + i;
            String arm = i < 4 ? "control" : "mailed";
            records.add(Make.assigned("crm", "a" + i, "2026-05-10T00:00:00Z", unit, arm));
            records.add(Make.paid("crm", "early" + i, "2026-05-09T00:00:00Z", unit, "1000"));
            if (i % 2 == 0) {
                records.add(Make.paid("crm", "late" + i, "2026-05-11T00:00:00Z", unit, Integer.toString(10 * (i + 1))));
            }
            records.add(Make.paid("crm", "next" + i, "2026-06-01T00:00:00Z", unit, "1000"));
        }
        CkpiReport report = measure(Period.ofMonth(YearMonth.of(2026, 5), UTC), records);
        Effect revenue = report.effects().get(0);
        // control: 10, 0, 30, 0; mailed: 50, 0, 70, 0, 90, 0
        assertThat(revenue.control().mean().value().orElseThrow()).isEqualTo(10);
        assertThat(revenue.treatment().mean().value().orElseThrow()).isEqualTo(35);
        assertThat(revenue.difference().value().orElseThrow()).isEqualTo(25);
        assertThat(revenue.incremental().value().orElseThrow()).isEqualTo(150);
        assertThat(low(revenue.incremental())).isEqualTo(6 * low(revenue.difference()), within(1e-9));
        Effect buyers = report.effects().get(1);
        assertThat(buyers.difference().value().orElseThrow()).isZero();
        assertThat(buyers.incremental().why()).contains(Reason.INVALID_INPUT);
        // 4 and 6 of 10 where 5 and 5 were planned: chi squared 0.4 with one degree of freedom
        assertThat(revenue.sampleRatio().value().orElseThrow()).isEqualTo(0.527089, within(1e-6));
        assertThat(revenue.sampleRatioFailed()).isFalse();
    }

    private static double low(Reading reading) {
        Interval interval =
                Objects.requireNonNull(reading.measured().orElseThrow().interval());
        return Objects.requireNonNull(interval.low());
    }

    @Test
    void aSplitThatContradictsThePlanIsNamed() {
        List<SourceRecord> records = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            records.add(
                    Make.assigned("crm", "a" + i, "2026-05-10T00:00:00Z", "u" + i, i % 3 == 0 ? "control" : "mailed"));
        }
        records.add(Make.paid("crm", "o", "2026-05-11T00:00:00Z", "u1", "5"));
        CkpiReport report = measure(Period.ofMonth(YearMonth.of(2026, 5), UTC), records);
        assertThat(report.effects()).hasSize(2).allMatch(Effect::sampleRatioFailed);
    }

    @Test
    void anExperimentWithoutAControlArmHasNoEffect() {
        CkpiReport report = measure(
                Period.ofMonth(YearMonth.of(2026, 5), UTC),
                List.of(Make.assigned("crm", "a", "2026-05-10T00:00:00Z", "u", "mailed")));
        assertThat(report.effects()).isEmpty();
        assertThat(report.issues())
                .anyMatch(issue -> issue.code().equals("NO_CONTROL")
                        && issue.sentence()
                                .en()
                                .equals("the experiment crm-2026 has no arm named control, so it has"
                                        + " no effect to show"));
    }

    @Test
    void tablesCheckTheirParts() {
        Absent none = Absent.because(Reason.NO_DATA);
        assertThatThrownBy(() -> new Funnel.Step(Rung.LEAD, 3, 4, 0, none, none))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("observed is not 0 to count: 4 of 3");
        assertThatThrownBy(() -> new Funnel.Step(Rung.LEAD, 3, 3, 4, none, none))
                .hasMessage("open is not 0 to count: 4 of 3");
        assertThatThrownBy(() -> new Cohorts.Cohort(YearMonth.of(2026, 1), 0, List.of()))
                .hasMessage("size is below 1: 0");
        assertThatThrownBy(() -> new Cohorts.Cell(-1, 0, none, none, false))
                .hasMessage("age or buyers is negative: -1, 0");
        assertThatThrownBy(() -> new Effect.Arm("a", -1, none)).hasMessage("units is negative: -1");
        assertThatThrownBy(() -> new Progress(Progress.Phase.READING, -1, 0, null, null))
                .hasMessage("done or total is negative: -1, 0");
        assertThat(new Progress(Progress.Phase.SETTLING, 1, 4, null, null).share())
                .hasValue(0.25);
        assertThat(new Progress(Progress.Phase.READING, 1, 0, null, null).share())
                .isEmpty();
        assertThatThrownBy(() -> CkpiReport.builder(Period.ofMonth(YearMonth.of(2026, 5), UTC), Instant.EPOCH)
                        .build())
                .isInstanceOf(NullPointerException.class)
                .hasMessage("marc");
    }
}
