package io.ckpi.sdk;

import io.ckpi.core.CkpiException;
import io.ckpi.core.LeadStage;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.funnel.attribution.Touch;
import io.ckpi.funnel.attribution.TouchPaths;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Engine;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what attribution works on: the touches of persons before each conversion of the period, and the journeys of
 * persons without one.
 *
 * <p>A conversion is a paid order, or, if a stage is given, the first change to it. A touch counts once a visit, and if its channel is known; robots' do not. The touches of one person count for every
 * conversion within the look-back.
 */
final class ConversionPaths implements HistoryFold<ConversionPaths.State> {

    private final Period period;
    private final @Nullable LeadStage stage;
    private final Duration lookBack;
    private final Channels channels;
    private final @Nullable Currency currency;

    ConversionPaths(
            Period period, @Nullable LeadStage stage, Duration lookBack, Channels channels, Engine.Known known) {
        this.period = period;
        this.stage = stage;
        this.lookBack = lookBack;
        this.channels = channels;
        this.currency = stage == null ? currency(known) : null;
    }

    /** The paths of some parts of the data and those of the part at hand. */
    static final class State {
        private final List<TouchPaths> done = new ArrayList<>();
        private TouchPaths.Builder open;

        private State(TouchPaths.Builder open) {
            this.open = open;
        }

        /** All paths; to be asked once. */
        TouchPaths paths() {
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

    private static @Nullable Currency currency(Engine.Known known) {
        if (known.currencies().size() > 1) {
            throw new CkpiException(
                    CkpiException.Kind.CONFIG,
                    "CKPI-SDK-CURRENCIES",
                    null,
                    "amounts are in several currencies: choose one with currency(…)");
        }
        return known.currency();
    }

    @Override
    public State start() {
        TouchPaths.Builder builder = currency == null ? TouchPaths.builder() : TouchPaths.builder(currency);
        return new State(builder.lookBack(lookBack));
    }

    @Override
    public void add(State state, SubjectHistory history) {
        boolean customer = history.kind() == SubjectHistory.Kind.PERSON;
        if (!customer && (stage == null || history.kind() != SubjectHistory.Kind.LEAD)) {
            return;
        }
        List<Touch> touches = touches(history);
        boolean converted = false;
        if (stage == null) {
            for (Order order : history.orders()) {
                if (PaidOrders.isPurchase(order) && period.contains(PaidOrders.at(order))) {
                    state.open.addConversion(touches, PaidOrders.at(order), amount(order));
                    converted = true;
                }
            }
        } else {
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
        state.open = next.open;
    }
}
