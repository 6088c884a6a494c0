package io.ckpi.experiments;

import static io.ckpi.experiments.ConformanceFile.some;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Flag;
import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.core.record.Assignment;
import io.ckpi.core.record.Envelope;
import io.ckpi.experiments.assignment.AaSimulator;
import io.ckpi.experiments.assignment.BucketRange;
import io.ckpi.experiments.assignment.Bucketing;
import io.ckpi.experiments.assignment.Contamination;
import io.ckpi.experiments.assignment.Hashes;
import io.ckpi.experiments.assignment.Holdout;
import io.ckpi.experiments.assignment.Namespace;
import io.ckpi.experiments.assignment.Split;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Splits, holdouts, namespaces, contamination and A/A simulation. */
class AssignmentTest {

    private static final LocalDate DAY = LocalDate.of(2026, 3, 1);
    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");

    @Test
    void boundariesAreWholeBuckets() {
        // 0.05 · 10,000 is 500.00000000000006 in doubles at some sums; in decimals it is 500
        BucketRange range = BucketRange.of(new double[] {0.05, 0.95}, 1).get(1);
        assertThat(range.contains(500, 10_000)).isTrue();
        assertThat(range.contains(499, 10_000)).isFalse();
        assertThat(range.size(10_000)).isEqualTo(9_500);
        List<BucketRange> tenths = BucketRange.of(new double[] {0.1, 0.1, 0.1, 0.7}, 1);
        assertThat(tenths.get(3).start()).isEqualByComparingTo("0.3"); // 0.30000000000000004 in doubles
        long all = tenths.stream().mapToLong(r -> r.size(1_000)).sum();
        assertThat(all).isEqualTo(1_000);
        assertThat(BucketRange.equal(3, 1).stream()
                        .mapToLong(r -> r.size(1_000))
                        .sum())
                .isEqualTo(1_000);
    }

    @Test
    void sharesAreThoseOfThePlan() {
        Split split = Split.of("spring mail", "holdout", "mailed").withWeights(1, 0.05, 0.95);
        int controls = 0;
        int n = 100_000;
        for (int i = 0; i < n; i++) {
            controls += split.assign("customer-" + i, DAY).orElseThrow().equals("holdout") ? 1 : 0;
        }
        assertThat(some(Srm.of(0.05, 0.95).chiSquared(controls, n - controls)).alarm())
                .isFalse();
    }

    @Test
    void splitsOfDifferentExperimentsAreIndependent() {
        Split first = Split.of("first", "a", "b");
        Split second = Split.of("second", "a", "b");
        long[] both = new long[4];
        for (int i = 0; i < 40_000; i++) {
            int a = first.assign("u" + i, DAY).orElseThrow().equals("a") ? 0 : 1;
            int b = second.assign("u" + i, DAY).orElseThrow().equals("a") ? 0 : 1;
            both[2 * a + b]++;
        }
        assertThat(some(Srm.of(1, 1, 1, 1).chiSquared(both)).pValue()).isGreaterThan(0.001);
    }

    @Test
    void moreCoverageMovesNobody() {
        Split half = Split.of("test", "a", "b", "c").withWeights(0.5, 0.2, 0.3, 0.5);
        Split whole = half.withWeights(1, 0.2, 0.3, 0.5);
        int out = 0;
        for (int i = 0; i < 5_000; i++) {
            Optional<String> before = half.assign("u" + i, DAY);
            Optional<String> after = whole.assign("u" + i, DAY);
            assertThat(after).isPresent();
            if (before.isPresent()) {
                assertThat(after).isEqualTo(before);
            } else {
                out++;
            }
        }
        assertThat(out / 5_000.0).isCloseTo(0.5, within(0.03));
    }

