package io.ckpi.scoring;

/** What a group does about members without data. Whatever it does, they never count as coverage. */
public enum Missing {
    /** The weights of the members with data are scaled to sum 1. */
    RENORMALISE,
    /** A member without data takes the weighted mean of the others, flag IMPUTED. */
    IMPUTE_MEAN,
    /** A leaf without data takes its last observation where the caller gives one, flag IMPUTED; else RENORMALISE. */
    IMPUTE_LAST,
    /** A group with a member without data has no value itself. */
    FAIL
}
