package io.ckpi.core.record;

import io.ckpi.core.Money;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A product.
 *
 * @param envelope where the record comes from and when it happened
 * @param product id
 * @param category category
 * @param supplier supplier
 * @param basePrice base price
 * @param from valid from
 * @param until valid until, excluded; null while it lasts
 */
public record Product(
        Envelope envelope,
        String product,
        @Nullable String category,
        @Nullable String supplier,
        @Nullable Money basePrice,
        Instant from,
        @Nullable Instant until)
        implements SourceRecord {

    /** Checks the components. */
    public Product {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("product", product);
        Objects.requireNonNull(from, "from");
    }
}
