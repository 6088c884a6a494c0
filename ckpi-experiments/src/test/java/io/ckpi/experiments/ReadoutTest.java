package io.ckpi.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.experiments.MetricReadout.Method;
import io.ckpi.experiments.Verdict.Decision;
import io.ckpi.experiments.internal.Tails;
import java.time.Instant;
import java.util.Arrays;
import java.util.Currency;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;

/** Plans, their read-outs and verdicts; the Hillstrom table from its rows. */
class ReadoutTest {

    private static final Unit DOLLAR = Unit.money(Currency.getInstance("USD"));

    private static Estimate measured(Reading reading) {
        return reading.measured().orElseThrow(() -> new AssertionError(reading.toString()));
    }

    private static void near(Reading reading, double value, double low, double high, double digits) {
        Estimate estimate = measured(reading);
        Interval interval = Objects.requireNonNull(estimate.interval());
        assertThat(estimate.value()).isCloseTo(value, within(digits));
        assertThat(interval.low()).isCloseTo(low, within(digits));
        assertThat(interval.high()).isCloseTo(high, within(digits));
    }

    /** The published table: means, 95 % Welch intervals, sample ratios. */
    @Test
    void theHillstromTable() {
        Hillstrom data = Hillstrom.orSkip();
        Plan plan = Plan.named("Hillstrom")
                .control("none", 1.0 / 3)
                .treatment("mens", 1.0 / 3)
                .treatment("womens", 1.0 / 3)
                .metric(Metric.rate("visit"))
                .metric(Metric.rate("conversion"))
                .metric(Metric.mean("spend").in(DOLLAR).primary())
                .correction(Correction.BONFERRONI)
                .headline(Plan.Headline.COMPARISON)
                .build();
        Readout out = plan.read(Map.of(
                "none", arm(data, plan, Hillstrom.NONE),
                "mens", arm(data, plan, Hillstrom.MENS),
                "womens", arm(data, plan, Hillstrom.WOMENS)));
        assertThat(out.units())
                .containsExactly(Map.entry("none", 21306L), Map.entry("mens", 21307L), Map.entry("womens", 21387L));
        Srm.Check srm = out.srm().orElseThrow().value().orElseThrow();
        assertThat(srm.statistic()).isCloseTo(0.2025, within(5e-5));
        assertThat(srm.pValue()).isCloseTo(0.904, within(5e-4));
        near(out.of("visit", "mens").absolute(), 0.07659, 0.06995, 0.08323, 1e-5);
        near(out.of("conversion", "mens").absolute(), 0.00681, 0.00500, 0.00861, 1e-5);
        near(out.of("spend", "mens").absolute(), 0.7698, 0.4851, 1.0545, 5e-5);
        assertThat(measured(out.of("spend", "mens").relative()).value()).isCloseTo(1.179, within(5e-4));
        near(out.of("visit", "womens").absolute(), 0.04523, 0.03889, 0.05157, 1e-5);
        near(out.of("conversion", "womens").absolute(), 0.00311, 0.00150, 0.00472, 1e-5);
        near(out.of("spend", "womens").absolute(), 0.4244, 0.1690, 0.6799, 5.1e-5);
        assertThat(measured(out.of("spend", "womens").relative()).value()).isCloseTo(0.650, within(5e-4));
        assertThat(measured(out.of("visit", "mens").control()).value()).isCloseTo(0.1062, within(5e-5));
        assertThat(measured(out.of("conversion", "mens").treated()).value()).isCloseTo(0.01253, within(5e-6));
        Estimate total = measured(out.of("spend", "mens").incrementalTotal());
        assertThat(total.value()).isCloseTo(30311.69 - 13908.33 / 21306 * 21307, within(1e-6));
        assertThat(total.unit()).isEqualTo(DOLLAR);
        // six comparisons: Bonferroni's p and the simultaneous interval
        MetricReadout spend = out.of("spend", "womens");
        assertThat(spend.adjustedPValue().orElseThrow())
                .isCloseTo(6 * spend.pValue().orElseThrow(), within(1e-15));
        Interval wide = spend.simultaneous().orElseThrow();
        assertThat(wide.level()).isCloseTo(1 - 0.05 / 6, within(1e-15));
        assertThat(wide.halfWidth().orElseThrow()).isGreaterThan(0.2555);
        assertThat(out.verdict("mens").decision()).isEqualTo(Decision.SHIP);
        assertThat(out.verdict("womens").decision()).isEqualTo(Decision.SHIP);
        assertThatIllegalArgumentException()
                .isThrownBy(out::verdict)
                .withMessage("name one of the treatments: [mens, womens]");
    }

