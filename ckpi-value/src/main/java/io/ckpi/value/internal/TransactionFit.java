package io.ckpi.value.internal;

import io.ckpi.value.internal.Form.Dropout;
import io.ckpi.value.internal.Form.Family;
import io.ckpi.value.internal.Form.Rate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Maximum likelihood of a transaction model: the interior from two starts, the limits beside it, and the better one as the
 * answer.
 *
 * <p>With more than {@value #MANY} groups every search begins on a part of them and goes on from there over all; where both
 * starts lead to the same point of the part, one search over all is enough. Whatever a search begins with, it ends with the
 * same proof.
 *
 * <p><b>Thread-safety.</b> static functions.
 */
public final class TransactionFit {

    /** A limit this close to the best interior point is the answer. */
    private static final double TIE = 1e-6;

    private static final int MANY = 1 << 15;
    private static final int PART = 1 << 12;
    /** Parameters this close to each other, relatively, are those of one maximum of the part. */
    private static final double SAME = 1e-3;

    private final Groups groups;
    private final @Nullable Groups part;
    private final List<Candidate> all = new ArrayList<>();
    private double evaluations;

    private TransactionFit(Groups groups) {
        this.groups = groups;
        this.part = groups.size() > MANY ? groups.every(groups.size() / PART) : null;
    }

    /**
     * The answer.
     *
     * @param form the full model or the limit that was chosen
     * @param best where the search ended
     * @param certificate the one-sided derivative from the limit into the interior, at most 0 for a maximum; NaN if the
     *     model is not at a limit or the limit has none
     * @param evaluations evaluations of log-likelihoods in all searches, those of a part by its share, rounded up
     */
    public record Answer(Form form, Newton.Maximum best, double certificate, int evaluations) {}

    /** Fits a family with Erlang-k gaps; null if nothing converged. */
    public static @Nullable Answer fit(Groups groups, Family family, int k) {
        return new TransactionFit(groups).answer(family, k);
    }

    private @Nullable Answer answer(Family family, int k) {
        double customers = 0;
        double ages = 0;
        double repeats = 0;
        for (int i = 0; i < groups.size(); i++) {
            customers += groups.weight()[i];
            ages += groups.weight()[i] * (groups.age()[i] / groups.unit());
            repeats += groups.weight()[i] * groups.x()[i];
        }
        double mean = ages / customers;
        boolean pareto = family == Family.PARETO;
        Form full = Form.full(family, k);
        double rate = 0.3 * mean;
        double[] from = interior(
                full,
                pareto
                        ? new double[][] {{1, rate, 1, rate}, {1, rate, 0.05, 0.01 * mean}}
                        : new double[][] {{1, rate, 1, 2}, {1, rate, 0.02, 0.1}},
                new double[] {1, rate});
        double lambda = k * repeats / ages;
        double leave = pareto ? 0.3 / mean : 0.2;
        double second = pareto ? rate : 2;
        for (Dropout limit : new Dropout[] {Dropout.NONE, Dropout.POINT, Dropout.POLARISED}) {
            double[] start = limit == Dropout.NONE ? from : new double[] {from[0], from[1], leave};
            add(full.with(Rate.GAMMA, limit), start);
        }
        add(full.with(Rate.POINT, Dropout.MIXED), new double[] {lambda, 1, second});
        boolean interior = all.stream().anyMatch(c -> c.form.equals(full));
        Candidate best = best(all);
        if (!interior || (best != null && !best.form.equals(full))) {
            add(full.with(Rate.POINT, Dropout.NONE), new double[] {lambda});
            add(full.with(Rate.POINT, Dropout.POINT), new double[] {lambda, leave});
            add(full.with(Rate.POINT, Dropout.POLARISED), new double[] {lambda, 0.2});
            best = best(all);
        }
        return best == null ? null : answer(best, certificate(groups, best.form, best.at));
    }

    private Answer answer(Candidate best, double certificate) {
        return new Answer(best.form, best.at, certificate, (int) Math.ceil(evaluations));
    }

    /** Searches the interior; returns the rate's parameters of the last maximum found, else those given. */
    private double[] interior(Form full, double[][] starts, double[] otherwise) {
        double[] from = otherwise;
        List<double[]> seen = new ArrayList<>();
        for (double[] start : starts) {
            double[] better = onPart(full, start);
            if (better != null && seen.stream().anyMatch(known -> same(known, better))) {
                continue;
            }
            Newton.Maximum at = overAll(full, start, better);
            if (at.proved()) {
                all.add(new Candidate(full, at));
                from = new double[] {at.p()[0], at.p()[1]};
                if (better != null) {
                    seen.add(better);
                }
            }
        }
        return from;
    }

    private static boolean same(double[] a, double[] b) {
        for (int i = 0; i < a.length; i++) {
            if (Math.abs(a[i] - b[i]) > SAME * Math.abs(a[i])) {
                return false;
            }
        }
        return true;
    }

    /** Fits gamma rates, or one rate, to customers of whom nobody leaves; null if nothing converged. */
    public static @Nullable Answer withoutDropout(Groups groups) {
        return new TransactionFit(groups).answerWithoutDropout();
    }

    private @Nullable Answer answerWithoutDropout() {
        double ages = 0;
        double repeats = 0;
        double customers = 0;
        for (int i = 0; i < groups.size(); i++) {
            customers += groups.weight()[i];
            ages += groups.weight()[i] * (groups.age()[i] / groups.unit());
            repeats += groups.weight()[i] * groups.x()[i];
        }
        Form form = Form.full(Family.MBG, 1).with(Rate.GAMMA, Dropout.NONE);
        add(form, new double[] {1, 0.3 * ages / customers});
        add(form.with(Rate.POINT, Dropout.NONE), new double[] {repeats / ages});
        Candidate best = best(all);
        return best == null ? null : answer(best, Double.NaN);
    }

    private record Candidate(Form form, Newton.Maximum at) {}

    private void add(Form form, double[] start) {
        Newton.Maximum at = overAll(form, start, onPart(form, start));
        if (at.proved()) {
            all.add(new Candidate(form, at));
        }
    }

    /** The maximum of the part from that start; null if there is no part or no maximum. */
    private double @Nullable [] onPart(Form form, double[] start) {
        Groups some = part;
        if (some == null) {
            return null;
        }
        Newton.Maximum at = Newton.maximise(ParetoLikelihood.of(some, form), start);
        evaluations += at.evaluations() * ((double) some.size() / groups.size());
        return at.proved() ? at.p() : null;
    }

    /** The maximum over all groups, from the better start if it leads to one. */
    private Newton.Maximum overAll(Form form, double[] start, double @Nullable [] better) {
        if (better != null) {
            Newton.Maximum at = Newton.maximise(ParetoLikelihood.of(groups, form), better);
            evaluations += at.evaluations();
            if (at.proved()) {
                return at;
            }
        }
        Newton.Maximum at = Newton.maximise(ParetoLikelihood.of(groups, form), start);
        evaluations += at.evaluations();
        return at;
    }

    /** Of those whose likelihood is the highest but for a tie, the one with fewest parameters. */
    private static @Nullable Candidate best(List<Candidate> all) {
        double highest = Double.NEGATIVE_INFINITY;
        for (Candidate c : all) {
            highest = Math.max(highest, c.at.value());
        }
        Candidate best = null;
        for (Candidate c : all) {
            boolean tied = c.at.value() >= highest - TIE;
            if (tied
                    && (best == null
                            || c.form.size() < best.form.size()
                            || (c.form.size() == best.form.size() && c.at.value() > best.at.value()))) {
                best = c;
            }
        }
        return best;
    }

    /** ½v Σ w(ℓ″ + ℓ′²) in the parameter that is equal for all, or the slope into drop-out, the largest over b (or β). */
    private static double certificate(Groups groups, Form form, Newton.Maximum at) {
        double worst = Double.NaN;
        int n = form.size();
        double[][] products = new double[n][n];
        ParetoLikelihood.of(groups, form).scoreProducts(at.p(), products);
        if (form.rate() == Rate.POINT) {
            double v = at.p()[0] * at.p()[0];
            worst = v / 2 * (at.hessian()[0][0] + products[0][0]);
        }
        if (form.dropout() == Dropout.POINT) {
            int i = form.dropoutAt();
            double p = at.p()[i];
            double v = form.isShare(i) ? p * (1 - p) : p * p;
            double slope = v / 2 * (at.hessian()[i][i] + products[i][i]);
            worst = Double.isNaN(worst) ? slope : Math.max(worst, slope);
        } else if (form.dropout() == Dropout.NONE && form.rate() == Rate.GAMMA && form.k() == 1) {
            double slope = Double.NEGATIVE_INFINITY;
            for (int step = 0; step <= 56; step++) {
                slope = Math.max(slope, intoDropout(groups, form.family(), at.p(), Math.pow(10, -6 + step / 4.0)));
            }
            worst = slope;
        }
        return worst;
    }

    private static double intoDropout(Groups groups, Family family, double[] p, double b) {
        int most = 0;
        for (int x : groups.x()) {
            most = Math.max(most, x);
        }
        double[] harmonic = new double[most + 2];
        for (int i = 0; i <= most; i++) {
            harmonic[i + 1] = harmonic[i] + 1 / (b + i);
        }
        double sum = 0;
        ParetoIntegral integral = new ParetoIntegral();
        for (int i = 0; i < groups.size(); i++) {
            int x = groups.x()[i];
            double w = groups.weight()[i];
            double age = groups.age()[i] / groups.unit();
            double last = groups.last()[i] / groups.unit();
            if (family == Family.PARETO) {
                integral.compute(p[0] + x, p[1], 1, b, last, age, false);
                double scale = (p[0] + x) * Math.log((p[1] + age) / (p[1] + last)) - Math.log(b + last);
                double part = integral.log == Double.NEGATIVE_INFINITY ? 0 : Math.exp(integral.log + scale);
                sum += w * (part - Math.log1p(age / b));
            } else {
                int occasions = family == Family.MBG ? x + 1 : x;
                if (occasions > 0) {
                    double ratio = Math.exp((p[0] + x) * Math.log((p[1] + age) / (p[1] + last)));
                    sum += w * (ratio / (b + occasions - 1) - harmonic[occasions]);
                }
            }
        }
        return sum;
    }
}
