package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static io.ckpi.experiments.EffectConformanceTest.tree;
import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Direction;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.experiments.ConformanceFile.Case;
import io.ckpi.experiments.ConformanceFile.Tree;
import io.ckpi.experiments.Conventions.Reference;
import io.ckpi.experiments.Conventions.Variance;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Designs, totals and decisions against R, statsmodels, spotify/confidence, Eppo's documents and computed definitions. */
class DesignConformanceTest {

    private static final Unit MONEY = Unit.money(Currency.getInstance("USD"));

    private static Estimate measured(Reading reading) {
        return reading.measured().orElseThrow(() -> new AssertionError(reading.toString()));
    }

    private static void check(Case c, String what, Interval interval, double low, double high) {
        c.check(what + " low", Objects.requireNonNull(interval.low()), low);
        c.check(what + " high", Objects.requireNonNull(interval.high()), high);
    }

    private static void ends(Case c, String key, Reading reading) {
        if (c.expected().has(key)) {
            double[] expected = c.expected().numbers(key);
            check(c, key, Objects.requireNonNull(measured(reading).interval()), expected[0], expected[1]);
        }
    }

    @TestFactory
    Stream<DynamicTest> totals() {
        return ConformanceFile.tests("incremental_totals", c -> {
            Tree in = c.inputs();
            if (c.method().equals("global_lift_eppo")) {
                Reading lift = Economics.globalLift(
                        in.number("total_treatment"),
                        in.number("total_control"),
                        in.number("p_treatment"),
                        in.number("total_metric"),
                        in.number("total_enrolled_metric"),
                        in.number("traffic_exposure"));
                c.check("global_lift", measured(lift).value());
                return;
            }
            Contrast contrast = some(MeanComparison.withDefaults()
                    .with(Conventions.defaults().withLevel(in.number("confidence")))
                    .compare(Arms.of(in.tree("control")), Arms.of(in.tree("treatment")), Metric.mean("y")));
            c.check("incremental_per_unit", contrast.absolute().estimate());
            Reading total = contrast.total(MONEY);
            c.check("incremental_total", measured(total).value());
            c.check("incremental_total_se", contrast.absolute().standardError() * contrast.treatedUnits());
            ends(c, "incremental_total_ci", total);
            Reading iroas = Economics.iroas(total, in.number("treatment_cost"));
            c.check("iroas", measured(iroas).value());
            ends(c, "iroas_ci", iroas);
            Reading profit = Economics.profit(total, in.number("margin"), in.number("treatment_cost"));
            c.check("incremental_profit", measured(profit).value());
            ends(c, "incremental_profit_ci", profit);
            c.check(
                    "incrementality_share",
                    measured(Economics.shareIncremental(contrast)).value());
        });
    }

    @TestFactory
    Stream<DynamicTest> compliers() {
        return ConformanceFile.tests("noncompliance", c -> {
            Tree in = c.inputs();
            Moments treated = counts(
                    in.number("n_t"),
                    in.has("t_e1_y1") ? in.number("t_e1_y1") + in.number("t_e0_y1") : in.number("y_t"),
                    in.number("exposed_t"),
                    in.has("t_e1_y1") ? in.number("t_e1_y1") : in.number("y_and_exposed_t"));
            Moments control = counts(
                    in.number("n_c"),
                    in.has("c_y1") ? in.number("c_y1") : in.number("y_c"),
                    in.number("exposed_c"),
                    in.number("y_and_exposed_c", 0));
            Conventions conventions =
                    Conventions.defaults().with(Variance.POPULATION).with(Reference.NORMAL);
            Cace cace = Cace.of(control, treated, "y", "exposed", Unit.RATIO, conventions);
            c.check("compliance", measured(cace.compliance()).value());
            c.check("itt", measured(cace.intentionToTreat()).value());
            c.check("cace", measured(cace.effect()).value());
            check(
                    c,
                    "cace",
                    Objects.requireNonNull(measured(cace.effect()).interval()),
                    c.expected().number("cace_ci_lower"),
                    c.expected().number("cace_ci_upper"));
            if (c.expected().has("complier_rate_without_ad")) {
                c.check("complier_rate_without_ad", measured(cace.baseline()).value());
                c.check("cace_rel", measured(cace.relative()).value());
            }
        });
    }

