package io.ckpi.core.record;

import io.ckpi.core.Channel;
import io.ckpi.core.Money;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What was spent on one day. Negative cost is a correction of the platform and is reported.
 *
 * <p>Built with {@link #builder}.
 *
 * @param envelope where the record comes from and when it happened
 * @param day day in the account's own calendar
 * @param platform platform such as {@code yandex-direct}
 * @param account account
 * @param kind what the money was for
 * @param cost cost
 * @param campaign campaign
 * @param adGroup group of advertisements
 * @param channel channel
 * @param vat whether the cost includes value added tax
 * @param impressions impressions
 * @param clicks clicks
 */
public record Spend(
        Envelope envelope,
        LocalDate day,
        String platform,
        String account,
        Kind kind,
        Money cost,
        @Nullable String campaign,
        @Nullable String adGroup,
        @Nullable Channel channel,
        Vat vat,
        @Nullable Long impressions,
        @Nullable Long clicks)
        implements SourceRecord {

    /** What money was spent on. */
    public enum Kind {
        /** Advertising. */
        MEDIA,
        /** Salaries. */
        SALARY,
        /** Tools. */
        TOOLS,
        /** Content. */
        CONTENT,
        /** Integration. */
        INTEGRATION,
        /** Training. */
        TRAINING,
        /** Customer service: part of the cost to serve only. */
        SERVICE,
        /** Loyalty and referral programmes. */
        PROGRAMME,
        /** Discounts. */
        DISCOUNT
    }

    /** Checks the components. */
    public Spend {
        Objects.requireNonNull(envelope, "envelope");
        Objects.requireNonNull(day, "day");
        Fields.id("platform", platform);
        Fields.id("account", account);
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(cost, "cost");
        Objects.requireNonNull(vat, "vat");
    }

    /** True for the kinds that are marketing investment: all but customer service. */
    public boolean isInvestment() {
        return kind != Kind.SERVICE;
    }

    /** A builder with what every such record has. */
    public static Builder builder(
            Envelope envelope, LocalDate day, String platform, String account, Kind kind, Money cost) {
        return new Builder(envelope, day, platform, account, kind, cost);
    }

    /** Builds a {@link Spend}; not thread-safe. */
    public static final class Builder {
        private final Envelope envelope;
        private final LocalDate day;
        private final String platform;
        private final String account;
        private final Kind kind;
        private final Money cost;
        private @Nullable String campaign;
        private @Nullable String adGroup;
        private @Nullable Channel channel;
        private Vat vat = Vat.UNKNOWN;
        private @Nullable Long impressions;
        private @Nullable Long clicks;

        private Builder(Envelope envelope, LocalDate day, String platform, String account, Kind kind, Money cost) {
            this.envelope = envelope;
            this.day = day;
            this.platform = platform;
            this.account = account;
            this.kind = kind;
            this.cost = cost;
        }

        /** Sets campaign. */
        public Builder campaign(@Nullable String newCampaign) {
            this.campaign = newCampaign;
            return this;
        }

        /** Sets group of advertisements. */
        public Builder adGroup(@Nullable String newAdGroup) {
            this.adGroup = newAdGroup;
            return this;
        }

        /** Sets channel. */
        public Builder channel(@Nullable Channel newChannel) {
            this.channel = newChannel;
            return this;
        }

        /** Sets whether the cost includes value added tax. */
        public Builder vat(Vat newVat) {
            this.vat = newVat;
            return this;
        }

        /** Sets impressions. */
        public Builder impressions(@Nullable Long newImpressions) {
            this.impressions = newImpressions;
            return this;
        }

        /** Sets clicks. */
        public Builder clicks(@Nullable Long newClicks) {
            this.clicks = newClicks;
            return this;
        }

        /** The record. @throws IllegalArgumentException if a component is out of its range */
        public Spend build() {
            return new Spend(
                    envelope, day, platform, account, kind, cost, campaign, adGroup, channel, vat, impressions, clicks);
        }
    }
}
