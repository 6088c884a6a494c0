package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Interval;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.ConformanceFile.Case;
import io.ckpi.experiments.ConformanceFile.Tree;
import io.ckpi.experiments.Conventions.Adjustment;
import io.ckpi.experiments.Conventions.Denominator;
import io.ckpi.experiments.Conventions.PValue;
import io.ckpi.experiments.Conventions.Reference;
import io.ckpi.experiments.Conventions.Relative;
import io.ckpi.experiments.Conventions.Variance;
import io.ckpi.experiments.internal.Fieller;
import io.ckpi.experiments.internal.Tails;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Effects against the numbers of gbstats, tea-tasting, spotify/confidence, PostHog, R, scipy, statsmodels and CKPI's definitions. What a
 * peer computes by a convention that CKPI does not offer is rebuilt here, in the test.
 */
@SuppressWarnings("unchecked") // the shape of the files is part of the test
class EffectConformanceTest {

    private static Alternative alternative(Tree params) {
        return switch (params.has("alternative") ? params.text("alternative") : "two-sided") {
            case "greater" -> Alternative.GREATER;
            case "less" -> Alternative.LESS;
            default -> Alternative.TWO_SIDED;
        };
    }

    static Tree tree(Object map) {
        return new Tree((Map<String, Object>) map);
    }

    private static Contrast compare(Conventions conventions, Moments c, Moments t, Metric metric) {
        return some(MeanComparison.withDefaults().with(conventions).compare(c, t, metric));
    }

    @TestFactory
    Stream<DynamicTest> meansAndRatios() {
        return Stream.of("mean_difference", "ratio_metric", "cuped")
                .flatMap(feature -> ConformanceFile.tests(feature, c -> {
                    switch (c.method()) {
                        case "mean_or_ratio" -> meanOrRatio(c);
                        case "welch_t_absolute", "welch_t_one_sided_greater", "welch_t_one_sided_less" -> welch(c);
                        case "welch_t" -> spotifyWelch(c);
                        case "theta_and_adjusted_means" -> theta(c);
                        case "adjusted_sd_three_arms" -> threeArms(c);
                        case "ancova_HC2" -> ancovaRobust(c);
                        case "single_covariate_abs_and_relative" -> growthBook(c);
                        case "multi_covariate" -> multi(c);
                        case "z_test_linreg" -> spotifyRegression(c);
                        default -> throw new AssertionError(c.method());
                    }
                }));
    }

    /** tea-tasting: the lift over the adjusted control value, its interval on the logarithm. */
    private static void meanOrRatio(Case c) {
        Tree params = c.inputs().tree("params");
        Metric metric = params.has("denom")
                ? Metric.ratio(params.text("numer"), params.text("denom"))
                : Metric.mean(params.text("numer"));
        if (params.has("numer_covariate")) {
            metric = params.has("denom_covariate")
                    ? metric.adjustedBy(Metric.ratio(params.text("numer_covariate"), params.text("denom_covariate")))
                    : metric.adjustedBy(params.text("numer_covariate"));
        }
        Conventions conventions = Conventions.defaults()
                .withLevel(params.number("confidence_level"))
                .with(alternative(params))
                .with(Denominator.ADJUSTED_CONTROL)
                .with(
                        !params.flag("use_t")
                                ? Reference.NORMAL
                                : params.flag("equal_var") ? Reference.POOLED_T : Reference.WELCH_T);
        Contrast result = compare(
                conventions,
                Arms.ofMoments(c.inputs().tree("control")),
                Arms.ofMoments(c.inputs().tree("treatment")),
                metric);
        TestResult relative = some(result.relative());
        c.check("mean_control", result.adjustedControl());
        c.check("mean_treatment", result.adjustedTreated());
        c.check("estimate", result.absolute().estimate());
        c.check("statistic", result.absolute().statistic());
        c.check("p_value", result.absolute().pValue());
        c.check("rel_estimate", relative.estimate());
        c.checkInterval(c.expected(), result.absolute().interval());
        ends(c, c.expected(), "rel_ci", relative.interval());
        assertThat(relative.pValue()).isEqualTo(result.absolute().pValue());
    }

