package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.numbers;
import static io.ckpi.experiments.ConformanceFile.some;
import static io.ckpi.experiments.ConformanceFile.tests;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Interval;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.experiments.ConformanceFile.Case;
import io.ckpi.experiments.ConformanceFile.Tree;
import io.ckpi.experiments.assignment.BucketRange;
import io.ckpi.experiments.assignment.Bucketing;
import io.ckpi.experiments.assignment.Hashes;
import io.ckpi.experiments.bayes.BayesianLift;
import io.ckpi.experiments.bayes.Best;
import io.ckpi.experiments.bayes.BetaPosterior;
import io.ckpi.experiments.power.PowerAnalysis;
import io.ckpi.experiments.power.RatePower;
import io.ckpi.experiments.power.SeveralArms;
import io.ckpi.experiments.rows.MannWhitney;
import io.ckpi.experiments.rows.QuantileMetric;
import io.ckpi.experiments.rows.QuantileType;
import io.ckpi.experiments.sequential.AlwaysValid;
import io.ckpi.experiments.sequential.ConfidenceSequence;
import io.ckpi.experiments.sequential.GroupSequential;
import io.ckpi.experiments.sequential.GroupSequentialBounds;
import io.ckpi.experiments.sequential.Hybrid;
import io.ckpi.experiments.sequential.Msprt;
import io.ckpi.experiments.sequential.SequentialSrm;
import io.ckpi.experiments.sequential.Spending;
import io.ckpi.experiments.uplift.Uplift;
import io.ckpi.experiments.uplift.UpliftCurve;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Published vectors, peers' outputs and reference computations for planning, monitoring, Bayes, ranks and uplift. */
@SuppressWarnings("unchecked") // the shape of the files is part of the test
class PlanningConformanceTest {

    private static @Nullable Hillstrom loaded;

    private static final Supplier<Hillstrom> DATA = () -> {
        loaded = loaded == null ? Hillstrom.orSkip() : loaded;
        return loaded;
    };

    @TestFactory
    Stream<DynamicTest> assignmentHashes() {
        return tests("assignment_hash", c -> {
            Tree in = c.inputs();
            switch (c.method()) {
                case "fnv1a32" ->
                    assertThat(Hashes.fnv1a32(in.text("text")))
                            .isEqualTo(c.expected().whole("hash"));
                case "murmur3_x86_32" ->
                    assertThat(Hashes.murmur3(in.text("text"), (int) in.whole("seed")))
                            .isEqualTo(c.expected().whole("hash"));
                case "bucket_ranges" -> {
                    List<BucketRange> ranges = in.has("weights")
                            ? BucketRange.of(in.numbers("weights"), in.number("coverage"))
                            : BucketRange.equal((int) in.whole("variations"), in.number("coverage"));
                    List<Object> expected = c.expected().list("ranges");
                    assertThat(ranges).hasSameSizeAs(expected);
                    for (int i = 0; i < ranges.size(); i++) {
                        c.check(
                                "range " + i,
                                new double[] {
                                    ranges.get(i).start().doubleValue(),
                                    ranges.get(i).end().doubleValue()
                                },
                                numbers(expected.get(i)));
                    }
                }
                default -> {
                    Bucketing bucketing = in.whole("version") == 1 ? Bucketing.GROWTHBOOK_V1 : Bucketing.GROWTHBOOK_V2;
                    long bucket = bucketing.bucket(in.text("value"), in.text("seed"));
                    c.check("bucket", (double) bucket / bucketing.buckets());
                }
            }
        });
    }

    @TestFactory
    Stream<DynamicTest> bandits() {
        return tests("bandit", c -> {
            Best best = c.method().contains("beta")
                    ? Best.ofRates(c.inputs().list("arms").stream()
                            .map(arm -> new Tree((Map<String, Object>) arm))
                            .map(arm -> prior(c.inputs()).after(arm.whole("successes"), arm.whole("n")))
                            .toArray(BetaPosterior[]::new))
                    : Best.ofNormals(c.inputs().numbers("means"), c.inputs().numbers("ses"));
            c.check("p_best", best.probabilities(), c.expected().numbers("p_best"));
        });
    }

    private static BetaPosterior prior(Tree inputs) {
        return new BetaPosterior(
                inputs.tree("prior").number("alpha"), inputs.tree("prior").number("beta"));
    }

