package io.ckpi.sdk;

import io.ckpi.core.Money;
import io.ckpi.core.record.Order;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** When and for how much the orders of one person became purchases. */
final class PaidOrders {

    private PaidOrders() {}

    /**
     * A purchase.
     *
     * @param at when it was paid
     * @param amount revenue less what was given back
     */
    record Purchase(Instant at, BigDecimal amount) {}

    /** True if the order is a purchase: paid. Wholly refunded, cancelled and open orders are none. */
    static boolean isPurchase(Order order) {
        return order.status() == Order.Status.PAID;
    }

    /** When a paid order was paid; when it was placed, if the source does not say. */
    static Instant at(Order order) {
        Instant paid = order.paidAt();
        return paid == null ? order.createdAt() : paid;
    }

    /** Revenue less what was given back. */
    static BigDecimal amount(Order order) {
        Money refunded = order.refunded();
        BigDecimal revenue = order.revenue().amount();
        return refunded == null ? revenue : revenue.subtract(refunded.amount());
    }

    /** The purchases before {@code end}, by time. */
    static List<Purchase> of(List<Order> orders, Instant end) {
        if (orders.isEmpty()) {
            return List.of();
        }
        List<Purchase> purchases = new ArrayList<>(orders.size());
        for (Order order : orders) {
            if (isPurchase(order) && at(order).isBefore(end)) {
                purchases.add(new Purchase(at(order), amount(order)));
            }
        }
        if (purchases.size() > 1) {
            purchases.sort(Comparator.comparing(Purchase::at));
        }
        return purchases;
    }
}
