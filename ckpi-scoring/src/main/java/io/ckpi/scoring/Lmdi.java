package io.ckpi.scoring;

/**
 * The logarithmic mean Divisia index: an exact split of the change of a weighted geometric mean, without a table of sets.
 * With C = Π s_i^w_i, factor i contributes L(C₁, C₀)·w_i·ln(s_i/b_i), L(a, b) = (a − b)/ln(a/b) and L(a, a) = a. Source: B.
 * W. Ang 2004, doi:10.1016/j.enpol.2003.10.010.
 *
 * <p><b>Numerics.</b> L(a, b) = b·expm1(t)/t with t = ln(a/b), exact also where a and b are close.
 *
 * <p><b>Thread-safety.</b> the static methods are.
 */
public final class Lmdi {

    private Lmdi() {}

    /**
     * The contributions of the factors; they add up to C(to) − C(from).
     *
     * @param from scores before, above 0
     * @param to scores after, above 0, as many
     * @param weights not negative, scaled to sum 1 here
     * @throws IllegalArgumentException if lengths differ, a score is not positive or the weights are none
     */
    public static double[] contributions(double[] from, double[] to, double[] weights) {
        if (from.length != to.length || from.length != weights.length) {
            throw new IllegalArgumentException(
                    from.length + " and " + to.length + " scores, " + weights.length + " weights");
        }
        double[] scaled = WeightChecks.scaled("weight", weights);
        double logFrom = 0;
        double change = 0;
        for (int i = 0; i < from.length; i++) {
            Checks.positive("from[" + i + "]", from[i]);
            Checks.positive("to[" + i + "]", to[i]);
            logFrom += scaled[i] * Math.log(from[i]);
            change += scaled[i] * (Math.log(to[i]) - Math.log(from[i]));
        }
        double mean = logarithmicMean(Math.exp(logFrom), change);
        double[] contributions = new double[from.length];
        for (int i = 0; i < from.length; i++) {
            contributions[i] = mean * scaled[i] * (Math.log(to[i]) - Math.log(from[i]));
        }
        return contributions;
    }

    /** L(b·e^t, b). */
    private static double logarithmicMean(double b, double t) {
        return t == 0 ? b : b * Math.expm1(t) / t;
    }
}