    @TestFactory
    Stream<DynamicTest> bayesian() {
        return tests("bayesian", c -> {
            Tree in = c.inputs();
            switch (c.method()) {
                case "normal_effect_prior" -> {
                    Contrast contrast = contrast(in, Conventions.defaults());
                    TestResult lift = some(contrast.relative());
                    BayesianLift model = BayesianLift.withDefaults().withLevel(1 - in.number("alpha"));
                    if (in.has("prior")) {
                        Tree prior = in.tree("prior");
                        model = model.withPrior(prior.number("mean"), Math.sqrt(prior.number("variance")));
                    }
                    BayesianLift.Posterior posterior = some(model.of(lift.estimate(), lift.standardError()));
                    c.check("lift", lift.estimate());
                    c.check("lift_se", lift.standardError());
                    checkPosterior(c, posterior);
                }
                case "normal_log_approx" -> { // the lift on the logarithm, losses on the level: a convention of the
                    // peer
                    Contrast contrast = contrast(in, Conventions.defaults());
                    double logMean = Math.log(contrast.treated() / contrast.control());
                    double logSd = Math.sqrt(contrast.controlVariance() / Math.pow(contrast.control(), 2)
                            + contrast.treatedVariance() / Math.pow(contrast.treated(), 2));
                    BayesianLift.Posterior log =
                            some(BayesianLift.withDefaults().of(logMean, logSd));
                    BayesianLift.Posterior level = some(BayesianLift.withDefaults()
                            .of(
                                    contrast.absolute().estimate(),
                                    contrast.absolute().standardError()));
                    c.check("log_mean", log.mean());
                    c.check("log_sd", log.sd());
                    c.check("chance_to_win", log.chance());
                    c.check(
                            "ci_lower",
                            Math.expm1(Objects.requireNonNull(log.interval().low())));
                    c.check(
                            "ci_upper",
                            Math.expm1(Objects.requireNonNull(log.interval().high())));
                    c.check("risk_control", level.lossIfControl());
                    c.check("risk_treatment", level.lossIfTreatment());
                }
                case "beta_binomial_exact" -> {
                    BetaPosterior control = after(in, "control");
                    BetaPosterior treatment = after(in, "treatment");
                    Best best = Best.ofRates(control, treatment);
                    c.check("prob_treatment_better", best.probability(1));
                    c.check("expected_loss_choose_control", best.expectedLoss(0));
                    c.check("expected_loss_choose_treatment", best.expectedLoss(1));
                    c.check("posterior_mean_control", control.mean());
                    c.check("posterior_mean_treatment", treatment.mean());
                }
                default -> {
                    for (String arm : List.of("control", "treatment")) {
                        Interval interval = after(in, arm).interval(in.number("confidence"));
                        c.checkInterval(c.expected().tree(arm), interval);
                    }
                }
            }
        });
    }

    private static void checkPosterior(Case c, BayesianLift.Posterior posterior) {
        c.check("mean", posterior.mean());
        c.check("sd", posterior.sd());
        c.check("chance_to_win", posterior.chance());
        c.checkInterval(c.expected(), posterior.interval());
        c.check("risk_control", posterior.lossIfControl());
        c.check("risk_treatment", posterior.lossIfTreatment());
    }

    private static BetaPosterior after(Tree inputs, String arm) {
        return prior(inputs)
                .after(inputs.tree(arm).whole("successes"), inputs.tree(arm).whole("n"));
    }

    /** Two arms given by their sums, the relative effect by the delta method. */
    private static Contrast contrast(Tree in, Conventions conventions) {
        MeanComparison comparison = MeanComparison.withDefaults().with(conventions.with(Conventions.Relative.DELTA));
        return some(comparison.compare(moments(in.tree("control")), moments(in.tree("treatment")), Metric.mean("y")));
    }

    private static Moments moments(Tree arm) {
        double squares = arm.number("sum_squares", arm.number("successes", Double.NaN));
        double sum = arm.number("sum", arm.number("successes", Double.NaN));
        return MomentsLayout.of("y")
                .fromSums(
                        arm.whole("n"),
                        new double[] {0},
                        new double[] {sum},
                        new double[][] {{squares}},
                        null,
                        new long[] {0});
    }

