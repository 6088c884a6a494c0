package io.ckpi.benchmarks.core;

import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.CompositeResult;
import io.ckpi.scoring.Profile;
import io.ckpi.scoring.internal.FlatTree;
import io.ckpi.scoring.internal.Mean;
import java.util.Arrays;
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
 * One company: exact contributions beside 1,024 bare evaluations of the tree, and the interval beside as many bare
 * evaluations as draws. A bare evaluation is CKPI's own, of a tree in arrays: scores of the leaves in, composite out. The
 * lower floor, a formula written out by hand, is in {@link CkpiMarcBenchmark}.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScoreOneBenchmark {

    private static final int SUBSETS = 1 << 10;

    /** Draws of the interval. */
    @Param("10000")
    public int draws;

    private CkpiMarc marc = CkpiMarc.standard();
    private CompositeResult scored = marc.score(CkpiMarcBenchmark.typical());
    private final FlatTree tree = bareTree();
    private final double[] weights = {1, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1};
    private final double[] values = new double[15];
    private double[][] scores = new double[0][];

    /** CKPImarc in arrays: the root, its four groups, their ten factors. */
    private static FlatTree bareTree() {
        int[] first = new int[15];
        int[] count = new int[15];
        Mean[] mean = new Mean[15];
        FlatTree.Policy[] policy = new FlatTree.Policy[15];
        Arrays.fill(mean, Mean.ARITHMETIC);
        Arrays.fill(policy, FlatTree.Policy.RENORMALISE);
        mean[0] = Mean.geometric(1);
        int[] members = {2, 2, 3, 3};
        first[0] = 1;
        count[0] = 4;
        int next = 5;
        for (int group = 0; group < 4; group++) {
            first[1 + group] = next;
            count[1 + group] = members[group];
            next += members[group];
        }
        Arrays.fill(first, 5, 15, 15);
        return new FlatTree(first, count, mean, policy, new double[15]);
    }

    /** Scores and readings; the bare tree must give what CKPImarc gives. */
    @Setup
    public void setUp() {
        marc = CkpiMarc.standard().withDraws(draws);
        scored = marc.score(CkpiMarcBenchmark.typical());
        scores = new double[Math.max(draws, SUBSETS)][10];
        for (int draw = 0; draw < scores.length; draw++) {
            for (int factor = 0; factor < 10; factor++) {
                scores[draw][factor] = 100 * ((draw * 7 + factor * 13) % 101) / 101.0;
            }
        }
        double[] own = scored.factors().stream()
                .mapToDouble(factor -> factor.points().orElseThrow())
                .toArray();
        double expected = scored.value().value().orElseThrow();
        if (!(Math.abs(bare(own) - expected) < 1e-9)) {
            throw new IllegalStateException(Profile.shipped("ckpimarc-default-1")
                            .reference() + " is " + expected + ", the bare tree gives " + bare(own));
        }
    }

    private double bare(double[] leaves) {
        System.arraycopy(leaves, 0, values, 5, 10);
        return tree.evaluate(values, weights);
    }

    /** 1,024 bare evaluations. */
    @Benchmark
    public double bareSubsets() {
        double sum = 0;
        for (int k = 0; k < SUBSETS; k++) {
            sum += bare(scores[k]);
        }
        return sum;
    }

    /** Exact contributions of the ten factors. */
    @Benchmark
    public Object contributions() {
        return scored.contributions();
    }

    /** As many bare evaluations as draws. */
    @Benchmark
    public double bareDraws() {
        double sum = 0;
        for (int k = 0; k < draws; k++) {
            sum += bare(scores[k]);
        }
        return sum;
    }

    /** The score with its interval. */
    @Benchmark
    public Object scoreWithInterval() {
        return marc.score(CkpiMarcBenchmark.typical()).spread();
    }
}
