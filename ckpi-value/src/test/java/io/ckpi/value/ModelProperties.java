package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.concurrent.ForkJoinPool;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import org.assertj.core.data.Offset;

/** What must hold for every parameter and history. */
class ModelProperties {

    private static Offset<Double> close(double value, double relative) {
        return within(relative * Math.abs(value) + 1e-300);
    }

    private static TransactionModel model(int family, double r, double alpha, double a, double b) {
        double e = Math.exp(r);
        double f = Math.exp(alpha);
        double g = Math.exp(a);
        double h = Math.exp(b);
        return switch (family) {
            case 0 -> new BgNbd(e, f, g, h, Cadence.WEEKS);
            case 1 -> new MbgNbd(e, f, g, h, Cadence.WEEKS);
            case 2 -> new ParetoNbd(e, f, g, h, Cadence.WEEKS);
            default -> new BgCnbd(3, BgCnbd.Leaving.AFTER_FIRST, e, f, g, h, Cadence.WEEKS);
        };
    }

    @Property(tries = 500)
    void numbersAreFiniteAndConsistent(
            @ForAll @IntRange(max = 3) int family,
            @ForAll @DoubleRange(min = -4, max = 3) double r,
            @ForAll @DoubleRange(min = -1, max = 5) double alpha,
            @ForAll @DoubleRange(min = -5, max = 4) double a,
            @ForAll @DoubleRange(min = -5, max = 4) double b,
            @ForAll @IntRange(max = 60) int x,
            @ForAll @DoubleRange(min = 0.01, max = 1) double share,
            @ForAll @DoubleRange(min = 0.1, max = 150) double age,
            @ForAll @DoubleRange(min = 0.1, max = 60) double t) {
        TransactionModel model = model(family, r, alpha, a, b);
        History h = new History(x, x == 0 ? 0 : share * age, age, Cadence.WEEKS);
        double alive = model.pAlive(h);
        assertThat(alive).isBetween(0.0, 1.0);
        double mean = model.expected(h, t);
        assertThat(mean).isGreaterThanOrEqualTo(0).isFinite();
        assertThat(model.pAliveAfter(h, t)).isBetween(0.0, alive * (1 + 1e-10));
        assertThat(model.pAliveAfter(h, 0)).isCloseTo(alive, close(alive, 1e-14));
        assertThat(model.expected(h, 0)).isZero();
        assertThat(model.expected(h, 2 * t)).isGreaterThanOrEqualTo(mean * (1 - 1e-10));
        Future future = model.future(h, t);
        assertThat(future.mean()).isEqualTo(mean);
        assertThat(future.variance()).isGreaterThanOrEqualTo(0).isFinite();
        double zero = future.p(0);
        double some = future.pGreaterThan(0);
        assertThat(zero + some).isCloseTo(1, within(1e-10));
        assertThat(some).isLessThanOrEqualTo(mean * (1 + 1e-9) + 1e-300);
        assertThat(future.pGreaterThan(3)).isLessThanOrEqualTo(some * (1 + 1e-10));
        assertThat(future.p(2)).isCloseTo(future.pGreaterThan(1) - future.pGreaterThan(2), within(1e-10));
        long q = future.quantile(0.9);
        assertThat(future.pGreaterThan(q)).isLessThanOrEqualTo(0.1 + 1e-12);
        if (q > 0) {
            assertThat(future.pGreaterThan(q - 1)).isGreaterThan(0.1 - 1e-12);
        }
    }

    @Property(tries = 100)
    void momentsAreSumsOverTheDistribution(
            @ForAll @IntRange(max = 3) int family,
            @ForAll @DoubleRange(min = -2, max = 2) double r,
            @ForAll @DoubleRange(min = 1, max = 4) double alpha,
            @ForAll @DoubleRange(min = -2, max = 2) double a,
            @ForAll @DoubleRange(min = -2, max = 2) double b,
            @ForAll @IntRange(max = 8) int x) {
        TransactionModel model = model(family, r, alpha, a, b);
        History h = new History(x, x == 0 ? 0 : 25, 30, Cadence.WEEKS);
        Future future = model.future(h, 12);
        double mean = 0;
        double squares = 0;
        double all = 0;
        for (int n = 0; n < 400; n++) {
            double p = future.p(n);
            all += p;
            mean += n * p;
            squares += (double) n * n * p;
        }
        assertThat(all).isCloseTo(1, within(1e-10));
        assertThat(mean).isCloseTo(future.mean(), close(mean, 1e-8));
        assertThat(squares - mean * mean).isCloseTo(future.variance(), close(future.variance(), 1e-7));
    }

