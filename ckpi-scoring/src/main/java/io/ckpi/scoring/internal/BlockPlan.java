package io.ckpi.scoring.internal;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a tree of arithmetic and geometric means is computed for a block of rows, group by group from below. First every
 * group is computed as if no cell were missing (a missing cell holds 0 and has a score like any other); then, in the rows
 * with gaps, an arithmetic mean gives back what its missing members brought in and is divided by the weight that is left.
 * Rows for which this does not do are marked to be evaluated alone: a missing member of a geometric mean, a group without
 * data, little weight left, a fallback indicator, a policy other than renormalising, and operands of a geometric mean so
 * small that rounding would count.
 *
 * <p>Immutable; {@link Buffers} belong to one thread.
 */
final class BlockPlan {

    /** {@link #bitOf} of a leaf that has no column at all. */
    static final int NO_COLUMN = -2;
    /** {@link #bitOf} of a leaf whose column has no gaps. */
    private static final int COMPLETE = -1;
    /** The mark of a row that is evaluated alone. */
    private static final long ALONE = 1L << 63;

    private static final int MOST_BITS = 62;
    private static final int MOST_FACTORS = 64;
    /** Least share of the weight that must be left for a correction to keep twelve digits. */
    private static final double LEAST_LEFT = 1.0 / 16;

    private final List<Step> steps; // from below; the last one is the root
    private final int bufferCount;
    private final int[] bits; // by leaf
    private final int bitCount;
    private final Gap[] gaps;
    private final boolean strict;

    /** A column with gaps: its bit and what else the leaf could read. */
    @SuppressWarnings("ArrayRecordComponent") // internal, never compared
    private record Gap(Cells cells, int bit, LeafInputs.Input[] fallbacks) {}

    private BlockPlan(List<Step> steps, int bufferCount, int[] bits, int bitCount, Gap[] gaps, boolean strict) {
        this.steps = steps;
        this.bufferCount = bufferCount;
        this.bits = bits;
        this.bitCount = bitCount;
        this.gaps = gaps;
        this.strict = strict;
    }

    /** A plan for a tree and its columns, or null if every row must be evaluated alone. */
    static @Nullable BlockPlan of(FlatTree flat, double[] weights, int[] slots, LeafInputs inputs) {
        boolean strict = false;
        for (int node = 0; node < flat.size(); node++) {
            if (flat.count(node) > 0) {
                Mean mean = flat.mean(node);
                if (mean != Mean.ARITHMETIC && !(mean instanceof Mean.Geometric)) {
                    return null;
                }
                strict |= !flat.renormalises(node);
            }
        }
        int[] leafOf = new int[flat.size()];
        Arrays.fill(leafOf, -1);
        int[] bits = new int[slots.length];
        List<Gap> gaps = new ArrayList<>();
        for (int leaf = 0; leaf < slots.length; leaf++) {
            leafOf[slots[leaf]] = leaf;
            LeafInputs.Input[] own = inputs.of(leaf);
            bits[leaf] = own.length == 0 ? NO_COLUMN : COMPLETE;
            if (own.length == 0 && strict) {
                return null;
            }
        }
        // the members of a group get bits side by side
        int bitCount = 0;
        for (int node = 0; node < flat.size(); node++) {
            int leaf = leafOf[node];
            if (leaf >= 0
                    && bits[leaf] == COMPLETE
                    && inputs.of(leaf)[0].cells().missingCount() > 0) {
                LeafInputs.Input[] own = inputs.of(leaf);
                bits[leaf] = bitCount++;
                gaps.add(new Gap(own[0].cells(), bits[leaf], Arrays.copyOfRange(own, 1, own.length)));
            }
        }
        if (bitCount > MOST_BITS) {
            return null;
        }
        Compiler compiler = new Compiler(flat, weights, leafOf, bits, inputs);
        int root = compiler.compile(0);
        return root < 0
                ? null
                : new BlockPlan(
                        List.copyOf(compiler.steps),
                        compiler.buffers,
                        bits,
                        bitCount,
                        gaps.toArray(Gap[]::new),
                        strict);
    }