    @Test
    void aHoldoutOnlyGrowsAndIsNobodysControl() {
        Holdout holdout = Holdout.of("2026", 0.05, DAY);
        Holdout larger = holdout.extendedTo(0.08);
        Split split = Split.of("test", "control", "treated").outside(larger);
        int held = 0;
        for (int i = 0; i < 20_000; i++) {
            String unit = "u" + i;
            if (holdout.contains(unit)) {
                held++;
                assertThat(larger.contains(unit)).isTrue();
            }
            assertThat(split.assign(unit, DAY).isEmpty()).isEqualTo(larger.contains(unit));
            assertThat(split.assign(unit, DAY.minusDays(1))).isPresent(); // before it began
        }
        assertThat(held / 20_000.0).isCloseTo(0.05, within(0.006));
        Holdout ended = holdout.until(DAY.plusDays(90));
        assertThat(ended.activeOn(DAY)).isTrue();
        assertThat(ended.activeOn(DAY.plusDays(90))).isFalse();
        assertThatThrownBy(() -> holdout.extendedTo(0.04)).hasMessage("a holdout may not shrink from 0.05 to 0.04");
        assertThatThrownBy(() -> holdout.until(DAY)).hasMessage("until 2026-03-01 is not after from 2026-03-01");
        assertThatThrownBy(() -> Holdout.of(" ", 0.1, DAY)).hasMessage("name is blank");
        assertThatThrownBy(() -> Holdout.of("x", 1, DAY)).hasMessage("share is not strictly between 0 and 1: 1.0");
        assertThatThrownBy(() -> new Holdout("x", " ", 0.1, DAY, null)).hasMessage("salt is blank");
    }

    @Test
    void namespacesKeepTestsApart() {
        Namespace first = new Namespace("pool", BucketRange.of(0, 0.4));
        Namespace second = new Namespace("pool", BucketRange.of(0.4, 1));
        Split one = Split.of("one", "a", "b").within(first).with(Bucketing.GROWTHBOOK_V2);
        Split two = Split.of("two", "a", "b").within(second);
        for (int i = 0; i < 2_000; i++) {
            String unit = "u" + i;
            assertThat(one.assign(unit, DAY).isPresent())
                    .isNotEqualTo(two.assign(unit, DAY).isPresent());
        }
        assertThat(first.overlaps(second)).isFalse();
        assertThat(first.overlaps(new Namespace("pool", BucketRange.of(0.3, 0.5))))
                .isTrue();
        assertThat(first.overlaps(new Namespace("other", BucketRange.of(0.3, 0.5))))
                .isFalse();
        assertThatThrownBy(() -> new Namespace("", BucketRange.of(0, 1))).hasMessage("pool is blank");
    }

    @Test
    void splitsRefuseWhatIsNoSplit() {
        assertThatThrownBy(() -> Split.of("x", "a")).hasMessage("arms are fewer than two or repeat: [a]");
        assertThatThrownBy(() -> Split.of("x", "a", "a")).hasMessage("arms are fewer than two or repeat: [a, a]");
        assertThatThrownBy(() -> Split.of(" ", "a", "b")).hasMessage("experiment is blank");
        Split split = Split.of("x", "a", "b");
        assertThatThrownBy(() -> split.withWeights(1, 0.5, 0.3)).hasMessage("the weights sum to 0.8, not to 1");
        assertThatThrownBy(() -> split.withWeights(1, 0.5, -0.5)).hasMessage("weights[1] is not from 0 to 1: -0.5");
        assertThatThrownBy(() -> split.withWeights(Double.NaN, 0.5, 0.5)).hasMessage("coverage is not a number");
        assertThatThrownBy(() -> split.withWeights(1, 0.2, 0.3, 0.5)).hasMessage("there are 3 ranges for 2 arms");
        BucketRange half = BucketRange.of(0, 0.5);
        assertThatThrownBy(() ->
                        new Split("x", List.of("a", "b"), List.of(half, half), Bucketing.MURMUR3, null, List.of()))
                .hasMessage("the ranges of a and b overlap");
        assertThatThrownBy(() -> BucketRange.of(0.5, 0.4)).hasMessage("not a range within 0 … 1: 0.5 … 0.4");
        assertThatThrownBy(() -> BucketRange.equal(0, 1)).hasMessage("arms is below 1: 0");
        assertThat(new BucketRange(BigDecimal.ZERO, BigDecimal.ONE).size(10)).isEqualTo(10);
    }

