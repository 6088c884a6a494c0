package io.ckpi.value;

/**
 * Where the maximum of a likelihood lies: inside, or at a limit model in which parameters would run to 0 or infinity.
 *
 * <p>At a limit the answer is the limit model with its own parameters; parameters at infinity are not numbers and are not
 * reported, and predictions are those of the limit. Two limits can hold at once: one of the rates, one of the drop-out.
 */
public enum Boundary {
    /** The full model. */
    NONE,
    /** All customers leave with the same chance p (or rate μ, θ): a, b → ∞ (s, β → ∞; γ, δ → ∞). */
    HOMOGENEOUS_DROPOUT,
    /** Nobody leaves: a → 0 (s → 0). */
    NO_DROPOUT,
    /** A share leaves at the first occasion, the others never: a, b → 0 (s, β → 0). */
    POLARISED_DROPOUT,
    /** All customers buy at the same rate λ (or with the same chance): r, α → ∞. */
    HOMOGENEOUS_RATE,
    /** Same rate and same chance of leaving for all. */
    HOMOGENEOUS_RATE_AND_DROPOUT,
    /** Same rate for all, and nobody leaves. */
    HOMOGENEOUS_RATE_NO_DROPOUT,
    /** Same rate for all, and a share leaves at the first occasion. */
    HOMOGENEOUS_RATE_POLARISED_DROPOUT,
    /** All customers have the same mean spend: Gamma-Gamma with q, γ → ∞. */
    HOMOGENEOUS_SPEND,
    /** A customer's spend never varies: Gamma-Gamma with p, γ → ∞. */
    CONSTANT_SPEND;

    static Boundary of(boolean sameRate, boolean sameDropout, boolean noDropout, boolean polarised) {
        if (sameDropout) {
            return sameRate ? HOMOGENEOUS_RATE_AND_DROPOUT : HOMOGENEOUS_DROPOUT;
        }
        if (noDropout) {
            return sameRate ? HOMOGENEOUS_RATE_NO_DROPOUT : NO_DROPOUT;
        }
        if (polarised) {
            return sameRate ? HOMOGENEOUS_RATE_POLARISED_DROPOUT : POLARISED_DROPOUT;
        }
        return sameRate ? HOMOGENEOUS_RATE : NONE;
    }
}
