/** How well a score orders customers by what a treatment changes: Qini, uplift curves, uplift at the top. */
package io.ckpi.experiments.uplift;
