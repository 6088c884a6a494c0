package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.experiments.assignment.AaSimulator;
import io.ckpi.experiments.internal.Binomials;
import io.ckpi.experiments.sequential.ConfidenceSequence;
import io.ckpi.experiments.sequential.GroupSequential;
import io.ckpi.experiments.sequential.GroupSequentialBounds;
import io.ckpi.experiments.sequential.Hybrid;
import io.ckpi.experiments.sequential.Msprt;
import io.ckpi.experiments.sequential.SequentialSrm;
import io.ckpi.experiments.sequential.Spending;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often procedures that may be watched raise a false alarm, by simulation with seeds. The figures stand in
 * docs/guide/experiments.md.
 */
@Tag("slow")
class MonitoringCalibrationTest {

    private static final int REPLICATIONS = 4_000;
    private static final int FIRST_LOOK = 500; // customers in both arms
    private static final int CUSTOMERS = 20_000;
    private static final int TUNING = 5_000;
    private static final double RATE = 0.1;

    /** Rejections under continuous monitoring: looks after every pair of customers, no effect. */
    private static double[] watched(String name, ToDoubleFunction<RandomStream> draw) {
        ConfidenceSequence[] sequences = {
            ConfidenceSequence.asymptotic(TUNING),
            ConfidenceSequence.asymptotic(TUNING).with(Alternative.GREATER),
            ConfidenceSequence.howard(TUNING)
        };
        double[][] multipliers = new double[sequences.length][CUSTOMERS / 2 + 1];
        for (int pairs = FIRST_LOOK / 2; pairs <= CUSTOMERS / 2; pairs++) {
            for (int s = 0; s < sequences.length; s++) {
                multipliers[s][pairs] = sequences[s].multiplier(2L * pairs);
            }
        }
        Msprt planned = Msprt.planned(TUNING);
        Msprt following = Msprt.followingTheData();
        int[] alarms = new int[6];
        RandomStream stream = new RandomStream(0);
        long family = RandomStream.family(20, name);
        for (int r = 0; r < REPLICATIONS; r++) {
            stream.start(family, r);
            boolean[] crossed = new boolean[6];
            double sumC = 0;
            double sumT = 0;
            double squaresC = 0;
            double squaresT = 0;
            for (int pairs = 1; pairs <= CUSTOMERS / 2; pairs++) {
                double c = draw.applyAsDouble(stream);
                double t = draw.applyAsDouble(stream);
                sumC += c;
                sumT += t;
                squaresC += c * c;
                squaresT += t * t;
                if (pairs < FIRST_LOOK / 2) {
                    continue;
                }
                double vC = (squaresC - sumC * sumC / pairs) / (pairs - 1);
                double vT = (squaresT - sumT * sumT / pairs) / (pairs - 1);
                double squared = (vC + vT) / pairs;
                double z = (sumT - sumC) / pairs / Math.sqrt(squared);
                crossed[0] |= Math.abs(z) > multipliers[0][pairs];
                crossed[1] |= z > multipliers[1][pairs];
                crossed[2] |= Math.abs(z) > multipliers[2][pairs];
                if (Math.abs(z) > 2) { // no bound of these lies below
                    crossed[3] |=
                            Math.abs(z) > planned.multiplier(squared, planned.mixtureVariance(vC + vT, 2L * pairs));
                    crossed[4] |=
                            Math.abs(z) > following.multiplier(squared, following.mixtureVariance(vC + vT, 2L * pairs));
                }
                crossed[5] |= Math.abs(z) > 1.959963984540054;
            }
            for (int k = 0; k < 6; k++) {
                alarms[k] += crossed[k] ? 1 : 0;
            }
        }
        double[] shares = Arrays.stream(alarms)
                .mapToDouble(a -> (double) a / REPLICATIONS)
                .toArray();
        System.out.printf(
                Locale.ROOT,
                "%s: asymptotic %.2f %%, one-sided %.2f %%, Howard %.2f %%, mSPRT %.2f %%, mSPRT following %.2f %%, z test %.1f %%%n",
                name,
                100 * shares[0],
                100 * shares[1],
                100 * shares[2],
                100 * shares[3],
                100 * shares[4],
                100 * shares[5]);
        return shares;
    }

    @Test
    void continuousMonitoringKeepsItsErrorRate() {
        for (double[] shares : new double[][] {
            watched("normal", Samplers::normal),
            watched("rate of 10 %", stream -> stream.nextDouble() < RATE ? 1 : 0),
            watched(
                    "log-normal spend of 20 % buyers",
                    stream -> stream.nextDouble() < 0.2 ? Math.exp(Samplers.normal(stream)) : 0)
        }) {
            for (int k = 0; k < 4; k++) {
                assertThat(shares[k]).isLessThan(0.05);
            }
            assertThat(shares[5]).isGreaterThan(0.3); // what happens without
        }
    }

