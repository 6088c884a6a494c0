package io.ckpi.value;

import io.ckpi.core.Absent;
import io.ckpi.core.Names;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.core.stat.Quantiles;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Customers by lifetime value and referral value: four groups that want four treatments.
 *
 * <p><b>Definition.</b> High means above the border; a value on the border is low. The default borders are the medians (type 7),
 * which is a judgement: where most customers refer nobody, the median of CRV is 0 and every referral is high.
 *
 * <p><b>Source.</b> V. Kumar, J. A. Petersen, R. P. Leone 2007, Harvard Business Review 85(10).
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param of the quadrant of each customer, in the order of the arrays
 * @param clvBorder above it lifetime value is high
 * @param crvBorder above it referral value is high
 */
public record Quadrants(List<Quadrant> of, double clvBorder, double crvBorder) {

    /** One of four groups. */
    public enum Quadrant {
        /** Both are high. */
        CHAMPIONS("Чемпионы", "Champions"),
        /** Lifetime value alone is high. */
        AFFLUENTS("Состоятельные", "Affluents"),
        /** Referral value alone is high. */
        ADVOCATES("Адвокаты", "Advocates"),
        /** Neither is high. */
        MISERS("Скупые", "Misers");

        private final Names names;

        Quadrant(String ru, String en) {
            this.names = new Names(ru, en);
        }

        /** The name in both languages. */
        public Names names() {
            return names;
        }
    }

    /** Copies the list and checks the borders. @throws IllegalArgumentException if one is not finite */
    public Quadrants {
        of = List.copyOf(of);
        Checks.finite("clvBorder", clvBorder);
        Checks.finite("crvBorder", crvBorder);
    }

    /**
     * Customers split at the medians; {@link Reason#NO_DATA} without a customer.
     *
     * @throws IllegalArgumentException if the arrays differ in length or a value is not finite, with its index
     */
    public static Outcome<Quadrants> atMedians(double[] clv, double[] crv) {
        check(clv, crv);
        return clv.length == 0
                ? Outcome.absent(Absent.because(Reason.NO_DATA))
                : Outcome.of(at(clv, crv, median(clv), median(crv)));
    }

    /**
     * Customers split at given borders.
     *
     * @throws IllegalArgumentException if the arrays differ in length, or a value or border is not finite
     */
    public static Quadrants at(double[] clv, double[] crv, double clvBorder, double crvBorder) {
        check(clv, crv);
        List<Quadrant> of = new ArrayList<>(clv.length);
        for (int i = 0; i < clv.length; i++) {
            boolean worth = clv[i] > clvBorder;
            boolean refers = crv[i] > crvBorder;
            of.add(
                    worth
                            ? refers ? Quadrant.CHAMPIONS : Quadrant.AFFLUENTS
                            : refers ? Quadrant.ADVOCATES : Quadrant.MISERS);
        }
        return new Quadrants(of, clvBorder, crvBorder);
    }

    /** How many customers each quadrant has. */
    public Map<Quadrant, Long> sizes() {
        Map<Quadrant, Long> sizes = new EnumMap<>(Quadrant.class);
        for (Quadrant quadrant : Quadrant.values()) {
            sizes.put(quadrant, 0L);
        }
        of.forEach(quadrant -> sizes.merge(quadrant, 1L, Long::sum));
        return sizes;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return Quantiles.type7(sorted, 0.5);
    }

    private static void check(double[] clv, double[] crv) {
        if (clv.length != crv.length) {
            throw new IllegalArgumentException("clv has " + clv.length + " values, crv " + crv.length);
        }
        for (int i = 0; i < clv.length; i++) {
            Checks.finite("clv " + i, clv[i]);
            Checks.finite("crv " + i, crv[i]);
        }
    }
}
