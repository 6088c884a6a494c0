package io.ckpi.benchmarks.core;

import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.value.BgNbd;
import io.ckpi.value.Cadence;
import io.ckpi.value.Errors;
import io.ckpi.value.Fit;
import io.ckpi.value.Histories;
import io.ckpi.value.History;
import io.ckpi.value.ParetoNbd;
import io.ckpi.value.Purchases;
import io.ckpi.value.TransactionModel;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
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
 * Fits and predictions on simulated BG/NBD customers (r .243, α 4.414, a .793, b 2.426 per week, observed for 27 to 40 weeks).
 * Run with {@code -Djava.util.concurrent.ForkJoinPool.common.parallelism=0} so that all work is done by one thread.
 *
 * <p>The gates: {@link #bgFit} at most 3 times {@link #floorOfFit} (as many passes over the groups as the fit evaluates
 * likelihoods, each with one exp and one log1p); {@link #paretoFit} at most 30 times {@link #bgFit}; {@link #bgPrediction} at
 * most twice {@link #floorOfPrediction} (the same number of series terms without a branch); a thousand {@link
 * #bgRefits1000} of 2,357 customers within a second.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 2, time = 1)
@Measurement(iterations = 5, time = 1)
public class ValueModelBenchmark {

    private static final LocalDate END = LocalDate.of(1997, 9, 30);
    private static final Currency USD = Currency.getInstance("USD");
    private static final double HORIZON = 52;

    /** Customers. */
    @Param("1000000")
    public int customers;

    private int[] customer = new int[0];
    private int[] day = new int[0];
    private long[] micros = new long[0];
    private Histories histories = Histories.none(Cadence.WEEKS);
    private BgNbd bg = new BgNbd(0.243, 4.414, 0.793, 2.426, Cadence.WEEKS);
    private ParetoNbd pareto = new ParetoNbd(0.553, 10.578, 0.606, 11.669, Cadence.WEEKS);
    private int evaluations;
    private int[] terms = new int[0];
    private double[] shape = new double[0];
    private double[] ahead = new double[0];
    private @Nullable Fit<BgNbd> small;

    /** Simulates the log, groups it, fits once and counts what the floors must do. */
    @Setup
    public void setUp() {
        simulate(2357);
        small = BgNbd.fit(log().histories(Cadence.WEEKS)).value().orElseThrow();
        simulate(customers);
        histories = log().histories(Cadence.WEEKS);
        Fit<BgNbd> fit = BgNbd.fit(histories).value().orElseThrow();
        evaluations = fit.convergence().evaluations();
        bg = fit.model();
        int n = histories.groups();
        terms = new int[n];
        shape = new double[n];
        ahead = new double[n];
        double r = Objects.requireNonNull(bg.parameters().get("r"));
        double alpha = Objects.requireNonNull(bg.parameters().get("alpha"));
        long all = 0;
        for (int g = 0; g < n; g++) {
            History h = histories.history(g);
            shape[g] = r + h.repeats();
            ahead[g] = HORIZON / (alpha + h.age());
            terms[g] = countTerms(shape[g], ahead[g]);
            all += terms[g];
        }
        System.err.println("groups " + n + ", evaluations " + evaluations + ", iterations "
                + fit.convergence().iterations() + ", terms per group " + all / n);
    }

    private void simulate(int n) {
        RandomStream random = RandomStream.of(1, "benchmark.value", 0);
        customer = new int[4 * n + 1000];
        day = new int[customer.length];
        int rows = 0;
        int end = (int) END.toEpochDay();
        for (int c = 0; c < n; c++) {
            double rate = Samplers.gamma(random, 0.243) / 4.414 / 7;
            double x = Samplers.gamma(random, 0.793);
            double leaving = x / (x + Samplers.gamma(random, 2.426));
            int age = 27 * 7 + (int) (random.nextDouble() * 13 * 7);
            double at = 0;
            boolean alive = true;
            while (alive && at <= age && rows < customer.length) {
                customer[rows] = c;
                day[rows++] = end - age + (int) at;
                alive = at == 0 || random.nextDouble() >= leaving;
                at += -Math.log(1 - random.nextDouble()) / rate;
            }
        }
        customer = Arrays.copyOf(customer, rows);
        day = Arrays.copyOf(day, rows);
        micros = new long[rows];
        Arrays.fill(micros, 1_000_000);
    }

    private Purchases log() {
        return Purchases.ofColumns(customer, day, micros, ZoneOffset.UTC, END, USD);
    }

    /** How many terms the series takes until the rest is below 1e-17. */
    private static int countTerms(double shape, double z) {
        double w = z / (1 + z);
        double p = Math.exp(-shape * Math.log1p(z));
        double sum = 0;
        for (int n = 0; ; ) {
            double ratio = (shape + n) * w / (n + 1);
            p *= ratio;
            n++;
            sum += p * n;
            if (ratio < 0.999 && p * n * ratio * (n + 1) < 1e-17 * sum * ((1 - ratio) * n - ratio)) {
                return n;
            }
        }
    }

    /** The floor of a fit: evaluations × groups × one exp and one log1p. */
    @Benchmark
    public double floorOfFit() {
        double sum = 0;
        int n = ahead.length;
        for (int e = 0; e < evaluations; e++) {
            for (int g = 0; g < n; g++) {
                sum += Math.log1p(Math.exp(-ahead[g]));
            }
        }
        return sum;
    }

    /** BG/NBD, both starts and all limits. */
    @Benchmark
    public Fit<BgNbd> bgFit() {
        return BgNbd.fit(histories).value().orElseThrow();
    }

    /** Pareto/NBD, both starts and all limits. */
    @Benchmark
    public Fit<ParetoNbd> paretoFit() {
        return ParetoNbd.fit(histories).value().orElseThrow();
    }

    /** The floor of predictions: the same terms, no branch, no stopping rule. */
    @Benchmark
    public double floorOfPrediction() {
        double total = 0;
        for (int g = 0; g < terms.length; g++) {
            double z = ahead[g];
            double w = z / (1 + z);
            double p = Math.exp(-shape[g] * Math.log1p(z));
            double first = shape[g] * w;
            double e = 1;
            double f = 0;
            double sum = 0;
            double top = 2.426 + shape[g];
            int n = terms[g];
            for (int i = 0; i < n; i++) {
                p *= (first + w * i) / (i + 1);
                f += e;
                e *= (top + i) / (0.793 + top + i);
                sum += p * f;
            }
            total += sum;
        }
        return total;
    }

    /** E[X(52)] of all customers, each group once. */
    @Benchmark
    public double bgPrediction() {
        return predict(bg, histories);
    }

    /** The same by Pareto/NBD. */
    @Benchmark
    public double paretoPrediction() {
        return predict(pareto, histories);
    }

    private static double predict(TransactionModel model, Histories histories) {
        double sum = 0;
        for (int g = 0; g < histories.groups(); g++) {
            sum += histories.count(g) * model.expected(histories.history(g), HORIZON);
        }
        return sum;
    }

    /** From rows to the expectation of every customer. */
    @Benchmark
    public double bgFromLogToPrediction() {
        Histories grouped = log().histories(Cadence.WEEKS);
        return predict(BgNbd.fit(grouped).value().orElseThrow().model(), grouped);
    }

    /** The same by Pareto/NBD. */
    @Benchmark
    public double paretoFromLogToPrediction() {
        Histories grouped = log().histories(Cadence.WEEKS);
        return predict(ParetoNbd.fit(grouped).value().orElseThrow().model(), grouped);
    }

    /** A thousand refits of 2,357 customers. */
    @Benchmark
    public List<BgNbd> bgRefits1000() {
        return Objects.requireNonNull(small).draws(Errors.BOOTSTRAP, 1000, 1);
    }
}