    @TestFactory
    Stream<DynamicTest> groupSequential() {
        return tests("group_sequential", c -> {
            Tree in = c.inputs();
            GroupSequential design = GroupSequential.withDefaults()
                    .withAlpha(in.number("alpha", in.number("alpha_two_sided", Double.NaN)))
                    .with(in.number("sides", 2) == 2 ? Alternative.TWO_SIDED : Alternative.GREATER);
            switch (c.method()) {
                case "pocock_constant" -> c.check("constant", last(design.pocock(spaced(in))));
                case "obf_constant" -> c.check("constant", last(design.obrienFleming(spaced(in))));
                case "alpha_spending_power2_adjusted_alpha" -> {
                    double[] first = in.numbers("count_1");
                    double[] second = in.numbers("count_2");
                    long[] totals = IntStream.range(0, first.length)
                            .mapToLong(i -> (long) (first[i] + second[i]))
                            .toArray();
                    double[] t = GroupSequential.information(in.whole("final_expected_sample_size"), totals);
                    GroupSequentialBounds bounds = design.spending(Spending.power(2), t);
                    c.check(
                            "adjusted_alpha",
                            bounds.looks().stream()
                                    .mapToDouble(look -> look.nominalP())
                                    .toArray(),
                            c.expected().numbers("adjusted_alpha"));
                }
                default -> {
                    Spending spending = in.text("spending").contains("ln") ? Spending.pocock() : Spending.power(2);
                    GroupSequentialBounds bounds = design.spending(spending, in.numbers("information"));
                    String key = c.expected().has("z_bounds") ? "z_bounds" : "upper_bounds";
                    c.check(
                            key,
                            bounds.looks().stream()
                                    .mapToDouble(look -> look.z().orElseThrow())
                                    .toArray(),
                            c.expected().numbers(key));
                    if (c.expected().has("cumulative_alpha")) {
                        c.check(
                                "cumulative_alpha",
                                bounds.looks().stream()
                                        .mapToDouble(look -> look.spent())
                                        .toArray(),
                                c.expected().numbers("cumulative_alpha"));
                    }
                }
            }
        });
    }

    private static double[] spaced(Tree in) {
        return GroupSequential.equallySpaced((int) in.whole("looks"));
    }

    private static double last(GroupSequentialBounds bounds) {
        return bounds.looks().get(bounds.looks().size() - 1).z().orElseThrow();
    }

    @TestFactory
    Stream<DynamicTest> mannWhitney() {
        Hillstrom data = DATA.get();
        return tests("mann_whitney", c -> {
            String arm = c.inputs().text("filter").contains(Hillstrom.MENS) ? Hillstrom.MENS : Hillstrom.WOMENS;
            String column = c.inputs().text("column");
            MannWhitney.Result result = some(
                    MannWhitney.withDefaults().test(data.column(column, Hillstrom.NONE), data.column(column, arm)));
            c.check("share_treatment", result.share());
            c.check("share_control", 1 - result.share());
            c.check("estimate", result.share() - (1 - result.share()));
            c.check("u_treatment", result.u());
            c.check("p_value", result.pValue());
        });
    }

    @TestFactory
    Stream<DynamicTest> power() {
        return tests("power", c -> {
            Tree in = c.inputs();
            switch (c.method()) {
                case "two_sample_t" -> {
                    PowerAnalysis t = PowerAnalysis.of(0, 1)
                            .with(Conventions.Reference.POOLED_T)
                            .withAlpha(in.number("alpha"));
                    if (in.has("n")) {
                        c.check("power", t.power(in.number("d"), 2 * in.number("n")));
                    } else {
                        c.check("n", t.size(in.number("d"), in.number("power")).control());
                    }
                }
                case "two_proportions_h" ->
                    c.check("n", RatePower.withDefaults().sizeOfArcsine(in.number("h"), in.number("power")) / 2);
                case "two_proportions_h_unequal" ->
                    c.check(
                            "power",
                            RatePower.withDefaults()
                                    .withRatio(in.number("n2") / in.number("n1"))
                                    .ofArcsine(in.number("h"), in.number("n1") + in.number("n2")));
                case "power_prop_test" ->
                    c.check(
                            "n",
                            RatePower.withDefaults()
                                            .with(RatePower.Scale.POOLED_Z)
                                            .withAlpha(in.number("alpha"))
                                            .size(in.number("p1"), in.number("p2"), in.number("power"))
                                    / 2);
                case "sample_size_continuous", "sample_size_binomial" -> severalArms(c);
                default -> peerPower(c);
            }
        });
    }

