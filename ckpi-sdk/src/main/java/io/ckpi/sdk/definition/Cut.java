package io.ckpi.sdk.definition;

/**
 * How an indicator is cut by a {@link Dimension}. What it counts is cut; what happened to it is looked up in whole histories: a
 * lead of a channel is silent only if nobody wrote to the person at all, through whatever channel.
 */
public enum Cut {
    /** By what is counted (visits, leads, orders, calls, tasks): each belongs to one slice, so the sums of the slices add up. */
    RECORD,
    /** By records, where a person or an order may stand in several slices: the whole is not the sum of the slices. */
    OVERLAP,
    /** By persons: each belongs, with everything ever known of it, to one slice, so the sums of the slices add up. */
    SUBJECT
}
