package io.ckpi.funnel.attribution;

import io.ckpi.core.numeric.RandomStream;
import io.ckpi.funnel.internal.Shapley;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Shapley values of the three worths. Rows with the same set of channels are one from the start. */
final class ShapleyCredits implements Engine {

    private final PathTable table;
    private final AttributionModel.Shapley model;
    private final long seed;
    private final int[] setOfRow;
    private final List<int[]> sets = new ArrayList<>();
    private final Map<Long, Integer> byMask = new HashMap<>();

    ShapleyCredits(PathTable table, AttributionModel.Shapley model, long seed) {
        this.table = table;
        this.model = model;
        this.seed = seed;
        this.setOfRow = new int[table.rows];
        Map<List<Integer>, Integer> known = new HashMap<>();
        for (int r = 0; r < table.rows; r++) {
            int[] set = Arrays.copyOfRange(table.set, table.setOffset[r], table.setOffset[r + 1]);
            Integer index = known.putIfAbsent(Arrays.stream(set).boxed().toList(), sets.size());
            setOfRow[r] = index == null ? sets.size() : index;
            if (index == null) {
                sets.add(set);
            }
        }
        if (model.worth() == AttributionModel.Shapley.Worth.OBSERVED) {
            checkObserved();
        }
    }

    private void checkObserved() {
        if (table.channels > Long.SIZE - 1) {
            throw new IllegalArgumentException(
                    "shapley-observed is for at most 63 channels, there are " + table.channels);
        }
        for (int s = 0; s < sets.size(); s++) {
            int size = sets.get(s).length;
            if (size > AttributionModel.Shapley.EXACT) {
                throw new IllegalArgumentException("shapley-observed is for paths of at most "
                        + AttributionModel.Shapley.EXACT + " distinct channels, one has " + size);
            }
            long mask = 0;
            for (int channel : sets.get(s)) {
                mask |= 1L << channel;
            }
            byMask.put(mask, s);
        }
    }

    @Override
    public @Nullable Shares shares(PathTable.Amounts amounts) {
        double[] conversions = new double[sets.size()];
        double[] value = new double[sets.size()];
        double[] journeys = new double[sets.size()];
        for (int r = 0; r < table.rows; r++) {
            conversions[setOfRow[r]] += amounts.conversions()[r];
            value[setOfRow[r]] += amounts.value()[r];
            journeys[setOfRow[r]] += amounts.conversions()[r] + amounts.nulls()[r];
        }
        double total = amounts.totalConversions();
        double totalValue = amounts.totalValue();
        return switch (model.worth()) {
            case CONTAINED_COUNT -> {
                double[] credits = contained(conversions);
                yield new Shares(credits, contained(value), credits.clone(), null, Double.NaN, 0, 0);
            }
            case RATE -> {
                boolean exact = table.channels <= AttributionModel.Shapley.EXACT;
                double[] below = exact ? contained(journeys, 1 << table.channels) : journeys;
                double[][] rate = exact ? new double[][] {exact(conversions, below)} : sampled(conversions, journeys);
                double[] ofValue = exact ? exact(value, below) : sampled(value, journeys)[0];
                double[] credits = Engine.scaled(rate[0], total);
                yield credits == null
                        ? null
                        : new Shares(
                                credits,
                                Engine.scaled(ofValue, totalValue),
                                rate[0],
                                rate.length > 1 ? rate[1] : null,
                                Double.NaN,
                                0,
                                0);
            }
            case OBSERVED -> observed(conversions, value, journeys);
        };
    }

    private double[] contained(double[] amount) {
        double[] credits = new double[table.channels];
        for (int s = 0; s < amount.length; s++) {
            int[] set = sets.get(s);
            for (int channel : set) {
                credits[channel] += amount[s] / set.length;
            }
        }
        return credits;
    }

    /** The sum over the paths inside every coalition. */
    private double[] contained(double[] amount, int coalitions) {
        double[] sums = new double[coalitions];
        for (int s = 0; s < amount.length; s++) {
            int mask = 0;
            for (int channel : sets.get(s)) {
                mask |= 1 << channel;
            }
            sums[mask] += amount[s];
        }
        Shapley.sumSubsets(sums);
        return sums;
    }

    private double[] exact(double[] amount, double[] below) {
        double[] worth = contained(amount, below.length);
        for (int mask = 0; mask < worth.length; mask++) {
            worth[mask] = below[mask] > 0 ? worth[mask] / below[mask] : 0;
        }
        return Shapley.exact(worth);
    }

    /** Means over random orders, and their standard errors. A set joins with the last of its channels. */
    private double[][] sampled(double[] amount, double[] journeys) {
        int n = table.channels;
        RandomStream stream = RandomStream.of(seed, "shapley", 0);
        int[] order = new int[n];
        int[] position = new int[n];
        for (int c = 0; c < n; c++) {
            order[c] = c;
        }
        double[] mean = new double[n];
        double[] squares = new double[n];
        double[] above = new double[n];
        double[] below = new double[n];
        for (int k = 1; k <= model.permutations(); k++) {
            for (int i = n - 1; i > 0; i--) {
                int j = (int) (stream.nextDouble() * (i + 1));
                int swap = order[i];
                order[i] = order[j];
                order[j] = swap;
            }
            for (int i = 0; i < n; i++) {
                position[order[i]] = i;
            }
            Arrays.fill(above, 0);
            Arrays.fill(below, 0);
            for (int s = 0; s < amount.length; s++) {
                int last = 0;
                for (int channel : sets.get(s)) {
                    last = Math.max(last, position[channel]);
                }
                above[last] += amount[s];
                below[last] += journeys[s];
            }
            double sumAbove = 0;
            double sumBelow = 0;
            double before = 0;
            for (int i = 0; i < n; i++) {
                sumAbove += above[i];
                sumBelow += below[i];
                double after = sumBelow > 0 ? sumAbove / sumBelow : 0;
                int c = order[i];
                double delta = after - before - mean[c];
                mean[c] += delta / k;
                squares[c] += delta * (after - before - mean[c]);
                before = after;
            }
        }
        double[] error = new double[n];
        for (int c = 0; c < n; c++) {
            error[c] = Math.sqrt(squares[c] / (model.permutations() - 1) / model.permutations());
        }
        return new double[][] {mean, error};
    }

    private Shares observed(double[] conversions, double[] value, double[] journeys) {
        double[] credits = new double[table.channels];
        double[] valueCredits = new double[table.channels];
        double[] effect = new double[table.channels];
        for (int s = 0; s < sets.size(); s++) {
            if (!(conversions[s] > 0)) {
                continue;
            }
            int[] set = sets.get(s);
            double[] worth = new double[1 << set.length];
            for (int local = 1; local < worth.length; local++) {
                long mask = 0;
                for (int i = 0; i < set.length; i++) {
                    mask |= (local >> i & 1) == 0 ? 0 : 1L << set[i];
                }
                Integer found = byMask.get(mask);
                worth[local] = found == null || !(journeys[found] > 0) ? 0 : conversions[found] / journeys[found];
            }
            double[] inside = Shapley.exact(worth);
            double whole = worth[worth.length - 1]; // what the values inside the set sum to
            for (int i = 0; i < set.length; i++) {
                credits[set[i]] += conversions[s] * inside[i] / whole;
                valueCredits[set[i]] += value[s] * inside[i] / whole;
                effect[set[i]] += inside[i];
            }
        }
        return new Shares(credits, valueCredits, effect, null, Double.NaN, 0, 0);
    }
}
