package io.ckpi.sdk;

import io.ckpi.core.LeadStage;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Spend;
import io.ckpi.funnel.attribution.ChannelEconomics;
import io.ckpi.funnel.attribution.Touch;
import io.ckpi.funnel.attribution.TouchPaths;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.engine.Reference;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Collects what attribution works on: the touches of persons before each conversion of the period, and the journeys of
 * persons without one.
 *
 * <p>A conversion is a paid order, or, if a stage is given, the first change to it. A touch counts once a visit, and if its
 * channel is known; robots' do not. The touches of one person count for every conversion within the look-back.
 */
final class ConversionPaths implements HistoryFold<ConversionPaths.State> {

    private final Period period;
    private final @Nullable LeadStage stage;
    private final Duration lookBack;
    private final Channels channels;
    private final @Nullable Currency currency;
    private final Map<String, Money> spend;

    ConversionPaths(
            Period period, @Nullable LeadStage stage, Duration lookBack, Channels channels, Engine.Known known) {
        this.period = period;
        this.stage = stage;
        this.lookBack = lookBack;
        this.channels = channels;
        this.currency = stage == null ? ChannelCosts.currency(known) : null;
        this.spend = currency == null ? Map.of() : spend(known.reference(), period);
    }

    /** The paths of some parts of the data and those of the part at hand. */
    final class State {
        private final List<TouchPaths> done = new ArrayList<>();
        private final Map<String, Long> leads = new HashMap<>();
        private TouchPaths.Builder open;

        private State(TouchPaths.Builder open) {
            this.open = open;
        }

        /** What was found in all parts; to be asked once. */
        ChannelPaths result() {
            Map<String, ChannelEconomics.Cost> costs = new HashMap<>();
            spend.forEach((channel, money) ->
                    costs.put(channel, new ChannelEconomics.Cost(money, leads.getOrDefault(channel, 0L))));
            leads.forEach((channel, count) -> costs.putIfAbsent(channel, new ChannelEconomics.Cost(null, count)));
            return new ChannelPaths(paths(), costs);
        }

        private TouchPaths paths() {
            List<TouchPaths> parts = new ArrayList<>(done);
            parts.add(open.build());
            while (parts.size() > 1) {
                List<TouchPaths> pairs = new ArrayList<>();
                for (int i = 0; i < parts.size(); i += 2) {
                    pairs.add(i + 1 < parts.size() ? parts.get(i).merge(parts.get(i + 1)) : parts.get(i));
                }
                parts = pairs;
            }
            return parts.get(0);
        }
    }

    /** Marketing and sales spend of the period by channel. */
    private static Map<String, Money> spend(Reference reference, Period period) {
        ChannelCosts costs = ChannelCosts.of(reference);
        Map<String, Money> spend = new TreeMap<>();
        for (Spend cost : reference.list(Spend.class)) {
            String channel = costs.channel(cost);
            if (channel != null && cost.isInvestment() && period.contains(cost.day())) {
                spend.merge(channel, cost.cost(), Money::plus);
            }
        }
        return spend;
    }

    @Override
    public State start() {
        TouchPaths.Builder builder = currency == null ? TouchPaths.builder() : TouchPaths.builder(currency);
        return new State(builder.lookBack(lookBack));
    }

    @Override
    public void add(State state, SubjectHistory history) {
        boolean customer = history.kind() == SubjectHistory.Kind.PERSON;
        if (!customer && history.kind() != SubjectHistory.Kind.LEAD) {
            return;
        }
        List<Touch> touches = touches(history);
        String brought = leadChannel(history, touches);
        if (brought != null) {
            state.leads.merge(brought, 1L, Long::sum);
        }
        boolean converted = false;
        if (stage == null && customer) {
            for (Order order : history.orders()) {
                if (PaidOrders.isPurchase(order) && period.contains(PaidOrders.at(order))) {
                    state.open.addConversion(touches, PaidOrders.at(order), amount(order));
                    converted = true;
                }
            }
        } else if (stage != null) {
            for (LeadStageChange change : history.stages()) {
                Instant at = change.envelope().occurredAt();
                if (!converted && change.to() == stage && period.contains(at)) {
                    state.open.addConversion(touches, at, 1);
                    converted = true;
                }
            }
        }
        if (!converted && touches.stream().anyMatch(touch -> period.contains(touch.at()))) {
            state.open.addNull(touches, period.end());
        }
    }

    /** The channel that brought a lead of the period: its own origin's, else that of the first touch before it. */
    private @Nullable String leadChannel(SubjectHistory history, List<Touch> touches) {
        for (LeadStageChange change : history.stages()) {
            LeadStage to = change.to();
            if (to == null || !to.isRung()) {
                continue;
            }
            Instant at = change.envelope().occurredAt();
            if (!period.contains(at)) {
                return null; // a lead of another time
            }
            String own = channels.word(change.origin());
            return own != null || touches.isEmpty() || touches.get(0).at().isAfter(at)
                    ? own
                    : touches.get(0).channel();
        }
        return null;
    }

    /** Whole minor units: what is finer is rounded, as it would be on a bill. */
    private static Money amount(Order order) {
        BigDecimal amount = PaidOrders.amount(order);
        Currency currency = order.revenue().currency();
        return new Money(
                amount.setScale(Math.max(0, currency.getDefaultFractionDigits()), RoundingMode.HALF_EVEN), currency);
    }

    private List<Touch> touches(SubjectHistory history) {
        List<Touch> touches = new ArrayList<>();
        Set<String> visits = new HashSet<>();
        for (io.ckpi.core.record.Touch touch : history.touches()) {
            Instant at = touch.envelope().occurredAt();
            String channel = touch.robot() ? null : channels.word(touch.origin());
            if (channel != null
                    && at.isBefore(period.end())
                    && (touch.visit() == null || visits.add(touch.envelope().source() + ' ' + touch.visit()))) {
                touches.add(Touch.of(at, channel));
            }
        }
        return touches;
    }

    @Override
    public void merge(State state, State next) {
        state.done.add(state.open.build());
        state.done.addAll(next.done);
        next.leads.forEach((channel, leads) -> state.leads.merge(channel, leads, Long::sum));
        state.open = next.open;
    }
}