    private static void severalArms(Case c) {
        Tree in = c.inputs();
        SeveralArms arms = SeveralArms.of(
                        Arrays.stream(in.numbers("allocation")).boxed().toArray(Double[]::new))
                .with(
                        in.text("comparisons").equals("all_vs_all")
                                ? SeveralArms.Comparisons.ALL_PAIRS
                                : SeveralArms.Comparisons.CONTROL_AGAINST_ALL)
                .with(SeveralArms.Factor.MEAN)
                .withAlpha(in.number("alpha"), in.flag("bonferroni"));
        double rate = in.number("baseline_proportion", Double.NaN);
        double variance = in.number("baseline_variance", rate * (1 - rate));
        double effect = in.number("average_absolute_mde", in.number("absolute_percentage_mde", Double.NaN));
        double n = Math.ceil(arms.size(variance, effect, in.number("power")));
        c.check("n_total", n);
        c.check("n_total_gpower", n);
    }

    private static void peerPower(Case c) {
        Tree sample = c.inputs().tree("sample");
        Tree in = c.inputs().tree("params");
        PowerAnalysis analysis = PowerAnalysis.of(sample.number("mean"), sample.number("var"))
                .withAlpha(in.number("alpha"))
                .withRatio(in.number("ratio_treatment_to_control"))
                .with(in.text("alternative").equals("two-sided") ? Alternative.TWO_SIDED : Alternative.GREATER)
                .with(
                        in.flag("use_t")
                                ? in.flag("equal_var") ? Conventions.Reference.POOLED_T : Conventions.Reference.WELCH_T
                                : Conventions.Reference.NORMAL);
        double effect = in.number("rel_effect_size", Double.NaN) * analysis.value();
        switch (in.text("solve")) {
            case "power" -> c.check("power", analysis.power(effect, in.number("n_obs_total")));
            case "effect_size" -> {
                double found = analysis.effect(in.number("n_obs_total"), in.number("power"));
                c.check("estimate", found);
                c.check("rel_estimate", found / analysis.value());
            }
            default ->
                c.check("n_total", analysis.size(effect, in.number("power")).customers());
        }
    }

    @TestFactory
    Stream<DynamicTest> quantiles() {
        return tests("quantile_metric", c -> {
            Tree in = c.inputs();
            switch (c.method()) {
                case "order_statistic_ci" -> {
                    String arm = in.text("filter").replace("treatment == ", "");
                    QuantileMetric.Summary summary = some(QuantileMetric.of(in.number("quantile"))
                            .withLevel(in.number("confidence"))
                            .measure(DATA.get().column(in.text("column"), arm)));
                    c.check("n", summary.n());
                    c.check("quantile", summary.value());
                    c.check("ci_lower", summary.low());
                    c.check("ci_upper", summary.high());
                }
                case "quantile_test_from_ci_bounds" -> {
                    QuantileMetric metric = QuantileMetric.of(in.number("quantile"));
                    QuantileMetric.Summary control = summary(in.tree("control"));
                    QuantileMetric.Summary treatment = summary(in.tree("treatment"));
                    c.check("variance_control", metric.variance(control));
                    c.check("variance_treatment", metric.variance(treatment));
                    QuantileMetric.Comparison comparison =
                            some(metric.compare(control, treatment, Alternative.TWO_SIDED));
                    checkTest(c, c.expected().tree("absolute"), comparison.absolute(), true);
                    checkTest(c, c.expected().tree("relative"), some(comparison.relative()), true);
                }
                default -> {
                    QuantileType type = QuantileType.valueOf(
                            "TYPE_" + c.method().charAt(c.method().length() - 1));
                    double[] x = in.numbers("x");
                    Arrays.sort(x);
                    c.check(
                            "quantiles",
                            Arrays.stream(in.numbers("probs"))
                                    .map(p -> type.of(x, p))
                                    .toArray(),
                            c.expected().numbers("quantiles"));
                }
            }
        });
    }

    private static QuantileMetric.Summary summary(Tree arm) {
        return new QuantileMetric.Summary(
                arm.whole("n"),
                arm.number("n_star"),
                arm.number("quantile_hat"),
                arm.number("quantile_lower"),
                arm.number("quantile_upper"));
    }

    private static void checkTest(Case c, Tree expected, TestResult result, boolean withP) {
        c.check("estimate", result.estimate(), expected.number("estimate"));
        c.check("se", result.standardError(), expected.number("se"));
        c.check("df", result.degreesOfFreedom().orElseThrow(), expected.number("df"));
        c.check("statistic", result.statistic(), expected.number("statistic"));
        c.checkInterval(expected, result.interval());
        if (withP) {
            c.check("p_value", result.pValue(), expected.number("p_value"));
        }
    }

