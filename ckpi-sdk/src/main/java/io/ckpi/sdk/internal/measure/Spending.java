package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.record.Spend;
import java.util.Currency;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The spend of one period, summed exactly, and the rules for money that all measures share. Immutable. */
final class Spending {

    private final @Nullable Currency currency;
    private boolean faulty;
    /** Whether investment, service cost and spend on a channel are ever recorded: if so, none in the period is a zero. */
    private boolean investmentRecorded;

    private boolean serviceRecorded;
    private boolean inboundRecorded;
    private boolean outboundRecorded;
    /** True if this is the spend of a slice, and some is recorded for others. */
    private final boolean recordedElsewhere;

    private final Set<Channel> channelsRecorded = EnumSet.noneOf(Channel.class);
    private long investment;
    private long acquisition;
    private long service;
    private long programme;
    private long inbound;
    private long outbound;
    private long investmentUnassigned;
    private final Map<Channel, Long> byChannel = new EnumMap<>(Channel.class);

    Spending(Window window, Shared shared) {
        this(window, shared, false);
    }

    /** The spend of a slice of what {@code whole} holds. */
    Spending(Window window, Shared shared, Spending whole) {
        this(window, shared, whole.investmentRecorded);
    }

    private Spending(Window window, Shared shared, boolean recordedElsewhere) {
        this.recordedElsewhere = recordedElsewhere;
        this.currency = window.context.currency();
        for (Spend spend : window.context.spend()) {
            if (!window.begun(spend.day())) {
                continue;
            }
            record(spend, shared.channel(spend));
            boolean now = window.holds(spend.day());
            boolean acquires = spend.isInvestment() && window.holdsAcquisition(spend.day());
            if (now || acquires) {
                add(spend, now, acquires, shared);
            }
        }
    }

    private void record(Spend spend, @Nullable Channel channel) {
        investmentRecorded |= spend.isInvestment();
        serviceRecorded |= !spend.isInvestment();
        if (channel != null) {
            channelsRecorded.add(channel);
            if (spend.isInvestment()) {
                inboundRecorded |= channel.inbound();
                outboundRecorded |= !channel.inbound();
            }
        }
    }

    private void add(Spend spend, boolean now, boolean acquires, Shared shared) {
        long cost = shared.micros(spend.cost());
        if (cost == Shared.NOT_SUMMABLE) {
            faulty = true;
            return;
        }
        if (acquires) {
            acquisition = plus(acquisition, cost);
        }
        if (!now) {
            return;
        }
        Channel channel = shared.channel(spend);
        if (channel != null) {
            byChannel.put(channel, plus(byChannel.getOrDefault(channel, 0L), cost));
        }
        if (!spend.isInvestment()) {
            service = plus(service, cost);
            return;
        }
        investment = plus(investment, cost);
        if (spend.kind() == Spend.Kind.PROGRAMME) {
            programme = plus(programme, cost);
        }
        if (channel == null) {
            investmentUnassigned = plus(investmentUnassigned, cost);
        } else if (channel.inbound()) {
            inbound = plus(inbound, cost);
        } else {
            outbound = plus(outbound, cost);
        }
    }

    private long plus(long sum, long cost) {
        long total = sum + cost;
        if (((sum ^ total) & (cost ^ total)) < 0) {
            faulty = true;
            return sum;
        }
        return total;
    }

    /** The currency; only to be asked for if {@link #trouble} found none. */
    Currency currency() {
        if (currency == null) {
            throw new IllegalStateException("no currency");
        }
        return currency;
    }

    /** Why no amount of the period can be told, or null if it can. */
    @Nullable
    Absent trouble(boolean faultyOrders) {
        if (currency == null) {
            return Stats.none("no record carries an amount of money", "ни одна запись не содержит суммы");
        }
        return faultyOrders ? mixed() : null;
    }

    private static Absent mixed() {
        return Absent.because(
                Reason.INVALID_INPUT,
                "the amounts of the period are not of one currency or have more than six decimals",
                "суммы периода не в одной валюте или имеют больше шести знаков после запятой");
    }

    /** Why the investment cannot be used, or null if it can: nothing of it is recorded, or amounts do not add up. */
    @Nullable
    Absent troubleOfInvestment() {
        if (faulty) {
            return mixed();
        }
        if (investmentRecorded) {
            return null;
        }
        return recordedElsewhere
                ? Stats.none("no spend is recorded for this slice", "для этого среза расходы не записаны")
                : Stats.none("no spend is recorded", "расходы не записываются");
    }

    /** Why that sum cannot be used, or null if it can. */
    @Nullable
    Absent troubleOf(@Nullable Money sum) {
        if (faulty) {
            return mixed();
        }
        return sum != null && sum.signum() < 0
                ? Absent.because(Reason.INVALID_INPUT, "the spend is negative: " + sum, "расход меньше нуля: " + sum)
                : null;
    }

    /** All investment of the period. */
    Money investment() {
        return money(investment);
    }

    /** The investment that won the period's customers, or null if none is known. */
    @Nullable
    Money acquisition() {
        return investmentRecorded ? money(acquisition) : null;
    }

    /** What customer service cost, or null if nothing is known of it. */
    @Nullable
    Money service() {
        return serviceRecorded ? money(service) : null;
    }

    Money programme() {
        return money(programme);
    }

    /** Investment in inbound channels, or null if none is known. */
    @Nullable
    Money inbound() {
        return inboundRecorded ? money(inbound) : null;
    }

    /** Investment in the other channels, or null if none is known. */
    @Nullable
    Money outbound() {
        return outboundRecorded ? money(outbound) : null;
    }

    /** The part of the investment that names no channel, in millionths. */
    long unassignedMicros() {
        return investmentUnassigned;
    }

    /** All investment, in millionths. */
    long investmentMicros() {
        return investment;
    }

    /** What was spent on these channels, or null if none of them has spend. */
    @Nullable
    Money onChannels(Set<Channel> channels) {
        boolean known = false;
        Money sum = Money.zero(currency());
        for (Channel channel : channels) {
            known |= channelsRecorded.contains(channel);
            sum = sum.plus(money(byChannel.getOrDefault(channel, 0L)));
        }
        return known ? sum : null;
    }

    Money money(long micros) {
        return Money.ofMicros(micros, currency());
    }

    /** An estimate in millionths as one in the currency, its value the nearest double of the exact amount. */
    Estimate money(Estimate micros, Money exact) {
        return Stats.withValue(micros.scaled(1e-6, Unit.money(currency())), exact.doubleValue());
    }

    /** A ratio whose sum above is in millionths, as one in the currency with the exact sums. */
    Reading exact(Reading micros, double above, double below) {
        if (!(micros instanceof Measured measured)) {
            return micros;
        }
        Estimate estimate = measured.estimate().scaled(1e-6, measured.estimate().unit());
        return new Measured(Stats.withValue(estimate, above / below).withRatio(above, below));
    }

    /** A ratio shown in per cent. */
    static Reading percent(Reading ratio) {
        return ratio instanceof Measured measured
                ? new Measured(measured.estimate().scaled(100, Unit.PERCENT))
                : ratio;
    }
}
