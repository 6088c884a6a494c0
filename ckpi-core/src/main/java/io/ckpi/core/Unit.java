package io.ckpi.core;

import java.util.Currency;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The unit of a number. Units of different kinds or currencies never mix.
 *
 * @param kind what is counted
 * @param currency the currency of an amount; null for every other kind
 */
public record Unit(Kind kind, @Nullable Currency currency) {

    /** The kinds of unit of the indicator catalogue. */
    public enum Kind {
        /** A plain ratio; a share of 0.15 is shown as 15 %. */
        RATIO,
        /** Per cent: only ROI and ROMI, as in the source documents; 300 is shown as 300 %. */
        PERCENT,
        /** An amount of money in units of its currency. */
        MONEY,
        /** A number of things. */
        COUNT,
        /** Seconds. */
        SECONDS,
        /** Hours. */
        HOURS,
        /** Days. */
        DAYS,
        /** Points of a scale: a score from 0 to 100, a rating, an NPS. */
        POINTS
    }

    /** A plain ratio. */
    public static final Unit RATIO = new Unit(Kind.RATIO, null);
    /** Per cent. */
    public static final Unit PERCENT = new Unit(Kind.PERCENT, null);
    /** A number of things. */
    public static final Unit COUNT = new Unit(Kind.COUNT, null);
    /** Seconds. */
    public static final Unit SECONDS = new Unit(Kind.SECONDS, null);
    /** Hours. */
    public static final Unit HOURS = new Unit(Kind.HOURS, null);
    /** Days. */
    public static final Unit DAYS = new Unit(Kind.DAYS, null);
    /** Points of a scale. */
    public static final Unit POINTS = new Unit(Kind.POINTS, null);

    /** Checks that exactly money has a currency. */
    public Unit {
        Objects.requireNonNull(kind, "kind");
        if ((kind == Kind.MONEY) != (currency != null)) {
            throw new IllegalArgumentException("a currency belongs to MONEY and only to it: " + kind + " " + currency);
        }
    }

    /** An amount of money in {@code currency}. */
    public static Unit money(Currency currency) {
        return new Unit(Kind.MONEY, Objects.requireNonNull(currency, "currency"));
    }

    /** The unit of that kind without a currency, or, for money, in {@code currency}. */
    public static Unit of(Kind kind, @Nullable Currency currency) {
        return new Unit(kind, kind == Kind.MONEY ? currency : null);
    }

    /** The stable text form: the kind, or {@code MONEY:CODE}. */
    @Override
    public String toString() {
        return currency == null ? kind.name() : kind.name() + ":" + currency.getCurrencyCode();
    }
}
