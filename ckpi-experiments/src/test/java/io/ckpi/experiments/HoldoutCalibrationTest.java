package io.ckpi.experiments;

import io.ckpi.core.Interval;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.experiments.HoldoutInterval.Dispersion;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.BiFunction;
import org.apache.commons.statistics.distribution.BinomialDistribution;
import org.assertj.core.api.SoftAssertions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * How often the intervals of a holdout miss the truth, on Hillstrom's spend drawn with replacement: 10,000 replications, seeded. A
 * replication draws the number of buyers of each arm and then their orders, which is the same as drawing rows.
 */
@Tag("slow")
class HoldoutCalibrationTest {

    private static final int REPLICATIONS = Integer.getInteger("ckpi.replications", 10_000);
    private static final MomentsLayout LAYOUT = MomentsLayout.of("spend").withThirdMoments();

    /** What customers of a population spend. */
    private record Population(double[] orders, double share) {

        static Population of(double[] spend, double factor) {
            double[] orders =
                    Arrays.stream(spend).filter(x -> x > 0).map(x -> x * factor).toArray();
            return new Population(orders, (double) orders.length / spend.length);
        }

        double mean() {
            return share * Arrays.stream(orders).average().orElseThrow();
        }
    }

    /** Draws samples of n customers of a population. */
    private static final class Sampler {
        private final Population population;
        private final int n;
        private final double[] cumulative;

        Sampler(Population population, int n) {
            this.population = population;
            this.n = n;
            int most = (int) Math.min(n, n * population.share + 12 * Math.sqrt(n * population.share) + 20);
            BinomialDistribution buyers = BinomialDistribution.of(n, population.share);
            cumulative = new double[most + 1];
            for (int k = 0; k <= most; k++) {
                cumulative[k] = buyers.cumulativeProbability(k);
            }
        }

        Moments draw(RandomStream stream) {
            int at = Arrays.binarySearch(cumulative, stream.nextDouble());
            int buyers = Math.min(at < 0 ? -at - 1 : at + 1, cumulative.length - 1);
            double sum = 0;
            double squares = 0;
            double cubes = 0;
            for (int i = 0; i < buyers; i++) {
                double x = population.orders[(int) (stream.nextDouble() * population.orders.length)];
                sum += x;
                squares += x * x;
                cubes += x * x * x;
            }
            return LAYOUT.fromSums(
                    n, new double[1], new double[] {sum}, new double[][] {{squares}}, new double[] {cubes}, new long[] {
                        buyers
                    });
        }
    }

    private record Rates(double tooMuch, double tooLittle) {
        double coverage() {
            return 1 - tooMuch - tooLittle;
        }

        @Override
        public String toString() {
            return String.format(Locale.ROOT, "%.1f/%.1f/%.1f", 100 * tooMuch, 100 * tooLittle, 100 * coverage());
        }
    }

    /** An interval and the truth that it should cover. */
    private record Claim(@Nullable Interval interval, boolean ofDifference) {}

    /** The interval of the lift; where nobody held out bought there is none, then that of the difference. */
    private static Claim lift(Dispersion dispersion, Moments c, Moments t) {
        HoldoutEffect effect = HoldoutInterval.withDefaults()
                .with(dispersion)
                .of(c, t, "spend")
                .value()
                .orElse(null);
        if (effect == null) {
            return new Claim(null, false);
        }
        return effect.liftInterval()
                .value()
                .map(interval -> new Claim(interval, false))
                .orElseGet(() -> new Claim(effect.interval(), true));
    }

    private static @Nullable Interval relative(Conventions.Relative relative, Moments c, Moments t) {
        return MeanComparison.withDefaults()
                .with(Conventions.defaults().with(relative))
                .compare(c, t, Metric.mean("spend"))
                .value()
                .flatMap(contrast -> contrast.relative().value())
                .map(TestResult::interval)
                .orElse(null);
    }

    private static @Nullable Interval welch(Moments c, Moments t) {
        return MeanComparison.withDefaults()
                .compare(c, t, Metric.mean("spend"))
                .value()
                .map(contrast -> contrast.absolute().interval())
                .orElse(null);
    }

