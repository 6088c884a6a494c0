package io.ckpi.report.internal.text;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/** Rounding that keeps sums: the largest-remainder method. */
public final class Rounding {

    private Rounding() {}

    /**
     * Rounds parts to {@code decimals} so that the rounded parts add up exactly to {@code whole}. Every part is floored; the
     * missing units go to the parts with the largest fractional rests, ties in the order given. Each part ends within one
     * unit of its exact value.
     *
     * @param parts the exact parts
     * @param whole what the rounded parts must add up to: the rounded whole, less than one unit plus rounding away from the
     *     exact sum
     * @throws IllegalArgumentException if whole has more decimals, or is too far from the sum of the parts
     */
    public static List<BigDecimal> parts(List<BigDecimal> parts, BigDecimal whole, int decimals) {
        BigDecimal unit = BigDecimal.ONE.movePointLeft(decimals);
        List<BigDecimal> floors = new ArrayList<>();
        BigDecimal sum = BigDecimal.ZERO;
        for (BigDecimal part : parts) {
            BigDecimal floor = part.setScale(decimals, RoundingMode.FLOOR);
            floors.add(floor);
            sum = sum.add(floor);
        }
        int missing;
        try {
            missing = whole.subtract(sum).movePointRight(decimals).intValueExact();
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("the whole " + whole + " does not have " + decimals + " decimals", e);
        }
        if (missing < 0 || missing > parts.size()) {
            throw new IllegalArgumentException("the parts do not add up to " + whole + ": " + parts);
        }
        List<Integer> order = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            order.add(i);
        }
        // List.sort is stable: ties keep their order
        order.sort(Comparator.comparing((Integer i) -> parts.get(i).subtract(floors.get(i)))
                .reversed());
        for (int k = 0; k < missing; k++) {
            int i = order.get(k);
            floors.set(i, floors.get(i).add(unit));
        }
        return List.copyOf(floors);
    }
}
