package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Bounded;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.experiments.Readout;
import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.FunnelResult;
import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.Ladder;
import io.ckpi.funnel.LadderResult;
import io.ckpi.funnel.StageRules;
import io.ckpi.funnel.attribution.Attribution;
import io.ckpi.funnel.attribution.AttributionModel;
import io.ckpi.funnel.attribution.ChannelEconomics;
import io.ckpi.funnel.attribution.Credits;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.value.Balance;
import io.ckpi.value.CacDefinition;
import io.ckpi.value.Purchases;
import io.ckpi.value.ReferralValue;
import io.ckpi.value.UnitEconomics;
import java.time.Duration;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** Runs what docs/guide/sdk.md says about analyses; {@link UserGuideTest} compares the texts. */
class AnalysesGuideTest {

    @Test
    void analysesOnTheSameRecords() {
        Ckpi ckpi = Ckpi.builder().source("demo", Map.of("customers", "2000")).build();
        Period october = Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow"));
        Funnel funnel = Funnel.of("touch.page-view", "stage.lead", "order.paid").within(Duration.ofDays(90));
        FunnelResult steps = ckpi.funnel(october, funnel).value();
        System.out.println(steps.reached(3) + " of " + steps.reached(1) + ", " + steps.conversion());

        Journeys journeys =
                ckpi.journeys(october, "channel").value(); // for any other question, each event with its channel
        System.out.println(journeys.events() + " events of " + journeys.subjects() + " persons and leads");

        LadderResult leads =
                ckpi.stages(october, Ladder.leads(), StageRules.leads()).value();
        System.out.println(leads.ladder().rungs() + " " + leads.observed());
        assertThat(steps.reached(3)).isPositive();
        assertThat(journeys.events()).isPositive();
        assertThat(leads.observed().get(0)).isPositive();

        Slices channels = ckpi.slices(october, Dimension.CHANNEL).value();
        for (Slices.Slice slice : channels.slices()) { // the largest first, with the whole beside them
            System.out.println(slice.names().en() + " " + slice.records() + " " + slice.reading("sales.revenue"));
        }
        System.out.println(channels.reading("customer.cac", "paid-search") + " of " + channels.reading("customer.cac"));
        Slices weeks = ckpi.slices(october, Dimension.WEEK).value(); // each as if it were measured alone
        System.out.println(weeks.reading("sales.orders", "2026-10-05"));
        assertThat(channels.slices()).hasSizeGreaterThan(5);
        assertThat(weeks.reading("sales.orders", "2026-10-05")).isInstanceOf(Measured.class);

        ChannelPaths found = ckpi.purchasePaths(october, Duration.ofDays(30)).value();
        Credits credits = Attribution.withDefaults().of(found.paths(), new AttributionModel.Linear());
        for (ChannelEconomics channel : found.economics(credits, 0.4)) { // 0.4 of revenue is margin
            System.out.println(channel.channel() + " " + channel.costPerLead() + " " + channel.romi());
        }
        assertThat(found.economics(credits, 0.4)).isNotEmpty();

        for (Experiment experiment : ckpi.experiments(october).value()) {
            Readout readout = experiment.read("control");
            System.out.println(experiment.name() + ": " + readout.verdict());
        }
        assertThat(ckpi.experiments(october).value()).isNotEmpty();

        Purchases log = ckpi.purchases(october).value();
        System.out.println(log.repeatRate());

        Outcome<Balance> balance = ckpi.balance(october).value(); // or Absent: too few customers, no margin, no spend
        for (Balance.Group channel : balance.value().orElseThrow().groups()) {
            System.out.println(
                    channel.label() + " " + channel.ltv() + " " + channel.cac() + " " + channel.pLtvAboveCac());
        }
        assertThat(log.repeatRate()).isInstanceOf(Measured.class);

        Acquisition acquisition = ckpi.acquisition(october).value().value().orElseThrow();
        for (int lag : new int[] {0, 1}) {
            UnitEconomics economics = UnitEconomics.withDefaults().byCohort().with(CacDefinition.lagged(lag));
            Balance byMonth = acquisition.balance(economics).value().orElseThrow();
            System.out.println(lag + " " + byMonth.of("2026-09").ratio());
        }
        assertThat(acquisition.log().customers()).isEqualTo(log.customers());

        Referrals referrals = ckpi.referrals(october).value().value().orElseThrow();
        ReferralValue valuation = ReferralValue.withDefaults(); // nobody knows who would have come anyway: bounds
        Money saved = Money.of("21000", "RUB"); // what winning a customer costs otherwise
        Map<String, Reading> brought = referrals.values(valuation, saved, 0);
        System.out.println(brought.size() + " people recommended or came by recommendation");
        assertThat(brought.values()).anyMatch(Bounded.class::isInstance);

        Map<String, Long> orders = ckpi.fold(october, new HistoryFold<Map<String, Long>>() {
                    @Override
                    public Map<String, Long> start() {
                        return new TreeMap<>();
                    }

                    @Override
                    public void add(Map<String, Long> state, SubjectHistory history) {
                        history.orders()
                                .forEach(order -> state.merge(order.status().name(), 1L, Long::sum));
                    }

                    @Override
                    public void merge(Map<String, Long> state, Map<String, Long> next) {
                        next.forEach((status, count) -> state.merge(status, count, Long::sum));
                    }
                })
                .value();
        System.out.println(orders);
        assertThat(orders.get("PAID")).isPositive();
    }
}
