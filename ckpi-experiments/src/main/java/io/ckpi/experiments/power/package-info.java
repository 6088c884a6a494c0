/**
 * Before an experiment: power, minimal detectable effect and size for any split, and how large a holdout should be.
 */
package io.ckpi.experiments.power;