    private static Moments counts(double n, double y, double e, double both) {
        double[][] products = {{y - y * y / n, both - y * e / n}, {0, e - e * e / n}};
        return MomentsLayout.of("y", "exposed")
                .fromSums((long) n, new double[] {y / n, e / n}, new double[2], products, null, new long[] {
                    (long) y, (long) e
                });
    }

    @TestFactory
    Stream<DynamicTest> strata() {
        return ConformanceFile.tests("post_stratification", c -> {
            Map<String, PostStratification.Stratum> strata = new LinkedHashMap<>();
            for (Object stratum : c.inputs().list("strata")) {
                strata.put(
                        "stratum " + strata.size(),
                        new PostStratification.Stratum(
                                Arms.of(tree(stratum).tree("control")),
                                Arms.of(tree(stratum).tree("treatment"))));
            }
            PostStratification.Result result = some(PostStratification.withDefaults()
                    .withLevel(c.inputs().number("confidence", 0.95))
                    .of(strata, Metric.mean("y")));
            TestResult test = c.method().equals("relative") ? some(result.relative()) : result.absolute();
            c.check("estimate", test.estimate());
            c.check("se", test.standardError());
            c.checkInterval(c.expected(), test.interval());
        });
    }

    @TestFactory
    Stream<DynamicTest> clusters() {
        return ConformanceFile.tests("clustered", c -> {
            List<double[]> rows = c.inputs().list("rows").stream()
                    .map(ConformanceFile::numbers)
                    .toList();
            if (c.method().equals("ols_cluster_HC1")) {
                boolean[] treated = new boolean[rows.size()];
                for (int i = 0; i < treated.length; i++) {
                    treated[i] = rows.get(i)[1] == 1;
                }
                Clusters.Result result = some(Clusters.regression(
                        rows.stream().mapToLong(row -> (long) row[0]).toArray(),
                        treated,
                        rows.stream().mapToDouble(row -> row[3]).toArray(),
                        Alternative.TWO_SIDED,
                        0.95));
                c.check("estimate", result.test().estimate());
                c.check("se", result.test().standardError());
                assertThat(result.flags()).extracting(Flag::code).containsExactly(Flag.Code.FEW_CLUSTERS);
                return;
            }
            Map<Double, double[]> sums = new LinkedHashMap<>();
            for (double[] row : rows) {
                double[] sum = sums.computeIfAbsent(row[0], key -> new double[] {0, 0, row[1]});
                sum[0] += row[3];
                sum[1]++;
            }
            MomentsLayout layout = MomentsLayout.of("sum", "members");
            Moments[] arms = new Moments[2];
            for (int arm = 0; arm < 2; arm++) {
                double which = arm;
                arms[arm] = sums.values().stream()
                        .filter(sum -> sum[2] == which)
                        .map(sum -> new double[] {sum[0], sum[1]})
                        .collect(layout.collector());
            }
            Clusters.Result result = some(Clusters.ratioOfSums(
                    arms[0], arms[1], Metric.ratio("sum", "members"), Alternative.TWO_SIDED, 0.95));
            c.check("estimate", result.test().estimate());
            c.check("se", result.test().standardError());
            assertThat(result.test().degreesOfFreedom()).hasValue(sums.size() - 2.0);
        });
    }

