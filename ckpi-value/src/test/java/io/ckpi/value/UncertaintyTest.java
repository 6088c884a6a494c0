package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.value.Simulated.Story;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Intervals by what they contain, and by how often they hold on simulated customers. */
class UncertaintyTest {

    private static final double[] SMALL = {0.8, 60, 0.9, 2.5};

    private static Histories some(int customers, long seed) {
        return Simulated.of(Story.BG, 1, SMALL, customers, 180, 280, 0, seed).histories(Cadence.WEEKS);
    }

    private static Interval interval(Reading reading) {
        return java.util.Objects.requireNonNull(estimate(reading).interval());
    }

    private static Estimate estimate(Reading reading) {
        return reading.measured().orElseThrow();
    }

    private static double width(Reading reading) {
        return 2 * interval(reading).halfWidth().orElseThrow();
    }

    @Test
    void theLayersAreNamedAndNested() {
        Fit<BgNbd> fit = BgNbd.fit(some(2000, 3)).value().orElseThrow();
        History h = new History(4, 25, 30, Cadence.WEEKS);
        Uncertainty doubt = Uncertainty.withDefaults().withDraws(200);
        Reading mean = doubt.of(fit, m -> m.expected(h, 26), Unit.COUNT);
        Reading customer = doubt.customer(fit, h, 26);
        assertThat(estimate(mean).method()).isEqualTo("parameters");
        assertThat(estimate(customer).method()).isEqualTo("parameters+customer");
        assertThat(estimate(mean).value()).isEqualTo(estimate(customer).value());
        assertThat(estimate(mean).n()).isEqualTo(2000);
        assertThat(width(customer)).isGreaterThan(4 * width(mean));
        assertThat(width(doubt.withLevel(0.5).of(fit, m -> m.expected(h, 26), Unit.COUNT)))
                .isLessThan(0.6 * width(mean));
        assertThat(doubt.of(fit, m -> m.expected(h, 26), Unit.COUNT)).isEqualTo(mean);
        assertThat(doubt.withSeed(2).of(fit, m -> m.expected(h, 26), Unit.COUNT))
                .isNotEqualTo(mean);
        for (Errors errors : Errors.values()) {
            Reading other = doubt.with(errors).of(fit, m -> m.expected(h, 26), Unit.COUNT);
            assertThat(width(other)).isCloseTo(width(mean), within(0.5 * width(mean)));
        }
    }

    @Test
    void aPortfolioIsLessDoubtfulThanItsCustomers() {
        Histories histories = some(2000, 3);
        Fit<BgNbd> fit = BgNbd.fit(histories).value().orElseThrow();
        Uncertainty doubt = Uncertainty.withDefaults().withDraws(100);
        Reading sum = doubt.portfolio(fit, histories, 26);
        assertThat(estimate(sum).method()).isEqualTo("parameters+customers");
        double expected = 0;
        double variance = 0;
        for (int g = 0; g < histories.groups(); g++) {
            Future future = fit.model().future(histories.history(g), 26);
            expected += histories.count(g) * future.mean();
            variance += histories.count(g) * future.variance();
        }
        assertThat(estimate(sum).value()).isCloseTo(expected, within(1e-9 * expected));
        assertThat(width(sum)).isGreaterThan(2 * 1.6448 * Math.sqrt(variance)).isLessThan(0.5 * expected);
        Reading refitted = doubt.with(Errors.BOOTSTRAP).portfolio(fit, histories, 26);
        assertThat(width(refitted)).isCloseTo(width(sum), within(0.25 * width(sum)));
        assertThat(doubt.portfolio(fit, Histories.none(Cadence.WEEKS), 26)).isEqualTo(Absent.because(Reason.NO_DATA));
    }

