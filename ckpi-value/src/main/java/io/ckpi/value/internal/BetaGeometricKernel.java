package io.ckpi.value.internal;

import io.ckpi.value.internal.Form.Family;
import io.ckpi.value.internal.Form.Rate;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.LogGamma;
import org.apache.commons.numbers.gamma.RegularizedBeta;
import org.apache.commons.numbers.gamma.RegularizedGamma;

/**
 * Predictions of BG/NBD, MBG/NBD, their forms with Erlang-k gaps and their limits, by series of positive terms; for far
 * horizons (z &gt; 1e4) by means over the drop-out probability.
 *
 * <p>While alive, N events of the clock fall into the next t: negative binomial with r′ = r + kx and z = t/(α + T), or
 * Poisson. After j purchases a customer is still there with probability e_j. <b>Thread-safety.</b> immutable.
 */
final class BetaGeometricKernel implements Kernel {

    private static final double[] ONE = {1};
    private static final double FAR = 1e4;
    private static final int UNCHECKED = 4;
    private static final double MOST_TERMS = 1e6;
    private static final double MOST_TERMS_ERLANG = 3e8;

    private final Form form;
    private final int k;
    private final boolean gamma;
    private final boolean modified;
    private final double r;
    private final double alpha;
    private final double a;
    private final double b;

    BetaGeometricKernel(Form form, double[] p) {
        this.form = form;
        this.k = form.k();
        this.gamma = form.rate() == Rate.GAMMA;
        this.modified = form.family() != Family.BG;
        int at = form.dropoutAt();
        this.r = p[0];
        this.alpha = gamma ? p[1] : Double.NaN;
        this.a = p.length > at ? p[at] : Double.NaN;
        this.b = p.length > at + 1 ? p[at + 1] : Double.NaN;
    }

    private long occasions(long x) {
        return modified ? x + 1 : x;
    }

    /** U − S; −∞ if the customer must be alive. */
    private double gap(long x, double tx, double age) {
        long n = occasions(x);
        if (n == 0) {
            return Double.NEGATIVE_INFINITY;
        }
        double drop =
                switch (form.dropout()) {
                    case MIXED -> Math.log(a) - Math.log(b + n - 1);
                    case POINT -> Math.log(a) - Math.log1p(-a);
                    case NONE -> Double.NEGATIVE_INFINITY;
                    case POLARISED -> n == 1 ? Math.log(a) - Math.log1p(-a) : Double.NEGATIVE_INFINITY;
                };
        double silence = gamma ? (r + k * (double) x) * Math.log1p((age - tx) / (alpha + tx)) : r * (age - tx);
        return drop + silence - logErlang(x, tx, age);
    }

    private double logErlang(long x, double tx, double age) {
        if (k == 1) {
            return 0;
        }
        Erlang erlang = new Erlang(k, gamma);
        erlang.at(gamma ? r + k * (double) x : r, age - tx, gamma ? 1 / (alpha + age) : 0);
        return erlang.log;
    }

    @Override
    public double logLikelihood(long x, double tx, double age, double logGaps) {
        long n = occasions(x);
        double value;
        if (gamma) {
            value = Special.logRising(r, k * x) + r * Math.log(alpha) - (r + k * (double) x) * Math.log(alpha + age);
        } else {
            value = k * x * Math.log(r) - r * age;
        }
        if (k > 1) {
            value += (k - 1) * logGaps - x * LogGamma.value(k) + logErlang(x, tx, age);
        }
        value += switch (form.dropout()) {
            case MIXED -> Special.logStay(a, b, n);
            case POINT -> n * Math.log1p(-a);
            case NONE -> 0;
            case POLARISED -> n > 0 ? Math.log1p(-a) : 0;
        };
        double gap = gap(x, tx, age);
        return value + Math.max(gap, 0) + Math.log1p(Math.exp(-Math.abs(gap)));
    }

    @Override
    public double alive(long x, double tx, double age) {
        return 1 / (1 + Math.exp(gap(x, tx, age)));
    }