    private static Map<String, Rates> simulate(String name, Population control, int nC, Population treated, int nT) {
        Map<String, BiFunction<Moments, Moments, Claim>> methods = new LinkedHashMap<>();
        methods.put("Welch", (c, t) -> new Claim(welch(c, t), true));
        methods.put("delta", (c, t) -> new Claim(relative(Conventions.Relative.DELTA, c, t), false));
        methods.put("log", (c, t) -> new Claim(relative(Conventions.Relative.LOG, c, t), false));
        methods.put("pooled", (c, t) -> lift(Dispersion.POOLED, c, t));
        methods.put("checked", (c, t) -> lift(Dispersion.CHECKED, c, t));
        double lift = treated.mean() / control.mean() - 1;
        double difference = treated.mean() - control.mean();
        Map<String, int[]> counts = new LinkedHashMap<>();
        methods.keySet().forEach(method -> counts.put(method, new int[3]));
        long family = RandomStream.family(20081, name);
        RandomStream stream = new RandomStream(0);
        Sampler controls = new Sampler(control, nC);
        Sampler treateds = new Sampler(treated, nT);
        for (int k = 0; k < REPLICATIONS; k++) {
            stream.start(family, k);
            Moments c = controls.draw(stream);
            Moments t = treateds.draw(stream);
            methods.forEach((method, interval) -> {
                Claim claim = interval.apply(c, t);
                double truth = claim.ofDifference() ? difference : lift;
                Interval found = claim.interval();
                if (found == null) {
                    return; // claims nothing
                }
                int[] count = counts.getOrDefault(method, new int[3]);
                if (found.low() != null && found.low() > truth) {
                    count[0]++;
                }
                if (found.high() != null && found.high() < truth) {
                    count[1]++;
                }
                if (found.low() != null && found.low() > 0) {
                    count[2]++;
                }
            });
        }
        Map<String, Rates> rates = new LinkedHashMap<>();
        StringBuilder row = new StringBuilder("| " + name + " |");
        counts.forEach((method, count) -> {
            Rates rate = new Rates((double) count[0] / REPLICATIONS, (double) count[1] / REPLICATIONS);
            rates.put(method, rate);
            row.append(' ').append(rate).append(" |");
        });
        int[] claims = counts.getOrDefault("checked", new int[3]);
        row.append(String.format(Locale.ROOT, " %.1f |", 100.0 * claims[2] / REPLICATIONS));
        System.out.println(row);
        return rates;
    }

    private static final int[] HELD = {1_000, 2_500, 5_000};

    @Test
    void everyRowOfTheTableKeepsItsRate() {
        Hillstrom data = Hillstrom.orSkip();
        double[] spend = data.column("spend", Hillstrom.NONE);
        Population none = Population.of(spend, 1);
        Population mens = Population.of(data.column("spend", Hillstrom.MENS), 1);
        Population womens = Population.of(data.column("spend", Hillstrom.WOMENS), 1);
        Population more = Population.of(spend, 1.5);
        Population less = Population.of(spend, 0.7);
        Population orders = Population.of(data.column("conversion", Hillstrom.NONE), 1);
        SoftAssertions softly = new SoftAssertions();
        System.out.println("| | Welch | delta | log | pooled | checked | lift claimed |");
        simulate("no effect, 500 / 9,500", none, 500, none, 9_500);
        for (int held : HELD) {
            Rates rates = some(simulate(label("no effect", held), none, held, none, 19 * held), "checked");
            softly.assertThat(rates.tooMuch()).as("too much at %s", held).isBetween(0.015, 0.035);
            softly.assertThat(rates.tooLittle()).as("too little at %s", held).isBetween(0.015, 0.035);
        }
        simulate("no effect, 5,000 / 5,000", none, 5_000, none, 5_000);
        for (int held : HELD) {
            softly.assertThat(some(simulate(label("Mens +118 %", held), none, held, mens, 19 * held), "checked")
                            .coverage())
                    .isGreaterThanOrEqualTo(0.945);
        }
        for (int held : HELD) {
            softly.assertThat(some(simulate(label("Womens +65 %", held), none, held, womens, 19 * held), "checked")
                            .coverage())
                    .isGreaterThanOrEqualTo(0.945);
        }
        simulate("conversion 0.57 %, 500 / 9,500", orders, 500, orders, 9_500);
        simulate(label("order values × 1.5", 1_000), none, 1_000, more, 19_000);
        for (int held : HELD) {
            Map<String, Rates> rates = simulate(label("order values × 0.7", held), none, held, less, 19 * held);
            softly.assertThat(some(rates, "checked").coverage())
                    .as("better than with the pooled dispersion at %s", held)
                    .isGreaterThan(some(rates, "pooled").coverage())
                    .isGreaterThan(0.915);
        }
        softly.assertAll();
    }

    private static Rates some(Map<String, Rates> rates, String method) {
        return Objects.requireNonNull(rates.get(method));
    }

    private static String label(String what, int held) {
        return String.format(Locale.ROOT, "%s, %,d / %,d", what, held, 19 * held);
    }
}