    /** The number of bits of a row's mask. */
    int bits() {
        return bitCount;
    }

    /** The bit that marks a leaf as missing, or a negative number if its column has no gaps, or none. */
    int bitOf(int leaf) {
        return bits[leaf];
    }

    Buffers buffers() {
        return new Buffers(bufferCount);
    }

    /** The buffers of one thread, and which rows of the present block have gaps. */
    static final class Buffers {
        private final double[][] sums;
        private final long[] masks = new long[Cells.BLOCK];
        private final int[] marked =
                new int[Cells.BLOCK + 1]; // one more: a row is written before it is known to be new
        private int markedCount;

        Buffers(int count) {
            this.sums = new double[count][];
            for (int k = 0; k < count - 1; k++) {
                sums[k] = new double[Cells.BLOCK];
            }
        }

        /** The number of rows with gaps, or to be evaluated alone. */
        int markedCount() {
            return markedCount;
        }

        /** One of those rows. */
        int marked(int k) {
            return marked[k];
        }

        /** The bits of a row's missing cells; negative if the row must be evaluated alone. */
        long mask(int row) {
            return masks[row];
        }

        void mark(int row, long bits) {
            long before = masks[row];
            marked[markedCount] = row;
            markedCount += before == 0 ? 1 : 0;
            masks[row] = before | bits;
        }

        private void reset() {
            for (int k = 0; k < markedCount; k++) {
                masks[marked[k]] = 0;
            }
            markedCount = 0;
        }
    }

    /** The values of a block's {@code n} rows, an array of the caller's own. */
    double[] evaluate(Buffers buffers, int block, int n) {
        buffers.reset();
        double[] values = new double[n];
        buffers.sums[bufferCount - 1] = values; // the root is compiled last
        for (Gap gap : gaps) {
            long[] missing = gap.cells.missing(block);
            if (missing != null) {
                markGaps(buffers, gap, missing, block);
            }
        }
        for (Step step : steps) {
            step.run(buffers, block, n);
        }
        return values;
    }

    private void markGaps(Buffers buffers, Gap gap, long[] missing, int block) {
        long bit = strict ? ALONE : 1L << gap.bit;
        for (int word = 0; word < missing.length; word++) {
            for (long left = missing[word]; left != 0; left &= left - 1) {
                int row = (word << 6) + Long.numberOfTrailingZeros(left);
                buffers.mark(row, gap.fallbacks.length > 0 && hasFallback(gap, block, row) ? ALONE : bit);
            }
        }
    }

    private static boolean hasFallback(Gap gap, int block, int row) {
        for (LeafInputs.Input fallback : gap.fallbacks) {
            if (fallback.cells().isPresent(block * Cells.BLOCK + row)) {
                return true;
            }
        }
        return false;
    }

    /** One group. */
    private interface Step {
        void run(Buffers buffers, int block, int n);
    }

    private static final class Compiler {
        private final FlatTree flat;
        private final double[] weights;
        private final int[] leafOf;
        private final int[] bits;
        private final LeafInputs inputs;
        private final List<Step> steps = new ArrayList<>();
        private int buffers;

        Compiler(FlatTree flat, double[] weights, int[] leafOf, int[] bits, LeafInputs inputs) {
            this.flat = flat;
            this.weights = weights;
            this.leafOf = leafOf;
            this.bits = bits;
            this.inputs = inputs;
        }

        private boolean isLeaf(int node) {
            return leafOf[node] >= 0;
        }

