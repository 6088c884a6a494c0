package io.ckpi.value;

import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How likely a recommended customer is of type one: would not have come without the recommendation. It is an input: assumed, or
 * measured with a hold-out. If it is not known, the value of referrals has two bounds and no point.
 *
 * @param share the probability, or null if it is not known
 * @param interval its interval within 0 … 1, or null if it has none
 */
public record TypeOneShare(@Nullable Double share, @Nullable Interval interval) {

    /** Checks that share and interval are probabilities. @throws IllegalArgumentException if not */
    public TypeOneShare {
        if (share == null && interval != null) {
            throw new IllegalArgumentException("an interval without a share: " + interval);
        }
        if (share != null && !(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException("share is not from 0 to 1: " + share);
        }
        if (interval != null) {
            Double low = interval.low();
            Double high = interval.high();
            if (low == null || high == null || low < 0 || high > 1) {
                throw new IllegalArgumentException("interval is not from 0 to 1: " + low + " to " + high);
            }
        }
    }

    /** Not known: both bounds. */
    public static TypeOneShare unknown() {
        return new TypeOneShare(null, null);
    }

    /** Assumed. @throws IllegalArgumentException if it is not from 0 to 1 */
    public static TypeOneShare of(double share) {
        return new TypeOneShare(share, null);
    }

    /** Measured, for instance with a hold-out. @throws IllegalArgumentException if it is not from 0 to 1 */
    public static TypeOneShare of(Estimate estimate) {
        return new TypeOneShare(estimate.value(), estimate.interval());
    }

    /** The probability if it is known. */
    public Optional<Double> known() {
        return Optional.ofNullable(share);
    }
}
