package io.ckpi.experiments;

/**
 * A metric as a smooth function g of the means μ of its variables. Every metric is tested the same way: with u the gradient of g
 * and S the covariance of the variables, the variance of g(μ) over n units is uᵀSu/n (delta method).
 *
 * <p>Implementations must be immutable. A value that does not exist (a denominator of 0) is NaN; the read-out then says why
 * there is no number.
 */
public interface Formula {

    /** The value at these means; NaN where it does not exist. */
    double value(double[] means);

    /** The gradient at these means, one number per variable. */
    double[] gradient(double[] means);
}
