package io.ckpi.source.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Channel;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Period;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DemoTruthTest {

    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
    private static final DemoOptions OPTIONS = DemoOptions.withDefaults();
    private static final DemoTruth TRUTH = DemoTruth.of(OPTIONS);
    private static final Period OCTOBER = Period.ofMonth(YearMonth.of(2026, 10), MOSCOW);
    private static final Period YEAR = Period.ofMonths(YearMonth.of(2025, 11), YearMonth.of(2026, 10), MOSCOW);
    /** Known amounts without a count of their own in the census. */
    private static final Set<String> NOT_COUNTED = Set.of(
            "audience.coverage",
            "data.validity",
            "demand.growth",
            "organic.first-page-share",
            "social.engagement-rate");

    /** Counted plainly from the records, every rate lies within four standard errors of the truth. */
    @ParameterizedTest
    @CsvSource({"2026-10,2026-10", "2025-12,2026-02", "2025-11,2026-10", "2024-11,2026-10"})
    void whatIsCountedIsCloseToTheTruth(YearMonth first, YearMonth last) {
        Period period = Period.ofMonths(first, last, MOSCOW);
        Map<String, Census.Measured> counted = Census.of(OPTIONS, period);
        List<String> far = new ArrayList<>();
        int compared = 0;
        for (String id : TRUTH.indicators()) {
            OptionalDouble truth = TRUTH.value(id, period);
            Census.Measured measured = counted.get(id);
            if (truth.isEmpty()
                    || NOT_COUNTED.contains(id)
                    || (id.equals("sales.deferred-share") && measured == null)) {
                continue; // a cart that becomes an order is rare
            }
            if (measured == null) {
                throw new AssertionError("not counted: " + id);
            }
            compared++;
            double error = id.equals("order.processing-time")
                    ? 0.1 * truth.getAsDouble()
                    : measured.value() == 0
                            ? Math.sqrt(truth.getAsDouble() / measured.n()) // none of few
                            : measured.error();
            if (!(Math.abs(measured.value() - truth.getAsDouble()) <= 4 * error)) {
                far.add(id + ": " + measured + ", truth " + truth.getAsDouble());
            }
        }
        assertThat(far).isEmpty();
        assertThat(compared).isGreaterThan(60);
    }

    /** Over many companies the mean deviation from the truth is what chance allows: the truth is not slightly off. */
    @Test
    @Tag("slow")
    void onAverageOverManySeedsTheTruthIsMet() {
        int seeds = 60;
        DemoOptions options = OPTIONS.withCustomers(50_000);
        DemoTruth truth = DemoTruth.of(options);
        for (Period period : List.of(OCTOBER, YEAR)) {
            Map<String, double[]> sums = new TreeMap<>();
            for (int k = 0; k < seeds; k++) {
                Census.of(options.withSeed(1_000 + k), period).forEach((id, measured) -> {
                    OptionalDouble value = truth.value(id, period);
                    if (value.isPresent()) {
                        double off = measured.value() - value.getAsDouble();
                        double[] sum = sums.computeIfAbsent(id, key -> new double[2]);
                        sum[0] += off;
                        sum[1] += off * off;
                    }
                });
            }
            List<String> off = new ArrayList<>();
            sums.forEach((id, sum) -> {
                double mean = sum[0] / seeds;
                double deviation = Math.sqrt((sum[1] / seeds - mean * mean) * seeds / (seeds - 1));
                double size = truth.value(id, period).orElseThrow();
                // ratios of few cases are biased by a share of their variance; half a per cent is allowed for it
                if (Math.abs(mean) > 3.5 * deviation / Math.sqrt(seeds) + 0.005 * Math.abs(size)) {
                    off.add(id + ": " + mean / deviation * Math.sqrt(seeds) + " standard errors, truth " + size);
                }
            });
            assertThat(off).isEmpty();
            assertThat(sums).hasSizeGreaterThan(60);
        }
    }

    @Test
    void everySeedAndSizeHasTheSameRates() {
        DemoTruth other = DemoTruth.of(OPTIONS.withSeed(99));
        DemoTruth larger = DemoTruth.of(OPTIONS.withCustomers(200_000));
        for (String id : TRUTH.indicators()) {
            assertThat(other.value(id, OCTOBER)).as(id).isEqualTo(TRUTH.value(id, OCTOBER));
        }
        for (String id : List.of("lead.acceptance", "site.visitor-to-lead", "customer.repeat-share", "voice.nps")) {
            double value = TRUTH.value(id, OCTOBER).orElseThrow();
            assertThat(larger.value(id, OCTOBER).orElseThrow()).as(id).isCloseTo(value, within(1e-9 * Math.abs(value)));
        }
        double orders = TRUTH.value("sales.orders", OCTOBER).orElseThrow();
        assertThat(larger.value("sales.orders", OCTOBER).orElseThrow()).isCloseTo(10 * orders, within(1e-6 * orders));
        double roi = TRUTH.value("economics.roi", OCTOBER).orElseThrow();
        assertThat(larger.value("economics.roi", OCTOBER).orElseThrow()).isCloseTo(roi, within(0.01));
    }

    @Test
    void daysAreTheSameFromSixHoursWestToSixHoursEastOfGreenwich() {
        for (String zone : List.of("UTC", "America/Chicago", "Asia/Almaty")) {
            Period period = Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of(zone));
            for (String id : TRUTH.indicators()) {
                assertThat(TRUTH.value(id, period)).as(id).isEqualTo(TRUTH.value(id, OCTOBER));
            }
        }
        Map<String, Census.Measured> utc =
                Census.of(OPTIONS.withCustomers(2_000), Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("UTC")));
        Map<String, Census.Measured> moscow = Census.of(OPTIONS.withCustomers(2_000), OCTOBER);
        for (String id : List.of("lead.acceptance", "tasks.discipline", "site.visitor-to-lead", "sales.revenue")) {
            assertThat(utc.get(id)).as(id).isEqualTo(moscow.get(id));
        }
        assertThatThrownBy(() ->
                        TRUTH.value("sales.orders", Period.ofMonth(YearMonth.of(2026, 9), ZoneId.of("Asia/Tokyo"))))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("zone Asia/Tokyo is more than six hours from UTC: its days are not the demo's days");
    }

    @Test
    void aPeriodOutsideTheDataIsRefused() {
        Period outside = Period.ofMonth(YearMonth.of(2026, 11), MOSCOW);
        assertThatThrownBy(() -> TRUTH.value("sales.orders", outside))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("period 2026-11 is not inside the demo's data, 2024-11-01 to 2026-10-31");
        assertThatThrownBy(() -> TRUTH.channelCac(Channel.DIRECT, outside))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNotKnownIsEmpty() {
        assertThat(TRUTH.value("no.such-indicator", OCTOBER)).isEmpty();
        assertThat(TRUTH.needs("no.such-indicator")).isEmpty();
        assertThat(TRUTH.indicators()).doesNotContain("referral.crv", "campaign.response-lag");
        // before the launch of the experiment, and for a week without a market measure
        assertThat(TRUTH.value("crm.incremental", Period.ofMonth(YearMonth.of(2025, 6), MOSCOW)))
                .isEmpty();
        Period week = new Period(LocalDate.of(2026, 10, 5), LocalDate.of(2026, 10, 12), MOSCOW);
        assertThat(TRUTH.value("audience.coverage", week)).isEmpty();
        assertThat(TRUTH.value("sales.orders", week)).isPresent();
        assertThat(TRUTH.value("first-purchase.conversion", week)).isEmpty();
    }

    @Test
    void everyTruthIsFiniteForEveryMonthAndForManyPeriods() {
        for (DemoOptions options :
                List.of(OPTIONS, OPTIONS.withMonths(6), OPTIONS.withMonths(60).withEnd(LocalDate.of(2024, 3, 1)))) {
            DemoTruth truth = DemoTruth.of(options);
            for (YearMonth m = YearMonth.from(options.start());
                    m.isBefore(YearMonth.from(options.end()));
                    m = m.plusMonths(options.months() / 6)) {
                Period month = Period.ofMonth(m, MOSCOW);
                for (String id : truth.indicators()) {
                    OptionalDouble value = truth.value(id, month);
                    if (value.isPresent()) {
                        assertThat(value.getAsDouble()).as(id + " " + m).isFinite();
                    }
                }
            }
            assertThat(truth.value("lead.acceptance", new Period(options.start(), options.end(), MOSCOW)))
                    .isPresent();
        }
    }

    @Test
    void aCompanyWithoutARecordHasNoTruthForWhatNeedsIt() {
        DemoTruth poor = DemoTruth.of(OPTIONS.withWithout(Set.of(Call.class, Order.class)));
        assertThat(poor.indicators())
                .doesNotContain("calls.missed", "economics.roi")
                .contains("lead.acceptance");
        assertThat(poor.value("calls.missed", OCTOBER)).isEmpty();
        assertThat(poor.value("lead.acceptance", OCTOBER)).isEqualTo(TRUTH.value("lead.acceptance", OCTOBER));
        assertThat(TRUTH.needs("lead.acceptance")).containsExactly(LeadStageChange.class);
        assertThat(TRUTH.needs("sales.orders")).containsExactly(Order.class);
    }

    @Test
    void stagesConvertAsTheParametersSay() {
        assertThat(TRUTH.conversion(LeadStage.SAL, LeadStage.SQL, OCTOBER)).isCloseTo(Model.SQL, within(1e-12));
        assertThat(TRUTH.conversion(LeadStage.SQL, LeadStage.OPPORTUNITY, OCTOBER))
                .isCloseTo(Model.OPPORTUNITY, within(1e-12));
        double acceptance = TRUTH.conversion(LeadStage.MQL, LeadStage.SAL, OCTOBER);
        assertThat(acceptance).isCloseTo(0.8 * 0.46 * 1.35 + 0.2 * 0.46, within(1e-12));
        assertThat(TRUTH.conversion(LeadStage.OPPORTUNITY, LeadStage.WON, OCTOBER))
                .isCloseTo(0.58, within(1e-12));
        double whole = TRUTH.conversion(LeadStage.LEAD, LeadStage.WON, OCTOBER);
        assertThat(whole)
                .isCloseTo(
                        TRUTH.conversion(LeadStage.LEAD, LeadStage.MQL, OCTOBER)
                                * acceptance
                                * Model.SQL
                                * Model.OPPORTUNITY
                                * 0.58,
                        within(1e-12));
        assertThat(TRUTH.conversion(LeadStage.MQL, LeadStage.MQL, OCTOBER)).isEqualTo(1);
        assertThatThrownBy(() -> TRUTH.conversion(LeadStage.SAL, LeadStage.MQL, OCTOBER))
                .hasMessage("to MQL lies below from SAL");
        assertThatThrownBy(() -> TRUTH.conversion(LeadStage.MQL, LeadStage.LOST, OCTOBER))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void effectsAndChannelsAreKnown() {
        assertThat(TRUTH.nurtureLift()).isEqualTo(1.35);
        assertThat(TRUTH.crmLaunch()).isEqualTo(LocalDate.of(2026, 1, 1));
        assertThat(TRUTH.crmRevenuePerHead(OCTOBER).orElseThrow()).isPositive();
        assertThat(TRUTH.crmRevenuePerHead(Period.ofMonth(YearMonth.of(2025, 12), MOSCOW)))
                .isEmpty();
        // dropout 0.4 after each order: 2.5 orders on average
        double margin = TRUTH.channelLtv(Channel.DIRECT).orElseThrow() * 0.40;
        assertThat(TRUTH.channelLtv(Channel.PAID_SEARCH).orElseThrow()).isCloseTo(margin / 0.52, within(1e-6));
        assertThat(TRUTH.channelLtv(Channel.EMAIL)).isEmpty();
        assertThat(TRUTH.channelCac(Channel.PAID_SEARCH, YEAR).orElseThrow())
                .isGreaterThan(TRUTH.channelCac(Channel.ORGANIC_SEARCH, YEAR).orElseThrow());
        assertThat(TRUTH.channelCac(Channel.DIRECT, YEAR)).isEmpty();
        // customers of the channels add up to all customers
        double roi = TRUTH.value("economics.roi", YEAR).orElseThrow();
        double romi = TRUTH.value("economics.romi", YEAR).orElseThrow();
        assertThat((romi + 100) / (roi + 100))
                .isCloseTo(margin / TRUTH.value("basket.average", YEAR).orElseThrow(), within(1e-9));
        assertThat(TRUTH.options()).isEqualTo(OPTIONS);
    }

    @Test
    void factorsLieInDifferentPartsOfTheirCurves() {
        assertThat(TRUTH.value("inbound.lead-share", OCTOBER).orElseThrow()).isBetween(0.3, 0.5);
        assertThat(TRUTH.value("economics.ltv-to-cac", OCTOBER).orElseThrow()).isBetween(1.2, 3.0);
        assertThat(TRUTH.value("nurture.lift", OCTOBER).orElseThrow()).isBetween(1.2, 1.5);
        assertThat(TRUTH.value("economics.roi", OCTOBER).orElseThrow()).isBetween(100.0, 900.0);
        assertThat(TRUTH.value("site.visitor-to-lead", OCTOBER).orElseThrow()).isBetween(0.0235, 0.1145);
        assertThat(TRUTH.value("lead.acceptance", OCTOBER).orElseThrow()).isBetween(0.5, 0.8);
        assertThat(TRUTH.value("content.conversion", OCTOBER).orElseThrow()).isBetween(0.038, 0.123);
        assertThat(TRUTH.value("organic.first-page-share", OCTOBER).orElseThrow())
                .isBetween(0.0, 0.5);
        assertThat(TRUTH.value("social.visit-to-lead", OCTOBER).orElseThrow()).isBetween(0.012, 0.0235);
        assertThat(TRUTH.value("mobile.parity", OCTOBER).orElseThrow()).isBetween(0.33, 0.7);
    }
}