    @TestFactory
    Stream<DynamicTest> sequential() {
        return tests("sequential", c -> {
            Tree in = c.inputs();
            switch (c.method()) {
                case "sequential_hybrid_alpha_split" -> {
                    double alpha = in.number("alpha");
                    Hybrid hybrid =
                            Hybrid.of(ConfidenceSequence.asymptotic(1_000).withLevel(1 - alpha));
                    c.check("alpha_sequential_two_sided", 1 - hybrid.running().level());
                    c.check("alpha_fixed_two_sided", hybrid.alphaAtEnd());
                    c.check("one_sided_each", hybrid.alphaAtEnd() / 2);
                }
                case "howard_normal_mixture_eppo" -> {
                    TestResult lift = some(contrast(in, conventions(in)).relative());
                    ConfidenceSequence sequence =
                            ConfidenceSequence.howard(in.number("n_tune")).withLevel(in.number("confidence"));
                    long n = units(in);
                    c.check("lift", lift.estimate());
                    c.check("se", lift.standardError());
                    c.check("rho", sequence.rho());
                    c.check("multiplier", sequence.multiplier(n));
                    c.checkInterval(
                            c.expected(),
                            some(sequence.at(lift.estimate(), lift.standardError(), n))
                                    .interval());
                }
                case "msprt_statsig_two", "msprt_statsig_right", "msprt_statsig_left" -> msprt(c);
                case "asymptotic_cs" -> asymptotic(c);
                default -> published(c);
            }
        });
    }

    private static long units(Tree in) {
        return in.tree("control").whole("n") + in.tree("treatment").whole("n");
    }

    /** 0/1 data given as successes use p(1 − p). */
    private static Conventions conventions(Tree in) {
        return in.tree("control").has("successes")
                ? Conventions.defaults().with(Conventions.Variance.POPULATION)
                : Conventions.defaults();
    }

    private static void msprt(Case c) {
        Tree in = c.inputs();
        Contrast contrast = contrast(in, conventions(in));
        long nC = contrast.controlUnits();
        long nT = contrast.treatedUnits();
        double vC = contrast.controlVariance() * nC;
        double vT = contrast.treatedVariance() * nT;
        Alternative side =
                switch (in.text("side")) {
                    case "two" -> Alternative.TWO_SIDED;
                    case "right" -> Alternative.GREATER;
                    default -> Alternative.LESS;
                };
        Msprt test = Msprt.followingTheData().withLevel(1 - in.number("alpha")).with(side);
        double squared = vC / nC + vT / nT;
        double tau = test.mixtureVariance(vC + vT, nC + nT);
        c.check("V", squared);
        c.check("tau", tau);
        c.check("z_star", test.multiplier(squared, tau));
        AlwaysValid result = some(test.at(contrast.absolute().estimate(), vC, nC, vT, nT));
        c.checkInterval(c.expected(), result.interval());
        c.check("p_value", result.pValue());
        // the planned size in place of the current one: the same where both are equal
        AlwaysValid planned = some(Msprt.planned(nC + nT)
                .withLevel(1 - in.number("alpha"))
                .with(side)
                .at(contrast.absolute().estimate(), vC, nC, vT, nT));
        assertThat(planned.interval()).isEqualTo(result.interval());
    }

    private static void asymptotic(Case c) {
        Tree in = c.inputs();
        Tree params = in.tree("params");
        Contrast contrast = contrast(in, conventions(in));
        TestResult effect = params.flag("relative") ? some(contrast.relative()) : contrast.absolute();
        ConfidenceSequence two =
                ConfidenceSequence.asymptotic(params.number("tuning")).withLevel(1 - params.number("alpha"));
        double d = effect.estimate();
        double se = effect.standardError();
        long n = units(in);
        c.check("estimate", d);
        c.check("se", se);
        c.check("rho", two.rho());
        AlwaysValid both = some(two.at(d, se, n));
        c.checkInterval(c.expected().tree("two_sided"), both.interval());
        c.check("p_value", both.pValue(), c.expected().tree("two_sided").number("p_value"));
        Tree one = c.expected().tree("one_sided");
        AlwaysValid greater = some(two.with(Alternative.GREATER).at(d, se, n));
        AlwaysValid less = some(two.with(Alternative.LESS).at(d, se, n));
        c.check("lower bound", Objects.requireNonNull(greater.interval().low()), one.number("lower_bound_greater"));
        c.check("upper bound", Objects.requireNonNull(less.interval().high()), one.number("upper_bound_less"));
        c.check("p greater", greater.pValue(), one.number("p_value_greater"));
        assertThat(greater.interval().high()).isNull();
    }

