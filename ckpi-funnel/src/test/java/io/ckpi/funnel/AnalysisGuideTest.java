package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.funnel.attribution.Attribution;
import io.ckpi.funnel.attribution.AttributionModel;
import io.ckpi.funnel.attribution.ChannelEconomics;
import io.ckpi.funnel.attribution.Credits;
import io.ckpi.funnel.attribution.TouchPaths;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Runs the code of docs/guide/funnel.md on time, stages, retention, paths, bottlenecks and attribution. */
@SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue"}) // the guide shows what can be asked
class AnalysisGuideTest {

    private static double value(Reading reading) {
        return reading.value().orElseThrow();
    }

    private static Journeys journeys() {
        return Journeys.builder()
                .add("ann", Instant.parse("2026-10-01T09:00:00Z"), "visit")
                .add("ann", Instant.parse("2026-10-03T18:30:00Z"), "lead")
                .add("bob", Instant.parse("2026-10-02T12:00:00Z"), "visit")
                .add("ann", Instant.parse("2026-10-05T10:00:00Z"), "order")
                .build();
    }

    @Test
    void timeAndStages() {
        Durations waits = new Durations(Unit.DAYS);
        waits.add(3, Durations.CONVERTED, 40);
        waits.add(9, Durations.CONVERTED, 20);
        waits.add(5, Durations.CENSORED, 30);
        waits.add(14, Durations.CENSORED, 10);
        KaplanMeier curve = KaplanMeier.of(waits);
        curve.converted(10); // 0.8; counting open cases as lost gives 0.6
        curve.quantile(0.5); // 9 days
        curve.restrictedMean(14); // the mean wait within two weeks
        assertThat(value(curve.converted(10))).isCloseTo(0.8, within(1e-12));
        assertThat(value(curve.naiveShare())).isEqualTo(0.6);
        assertThat(value(curve.quantile(0.5))).isEqualTo(9);

        StageRecords records = new StageRecords();
        records.add("a", Instant.parse("2026-10-01T09:00:00Z"), "LEAD");
        records.add("a", Instant.parse("2026-10-04T09:00:00Z"), "SQL");
        records.add("a", Instant.parse("2026-10-09T09:00:00Z"), "CUSTOMER");
        records.add("b", Instant.parse("2026-10-02T09:00:00Z"), "MQL");
        records.add("b", Instant.parse("2026-10-05T09:00:00Z"), "RECYCLED");
        LadderResult ladder = Ladder.leads().measure(records);
        ladder.observed(); // records at each rung: MQL 1, SAL 0
        ladder.reachedOrBeyond(); // at the rung or above: MQL 2, SAL 1
        ladder.rate("MQL", "CUSTOMER"); // 0.5
        ladder.moves().get(LadderResult.Kind.SKIP); // {LEAD>SQL=1, SQL>CUSTOMER=1}
        assertThat(ladder.observed()).containsExactly(0L, 1L, 1L, 0L, 1L, 0L, 1L, 0L);
        assertThat(ladder.reachedOrBeyond()).containsExactly(2L, 2L, 2L, 1L, 1L, 1L, 1L, 0L);
        assertThat(value(ladder.rate("MQL", "CUSTOMER"))).isEqualTo(0.5);
        assertThat(ladder.moves().get(LadderResult.Kind.SKIP)).hasToString("{LEAD>SQL=1, SQL>CUSTOMER=1}");
    }

    @Test
    void retentionPathsAndPatterns() {
        Journeys journeys = journeys();
        RetentionTable retention = Retention.by(Retention.Bucket.DAY, ZoneOffset.UTC)
                .onOrAfter()
                .measure(journeys, Instant.parse("2026-10-08T00:00:00Z"));
        retention.pooled(1); // 0.5: ann came back, bob did not
        retention.share(LocalDate.of(2026, 10, 2), 6).why(); // NOT_DUE_YET
        assertThat(value(retention.pooled(1))).isEqualTo(0.5);
        assertThat(retention.share(LocalDate.of(2026, 10, 2), 6).why()).contains(Reason.NOT_DUE_YET);

        PathAnalysis paths = PathAnalysis.bySubject();
        paths.transitions(journeys).next("visit"); // lead 1, END 1
        paths.grams(journeys, 3).top(10); // visit, lead, order: 1

        EventPattern pattern = EventPattern.compile("(?1)(?t<=259200)(?2)"); // within three days
        pattern.measure(journeys, List.of(Step.of("visit"), Step.of("lead"))).matched(); // 1
        assertThat(paths.transitions(journeys).next("visit")).hasSize(2);
        assertThat(paths.grams(journeys, 3).count("visit", "lead", "order")).isEqualTo(1);
        assertThat(pattern.measure(journeys, List.of(Step.of("visit"), Step.of("lead")))
                        .matched())
                .isEqualTo(1);
    }

    @Test
    void bottlenecksAndAttribution() {
        long[] counts = {1000, 400, 100, 60};
        Bottlenecks.Ranking ranking =
                Bottlenecks.withDefaults().rank(counts, BottleneckTarget.points(0.05), Money.of(200, "EUR"));
        ranking.gains().get(0).step(); // 2
        ranking.gains().get(0).extraCustomers(); // 12, with an interval
        ranking.gains().get(0).extraMoney(); // 2,400 EUR

        BottleneckChange change = BottleneckChange.between(new long[] {1000, 400, 100}, new long[] {1200, 420, 126})
                .value()
                .orElseThrow();
        change.contributions(); // entrants, rate 1->2, rate 2->3; they sum to 26
        assertThat(ranking.gains().get(0).step()).isEqualTo(2);
        assertThat(value(ranking.gains().get(0).extraCustomers())).isCloseTo(12, within(1e-9));
        assertThat(value(ranking.gains().get(0).extraMoney())).isCloseTo(2400, within(1e-6));
        assertThat(change.change()).isCloseTo(26, within(1e-9));

        TouchPaths touchPaths = TouchPaths.builder()
                .add(List.of("ads", "mail"), 6, 600.0, 14) // conversions, their value, journeys without one
                .add(List.of("ads"), 1, 100.0, 19)
                .add(List.of("mail"), 3, 300.0, 7)
                .build();
        Credits credits = Attribution.withDefaults().of(touchPaths, AttributionModel.markov(1));
        credits.channel("mail").conversions(); // 5.6 of 10, with an interval
        credits.channel("mail").effect(); // its removal effect
        assertThat(value(credits.channel("mail").conversions())).isCloseTo(10 * 0.9 / 1.6, within(1e-12));

        TouchPaths calls = TouchPaths.builder(Currency.getInstance("RUB"))
                .add(List.of("call"), 12, Money.of(108_000, "RUB"), 38)
                .build();
        Credits byLast = Attribution.withDefaults().of(calls, AttributionModel.last());
        ChannelEconomics line = ChannelEconomics.of(
                        byLast, Map.of("call", new ChannelEconomics.Cost(Money.of(27_000, "RUB"), 50)), 0.5)
                .get(0);
        line.revenuePerCustomer(); // 9,000 RUB
        line.costPerLead(); // 540 RUB
        line.acquisitionCost(); // 2,250 RUB, with an interval
        line.romi(); // 1.0: the margin pays the spend twice
        assertThat(value(line.revenuePerCustomer())).isEqualTo(9_000);
        assertThat(value(line.costPerLead())).isEqualTo(540);
        assertThat(value(line.acquisitionCost())).isEqualTo(2_250);
        assertThat(value(line.romi())).isCloseTo(1, within(1e-12));
    }
}