    private static Moments arm(Hillstrom data, Plan plan, String arm) {
        return plan.moments()
                .fromArrays(plan.moments().names().stream()
                        .map(name -> data.column(name, arm))
                        .toArray(double[][]::new));
    }

    private static double[] spend(String name, int n, double share, double factor) {
        RandomStream stream = RandomStream.of(5, name, 0);
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            values[i] = stream.nextDouble() < share ? factor * Math.exp(4 + 0.7 * Samplers.normal(stream)) : 0;
        }
        return values;
    }

    private static final Plan MAIL = Plan.named("spring mail")
            .control("holdout", 0.05)
            .treatment("mailed", 0.95)
            .metric(Metric.mean("revenue").in(DOLLAR).adjustedBy("revenue_90d").primary())
            .metric(Metric.ratio("revenue", "orders"))
            .metric(Metric.rate("unsubscribed").lowerIsBetter().guardrail(Margin.atMost(0.02)))
            .plannedUnits(20_000)
            .build();

    private static Moments mail(String name, int n, double share, double unsubscribed) {
        double[] revenue = spend(name, n, share, 1);
        double[] before = spend(name + " before", n, 0.1, 1);
        double[] orders = Arrays.stream(revenue).map(x -> x > 0 ? 1 : 0).toArray();
        double[] left = new double[n];
        Arrays.fill(left, 0, (int) Math.round(unsubscribed * n), 1);
        return MAIL.moments().fromArrays(revenue, before, orders, left);
    }

    @Test
    void aHoldoutOfFivePercent() {
        assertThat(MAIL.moments().names()).containsExactly("revenue", "revenue_90d", "orders", "unsubscribed");
        assertThat(MAIL.moments().keeps("revenue", "revenue_90d")).isTrue();
        assertThat(MAIL.moments().keeps("orders", "unsubscribed")).isFalse();
        Moments control = mail("holdout", 1_000, 0.05, 0.010);
        Moments treated = mail("mailed", 19_000, 0.11, 0.011);
        Readout out = MAIL.read(Map.of("holdout", control, "mailed", treated));
        MetricReadout revenue = out.of("revenue");
        assertThat(revenue.method()).isEqualTo(Method.HOLDOUT);
        Estimate lift = measured(revenue.relative());
        assertThat(lift.method()).isEqualTo(HoldoutEffect.METHOD);
        assertThat(lift.has(Flag.Code.ADJUSTED_BESIDE)).isTrue();
        assertThat(lift.has(Flag.Code.DISPERSION_UNCHECKED)).isTrue();
        assertThat(revenue.adjusted().orElseThrow().value()).isPresent();
        assertThat(revenue.unadjusted().value()).isPresent();
        assertThat(measured(revenue.incrementalTotal()).value())
                .isCloseTo(19_000 * measured(revenue.absolute()).value(), within(1e-6));
        double share = measured(revenue.shareIncremental()).value();
        assertThat(share).isCloseTo(lift.value() / (1 + lift.value()), within(1e-12));
        assertThat(out.of("revenue/orders").incrementalTotal().why()).contains(Reason.NOT_IDENTIFIED);
        assertThat(out.of("unsubscribed")
                        .nonInferiority()
                        .orElseThrow()
                        .value()
                        .orElseThrow()
                        .pValue())
                .isLessThan(0.05);
        assertThat(out.of("unsubscribed").adjustedPValue()).isEmpty();
        assertThat(out.verdict().decision()).isEqualTo(Decision.SHIP);
        assertThat(out.verdict().reasons()).hasSize(2).allSatisfy(reason -> assertThat(reason.ru())
                .isNotBlank());
        assertThat(out.goal().why()).contains(Reason.NO_DATA);
    }

    @Test
    void theDecisionRule() {
        Moments control = mail("holdout", 1_000, 0.10, 0.010);
        // no effect at the planned number of units
        assertThat(MAIL.read(Map.of("holdout", control, "mailed", mail("b", 19_000, 0.10, 0.011)))
                        .verdict()
                        .decision())
                .isEqualTo(Decision.INCONCLUSIVE);
        // before it
        Readout early =
                MAIL.read(Map.of("holdout", mail("a", 500, 0.1, 0.01), "mailed", mail("b", 9_500, 0.10, 0.011)));
        assertThat(early.verdict().decision()).isEqualTo(Decision.CONTINUE);
        // a guardrail worse than its margin
        Verdict harmed = MAIL.read(Map.of("holdout", control, "mailed", mail("b", 19_000, 0.18, 0.08)))
                .verdict();
        assertThat(harmed.decision()).isEqualTo(Decision.STOP);
        assertThat(harmed.reasons().get(0).en())
                .startsWith("the guardrail unsubscribed is worse than its margin, p < 0.0001");
        // the primary worse
        assertThat(MAIL.read(Map.of("holdout", control, "mailed", mail("b", 19_000, 0.05, 0.01)))
                        .verdict()
                        .decision())
                .isEqualTo(Decision.STOP);
        // broken assignment: numbers stay, flagged, and nothing else is decided
        Readout broken = MAIL.read(Map.of("holdout", control, "mailed", mail("b", 15_000, 0.18, 0.01)));
        assertThat(broken.verdict().decision()).isEqualTo(Decision.CHECK_ASSIGNMENT);
        assertThat(measured(broken.of("revenue").absolute()).has(Flag.Code.SRM)).isTrue();
        // success before the planned number says what the error rate rests on
        Verdict soon = MAIL.read(Map.of("holdout", mail("a", 500, 0.05, 0.01), "mailed", mail("b", 9_500, 0.18, 0.011)))
                .verdict();
        assertThat(soon.decision()).isEqualTo(Decision.SHIP);
        assertThat(soon.reasons().get(soon.reasons().size() - 1).en()).contains("only look");
    }

    @Test
    void arms() {
        Moments none = MAIL.moments().empty();
        Moments one = MAIL.moments().fromArrays(new double[1], new double[1], new double[1], new double[1]);
        Moments some = mail("b", 1000, 0.1, 0.01);
        assertThat(MAIL.read(Map.of("holdout", none, "mailed", some))
                        .of("revenue")
                        .absolute())
                .isEqualTo(Absent.because(
                        Reason.NO_DATA,
                        "the control has 0 units, the treatment 1000",
                        "единиц в контроле: 0, в тестовой группе: 1000"));
        MetricReadout single = MAIL.read(Map.of("holdout", one, "mailed", some)).of("revenue");
        assertThat(single.relative().why()).contains(Reason.INSUFFICIENT_DATA);
        assertThat(single.pValue()).isEmpty();
        assertThat(single.control().why()).contains(Reason.INSUFFICIENT_DATA);
        Moments zeros = MAIL.moments().fromArrays(new double[99], new double[99], new double[99], new double[99]);
        MetricReadout allZero =
                MAIL.read(Map.of("holdout", zeros, "mailed", zeros)).of("revenue");
        assertThat(allZero.absolute().why()).contains(Reason.NO_VARIATION);
        assertThat(MAIL.read(Map.of("holdout", zeros, "mailed", zeros))
                        .of("revenue/orders")
                        .absolute()
                        .why())
                .contains(Reason.ZERO_DENOMINATOR);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MAIL.read(Map.of("holdout", some, "mailed", some, "phoned", some)))
                .withMessage("no arm phoned, there are holdout and [mailed]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MAIL.read(Map.of("holdout", some)))
                .withMessage("no moments of the arm mailed");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        MAIL.read(Map.of("holdout", MomentsLayout.of("revenue").empty(), "mailed", some)))
                .withMessageContaining("no variable");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> MAIL.read(Map.of("holdout", some, "mailed", some)).of("clicks"))
                .withMessageStartingWith("no metric clicks");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> MAIL.read(Map.of("holdout", some, "mailed", some)).of("revenue", "phoned"))
                .withMessageStartingWith("no treatment phoned");
    }

    @Test
    void plansThatCannotBe() {
        assertThatIllegalArgumentException().isThrownBy(() -> Plan.named(" "));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.named("p").control("c", 1.0))
                .withMessage("the share of c is not strictly between 0 and 1: 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.named("p")
                        .control("c", 0.1)
                        .treatment("t", 0.8)
                        .metric(Metric.mean("x"))
                        .build())
                .withMessage("the shares do not sum to 1: 0.9");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.named("p")
                        .control("c", 0.1)
                        .treatment("t")
                        .metric(Metric.mean("x"))
                        .build())
                .withMessage("give all arms a share or none: t");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.named("p")
                        .control("c")
                        .treatment("c")
                        .metric(Metric.mean("x"))
                        .build())
                .withMessage("the arm c repeats");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        Plan.named("p").treatment("c").metric(Metric.mean("x")).build())
                .withMessage("the plan p has no control arm");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.named("p").control("c").treatment("t").build())
                .withMessage("the plan p has no metric");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Plan.named("p")
                        .control("c")
                        .treatment("t")
                        .metric(Metric.mean("x").adjustedBy("before"))
                        .assigned(Instant.parse("2026-03-01T00:00:00Z"))
                        .measuredUntil("before", Instant.parse("2026-03-08T00:00:00Z"))
                        .build())
                .withMessage("the covariate before was measured until 2026-03-08T00:00:00Z, after the assignment at"
                        + " 2026-03-01T00:00:00Z");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Metric.mean("x").adjustedBy(Metric.mean("y").adjustedBy("z")))
                .withMessage("the covariate y of x has covariates of its own");
        assertThatIllegalArgumentException().isThrownBy(() -> Margin.atMost(0));
        assertThatIllegalArgumentException().isThrownBy(() -> Margin.shareOfControl(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Conventions.defaults().withLevel(Double.NaN))
                .withMessage("level is not strictly between 0 and 1: NaN");
    }

    @Test
    void unitsInTwoArmsAndRowsThatCannotBe() {
        Plan plan = Plan.named("p")
                .control("c")
                .treatment("t")
                .metric(Metric.mean("x"))
                .build();
        PlanRows rows = plan.rows();
        PlanRows first = plan.rows().keepFirstArm();
        for (PlanRows each : List.of(rows, first)) {
            for (int i = 0; i < 40; i++) {
                each.add("unit" + i, i % 2 == 0 ? "c" : "t", i);
            }
            each.add("unit0", "t", 7)
                    .add("unit1", "t", 7)
                    .add("a", "c", Double.NaN)
                    .add("b", "t", Double.POSITIVE_INFINITY);
        }
        Readout out = rows.read();
        assertThat(out.units()).containsEntry("c", 19L).containsEntry("t", 20L);
        assertThat(out.issues())
                .extracting(DataIssue::code)
                .containsExactly("CONTAMINATED", "DUPLICATE_UNIT", "INVALID_VALUE");
        assertThat(out.issues()).extracting(DataIssue::count).containsExactly(1L, 1L, 2L);
        assertThat(measured(out.of("x").absolute()).has(Flag.Code.CONTAMINATED)).isTrue();
        assertThat(first.read().units()).containsEntry("c", 20L);
        assertThat(rows.contaminated()).isEqualTo(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rows.add("u", "x", 1))
                .withMessage("no arm x, there are [c, t]");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> rows.add("u", "c", 1, 2))
                .withMessage("a row of 2 values for 1 variables [x]");
        assertThatIllegalStateException().isThrownBy(rows::keepFirstArm);
    }

    @Test
    void skippedRowsAreReported() {
        Plan plan = Plan.named("p")
                .control("c")
                .treatment("t")
                .metric(Metric.mean("x"))
                .missing("x", MomentsLayout.Missing.SKIP_ROW)
                .build();
        Moments c = plan.moments().fromArrays(new double[] {1, Double.NaN, 2, 3});
        Moments t = plan.moments().fromArrays(new double[] {2, 3, 4});
        Readout out = plan.read(Map.of("c", c, "t", t));
        assertThat(out.units()).containsEntry("c", 3L);
        assertThat(out.issues()).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo("SKIPPED_ROWS");
            assertThat(issue.location()).isEqualTo("c");
        });
    }

    /** Points against a discount: cost varies by customer, so profit is a mean and ROI a ratio of differences. */
    @Test
    void goals() {
        int n = 4_000;
        double[] margin = spend("m", n, 0.2, 1);
        double[] more = Arrays.stream(spend("m2", n, 0.3, 1)).map(x -> x * 1.1).toArray();
        double[] nothing = new double[n];
        double[] points = Arrays.stream(more).map(x -> x > 0 ? 3 : 0).toArray();
        double[] buyers = Arrays.stream(margin).map(x -> x > 0 ? 1 : 0).toArray();
        double[] buyersMore = Arrays.stream(more).map(x -> x > 0 ? 1 : 0).toArray();
        Plan launch = Plan.named("launch")
                .control("c")
                .treatment("t")
                .goal(Goal.launch("margin", "cost", "buyer", DOLLAR))
                .build();
        assertThat(launch.moments().names()).containsExactly("cost", "margin", "buyer");
        Readout out = launch.read(Map.of(
                "c", launch.moments().fromArrays(nothing, margin, buyers),
                "t", launch.moments().fromArrays(points, more, buyersMore)));
        double dMargin = Arrays.stream(more).average().orElseThrow()
                - Arrays.stream(margin).average().orElseThrow();
        double dCost = Arrays.stream(points).average().orElseThrow();
        Estimate roi = measured(out.goal());
        assertThat(roi.unit()).isEqualTo(Unit.PERCENT);
        assertThat(roi.value()).isCloseTo(100 * (dMargin - dCost) / dCost, within(1e-9));
        assertThat(roi.interval()).isNotNull();
        assertThat(measured(out.of("profit").absolute()).value()).isCloseTo(dMargin - dCost, within(1e-9));
        assertThat(measured(out.of("profit").incrementalTotal()).value())
                .isCloseTo(n * (dMargin - dCost), within(1e-6));
        Plan growth = Plan.named("growth")
                .control("c")
                .treatment("t")
                .goal(Goal.growth("r", DOLLAR))
                .build();
        Readout grown = growth.read(Map.of(
                "c", growth.moments().fromArrays(margin), "t", growth.moments().fromArrays(more)));
        assertThat(measured(grown.goal()).value()).isCloseTo(dMargin, within(1e-9));
        Plan retention = Plan.named("retention")
                .control("c")
                .treatment("t")
                .goal(Goal.retention("crm", "all", "again"))
                .build();
        double[] half = Arrays.stream(more).map(x -> x / 2 + (x > 60 ? 1 : 0)).toArray();
        Readout kept = retention.read(Map.of(
                "c", retention.moments().fromArrays(half, more, buyersMore),
                "t", retention.moments().fromArrays(more, more, buyersMore)));
        assertThat(measured(kept.goal()).value()).isBetween(0.4, 0.5);
    }

    @Test
    void covariates() {
        int n = 500;
        RandomStream stream = RandomStream.of(3, "covariates", 0);
        double[] x = new double[n];
        double[] y = new double[n];
        double[] z = new double[n];
        for (int i = 0; i < n; i++) {
            x[i] = Samplers.normal(stream);
            y[i] = x[i] + 0.1 * Samplers.normal(stream);
            z[i] = 2 * x[i] + 1;
        }
        double[] shifted = Arrays.stream(x).map(v -> v + 1).toArray();
        MomentsLayout layout = MomentsLayout.of("x", "y", "z");
        Moments c = layout.fromArrays(x, y, z);
        Contrast collinear = MeanComparison.withDefaults()
                .compare(c, layout.fromArrays(x, y, z), Metric.mean("y").adjustedBy("x", "z"))
                .value()
                .orElseThrow();
        assertThat(collinear.flags()).containsExactly(Flag.of(Flag.Code.COLLINEAR, "z"));
        assertThat(collinear.coefficients().get(1)).isZero();
        assertThat(collinear.absolute().standardError()).isLessThan(0.02);
        Contrast moved = MeanComparison.withDefaults()
                .compare(c, layout.fromArrays(shifted, y, z), Metric.mean("y").adjustedBy("x"))
                .value()
                .orElseThrow();
        assertThat(moved.flags()).containsExactly(Flag.of(Flag.Code.COVARIATE_IMBALANCE, "x"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeanComparison.withDefaults()
                        .with(Conventions.defaults().with(Conventions.Adjustment.LIN))
                        .compare(c, c, Metric.ratio("y", "z").adjustedBy("x")))
                .withMessage("LIN adjusts means by means only; y/z or a covariate of it is none");
    }

    @Test
    void segments() {
        MeanComparison comparison = MeanComparison.withDefaults();
        Map<String, Outcome<Contrast>> effects = new LinkedHashMap<>();
        effects.put("new", comparison.compare(new double[] {1, 2, 3, 4}, new double[] {2, 3, 4, 5}));
        effects.put("old", comparison.compare(new double[] {1, 2, 3, 4}, new double[] {6, 7, 8, 9}));
        effects.put("none", comparison.compare(new double[0], new double[] {1, 2}));
        SegmentEffects segments = SegmentEffects.of(effects);
        SegmentEffects.Interaction test = segments.interaction().value().orElseThrow();
        // both errors are equal: Q = (5 − 1)²/(2 se²), se² = 2·(5/3)/4
        assertThat(test.q()).isCloseTo(16 / (2 * 5.0 / 6), within(1e-12));
        assertThat(test.degreesOfFreedom()).isEqualTo(1);
        assertThat(test.commonEffect()).isCloseTo(3, within(1e-12));
        assertThat(test.heterogeneity()).isCloseTo(1 - 1 / 9.6, within(1e-12));
        assertThat(test.pValue()).isCloseTo(0.0019463, within(1e-6));
        double p = effects.get("old").value().orElseThrow().absolute().pValue();
        assertThat(segments.adjustedPValue("old")).hasValue(2 * p);
        assertThat(segments.adjustedPValue("none")).isEmpty();
        assertThat(SegmentEffects.of(Map.of("none", comparison.compare(new double[0], new double[2])))
                        .interaction()
                        .value())
                .isEmpty();
    }

    @Test
    void theTailFarOut() {
        TestResult far = TestResult.of(60, 1, Double.POSITIVE_INFINITY, 0, Alternative.TWO_SIDED, 0.95, "z");
        assertThat(far.pValue()).isZero();
        // ln Q(60) = −1805.01356…, by quadrature of the density
        assertThat(far.log10P()).isCloseTo((-1805.0135606804 + Math.log(2)) / Math.log(10), within(1e-9));
        TestResult student = TestResult.of(60, 1, 1e12, 0, Alternative.GREATER, 0.95, "t");
        assertThat(student.log10P()).isCloseTo(-1805.0135606804 / Math.log(10), within(1e-5));
        TestResult heavy = TestResult.of(1e200, 1, 2, 0, Alternative.GREATER, 0.95, "t");
        // P(T > t) = 1/(2 t²) for two degrees of freedom and large t
        assertThat(heavy.log10P()).isCloseTo(-400 - Math.log10(2), within(1e-6));
    }

    /** The series for many degrees of freedom against the distribution's own search. */
    @Test
    void studentQuantiles() {
        for (double degrees : new double[] {5_000, 12_345.6, 4e4, 1e7}) {
            for (double tail : new double[] {0.4, 0.1, 0.05, 0.025, 0.005, 1e-4, 1e-8}) {
                double t = Tails.studentQuantile(tail, degrees);
                assertThat(Tails.student(t, degrees)).isCloseTo(tail, within(1e-12 * tail));
                assertThat(Tails.studentQuantile(1 - tail, degrees)).isCloseTo(-t, within(1e-6));
            }
        }
    }

    @Test
    void aRatioThatOneUnitMakesHasNoSpread() {
        MomentsLayout layout = MomentsLayout.of("revenue", "orders");
        Moments one = layout.fromArrays(new double[] {0, 0, 120, 0}, new double[] {0, 0, 1, 0});
        Moments many = layout.fromArrays(new double[] {50, 0, 80, 20, 0}, new double[] {1, 0, 2, 1, 0});
        Outcome<Contrast> outcome = MeanComparison.withDefaults().compare(one, many, Metric.ratio("revenue", "orders"));
        assertThat(outcome).isInstanceOf(Outcome.NotComputable.class);
        Absent why = ((Outcome.NotComputable<Contrast>) outcome).why();
        assertThat(why.reason()).isEqualTo(Reason.INSUFFICIENT_DATA);
        assertThat(String.valueOf(why.detail())).contains("a single unit with orders");
    }
}