    private static void published(Case c) {
        Tree in = c.inputs();
        Tree params = in.tree("params");
        TestResult effect;
        if (c.method().contains("cuped_ratio")) {
            effect = peerRatioWithCovariate(in);
        } else if (c.method().contains("cuped")) {
            MeanComparison comparison =
                    MeanComparison.withDefaults().with(Conventions.defaults().with(Conventions.Relative.DELTA));
            effect = some(some(comparison.compare(
                            withCovariate(in.tree("control")),
                            withCovariate(in.tree("treatment")),
                            Metric.mean("y").adjustedBy("x")))
                    .relative());
        } else {
            Contrast contrast = contrast(in, Conventions.defaults());
            effect = params.flag("relative") ? some(contrast.relative()) : contrast.absolute();
        }
        String side = params.has("alternative") ? params.text("alternative") : c.method();
        Alternative alternative = side.contains("greater")
                ? Alternative.GREATER
                : side.contains("less") ? Alternative.LESS : Alternative.TWO_SIDED;
        AlwaysValid result = some(ConfidenceSequence.asymptotic(params.number("tuning"))
                .withLevel(1 - params.number("alpha"))
                .with(alternative)
                .at(effect.estimate(), effect.standardError(), units(in)));
        c.check("estimate", result.effect());
        c.check("se", result.standardError());
        c.checkInterval(c.expected(), result.interval());
        c.check("p_value", result.pValue());
    }

    private static Moments withCovariate(Tree arm) {
        return MomentsLayout.of("y", "x")
                .fromSums(
                        arm.whole("n"),
                        new double[2],
                        new double[] {arm.number("y"), arm.number("x")},
                        new double[][] {{arm.number("yy"), arm.number("xy")}, {arm.number("xy"), arm.number("xx")}},
                        null,
                        new long[2]);
    }

    /**
     * The peer's convention for an adjusted ratio: the coefficient from the sum of the arms' own covariances, the unadjusted control
     * value below. Only the confidence sequence on top of it is under test.
     */
    private static TestResult peerRatioWithCovariate(Tree in) {
        Moments control = ratioWithCovariate(in.tree("control"));
        Moments treatment = ratioWithCovariate(in.tree("treatment"));
        double theta = (variance(control, 1, 1)
                        - variance(control, 1, -1)
                        + variance(treatment, 1, 1)
                        - variance(treatment, 1, -1))
                / 4
                / (variance(control, 0, 1) + variance(treatment, 0, 1));
        double base = value(control, 0);
        double difference = value(treatment, theta) - value(control, theta);
        double a = variance(control, 1, -theta) / control.n();
        double b = variance(treatment, 1, -theta) / treatment.n();
        double se =
                Math.sqrt(a + b) / base; // ignores the error of the base: a convention that belongs in test code only
        return TestResult.of(difference / base, se, Double.POSITIVE_INFINITY, 0, Alternative.TWO_SIDED, 0.95, "peer");
    }

    private static double value(Moments arm, double theta) {
        return arm.sum("m") / arm.sum("d") - theta * arm.sum("mx") / arm.sum("dx");
    }

    /** The variance of y·(influence of m/d) + x·(influence of mx/dx). */
    private static double variance(Moments arm, double y, double x) {
        double d = arm.mean("d").orElseThrow();
        double dx = arm.mean("dx").orElseThrow();
        return arm.varianceOfSum(
                        y / d,
                        -y * arm.mean("m").orElseThrow() / (d * d),
                        x / dx,
                        -x * arm.mean("mx").orElseThrow() / (dx * dx))
                .orElseThrow();
    }

