package io.ckpi.core.record;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A measure of the market, from outside the company's own systems.
 *
 * <p>Built with {@link #builder}.
 *
 * @param envelope where the record comes from and when it happened
 * @param measure what is measured
 * @param from first day
 * @param until day after the last
 * @param value value
 * @param unit unit, in words or as a currency code
 * @param provider who measured it
 * @param subject segment, query or network
 * @param brand brand
 * @param region region, ISO 3166-2
 * @param proxy true for a stand-in
 */
public record MarketMeasure(
        Envelope envelope,
        Measure measure,
        LocalDate from,
        LocalDate until,
        BigDecimal value,
        String unit,
        String provider,
        @Nullable String subject,
        @Nullable String brand,
        @Nullable String region,
        boolean proxy)
        implements SourceRecord {

    /** What is measured. */
    public enum Measure {
        /** Size of the segment. */
        SEGMENT_SIZE,
        /** Persons in the target audience. */
        TARGET_PERSONS,
        /** Persons of it that were reached. */
        REACHED_PERSONS,
        /** Impressions of a search query. */
        QUERY_IMPRESSIONS,
        /** Position of the site for a search query. */
        QUERY_POSITION,
        /** Followers. */
        FOLLOWERS,
        /** Posts. */
        POSTS,
        /** Engagements with posts. */
        ENGAGEMENTS,
        /** Something else. */
        OTHER
    }

    /** Checks the components. */
    public MarketMeasure {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(measure, "measure");
        Objects.requireNonNull(from, "from");
        Objects.requireNonNull(until, "until");
        Objects.requireNonNull(value, "value");
        Objects.requireNonNull(unit, "unit");
        Objects.requireNonNull(provider, "provider");
        Fields.optionalText("subject", subject);
        if (!from.isBefore(until)) {
            throw new IllegalArgumentException("from " + from + " is not before until " + until);
        }
    }

    /** A builder with what every such record has. */
    public static Builder builder(
            Envelope envelope,
            Measure measure,
            LocalDate from,
            LocalDate until,
            BigDecimal value,
            String unit,
            String provider) {
        return new Builder(envelope, measure, from, until, value, unit, provider);
    }

    /** Builds a {@link MarketMeasure}; not thread-safe. */
    public static final class Builder {
        private final Envelope envelope;
        private final Measure measure;
        private final LocalDate from;
        private final LocalDate until;
        private final BigDecimal value;
        private final String unit;
        private final String provider;
        private @Nullable String subject;
        private @Nullable String brand;
        private @Nullable String region;
        private boolean proxy = false;

        private Builder(
                Envelope envelope,
                Measure measure,
                LocalDate from,
                LocalDate until,
                BigDecimal value,
                String unit,
                String provider) {
            this.envelope = envelope;
            this.measure = measure;
            this.from = from;
            this.until = until;
            this.value = value;
            this.unit = unit;
            this.provider = provider;
        }

        /** Sets segment, query or network. */
        public Builder subject(@Nullable String newSubject) {
            this.subject = newSubject;
            return this;
        }

        /** Sets brand. */
        public Builder brand(@Nullable String newBrand) {
            this.brand = newBrand;
            return this;
        }

        /** Sets region, ISO 3166-2. */
        public Builder region(@Nullable String newRegion) {
            this.region = newRegion;
            return this;
        }

        /** Sets true for a stand-in. */
        public Builder proxy(boolean newProxy) {
            this.proxy = newProxy;
            return this;
        }

        /** The record. @throws IllegalArgumentException if a component is out of its range */
        public MarketMeasure build() {
            return new MarketMeasure(
                    envelope, measure, from, until, value, unit, provider, subject, brand, region, proxy);
        }
    }
}
