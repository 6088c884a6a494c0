package io.ckpi.funnel.profile;

import io.ckpi.funnel.Exclusion;
import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.Step;
import java.time.Duration;
import java.util.List;

/**
 * PostHog's three funnels as settings of {@link Funnel}: closed window, and an excluded event takes the whole person out.
 * Reproduced from published tests, not executed. Not reproduced: simultaneous different events skip the engine's tests of
 * strictness and exclusion.
 *
 * <p>PostHog shows a person whose window is still open as a drop-off; add {@link Funnel#observedUntil} to tell them apart.
 */
public final class PostHogFunnel {

    private PostHogFunnel() {}

    /** Steps in order, other events in between. */
    public static Funnel ordered(Duration window, List<Step> steps, Exclusion... exclusions) {
        return Funnel.of(steps).within(window).excluding(Funnel.ExclusionPolicy.DROP_SUBJECT, exclusions);
    }

    /** Steps in order, no other event in between. */
    public static Funnel strict(Duration window, List<Step> steps) {
        return Funnel.of(steps).within(window).order(Funnel.Order.STRICT);
    }

    /** Steps in any order. */
    public static Funnel anyOrder(Duration window, List<Step> steps) {
        return Funnel.of(steps).within(window).order(Funnel.Order.ANY);
    }
}
