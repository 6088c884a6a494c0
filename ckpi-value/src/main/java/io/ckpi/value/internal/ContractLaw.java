package io.ckpi.value.internal;

import io.ckpi.core.numeric.GaussLegendre;
import java.util.List;
import org.apache.commons.numbers.gamma.Digamma;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.Trigamma;

/**
 * Survival of contracts: ln S(t) with derivatives for sBG, beta-discrete-Weibull and their limits with one chance of leaving
 * for all.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class ContractLaw {

    private static final GaussLegendre RULE = GaussLegendre.of(16);
    private static final int SUMMED = 3000;
    private static final double HUGE = 1e14;

    private final boolean weibull;
    private final boolean constant;
    private final double[] p;

    private ContractLaw(boolean weibull, boolean constant, double[] p) {
        this.weibull = weibull;
        this.constant = constant;
        this.p = p;
    }

    /** sBG. */
    public static ContractLaw sbg(double alpha, double beta) {
        return new ContractLaw(false, false, new double[] {alpha, beta});
    }

    /** Beta-discrete-Weibull. */
    public static ContractLaw bdw(double alpha, double beta, double c) {
        return new ContractLaw(true, false, new double[] {alpha, beta, c});
    }

    /** The limit in which all leave with the same chance. */
    static ContractLaw constant(boolean weibull, double share) {
        return new ContractLaw(weibull, true, weibull ? new double[] {share, 1} : new double[] {share});
    }

    /** The same law with other parameters. */
    public ContractLaw with(double[] other) {
        return new ContractLaw(weibull, constant, other.clone());
    }

    /** Whether all leave with the same chance. */
    public boolean isConstant() {
        return constant;
    }

    /** The number of parameters. */
    public int size() {
        return p.length;
    }

    /** Parameter {@code i}. */
    public double parameter(int i) {
        return p[i];
    }

    /** A copy of the parameters. */
    public double[] toArray() {
        return p.clone();
    }

    /** Whether parameter {@code i} is a share. */
    public boolean isShare(int i) {
        return constant && i == 0;
    }

    /** The names of the parameters. */
    public List<String> names() {
        if (constant) {
            return weibull ? List.of("p", "c") : List.of("p");
        }
        return weibull ? List.of("alpha", "beta", "c") : List.of("alpha", "beta");
    }

    private double stretched(double t) {
        return weibull ? Math.pow(t, constant ? p[1] : p[2]) : t;
    }

    private double logSurvival(double t) {
        double u = stretched(t);
        if (constant) {
            return u * Math.log1p(-p[0]);
        }
        if (!weibull) {
            return Special.logStay(p[0], p[1], (long) t);
        }
        return u > HUGE * (1 + p[0] + p[1])
                ? LogGamma.value(p[0] + p[1]) - LogGamma.value(p[1]) - p[0] * p[2] * Math.log(t)
                : LogBeta.value(p[0], p[1] + u) - LogBeta.value(p[0], p[1]);
    }

    /** S(t). */
    public double survival(int t) {
        return t == 0 ? 1 : Math.exp(logSurvival(t));
    }

    /** S(t)/S(t−1). */
    public double retention(int t) {
        if (!weibull && !constant) {
            return (p[1] + t - 1) / (p[0] + p[1] + t - 1);
        }
        return t == 1 ? survival(1) : Math.exp(logSurvival(t) - logSurvival(t - 1));
    }

    /** Σ_(t ≥ n) S(t)/S(n−1)/(1+d)^(t−n), or for n = 0 Σ S(t)/(1+d)^t; infinite where it does not converge. */
    public double residual(int n, double d) {
        double extra = n == 0 ? 0 : 1;
        if (!weibull) {
            if (constant) {
                return d + p[0] > 0 ? Math.pow(1 - p[0], extra) * (1 + d) / (d + p[0]) : Double.POSITIVE_INFINITY;
            }
            double stay = p[1] + Math.max(0, n - 1);
            if (d == 0) {
                double forever = p[0] > 1 ? (p[0] + stay - 1) / (p[0] - 1) : Double.POSITIVE_INFINITY;
                return n == 0 ? forever : p[0] > 1 ? stay / (p[0] - 1) : Double.POSITIVE_INFINITY;
            }
            return d > 0
                    ? BetaMean.of(p[0], stay, (q, log) -> (n == 0 ? 1 : 1 - q) * (1 + d) / (d + q))
                    : Double.POSITIVE_INFINITY;
        }
        double delta = Math.log1p(d);
        double c = constant ? p[1] : p[2];
        boolean fast = constant && (c > 1 || (c == 1 && delta > Math.log1p(-p[0])));
        if (!(delta > 0 || fast || (delta == 0 && (constant || p[0] * c > 1)))) {
            return Double.POSITIVE_INFINITY;
        }
        double start = n <= 1 ? 0 : logSurvival(n - 1);
        double sum = 0;
        int t = n;
        for (; t < n + SUMMED; t++) {
            double term = Math.exp((t == 0 ? 0 : logSurvival(t)) - start - delta * (t - n));
            sum += term;
            // falling faster than 1/2 per step, or nothing left to add at any pace
            if (term < 1e-18 * sum && term < 1e-40) {
                return sum;
            }
        }
        return sum + tail(t, n, start, delta);
    }

    /** Σ from t on by Euler and Maclaurin: the integral in ln t, half the first term and a twelfth of its slope. */
    private double tail(int t, int n, double start, double delta) {
        double first = Math.exp(logSurvival(t) - start - delta * (t - n));
        double step = 1e-3 * t;
        double slope = (Math.exp(logSurvival(t + step) - start - delta * (t + step - n))
                        - Math.exp(logSurvival(t - step) - start - delta * (t - step - n)))
                / (2 * step);
        double sum = 0;
        double y = Math.log(t);
        for (int panel = 0; panel < 100_000; panel++) {
            double width = Math.min(0.5, delta > 0 ? 4 / (delta * Math.exp(y)) : 0.5);
            double part = RULE.integrate(
                    v -> {
                        double u = Math.exp(v);
                        return Math.exp(logSurvival(u) - start - delta * (u - n) + v);
                    },
                    y,
                    y + width);
            sum += part;
            y += width;
            if (part < 1e-17 * sum || part == 0 || y > 690) {
                break;
            }
        }
        return sum + first / 2 - slope / 12;
    }

    /** Overwrites derivatives of ln S(t) and returns its value. */
    double derivatives(int t, double[] g, double[][] h) {
        if (t == 0) {
            java.util.Arrays.fill(g, 0);
            for (double[] row : h) {
                java.util.Arrays.fill(row, 0);
            }
            return 0;
        }
        double u = stretched(t);
        double log = Math.log(t);
        if (constant) {
            double stay = Math.log1p(-p[0]);
            g[0] = -u / (1 - p[0]);
            h[0][0] = g[0] / (1 - p[0]);
            if (weibull) {
                g[1] = u * log * stay;
                h[1][1] = g[1] * log;
                h[0][1] = g[0] * log;
                h[1][0] = h[0][1];
            }
            return u * stay;
        }
        if (!weibull) {
            g[0] = 0;
            g[1] = 0;
            h[0][0] = 0;
            h[1][1] = 0;
            for (int i = 0; i < t; i++) {
                double b = p[1] + i;
                double inverse = 1 / (p[0] + b);
                g[0] -= inverse;
                g[1] += p[0] / b * inverse;
                h[0][0] += inverse * inverse;
                h[1][1] -= p[0] / b * inverse * (1 / b + inverse);
            }
            h[0][1] = h[0][0];
            h[1][0] = h[0][0];
            return logSurvival(t);
        }
        double all = p[0] + p[1];
        double d1 = Digamma.value(p[1] + u) - Digamma.value(all + u);
        double t1 = Trigamma.value(p[1] + u) - Trigamma.value(all + u);
        double slope = u * log;
        g[0] = Digamma.value(all) - Digamma.value(all + u);
        g[1] = d1 + Digamma.value(all) - Digamma.value(p[1]);
        g[2] = d1 * slope;
        h[0][0] = Trigamma.value(all) - Trigamma.value(all + u);
        h[0][1] = h[0][0];
        h[0][2] = -Trigamma.value(all + u) * slope;
        h[1][1] = t1 + Trigamma.value(all) - Trigamma.value(p[1]);
        h[1][2] = t1 * slope;
        h[2][2] = t1 * slope * slope + d1 * slope * log;
        h[1][0] = h[0][1];
        h[2][0] = h[0][2];
        h[2][1] = h[1][2];
        return logSurvival(t);
    }
}
