package io.ckpi.core;

import static io.ckpi.testing.Cases.count;
import static io.ckpi.testing.Cases.list;
import static io.ckpi.testing.Cases.map;
import static io.ckpi.testing.Cases.number;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.MomentsLayout.Dialect;
import io.ckpi.core.MomentsLayout.Missing;
import io.ckpi.testing.Cases;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

@NullUnmarked // a test knows what is there, and hands over null on purpose
class MomentsTest {

    private static final double NAN = Double.NaN;
    private static final MomentsLayout XY = MomentsLayout.of("x", "y");

    // ---- content

    @Test
    void countsMeansAndCentredProducts() {
        Moments moments = XY.withThirdMoments().fromArrays(new double[] {1, 2, 6, 0}, new double[] {2, 0, 5, -1});
        assertThat(moments.n()).isEqualTo(4);
        assertThat(moments.skipped()).isZero();
        assertThat(moments.nonZero("x")).isEqualTo(3);
        assertThat(moments.min("y")).hasValue(-1);
        assertThat(moments.max("y")).hasValue(5);
        assertThat(moments.mean("x")).hasValue(2.25);
        assertThat(moments.sum("y")).isEqualTo(6);
        assertThat(moments.centredProduct("x", "x")).isEqualTo(20.75, within(1e-13));
        assertThat(moments.centredProduct("x", "y")).isEqualTo(18.5, within(1e-13));
        assertThat(moments.centredProduct("y", "x")).isEqualTo(18.5, within(1e-13));
        assertThat(moments.variance("y").getAsDouble()).isEqualTo(7, within(1e-13));
        assertThat(moments.covariance("x", "y").getAsDouble()).isEqualTo(18.5 / 3, within(1e-13));
        // (-1.25)^3 + (-0.25)^3 + 3.75^3 + (-2.25)^3
        assertThat(moments.centredCubes("x").getAsDouble()).isEqualTo(39.375, within(1e-12));
        assertThat(moments.skewness("x").getAsDouble()).isEqualTo(39.375 / 4 / Math.pow(20.75 / 4, 1.5), within(1e-12));
        assertThat(moments.digitsLost("x")).isZero();
        assertThat(moments.whyNoVariance("x", "y")).isEmpty();
        assertThat(moments).hasToString("Moments[n=4, variables=[x, y], means=[2.25, 1.5]]");
    }

    @Test
    void withoutRows() {
        Moments empty = XY.withThirdMoments().empty();
        assertThat(empty.n()).isZero();
        assertThat(empty.sum("x")).isZero();
        assertThat(empty.mean("x")).isEmpty();
        assertThat(empty.min("x")).isEmpty();
        assertThat(empty.max("x")).isEmpty();
        assertThat(empty.variance("x")).isEmpty();
        assertThat(empty.skewness("x")).isEmpty();
        assertThat(empty.whyNoVariance("x")).contains(Reason.NO_DATA);
        assertThat(empty.varianceOfSum(1, 1)).isEmpty();
    }

    @Test
    void aSingleRowHasNoVariance() {
        Moments one = XY.fromArrays(new double[] {3}, new double[] {4});
        assertThat(one.mean("x")).hasValue(3);
        assertThat(one.variance("x")).isEmpty();
        assertThat(one.whyNoVariance("x")).contains(Reason.INSUFFICIENT_DATA);
        assertThat(one.varianceOfSum(1, 0)).isEmpty();
    }

    @Test
    void thirdMomentsOnlyWhereAskedFor() {
        Moments plain = XY.fromArrays(new double[] {1, 2}, new double[] {3, 4});
        assertThat(plain.centredCubes("x")).isEmpty();
        assertThat(plain.skewness("x")).isEmpty();
        Moments equal = MomentsLayout.of("x").withThirdMoments().fromArrays(new double[] {5, 5, 5});
        assertThat(equal.skewness("x")).isEmpty();
    }

