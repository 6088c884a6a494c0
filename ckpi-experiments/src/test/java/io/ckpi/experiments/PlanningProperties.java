package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.experiments.assignment.BucketRange;
import io.ckpi.experiments.assignment.Holdout;
import io.ckpi.experiments.bayes.BayesianLift;
import io.ckpi.experiments.bayes.Best;
import io.ckpi.experiments.bayes.BetaPosterior;
import io.ckpi.experiments.power.PowerAnalysis;
import io.ckpi.experiments.rows.MannWhitney;
import io.ckpi.experiments.sequential.AlwaysValid;
import io.ckpi.experiments.sequential.ConfidenceSequence;
import io.ckpi.experiments.sequential.GroupSequential;
import io.ckpi.experiments.sequential.GroupSequentialBounds;
import io.ckpi.experiments.sequential.Look;
import io.ckpi.experiments.sequential.Msprt;
import io.ckpi.experiments.sequential.SequentialSrm;
import io.ckpi.experiments.sequential.Spending;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What must hold for any numbers: mirrors, units, monotony. */
class PlanningProperties {

    @Property(tries = 200)
    void swappingArmsMirrorsSequences(
            @ForAll @DoubleRange(min = -5, max = 5) double effect,
            @ForAll @DoubleRange(min = 0.01, max = 3) double se,
            @ForAll @IntRange(min = 2, max = 1_000_000) int n) {
        ConfidenceSequence sequence = ConfidenceSequence.asymptotic(5_000);
        mirrored(some(sequence.at(effect, se, n)), some(sequence.at(-effect, se, n)));
        mirrored(
                some(sequence.with(Alternative.GREATER).at(effect, se, n)),
                some(sequence.with(Alternative.LESS).at(-effect, se, n)));
        Msprt test = Msprt.planned(5_000);
        mirrored(some(test.at(effect, se, n, 2 * se, 3L * n)), some(test.at(-effect, 2 * se, 3L * n, se, n)));
    }

    private static void mirrored(AlwaysValid a, AlwaysValid b) {
        assertThat(b.pValue()).isCloseTo(a.pValue(), within(1e-12));
        assertThat(a.interval().low() == null).isEqualTo(b.interval().high() == null);
        if (a.interval().low() != null) {
            assertThat(Objects.requireNonNull(b.interval().high()))
                    .isCloseTo(-Objects.requireNonNull(a.interval().low()), within(1e-9));
        }
    }

    @Property(tries = 200)
    void unitsDoNotMatterToSequencesAndPosteriors(
            @ForAll @DoubleRange(min = -5, max = 5) double effect,
            @ForAll @DoubleRange(min = 0.01, max = 3) double se,
            @ForAll @DoubleRange(min = 0.01, max = 100) double unit) {
        ConfidenceSequence sequence = ConfidenceSequence.howard(5_000);
        AlwaysValid a = some(sequence.at(effect, se, 700));
        AlwaysValid b = some(sequence.at(effect * unit, se * unit, 700));
        assertThat(b.log10P()).isCloseTo(a.log10P(), within(1e-9 * Math.max(1, Math.abs(a.log10P()))));
        BayesianLift.Posterior p =
                some(BayesianLift.withDefaults().withPrior(0.1, 0.5).of(effect, se));
        BayesianLift.Posterior q = some(
                BayesianLift.withDefaults().withPrior(0.1 * unit, 0.5 * unit).of(effect * unit, se * unit));
        assertThat(q.chance()).isCloseTo(p.chance(), within(1e-12));
        assertThat(q.lossIfControl()).isCloseTo(p.lossIfControl() * unit, within(1e-9 * unit));
    }

    @Property(tries = 50)
    void chancesOfTheArmsAddToOne(
            @ForAll @IntRange(max = 300) int a,
            @ForAll @IntRange(max = 300) int b,
            @ForAll @IntRange(max = 300) int c) {
        Best best = Best.ofRates(
                BetaPosterior.jeffreys().after(a, 300),
                BetaPosterior.uniform().after(b, 400),
                BetaPosterior.uniform().after(c, 5_000));
        assertThat(Arrays.stream(best.probabilities()).sum()).isCloseTo(1, within(1e-8));
        // losses differ by the difference of the means
        double means = BetaPosterior.uniform().after(b, 400).mean()
                - BetaPosterior.jeffreys().after(a, 300).mean();
        assertThat(best.expectedLoss(0) - best.expectedLoss(1)).isCloseTo(means, within(1e-9));
    }

