package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Scores of recency, frequency and money from 1 (worst) to 5 (best).
 *
 * <p><b>Values.</b> Recency: days from the last purchase day to the snapshot. Frequency: purchase days. Money: all spend.
 *
 * <p><b>Methods.</b>
 * <ul>
 *   <li>{@link Method#QUANTILE7}: 1 + the number of breaks below the value; breaks are the type-7 quantiles 0.2, 0.4, 0.6 and
 *       0.8;
 *   <li>{@link Method#MIN_RANK_EQUAL_WIDTH5}: with r the rank of the value, ties all at their lowest, ⌈5(r − lo)/(hi − lo)⌉, cut to
 *       1 … 5; lo and hi are the least and the greatest rank.
 * </ul>
 * Recency is reversed: 6 − score, so that a recent purchase scores 5. Equal values score equally, therefore ties leave bins
 * empty: look at the {@linkplain RfmScores.Bins#sizes() bin sizes}.
 *
 * <p><b>Undefined.</b> Without a customer: {@link Reason#NO_DATA}. All values equal under
 * {@link Method#MIN_RANK_EQUAL_WIDTH5}: {@link Reason#DEGENERATE_RANGE}, for that dimension only.
 *
 * <p><b>Numerics.</b> integer arithmetic on days and millionths: no rounding decides a score. <b>Thread-safety.</b> immutable.
 */
public final class Rfm {

    /** How values become scores. */
    public enum Method {
        /** By type-7 quantiles. */
        QUANTILE7,
        /** By equal widths of the minimum rank. */
        MIN_RANK_EQUAL_WIDTH5
    }

    private final Method method;
    private final @Nullable LocalDate snapshot;

    private Rfm(Method method, @Nullable LocalDate snapshot) {
        this.method = method;
        this.snapshot = snapshot;
    }

    /** By quantiles, at the day after the end of observation. */
    public static Rfm withDefaults() {
        return new Rfm(Method.QUANTILE7, null);
    }

    /** The same by another method. */
    public Rfm withMethod(Method newMethod) {
        return new Rfm(Objects.requireNonNull(newMethod, "newMethod"), snapshot);
    }

    /** The same at another day from which recency counts. */
    public Rfm withSnapshot(LocalDate day) {
        return new Rfm(method, Objects.requireNonNull(day, "day"));
    }

    /**
     * The scores of all customers.
     *
     * @throws IllegalArgumentException if the snapshot is before the end of observation
     */
    public RfmScores of(Buyers buyers) {
        LocalDate day = snapshot == null ? buyers.end().plusDays(1) : snapshot;
        if (day.isBefore(buyers.end())) {
            throw new IllegalArgumentException("the snapshot " + day + " is before the end " + buyers.end());
        }
        long ahead = day.toEpochDay() - buyers.end().toEpochDay();
        int size = buyers.size();
        long[] recency = new long[size];
        long[] frequency = new long[size];
        long[] money = new long[size];
        for (int i = 0; i < size; i++) {
            recency[i] = buyers.daysSinceLast(i) + ahead;
            frequency[i] = buyers.repeats(i) + 1L;
            money[i] = buyers.spend(i);
        }
        Map<RfmScores.Dimension, Outcome<RfmScores.Bins>> bins = new EnumMap<>(RfmScores.Dimension.class);
        bins.put(RfmScores.Dimension.RECENCY, bins(recency, true, 1));
        bins.put(RfmScores.Dimension.FREQUENCY, bins(frequency, false, 1));
        bins.put(RfmScores.Dimension.MONEY, bins(money, false, 1e6));
        return new RfmScores(buyers, bins);
    }

    private Outcome<RfmScores.Bins> bins(long[] values, boolean reversed, double scale) {
        if (values.length == 0) {
            return Outcome.absent(Absent.because(Reason.NO_DATA));
        }
        long[] sorted = values.clone();
        Arrays.parallelSort(sorted);
        byte[] scores = new byte[values.length];
        double[] breaks = new double[0];
        if (method == Method.QUANTILE7) {
            long[] floors = new long[4];
            breaks = new double[4];
            for (int j = 0; j < 4; j++) {
                long position = (sorted.length - 1L) * (j + 1);
                long low = sorted[(int) (position / 5)];
                long width = (position % 5 == 0 ? low : sorted[(int) (position / 5) + 1]) - low;
                int fifths = (int) (position % 5);
                floors[j] = low + width / 5 * fifths + width % 5 * fifths / 5;
                breaks[j] = (low + width * (fifths / 5.0)) / scale;
            }
            for (int i = 0; i < values.length; i++) {
                int score = 1; // a whole value is above a break exactly if it is above its floor
                for (long floor : floors) {
                    score += floor < values[i] ? 1 : 0;
                }
                scores[i] = (byte) score;
            }
        } else {
            long range = lowest(sorted, sorted[sorted.length - 1]);
            if (range == 0) {
                return Outcome.absent(Absent.because(
                        Reason.DEGENERATE_RANGE, "all customers have the same value", "у всех клиентов одно значение"));
            }
            for (int i = 0; i < values.length; i++) {
                long rank = lowest(sorted, values[i]);
                scores[i] = (byte) Math.max(1, (5 * rank + range - 1) / range);
            }
        }
        long[] sizes = new long[5];
        for (int i = 0; i < scores.length; i++) {
            scores[i] = reversed ? (byte) (6 - scores[i]) : scores[i];
            sizes[scores[i] - 1]++;
        }
        return Outcome.of(new RfmScores.Bins(scores, sizes, breaks));
    }

    /** How many values are below {@code value}: its minimum rank, from 0. */
    private static int lowest(long[] sorted, long value) {
        int low = 0;
        int high = sorted.length;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sorted[middle] < value) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }
}
