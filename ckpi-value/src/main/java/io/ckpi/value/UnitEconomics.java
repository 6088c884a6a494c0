package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * The balance of customer lifetime value and acquisition cost by channel, campaign or cohort.
 *
 * <p><b>Definitions.</b> LTV of a group: mean over its customers of the margin realised up to the end of the data and the margin
 * expected over the horizon after it (discounted as {@link Clv}). CAC: one of four {@linkplain CacDefinition definitions} over the
 * months that the spend covers; customers won in other months are outside. With a lag of ℓ months the spend of month t − ℓ meets the
 * customers of month t; look at several lags side by side. Payback: the age, in periods of the horizon after the first purchase and
 * interpolated between their ends, at which the cumulative undiscounted margin per customer reaches CAC: observed where a customer
 * is old enough, expected by the model beyond; customers who leave are in the mean, so it is adjusted for churn.
 *
 * <p><b>Margin.</b> Realised margins are those of the log where it has them, else the rate times spend; coming ones the rate times
 * spend. Without a rate it is margin over spend of the log.
 *
 * <p><b>Uncertainty.</b> 1,000 draws by default: a Poisson weight of mean 1 for every customer; the model shared by all groups is
 * refitted to the weighted customers, above {@value #REFITTED} customers its parameters are drawn from their normal distribution
 * (sandwich, in logarithms); those of the spend model always are. Probabilities are shares of draws, intervals their quantiles; an end
 * that is beyond the horizon or infinite is open. Spend is taken as known. A draw in which a group has no customer is left out for it.
 *
 * <p><b>Undefined.</b> Nothing spent: CAC is 0, the ratio {@link Reason#ZERO_DENOMINATOR}, the difference is measured. Nobody won:
 * LTV {@link Reason#NO_DATA}, CAC {@link Reason#ZERO_DENOMINATOR}. The mean spend does not exist: LTV {@link Reason#UNBOUNDED}. Not
 * paid back within the horizon: {@link Reason#NOT_REACHED}.
 *
 * <p><b>Numerics.</b> the same seed gives the same bits on any number of threads. <b>Thread-safety.</b> immutable.
 */
public final class UnitEconomics {

    /** Up to this many customers the model is refitted in every draw. */
    static final int REFITTED = 100_000;

    private final CacDefinition definition;
    private final Set<String> organic;
    private final @Nullable BiFunction<Purchases, Integer, @Nullable String> label; // null: cohorts
    private final @Nullable Double margin;
    private final Horizon horizon;
    private final int draws;
    private final long seed;
    private final double level;

    private UnitEconomics(
            CacDefinition definition,
            Set<String> organic,
            @Nullable BiFunction<Purchases, Integer, @Nullable String> label,
            @Nullable Double margin,
            Horizon horizon,
            int draws,
            long seed,
            double level) {
        this.definition = definition;
        this.organic = organic;
        this.label = label;
        this.margin = margin;
        this.horizon = horizon;
        this.draws = draws;
        this.seed = seed;
        this.level = level;
    }

    /**
     * Channels of the first purchase, blended CAC, the margins of the log, a horizon of 12 months without discount, 1,000 draws of
     * seed 1, intervals of 0.95.
     */
    public static UnitEconomics withDefaults() {
        return new UnitEconomics(
                CacDefinition.blended(),
                Set.of(),
                (log, customer) -> log.channel(customer).orElse(null),
                null,
                new Horizon(12, Cadence.MONTHS, Rate.NONE),
                1000,
                1,
                0.95);
    }

    /** The same with this definition of CAC. */
    public UnitEconomics with(CacDefinition newDefinition) {
        return new UnitEconomics(
                Objects.requireNonNull(newDefinition, "newDefinition"),
                organic,
                label,
                margin,
                horizon,
                draws,
                seed,
                level);
    }

    /** The same with these channels of a first purchase counted as come by themselves under {@link CacDefinition#paid}. */
    public UnitEconomics organic(Set<String> channels) {
        return new UnitEconomics(definition, Set.copyOf(channels), label, margin, horizon, draws, seed, level);
    }

    /** Groups by any label made from the number of a customer, such as the campaign; null puts it into none. */
    public UnitEconomics by(BiFunction<Purchases, Integer, @Nullable String> newLabel) {
        return new UnitEconomics(
                definition, organic, Objects.requireNonNull(newLabel, "newLabel"), margin, horizon, draws, seed, level);
    }

    /** Groups by the calendar month of the first purchase, against all spend of that month (or of the lag before it). */
    public UnitEconomics byCohort() {
        return new UnitEconomics(definition, organic, null, margin, horizon, draws, seed, level);
    }

    /** The same with margin as this share of spend. @throws IllegalArgumentException if it is not finite */
    public UnitEconomics margin(double rate) {
        Checks.finite("rate", rate);
        return new UnitEconomics(definition, organic, label, rate, horizon, draws, seed, level);
    }

    /** The same with this discount of coming margin. */
    public UnitEconomics discount(Rate rate) {
        return with(new Horizon(horizon.periods(), horizon.period(), rate));
    }

    /** The same over this many periods. @throws IllegalArgumentException if there is none */
    public UnitEconomics horizon(int periods, Cadence period) {
        return with(new Horizon(periods, period, horizon.discount()));
    }

    private UnitEconomics with(Horizon newHorizon) {
        return new UnitEconomics(definition, organic, label, margin, newHorizon, draws, seed, level);
    }

    /** The same with this many draws, 20 or more, of this seed. @throws IllegalArgumentException if there are fewer */
    public UnitEconomics withDraws(int newDraws, long newSeed) {
        if (newDraws < 20) {
            throw new IllegalArgumentException("draws is below 20: " + newDraws);
        }
        return new UnitEconomics(definition, organic, label, margin, horizon, newDraws, newSeed, level);
    }

    /** The same with intervals of this level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public UnitEconomics withLevel(double newLevel) {
        if (!(newLevel > 0 && newLevel < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + newLevel);
        }
        return new UnitEconomics(definition, organic, label, margin, horizon, draws, seed, newLevel);
    }

    /**
     * The balance of the customers of a log.
     *
     * <p>{@link Reason#NO_DATA} without a purchase or without spend, {@link Reason#INSUFFICIENT_DATA} if the spend covers no month
     * more than the lag, or if no margin is known and no rate given.
     *
     * @param log the purchases
     * @param spend by group and month; a month between the first and the last that is not mentioned had none
     * @param visits a model fitted to the histories of this very log
     * @param money a spend model fitted to this log
     * @throws IllegalArgumentException if the currencies differ, or the fit is of another number of customers
     */
    public Outcome<Balance> balance(
            Purchases log, List<GroupSpend> spend, Fit<? extends TransactionModel> visits, Fit<GammaGamma> money) {
        Currency currency = log.currency().orElse(null);
        if (currency == null || spend.isEmpty()) {
            return Outcome.absent(Absent.because(Reason.NO_DATA));
        }
        if (visits.customers() != log.customers()) {
            throw new IllegalArgumentException(
                    "the fit is of " + visits.customers() + " customers, the log has " + log.customers());
        }
        YearMonth first = spend.get(0).month();
        YearMonth last = first;
        for (GroupSpend one : spend) {
            if (!one.salesAndMarketing().currency().equals(currency)) {
                throw new IllegalArgumentException("currencies differ: " + currency + " and "
                        + one.salesAndMarketing().currency());
            }
            first = one.month().isBefore(first) ? one.month() : first;
            last = one.month().isAfter(last) ? one.month() : last;
        }
        YearMonth start = first.plusMonths(definition.lag());
        if (start.isAfter(last)) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    "the spend covers no month more than the lag of " + definition.lag(),
                    "расходы известны не дольше сдвига в " + definition.lag() + " мес."));
        }
        OptionalDouble rate = rate(log);
        if (rate.isEmpty()) {
            return Outcome.absent(Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    "no margin is known and no rate is given",
                    "маржа неизвестна и доля не задана"));
        }
        Map<String, Money> costs = costs(spend, last, currency);
        List<String> labels = new ArrayList<>();
        int[] groupOf = groups(log, start, last, costs, labels);
        BalanceDraws subject =
                new BalanceDraws(log, groupOf, labels.size(), rate.getAsDouble(), horizon, visits, money);
        return Outcome.of(
                new BalanceReadings(definition, horizon, level, currency).of(labels, costs, subject, draws, seed));
    }

    private OptionalDouble rate(Purchases log) {
        if (margin != null) {
            return OptionalDouble.of(margin);
        }
        long[] margins = log.table().margin();
        if (margins == null) {
            return OptionalDouble.empty();
        }
        double gained = 0;
        double spent = 0;
        for (int i = 0; i < log.table().rows(); i++) {
            gained += margins[i];
            spent += log.table().spend()[i];
        }
        return spent > 0 ? OptionalDouble.of(gained / spent) : OptionalDouble.empty();
    }

    /** The spend of each label that counts. */
    private Map<String, Money> costs(List<GroupSpend> spend, YearMonth last, Currency currency) {
        Map<String, Money> costs = new TreeMap<>();
        for (GroupSpend one : spend) {
            YearMonth meets = one.month().plusMonths(definition.lag());
            if (!meets.isAfter(last)) {
                Money amount = definition.kind() == CacDefinition.Kind.BLENDED
                        ? one.salesAndMarketing()
                        : one.salesAndMarketing().minus(one.retention());
                costs.merge(label == null ? meets.toString() : one.group(), amount, Money::plus);
            } else {
                costs.putIfAbsent(label == null ? last.toString() : one.group(), Money.zero(currency));
            }
        }
        return costs;
    }

    /** The group of each customer, −1 for none; fills the labels in their order. */
    private int[] groups(
            Purchases log, YearMonth start, YearMonth last, Map<String, Money> costs, List<String> labels) {
        int customers = log.customers();
        @Nullable String[] names = new @Nullable String[customers];
        Set<String> all = new HashSet<>(costs.keySet());
        for (int c = 0; c < customers; c++) {
            YearMonth month = YearMonth.from(log.firstDay(c));
            boolean byItself = definition.kind() == CacDefinition.Kind.PAID
                    && log.channel(c).map(organic::contains).orElse(false);
            if (!month.isBefore(start) && !month.isAfter(last) && !byItself) {
                names[c] = label == null ? month.toString() : label.apply(log, c);
            }
            String name = names[c];
            if (name != null) {
                all.add(name);
            }
        }
        labels.addAll(all);
        labels.sort(null);
        Map<String, Integer> numbers = new TreeMap<>();
        for (String name : labels) {
            numbers.put(name, numbers.size());
        }
        int[] groupOf = new int[customers];
        for (int c = 0; c < customers; c++) {
            String name = names[c];
            groupOf[c] = name == null ? -1 : numbers.getOrDefault(name, -1);
        }
        return groupOf;
    }
}
