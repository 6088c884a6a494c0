package io.ckpi.scoring;

/**
 * Where the doubt about a composite comes from: shares of the variance of its draws, see {@link Sobol}. The three first
 * orders and their interactions add up to 1, up to Monte-Carlo noise.
 *
 * @param data the readings' sampling error
 * @param weights the weights
 * @param curves the anchors of the score curves
 * @param draws rows of the estimate
 * @param failed rows left out because a draw had no value
 */
public record Doubt(Sobol.Index data, Sobol.Index weights, Sobol.Index curves, int draws, int failed) {}
