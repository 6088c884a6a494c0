/**
 * How customers move: journeys as columns, funnels, the stages as one state machine, retention, paths, patterns and
 * attribution. Takes plain columns or subjects and instants, gives back records; knows nothing of where they come from.
 */
package io.ckpi.funnel;
