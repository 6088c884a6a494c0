package io.ckpi.sdk;

import io.ckpi.funnel.attribution.ChannelEconomics;
import io.ckpi.funnel.attribution.Credits;
import io.ckpi.funnel.attribution.TouchPaths;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The paths to conversions, and what each channel cost and how many leads it brought in the same period.
 *
 * @param paths the touches before each conversion of the period, and the journeys without one
 * @param costs spend on marketing and sales (service excluded), and new leads, by channel; a channel without recorded spend has
 *     an unknown one
 */
public record ChannelPaths(TouchPaths paths, Map<String, ChannelEconomics.Cost> costs) {

    /** Copies the costs in order of the channels. */
    public ChannelPaths {
        Objects.requireNonNull(paths, "paths");
        costs = Collections.unmodifiableMap(new TreeMap<>(costs));
    }

    /**
     * What each channel cost and brought by the credits of a model over these paths.
     *
     * @param marginRate gross margin / revenue, 1 if the values are margins
     * @throws IllegalArgumentException if the values are not money
     */
    public List<ChannelEconomics> economics(Credits credits, double marginRate) {
        return ChannelEconomics.of(credits, costs, marginRate);
    }
}
