/** CKPI's own kernels over time, each beside the floor it cannot go below. */
@org.jspecify.annotations.NullMarked
package io.ckpi.benchmarks.core;
