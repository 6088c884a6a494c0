package io.ckpi.core.stat;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;

/**
 * A share k of n with <b>one observation per person, lead or order</b>, the difference of two shares and their ratio.
 *
 * <p><b>Definition.</b> share = k / n, a ratio from 0 to 1, with Wilson's score interval without continuity correction.
 * Difference: Newcombe's hybrid score interval (his method 10). Ratio of two independent shares r = (k₁/n₁) / (k₂/n₂):
 * exp(ln r ± z·√(1/k₁ − 1/n₁ + 1/k₂ − 1/n₂)).
 *
 * <p>Where one person contributes several visits, calls or tasks these intervals are too short: use {@link Ratios#share}.
 *
 * <p><b>Undefined</b> without a trial: {@link Reason#NO_DATA}, or {@link Reason#NOT_DUE_YET} if every case is pending. Counts
 * that cannot be (negative, k above n) are an {@link IllegalArgumentException}; {@link #ofRecords} makes them
 * {@link Reason#INVALID_INPUT}, because there the records are wrong and not the program.
 *
 * <p><b>Numerics.</b> The lower limit comes from the product of both roots, so it keeps its digits for tiny shares; tested to
 * 1e-12 relative against exact arithmetic.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> E. B. Wilson 1927, doi:10.1080/01621459.1927.10502953. R. G. Newcombe 1998,
 * doi:10.1002/(SICI)1097-0258(19980430)17:8&lt;873::AID-SIM779&gt;3.0.CO;2-I. D. Katz and others 1978,
 * doi:10.2307/2530610.
 */
public final class Shares {

    private static final Shares DEFAULT = new Shares(Critical.DEFAULT_LEVEL);

    private final double level;

    private Shares(double level) {
        this.level = level;
    }

    /** Intervals of 95 %. */
    public static Shares withDefaults() {
        return DEFAULT;
    }

    /** The same with another level. @throws IllegalArgumentException if it is not strictly between 0 and 1 */
    public Shares withLevel(double newLevel) {
        return new Shares(Critical.level(newLevel));
    }

    /** The level of the intervals. */
    public double level() {
        return level;
    }

    /**
     * The share of {@code successes} among {@code trials}.
     *
     * @throws IllegalArgumentException if a count is negative or there are more successes than trials
     */
    public Reading of(long successes, long trials) {
        return of(successes, trials, 0);
    }

    /**
     * The share of {@code successes} among {@code trials}, with cases that are still open and counted in neither.
     *
     * @throws IllegalArgumentException if a count is negative or there are more successes than trials
     */
    public Reading of(long successes, long trials, long pending) {
        check("successes", successes, "trials", trials);
        if (pending < 0) {
            throw new IllegalArgumentException("pending is negative: " + pending);
        }
        if (trials == 0) {
            return Absent.because(pending > 0 ? Reason.NOT_DUE_YET : Reason.NO_DATA);
        }
        return new Measured(Estimate.of((double) successes / trials, Unit.RATIO)
                .withInterval(wilson((double) successes, (double) trials, level))
                .withN(trials)
                .withMethod("wilson")
                .withRatio((double) successes, (double) trials)
                .withPending(pending));
    }

    /**
     * The same for counts that come from records: what cannot be is {@link Reason#INVALID_INPUT} with the counts in the
     * detail, not an exception.
     */
    public Reading ofRecords(long successes, long trials, long pending) {
        if (successes < 0 || successes > trials || pending < 0) {
            return Absent.because(
                    Reason.INVALID_INPUT,
                    successes + " of " + trials + ", pending " + pending,
                    successes + " из " + trials + ", ожидают " + pending);
        }
        return of(successes, trials, pending);
    }

