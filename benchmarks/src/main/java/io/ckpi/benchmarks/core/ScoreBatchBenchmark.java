package io.ckpi.benchmarks.core;

import io.ckpi.scoring.Aggregator;
import io.ckpi.scoring.BatchScorer;
import io.ckpi.scoring.BatchScores;
import io.ckpi.scoring.EntityColumns;
import io.ckpi.scoring.Node;
import io.ckpi.scoring.Normalizer;
import io.ckpi.scoring.Profile;
import io.ckpi.scoring.ScoredIndicator;
import java.util.List;
import java.util.Random;
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
 * Many entities with ten indicators each, one score per entity, beside the plain read of the same numbers. Raw values are
 * uniform from 0 to 1.2 times the last anchor.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@State(Scope.Benchmark)
@Fork(
        value = 3,
        // memory is touched beforehand: the first touch of a page costs more than scoring the rows in it
        jvmArgsAppend = {"-Xms4g", "-Xmx4g", "-XX:+AlwaysPreTouch"})
@Warmup(iterations = 5, time = 1)
@Measurement(iterations = 5, time = 1)
public class ScoreBatchBenchmark {

    private static final int COLUMNS = 10;

    /** Entities. */
    @Param({"1000", "1000000", "10000000"})
    public int size;

    /** What is scored, see {@link #tree} and {@link #gapsOf}. */
    @Param({"two-point", "two-point-gaps", "profile-curves", "marc", "marc-gaps"})
    public String task = "two-point";

    private double[][] raw = new double[0][];
    private EntityColumns columns = EntityColumns.ofRows(0);
    private BatchScorer scorer = BatchScorer.of(tree("two-point"), 0.6);

    /** Draws the values. */
    @Setup
    public void setUp() {
        Node.Group tree = tree(task);
        scorer = BatchScorer.of(tree, 0.6);
        raw = raw(tree, size, gapsOf(task));
        columns = columns(tree, raw);
    }

    /** The share of missing cells in a task. */
    public static double gapsOf(String task) {
        return task.endsWith("-gaps") ? 0.02 : 0;
    }

    /**
     * The tree of a task: a weighted sum of ten two-point curves, a weighted sum of the curves of CKPImarc, or CKPImarc
     * itself. Only the first indicator of each leaf is used.
     */
    public static Node.Group tree(String task) {
        Profile marc = Profile.shipped("ckpimarc-default-1");
        Node[] leaves = new Node[COLUMNS];
        for (int j = 0; j < COLUMNS; j++) {
            Node.Leaf leaf = marc.tree().leaves().get(j);
            ScoredIndicator first = leaf.candidates().get(0);
            leaves[j] = task.startsWith("two-point")
                    ? Node.leaf(first.indicator(), 1 + j % 3, Normalizer.goalposts(0.1 * j, 0.1 * j + 1))
                    : new Node.Leaf(leaf.id(), 1 + j % 3, List.of(first));
        }
        return task.startsWith("marc") ? marc.root() : Node.group("root", 1, Aggregator.arithmetic(), leaves);
    }

    /** Raw values by column. */
    public static double[][] raw(Node.Group tree, int size, double gaps) {
        Random random = new Random(20_261_122);
        double[][] raw = new double[COLUMNS][size];
        List<Node.Leaf> leaves = Profile.of("task", 1, tree).tree().leaves();
        for (int j = 0; j < COLUMNS; j++) {
            Normalizer.Curve curve = leaves.get(j).candidates().get(0).curve();
            List<Double> anchors = curve == null ? List.of(1.0) : curve.anchors();
            double last = anchors.get(anchors.size() - 1);
            for (int i = 0; i < size; i++) {
                double value = 1.2 * last * random.nextDouble();
                raw[j][i] = gaps > 0 && random.nextDouble() < gaps ? Double.NaN : value;
            }
        }
        return raw;
    }

    /** The columns of a tree with these raw values. */
    public static EntityColumns columns(Node.Group tree, double[][] raw) {
        EntityColumns columns = EntityColumns.ofRows(raw[0].length);
        List<Node.Leaf> leaves = Profile.of("task", 1, tree).tree().leaves();
        for (int j = 0; j < raw.length; j++) {
            columns = columns.with(leaves.get(j).candidates().get(0).indicator(), raw[j]);
        }
        return columns;
    }

    /** The floor: reads and sums the columns. */
    @Benchmark
    public double floorRead() {
        return read(raw);
    }

    /** Reads and sums columns. */
    public static double read(double[][] columns) {
        double sum = 0;
        for (double[] column : columns) {
            sum += sum(column);
        }
        return sum;
    }

    private static double sum(double[] x) {
        double a = 0;
        double b = 0;
        double c = 0;
        double d = 0;
        double e = 0;
        double f = 0;
        double g = 0;
        double h = 0;
        int i = 0;
        for (; i + 8 <= x.length; i += 8) {
            a += x[i];
            b += x[i + 1];
            c += x[i + 2];
            d += x[i + 3];
            e += x[i + 4];
            f += x[i + 5];
            g += x[i + 6];
            h += x[i + 7];
        }
        for (; i < x.length; i++) {
            a += x[i];
        }
        return a + b + c + d + e + f + g + h;
    }

    /** One score per entity. */
    @Benchmark
    public BatchScores score() {
        return scorer.score(columns);
    }
}
