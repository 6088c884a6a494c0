package io.ckpi.core.formula;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.math.BigDecimal;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Customer acquisition cost: what one new customer cost, in four definitions that are never to be mixed.
 *
 * <p><b>Definitions</b> over the periods given, each a ratio of totals and never an average of ratios:
 * <ul>
 *   <li>{@link #blended()}: all sales and marketing spend / all new customers;
 *   <li>{@link #acquisitionOnly()}: (spend − retention spend) / all new customers;
 *   <li>{@link #paid()}: (spend − retention spend) / (new − organic new customers);
 *   <li>{@link #lagged}: acquisition spend of period t − lag / new customers of period t, summed over the periods that have
 *       one.
 * </ul>
 * The reading's method names the definition: {@code cac-blended}, {@code cac-acquisition-only}, {@code cac-paid},
 * {@code cac-lag-1}. Unit: money per customer; n is the number of customers below the line.
 *
 * <p><b>Undefined.</b> Nobody was new: {@link Reason#ZERO_DENOMINATOR}. No period, or none after the lag:
 * {@link Reason#NO_DATA}, {@link Reason#INSUFFICIENT_DATA}.
 *
 * <p><b>Numerics.</b> decimal arithmetic, one rounding. <b>Thread-safety.</b> immutable.
 *
 * @param periods the costs of consecutive periods of equal length, all in one currency
 */
public record Cac(List<Costs> periods) {

    /**
     * What one period cost and brought.
     *
     * @param salesAndMarketing all spend on sales and marketing, 0 or more
     * @param retention the part of it spent on existing customers
     * @param newCustomers customers won, 0 or more
     * @param organic the part of them that came without paid media
     */
    public record Costs(Money salesAndMarketing, Money retention, long newCustomers, long organic) {
        /** Checks that the parts are parts. @throws IllegalArgumentException if not, or if the currencies differ */
        public Costs {
            Amounts.currency(salesAndMarketing, retention);
            String fault = fault(salesAndMarketing, retention, newCustomers, organic);
            if (fault != null) {
                throw new IllegalArgumentException(fault);
            }
        }

        /** The same from records: parts that are no parts are {@link Reason#INVALID_INPUT} instead of an exception. */
        public static Outcome<Costs> ofRecords(
                Money salesAndMarketing, Money retention, long newCustomers, long organic) {
            Amounts.currency(salesAndMarketing, retention);
            String fault = fault(salesAndMarketing, retention, newCustomers, organic);
            return fault == null
                    ? Outcome.of(new Costs(salesAndMarketing, retention, newCustomers, organic))
                    : Outcome.absent(Absent.because(Reason.INVALID_INPUT, fault, fault));
        }

        private static @Nullable String fault(Money spend, Money retention, long newCustomers, long organic) {
            if (spend.signum() < 0) {
                return "salesAndMarketing is negative: " + spend;
            }
            if (retention.signum() < 0) {
                return "retention is negative: " + retention;
            }
            if (retention.compareTo(spend) > 0) {
                return "retention " + retention + " is above salesAndMarketing " + spend;
            }
            if (newCustomers < 0) {
                return "newCustomers is negative: " + newCustomers;
            }
            if (organic < 0) {
                return "organic is negative: " + organic;
            }
            return organic > newCustomers ? "organic " + organic + " is above newCustomers " + newCustomers : null;
        }

        private Money acquisition() {
            return salesAndMarketing.minus(retention);
        }
    }

    /** Copies the list. @throws IllegalArgumentException if the currencies differ */
    public Cac {
        periods = List.copyOf(periods);
        for (Costs costs : periods) {
            Amounts.currency(periods.get(0).salesAndMarketing(), costs.salesAndMarketing());
        }
    }

    /**
     * Spend / new customers of one sum each.
     *
     * <p>{@link Reason#NO_DATA} if the spend is unknown, {@link Reason#INVALID_INPUT} if a sum is negative,
     * {@link Reason#ZERO_DENOMINATOR} if nobody was new.
     *
     * @param spend what acquisition cost, or null if it is not known
     * @param newCustomers how many customers it brought
     */
    public static Reading of(@Nullable Money spend, long newCustomers) {
        if (spend == null) {
            return Absent.because(Reason.NO_DATA, "the spend is not known", "расход неизвестен");
        }
        if (spend.signum() < 0) {
            return Amounts.negative("the spend", "расход", spend);
        }
        if (newCustomers < 0) {
            return Amounts.negative("the number of new customers", "число новых клиентов", newCustomers);
        }
        return perCustomer(spend, newCustomers, "cac");
    }

    /**
     * Spend / an estimated number of new customers; the interval is the estimate's turned over: spend / high … spend / low,
     * open above where the low limit is not positive.
     *
     * <p>Undefined as {@link #of(Money, long)}; {@link Reason#INVALID_INPUT} also for an estimate below 0.
     */
    public static Reading of(@Nullable Money spend, Estimate newCustomers) {
        if (spend == null) {
            return Absent.because(Reason.NO_DATA, "the spend is not known", "расход неизвестен");
        }
        if (spend.signum() < 0) {
            return Amounts.negative("the spend", "расход", spend);
        }
        if (newCustomers.value() < 0) {
            return Amounts.negative("the number of new customers", "число новых клиентов", newCustomers.value());
        }
        Reading reading = Amounts.quotient(
                spend.amount(), BigDecimal.valueOf(newCustomers.value()), Unit.money(spend.currency()), "cac");
        Interval customers = newCustomers.interval();
        if (!(reading instanceof Measured measured)) {
            return reading;
        }
        Estimate estimate = measured.estimate().withN(newCustomers.n());
        if (customers == null) {
            return new Measured(estimate);
        }
        Double low = turned(spend, customers.high());
        Double high = turned(spend, customers.low());
        if (low == null && high == null) {
            return new Measured(estimate);
        }
        return new Measured(new Estimate(
                estimate.value(),
                estimate.unit(),
                new Interval(low, high, customers.level()),
                estimate.n(),
                newCustomers.method(),
                estimate.ratio(),
                newCustomers.pending(),
                newCustomers.flags()));
    }

    private static @Nullable Double turned(Money spend, @Nullable Double customers) {
        if (customers == null || !(customers > 0)) {
            return null;
        }
        double cost = spend.doubleValue() / customers;
        return Double.isFinite(cost) ? (Double) cost : null;
    }

    /** All spend over all new customers. */
    public Reading blended() {
        return summed(false, false, "cac-blended");
    }

    /** Acquisition spend over all new customers. */
    public Reading acquisitionOnly() {
        return summed(true, false, "cac-acquisition-only");
    }

    /** Acquisition spend over the new customers that did not come by themselves. */
    public Reading paid() {
        return summed(true, true, "cac-paid");
    }

    /**
     * Acquisition spend over the customers it brought {@code lag} periods later.
     *
     * @throws IllegalArgumentException if the lag is negative
     */
    public Reading lagged(int lag) {
        if (lag < 0) {
            throw new IllegalArgumentException("lag is negative: " + lag);
        }
        if (periods.isEmpty()) {
            return Absent.because(Reason.NO_DATA);
        }
        if (periods.size() <= lag) {
            return Absent.because(
                    Reason.INSUFFICIENT_DATA,
                    periods.size() + " periods for a lag of " + lag,
                    "периодов " + periods.size() + " при сдвиге " + lag);
        }
        Money spend = Money.zero(currency());
        long customers = 0;
        for (int t = lag; t < periods.size(); t++) {
            spend = spend.plus(periods.get(t - lag).acquisition());
            customers = Math.addExact(customers, periods.get(t).newCustomers());
        }
        return perCustomer(spend, customers, "cac-lag-" + lag);
    }

    private Reading summed(boolean acquisition, boolean withoutOrganic, String method) {
        if (periods.isEmpty()) {
            return Absent.because(Reason.NO_DATA);
        }
        Money spend = Money.zero(currency());
        long customers = 0;
        for (Costs costs : periods) {
            spend = spend.plus(acquisition ? costs.acquisition() : costs.salesAndMarketing());
            customers = Math.addExact(
                    customers, withoutOrganic ? costs.newCustomers() - costs.organic() : costs.newCustomers());
        }
        return perCustomer(spend, customers, method);
    }

    private Currency currency() {
        return periods.get(0).salesAndMarketing().currency();
    }

    private static Reading perCustomer(Money spend, long customers, String method) {
        return Amounts.withN(
                Amounts.quotient(spend.amount(), BigDecimal.valueOf(customers), Unit.money(spend.currency()), method),
                customers);
    }
}
