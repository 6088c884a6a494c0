package io.ckpi.scoring;

import java.util.OptionalDouble;

/**
 * Tables of the random consistency index: the mean consistency index of random comparison matrices of n items, by which
 * that of a real matrix is divided. Simulations differ, so a consistency ratio is only comparable within one table.
 */
public enum RandomIndex {
    /** As printed with the software JMcDM; the default. */
    SAATY(0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49, 1.51, 1.53, 1.56, 1.57, 1.59),
    /** As used by the software AHPy under the name of Saaty. */
    SAATY_2005(0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49, 1.52, 1.54, 1.56, 1.58, 1.59),
    /** Tummala and Ling, as used by the software pymcdm. */
    TUMMALA_LING(
            0.5799, 0.8921, 1.1159, 1.2358, 1.3322, 1.3952, 1.4537, 1.4882, 1.5117, 1.5356, 1.5571, 1.5714, 1.5831),
    /** Donegan and Dodd, as used by the software AHPy by default. */
    DONEGAN_DODD(
            0.4914, 0.8286, 1.0591, 1.1797, 1.2519, 1.3171, 1.3733, 1.4055, 1.4213, 1.4497, 1.4643, 1.4822, 1.4969);

    private final double[] fromThree;

    RandomIndex(double... fromThree) {
        this.fromThree = fromThree;
    }

    /** The greatest n the table has. */
    public int greatest() {
        return fromThree.length + 2;
    }

    /** The index of n items; empty for n below 3 and where the table ends. */
    public OptionalDouble of(int n) {
        return n < 3 || n > greatest() ? OptionalDouble.empty() : OptionalDouble.of(fromThree[n - 3]);
    }
}
