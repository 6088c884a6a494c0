package io.ckpi.experiments.rows;

import io.ckpi.core.Absent;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.experiments.Alternative;
import io.ckpi.experiments.internal.Tails;
import java.util.Objects;

/**
 * The rank test of Mann, Whitney and Wilcoxon: does a treated customer tend to be above a control customer?
 *
 * <p><b>Definition.</b> U = the number of pairs in which the treated value is greater, half for equal ones; share = U/(n_T·n_C).
 * Exact p-value for up to 50 customers per arm without equal values: from the number of orders with each U, twice the smaller tail.
 * Else normal: mean n_Tn_C/2, variance n_Tn_C/12·(N + 1 − Σ(t³ − t)/(N(N − 1))) with t the sizes of groups of equal values, with the
 * continuity correction of ½.
 *
 * <p>It says nothing about means: with revenue of which most is 0 it tests the share of buyers more than their spend.
 *
 * <p><b>Undefined.</b> An empty arm: {@link Reason#NO_DATA}; all values equal: {@link Reason#NO_VARIATION}.
 *
 * <p><b>Thread-safety.</b> immutable; arrays are read, never kept.
 *
 * <p>Source: H. B. Mann, D. R. Whitney 1947, doi:10.1214/aoms/1177730491.
 */
public final class MannWhitney {

    private static final int EXACT_UP_TO = 50;
    private static final MannWhitney DEFAULT = new MannWhitney(Alternative.TWO_SIDED);

    private final Alternative alternative;

    private MannWhitney(Alternative alternative) {
        this.alternative = alternative;
    }

    /** Two-sided. */
    public static MannWhitney withDefaults() {
        return DEFAULT;
    }

    /** The same for another alternative; greater means that treated values tend to be greater. */
    public MannWhitney with(Alternative newAlternative) {
        return new MannWhitney(Objects.requireNonNull(newAlternative, "newAlternative"));
    }

    /**
     * The result.
     *
     * @param u pairs in which the treated value is greater, half for equal ones
     * @param share the same as a share of all pairs: the probability that a random treated customer is above a random control
     *     customer
     * @param pValue 0 to 1
     * @param log10P its decimal logarithm, finite
     * @param method {@code exact} or {@code normal}
     */
    public record Result(double u, double share, double pValue, double log10P, String method) {}

    /**
     * The test.
     *
     * @throws IllegalArgumentException if a value is not finite; the message names its index
     */
    public Outcome<Result> test(double[] control, double[] treatment) {
        double[] c = QuantileMetric.Values.sorted("control", control);
        double[] t = QuantileMetric.Values.sorted("treatment", treatment);
        if (c.length == 0 || t.length == 0) {
            return Outcome.absent(Absent.because(
                    Reason.NO_DATA,
                    "the arms have " + c.length + " and " + t.length + " customers",
                    "клиентов в группах: " + c.length + " и " + t.length));
        }
        double pairs = (double) c.length * t.length;
        double n = (double) c.length + t.length;
        double u = 0;
        double ties = 0;
        int i = 0;
        int j = 0;
        while (i < c.length || j < t.length) {
            double value = i >= c.length ? t[j] : j >= t.length ? c[i] : Math.min(c[i], t[j]);
            int fromC = i;
            int fromT = j;
            while (i < c.length && c[i] == value) {
                i++;
            }
            while (j < t.length && t[j] == value) {
                j++;
            }
            double equalC = i - fromC;
            double equalT = j - fromT;
            u += equalT * (fromC + equalC / 2);
            double equal = equalC + equalT;
            ties += equal * (equal * equal - 1);
        }
        if (ties == n * (n * n - 1)) {
            return Outcome.absent(Absent.because(Reason.NO_VARIATION));
        }
        if (ties == 0 && c.length <= EXACT_UP_TO && t.length <= EXACT_UP_TO) {
            double p = exact(c.length, t.length, (int) u);
            return Outcome.of(new Result(u, u / pairs, p, Math.log10(p), "exact"));
        }
        double sd = Math.sqrt(pairs / 12 * (n + 1 - ties / (n * (n - 1))));
        double d = u - pairs / 2;
        double z =
                switch (alternative) {
                    case TWO_SIDED -> Math.max(0, Math.abs(d) - 0.5) / sd;
                    case GREATER -> (d - 0.5) / sd;
                    case LESS -> (-d - 0.5) / sd;
                };
        double factor = alternative == Alternative.TWO_SIDED ? 2 : 1;
        double p = Math.min(1, factor * Tails.normal(z));
        double log = Math.min(0, (Math.log(factor) + Tails.logNormal(z)) / Math.log(10));
        return Outcome.of(new Result(u, u / pairs, p, log, "normal"));
    }

    /** The exact p-value: orders by U, built up customer by customer. */
    private double exact(int controls, int treated, int u) {
        int most = controls * treated;
        double[][] orders = new double[treated + 1][most + 1]; // by treated customers and U, for the controls so far
        for (double[] row : orders) {
            row[0] = 1;
        }
        for (int c = 1; c <= controls; c++) {
            for (int t = 1; t <= treated; t++) { // the greatest is a control (as before) or is treated: c more pairs
                for (int v = c * t; v >= c; v--) {
                    orders[t][v] += orders[t - 1][v - c];
                }
            }
        }
        double[] count = orders[treated];
        double all = 0;
        double atMost = 0;
        double atLeast = 0;
        for (int v = 0; v <= most; v++) {
            all += count[v];
            atMost += v <= u ? count[v] : 0;
            atLeast += v >= u ? count[v] : 0;
        }
        return switch (alternative) {
            case TWO_SIDED -> Math.min(1, 2 * Math.min(atMost, atLeast) / all);
            case GREATER -> atLeast / all;
            case LESS -> atMost / all;
        };
    }
}
