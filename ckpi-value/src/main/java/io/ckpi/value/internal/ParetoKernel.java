package io.ckpi.value.internal;

import io.ckpi.core.numeric.GaussLegendre;
import io.ckpi.value.internal.Form.Dropout;
import io.ckpi.value.internal.Form.Rate;
import java.util.function.DoubleUnaryOperator;
import org.apache.commons.numbers.gamma.LogBeta;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * Predictions of Pareto/NBD and of its limits with equal purchase rates or equal drop-out rates.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
final class ParetoKernel implements Kernel {

    private static final GaussLegendre RULE = GaussLegendre.of(16);

    private final boolean gamma;
    private final boolean mixed;
    private final double r;
    private final double alpha;
    private final double s;
    private final double beta;

    private ParetoKernel(Form form, double[] p) {
        this.gamma = form.rate() == Rate.GAMMA;
        this.mixed = form.dropout() == Dropout.MIXED;
        this.r = p[0];
        this.alpha = gamma ? p[1] : -1;
        this.s = p[form.dropoutAt()];
        this.beta = mixed ? p[form.dropoutAt() + 1] : -1;
    }

    /** The kernel of any form of the three families. */
    static Kernel of(Form form, double[] p) {
        if (form.family() != Form.Family.PARETO) {
            return new BetaGeometricKernel(form, p);
        }
        if (form.dropout() == Dropout.NONE || form.dropout() == Dropout.POLARISED) {
            return new BetaGeometricKernel(new Form(Form.Family.MBG, 1, form.rate(), form.dropout()), p);
        }
        return new ParetoKernel(form, p);
    }

    /** ln(weight of "left") − ln(weight of "alive"). */
    private double gap(long x, double tx, double age) {
        ParetoIntegral integral = new ParetoIntegral();
        double rate = gamma ? r + x : r;
        integral.compute(rate, alpha, mixed ? s + 1 : s, beta, tx, age, false);
        if (integral.log == Double.NEGATIVE_INFINITY) {
            return integral.log;
        }
        double silence = rate * (gamma ? Math.log1p((age - tx) / (alpha + tx)) : age - tx);
        double still = s * (mixed ? Math.log1p((age - tx) / (beta + tx)) : age - tx);
        return Math.log(s) - (mixed ? Math.log(beta + tx) : 0) + silence + still + integral.log;
    }

    @Override
    public double logLikelihood(long x, double tx, double age, double logGaps) {
        double value = gamma
                ? Special.logRising(r, x) + r * Math.log(alpha) - (r + x) * Math.log(alpha + age)
                : x * Math.log(r) - r * age;
        value += mixed ? -s * Math.log1p(age / beta) : -s * age;
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
        return alive(x, tx, age) * Math.exp(logStay(age, t));
    }

    /** ln P(still there after t), for a customer who is alive. */
    private double logStay(double age, double t) {
        return mixed ? -s * Math.log1p(t / (beta + age)) : -s * t;
    }

    @Override
    public double discounted(long x, double tx, double age, double delta) {
        double alive = alive(x, tx, age);
        double mean = gamma ? (r + x) / (alpha + age) : r;
        if (!mixed) {
            return delta + s > 0 ? alive * mean / (delta + s) : Double.POSITIVE_INFINITY;
        }
        double b = beta + age;
        if (delta == 0) {
            return s > 1 ? alive * mean * b / (s - 1) : Double.POSITIVE_INFINITY;
        }
        return delta > 0 ? alive * mean * b * BetaGeometricKernel.exponential(s, delta * b) : Double.POSITIVE_INFINITY;
    }

    @Override
    public Counts future(long x, double tx, double age, double t) {
        return new Ahead(x, tx, age, t);
    }

    /** One customer and one horizon. */
    private final class Ahead implements Counts {
        private final double rate;
        private final double base;
        private final double age;
        private final double t;
        private final double alive;

        Ahead(long x, double tx, double age, double t) {
            this.alive = ParetoKernel.this.alive(x, tx, age);
            this.rate = gamma ? r + x : r;
            this.base = gamma ? alpha + age : 1 / r;
            this.age = age;
            this.t = t;
        }

