package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Direction;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.util.Arrays;
import java.util.function.DoubleUnaryOperator;

/** The arithmetic of the normalisers that compare the items of a sample. */
final class Relatives {

    private Relatives() {}

    /** A score from the number of worse items and the number of items. */
    @FunctionalInterface
    interface ByCount {
        double score(int worse, int n);
    }

    static Outcome<Column> minMax(Column raw, double low, double high, Direction direction) {
        double[] range = range(raw);
        if (range.length == 0) {
            return none(raw);
        }
        double width = range[1] - range[0];
        if (!(width > 0)) {
            return degenerate("all values are equal", "все значения равны");
        }
        boolean lower = direction == Direction.LOWER_IS_BETTER;
        double worst = lower ? range[1] : range[0];
        double best = lower ? range[0] : range[1];
        // the halves: a width beyond the largest double is still a width
        double half = best / 2 - worst / 2;
        return map(raw, x -> {
            double z = Math.min(1, Math.max(0, (x / 2 - worst / 2) / half));
            return Math.min(high, Math.max(low, low + (high - low) * z));
        });
    }

    static Outcome<Column> zScore(Column raw, double mean, double sd, Direction direction) {
        double[] values = raw.presentValues();
        if (values.length < 2) {
            return degenerate("fewer than two values", "меньше двух значений");
        }
        Moments moments = Moments.of(values);
        if (!(moments.sd() > 0) || !Double.isFinite(moments.sd())) {
            return degenerate("all values are equal", "все значения равны");
        }
        double sign = direction == Direction.LOWER_IS_BETTER ? -1 : 1;
        return map(raw, x -> Checks.cut(mean + sd * (sign * ((x - moments.mean()) / moments.sd()))));
    }

    static Outcome<Column> worse(Column raw, Direction direction, ByCount score) {
        double[] sorted = raw.presentValues();
        if (sorted.length == 0) {
            return none(raw);
        }
        Arrays.sort(sorted);
        int n = sorted.length;
        boolean lower = direction == Direction.LOWER_IS_BETTER;
        return map(raw, x -> score.score(lower ? n - notAbove(sorted, x) : below(sorted, x), n));
    }

    static Outcome<Column> percentRank(Column raw, Direction direction) {
        if (raw.present() == 1) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA, "one item has no rank among others", "один объект не с чем сравнить"));
        }
        return worse(raw, direction, (worse, n) -> (double) worse / (n - 1));
    }

    static Outcome<Column> fractionOfMax(Column raw) {
        double[] range = range(raw);
        if (range.length == 0) {
            return none(raw);
        }
        if (!(range[1] > 0)) {
            return Outcome.absent(Absent.because(
                    Reason.NON_POSITIVE, "the greatest value is not positive", "наибольшее значение не положительно"));
        }
        return map(raw, x -> Checks.cut(x / range[1]));
    }

    static Outcome<Column> distanceToReference(Column raw, int reference, boolean cap) {
        if (reference >= raw.size()) {
            throw new IllegalArgumentException("reference " + reference + " is beyond the " + raw.size() + " items");
        }
        if (!raw.isPresent(reference)) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA, "the reference item has no value", "у эталонного объекта нет значения"));
        }
        double least = range(raw)[0];
        double way = raw.get(reference) - least;
        if (!(way > 0)) {
            return degenerate("the reference item is the least one", "эталонный объект — наименьший");
        }
        return map(raw, x -> {
            double z = Checks.cut((x - least) / way);
            return cap ? Math.min(1, z) : z;
        });
    }

    static Outcome<Column> distanceToTarget(Column raw, double target, boolean cap, Direction direction) {
        double[] range = range(raw);
        if (range.length == 0) {
            return none(raw);
        }
        boolean lower = direction == Direction.LOWER_IS_BETTER;
        double base = lower ? range[1] : range[0];
        if (!(lower ? base > target : base < target)) {
            return degenerate("no value is worse than the target", "ни одно значение не хуже цели");
        }
        return Outcome.of(new Normalizer.DistanceToTarget(target, base, cap, direction).scores(raw));
    }

    private static Outcome<Column> map(Column raw, DoubleUnaryOperator score) {
        double[] scores = raw.toArray();
        for (int i = 0; i < scores.length; i++) {
            scores[i] = raw.isPresent(i) ? score.applyAsDouble(scores[i]) : Double.NaN;
        }
        return Outcome.of(Column.withMissing(scores));
    }

    private static double[] range(Column raw) {
        double[] values = raw.presentValues();
        if (values.length == 0) {
            return values;
        }
        double min = values[0];
        double max = values[0];
        for (double value : values) {
            min = Math.min(min, value);
            max = Math.max(max, value);
        }
        return new double[] {min, max};
    }

    /** Number of sorted values below {@code x}. */
    private static int below(double[] sorted, double x) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (sorted[mid] < x) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }

    /** Number of sorted values not above {@code x}. */
    private static int notAbove(double[] sorted, double x) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int mid = (low + high) >>> 1;
            if (sorted[mid] <= x) {
                low = mid + 1;
            } else {
                high = mid;
            }
        }
        return low;
    }

    private static Outcome<Column> none(Column raw) {
        return Outcome.absent(Absent.because(
                Reason.NO_DATA, raw.size() + " places, no value", raw.size() + " мест, ни одного значения"));
    }

    private static Outcome<Column> degenerate(String en, String ru) {
        return Outcome.absent(Absent.because(Reason.DEGENERATE_RANGE, en, ru));
    }

    /**
     * Mean and standard deviation (n − 1) of a sample, scaled against overflow.
     *
     * @param mean the mean
     * @param sd the standard deviation
     */
    record Moments(double mean, double sd) {
        static Moments of(double[] values) {
            double mean = 0;
            for (int i = 0; i < values.length; i++) {
                mean += values[i] / (i + 1) - mean / (i + 1);
            }
            double scale = 0;
            for (double value : values) {
                scale = Math.max(scale, Math.abs(value / 2 - mean / 2));
            }
            if (scale == 0) {
                return new Moments(mean, 0);
            }
            double squares = 0;
            double sum = 0;
            for (double value : values) {
                double delta = (value / 2 - mean / 2) / scale;
                squares += delta * delta;
                sum += delta;
            }
            double variance = (squares - sum * sum / values.length) / (values.length - 1);
            return new Moments(mean, 2 * scale * Math.sqrt(Math.max(0, variance)));
        }
    }
}
