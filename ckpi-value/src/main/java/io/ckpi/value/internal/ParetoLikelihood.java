package io.ckpi.value.internal;

import io.ckpi.value.internal.Form.Dropout;
import io.ckpi.value.internal.Form.Rate;

/**
 * The log-likelihood of Pareto/NBD and of its limits with equal purchase rates or equal drop-out rates, on grouped data.
 * Its limits without drop-out and with a polarised one are those of MBG/NBD.
 *
 * <p>Per customer ln C(x) + ln(e^S + I), the integral I and its derivatives on the same nodes. <b>Thread-safety.</b> immutable.
 */
public final class ParetoLikelihood implements Likelihood {

    private final Groups groups;
    private final Form form;
    private final double[] above;
    private final double customers;
    private final double repeats;

    private ParetoLikelihood(Groups groups, Form form) {
        this.groups = groups;
        this.form = form;
        int most = 0;
        for (int x : groups.x()) {
            most = Math.max(most, x);
        }
        double[] count = new double[most + 1];
        double all = 0;
        double purchases = 0;
        for (int i = 0; i < groups.size(); i++) {
            double w = groups.weight()[i];
            count[groups.x()[i]] += w;
            all += w;
            purchases += w * groups.x()[i];
        }
        for (int x = most - 1; x >= 0; x--) {
            count[x] += count[x + 1];
        }
        this.above = count;
        this.customers = all;
        this.repeats = purchases;
    }

    /** The likelihood of any form of the three families on these groups. */
    public static Likelihood of(Groups groups, Form form) {
        if (form.family() != Form.Family.PARETO) {
            return new BetaGeometricLikelihood(groups, form);
        }
        if (form.dropout() == Dropout.NONE || form.dropout() == Dropout.POLARISED) {
            return new BetaGeometricLikelihood(groups, new Form(Form.Family.MBG, 1, form.rate(), form.dropout()));
        }
        return new ParetoLikelihood(groups, form);
    }

    @Override
    public int size() {
        return form.size();
    }

    /** One group at a time: value, gradient and second derivatives of ln(e^S + I). */
    private final class Term {
        final ParetoIntegral integral = new ParetoIntegral();
        final boolean gamma = form.rate() == Rate.GAMMA;
        final boolean mixed = form.dropout() == Dropout.MIXED;
        final double r;
        final double alpha;
        final double s;
        final double beta;
        final double[] g = new double[4];
        final double[] h = new double[10];
        private final double[] d = new double[4];
        private final double[] us = new double[4];

        Term(double[] p) {
            int at = form.dropoutAt();
            this.r = p[0];
            this.alpha = gamma ? p[1] : -1;
            this.s = p[at];
            this.beta = mixed ? p[at + 1] : -1;
        }

