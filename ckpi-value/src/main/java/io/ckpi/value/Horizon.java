package io.ckpi.value;

import java.util.Objects;

/**
 * How far ahead value is counted, and how it is discounted: H periods, payments at their ends.
 *
 * @param periods H, 1 or more
 * @param period the length of one
 * @param discount the discount
 */
record Horizon(int periods, Cadence period, Rate discount) {

    Horizon {
        if (periods < 1) {
            throw new IllegalArgumentException("periods is below 1: " + periods);
        }
        Objects.requireNonNull(period, "period");
        Objects.requireNonNull(discount, "discount");
    }

    /** Σᵢ (E[X(iw)] − E[X((i−1)w)])/(1+d)ⁱ over i = 1 … H. */
    double discounted(TransactionModel model, History history) {
        double width = period.in(model.cadence());
        double perPeriod = discount.in(period).value();
        if (perPeriod == 0) {
            return model.expected(history, periods * width);
        }
        double sum = 0;
        double before = 0;
        double factor = 1;
        for (int i = 1; i <= periods; i++) {
            double now = model.expected(history, i * width);
            factor /= 1 + perPeriod;
            sum += (now - before) * factor;
            before = now;
        }
        return sum;
    }
}
