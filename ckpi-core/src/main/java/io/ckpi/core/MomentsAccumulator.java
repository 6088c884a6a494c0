package io.ckpi.core;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Folds rows or columns into {@link Moments}. <b>Mutable</b>: one thread fills one accumulator, parts are merged.
 *
 * <p>Values are gathered in blocks of at most 4,096 rows; per block the mean is taken first and the centred products second,
 * while the block is in the cache; blocks are merged with the mean kept as two doubles.
 *
 * <p><b>Missing and impossible values.</b> NaN marks a missing value and is treated as the layout says. Infinite values and
 * values beyond 1e90 in magnitude are an {@link IllegalArgumentException} that names the variable and the row; nothing of
 * that row is added.
 *
 * <p><b>Thread-safety.</b> none. Adding a row allocates nothing.
 */
public final class MomentsAccumulator {

    private static final int BLOCK = 4096;
    private static final int ROWS_BUFFERED = 512;
    private static final double GREATEST = 1e90;

    private final MomentsLayout layout;
    private final MomentsLayout.Missing[] missing;
    private final int size;
    private final boolean @Nullable [] kept;

    private long n;
    private long skipped;
    private final long[] nulls;
    private final long[] nonZero;
    private final double[] min;
    private final double[] max;
    private final double[] mean;
    private final double[] meanLow;
    private final double[] squares;
    private final double[] gross;
    private final double @Nullable [] cubes;

    private final double[][] buffer;
    private int buffered;

    // of the block at hand
    private final long[] blockNonZero;
    private final double[] blockMin;
    private final double[] blockMax;
    private final double[] blockMean;
    private final double[] blockRest;
    private final double[] blockOwn;

    MomentsAccumulator(MomentsLayout layout) {
        this.layout = layout;
        this.size = layout.size();
        this.missing =
                layout.variables().stream().map(MomentsLayout.Variable::missing).toArray(MomentsLayout.Missing[]::new);
        this.kept = layout.kept();
        this.nulls = new long[size];
        this.nonZero = new long[size];
        this.min = new double[size];
        this.max = new double[size];
        Arrays.fill(min, Double.NaN);
        Arrays.fill(max, Double.NaN);
        this.mean = new double[size];
        this.meanLow = new double[size];
        this.squares = new double[size * (size + 1) / 2];
        this.gross = new double[size];
        this.cubes = layout.thirdMoments() ? new double[size] : null;
        this.buffer = new double[size][];
        this.blockNonZero = new long[size];
        this.blockMin = new double[size];
        this.blockMax = new double[size];
        this.blockMean = new double[size];
        this.blockRest = new double[size];
        this.blockOwn = new double[size];
    }

    /** What is accumulated. */
    public MomentsLayout layout() {
        return layout;
    }

    /**
     * Adds one row: one value per variable, in the order of the layout. The array is not kept.
     *
     * @throws IllegalArgumentException as the class says, or if the number of values is not that of the variables
     */
    public void add(double... row) {
        if (row.length != size) {
            throw new IllegalArgumentException("a row of " + row.length + " values for " + size + " variables");
        }
        boolean skip = false;
        for (int j = 0; j < size; j++) {
            skip |= checkedForSkip(j, row[j], n + skipped + buffered);
        }
        if (skip) {
            skipped++;
            for (int j = 0; j < size; j++) {
                if (Double.isNaN(row[j])) {
                    nulls[j]++;
                }
            }
            return;
        }
        ensureBuffer(ROWS_BUFFERED);
        for (int j = 0; j < size; j++) {
            double value = row[j];
            if (Double.isNaN(value)) {
                nulls[j]++;
                value = 0;
            }
            buffer[j][buffered] = value;
        }
        if (++buffered == buffer[0].length) {
            foldBuffer();
        }
    }

