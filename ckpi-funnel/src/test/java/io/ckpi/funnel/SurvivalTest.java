package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Interval;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.stat.Shares;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Kaplan-Meier and Aalen-Johansen against R survival 3.5-3, published data and hand computation. */
class SurvivalTest {

    private static final double REL = 1e-9;

    /** The remission times of the 6-MP arm, Freireich and others 1963; negative is censored. */
    private static final int[] SIX_MP = {
        6, 6, 6, -6, 7, -9, 10, -10, -11, 13, 16, -17, -19, -20, 22, 23, -25, -32, -32, -34, -35
    };

    static Durations sixMp() {
        Durations durations = new Durations(Unit.DAYS);
        for (int time : SIX_MP) {
            durations.add(Math.abs(time), time > 0 ? Durations.CONVERTED : Durations.CENSORED);
        }
        return durations;
    }

    @SuppressWarnings("unchecked") // the shape of the file
    private static Durations durations(CaseLines.Fields one) {
        Durations durations = new Durations(Unit.DAYS);
        for (Object row : one.list("data")) {
            List<BigDecimal> pair = (List<BigDecimal>) row;
            durations.add(pair.get(0).longValueExact(), pair.get(1).intValueExact());
        }
        return durations;
    }

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseLines.of("survival.jsonl").stream()
                .filter(one -> !one.text("kind").equals("survival.dataset")) // see TimeToConvertTest
                .map(one -> DynamicTest.dynamicTest(one.id(), () -> {
                    switch (one.text("kind")) {
                        case "survival.km" -> kaplanMeier(one);
                        case "survival.competing" -> competing(one);
                        default -> throw new AssertionError("no test of " + one.text("kind"));
                    }
                }));
    }

    private static void close(double actual, double expected) {
        assertThat(actual).isCloseTo(expected, within(REL * Math.abs(expected)));
    }

    private static double value(Reading reading) {
        return reading.value().orElseThrow();
    }

    private static Interval interval(Reading reading) {
        return CaseLines.some(reading.measured().orElseThrow().interval());
    }

    private void kaplanMeier(CaseLines.Fields one) {
        KaplanMeier curve = KaplanMeier.of(durations(one));
        CaseLines.Fields expected = one.fields("expected");
        List<CaseLines.Fields> rows = expected.objects("curve");
        List<KaplanMeier.Point> points = curve.points();
        assertThat(points).hasSameSizeAs(rows);
        for (int i = 0; i < rows.size(); i++) {
            CaseLines.Fields row = rows.get(i);
            KaplanMeier.Point point = points.get(i);
            assertThat(point.time()).isEqualTo(row.whole("t"));
            assertThat(point.atRisk()).isEqualTo(row.whole("atRisk"));
            assertThat(point.events()).isEqualTo(row.whole("events"));
            close(point.survival(), row.number("survival"));
            close(value(curve.survival(point.time())), row.number("survival"));
            close(value(curve.converted(point.time())), row.number("converted"));
            if (row.has("se")) {
                close(point.standardError(), row.number("se"));
                Interval limits = CaseLines.some(point.interval());
                close(CaseLines.some(limits.low()), row.number("survivalLow"));
                close(CaseLines.some(limits.high()), row.number("survivalHigh"));
                assertThat(limits).isEqualTo(interval(curve.survival(point.time())));
                Interval converted = interval(curve.converted(point.time()));
                close(CaseLines.some(converted.low()), 1 - row.number("survivalHigh"));
            }
        }
        CaseLines.Fields mean = expected.fields("restrictedMean");
        Reading restricted = curve.restrictedMean(mean.whole("tau"));
        close(value(restricted), mean.number("value"));
        double half = value(restricted) - CaseLines.some(interval(restricted).low());
        close(half, 1.959963984540054 * mean.number("se"));
        for (String p : expected.fields("quantiles").map().keySet()) {
            CaseLines.Fields row = expected.fields("quantiles").fields(p);
            Reading quantile = curve.quantile(Double.parseDouble(p));
            assertThat(value(quantile)).isEqualTo(row.number("value"));
            assertThat(interval(quantile).low()).isEqualTo(row.number("low"));
            assertThat(interval(quantile).high()).isEqualTo(row.isNull("high") ? null : (Double) row.number("high"));
        }
    }

    private void competing(CaseLines.Fields one) {
        CumulativeIncidence curves = CumulativeIncidence.of(durations(one));
        CaseLines.Fields expected = one.fields("expected").fields("cumulativeIncidence");
        assertThat(curves.causes()).isEqualTo(expected.map().size());
        for (Map.Entry<String, Object> cause : expected.map().entrySet()) {
            int outcome = Integer.parseInt(cause.getKey());
            List<CaseLines.Fields> rows = expected.objects(cause.getKey());
            List<CumulativeIncidence.Point> points = curves.points(outcome);
            assertThat(points).hasSameSizeAs(rows);
            for (int i = 0; i < rows.size(); i++) {
                CumulativeIncidence.Point point = points.get(i);
                CaseLines.Fields row = rows.get(i);
                assertThat(point.time()).isEqualTo(row.whole("t"));
                assertThat(point.atRisk()).isEqualTo(row.whole("atRisk"));
                assertThat(point.events()).isEqualTo(row.whole("events"));
                assertThat(point.ofThisCause()).isEqualTo(row.whole("ofThisCause"));
                close(point.incidence(), row.number("incidence"));
                close(point.standardError(), row.number("se"));
                close(value(curves.at(outcome, point.time())), row.number("incidence"));
            }
        }
    }

    @Test
    void theSixMpArmOfFreireich() {
        assertThat(KaplanMeier.of(sixMp()).points().stream().map(point -> Math.round(point.survival() * 1000)))
                .containsExactly(857L, 807L, 753L, 690L, 627L, 538L, 448L);
        KaplanMeier curve = KaplanMeier.of(sixMp());
        assertThat(curve.subjects()).isEqualTo(21);
        assertThat(curve.events()).isEqualTo(9);
        assertThat(value(curve.censoredShare())).isEqualTo(12.0 / 21);
        assertThat(value(curve.naiveShare())).isEqualTo(9.0 / 21); // far below the 55 % of the curve
        assertThat(curve.survival(23).measured().orElseThrow().pending()).isEqualTo(12);
    }

    @Test
    void whereNobodyConvertedYetWilsonSpeaks() {
        KaplanMeier curve = KaplanMeier.of(sixMp());
        Reading start = curve.converted(5);
        assertThat(value(start)).isZero();
        assertThat(interval(start).low()).isZero();
        close(CaseLines.some(interval(start).high()), 0.15463901892484688); // z²/(n + z²)
        Durations all = new Durations(Unit.DAYS);
        all.add(1, Durations.CONVERTED, 3);
        all.add(2, Durations.CONVERTED);
        assertThat(value(KaplanMeier.of(all).survival(9))).isZero(); // nobody is left: known for ever
        assertThat(interval(KaplanMeier.of(all).survival(2)))
                .isEqualTo(interval(Shares.withDefaults().of(0, 1)));
    }

    @Test
    void whatTheDataCannotSayIsAbsent() {
        KaplanMeier none = KaplanMeier.of(new Durations(Unit.DAYS));
        assertThat(none.survival(1)).isEqualTo(Absent.because(Reason.NO_DATA));
        assertThat(none.quantile(0.5)).isEqualTo(Absent.because(Reason.NO_DATA));
        assertThat(none.restrictedMean(3)).isEqualTo(Absent.because(Reason.NO_DATA));
        assertThat(none.naiveShare()).isEqualTo(Absent.because(Reason.NO_DATA));
        assertThat(CumulativeIncidence.of(new Durations(Unit.DAYS)).at(1, 0)).isEqualTo(Absent.because(Reason.NO_DATA));
        KaplanMeier curve = KaplanMeier.of(sixMp());
        assertThat(curve.survival(36).why()).contains(Reason.NOT_DUE_YET);
        assertThat(curve.restrictedMean(36).why()).contains(Reason.NOT_DUE_YET);
        assertThat(curve.quantile(0.6).why()).contains(Reason.NOT_REACHED);
        Durations waiting = new Durations(Unit.DAYS);
        waiting.add(4, Durations.CENSORED);
        assertThat(KaplanMeier.of(waiting).quantile(0.5).why()).contains(Reason.NOT_REACHED);
        assertThat(value(KaplanMeier.of(waiting).restrictedMean(4))).isEqualTo(4);
    }

    @Test
    void wrongArgumentsAreNamed() {
        Durations durations = sixMp();
        assertThatThrownBy(() -> durations.add(-1, 0)).hasMessage("duration is negative: -1");
        assertThatThrownBy(() -> durations.add(1, 16)).hasMessage("outcome is not 0 to 15: 16");
        assertThatThrownBy(() -> durations.add(1, 1, -2)).hasMessage("subjects is negative: -2");
        assertThatThrownBy(() -> durations.merge(new Durations(Unit.SECONDS)))
                .hasMessage("units differ: DAYS and SECONDS");
        assertThatThrownBy(() -> durations.addArrival(5, 4, 9, 9)).hasMessage("arrival 4 is before start 5");
        assertThatThrownBy(() -> durations.addWaiting(5, 4, -1)).hasMessage("horizon is negative: -1");
        KaplanMeier curve = KaplanMeier.of(durations);
        assertThatThrownBy(() -> curve.quantile(1)).hasMessage("p is not strictly between 0 and 1: 1.0");
        assertThatThrownBy(() -> curve.survival(-1)).hasMessage("duration is negative: -1");
        assertThatThrownBy(() -> KaplanMeier.of(durations, Double.NaN))
                .hasMessage("level is not strictly between 0 and 1: NaN");
        assertThatThrownBy(() -> CumulativeIncidence.of(durations).at(0, 1)).hasMessage("outcome is not 1 to 15: 0");
        durations.add(3, 2);
        assertThatThrownBy(() -> KaplanMeier.of(durations)).hasMessageContaining("outcome 2 competes");
    }

    @Test
    void arrivalsAreCutAtTheEndAndAtTheHorizon() {
        Durations durations = new Durations(Unit.SECONDS);
        durations.addArrival(10, 15, 15, 5); // on both limits: a conversion
        durations.addArrival(10, 16, 15, 9); // after the end of observation
        durations.addArrival(10, 16, 99, 5); // after the horizon
        durations.addWaiting(10, 12, 5);
        durations.addWaiting(13, 12, 5); // began after the end: not counted
        durations.addArrival(Long.MIN_VALUE, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE); // no overflow
        assertThat(durations.subjects()).isEqualTo(5);
        assertThat(durations.count(Durations.CONVERTED)).isEqualTo(2);
        assertThat(KaplanMeier.of(durations).points().get(0).time()).isEqualTo(5);
        assertThat(KaplanMeier.of(durations).points().get(0).atRisk()).isEqualTo(4);
    }

    @Test
    void anySplitMergesToOnePass() {
        RandomStream random = new RandomStream(7);
        for (int round = 0; round < 300; round++) {
            List<Durations> parts = new ArrayList<>();
            for (int i = 0; i < 4; i++) {
                parts.add(new Durations(Unit.SECONDS));
            }
            Durations whole = new Durations(Unit.SECONDS);
            int n = random.nextInt(400);
            for (int i = 0; i < n; i++) {
                long duration = random.nextInt(40);
                int outcome = random.nextInt(4);
                whole.add(duration, outcome);
                if (random.nextBoolean()) {
                    parts.get(random.nextInt(4)).add(duration, outcome);
                } else {
                    parts.get(random.nextInt(4)).add(duration, outcome, 1);
                }
            }
            Durations merged = new Durations(Unit.SECONDS);
            parts.forEach(merged::merge);
            assertThat(merged.subjects()).isEqualTo(n);
            for (int outcome = 1; outcome < 4; outcome++) {
                assertThat(CumulativeIncidence.of(merged).points(outcome))
                        .isEqualTo(CumulativeIncidence.of(whole).points(outcome));
            }
        }
    }

    @Test
    void theEndingsAndTheSurvivorsSumToOneAndKaplanMeierPerEndingOverstates() {
        RandomStream random = new RandomStream(8);
        for (int round = 0; round < 200; round++) {
            Durations all = new Durations(Unit.SECONDS);
            Durations any = new Durations(Unit.SECONDS);
            Durations only = new Durations(Unit.SECONDS);
            for (int i = 0; i < 60; i++) {
                long duration = random.nextInt(30);
                int outcome = random.nextInt(4);
                all.add(duration, outcome);
                any.add(duration, Math.min(outcome, 1));
                only.add(duration, outcome == 1 ? 1 : 0);
            }
            CumulativeIncidence curves = CumulativeIncidence.of(all);
            for (long t = 0; t < 25; t++) {
                double sum = value(KaplanMeier.of(any).survival(t));
                for (int outcome = 1; outcome < 4; outcome++) {
                    Reading reading = curves.at(outcome, t);
                    sum += value(reading);
                    assertThat(interval(reading).contains(value(reading))).isTrue();
                }
                assertThat(sum).isCloseTo(1, within(1e-12));
                assertThat(value(curves.at(1, t)))
                        .isLessThanOrEqualTo(value(KaplanMeier.of(only).converted(t)) + 1e-12);
            }
        }
    }

    @Test
    void withoutCensoringTheCurveIsTheShare() {
        Durations durations = new Durations(Unit.SECONDS);
        durations.add(5, Durations.CONVERTED, 3);
        durations.add(9, Durations.CENSORED, 1_000_000_000_000L);
        double expected = 3 / 1_000_000_000_003.0;
        assertThat(value(KaplanMeier.of(durations).converted(5))).isCloseTo(expected, within(1e-14 * expected));
    }
}
