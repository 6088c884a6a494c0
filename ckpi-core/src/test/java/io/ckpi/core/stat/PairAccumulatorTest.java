package io.ckpi.core.stat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;

class PairAccumulatorTest {

    @Test
    void sumsAndMoments() {
        PairAccumulator sums = new PairAccumulator();
        sums.add(1, 2);
        sums.add(4, 3);
        sums.add(7, 10);
        sums.addPending(3);
        assertThat(sums.n()).isEqualTo(3);
        assertThat(sums.pending()).isEqualTo(3);
        assertThat(sums.sumY()).isEqualTo(12);
        assertThat(sums.sumD()).isEqualTo(15);
        assertThat(sums.squaresY()).isEqualTo(18, within(1e-14));
        assertThat(sums.squaresD()).isEqualTo(38, within(1e-13));
        assertThat(sums.products()).isEqualTo(24, within(1e-13));
        assertThat(sums).hasToString("PairAccumulator[n=3, sumY=12.0, sumD=15.0, pending=3]");
        PairAccumulator ones = new PairAccumulator();
        ones.add(5);
        assertThat(ones.sumD()).isEqualTo(1);
    }

    @Test
    void countsAreExact() {
        PairAccumulator sums = new PairAccumulator();
        long big = 1L << 52;
        sums.add((double) big, 0.1);
        for (int i = 0; i < 10; i++) {
            sums.add(1, 0.1);
        }
        assertThat(sums.sumY()).isEqualTo((double) (big + 10));
        sums.add((double) -big, 0.1);
        assertThat(sums.sumY()).isEqualTo(10);
    }

    /** Normal numbers with mean 1e9 and variance 1, in 1,000 parts. */
    @Test
    void mergedPartsKeepTheirDigits() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(42);
        int n = 100_000;
        double[] values = random.doubles(n)
                .map(u -> 1e9 + Math.rint((u - 0.5) * 4096) / 1024)
                .toArray();
        PairAccumulator whole = new PairAccumulator();
        for (int part = 0; part < 1000; part++) {
            PairAccumulator sums = new PairAccumulator();
            for (int i = part * 100; i < part * 100 + 100; i++) {
                sums.add(values[i], 2 * values[i]);
            }
            whole.merge(sums);
        }
        // the deviations from 1e9 are multiples of 2^-10, so their sums are exact
        double sum = 0;
        double squares = 0;
        for (double value : values) {
            double deviation = value - 1e9;
            sum += deviation;
            squares += deviation * deviation;
        }
        double expected = squares - sum * sum / n;
        assertThat(whole.squaresY()).isEqualTo(expected, within(1e-13 * expected));
        assertThat(whole.squaresD()).isEqualTo(4 * expected, within(4e-13 * expected));
        assertThat(whole.products()).isEqualTo(2 * expected, within(2e-13 * expected));
        assertThat(whole.sumY()).isEqualTo(1e9 * n + sum);
    }

    @Test
    void mergingNothingChangesNothing() {
        PairAccumulator sums = new PairAccumulator();
        sums.add(3, 4);
        PairAccumulator empty = new PairAccumulator();
        empty.addPending(2);
        sums.merge(empty);
        assertThat(sums.n()).isEqualTo(1);
        assertThat(sums.pending()).isEqualTo(2);
        PairAccumulator other = new PairAccumulator();
        other.merge(sums);
        assertThat(other.sumY()).isEqualTo(3);
        assertThat(other.sumD()).isEqualTo(4);
        assertThat(other.squaresY()).isZero();
    }

    @Test
    void impossibleNumbersAddNothing() {
        PairAccumulator sums = new PairAccumulator();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sums.add(Double.NaN, 1))
                .withMessage("y is not a number of at most 1e90: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sums.add(1, Double.NEGATIVE_INFINITY))
                .withMessage("d is not a number of at most 1e90: -Infinity");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sums.add(1e91))
                .withMessage("y is not a number of at most 1e90: 1.0E91");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> sums.addPending(-1))
                .withMessage("pending is negative: -1");
        assertThat(sums.n()).isZero();
        assertThat(sums.sumY()).isZero();
    }
}
