package io.ckpi.funnel.attribution;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.formula.Cac;
import io.ckpi.core.formula.Roi;
import io.ckpi.core.stat.Shares;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a channel cost and brought, by the credits of one attribution model.
 *
 * <p>The customers of a channel are its credited conversions and may be a fraction. Spend counts once, under every model.
 *
 * @param channel the channel
 * @param model the id of the model that gave the credits
 * @param costPerLead spend / leads, money per lead
 * @param leadToCustomer credited customers / leads; with Wilson's interval where the credit is a whole number not above the
 *     leads
 * @param acquisitionCost spend / credited customers (CAC); interval from that of the credit
 * @param revenuePerCustomer credited value / credited customers
 * @param romi (credited value · margin rate − spend) / spend; interval from that of the credit
 */
public record ChannelEconomics(
        String channel,
        String model,
        Reading costPerLead,
        Reading leadToCustomer,
        Reading acquisitionCost,
        Reading revenuePerCustomer,
        Reading romi) {

    /**
     * What a channel cost and how many leads it brought.
     *
     * @param spend the spend on the channel; null if it is not known
     * @param leads the leads, calls or inquiries that came through it, 0 or more
     */
    public record Cost(@Nullable Money spend, long leads) {
        /** Checks the leads. @throws IllegalArgumentException if they are negative */
        public Cost {
            if (leads < 0) {
                throw new IllegalArgumentException("leads is negative: " + leads);
            }
        }
    }

    /**
     * The economics of every channel that has credits or costs, in order of credits, then of names. A channel that is
     * missing among the costs has an unknown spend and no leads; one that is missing among the credits has no customers.
     *
     * @param credits the credits of one model over paths valued in money
     * @param costs spend and leads per channel, in the currency of the paths
     * @param marginRate gross margin / revenue, 1 if the values are margins
     * @throws IllegalArgumentException if the values are not money, the currencies differ, or the rate is not finite
     */
    public static List<ChannelEconomics> of(Credits credits, Map<String, Cost> costs, double marginRate) {
        Money total = credits.total().money();
        if (total == null) {
            throw new IllegalArgumentException("the values of the paths are not money");
        }
        if (!Double.isFinite(marginRate)) {
            throw new IllegalArgumentException("marginRate is not finite: " + marginRate);
        }
        List<ChannelEconomics> all = new ArrayList<>();
        Cost unknown = new Cost(null, 0);
        for (Credits.Credit credit : credits.channels()) {
            all.add(of(credit, credits.model().id(), costs.getOrDefault(credit.channel(), unknown), marginRate, total));
        }
        costs.keySet().stream()
                .filter(channel -> credits.channels().stream()
                        .noneMatch(credit -> credit.channel().equals(channel)))
                .sorted()
                .forEach(channel -> {
                    Money zero = Money.zero(total.currency());
                    Credits.Credit nothing = new Credits.Credit(
                            channel, zero(Unit.COUNT), zero(Unit.money(total.currency())), zero, zero(Unit.RATIO));
                    all.add(of(nothing, credits.model().id(), costs.getOrDefault(channel, unknown), marginRate, total));
                });
        return all;
    }

    private static Reading zero(Unit unit) {
        return new Measured(Estimate.of(0, unit).withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
    }

    private static ChannelEconomics of(Credits.Credit credit, String model, Cost cost, double marginRate, Money total) {
        Money spend = cost.spend();
        if (spend != null && !spend.currency().equals(total.currency())) {
            throw new IllegalArgumentException(
                    "the spend is in " + spend.currency() + ", the values in " + total.currency());
        }
        return new ChannelEconomics(
                credit.channel(),
                model,
                spend == null ? noSpend() : perLead(Cac.of(spend, cost.leads())),
                leadToCustomer(credit.conversions(), cost.leads()),
                credit.conversions() instanceof Measured customers
                        ? negative(customers.estimate()) ? nonPositive() : Cac.of(spend, customers.estimate())
                        : credit.conversions(),
                revenuePerCustomer(credit, total),
                spend == null ? noSpend() : romi(credit.value(), marginRate, spend));
    }

    private static boolean negative(Estimate customers) {
        return customers.value() < 0;
    }

    private static Absent nonPositive() {
        return Absent.because(Reason.NON_POSITIVE, "the credit is negative", "доля канала отрицательна");
    }

    private static Absent noSpend() {
        return Absent.because(Reason.NO_DATA, "the spend is not known", "расход неизвестен");
    }

    private static Reading perLead(Reading reading) {
        return reading instanceof Measured measured
                ? new Measured(measured.estimate().withMethod("cost-per-lead"))
                : reading;
    }

    private static Reading leadToCustomer(Reading customers, long leads) {
        if (!(customers instanceof Measured measured)) {
            return customers;
        }
        if (leads == 0) {
            return Absent.because(Reason.NO_DATA, "no leads", "нет лидов");
        }
        double credit = measured.estimate().value();
        if (credit >= 0 && credit <= leads && credit == Math.rint(credit)) {
            return Shares.withDefaults().of((long) credit, leads);
        }
        Interval interval = measured.estimate().interval();
        return new Measured(new Estimate(
                credit / leads,
                Unit.RATIO,
                interval == null ? null : interval.times(1.0 / leads),
                leads,
                measured.estimate().method(),
                new Estimate.Ratio(credit, leads),
                0,
                measured.estimate().flags()));
    }

    private static Reading revenuePerCustomer(Credits.Credit credit, Money total) {
        if (!(credit.conversions() instanceof Measured customers)) {
            return credit.conversions();
        }
        if (!(credit.value() instanceof Measured value)) {
            return credit.value();
        }
        double count = customers.estimate().value();
        if (count == 0) {
            return Absent.because(Reason.ZERO_DENOMINATOR);
        }
        if (count < 0) {
            return nonPositive();
        }
        Money money = credit.money();
        double revenue = money == null ? value.estimate().value() : money.doubleValue();
        return Double.isFinite(revenue / count)
                ? new Measured(Estimate.of(revenue / count, Unit.money(total.currency()))
                        .withN(Math.round(count))
                        .withMethod("revenue-per-customer")
                        .withRatio(revenue, count)
                        .withFlag(Flag.of(Flag.Code.NO_INTERVAL)))
                : Absent.because(Reason.UNBOUNDED);
    }

    private static Reading romi(Reading value, double marginRate, Money spend) {
        if (!(value instanceof Measured measured)) {
            return value;
        }
        Estimate margin = measured.estimate();
        return Roi.of(margin.scaled(marginRate, margin.unit()), spend);
    }
}
