package io.ckpi.sdk.internal.measure;

import io.ckpi.core.Period;
import io.ckpi.core.channel.ChannelRules;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Spend;
import io.ckpi.sdk.definition.MeasureParameters;
import java.time.Instant;
import java.util.Currency;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What every measure of one period may look at besides the histories: the period, the end of the data and the records
 * that belong to nobody in particular.
 *
 * @param period the period to measure
 * @param dataEnd end of the data: what happens later is not known; terms that end after it are pending
 * @param currency the one currency of the report, or null if no record carries an amount
 * @param parameters the constants of the definitions (windows, graces, caps)
 * @param channels how an origin becomes a channel
 * @param spend all spend from the beginning of the history
 * @param market all market measures
 * @param numberPools which line serves which channel
 * @param employees employees and their departments
 * @param campaigns campaigns
 * @param quality rows and rejects over all sources
 */
public record MeasureContext(
        Period period,
        Instant dataEnd,
        @Nullable Currency currency,
        MeasureParameters parameters,
        ChannelRules channels,
        List<Spend> spend,
        List<MarketMeasure> market,
        List<NumberPool> numberPools,
        List<Employee> employees,
        List<Campaign> campaigns,
        DataQuality quality) {}
