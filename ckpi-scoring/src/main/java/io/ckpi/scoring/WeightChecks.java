package io.ckpi.scoring;

/** Checks and scaling of weights. */
final class WeightChecks {

    private WeightChecks() {}

    /**
     * The weights scaled to sum 1; the largest is divided out first, so that their sum cannot overflow.
     *
     * @throws IllegalArgumentException if one is negative or not finite, or all are 0
     */
    static double[] scaled(String name, double[] weights) {
        double max = 0;
        for (int i = 0; i < weights.length; i++) {
            if (!(weights[i] >= 0 && weights[i] <= Double.MAX_VALUE)) {
                throw new IllegalArgumentException(name + " " + i + " is negative or not finite: " + weights[i]);
            }
            max = Math.max(max, weights[i]);
        }
        if (max == 0) {
            throw new IllegalArgumentException("the sum of the " + name + "s is 0");
        }
        double sum = 0;
        for (double weight : weights) {
            sum += weight / max;
        }
        double[] scaled = new double[weights.length];
        for (int i = 0; i < weights.length; i++) {
            scaled[i] = weights[i] / max / sum;
        }
        return scaled;
    }
}