    private static Moments ratioWithCovariate(Tree arm) {
        double[] m = arm.numbers("m_post");
        double[] d = arm.numbers("d_post");
        double[] mx = arm.numbers("m_pre");
        double[] dx = arm.numbers("d_pre");
        double md = arm.number("mpost_dpost");
        double mmx = arm.number("mpost_mpre");
        double mdx = arm.number("mpost_dpre");
        double dmx = arm.number("mpre_dpost");
        double ddx = arm.number("dpost_dpre");
        double mxdx = arm.number("mpre_dpre");
        return MomentsLayout.of("m", "d", "mx", "dx")
                .fromSums(
                        arm.whole("n"),
                        new double[4],
                        new double[] {m[0], d[0], mx[0], dx[0]},
                        new double[][] {
                            {m[1], md, mmx, mdx}, {md, d[1], dmx, ddx}, {mmx, dmx, mx[1], mxdx}, {mdx, ddx, mxdx, dx[1]}
                        },
                        null,
                        new long[4]);
    }

    @TestFactory
    Stream<DynamicTest> sampleRatio() {
        return tests("srm", c -> {
            Tree in = c.inputs();
            switch (c.method()) {
                case "sequential_dirichlet_multinomial" -> {
                    SequentialSrm check = SequentialSrm.of(in.numbers("expected"))
                            .withConcentration(in.number("concentration"))
                            .withSlab(in.number("slab_weight"), in.number("slab_concentration"));
                    double[] p = new double[in.list("daily_counts").size()];
                    for (int day = 0; day < p.length; day++) {
                        check = check.plus(longs(numbers(in.list("daily_counts").get(day))));
                        p[day] = check.pValue();
                    }
                    c.check("p_values", p, c.expected().numbers("p_values"));
                }
                case "chi_squared" -> {
                    double[] observed = values(in.map().get("observed"));
                    Srm.Check check =
                            some(Srm.of(values(in.map().get("expected"))).chiSquared(longs(observed)));
                    c.check("chi2", check.statistic());
                    c.check("p_value", check.pValue());
                    assertThat(check.log10P()).isCloseTo(Math.log10(check.pValue()), within(1e-9));
                }
                default -> {
                    Srm srm = Srm.of(1, in.number("ratio_treatment_to_control"));
                    long control = in.whole("control_n");
                    long treatment = in.whole("treatment_n");
                    Srm.Check check = some(
                            c.method().equals("binom")
                                    ? srm.exact(control, treatment)
                                    : srm.normal(in.tree("params").flag("correction"), control, treatment));
                    c.check("p_value", check.pValue());
                }
            }
        });
    }

    private static double[] values(Object listOrMap) {
        return listOrMap instanceof Map<?, ?> map
                ? map.values().stream()
                        .mapToDouble(v -> ((BigDecimal) v).doubleValue())
                        .toArray()
                : numbers(listOrMap);
    }

    private static long[] longs(double[] x) {
        return Arrays.stream(x).mapToLong(v -> (long) v).toArray();
    }

    @TestFactory
    Stream<DynamicTest> uplift() {
        return tests("uplift", c -> {
            Uplift ranking = ranking(c.inputs());
            switch (c.method()) {
                case "cumulative_counts" -> {
                    for (int k = 1; k <= ranking.size(); k++) {
                        Uplift.Top top = ranking.top(k);
                        c.check("cum_treated", top.treated(), c.expected().numbers("cum_treated")[k - 1]);
                        c.check("cum_control", top.control(), c.expected().numbers("cum_control")[k - 1]);
                        c.check("cum_y_treated", top.treatedSum(), c.expected().numbers("cum_y_treated")[k - 1]);
                        c.check("cum_y_control", top.controlSum(), c.expected().numbers("cum_y_control")[k - 1]);
                    }
                }
                case "qini_curve" -> curve(c, ranking.qiniCurve());
                case "uplift_curve" -> curve(c, ranking.upliftCurve());
                case "perfect_qini_curve" -> curve(c, some(ranking.perfectQiniCurve()));
                case "perfect_uplift_curve" -> curve(c, some(ranking.perfectUpliftCurve()));
                case "scores" -> scores(c, ranking);
                default -> bins(c, ranking);
            }
        });
    }