    @Test
    void wrongOptionsAreNamed() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Uncertainty.withDefaults().withLevel(1))
                .withMessage("level must be strictly between 0 and 1: 1.0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Uncertainty.withDefaults().withDraws(19))
                .withMessage("draws must be 20 or more: 19");
        Fit<BgNbd> fit = BgNbd.fit(some(500, 3)).value().orElseThrow();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit.refits(0, 1))
                .withMessage("count must be positive: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> fit.covariance(Errors.HESSIAN).standardError("mu"))
                .withMessage("no parameter mu among [r, alpha, a, b]");
        assertThat(Uncertainty.withDefaults().of(fit, m -> Double.NaN, Unit.COUNT))
                .isEqualTo(Absent.because(Reason.UNBOUNDED));
    }

    /** Layer 1: 90 % intervals of what a new customer buys in a year, over 2,000 simulated logs of 1,000 customers. */
    @Test
    @Tag("slow")
    void intervalsOfParametersCover() {
        BgNbd truth = new BgNbd(SMALL[0], SMALL[1] / 7, SMALL[2], SMALL[3], Cadence.WEEKS);
        double actual = truth.expected(truth.newCustomer(), 52);
        int logs = 2000;
        int sandwich = 0;
        int hessian = 0;
        int done = 0;
        for (int i = 0; i < logs; i++) {
            Fit<BgNbd> fit = BgNbd.fit(some(1000, 100 + i)).value().orElseThrow();
            if (fit.boundary() != Boundary.NONE) {
                continue;
            }
            done++;
            Uncertainty doubt = Uncertainty.withDefaults().withDraws(400);
            sandwich += contains(doubt.of(fit, m -> m.expected(m.newCustomer(), 52), Unit.COUNT), actual);
            hessian += contains(
                    doubt.with(Errors.HESSIAN).of(fit, m -> m.expected(m.newCustomer(), 52), Unit.COUNT), actual);
        }
        report("parameters, sandwich", sandwich, done);
        report("parameters, Hessian", hessian, done);
        assertThat(done).isGreaterThan(1900);
        assertThat(100.0 * sandwich / done).isBetween(88.0, 92.0);
        assertThat(100.0 * hessian / done).isBetween(88.0, 92.0);
    }

    /** Layer 2: 90 % intervals of a year of frequent customers; counts are whole, so a little more than 90 % holds. */
    @Test
    @Tag("slow")
    void intervalsOfCustomersCover() {
        int held = 0;
        int all = 0;
        for (int log = 0; log < 20; log++) {
            Simulated s = Simulated.of(Story.PARETO, 1, new double[] {4, 4, 0.8, 900}, 1000, 100, 200, 364, 40 + log);
            Fit<ParetoNbd> fit =
                    ParetoNbd.fit(s.histories(Cadence.WEEKS)).value().orElseThrow();
            Uncertainty doubt = Uncertainty.withDefaults().withDraws(20);
            for (int i = 0; i < 150; i++) {
                History h = History.ofDays(s.x[i], s.last[i], s.age[i], Cadence.WEEKS);
                held += contains(doubt.customer(fit, h, 52), s.later[i]);
                all++;
            }
        }
        report("parameters+customer", held, all);
        assertThat(100.0 * held / all).isBetween(88.0, 92.0);
    }

    /** Layer 3: 90 % intervals of what 1,000 customers buy in half a year. */
    @Test
    @Tag("slow")
    void intervalsOfPortfoliosCover() {
        int held = 0;
        int done = 0;
        for (int i = 0; i < 1500; i++) {
            Simulated s = Simulated.of(Story.BG, 1, SMALL, 1000, 180, 280, 182, 9000 + i);
            Histories histories = s.histories(Cadence.WEEKS);
            Fit<BgNbd> fit = BgNbd.fit(histories).value().orElseThrow();
            if (fit.boundary() == Boundary.NONE) {
                held += contains(Uncertainty.withDefaults().portfolio(fit, histories, 26), s.allLater());
                done++;
            }
        }
        report("parameters+customers", held, done);
        assertThat(100.0 * held / done).isBetween(88.0, 92.0);
    }

    /** The law of total variance for the money of coming purchases, which no reference case covers. */
    @Test
    @Tag("slow")
    void varianceOfCustomersSpendIsThatOfSimulatedOnes() {
        GammaGamma spend = new GammaGamma(6, 8, 15);
        RandomStream stream = RandomStream.of(11, "spend", 0);
        int n = 4_000_000;
        double sum = 0;
        double squares = 0;
        for (int i = 0; i < n; i++) {
            // x = 2 purchases of mean 12: ν given them; N Poisson of mean 3
            double nu = Samplers.gamma(stream, 6 * 2 + 8) / (15 + 24);
            long count = Samplers.poisson(stream, 3);
            double total = count == 0 ? 0 : Samplers.gamma(stream, 6 * count) / nu;
            sum += total;
            squares += total * total;
        }
        double mean = sum / n;
        double variance = squares / n - mean * mean;
        double expected = spend.varianceOfTotal(2, 12, 3, 3).orElseThrow();
        assertThat(mean).isCloseTo(3 * spend.expectedSpend(2, 12).value().orElseThrow(), within(0.005 * mean));
        assertThat(expected).isCloseTo(variance, within(0.01 * variance));
    }

    /** Expectations with regular timing, derived for this library, against events. */
    @Test
    @Tag("slow")
    void regularTimingPredictsSimulatedCustomers() {
        for (int k = 2; k <= 3; k++) {
            Simulated s = Simulated.of(Story.MBG, k, new double[] {1.5, 20, 0.5, 2}, 200_000, 100, 200, 140, k);
            BgCnbd model = new BgCnbd(k, BgCnbd.Leaving.AFTER_FIRST, 1.5, 20 / 7.0, 0.5, 2, Cadence.WEEKS);
            Histories histories = s.histories(Cadence.WEEKS);
            double expected = 0;
            double variance = 0;
            for (int g = 0; g < histories.groups(); g++) {
                Future future = model.future(histories.history(g), 20);
                expected += histories.count(g) * future.mean();
                variance += histories.count(g) * future.variance();
            }
            // t_x is rounded up to whole days, which moves the sum a little
            assertThat((double) s.allLater()).isCloseTo(expected, within(4 * Math.sqrt(variance) + 0.01 * expected));
        }
    }

    private static int contains(Reading reading, double value) {
        return interval(reading).contains(value) ? 1 : 0;
    }

    private static void report(String layer, int held, int all) {
        System.out.printf(java.util.Locale.ROOT, "%s: %.1f %% of %d%n", layer, 100.0 * held / all, all);
    }
}
