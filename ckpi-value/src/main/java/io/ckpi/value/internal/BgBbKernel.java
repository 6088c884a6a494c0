package io.ckpi.value.internal;

import io.ckpi.value.internal.Form.Dropout;
import io.ckpi.value.internal.Form.Rate;

/**
 * What BG/BB and its limits say about a history of opportunities.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class BgBbKernel {

    private final Form form;
    private final double[] p;
    private final boolean beta;
    private final double c;
    private final double d;

    /** The kernel of this form with these parameters. */
    public BgBbKernel(Form form, double[] p) {
        this.form = form;
        this.p = p.clone();
        this.beta = form.rate() == Rate.GAMMA;
        int at = form.dropoutAt();
        this.c = p.length > at ? p[at] : Double.NaN;
        this.d = p.length > at + 1 ? p[at + 1] : Double.NaN;
    }

    /** ln E[p^x (1−p)^misses]. */
    private double logBought(long x, long misses) {
        return beta
                ? Special.logRising(p[0], x)
                        + Special.logRising(p[1], misses)
                        - Special.logRising(p[0] + p[1], x + misses)
                : x * Math.log(p[0]) + misses * Math.log1p(-p[0]);
    }

    /** ln P(still there at opportunity n). */
    private double logThere(long n) {
        return switch (form.dropout()) {
            case MIXED -> Special.logStay(c, d, n);
            case POINT -> n * Math.log1p(-c);
            case NONE -> 0;
            case POLARISED -> n > 0 ? Math.log1p(-c) : 0;
        };
    }

    /** ln P(left after opportunity j). */
    private double logLeft(long j) {
        return switch (form.dropout()) {
            case MIXED -> Special.logStay(c, d, j) + Math.log(c) - Math.log(c + d + j);
            case POINT -> j * Math.log1p(-c) + Math.log(c);
            case NONE -> Double.NEGATIVE_INFINITY;
            case POLARISED -> j == 0 ? Math.log(c) : Double.NEGATIVE_INFINITY;
        };
    }

    /** The log-likelihood. */
    public double logLikelihood(int x, int last, int n) {
        double most = logBought(x, n - x) + logThere(n);
        double sum = 1;
        for (int j = last; j < n; j++) {
            double v = logBought(x, j - x) + logLeft(j);
            if (v > most) {
                sum = sum * Math.exp(most - v) + 1;
                most = v;
            } else {
                sum += Math.exp(v - most);
            }
        }
        return most + Math.log(sum);
    }

    /** P(still there at opportunity n + m | history). */
    public double alive(int x, int last, int n, long m) {
        return Math.exp(logBought(x, n - x) + logThere(n + m) - logLikelihood(x, last, n));
    }

    /** E[purchases at the next m opportunities | history]. */
    public double expected(int x, int last, int n, int m) {
        double scale = logBought(x + 1L, n - x) - logLikelihood(x, last, n);
        double sum = 0;
        for (int i = 1; i <= m; i++) {
            sum += Math.exp(scale + logThere((long) n + i));
        }
        return sum;
    }

    /** E Σ over all opportunities to come of purchases/(1+rate)^i, i = 1 for the next one; infinite if it does not converge. */
    public double discounted(int x, int last, int n, double rate) {
        double scale = logBought(x + 1L, n - x) - logLikelihood(x, last, n);
        double sum =
                switch (form.dropout()) {
                    case MIXED -> {
                        double there = Math.exp(logThere(n));
                        if (rate == 0) {
                            yield c > 1 ? there * (d + n) / (c - 1) : Double.POSITIVE_INFINITY;
                        }
                        yield rate > 0
                                ? there * BetaMean.of(c, d + n, (q, log) -> (1 - q) / (rate + q))
                                : Double.POSITIVE_INFINITY;
                    }
                    case POINT ->
                        rate + c > 0 ? Math.exp(logThere(n)) * (1 - c) / (rate + c) : Double.POSITIVE_INFINITY;
                    case NONE -> rate > 0 ? 1 / rate : Double.POSITIVE_INFINITY;
                    case POLARISED -> rate > 0 ? (1 - c) / rate : Double.POSITIVE_INFINITY;
                };
        return Math.exp(scale) * sum;
    }

    /** The distribution of the number of purchases at the next m opportunities. */
    public Kernel.Counts future(int x, int last, int n, int m) {
        double[] at = new double[m + 1];
        double likelihood = logLikelihood(x, last, n);
        for (int j = 0; j <= m; j++) {
            double sum = ways(x, n, m, j) * Math.exp(logThere((long) n + m) - likelihood);
            for (int i = j; i < m && form.dropout() != Dropout.NONE; i++) {
                sum += ways(x, n, i, j) * Math.exp(logLeft((long) n + i) - likelihood);
            }
            at[j] = sum;
        }
        at[0] += 1 - alive(x, last, n, 0);
        return new Listed(at);
    }

    /** E[p^(x+j) (1−p)^(n−x+i−j)] times the ways to buy j times out of i. */
    private double ways(int x, int n, int i, int j) {
        return Math.exp(Special.logRising(i - j + 1.0, j)
                - Special.logRising(1, j)
                + logBought((long) x + j, (long) n - x + i - j));
    }

    @SuppressWarnings("ArrayRecordComponent") // private, never compared
    private record Listed(double[] p) implements Kernel.Counts {
        @Override
        public double above(long j) {
            double sum = 0;
            for (int i = p.length - 1; i > j; i--) {
                sum += p[i];
            }
            return sum;
        }

        @Override
        public double at(long n) {
            return n < p.length ? p[(int) n] : 0;
        }

        @Override
        public double mean() {
            double sum = 0;
            for (int i = 1; i < p.length; i++) {
                sum += i * p[i];
            }
            return sum;
        }

        @Override
        public double secondFactorial() {
            double sum = 0;
            for (int i = 2; i < p.length; i++) {
                sum += i * (i - 1.0) * p[i];
            }
            return sum;
        }
    }
}