    private static void ends(Case c, Tree fields, String key, Interval interval) {
        if (fields.has(key + "_lower") && !(fields.map().get(key + "_lower") instanceof String)) {
            c.check(key + "_lower", Objects.requireNonNull(interval.low()), fields.number(key + "_lower"));
        }
        if (fields.has(key + "_upper") && !(fields.map().get(key + "_upper") instanceof String)) {
            c.check(key + "_upper", Objects.requireNonNull(interval.high()), fields.number(key + "_upper"));
        }
    }

    private static void check(Case c, Tree expected, TestResult test) {
        if (expected.has("estimate")) {
            c.check("estimate", test.estimate(), expected.number("estimate"));
        }
        if (expected.has("se")) {
            c.check("se", test.standardError(), expected.number("se"));
        }
        if (expected.has("df")) {
            c.check("df", test.degreesOfFreedom().orElseThrow(), expected.number("df"));
        }
        if (expected.has("statistic")) {
            c.check("statistic", test.statistic(), expected.number("statistic"));
        }
        if (expected.has("p_value")) {
            c.check("p_value", test.pValue(), expected.number("p_value"));
            if (test.pValue() > 0) {
                assertThat(test.log10P()).isCloseTo(Math.log10(test.pValue()), within(1e-9));
            }
        }
        c.checkInterval(expected, test.interval());
    }

    private static void welch(Case c) {
        Tree params = c.inputs().tree("params");
        Conventions conventions = Conventions.defaults()
                .withLevel(1 - params.number("alpha"))
                .with(Relative.DELTA)
                .with(PValue.OF_OWN_SCALE)
                .with(
                        c.method().endsWith("greater")
                                ? Alternative.GREATER
                                : c.method().endsWith("less") ? Alternative.LESS : Alternative.TWO_SIDED);
        Contrast result = compare(
                conventions,
                Arms.of(c.inputs().tree("control")),
                Arms.of(c.inputs().tree("treatment")),
                Metric.mean("y"));
        check(c, c.expected(), params.flag("relative") ? some(result.relative()) : result.absolute());
    }

    private static void spotifyWelch(Case c) {
        var rows = c.inputs().list("rows").stream()
                .map(EffectConformanceTest::tree)
                .toList();
        String metric = rows.get(0).text("metric");
        Conventions conventions = Conventions.defaults()
                .withLevel(c.inputs().number("confidence"))
                .with(Arms.binary(rows.get(0)) ? Variance.POPULATION : Variance.SAMPLE);
        Contrast result = compare(
                conventions,
                Arms.of(rows, c.inputs().text("control"), metric),
                Arms.of(rows, c.inputs().text("treatment"), metric),
                Metric.mean("y"));
        check(c, tree(c.expected().list("rows").get(0)), result.absolute());
    }

    /** PostHog: y − θx, not centred. */
    private static void theta(Case c) {
        Moments control = Arms.ofPair(c.inputs().tree("control"));
        Moments treated = Arms.ofPair(c.inputs().tree("treatment"));
        Contrast result = compare(
                Conventions.defaults(), control, treated, Metric.mean("y").adjustedBy("x"));
        double theta = result.coefficients().get(0);
        double shift = theta * control.plus(treated).mean("x").orElseThrow();
        c.check("theta", theta);
        c.check("control_adjusted_mean", result.adjustedControl() - shift);
        c.check("treatment_adjusted_mean", result.adjustedTreated() - shift);
    }

    private static void threeArms(Case c) {
        Moments control = Arms.ofPair(c.inputs().tree("control"));
        Metric metric = Metric.mean("y").adjustedBy("x");
        Contrast one =
                compare(Conventions.defaults(), control, Arms.ofPair(c.inputs().tree("treatment1")), metric);
        Contrast two =
                compare(Conventions.defaults(), control, Arms.ofPair(c.inputs().tree("treatment2")), metric);
        c.check("sd_treatment1", Math.sqrt(one.treatedVariance() * one.treatedUnits()));
        c.check("sd_treatment2", Math.sqrt(two.treatedVariance() * two.treatedUnits()));
        c.check("sd_control_with_theta_t2", Math.sqrt(two.controlVariance() * two.controlUnits()));
    }

