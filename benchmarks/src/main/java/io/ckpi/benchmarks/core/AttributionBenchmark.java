package io.ckpi.benchmarks.core;

import io.ckpi.core.Unit;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.funnel.Durations;
import io.ckpi.funnel.KaplanMeier;
import io.ckpi.funnel.attribution.Attribution;
import io.ckpi.funnel.attribution.AttributionModel;
import io.ckpi.funnel.attribution.Credits;
import io.ckpi.funnel.attribution.TouchPaths;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Attribution over paths as in the example data of the R package ChannelAttribution (10,000 rows, 12 channels, some 6
 * touches a path): a Markov chain with all removal effects, a Shapley value of rates over 20 channels, and a Kaplan-Meier
 * curve. The floor of the chain is one walk over all touches that adds a weight each.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(2)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class AttributionBenchmark {

    private static final int CHANNELS = 12;
    private static final int MANY = 20;
    private static final int MEAN_LENGTH = 6;

    /** Rows of the paths, and subjects of the curve. */
    @Param("10000")
    public int size;

    private final Attribution exact = Attribution.withDefaults().withReplicates(0);
    private TouchPaths paths = TouchPaths.builder().build();
    private TouchPaths manyChannels = TouchPaths.builder().build();
    private Durations durations = new Durations(Unit.SECONDS);
    private int[] touches = new int[0];
    private int[] lengths = new int[0];

    /** Random paths; channels are unequal as real ones are. */
    @Setup
    public void setUp() {
        RandomStream random = new RandomStream(1);
        List<Integer> flat = new ArrayList<>();
        lengths = new int[size];
        paths = paths(random, CHANNELS, flat, lengths);
        touches = flat.stream().mapToInt(Integer::intValue).toArray();
        manyChannels = paths(random, MANY, new ArrayList<>(), new int[size]);
        durations = new Durations(Unit.SECONDS);
        for (int i = 0; i < size; i++) {
            durations.add(random.nextInt(2_592_000), random.nextInt(3) == 0 ? Durations.CONVERTED : Durations.CENSORED);
        }
    }

    private TouchPaths paths(RandomStream random, int channels, List<Integer> flat, int[] lengthOf) {
        TouchPaths.Builder builder = TouchPaths.builder();
        for (int r = 0; r < size; r++) {
            int n = 1 + random.nextInt(2 * MEAN_LENGTH - 1);
            List<String> path = new ArrayList<>();
            for (int i = 0; i < n; i++) {
                double u = random.nextDouble();
                int channel = (int) (u * u * channels);
                path.add(String.valueOf((char) ('a' + channel)));
                flat.add(channel);
            }
            lengthOf[r] = n;
            long conversions = random.nextInt(4);
            builder.add(path, conversions, (double) conversions, 1 + random.nextInt(8));
        }
        return builder.build();
    }

    /** Credits of a chain of order 1 with all removal effects. */
    @Benchmark
    public Credits markov1() {
        return exact.of(paths, AttributionModel.markov(1));
    }

    /** Credits of a chain of order 2: one elimination per channel. */
    @Benchmark
    public Credits markov2() {
        return exact.of(paths, AttributionModel.markov(2));
    }

    /** The floor of the chain: each transition read and added once. */
    @Benchmark
    public double[] floorOfMarkov1() {
        double[] flow = new double[CHANNELS * CHANNELS];
        int at = 0;
        for (int length : lengths) {
            int from = touches[at];
            for (int i = at + 1; i < at + length; i++) {
                flow[from * CHANNELS + touches[i]] += 1;
                from = touches[i];
            }
            at += length;
        }
        return flow;
    }

    /** Shapley values of the conversion rate, exact over 20 channels. */
    @Benchmark
    public Credits shapleyRate20() {
        return exact.of(manyChannels, AttributionModel.shapley(AttributionModel.Shapley.Worth.RATE));
    }

    /** The curve of all subjects with its median. */
    @Benchmark
    public Object kaplanMeier() {
        return KaplanMeier.of(durations).quantile(0.5);
    }
}
