package io.ckpi.core.record;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Currency;
import java.util.Objects;

/**
 * An exchange rate of one day.
 *
 * @param envelope where the record comes from and when it happened
 * @param day day
 * @param from from this currency
 * @param to to this currency
 * @param rate units of {@code to} for one unit of {@code from}, positive
 * @param provider who published it
 */
public record FxRate(Envelope envelope, LocalDate day, Currency from, Currency to, BigDecimal rate, String provider)
        implements SourceRecord {

    /** Checks the components. */
    public FxRate {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(day, "day");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(to, "to");
        Objects.requireNonNull(rate, "rate");
        Objects.requireNonNull(provider, "provider");
        if (rate.signum() <= 0) {
            throw new IllegalArgumentException("rate is not positive: " + rate);
        }
    }
}
