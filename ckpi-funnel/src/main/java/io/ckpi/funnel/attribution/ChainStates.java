package io.ckpi.funnel.attribution;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * The states of a chain of some order: runs of that many consecutive channels, a shorter path being one state. Built once
 * per table; amounts are put on it per replicate.
 */
final class ChainStates {

    private final PathTable table;
    private final int states;
    private final long[] key; // the channels of a state, + 1, as digits of base channels + 1
    private final long base;
    private final int[] firstState; // per row
    private final int[] lastState;
    private final int[] stepOffset; // the edges of row r are step[stepOffset[r]] …
    private final int[] step;
    private final int[] edgeOffset; // the edges of state s, in CSR form
    private final int[] edgeTo;
    private final int[] lastChannel; // per state

    /** What flows between the states, as counts of journeys; {@code start} is normed to sum 1. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the package
    record Flows(
            double[] start,
            double[] edge,
            double[] absorbed,
            double[] converted,
            double[] reward,
            double[] out,
            double[] meanValue) {}

    ChainStates(PathTable table, int order) {
        this.table = table;
        this.base = table.channels + 1L;
        if (order * Math.log((double) base) > 62 * Math.log(2)) {
            throw new IllegalArgumentException("markov-" + order + " is not for so many channels: " + table.channels);
        }
        Map<Long, Integer> ids = new HashMap<>();
        Map<Long, Integer> edges = new HashMap<>();
        int rows = table.rows;
        this.firstState = new int[rows];
        this.lastState = new int[rows];
        this.stepOffset = new int[rows + 1];
        int[] steps = new int[table.touch.length];
        int filled = 0;
        for (int r = 0; r < rows; r++) {
            int from = table.offset[r];
            int until = table.offset[r + 1];
            int width = Math.min(order, until - from);
            int state = id(ids, from, width);
            firstState[r] = state;
            for (int i = from + 1; i + width <= until; i++) {
                int next = id(ids, i, width);
                if (next != state) { // self-loops do not matter
                    Integer edge = edges.putIfAbsent((long) state << 32 | next, edges.size());
                    steps[filled++] = edge == null ? edges.size() - 1 : edge;
                }
                state = next;
            }
            lastState[r] = state;
            stepOffset[r + 1] = filled;
        }
        this.states = ids.size();
        this.key = new long[states];
        this.lastChannel = new int[states];
        ids.forEach((digits, id) -> {
            key[id] = digits;
            lastChannel[id] = (int) (digits % base) - 1;
        });
        long[] pairs = new long[edges.size()];
        edges.forEach((pair, id) -> pairs[id] = pair);
        long[] sorted = pairs.clone();
        Arrays.sort(sorted);
        this.edgeOffset = new int[states + 1];
        this.edgeTo = new int[sorted.length];
        for (int e = 0; e < sorted.length; e++) {
            edgeOffset[(int) (sorted[e] >> 32) + 1]++;
            edgeTo[e] = (int) sorted[e];
        }
        for (int s = 0; s < states; s++) {
            edgeOffset[s + 1] += edgeOffset[s];
        }
        this.step = new int[filled];
        for (int i = 0; i < filled; i++) {
            step[i] = Arrays.binarySearch(sorted, pairs[steps[i]]);
        }
    }

    private int id(Map<Long, Integer> ids, int from, int width) {
        long digits = 0;
        for (int i = from; i < from + width; i++) {
            digits = digits * base + table.touch[i] + 1;
        }
        Integer known = ids.putIfAbsent(digits, ids.size());
        return known == null ? ids.size() - 1 : known;
    }

    int size() {
        return states;
    }

    int[] edgeOffset() {
        return edgeOffset;
    }

    int[] edgeTo() {
        return edgeTo;
    }

    boolean contains(int state, int channel) {
        for (long rest = key[state]; rest > 0; rest /= base) {
            if (rest % base == channel + 1L) {
                return true;
            }
        }
        return false;
    }

    /** The reward of a conversion is the mean value of the conversions whose path ended with the same channel. */
    Flows flows(PathTable.Amounts amounts) {
        double[] start = new double[states];
        double[] edge = new double[edgeTo.length];
        double[] absorbed = new double[states];
        double[] converted = new double[states];
        double[] last = new double[table.channels];
        double[] value = new double[table.channels];
        double journeys = 0;
        for (int r = 0; r < table.rows; r++) {
            double weight = amounts.conversions()[r] + amounts.nulls()[r];
            if (weight == 0) {
                continue;
            }
            start[firstState[r]] += weight;
            for (int i = stepOffset[r]; i < stepOffset[r + 1]; i++) {
                edge[step[i]] += weight;
            }
            absorbed[lastState[r]] += weight;
            converted[lastState[r]] += amounts.conversions()[r];
            last[lastChannel[lastState[r]]] += amounts.conversions()[r];
            value[lastChannel[lastState[r]]] += amounts.value()[r];
            journeys += weight;
        }
        double[] mean = new double[table.channels];
        for (int c = 0; c < mean.length; c++) {
            mean[c] = last[c] > 0 ? value[c] / last[c] : 0;
        }
        double[] reward = new double[states];
        double[] out = absorbed.clone();
        for (int s = 0; s < states; s++) {
            start[s] /= journeys;
            reward[s] = converted[s] * mean[lastChannel[s]];
            for (int e = edgeOffset[s]; e < edgeOffset[s + 1]; e++) {
                out[s] += edge[e];
            }
        }
        return new Flows(start, edge, absorbed, converted, reward, out, mean);
    }
}