        /** The buffer of a node, or -1 if it never has data. */
        int compile(int node) {
            List<LeafInputs.Input> leaves = new ArrayList<>();
            List<Double> leafWeights = new ArrayList<>();
            List<Integer> leafBits = new ArrayList<>();
            List<Integer> operands = new ArrayList<>();
            List<Double> operandWeights = new ArrayList<>();
            boolean geometric = !isLeaf(node) && flat.mean(node) != Mean.ARITHMETIC;
            int from = isLeaf(node) ? node : flat.first(node);
            int count = isLeaf(node) ? 1 : flat.count(node);
            for (int member = from; member < from + count; member++) {
                double weight = isLeaf(node) ? 1 : weights[member];
                if (!(weight > 0)) {
                    continue;
                }
                boolean asOperand = !isLeaf(member) || geometric;
                if (isLeaf(member) && bits[leafOf[member]] == NO_COLUMN) {
                    continue;
                }
                if (asOperand) {
                    int buffer = compile(member);
                    if (buffer >= 0) {
                        operands.add(buffer);
                        operandWeights.add(weight);
                    }
                } else {
                    leaves.add(inputs.of(leafOf[member])[0]);
                    leafWeights.add(weight);
                    leafBits.add(bits[leafOf[member]]);
                }
            }
            if (leaves.isEmpty() && operands.isEmpty()) {
                return -1;
            }
            int own = buffers++;
            double[] w = operandWeights.stream().mapToDouble(each -> each).toArray();
            int[] o = operands.stream().mapToInt(each -> each).toArray();
            if (geometric) {
                steps.add(new Product(own, o, shares(w, sum(w)), ((Mean.Geometric) flat.mean(node)).floor));
            } else {
                double[] l = leafWeights.stream().mapToDouble(each -> each).toArray();
                double total = sum(l) + sum(w);
                double[] shares = shares(l, total);
                int[] b = leafBits.stream().mapToInt(each -> each).toArray();
                Corrections corrections = new Corrections(leaves, shares, b);
                steps.add(new Sum(own, LinearSum.of(leaves, shares), o, shares(w, total), corrections));
            }
            return own;
        }

        private static double sum(double[] w) {
            return Arrays.stream(w).sum();
        }

        private static double[] shares(double[] w, double total) {
            return Arrays.stream(w).map(each -> each / total).toArray();
        }
    }

    /** An arithmetic mean of leaves and groups. */
    @SuppressWarnings("ArrayRecordComponent") // internal, never compared
    private record Sum(int own, LinearSum leaves, int[] groups, double[] weights, Corrections corrections)
            implements Step {

        @Override
        public void run(Buffers buffers, int block, int n) {
            double[] sum = buffers.sums[own];
            leaves.into(sum, n, block);
            for (int k = 0; k < groups.length; k++) {
                addTimes(sum, buffers.sums[groups[k]], weights[k], n);
            }
            if (corrections.mask != 0) {
                corrections.apply(buffers, sum);
            }
        }

        private static void addTimes(double[] sum, double[] x, double weight, int n) {
            for (int i = 0; i < n; i++) {
                sum[i] += weight * x[i];
            }
        }
    }

    /** What a mean must give back in rows where some of its leaves are missing. */
    private static final class Corrections {
        private final long mask; // the bits of the leaves with gaps
        private final int shift;
        private final double[] ghost; // by the bits of the missing leaves: what they brought in
        private final double[] left; // … and the weight of the others; 0 if that is too little
        private final double[] ghosts; // by bit
        private final double[] shares;

        Corrections(List<LeafInputs.Input> leaves, double[] shares, int[] bits) {
            long own = 0;
            int first = 64;
            int last = -1;
            for (int bit : bits) {
                if (bit >= 0) {
                    own |= 1L << bit;
                    first = Math.min(first, bit);
                    last = Math.max(last, bit);
                }
            }
            this.mask = own;
            this.shift = first;
            int width = Math.max(0, last - first + 1);
            this.ghosts = new double[width];
            this.shares = new double[width];
            for (int k = 0; k < bits.length; k++) {
                if (bits[k] >= 0) {
                    this.ghosts[bits[k] - first] =
                            shares[k] * leaves.get(k).score().applyAsDouble(0);
                    this.shares[bits[k] - first] = shares[k];
                }
            }
            int table = width <= 12 ? 1 << width : 0;
            this.ghost = new double[table];
            this.left = new double[table];
            for (int missing = 0; missing < table; missing++) {
                ghost[missing] = sumOf(this.ghosts, missing);
                double rest = 1 - sumOf(this.shares, missing);
                left[missing] = rest >= LEAST_LEFT ? rest : 0;
            }
        }

