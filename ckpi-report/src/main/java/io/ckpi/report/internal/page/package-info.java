/** The board page: cards, marks, style. */
package io.ckpi.report.internal.page;