    @Override
    public double expected(long x, double tx, double age, double t) {
        return future(x, tx, age, t).mean();
    }

    @Override
    public double aliveAfter(long x, double tx, double age, double t) {
        return new Ahead(x, tx, age, t).stillAlive();
    }

    @Override
    public double discounted(long x, double tx, double age, double delta) {
        if (!(delta >= 0)) {
            return Double.POSITIVE_INFINITY;
        }
        double alive = alive(x, tx, age);
        double rate = r + k * (double) x;
        double base = alpha + age;
        if (k > 1) {
            throw new UnsupportedOperationException("discounted transactions are not computed for k > 1: k " + k);
        }
        double mean = gamma ? rate / base : r;
        if (delta == 0 && (!isMixed() || a <= 1)) {
            return form.dropout() == Form.Dropout.POINT ? alive / a : Double.POSITIVE_INFINITY;
        }
        if (delta == 0) {
            return alive * (a + b + occasions(x) - 1) / (a - 1);
        }
        return alive
                * mix(x, (p, logP) -> {
                    if (!gamma) {
                        return r / (delta + r * p);
                    }
                    double zeta = delta * base / p;
                    return zeta > 1e14 ? mean / delta : rate / p * exponential(rate + 1, zeta);
                });
    }

    private boolean isMixed() {
        return form.dropout() == Form.Dropout.MIXED;
    }

    /** ∫₀^∞ e^(−ζv)(1+v)^(−ν) dv. */
    static double exponential(double nu, double zeta) {
        ParetoIntegral integral = new ParetoIntegral();
        integral.compute(nu, 1, zeta, -1, 0, 745 / zeta, false);
        return Math.exp(integral.log);
    }

    /** The mean over the drop-out probability of a customer who is alive. */
    private double mix(long x, BetaMean.Of f) {
        return switch (form.dropout()) {
            case MIXED -> BetaMean.of(a, b + occasions(x), f);
            case POINT -> f.at(a, Math.log(a));
            case NONE -> f.at(0, Double.NEGATIVE_INFINITY);
            case POLARISED ->
                occasions(x) > 0
                        ? f.at(0, Double.NEGATIVE_INFINITY)
                        : a * f.at(1, 0) + (1 - a) * f.at(0, Double.NEGATIVE_INFINITY);
        };
    }

    @Override
    public Counts future(long x, double tx, double age, double t) {
        return new Ahead(x, tx, age, t);
    }

    /** One customer and one horizon. */
    private final class Ahead implements Counts {
        private final long x;
        private final double rate;
        private final double z;
        private final double alive;
        private final double stayB;
        private final double[] phase;

        Ahead(long x, double tx, double age, double t) {
            this.x = x;
            this.alive = BetaGeometricKernel.this.alive(x, tx, age);
            this.rate = r + k * (double) x;
            this.z = gamma ? t / (alpha + age) : r * t;
            this.stayB = b + occasions(x);
            this.phase = phases(tx, age);
        }

        /** How many events of the clock have passed since the last purchase: ω_i. */
        private double[] phases(double tx, double age) {
            if (k == 1) {
                return ONE;
            }
            double[] omega = new double[k];
            omega[0] = 1;
            double sum = 1;
            double q = gamma ? (age - tx) / (alpha + age) : r * (age - tx);
            for (int i = 1; i < k; i++) {
                omega[i] = omega[i - 1] * (gamma ? (rate + i - 1) / i : 1.0 / i) * q;
                sum += omega[i];
            }
            for (int i = 0; i < k; i++) {
                omega[i] /= sum;
            }
            return omega;
        }

        /** e_(j+1)/e_j. */
        private double stay(long j) {
            return switch (form.dropout()) {
                case MIXED -> (stayB + j) / (a + stayB + j);
                case POINT -> 1 - a;
                case NONE -> 1;
                case POLARISED -> occasions(x) + j == 0 ? 1 - a : 1;
            };
        }

