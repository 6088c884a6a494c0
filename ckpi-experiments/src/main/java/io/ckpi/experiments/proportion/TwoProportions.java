package io.ckpi.experiments.proportion;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import io.ckpi.experiments.Alternative;
import io.ckpi.experiments.internal.ExactTables;
import io.ckpi.experiments.internal.Hypergeometric;
import io.ckpi.experiments.internal.ScoreInterval;
import io.ckpi.experiments.internal.Tails;
import java.util.Locale;
import java.util.Objects;

/**
 * Two shares, one observation per customer: buyers among the control's and among the treatment's customers.
 *
 * <p><b>Undefined.</b> An arm without a unit: {@link Reason#NO_DATA}. Tests of a variance of 0 (nobody or everybody in both arms):
 * {@link Reason#NO_VARIATION}. A ratio to a control without a success: {@link Reason#ZERO_BASE}.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * <p><b>References.</b> R. G. Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8&lt;873::AID-SIM779&gt;3.0.CO;2-I. O.
 * Miettinen, M. Nurminen 1985, doi:10.1002/sim.4780040211. A. Agresti, B. Caffo 2000, doi:10.1080/00031305.2000.10474560. G. A.
 * Barnard 1945, doi:10.1038/156177a0. R. D. Boschloo 1970, doi:10.1111/j.1467-9574.1970.tb00104.x.
 *
 * @param controlSuccesses successes in the control, 0 to its units
 * @param controlUnits units of the control, 0 or more
 * @param treatedSuccesses successes in the treatment, 0 to its units
 * @param treatedUnits units of the treatment, 0 or more
 */
public record TwoProportions(long controlSuccesses, long controlUnits, long treatedSuccesses, long treatedUnits) {

    /** The tests that there is no difference. */
    public enum Test {
        /** z with the pooled variance. */
        Z,
        /** The same with the continuity correction ½(1/n_C + 1/n_T). */
        Z_CORRECTED,
        /** Pearson's chi-squared; two-sided. */
        PEARSON,
        /** The same with Yates's correction: each cell moves towards its expectation by at most ½. */
        PEARSON_YATES,
        /** The likelihood ratio G; two-sided. */
        LIKELIHOOD_RATIO,
        /** The same with Yates's correction. */
        LIKELIHOOD_RATIO_YATES,
        /** Fisher's exact test, given the total of successes; two-sided by probabilities not above the observed one. */
        FISHER,
        /** Barnard's exact test by the pooled z, the worst case over the common share; at most 10⁶ tables. */
        BARNARD,
        /** Boschloo's exact test by Fisher's p; two-sided twice the smaller one-sided; at most 10⁶ tables. */
        BOSCHLOO
    }

    /** The intervals of the difference. */
    public enum DifferenceMethod {
        /** Each arm with its own variance. */
        WALD,
        /** The pooled variance of {@link Test#Z}. */
        POOLED,
        /** The same, wider by the continuity correction. */
        POOLED_CORRECTED,
        /** Wald after one success and one failure more per arm. */
        AGRESTI_CAFFO,
        /** Wilson's limits of each arm combined. */
        NEWCOMBE,
        /** Score test with the constrained maximum; the most accurate. */
        MIETTINEN_NURMINEN
    }

    /** The intervals of the lift, ratio − 1, on the logarithm of the ratio. */
    public enum RatioMethod {
        /** Each arm with its own variance. */
        LOG,
        /** After ½ added to successes and units of both arms. */
        LOG_ADJUSTED,
        /** The pooled variance. */
        LOG_POOLED,
        /** The same, wider by the continuity correction over the control's share. */
        LOG_POOLED_CORRECTED
    }

    /**
     * The result of a test.
     *
     * @param test which test
     * @param statistic z, chi-squared or G; for the exact tests the difference of the shares
     * @param pValue the p-value
     * @param alternative which side
     */
    public record Result(Test test, double statistic, double pValue, Alternative alternative) {}

    /**
     * Fisher's conditional odds ratio.
     *
     * @param odds the conditional maximum-likelihood estimate, or why there is none
     * @param interval the exact interval; an end that is 0 is closed, an infinite one open
     */
    public record OddsRatio(Reading odds, Interval interval) {}

