package io.ckpi.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.experiments.assignment.AaSimulator;
import io.ckpi.experiments.assignment.Holdout;
import io.ckpi.experiments.assignment.Split;
import io.ckpi.experiments.bayes.BayesianLift;
import io.ckpi.experiments.bayes.Best;
import io.ckpi.experiments.bayes.BetaPosterior;
import io.ckpi.experiments.power.HoldoutSizing;
import io.ckpi.experiments.power.PowerAnalysis;
import io.ckpi.experiments.power.RatePower;
import io.ckpi.experiments.power.SeveralArms;
import io.ckpi.experiments.rows.Bootstrap;
import io.ckpi.experiments.rows.MannWhitney;
import io.ckpi.experiments.rows.QuantileMetric;
import io.ckpi.experiments.sequential.AlwaysValid;
import io.ckpi.experiments.sequential.ConfidenceSequence;
import io.ckpi.experiments.sequential.GroupSequential;
import io.ckpi.experiments.sequential.GroupSequentialBounds;
import io.ckpi.experiments.sequential.Hybrid;
import io.ckpi.experiments.sequential.SequentialSrm;
import io.ckpi.experiments.sequential.Spending;
import io.ckpi.experiments.uplift.Uplift;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs the code of docs/guide/experiments-planning.md and checks the numbers it shows. */
class GuidePlanningTest {

