/**
 * What a customer is worth and what one may cost: purchase histories, cohorts, models of customer lifetime value, the
 * balance of CAC and LTV, the value of referrals. Takes purchases or plain arrays, gives back records.
 */
@org.jspecify.annotations.NullMarked
module io.ckpi.value {
    requires transitive io.ckpi.core;
    requires org.apache.commons.numbers.gamma;
    requires org.apache.commons.statistics.distribution;
    requires static transitive org.jspecify;

    exports io.ckpi.value;
}
