/**
 * What marketing caused, measured against a control group: read-outs of holdouts and A/B tests, sizing before, monitoring
 * during, decisions after. Takes moments or plain arrays, gives back records.
 */
package io.ckpi.experiments;
