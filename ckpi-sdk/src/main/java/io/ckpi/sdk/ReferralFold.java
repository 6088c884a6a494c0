package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Money;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Referral;
import io.ckpi.sdk.history.HistoryFold;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.value.ReferralTree;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects who recommended whom, and the margin of the recommended persons' purchases, up to the end of the data. */
final class ReferralFold implements HistoryFold<ReferralFold.State> {

    private final @Nullable Double grossMargin;
    private final Engine.Known known;
    private final @Nullable Currency currency;

    ReferralFold(@Nullable Double grossMargin, Engine.Known known) {
        this.grossMargin = grossMargin;
        this.known = known;
        this.currency = ChannelCosts.currency(known);
    }

    /** The recommendations of some parts of the data. */
    final class State {
        private final List<ReferralTree.Edge> edges = new ArrayList<>();
        private final Map<String, Referrals.Customer> customers = new HashMap<>();
        private boolean withoutCost;

        private State() {}

        /** What was found in all parts, with what was wrong with it. */
        Found result() {
            if (edges.isEmpty()) {
                return new Found(absent("no recommendations are recorded", "рекомендации не записываются"), List.of());
            }
            ReferralTree tree = ReferralTree.of(edges);
            Outcome<Referrals> outcome = currency == null
                    ? absent("no record carries an amount of money", "ни одна запись не содержит суммы")
                    : withoutCost
                            ? absent(
                                    "not all orders of recommended customers state the cost of goods, and no gross margin is given",
                                    "не во всех заказах пришедших по рекомендации есть себестоимость, доля маржи не задана")
                            : Outcome.of(new Referrals(tree, customers, currency));
            return new Found(outcome, tree.issues());
        }
    }

    /** The recommendations, and the issues of their tree. */
    record Found(Outcome<Referrals> outcome, List<DataIssue> issues) {}

    private static Outcome<Referrals> absent(String en, String ru) {
        return Outcome.absent(Absent.because(Reason.NO_DATA, en, ru));
    }

    @Override
    public State start() {
        return new State();
    }

    @Override
    public void add(State state, SubjectHistory history) {
        Referral first = null;
        for (Referral referral : history.referredBy()) {
            if (referral.envelope().occurredAt().isBefore(known.dataEnd())) {
                state.edges.add(new ReferralTree.Edge(
                        known.identities().representative(referral.referrer()),
                        history.subject(),
                        referral.envelope().occurredAt()));
                first = first == null ? referral : first;
            }
        }
        if (first != null && currency != null) {
            addCustomer(state, history, first, currency);
        }
    }

    private void addCustomer(State state, SubjectHistory history, Referral first, Currency money) {
        BigDecimal margin = null;
        for (Order order : history.orders()) {
            if (PaidOrders.isPurchase(order) && PaidOrders.at(order).isBefore(known.dataEnd())) {
                BigDecimal amount = PaidOrders.amount(order);
                Money cost = order.costOfGoods();
                BigDecimal gained = cost != null
                        ? amount.subtract(cost.amount())
                        : grossMargin == null ? null : amount.multiply(BigDecimal.valueOf(grossMargin));
                state.withoutCost |= gained == null;
                if (gained != null) {
                    margin = margin == null ? gained : margin.add(gained);
                }
            }
        }
        if (margin != null) {
            String anyway = first.envelope().attributes().get("would-have-come");
            Boolean typeOne = "true".equals(anyway) ? Boolean.FALSE : "false".equals(anyway) ? Boolean.TRUE : null;
            state.customers.put(history.subject(), new Referrals.Customer(new Money(margin, money), typeOne));
        }
    }

    @Override
    public void merge(State state, State next) {
        state.edges.addAll(next.edges);
        state.customers.putAll(next.customers);
        state.withoutCost |= next.withoutCost;
    }
}
