package io.ckpi.experiments;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.experiments.ConformanceFile.Case;
import io.ckpi.experiments.ConformanceFile.Tree;
import java.util.Arrays;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The moments that everything else here rests on: NIST's certified values, and merging against NumPy. */
class MomentsConformanceTest {

    private static final MomentsLayout ONE = MomentsLayout.of("x").withThirdMoments();
    private static final MomentsLayout TWO = MomentsLayout.of("spend", "history");

    @TestFactory
    Stream<DynamicTest> accumulator() {
        return ConformanceFile.tests("accumulator", c -> {
            switch (c.method()) {
                case "mean_sd" -> meanAndDeviation(c);
                case "merge_equals_whole" -> merging(c);
                case "covariance_merge" -> covariance(c);
                default -> throw new AssertionError(c.method());
            }
        });
    }

    private static double[] alternating(double first, double then, double last, int n) {
        double[] values = new double[n];
        values[0] = first;
        for (int i = 1; i < n; i++) {
            values[i] = i % 2 == 1 ? then : last;
        }
        return values;
    }

    private static void meanAndDeviation(Case c) {
        Tree values = c.inputs().tree("values");
        double[] then = values.numbers("then_alternating");
        Moments moments =
                ONE.fromArrays(alternating(values.number("first"), then[0], then[1], (int) values.whole("n")));
        c.check("mean", moments.mean("x").orElseThrow());
        c.check("sd", Math.sqrt(moments.variance("x").orElseThrow()));
    }

    private static void merging(Case c) {
        double[] spend = Hillstrom.orSkip().column("spend");
        Moments merged = ONE.empty();
        double[] sizes = c.expected().numbers("part_sizes");
        double[] means = c.expected().numbers("part_means");
        int from = 0;
        for (int i = 0; i < sizes.length; i++) {
            int to = from + (int) sizes[i];
            Moments part = ONE.fromArrays(Arrays.copyOfRange(spend, from, to));
            c.check("mean of a part", part.mean("x").orElseThrow(), means[i]);
            merged = merged.plus(part);
            from = to;
        }
        c.check("n", merged.n());
        c.check("sum", merged.sum("x"));
        c.check("mean", merged.mean("x").orElseThrow());
        c.check("variance", merged.variance("x").orElseThrow());
        c.check("skewness_g1", merged.skewness("x").orElseThrow()); // fourth moments are not kept
    }

    private static void covariance(Case c) {
        Hillstrom data = Hillstrom.orSkip();
        Tree arms = c.expected().tree("per_arm");
        Moments merged = TWO.empty();
        for (String arm : new String[] {Hillstrom.MENS, Hillstrom.WOMENS, Hillstrom.NONE}) {
            Moments one = TWO.fromArrays(data.column("spend", arm), data.column("history", arm));
            c.check(arm, one.covariance("spend", "history").orElseThrow(), arms.number(arm));
            merged = merged.plus(one);
        }
        c.check("cov", merged.covariance("spend", "history").orElseThrow());
    }

    /**
     * NIST's univariate sets NumAcc1 to NumAcc4. The doubles nearest to the values of the last two lie beside them; as many
     * digits of the certified standard deviation as they hold must come out, in one pass, in parts, and from rows.
     */
    @ParameterizedTest
    @CsvSource({
        "10000001, 10000003, 10000002, 3, 10000002, 1, 15",
        "1.2, 1.1, 1.3, 1001, 1.2, 0.1, 14",
        "1000000.2, 1000000.1, 1000000.3, 1001, 1000000.2, 0.1, 9",
        "10000000.2, 10000000.1, 10000000.3, 1001, 10000000.2, 0.1, 8"
    })
    void digitsOfHardSets(double first, double then, double last, int n, double mean, double deviation, int digits) {
        double[] values = alternating(first, then, last, n);
        Moments parts = ONE.empty();
        for (int from = 0; from < n; from += 97) {
            parts = parts.plus(ONE.fromArrays(Arrays.copyOfRange(values, from, Math.min(n, from + 97))));
        }
        Moments rows = Arrays.stream(values).mapToObj(x -> new double[] {x}).collect(ONE.collector());
        Map.of("whole", ONE.fromArrays(values), "parts", parts, "rows", rows).forEach((way, moments) -> {
            assertThat(agreeing(moments.mean("x").orElseThrow(), mean))
                    .as("%s, mean", way)
                    .isGreaterThanOrEqualTo(14);
            assertThat(agreeing(Math.sqrt(moments.variance("x").orElseThrow()), deviation))
                    .as("%s, deviation", way)
                    .isGreaterThanOrEqualTo(digits);
        });
    }

    /** −log₁₀ of the relative error, as NIST counts digits; 15.9 if there is none. */
    private static double agreeing(double value, double certified) {
        double error = Math.abs(value - certified) / Math.abs(certified);
        return error == 0 ? 15.9 : Math.min(15.9, -Math.log10(error));
    }
}
