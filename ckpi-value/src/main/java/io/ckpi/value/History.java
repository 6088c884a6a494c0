package io.ckpi.value;

import java.util.Objects;

/**
 * What a transaction model knows of one customer: x repeat purchase days, the last of them at t_x and the end of observation
 * at T, both counted from the first purchase.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param repeats x, the number of purchase days after the first, 0 or more
 * @param last t_x, the time of the last purchase; 0 exactly if there was no repeat
 * @param age T, the time from the first purchase to the end of observation, finite and not below {@code last}
 * @param cadence the unit of both times
 */
public record History(int repeats, double last, double age, Cadence cadence) {

    /** Checks that the history is possible. @throws IllegalArgumentException if it is not */
    public History {
        Objects.requireNonNull(cadence, "cadence");
        check(repeats, last, age);
        last += 0.0; // turns -0 into 0
        age += 0.0;
    }

    /** A history counted in whole days, in another unit: days are divided by its length once. */
    public static History ofDays(int repeats, long lastDays, long ageDays, Cadence cadence) {
        return new History(repeats, cadence.ofDays((double) lastDays), cadence.ofDays((double) ageDays), cadence);
    }

    /** The same history in another unit of time. */
    public History in(Cadence other) {
        if (other.equals(cadence)) {
            return this;
        }
        double ratio = cadence.in(other);
        return new History(repeats, last * ratio, age * ratio, other);
    }

    /** Throws unless x ≥ 0, 0 ≤ t_x ≤ T finite, and t_x = 0 exactly if x = 0. */
    static void check(int repeats, double last, double age) {
        if (repeats < 0) {
            throw new IllegalArgumentException("repeats is negative: " + repeats);
        }
        if (!(age >= 0 && age <= Double.MAX_VALUE)) {
            throw new IllegalArgumentException("age is not a time of 0 or more: " + age);
        }
        if (!(last >= 0 && last <= age)) {
            throw new IllegalArgumentException("last is not between 0 and age " + age + ": " + last);
        }
        if ((repeats == 0) != (last == 0)) {
            throw new IllegalArgumentException(
                    repeats == 0
                            ? "last is " + last + " although there is no repeat"
                            : "last is 0 although repeats is " + repeats);
        }
    }
}
