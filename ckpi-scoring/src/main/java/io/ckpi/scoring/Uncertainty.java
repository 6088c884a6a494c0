package io.ckpi.scoring;

import org.jspecify.annotations.Nullable;

/**
 * How the uncertainty of a composite is drawn.
 *
 * @param seed the seed; the same seed gives the same draws on every JDK
 * @param draws number of draws, 0 for none, else at least 100
 * @param concentration how firmly the weights are held: local weights are Dirichlet(concentration · w); null holds them
 * @param curveSpread how far the anchors of each curve may be off: one factor from 1 − spread to 1 + spread, 0 … 0.9
 */
public record Uncertainty(long seed, int draws, @Nullable Double concentration, double curveSpread) {

    /** Seed 1, 10,000 draws, concentration 100, anchors within 10 per cent; the last two are judgement. */
    public static final Uncertainty DEFAULT = new Uncertainty(1, 10_000, 100.0, 0.1);

    /** Checks the ranges. */
    public Uncertainty {
        if (draws != 0 && (draws < 100 || draws > 10_000_000)) {
            throw new IllegalArgumentException("draws is neither 0 nor from 100 to 10000000: " + draws);
        }
        if (concentration != null) {
            Checks.positive("concentration", concentration);
        }
        if (!(curveSpread >= 0 && curveSpread <= 0.9)) {
            throw new IllegalArgumentException("curveSpread is not from 0 to 0.9: " + curveSpread);
        }
    }
}
