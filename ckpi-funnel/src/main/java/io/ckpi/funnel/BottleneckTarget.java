package io.ckpi.funnel;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** To which rate a step is thought to be raised. A target is never below the present rate nor above 1. */
public sealed interface BottleneckTarget {

    /** Every rate plus so many percentage points / 100. */
    static BottleneckTarget points(double points) {
        return new Points(points);
    }

    /** These rates. */
    static BottleneckTarget rates(double... rates) {
        return new Rates(Arrays.stream(rates).boxed().toList());
    }

    /** Per step the best of these segments, by the lower end of its interval; segments below 30 at a step are left out. */
    static BottleneckTarget bestSegment(Map<String, long[]> segments) {
        Map<String, List<Long>> copy = new TreeMap<>();
        segments.forEach(
                (name, counts) -> copy.put(name, Arrays.stream(counts).boxed().toList()));
        return new BestSegment(copy, BestSegment.DEFAULT_LEAST);
    }

    /** Per step the best of these earlier periods. */
    static BottleneckTarget bestEarlier(List<long[]> periods) {
        return new BestEarlier(periods.stream()
                .map(counts -> Arrays.stream(counts).boxed().toList())
                .toList());
    }

    /**
     * Every rate plus a constant.
     *
     * @param points what is added, above 0 and at most 1: 0.05 is five percentage points
     */
    record Points(double points) implements BottleneckTarget {
        /** Checks the points. @throws IllegalArgumentException if they are not above 0 and at most 1 */
        public Points {
            if (!(points > 0 && points <= 1)) {
                throw new IllegalArgumentException("points is not above 0 and at most 1: " + points);
            }
        }
    }

    /**
     * Given rates. A common relative lift of all rates ranks nothing: every step gains the same share of the customers.
     *
     * @param rates one per step, 0 to 1
     */
    record Rates(List<Double> rates) implements BottleneckTarget {
        /** Checks the rates. @throws IllegalArgumentException if one is not from 0 to 1 */
        public Rates {
            rates = List.copyOf(rates);
            for (double rate : rates) {
                if (!(rate >= 0 && rate <= 1)) {
                    throw new IllegalArgumentException("a rate is not from 0 to 1: " + rate);
                }
            }
        }
    }

    /**
     * The lower end of the Wilson interval of the best segment, which guards against picking the luckiest one.
     *
     * @param segments the counts N₁ … N_K of each segment
     * @param least segments with fewer subjects at a step are left out there
     */
    record BestSegment(Map<String, List<Long>> segments, long least) implements BottleneckTarget {
        /** The least number of subjects unless another is asked for. */
        public static final long DEFAULT_LEAST = 30;

        /** Copies the counts. @throws IllegalArgumentException if {@code least} is below 1 */
        public BestSegment {
            segments = Map.copyOf(segments);
            if (least < 1) {
                throw new IllegalArgumentException("least is below 1: " + least);
            }
        }
    }

    /**
     * The best rate of an earlier period.
     *
     * @param periods the counts N₁ … N_K of each period
     */
    record BestEarlier(List<List<Long>> periods) implements BottleneckTarget {
        /** Copies the counts. */
        public BestEarlier {
            periods = List.copyOf(periods);
        }
    }
}
