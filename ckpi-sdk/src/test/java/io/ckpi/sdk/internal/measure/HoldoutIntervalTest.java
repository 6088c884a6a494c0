package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Interval;
import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import io.ckpi.core.stat.PairAccumulator;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class HoldoutIntervalTest {

    @SuppressWarnings("unchecked")
    private static Map<String, Object> map(Map<String, Object> tree, String key) {
        return (Map<String, Object>) Objects.requireNonNull(tree.get(key), key);
    }

    private static double number(Map<String, Object> tree, String key) {
        return ((BigDecimal) Objects.requireNonNull(tree.get(key), key)).doubleValue();
    }

    @SuppressWarnings("unchecked")
    static Stream<Arguments> cases() throws IOException {
        String name = "/conformance-files/experiments/holdout_interval.json";
        try (InputStream in = HoldoutIntervalTest.class.getResourceAsStream(name)) {
            List<Object> all = (List<Object>) Definitions.read(name, Objects.requireNonNull(in, name), Node::tree);
            assertThat(all).hasSize(7);
            return all.stream().map(one -> Arguments.of(((Map<String, Object>) one).get("id"), one));
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void publishedCases(String id, Map<String, Object> one) {
        Map<String, Object> inputs = map(one, "inputs");
        Map<String, Object> expected = map(one, "expected");
        PairAccumulator control = group(map(inputs, "control"));
        PairAccumulator treated = group(map(inputs, "treatment"));
        Interval interval =
                Objects.requireNonNull(HoldoutInterval.ofDifference(control, treated, number(inputs, "confidence")));
        double scale = Math.abs(number(expected, "diff_upper"));
        assertThat(interval.low()).as(id).isCloseTo(number(expected, "diff_lower"), within(1e-7 * scale));
        assertThat(interval.high()).as(id).isCloseTo(number(expected, "diff_upper"), within(1e-7 * scale));
    }

    /** A group with that number of units, sum and sum of squares: all at the mean but two. */
    private static PairAccumulator group(Map<String, Object> given) {
        long n = Math.round(number(given, "n"));
        double mean = number(given, "sum") / n;
        double spread = Math.sqrt((number(given, "sum_squares") - mean * mean * n) / 2);
        PairAccumulator sums = new PairAccumulator();
        sums.add(mean + spread);
        sums.add(mean - spread);
        PairAccumulator doubled = new PairAccumulator();
        doubled.add(mean);
        for (long left = n - 2; left > 0; left >>= 1) {
            if ((left & 1) == 1) {
                sums.merge(doubled);
            }
            PairAccumulator twice = new PairAccumulator();
            twice.merge(doubled);
            twice.merge(doubled);
            doubled = twice;
        }
        return sums;
    }

    @Test
    void withoutSpreadOrBuyersThereIsNone() {
        PairAccumulator none = new PairAccumulator();
        PairAccumulator zeros = new PairAccumulator();
        zeros.add(0);
        zeros.add(0);
        PairAccumulator equal = new PairAccumulator();
        equal.add(5);
        equal.add(5);
        assertThat(HoldoutInterval.ofDifference(none, equal, 0.95)).isNull();
        assertThat(HoldoutInterval.ofDifference(zeros, zeros, 0.95)).isNull();
        assertThat(HoldoutInterval.ofDifference(equal, equal, 0.95)).isNull();
    }

    @Test
    void aGroupWithoutBuyersStillHasADifference() {
        PairAccumulator control = new PairAccumulator();
        PairAccumulator treated = new PairAccumulator();
        for (int i = 0; i < 100; i++) {
            control.add(0);
            treated.add(i % 10 == 0 ? 50 + i : 0);
        }
        Interval interval = Objects.requireNonNull(HoldoutInterval.ofDifference(control, treated, 0.95));
        assertThat(interval.contains(treated.sumY() / 100)).isTrue();
        assertThat(interval.low()).isPositive();
    }

    /** 300 held out of 6,000, 4 % buy, no effect: Welch covers less than 90 % here. */
    @Test
    void smallHoldoutsAreCovered() {
        SplittableRandom random = new SplittableRandom(7);
        int covered = 0;
        int runs = 2000;
        for (int run = 0; run < runs; run++) {
            PairAccumulator control = spend(random, 300);
            PairAccumulator treated = spend(random, 5700);
            Interval interval = HoldoutInterval.ofDifference(control, treated, 0.95);
            covered += interval != null && interval.contains(0) ? 1 : 0;
        }
        double error = Math.sqrt(0.95 * 0.05 / runs);
        assertThat((double) covered / runs).isBetween(0.95 - 4 * error, 0.95 + 6 * error);
    }

    private static PairAccumulator spend(SplittableRandom random, int n) {
        PairAccumulator sums = new PairAccumulator();
        for (int i = 0; i < n; i++) {
            sums.add(random.nextDouble() < 0.04 ? 20 * Math.exp(-2 * Math.log(1 - random.nextDouble()) / 2) : 0);
        }
        return sums;
    }
}
