package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Intervals for what a fitted model says, in three layers; the {@code method} of the estimate names the layers its interval
 * contains.
 *
 * <ol>
 *   <li>{@code parameters}: what would other customers have given? Quantiles over models with drawn parameters.
 *   <li>{@code parameters+customer}: what will this customer do? Quantiles of the predictive distribution, averaged over the
 *       drawn models. Counts are whole, so the interval covers at least its level.
 *   <li>{@code parameters+customers}: what will all of these do together? Normal, with variance Σ Var_i + Var_θ(Σ E_i(θ)), the
 *       second by the delta method in the logarithms of the parameters, or from the refits.
 * </ol>
 *
 * <p>At a limit only the limit's own parameters vary. Defaults: level 0.90, {@link Errors#SANDWICH}, 1,000 draws, seed 1. The
 * same seed gives the same bits on any number of threads. <b>Thread-safety.</b> immutable.
 */
public final class Uncertainty {

    private static final double STEP = 1e-4;
    private static final NormalDistribution NORMAL = NormalDistribution.of(0, 1);

    private final double level;
    private final Errors errors;
    private final int draws;
    private final long seed;

    private Uncertainty(double level, Errors errors, int draws, long seed) {
        this.level = level;
        this.errors = errors;
        this.draws = draws;
        this.seed = seed;
    }

    /** Level 0.90, sandwich errors, 1,000 draws, seed 1. */
    public static Uncertainty withDefaults() {
        return new Uncertainty(0.90, Errors.SANDWICH, 1000, 1);
    }

    /** With this probability of the interval, strictly between 0 and 1. */
    public Uncertainty withLevel(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("level must be strictly between 0 and 1: " + newLevel);
        }
        return new Uncertainty(newLevel, errors, draws, seed);
    }

    /** With parameters that vary in this way. */
    public Uncertainty with(Errors newErrors) {
        return new Uncertainty(level, Objects.requireNonNull(newErrors, "errors"), draws, seed);
    }

    /** With this number of drawn models, 20 or more. */
    public Uncertainty withDraws(int newDraws) {
        if (newDraws < 20) {
            throw new IllegalArgumentException("draws must be 20 or more: " + newDraws);
        }
        return new Uncertainty(level, errors, newDraws, seed);
    }

    /** With this seed. */
    public Uncertainty withSeed(long newSeed) {
        return new Uncertainty(level, errors, draws, newSeed);
    }

    /**
     * A quantity of the model with the uncertainty of its parameters. Absent UNBOUNDED if the quantity of the fit is not
     * finite, PRECISION_LOST if it is not for one drawn model in ten or more; fewer are left out.
     */
    public <M> Reading of(Fit<M> fit, ToDoubleFunction<? super M> quantity, Unit unit) {
        double value = quantity.applyAsDouble(fit.model());
        if (!Double.isFinite(value)) {
            return Absent.because(Reason.UNBOUNDED);
        }
        double[] drawn = fit.draws(errors, draws, seed).stream()
                .mapToDouble(quantity)
                .filter(Double::isFinite)
                .sorted()
                .toArray();
        if (drawn.length < 0.9 * draws) {
            return Absent.because(Reason.PRECISION_LOST);
        }
        double low = Math.min(quantile(drawn, (1 - level) / 2), value);
        double high = Math.max(quantile(drawn, (1 + level) / 2), value);
        return new Measured(Estimate.of(value, unit)
                .withInterval(Interval.of(low, high, level))
                .withN(fit.customers())
                .withMethod("parameters"));
    }

    private static double quantile(double[] sorted, double q) {
        double at = q * (sorted.length - 1);
        int i = (int) at;
        double next = sorted[Math.min(i + 1, sorted.length - 1)];
        return sorted[i] + (at - i) * (next - sorted[i]);
    }

    /** How often one customer buys in the next {@code t}: expectation of the fit, interval of what may happen. */
    public <M extends TransactionModel> Reading customer(Fit<M> fit, History history, double t) {
        List<Future> futures = fit.draws(errors, draws, seed).stream()
                .map(m -> m.future(history, t))
                .toList();
        if (futures.isEmpty()) {
            return Absent.because(Reason.PRECISION_LOST);
        }
        Future.Tail tail =
                n -> futures.stream().mapToDouble(f -> f.pGreaterThan(n)).sum() / futures.size();
        double low = Future.least(tail, (1 + level) / 2);
        double high = Future.least(tail, (1 - level) / 2);
        double mean = fit.model().expected(history, t);
        return new Measured(Estimate.of(mean, Unit.COUNT)
                .withInterval(Interval.of(Math.min(low, mean), Math.max(high, mean), level))
                .withN(fit.customers())
                .withMethod("parameters+customer"));
    }

    /**
     * How often all these customers buy in the next {@code t} together.
     *
     * <p>The histories may be of other customers than those of the fit. In any unit of time; {@code t} is in the model's.
     */
    public <M extends TransactionModel> Reading portfolio(Fit<M> fit, Histories histories, double t) {
        if (histories.customers() == 0) {
            return Absent.because(Reason.NO_DATA);
        }
        double sum = total(fit.model(), histories, t, false);
        double variance = total(fit.model(), histories, t, true);
        if (errors == Errors.BOOTSTRAP) {
            double[] sums = fit.refits(draws, seed).stream()
                    .mapToDouble(m -> total(m, histories, t, false))
                    .toArray();
            double mean = Arrays.stream(sums).average().orElse(sum);
            variance += Arrays.stream(sums).map(s -> (s - mean) * (s - mean)).sum() / Math.max(1, sums.length - 1);
        } else {
            variance += delta(fit, histories, t);
        }
        double half = NORMAL.inverseSurvivalProbability((1 - level) / 2) * Math.sqrt(variance);
        return new Measured(Estimate.of(sum, Unit.COUNT)
                .withInterval(Interval.of(Math.max(0, sum - half), sum + half, level))
                .withN(histories.customers())
                .withMethod("parameters+customers"));
    }

    private <M extends TransactionModel> double delta(Fit<M> fit, Histories histories, double t) {
        double[][] v = fit.logCovariance(errors);
        double[] slope = new double[v.length];
        for (int i = 0; i < slope.length; i++) {
            double[] step = new double[v.length];
            step[i] = STEP;
            double up = total(fit.moved(step), histories, t, false);
            step[i] = -STEP;
            slope[i] = (up - total(fit.moved(step), histories, t, false)) / (2 * STEP);
        }
        double variance = 0;
        for (int i = 0; i < slope.length; i++) {
            for (int j = 0; j < slope.length; j++) {
                variance += slope[i] * v[i][j] * slope[j];
            }
        }
        return Math.max(0, variance);
    }

    /** Σ over customers of mean or variance; blocks of a fixed size added in order. */
    private static double total(TransactionModel model, Histories histories, double t, boolean variance) {
        int block = 1024;
        int blocks = (histories.groups() + block - 1) / block;
        double[] sums = IntStream.range(0, blocks)
                .parallel()
                .mapToDouble(b -> {
                    double sum = 0;
                    for (int g = b * block; g < Math.min(histories.groups(), (b + 1) * block); g++) {
                        Future future = model.future(histories.history(g), t);
                        sum += histories.count(g) * (variance ? future.variance() : future.mean());
                    }
                    return sum;
                })
                .toArray();
        double total = 0;
        for (double s : sums) {
            total += s;
        }
        return total;
    }
}
