/**
 * Bayesian results of an experiment: the posterior of a lift, the probability of being best and expected losses, by quadrature.
 */
package io.ckpi.experiments.bayes;
