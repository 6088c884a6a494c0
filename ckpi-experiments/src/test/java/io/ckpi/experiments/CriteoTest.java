package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import io.ckpi.experiments.ConformanceFile.Tree;
import io.ckpi.experiments.sequential.AlwaysValid;
import io.ckpi.experiments.sequential.ConfidenceSequence;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Fourteen million customers: p-values far below the smallest double. Counts of the Criteo uplift data, v2.1. */
class CriteoTest {

    @SuppressWarnings("unchecked") // the shape of the file is part of the test
    private static Tree summary() throws IOException {
        Path file = Path.of(System.getProperty("ckpi.data", "none")).resolve("criteo_uplift_summary/summary.json");
        assumeTrue(Files.exists(file), "the Criteo summary is not here: " + file);
        try (InputStream in = Files.newInputStream(file)) {
            return new Tree((Map<String, Object>) Definitions.read("summary.json", in, Node::tree));
        }
    }

    private static Moments arm(Tree arm, String outcome) {
        double y = arm.number(outcome);
        return MomentsLayout.of("y")
                .fromSums(arm.whole("n"), new double[1], new double[] {y}, new double[][] {{y}}, null, new long[] {
                    (long) y
                });
    }

    private static TestResult test(Tree summary, String outcome) {
        Conventions z =
                Conventions.defaults().with(Conventions.Reference.NORMAL).with(Conventions.Variance.POPULATION);
        return some(MeanComparison.withDefaults()
                        .with(z)
                        .compare(
                                arm(summary.tree("control"), outcome),
                                arm(summary.tree("treatment"), outcome),
                                Metric.rate("y")))
                .absolute();
    }

    @Test
    void tinyPValuesKeepTheirLogarithm() throws IOException { // mpmath, 40 digits
        Tree summary = summary();
        TestResult visit = test(summary, "visit");
        assertThat(visit.statistic()).isCloseTo(70.68518392751428, within(1e-8));
        assertThat(visit.pValue()).isZero();
        assertThat(visit.log10P()).isCloseTo(-1086.900913426966, within(1e-6));
        TestResult conversion = test(summary, "conversion");
        assertThat(conversion.statistic()).isCloseTo(33.51226743420042, within(1e-8));
        assertThat(conversion.log10P()).isCloseTo(-245.495650679095, within(1e-6));
        AlwaysValid always = some(
                ConfidenceSequence.asymptotic(1e6).at(visit.estimate(), visit.standardError(), summary.whole("rows")));
        assertThat(always.pValue()).isZero();
        assertThat(always.log10P()).isFinite().isGreaterThan(visit.log10P()); // looking at every time has its price
    }

    @Test
    void theSplitIsClean() throws IOException {
        Tree summary = summary();
        Srm.Check check = some(Srm.of(0.15, 0.85)
                .chiSquared(
                        summary.tree("control").whole("n"),
                        summary.tree("treatment").whole("n")));
        assertThat(check.pValue()).isCloseTo(0.9989242531, within(1e-9)); // R, chisq.test
    }
}