    @Test
    void hashesReadUtf8() {
        // 32-bit FNV-1a of the two bytes of Cyrillic "я" (D1 8F), by hand: two steps of xor and multiply
        int hash = 0x811C9DC5;
        hash = (hash ^ 0xD1) * 0x01000193;
        hash = (hash ^ 0x8F) * 0x01000193;
        assertThat(Hashes.fnv1a32("я")).isEqualTo(Integer.toUnsignedLong(hash));
        assertThat(Hashes.murmur3("abcde", 1)).isNotEqualTo(Hashes.murmur3("abcdf", 1));
    }

    private static Assignment assigned(String unit, String arm, int day, Envelope.Op op) {
        Envelope envelope = Envelope.builder(
                        "crm", unit + arm + day, Instant.parse("2026-03-0" + day + "T22:30:00Z"), ZoneOffset.UTC)
                .op(op)
                .build();
        return new Assignment(envelope, "spring", unit, arm, 0.5, null);
    }

    @Test
    void twoArmsForOneCustomerAreLeftOut() {
        Contamination result = Contamination.of(
                List.of(
                        assigned("ann", "control", 1, Envelope.Op.UPSERT),
                        assigned("ann", "control", 2, Envelope.Op.UPSERT),
                        assigned("bob", "control", 1, Envelope.Op.UPSERT),
                        assigned("bob", "mailed", 2, Envelope.Op.UPSERT),
                        assigned("eve", "mailed", 1, Envelope.Op.UPSERT),
                        assigned("eve", "control", 2, Envelope.Op.DELETE)),
                MOSCOW);
        assertThat(result.arms())
                .containsExactly(java.util.Map.entry("ann", "control"), java.util.Map.entry("eve", "mailed"));
        assertThat(result.inTwoArms()).containsExactly("bob");
        assertThat(result.clean()).isFalse();
        assertThat(result.flags()).containsExactly(Flag.of(Flag.Code.CONTAMINATED, "1"));
        assertThat(result.issues()).singleElement().satisfies(issue -> {
            assertThat(issue.code()).isEqualTo("CONTAMINATED");
            assertThat(issue.count()).isEqualTo(1);
            assertThat(issue.sentence().en()).isEqualTo("customers were assigned to two arms");
        });
        Contamination clean = Contamination.of(List.of(), MOSCOW);
        assertThat(clean.clean()).isTrue();
        assertThat(clean.flags()).isEmpty();
        assertThat(clean.issues()).isEmpty();
    }

    @Test
    void membersOfAHoldoutMustNotBeTreated() {
        Holdout holdout = Holdout.of("2026", 0.5, LocalDate.of(2026, 3, 3));
        String member = java.util.stream.IntStream.range(0, 100)
                .mapToObj(i -> "u" + i)
                .filter(holdout::contains)
                .findFirst()
                .orElseThrow();
        // 22:30 UTC on 2 March is already the 3rd in Moscow
        Contamination moscow =
                Contamination.of(List.of(assigned(member, "mailed", 2, Envelope.Op.UPSERT)), MOSCOW, holdout);
        assertThat(moscow.fromHoldout()).containsExactly(member);
        assertThat(moscow.arms()).isEmpty();
        assertThat(moscow.leftOut()).isEqualTo(1);
        assertThat(moscow.issues().get(0).code()).isEqualTo("HOLDOUT_TREATED");
        Contamination utc =
                Contamination.of(List.of(assigned(member, "mailed", 2, Envelope.Op.UPSERT)), ZoneOffset.UTC, holdout);
        assertThat(utc.clean()).isTrue();
    }

