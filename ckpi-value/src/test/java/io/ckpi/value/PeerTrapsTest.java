package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Reason;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Where public libraries overflow, lose digits or give another model's answer. */
class PeerTrapsTest {

    private static final ParetoNbd PARETO = new ParetoNbd(0.553, 10.578, 0.606, 11.669, Cadence.WEEKS);
    private static final BgNbd BG = new BgNbd(0.243, 4.414, 0.793, 2.426, Cadence.WEEKS);
    private static final MbgNbd MBG = new MbgNbd(0.525, 6.183, 0.891, 1.614, Cadence.WEEKS);

    /** lifetimes 25, 90, 117, 332; CLVTools 100, 132; BTYDplus 78. */
    @Test
    void manyPurchasesDoNotOverflow() {
        for (int x : new int[] {161, 200, 254, 1000, 5000, 100_000}) {
            History h = new History(x, 50, 52, Cadence.WEEKS);
            for (TransactionModel model : List.of(BG, MBG, PARETO)) {
                assertThat(model.pAlive(h)).as("%s %s", model, x).isBetween(0.0, 1.0);
                double e = model.expected(h, 39);
                assertThat(e).as("%s %s", model, x).isBetween(0.0, 39.0 * (x + 1) / 50);
                assertThat(model.future(h, 39).variance()).isBetween(0.0, 1e12);
                assertThat(model.dert(h, Rate.perYear(0.1)).value()).isPresent();
            }
            assertThat(BG.logLik(x, 50, 52)).isFinite();
            assertThat(MBG.logLik(x, 50, 52)).isFinite();
            assertThat(PARETO.logLik(x, 50, 52)).isFinite();
        }
    }

    /** Infinite or no number in lifetimes and CLVTools. */
    @Test
    void oneIsNoSpecialParameter() {
        History h = new History(2, 30.43, 38.86, Cadence.WEEKS);
        for (double near : new double[] {1 - 1e-9, 1, 1 + 1e-9}) {
            BgNbd bg = new BgNbd(0.243, 4.414, near, 2.426, Cadence.WEEKS);
            ParetoNbd pareto = new ParetoNbd(0.553, 10.578, near, 11.669, Cadence.WEEKS);
            assertThat(bg.expected(h, 39))
                    .isCloseTo(new BgNbd(0.243, 4.414, 1, 2.426, Cadence.WEEKS).expected(h, 39), within(1e-8));
            assertThat(bg.expected(bg.newCustomer(), 39)).isPositive();
            assertThat(pareto.expected(h, 39))
                    .isCloseTo(new ParetoNbd(0.553, 10.578, 1, 11.669, Cadence.WEEKS).expected(h, 39), within(1e-8));
        }
    }

    /** lifetimes' probability mass is 30 times wrong at n = 171 and no number at 200. */
    @Test
    void probabilitiesOfManyPurchases() {
        BgNbd model = new BgNbd(2, 1.5, 0.02, 3, Cadence.WEEKS);
        Future future = model.future(model.newCustomer(), 150);
        for (long n : new long[] {150, 171, 200, 400}) {
            double difference = future.pGreaterThan(n - 1) - future.pGreaterThan(n);
            assertThat(future.p(n)).isCloseTo(difference, within(1e-10 * future.pGreaterThan(n - 1)));
            assertThat(future.p(n)).isPositive();
        }
    }

    /** lifetimes stops at a floor of 1e-15 inside the logarithm and gives −33.87. */
    @Test
    void rareHistoriesHaveNoFloor() {
        BgBb model = new BgBb(1.204, 0.750, 0.657, 2.783, Cadence.YEARS);
        assertThat(model.logLik(20, 40, 60)).isCloseTo(-34.82, within(0.005));
    }

    /** A penalty of 0.01 moves a from .793 to .286 and costs 13.9 of log-likelihood; another library's test cites .688. */
    @Test
    void fitsAreNotPenalised() {
        Fit<BgNbd> fit = BgNbd.fit(DataSets.cdnow().histories()).value().orElseThrow();
        assertThat(fit.model().parameters().get("a")).isCloseTo(0.793, within(5e-4));
        Covariance covariance = fit.covariance(Errors.HESSIAN);
        assertThat(covariance.of("a", "b")).isEqualTo(covariance.of("b", "a")).isCloseTo(0.1232, within(5e-5));
        Fit<Sbg> regular = Sbg.fit(List.of(FitTest.segment("regular_7y")), Cadence.YEARS)
                .value()
                .orElseThrow();
        assertThat(regular.model().parameters().get("alpha")).isCloseTo(0.704, within(5e-4));
        assertThat(regular.model().parameters().get("beta")).isCloseTo(1.182, within(5e-4));
    }

    /** CLVTools' BG/NBD gives a log-likelihood of +1.36e61 and P(alive) = 1 for all on a public retail log. */
    @Test
    void likelihoodOfCountsIsBelowOneWhereverTheSearchGoes() {
        for (double scale : new double[] {1e-8, 1, 1e8}) {
            BgNbd model = new BgNbd(0.3, 4 * scale, 1e-6 * scale, 1e6, Cadence.WEEKS);
            assertThat(model.logLik(0, 0, 50)).isNegative();
            assertThat(model.logLik(40, 49, 50)).isFinite();
        }
    }

    /** lifetimes 146, 362, 370: a negative mean spend. */
    @Test
    void aMeanThatDoesNotExistIsNotANumber() {
        GammaGamma model = new GammaGamma(0.3, 0.4, 15);
        assertThat(((Absent) model.expectedSpend(0, 0)).reason()).isEqualTo(Reason.UNBOUNDED);
        assertThat(((Absent) model.expectedSpend(1, 20)).reason()).isEqualTo(Reason.UNBOUNDED);
        assertThat(model.expectedSpend(3, 20).value().orElseThrow()).isPositive();
        assertThat(model.varianceOfTotal(3, 20, 2, 1)).isEmpty();
    }

    /** lifetimes 180: a weekly model scored as a daily one. */
    @Test
    void aHistoryInAnotherUnitIsConverted() {
        History weeks = new History(2, 30, 39, Cadence.WEEKS);
        History days = new History(2, 210, 273, Cadence.DAYS);
        assertThat(BG.expected(days, 52)).isEqualTo(BG.expected(weeks, 52));
        BgNbd daily = new BgNbd(0.243, 4.414 * 7, 0.793, 2.426, Cadence.DAYS);
        assertThat(daily.expected(weeks, 364)).isCloseTo(BG.expected(weeks, 52), within(1e-12));
        assertThat(daily.dert(weeks, Rate.perYear(0.1)).value().orElseThrow())
                .isCloseTo(BG.dert(weeks, Rate.perYear(0.1)).value().orElseThrow(), within(1e-10));
    }
}
