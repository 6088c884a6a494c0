package io.ckpi.core;

/** Which way an indicator gets better. Only a normaliser applies it, once. */
public enum Direction {
    /** More is better. */
    HIGHER_IS_BETTER,
    /** Less is better. */
    LOWER_IS_BETTER,
    /** A target is best; both sides of it are worse. */
    TARGET_IS_BEST,
    /** More is better up to the target; beyond it nothing is gained. */
    UP_TO_TARGET,
    /** Shown, never scored. */
    NEUTRAL
}
