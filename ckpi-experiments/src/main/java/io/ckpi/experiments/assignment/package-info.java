/** Who gets which treatment: deterministic hashes, ranges of buckets, holdouts, contamination, and A/A simulation. */
package io.ckpi.experiments.assignment;
