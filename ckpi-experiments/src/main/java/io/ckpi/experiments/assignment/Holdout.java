package io.ckpi.experiments.assignment;

import java.math.BigDecimal;
import java.time.LocalDate;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A group of customers that gets no marketing of a kind, decided before any test and by a salt of its own.
 *
 * <p>Membership depends on the customer and the salt alone: it is stable, needs no table, and is independent of every test. The share
 * may only grow ({@link #extendedTo}); then nobody leaves. A customer in a holdout is never the control of a test inside: {@link
 * Split} asks the holdouts first. Who is in is recorded as {@code io.ckpi.core.record.Assignment}.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param name its name, not blank
 * @param salt makes membership independent of other assignments, not blank; never changed while the holdout lives
 * @param share of customers held back, strictly between 0 and 1
 * @param from first day
 * @param until first day after it, or null if open
 */
public record Holdout(
        String name,
        String salt,
        double share,
        LocalDate from,
        @Nullable LocalDate until) {

    /** Checks the components. */
    public Holdout {
        if (name.isBlank()) {
            throw new IllegalArgumentException("name is blank");
        }
        if (salt.isBlank()) {
            throw new IllegalArgumentException("salt is blank");
        }
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share is not strictly between 0 and 1: " + share);
        }
        Objects.requireNonNull(from, "from");
        if (until != null && !until.isAfter(from)) {
            throw new IllegalArgumentException("until " + until + " is not after from " + from);
        }
    }

    /** An open holdout from this day on, salted by its name. */
    public static Holdout of(String name, double share, LocalDate from) {
        return new Holdout(name, "holdout/" + name, share, from, null);
    }

    /** The same with an end. */
    public Holdout until(LocalDate firstDayAfter) {
        return new Holdout(name, salt, share, from, firstDayAfter);
    }

    /**
     * The same with a larger share: every member stays.
     *
     * @throws IllegalArgumentException if the share is smaller: members would leave and meet what they were kept from
     */
    public Holdout extendedTo(double newShare) {
        if (newShare < share) {
            throw new IllegalArgumentException("a holdout may not shrink from " + share + " to " + newShare);
        }
        return new Holdout(name, salt, newShare, from, until);
    }

    /** True if the holdout is in force on this day. */
    public boolean activeOn(LocalDate day) {
        return !day.isBefore(from) && (until == null || day.isBefore(until));
    }

    /** True if the unit belongs to it, whatever the day. */
    public boolean contains(String unit) {
        BucketRange range = new BucketRange(BigDecimal.ZERO, BigDecimal.valueOf(share));
        return range.contains(Bucketing.MURMUR3.bucket(unit, salt), Bucketing.MURMUR3.buckets());
    }

    /** True if the unit is held back on this day. */
    public boolean holdsBack(String unit, LocalDate day) {
        return activeOn(day) && contains(unit);
    }
}
