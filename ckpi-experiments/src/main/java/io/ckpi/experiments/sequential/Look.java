package io.ckpi.experiments.sequential;

import java.util.OptionalDouble;

/**
 * One planned look of a group sequential design.
 *
 * @param information the information time, above 0, at most 1
 * @param z the bound on the test statistic: stop when it is reached; empty if nothing may be spent at this look
 * @param nominalP the p-value that belongs to the bound, two-sided for a two-sided design; 0 if there is no bound
 * @param spent the probability of a false alarm up to and including this look
 */
public record Look(double information, OptionalDouble z, double nominalP, double spent) {}
