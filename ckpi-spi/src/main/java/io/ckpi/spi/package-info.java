/** The contract of a data source: what a vendor implements. */
package io.ckpi.spi;
