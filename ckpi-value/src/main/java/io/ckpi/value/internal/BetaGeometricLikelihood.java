package io.ckpi.value.internal;

import io.ckpi.value.internal.Form.Dropout;
import io.ckpi.value.internal.Form.Family;
import io.ckpi.value.internal.Form.Rate;
import org.apache.commons.numbers.gamma.LogGamma;

/**
 * The log-likelihood of the models in which a customer leaves after a purchase, on grouped data: BG/NBD, MBG/NBD, their
 * forms with Erlang-k gaps and all their limits.
 *
 * <p>Per customer ln C(x) + ln(e^S + e^U): C from rising factorials by sums over the counts, S (alive) and U (left) from
 * tables over days and counts. <b>Thread-safety.</b> immutable.
 */
public final class BetaGeometricLikelihood implements Likelihood {

    private final Groups groups;
    private final Form form;
    private final int most;
    private final double[] above;
    private final double customers;
    private final double repeats;
    private final int[] days;
    private final int tableSize;

    /** The likelihood of this form on these groups. */
    public BetaGeometricLikelihood(Groups groups, Form form) {
        if (form.k() > 1 && Double.isNaN(groups.sumLogGap())) {
            throw new IllegalArgumentException("k > 1 needs the sum of the logarithms of the gaps: k " + form.k());
        }
        this.groups = groups;
        this.form = form;
        int maxX = 0;
        int maxDay = 0;
        for (int i = 0; i < groups.size(); i++) {
            maxX = Math.max(maxX, groups.x()[i]);
            maxDay = Math.max(maxDay, groups.age()[i]);
        }
        this.most = maxX;
        this.tableSize = maxDay + 1;
        double[] count = new double[maxX + 1];
        boolean[] used = new boolean[tableSize];
        double all = 0;
        double purchases = 0;
        for (int i = 0; i < groups.size(); i++) {
            double w = groups.weight()[i];
            count[groups.x()[i]] += w;
            all += w;
            purchases += w * groups.x()[i];
            used[groups.age()[i]] = true;
            used[groups.last()[i]] = true;
        }
        this.customers = all;
        this.repeats = purchases;
        // above[i] = customers with x >= i
        for (int x = maxX - 1; x >= 0; x--) {
            count[x] += count[x + 1];
        }
        this.above = count;
        int n = 0;
        for (boolean u : used) {
            n += u ? 1 : 0;
        }
        int[] list = new int[n];
        int at = 0;
        for (int d = 0; d < tableSize; d++) {
            if (used[d]) {
                list[at++] = d;
            }
        }
        this.days = list;
    }

    @Override
    public int size() {
        return form.size();
    }

    @Override
    public boolean isShare(int i) {
        return form.isShare(i);
    }

    /** What does not depend on times: value in out[0], then gradient (4) and upper Hessian (10) of r, α, a, b. */
    private void common(Params q, double[] out) {
        int k = form.k();
        if (k > 1) {
            out[0] += (k - 1) * groups.sumLogGap() - repeats * LogGamma.value(k);
        }
        if (q.gamma) {
            double v = 0;
            double d1 = 0;
            double d2 = 0;
            for (int x = 1; x <= most; x++) {
                double n = above[x];
                for (int j = k * (x - 1); j < k * x; j++) {
                    double inverse = 1 / (q.r + j);
                    v += n * Math.log(q.r + j);
                    d1 += n * inverse;
                    d2 -= n * inverse * inverse;
                }
            }
            out[0] += v + customers * q.r * Math.log(q.alpha);
            out[1] += d1 + customers * Math.log(q.alpha);
            out[2] += customers * q.r / q.alpha;
            out[5] += d2;
            out[6] += customers / q.alpha;
            out[9] -= customers * q.r / (q.alpha * q.alpha);
        } else {
            out[0] += k * repeats * Math.log(q.r);
            out[1] += k * repeats / q.r;
            out[5] -= k * repeats / (q.r * q.r);
        }
        if (form.dropout() == Dropout.MIXED) {
            int shift = form.family() == Family.MBG ? 0 : 1;
            for (int i = 0; i + shift <= most; i++) {
                double n = above[i + shift];
                double b = q.b + i;
                double s = q.a + b;
                double inverse = 1 / s;
                out[0] -= n * Math.log1p(q.a / b);
                out[3] -= n * inverse;
                out[4] += n * q.a / b * inverse;
                out[12] += n * inverse * inverse;
                out[13] += n * inverse * inverse;
                out[14] -= n * (q.a / b * inverse) * (1 / b + inverse);
            }
        }
    }

