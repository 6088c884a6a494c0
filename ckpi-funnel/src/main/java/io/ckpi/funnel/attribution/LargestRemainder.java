package io.ckpi.funnel.attribution;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import java.util.stream.IntStream;

/** Splits an amount of whole units by shares, exactly: the largest remainders get the units left over. */
final class LargestRemainder {

    private LargestRemainder() {}

    /**
     * Parts that sum to {@code units}. Equal remainders (within 1e-9 of a unit) are served in order.
     *
     * @param shares finite, of any sign, with a sum near 1
     */
    static long[] split(long units, double[] shares) {
        int n = shares.length;
        long[] parts = new long[n];
        long[] remainders = new long[n]; // in 1e-9 of a unit
        long left = units;
        for (int i = 0; i < n; i++) {
            BigDecimal exact = BigDecimal.valueOf(units).multiply(new BigDecimal(shares[i]));
            // a share such as 0.1 is a shade off: what is within 1e-9 of a whole unit is that unit
            BigDecimal nearest = exact.setScale(0, RoundingMode.HALF_EVEN);
            boolean whole = exact.subtract(nearest).abs().doubleValue() < 1e-9;
            BigInteger floor = whole
                    ? nearest.toBigInteger()
                    : exact.setScale(0, RoundingMode.FLOOR).toBigInteger();
            parts[i] = floor.longValueExact();
            remainders[i] =
                    whole ? 0 : Math.round(exact.subtract(new BigDecimal(floor)).doubleValue() * 1e9);
            left -= parts[i];
        }
        int[] order = IntStream.range(0, n)
                .boxed()
                .sorted((a, b) -> Long.compare(remainders[b], remainders[a])) // stable
                .mapToInt(Integer::intValue)
                .toArray();
        for (int i = 0; left != 0 && n > 0; i = (i + 1) % n) {
            long step = Long.signum(left);
            parts[step > 0 ? order[i] : order[n - 1 - i]] += step;
            left -= step;
        }
        return parts;
    }
}
