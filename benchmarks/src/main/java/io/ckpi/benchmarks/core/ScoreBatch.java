package io.ckpi.benchmarks.core;

import io.ckpi.scoring.BatchScorer;
import io.ckpi.scoring.EntityColumns;
import io.ckpi.scoring.Node;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.Arrays;
import java.util.Locale;
import java.util.function.Supplier;

/**
 * Prints the processor time of every task of {@link ScoreBatchBenchmark} as a ratio to the plain read of the same numbers,
 * both taken in turns in one process, with the answers compared first. Arguments: rows, repetitions.
 */
public final class ScoreBatch {

    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();
    private static Object sink = "";

    private ScoreBatch() {}

    /** Runs it. */
    public static void main(String[] args) {
        int rows = Integer.parseInt(args[0]);
        int repetitions = Integer.parseInt(args[1]);
        for (String task : new String[] {"two-point", "profile-curves", "two-point-gaps", "marc", "marc-gaps"}) {
            Node.Group tree = ScoreBatchBenchmark.tree(task);
            double[][] raw = ScoreBatchBenchmark.raw(tree, rows, ScoreBatchBenchmark.gapsOf(task));
            EntityColumns columns = ScoreBatchBenchmark.columns(tree, raw);
            BatchScorer scorer = BatchScorer.of(tree, 0.6);
            double[] read = new double[repetitions];
            double[] score = new double[repetitions];
            for (int k = -repetitions; k < repetitions; k++) {
                double r = nanos(() -> ScoreBatchBenchmark.read(raw)) / rows;
                double s = nanos(() -> scorer.score(columns)) / rows;
                if (k >= 0) {
                    read[k] = r;
                    score[k] = s;
                }
            }
            double[] ratio = new double[repetitions];
            Arrays.setAll(ratio, k -> score[k] / read[k]);
            System.out.printf(
                    Locale.ROOT,
                    "%-16s %,11d rows  read %5.2f ns/row  score %6.2f ns/row  ratio %5.2f (quartiles %.2f, %.2f)%n",
                    task,
                    rows,
                    quantile(read, 0.5),
                    quantile(score, 0.5),
                    quantile(ratio, 0.5),
                    quantile(ratio, 0.25),
                    quantile(ratio, 0.75));
        }
        if (sink.equals(0)) {
            throw new IllegalStateException("nothing was computed");
        }
    }

    private static double nanos(Supplier<Object> work) {
        long start = THREADS.getCurrentThreadCpuTime();
        sink = work.get();
        return THREADS.getCurrentThreadCpuTime() - start;
    }

    private static double quantile(double[] values, double p) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[(int) Math.round(p * (sorted.length - 1))];
    }
}
