/**
 * The closed formulas of marketing economics and their undefined cases: {@link io.ckpi.core.formula.Roi ROI and its kin},
 * {@link io.ckpi.core.formula.Cac CAC}, {@link io.ckpi.core.formula.Ltv LTV}, {@link io.ckpi.core.formula.LtvToCac their
 * balance}, {@link io.ckpi.core.formula.Payback payback}, {@link io.ckpi.core.formula.RecurringRevenue recurring revenue},
 * {@link io.ckpi.core.formula.Crv referral value}, {@link io.ckpi.core.formula.Growth growth} and the
 * {@link io.ckpi.core.formula.Incremental incremental effect}.
 *
 * <p><b>Rules.</b> Amounts are {@link io.ckpi.core.Money} of one currency per call; a mixture is an
 * {@link IllegalArgumentException}. Rates are plain ratios and carry their period in the name of the argument. Results are
 * {@link io.ckpi.core.Reading}s; ratios stay ratios (an ROI of 3.0 is what reports show as 300 %). Amounts are computed in
 * decimal arithmetic with 34 digits and rounded once. A formula on plain sums has no interval and says so by the flag
 * NO_INTERVAL; variants that take an {@link io.ckpi.core.Estimate} carry its interval over.
 */
package io.ckpi.core.formula;
