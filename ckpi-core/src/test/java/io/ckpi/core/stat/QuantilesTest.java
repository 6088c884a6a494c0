package io.ckpi.core.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.testing.Cases;
import java.io.IOException;
import java.util.Locale;
import java.util.stream.IntStream;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@NullUnmarked // a test knows what is there, and hands over null on purpose
class QuantilesTest {

    private static final Quantiles QUANTILES = Quantiles.withDefaults();
    private static final double[] VALUES = {7, 1, 3, 9, 4, 12, 5, 8, 2, 20};

    @Test
    void median() {
        Estimate estimate = QUANTILES.median(VALUES, Unit.HOURS).measured().orElseThrow();
        assertThat(estimate.value()).isEqualTo(6);
        assertThat(estimate.interval()).isEqualTo(Interval.of(2, 12, 0.95)); // ranks 2 and 9
        assertThat(estimate.n()).isEqualTo(10);
        assertThat(estimate.unit()).isEqualTo(Unit.HOURS);
        assertThat(estimate.method()).isEqualTo("order-statistics");
        assertThat(VALUES[0]).as("the caller's array stays as it is").isEqualTo(7);
    }

    /** Ranks found by summing binomial probabilities with scipy 1.17. */
    @ParameterizedTest
    @CsvSource({"10, 0.5, 2, 9", "6, 0.5, 1, 6", "100, 0.5, 40, 61", "100, 0.9, 84, 96"})
    void ranks(int n, double p, int low, int high) {
        double[] ranks = IntStream.rangeClosed(1, n).asDoubleStream().toArray();
        Interval interval = QUANTILES
                .quantile(ranks, p, Unit.COUNT)
                .measured()
                .orElseThrow()
                .interval();
        assertThat(interval).isEqualTo(Interval.of(low, high, 0.95));
    }

    @Test
    void anEndThatNoValueReachesIsOpen() {
        Estimate few = QUANTILES
                .median(new double[] {1, 2, 3, 4, 5}, Unit.DAYS)
                .measured()
                .orElseThrow();
        assertThat(few.interval()).isNull();
        assertThat(few.flags()).containsExactly(Flag.of(Flag.Code.NO_INTERVAL));
        Interval high = QUANTILES
                .quantile(VALUES, 0.9, Unit.DAYS)
                .measured()
                .orElseThrow()
                .interval();
        assertThat(high.high()).isNull();
        assertThat(high.low()).isEqualTo(8.0);
    }

    @Test
    void type7() {
        double[] sorted = {1, 2, 3, 4, 5, 7, 8, 9, 12, 20};
        assertThat(Quantiles.type7(sorted, 0.9)).isEqualTo(12.8, within(1e-14));
        assertThat(Quantiles.type7(sorted, 0)).isEqualTo(1);
        assertThat(Quantiles.type7(sorted, 1)).isEqualTo(20);
        assertThat(Quantiles.type7(new double[] {-Double.MAX_VALUE, Double.MAX_VALUE}, 0.5))
                .isZero();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quantiles.type7(new double[0], 0.5))
                .withMessage("no values");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Quantiles.type7(sorted, 1.5))
                .withMessage("p is not from 0 to 1: 1.5");
    }

    /** Remission times of the 6-MP group (Freireich and others 1963): the median is 23 weeks, its upper limit is open. */
    @Test
    void censoredMedian() {
        double[] ended = {6, 6, 6, 7, 10, 13, 16, 22, 23};
        double[] running = {6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35};
        Estimate estimate =
                QUANTILES.censored(ended, running, 0.5, Unit.DAYS).measured().orElseThrow();
        assertThat(estimate.value()).isEqualTo(23);
        // scipy 1.17, ecdf with log-log limits: the lower limit is 0.503 at 10 and 0.432 at 13
        assertThat(estimate.interval()).isEqualTo(new Interval(13.0, null, 0.95));
        assertThat(estimate.n()).isEqualTo(21);
        assertThat(estimate.pending()).isEqualTo(12);
        assertThat(estimate.method()).isEqualTo("kaplan-meier");
        Estimate quarter =
                QUANTILES.censored(ended, running, 0.25, Unit.DAYS).measured().orElseThrow();
        assertThat(quarter.value()).isEqualTo(13);
        assertThat(quarter.interval()).isEqualTo(new Interval(6.0, 22.0, 0.95));
    }

    @Test
    void withoutRunningCasesTheCurveIsTheEmpiricalOne() {
        double[] ended = {1, 2, 3, 4};
        Estimate median = QUANTILES
                .censored(ended, new double[0], 0.5, Unit.DAYS)
                .measured()
                .orElseThrow();
        assertThat(median.value()).isEqualTo(2);
        Estimate last = QUANTILES
                .censored(ended, new double[0], 0.99, Unit.DAYS)
                .measured()
                .orElseThrow();
        assertThat(last.value()).isEqualTo(4);
        assertThat(last.interval().high()).isNull();
    }

    @Test
    void undefined() {
        assertThat(QUANTILES.median(new double[0], Unit.HOURS)).isEqualTo(Absent.because(Reason.NO_DATA));
        assertThat(QUANTILES.censored(new double[0], new double[0], 0.5, Unit.HOURS))
                .isEqualTo(Absent.because(Reason.NO_DATA));
        assertThat(QUANTILES.censored(new double[0], new double[] {3}, 0.5, Unit.HOURS))
                .isEqualTo(Absent.because(Reason.NOT_DUE_YET));
        assertThat(((Absent) QUANTILES.censored(new double[] {1}, new double[] {2, 2, 2}, 0.5, Unit.HOURS))
                        .sentence(Locale.ENGLISH))
                .isEqualTo("not reached within the observed time: 1 cases ended, 3 are still running");
    }

    @Test
    void faultyArguments() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QUANTILES.median(new double[] {1, Double.NaN}, Unit.HOURS))
                .withMessage("values[1] is not finite: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() ->
                        QUANTILES.censored(new double[] {1}, new double[] {Double.POSITIVE_INFINITY}, 0.5, Unit.HOURS))
                .withMessage("running[0] is not finite: Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QUANTILES.censored(new double[] {-1}, new double[0], 0.5, Unit.HOURS))
                .withMessage("ended has a negative time: -1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QUANTILES.quantile(VALUES, 1, Unit.HOURS))
                .withMessage("p is not strictly between 0 and 1: 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> QUANTILES.withLevel(2))
                .withMessage("level is not strictly between 0 and 1: 2.0");
        assertThat(QUANTILES.withLevel(0.8).level()).isEqualTo(0.8);
    }

    /** Hillstrom's e-mail data: the interval of 21,306 histories, known from the normal approximation of the ranks. */
    @Test
    void realData() throws IOException {
        double[] history = Cases.column(
                Cases.data("hillstrom/hillstrom.csv").stream()
                        .filter(row -> row.get("treatment").equals("No E-Mail"))
                        .toList(),
                "history");
        Estimate estimate = QUANTILES.median(history, Unit.COUNT).measured().orElseThrow();
        assertThat(estimate.n()).isEqualTo(21306);
        assertThat(estimate.value()).isEqualTo(156.655, within(1e-9));
        assertThat(estimate.interval().low()).isEqualTo(153.58, within(0.05));
        assertThat(estimate.interval().high()).isEqualTo(160.01, within(0.05));
    }
}
