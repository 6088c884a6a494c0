package io.ckpi.benchmarks.compare;

import com.sun.management.OperatingSystemMXBean;
import io.ckpi.funnel.Funnel;
import io.ckpi.funnel.FunnelResult;
import io.ckpi.funnel.Journeys;
import io.ckpi.funnel.JourneysBuilder;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.duckdb.DuckDBAppender;
import org.duckdb.DuckDBConnection;

/**
 * CKPI's funnel and DuckDB's fastest exact SQL over one log in one run: answers are compared first, then process CPU time
 * and wall time, interleaved, medians. Run with {@code main}: the number of events (10,000,000), the number of rounds (9).
 *
 * <p>{@code main large} measures 100 million events; {@code main strings} loads text ids.
 */
public final class FunnelVsDuckDb {

    private static final OperatingSystemMXBean OS =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private static final Duration WINDOW = Duration.ofDays(7);

    private final Map<String, List<double[]>> times = new LinkedHashMap<>();

    private FunnelVsDuckDb() {}

    private interface Work {
        Object run() throws Exception;
    }

    /** Runs the comparison. */
    public static void main(String[] args) throws Exception {
        String mode = args.length > 0 ? args[0] : "10000000";
        switch (mode) {
            case "large" -> large(args.length > 1 ? Integer.parseInt(args[1]) : 100_000_000);
            case "strings" -> new FunnelVsDuckDb().strings(args.length > 1 ? Integer.parseInt(args[1]) : 10_000_000);
            default ->
                new FunnelVsDuckDb().funnels(Integer.parseInt(mode), args.length > 1 ? Integer.parseInt(args[1]) : 9);
        }
    }

    private static Funnel funnel(int steps) {
        return Funnel.of(FunnelLog.NAMES.subList(1, steps + 1).toArray(new String[0]))
                .within(WINDOW);
    }

    private Object timed(String name, Work work) throws Exception {
        long cpu = OS.getProcessCpuTime();
        long wall = System.nanoTime();
        Object result = work.run();
        double wallMillis = (System.nanoTime() - wall) / 1e6;
        double cpuMillis = (OS.getProcessCpuTime() - cpu) / 1e6;
        times.computeIfAbsent(name, n -> new ArrayList<>()).add(new double[] {cpuMillis, wallMillis});
        return result;
    }

    private double median(String name, int which) {
        List<double[]> all = times.getOrDefault(name, List.of());
        double[] sorted = all.stream().mapToDouble(t -> t[which]).sorted().toArray();
        return sorted[sorted.length / 2];
    }

    private static DuckDBConnection open() throws SQLException {
        Connection connection = DriverManager.getConnection("jdbc:duckdb:");
        try (Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
        }
        return connection.unwrap(DuckDBConnection.class);
    }

