package io.ckpi.scoring.internal;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Evaluates a {@link FlatTree} for every row of a batch, block by block. Where the tree allows it a block is computed
 * column by column as if nothing were missing ({@link BlockPlan}); rows with gaps are corrected, and rows for which that
 * would be wrong or inaccurate are evaluated alone.
 *
 * <p>Immutable.
 */
public final class BatchKernel {

    /**
     * The values of all rows.
     *
     * @param values one value per row in blocks of {@link Cells#BLOCK}, 0 where there is none
     * @param absent bitmap of the rows without a value
     */
    @SuppressWarnings("ArrayRecordComponent") // internal, never compared
    public record Result(double[][] values, long[] absent) {

        /** The value of a row, 0 if it has none. */
        public double value(int row) {
            return values[row / Cells.BLOCK][row % Cells.BLOCK];
        }
    }

    private final FlatTree flat;
    private final double[] weights;
    private final double[] global;
    private final int[] slots;
    private final LeafInputs inputs;
    private final int rows;

    /**
     * A kernel for these columns; the arrays are kept.
     *
     * @param flat the tree
     * @param weights local weights by node
     * @param global global weights by leaf
     * @param slots nodes of the leaves
     * @param inputs what the leaves read
     * @param rows the number of rows
     */
    public BatchKernel(FlatTree flat, double[] weights, double[] global, int[] slots, LeafInputs inputs, int rows) {
        this.flat = flat;
        this.weights = weights;
        this.global = global;
        this.slots = slots;
        this.inputs = inputs;
        this.rows = rows;
    }

    /**
     * The values of all rows.
     *
     * @param least coverage below which a row has no value
     * @param threads how many threads share the blocks, the caller's included
     */
    public Result run(double least, int threads) {
        double[][] values = new double[Cells.blocks(rows)][];
        long[] absent = new long[(rows + 63) / 64];
        int blocks = values.length;
        BlockPlan plan = BlockPlan.of(flat, weights, slots, inputs);
        AtomicInteger next = new AtomicInteger();
        inParallel(Math.min(threads, Math.max(1, blocks)), () -> {
            Work work = plan == null ? new Work(least, values, absent) : new PlannedWork(least, values, absent, plan);
            for (int b = next.getAndIncrement(); b < blocks; b = next.getAndIncrement()) {
                work.score(b);
            }
        });
        return new Result(values, absent);
    }