    @TestFactory
    Stream<DynamicTest> differencesInDifferences() {
        return ConformanceFile.tests("diff_in_diff", c -> {
            double[] cb = c.inputs().numbers("control_pre");
            double[] ca = c.inputs().numbers("control_post");
            double[] tb = c.inputs().numbers("treated_pre");
            double[] ta = c.inputs().numbers("treated_post");
            if (c.method().equals("two_by_two")) {
                DiffInDiff.Result result = some(DiffInDiff.crossSections(cb, ca, tb, ta, 0.95));
                c.check("did", result.test().estimate());
                c.check("se_hc1", result.test().standardError());
                c.check("se_ols", result.classicalError());
                TestResult classical = TestResult.of(
                        result.test().estimate(),
                        result.classicalError(),
                        result.test().degreesOfFreedom().orElseThrow(),
                        0,
                        Alternative.TWO_SIDED,
                        0.95,
                        "ols");
                c.check("t", classical.statistic());
                c.check("p_ols", classical.pValue());
                assertThat(result.flags()).extracting(Flag::code).containsExactly(Flag.Code.OBSERVATIONAL);
                return;
            }
            TestResult test = some(DiffInDiff.panel(cb, ca, tb, ta, 0.95)).test();
            c.check("estimate", test.estimate());
            c.check("se", test.standardError());
            c.check("df", test.degreesOfFreedom().orElseThrow());
            c.check("statistic", test.statistic());
            c.check("p_value", test.pValue());
            c.checkInterval(c.expected(), test.interval());
            // the same units as rows of two periods, clustered by unit: the same estimate
            long[] unit = new long[20];
            boolean[] treated = new boolean[20];
            boolean[] after = new boolean[20];
            double[] y = new double[20];
            double[][] cells = {cb, ca, tb, ta};
            for (int i = 0; i < 20; i++) {
                treated[i] = i >= 10;
                after[i] = i / 5 % 2 == 1;
                unit[i] = i % 5 + (treated[i] ? 100 : 0);
                y[i] = cells[i / 5][i % 5];
            }
            TestResult rows =
                    some(DiffInDiff.periods(unit, treated, after, y, 0.95)).test();
            c.check("estimate", rows.estimate());
            // the cluster sandwich of a balanced panel of two periods is Welch's error with n − 1 replaced
            double expected = c.expected().number("se") * Math.sqrt(4.0 / 5 * 10 / 9.0 * 19 / 16.0);
            assertThat(rows.standardError()).isCloseTo(expected, org.assertj.core.api.Assertions.within(1e-12));
        });
    }

    @TestFactory
    Stream<DynamicTest> caps() {
        Hillstrom data = Hillstrom.orSkip();
        return ConformanceFile.tests("winsorization", c -> {
            Winsorisation rule = Winsorisation.at(c.inputs().number("upper_percentile") / 100);
            if (c.inputs().flag("ignore_zeros")) {
                rule = rule.ofPositives();
            }
            Winsorisation.Capped capped =
                    some(rule.cut(data.column("spend", Hillstrom.NONE), data.column("spend", Hillstrom.MENS)));
            c.check("cap", capped.cap());
            c.check(
                    "sum",
                    Arrays.stream(capped.control()).sum(),
                    c.expected().tree("control").number("sum"));
            assertThat(capped.cutControl() + capped.cutTreated()).isPositive();
            TestResult test = some(MeanComparison.withDefaults().compare(capped.control(), capped.treated()))
                    .absolute();
            c.check("estimate", test.estimate());
            c.check("se", test.standardError());
            c.check("df", test.degreesOfFreedom().orElseThrow());
            c.check("statistic", test.statistic());
            c.check("p_value", test.pValue());
            c.checkInterval(c.expected(), test.interval());
        });
    }

    @TestFactory
    Stream<DynamicTest> corrections() {
        return ConformanceFile.tests("multiple_comparisons", c -> {
            switch (c.method()) {
                case "preferential_bonferroni" -> {
                    Correction.Preferential each = Correction.preferentialBonferroni(
                            c.inputs().number("alpha"),
                            c.inputs().number("gamma"),
                            (int) c.inputs().number("variants"),
                            (int) c.inputs().number("metrics"));
                    c.check("alpha_primary", each.primary());
                    c.check("alpha_other", each.other());
                }
                case "holm", "bonferroni", "hochberg", "hommel", "BH", "BY" ->
                    c.check(
                            "adjusted",
                            correction(c.method()).adjusted(c.inputs().numbers("p_values")),
                            c.expected().numbers("adjusted"));
                default -> SpotifyRows.check(c, correction(c.inputs().text("correction")), List.of());
            }
        });
    }

