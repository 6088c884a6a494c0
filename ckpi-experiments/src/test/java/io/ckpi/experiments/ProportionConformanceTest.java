package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static io.ckpi.experiments.EffectConformanceTest.tree;

import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Reading;
import io.ckpi.core.stat.Shares;
import io.ckpi.experiments.ConformanceFile.Case;
import io.ckpi.experiments.ConformanceFile.Tree;
import io.ckpi.experiments.Conventions.PValue;
import io.ckpi.experiments.Conventions.Relative;
import io.ckpi.experiments.Conventions.Variance;
import io.ckpi.experiments.proportion.TwoProportions;
import io.ckpi.experiments.proportion.TwoProportions.DifferenceMethod;
import io.ckpi.experiments.proportion.TwoProportions.RatioMethod;
import io.ckpi.experiments.proportion.TwoProportions.Test;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Two shares against R, statsmodels, tea-tasting, spotify/confidence, gbstats and the exact conditional distribution. */
class ProportionConformanceTest {

    private static TwoProportions counts(Tree in) {
        return new TwoProportions(
                in.tree("control").whole("successes"),
                in.tree("control").whole("n"),
                in.tree("treatment").whole("successes"),
                in.tree("treatment").whole("n"));
    }

    private static Estimate measured(Reading reading) {
        return reading.measured().orElseThrow(() -> new AssertionError(reading.toString()));
    }

    private static Interval interval(Reading reading) {
        return Objects.requireNonNull(measured(reading).interval());
    }

