package io.ckpi.value;

import io.ckpi.core.formula.Cac;

/**
 * Which spend is set against which new customers: one of the four definitions of {@link Cac}, never to be mixed.
 *
 * @param kind the definition
 * @param lag for {@link Kind#LAGGED} how many months before the customers the money was spent, else 0
 */
public record CacDefinition(Kind kind, int lag) {

    /** The four definitions. */
    public enum Kind {
        /** All sales and marketing spend over all new customers. */
        BLENDED,
        /** Spend without what went to existing customers, over all new customers. */
        ACQUISITION_ONLY,
        /** The same over the new customers who did not come by themselves. */
        PAID,
        /** Acquisition spend of an earlier month over the new customers of a month. */
        LAGGED
    }

    /** Checks the lag. @throws IllegalArgumentException if it is negative, or not 0 although the definition has none */
    public CacDefinition {
        if (lag < 0 || (lag > 0 && kind != Kind.LAGGED)) {
            throw new IllegalArgumentException("lag of " + kind + " is " + lag);
        }
    }

    /** All spend over all new customers. */
    public static CacDefinition blended() {
        return new CacDefinition(Kind.BLENDED, 0);
    }

    /** Acquisition spend over all new customers. */
    public static CacDefinition acquisitionOnly() {
        return new CacDefinition(Kind.ACQUISITION_ONLY, 0);
    }

    /** Acquisition spend over the new customers who did not come by themselves. */
    public static CacDefinition paid() {
        return new CacDefinition(Kind.PAID, 0);
    }

    /** Acquisition spend over the new customers of {@code months} later. @throws IllegalArgumentException if it is negative */
    public static CacDefinition lagged(int months) {
        return new CacDefinition(Kind.LAGGED, months);
    }

    /** The stable id: {@code cac-blended}, {@code cac-acquisition-only}, {@code cac-paid}, {@code cac-lag-1}. */
    public String id() {
        return switch (kind) {
            case BLENDED -> "cac-blended";
            case ACQUISITION_ONLY -> "cac-acquisition-only";
            case PAID -> "cac-paid";
            case LAGGED -> "cac-lag-" + lag;
        };
    }
}
