package io.ckpi.funnel.attribution;

import java.util.Arrays;

/** The models that look at one path at a time: a weight for every touch of every row. */
final class TouchRules implements Engine {

    private final PathTable table;
    private final double[] weight;

    TouchRules(PathTable table, AttributionModel model) {
        this.table = table;
        this.weight = new double[table.touch.length];
        for (int r = 0; r < table.rows; r++) {
            double[] weights = weights(table.row[r], model);
            System.arraycopy(weights, 0, weight, table.offset[r], weights.length);
        }
    }

    @Override
    public Shares shares(PathTable.Amounts amounts) {
        double[] conversions = new double[table.channels];
        double[] value = new double[table.channels];
        for (int r = 0; r < table.rows; r++) {
            double c = amounts.conversions()[r];
            if (c == 0) {
                continue;
            }
            double v = amounts.value()[r];
            for (int i = table.offset[r]; i < table.offset[r + 1]; i++) {
                conversions[table.touch[i]] += c * weight[i];
                value[table.touch[i]] += v * weight[i];
            }
        }
        double total = amounts.totalConversions();
        double[] effect = new double[conversions.length];
        for (int c = 0; c < effect.length; c++) {
            effect[c] = total > 0 ? conversions[c] / total : 0;
        }
        return new Shares(conversions, value, effect, null, Double.NaN, 0, 0);
    }

    /** The value in minor units per channel: every row is split exactly. */
    long[] minor() {
        long[] minor = new long[table.channels];
        for (int r = 0; r < table.rows; r++) {
            if (table.row[r].minor() != 0) {
                long[] parts = LargestRemainder.split(
                        table.row[r].minor(), Arrays.copyOfRange(weight, table.offset[r], table.offset[r + 1]));
                for (int i = 0; i < parts.length; i++) {
                    int channel = table.touch[table.offset[r] + i];
                    minor[channel] = Math.addExact(minor[channel], parts[i]);
                }
            }
        }
        return minor;
    }

    /** The weights of one row's touches; they sum to 1. */
    static double[] weights(TouchPaths.Row row, AttributionModel model) {
        int n = row.path().size();
        double[] w = new double[n];
        if (model instanceof AttributionModel.First) {
            w[0] = 1;
        } else if (model instanceof AttributionModel.Last) {
            w[n - 1] = 1;
        } else if (model instanceof AttributionModel.LastExcept except) {
            int i = n - 1;
            while (i >= 0 && except.channels().contains(row.path().get(i))) {
                i--;
            }
            w[i < 0 ? n - 1 : i] = 1;
        } else if (model instanceof AttributionModel.Linear) {
            Arrays.fill(w, 1.0 / n);
        } else if (model instanceof AttributionModel.TimeDecay decay) {
            timeDecay(row, decay, w);
        } else if (model instanceof AttributionModel.Position position) {
            position(position, w);
        } else if (model instanceof AttributionModel.WShape shape) {
            wShape(row, shape, w);
        } else {
            throw new IllegalArgumentException("not a rule over touches: " + model);
        }
        return w;
    }

    private static void timeDecay(TouchPaths.Row row, AttributionModel.TimeDecay decay, double[] w) {
        double[] ages = row.ages();
        if (ages == null) {
            throw new IllegalArgumentException("time-decay needs touches with times; some paths were added without");
        }
        double halfLife = decay.halfLife().toSeconds() + decay.halfLife().toNanosPart() * 1e-9;
        double youngest = ages[ages.length - 1]; // relative to the last touch, so that nothing underflows
        for (int i = 0; i < w.length; i++) {
            w[i] = Math.exp((youngest - ages[i]) / halfLife * Math.log(2));
        }
        scale(w);
    }

    private static void position(AttributionModel.Position position, double[] w) {
        int n = w.length;
        if (n == 1) {
            w[0] = 1;
            return;
        }
        w[0] = position.first();
        w[n - 1] = position.last();
        for (int i = 1; i < n - 1; i++) {
            w[i] = position.middle() / (n - 2);
        }
        scale(w);
    }

    private static void wShape(TouchPaths.Row row, AttributionModel.WShape shape, double[] w) {
        boolean[] part = new boolean[w.length];
        w[0] += shape.first();
        part[0] = true;
        if (row.lead() >= 0) {
            w[row.lead()] += shape.lead();
            part[row.lead()] = true;
        }
        if (row.opportunity() >= 0) {
            w[row.opportunity()] += shape.opportunity();
            part[row.opportunity()] = true;
        }
        int others = 0;
        for (boolean each : part) {
            others += each ? 0 : 1;
        }
        for (int i = 0; i < w.length; i++) {
            w[i] += part[i] ? 0 : shape.rest() / others;
        }
        scale(w);
    }

    private static void scale(double[] w) {
        double sum = 0;
        for (double each : w) {
            sum += each;
        }
        for (int i = 0; i < w.length; i++) {
            w[i] /= sum;
        }
    }
}
