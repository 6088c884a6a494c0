/**
 * The small statistics kernel: intervals of shares, ratios of sums, means, totals, quantiles and differences.
 *
 * <p>Every calculator returns a {@link io.ckpi.core.Reading}, takes counts or mergeable summaries
 * ({@link io.ckpi.core.stat.PairAccumulator}, {@link io.ckpi.core.Moments}), starts from {@code withDefaults()} (intervals
 * of 95 %) and is immutable.
 */
package io.ckpi.core.stat;
