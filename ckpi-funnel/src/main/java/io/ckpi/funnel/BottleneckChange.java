package io.ckpi.funnel;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.funnel.internal.Shapley;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Why the customers at the end of a funnel became more or fewer between two periods: the change shared among the factors
 * by their exact Shapley values, so that the parts sum to the change and no order of the factors is preferred.
 *
 * <p>Without segments the factors are the entrants N₁ and the rates; with segments the volume ΣN₁, the mix (each segment's
 * share of it) and, per step, the rates of all segments together.
 *
 * <p><b>Undefined.</b> A rate without a denominator in a period: {@link Reason#ZERO_DENOMINATOR}; nobody at all in a period:
 * {@link Reason#NO_DATA}.
 *
 * @param change customers at the end, later minus earlier
 * @param contributions the parts, in order of the factors
 */
public record BottleneckChange(double change, List<Contribution> contributions) {

    /** The most factors: all their sets are gone through. */
    public static final int MOST_FACTORS = 16;

    /**
     * One part.
     *
     * @param factor {@code entrants}, {@code volume}, {@code mix} or {@code rate k->k+1}
     * @param value customers at the end that it explains
     */
    public record Contribution(String factor, double value) {}

    /** Copies the list. */
    public BottleneckChange {
        contributions = List.copyOf(contributions);
    }

    /**
     * The change between the counts N₁ … N_K of two periods.
     *
     * @throws IllegalArgumentException if counts are negative or rise, lengths differ, or there are more than
     *     {@value #MOST_FACTORS} factors
     */
    public static Outcome<BottleneckChange> between(long[] before, long[] after) {
        Bottlenecks.check("before", before);
        Bottlenecks.check("after", after);
        factors(before.length, after.length, before.length);
        double[][] first = new double[1][];
        double[][] second = new double[1][];
        List<String> names = new ArrayList<>(List.of("entrants"));
        Absent why = rates(before, first, 0);
        Absent whyAfter = rates(after, second, 0);
        if (why != null || whyAfter != null) {
            return Outcome.absent(why != null ? why : java.util.Objects.requireNonNull(whyAfter));
        }
        names(names, before.length - 1);
        double[] worth = new double[1 << before.length];
        for (int set = 0; set < worth.length; set++) {
            double product = (set & 1) != 0 ? after[0] : before[0];
            for (int k = 0; k < before.length - 1; k++) {
                product *= ((set >> (k + 1) & 1) != 0 ? second : first)[0][k];
            }
            worth[set] = product;
        }
        return Outcome.of(of(names, worth));
    }

    /**
     * The change between the counts of segments in two periods. A segment that is missing in a period has no entrants there;
     * its rates in that period are taken from the other one, where they have no effect.
     *
     * @throws IllegalArgumentException as {@link #between(long[], long[])}
     */
    public static Outcome<BottleneckChange> between(Map<String, long[]> before, Map<String, long[]> after) {
        Set<String> segments = new TreeSet<>(before.keySet());
        segments.addAll(after.keySet());
        if (segments.isEmpty()) {
            return Outcome.absent(Absent.because(Reason.NO_DATA));
        }
        int length = (before.isEmpty() ? after : before).values().iterator().next().length;
        factors(length, length, length + 1);
        Map<String, double[][]> rates = new TreeMap<>();
        double[] volume = new double[2];
        for (String segment : segments) {
            long[] nothing = new long[length];
            long[] own = before.getOrDefault(segment, nothing);
            long[] other = after.getOrDefault(segment, nothing);
            Bottlenecks.check("before", own);
            Bottlenecks.check("after", other);
            factors(own.length, other.length, 0);
            factors(own.length, length, 0);
            volume[0] += own[0];
            volume[1] += other[0];
            double[][] both = new double[2][];
            Absent why = own[0] == 0 ? null : rates(own, both, 0);
            Absent whyAfter = other[0] == 0 ? null : rates(other, both, 1);
            if (why != null || whyAfter != null) {
                return Outcome.absent(why != null ? why : java.util.Objects.requireNonNull(whyAfter));
            }
            both[0] = own[0] == 0 ? other[0] == 0 ? new double[length - 1] : both[1] : both[0];
            both[1] = other[0] == 0 ? both[0] : both[1];
            rates.put(segment, both);
        }
        if (volume[0] == 0 || volume[1] == 0) {
            return Outcome.absent(
                    Absent.because(Reason.NO_DATA, "nobody entered in a period", "в одном из периодов никто не вошёл"));
        }
        List<String> names = new ArrayList<>(List.of("volume", "mix"));
        names(names, length - 1);
        double[] worth = new double[1 << (length + 1)];
        for (int set = 0; set < worth.length; set++) {
            Map<String, long[]> mix = (set & 2) != 0 ? after : before;
            double share = 0;
            for (String segment : segments) {
                long[] counts = mix.get(segment);
                double product = counts == null ? 0 : counts[0] / volume[set >> 1 & 1];
                double[][] both = java.util.Objects.requireNonNull(rates.get(segment));
                for (int k = 0; k < length - 1; k++) {
                    product *= both[set >> (k + 2) & 1][k];
                }
                share += product;
            }
            worth[set] = volume[set & 1] * share;
        }
        return Outcome.of(of(names, worth));
    }

    private static BottleneckChange of(List<String> names, double[] worth) {
        double[] values = Shapley.exact(worth);
        List<Contribution> contributions = new ArrayList<>();
        for (int i = 0; i < values.length; i++) {
            contributions.add(new Contribution(names.get(i), values[i]));
        }
        return new BottleneckChange(worth[worth.length - 1] - worth[0], contributions);
    }

    private static void names(List<String> names, int steps) {
        for (int k = 1; k <= steps; k++) {
            names.add("rate " + k + "->" + (k + 1));
        }
    }

    private static void factors(int before, int after, int factors) {
        if (before != after) {
            throw new IllegalArgumentException("before has " + before + " counts, after " + after);
        }
        if (factors > MOST_FACTORS) {
            throw new IllegalArgumentException("more than " + MOST_FACTORS + " factors: " + factors);
        }
    }

    private static @org.jspecify.annotations.Nullable Absent rates(long[] counts, double[][] into, int at) {
        double[] rates = new double[counts.length - 1];
        for (int k = 0; k < rates.length; k++) {
            if (counts[k] == 0) {
                return Absent.because(Reason.ZERO_DENOMINATOR);
            }
            rates[k] = (double) counts[k + 1] / counts[k];
        }
        into[at] = rates;
        return null;
    }
}
