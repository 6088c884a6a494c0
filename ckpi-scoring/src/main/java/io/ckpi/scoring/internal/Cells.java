package io.ckpi.scoring.internal;

import org.jspecify.annotations.Nullable;

/**
 * One column of numbers in blocks of {@link #BLOCK} rows, with a bitmap of the missing cells of each block. A missing cell
 * holds 0, so that loops need not look for it; who uses the block corrects for it where its bit is set.
 *
 * <p>Blocks are arrays of their own: all arrays of a block are then read at the same index, which is what lets the
 * compiler use vector instructions.
 *
 * <p>Immutable; the arrays that {@link #block} and {@link #missing} give out must not be changed.
 */
public final class Cells {

    /** Rows in a block; a multiple of 64. */
    public static final int BLOCK = 16_384;

    private final int rows;
    private final double[][] blocks;
    private final long[] @Nullable [] missing;
    private final long missingCount;
    private final double least;
    private final double greatest;

    private Cells(int rows, double[][] blocks, long[] @Nullable [] missing, long count, double least, double greatest) {
        this.rows = rows;
        this.blocks = blocks;
        this.missing = missing;
        this.missingCount = count;
        this.least = least;
        this.greatest = greatest;
    }

    /** The number of blocks for this many rows. */
    public static int blocks(int rows) {
        return (int) ((rows + (long) BLOCK - 1) / BLOCK);
    }

    /** The number of rows in a block; the last one may be shorter. */
    public static int rowsIn(int block, int rows) {
        return Math.min(BLOCK, rows - block * BLOCK);
    }

    /**
     * A copy of these values, NaN for a missing cell.
     *
     * @throws IllegalArgumentException if a value is infinite, with the name and the row
     */
    public static Cells copyOf(String name, double[] values) {
        int rows = values.length;
        double[][] blocks = new double[blocks(rows)][];
        long[] @Nullable [] missing = new long[blocks.length][];
        long count = 0;
        double least = Double.POSITIVE_INFINITY;
        double greatest = Double.NEGATIVE_INFINITY;
        for (int b = 0; b < blocks.length; b++) {
            int from = b * BLOCK;
            int n = rowsIn(b, rows);
            double[] block = new double[n];
            long[] bits = null;
            for (int i = 0; i < n; i++) {
                double v = values[from + i];
                if (!Double.isNaN(v)) {
                    least = Math.min(least, v);
                    greatest = Math.max(greatest, v);
                    block[i] = v;
                } else {
                    if (bits == null) {
                        bits = new long[(n + 63) / 64];
                    }
                    bits[i >> 6] |= 1L << i;
                    count++;
                }
            }
            if (least == Double.NEGATIVE_INFINITY || greatest == Double.POSITIVE_INFINITY) {
                refuseInfinity(name, values, from);
            }
            blocks[b] = block;
            missing[b] = bits;
        }
        return new Cells(rows, blocks, missing, count, least, greatest);
    }

    private static void refuseInfinity(String name, double[] values, int from) {
        for (int i = from; i < values.length; i++) {
            if (Double.isInfinite(values[i])) {
                throw new IllegalArgumentException("column " + name + ", row " + i + " is not finite: " + values[i]);
            }
        }
    }

    /** The number of rows. */
    public int rows() {
        return rows;
    }

    /** The number of missing cells. */
    public long missingCount() {
        return missingCount;
    }

    /** The least value that is present; above {@link #greatest} if none is. */
    public double least() {
        return least;
    }

    /** The greatest value that is present. */
    public double greatest() {
        return greatest;
    }

    /** The values of a block, 0 for a missing cell. */
    public double[] block(int block) {
        return blocks[block];
    }

    /** The bitmap of the missing cells of a block, bit i%64 of word i/64 for row i of the block; null if there is none. */
    public long @Nullable [] missing(int block) {
        return missing[block];
    }

    /** True if the cell of a row is present. */
    public boolean isPresent(int row) {
        long[] bits = missing[row / BLOCK];
        int i = row % BLOCK;
        return bits == null || (bits[i >> 6] >>> i & 1) == 0;
    }

    /** The value of a row, 0 if it is missing. */
    public double get(int row) {
        return blocks[row / BLOCK][row % BLOCK];
    }
}
