package io.ckpi.sdk.internal.measure;

import io.ckpi.core.record.Order;
import io.ckpi.core.record.OrderLine;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Shares out what an order brought among its lines, in proportion to quantity × unit price: discounts and refunds are not
 * recorded by line, so each line bears its part, as IFRS 15 (76 to 86) allocates a discount on a bundle. Exact: the parts are
 * whole millionths and add up to the whole.
 */
final class OrderParts {

    private OrderParts() {}

    /**
     * The part of each line in millionths, or null if the lines cannot tell: there are none, one is negative or in another
     * currency than the order, or all are worth 0 and the order is not.
     */
    static long @Nullable [] of(Order order, long net) {
        List<OrderLine> lines = order.lines();
        if (lines.isEmpty()) {
            return null;
        }
        BigDecimal[] upTo = new BigDecimal[lines.size()];
        BigDecimal sum = BigDecimal.ZERO;
        for (int i = 0; i < upTo.length; i++) {
            OrderLine line = lines.get(i);
            BigDecimal amount = line.quantity().multiply(line.unitPrice().amount());
            if (amount.signum() < 0
                    || !line.unitPrice().currency().equals(order.revenue().currency())) {
                return null;
            }
            sum = sum.add(amount);
            upTo[i] = sum;
        }
        if (sum.signum() == 0) {
            return net == 0 ? new long[upTo.length] : null;
        }
        // differences of rounded running sums: whole, and their sum is the last running sum
        long[] parts = new long[upTo.length];
        BigDecimal all = BigDecimal.valueOf(net);
        long before = 0;
        for (int i = 0; i < parts.length; i++) {
            BigInteger running =
                    all.multiply(upTo[i]).divide(sum, 0, RoundingMode.FLOOR).toBigInteger();
            long now = running.longValueExact();
            parts[i] = now - before;
            before = now;
        }
        return parts;
    }
}