    @TestFactory
    Stream<DynamicTest> proportions() {
        return ConformanceFile.tests("proportion_difference", c -> {
            switch (c.method()) {
                case "chi_squared" -> chiSquared(c);
                case "one_sample_wilson" ->
                    c.checkInterval(
                            c.expected(),
                            interval(Shares.withDefaults()
                                    .withLevel(c.inputs().number("confidence"))
                                    .of(
                                            c.inputs().whole("successes"),
                                            c.inputs().whole("n"))));
                case "welch_t_relative_delta_binomial" -> binomial(c);
                case "fisher_exact" -> fisher(c);
                case "prop_test" -> {
                    TwoProportions counts = counts(c.inputs());
                    TwoProportions.Result test = some(counts.test(Test.PEARSON, Alternative.TWO_SIDED));
                    c.check("p_value", test.pValue());
                    c.check("chi2", test.statistic());
                    c.checkInterval(c.expected(), interval(counts.difference(DifferenceMethod.WALD, 0.95)));
                }
                case "ci_wald" -> difference(c, DifferenceMethod.WALD);
                case "ci_agresti_caffo" -> difference(c, DifferenceMethod.AGRESTI_CAFFO);
                case "ci_newcombe" -> difference(c, DifferenceMethod.NEWCOMBE);
                case "ci_score" -> difference(c, DifferenceMethod.MIETTINEN_NURMINEN);
                default -> teaTasting(c);
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> adjustedRatios() {
        return ConformanceFile.tests("relative_lift_ci", c -> {
            if (c.method().equals("risk_ratio_log_adjusted")) {
                Interval lift = interval(counts(c.inputs())
                        .lift(RatioMethod.LOG_ADJUSTED, c.inputs().number("confidence")));
                c.check("ratio_ci_lower", Objects.requireNonNull(lift.low()) + 1);
                c.check("ratio_ci_upper", Objects.requireNonNull(lift.high()) + 1);
            }
        });
    }

    private static void difference(Case c, DifferenceMethod method) {
        c.checkInterval(
                c.expected(),
                interval(counts(c.inputs()).difference(method, c.inputs().number("confidence"))));
    }

    private static void teaTasting(Case c) {
        Tree params = c.inputs().tree("params");
        boolean corrected = params.flag("correction");
        Alternative alternative =
                params.text("alternative").equals("greater") ? Alternative.GREATER : Alternative.TWO_SIDED;
        Test test =
                switch (c.method()) {
                    case "norm" -> corrected ? Test.Z_CORRECTED : Test.Z;
                    case "pearson" -> corrected ? Test.PEARSON_YATES : Test.PEARSON;
                    case "log_likelihood" -> corrected ? Test.LIKELIHOOD_RATIO_YATES : Test.LIKELIHOOD_RATIO;
                    case "barnard" -> Test.BARNARD;
                    case "boschloo" -> Test.BOSCHLOO;
                    case "fisher" -> Test.FISHER;
                    default -> throw new AssertionError(c.method());
                };
        TwoProportions counts = counts(c.inputs());
        c.check("p_value", some(counts.test(test, alternative)).pValue());
        c.check("mean_control", measured(counts.control()).value());
        c.check("mean_treatment", measured(counts.treated()).value());
        double level = params.number("confidence_level", 0.95);
        Reading difference =
                counts.difference(corrected ? DifferenceMethod.POOLED_CORRECTED : DifferenceMethod.POOLED, level);
        c.check("estimate", measured(difference).value());
        if (c.expected().has("ci_lower")) {
            c.checkInterval(c.expected(), interval(difference));
        }
        if (c.expected().has("rel_ci_lower")) {
            Reading lift = counts.lift(corrected ? RatioMethod.LOG_POOLED_CORRECTED : RatioMethod.LOG_POOLED, level);
            c.check("rel_estimate", measured(lift).value());
            c.check("rel_ci_lower", Objects.requireNonNull(interval(lift).low()));
            c.check("rel_ci_upper", Objects.requireNonNull(interval(lift).high()));
        }
    }

    private static void fisher(Case c) {
        TwoProportions counts = counts(c.inputs());
        c.check("p_value", some(counts.test(Test.FISHER, Alternative.TWO_SIDED)).pValue());
        TwoProportions.OddsRatio odds = some(counts.oddsRatio(0.95));
        c.check("odds_ratio_cmle", measured(odds.odds()).value());
        c.check("or_ci_lower", Objects.requireNonNull(odds.interval().low()));
        c.check("or_ci_upper", Objects.requireNonNull(odds.interval().high()));
    }

    /** spotify/confidence: p from the pooled z, the interval Wald's. */
    private static void chiSquared(Case c) {
        List<Tree> rows = c.inputs().list("rows").stream()
                .map(EffectConformanceTest::tree)
                .toList();
        Tree control = arm(rows, c.inputs().text("control"));
        Tree treated = arm(rows, c.inputs().text("treatment"));
        TwoProportions counts =
                new TwoProportions(control.whole("sum"), control.whole("n"), treated.whole("sum"), treated.whole("n"));
        Tree expected = tree(c.expected().list("rows").get(0));
        c.check("p_value", some(counts.test(Test.Z, Alternative.TWO_SIDED)).pValue(), expected.number("p_value"));
        Reading difference = counts.difference(DifferenceMethod.WALD, c.inputs().number("confidence"));
        c.check("estimate", measured(difference).value(), expected.number("estimate"));
        c.checkInterval(expected, interval(difference));
    }

    private static Tree arm(List<Tree> rows, String name) {
        return rows.stream()
                .filter(row -> row.text("arm").equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static void binomial(Case c) {
        Contrast contrast = some(MeanComparison.withDefaults()
                .with(Conventions.defaults()
                        .with(Variance.POPULATION)
                        .with(Relative.DELTA)
                        .with(PValue.OF_OWN_SCALE)
                        .withLevel(1 - c.inputs().tree("params").number("alpha")))
                .compare(Arms.of(c.inputs().tree("control")), Arms.of(c.inputs().tree("treatment")), Metric.mean("y")));
        TestResult lift = some(contrast.relative());
        c.check("estimate", lift.estimate());
        c.check("se", lift.standardError());
        c.check("p_value", lift.pValue());
        c.checkInterval(c.expected(), lift.interval());
    }
}
