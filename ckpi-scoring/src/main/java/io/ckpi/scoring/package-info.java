/** Scores, the integral indicator CKPImarc and the scorecard. */
package io.ckpi.scoring;
