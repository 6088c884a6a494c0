package io.ckpi.scoring;

import io.ckpi.core.Reading;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Weights and how they came about.
 *
 * @param method the method, a short stable word
 * @param values the weights, not negative, of sum 1
 * @param consistency how consistent the comparisons were, or null if the method has none
 * @param diagnostics what the method found on the way, one number per weight under each name
 */
public record Weights(
        String method, List<Double> values, @Nullable Consistency consistency, Map<String, List<Double>> diagnostics) {

    /**
     * The consistency of pairwise comparisons.
     *
     * @param lambdaMax the principal eigenvalue, n or more; n if the comparisons agree perfectly
     * @param index CI = (lambdaMax − n)/(n − 1); 0 for n up to 2
     * @param ratio CR = CI / RI; 0 for n up to 2; Absent where the table of random indices ends
     * @param table the table that RI was taken from: the same matrix has another ratio by another table
     * @param consistent whether the ratio is at most 0.10; null if it is absent
     */
    public record Consistency(
            double lambdaMax,
            double index,
            Reading ratio,
            RandomIndex table,
            @Nullable Boolean consistent) {}

    /** Copies the lists. */
    public Weights {
        Objects.requireNonNull(method, "method");
        values = List.copyOf(values);
        diagnostics = Collections.unmodifiableMap(new LinkedHashMap<>(diagnostics));
    }

    /** True if the weights come from comparisons whose consistency ratio is known and at most 0.10. */
    public boolean isConsistent() {
        return consistency != null && Boolean.TRUE.equals(consistency.consistent());
    }

    /** The weights as an array. */
    public double[] toArray() {
        return values.stream().mapToDouble(w -> w).toArray();
    }
}
