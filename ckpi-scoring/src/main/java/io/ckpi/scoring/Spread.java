package io.ckpi.scoring;

import io.ckpi.core.Interval;
import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * What the draws of a composite say: how far it may be off.
 *
 * @param draws the draws that gave a value
 * @param failed the draws that gave none; counted, never skipped silently
 * @param mean their mean
 * @param meanError Monte-Carlo standard error of the mean
 * @param sd their standard deviation
 * @param interval from the 5 % to the 95 % quantile (type 7)
 * @param lowError Monte-Carlo error of the lower end
 * @param highError Monte-Carlo error of the upper end
 * @param colours the chance of each of the three colours
 */
public record Spread(
        int draws,
        int failed,
        double mean,
        double meanError,
        double sd,
        Interval interval,
        double lowError,
        double highError,
        Map<Colour, Double> colours) {

    /** Copies the colours. */
    public Spread {
        colours = Collections.unmodifiableMap(new EnumMap<>(colours));
    }
}