    /** R's regression y ~ t + x: the estimate is ours; HC2 needs rows and is rebuilt here. */
    private static void ancovaRobust(Case c) {
        double[][] rows =
                c.inputs().list("rows").stream().map(ConformanceFile::numbers).toArray(double[][]::new);
        var layout = MomentsLayout.of("y", "x");
        var control = layout.accumulator();
        var treated = layout.accumulator();
        for (double[] row : rows) {
            (row[1] == 1 ? treated : control).add(row[3], row[2]);
        }
        Contrast result = compare(
                Conventions.defaults().with(Adjustment.ANCOVA),
                control.moments(),
                treated.moments(),
                Metric.mean("y").adjustedBy("x"));
        c.check("estimate", result.absolute().estimate());
        // HC2: residuals over √(1 − leverage), by the residual of the treatment on (1, x)
        c.check(
                "se",
                Peers.hc2(rows, result.coefficients().get(0), result.absolute().estimate()));
    }

    private static void growthBook(Case c) {
        Moments control = Arms.ofPair(c.inputs().tree("control"));
        Moments treated = Arms.ofPair(c.inputs().tree("treatment"));
        Contrast result = compare(
                Conventions.defaults()
                        .withLevel(c.inputs().number("confidence"))
                        .with(Relative.DELTA)
                        .with(PValue.OF_OWN_SCALE),
                control,
                treated,
                Metric.mean("y").adjustedBy("x"));
        check(c, c.expected().tree("absolute"), result.absolute());
        c.check(
                "theta",
                result.coefficients().get(0),
                c.expected().tree("absolute").number("theta"));
        check(c, c.expected().tree("relative"), some(result.relative()));
    }

    private static void multi(Case c) {
        Moments control = Arms.ofCrossProducts(c.inputs().tree("control"));
        Moments treated = Arms.ofCrossProducts(c.inputs().tree("treatment"));
        int k = control.layout().size() - 1;
        Metric metric = Metric.mean("y");
        for (int j = 1; j <= k; j++) {
            metric = metric.adjustedBy("x" + j);
        }
        Conventions conventions = Conventions.defaults().withLevel(c.inputs().number("confidence"));
        check(
                c,
                c.expected().tree("unadjusted"),
                compare(conventions, control, treated, metric.unadjusted()).absolute());
        Contrast pooled = compare(conventions, control, treated, metric);
        check(c, c.expected().tree("pooled_theta"), pooled.absolute());
        c.check(
                "theta",
                pooled.coefficients().stream().mapToDouble(Double::doubleValue).toArray(),
                c.expected().tree("pooled_theta").numbers("theta"));
        TestResult ancova = compare(conventions.with(Adjustment.ANCOVA), control, treated, metric)
                .absolute();
        Tree ols = c.expected().tree("ancova_ols");
        c.check("ancova", ancova.estimate(), ols.number("estimate"));
        c.check("se_ols", ancova.standardError(), ols.number("se_ols"));
        Tree lin = c.expected().tree("lin");
        TestResult conditional = compare(conventions.with(Adjustment.LIN), control, treated, metric)
                .absolute();
        TestResult superpopulation = compare(conventions.with(Adjustment.LIN_SUPERPOPULATION), control, treated, metric)
                .absolute();
        c.check("lin", conditional.estimate(), lin.number("estimate"));
        c.check("lin se", conditional.standardError(), lin.number("se_from_moments_conditional"));
        c.check("lin se", superpopulation.standardError(), lin.number("se_from_moments_superpopulation"));
        // the errors from rows, which moments can only approximate
        assertThat(conditional.standardError()).isCloseTo(lin.number("se_hc0"), within(0.01 * lin.number("se_hc0")));
        assertThat(conditional.standardError()).isCloseTo(lin.number("se_hc2"), within(0.01 * lin.number("se_hc2")));
        assertThat(ancova.standardError()).isCloseTo(ols.number("se_hc2"), within(0.01 * ols.number("se_hc2")));
    }

    /** spotify/confidence mixes divisors: var(y) with n − 1 (0/1: n) and what the covariates explain with n. */
    private static void spotifyRegression(Case c) {
        Peers.Regression peer = Peers.spotifyRegression(c.inputs());
        Tree expected = tree(c.expected().list("rows").get(0));
        check(
                c,
                expected,
                TestResult.of(
                        peer.estimate(),
                        peer.error(),
                        Double.POSITIVE_INFINITY,
                        0,
                        Alternative.TWO_SIDED,
                        c.inputs().number("confidence"),
                        "peer"));
    }

