package io.ckpi.scoring;

import io.ckpi.core.Flag;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * How a composite came from its baseline to where it is, factor by factor. All lines add up to {@code to − from} within
 * 1e-9.
 *
 * <p>The lines are Shapley values: with v(S) the composite with the factors of S at their present score and the others at
 * the baseline, a factor's points are its mean contribution v(S ∪ i) − v(S) over all orders in which the factors may
 * move. Exact up to 20 factors and for arithmetic trees of any size; above, sampled orders, each line with its standard
 * error. Source: L. S. Shapley, A value for n-person games, 1953.
 *
 * @param from the composite at the baseline
 * @param to the composite now
 * @param factors one line per factor that has data on both sides, in the order of the definition
 * @param coverageEffect what came from factors that have data on one side only; 0 if there are none
 * @param groups the sums of the lines by the root's member they belong to
 * @param flags NOT_COMPARABLE with the factor's id where the two sides used different indicators
 */
public record Contributions(
        double from,
        double to,
        List<Line> factors,
        double coverageEffect,
        Map<String, Double> groups,
        Set<Flag> flags) {

    /**
     * The contribution of one factor.
     *
     * @param factor the factor's id
     * @param fromScore its score at the baseline
     * @param toScore its score now
     * @param points what it contributed, in points of the composite
     * @param standardError the Monte-Carlo error of {@code points}; 0 if they are exact
     */
    public record Line(String factor, double fromScore, double toScore, double points, double standardError) {}

    /** Copies the collections. */
    public Contributions {
        factors = List.copyOf(factors);
        groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
        flags = Collections.unmodifiableSet(new TreeSet<>(flags));
    }

    /** The change that is explained, {@code to − from}. */
    public double total() {
        return to - from;
    }

    /**
     * The points of one factor.
     *
     * @throws IllegalArgumentException if the factor has no line
     */
    public double points(String factor) {
        return factors.stream()
                .filter(line -> line.factor().equals(factor))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no contribution of " + factor))
                .points();
    }
}
