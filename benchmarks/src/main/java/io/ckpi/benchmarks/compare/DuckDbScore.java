package io.ckpi.benchmarks.compare;

import com.sun.management.OperatingSystemMXBean;
import io.ckpi.scoring.Aggregator;
import io.ckpi.scoring.BatchScorer;
import io.ckpi.scoring.BatchScores;
import io.ckpi.scoring.EntityColumns;
import io.ckpi.scoring.Node;
import io.ckpi.scoring.Normalizer;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;

/**
 * The clean two-point task (a weighted sum of ten indicators between goalposts) by CKPI and by DuckDB, in turns in one
 * process. DuckDB works in native threads, so the processor time of the whole process is counted for both. Several forms
 * of the expression are tried; the fastest counts. DuckDB only has to sum its scores, which is less than CKPI does: CKPI
 * stores one score per row.
 *
 * <p>The values come from whole numbers, so that both sides make the same ones. Arguments: rows, repetitions.
 */
public final class DuckDbScore {

    private static final int COLUMNS = 10;
    private static final long MODULUS = 1_000_003;
    /** Scorings in one measurement: the clock of a process ticks every 10 ms. */
    private static final int CKPI_TIMES = 40;

    private DuckDbScore() {}

    /** Processor time per row in nanoseconds, medians, by way of computing it; the first is CKPI's. */
    public static Map<String, Double> run(int rows, int repetitions) throws SQLException {
        Node.Group tree = tree();
        EntityColumns columns = columns(rows);
        BatchScorer scorer = BatchScorer.of(tree, 0.6);
        try (Connection connection = DriverManager.getConnection("jdbc:duckdb:");
                Statement statement = connection.createStatement()) {
            statement.execute("SET threads = 2");
            statement.execute("CREATE TABLE entity AS SELECT " + tableColumns() + " FROM range(" + rows + ") t(i)");
            Map<String, String> queries = queries();
            compareAnswers(statement, queries, scorer.score(columns));
            Map<String, double[]> nanos = new LinkedHashMap<>();
            nanos.put("ckpi", new double[repetitions]);
            queries.keySet().forEach(name -> nanos.put(name, new double[repetitions]));
            for (int k = -repetitions; k < repetitions; k++) { // the first half warms up
                for (Map.Entry<String, double[]> one : nanos.entrySet()) {
                    String query = queries.get(one.getKey());
                    int times = query == null ? CKPI_TIMES : 2;
                    long start = processorTime();
                    for (int time = 0; time < times; time++) {
                        if (query == null) {
                            scorer.score(columns);
                        } else {
                            statement.execute(query);
                        }
                    }
                    if (k >= 0) {
                        one.getValue()[k] = (double) (processorTime() - start) / times / rows;
                    }
                }
            }
            Map<String, Double> medians = new LinkedHashMap<>();
            nanos.forEach((name, all) -> {
                Arrays.sort(all);
                medians.put(name, all[all.length / 2]);
            });
            return medians;
        }
    }

