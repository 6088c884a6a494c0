package io.ckpi.source.demo;

import io.ckpi.core.record.Order;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.Vat;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Orders: the first after the deal, repeats, those that mailings cause, and some that come to nothing. Orders from mailings
 * go through the shop: nobody accepts them and nobody asks about them afterwards.
 */
final class Orders extends Records.OfPersons<Order> {

    private static final Set<String> UPSELL = Set.of("upsell");
    private static final Set<String> PORTAL = Set.of("portal");
    private static final Set<String> BOTH = Set.of("upsell", "portal");

    private final Sale sale = new Sale();
    private final Instant end;

    Orders(Life life, String source) {
        super(life, source);
        end = model.at(model.days, 0);
    }

    @Override
    void tell(Life person, List<Order> out) {
        int orders = person.drawOrders();
        for (int k = 0; k < orders; k++) {
            base(person, k, out);
        }
        if (orders > 0 && person.drawMailings()) {
            for (int j = 0; j < person.mailPaid.length; j++) {
                if (person.mailPaid[j] != Life.NEVER) {
                    mailed(person, j, out);
                }
            }
        }
    }

    private void base(Life person, int k, List<Order> out) {
        int day = person.paid[k];
        sale.draw(model, draws, person.index, k, person.month(day));
        Instant accepted = model.at(day - sale.acceptedDaysBefore, sale.acceptedSecond);
        Instant created = accepted.minusSeconds(sale.processingSeconds);
        Instant paid = model.at(day, sale.paidSecond);
        String dealRef = k == 0 ? person.dealRef() : null;
        boolean known = k == 0 && person.source != Source.UNKNOWN;
        Origin origin = known ? person.source.origin : Source.DIRECT.origin;
        add(person, "o" + person.index + "-" + k, dealRef, created, accepted, paid, origin, out);
        if (day >= model.days) {
            return;
        }
        if (sale.cancelledToo) {
            String ref = "x" + person.index + "-" + k;
            out.add(builder(person, ref, Order.Status.CANCELLED, model.at(day, 36_000), Source.DIRECT.origin)
                    .cancelledAt(model.at(day, 54_000))
                    .build());
        }
        if (sale.refundedToo) {
            String ref = "r" + person.index + "-" + k;
            out.add(builder(person, ref, Order.Status.REFUNDED, created.plusSeconds(60), Source.DIRECT.origin)
                    .acceptedAt(accepted.plusSeconds(60))
                    .paidAt(paid.plusSeconds(60))
                    .refunded(Model.roubles(sale.revenue()))
                    .build());
        }
        if (sale.spamToo) {
            String ref = "s" + person.index + "-" + k;
            out.add(builder(person, ref, Order.Status.SPAM, model.at(day, 37_000), Source.DIRECT.origin)
                    .build());
        }
    }

    private void mailed(Life person, int j, List<Order> out) {
        int day = person.mailPaid[j];
        sale.draw(model, draws, person.index, Sale.FIRST_MAIL + j, person.month(day));
        Instant created = model.at(model.mailDays[j], Messages.mailSecond(person.index) + 5_400);
        Instant paid = model.at(day, sale.paidSecond);
        add(person, "c" + person.index + "-" + j, null, created, null, paid, Touches.EMAIL, out);
    }

    private void add(
            Life person,
            String ref,
            @Nullable String dealRef,
            Instant created,
            @Nullable Instant accepted,
            Instant paid,
            Origin origin,
            List<Order> out) {
        if (!created.isBefore(end)) {
            return;
        }
        boolean isPaid = paid.isBefore(end);
        Order.Builder builder = builder(person, ref, isPaid ? Order.Status.PAID : Order.Status.CREATED, created, origin)
                .dealRef(dealRef)
                .acceptedAt(accepted != null && accepted.isBefore(end) ? accepted : null)
                .paidAt(isPaid ? paid : null);
        if (isPaid && sale.refunded > 0) {
            builder.refunded(Model.roubles(sale.refunded));
        }
        out.add(builder.build());
    }

    private Order.Builder builder(Life person, String ref, Order.Status status, Instant created, Origin origin) {
        return Order.builder(envelope(ref, created), ref, status, created, Model.roubles(sale.revenue()))
                .person(person.token())
                .discount(sale.discount > 0 ? Model.roubles(sale.discount) : null)
                .costOfGoods(Model.roubles(sale.cost))
                .vat(Vat.INCLUDED)
                .lines(sale.lines)
                .employee(person.owner())
                .origin(origin)
                .tags(sale.upsell ? sale.portal ? BOTH : UPSELL : sale.portal ? PORTAL : Set.of());
    }
}
