package io.ckpi.value;

import java.util.OptionalDouble;

/**
 * The proof that a fit is a maximum.
 *
 * @param iterations steps of the search that found it
 * @param evaluations evaluations of log-likelihoods, for transaction models those of the other start and of the limits, too
 * @param gradient the largest derivative of the log-likelihood in the logarithms (log-odds for shares) of the parameters, in
 *     absolute value: below 1e-12 · max(1, |LL|), or, where no double lies nearer, 1e-11 · max(1, |LL|)
 * @param concave whether the second derivatives there are negative definite: always true for a fit that is given out
 * @param certificate at a limit: the one-sided derivative of the log-likelihood from the limit into the full model, the
 *     largest over its directions; at most 0 proves a local maximum. Empty inside, and for limits that are only compared by
 *     their likelihood (a polarised drop-out, any without drop-out where k &gt; 1 or the rate is the same for all)
 */
public record Convergence(
        int iterations, int evaluations, double gradient, boolean concave, OptionalDouble certificate) {}