    private static void inParallel(int threads, Runnable work) {
        AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
        Thread[] helpers = new Thread[threads - 1];
        for (int t = 0; t < helpers.length; t++) {
            helpers[t] = new Thread(work, "ckpi-batch-" + (t + 1));
            helpers[t].setDaemon(true);
            helpers[t].setUncaughtExceptionHandler((thread, e) -> failure.set(e));
            helpers[t].start();
        }
        boolean interrupted = false;
        try {
            work.run();
        } finally {
            for (Thread helper : helpers) {
                while (helper.isAlive()) {
                    try {
                        helper.join();
                    } catch (InterruptedException e) {
                        interrupted = true; // the blocks are shared: wait all the same
                    }
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
        Throwable thrown = failure.get();
        if (thrown != null) {
            throw new IllegalStateException("a thread of the batch failed", thrown);
        }
    }

    /** The values of one node in all rows, {@link FlatTree#MISSING} where it has none. */
    public double[] nodeValues(int node) {
        double[] found = new double[rows];
        double[] values = new double[flat.size()];
        for (int row = 0; row < rows; row++) {
            evaluate(row, values);
            found[row] = Double.isFinite(values[node]) ? values[node] : FlatTree.MISSING;
        }
        return found;
    }

    /** The tree for one row alone; on return {@code values} holds all nodes. */
    private double evaluate(int row, double[] values) {
        for (int leaf = 0; leaf < slots.length; leaf++) {
            values[slots[leaf]] = inputs.score(leaf, row);
        }
        return flat.evaluate(values, weights);
    }

    private double coverage(int row) {
        double sum = 0;
        boolean all = true;
        for (int leaf = 0; leaf < slots.length; leaf++) {
            if (inputs.used(leaf, row) >= 0) {
                sum += global[leaf];
            } else if (global[leaf] > 0) {
                all = false;
            }
        }
        return all ? 1 : Math.min(1, sum);
    }

    /** The work of one thread, row by row; holds its buffers. */
    private class Work {
        private final double least;
        final double[][] values;
        private final long[] absent;
        private final double[] nodes = new double[flat.size()];

        Work(double least, double[][] values, long[] absent) {
            this.least = least;
            this.values = values;
            this.absent = absent;
        }

        void score(int block) {
            int from = block * Cells.BLOCK;
            int to = from + Cells.rowsIn(block, rows);
            values[block] = new double[to - from];
            for (int row = from; row < to; row++) {
                alone(row, coverage(row));
            }
        }

        final boolean isEnough(double coverage) {
            return coverage > 0 && coverage >= least;
        }

        /** Evaluates a row of this coverage alone. */
        final void alone(int row, double coverage) {
            double value = isEnough(coverage) ? evaluate(row, nodes) : FlatTree.MISSING;
            if (Double.isFinite(value)) {
                values[row / Cells.BLOCK][row % Cells.BLOCK] = value;
            } else {
                without(row);
            }
        }

        final void without(int row) {
            values[row / Cells.BLOCK][row % Cells.BLOCK] = 0;
            absent[row >> 6] |= 1L << row;
        }
    }

    /** The work of one thread by a plan. */
    private final class PlannedWork extends Work {
        private final BlockPlan plan;
        private final BlockPlan.Buffers buffers;
        private final double[] coverages; // by the missing bits of a row, while there are few leaves
        private final double full;

        PlannedWork(double least, double[][] values, long[] absent, BlockPlan plan) {
            super(least, values, absent);
            this.plan = plan;
            this.buffers = plan.buffers();
            this.coverages = new double[plan.bits() <= 12 ? 1 << plan.bits() : 0];
            for (int mask = 0; mask < coverages.length; mask++) {
                coverages[mask] = coverageOf(mask);
            }
            this.full = coverageOf(0);
        }

        /** The coverage of a row whose missing cells have these bits, summed in the order of the leaves. */
        private double coverageOf(long mask) {
            double sum = 0;
            boolean all = true;
            for (int leaf = 0; leaf < slots.length; leaf++) {
                int bit = plan.bitOf(leaf);
                if (bit != BlockPlan.NO_COLUMN && (bit < 0 || (mask >>> bit & 1) == 0)) {
                    sum += global[leaf];
                } else if (global[leaf] > 0) {
                    all = false;
                }
            }
            return all ? 1 : Math.min(1, sum);
        }

        /** Rounding must not lift a value above the greatest score, or below the least. */
        private static void cut(double[] x, int n) {
            for (int i = 0; i < n; i++) {
                x[i] = Math.min(100, Math.max(0, x[i]));
            }
        }

        @Override
        void score(int block) {
            int from = block * Cells.BLOCK;
            int n = Cells.rowsIn(block, rows);
            double[] found = plan.evaluate(buffers, block, n);
            cut(found, n);
            values[block] = found;
            if (!isEnough(full)) {
                for (int i = 0; i < n; i++) {
                    without(from + i);
                }
                return;
            }
            for (int k = 0; k < buffers.markedCount(); k++) {
                int i = buffers.marked(k);
                long mask = buffers.mask(i);
                if (mask < 0) {
                    alone(from + i, coverage(from + i));
                    continue;
                }
                double coverage = coverages.length > 0 ? coverages[(int) mask] : coverageOf(mask);
                if (!isEnough(coverage)) {
                    without(from + i);
                }
            }
        }
    }
}