        @Override
        public double mean() {
            if (!mixed) {
                return alive * (gamma ? rate / base : r) * -Math.expm1(-s * t) / s;
            }
            double b = beta + age;
            double log = Math.log1p(t / b);
            double kappa = (1 - s) * log;
            double f = kappa == 0 ? 1 : Math.expm1(kappa) / kappa;
            return alive * (gamma ? rate / base : r) * b * log * f;
        }

        @Override
        public double secondFactorial() {
            double squares = gamma ? rate * (rate + 1) / (base * base) : r * r;
            // ∫ 2u S(u) du in y = ln(1 + u/B) or in u itself
            double b = mixed ? beta + age : 1;
            double end = mixed ? Math.log1p(t / b) : t;
            double width = mixed ? Math.min(1, 4 / (Math.abs(s - 2) + 1e-3)) : 4 / s;
            DoubleUnaryOperator f =
                    mixed ? y -> 2 * b * b * Math.expm1(y) * Math.exp((1 - s) * y) : u -> 2 * u * Math.exp(-s * u);
            double sum = 0;
            double before = 0;
            for (double y = 0; y < end; y += width) {
                double panel = RULE.integrate(f, y, Math.min(y + width, end));
                sum += panel;
                if (panel < before && panel < 1e-18 * sum) {
                    break;
                }
                before = panel;
            }
            return alive * squares * sum;
        }

        /**
         * ∫ over θ = ln(u/base) up to ln(t/base) of exp(f), where exp(f) rises like e^(nθ) up to one hump. Panels go down from
         * the upper end, at most three times as wide as the hump's least width, until nothing more is added.
         */
        private double hump(DoubleUnaryOperator f, double n) {
            double top = Math.log(t / base);
            double pull = (gamma ? rate : 1) + (mixed ? s * base / (beta + age) : s * base);
            double place = Math.log(n / pull);
            double step = Math.min(1, 3 / Math.sqrt(n));
            double sum = 0;
            double before = Double.POSITIVE_INFINITY;
            for (double y = top; ; y -= step) {
                double panel = RULE.integrate(v -> Math.exp(f.applyAsDouble(v)), y - step, y);
                sum += panel;
                // rising panels above the hump do not stop, nor do those that are still zero there
                if (y - step < place && panel <= before && panel <= 1e-18 * sum) {
                    return sum;
                }
                before = panel;
            }
        }

        /** P(X &gt; j): the (j+1)-th purchase comes before t and before the end of the relation. */
        @Override
        public double above(long j) {
            if (t == 0) {
                return 0;
            }
            double n = j + 1.0;
            double norm = gamma ? LogBeta.value(n, rate) : LogGamma.value(n);
            return alive
                    * hump(
                            y -> {
                                double u = Math.exp(y);
                                double arrival = gamma ? n * y - (rate + n) * Math.log1p(u) : n * y - u;
                                return arrival - norm + logStay(age, u * base);
                            },
                            n);
        }

        /** P(X = n): n purchases and still there at t, or gone at u after n purchases. */
        @Override
        public double at(long n) {
            if (t == 0) {
                return n == 0 ? 1 : 0;
            }
            double there = Math.exp(logCount(n, t / base) + logStay(age, t));
            double gone = hump(
                    y -> {
                        double u = Math.exp(y);
                        double v = u * base;
                        double end = mixed ? Math.log(s / (beta + age)) - Math.log1p(v / (beta + age)) : Math.log(s);
                        return logCount(n, u) + logStay(age, v) + end + Math.log(base) + y;
                    },
                    n + 1.0);
            return alive * (there + gone) + (n == 0 ? 1 - alive : 0);
        }

        /** ln P(N = n) after u base units of time. */
        private double logCount(long n, double u) {
            if (gamma) {
                double none = -rate * Math.log1p(u);
                return n == 0
                        ? none
                        : none - n * Math.log1p(1 / u) - Math.log((double) n) - LogBeta.value((double) n, rate);
            }
            return n == 0 ? -u : n * Math.log(u) - u - LogGamma.value(n + 1.0);
        }
    }
}
