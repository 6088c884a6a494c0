package io.ckpi.experiments;

/**
 * How much worse than the control a guardrail metric may be at most.
 *
 * @param size the margin Δ, above 0: in the metric's unit, or as a share of the control's value
 * @param relative true if it is a share of the control's value
 */
public record Margin(double size, boolean relative) {

    /** Checks the size. */
    public Margin {
        if (!(size > 0 && size < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("the margin is not above 0 and finite: " + size);
        }
        if (relative && !(size < 1)) {
            throw new IllegalArgumentException("a relative margin is not below 1: " + size);
        }
    }

    /** Worse by at most {@code size}, in the metric's unit. */
    public static Margin atMost(double size) {
        return new Margin(size, false);
    }

    /** Worse by at most {@code share} of the control's value, below 1. */
    public static Margin shareOfControl(double share) {
        return new Margin(share, true);
    }
}
