package io.ckpi.source.demo;

import io.ckpi.core.record.OrderLine;
import java.util.ArrayList;
import java.util.List;

/**
 * One order of a person in detail, generated from the person's number and the order's.
 *
 * <p>Mutable and reused; not thread-safe.
 */
final class Sale {

    /** Orders caused by a mailing are numbered from here. */
    static final int FIRST_MAIL = 256;

    final List<OrderLine> lines = new ArrayList<>(3);
    long goods;
    long discount;
    long cost;
    long refunded;
    boolean upsell;
    boolean portal;
    int paidSecond;
    long processingSeconds;
    int acceptedDaysBefore;
    int acceptedSecond;
    boolean cancelledToo;
    boolean refundedToo;
    boolean spamToo;

    /** The sub-stream of an order. */
    static long stream(long person, int order) {
        return person * 512 + order;
    }

    /** Draws the order of that number, paid in that month. */
    Sale draw(Model model, Draws draws, long person, int order, int month) {
        draws.at(Draws.Part.SALE, stream(person, order));
        lines.clear();
        goods = 0;
        cost = 0;
        int n = Model.LINES.draw(draws);
        for (int i = 0; i < n; i++) {
            int product = draws.nextInt(Model.PRICES.length);
            int quantity = Model.QUANTITY.draw(draws);
            lines.add(Model.ORDER_LINES[product][quantity]);
            goods += (long) Model.PRICES[product] * quantity;
            cost += (long) Model.PRICES[product] / 100 * Model.COST_PERCENT[product] * quantity;
        }
        discount = draws.chance(Model.DISCOUNTED) ? goods * Model.DISCOUNT_PERCENT / 100 : 0;
        refunded = draws.chance(Model.REFUNDED_PARTLY) ? revenue() * Model.REFUND_PERCENT / 100 : 0;
        upsell = draws.chance(Model.UPSELL) && order > 0 && order < FIRST_MAIL;
        portal = draws.chance(model.portal(month));
        paidSecond = Model.FIRST_PAID_SECOND + draws.nextInt(Model.PAID_SECONDS);
        processingSeconds =
                Math.round(60 * model.processingFactor(month) * Model.processingMinutes(draws.nextDouble()));
        acceptedDaysBefore = Model.ACCEPTED_TO_PAID.draw(draws);
        acceptedSecond = 32_400 + draws.nextInt(36_000);
        cancelledToo = draws.chance(Model.CANCELLED);
        refundedToo = draws.chance(Model.REFUNDED_WHOLLY);
        spamToo = draws.chance(Model.SPAM);
        return this;
    }

    long revenue() {
        return goods - discount;
    }
}