    /**
     * Adds columns of equal length: one array per variable, in the order of the layout. Nothing is kept of the arrays.
     *
     * @throws IllegalArgumentException as the class says, or if the number of columns or their lengths differ; rows before
     *     the faulty one may have been added then
     */
    public void addColumns(double[]... columns) {
        if (columns.length != size) {
            throw new IllegalArgumentException(columns.length + " columns for " + size + " variables");
        }
        int rows = columns[0].length;
        for (int j = 1; j < size; j++) {
            if (columns[j].length != rows) {
                throw new IllegalArgumentException("columns differ in length: "
                        + layout.names().get(0) + " has " + rows + ", "
                        + layout.names().get(j) + " has " + columns[j].length);
            }
        }
        foldBuffer();
        double[][] block = new double[size][Math.min(BLOCK, rows)];
        for (int from = 0; from < rows; from += BLOCK) {
            int count = Math.min(BLOCK, rows - from);
            if (scan(columns, from, count)) {
                foldScanned(columns, from, count, block);
                continue;
            }
            for (int j = 0; j < size; j++) {
                System.arraycopy(columns[j], from, block[j], 0, count);
            }
            count = treatMissing(block, count, from);
            scan(block, 0, count);
            foldScanned(block, 0, count, block);
        }
    }

    /** Adds everything that {@code other} holds; returns this. @throws IllegalArgumentException if the layouts differ */
    public MomentsAccumulator merge(MomentsAccumulator other) {
        return merge(other.moments());
    }

    /** Adds moments of the same layout; returns this. @throws IllegalArgumentException if the layouts differ */
    public MomentsAccumulator merge(Moments other) {
        if (!layout.equals(other.layout())) {
            throw new IllegalArgumentException("the layouts differ: " + layout + " and " + other.layout());
        }
        foldBuffer();
        skipped = Math.addExact(skipped, other.skipped());
        for (int j = 0; j < size; j++) {
            nulls[j] = Math.addExact(nulls[j], other.nulls(j));
        }
        other.mergeInto(this);
        return this;
    }

    /** Counts rows and missing values that were left out elsewhere. */
    MomentsAccumulator countMissing(long rows, long[] missingValues) {
        skipped = Math.addExact(skipped, rows);
        for (int j = 0; j < size; j++) {
            nulls[j] = Math.addExact(nulls[j], missingValues[j]);
        }
        return this;
    }

    /** The moments of everything added so far; adding may go on. */
    public Moments moments() {
        foldBuffer();
        return new Moments(
                layout,
                n,
                skipped,
                nulls.clone(),
                nonZero.clone(),
                min.clone(),
                max.clone(),
                mean.clone(),
                meanLow.clone(),
                squares.clone(),
                gross.clone(),
                cubes == null ? null : cubes.clone());
    }

    /** True if a value makes its row be skipped. */
    private boolean checkedForSkip(int variable, double value, long row) {
        if (Math.abs(value) <= GREATEST) {
            return false;
        }
        if (Double.isNaN(value)) {
            if (missing[variable] == MomentsLayout.Missing.FAIL) {
                throw new IllegalArgumentException(
                        layout.names().get(variable) + " is missing in row " + row + ", and the layout says FAIL");
            }
            return missing[variable] == MomentsLayout.Missing.SKIP_ROW;
        }
        throw new IllegalArgumentException(
                layout.names().get(variable) + " is not a number of at most 1e90 in row " + row + ": " + value);
    }

    /** Treats missing values row by row and closes the gaps; returns how many rows are left. */
    private int treatMissing(double[][] block, int count, long firstRow) {
        int kept = 0;
        for (int i = 0; i < count; i++) {
            boolean skip = false;
            for (int j = 0; j < size; j++) {
                skip |= checkedForSkip(j, block[j][i], firstRow + i);
            }
            for (int j = 0; j < size; j++) {
                double value = block[j][i];
                if (Double.isNaN(value)) {
                    nulls[j]++;
                    value = 0;
                }
                block[j][kept] = value;
            }
            if (skip) {
                skipped++;
            } else {
                kept++;
            }
        }
        return kept;
    }

    private void ensureBuffer(int rows) {
        if (buffer[0] == null) {
            for (int j = 0; j < size; j++) {
                buffer[j] = new double[rows];
            }
        }
    }

