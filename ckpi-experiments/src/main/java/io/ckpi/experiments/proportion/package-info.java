/** Two shares compared by counts: exact tests, score intervals and the classical approximations. */
package io.ckpi.experiments.proportion;