        double at(int i, boolean second) {
            int x = groups.x()[i];
            double age = groups.age()[i] / groups.unit();
            double last = groups.last()[i] / groups.unit();
            double rate = gamma ? r + x : r;
            double drop = mixed ? s + 1 : s;
            double la = gamma ? Math.log(alpha + age) : age;
            double lb = mixed ? Math.log(beta + age) : age;
            double va = gamma ? 1 / (alpha + age) : 0;
            double vb = mixed ? 1 / (beta + age) : 0;
            double alive = -rate * la - s * lb;
            // S and its derivatives
            double s0 = -la;
            double s1 = -rate * va;
            double s2 = -lb;
            double s3 = -s * vb;
            integral.compute(rate, alpha, drop, beta, last, age, true);
            if (integral.log == Double.NEGATIVE_INFINITY) {
                g[0] = s0;
                g[1] = s1;
                g[2] = s2;
                g[3] = s3;
                if (second) {
                    java.util.Arrays.fill(h, 0);
                    h[1] = -va;
                    h[4] = rate * va * va;
                    h[8] = -vb;
                    h[9] = s * vb * vb;
                }
                return alive;
            }
            double fa = gamma ? Math.log(alpha + last) : last;
            double fb = mixed ? Math.log(beta + last) : last;
            double left = Math.log(s) - rate * fa - drop * fb + integral.log;
            double gap = left - alive;
            double e = Math.exp(-Math.abs(gap));
            double v = (gap > 0 ? 1 : e) / (1 + e);
            double[] m = integral.mean;
            us[0] = -fa - m[0];
            us[1] = -rate * m[1];
            us[2] = 1 / s - fb - m[2];
            us[3] = -drop * m[3];
            d[0] = us[0] - s0;
            d[1] = us[1] - s1;
            d[2] = us[2] - s2;
            d[3] = us[3] - s3;
            g[0] = s0 + v * d[0];
            g[1] = s1 + v * d[1];
            g[2] = s2 + v * d[2];
            g[3] = s3 + v * d[3];
            if (second) {
                double c = e / (1 + e) / (1 + e);
                double o = 1 - v;
                // means of second derivatives plus covariances of first ones, under the integrand
                h[0] = v * (m[4] - m[0] * m[0]) + c * d[0] * d[0];
                h[1] = v * (-m[1] + rate * (m[5] - m[0] * m[1])) - o * va + c * d[0] * d[1];
                h[2] = v * (m[6] - m[0] * m[2]) + c * d[0] * d[2];
                h[3] = v * drop * (m[7] - m[0] * m[3]) + c * d[0] * d[3];
                h[4] = v * (rate * m[8] + rate * rate * (m[8] - m[1] * m[1])) + o * rate * va * va + c * d[1] * d[1];
                h[5] = v * rate * (m[9] - m[1] * m[2]) + c * d[1] * d[2];
                h[6] = v * rate * drop * (m[10] - m[1] * m[3]) + c * d[1] * d[3];
                h[7] = v * (-1 / (s * s) + m[11] - m[2] * m[2]) + c * d[2] * d[2];
                h[8] = v * (-m[3] + drop * (m[12] - m[2] * m[3])) - o * vb + c * d[2] * d[3];
                h[9] = v * (drop * m[13] + drop * drop * (m[13] - m[3] * m[3])) + o * s * vb * vb + c * d[3] * d[3];
            }
            return Math.max(alive, left) + Math.log1p(e);
        }
    }

    @Override
    public double evaluate(double[] p, double[] gradient, double[][] hessian) {
        double[] total = Chunks.sum(groups.size(), Slots.WIDTH, (from, to, out) -> {
            Term term = new Term(p);
            for (int i = from; i < to; i++) {
                double w = groups.weight()[i];
                if (w == 0) {
                    continue;
                }
                out[0] += w * term.at(i, true);
                for (int j = 0; j < 4; j++) {
                    out[1 + j] += w * term.g[j];
                }
                for (int j = 0; j < 10; j++) {
                    out[5 + j] += w * term.h[j];
                }
            }
        });
        Term q = new Term(p);
        if (q.gamma) {
            for (int i = 0; i + 1 < above.length; i++) {
                double inverse = 1 / (q.r + i);
                total[0] += above[i + 1] * Math.log(q.r + i);
                total[1] += above[i + 1] * inverse;
                total[5] -= above[i + 1] * inverse * inverse;
            }
            total[0] += customers * q.r * Math.log(q.alpha);
            total[1] += customers * Math.log(q.alpha);
            total[2] += customers * q.r / q.alpha;
            total[6] += customers / q.alpha;
            total[9] -= customers * q.r / (q.alpha * q.alpha);
        } else {
            total[0] += repeats * Math.log(q.r);
            total[1] += repeats / q.r;
            total[5] -= repeats / (q.r * q.r);
        }
        if (q.mixed) {
            total[0] += customers * q.s * Math.log(q.beta);
            total[3] += customers * Math.log(q.beta);
            total[4] += customers * q.s / q.beta;
            total[13] += customers / q.beta;
            total[14] -= customers * q.s / (q.beta * q.beta);
        }
        Slots.spread(total, form, gradient, hessian);
        return total[0];
    }

    @Override
    public void scoreProducts(double[] p, double[][] out) {
        Term q = new Term(p);
        double[] rising = new double[above.length];
        for (int x = 1; x < rising.length; x++) {
            rising[x] = rising[x - 1] + 1 / (q.r + x - 1);
        }
        double[] s = new double[4];
        double[] total = new double[10];
        for (int i = 0; i < groups.size(); i++) {
            int x = groups.x()[i];
            q.at(i, false);
            s[0] = q.g[0] + (q.gamma ? rising[x] + Math.log(q.alpha) : x / q.r);
            s[1] = q.g[1] + (q.gamma ? q.r / q.alpha : 0);
            s[2] = q.g[2] + (q.mixed ? Math.log(q.beta) : 0);
            s[3] = q.g[3] + (q.mixed ? q.s / q.beta : 0);
            Slots.addProducts(groups.weight()[i], s, total);
        }
        Slots.spread(total, form, out);
    }
}