    /** Checks the counts. */
    public TwoProportions {
        count("control", controlSuccesses, controlUnits);
        count("treated", treatedSuccesses, treatedUnits);
    }

    private static void count(String arm, long successes, long units) {
        if (units < 0) {
            throw new IllegalArgumentException(arm + "Units is negative: " + units);
        }
        if (successes < 0 || successes > units) {
            throw new IllegalArgumentException(arm + "Successes is not 0 to " + units + ": " + successes);
        }
    }

    /** The control's share; absent without units. */
    public Reading control() {
        return share(controlSuccesses, controlUnits);
    }

    /** The treatment's share; absent without units. */
    public Reading treated() {
        return share(treatedSuccesses, treatedUnits);
    }

    private static Reading share(long successes, long units) {
        return Shares.withDefaults().of(successes, units);
    }

    private double pC() {
        return (double) controlSuccesses / controlUnits;
    }

    private double pT() {
        return (double) treatedSuccesses / treatedUnits;
    }

    private double inverses() {
        return 1.0 / controlUnits + 1.0 / treatedUnits;
    }

    private double pooled() {
        return ((double) controlSuccesses + treatedSuccesses) / ((double) controlUnits + treatedUnits);
    }

    private boolean empty() {
        return controlUnits == 0 || treatedUnits == 0;
    }

    private Absent noData() {
        return Absent.because(
                Reason.NO_DATA,
                "the control has " + controlUnits + " units, the treatment " + treatedUnits,
                "единиц в контроле: " + controlUnits + ", в тестовой группе: " + treatedUnits);
    }

    /**
     * Tests that both shares are equal.
     *
     * @throws IllegalArgumentException if chi-squared or G is asked for one side, or an exact test for more than 10⁶ tables
     */
    public Outcome<Result> test(Test test, Alternative alternative) {
        Objects.requireNonNull(alternative, "alternative");
        boolean square = test == Test.PEARSON
                || test == Test.PEARSON_YATES
                || test == Test.LIKELIHOOD_RATIO
                || test == Test.LIKELIHOOD_RATIO_YATES;
        if (square && alternative != Alternative.TWO_SIDED) {
            throw new IllegalArgumentException(test + " is two-sided, not " + alternative);
        }
        if (empty()) {
            return Outcome.absent(noData());
        }
        double pooled = pooled();
        if (!(pooled > 0 && pooled < 1)) {
            return Outcome.absent(Absent.because(
                    Reason.NO_VARIATION,
                    "nobody or everybody succeeded in both arms",
                    "в обеих группах успеха нет ни у кого или он есть у всех"));
        }
        return switch (test) {
            case Z -> z(test, alternative, 0);
            case Z_CORRECTED -> z(test, alternative, inverses() / 2);
            case PEARSON -> square(test, false, false);
            case PEARSON_YATES -> square(test, true, false);
            case LIKELIHOOD_RATIO -> square(test, false, true);
            case LIKELIHOOD_RATIO_YATES -> square(test, true, true);
            case FISHER ->
                exact(
                        test,
                        alternative,
                        hypergeometric()
                                .p(
                                        treatedSuccesses,
                                        alternative == Alternative.TWO_SIDED,
                                        alternative == Alternative.GREATER));
            case BARNARD -> exact(test, alternative, barnard(alternative));
            case BOSCHLOO -> exact(test, alternative, boschloo(alternative));
        };
    }

    private Outcome<Result> exact(Test test, Alternative alternative, double p) {
        return Outcome.of(new Result(test, pT() - pC(), Math.min(1, p), alternative));
    }

    private Outcome<Result> z(Test test, Alternative alternative, double correction) {
        double difference = pT() - pC();
        double scale = Math.sqrt(pooled() * (1 - pooled()) * inverses());
        // towards no difference where it does not matter on which side, towards the null of a one-sided test else
        double corrected =
                switch (alternative) {
                    case TWO_SIDED -> Math.copySign(Math.max(0, Math.abs(difference) - correction), difference);
                    case GREATER -> difference - correction;
                    case LESS -> difference + correction;
                };
        double z = corrected / scale;
        double p =
                switch (alternative) {
                    case TWO_SIDED -> Math.min(1, 2 * Tails.normal(Math.abs(z)));
                    case GREATER -> Tails.normal(z);
                    case LESS -> Tails.normal(-z);
                };
        return Outcome.of(new Result(test, z, p, alternative));
    }

