package io.ckpi.core.formula;

import io.ckpi.core.Absent;
import io.ckpi.core.Money;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.math.BigDecimal;

/**
 * Relative change: (now − before) / before, a ratio; −1 is the loss of everything.
 *
 * <p><b>Undefined.</b> Growth from 0: {@link Reason#ZERO_BASE}; from a negative base: {@link Reason#NEGATIVE_BASE}. Both tell the
 * absolute change in their detail.
 *
 * <p><b>Numerics.</b> decimal arithmetic, one rounding. <b>Thread-safety.</b> static functions.
 */
public final class Growth {

    private Growth() {}

    /** Growth of an amount. @throws IllegalArgumentException if the currencies differ */
    public static Reading of(Money now, Money before) {
        Money change = now.minus(before);
        return growth(change.amount(), before.amount(), change.toString());
    }

    /** Growth of a number. @throws IllegalArgumentException if one is not finite */
    public static Reading of(double now, double before) {
        BigDecimal base = Amounts.decimal("before", before);
        BigDecimal change = Amounts.decimal("now", now).subtract(base);
        return growth(
                change,
                base,
                change.signum() == 0 ? "0" : change.stripTrailingZeros().toPlainString());
    }

    private static Reading growth(BigDecimal change, BigDecimal base, String absolute) {
        if (base.signum() > 0) {
            return Amounts.quotient(change, base, Unit.RATIO, "growth");
        }
        return Absent.because(
                base.signum() == 0 ? Reason.ZERO_BASE : Reason.NEGATIVE_BASE,
                "the change is " + absolute,
                "изменение равно " + absolute);
    }
}
