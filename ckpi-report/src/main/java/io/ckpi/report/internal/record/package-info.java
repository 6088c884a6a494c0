/** From a measured report to the tree of its record. */
package io.ckpi.report.internal.record;