    @TestFactory
    Stream<DynamicTest> lifts() {
        return ConformanceFile.tests("relative_lift_ci", c -> {
            if (c.method().equals("risk_ratio_log_adjusted")) {
                return; // ProportionConformanceTest
            }
            Moments control = Arms.of(c.inputs().tree("control"));
            Moments treated = Arms.of(c.inputs().tree("treatment"));
            Conventions conventions =
                    Conventions.defaults().withLevel(c.inputs().number("confidence"));
            Conventions fieller = conventions.with(Relative.FIELLER).with(Reference.NORMAL);
            if (c.method().equals("fieller")) {
                fieller(c, c.expected(), fieller, control, treated);
                return;
            }
            Contrast delta = compare(
                    conventions.with(Relative.DELTA).with(PValue.OF_OWN_SCALE), control, treated, Metric.mean("y"));
            c.check("estimate", some(delta.relative()).estimate());
            check(c, c.expected().tree("delta"), some(delta.relative()));
            Contrast log = compare(conventions, control, treated, Metric.mean("y"));
            c.checkInterval(c.expected().tree("log_delta"), some(log.relative()).interval());
            fieller(c, c.expected().tree("fieller_normal"), fieller, control, treated);
            statsig(c, c.expected().tree("fieller_statsig_n_minus_1"), log);
        });
    }

    /** Statsig's documents divide the variance by n − 1 once more. */
    private static void statsig(Case c, Tree expected, Contrast contrast) {
        double a = contrast.controlVariance() * contrast.controlUnits() / (contrast.controlUnits() - 1.0);
        double b = contrast.treatedVariance() * contrast.treatedUnits() / (contrast.treatedUnits() - 1.0);
        double q = Tails.normalQuantile((1 - c.inputs().number("confidence")) / 2);
        c.check("g", Fieller.g(contrast.control(), a, q), expected.number("g"));
        double[] limits = Fieller.limits(contrast.treated(), contrast.control(), b, 0, a, q);
        if (limits == null) {
            assertThat(expected.number("g")).isGreaterThanOrEqualTo(1);
        } else {
            c.check("ci_lower", limits[0] - 1, expected.number("ci_lower"));
            c.check("ci_upper", limits[1] - 1, expected.number("ci_upper"));
        }
    }

    private static void fieller(Case c, Tree expected, Conventions conventions, Moments control, Moments treated) {
        Outcome<TestResult> result =
                compare(conventions, control, treated, Metric.mean("y")).relative();
        if (expected.number("g") >= 1) {
            assertThat(result).isInstanceOfSatisfying(Outcome.NotComputable.class, none -> assertThat(
                            none.why().reason())
                    .isEqualTo(Reason.UNBOUNDED));
        } else {
            c.checkInterval(expected, some(result).interval());
        }
    }

    @TestFactory
    Stream<DynamicTest> holdouts() {
        return ConformanceFile.tests("holdout_interval", c -> {
            Moments control = Arms.of(c.inputs().tree("control"));
            Moments treated = Arms.of(c.inputs().tree("treatment"));
            HoldoutInterval interval = HoldoutInterval.withDefaults()
                    .withLevel(c.inputs().number("confidence"))
                    .with(HoldoutInterval.Dispersion.POOLED);
            HoldoutEffect effect = some(interval.of(control, treated, "y"));
            c.check("phi", effect.pooledDispersion());
            c.check("signed_root", effect.signedRoot());
            c.check("p_value", effect.pValue());
            c.check("diff", effect.treated() - effect.control());
            ends(c, c.expected(), "diff", effect.interval());
            if (c.expected().has("lift")) {
                c.check("lift", effect.treated() / effect.control() - 1);
                ends(c, c.expected(), "lift", some(effect.liftInterval()));
            } else {
                assertThat(effect.liftInterval().value()).isEmpty();
            }
            HoldoutEffect fromSums = some(interval.of(
                    control.n(),
                    control.mean("y").orElseThrow(),
                    control.centredProduct("y", "y"),
                    treated.n(),
                    treated.mean("y").orElseThrow(),
                    treated.centredProduct("y", "y")));
            assertThat(fromSums.interval()).isEqualTo(effect.interval());
        });
    }
}
