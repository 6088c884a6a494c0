package io.ckpi.value;

import java.util.List;

/**
 * The covariance of a fit's parameters, exactly symmetric.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Covariance {

    private final List<String> names;
    private final double[][] matrix;

    Covariance(List<String> names, double[][] matrix) {
        this.names = List.copyOf(names);
        this.matrix = matrix;
    }

    /** The parameters, in order. */
    public List<String> names() {
        return names;
    }

    /** cov(row, column). @throws IllegalArgumentException if there is no such parameter */
    public double of(String row, String column) {
        return matrix[index(row)][index(column)];
    }

    /** √cov(name, name). @throws IllegalArgumentException if there is no such parameter */
    public double standardError(String name) {
        return Math.sqrt(of(name, name));
    }

    /** A copy of the matrix in the order of {@link #names}. */
    public double[][] toArray() {
        double[][] copy = new double[matrix.length][];
        for (int i = 0; i < copy.length; i++) {
            copy[i] = matrix[i].clone();
        }
        return copy;
    }

    private int index(String name) {
        int i = names.indexOf(name);
        if (i < 0) {
            throw new IllegalArgumentException("no parameter " + name + " among " + names);
        }
        return i;
    }
}