    @Test
    void groupSequentialDesignsSpendTheirAlpha() {
        for (int looks : new int[] {5, 30}) {
            double[] t = GroupSequential.equallySpaced(looks);
            for (Spending spending : new Spending[] {Spending.obrienFleming(), Spending.pocock()}) {
                GroupSequentialBounds bounds = GroupSequential.withDefaults().spending(spending, t);
                int alarms = 0;
                int n = 40_000;
                RandomStream stream = new RandomStream(0);
                long family = RandomStream.family(21, "looks");
                for (int r = 0; r < n; r++) {
                    stream.start(family, r);
                    double b = 0;
                    for (int k = 0; k < looks; k++) {
                        b += Samplers.normal(stream) / Math.sqrt(looks);
                        if (bounds.stops(k, b / Math.sqrt(t[k]))) {
                            alarms++;
                            break;
                        }
                    }
                }
                double share = (double) alarms / n;
                System.out.printf(Locale.ROOT, "group sequential, %d looks: %.2f %%%n", looks, 100 * share);
                assertThat(share).isBetween(0.0465, 0.0535); // three standard errors
            }
        }
    }

    @Test
    void theHybridKeepsItsErrorRate() {
        Hybrid hybrid = Hybrid.of(ConfidenceSequence.asymptotic(TUNING));
        int planned = 10_000;
        int alarms = 0;
        RandomStream stream = new RandomStream(0);
        long family = RandomStream.family(22, "hybrid");
        double[] multiplier = new double[planned / 2 + 1];
        for (int pairs = FIRST_LOOK / 2; pairs < multiplier.length; pairs++) {
            multiplier[pairs] = hybrid.running().multiplier(2L * pairs);
        }
        for (int r = 0; r < REPLICATIONS; r++) {
            stream.start(family, r);
            double sum = 0;
            boolean alarm = false;
            for (int pairs = 1; pairs <= planned / 2; pairs++) {
                sum += Samplers.normal(stream); // of differences with variance 1
                alarm |= pairs >= FIRST_LOOK / 2 && Math.abs(sum) / Math.sqrt(pairs) > multiplier[pairs];
            }
            double se = 1 / Math.sqrt(planned / 2.0);
            TestResult end = hybrid.end(sum / (planned / 2.0), se, Double.POSITIVE_INFINITY);
            alarms += alarm || end.significantAt(hybrid.alphaAtEnd()) ? 1 : 0;
        }
        double share = (double) alarms / REPLICATIONS;
        System.out.printf(Locale.ROOT, "hybrid: %.2f %%%n", 100 * share);
        assertThat(share).isBetween(0.02, 0.05);
    }

    @Test
    void theSequentialSampleRatioCheckMayBeRepeated() {
        double level = 0.05; // the usual 0.001 would need more replications to see
        int sequential = 0;
        int repeated = 0;
        RandomStream stream = new RandomStream(0);
        long family = RandomStream.family(23, "srm");
        int n = 4_000;
        for (int r = 0; r < n; r++) {
            stream.start(family, r);
            SequentialSrm check = SequentialSrm.of(0.95, 0.05).withAlarm(level);
            Srm fixed = Srm.of(0.95, 0.05).withAlarm(level);
            long first = 0;
            long second = 0;
            boolean alarm = false;
            boolean fixedAlarm = false;
            for (int day = 0; day < 200; day++) {
                int held = Binomials.draw(stream, 500, 0.05);
                first += 500 - held;
                second += held;
                check = check.plus(500 - held, held);
                alarm |= check.alarm();
                fixedAlarm |= some(fixed.chiSquared(first, second)).alarm();
            }
            sequential += alarm ? 1 : 0;
            repeated += fixedAlarm ? 1 : 0;
        }
        System.out.printf(
                Locale.ROOT,
                "sample ratio, 200 looks: sequential %.2f %%, repeated chi-squared %.1f %%%n",
                100.0 * sequential / n,
                100.0 * repeated / n);
        assertThat((double) sequential / n).isLessThan(0.05);
        assertThat((double) repeated / n).isGreaterThan(0.25);
    }

    @Test
    void pValuesOfRealVisitsAreUniform() {
        double[] visits = Hillstrom.orSkip().column("visit");
        AaSimulator.Report report = some(AaSimulator.withDefaults()
                .withReplications(4_000)
                .withSeed(24)
                .run(visits, (control, treated) -> some(MeanComparison.withDefaults()
                                .with(Conventions.defaults().with(Alternative.GREATER))
                                .compare(control, treated))
                        .absolute()
                        .pValue()));
        System.out.printf(
                Locale.ROOT,
                "A/A visits: too high %.2f %%, too low %.2f %%, uniformity p %.3f%n",
                100 * report.tooHigh(),
                100 * report.tooLow(),
                report.uniformity());
        assertThat(report.holds(0.05)).isTrue();
        assertThat(report.uniformity()).isGreaterThan(0.001);
    }
}
