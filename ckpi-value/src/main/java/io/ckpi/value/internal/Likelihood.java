package io.ckpi.value.internal;

/** A log-likelihood of a few parameters with exact derivatives. */
public interface Likelihood {

    /** The number of parameters. */
    int size();

    /** Whether parameter {@code i} is a share between 0 and 1; otherwise it is positive. */
    default boolean isShare(int i) {
        return false;
    }

    /**
     * The log-likelihood at {@code p}; {@code gradient} and both triangles of {@code hessian} are overwritten with its
     * derivatives in the parameters themselves.
     */
    double evaluate(double[] p, double[] gradient, double[][] hessian);

    /** Overwrites {@code out} with Σ w s sᵀ over the groups, s the gradient of one customer of the group. */
    void scoreProducts(double[] p, double[][] out);
}
