package io.ckpi.benchmarks.core;

import io.ckpi.core.numeric.RandomStream;
import io.ckpi.core.numeric.Samplers;
import io.ckpi.value.Buyers;
import io.ckpi.value.Cadence;
import io.ckpi.value.CohortTable;
import io.ckpi.value.Cohorts;
import io.ckpi.value.Histories;
import io.ckpi.value.Purchases;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Currency;
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
 * From a log to summaries, histories and cohorts, on a simulated log of BG/NBD customers (r .243, α 4.414, a .793, b 2.426 per week,
 * observed for 27 to 40 weeks), rows in random order: about two rows for each customer.
 *
 * <p>The gate: {@link #histories} takes at most twice as long as {@link #floorOfSort}, sorting the packed keys alone.
 */
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@State(Scope.Benchmark)
@Fork(3)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class PurchasesBenchmark {

    private static final LocalDate END = LocalDate.of(1997, 9, 30);
    private static final Currency USD = Currency.getInstance("USD");

    /** Customers. */
    @Param("1000000")
    public int customers;

    private int[] customer = new int[0];
    private int[] day = new int[0];
    private long[] micros = new long[0];
    private long[] keys = new long[0];
    private Purchases log = log(new int[0], new int[0], new long[0]);
    private Buyers buyers = log.buyers();

    /** Simulates the log and shuffles its rows. */
    @Setup
    public void setUp() {
        RandomStream random = RandomStream.of(1, "benchmark.purchases", 0);
        customer = new int[4 * customers + 1000];
        day = new int[customer.length];
        int rows = 0;
        int end = (int) END.toEpochDay();
        for (int c = 0; c < customers; c++) {
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
        for (int i = rows - 1; i > 0; i--) {
            int j = (int) (random.nextDouble() * (i + 1));
            int c = customer[i];
            customer[i] = customer[j];
            customer[j] = c;
            int d = day[i];
            day[i] = day[j];
            day[j] = d;
        }
        customer = Arrays.copyOf(customer, rows);
        day = Arrays.copyOf(day, rows);
        micros = new long[rows];
        for (int i = 0; i < rows; i++) {
            micros[i] = 1_000_000 + i % 50 * 10_000L;
        }
        log = log(customer, day, micros);
        buyers = log.buyers();
        Histories all = buyers.histories(Cadence.WEEKS);
        keys = new long[buyers.size()];
        for (int i = 0; i < keys.length; i++) {
            long age = end - buyers.buyer(i).firstDay().toEpochDay();
            long last = age - buyers.daysSinceLast(i);
            keys[i] = (long) buyers.repeats(i) << 40 | age << 20 | last;
        }
        System.err.println("rows " + rows + ", customers " + buyers.size() + ", groups " + all.groups());
    }

    private static Purchases log(int[] customer, int[] day, long[] micros) {
        return Purchases.ofColumns(customer, day, micros, ZoneOffset.UTC, END, USD);
    }

    /** The floor of grouping: the sort alone. */
    @Benchmark
    public long[] floorOfSort() {
        long[] copy = keys.clone();
        Arrays.parallelSort(copy);
        return copy;
    }

    /** Packs, sorts and counts the histories of all customers. */
    @Benchmark
    public Histories histories() {
        return buyers.histories(Cadence.WEEKS);
    }

    /** The log of rows in random order. */
    @Benchmark
    public Purchases log() {
        return log(customer, day, micros);
    }

    /** From rows to the summary of each customer. */
    @Benchmark
    public Buyers summary() {
        return log(customer, day, micros).buyers();
    }

    /** From rows to what a fit takes. */
    @Benchmark
    public Histories rowsToHistories() {
        return log(customer, day, micros).histories(Cadence.WEEKS);
    }

    /** Cohorts of months by months. */
    @Benchmark
    public CohortTable cohorts() {
        return Cohorts.withDefaults().of(log);
    }
}
