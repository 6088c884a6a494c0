package io.ckpi.core.record;

import io.ckpi.core.Money;
import java.math.BigDecimal;
import java.util.Objects;

/**
 * One line of an order.
 *
 * @param product id of the product
 * @param quantity quantity
 * @param unitPrice price of one unit
 */
public record OrderLine(String product, BigDecimal quantity, Money unitPrice) {

    /** Checks the components. */
    public OrderLine {
        Fields.id("product", product);
        Objects.requireNonNull(quantity, "quantity");
        Objects.requireNonNull(unitPrice, "unitPrice");
    }
}
