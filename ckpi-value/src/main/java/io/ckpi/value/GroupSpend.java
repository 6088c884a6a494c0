package io.ckpi.value;

import io.ckpi.core.Money;
import java.time.YearMonth;
import java.util.Objects;

/**
 * What was spent on a channel, a campaign or any other group in one month.
 *
 * @param group the label that its customers carry; without meaning where cohorts are balanced
 * @param month when
 * @param salesAndMarketing all spend, 0 or more
 * @param retention the part of it spent on existing customers
 */
public record GroupSpend(String group, YearMonth month, Money salesAndMarketing, Money retention) {

    /** Checks the amounts. @throws IllegalArgumentException if one is negative, the part is no part or the currencies differ */
    public GroupSpend {
        Objects.requireNonNull(group, "group");
        Objects.requireNonNull(month, "month");
        if (salesAndMarketing.signum() < 0) {
            throw new IllegalArgumentException("salesAndMarketing is negative: " + salesAndMarketing);
        }
        if (retention.signum() < 0) {
            throw new IllegalArgumentException("retention is negative: " + retention);
        }
        if (retention.compareTo(salesAndMarketing) > 0) {
            throw new IllegalArgumentException(
                    "retention " + retention + " is above salesAndMarketing " + salesAndMarketing);
        }
    }

    /** Spend on new customers alone. */
    public static GroupSpend of(String group, YearMonth month, Money spend) {
        return new GroupSpend(group, month, spend, Money.zero(spend.currency()));
    }
}
