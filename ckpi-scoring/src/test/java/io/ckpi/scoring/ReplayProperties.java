package io.ckpi.scoring;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.core.stat.Shares;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.DoubleRange;
import net.jqwik.api.constraints.IntRange;

/** Random definitions and readings: what is kept is computed again exactly, and changes split exactly. */
class ReplayProperties {

    /** A random profile of one to three groups. */
    private static Profile profile(SplittableRandom random, String id) {
        List<Node> groups = new ArrayList<>();
        int leaf = 0;
        for (int g = 0; g <= random.nextInt(3); g++) {
            List<Node> members = new ArrayList<>();
            for (int i = 0; i <= random.nextInt(4); i++) {
                String indicator = "a.i" + leaf++;
                members.add(Node.leaf(indicator, 0.1 + random.nextDouble(), curve(random)));
            }
            Aggregator inner = random.nextBoolean() ? Aggregator.arithmetic() : new Aggregator.Power(2, null);
            groups.add(new Node.Group("g" + g, 0.1 + random.nextDouble(), inner, Missing.RENORMALISE, 0, members));
        }
        Aggregator outer = random.nextBoolean() ? Aggregator.geometric(1) : Aggregator.arithmetic();
        return Profile.of(id, 1, new Node.Group("root", 1, outer, Missing.RENORMALISE, 0, groups));
    }

    private static Normalizer.Curve curve(SplittableRandom random) {
        double low = random.nextDouble(-1, 1);
        double width = 0.01 + random.nextDouble();
        return switch (random.nextInt(4)) {
            case 0 -> Normalizer.goalposts(low, low + width);
            case 1 -> new Normalizer.BestWorst(low + width, low, 100);
            case 2 -> new Normalizer.LogGoalposts(width, 3 * width, 100, true, io.ckpi.core.Direction.LOWER_IS_BETTER);
            default -> Normalizer.piecewise(low, 0, low + width, 100.0 / 3, low + 2 * width, 100);
        };
    }

    private static Map<String, Reading> readings(SplittableRandom random) {
        Map<String, Reading> readings = new HashMap<>();
        for (int i = 0; i < 12; i++) {
            double value = random.nextDouble(-0.5, 1.5);
            readings.put(
                    "a.i" + i,
                    switch (random.nextInt(5)) {
                        case 0 -> Absent.because(Reason.NO_DATA);
                        case 1 -> Shares.withDefaults().of(random.nextInt(50), 50);
                        case 2 -> new Measured(Estimate.of(value, Unit.RATIO));
                        default ->
                            new Measured(Estimate.of(value, Unit.RATIO)
                                    .withN(random.nextInt(1000))
                                    .withInterval(Interval.of(value - random.nextDouble(), value + 0.1, 0.95)));
                    });
        }
        return readings;
    }

    @Property(tries = 300)
    void replayGivesTheIdenticalHashesAndValues(@ForAll long seed, @ForAll @IntRange(min = 100, max = 150) int draws) {
        SplittableRandom random = new SplittableRandom(seed);
        CompositeResult result = CkpiMarc.of(profile(random, "random"))
                .withSeed(random.nextLong())
                .withDraws(draws)
                .score(readings(random));
        StoredResult stored = StoredResult.read("kept", StoredResult.of(result).json());
        CompositeResult again = stored.replay();
        assertThat(again.definitionHash()).isEqualTo(result.definitionHash()).isEqualTo(stored.definitionHash());
        assertThat(again.dataHash()).isEqualTo(result.dataHash()).isEqualTo(stored.dataHash());
        assertThat(stored.verify().differences()).isEmpty();
        assertThat(StoredResult.of(again)).isEqualTo(stored);
    }

    @Property(tries = 300)
    void anyChangedReadingIsFound(@ForAll long seed, @ForAll @DoubleRange(min = 0.01, max = 1) double by) {
        SplittableRandom random = new SplittableRandom(seed);
        Map<String, Reading> readings = readings(random);
        readings.put("a.i0", new Measured(Estimate.of(0.25, Unit.RATIO)));
        CkpiMarc marc = CkpiMarc.of(profile(random, "random")).withDraws(0);
        StoredResult stored = StoredResult.of(marc.score(readings));
        Map<String, Object> tree = new HashMap<>(stored.tree());
        Map<String, Reading> changed = new HashMap<>(readings);
        changed.put("a.i0", new Measured(Estimate.of(0.25 + by, Unit.RATIO)));
        tree.put("readings", StoredResult.of(marc.score(changed)).tree().get("readings"));
        assertThat(StoredResult.ofTree(tree).verify().differences())
                .extracting(Verification.Difference::path)
                .contains("digest", "dataHash");
    }

    @Property(tries = 300)
    void everyChangeSplitsExactly(@ForAll long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        CompositeResult from = CkpiMarc.of(profile(random, "one")).withDraws(0).score(readings(random));
        CompositeResult to = CkpiMarc.of(profile(random, "two")).withDraws(0).score(readings(random));
        ResultChange change = ResultChange.between(from, to);
        change.bridge().value().ifPresent(bridge -> {
            assertThat(bridge.method() + bridge.business()).isCloseTo(bridge.total(), within(1e-9));
            change.contributions().value().ifPresent(why -> {
                double lines = why.coverageEffect()
                        + why.factors().stream()
                                .mapToDouble(Contributions.Line::points)
                                .sum();
                assertThat(lines).isCloseTo(bridge.business(), within(1e-9));
                assertThat(why.groups().values().stream()
                                .mapToDouble(Double::doubleValue)
                                .sum())
                        .isCloseTo(lines - why.coverageEffect(), within(1e-9));
            });
        });
    }
}