        /** 1 − e_(j+1)/e_j. */
        private double leave(long j) {
            return switch (form.dropout()) {
                case MIXED -> a / (a + stayB + j);
                case POINT -> a;
                case NONE -> 0;
                case POLARISED -> occasions(x) + j == 0 ? a : 0;
            };
        }

        private double stayed(long j) {
            return switch (form.dropout()) {
                case MIXED -> Math.exp(Special.logStay(a, stayB, j));
                case POINT -> Math.exp(j * Math.log1p(-a));
                case NONE -> 1;
                case POLARISED -> j > 0 ? stay(0) : 1;
            };
        }

        private boolean isFar() {
            double shape = gamma ? rate : 1;
            if (k == 1) {
                return z > FAR || z * (shape + 40) > MOST_TERMS;
            }
            if (z * (shape + 40) > MOST_TERMS_ERLANG) {
                throw new IllegalArgumentException("the horizon is too far for k > 1");
            }
            return false;
        }

        /** What is added over the purchases m that n events of the clock make. */
        private enum Sum {
            MEAN,
            SECOND,
            ALIVE
        }

        /** Σ_i ω_i Σ_n P(N_i = n) f(⌊(n+i)/k⌋). */
        private double series(Sum what) {
            double total = 0;
            for (int i = 0; i < k; i++) {
                if (phase[i] > 0) {
                    total += phase[i] * series(what, i);
                }
            }
            return total;
        }

        private double series(Sum what, int i) {
            double shape = rate + i;
            double w = gamma ? z / (1 + z) : 0;
            double first = gamma ? shape * w : z;
            double scale = gamma ? -shape * Math.log1p(z) : -z;
            double p = 1;
            if (scale > -600) {
                p = Math.exp(scale);
                scale = 0;
            }
            double sum = 0;
            double e = 1;
            double f = what == Sum.ALIVE ? 1 : 0;
            long m = 0;
            int phaseNow = i;
            for (long n = 0; ; n++) {
                double term = p * f;
                sum += term;
                double ratio = (first + w * n) / (n + 1);
                // terms grow at most like n² p from here on
                double bound = ratio * (1 + 2.0 / (m + 1));
                if ((bound < 1 && n > 2 && term * bound <= 1e-17 * (1 - bound) * sum && f > 0)
                        || (p == 0 && n > 2 && scale == 0)) {
                    break;
                }
                p *= ratio;
                if (p > 1e250) {
                    p *= 1e-250;
                    sum *= 1e-250;
                    scale += 250 * Math.log(10);
                }
                if (++phaseNow == k) {
                    phaseNow = 0;
                    switch (what) {
                        case MEAN -> f += e;
                        case SECOND -> f += 2.0 * m * e;
                        case ALIVE -> f *= stay(m);
                    }
                    e *= stay(m);
                    m++;
                }
            }
            return sum * Math.exp(scale);
        }

        @Override
        public double mean() {
            if (z == 0) {
                return 0;
            }
            if (k == 1 && (!isMixed() || isFar())) {
                return alive * mix(x, (p, logP) -> meanGiven(p));
            }
            isFar();
            return k == 1 ? alive * quickMean() : alive * series(Sum.MEAN);
        }

        /** The series of the mean for gaps without regularity: the loop that a million customers pass. */
        private double quickMean() {
            double w = gamma ? z / (1 + z) : 0;
            double first = gamma ? rate * w : z;
            double scale = gamma ? -rate * Math.log1p(z) : -z;
            if (scale < -600) {
                return series(Sum.MEAN, 0);
            }
            double p = Math.exp(scale);
            double sum = 0;
            double e = 1;
            double f = 0;
            double top = stayB;
            double bottom = a + stayB;
            for (int n = 0; ; ) {
                double ratio = 0;
                double term = 0;
                for (int end = n + UNCHECKED; n < end; n++) {
                    ratio = (first + w * n) / (n + 1);
                    p *= ratio;
                    f += e;
                    e *= (top + n) / (bottom + n);
                    term = p * f;
                    sum += term;
                }
                if (ratio < 0.999 && term * ratio * (n + 1) < 1e-17 * sum * ((1 - ratio) * n - ratio)) {
                    return sum;
                }
            }
        }

