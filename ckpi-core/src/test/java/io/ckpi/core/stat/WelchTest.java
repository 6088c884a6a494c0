package io.ckpi.core.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Expected values: scipy 1.17, ttest_ind with unequal variances, and the formulas of the Javadoc in numpy. */
@NullUnmarked // a test knows what is there, and hands over null on purpose
class WelchTest {

    private static final Welch WELCH = Welch.withDefaults();
    private static final MomentsLayout LAYOUT = MomentsLayout.of("x");
    private static final double[] FIRST = {5, 7, 6, 9, 4, 8};
    private static final double[] SECOND = {9, 12, 7, 15, 10, 8, 11};

    @Test
    void difference() {
        Estimate estimate = check(
                WELCH.difference(of(FIRST), of(SECOND), "x", Unit.COUNT),
                3.7857142857142865,
                0.9744265520130653,
                6.597002019415507);
        assertThat(estimate.n()).isEqualTo(13);
        assertThat(estimate.method()).isEqualTo("welch");
        check(
                WELCH.difference(sums(FIRST), sums(SECOND), Unit.COUNT),
                3.7857142857142865,
                0.9744265520130653,
                6.597002019415507);
    }

    @Test
    void relative() {
        Estimate estimate = check(
                WELCH.relative(of(FIRST), of(SECOND), "x"), 0.5824175824175826, 0.12535410003602054, 1.225117769655042);
        assertThat(estimate.method()).isEqualTo("welch-log");
        check(WELCH.relative(sums(FIRST), sums(SECOND)), 0.5824175824175826, 0.12535410003602054, 1.225117769655042);
        double[] losses = Arrays.stream(SECOND).map(x -> -x).toArray();
        Estimate delta = check(
                WELCH.relative(of(FIRST), of(losses), "x"),
                -2.5824175824175826,
                -3.1217941911319693,
                -2.043040973703196);
        assertThat(delta.method()).isEqualTo("welch-delta");
    }

    @Test
    void levels() {
        Welch ninety = WELCH.withLevel(0.9);
        assertThat(ninety.level()).isEqualTo(0.9);
        assertThat(ninety.difference(of(FIRST), of(SECOND), "x", Unit.COUNT)
                        .measured()
                        .orElseThrow()
                        .interval()
                        .low())
                .isGreaterThan(0.9744265520130653);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> WELCH.withLevel(0))
                .withMessage("level is not strictly between 0 and 1: 0.0");
    }

    @Test
    void undefined() {
        assertThat(((Absent) WELCH.difference(of(), of(SECOND), "x", Unit.COUNT)).sentence(Locale.ENGLISH))
                .isEqualTo("no data: the groups have 0 and 7 observations");
        assertThat(((Absent) WELCH.relative(of(FIRST), of(1), "x")).sentence(Locale.ENGLISH))
                .isEqualTo("not enough data: the groups have 6 and 1 observations");
        assertThat(WELCH.difference(of(1), of(), "x", Unit.COUNT).why()).contains(Reason.NO_DATA);
        assertThat(WELCH.relative(of(-1, 1), of(SECOND), "x").why()).contains(Reason.ZERO_BASE);
        assertThat(WELCH.relative(of(-1, -2), of(SECOND), "x").why()).contains(Reason.NEGATIVE_BASE);
        Moments lost =
                LAYOUT.fromSums(4, new double[] {0}, new double[] {4e9}, new double[][] {{4e18}}, null, new long[] {4});
        assertThat(WELCH.difference(lost, of(SECOND), "x", Unit.COUNT).why()).contains(Reason.PRECISION_LOST);
    }

    @Test
    void withoutVariationThereIsNoInterval() {
        Estimate difference =
                WELCH.difference(of(2, 2), of(5, 5), "x", Unit.COUNT).measured().orElseThrow();
        assertThat(difference.value()).isEqualTo(3);
        assertThat(difference.flags()).containsExactly(Flag.of(Flag.Code.NO_INTERVAL));
        Estimate relative = WELCH.relative(of(2, 2), of(5, 5), "x").measured().orElseThrow();
        assertThat(relative.value()).isEqualTo(1.5);
        assertThat(relative.interval()).isNull();
        assertThat(WELCH.difference(of(2, 2), of(5, 6), "x", Unit.COUNT)
                        .measured()
                        .orElseThrow()
                        .interval())
                .isNotNull();
    }

    private static Estimate check(Reading reading, double value, double low, double high) {
        Estimate estimate = reading.measured().orElseThrow();
        assertThat(estimate.value()).isEqualTo(value, within(1e-14 * Math.abs(value)));
        assertThat(estimate.interval().low()).isEqualTo(low, within(1e-12 * Math.abs(low)));
        assertThat(estimate.interval().high()).isEqualTo(high, within(1e-12 * Math.abs(high)));
        return estimate;
    }

    private static Moments of(double... values) {
        return LAYOUT.fromArrays(values);
    }

    private static PairAccumulator sums(double... values) {
        PairAccumulator sums = new PairAccumulator();
        Arrays.stream(values).forEach(sums::add);
        return sums;
    }
}
