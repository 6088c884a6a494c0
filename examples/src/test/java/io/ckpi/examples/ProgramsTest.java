package io.ckpi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Reading;
import io.ckpi.experiments.MetricReadout;
import io.ckpi.experiments.Readout;
import io.ckpi.funnel.Bottlenecks;
import io.ckpi.funnel.FunnelResult;
import io.ckpi.value.Purchases;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** The small programs run on the demo company, and what they say hangs together. */
class ProgramsTest {

    private static Estimate measured(Reading reading) {
        return reading.measured().orElseThrow(() -> new AssertionError(reading.toString()));
    }

    private static Interval interval(Reading reading) {
        return Objects.requireNonNull(measured(reading).interval(), reading.toString());
    }

    @Test
    void anExperimentIsRead() {
        Readout readout = ReadAnExperiment.read();
        MetricReadout revenue = readout.of("revenue");

        double effect = measured(revenue.absolute()).value();
        assertThat(effect)
                .isCloseTo(
                        measured(revenue.treated()).value()
                                - measured(revenue.control()).value(),
                        within(1e-9 * effect));
        assertThat(interval(revenue.absolute()).contains(effect)).isTrue();
        assertThat(measured(revenue.incrementalTotal()).value())
                .isCloseTo(effect * Objects.requireNonNull(readout.units().get("treatment")), within(1e-6));
        assertThat(ReadAnExperiment.inWords(readout).lines())
                .hasSize(5)
                .last()
                .asString()
                .contains(readout.verdict().decision().name());
    }

    @Test
    void theStepsOfAFunnelAreRanked() {
        FunnelResult leads = WhereJourneysBreak.measure();
        Bottlenecks.Ranking ranking = WhereJourneysBreak.rank(leads);

        assertThat(leads.atLeast()).hasSize(5).isSortedAccordingTo((a, b) -> Long.compare(b, a));
        assertThat(leads.reached(5)).isPositive();
        assertThat(ranking.gains()).hasSize(4);
        double before = Double.POSITIVE_INFINITY;
        for (Bottlenecks.Gain gain : ranking.gains()) {
            // a step with 5 points more lets so many more to the end, as the steps after it now do
            double expected = 0.05 * leads.reached(gain.step()) * leads.reached(5) / leads.reached(gain.step() + 1);
            double extra = measured(gain.extraCustomers()).value();
            assertThat(extra).isCloseTo(expected, within(1e-9)).isLessThanOrEqualTo(before);
            assertThat(measured(gain.extraMoney()).value()).isCloseTo(17_000 * expected, within(1e-5));
            before = extra;
        }
    }

    @Test
    void customersAreWorthSomething() {
        Purchases log = WhatCustomersAreWorth.log();
        Reading value = WhatCustomersAreWorth.value(log, WhatCustomersAreWorth.model(log));

        assertThat(log.customers()).isGreaterThan(300);
        assertThat(measured(value).value()).isPositive();
        assertThat(interval(value).low()).isPositive();
        assertThat(interval(value).contains(measured(value).value())).isTrue();
        assertThat(measured(value).unit()).hasToString("MONEY:RUB");
    }

    @Test
    void theyPrint() {
        ReadAnExperiment.main(new String[0]);
        WhereJourneysBreak.main(new String[0]);
        WhatCustomersAreWorth.main(new String[0]);
    }
}