    /** The parameters by name, whatever form they came in; absent ones are NaN. */
    private final class Params {
        final boolean gamma = form.rate() == Rate.GAMMA;
        final double r;
        final double alpha;
        final double a;
        final double b;

        Params(double[] p) {
            int at = form.dropoutAt();
            this.r = p[0];
            this.alpha = gamma ? p[1] : Double.NaN;
            this.a = p.length > at ? p[at] : Double.NaN;
            this.b = p.length > at + 1 ? p[at + 1] : Double.NaN;
        }
    }

    /** Tables over counts: the dropout's part of S and U with derivatives, diagonal in (a, b). */
    private final class Dropouts {
        final boolean[] left = new boolean[most + 1];
        final double[] s = new double[most + 1];
        final double[] s0 = new double[most + 1];
        final double[] s00 = new double[most + 1];
        final double[] u = new double[most + 1];
        final double[] u0 = new double[most + 1];
        final double[] u1 = new double[most + 1];
        final double[] u00 = new double[most + 1];
        final double[] u11 = new double[most + 1];

        Dropouts(Params q) {
            int extra = form.family() == Family.MBG ? 1 : 0;
            for (int x = 0; x <= most; x++) {
                left[x] = x + extra > 0;
                int occasions = x + extra;
                switch (form.dropout()) {
                    case MIXED -> {
                        double b = q.b + occasions - 1;
                        u[x] = Math.log(q.a) - Math.log(b);
                        u0[x] = 1 / q.a;
                        u00[x] = -u0[x] * u0[x];
                        u1[x] = -1 / b;
                        u11[x] = u1[x] * u1[x];
                    }
                    case POINT -> {
                        double stay = Math.log1p(-q.a);
                        double inverse = 1 / (1 - q.a);
                        s[x] = occasions * stay;
                        s0[x] = -occasions * inverse;
                        s00[x] = s0[x] * inverse;
                        u[x] = Math.log(q.a) + (occasions - 1) * stay;
                        u0[x] = 1 / q.a - (occasions - 1) * inverse;
                        u00[x] = -1 / (q.a * q.a) - (occasions - 1) * inverse * inverse;
                    }
                    case NONE -> left[x] = false;
                    case POLARISED -> {
                        left[x] = occasions == 1;
                        if (occasions > 0) {
                            s[x] = Math.log1p(-q.a);
                            s0[x] = -1 / (1 - q.a);
                            s00[x] = -s0[x] * s0[x];
                        }
                        u[x] = Math.log(q.a);
                        u0[x] = 1 / q.a;
                        u00[x] = -u0[x] * u0[x];
                    }
                }
            }
        }
    }

    @Override
    public double evaluate(double[] p, double[] gradient, double[][] hessian) {
        Params q = new Params(p);
        double[] total = sum(q, new Dropouts(q));
        common(q, total);
        Slots.spread(total, form, gradient, hessian);
        return total[0];
    }

    private double[] sum(Params q, Dropouts d) {
        double[] log = new double[tableSize];
        double[] inverse = new double[tableSize];
        for (int day : days) {
            double t = day / groups.unit();
            // of the rate's part ln(α + t) or t; 1/(α + t) or nothing
            log[day] = q.gamma ? Math.log(q.alpha + t) : t;
            inverse[day] = q.gamma ? 1 / (q.alpha + t) : 0;
        }
        return Chunks.sum(groups.size(), Slots.WIDTH, (from, to, out) -> {
            if (form.k() > 1) {
                add(q, d, log, inverse, from, to, out);
            } else {
                addRuns(q, d, log, inverse, from, to, out);
            }
        });
    }

