package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Channel;
import io.ckpi.core.record.Order;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** An order as numbers. It is a purchase if it is paid: at {@code paidAt}, else at {@code createdAt}. */
final class Sale {

    static final long NEVER = Long.MAX_VALUE;

    final Order order;
    final long created;
    final long accepted;
    final long cancelled;
    /** When it became a purchase, or {@link #NEVER}. */
    final long paid;
    /** Revenue less what was given back, in millionths. */
    final long net;
    /** {@link #net} less the cost of the goods, in millionths; 0 if that is not known. */
    final long margin;

    final boolean costKnown;
    /** True if an amount cannot be summed. */
    final boolean faulty;
    /** False if it is known only to tell what happened around the others: it belongs to another slice. */
    final boolean counted;
    /** The channel it came through, or null if it is not known. */
    final @Nullable Channel channel;

    Sale(Order order, Shared shared) {
        this.order = order;
        this.created = order.createdAt().toEpochMilli();
        this.accepted = millis(order.acceptedAt());
        this.cancelled = millis(order.cancelledAt());
        this.paid = order.status() == Order.Status.PAID
                ? order.paidAt() == null ? created : order.paidAt().toEpochMilli()
                : NEVER;
        long revenue = shared.micros(order.revenue());
        long refunded = shared.micros(order.refunded());
        long cost = shared.micros(order.costOfGoods());
        boolean fault = !summable(revenue) || !summable(refunded) || !summable(cost);
        this.net = fault ? 0 : revenue - refunded;
        this.costKnown = !fault && order.costOfGoods() != null;
        this.margin = costKnown ? net - cost : 0;
        this.faulty = fault;
        this.counted = true;
        this.channel = shared.channel(order.origin());
    }

    private Sale(Sale of, boolean counted, long net) {
        this.order = of.order;
        this.created = of.created;
        this.accepted = of.accepted;
        this.cancelled = of.cancelled;
        this.paid = of.paid;
        this.net = net;
        this.costKnown = counted && of.costKnown && net == of.net;
        this.margin = costKnown ? of.margin : 0;
        this.faulty = of.faulty;
        this.counted = counted;
        this.channel = of.channel;
    }

    /** The same for a slice that it does not belong to. */
    Sale uncounted() {
        return new Sale(this, false, net);
    }

    /** The part of it that belongs to a slice; what its goods cost is not known by parts. */
    Sale part(long netOfPart) {
        return new Sale(this, true, netOfPart);
    }

    /** A third of the range is enough for every amount and lets three of them be combined. */
    private static boolean summable(long micros) {
        return Math.abs(micros) <= Long.MAX_VALUE / 3 && micros != Shared.NOT_SUMMABLE;
    }

    private static long millis(@Nullable Instant instant) {
        return instant == null ? NEVER : instant.toEpochMilli();
    }

    boolean tagged(String tag) {
        return order.tags().contains(tag);
    }
}
