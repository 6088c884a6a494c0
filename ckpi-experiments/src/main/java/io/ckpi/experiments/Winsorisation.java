package io.ckpi.experiments;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.core.stat.Quantiles;
import java.util.Arrays;

/**
 * Cuts the largest values of both arms to one cap before they are compared. That changes what is estimated: the effect on capped
 * values. One cap for both arms, so that the cap itself is no effect.
 *
 * <p><b>Definition.</b> cap = type-7 quantile p of both arms together, or of their positive values; values above are set to it.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class Winsorisation {

    private final double p;
    private final boolean positives;

    private Winsorisation(double p, boolean positives) {
        this.p = p;
        this.positives = positives;
    }

    /**
     * Both arms after the cut.
     *
     * @param cap the cap
     * @param control the control's values
     * @param treated the treatment's values
     * @param cutControl how many of the control were cut
     * @param cutTreated how many of the treatment were cut
     */
    @SuppressWarnings("ArrayRecordComponent") // columns in, columns out
    public record Capped(double cap, double[] control, double[] treated, long cutControl, long cutTreated) {}

    /** Caps at a quantile of all values. @throws IllegalArgumentException if p is not strictly between 0 and 1 */
    public static Winsorisation at(double p) {
        if (!(p > 0 && p < 1)) {
            throw new IllegalArgumentException("p is not strictly between 0 and 1: " + p);
        }
        return new Winsorisation(p, false);
    }

    /** The same with the quantile of the positive values only. */
    public Winsorisation ofPositives() {
        return new Winsorisation(p, true);
    }

    /**
     * Cuts both arms; the arrays given are not changed.
     *
     * <p>Undefined without a value (or, {@link #ofPositives}, a positive one): {@link Reason#NO_DATA}.
     *
     * @throws IllegalArgumentException if a value is not finite; the message names the index
     */
    public Outcome<Capped> cut(double[] control, double[] treated) {
        check("control", control);
        check("treated", treated);
        double[] all = new double[control.length + treated.length];
        System.arraycopy(control, 0, all, 0, control.length);
        System.arraycopy(treated, 0, all, control.length, treated.length);
        double[] used = positives ? Arrays.stream(all).filter(x -> x > 0).toArray() : all;
        if (used.length == 0) {
            return Outcome.absent(Absent.because(Reason.NO_DATA));
        }
        Arrays.sort(used);
        double cap = Quantiles.type7(used, p);
        return Outcome.of(new Capped(
                cap,
                cut(control, cap),
                cut(treated, cap),
                Arrays.stream(control).filter(x -> x > cap).count(),
                Arrays.stream(treated).filter(x -> x > cap).count()));
    }

    private static double[] cut(double[] values, double cap) {
        return Arrays.stream(values).map(x -> Math.min(x, cap)).toArray();
    }

    private static void check(String name, double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(name + "[" + i + "] is not finite: " + values[i]);
            }
        }
    }
}
