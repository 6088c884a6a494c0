/**
 * What a customer is worth and what one may cost: purchase histories, cohorts, models of customer lifetime value, the
 * balance of CAC and LTV, the value of referrals. Takes purchases or plain arrays, gives back records.
 */
package io.ckpi.value;