    private void foldBuffer() {
        if (buffered > 0) {
            scan(buffer, 0, buffered);
            foldScanned(buffer, 0, buffered, buffer);
            buffered = 0;
        }
    }

    /** Sums, extremes and non-zero counts of rows of columns; false if a value is missing, infinite or beyond the range. */
    private boolean scan(double[][] columns, int from, int count) {
        boolean clean = true;
        for (int j = 0; j < size && count > 0; j++) {
            scan(columns[j], from, count, j);
            clean &= Double.isFinite(blockMean[j]) && blockMin[j] >= -GREATEST && blockMax[j] <= GREATEST;
        }
        return clean;
    }

    /** Folds scanned rows without missing values; {@code block}, which may be the columns, takes their deviations from the mean. */
    private void foldScanned(double[][] columns, int from, int count, double[][] block) {
        if (count == 0) {
            return;
        }
        double[] rest = blockRest;
        double[] own = blockOwn;
        for (int j = 0; j < size; j++) {
            subtract(columns[j], from, count, j, block[j]);
        }
        double[] blockSquares = new double[squares.length];
        double[] blockCubes = cubes == null ? null : new double[size];
        int at = 0;
        for (int j = 0; j < size; j++) {
            for (int k = j; k < size; k++) {
                if (kept == null || kept[at]) {
                    double product = j == k ? own[j] : dot(block[j], block[k], count);
                    blockSquares[at] = product - rest[j] * rest[k] / count;
                }
                at++;
            }
        }
        double[] blockGross = new double[size];
        for (int j = 0; j < size; j++) {
            int diagonal = diagonal(j, size);
            blockSquares[diagonal] = Math.max(0, blockSquares[diagonal]);
            blockGross[j] = blockSquares[diagonal];
            if (blockCubes != null) {
                double shift = rest[j] / count;
                blockCubes[j] = cubes(block[j], count)
                        - 3 * shift * (blockSquares[diagonal] + rest[j] * shift)
                        + 2 * shift * shift * rest[j];
            }
            rest[j] /= count;
        }
        mergeBlock(count, blockNonZero, blockMin, blockMax, blockMean, rest, blockSquares, blockGross, blockCubes);
    }

    /** Merges the moments of {@code count} rows; missing values and skipped rows are counted by the caller. */
    void mergeBlock(
            long count,
            long[] otherNonZero,
            double[] otherMin,
            double[] otherMax,
            double[] otherMean,
            double[] otherMeanLow,
            double[] otherSquares,
            double[] otherGross,
            double @Nullable [] otherCubes) {
        if (count == 0) {
            return;
        }
        long total = Math.addExact(n, count);
        double a = n;
        double b = count;
        double shareOfOther = b / total;
        double weight = a * shareOfOther;
        double[] delta = new double[size];
        for (int j = 0; j < size; j++) {
            delta[j] = (otherMean[j] - mean[j]) + (otherMeanLow[j] - meanLow[j]);
            if (n == 0) {
                delta[j] = 0;
            }
        }
        if (cubes != null) {
            double[] third = Objects.requireNonNull(otherCubes, "otherCubes");
            for (int j = 0; j < size; j++) {
                int diagonal = diagonal(j, size);
                double d = delta[j];
                cubes[j] += third[j]
                        + d * d * d * weight * ((a - b) / total)
                        + 3 * d * ((a / total) * otherSquares[diagonal] - shareOfOther * squares[diagonal]);
            }
        }
        int at = 0;
        for (int j = 0; j < size; j++) {
            for (int k = j; k < size; k++) {
                if (kept == null || kept[at]) {
                    squares[at] += otherSquares[at] + delta[j] * delta[k] * weight;
                }
                at++;
            }
            gross[j] += otherGross[j] + delta[j] * delta[j] * weight;
            nonZero[j] += otherNonZero[j];
            if (n == 0) {
                min[j] = otherMin[j];
                max[j] = otherMax[j];
                mean[j] = otherMean[j];
                meanLow[j] = otherMeanLow[j];
            } else {
                min[j] = Math.min(min[j], otherMin[j]); // NaN: unknown stays unknown
                max[j] = Math.max(max[j], otherMax[j]);
                double step = delta[j] * shareOfOther;
                double high = mean[j] + step;
                double part = high - mean[j];
                double low = meanLow[j] + ((mean[j] - (high - part)) + (step - part));
                mean[j] = high + low;
                meanLow[j] = low - (mean[j] - high);
            }
        }
        n = total;
    }

