package io.ckpi.scoring;

/**
 * Where the colours of scores from 0 to 100 change; a threshold itself belongs to the better colour.
 *
 * @param amber least score that is amber, above 0
 * @param green least score that is green, above {@code amber}, at most 100
 */
public record Thresholds(double amber, double green) {

    /** Thirds: 33⅓ and 66⅔. */
    public static final Thresholds THIRDS = new Thresholds(100.0 / 3, 200.0 / 3);
    /** 30 and 70, the habit of objectives and key results. */
    public static final Thresholds OKR = new Thresholds(30, 70);

    /** Checks the order. */
    public Thresholds {
        Checks.positive("amber", amber);
        Checks.ordered("amber", amber, "green", green);
        if (green > 100) {
            throw new IllegalArgumentException("green is above 100: " + green);
        }
    }

    /**
     * The colour of a score: RED, AMBER or GREEN.
     *
     * @throws IllegalArgumentException if {@code score} is not finite
     */
    public Colour of(double score) {
        Checks.finite("score", score);
        return score >= green ? Colour.GREEN : score >= amber ? Colour.AMBER : Colour.RED;
    }
}