    private static Uplift ranking(Tree in) {
        if (!in.has("dataset_path")) {
            double[] treatment = in.numbers("treatment");
            boolean[] treated = new boolean[treatment.length];
            for (int i = 0; i < treated.length; i++) {
                treated[i] = treatment[i] == 1;
            }
            return some(Uplift.of(in.numbers("score"), in.numbers("y"), treated));
        }
        Hillstrom data = DATA.get();
        boolean mens = in.text("score").startsWith("mens");
        double[] goods = both(data, mens ? "mens" : "womens", mens);
        double[] recency = both(data, "recency", mens);
        double[] history = both(data, "history", mens);
        double[] score = new double[goods.length];
        for (int i = 0; i < score.length; i++) {
            score[i] = mens ? goods[i] * 1000 - recency[i] * 10 + history[i] / 10000 : goods[i] * 1000 + history[i];
        }
        boolean[] treated = new boolean[score.length];
        boolean[] arms = data.isArm(mens ? Hillstrom.MENS : Hillstrom.WOMENS);
        boolean[] none = data.isArm(Hillstrom.NONE);
        int size = 0;
        for (int i = 0; i < arms.length; i++) {
            if (arms[i] || none[i]) {
                treated[size++] = arms[i];
            }
        }
        return some(Uplift.of(score, both(data, in.text("outcome"), mens), treated));
    }

    /** A column of one treatment and the control in file order. */
    private static double[] both(Hillstrom data, String column, boolean mens) {
        boolean[] arm = data.isArm(mens ? Hillstrom.MENS : Hillstrom.WOMENS);
        boolean[] none = data.isArm(Hillstrom.NONE);
        double[] all = data.column(column);
        return IntStream.range(0, all.length)
                .filter(i -> arm[i] || none[i])
                .mapToDouble(i -> all[i])
                .toArray();
    }

    private static void curve(Case c, UpliftCurve curve) {
        Tree expected = c.expected();
        double[] x = expected.numbers("x");
        double[] y = expected.numbers("y");
        if (expected.has("points")) {
            assertThat(curve.size()).isEqualTo((int) expected.whole("points"));
        } else {
            assertThat(curve.size()).isEqualTo(x.length);
        }
        for (int i = 0; i < x.length; i++) {
            int at = expected.has("sample_index") ? (int) expected.numbers("sample_index")[i] : i;
            c.check("x[" + at + "]", curve.x(at), x[i]);
            c.check("y[" + at + "]", curve.y(at), y[i]);
        }
    }

    private static void scores(Case c, Uplift ranking) {
        c.check(
                "uplift_auc_score",
                ranking.measure(Uplift.Measure.UPLIFT_SCORE).value().orElseThrow());
        c.check(
                "qini_auc_score",
                ranking.measure(Uplift.Measure.QINI_SCORE).value().orElseThrow());
        if (c.expected().has("qini_auc_score_negative_effect_false")) {
            c.check(
                    "qini_auc_score_negative_effect_false",
                    ranking.measure(Uplift.Measure.QINI_SCORE_WITHOUT_NEGATIVE_EFFECTS)
                            .value()
                            .orElseThrow());
        }
        for (String key : c.expected().map().keySet()) {
            if (key.startsWith("uplift_at_")) {
                double share = Double.parseDouble(key.substring(10, 13));
                Uplift.Cut cut = key.endsWith("overall") ? Uplift.Cut.OVERALL : Uplift.Cut.BY_ARM;
                c.check(key, ranking.atTop(share, cut).value().orElseThrow());
            }
        }
    }

    private static void bins(Case c, Uplift ranking) {
        for (Uplift.Cut cut : Uplift.Cut.values()) {
            String name = cut == Uplift.Cut.OVERALL ? "overall" : "by_group";
            List<Uplift.Bin> bins = some(ranking.bins(5, cut));
            c.check("weighted_average_uplift_" + name, Uplift.weightedAverage(bins));
            Tree e = c.expected().tree("by_percentile_" + name);
            for (int b = 0; b < 5; b++) {
                Uplift.Bin bin = bins.get(b);
                c.check("n_treatment", bin.treated(), e.numbers("n_treatment")[b]);
                c.check("n_control", bin.control(), e.numbers("n_control")[b]);
                c.check("rate T", bin.treatedMean(), e.numbers("response_rate_treatment")[b]);
                c.check("rate C", bin.controlMean(), e.numbers("response_rate_control")[b]);
                c.check("uplift", bin.uplift(), e.numbers("uplift")[b]);
                c.check("std T", bin.treatedError(), e.numbers("std_treatment")[b]);
                c.check("std C", bin.controlError(), e.numbers("std_control")[b]);
                c.check("std", bin.upliftError(), e.numbers("std_uplift")[b]);
            }
        }
        List<Uplift.Bin> bins = some(ranking.bins(5, Uplift.Cut.OVERALL)); // of the sample from itself
        double deviation = Uplift.averageSquaredDeviation(bins, some(ranking.bins(5, Uplift.Cut.OVERALL)));
        c.check("average_squared_deviation", deviation);
    }
}
