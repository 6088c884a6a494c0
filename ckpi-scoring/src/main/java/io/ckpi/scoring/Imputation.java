package io.ckpi.scoring;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Replaces missing cells of a panel by estimates. What is imputed is no data: it never counts as coverage. */
public final class Imputation {

    private Imputation() {}

    /**
     * Each missing value becomes the mean of the present values of its group; it stays missing if the group has none.
     *
     * @param values the column
     * @param groups the group of each row
     * @throws IllegalArgumentException if the lengths differ
     */
    public static Column groupMeans(Column values, List<String> groups) {
        if (groups.size() != values.size()) {
            throw new IllegalArgumentException(groups.size() + " groups for " + values.size() + " values");
        }
        Map<String, double[]> means = new HashMap<>();
        for (int i = 0; i < values.size(); i++) {
            if (values.isPresent(i)) {
                double[] mean = means.computeIfAbsent(groups.get(i), group -> new double[2]);
                mean[1]++;
                mean[0] += values.get(i) / mean[1] - mean[0] / mean[1];
            }
        }
        double[] filled = values.toArray();
        for (int i = 0; i < filled.length; i++) {
            double[] mean = means.get(groups.get(i));
            if (!values.isPresent(i) && mean != null) {
                filled[i] = mean[0];
            }
        }
        return Column.withMissing(filled);
    }
}
