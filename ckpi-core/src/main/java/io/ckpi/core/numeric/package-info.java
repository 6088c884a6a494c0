/**
 * What several analyses need to compute with: seeded streams and samplers, a root finder, quadrature nodes. Plain
 * functions of {@code double}s; nothing here knows what a customer is.
 */
package io.ckpi.core.numeric;