        private double meanGiven(double p) {
            if (!gamma) {
                return p == 0 ? z : -Math.expm1(-p * z) / p;
            }
            double y = p * z;
            return y < 1e-300 ? rate * z : -Math.expm1(-rate * Math.log1p(y)) / p;
        }

        @Override
        public double secondFactorial() {
            if (z == 0) {
                return 0;
            }
            if (k == 1 && (!isMixed() || isFar())) {
                return alive * mix(x, (p, logP) -> secondGiven(p));
            }
            isFar();
            return alive * series(Sum.SECOND);
        }

        /** 2(1−p)[1 − g(1 + …)]/p² with g the chance of no stop: Σ 2j(1−p)^j P(N &gt; j). */
        private double secondGiven(double p) {
            double q = 1 - p;
            double y = p * z;
            if (gamma) {
                if (y * (rate + 2) < 1e-4) {
                    double c = rate * (rate + 1) * z * z;
                    return q * c * (1 - y * (rate + 2) * (2.0 / 3 - y * (rate + 3) / 4));
                }
                double log = Math.log1p(y);
                return 2 * q * (-Math.expm1(-rate * log) - rate * y * Math.exp(-(rate + 1) * log)) / p / p;
            }
            if (y < 1e-4) {
                return q * z * z * (1 - y * (2.0 / 3 - y / 4));
            }
            return 2 * q * (-Math.expm1(-y) - y * Math.exp(-y)) / p / p;
        }

        double stillAlive() {
            if (z == 0) {
                return alive;
            }
            if (k == 1 && (!isMixed() || isFar())) {
                return alive * mix(x, (p, logP) -> gamma ? Math.exp(-rate * Math.log1p(p * z)) : Math.exp(-p * z));
            }
            isFar();
            return alive * series(Sum.ALIVE);
        }

        /** P(N_i &gt;= n). */
        private double reached(long n, int i) {
            if (n <= 0) {
                return 1;
            }
            if (!gamma) {
                return RegularizedGamma.P.value((double) n, z);
            }
            return z > 1
                    ? RegularizedBeta.complement(1 / (1 + z), rate + i, (double) n)
                    : RegularizedBeta.value(z / (1 + z), (double) n, rate + i);
        }

        /** P(N_i = n). */
        private double exactly(long n, int i) {
            if (n < 0) {
                return 0;
            }
            if (!gamma) {
                return Math.exp(n * Math.log(z) - z - LogGamma.value(n + 1.0));
            }
            double shape = rate + i;
            double none = -shape * Math.log1p(z);
            return n == 0
                    ? Math.exp(none)
                    : Math.exp(none - n * Math.log1p(1 / z) - Math.log((double) n) - LogBeta.value((double) n, shape));
        }

        @Override
        public double above(long j) {
            if (z == 0) {
                return 0;
            }
            double sum = 0;
            for (int i = 0; i < k; i++) {
                sum += phase[i] * reached(k * (j + 1) - i, i);
            }
            return alive * stayed(j) * sum;
        }

        @Override
        public double at(long n) {
            if (z == 0) {
                return n == 0 ? 1 : 0;
            }
            double here = 0;
            double more = 0;
            for (int i = 0; i < k; i++) {
                for (int j = 0; j < k; j++) {
                    here += phase[i] * exactly(k * n + j - i, i);
                }
                more += n == 0 ? 0 : phase[i] * reached(k * n - i, i);
            }
            double stopped = n == 0 ? 0 : stayed(n - 1) * leave(n - 1) * more;
            // exactly 1 − alive, without the rounding of a difference
            double gone = n == 0 ? 1 - alive : 0;
            return alive * (stayed(n) * here + stopped) + gone;
        }
    }
}
