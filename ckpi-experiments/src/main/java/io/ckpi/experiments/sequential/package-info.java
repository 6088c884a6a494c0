/**
 * Looking while an experiment runs without raising its error rate: confidence sequences, mSPRT, group sequential designs, and
 * the sample-ratio check that may be repeated.
 */
package io.ckpi.experiments.sequential;
