/** Writing CSV that neither breaks nor attacks. */
package io.ckpi.report.internal.csv;
