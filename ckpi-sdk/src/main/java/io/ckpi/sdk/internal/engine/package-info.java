/** Reads the sources, cuts the records by subject, removes duplicates and feeds the measures. */
package io.ckpi.sdk.internal.engine;