    /**
     * Without regularity: groups of equal x stand together, and what depends on x alone is multiplied in once per run. In a
     * run D = ∇U − ∇S is (−δ, −Rι, D2, D3) with δ = ln((α+t_x)/(α+T)) and ι = 1/(α+t_x) − 1/(α+T).
     */
    private void addRuns(Params q, Dropouts d, double[] log, double[] inverse, int from, int to, double[] out) {
        int[] xs = groups.x();
        int[] lasts = groups.last();
        int[] ages = groups.age();
        double[] weights = groups.weight();
        int end;
        for (int start = from; start < to; start = end) {
            int x = xs[start];
            end = start + 1;
            while (end < to && xs[end] == x) {
                end++;
            }
            double rate = q.gamma ? q.r + x : q.r;
            boolean left = d.left[x];
            double offset = d.u[x] - d.s[x];
            double value = 0;
            double all = 0;
            double sumLog = 0;
            double sumInverse = 0;
            double sumSquare = 0;
            double v0 = 0;
            double vLog = 0;
            double vInverse = 0;
            double vSquare = 0;
            double c0 = 0;
            double cLog = 0;
            double cInverse = 0;
            double cLogLog = 0;
            double cLogInverse = 0;
            double cInverseInverse = 0;
            for (int i = start; i < end; i++) {
                double w = weights[i];
                int age = ages[i];
                double logAge = log[age];
                double invAge = inverse[age];
                all += w;
                sumLog += w * logAge;
                sumInverse += w * invAge;
                sumSquare += w * invAge * invAge;
                if (left) {
                    int last = lasts[i];
                    double delta = log[last] - logAge;
                    double invLast = inverse[last];
                    double iota = invLast - invAge;
                    double gap = offset - rate * delta;
                    double e = Math.exp(-Math.abs(gap));
                    double part = 1 / (1 + e);
                    value += w * (Math.max(gap, 0) + Math.log1p(e));
                    double wv = w * (gap > 0 ? part : e * part);
                    v0 += wv;
                    vLog += wv * delta;
                    vInverse += wv * iota;
                    vSquare += wv * iota * (invLast + invAge);
                    double c = w * e * part * part;
                    double cd = c * delta;
                    double ci = c * iota;
                    c0 += c;
                    cLog += cd;
                    cInverse += ci;
                    cLogLog += cd * delta;
                    cLogInverse += cd * iota;
                    cInverseInverse += ci * iota;
                }
            }
            double d2 = left ? d.u0[x] - d.s0[x] : 0;
            double d3 = left ? d.u1[x] : 0;
            out[0] += value - rate * sumLog + all * d.s[x];
            out[1] -= sumLog + vLog;
            out[2] -= rate * (sumInverse + vInverse);
            out[3] += all * d.s0[x] + v0 * d2;
            out[4] += v0 * d3;
            out[5] += cLogLog;
            out[6] += rate * cLogInverse - sumInverse - vInverse;
            out[7] -= d2 * cLog;
            out[8] -= d3 * cLog;
            out[9] += rate * (sumSquare + vSquare) + rate * rate * cInverseInverse;
            out[10] -= rate * d2 * cInverse;
            out[11] -= rate * d3 * cInverse;
            out[12] += (all - v0) * d.s00[x] + (left ? v0 * d.u00[x] : 0) + c0 * d2 * d2;
            out[13] += c0 * d2 * d3;
            out[14] += (left ? v0 * d.u11[x] : 0) + c0 * d3 * d3;
        }
    }

    /** With regularity, group by group. */
    private void add(Params q, Dropouts d, double[] log, double[] inverse, int from, int to, double[] out) {
        int[] xs = groups.x();
        int[] lasts = groups.last();
        int[] ages = groups.age();
        double[] weights = groups.weight();
        int k = form.k();
        Erlang erlang = new Erlang(k, q.gamma);
        double value = 0;
        double g0 = 0;
        double g1 = 0;
        double g2 = 0;
        double g3 = 0;
        double h00 = 0;
        double h01 = 0;
        double h02 = 0;
        double h03 = 0;
        double h11 = 0;
        double h12 = 0;
        double h13 = 0;
        double h22 = 0;
        double h23 = 0;
        double h33 = 0;
        for (int i = from; i < to; i++) {
            double w = weights[i];
            if (w == 0) {
                continue;
            }
            int x = xs[i];
            int age = ages[i];
            double rate = q.gamma ? q.r + k * x : q.r;
            // S: value, gradient in the rate's parameters and in a, second derivatives
            double s = -rate * log[age] + d.s[x];
            double s0 = -log[age];
            double s1 = -rate * inverse[age];
            double s01 = -inverse[age];
            double s11 = -s1 * inverse[age];
            erlang.at(rate, (age - lasts[i]) / groups.unit(), inverse[age]);
            s += erlang.log;
            s0 += erlang.d0;
            s1 += erlang.d1;
            double s00 = erlang.d00;
            s01 += erlang.d01;
            s11 += erlang.d11;
            double s2 = d.s0[x];
            if (!d.left[x]) {
                value += w * s;
                g0 += w * s0;
                g1 += w * s1;
                g2 += w * s2;
                h00 += w * s00;
                h01 += w * s01;
                h11 += w * s11;
                h22 += w * d.s00[x];
                continue;
            }
            int last = lasts[i];
            double u = -rate * log[last] + d.u[x];
            double u1 = -rate * inverse[last];
            double gap = u - s;
            double e = Math.exp(-Math.abs(gap));
            double v = (gap > 0 ? 1 : e) / (1 + e);
            value += w * (Math.max(u, s) + Math.log1p(e));
            double d0 = -log[last] - s0;
            double d1 = u1 - s1;
            double d2 = d.u0[x] - s2;
            double d3 = d.u1[x];
            g0 += w * (s0 + v * d0);
            g1 += w * (s1 + v * d1);
            g2 += w * (s2 + v * d2);
            g3 += w * v * d3;
            double wv = w * v;
            double stay = w - wv;
            double c = e / (1 + e) / (1 + e) * w;
            h00 += stay * s00 + c * d0 * d0;
            h01 += stay * s01 - wv * inverse[last] + c * d0 * d1;
            h02 += c * d0 * d2;
            h03 += c * d0 * d3;
            h11 += stay * s11 - wv * u1 * inverse[last] + c * d1 * d1;
            h12 += c * d1 * d2;
            h13 += c * d1 * d3;
            h22 += stay * d.s00[x] + wv * d.u00[x] + c * d2 * d2;
            h23 += c * d2 * d3;
            h33 += wv * d.u11[x] + c * d3 * d3;
        }
        out[0] += value;
        out[1] += g0;
        out[2] += g1;
        out[3] += g2;
        out[4] += g3;
        out[5] += h00;
        out[6] += h01;
        out[7] += h02;
        out[8] += h03;
        out[9] += h11;
        out[10] += h12;
        out[11] += h13;
        out[12] += h22;
        out[13] += h23;
        out[14] += h33;
    }

