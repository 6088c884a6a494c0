package io.ckpi.value;

/** How the uncertainty of a model's parameters is measured. */
public enum Errors {
    /** The inverse of the negative second derivatives: right only if the model is. */
    HESSIAN,
    /** The inverse Hessian around the sum of squared scores: holds when the model is an approximation. */
    SANDWICH,
    /** Refits with a Poisson weight per customer. */
    BOOTSTRAP
}