    /**
     * The first share minus the second, both of independent groups, from −1 to 1. {@link Reason#NO_DATA} if a group is
     * empty.
     *
     * @throws IllegalArgumentException if a count is negative or there are more successes than trials
     */
    public Reading difference(long successes1, long trials1, long successes2, long trials2) {
        check("successes1", successes1, "trials1", trials1);
        check("successes2", successes2, "trials2", trials2);
        if (trials1 == 0 || trials2 == 0) {
            return emptyGroup(trials1, trials2);
        }
        double p1 = (double) successes1 / trials1;
        double p2 = (double) successes2 / trials2;
        Limits limits1 = limits((double) successes1, (double) trials1, level);
        Limits limits2 = limits((double) successes2, (double) trials2, level);
        double difference = p1 - p2;
        double low = difference - Math.hypot(p1 - limits1.low, limits2.high - p2);
        double high = difference + Math.hypot(limits1.high - p1, p2 - limits2.low);
        return new Measured(Estimate.of(difference, Unit.RATIO)
                .withInterval(Interval.of(Math.max(-1, low), Math.min(1, high), level))
                .withN(Math.addExact(trials1, trials2))
                .withMethod("newcombe"));
    }

    /**
     * The first share divided by the second, both of independent groups, 0 or more. {@link Reason#NO_DATA} if a group is
     * empty, {@link Reason#ZERO_DENOMINATOR} if the second share is 0. The flag NO_INTERVAL stands where the interval's
     * formula has none: if the first share is 0, or if both are 1.
     *
     * @throws IllegalArgumentException if a count is negative or there are more successes than trials
     */
    public Reading ratio(long successes1, long trials1, long successes2, long trials2) {
        check("successes1", successes1, "trials1", trials1);
        check("successes2", successes2, "trials2", trials2);
        if (trials1 == 0 || trials2 == 0) {
            return emptyGroup(trials1, trials2);
        }
        if (successes2 == 0) {
            return Absent.because(
                    Reason.ZERO_DENOMINATOR,
                    successes1 + " of " + trials1 + " against 0 of " + trials2,
                    successes1 + " из " + trials1 + " против 0 из " + trials2);
        }
        double ratio = ((double) successes1 * trials2) / ((double) trials1 * successes2);
        Estimate estimate = Estimate.of(ratio, Unit.RATIO)
                .withN(Math.addExact(trials1, trials2))
                .withMethod("log");
        if (successes1 == 0 || (successes1 == trials1 && successes2 == trials2)) {
            return new Measured(estimate.withFlag(Flag.of(Flag.Code.NO_INTERVAL)));
        }
        double variance = oneMinusShareOverCount(successes1, trials1) + oneMinusShareOverCount(successes2, trials2);
        double factor = Math.exp(Critical.z(level) * Math.sqrt(variance));
        return new Measured(estimate.withInterval(Interval.of(ratio / factor, ratio * factor, level)));
    }

    /** Wilson's limits as an interval. */
    static Interval wilson(double successes, double trials, double level) {
        Limits limits = limits(successes, trials, level);
        return Interval.of(limits.low, limits.high, level);
    }

    /** Wilson's limits of {@code successes} out of {@code trials}; both may be effective, not whole, numbers. */
    static Limits limits(double successes, double trials, double level) {
        double z = Critical.z(level);
        double z2 = z * z;
        double failures = trials - successes;
        double root = z * Math.sqrt(successes * (failures / trials) + z2 / 4);
        double high = failures == 0 ? 1 : Math.min(1, (successes + z2 / 2 + root) / (trials + z2));
        double low = successes * (successes / trials) / (successes + z2 / 2 + root);
        return new Limits(Math.min(low, high), high);
    }

    /** Two limits. */
    record Limits(double low, double high) {}

    /** 1/k − 1/n, without the cancellation. */
    private static double oneMinusShareOverCount(long successes, long trials) {
        return (trials - successes) / ((double) successes * trials);
    }

    private static Absent emptyGroup(long trials1, long trials2) {
        return Absent.because(
                Reason.NO_DATA,
                "the groups have " + trials1 + " and " + trials2 + " observations",
                "наблюдений в группах: " + trials1 + " и " + trials2);
    }

    private static void check(String successesName, long successes, String trialsName, long trials) {
        if (successes < 0) {
            throw new IllegalArgumentException(successesName + " is negative: " + successes);
        }
        if (successes > trials) {
            throw new IllegalArgumentException(
                    successesName + " " + successes + " is above " + trialsName + " " + trials);
        }
    }
}
