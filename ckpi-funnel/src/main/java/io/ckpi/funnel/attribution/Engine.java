package io.ckpi.funnel.attribution;

import org.jspecify.annotations.Nullable;

/** A model made ready for one table of paths: the same paths with other amounts are what a bootstrap replicate is. */
interface Engine {

    /** The credits for these amounts per row, or null if they give none. Safe to call from several threads. */
    @Nullable
    Shares shares(PathTable.Amounts amounts);

    /**
     * What each channel gets.
     *
     * @param conversions credits for conversions; they sum to the conversions of paths with a touch
     * @param value credits for the value, or null if the model gives none
     * @param effect what the model computes first: removal effects, unscaled Shapley values, or shares of the conversions
     * @param effectError standard errors of {@code effect} where it was sampled, or null
     * @param probability the probability of a conversion from the start of the chain, or NaN
     * @param states the states of the chain, or 0
     * @param residual the largest residual of an iterative solution, 0 for a direct one
     */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the package
    record Shares(
            double[] conversions,
            double @Nullable [] value,
            double[] effect,
            double @Nullable [] effectError,
            double probability,
            int states,
            double residual) {}

    /** Credits in proportion to effects, or null if the effects sum to nothing. */
    static double @Nullable [] scaled(double[] effect, double total) {
        double sum = 0;
        for (double each : effect) {
            sum += each;
        }
        if (!(Math.abs(sum) > 0) || !Double.isFinite(total / sum)) {
            return null;
        }
        double[] credits = new double[effect.length];
        for (int c = 0; c < credits.length; c++) {
            credits[c] = total * (effect[c] / sum);
        }
        return credits;
    }
}