    private Outcome<Result> square(Test test, boolean yates, boolean likelihood) {
        double pooled = pooled();
        double[] observed = {
            controlSuccesses, controlUnits - controlSuccesses, treatedSuccesses, treatedUnits - treatedSuccesses
        };
        double[] expected = {
            controlUnits * pooled, controlUnits * (1 - pooled), treatedUnits * pooled, treatedUnits * (1 - pooled)
        };
        double sum = 0;
        for (int i = 0; i < observed.length; i++) {
            double o = observed[i];
            double e = expected[i];
            if (yates) {
                o += Math.copySign(Math.min(0.5, Math.abs(o - e)), e - o);
            }
            sum += likelihood ? (o > 0 ? 2 * o * Math.log(o / e) : 0) : (o - e) * (o - e) / e;
        }
        sum = Math.max(0, sum);
        return Outcome.of(new Result(test, sum, Tails.chiSquared(sum, 1), Alternative.TWO_SIDED));
    }

    private Hypergeometric hypergeometric() {
        return new Hypergeometric(controlUnits, treatedUnits, controlSuccesses + treatedSuccesses);
    }

    private double barnard(Alternative alternative) {
        ExactTables tables = ExactTables.of(controlUnits, treatedUnits);
        return switch (alternative) {
            case TWO_SIDED -> tables.barnardTwoSided((int) controlSuccesses, (int) treatedSuccesses);
            case GREATER -> tables.barnardGreater((int) controlSuccesses, (int) treatedSuccesses);
            case LESS ->
                ExactTables.of(treatedUnits, controlUnits)
                        .barnardGreater((int) treatedSuccesses, (int) controlSuccesses);
        };
    }

    private double boschloo(Alternative alternative) {
        if (alternative == Alternative.TWO_SIDED) {
            return Math.min(1, 2 * Math.min(boschloo(Alternative.GREATER), boschloo(Alternative.LESS)));
        }
        return alternative == Alternative.GREATER
                ? ExactTables.of(controlUnits, treatedUnits)
                        .boschlooGreater((int) controlSuccesses, (int) treatedSuccesses)
                : ExactTables.of(treatedUnits, controlUnits)
                        .boschlooGreater((int) treatedSuccesses, (int) controlSuccesses);
    }

    /**
     * Fisher's conditional odds ratio of treatment to control with its exact two-sided interval, to 1e-10.
     *
     * @param level strictly between 0 and 1
     */
    public Outcome<OddsRatio> oddsRatio(double level) {
        checkLevel(level);
        if (empty()) {
            return Outcome.absent(noData());
        }
        if (!(pooled() > 0 && pooled() < 1)) {
            return Outcome.absent(Absent.because(Reason.NO_VARIATION));
        }
        Hypergeometric given = hypergeometric();
        double tail = (1 - level) / 2;
        double low = treatedSuccesses == given.least() ? 0 : given.oddsWithUpperTail(treatedSuccesses, tail);
        Double high =
                treatedSuccesses == given.most() ? null : (Double) given.oddsWithLowerTail(treatedSuccesses, tail);
        Interval interval = new Interval(low, high, level);
        Reading odds = treatedSuccesses == given.most()
                ? Absent.because(Reason.UNBOUNDED)
                : new Measured(Estimate.of(given.conditionalOdds(treatedSuccesses), Unit.RATIO)
                        .withInterval(interval)
                        .withN(Math.addExact(controlUnits, treatedUnits))
                        .withMethod("fisher-conditional"));
        return Outcome.of(new OddsRatio(odds, interval));
    }

