package io.ckpi.funnel.attribution;

import io.ckpi.funnel.internal.AbsorbingChain;
import io.ckpi.funnel.internal.SparseChain;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Removal effects of the chain of the paths. */
final class MarkovCredits implements Engine {

    /** Up to so many states the chain is eliminated, above it is iterated. */
    static final int DENSE = 200;

    /** An iterated solution must leave no more than this, in probability. */
    static final double LARGEST_RESIDUAL = 1e-12;

    private final PathTable table;
    private final @Nullable ChainStates chain; // null for the dense chain of order 1

    MarkovCredits(PathTable table, int order) {
        this.table = table;
        this.chain = order == 1 && table.channels <= DENSE ? null : new ChainStates(table, order);
    }

    @Override
    public @Nullable Shares shares(PathTable.Amounts amounts) {
        return chain == null ? dense(amounts) : general(chain, amounts);
    }

    /**
     * Order 1: with f the probability of a conversion from a channel and h that of ever visiting it, the removal effect is
     * h·f/p, so one factorisation gives all of them, without a cancellation.
     */
    private @Nullable Shares dense(PathTable.Amounts amounts) {
        int n = table.channels;
        double[] flow = new double[n * n];
        double[] start = new double[n];
        double[] converted = new double[n];
        double[] value = new double[n];
        double[] absorbed = new double[n];
        int[] touch = table.touch;
        double journeys = 0;
        for (int r = 0; r < table.rows; r++) {
            double weight = amounts.conversions()[r] + amounts.nulls()[r];
            if (weight == 0) {
                continue;
            }
            int from = touch[table.offset[r]];
            start[from] += weight;
            for (int i = table.offset[r] + 1; i < table.offset[r + 1]; i++) {
                int to = touch[i];
                flow[from * n + to] += weight; // the diagonal is never read
                from = to;
            }
            converted[from] += amounts.conversions()[r];
            value[from] += amounts.value()[r];
            absorbed[from] += weight;
            journeys += weight;
        }
        for (int c = 0; c < n; c++) {
            start[c] /= journeys;
        }
        AbsorbingChain solver = new AbsorbingChain(n, flow, absorbed);
        double[] visited = solver.inverseDiagonal();
        double[] visits = solver.solveTransposed(start.clone());
        for (int c = 0; c < n; c++) {
            visited[c] = visited[c] > 0 ? visits[c] / visited[c] : 0;
        }
        double[] f = solver.solve(converted);
        double[] fValue = solver.solve(value);
        double p = dot(start, f);
        double pValue = dot(start, fValue);
        if (!(p > 0)) {
            return null;
        }
        double[] effect = new double[n];
        double[] ofValue = new double[n];
        for (int c = 0; c < n; c++) {
            effect[c] = Math.min(1, visited[c] * f[c] / p);
            ofValue[c] = visited[c] * fValue[c] / pValue;
        }
        return result(amounts, effect, ofValue, p, n, 0);
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    private static @Nullable Shares result(
            PathTable.Amounts amounts, double[] effect, double[] ofValue, double p, int states, double residual) {
        double[] credits = Engine.scaled(effect, amounts.totalConversions());
        return credits == null
                ? null
                : new Shares(credits, Engine.scaled(ofValue, amounts.totalValue()), effect, null, p, states, residual);
    }

    /** Any order: the chain is solved once whole and once without each channel. */
    private @Nullable Shares general(ChainStates states, PathTable.Amounts amounts) {
        ChainStates.Flows flows = states.flows(amounts);
        int m = states.size();
        boolean[] gone = new boolean[m];
        double[] worst = new double[1];
        double[] whole = probabilities(states, flows, gone, worst);
        if (!(whole[0] > 0)) {
            return null;
        }
        double[] effect = new double[table.channels];
        double[] ofValue = new double[table.channels];
        for (int c = 0; c < table.channels; c++) {
            boolean any = false;
            for (int s = 0; s < m; s++) {
                gone[s] = states.contains(s, c);
                any |= gone[s] && flows.out()[s] > 0;
            }
            if (any) {
                double[] rest = probabilities(states, flows, gone, worst);
                effect[c] = Math.min(1, Math.max(0, 1 - rest[0] / whole[0]));
                ofValue[c] = 1 - rest[1] / whole[1];
            }
        }
        return worst[0] > LARGEST_RESIDUAL ? null : result(amounts, effect, ofValue, whole[0], m, worst[0]);
    }

    /** The probability of a conversion and the expected value from the start, without the states that are gone. */
    private static double[] probabilities(ChainStates states, ChainStates.Flows flows, boolean[] gone, double[] worst) {
        int m = states.size();
        double[] f;
        double[] fValue;
        if (m <= DENSE) {
            double[] dense = new double[m * m];
            double[] absorbed = flows.absorbed().clone();
            double[] converted = flows.converted().clone();
            double[] reward = flows.reward().clone();
            for (int s = 0; s < m; s++) {
                if (gone[s]) {
                    converted[s] = 0;
                    reward[s] = 0;
                    absorbed[s] = 0;
                    continue;
                }
                for (int e = states.edgeOffset()[s]; e < states.edgeOffset()[s + 1]; e++) {
                    int to = states.edgeTo()[e];
                    if (gone[to]) {
                        absorbed[s] += flows.edge()[e];
                    } else {
                        dense[s * m + to] += flows.edge()[e];
                    }
                }
            }
            AbsorbingChain solver = new AbsorbingChain(m, dense, absorbed);
            f = solver.solve(converted);
            fValue = solver.solve(reward);
        } else {
            SparseChain solver = new SparseChain(states.edgeOffset(), states.edgeTo(), flows.edge(), flows.out(), gone);
            f = new double[m];
            fValue = new double[m];
            worst[0] = Math.max(worst[0], solver.solve(flows.converted(), f));
            double scale = Arrays.stream(flows.meanValue()).map(Math::abs).max().orElse(0);
            double residual = solver.solve(flows.reward(), fValue);
            worst[0] = Math.max(worst[0], scale > 0 ? residual / scale : 0);
        }
        double p = 0;
        double v = 0;
        for (int s = 0; s < m; s++) {
            if (!gone[s]) {
                p += flows.start()[s] * f[s];
                v += flows.start()[s] * fValue[s];
            }
        }
        return new double[] {p, v};
    }
}
