/**
 * From a measured report to what a person reads: {@link io.ckpi.report.ReportRecord} (JSON), {@link io.ckpi.report.Board}
 * (one HTML page), {@link io.ckpi.report.Summary} (terminal) and {@link io.ckpi.report.Exports} (JSON and CSV).
 *
 * <p>All of it is a pure function of the record: no clock, no default locale or zone, no network.
 */
package io.ckpi.report;