    @Test
    void varianceOfALinearCombination() {
        Moments moments = XY.fromArrays(new double[] {1, 2, 6, 0}, new double[] {2, 0, 5, -1});
        double[] combined = {1 * 2 - 2 * 3, 2 * 2, 6 * 2 - 5 * 3, 3};
        double expected =
                MomentsLayout.of("z").fromArrays(combined).variance("z").getAsDouble();
        assertThat(moments.varianceOfSum(2, -3).getAsDouble()).isEqualTo(expected, within(1e-12));
        assertThat(moments.varianceOfSum(0, 0)).hasValue(0);
        assertThat(moments.varianceOfSum(1e200, 0)).isEmpty();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> moments.varianceOfSum(1))
                .withMessage("coefficients has length 1 for 2 variables");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> moments.varianceOfSum(1, NAN))
                .withMessage("the coefficient of y is not finite: NaN");
    }

    // ---- accuracy

    @Test
    void numericalAccuracyData() {
        for (Map<String, Object> each : Cases.json("experiments/accumulator.json")) {
            if (!each.get("method").equals("mean_sd")) {
                continue;
            }
            Map<String, Object> values = map(map(each, "inputs"), "values");
            List<Number> pair = list(values, "then_alternating");
            double[] data = new double[(int) count(values, "n")];
            data[0] = number(values, "first");
            for (int i = 1; i < data.length; i++) {
                data[i] = pair.get((i - 1) % 2).doubleValue();
            }
            Moments moments = MomentsLayout.of("v").fromArrays(data);
            Map<String, Object> expected = map(each, "expected");
            double tolerance = number(map(each, "tolerance"), "rel");
            double mean = number(expected, "mean");
            double sd = number(expected, "sd");
            assertThat(moments.mean("v").getAsDouble()).isEqualTo(mean, within(tolerance * mean));
            assertThat(Math.sqrt(moments.variance("v").getAsDouble())).isEqualTo(sd, within(tolerance * sd));
            // far better than the certified digits ask for: the data themselves are rounded to doubles
            assertThat(moments.mean("v").getAsDouble()).isEqualTo(mean, within(1e-15 * mean));
        }
    }

    @Test
    void theIllConditionedColumn() {
        double[] column =
                IntStream.range(0, 100_000).mapToDouble(i -> 1e9 + i % 10).toArray();
        Moments moments = MomentsLayout.of("v").fromArrays(column);
        assertThat(moments.variance("v").getAsDouble()).isEqualTo(8.25008250082501, within(1e-13));
        assertThat(moments.mean("v")).hasValue(1e9 + 4.5);
        assertThat(moments.sum("v")).isEqualTo(1e14 + 450_000);
    }

    /** Normal numbers with mean 1e9 and variance 1 in 1,000 parts keep 14 digits of the variance. */
    @Test
    void mergedPartsKeepTheirDigits() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        int n = 1_000_000;
        double[] values = new double[n];
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            // multiples of 2^-14: the deviations, their squares and the sums of these are exact
            double deviation = Math.rint(random.nextGaussian() * (1 << 14)) / (1 << 14);
            values[i] = 1e9 + deviation;
            sum += deviation;
            squares += deviation * deviation;
        }
        double expected = squares - sum * sum / n;
        MomentsLayout layout = MomentsLayout.of("v");
        Moments merged = layout.empty();
        for (int part = 0; part < 1000; part++) {
            merged = merged.plus(layout.fromArrays(Arrays.copyOfRange(values, part * 1000, part * 1000 + 1000)));
        }
        assertThat(merged.n()).isEqualTo(n);
        assertThat(merged.centredProduct("v", "v")).isEqualTo(expected, within(1e-14 * expected));
        Moments whole = layout.fromArrays(values);
        // all deviations lie on one grid, so sums of their squares are always rounded to the same side
        assertThat(whole.centredProduct("v", "v")).isEqualTo(expected, within(2e-14 * expected));
    }

    /** An outlier in the first row must not cost digits, as it does where one shift is taken from it. */
    @Test
    void anOutlierInTheFirstRow() {
        double[] values = IntStream.range(0, 10_001).mapToDouble(i -> i % 2).toArray();
        values[0] = 1e8;
        Moments moments = MomentsLayout.of("v").fromArrays(values);
        Moments rest = MomentsLayout.of("v").fromArrays(Arrays.copyOfRange(values, 1, values.length));
        assertThat(rest.centredProduct("v", "v")).isEqualTo(2500, within(1e-10));
        double mean = 1e8 - 0.5;
        assertThat(moments.centredProduct("v", "v")).isEqualTo(2500 + mean * mean * (10_000.0 / 10_001), within(1e2));
    }

    // ---- parts and the whole, on real data

    @Test
    void partsOfRealDataGiveTheWhole() throws IOException {
        for (Map<String, Object> each : Cases.json("experiments/accumulator.json")) {
            Map<String, Object> inputs = map(each, "inputs");
            Map<String, Object> expected = map(each, "expected");
            if (each.get("method").equals("merge_equals_whole")) {
                List<Map<String, String>> rows = rows(inputs);
                double[] spend = Cases.column(rows, (String) inputs.get("column"));
                MomentsLayout layout = MomentsLayout.of("spend").withThirdMoments();
                Moments merged = layout.empty();
                int from = 0;
                List<Number> sizes = list(expected, "part_sizes");
                List<Number> means = list(expected, "part_means");
                for (int part = 0; part < sizes.size(); part++) {
                    int to = from + sizes.get(part).intValue();
                    Moments moments = layout.fromArrays(Arrays.copyOfRange(spend, from, to));
                    assertThat(moments.mean("spend").getAsDouble())
                            .isEqualTo(means.get(part).doubleValue(), within(1e-12));
                    merged = merged.plus(moments);
                    from = to;
                }
                assertThat(merged.n()).isEqualTo(count(expected, "n"));
                assertClose(merged.sum("spend"), number(expected, "sum"));
                assertClose(merged.mean("spend").getAsDouble(), number(expected, "mean"));
                assertClose(merged.variance("spend").getAsDouble(), number(expected, "variance"));
                assertClose(merged.skewness("spend").getAsDouble(), number(expected, "skewness_g1"));
            } else if (each.get("method").equals("covariance_merge")) {
                List<Map<String, String>> rows = rows(inputs);
                MomentsLayout layout = MomentsLayout.of("spend", "history");
                Moments merged = layout.empty();
                for (Map.Entry<String, Object> arm : map(expected, "per_arm").entrySet()) {
                    List<Map<String, String>> part = rows.stream()
                            .filter(row -> row.get("treatment").equals(arm.getKey()))
                            .toList();
                    Moments moments = layout.fromArrays(Cases.column(part, "spend"), Cases.column(part, "history"));
                    assertClose(
                            moments.covariance("spend", "history").getAsDouble(),
                            ((Number) arm.getValue()).doubleValue());
                    merged = merged.plus(moments);
                }
                assertClose(merged.covariance("history", "spend").getAsDouble(), number(expected, "cov"));
            }
        }
    }

    private static List<Map<String, String>> rows(Map<String, Object> inputs) throws IOException {
        return Cases.data(((String) inputs.get("dataset_path")).replaceFirst("^data/", ""));
    }

    private static void assertClose(double value, double expected) {
        assertThat(value).isEqualTo(expected, within(1e-10 * Math.abs(expected) + 1e-12));
    }

    // ---- rows, streams, missing values

    @Test
    void rowsStreamsAndColumnsAgree() {
        double[][] rows = IntStream.range(0, 5000)
                .mapToObj(i -> new double[] {Math.sin(i), i % 7 == 0 ? 0 : i})
                .toArray(double[][]::new);
        MomentsAccumulator accumulator = XY.accumulator();
        for (double[] row : rows) {
            accumulator.add(row);
        }
        assertThat(accumulator.layout()).isEqualTo(XY);
        Moments byRow = accumulator.moments();
        Moments byColumn = XY.fromArrays(
                Arrays.stream(rows).mapToDouble(row -> row[0]).toArray(),
                Arrays.stream(rows).mapToDouble(row -> row[1]).toArray());
        Moments byStream = Arrays.stream(rows).parallel().collect(XY.collector());
        for (Moments moments : List.of(byRow, byStream)) {
            assertThat(moments.n()).isEqualTo(5000);
            assertThat(moments.nonZero("y")).isEqualTo(byColumn.nonZero("y"));
            assertThat(moments.max("y")).isEqualTo(byColumn.max("y"));
            assertThat(moments.sum("y")).isEqualTo(byColumn.sum("y"));
            assertClose(moments.centredProduct("x", "y"), byColumn.centredProduct("x", "y"));
            assertClose(
                    moments.variance("x").getAsDouble(), byColumn.variance("x").getAsDouble());
        }
    }

    @Test
    void addingMayGoOnAfterALook() {
        MomentsAccumulator accumulator = MomentsLayout.of("x").accumulator();
        accumulator.add(1);
        assertThat(accumulator.moments().mean("x")).hasValue(1);
        accumulator.add(3);
        accumulator.addColumns(new double[] {5, 7});
        assertThat(accumulator.moments().mean("x")).hasValue(4);
        assertThat(accumulator.moments().n()).isEqualTo(4);
    }

    @Test
    void missingValues() {
        MomentsLayout layout = XY.withMissing("x", Missing.ZERO).withMissing("y", Missing.SKIP_ROW);
        double[] x = {1, NAN, 3, NAN};
        double[] y = {4, 5, NAN, NAN};
        MomentsAccumulator accumulator = layout.accumulator();
        for (int i = 0; i < x.length; i++) {
            accumulator.add(x[i], y[i]);
        }
        for (Moments moments : List.of(layout.fromArrays(x, y), accumulator.moments())) {
            assertThat(moments.n()).isEqualTo(2);
            assertThat(moments.skipped()).isEqualTo(2);
            assertThat(moments.nulls("x")).isEqualTo(2);
            assertThat(moments.nulls("y")).isEqualTo(2);
            assertThat(moments.nonZero("x")).isEqualTo(1);
            assertThat(moments.sum("x")).isEqualTo(1);
            assertThat(moments.sum("y")).isEqualTo(9);
        }
        Moments twice = layout.fromArrays(x, y).plus(layout.fromArrays(x, y));
        assertThat(twice.skipped()).isEqualTo(4);
        assertThat(twice.nulls("y")).isEqualTo(4);
        assertThat(x[1]).as("the caller's array stays as it is").isNaN();
    }

    @Test
    void missingValuesAreErrorsUnlessSaidOtherwise() {
        double[] long5000 = new double[5000];
        long5000[4500] = NAN;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MomentsLayout.of("x").fromArrays(long5000))
                .withMessage("x is missing in row 4500, and the layout says FAIL");
        MomentsAccumulator accumulator = XY.accumulator();
        accumulator.add(1, 2);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> accumulator.add(1, NAN))
                .withMessage("y is missing in row 1, and the layout says FAIL");
        assertThat(accumulator.moments().n()).isEqualTo(1);
    }

    @Test
    void infiniteAndEnormousValuesAreErrors() {
        MomentsLayout layout = MomentsLayout.of("x").withMissing("x", Missing.SKIP_ROW);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.fromArrays(new double[] {1, Double.POSITIVE_INFINITY}))
                .withMessage("x is not a number of at most 1e90 in row 1: Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.accumulator().add(-1e91))
                .withMessage("x is not a number of at most 1e90 in row 0: -1.0E91");
        Moments extreme = layout.withThirdMoments().fromArrays(new double[] {1e90, -1e90, 1e90});
        assertThat(extreme.variance("x")).isPresent();
        assertThat(extreme.skewness("x")).isPresent();
    }

    @Test
    void argumentsThatDoNotFit() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XY.fromArrays(new double[] {1}))
                .withMessage("1 columns for 2 variables");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XY.fromArrays(new double[] {1}, new double[] {1, 2}))
                .withMessage("columns differ in length: x has 1, y has 2");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XY.accumulator().add(1))
                .withMessage("a row of 1 values for 2 variables");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XY.empty().plus(MomentsLayout.of("x", "z").empty()))
                .withMessageStartingWith("the layouts differ: ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XY.empty().mean("z"))
                .withMessage("no variable z, there are [x, y]");
        assertThatIllegalArgumentException().isThrownBy(MomentsLayout::of).withMessage("no variable");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MomentsLayout.of("x", "x"))
                .withMessage("variable repeated: x");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MomentsLayout.of(" "))
                .withMessage("the name of a variable is blank");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> XY.withMissing("z", Missing.ZERO))
                .withMessage("no variable z, there are [x, y]");
    }

    @Test
    void equality() {
        Moments one = XY.fromArrays(new double[] {1, 2}, new double[] {3, 4});
        assertThat(one)
                .isEqualTo(XY.fromArrays(new double[] {1, 2}, new double[] {3, 4}))
                .hasSameHashCodeAs(XY.fromArrays(new double[] {1, 2}, new double[] {3, 4}))
                .isNotEqualTo(XY.fromArrays(new double[] {1, 2}, new double[] {3, 5}))
                .isNotEqualTo(XY.empty())
                .isNotEqualTo("text");
        assertThat(one.plus(XY.empty())).isEqualTo(one);
        assertThat(XY.empty().plus(one)).isEqualTo(one);
    }

    // ---- sums from elsewhere

    @Test
    void sumsAroundShifts() {
        double[] x = {101, 102, 106, 100};
        double[] y = {2, 0, 5, -1};
        double[] shifts = {100, 1};
        double[] sums = new double[2];
        double[] cubes = new double[2];
        double[][] products = new double[2][2];
        for (int i = 0; i < x.length; i++) {
            double[] deviation = {x[i] - shifts[0], y[i] - shifts[1]};
            for (int j = 0; j < 2; j++) {
                sums[j] += deviation[j];
                cubes[j] += Math.pow(deviation[j], 3);
                for (int k = 0; k < 2; k++) {
                    products[j][k] += deviation[j] * deviation[k];
                }
            }
        }
        MomentsLayout layout = XY.withThirdMoments();
        Moments moments = layout.fromSums(4, shifts, sums, products, cubes, new long[] {4, 3});
        Moments direct = layout.fromArrays(x, y);
        assertThat(moments.mean("x")).isEqualTo(direct.mean("x"));
        assertClose(
                moments.covariance("x", "y").getAsDouble(),
                direct.covariance("x", "y").getAsDouble());
        assertClose(
                moments.centredCubes("x").getAsDouble(),
                direct.centredCubes("x").getAsDouble());
        assertThat(moments.nonZero("y")).isEqualTo(3);
        assertThat(moments.min("x")).isEmpty();
        assertThat(moments.plus(direct).min("x")).as("unknown stays unknown").isEmpty();
        assertClose(
                moments.plus(direct).variance("x").getAsDouble(),
                direct.plus(direct).variance("x").getAsDouble());
        assertThat(layout.fromSums(0, shifts, sums, products, cubes, new long[2]))
                .isEqualTo(layout.empty());
    }

    @Test
    void lostDigitsAreReportedAndRefused() {
        MomentsLayout layout = MomentsLayout.of("v");
        Moments fine = sum(layout, 0, 100, 103, 104);
        assertThat(fine.digitsLost("v")).isBetween(3.0, 4.0);
        assertThat(fine.variance("v")).isPresent();
        Moments gone = sum(layout, 0, 1e9, 1e9 + 1, 1e9 + 2);
        assertThat(gone.digitsLost("v")).isGreaterThanOrEqualTo(Moments.DIGITS_REFUSED);
        assertThat(gone.whyNoVariance("v")).contains(Reason.PRECISION_LOST);
        assertThat(gone.variance("v")).isEmpty();
        assertThat(gone.varianceOfSum(1)).isEmpty();
        assertThat(gone.mean("v")).hasValue(1e9 + 1);
        Moments shifted = sum(layout, 1e9, 1e9, 1e9 + 1, 1e9 + 2);
        assertThat(shifted.variance("v")).hasValue(1);
        assertThat(shifted.digitsLost("v")).isLessThan(1);
        assertThat(sum(layout, 0, 5, 5, 5).digitsLost("v")).isEqualTo(17);
        assertThat(sum(layout, 5, 5, 5, 5).digitsLost("v")).isZero();
        assertThat(gone.plus(layout.fromArrays(new double[] {-1e9, 1e9})).variance("v"))
                .as("a wide spread makes the lost digits irrelevant")
                .isPresent();
    }

    private static Moments sum(MomentsLayout layout, double shift, double... values) {
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            sum += value - shift;
            squares += (value - shift) * (value - shift);
        }
        return layout.fromSums(
                values.length, new double[] {shift}, new double[] {sum}, new double[][] {{squares}}, null, new long[] {
                    values.length
                });
    }

    @Test
    void sumsThatCannotBe() {
        MomentsLayout layout = MomentsLayout.of("v");
        double[] one = {1};
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.fromSums(-1, one, one, new double[][] {{1}}, null, new long[] {1}))
                .withMessage("n is negative: -1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.fromSums(1, new double[2], one, new double[][] {{1}}, null, new long[] {1}))
                .withMessage("shifts has length 2 for 1 variables");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.fromSums(1, one, one, new double[][] {{-1}}, null, new long[] {1}))
                .withMessage("the sum of squares of v is negative: -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> layout.fromSums(1, one, new double[] {NAN}, new double[][] {{1}}, null, new long[] {1}))
                .withMessage("the sum of v is not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.fromSums(1, one, one, new double[][] {{1}}, null, new long[] {2}))
                .withMessage("the non-zero count of v is not 0 to 1: 2");
        assertThatNullPointerException()
                .isThrownBy(() ->
                        layout.withThirdMoments().fromSums(1, one, one, new double[][] {{1}}, null, new long[] {1}))
                .withMessage("cubes");
    }

    // ---- SQL

    @Test
    void theQuery() {
        MomentsLayout layout = MomentsLayout.of("revenue", "or\"ders")
                .withMissing("revenue", Missing.ZERO)
                .withMissing("or\"ders", Missing.SKIP_ROW);
        assertThat(layout.toSql(Dialect.POSTGRESQL, "crm.facts")).isEqualTo("""
                        WITH source AS (SELECT NULLIF(CAST("revenue" AS double precision), CAST('NaN' AS double precision)) AS v1, \
                        NULLIF(CAST("or""ders" AS double precision), CAST('NaN' AS double precision)) AS v2 FROM "crm"."facts"),
                        counts AS (SELECT count(*) - count(CASE WHEN v2 IS NOT NULL THEN 1 END) AS skipped, \
                        count(*) - count(v1) AS nulls_1, count(*) - count(v2) AS nulls_2 FROM source),
                        kept AS (SELECT COALESCE(v1, 0) AS x1, v2 AS x2 FROM source WHERE v2 IS NOT NULL),
                        shifts AS (SELECT avg(x1) AS c1, avg(x2) AS c2 FROM kept)
                        SELECT count(x1) AS n, max(skipped) AS skipped, max(nulls_1) AS nulls_1, \
                        sum(CASE WHEN x1 <> 0 THEN 1 ELSE 0 END) AS nonzero_1, min(x1) AS min_1, max(x1) AS max_1, \
                        max(c1) AS shift_1, sum(x1 - c1) AS s_1, sum((x1 - c1) * (x1 - c1)) AS q_1_1, \
                        sum((x1 - c1) * (x2 - c2)) AS q_1_2, max(nulls_2) AS nulls_2, \
                        sum(CASE WHEN x2 <> 0 THEN 1 ELSE 0 END) AS nonzero_2, min(x2) AS min_2, max(x2) AS max_2, \
                        max(c2) AS shift_2, sum(x2 - c2) AS s_2, sum((x2 - c2) * (x2 - c2)) AS q_2_2
                        FROM counts CROSS JOIN shifts LEFT JOIN kept ON TRUE""");
        String grouped = MomentsLayout.of("v").withThirdMoments().toSql(Dialect.DUCKDB, "facts", "arm");
        assertThat(grouped)
                .startsWith("WITH source AS (SELECT \"arm\" AS grp, NULLIF(CAST(\"v\" AS DOUBLE)")
                .contains("sum((x1 - c1) * (x1 - c1) * (x1 - c1)) AS k_1")
                .endsWith("GROUP BY counts.grp");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.toSql(Dialect.DUCKDB, "crm..facts"))
                .withMessage("not a name for SQL: ''");
    }

    @Test
    void mysqlHasItsOwnQuotesAndNoNan() {
        String sql = MomentsLayout.of("v").toSql(Dialect.MYSQL, "crm.fa`cts", "arm");
        assertThat(sql)
                .contains("SELECT `arm` AS grp, CAST(`v` AS DOUBLE) AS v1 FROM `crm`.`fa``cts`")
                .contains("LEFT JOIN kept ON kept.grp <=> counts.grp")
                .doesNotContain("NaN", "DISTINCT", "\"");
    }

    @Test
    void aQueryCanTakeThePlaceOfATable() {
        MomentsLayout layout = MomentsLayout.of("v");
        String table = layout.toSql(Dialect.POSTGRESQL, "facts", "arm");
        String query = layout.toSqlOver(Dialect.POSTGRESQL, "SELECT v, arm FROM facts", "arm");
        assertThat(query).isEqualTo(table.replace("FROM \"facts\"", "FROM (SELECT v, arm FROM facts\n) ckpi_rows"));
        assertThat(layout.toSqlOver(Dialect.POSTGRESQL, "SELECT v FROM facts", null))
                .doesNotContain("grp");
    }

    @Test
    void theRowOfTheQuery() {
        MomentsLayout layout = MomentsLayout.of("v").withMissing("v", Missing.SKIP_ROW);
        Map<String, Number> row = new HashMap<>(Map.of("n", 3, "skipped", 2, "nulls_1", 2L, "nonzero_1", 2));
        row.putAll(Map.of("min_1", 0.0, "max_1", 5, "shift_1", 3.0, "s_1", 0, "q_1_1", 14.0));
        Moments moments = layout.fromRow(row);
        assertThat(moments).isEqualTo(layout.fromArrays(new double[] {0, 4, 5, NAN, NAN}));
        row.put("q_1_1", null);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.fromRow(row))
                .withMessage("the row has no value for q_1_1");
        row.put("q_1_1", Double.POSITIVE_INFINITY);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.fromRow(row))
                .withMessage("q_1_1 is not finite: Infinity");
        row.put("n", 2.5);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> layout.fromRow(row))
                .withMessage("n is not a count: 2.5");
        row.put("n", 3);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MomentsLayout.of("v").fromRow(row))
                .withMessage("v is missing in 2 rows, and the layout says FAIL");
        Moments none = layout.fromRow(Map.of("n", 0, "skipped", 2, "nulls_1", 2));
        assertThat(none.n()).isZero();
        assertThat(none.skipped()).isEqualTo(2);
        assertThat(none.nulls("v")).isEqualTo(2);
    }

    @Test
    void onlyThePairsThatAreAskedFor() {
        MomentsLayout all = MomentsLayout.of("a", "b", "c").withThirdMoments();
        MomentsLayout some = all.withPairs(Set.of(new MomentsLayout.Pair("c", "a")));
        double[][] columns = new double[3][10_000];
        for (int i = 0; i < 10_000; i++) {
            columns[0][i] = Math.sin(i);
            columns[1][i] = i % 7;
            columns[2][i] = columns[0][i] * 2 + i % 3;
        }
        Moments whole = all.fromArrays(columns);
        Moments part = some.fromArrays(columns);
        assertThat(part.centredProduct("a", "c")).isEqualTo(whole.centredProduct("a", "c"));
        assertThat(part.plus(part).centredProduct("c", "a"))
                .isEqualTo(whole.plus(whole).centredProduct("c", "a"));
        assertThat(part.variance("b")).isEqualTo(whole.variance("b"));
        assertThat(part.centredCubes("b")).isEqualTo(whole.centredCubes("b"));
        assertThat(part.varianceOfSum(1, 0, -1)).isEqualTo(whole.varianceOfSum(1, 0, -1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> part.covariance("b", "a"))
                .withMessage("the layout does not keep the product of b and a");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> part.varianceOfSum(1, 1, 0))
                .withMessage("the layout does not keep the product of a and b");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> whole.plus(part))
                .withMessageStartingWith("the layouts differ");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> all.withPairs(Set.of(new MomentsLayout.Pair("a", "x"))))
                .withMessageStartingWith("not a pair of variables of the layout");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new MomentsLayout.Pair("a", "a"))
                .withMessage("a pair of one variable: a");
        String sql = some.toSql(MomentsLayout.Dialect.DUCKDB, "facts");
        assertThat(sql).contains("q_1_3", "q_2_2").doesNotContain("q_1_2").doesNotContain("q_2_3");
        Map<String, Number> row = new HashMap<>(Map.of("n", 2, "skipped", 0));
        for (int j = 1; j <= 3; j++) {
            row.putAll(Map.of(
                    "nulls_" + j, 0, "nonzero_" + j, 2, "min_" + j, 1, "max_" + j, 3, "shift_" + j, 2, "s_" + j, 0));
            row.put("q_" + j + "_" + j, 2);
            row.put("k_" + j, 0);
        }
        row.put("q_1_3", -2);
        assertThat(some.fromRow(row).covariance("a", "c")).hasValue(-2);
    }

    /** NIST StRD, univariate summary statistics: certified means and standard deviations. */
    @Test
    void certifiedUnivariateData() {
        nist(new double[] {10000001, 10000003, 10000002}, 10000002, 1, 1e-12);
        nist(alternating(1.2, 1.1, 1.3), 1.2, 0.1, 1e-12);
        nist(alternating(1000000.2, 1000000.1, 1000000.3), 1000000.2, 0.1, 1e-9);
        nist(alternating(10000000.2, 10000000.1, 10000000.3), 10000000.2, 0.1, 1e-8);
        int[] michelson = {
            850, 740, 900, 1070, 930, 850, 950, 980, 980, 880, 1000, 980, 930, 650, 760, 810, 1000, 1000, 960, 960,
            960, 940, 960, 940, 880, 800, 850, 880, 900, 840, 830, 790, 810, 880, 880, 830, 800, 790, 760, 800,
            880, 880, 880, 860, 720, 720, 620, 860, 970, 950, 880, 910, 850, 870, 840, 840, 850, 840, 840, 840,
            890, 810, 810, 820, 800, 770, 760, 740, 750, 760, 910, 920, 890, 860, 880, 720, 840, 850, 850, 780,
            890, 840, 780, 810, 760, 810, 790, 810, 820, 850, 870, 870, 810, 740, 810, 940, 950, 800, 810, 870
        };
        double[] speed = Arrays.stream(michelson)
                .mapToDouble(thousandths -> (299_000 + thousandths) / 1000.0)
                .toArray();
        nist(speed, 299.8524, 0.0790105478190518, 1e-12);
    }

    private static double[] alternating(double first, double odd, double even) {
        double[] values = new double[1001];
        values[0] = first;
        for (int i = 1; i < values.length; i++) {
            values[i] = i % 2 == 1 ? odd : even;
        }
        return values;
    }

    private static void nist(double[] data, double mean, double sd, double digits) {
        Moments moments = MomentsLayout.of("v").fromArrays(data);
        assertThat(moments.mean("v").getAsDouble()).isEqualTo(mean, within(1e-14 * mean));
        assertThat(Math.sqrt(moments.variance("v").getAsDouble())).isEqualTo(sd, within(digits * sd));
    }
}
