package io.ckpi.report;

/**
 * How many headline indicators a board may show: a board is worth reading because it is short.
 *
 * @param indicators the most indicators, 1 to {@value #MOST}
 */
public record BoardLimits(int indicators) {

    /** The most that can be asked for. */
    public static final int MOST = 10;

    private static final BoardLimits DEFAULT = new BoardLimits(7);

    /** Checks the limit. */
    public BoardLimits {
        if (indicators < 1 || indicators > MOST) {
            throw new IllegalArgumentException("indicators is not 1 to " + MOST + ": " + indicators);
        }
    }

    /** At most {@code indicators} headline indicators. @throws IllegalArgumentException if not 1 to {@value #MOST} */
    public static BoardLimits of(int indicators) {
        return new BoardLimits(indicators);
    }

    /** Seven indicators: one a perspective. */
    public static BoardLimits standard() {
        return DEFAULT;
    }
}
