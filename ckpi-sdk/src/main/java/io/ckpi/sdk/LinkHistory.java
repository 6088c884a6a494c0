package io.ckpi.sdk;

import io.ckpi.core.Direction;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.scoring.Column;
import io.ckpi.scoring.LinkTest;
import io.ckpi.scoring.Normalizer;
import io.ckpi.scoring.Scorecard;
import io.ckpi.scoring.ScoredIndicator;
import io.ckpi.scoring.StrategyMap;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * The links of a strategy map on the periods of a report. An indicator without a curve counts as its value, turned so that
 * higher is better: a straight curve would give the same correlation wherever its ends are. Where the direction does not
 * tell (the target is best, neutral) it has no series.
 */
final class LinkHistory {

    private LinkHistory() {}

    /**
     * Tests the links.
     *
     * @param map the map
     * @param all how every indicator is judged
     * @param period the report's period
     * @param readings the readings of the periods, oldest first; an empty map for a period that cannot be compared
     */
    static List<LinkTest> test(StrategyMap map, Scorecard all, Period period, List<Map<String, Reading>> readings) {
        Map<String, ScoredIndicator> scored = new HashMap<>();
        for (Scorecard.View view : all.views()) {
            for (Scorecard.Item item : view.items()) {
                item.candidates().forEach(candidate -> scored.put(candidate.indicator(), candidate));
            }
        }
        Map<String, Column> series = new HashMap<>();
        for (String id : map.indicators()) {
            ScoredIndicator indicator = scored.get(id);
            if (indicator != null && (indicator.curve() != null || isDirected(indicator.direction()))) {
                series.put(id, series(indicator, readings));
            }
        }
        int months = period.isWholeMonths() ? (int) ChronoUnit.MONTHS.between(period.from(), period.until()) : 0;
        return map.test(series, months);
    }

    private static boolean isDirected(Direction direction) {
        return direction == Direction.HIGHER_IS_BETTER
                || direction == Direction.LOWER_IS_BETTER
                || direction == Direction.UP_TO_TARGET;
    }

    private static Column series(ScoredIndicator indicator, List<Map<String, Reading>> readings) {
        Normalizer.Curve curve = indicator.curve();
        double[] scores = new double[readings.size()];
        for (int t = 0; t < scores.length; t++) {
            scores[t] = Double.NaN;
            if (readings.get(t).get(indicator.indicator()) instanceof Measured measured) {
                double value = measured.estimate().value();
                scores[t] = curve != null
                        ? curve.score(value)
                        : indicator.direction() == Direction.LOWER_IS_BETTER ? -value : value;
            }
        }
        return Column.withMissing(scores);
    }
}
