/** The closed formulas: CAC, LTV, ROI, CRV, payback, and their undefined cases. */
package io.ckpi.core.formula;