    /** The position of a variable's own square among the pairs. */
    static int diagonal(int variable, int size) {
        return variable * size - variable * (variable - 1) / 2;
    }

    // Four independent sums in the loops below: one would wait for itself at every step.

    /** Mean, extremes and non-zero count of one column; NaN is passed over by the extremes, the mean tells it. */
    private void scan(double[] values, int from, int count, int variable) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double least = values[from];
        double greatest = least;
        long notZero = 0;
        int end = from + count;
        int i = from;
        for (; i + 3 < end; i += 4) {
            double v0 = values[i];
            double v1 = values[i + 1];
            double v2 = values[i + 2];
            double v3 = values[i + 3];
            s0 += v0;
            s1 += v1;
            s2 += v2;
            s3 += v3;
            double low = Math.min(Math.min(v0, v1), Math.min(v2, v3));
            double high = Math.max(Math.max(v0, v1), Math.max(v2, v3));
            if (low < least) {
                least = low;
            }
            if (high > greatest) {
                greatest = high;
            }
            notZero += (notZero(v0) + notZero(v1)) + (notZero(v2) + notZero(v3));
        }
        for (; i < end; i++) {
            double v = values[i];
            s0 += v;
            if (v < least) {
                least = v;
            }
            if (v > greatest) {
                greatest = v;
            }
            notZero += notZero(v);
        }
        blockMean[variable] = ((s0 + s1) + (s2 + s3)) / count;
        blockMin[variable] = least + 0.0; // turns -0 into 0
        blockMax[variable] = greatest + 0.0;
        blockNonZero[variable] = notZero;
    }

    /** 1 unless the value is 0 or -0. */
    private static long notZero(double value) {
        long bits = Double.doubleToRawLongBits(value) << 1; // without the sign of -0
        return (bits | -bits) >>> 63;
    }

    /** Writes the deviations from the mean to {@code out}, and keeps their sum and the sum of their squares. */
    private void subtract(double[] values, int from, int count, int variable, double[] out) {
        double center = blockMean[variable];
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        double q0 = 0;
        double q1 = 0;
        double q2 = 0;
        double q3 = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            double d0 = values[from + i] - center;
            double d1 = values[from + i + 1] - center;
            double d2 = values[from + i + 2] - center;
            double d3 = values[from + i + 3] - center;
            s0 += d0;
            s1 += d1;
            s2 += d2;
            s3 += d3;
            q0 += d0 * d0;
            q1 += d1 * d1;
            q2 += d2 * d2;
            q3 += d3 * d3;
            out[i] = d0;
            out[i + 1] = d1;
            out[i + 2] = d2;
            out[i + 3] = d3;
        }
        for (; i < count; i++) {
            double d = values[from + i] - center;
            s0 += d;
            q0 += d * d;
            out[i] = d;
        }
        blockRest[variable] = (s0 + s1) + (s2 + s3);
        blockOwn[variable] = (q0 + q1) + (q2 + q3);
    }

    private static double dot(double[] x, double[] y, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            s0 += x[i] * y[i];
            s1 += x[i + 1] * y[i + 1];
            s2 += x[i + 2] * y[i + 2];
            s3 += x[i + 3] * y[i + 3];
        }
        for (; i < count; i++) {
            s0 += x[i] * y[i];
        }
        return (s0 + s1) + (s2 + s3);
    }

    private static double cubes(double[] x, int count) {
        double s0 = 0;
        double s1 = 0;
        int i = 0;
        for (; i + 1 < count; i += 2) {
            s0 += x[i] * x[i] * x[i];
            s1 += x[i + 1] * x[i + 1] * x[i + 1];
        }
        for (; i < count; i++) {
            s0 += x[i] * x[i] * x[i];
        }
        return s0 + s1;
    }
}
