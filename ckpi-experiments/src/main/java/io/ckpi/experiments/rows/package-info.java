/** Methods that need the customers' values and not only their moments: quantiles, rank tests, the bootstrap. */
package io.ckpi.experiments.rows;