    @Test
    void assignmentsOfTwoExperimentsAreAnError() {
        Assignment one = assigned("ann", "control", 1, Envelope.Op.UPSERT);
        Assignment other = new Assignment(one.envelope(), "autumn", "ann", "control", 0.5, null);
        assertThatThrownBy(() -> Contamination.of(List.of(one, other), MOSCOW))
                .hasMessage("assignments of two experiments: spring and autumn");
    }

    private static double welch(double[] control, double[] treatment) {
        return some(MeanComparison.withDefaults()
                        .with(Conventions.defaults().with(Alternative.GREATER))
                        .compare(control, treatment))
                .absolute()
                .pValue();
    }

    @Test
    void aRightTestPassesTheAaSimulation() {
        RandomStream stream = new RandomStream(1);
        double[] values = java.util.stream.DoubleStream.generate(() -> Samplers.normal(stream))
                .limit(400)
                .toArray();
        AaSimulator simulator = AaSimulator.withDefaults().withControlShare(0.2).withReplications(1_000);
        AaSimulator.Report report = some(simulator.run(values, AssignmentTest::welch));
        assertThat(report.holds(0.05)).isTrue();
        assertThat(report.uniformity()).isGreaterThan(0.001);
        assertThat(report.fromCustomers()).containsExactly(80, 320);
        assertThat(some(simulator.run(values, AssignmentTest::welch))).isEqualTo(report);
        assertThat(some(simulator.withSeed(9).run(values, AssignmentTest::welch)))
                .isNotEqualTo(report);
        assertThat(simulator.run(List.of(values, values), AssignmentTest::welch))
                .hasSize(2);
    }

    @Test
    void aWrongTestDoesNot() {
        RandomStream stream = new RandomStream(2);
        double[] spend = new double[2_000]; // 2 % buyers of very different size: a test by Welch in a 5 % arm
        for (int i = 0; i < 40; i++) {
            spend[i] = Math.exp(2 * Samplers.normal(stream));
        }
        AaSimulator.Report report = some(AaSimulator.withDefaults()
                .withControlShare(0.05)
                .withReplications(1_000)
                .run(spend, AssignmentTest::welch));
        assertThat(report.holds(0.05)).isFalse();
        assertThat(report.tooHigh()).isGreaterThan(0.1);
        assertThat(report.uniformity()).isLessThan(1e-6);
    }

    @Test
    void theAaSimulationSaysWhatItCannotDo() {
        AaSimulator simulator = AaSimulator.withDefaults().withReplications(100);
        assertThat(reason(simulator.run(new double[3], (c, t) -> 0.5))).isEqualTo(Reason.INSUFFICIENT_DATA);
        assertThat(reason(simulator.run(new double[30], (c, t) -> 0.5))).isEqualTo(Reason.NO_VARIATION);
        double[] two = new double[30];
        two[0] = 1;
        assertThat(reason(simulator.run(two, (c, t) -> Double.NaN))).isEqualTo(Reason.NO_DATA);
        AaSimulator.Report report = some(simulator.run(two, (c, t) -> c[0] == 1 ? Double.NaN : 0.5));
        assertThat(report.without() + report.replications()).isEqualTo(100);
        assertThatThrownBy(() -> simulator.run(two, (c, t) -> 2)).hasMessage("the test returned no probability: 2.0");
        assertThatThrownBy(() -> simulator.run(new double[] {1, Double.NaN}, (c, t) -> 0.5))
                .hasMessage("values[1] is not finite: NaN");
        assertThatThrownBy(() -> simulator.withReplications(5)).hasMessage("number is below 100: 5");
    }

    private static <T> Reason reason(Outcome<T> outcome) {
        return ((Outcome.NotComputable<T>) outcome).why().reason();
    }
}
