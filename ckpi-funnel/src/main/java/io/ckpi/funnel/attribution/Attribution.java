package io.ckpi.funnel.attribution;

import io.ckpi.core.Absent;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Shares conversions and their value among the channels that touched the customer.
 *
 * <p><b>Intervals</b> by the Poisson bootstrap: in every replicate the conversions of a row, and its journeys without one, are
 * drawn from a Poisson distribution with the observed count as mean (for a row of one journey a weight of mean 1), the model
 * is computed anew, and the interval is that of the percentiles. The draws depend on the seed, the replicate and the content
 * of the row: neither the order of the rows nor the number of threads changes a digit. A replicate in which the model gives
 * no credits is left out; with fewer than half of them left, or if all replicates agree, there is no interval.
 *
 * <p><b>Undefined.</b> A Markov chain or a rate without any conversion on a path with touches gives no credits:
 * {@link Reason#NO_DATA}. A chain whose iteration does not settle: {@link Reason#NOT_CONVERGED}.
 *
 * <p><b>Numerics.</b> Chains up to 200 states are eliminated without subtraction (Grassmann, Taksar and Heyman), larger ones
 * iterated to a residual below 1e-12, stated in the result. Shapley values of rates are exact up to
 * {@value AttributionModel.Shapley#EXACT} channels.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Attribution {

    private static final Attribution DEFAULT = new Attribution(0, 1000, 0.95, 1);
    private static final int MOST_REPLICATES = 1_000_000;

    private final long seed;
    private final int replicates;
    private final double level;
    private final int threads;

    private Attribution(long seed, int replicates, double level, int threads) {
        this.seed = seed;
        this.replicates = replicates;
        this.level = level;
        this.threads = threads;
    }

    /** Seed 0, 1,000 replicates, intervals of 95 %, one thread. */
    public static Attribution withDefaults() {
        return DEFAULT;
    }

    /** The same with another seed. */
    public Attribution withSeed(long newSeed) {
        return new Attribution(newSeed, replicates, level, threads);
    }

    /** The same with another number of bootstrap replicates; 0 for no intervals. @throws IllegalArgumentException if negative */
    public Attribution withReplicates(int newReplicates) {
        if (newReplicates < 0 || newReplicates > MOST_REPLICATES) {
            throw new IllegalArgumentException("replicates is not 0 to " + MOST_REPLICATES + ": " + newReplicates);
        }
        return new Attribution(seed, newReplicates, level, threads);
    }

    /** The same with another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public Attribution withLevel(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + newLevel);
        }
        return new Attribution(seed, replicates, newLevel, threads);
    }

    /** The same with so many threads for the replicates. @throws IllegalArgumentException if it is not 1 to 1024 */
    public Attribution withThreads(int newThreads) {
        if (newThreads < 1 || newThreads > 1024) {
            throw new IllegalArgumentException("threads is not 1 to 1024: " + newThreads);
        }
        return new Attribution(seed, replicates, level, newThreads);
    }

    /**
     * The credits of all channels.
     *
     * @throws IllegalArgumentException if the model cannot use these paths: TIME_DECAY without times, a chain of high order
     *     with too many channels, OBSERVED with more than 63 channels or 20 in one path
     */
    public Credits of(TouchPaths paths, AttributionModel model) {
        Objects.requireNonNull(model, "model");
        PathTable table = paths.table();
        Engine engine = engine(table, model);
        double conversions = table.amounts.totalConversions();
        Engine.Shares shares = table.rows == 0 ? null : engine.shares(table.amounts);
        Bootstrap intervals =
                shares == null || replicates == 0 ? null : Bootstrap.run(table, engine, seed, replicates, threads);
        Currency currency = paths.currency();
        long[] minor = shares == null || currency == null ? null : minor(table, engine, shares);
        List<Credits.Credit> credits = new ArrayList<>();
        for (int c = 0; c < table.channels; c++) {
            credits.add(credit(table, shares, intervals, c, currency, minor));
        }
        return new Credits(
                model,
                credits,
                new Credits.Amount(
                        table.unattributedConversions,
                        table.unattributedValue,
                        money(currency, table.unattributedMinor)),
                new Credits.Amount(
                        conversions + table.unattributedConversions,
                        table.amounts.totalValue() + table.unattributedValue,
                        money(currency, Math.addExact(table.minor, table.unattributedMinor))),
                probability(model, table, shares),
                shares == null ? 0 : shares.states(),
                shares == null ? 0 : shares.residual(),
                issues(table, model));
    }

    private Engine engine(PathTable table, AttributionModel model) {
        if (model instanceof AttributionModel.Markov markov) {
            return new MarkovCredits(table, markov.order());
        }
        if (model instanceof AttributionModel.Shapley shapley) {
            return new ShapleyCredits(table, shapley, seed);
        }
        return new TouchRules(table, model);
    }

    private Credits.Credit credit(
            PathTable table,
            Engine.@Nullable Shares shares,
            @Nullable Bootstrap intervals,
            int c,
            @Nullable Currency currency,
            long @Nullable [] minor) {
        Unit unit = currency == null ? Unit.COUNT : Unit.money(currency);
        String channel = table.names.get(c);
        if (shares == null) {
            Absent why = table.amounts.totalConversions() > 0
                    ? Absent.because(Reason.NOT_CONVERGED)
                    : Absent.because(Reason.NO_DATA, "no conversion on a path", "нет конверсий на путях");
            return new Credits.Credit(channel, why, why, null, why);
        }
        double[] values = shares.value();
        Reading value = values == null
                ? Absent.because(Reason.ZERO_DENOMINATOR, "the value sums to zero", "сумма ценностей равна нулю")
                : reading(values[c], unit, intervals == null ? null : intervals.value(c, level), table);
        double[] errors = shares.effectError();
        Interval ofEffect = errors != null
                ? normal(shares.effect()[c], errors[c])
                : intervals == null ? null : intervals.effect(c, level);
        return new Credits.Credit(
                channel,
                reading(
                        shares.conversions()[c],
                        Unit.COUNT,
                        intervals == null ? null : intervals.conversions(c, level),
                        table),
                value,
                minor == null ? null : money(currency, minor[c]),
                reading(shares.effect()[c], Unit.RATIO, ofEffect, table));
    }

    private Interval normal(double value, double error) {
        double half = error
                * org.apache.commons.statistics.distribution.NormalDistribution.of(0, 1)
                        .inverseSurvivalProbability((1 - level) / 2);
        return Interval.of(value - half, value + half, level);
    }

    private static Reading reading(double value, Unit unit, @Nullable Interval interval, PathTable table) {
        if (!Double.isFinite(value)) {
            return Absent.because(Reason.UNBOUNDED);
        }
        Estimate estimate = Estimate.of(value, unit)
                .withInterval(interval)
                .withN(Math.round(table.amounts.totalConversions() + table.amounts.totalNulls()))
                .withMethod(interval == null ? "exact" : "poisson-bootstrap")
                .withFlag(Flag.of(Flag.Code.OBSERVATIONAL));
        return new Measured(interval == null ? estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL)) : estimate);
    }

    private static long @Nullable [] minor(PathTable table, Engine engine, Engine.Shares shares) {
        if (engine instanceof TouchRules rules) {
            return rules.minor();
        }
        double[] values = shares.value();
        double[] parts = values == null ? null : Engine.scaled(values, 1);
        if (values != null && parts == null && table.minor == 0) {
            return new long[values.length]; // the values sum to nothing
        }
        return parts == null ? null : LargestRemainder.split(table.minor, parts);
    }

    private static @Nullable Money money(@Nullable Currency currency, long minor) {
        return currency == null
                ? null
                : new Money(BigDecimal.valueOf(minor, Math.max(0, currency.getDefaultFractionDigits())), currency);
    }

    private static Reading probability(AttributionModel model, PathTable table, Engine.@Nullable Shares shares) {
        if (!(model instanceof AttributionModel.Markov)) {
            return Absent.because(Reason.NOT_IDENTIFIED, "not a Markov chain", "не марковская цепь");
        }
        double conversions = table.amounts.totalConversions();
        return shares == null
                ? Absent.because(Reason.NO_DATA)
                : new Measured(Estimate.of(Math.min(1, shares.probability()), Unit.RATIO)
                        .withMethod("markov")
                        .withRatio(conversions, conversions + table.amounts.totalNulls())
                        .withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    private static List<DataIssue> issues(PathTable table, AttributionModel model) {
        List<DataIssue> issues = new ArrayList<>();
        boolean usesNulls = model instanceof AttributionModel.Markov
                || (model instanceof AttributionModel.Shapley shapley
                        && shapley.worth() != AttributionModel.Shapley.Worth.CONTAINED_COUNT);
        if (usesNulls && table.rows > 0 && table.amounts.totalNulls() == 0) {
            issues.add(new DataIssue(
                    "ALL_JOURNEYS_CONVERT",
                    DataIssue.Severity.WARNING,
                    null,
                    null,
                    table.rows,
                    new Names(
                            "нет путей без конверсии: вероятность конверсии всюду равна 1",
                            "there is no path without a conversion: the conversion rate is 1 everywhere")));
        }
        if (table.unattributedConversions > 0) {
            issues.add(new DataIssue(
                    "UNATTRIBUTED",
                    DataIssue.Severity.INFO,
                    null,
                    null,
                    Math.round(table.unattributedConversions),
                    new Names(
                            "конверсии без касаний в окне учёта остаются нераспределёнными",
                            "conversions without a touch inside the look-back stay unattributed")));
        }
        return issues;
    }
}