    private static long processorTime() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }

    private static double lower(int j) {
        return j / 8.0;
    }

    private static int weight(int j) {
        return 1 + j % 3;
    }

    private static Node.Group tree() {
        Node[] leaves = new Node[COLUMNS];
        for (int j = 0; j < COLUMNS; j++) {
            leaves[j] = Node.leaf("x.c" + j, weight(j), Normalizer.goalposts(lower(j), lower(j) + 1));
        }
        return Node.group("root", 1, Aggregator.arithmetic(), leaves);
    }

    private static EntityColumns columns(int rows) {
        EntityColumns columns = EntityColumns.ofRows(rows);
        double[] values = new double[rows];
        for (int j = 0; j < COLUMNS; j++) {
            for (int i = 0; i < rows; i++) {
                values[i] = (i * 48_271L + j * 16_807L * i + j) % MODULUS / 400_000.0;
            }
            columns = columns.with("x.c" + j, values);
        }
        return columns;
    }

    private static String tableColumns() {
        StringJoiner sql = new StringJoiner(", ");
        for (int j = 0; j < COLUMNS; j++) {
            sql.add("((i * 48271 + " + j * 16_807 + " * i + " + j + ") % " + MODULUS
                    + ")::DOUBLE / 400000.0::DOUBLE AS c" + j);
        }
        return sql.toString();
    }

    /** Forms of one sum; numbers are doubles, since plain SQL literals would be decimals. */
    private static Map<String, String> queries() {
        Map<String, String> forms = new LinkedHashMap<>();
        forms.put("duckdb greatest/least of the place", "%w * greatest(0::DOUBLE, least(1::DOUBLE, c%j - %l))");
        forms.put("duckdb clamped value", "%w * least(%h, greatest(%l, c%j))");
        forms.put(
                "duckdb case",
                "%w * CASE WHEN c%j <= %l THEN 0::DOUBLE WHEN c%j >= %h THEN 1::DOUBLE ELSE c%j - %l END");
        String above = "(1::DOUBLE - ((c%j - %l) + abs(c%j - %l)) * 0.5::DOUBLE)"; // 1 - max(c - l, 0)
        forms.put(
                "duckdb nested absolute values",
                "%w * (1::DOUBLE - (" + above + " + abs(" + above + ")) * 0.5::DOUBLE)");
        // not the same function: it loses the middle of the scale for values beyond 1e16
        forms.put("duckdb difference of absolutes", "%w * (abs(c%j - %l) - abs(c%j - %h))");
        Map<String, String> queries = new LinkedHashMap<>();
        forms.forEach((name, form) -> queries.put(name, "SELECT sum(" + score(name, form) + ") FROM entity"));
        queries.put(
                "duckdb clamped value, scores stored",
                "CREATE OR REPLACE TEMP TABLE scores AS SELECT "
                        + score("duckdb clamped value", "%w * least(%h, greatest(%l, c%j))") + " AS s FROM entity");
        return queries;
    }

    /** The whole score, with constants and scale outside of the sum. */
    private static String score(String name, String form) {
        StringJoiner sum = new StringJoiner(" + ");
        double total = 0;
        double constant = 0;
        for (int j = 0; j < COLUMNS; j++) {
            total += weight(j);
            constant += name.contains("clamped") ? -weight(j) * lower(j) : name.contains("absolutes") ? weight(j) : 0;
            sum.add(form.replace("%w", weight(j) + "::DOUBLE")
                    .replace("%j", Integer.toString(j))
                    .replace("%l", lower(j) + "::DOUBLE")
                    .replace("%h", lower(j) + 1 + "::DOUBLE"));
        }
        double scale = name.contains("absolutes") ? 50 / total : 100 / total;
        return scale + "::DOUBLE * (" + constant + "::DOUBLE + " + sum + ")";
    }

    private static void compareAnswers(Statement statement, Map<String, String> queries, BatchScores scores)
            throws SQLException {
        double own = Arrays.stream(scores.values(0)).sum();
        for (Map.Entry<String, String> query : queries.entrySet()) {
            double theirs;
            if (query.getKey().endsWith("stored")) {
                statement.execute(query.getValue());
                theirs = single(statement, "SELECT sum(s) FROM scores");
                compareRows(statement, scores);
            } else {
                theirs = single(statement, query.getValue());
            }
            if (!(Math.abs(theirs - own) <= 1e-9 * own)) {
                throw new IllegalStateException(query.getKey() + " gives " + theirs + ", CKPI " + own);
            }
        }
    }

    private static void compareRows(Statement statement, BatchScores scores) throws SQLException {
        try (ResultSet rows = statement.executeQuery("SELECT s FROM scores ORDER BY rowid LIMIT 1000")) {
            for (int i = 0; rows.next(); i++) {
                double own = scores.score(i).orElseThrow();
                if (!(Math.abs(rows.getDouble(1) - own) <= 1e-9)) {
                    throw new IllegalStateException("row " + i + ": " + rows.getDouble(1) + ", CKPI " + own);
                }
            }
        }
    }

    private static double single(Statement statement, String query) throws SQLException {
        try (ResultSet result = statement.executeQuery(query)) {
            result.next();
            return result.getDouble(1);
        }
    }

    /** Runs it and prints the ratios. */
    public static void main(String[] args) throws SQLException {
        Map<String, Double> medians = run(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
        double own = medians.getOrDefault("ckpi", 0.0);
        medians.forEach((name, nanos) ->
                System.out.printf(Locale.ROOT, "%-40s %8.2f ns/row  ratio %6.1f%n", name, nanos, nanos / own));
    }
}
