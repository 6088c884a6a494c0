package io.ckpi.sdk;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Touch;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.value.Purchases;
import io.ckpi.value.PurchasesBuilder;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Collects the purchases of persons: paid orders less what was given back, with the margin where the cost of the goods is
 * known. A customer's channel is that of the first touch whose channel is known and that is not after the first purchase,
 * else that of the first purchase itself.
 */
final class Buying implements HistoryFold<List<Buying.Bought>> {

    private final Instant until;
    private final Channels channels;

    Buying(Instant until, Channels channels) {
        this.until = until;
        this.channels = channels;
    }

    /** One purchase; the amount may be negative if more was given back than paid. */
    record Bought(
            String customer,
            Instant at,
            Money amount,
            @Nullable String channel,
            @Nullable Money margin) {}

    @Override
    public List<Bought> start() {
        return new ArrayList<>();
    }

    @Override
    public void add(List<Bought> state, SubjectHistory history) {
        if (history.kind() != SubjectHistory.Kind.PERSON) {
            return;
        }
        Order first = null;
        for (Order order : history.orders()) {
            if (counts(order) && (first == null || PaidOrders.at(order).isBefore(PaidOrders.at(first)))) {
                first = order;
            }
        }
        if (first == null) {
            return;
        }
        String channel = channel(history, first);
        for (Order order : history.orders()) {
            if (counts(order)) {
                Money amount =
                        new Money(PaidOrders.amount(order), order.revenue().currency());
                Money cost = order.costOfGoods();
                Money margin = cost == null
                        ? null
                        : new Money(PaidOrders.amount(order).subtract(cost.amount()), cost.currency());
                state.add(new Bought(history.subject(), PaidOrders.at(order), amount, channel, margin));
            }
        }
    }

    private boolean counts(Order order) {
        return PaidOrders.isPurchase(order) && PaidOrders.at(order).isBefore(until);
    }

    private @Nullable String channel(SubjectHistory history, Order first) {
        for (Touch touch : history.touches()) {
            if (touch.envelope().occurredAt().isAfter(PaidOrders.at(first))) {
                break;
            }
            String known = touch.robot() ? null : channels.word(touch.origin());
            if (known != null) {
                return known;
            }
        }
        return channels.word(first.origin());
    }

    @Override
    public void merge(List<Bought> state, List<Bought> next) {
        state.addAll(next);
    }

    /** The last day that is observed: of the period, or that on which the data end. */
    static LocalDate lastDay(Period period, Engine.Known known) {
        LocalDate last = period.until().minusDays(1);
        LocalDate end = known.dataEnd().minusNanos(1).atZone(period.zone()).toLocalDate();
        return end.isBefore(last) ? end : last;
    }

    /**
     * The log of these purchases.
     *
     * @param last the last day of observation
     *
     * @throws CkpiException kind CONFIG if there are several currencies
     */
    static Purchases log(List<Bought> all, ZoneId zone, LocalDate last) {
        Set<String> currencies = new TreeSet<>();
        for (Bought one : all) {
            Currency currency = one.amount().currency();
            currencies.add(currency.getCurrencyCode());
        }
        if (currencies.size() > 1) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-SDK-CURRENCIES",
                    null,
                    "purchases are in several currencies, " + currencies
                            + ": choose one with currency(…) and give rates, or read one source at a time");
        }
        PurchasesBuilder log = Purchases.builder(zone).endsOn(last);
        for (Bought one : all) {
            log.add(null, one.customer(), one.at(), one.amount(), one.channel(), one.margin());
        }
        return log.build();
    }
}