    /** The difference treated − control with its two-sided interval. */
    public Reading difference(DifferenceMethod method, double level) {
        checkLevel(level);
        if (empty()) {
            return noData();
        }
        double z = Tails.normalQuantile((1 - level) / 2);
        double d = pT() - pC();
        double pooledSe = Math.sqrt(pooled() * (1 - pooled()) * inverses());
        double[] limits =
                switch (method) {
                    case WALD -> around(d, z * wald(pC(), (double) controlUnits, pT(), (double) treatedUnits));
                    case POOLED -> around(d, z * pooledSe);
                    case POOLED_CORRECTED -> around(d, z * pooledSe + inverses() / 2);
                    case AGRESTI_CAFFO -> {
                        double c = (controlSuccesses + 1.0) / (controlUnits + 2.0);
                        double t = (treatedSuccesses + 1.0) / (treatedUnits + 2.0);
                        yield around(t - c, z * wald(c, controlUnits + 2.0, t, treatedUnits + 2.0));
                    }
                    case NEWCOMBE -> {
                        double[] c = wilson((double) controlSuccesses, (double) controlUnits, z);
                        double[] t = wilson((double) treatedSuccesses, (double) treatedUnits, z);
                        yield new double[] {
                            d - Math.hypot(pT() - t[0], c[1] - pC()), d + Math.hypot(t[1] - pT(), pC() - c[0])
                        };
                    }
                    case MIETTINEN_NURMINEN ->
                        new ScoreInterval(controlSuccesses, controlUnits, treatedSuccesses, treatedUnits).limits(z);
                };
        return new Measured(Estimate.of(d, Unit.RATIO)
                .withInterval(Interval.of(Math.max(-1, limits[0]), Math.min(1, Math.max(-1, limits[1])), level))
                .withN(Math.addExact(controlUnits, treatedUnits))
                .withMethod(word(method.name())));
    }

    /** The lift, treated/control − 1, with its two-sided interval. */
    public Reading lift(RatioMethod method, double level) {
        checkLevel(level);
        if (empty()) {
            return noData();
        }
        boolean adjusted = method == RatioMethod.LOG_ADJUSTED;
        if (controlSuccesses == 0 && !adjusted) {
            return Absent.because(Reason.ZERO_BASE);
        }
        if (treatedSuccesses == 0 && !adjusted) {
            return Absent.because(Reason.NON_POSITIVE, "no success in the treatment", "в тестовой группе успехов нет");
        }
        double z = Tails.normalQuantile((1 - level) / 2);
        double add = adjusted ? 0.5 : 0;
        double c = (controlSuccesses + add) / (controlUnits + add);
        double t = (treatedSuccesses + add) / (treatedUnits + add);
        double own = 1 / (controlSuccesses + add)
                - 1 / (controlUnits + add)
                + 1 / (treatedSuccesses + add)
                - 1 / (treatedUnits + add);
        double pooledVariance = (1 - pooled()) / pooled() * inverses();
        double half =
                switch (method) {
                    case LOG, LOG_ADJUSTED -> z * Math.sqrt(own);
                    case LOG_POOLED -> z * Math.sqrt(pooledVariance);
                    case LOG_POOLED_CORRECTED -> z * Math.sqrt(pooledVariance) + inverses() / 2 / pC();
                };
        double ratio = t / c;
        return new Measured(Estimate.of(ratio - 1, Unit.RATIO)
                .withInterval(Interval.of(ratio * Math.exp(-half) - 1, ratio * Math.exp(half) - 1, level))
                .withN(Math.addExact(controlUnits, treatedUnits))
                .withMethod(word(method.name())));
    }

    private static String word(String name) {
        return name.toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private static double[] around(double middle, double half) {
        return new double[] {middle - half, middle + half};
    }

    private static double wald(double c, double nC, double t, double nT) {
        return Math.sqrt(c * (1 - c) / nC + t * (1 - t) / nT);
    }

    private static double[] wilson(double successes, double n, double z) {
        double p = successes / n;
        double z2 = z * z;
        double middle = (p + z2 / (2 * n)) / (1 + z2 / n);
        double half = z * Math.sqrt(p * (1 - p) / n + z2 / (4 * n * n)) / (1 + z2 / n);
        return new double[] {successes == 0 ? 0 : middle - half, successes == n ? 1 : middle + half};
    }

    private static void checkLevel(double level) {
        if (!(level > 0 && level < 1)) {
            throw new IllegalArgumentException("level is not strictly between 0 and 1: " + level);
        }
    }
}
