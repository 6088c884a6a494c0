package io.ckpi.scoring.internal;

import java.util.function.DoubleUnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the leaves of a tree read: for each leaf its columns in the order of preference, each with the curve that scores
 * it. A leaf may have none.
 *
 * <p>Immutable; the arrays are kept.
 */
public final class LeafInputs {

    /**
     * One column of a leaf.
     *
     * @param place its place among the leaf's indicators, 0 for the first choice
     * @param cells the values
     * @param score the score of one value, exactly as outside of batches
     * @param x raw values at the points of a curve that is linear between points and flat outside; null for another curve
     * @param y scores at those points
     */
    @SuppressWarnings("ArrayRecordComponent") // internal, never compared
    public record Input(
            int place, Cells cells, DoubleUnaryOperator score, double @Nullable [] x, double @Nullable [] y) {}

    private final Input[][] inputs;

    /** These inputs by leaf. */
    public LeafInputs(Input[][] inputs) {
        this.inputs = inputs;
    }

    /** The number of leaves. */
    public int leaves() {
        return inputs.length;
    }

    /** The columns of a leaf in the order of preference. */
    public Input[] of(int leaf) {
        return inputs[leaf];
    }

    /** The place of the column that a leaf takes in a row: the first with a value; -1 if there is none. */
    public int used(int leaf, int row) {
        Input[] own = inputs[leaf];
        for (int k = 0; k < own.length; k++) {
            if (own[k].cells.isPresent(row)) {
                return k;
            }
        }
        return -1;
    }

    /** The score of a leaf in a row, {@link FlatTree#MISSING} if it has no data. */
    public double score(int leaf, int row) {
        int k = used(leaf, row);
        return k < 0 ? FlatTree.MISSING : inputs[leaf][k].score.applyAsDouble(inputs[leaf][k].cells.get(row));
    }
}