    @Override
    public void scoreProducts(double[] p, double[][] out) {
        Params q = new Params(p);
        Dropouts d = new Dropouts(q);
        double[][] common = commonScores(q);
        int k = form.k();
        Erlang erlang = k > 1 ? new Erlang(k, q.gamma) : null;
        double[] s = new double[4];
        double[] total = new double[10];
        for (int i = 0; i < groups.size(); i++) {
            int x = groups.x()[i];
            double age = groups.age()[i] / groups.unit();
            double last = groups.last()[i] / groups.unit();
            double rate = q.gamma ? q.r + k * x : q.r;
            double s0 = q.gamma ? -Math.log(q.alpha + age) : -age;
            double s1 = q.gamma ? -rate / (q.alpha + age) : 0;
            double alive = rate * s0 + d.s[x];
            if (erlang != null) {
                erlang.at(rate, age - last, q.gamma ? 1 / (q.alpha + age) : 0);
                alive += erlang.log;
                s0 += erlang.d0;
                s1 += erlang.d1;
            }
            double v = 0;
            double u0 = q.gamma ? -Math.log(q.alpha + last) : -last;
            if (d.left[x]) {
                v = 1 / (1 + Math.exp(alive - rate * u0 - d.u[x]));
            }
            s[0] = common[0][x] + (1 - v) * s0 + v * u0;
            s[1] = common[1][x] + (q.gamma ? (1 - v) * s1 - v * rate / (q.alpha + last) : 0);
            s[2] = common[2][x] + (1 - v) * d.s0[x] + (v > 0 ? v * d.u0[x] : 0);
            s[3] = common[3][x] + (v > 0 ? v * d.u1[x] : 0);
            Slots.addProducts(groups.weight()[i], s, total);
        }
        Slots.spread(total, form, out);
    }

    /** The gradient of ln C per count. */
    private double[][] commonScores(Params q) {
        double[][] out = new double[4][most + 1];
        int k = form.k();
        boolean mixed = form.dropout() == Dropout.MIXED;
        int occasion = 0;
        double stay0 = 0;
        double stay1 = 0;
        double rate = 0;
        for (int x = 0; x <= most; x++) {
            if (q.gamma) {
                for (int j = k * (x - 1); x > 0 && j < k * x; j++) {
                    rate += 1 / (q.r + j);
                }
                out[0][x] = rate + Math.log(q.alpha);
                out[1][x] = q.r / q.alpha;
            } else {
                out[0][x] = k * x / q.r;
            }
            while (mixed && occasion < x + (form.family() == Family.MBG ? 1 : 0)) {
                double b = q.b + occasion++;
                stay0 -= 1 / (q.a + b);
                stay1 += q.a / b / (q.a + b);
            }
            out[2][x] = stay0;
            out[3][x] = stay1;
        }
        return out;
    }
}
