package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Time to convert from journeys: the counted curve of the synthetic shop, and the edges by hand. */
class ArrivalsTest {

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseLines.of("survival.jsonl").stream()
                .filter(one -> one.text("kind").equals("survival.dataset"))
                .map(one -> DynamicTest.dynamicTest(one.id(), () -> run(one)));
    }

    private void run(CaseLines.Fields one) {
        Arrivals arrivals = new Arrivals(
                Step.of(one.text("from")), Step.of(one.text("to")), Duration.ofSeconds(one.whole("horizonSeconds")));
        Durations durations = arrivals.measure(Ecom.journeys(), Instant.parse(one.text("observedUntil")));
        KaplanMeier curve = KaplanMeier.of(durations);
        CaseLines.Fields expected = one.fields("expected");
        assertThat(curve.subjects()).isEqualTo(expected.whole("subjects"));
        assertThat(curve.events()).isEqualTo(expected.whole("events"));
        long atHorizon = 0;
        for (long value : List.of(one.whole("horizonSeconds"))) {
            atHorizon += cutAt(durations, value);
        }
        assertThat(durations.count(Durations.CENSORED) - atHorizon).isEqualTo(expected.whole("censoredByEndOfData"));
        assertThat(curve.naiveShare().value().orElseThrow()).isCloseTo(expected.number("naiveShare"), within(1e-9));
        for (CaseLines.Fields point : expected.objects("points")) {
            Reading converted = curve.converted(point.whole("withinSeconds"));
            assertThat(converted.value().orElseThrow()).isCloseTo(point.number("converted"), within(1e-9));
            var interval = CaseLines.some(converted.measured().orElseThrow().interval());
            assertThat(CaseLines.some(interval.low())).isCloseTo(point.number("convertedLow"), within(1e-9));
            assertThat(CaseLines.some(interval.high())).isCloseTo(point.number("convertedHigh"), within(1e-9));
        }
        assertThat(expected.isNull("medianSeconds")).isTrue();
        assertThat(curve.quantile(0.5).why()).contains(Reason.NOT_REACHED);
    }

    private static long cutAt(Durations durations, long value) {
        var censored = durations.byOutcome().get(Durations.CENSORED);
        for (int i = 0; i < censored.values().length; i++) {
            if (censored.values()[i] == value) {
                return censored.counts()[i];
            }
        }
        return 0;
    }

    @Test
    void theFirstLaterEventCountsAndTiesStandAsTheyCame() {
        Journeys journeys = Journeys.builder()
                .add("before", Instant.ofEpochSecond(1), "to")
                .add("before", Instant.ofEpochSecond(2), "from")
                .add("same", Instant.ofEpochSecond(5), "from")
                .add("same", Instant.ofEpochSecond(5), "to")
                .add("never", Instant.ofEpochSecond(6), "to")
                .add("late", Instant.ofEpochSecond(101), "from")
                .add("after", Instant.ofEpochSecond(50), "from")
                .add("after", Instant.ofEpochSecond(101), "to")
                .build();
        Durations durations = new Arrivals(Step.of("from"), Step.of("to"), Duration.ofSeconds(60))
                .measure(journeys, Instant.ofEpochSecond(100));
        assertThat(durations.subjects()).isEqualTo(3);
        assertThat(durations.count(Durations.CONVERTED)).isEqualTo(1); // 'same', after 0 s
        assertThat(durations.byOutcome().get(Durations.CENSORED).values()).containsExactly(50, 60);
        assertThatThrownBy(() -> new Arrivals(Step.of("a"), Step.of("b"), Duration.ofSeconds(-1)))
                .hasMessage("horizon is negative: PT-1S");
    }

    @Test
    void levelsOfAFunnelHaveTheirFirstArrivals() {
        Journeys journeys = Journeys.builder()
                .add("quick", Instant.ofEpochSecond(0), "a")
                .add("quick", Instant.ofEpochSecond(5), "b")
                .add("quick", Instant.ofEpochSecond(9), "a")
                .add("slow", Instant.ofEpochSecond(0), "a")
                .add("slow", Instant.ofEpochSecond(200), "a")
                .add("slow", Instant.ofEpochSecond(250), "b") // 250 s after the first arrival, beyond the horizon
                .add("open", Instant.ofEpochSecond(280), "a")
                .add("none", Instant.ofEpochSecond(3), "b")
                .build();
        Funnel funnel = Funnel.of("a", "b").within(Duration.ofSeconds(100)).observedUntil(Instant.ofEpochSecond(300));
        Durations durations = Arrivals.ofFunnel(funnel, journeys, 1, 2);
        assertThat(durations.byOutcome().get(Durations.CONVERTED).values()).containsExactly(5);
        assertThat(durations.byOutcome().get(Durations.CENSORED).values()).containsExactly(20, 100);
        assertThat(durations.subjects()).isEqualTo(3);
        assertThatThrownBy(() -> Arrivals.ofFunnel(funnel, journeys, 2, 2))
                .hasMessage("levels are not 1 <= from < to <= 2: 2, 2");
        assertThatThrownBy(() -> Arrivals.ofFunnel(funnel.withoutWindow(), journeys, 1, 2))
                .hasMessageContaining("no window");
        assertThatThrownBy(() -> Arrivals.ofFunnel(funnel.observedUntil(null), journeys, 1, 2))
                .hasMessageContaining("no observedUntil");
    }
}
