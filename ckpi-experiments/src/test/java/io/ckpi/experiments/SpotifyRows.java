package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;

import io.ckpi.core.Interval;
import io.ckpi.experiments.ConformanceFile.Case;
import io.ckpi.experiments.ConformanceFile.Tree;
import io.ckpi.experiments.Conventions.Reference;
import io.ckpi.experiments.Conventions.Variance;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * spotify/confidence's table of metrics and treatments: z tests, 0/1 metrics with 1/n, one family of all rows. Its relative interval,
 * the absolute one over the control's mean, is only rebuilt here.
 *
 * <p>Its "spot-1" corrections test one-sided (Bonferroni: two-sided at 2α) and do not count guardrails among the comparisons of
 * Bonferroni.
 */
final class SpotifyRows {

    private SpotifyRows() {}

    static void check(Case c, Correction correction, List<String> guardrails) {
        List<Tree> rows = c.inputs().list("rows").stream()
                .map(EffectConformanceTest::tree)
                .toList();
        List<Tree> expected = c.expected().list("rows").stream()
                .map(EffectConformanceTest::tree)
                .toList();
        double level = c.inputs().number("confidence");
        String name = c.inputs().text("correction");
        boolean spot = name.startsWith("spot-1");
        boolean oneSided = spot && !name.endsWith("bonferroni");
        double used = spot && !oneSided ? 1 - 2 * (1 - level) : level;
        Alternative alternative = oneSided ? Alternative.GREATER : Alternative.TWO_SIDED;
        List<TestResult> tests = new ArrayList<>();
        List<Double> scales = new ArrayList<>();
        for (Tree row : expected) {
            String metric = row.text("metric");
            Tree control = rows.stream()
                    .filter(r -> r.text("metric").equals(metric)
                            && r.text("arm").equals(c.inputs().text("control")))
                    .findFirst()
                    .orElseThrow();
            Contrast contrast = some(MeanComparison.withDefaults()
                    .with(Conventions.defaults()
                            .with(Reference.NORMAL)
                            .with(Arms.binary(control) ? Variance.POPULATION : Variance.SAMPLE))
                    .compare(Arms.of(control), Arms.of(rows, row.text("treatment"), metric), Metric.mean("y")));
            double margin = row.has("margin_relative") ? row.number("margin_relative") : 0;
            tests.add(contrast.absolute().with(alternative, used).against(-margin * contrast.control()));
            scales.add(c.inputs().flag("absolute") ? 1 : contrast.control());
        }
        double[] p = tests.stream().mapToDouble(TestResult::pValue).toArray();
        int comparisons = (int) expected.stream()
                .filter(row -> !guardrails.contains(row.text("metric")))
                .count();
        double[] adjusted = spot && !oneSided ? p.clone() : correction.adjusted(p);
        for (int i = 0; i < p.length; i++) {
            if (spot && !oneSided) {
                adjusted[i] = Math.min(1, comparisons * p[i]);
            }
            Tree row = expected.get(i);
            TestResult test = tests.get(i);
            double scale = scales.get(i);
            c.check("null_value", test.nullValue() / scale, row.number("null_value"));
            c.check("estimate", test.estimate() / scale, row.number("estimate"));
            c.check("se", test.standardError(), row.number("se"));
            c.check("p_value", test.pValue(), row.number("p_value"));
            c.check("p_adjusted", adjusted[i], row.number("p_adjusted"));
            c.checkInterval(row, divided(test.interval(), scale));
            if (row.has("adjusted_ci_lower")) {
                Interval each = test.with(alternative, correction.levelOfEach(used, comparisons))
                        .interval();
                ends(c, row, divided(each, scale));
            }
        }
    }

    private static void ends(Case c, Tree row, Interval interval) {
        if (!(row.map().get("adjusted_ci_lower") instanceof String)) {
            c.check("adjusted_ci_lower", Objects.requireNonNull(interval.low()), row.number("adjusted_ci_lower"));
        }
        if (!(row.map().get("adjusted_ci_upper") instanceof String)) {
            c.check("adjusted_ci_upper", Objects.requireNonNull(interval.high()), row.number("adjusted_ci_upper"));
        }
    }

    private static Interval divided(Interval interval, double scale) {
        return new Interval(over(interval.low(), scale), over(interval.high(), scale), interval.level());
    }

    private static @Nullable Double over(@Nullable Double end, double scale) {
        return end == null ? null : (Double) (end / scale);
    }
}
