/** CKPI beside other libraries: the same input, the same answer, one run. */
@org.jspecify.annotations.NullMarked
package io.ckpi.benchmarks.compare;