    private static final Path GUIDE = root().resolve("docs/guide/experiments-planning.md");
    private static final Path SELF =
            root().resolve("ckpi-experiments/src/test/java/io/ckpi/experiments/GuidePlanningTest.java");

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide/scoring.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }

    private static String essence(String text) {
        return text.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    @Test
    void everySnippetOfTheGuideIsRunHere() throws IOException {
        String self = essence(Files.readString(SELF, StandardCharsets.UTF_8));
        Matcher matcher = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(GUIDE, StandardCharsets.UTF_8));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        assertThat(blocks).hasSizeGreaterThan(10);
        for (String block : blocks) {
            assertThat(self).as("the snippet%n%s", block).contains(essence(block));
        }
    }

    @Test
    void planning() {
        PowerAnalysis spend = PowerAnalysis.of(0.65, 134.3).withControlShare(0.05);
        spend.size(0.13, 0.8).customers(); // customers to find +20 %, 5 % of them held out
        spend.effect(100_000, 0.8); // 0.47 per customer: what 100,000 customers can show
        spend.withCovariates(0.4).effect(100_000, 0.8); // 0.36 with last quarter's spend as a covariate
        spend.power(0.13, 100_000); // 0.12
        RatePower.withDefaults().withRatio(19).size(0.10, 0.11, 0.8);
        assertThat(spend.effect(100_000, 0.8)).isCloseTo(0.47, within(0.005));
        assertThat(spend.withCovariates(0.4).effect(100_000, 0.8)).isCloseTo(0.365, within(0.005));
        assertThat(spend.power(0.13, 100_000)).isCloseTo(0.12, within(0.005));

        SeveralArms offers = SeveralArms.of(0.5, 0.25, 0.25).withAlpha(0.05, true);
        offers.size(134.3, 0.3, 0.8); // customers in all three arms, corrected by Bonferroni
        assertThat(offers.size(134.3, 0.3, 0.8)).isBetween(80_000.0, 90_000.0);
    }

    @Test
    void sizingAHoldout() {
        HoldoutSizing sizing = HoldoutSizing.of(0.65, 134.3, 0.006, 200_000);
        List<HoldoutSizing.Point> curve = sizing.curve(0.7, 0.05, 0.02, 0.05, 0.1);
        HoldoutSizing.Point five = curve.get(1);
        five.holdout(); // 10,000 customers, 60 expected buyers
        five.detectableLift(); // 0.60: a lift of 60 % is found with 80 %
        five.cost(); // 6,500
        sizing.recommended(0.7, 0.05, 20_000).share(); // where another point costs more than it shows
        assertThat(five.detectableLift()).isCloseTo(0.60, within(0.005));
        assertThat(five.cost()).isCloseTo(6_500, within(1e-6));
        assertThat(sizing.recommended(0.7, 0.05, 20_000).share()).isBetween(0.01, 0.2);
    }

    @Test
    void assigning() {
        Holdout holdout = Holdout.of("2026", 0.05, LocalDate.of(2026, 1, 1));
        Split split = Split.of("spring mail", "control", "points", "discount")
                .withWeights(0.5, 0.2, 0.4, 0.4) // half of every range for now
                .outside(holdout);
        Optional<String> arm = split.assign("customer-100001", LocalDate.of(2026, 3, 1));
        assertThat(arm).isEqualTo(split.assign("customer-100001", LocalDate.of(2026, 3, 2)));
    }

    @Test
    void watching() {
        Srm.of(0.05, 0.95).chiSquared(5_210, 94_790).value().orElseThrow().alarm(); // false
        SequentialSrm daily = SequentialSrm.of(0.05, 0.95);
        daily = daily.plus(500, 9_500).plus(560, 9_400);
        daily.pValue(); // may be looked at every day
        assertThat(daily.alarm()).isFalse();
        assertThat(Srm.of(0.05, 0.95)
                        .chiSquared(5_210, 94_790)
                        .value()
                        .orElseThrow()
                        .alarm())
                .isFalse();

        ConfidenceSequence sequence = ConfidenceSequence.asymptotic(50_000);
        AlwaysValid today = sequence.at(0.077, 0.0034, 42_613).value().orElseThrow();
        today.interval(); // 0.067 … 0.087, valid at every look
        assertThat(Objects.requireNonNull(today.interval().low())).isCloseTo(0.0667, within(5e-4));

        GroupSequentialBounds bounds =
                GroupSequential.withDefaults().spending(Spending.obrienFleming(), 0.25, 0.5, 0.75, 1);
        bounds.looks().get(1).z(); // 2.96 at half of the information
        bounds.stops(1, 3.1); // true
        bounds.power(2.8); // 0.79: the looks cost a point of power
        assertThat(bounds.looks().get(1).z().orElseThrow()).isCloseTo(2.96, within(0.005));
        assertThat(bounds.stops(1, 3.1)).isTrue();
        assertThat(bounds.power(2.8)).isCloseTo(0.79, within(0.01));

        Hybrid hybrid = Hybrid.of(sequence);
        hybrid.look(0.02, 0.01, 10_000); // while it runs
        hybrid.end(0.012, 0.005, Double.POSITIVE_INFINITY); // once, at the planned size
        assertThat(hybrid.end(0.012, 0.005, Double.POSITIVE_INFINITY).significantAt(hybrid.alphaAtEnd()))
                .isTrue();
    }

    @Test
    void concluding() {
        BayesianLift.Posterior lift = BayesianLift.withDefaults()
                .withPrior(0, 0.3)
                .of(0.18, 0.09)
                .value()
                .orElseThrow();
        lift.chance(); // 0.97 that the treatment is better
        lift.lossIfTreatment(); // 0.001: what shipping it may cost on average
        assertThat(lift.chance()).isCloseTo(0.97, within(0.005));
        assertThat(lift.lossIfTreatment()).isCloseTo(0.001, within(5e-4));

        Best best = Best.ofRates(
                BetaPosterior.uniform().after(100, 2_000),
                BetaPosterior.uniform().after(120, 2_000),
                BetaPosterior.uniform().after(130, 2_100));
        best.probability(2); // 0.59
        best.expectedLoss(1); // 0.004
        assertThat(best.probability(2)).isCloseTo(0.59, within(0.005));
        assertThat(best.expectedLoss(1)).isCloseTo(0.004, within(0.0005));

        double[] control = spend(1, 0.010);
        double[] treated = spend(2, 0.013);
        QuantileMetric.of(0.995).compare(control, treated, Alternative.TWO_SIDED);
        MannWhitney.withDefaults().test(control, treated);
        Reading difference = Bootstrap.withDefaults()
                .with(Bootstrap.Kind.BCA)
                .withSeed(7)
                .meanDifference(control, treated, Unit.COUNT);
        assertThat(difference.measured()).isPresent();
    }

    private static double[] spend(long seed, double buyers) {
        RandomStream stream = new RandomStream(seed);
        double[] spend = new double[5_000];
        for (int i = 0; i < spend.length; i++) {
            spend[i] = stream.nextDouble() < buyers ? 20 + 100 * stream.nextDouble() : 0;
        }
        return spend;
    }

    @Test
    void rankingByUplift() {
        RandomStream stream = new RandomStream(3);
        int n = 4_000;
        double[] score = new double[n];
        double[] revenue = new double[n];
        boolean[] isTreated = new boolean[n];
        for (int i = 0; i < n; i++) {
            score[i] = stream.nextDouble();
            isTreated[i] = stream.nextDouble() < 0.5;
            revenue[i] = stream.nextDouble() < 0.05 + (isTreated[i] ? 0.1 * score[i] : 0) ? 50 : 0;
        }
        Uplift ranking = Uplift.of(score, revenue, isTreated).value().orElseThrow();
        ranking.qiniCurve().at(400); // what treating the first 400 brings
        ranking.atTop(0.1, Uplift.Cut.OVERALL); // the effect per customer among them
        ranking.measure(Uplift.Measure.QINI_AREA, 500, 1, 0.95); // with its interval
        assertThat(ranking.atTop(0.1, Uplift.Cut.OVERALL).value().orElseThrow()).isPositive();
        assertThat(ranking.measure(Uplift.Measure.QINI_AREA, 500, 1, 0.95).measured())
                .isPresent();
    }

    @Test
    void simulating() {
        double[] lastMonth = spend(4, 0.01);
        AaSimulator.Report report = AaSimulator.withDefaults()
                .withControlShare(0.05)
                .withReplications(500)
                .run(lastMonth, (control, treated) -> MeanComparison.withDefaults()
                        .with(Conventions.defaults().with(Alternative.GREATER))
                        .compare(control, treated)
                        .value()
                        .map(contrast -> contrast.absolute().pValue())
                        .orElse(Double.NaN))
                .value()
                .orElseThrow();
        report.tooHigh(); // far above 0.025: with 2 or 3 buyers in the holdout this test claims lift that is not there
        report.holds(0.05); // false
        assertThat(report.holds(0.05)).isFalse();
        assertThat(report.tooHigh()).isGreaterThan(0.05);
    }
}
