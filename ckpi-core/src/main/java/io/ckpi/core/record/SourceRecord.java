package io.ckpi.core.record;

/**
 * A record that a data source delivers. Everything large arrives as a stream of these; personal data never do: people
 * are tokens, see {@code Tokenizer} in {@code ckpi-spi}.
 *
 * <p><b>Thread-safety.</b> every record is immutable.
 */
public sealed interface SourceRecord
        permits Touch,
                LeadStageChange,
                Order,
                Spend,
                Call,
                Message,
                Task,
                Feedback,
                Referral,
                Assignment,
                MarketMeasure,
                IdentityLink,
                Person,
                Employee,
                Product,
                StageDefinition,
                NumberPool,
                Campaign,
                FxRate {

    /** Where the record comes from and when it happened. */
    Envelope envelope();
}
