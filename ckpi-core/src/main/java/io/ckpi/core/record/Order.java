package io.ckpi.core.record;

import io.ckpi.core.Money;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An order and its present state. Revenue is goods after discount, without shipping.
 *
 * <p>Built with {@link #builder}.
 *
 * @param envelope where the record comes from and when it happened
 * @param orderRef number of the order
 * @param status present state
 * @param createdAt when it was placed
 * @param revenue goods after discount, without shipping
 * @param person token of the buyer
 * @param dealRef deal it belongs to
 * @param acceptedAt when it was accepted
 * @param paidAt when it was paid
 * @param cancelledAt when it was cancelled
 * @param refunded amount given back
 * @param discount discount
 * @param tax tax
 * @param shipping shipping
 * @param costOfGoods cost of the goods
 * @param vat whether amounts include value added tax
 * @param lines lines
 * @param employee employee
 * @param origin marketing origin
 * @param tags tags such as {@code upsell} and {@code portal}
 */
public record Order(
        Envelope envelope,
        String orderRef,
        Status status,
        Instant createdAt,
        Money revenue,
        @Nullable String person,
        @Nullable String dealRef,
        @Nullable Instant acceptedAt,
        @Nullable Instant paidAt,
        @Nullable Instant cancelledAt,
        @Nullable Money refunded,
        @Nullable Money discount,
        @Nullable Money tax,
        @Nullable Money shipping,
        @Nullable Money costOfGoods,
        Vat vat,
        List<OrderLine> lines,
        @Nullable String employee,
        Origin origin,
        Set<String> tags)
        implements SourceRecord {

    /** State of an order. */
    public enum Status {
        /** Placed. */
        CREATED,
        /** Paid. */
        PAID,
        /** Cancelled. */
        CANCELLED,
        /** Wholly refunded. */
        REFUNDED,
        /** No real order. */
        SPAM
    }

    /** Checks the components. */
    public Order {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("orderRef", orderRef);
        Objects.requireNonNull(status, "status");
        Objects.requireNonNull(createdAt, "createdAt");
        Objects.requireNonNull(revenue, "revenue");
        Fields.optionalId("person", person);
        Fields.optionalId("dealRef", dealRef);
        Objects.requireNonNull(vat, "vat");
        lines = List.copyOf(lines);
        Fields.optionalId("employee", employee);
        Objects.requireNonNull(origin, "origin");
        tags = Set.copyOf(tags);
        Fields.sameCurrency(revenue, refunded);
        Fields.sameCurrency(revenue, discount);
        Fields.sameCurrency(revenue, tax);
        Fields.sameCurrency(revenue, shipping);
        Fields.sameCurrency(revenue, costOfGoods);
    }

    /** A builder with what every such record has. */
    public static Builder builder(Envelope envelope, String orderRef, Status status, Instant createdAt, Money revenue) {
        return new Builder(envelope, orderRef, status, createdAt, revenue);
    }

    /** Builds a {@link Order}; not thread-safe. */
    public static final class Builder {
        private final Envelope envelope;
        private final String orderRef;
        private final Status status;
        private final Instant createdAt;
        private final Money revenue;
        private @Nullable String person;
        private @Nullable String dealRef;
        private @Nullable Instant acceptedAt;
        private @Nullable Instant paidAt;
        private @Nullable Instant cancelledAt;
        private @Nullable Money refunded;
        private @Nullable Money discount;
        private @Nullable Money tax;
        private @Nullable Money shipping;
        private @Nullable Money costOfGoods;
        private Vat vat = Vat.UNKNOWN;
        private List<OrderLine> lines = List.of();
        private @Nullable String employee;
        private Origin origin = Origin.UNKNOWN;
        private Set<String> tags = Set.of();

        private Builder(Envelope envelope, String orderRef, Status status, Instant createdAt, Money revenue) {
            this.envelope = envelope;
            this.orderRef = orderRef;
            this.status = status;
            this.createdAt = createdAt;
            this.revenue = revenue;
        }

        /** Sets token of the buyer. */
        public Builder person(@Nullable String newPerson) {
            this.person = newPerson;
            return this;
        }

        /** Sets deal it belongs to. */
        public Builder dealRef(@Nullable String newDealRef) {
            this.dealRef = newDealRef;
            return this;
        }

        /** Sets when it was accepted. */
        public Builder acceptedAt(@Nullable Instant newAcceptedAt) {
            this.acceptedAt = newAcceptedAt;
            return this;
        }

        /** Sets when it was paid. */
        public Builder paidAt(@Nullable Instant newPaidAt) {
            this.paidAt = newPaidAt;
            return this;
        }

        /** Sets when it was cancelled. */
        public Builder cancelledAt(@Nullable Instant newCancelledAt) {
            this.cancelledAt = newCancelledAt;
            return this;
        }

        /** Sets amount given back. */
        public Builder refunded(@Nullable Money newRefunded) {
            this.refunded = newRefunded;
            return this;
        }

        /** Sets discount. */
        public Builder discount(@Nullable Money newDiscount) {
            this.discount = newDiscount;
            return this;
        }

        /** Sets tax. */
        public Builder tax(@Nullable Money newTax) {
            this.tax = newTax;
            return this;
        }

        /** Sets shipping. */
        public Builder shipping(@Nullable Money newShipping) {
            this.shipping = newShipping;
            return this;
        }

        /** Sets cost of the goods. */
        public Builder costOfGoods(@Nullable Money newCostOfGoods) {
            this.costOfGoods = newCostOfGoods;
            return this;
        }

        /** Sets whether amounts include value added tax. */
        public Builder vat(Vat newVat) {
            this.vat = newVat;
            return this;
        }

        /** Sets lines. */
        public Builder lines(List<OrderLine> newLines) {
            this.lines = newLines;
            return this;
        }

        /** Sets employee. */
        public Builder employee(@Nullable String newEmployee) {
            this.employee = newEmployee;
            return this;
        }

        /** Sets marketing origin. */
        public Builder origin(Origin newOrigin) {
            this.origin = newOrigin;
            return this;
        }

        /** Sets tags such as {@code upsell} and {@code portal}. */
        public Builder tags(Set<String> newTags) {
            this.tags = newTags;
            return this;
        }

        /** The record. @throws IllegalArgumentException if a component is out of its range */
        public Order build() {
            return new Order(
                    envelope,
                    orderRef,
                    status,
                    createdAt,
                    revenue,
                    person,
                    dealRef,
                    acceptedAt,
                    paidAt,
                    cancelledAt,
                    refunded,
                    discount,
                    tax,
                    shipping,
                    costOfGoods,
                    vat,
                    lines,
                    employee,
                    origin,
                    tags);
        }
    }
}
