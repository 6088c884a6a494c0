package io.ckpi.experiments;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.DataIssue;
import io.ckpi.core.Direction;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.experiments.proportion.TwoProportions;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** Runs the code of docs/guide/experiments.md on control groups and checks the numbers it shows. */
class UserGuideTest {

    private static final Path GUIDE = root().resolve("docs/guide/experiments.md");
    private static final Path TESTS = root().resolve("ckpi-experiments/src/test/java/io/ckpi/experiments");

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide/experiments.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }

    /** Code or a document without what the formatter may change. */
    private static String essence(String text) {
        return text.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    @Test
    void everySnippetOfTheGuideIsRunInATest() throws IOException {
        StringBuilder code = new StringBuilder();
        try (var files = Files.list(TESTS)) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith("GuideTest.java")).toList()) {
                code.append(essence(Files.readString(file, StandardCharsets.UTF_8)));
            }
        }
        Matcher matcher = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(GUIDE, StandardCharsets.UTF_8));
        List<String> blocks = new ArrayList<>();
        while (matcher.find()) {
            blocks.add(matcher.group(1));
        }
        assertThat(blocks).hasSizeGreaterThan(8);
        for (String block : blocks) {
            assertThat(code.toString()).as("the snippet%n%s", block).contains(essence(block));
        }
    }

    private static double[][] customers(String name, int n, double share) {
        RandomStream stream = RandomStream.of(11, name, 0);
        double[][] columns = new double[4][n];
        for (int i = 0; i < n; i++) {
            boolean buys = stream.nextDouble() < share;
            columns[0][i] = buys ? 500 + 2000 * stream.nextDouble() : 0;
            columns[1][i] = stream.nextDouble() < 0.2 ? 900 : 0;
            columns[2][i] = buys ? 1 : 0;
            columns[3][i] = stream.nextDouble() < 0.01 ? 1 : 0;
        }
        return columns;
    }

    @Test
    void theGuideRuns() {
        Unit roubles = Unit.money(Currency.getInstance("RUB"));
        Plan plan = Plan.named("spring mail")
                .control("holdout", 0.05)
                .treatment("mailed", 0.95)
                .metric(Metric.mean("revenue")
                        .in(roubles)
                        .adjustedBy("revenue_90d")
                        .primary())
                .metric(Metric.ratio("revenue", "orders").in(roubles))
                .metric(Metric.rate("unsubscribed").lowerIsBetter().guardrail(Margin.atMost(0.02)))
                .plannedUnits(20_000)
                .build();
        double[][] all = customers("mailed", 19_000, 0.09);
        double[] revenue = all[0];
        double[] before = all[1];
        double[] orders = all[2];
        double[] left = all[3];
        List<double[]> customers = new ArrayList<>();
        for (int i = 0; i < revenue.length; i++) {
            customers.add(new double[] {revenue[i], before[i], orders[i], left[i]});
        }

        MomentsLayout layout = plan.moments(); // revenue, revenue_90d, orders, unsubscribed
        Moments fromArrays = layout.fromArrays(revenue, before, orders, left); // one array per variable
        Moments fromRows = customers.stream().collect(layout.collector()); // one double[] per customer
        String sql = layout.toSql(MomentsLayout.Dialect.POSTGRESQL, "facts", "arm"); // a row of sums per arm
        assertThat(layout.names()).containsExactly("revenue", "revenue_90d", "orders", "unsubscribed");
        assertThat(fromRows.sum("revenue")).isCloseTo(fromArrays.sum("revenue"), within(1e-3));
        assertThat(sql).contains("GROUP BY");

        Moments held = layout.fromArrays(customers("held", 1_000, 0.04));
        Moments mailed = fromArrays;
        Readout out = plan.read(Map.of("holdout", held, "mailed", mailed));
        MetricReadout effect = out.of("revenue");
        Reading lift = effect.relative(); // with its interval
        Reading total = effect.incrementalTotal(); // over all mailed customers
        Reading caused = effect.shareIncremental(); // of the mailed customers' revenue
        Verdict verdict = out.verdict(); // SHIP, STOP, CONTINUE, INCONCLUSIVE or CHECK_ASSIGNMENT
        assertThat(lift.value().orElseThrow()).isPositive();
        assertThat(total.measured().orElseThrow().unit()).isEqualTo(roubles);
        assertThat(caused.value().orElseThrow()).isBetween(0.0, 1.0);
        assertThat(verdict.decision()).isEqualTo(Verdict.Decision.SHIP);

        PlanRows rows = plan.rows();
        rows.add("customer 1", "holdout", 0, 120, 0, 0);
        rows.add("customer 1", "mailed", 990, 120, 1, 0);
        List<DataIssue> issues = rows.issues(); // CONTAMINATED, 1
        assertThat(issues).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo("CONTAMINATED");
            assertThat(issue.count()).isEqualTo(1);
        });

        Plan launch = Plan.named("launch")
                .control("before")
                .treatment("offered")
                .goal(Goal.launch("margin", "cost", "bought_new", roubles))
                .build();
        assertThat(launch.goal()).isPresent();

        Conventions conventions = Conventions.defaults() // n − 1, Welch's t, lift on the logarithm, two-sided 95 %
                .withLevel(0.9)
                .with(Conventions.Relative.FIELLER)
                .with(Alternative.GREATER);
        Outcome<Contrast> contrast = MeanComparison.withDefaults()
                .with(conventions)
                .compare(new double[] {1, 2, 3, 2}, new double[] {3, 4, 2, 5});
        Outcome<HoldoutEffect> held5 = HoldoutInterval.withDefaults().of(held, mailed, "revenue");
        assertThat(held5.value()).isPresent();

        double[] adjusted = Correction.HOLM.adjusted(0.01, 0.04, 0.03); // 0.03, 0.06, 0.06
        Contrast cmp = contrast.value().orElseThrow();
        TestResult safe = NonInferiority.test(cmp, Margin.shareOfControl(0.1), Direction.HIGHER_IS_BETTER, 0.95);
        NonInferiority.Equivalence same = NonInferiority.equivalence(cmp, -0.5, 0.5, 0.95);
        assertThat(adjusted).containsExactly(new double[] {0.03, 0.06, 0.06}, within(1e-15));
        assertThat(safe.pValue()).isLessThan(0.05);
        assertThat(same.shownAt(0.05)).isFalse();

        Reading profit = Economics.profit(total, 0.35, 40_000);
        Reading iroas = Economics.iroas(total, 40_000);
        Reading perOrder = DifferenceRatio.withDefaults().of(held, mailed, "revenue", "orders", roubles);
        Cace reached = Cace.of(held, mailed, "revenue", "orders", roubles, Conventions.defaults());
        double sum = total.value().orElseThrow();
        assertThat(profit.value().orElseThrow()).isCloseTo(0.35 * sum - 40_000, within(1e-6));
        assertThat(iroas.value().orElseThrow()).isCloseTo(sum / 40_000, within(1e-9));
        assertThat(perOrder.value().orElseThrow())
                .isEqualTo(reached.effect().value().orElseThrow());

        TwoProportions buyers = new TwoProportions(4, 200, 10, 200);
        Reading difference = buyers.difference(TwoProportions.DifferenceMethod.MIETTINEN_NURMINEN, 0.95);
        double p = buyers.test(TwoProportions.Test.BOSCHLOO, Alternative.TWO_SIDED)
                .value()
                .orElseThrow()
                .pValue(); // 0.147
        assertThat(difference.value()).hasValue(10 / 200.0 - 4 / 200.0);
        assertThat(p).isCloseTo(0.147, within(5e-4));
    }
}
