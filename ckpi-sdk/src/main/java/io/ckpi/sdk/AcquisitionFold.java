package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Period;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Spend;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.engine.Reference;
import io.ckpi.value.GroupSpend;
import io.ckpi.value.Purchases;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Collects purchases, and the marketing spend by channel and month, both up to the end of the data. */
final class AcquisitionFold implements HistoryFold<AcquisitionFold.State> {

    private final Period period;
    private final LocalDate last;
    private final Engine.Known known;
    private final Buying buying;

    AcquisitionFold(Period period, Channels channels, Engine.Known known) {
        this.period = period;
        this.last = Buying.lastDay(period, known);
        this.known = known;
        this.buying = new Buying(known.dataEnd(), channels);
    }

    /** The purchases of some parts of the data. */
    final class State {
        private final List<Buying.Bought> bought = buying.start();

        private State() {}

        /** The purchases found in all parts. */
        Purchases log() {
            return Buying.log(bought, period.zone(), last);
        }

        /** The purchases and the spend. */
        Outcome<Acquisition> result() {
            Currency currency = ChannelCosts.currency(known);
            Outcome<List<GroupSpend>> spend =
                    currency == null ? Outcome.of(List.of()) : spend(known.reference(), currency);
            return spend instanceof Outcome.NotComputable<List<GroupSpend>> none
                    ? Outcome.absent(none.why())
                    : Outcome.of(new Acquisition(log(), spend.value().orElseThrow()));
        }
    }

    /** What was spent on a channel in a month. */
    private record Cell(String channel, YearMonth month) implements Comparable<Cell> {
        @Override
        public int compareTo(Cell other) {
            int order = channel.compareTo(other.channel);
            return order == 0 ? month.compareTo(other.month) : order;
        }
    }

    private Outcome<List<GroupSpend>> spend(Reference reference, Currency currency) {
        Map<Cell, Money> all = new TreeMap<>();
        Map<Cell, Money> retention = new TreeMap<>();
        ChannelCosts costs = ChannelCosts.of(reference);
        for (Spend cost : reference.list(Spend.class)) {
            if (cost.isInvestment() && !cost.day().isAfter(last)) {
                String channel = Optional.ofNullable(costs.channel(cost)).orElse(Acquisition.UNASSIGNED);
                Cell cell = new Cell(channel, YearMonth.from(cost.day()));
                all.merge(cell, cost.cost(), Money::plus);
                if (cost.kind() == Spend.Kind.PROGRAMME) {
                    retention.merge(cell, cost.cost(), Money::plus);
                }
            }
        }
        List<GroupSpend> groups = new ArrayList<>();
        for (Map.Entry<Cell, Money> entry : all.entrySet()) {
            Cell cell = entry.getKey();
            Money kept = retention.getOrDefault(cell, Money.zero(currency));
            if (entry.getValue().signum() < 0
                    || kept.signum() < 0
                    || entry.getValue().minus(kept).signum() < 0) {
                return Outcome.absent(Absent.because(
                        Reason.INVALID_INPUT,
                        "the spend on " + cell.channel() + " in " + cell.month() + " is negative",
                        "расход на " + cell.channel() + " за " + cell.month() + " меньше нуля"));
            }
            groups.add(new GroupSpend(cell.channel(), cell.month(), entry.getValue(), kept));
        }
        if (!groups.isEmpty()) {
            // spend that is recorded at all is known to be 0 in a month without any
            groups.add(GroupSpend.of(groups.get(0).group(), YearMonth.from(last), Money.zero(currency)));
        }
        return Outcome.of(groups);
    }

    @Override
    public State start() {
        return new State();
    }

    @Override
    public void add(State state, SubjectHistory history) {
        buying.add(state.bought, history);
    }

    @Override
    public void merge(State state, State next) {
        buying.merge(state.bought, next.bought);
    }
}
