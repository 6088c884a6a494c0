package io.ckpi.source.files.internal;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.Currency;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a mapping says once for all its files or for one of them.
 *
 * @param charset encoding
 * @param delimiter character between the cells of CSV
 * @param quote character around cells
 * @param decimal decimal mark
 * @param grouping mark between groups of three digits, or {@link Numbers#NO_GROUPING}
 * @param absent texts that mean "unknown"
 * @param strip whether white space around cells is removed
 * @param zone zone of times without one, or null
 * @param zoneAssumed whether the zone is only assumed
 * @param currency currency of amounts without one, or null
 * @param currencyAssumed whether the currency is only assumed
 * @param asOf day of the snapshot, or null
 */
record Settings(
        Charset charset,
        char delimiter,
        int quote,
        char decimal,
        char grouping,
        Set<String> absent,
        boolean strip,
        @Nullable ZoneId zone,
        boolean zoneAssumed,
        @Nullable Currency currency,
        boolean currencyAssumed,
        @Nullable LocalDate asOf) {

    /** UTF-8, double quotes, a decimal point; nothing about zone and currency. */
    static final Settings DEFAULT = new Settings(
            StandardCharsets.UTF_8,
            ',',
            '"',
            '.',
            Numbers.NO_GROUPING,
            Set.of(),
            false,
            null,
            false,
            null,
            false,
            null);

    /** These settings with the zone and currency of the source's options, if any. */
    Settings with(@Nullable ZoneId newZone, @Nullable Currency newCurrency) {
        return new Settings(
                charset, delimiter, quote, decimal, grouping, absent, strip, newZone, false, newCurrency, false, asOf);
    }
}
