package io.ckpi.value.internal;

import io.ckpi.value.internal.Form.Dropout;
import io.ckpi.value.internal.Form.Rate;

/**
 * The log-likelihood of BG/BB and its limits: the logarithm of the sum over the opportunities after which a customer may have
 * left, with no floor inside.
 *
 * <p>{@link Groups} hold x, the last opportunity with a purchase and the number of opportunities. <b>Thread-safety.</b>
 * immutable.
 */
public final class BgBbLikelihood implements Likelihood {

    private final Groups groups;
    private final Form form;

    /** The likelihood of this form on these groups. */
    public BgBbLikelihood(Groups groups, Form form) {
        this.groups = groups;
        this.form = form;
    }

    @Override
    public int size() {
        return form.size();
    }

    @Override
    public boolean isShare(int i) {
        return form.isShare(i);
    }

    /** ln of rising factorials with first and second derivatives, for 0 … n factors. */
    private static final class Rising {
        final double[] v;
        final double[] d;
        final double[] dd;

        Rising(double a, int n) {
            v = new double[n + 1];
            d = new double[n + 1];
            dd = new double[n + 1];
            for (int i = 0; i < n; i++) {
                double inverse = 1 / (a + i);
                v[i + 1] = v[i] + Math.log(a + i);
                d[i + 1] = d[i] + inverse;
                dd[i + 1] = dd[i] - inverse * inverse;
            }
        }
    }

    private final class Term {
        final boolean beta = form.rate() == Rate.GAMMA;
        final boolean mixed = form.dropout() == Dropout.MIXED;
        final double a;
        final double c;
        private final Rising yes;
        private final Rising no;
        private final Rising both;
        private final Rising stay;
        private final Rising all;
        final double[] g = new double[4];
        final double[] h = new double[10];
        private final double[] t = new double[4];
        private final double[] tt = new double[10];

        Term(double[] p, int most) {
            int at = form.dropoutAt();
            this.a = p[0];
            this.c = p.length > at ? p[at] : Double.NaN;
            int n = most + 1;
            this.yes = new Rising(beta ? p[0] : 1, beta ? n : 0);
            this.no = new Rising(beta ? p[1] : 1, beta ? n : 0);
            this.both = new Rising(beta ? p[0] + p[1] : 1, beta ? n : 0);
            this.stay = new Rising(mixed ? p[at + 1] : 1, mixed ? n : 0);
            this.all = new Rising(mixed ? p[at] + p[at + 1] : 1, mixed ? n : 0);
        }

        /** One way the history can have come about: {@code tried} opportunities seen, then left or still there. */
        private double way(int x, int tried, boolean left) {
            java.util.Arrays.fill(tt, 0);
            t[0] = 0;
            t[1] = 0;
            t[2] = 0;
            t[3] = 0;
            int misses = tried - x;
            double v;
            if (beta) {
                v = yes.v[x] + no.v[misses] - both.v[tried];
                t[0] = yes.d[x] - both.d[tried];
                t[1] = no.d[misses] - both.d[tried];
                tt[0] = yes.dd[x] - both.dd[tried];
                tt[1] = -both.dd[tried];
                tt[4] = no.dd[misses] - both.dd[tried];
            } else {
                v = x * Math.log(a) + misses * Math.log1p(-a);
                t[0] = x / a - misses / (1 - a);
                tt[0] = -x / (a * a) - misses / ((1 - a) * (1 - a));
            }
            switch (form.dropout()) {
                case MIXED -> {
                    int seen = left ? tried + 1 : tried;
                    v += stay.v[tried] - all.v[seen] + (left ? Math.log(c) : 0);
                    t[2] = (left ? 1 / c : 0) - all.d[seen];
                    t[3] = stay.d[tried] - all.d[seen];
                    tt[7] = (left ? -1 / (c * c) : 0) - all.dd[seen];
                    tt[8] = -all.dd[seen];
                    tt[9] = stay.dd[tried] - all.dd[seen];
                }
                case POINT -> {
                    v += tried * Math.log1p(-c) + (left ? Math.log(c) : 0);
                    t[2] = (left ? 1 / c : 0) - tried / (1 - c);
                    tt[7] = (left ? -1 / (c * c) : 0) - tried / ((1 - c) * (1 - c));
                }
                case NONE -> v = left ? Double.NEGATIVE_INFINITY : v;
                case POLARISED -> {
                    if (left && tried > 0) {
                        v = Double.NEGATIVE_INFINITY;
                    }
                    v += left ? Math.log(c) : Math.log1p(-c);
                    t[2] = left ? 1 / c : -1 / (1 - c);
                    tt[7] = -t[2] * t[2];
                }
            }
            return v;
        }

        double at(int x, int last, int n) {
            java.util.Arrays.fill(g, 0);
            java.util.Arrays.fill(h, 0);
            double most = way(x, n, false);
            double sum = 1;
            add(1);
            for (int tried = last; tried < n; tried++) {
                double v = way(x, tried, true);
                if (v == Double.NEGATIVE_INFINITY) {
                    continue;
                }
                if (v > most) {
                    double shrink = Math.exp(most - v);
                    sum *= shrink;
                    for (int i = 0; i < 4; i++) {
                        g[i] *= shrink;
                    }
                    for (int i = 0; i < 10; i++) {
                        h[i] *= shrink;
                    }
                    most = v;
                }
                double w = Math.exp(v - most);
                sum += w;
                add(w);
            }
            int at = 0;
            for (int i = 0; i < 4; i++) {
                g[i] /= sum;
            }
            for (int i = 0; i < 4; i++) {
                for (int j = i; j < 4; j++) {
                    h[at] = h[at] / sum - g[i] * g[j];
                    at++;
                }
            }
            return most + Math.log(sum);
        }

        private void add(double w) {
            int at = 0;
            for (int i = 0; i < 4; i++) {
                g[i] += w * t[i];
                for (int j = i; j < 4; j++) {
                    h[at] += w * (tt[at] + t[i] * t[j]);
                    at++;
                }
            }
        }
    }

    private int most() {
        int most = 0;
        for (int n : groups.age()) {
            most = Math.max(most, n);
        }
        return most;
    }

    @Override
    public double evaluate(double[] p, double[] gradient, double[][] hessian) {
        int most = most();
        double[] total = Chunks.sum(groups.size(), Slots.WIDTH, (from, to, out) -> {
            Term term = new Term(p, most);
            for (int i = from; i < to; i++) {
                double w = groups.weight()[i];
                if (w == 0) {
                    continue;
                }
                out[0] += w * term.at(groups.x()[i], groups.last()[i], groups.age()[i]);
                for (int j = 0; j < 4; j++) {
                    out[1 + j] += w * term.g[j];
                }
                for (int j = 0; j < 10; j++) {
                    out[5 + j] += w * term.h[j];
                }
            }
        });
        Slots.spread(total, form, gradient, hessian);
        return total[0];
    }

    @Override
    public void scoreProducts(double[] p, double[][] out) {
        Term term = new Term(p, most());
        double[] total = new double[10];
        for (int i = 0; i < groups.size(); i++) {
            term.at(groups.x()[i], groups.last()[i], groups.age()[i]);
            Slots.addProducts(groups.weight()[i], term.g, total);
        }
        Slots.spread(total, form, out);
    }
}
