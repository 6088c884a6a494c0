package io.ckpi.scoring;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Flag;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Names;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import java.util.Objects;
import org.apache.commons.statistics.distribution.NormalDistribution;

/**
 * Whether history agrees with a link of the strategy map. It is a correlation, no proof of a cause.
 *
 * <p><b>Definition.</b> From both series of scores the first differences are taken, the effect's are moved by the lag, and
 * Pearson's r of the pairs is given with its 90 % interval by Fisher's z: tanh(artanh r ± 1.645/√(n − 3)). An interval on the
 * side that the link's sign expects is CONSISTENT, on the other side CONTRADICTED, else INCONCLUSIVE; below
 * {@value #LEAST_PAIRS} pairs there is TOO_LITTLE_DATA. The number and the level are judgements. Differences, because two
 * independent series that drift agree by their drift alone: of independent random walks of length 36 about a third would
 * pass undifferenced, 5 % do so differenced. Source: R. A. Fisher 1915, doi:10.1093/biomet/10.4.507; C. W. J. Granger and P.
 * Newbold 1974, doi:10.1016/0304-4076(74)90034-7.
 *
 * @param link the link
 * @param verdict what history says
 * @param correlation r with its interval, flagged OBSERVATIONAL, n the pairs; INSUFFICIENT_DATA with too few pairs,
 *     NO_VARIATION if one of the series never changes, or why there is no series
 * @param pairs the pairs of differences that exist
 */
public record LinkTest(StrategyMap.Link link, Verdict verdict, Reading correlation, int pairs) {

    /** The least number of pairs of differences; a judgement. */
    public static final int LEAST_PAIRS = 12;

    private static final double LEVEL = 0.9;
    private static final double Z = NormalDistribution.of(0, 1).inverseSurvivalProbability((1 - LEVEL) / 2);

    /** What history says about a link. */
    public enum Verdict {
        /** The interval lies on the side that the link expects. */
        CONSISTENT("согласуется с данными", "agrees with the data"),
        /** The interval lies on the other side. */
        CONTRADICTED("данные говорят об обратном", "contradicted by the data"),
        /** The interval covers 0, or nothing ever changed. */
        INCONCLUSIVE("данные не решают", "inconclusive"),
        /** Too few pairs. */
        TOO_LITTLE_DATA("данных слишком мало", "too little data");

        private final Names names;

        Verdict(String ru, String en) {
            this.names = new Names(ru, en);
        }

        /** The verdict in words. */
        public Names names() {
            return names;
        }
    }

    /** Checks that nothing is missing. */
    public LinkTest {
        Objects.requireNonNull(link, "link");
        Objects.requireNonNull(verdict, "verdict");
        Objects.requireNonNull(correlation, "correlation");
        if (pairs < 0) {
            throw new IllegalArgumentException("pairs is negative: " + pairs);
        }
    }

    /** A link that cannot be tested. */
    static LinkTest none(StrategyMap.Link link, Absent why) {
        return new LinkTest(link, Verdict.TOO_LITTLE_DATA, why, 0);
    }

    /**
     * Tests a link.
     *
     * @param link the link
     * @param cause scores of the cause, one per period, oldest first; a missing one takes the two differences beside it out
     * @param effect scores of the effect in the same periods
     * @param lag by how many periods the effect follows, 0 or more
     * @throws IllegalArgumentException if the series have different lengths or the lag is negative
     */
    public static LinkTest of(StrategyMap.Link link, Column cause, Column effect, int lag) {
        if (cause.size() != effect.size()) {
            throw new IllegalArgumentException(
                    "the cause has " + cause.size() + " periods, the effect " + effect.size());
        }
        if (lag < 0) {
            throw new IllegalArgumentException("lag is negative: " + lag);
        }
        double[] x = new double[cause.size()];
        double[] y = new double[cause.size()];
        int n = 0;
        for (int t = 1; t + (long) lag < effect.size(); t++) {
            int later = t + lag;
            if (cause.isPresent(t)
                    && cause.isPresent(t - 1)
                    && effect.isPresent(later)
                    && effect.isPresent(later - 1)) {
                // halved, so that the difference of the largest doubles is still one
                x[n] = cause.get(t) / 2 - cause.get(t - 1) / 2;
                y[n] = effect.get(later) / 2 - effect.get(later - 1) / 2;
                n++;
            }
        }
        if (n < LEAST_PAIRS) {
            return new LinkTest(
                    link,
                    Verdict.TOO_LITTLE_DATA,
                    Absent.because(
                            Reason.INSUFFICIENT_DATA,
                            n + " pairs of changes, " + LEAST_PAIRS + " are needed",
                            "пар изменений " + n + ", нужно " + LEAST_PAIRS),
                    n);
        }
        double r = correlation(x, y, n);
        if (Double.isNaN(r)) {
            return new LinkTest(
                    link,
                    Verdict.INCONCLUSIVE,
                    Absent.because(Reason.NO_VARIATION, "one of the two never changes", "одно из двух не меняется"),
                    n);
        }
        Interval interval = interval(r, n);
        Double low = interval.low();
        Double high = interval.high();
        int side = low != null && low > 0 ? 1 : high != null && high < 0 ? -1 : 0;
        int expected = link.sign() == StrategyMap.Sign.POSITIVE ? 1 : -1;
        Verdict verdict =
                side == 0 ? Verdict.INCONCLUSIVE : side == expected ? Verdict.CONSISTENT : Verdict.CONTRADICTED;
        return new LinkTest(
                link,
                verdict,
                new Measured(Estimate.of(r, Unit.RATIO)
                        .withInterval(interval)
                        .withN(n)
                        .withMethod("pearson-of-differences")
                        .withFlag(Flag.of(Flag.Code.OBSERVATIONAL))),
                n);
    }

    private static Interval interval(double r, int n) {
        if (Math.abs(r) == 1) {
            return Interval.of(r, r, LEVEL);
        }
        double z = (Math.log1p(r) - Math.log1p(-r)) / 2;
        double width = Z / Math.sqrt(n - 3.0);
        return Interval.of(Math.tanh(z - width), Math.tanh(z + width), LEVEL);
    }

    /** Pearson's r of the first {@code n} pairs, from centred products; NaN if one of the two does not vary. */
    private static double correlation(double[] x, double[] y, int n) {
        double[] a = standardised(x, n);
        double[] b = standardised(y, n);
        double products = 0;
        double left = 0;
        double right = 0;
        for (int i = 0; i < n; i++) {
            products += a[i] * b[i];
            left += a[i] * a[i];
            right += b[i] * b[i];
        }
        if (!(left > 0) || !(right > 0)) {
            return Double.NaN;
        }
        return Math.max(-1, Math.min(1, products / Math.sqrt(left) / Math.sqrt(right)));
    }

    /** Centred and scaled to the greatest deviation 1, so that squares neither overflow nor vanish; zeros if constant. */
    private static double[] standardised(double[] x, int n) {
        double scale = 0;
        boolean varies = false;
        for (int i = 0; i < n; i++) {
            scale = Math.max(scale, Math.abs(x[i]));
            varies |= x[i] != x[0];
        }
        double[] z = new double[n];
        if (!varies) {
            return z;
        }
        double mean = 0;
        for (int i = 0; i < n; i++) {
            mean += x[i] / scale / n;
        }
        double greatest = 0;
        for (int i = 0; i < n; i++) {
            z[i] = x[i] / scale - mean;
            greatest = Math.max(greatest, Math.abs(z[i]));
        }
        for (int i = 0; i < n && greatest > 0; i++) {
            z[i] /= greatest;
        }
        return z;
    }
}