        private static double sumOf(double[] terms, long bits) {
            double sum = 0;
            for (long left = bits; left != 0; left &= left - 1) {
                sum += terms[Long.numberOfTrailingZeros(left)];
            }
            return sum;
        }

        void apply(Buffers buffers, double[] sum) {
            for (int k = 0; k < buffers.markedCount; k++) {
                int row = buffers.marked[k];
                long own = buffers.masks[row] & mask;
                if (own != 0) {
                    long missing = own >>> shift;
                    double rest = left.length > 0 ? left[(int) missing] : 1 - sumOf(shares, missing);
                    if (rest >= LEAST_LEFT) {
                        double taken = ghost.length > 0 ? ghost[(int) missing] : sumOf(ghosts, missing);
                        sum[row] = (sum[row] - taken) / rest;
                    } else {
                        buffers.masks[row] |= ALONE;
                    }
                }
            }
        }
    }

    /** A geometric mean of buffers. */
    private static final class Product implements Step {
        private final int own;
        private final int[] operands;
        private final double[] weights;
        private final double floor;
        private final int[] powers; // the weights as whole numbers; empty if they are none
        private final double root;

        Product(int own, int[] operands, double[] weights, double floor) {
            this.own = own;
            this.operands = operands;
            this.weights = weights;
            this.floor = floor;
            int found = 0;
            for (int total = 1; total <= MOST_FACTORS && found == 0; total++) {
                boolean whole = true;
                for (double weight : weights) {
                    whole &= Math.abs(weight * total - Math.rint(weight * total)) <= 1e-14 * total
                            && weight * total > 0.5;
                }
                found = whole ? total : 0;
            }
            int total = found;
            this.root = 1.0 / total;
            this.powers = total == 0
                    ? new int[0]
                    : Arrays.stream(weights)
                            .mapToInt(w -> (int) Math.rint(w * total))
                            .toArray();
        }

        @Override
        public void run(Buffers buffers, int block, int n) {
            double[] result = buffers.sums[own];
            if (floor < 1) {
                markSmall(buffers, n);
            }
            if (powers.length > 0) {
                Arrays.fill(result, 0, n, 1);
                for (int k = 0; k < operands.length; k++) {
                    double[] operand = buffers.sums[operands[k]];
                    for (int left = powers[k]; left > 0; left -= left > 1 ? 2 : 1) {
                        if (left > 1) {
                            timesSquare(result, operand, floor, n);
                        } else {
                            times(result, operand, floor, n);
                        }
                    }
                }
                roots(result, root, n);
            } else {
                Arrays.fill(result, 0, n, 0);
                for (int k = 0; k < operands.length; k++) {
                    addLog(result, buffers.sums[operands[k]], floor, weights[k], n);
                }
                exp(result, n);
            }
        }

        /** An operand below 1 that is not raised to 1: its last digits would count, so the row is evaluated alone. */
        private void markSmall(Buffers buffers, int n) {
            for (int operand : operands) {
                double[] x = buffers.sums[operand];
                for (int i = 0; i < n; i++) {
                    if (!(x[i] >= 1)) {
                        buffers.mark(i, ALONE);
                    }
                }
            }
        }

        private static void times(double[] product, double[] x, double floor, int n) {
            for (int i = 0; i < n; i++) {
                product[i] *= Math.max(x[i], floor);
            }
        }

        private static void timesSquare(double[] product, double[] x, double floor, int n) {
            for (int i = 0; i < n; i++) {
                double factor = Math.max(x[i], floor);
                product[i] *= factor * factor;
            }
        }

        private static void roots(double[] x, double root, int n) {
            for (int i = 0; i < n; i++) {
                x[i] = Math.exp(root * Math.log(x[i]));
            }
        }

        private static void addLog(double[] sum, double[] x, double floor, double weight, int n) {
            for (int i = 0; i < n; i++) {
                sum[i] += weight * Math.log(Math.max(x[i], floor));
            }
        }

        private static void exp(double[] x, int n) {
            for (int i = 0; i < n; i++) {
                x[i] = Math.exp(x[i]);
            }
        }
    }
}
