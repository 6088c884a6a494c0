package io.ckpi.core;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The query that computes the sums of {@link Moments} in a database, and the reading of its row. */
final class MomentsSql {

    private MomentsSql() {}

    static String query(MomentsLayout layout, MomentsLayout.Dialect dialect, String table, @Nullable String group) {
        String quoted =
                Arrays.stream(table.split("\\.", -1)).map(dialect::quoted).collect(Collectors.joining("."));
        return over(layout, dialect, quoted, group);
    }

    /** The query over what {@code from} says, in the words of SQL. */
    static String over(MomentsLayout layout, MomentsLayout.Dialect dialect, String from, @Nullable String group) {
        int size = layout.size();
        List<String> raw = new ArrayList<>();
        List<String> filled = new ArrayList<>();
        List<String> shifts = new ArrayList<>();
        List<String> result = new ArrayList<>();
        List<String> needed = new ArrayList<>();
        for (int j = 1; j <= size; j++) {
            MomentsLayout.Variable variable = layout.variables().get(j - 1);
            raw.add(dialect.number(dialect.quoted(variable.name())) + " AS v" + j);
            filled.add(
                    variable.missing() == MomentsLayout.Missing.ZERO
                            ? "COALESCE(v" + j + ", 0) AS x" + j
                            : "v" + j + " AS x" + j);
            shifts.add("avg(x" + j + ") AS c" + j);
            if (variable.missing() == MomentsLayout.Missing.SKIP_ROW) {
                needed.add("v" + j + " IS NOT NULL");
            }
        }
        String kept = needed.isEmpty() ? "TRUE" : String.join(" AND ", needed);
        String grouped = group == null ? "" : "grp, ";
        List<String> counts = new ArrayList<>();
        counts.add("count(*) - count(CASE WHEN " + kept + " THEN 1 END) AS skipped");
        for (int j = 1; j <= size; j++) {
            counts.add("count(*) - count(v" + j + ") AS nulls_" + j);
            result.add("max(nulls_" + j + ") AS nulls_" + j);
            result.add("sum(CASE WHEN x" + j + " <> 0 THEN 1 ELSE 0 END) AS nonzero_" + j);
            result.add("min(x" + j + ") AS min_" + j);
            result.add("max(x" + j + ") AS max_" + j);
            result.add("max(c" + j + ") AS shift_" + j);
            result.add("sum(x" + j + " - c" + j + ") AS s_" + j);
            for (int k = j; k <= size; k++) {
                if (!layout.keeps(variable(layout, j), variable(layout, k))) {
                    continue;
                }
                result.add("sum((x" + j + " - c" + j + ") * (x" + k + " - c" + k + ")) AS q_" + j + "_" + k);
            }
            if (layout.thirdMoments()) {
                String deviation = "(x" + j + " - c" + j + ")";
                result.add("sum(" + deviation + " * " + deviation + " * " + deviation + ") AS k_" + j);
            }
        }
        StringBuilder sql = new StringBuilder(1024);
        sql.append("WITH source AS (SELECT ")
                .append(group == null ? "" : dialect.quoted(group) + " AS grp, ")
                .append(String.join(", ", raw))
                .append(" FROM ")
                .append(from)
                .append("),\ncounts AS (SELECT ")
                .append(grouped)
                .append(String.join(", ", counts))
                .append(" FROM source")
                .append(group == null ? "" : " GROUP BY grp")
                .append("),\nkept AS (SELECT ")
                .append(grouped)
                .append(String.join(", ", filled))
                .append(" FROM source WHERE ")
                .append(kept)
                .append("),\nshifts AS (SELECT ")
                .append(grouped)
                .append(String.join(", ", shifts))
                .append(" FROM kept")
                .append(group == null ? "" : " GROUP BY grp")
                .append(")\nSELECT ")
                .append(group == null ? "" : "counts.grp AS grp, ")
                .append("count(x1) AS n, max(skipped) AS skipped, ")
                .append(String.join(", ", result))
                .append("\nFROM counts");
        if (group == null) {
            sql.append(" CROSS JOIN shifts LEFT JOIN kept ON TRUE");
        } else {
            String same = ".grp " + dialect.same() + " counts.grp";
            sql.append(" LEFT JOIN shifts ON shifts")
                    .append(same)
                    .append(" LEFT JOIN kept ON kept")
                    .append(same)
                    .append("\nGROUP BY counts.grp");
        }
        return sql.toString();
    }

    private static String variable(MomentsLayout layout, int number) {
        return layout.variables().get(number - 1).name();
    }

    static Moments read(MomentsLayout layout, Map<String, ? extends @Nullable Number> row) {
        int size = layout.size();
        long n = count(row, "n");
        long skipped = count(row, "skipped");
        long[] nulls = new long[size];
        long[] nonZero = new long[size];
        double[] min = new double[size];
        double[] max = new double[size];
        double[] shifts = new double[size];
        double[] sums = new double[size];
        double[][] products = new double[size][size];
        double[] cubes = layout.thirdMoments() ? new double[size] : null;
        for (int j = 0; j < size; j++) {
            int number = j + 1;
            MomentsLayout.Variable variable = layout.variables().get(j);
            nulls[j] = count(row, "nulls_" + number);
            if (nulls[j] > 0 && variable.missing() == MomentsLayout.Missing.FAIL) {
                throw new IllegalArgumentException(
                        variable.name() + " is missing in " + nulls[j] + " rows, and the layout says FAIL");
            }
            if (n == 0) {
                continue;
            }
            nonZero[j] = count(row, "nonzero_" + number);
            min[j] = number(row, "min_" + number);
            max[j] = number(row, "max_" + number);
            shifts[j] = number(row, "shift_" + number);
            sums[j] = number(row, "s_" + number);
            for (int k = j; k < size; k++) {
                if (!layout.keeps(variable.name(), layout.variables().get(k).name())) {
                    continue;
                }
                products[j][k] = number(row, "q_" + number + "_" + (k + 1));
            }
            if (cubes != null) {
                cubes[j] = number(row, "k_" + number);
            }
        }
        if (n == 0) {
            return layout.accumulator().countMissing(skipped, nulls).moments();
        }
        return Moments.fromSums(layout, n, skipped, nulls, nonZero, min, max, shifts, sums, products, cubes);
    }

    private static double number(Map<String, ? extends @Nullable Number> row, String column) {
        Number value = row.get(column);
        if (value == null) {
            throw new IllegalArgumentException("the row has no value for " + column);
        }
        double number = value.doubleValue();
        if (!Double.isFinite(number)) {
            throw new IllegalArgumentException(column + " is not finite: " + number);
        }
        return number;
    }

    private static long count(Map<String, ? extends @Nullable Number> row, String column) {
        double number = number(row, column);
        if (!(number >= 0 && number <= 1L << 53) || number != Math.rint(number)) {
            throw new IllegalArgumentException(column + " is not a count: " + number);
        }
        return (long) number;
    }
}
