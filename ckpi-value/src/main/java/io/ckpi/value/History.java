package io.ckpi.value;

/**
 * What a transaction model knows of one customer, in units of the model's {@link Cadence}.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param x the number of repeat purchases, 0 or more
 * @param tx the time from the first to the last purchase, 0 exactly when {@code x} is 0
 * @param age the time from the first purchase to the end of the data (T in the literature), not below {@code tx}
 */
public record History(long x, double tx, double age) {

    /** A customer who bought for the first time just now. */
    public static final History NEW = new History(0, 0, 0);

    /** Checks that the history is possible. */
    public History {
        check(x, tx, age);
    }

    static void check(long x, double tx, double age) {
        if (x < 0) {
            throw new IllegalArgumentException("x must not be negative: " + x);
        }
        if (!(tx >= 0 && tx <= age && age < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("0 <= tx <= age must hold: tx " + tx + ", age " + age);
        }
        if (x == 0 != (tx == 0)) {
            throw new IllegalArgumentException("tx must be 0 exactly when x is 0: x " + x + ", tx " + tx);
        }
    }
}