    @Property(tries = 60)
    void discountedTransactionsAreTheIntegralOfTheExpectation(
            @ForAll @IntRange(max = 2) int family,
            @ForAll @DoubleRange(min = -2, max = 2) double r,
            @ForAll @DoubleRange(min = 0, max = 4) double alpha,
            @ForAll @DoubleRange(min = -2, max = 2) double a,
            @ForAll @DoubleRange(min = -2, max = 2) double b,
            @ForAll @IntRange(max = 8) int x) {
        TransactionModel model = model(family, r, alpha, a, b);
        History h = new History(x, x == 0 ? 0 : 25, 30, Cadence.WEEKS);
        double delta = 0.5; // ∫ δ e^(−δt) E[X(t)] dt by Simpson's rule
        double sum = 0;
        int n = 2000;
        double width = 80.0 / n;
        for (int i = 0; i <= n; i++) {
            double weight = i == 0 || i == n ? 1 : i % 2 == 1 ? 4 : 2;
            double t = i * width;
            sum += weight * delta * Math.exp(-delta * t) * model.expected(h, t);
        }
        sum *= width / 3;
        double dert = model.dert(h, new Rate(Math.expm1(delta), Cadence.WEEKS))
                .value()
                .orElseThrow();
        assertThat(dert).isCloseTo(sum, close(sum, 1e-5));
    }

    @Property(tries = 100)
    void scalingTimeScalesTheParametersThatAreTimes(
            @ForAll @IntRange(max = 2) int family,
            @ForAll @DoubleRange(min = 0.01, max = 100) double c,
            @ForAll @IntRange(max = 20) int x) {
        History h = new History(x, x == 0 ? 0 : 25, 30, Cadence.WEEKS);
        Cadence other = Cadence.WEEKS.times(1 / c);
        TransactionModel model = model(family, -0.5, 2, -0.2, 1);
        double beta = family == 2 ? c * Math.E : Math.E;
        TransactionModel scaled =
                switch (family) {
                    case 0 -> new BgNbd(Math.exp(-0.5), c * Math.exp(2), Math.exp(-0.2), beta, other);
                    case 1 -> new MbgNbd(Math.exp(-0.5), c * Math.exp(2), Math.exp(-0.2), beta, other);
                    default -> new ParetoNbd(Math.exp(-0.5), c * Math.exp(2), Math.exp(-0.2), beta, other);
                };
        assertThat(scaled.pAlive(h)).isCloseTo(model.pAlive(h), close(model.pAlive(h), 1e-12));
        assertThat(scaled.expected(h, 20 * c)).isCloseTo(model.expected(h, 20), close(model.expected(h, 20), 1e-11));
    }

    @Example
    void fitsInWeeksAndInDaysAreOneModel() {
        Histories weeks = Simulated.of(Simulated.Story.BG, 1, new double[] {0.8, 70, 0.8, 2.5}, 2000, 180, 280, 0, 5)
                .histories(Cadence.WEEKS);
        for (int family = 0; family < 3; family++) {
            Histories days = weeks.in(Cadence.DAYS);
            Fit<? extends TransactionModel> a = fit(family, weeks);
            Fit<? extends TransactionModel> b = fit(family, days);
            a.model().parameters().forEach((name, value) -> {
                double factor =
                        switch (name) {
                            case "alpha", "beta" -> 7;
                            case "lambda", "mu" -> 1 / 7.0;
                            default -> 1;
                        };
                assertThat(b.model().parameters().get(name))
                        .as(name)
                        .isCloseTo(value * factor, close(value * factor, 1e-6));
            });
            assertThat(b.logLikelihood())
                    .isCloseTo(a.logLikelihood() - weeks.repeats() * Math.log(7), close(a.logLikelihood(), 1e-11));
        }
    }

    private static Fit<? extends TransactionModel> fit(int family, Histories histories) {
        return switch (family) {
            case 0 -> BgNbd.fit(histories).value().orElseThrow();
            case 1 -> MbgNbd.fit(histories).value().orElseThrow();
            default -> ParetoNbd.fit(histories).value().orElseThrow();
        };
    }

    @Example
    void theNumberOfThreadsDoesNotMatter() throws Exception {
        Histories histories = Simulated.of(
                        Simulated.Story.PARETO, 1, new double[] {1.5, 40, 0.7, 90}, 30_000, 180, 600, 0, 9)
                .histories(Cadence.WEEKS);
        assertThat(histories.groups()).isGreaterThan(10_000); // several chunks
        Fit<BgNbd> one = on(1, histories);
        Fit<BgNbd> four = on(4, histories);
        assertThat(four.model()).isEqualTo(one.model());
        assertThat(four.logLikelihood()).isEqualTo(one.logLikelihood());
        assertThat(four.covariance(Errors.SANDWICH).toArray())
                .isDeepEqualTo(one.covariance(Errors.SANDWICH).toArray());
        assertThat(four.refits(3, 7)).isEqualTo(one.refits(3, 7)).isNotEqualTo(one.refits(3, 8));
    }

    private static Fit<BgNbd> on(int threads, Histories histories) throws Exception {
        ForkJoinPool pool = new ForkJoinPool(threads);
        try {
            return pool.submit(() -> BgNbd.fit(histories).value().orElseThrow()).get();
        } finally {
            pool.shutdown();
        }
    }
}