    private static Correction correction(String name) {
        return switch (name) {
            case "bonferroni", "spot-1-bonferroni" -> Correction.BONFERRONI;
            case "sidak", "spot-1-sidak" -> Correction.SIDAK;
            case "holm", "spot-1-holm" -> Correction.HOLM;
            case "holm-sidak" -> Correction.HOLM_SIDAK;
            case "hochberg", "simes-hochberg" -> Correction.HOCHBERG;
            case "hommel" -> Correction.HOMMEL;
            case "BH", "fdr_bh" -> Correction.BENJAMINI_HOCHBERG;
            case "BY", "fdr_by" -> Correction.BENJAMINI_YEKUTIELI;
            default -> throw new AssertionError(name);
        };
    }

    @TestFactory
    Stream<DynamicTest> margins() {
        return ConformanceFile.tests("non_inferiority", c -> {
            switch (c.method()) {
                case "welch_ni_and_tost" -> tost(c);
                case "z_test_nim" -> fixedNull(c);
                default -> SpotifyRows.check(c, correction(c.inputs().text("correction")), guardrails(c.inputs()));
            }
        });
    }

    private static List<String> guardrails(Tree inputs) {
        List<String> names = new ArrayList<>();
        Tree margins = inputs.tree("margins");
        for (String metric : margins.map().keySet()) {
            if (margins.tree(metric).has("relative")) {
                names.add(metric);
            }
        }
        return names;
    }

    private static void tost(Case c) {
        double alpha = c.inputs().number("alpha");
        Contrast contrast = some(MeanComparison.withDefaults()
                .compare(Arms.of(c.inputs().tree("control")), Arms.of(c.inputs().tree("treatment")), Metric.mean("y")));
        double margin = c.inputs().number("margin_absolute");
        TestResult test = NonInferiority.test(contrast, Margin.atMost(margin), Direction.HIGHER_IS_BETTER, 1 - alpha);
        NonInferiority.Equivalence both = NonInferiority.equivalence(contrast, -margin, margin, 1 - alpha);
        c.check("estimate", test.estimate());
        c.check("se", test.standardError());
        c.check("df", test.degreesOfFreedom().orElseThrow());
        c.check("p_non_inferior", test.pValue());
        c.check("p_not_superior_by_margin", both.belowHigh().pValue());
        c.check("p_tost", both.pValue());
        assertThat(both.shownAt(alpha)).isEqualTo(c.expected().flag("equivalent"));
        assertThat(test.significantAt(alpha)).isEqualTo(c.expected().flag("non_inferior"));
    }

    private static void fixedNull(Case c) {
        List<Tree> rows = c.inputs().list("rows").stream()
                .map(EffectConformanceTest::tree)
                .toList();
        String metric = rows.get(0).text("metric");
        Tree expected = tree(c.expected().list("rows").get(0));
        Contrast contrast = some(MeanComparison.withDefaults()
                .with(Conventions.defaults()
                        .with(Reference.NORMAL)
                        .with(Arms.binary(rows.get(0)) ? Variance.POPULATION : Variance.SAMPLE))
                .compare(
                        Arms.of(rows, c.inputs().text("control"), metric),
                        Arms.of(rows, c.inputs().text("treatment"), metric),
                        Metric.mean("y")));
        Margin margin = Margin.shareOfControl(c.inputs().number("nim_relative"));
        boolean increase = c.inputs().text("preferred_direction").equals("increase");
        double level = c.inputs().number("confidence");
        TestResult test = NonInferiority.testFixedNull(
                contrast, margin, increase ? Direction.HIGHER_IS_BETTER : Direction.LOWER_IS_BETTER, level);
        c.check("null_value", test.nullValue(), expected.number("null_value"));
        c.check("estimate", test.estimate(), expected.number("estimate"));
        c.check("se", test.standardError(), expected.number("se"));
        c.check("p_value", test.pValue(), expected.number("p_value"));
        c.checkInterval(expected, test.interval());
        c.check(
                "required_n_total",
                NonInferiority.requiredUnits(contrast, margin, 1 - level, 0.8),
                expected.number("required_n_total"));
    }
}