    private static void load(DuckDBConnection duck, FunnelLog log) throws SQLException {
        try (Statement statement = duck.createStatement()) {
            statement.execute("CREATE TABLE log (usr INTEGER, ts INTEGER, step TINYINT)");
        }
        try (DuckDBAppender appender = duck.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "log")) {
            for (int i = 0; i < log.users.length; i++) {
                appender.beginRow();
                appender.append(log.users[i]);
                appender.append(log.seconds[i]);
                appender.append(log.codes[i]);
                appender.endRow();
            }
        }
    }

    /** Chained materialised ASOF joins. */
    private static String sql(int steps) {
        long window = WINDOW.toSeconds();
        StringBuilder sql =
                new StringBuilder("WITH c1 AS MATERIALIZED (SELECT usr, ts, ts AS s FROM log WHERE step = 1)");
        for (int k = 2; k <= steps; k++) {
            sql.append(String.format(
                    Locale.ROOT,
                    ", c%d AS MATERIALIZED (SELECT e.usr, e.ts, c.s FROM (SELECT usr, ts FROM log WHERE step = %d) e"
                            + " ASOF JOIN c%d c ON e.usr = c.usr AND e.ts >= c.ts WHERE e.ts - c.s <= %d)",
                    k,
                    k,
                    k - 1,
                    window));
        }
        sql.append(" SELECT ");
        for (int k = 1; k <= steps; k++) {
            sql.append(k == 1 ? "" : ", ")
                    .append("(SELECT count(DISTINCT usr) FROM c")
                    .append(k)
                    .append(')');
        }
        return sql.toString();
    }

    private static List<Long> duck(DuckDBConnection duck, int steps) throws SQLException {
        try (Statement statement = duck.createStatement();
                ResultSet rows = statement.executeQuery(sql(steps))) {
            rows.next();
            List<Long> counts = new ArrayList<>();
            for (int k = 1; k <= steps; k++) {
                counts.add(rows.getLong(k));
            }
            return counts;
        }
    }

    private void funnels(int events, int rounds) throws Exception {
        FunnelLog log = FunnelLog.of(events, events / 20);
        FunnelLog shuffled = log.shuffled();
        FunnelLog sorted = log.bySubject();
        Journeys journeys = journeys(sorted, 1);
        DuckDBConnection duck = open();
        timed("DuckDB load of int rows", () -> {
            load(duck, log);
            return "";
        });
        long[] block = new long[1 << 23];
        Arrays.setAll(block, i -> i);
        for (int round = 0; round < rounds + 3; round++) {
            if (round == 3) {
                List<double[]> load = times.get("DuckDB load of int rows");
                times.clear();
                times.put("DuckDB load of int rows", load);
            }
            for (int steps : new int[] {4, 7}) {
                Funnel funnel = funnel(steps);
                Object duckdb = timed("DuckDB K=" + steps, () -> duck(duck, steps));
                same(duckdb, timed("time order, build and measure K=" + steps, () -> measure(funnel, log, 1)));
                same(duckdb, timed("shuffled, build and measure K=" + steps, () -> measure(funnel, shuffled, 1)));
                same(duckdb, timed("by subject, build and measure K=" + steps, () -> measure(funnel, sorted, 1)));
                same(duckdb, timed("journeys, measure K=" + steps, () -> funnel.measure(journeys)));
                if (steps == 7) {
                    same(duckdb, timed("time order, 2 threads", () -> measure(funnel, log, 2)));
                    same(duckdb, timed("journeys, 2 threads", () -> funnel.measure(journeys, 2)));
                    same(duckdb, timed("journeys, SEQUENCE", () -> funnel.ties(Funnel.Ties.SEQUENCE)
                            .measure(journeys)));
                }
            }
            timed("read 64 MiB", () -> read(block));
        }
        duck.close();
        double bandwidth = 8.0 * block.length / 1e6 / median("read 64 MiB", 1); // GB/s
        System.out.printf(Locale.ROOT, "%d events, %d subjects, %d rounds%n", events, journeys.subjects(), rounds);
        System.out.printf(Locale.ROOT, "%-42s %10s %10s%n", "median", "CPU ms", "wall ms");
        times.keySet()
                .forEach(name -> System.out.printf(
                        Locale.ROOT, "%-42s %10.1f %10.1f%n", name, median(name, 0), median(name, 1)));
        double duckCpu = median("DuckDB K=7", 0);
        double duckWall = median("DuckDB K=7", 1);
        ratio("time order K=7 CPU / DuckDB (1/8 = 0.125)", median("time order, build and measure K=7", 0) / duckCpu);
        ratio("time order 2 threads wall / DuckDB (1/5)", median("time order, 2 threads", 1) / duckWall);
        ratio("journeys K=7 CPU / DuckDB (1/40 = 0.025)", median("journeys, measure K=7", 0) / duckCpu);
        ratio("by subject incl. build CPU / DuckDB", median("by subject, build and measure K=7", 0) / duckCpu);
        ratio("shuffled K=7 CPU / DuckDB (2/5)", median("shuffled, build and measure K=7", 0) / duckCpu);
        System.out.printf(Locale.ROOT, "bandwidth %.1f GB/s%n", bandwidth);
        double scale = events / 1e7;
        ratio("journeys / (90 MB / bandwidth) (8)", median("journeys, measure K=7", 1) * bandwidth / 90 / scale);
        ratio(
                "time order / (370 MB / bandwidth) (10)",
                median("time order, build and measure K=7", 1) * bandwidth / 370 / scale);
        ratio(
                "second thread, time order (1.5)",
                median("time order, build and measure K=7", 1) / median("time order, 2 threads", 1));
        ratio("second thread, journeys (1.5)", median("journeys, measure K=7", 1) / median("journeys, 2 threads", 1));
    }

    private static void ratio(String what, double ratio) {
        System.out.printf(Locale.ROOT, "%-46s %.3f%n", what, ratio);
    }

    private static void same(Object duckdb, Object ours) {
        if (!((FunnelResult) ours).atLeast().equals(duckdb)) {
            throw new IllegalStateException("answers differ: " + duckdb + " and " + ours);
        }
    }

    private static Journeys journeys(FunnelLog log, int threads) {
        return Journeys.ofSeconds(log.users, log.seconds, log.codes, FunnelLog.NAMES, threads);
    }

    private static FunnelResult measure(Funnel funnel, FunnelLog log, int threads) {
        return funnel.measure(journeys(log, threads), threads);
    }

    private static Object read(long[] block) {
        long a = 0;
        long b = 0;
        long c = 0;
        long d = 0;
        for (int i = 0; i < block.length; i += 4) {
            a += block[i];
            b += block[i + 1];
            c += block[i + 2];
            d += block[i + 3];
        }
        return a + b + c + d;
    }

    private static String id(int user) {
        return "customer-" + user;
    }

    /** Text ids and names: our builder, and DuckDB's Appender with VARCHAR columns. */
    private void strings(int events) throws Exception {
        FunnelLog log = FunnelLog.of(events, events / 20);
        String[] names = {"noise", "visit", "view", "cart", "checkout", "payment", "order", "review"};
        Funnel funnel = Funnel.of("visit", "view", "cart").within(WINDOW);
        for (int round = 0; round < 3; round++) {
            Journeys journeys = (Journeys) timed("Journeys from text ids", () -> {
                JourneysBuilder builder = Journeys.builder();
                for (int i = 0; i < log.users.length; i++) {
                    builder.add(id(log.users[i]), log.seconds[i] * 1000L, names[log.codes[i]]);
                }
                return builder.build();
            });
            DuckDBConnection duck = open();
            timed("DuckDB load of text ids", () -> {
                try (Statement statement = duck.createStatement()) {
                    statement.execute("CREATE TABLE log (usr VARCHAR, ts INTEGER, step VARCHAR)");
                }
                try (DuckDBAppender appender = duck.createAppender(DuckDBConnection.DEFAULT_SCHEMA, "log")) {
                    for (int i = 0; i < log.users.length; i++) {
                        appender.beginRow();
                        appender.append(id(log.users[i]));
                        appender.append(log.seconds[i]);
                        appender.append(names[log.codes[i]]);
                        appender.endRow();
                    }
                }
                return "";
            });
            try (Statement statement = duck.createStatement();
                    ResultSet rows = statement.executeQuery("SELECT count(*), count(DISTINCT usr) FROM log")) {
                rows.next();
                if (rows.getLong(1) != journeys.events() || rows.getLong(2) != journeys.subjects()) {
                    throw new IllegalStateException("rows differ");
                }
            }
            duck.close();
            System.out.println(
                    funnel.measure(journeys) + ", bytes an event " + journeys.bytes() / (double) journeys.events());
        }
        times.keySet()
                .forEach(name -> System.out.printf(
                        Locale.ROOT, "%-42s CPU %.0f ms, wall %.0f ms%n", name, median(name, 0), median(name, 1)));
        ratio("Journeys / DuckDB CPU", median("Journeys from text ids", 0) / median("DuckDB load of text ids", 0));
    }

    /** Far more events, two threads; run with -Xmx4g. */
    private static void large(int events) {
        long start = System.nanoTime();
        FunnelLog log = FunnelLog.of(events, events / 20);
        System.out.printf(Locale.ROOT, "generated in %.1f s%n", (System.nanoTime() - start) / 1e9);
        for (int round = 0; round < 3; round++) {
            long cpu = OS.getProcessCpuTime();
            start = System.nanoTime();
            Journeys journeys = journeys(log, 2);
            double built = (System.nanoTime() - start) / 1e9;
            FunnelResult result = funnel(7).measure(journeys, 2);
            System.out.printf(
                    Locale.ROOT,
                    "%d events: built in %.2f s, all in %.2f s wall, %.2f s CPU, %d MB of columns, heap limit %d MB; %s%n",
                    events,
                    built,
                    (System.nanoTime() - start) / 1e9,
                    (OS.getProcessCpuTime() - cpu) / 1e9,
                    journeys.bytes() / 1_000_000,
                    Runtime.getRuntime().maxMemory() / 1_000_000,
                    result);
        }
    }
}
