package io.ckpi.sdk.internal.engine;

import io.ckpi.core.Money;
import io.ckpi.core.record.FxRate;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.LocalDate;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Converts amounts into one currency by the rate of the day; where that day has none (a weekend), by the latest rate of at
 * most seven days before. Never by an inverse or a cross rate. Immutable.
 */
final class FxTable {

    private static final int GREATEST_AGE_DAYS = 7;
    private static final int MICROS = 6;

    private final Currency target;
    private final Map<Currency, NavigableMap<LocalDate, BigDecimal>> rates = new HashMap<>();

    FxTable(Currency target, List<FxRate> published) {
        this.target = target;
        for (FxRate rate : published) {
            if (rate.to().equals(target)) {
                rates.computeIfAbsent(rate.from(), key -> new TreeMap<>()).putIfAbsent(rate.day(), rate.rate());
            }
        }
    }

    Currency target() {
        return target;
    }

    /** The amount in the target currency, rounded to millionths half to even, or null if there is no rate. */
    @Nullable
    Money convert(Money amount, LocalDate day) {
        NavigableMap<LocalDate, BigDecimal> known = rates.get(amount.currency());
        Map.Entry<LocalDate, BigDecimal> rate = known == null ? null : known.floorEntry(day);
        if (rate == null || rate.getKey().isBefore(day.minusDays(GREATEST_AGE_DAYS))) {
            return null;
        }
        return new Money(amount.amount().multiply(rate.getValue()).setScale(MICROS, RoundingMode.HALF_EVEN), target);
    }
}
