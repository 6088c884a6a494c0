/** The small statistics kernel: intervals of shares and ratios. */
package io.ckpi.core.stat;