    @Property(tries = 30)
    void boundsSpendWhatTheyShould(
            @ForAll @Size(min = 1, max = 12) List<@DoubleRange(min = 0.02, max = 1) Double> steps,
            @ForAll @DoubleRange(min = 0.01, max = 0.2) double alpha) {
        double sum = steps.stream().mapToDouble(d -> d).sum();
        double[] t = new double[steps.size()];
        double at = 0;
        for (int k = 0; k < t.length; k++) {
            at += steps.get(k) / sum;
            t[k] = Math.min(1, at);
        }
        GroupSequentialBounds bounds = GroupSequential.withDefaults()
                .withAlpha(alpha)
                .with(Alternative.GREATER)
                .spending(Spending.power(1.5), t);
        assertThat(bounds.power(0)).isCloseTo(alpha * Math.pow(t[t.length - 1], 1.5), within(1e-9));
        for (Look look : bounds.looks()) {
            assertThat(look.nominalP()).isLessThanOrEqualTo(look.spent() * (1 + 1e-9));
        }
    }

    @Property(tries = 100)
    void powerGrowsWithEffectAndSize(
            @ForAll @DoubleRange(min = 0.01, max = 1) double effect,
            @ForAll @DoubleRange(min = 20, max = 20_000) double n,
            @ForAll @DoubleRange(min = 0.05, max = 0.9) double share) {
        PowerAnalysis analysis = PowerAnalysis.of(1, 4).withControlShare(share);
        double total = Math.max(n, 2.1 / Math.min(share, 1 - share));
        double power = analysis.power(effect, total);
        assertThat(analysis.power(effect * 1.1, total)).isGreaterThanOrEqualTo(power - 1e-12);
        PowerAnalysis normal = analysis.with(Conventions.Reference.NORMAL);
        assertThat(normal.power(effect, total * 1.1)).isGreaterThanOrEqualTo(normal.power(effect, total));
        assertThat(analysis.withControlShare(1 - share).power(-effect, total)).isCloseTo(power, within(1e-9));
        assertThat(PowerAnalysis.of(100, 40_000).withControlShare(share).power(effect * 100, total))
                .isCloseTo(power, within(1e-9)); // the unit of money
    }

    @Property(tries = 100)
    void ranksAreMirroredAndKeepTheirOrder(
            @ForAll @Size(min = 1, max = 12) List<@IntRange(max = 30) Integer> control,
            @ForAll @Size(min = 1, max = 70) List<@IntRange(max = 30) Integer> treated) {
        double[] c = control.stream().mapToDouble(i -> i).toArray();
        double[] t = treated.stream().mapToDouble(i -> i).toArray();
        t[0] = 31; // not all equal
        MannWhitney.Result a = some(MannWhitney.withDefaults().test(c, t));
        MannWhitney.Result b = some(MannWhitney.withDefaults().test(t, c));
        assertThat(a.share() + b.share()).isCloseTo(1, within(1e-12));
        assertThat(a.pValue()).isCloseTo(b.pValue(), within(1e-12));
        MannWhitney.Result cubed = some(MannWhitney.withDefaults()
                .test(
                        Arrays.stream(c).map(x -> x * x * x).toArray(),
                        Arrays.stream(t).map(x -> x * x * x).toArray()));
        assertThat(cubed).isEqualTo(a);
    }

    @Property(tries = 100)
    void armsOfASampleRatioMayStandInAnyOrder(
            @ForAll @IntRange(max = 5_000) int a,
            @ForAll @IntRange(max = 5_000) int b,
            @ForAll @IntRange(max = 5_000) int c) {
        double p = SequentialSrm.of(0.2, 0.3, 0.5).plus(a, b, c).log10P();
        assertThat(SequentialSrm.of(0.5, 0.2, 0.3).plus(c, a, b).log10P())
                .isCloseTo(p, within(1e-9 * Math.max(1, Math.abs(p))));
        if (a + b > 0) {
            double exact = some(Srm.of(0.4, 0.6).exact(a, b)).pValue();
            assertThat(some(Srm.of(0.6, 0.4).exact(b, a)).pValue()).isCloseTo(exact, within(1e-9));
            assertThat(exact).isBetween(0.0, 1.0);
        }
    }

    @Property(tries = 100)
    void rangesExtendWithoutMovingMembers(
            @ForAll @DoubleRange(min = 0, max = 1) double first,
            @ForAll @DoubleRange(min = 0, max = 1) double coverage,
            @ForAll @IntRange(max = 9_999) int bucket) {
        double[] weights = {first, 1 - first};
        List<BucketRange> some = BucketRange.of(weights, coverage);
        List<BucketRange> all = BucketRange.of(weights, 1);
        for (int arm = 0; arm < 2; arm++) {
            if (some.get(arm).contains(bucket, 10_000)) {
                assertThat(all.get(arm).contains(bucket, 10_000)).isTrue();
            }
        }
        assertThat(all.get(0).contains(bucket, 10_000)).isNotEqualTo(all.get(1).contains(bucket, 10_000));
    }

    @Property(tries = 100)
    void holdoutsAreNested(
            @ForAll @DoubleRange(min = 0.01, max = 0.5) double share,
            @ForAll @DoubleRange(min = 0, max = 0.4) double more,
            @ForAll String unit) {
        Holdout holdout = Holdout.of("h", share, LocalDate.of(2026, 1, 1));
        if (holdout.contains(unit)) {
            assertThat(holdout.extendedTo(share + more).contains(unit)).isTrue();
        }
    }
}
