package io.ckpi.funnel;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.core.stat.Shares;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;
import org.jspecify.annotations.Nullable;

/**
 * Which step of a funnel costs most: the customers and the money that a repaired step would add.
 *
 * <p><b>Definition.</b> With the counts N₁ … N_K and the rates r_k = N_{k+1}/N_k, raising one rate to r* adds
 * Δ_k = N_k (r* − r_k) Π_{j&gt;k} r_j customers at the end, and Δ_k times the value per customer in money. It is assumed that
 * the added subjects convert onward like the others; that is no proof of an effect (flag OBSERVATIONAL).
 *
 * <p><b>Interval.</b> Seeded draws of all rates from Beta(x + ½, n − x + ½), percentiles of Δ_k; or the delta method. The
 * target is taken as given.
 *
 * <p><b>Undefined.</b> A step without subjects, or a later one: {@link Reason#ZERO_DENOMINATOR}. A target without a segment or
 * period large enough: {@link Reason#INSUFFICIENT_DATA}.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Bottlenecks {

    private static final Bottlenecks DEFAULT = new Bottlenecks(0, 2000, 0.95);

    private final long seed;
    private final int draws;
    private final double level;

    private Bottlenecks(long seed, int draws, double level) {
        this.seed = seed;
        this.draws = draws;
        this.level = level;
    }

    /** Seed 0, 2,000 draws, intervals of 95 %. */
    public static Bottlenecks withDefaults() {
        return DEFAULT;
    }

    /** The same with another seed. */
    public Bottlenecks withSeed(long newSeed) {
        return new Bottlenecks(newSeed, draws, level);
    }

    /** The same with another number of draws; 0 for the delta method. @throws IllegalArgumentException if it is 1 or negative */
    public Bottlenecks withDraws(int newDraws) {
        if (newDraws < 0 || newDraws == 1) {
            throw new IllegalArgumentException("draws is neither 0 nor above 1: " + newDraws);
        }
        return new Bottlenecks(seed, newDraws, level);
    }

    /** The same with another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public Bottlenecks withLevel(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + newLevel);
        }
        return new Bottlenecks(seed, draws, newLevel);
    }

    /**
     * What one step would gain.
     *
     * @param step the number of the step, from 1: from N_step to N_step+1
     * @param rank its rank by extra customers, from 1; equal ones in order of the steps, Absent ones last
     * @param rate the present rate
     * @param target the rate it is raised to; Absent if there is none
     * @param extraCustomers Δ
     * @param extraMoney Δ times the value per customer; Absent (NO_DATA) without a value
     */
    public record Gain(int step, int rank, Reading rate, Reading target, Reading extraCustomers, Reading extraMoney) {}

    /**
     * The ranking, best lever first.
     *
     * @param gains all steps in order of their ranks
     * @param ranksNothing true if the target is a common relative lift: every step then gains the same
     */
    public record Ranking(List<Gain> gains, boolean ranksNothing) {
        /** Copies the list. */
        public Ranking {
            gains = List.copyOf(gains);
        }

        /** The gain of a step. @throws IllegalArgumentException if there is no such step */
        public Gain step(int step) {
            return gains.stream()
                    .filter(gain -> gain.step() == step)
                    .findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("no step " + step));
        }
    }

    /**
     * Ranks the steps.
     *
     * @param counts N₁ … N_K, at least 2, not rising
     * @param target to which rates the steps are raised
     * @param valuePerCustomer what a customer at the end is worth, or null
     * @throws IllegalArgumentException if counts are negative or rise, or the target has other steps
     */
    public Ranking rank(long[] counts, BottleneckTarget target, @Nullable Money valuePerCustomer) {
        check("counts", counts);
        int steps = counts.length - 1;
        double[] rates = rates(counts);
        Reading[] targets = new Reading[steps];
        for (int k = 0; k < steps; k++) {
            targets[k] = counts[k] == 0 ? Absent.because(Reason.ZERO_DENOMINATOR) : target(target, counts, rates[k], k);
        }
        double[][] drawn = drawn(counts);
        Reading[] extra = new Reading[steps];
        for (int k = 0; k < steps; k++) {
            extra[k] = extra(counts, rates, targets[k], k, drawn);
        }
        Integer[] order = IntStream.range(0, steps).boxed().toArray(Integer[]::new);
        double most = Arrays.stream(extra)
                .mapToDouble(each -> each.value().orElse(0))
                .max()
                .orElse(0);
        double scale = most > 0 ? 1e12 / most : 1; // what differs by rounding only is equal
        Arrays.sort(
                order,
                Comparator.comparingDouble(k -> extra[k].value().isPresent()
                        ? -Math.rint(extra[k].value().getAsDouble() * scale)
                        : Double.POSITIVE_INFINITY));
        List<Gain> gains = new ArrayList<>();
        for (int rank = 1; rank <= steps; rank++) {
            int k = order[rank - 1];
            gains.add(new Gain(
                    k + 1,
                    rank,
                    counts[k] == 0
                            ? Absent.because(counts[0] == 0 ? Reason.NO_DATA : Reason.ZERO_DENOMINATOR)
                            : Shares.withDefaults().withLevel(level).of(counts[k + 1], counts[k]),
                    targets[k],
                    extra[k],
                    money(extra[k], valuePerCustomer)));
        }
        return new Ranking(gains, relativeLift(rates, targets));
    }

    private static boolean relativeLift(double[] rates, Reading[] targets) {
        double lift = Double.NaN;
        for (int k = 0; k < rates.length; k++) {
            double target = targets[k].value().orElse(Double.NaN);
            double own = target / rates[k];
            if (!(own > 1) || (k > 0 && Math.abs(own - lift) > 1e-12 * lift)) {
                return false;
            }
            lift = k == 0 ? own : lift;
        }
        return rates.length > 1;
    }

    private static double[] rates(long[] counts) {
        double[] rates = new double[counts.length - 1];
        for (int k = 0; k < rates.length; k++) {
            rates[k] = counts[k] == 0 ? 0 : (double) counts[k + 1] / counts[k];
        }
        return rates;
    }

    private Reading target(BottleneckTarget target, long[] counts, double rate, int k) {
        if (target instanceof BottleneckTarget.Points points) {
            return goal(Math.min(1, rate + points.points()), "points");
        }
        if (target instanceof BottleneckTarget.Rates rates) {
            if (rates.rates().size() != counts.length - 1) {
                throw new IllegalArgumentException("rates are not " + (counts.length - 1) + ": "
                        + rates.rates().size());
            }
            return goal(Math.max(rate, rates.rates().get(k)), "given");
        }
        if (target instanceof BottleneckTarget.BestSegment best) {
            double most = Double.NaN;
            for (List<Long> segment : best.segments().values()) {
                long[] own = own(segment, counts.length);
                Reading share = own[k] < best.least()
                        ? Absent.because(Reason.INSUFFICIENT_DATA)
                        : Shares.withDefaults().withLevel(level).of(own[k + 1], own[k]);
                Interval interval = share.measured().map(Estimate::interval).orElse(null);
                Double low = interval == null ? null : interval.low();
                most = low == null || most >= low ? most : low;
            }
            return Double.isNaN(most) ? tooFew() : goal(Math.max(rate, most), "best-segment");
        }
        double most = Double.NaN;
        for (List<Long> period : ((BottleneckTarget.BestEarlier) target).periods()) {
            long[] own = own(period, counts.length);
            double earlier = own[k] == 0 ? Double.NaN : (double) own[k + 1] / own[k];
            most = Double.isNaN(earlier) || most >= earlier ? most : earlier;
        }
        return Double.isNaN(most) ? tooFew() : goal(Math.max(rate, most), "best-earlier-period");
    }

    private static long[] own(List<Long> counts, int length) {
        long[] own = counts.stream().mapToLong(Long::longValue).toArray();
        check("counts of the target", own);
        if (own.length != length) {
            throw new IllegalArgumentException("counts of the target are not " + length + ": " + own.length);
        }
        return own;
    }

    private static Absent tooFew() {
        return Absent.because(Reason.INSUFFICIENT_DATA, "no group is large enough", "нет достаточно большой группы");
    }

    private static Reading goal(double rate, String method) {
        return new Measured(Estimate.of(rate, Unit.RATIO).withMethod(method).withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    /** All rates, draw by draw; empty for the delta method. */
    private double[][] drawn(long[] counts) {
        double[][] drawn = new double[draws][counts.length - 1];
        long family = RandomStream.family(seed, "bottlenecks");
        RandomStream stream = new RandomStream(0);
        for (int d = 0; d < draws; d++) {
            stream.start(family, d);
            for (int k = 0; k < counts.length - 1; k++) {
                drawn[d][k] = Samplers.beta(stream, counts[k + 1] + 0.5, counts[k] - counts[k + 1] + 0.5);
            }
        }
        return drawn;
    }

    private Reading extra(long[] counts, double[] rates, Reading target, int k, double[][] drawn) {
        if (!(target instanceof Measured measured)) {
            return target;
        }
        for (int j = k + 1; j < rates.length; j++) {
            if (counts[j] == 0) {
                return Absent.because(Reason.ZERO_DENOMINATOR);
            }
        }
        double goal = measured.estimate().value();
        double value = gain(counts[k], goal, rates, k);
        double low;
        double high;
        if (drawn.length == 0) {
            double half = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - level) / 2)
                    * Math.sqrt(variance(counts, goal, rates, k));
            low = value - half;
            high = value + half;
        } else {
            double[] gains = Arrays.stream(drawn)
                    .mapToDouble(draw -> gain(counts[k], goal, draw, k))
                    .sorted()
                    .toArray();
            low = gains[(int) Math.floor((1 - level) / 2 * (gains.length - 1))];
            high = gains[(int) Math.ceil((1 + level) / 2 * (gains.length - 1))];
        }
        return new Measured(Estimate.of(value, Unit.COUNT)
                .withInterval(Interval.of(low, high, level))
                .withN(counts[k])
                .withMethod(drawn.length == 0 ? "delta" : "beta-draws")
                .withFlag(Flag.of(Flag.Code.OBSERVATIONAL)));
    }

    private static double gain(long n, double goal, double[] rates, int k) {
        double gain = n * (goal - rates[k]);
        for (int j = k + 1; j < rates.length; j++) {
            gain *= rates[j];
        }
        return gain;
    }

    /** Var Δ by first derivatives: −n Π r for the own rate, n (r* − r_k) Π without j for a later one. */
    private static double variance(long[] counts, double goal, double[] rates, int k) {
        double variance = 0;
        for (int i = k; i < rates.length; i++) {
            double slope = i == k ? counts[k] : counts[k] * (goal - rates[k]);
            for (int j = k + 1; j < rates.length; j++) {
                slope *= j == i ? 1 : rates[j];
            }
            variance += slope * slope * rates[i] * (1 - rates[i]) / counts[i];
        }
        return variance;
    }

    private static Reading money(Reading extra, @Nullable Money value) {
        if (!(extra instanceof Measured measured)) {
            return extra;
        }
        if (value == null) {
            return Absent.because(
                    Reason.NO_DATA, "the value of a customer is not known", "ценность клиента неизвестна");
        }
        double each = value.doubleValue();
        if (!Double.isFinite(measured.estimate().value() * each)) {
            return Absent.because(Reason.UNBOUNDED);
        }
        return new Measured(measured.estimate().scaled(each, Unit.money(value.currency())));
    }

    /**
     * Where time is lost: per step the mean wait within {@code horizon}, over all who reached the step (restricted mean of
     * {@link KaplanMeier}; clock as in {@link Arrivals}).
     *
     * @return a reading in seconds per step but the last, in order of the steps
     * @throws IllegalArgumentException if there are fewer than 2 steps or the horizon is negative
     */
    public List<Reading> waits(Journeys journeys, List<Step> steps, Duration horizon, Instant observedUntil) {
        if (steps.size() < 2) {
            throw new IllegalArgumentException("fewer than 2 steps: " + steps.size());
        }
        List<Reading> waits = new ArrayList<>();
        for (int k = 0; k + 1 < steps.size(); k++) {
            Durations durations =
                    new Arrivals(steps.get(k), steps.get(k + 1), horizon).measure(journeys, observedUntil);
            waits.add(KaplanMeier.of(durations, level).restrictedMean(horizon.toSeconds()));
        }
        return waits;
    }

    static void check(String name, long[] counts) {
        if (counts.length < 2) {
            throw new IllegalArgumentException(name + " are fewer than 2: " + counts.length);
        }
        for (int k = 0; k < counts.length; k++) {
            if (counts[k] < 0) {
                throw new IllegalArgumentException(name + " are negative at " + k + ": " + counts[k]);
            }
            if (k > 0 && counts[k] > counts[k - 1]) {
                throw new IllegalArgumentException(name + " rise at " + k + ": " + counts[k - 1] + " to " + counts[k]);
            }
        }
    }
}
