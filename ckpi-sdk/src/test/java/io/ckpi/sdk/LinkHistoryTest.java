package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Absent;
import io.ckpi.core.Direction;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.Perspective;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.scoring.LinkTest;
import io.ckpi.scoring.Normalizer;
import io.ckpi.scoring.Provenance;
import io.ckpi.scoring.Scorecard;
import io.ckpi.scoring.ScoredIndicator;
import io.ckpi.scoring.StrategyMap;
import io.ckpi.scoring.Thresholds;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** Links of the strategy map on the periods of a report. */
class LinkHistoryTest {

    private static final Period OCTOBER = Period.ofMonth(YearMonth.of(2026, 10), ZoneOffset.UTC);

    private static Scorecard.Item item(String id, Direction direction, Normalizer.Curve curve) {
        return new Scorecard.Item(List.of(new ScoredIndicator(id, direction, curve, Provenance.SET, List.of())));
    }

    private static final Scorecard ALL = new Scorecard(
            "all",
            1,
            Names.same("all"),
            List.of(new Scorecard.View(
                    Perspective.SERVICE,
                    List.of(),
                    List.of(
                            item("a.curve", Direction.HIGHER_IS_BETTER, Normalizer.goalposts(0, 100)),
                            item("a.low", Direction.LOWER_IS_BETTER, null),
                            item("a.best", Direction.TARGET_IS_BEST, null)))),
            StrategyMap.empty(),
            Thresholds.THIRDS,
            25);

    private static StrategyMap.Link link(String cause, String effect, int lag) {
        return new StrategyMap.Link(cause, effect, StrategyMap.Sign.POSITIVE, lag, Provenance.SET);
    }

    private static final StrategyMap MAP = new StrategyMap(
            List.of(link("a.curve", "a.low", 0), link("a.low", "a.best", 0), link("a.curve", "a.best", 3)),
            Map.of("a.curve", "service", "a.low", "service", "a.best", "service"));

    /** The second falls, which is better, when the first rises. */
    private static List<Map<String, Reading>> history(int periods) {
        SplittableRandom random = new SplittableRandom(4);
        List<Map<String, Reading>> history = new ArrayList<>();
        double level = 50;
        for (int t = 0; t < periods; t++) {
            level += random.nextDouble(-5, 5);
            Map<String, Reading> readings = new HashMap<>();
            readings.put("a.curve", new Measured(Estimate.of(level, Unit.POINTS)));
            readings.put("a.low", new Measured(Estimate.of(300 - 2 * level, Unit.HOURS)));
            readings.put("a.best", new Measured(Estimate.of(level, Unit.RATIO)));
            history.add(readings);
        }
        return history;
    }

    @Test
    void scoresAreComparedAndWithoutACurveTheDirectionTellsWhatIsBetter() {
        List<LinkTest> tests = LinkHistory.test(MAP, ALL, OCTOBER, history(13));
        assertThat(tests).extracting(LinkTest::link).isEqualTo(MAP.links());
        assertThat(tests.get(0).verdict()).isEqualTo(LinkTest.Verdict.CONSISTENT);
        assertThat(tests.get(0).pairs()).isEqualTo(12);
        assertThat(tests.get(1).verdict()).isEqualTo(LinkTest.Verdict.TOO_LITTLE_DATA);
        assertThat(tests.get(1).correlation().why()).contains(Reason.NOT_IDENTIFIED);
    }

    @Test
    void aPeriodThatCannotBeComparedIsAGap() {
        List<Map<String, Reading>> history = history(16);
        history.set(0, Map.of());
        history.get(5).put("a.low", Absent.because(Reason.NO_DATA));
        assertThat(LinkHistory.test(MAP, ALL, OCTOBER, history).get(0).pairs()).isEqualTo(12);
    }

    @Test
    void lagsAreTurnedIntoPeriods() {
        StrategyMap lagged =
                new StrategyMap(List.of(link("a.curve", "a.low", 3)), Map.of("a.curve", "x", "a.low", "x"));
        assertThat(LinkHistory.test(lagged, ALL, OCTOBER, history(20)).get(0).pairs())
                .isEqualTo(16);
        Period quarter = new Period(LocalDate.of(2026, 7, 1), LocalDate.of(2026, 10, 1), ZoneOffset.UTC);
        assertThat(LinkHistory.test(lagged, ALL, quarter, history(20)).get(0).pairs())
                .isEqualTo(18);
        Period week = new Period(LocalDate.of(2026, 7, 6), LocalDate.of(2026, 7, 13), ZoneOffset.UTC);
        assertThat(LinkHistory.test(lagged, ALL, week, history(20)).get(0).pairs())
                .isZero();
    }
}
