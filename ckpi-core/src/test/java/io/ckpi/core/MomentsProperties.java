package io.ckpi.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class MomentsProperties {

    private static final MomentsLayout LAYOUT = MomentsLayout.of("x", "y").withThirdMoments();

    @Provide
    Arbitrary<List<double[]>> rows() {
        Arbitrary<Double> value = Arbitraries.oneOf(
                Arbitraries.doubles().between(-1e6, 1e6),
                Arbitraries.doubles().between(-1, 1).map(d -> 1e8 + d),
                Arbitraries.of(0.0, 1.0, -0.0, 1e-8));
        return value.array(double[].class).ofSize(2).list().ofMinSize(1).ofMaxSize(60);
    }

    @Property
    void anyCutGivesTheWhole(
            @ForAll("rows") List<double[]> rows, @ForAll @IntRange(max = 60) int a, @ForAll @IntRange(max = 60) int b) {
        int first = Math.min(rows.size(), Math.min(a, b));
        int second = Math.min(rows.size(), Math.max(a, b));
        Moments one = fold(rows.subList(0, first));
        Moments two = fold(rows.subList(first, second));
        Moments three = fold(rows.subList(second, rows.size()));
        Moments whole = fold(rows);
        assertSame(one.plus(two).plus(three), whole);
        assertSame(one.plus(two.plus(three)), whole);
        assertSame(three.plus(one).plus(two), whole);
    }

    @Property
    void theOrderOfRowsDoesNotMatter(@ForAll("rows") List<double[]> rows) {
        List<double[]> reversed = rows.subList(0, rows.size()).stream()
                .collect(Collectors.collectingAndThen(Collectors.toList(), list -> {
                    Collections.reverse(list);
                    return list;
                }));
        assertSame(fold(reversed), fold(rows));
    }

    @Property
    void theDefinitionInSimpleArithmetic(@ForAll("rows") List<double[]> rows) {
        Moments moments = fold(rows);
        double mean = rows.stream().mapToDouble(row -> row[0]).average().orElseThrow();
        double squares = rows.stream()
                .mapToDouble(row -> (row[0] - mean) * (row[0] - mean))
                .sum();
        assertThat(moments.mean("x").getAsDouble()).isEqualTo(mean, within(1e-10 * Math.max(1, Math.abs(mean))));
        assertThat(moments.centredProduct("x", "x")).isEqualTo(squares, within(1e-8 * Math.max(1, squares)));
        assertThat(moments.n()).isEqualTo(rows.size());
    }

    @Property
    void theCurrencyUnitDoesNotMatter(
            @ForAll("rows") List<double[]> rows, @ForAll @IntRange(min = -20, max = 20) int power) {
        double factor = Math.scalb(1.0, power);
        Moments plain = fold(rows);
        Moments scaled = fold(
                rows.stream().map(row -> new double[] {row[0] * factor, row[1]}).toList());
        assertThat(scaled.centredProduct("x", "x")).isEqualTo(plain.centredProduct("x", "x") * factor * factor);
        assertThat(scaled.centredProduct("x", "y")).isEqualTo(plain.centredProduct("x", "y") * factor);
        assertThat(scaled.skewness("x")).isEqualTo(plain.skewness("x"));
    }

    @Property
    void nothingThatLeavesIsNotFinite(@ForAll List<Double> values) {
        double[] finite = values.stream()
                .mapToDouble(Double::doubleValue)
                .filter(value -> Math.abs(value) <= 1e90)
                .toArray();
        Moments moments = MomentsLayout.of("x").withThirdMoments().fromArrays(finite);
        moments.mean("x").ifPresent(value -> assertThat(value).isFinite());
        moments.variance("x").ifPresent(value -> assertThat(value).isFinite().isNotNegative());
        moments.skewness("x").ifPresent(value -> assertThat(value).isFinite());
        assertThat(moments.sum("x")).isFinite();
        assertThat(moments.digitsLost("x")).isZero();
    }

    private static Moments fold(List<double[]> rows) {
        MomentsAccumulator accumulator = LAYOUT.accumulator();
        rows.forEach(accumulator::add);
        return accumulator.moments();
    }

    private static void assertSame(Moments merged, Moments whole) {
        assertThat(merged.n()).isEqualTo(whole.n());
        for (String name : Arrays.asList("x", "y")) {
            assertThat(merged.nonZero(name)).isEqualTo(whole.nonZero(name));
            assertThat(merged.min(name)).isEqualTo(whole.min(name));
            assertThat(merged.max(name)).isEqualTo(whole.max(name));
            double scale = Math.max(
                    1,
                    Math.max(
                            Math.abs(whole.max(name).getAsDouble()),
                            Math.abs(whole.min(name).getAsDouble())));
            assertThat(merged.mean(name).getAsDouble())
                    .isEqualTo(whole.mean(name).getAsDouble(), within(1e-15 * scale));
            double squares = whole.centredProduct(name, name);
            assertThat(merged.centredProduct(name, name)).isEqualTo(squares, within(1e-10 * squares + 1e-25 * scale));
            assertThat(merged.centredCubes(name).getAsDouble())
                    .isEqualTo(
                            whole.centredCubes(name).getAsDouble(),
                            within(1e-10 * Math.pow(squares, 1.5) + 1e-20 * scale));
        }
        double product = Math.sqrt(whole.centredProduct("x", "x") * whole.centredProduct("y", "y"));
        assertThat(merged.centredProduct("x", "y"))
                .isEqualTo(whole.centredProduct("x", "y"), within(1e-10 * product + 1e-20));
    }
}
