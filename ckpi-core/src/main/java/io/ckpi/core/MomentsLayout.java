package io.ckpi.core;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collector;
import org.jspecify.annotations.Nullable;

/**
 * What a {@link Moments} holds: its variables in order, what a missing value of each means, and whether third moments are
 * kept. The one place where moments are made: from arrays, row by row, from a stream, or from the sums that a database
 * computed for {@link #toSql}.
 *
 * <pre>{@code
 * MomentsLayout layout = MomentsLayout.of("revenue", "orders").withMissing("revenue", Missing.ZERO);
 * Moments moments = layout.fromArrays(revenue, orders);
 * }</pre>
 *
 * <p>The unit of a row is the independent unit (customer, person), never the order or the visit.
 *
 * <p><b>Thread-safety.</b> immutable.
 *
 * @param variables the variables in order, at least one, all of different names
 * @param thirdMoments whether third central moments are kept, which skewness needs
 * @param pairs the pairs of different variables whose products are kept; null for all
 */
public record MomentsLayout(
        List<Variable> variables,
        boolean thirdMoments,
        @Nullable Set<Pair> pairs) {

    /** What a missing value (NaN in arrays, NULL in a database) means. */
    public enum Missing {
        /** It means 0: a customer without an order has a revenue of 0. Counted. */
        ZERO,
        /** The whole row is left out and counted. */
        SKIP_ROW,
        /** It is an error. */
        FAIL
    }

    /** The SQL dialects of {@link #toSql}. */
    public enum Dialect {
        /** PostgreSQL. */
        POSTGRESQL("double precision", '"', "IS NOT DISTINCT FROM", true),
        /** DuckDB. */
        DUCKDB("DOUBLE", '"', "IS NOT DISTINCT FROM", true),
        /** MariaDB from 10.2 and MySQL from 8.0.17 on: common table expressions and a cast to DOUBLE. */
        MYSQL("DOUBLE", '`', "<=>", false);

        private final String doubleType;
        private final String quote;
        private final String same;
        private final boolean hasNan;

        Dialect(String doubleType, char quote, String same, boolean hasNan) {
            this.doubleType = doubleType;
            this.quote = String.valueOf(quote);
            this.same = same;
            this.hasNan = hasNan;
        }

        /** A column as a binary number, NULL for NaN. */
        String number(String column) {
            String cast = "CAST(" + column + " AS " + doubleType + ")";
            return hasNan ? "NULLIF(" + cast + ", CAST('NaN' AS " + doubleType + "))" : cast;
        }

        String quoted(String name) {
            if (name.isBlank() || name.indexOf('\0') >= 0) {
                throw new IllegalArgumentException("not a name for SQL: '" + name + "'");
            }
            return quote + name.replace(quote, quote + quote) + quote;
        }

        /** The operator by which NULL equals NULL. */
        String same() {
            return same;
        }
    }

    /**
     * One variable.
     *
     * @param name its name, not blank; in SQL the name of its column
     * @param missing what a missing value means
     */
    public record Variable(String name, Missing missing) {
        /** Checks the name. */
        public Variable {
            if (name.isBlank()) {
                throw new IllegalArgumentException("the name of a variable is blank");
            }
            Objects.requireNonNull(missing, "missing");
        }
    }

    /**
     * Two variables whose products are kept; in which order they are named does not matter.
     *
     * @param first the variable whose name comes first in the order of letters
     * @param second the other one
     */
    public record Pair(String first, String second) {
        /** Puts the names in order. @throws IllegalArgumentException if they are the same */
        public Pair {
            int order = first.compareTo(second);
            if (order == 0) {
                throw new IllegalArgumentException("a pair of one variable: " + first);
            }
            if (order > 0) {
                String later = first;
                first = second;
                second = later;
            }
        }
    }

    /** Checks that there is a variable, that no name repeats, and that pairs are of these variables. */
    public MomentsLayout {
        variables = List.copyOf(variables);
        if (variables.isEmpty()) {
            throw new IllegalArgumentException("no variable");
        }
        Set<String> seen = new HashSet<>();
        for (Variable variable : variables) {
            if (!seen.add(variable.name())) {
                throw new IllegalArgumentException("variable repeated: " + variable.name());
            }
        }
        if (pairs != null) {
            pairs = Set.copyOf(pairs);
            for (Pair pair : pairs) {
                if (!seen.contains(pair.first()) || !seen.contains(pair.second())) {
                    throw new IllegalArgumentException("not a pair of variables of the layout: " + pair);
                }
            }
        }
    }

    /** These variables; a missing value is an error ({@link Missing#FAIL}) and third moments are not kept. */
    public static MomentsLayout of(String... names) {
        List<Variable> variables = new ArrayList<>();
        for (String name : names) {
            variables.add(new Variable(name, Missing.FAIL));
        }
        return new MomentsLayout(variables, false, null);
    }

    /** The same with another meaning of a missing value. @throws IllegalArgumentException if there is no such variable */
    public MomentsLayout withMissing(String name, Missing missing) {
        List<Variable> changed = new ArrayList<>(variables);
        changed.set(index(name), new Variable(name, missing));
        return new MomentsLayout(changed, thirdMoments, pairs);
    }

    /** The same with third central moments kept. */
    public MomentsLayout withThirdMoments() {
        return new MomentsLayout(variables, true, pairs);
    }

    /**
     * The same with the products of these pairs only; squares of single variables are always kept. With many variables this saves
     * most of the work.
     *
     * @throws IllegalArgumentException if a pair is not of variables of the layout
     */
    public MomentsLayout withPairs(Set<Pair> newPairs) {
        return new MomentsLayout(variables, thirdMoments, newPairs);
    }

    /** True if the product of both is kept; of a variable with itself it always is. */
    public boolean keeps(String x, String y) {
        index(x);
        index(y);
        return pairs == null || x.equals(y) || pairs.contains(new Pair(x, y));
    }

    /** Whether each entry of the packed upper half is kept; null if all are. */
    boolean @Nullable [] kept() {
        if (pairs == null) {
            return null;
        }
        boolean[] kept = new boolean[size() * (size() + 1) / 2];
        int at = 0;
        for (int j = 0; j < size(); j++) {
            for (int k = j; k < size(); k++) {
                kept[at++] = keeps(variables.get(j).name(), variables.get(k).name());
            }
        }
        return kept;
    }

    /** The number of variables. */
    public int size() {
        return variables.size();
    }

    /** The names in order. */
    public List<String> names() {
        return variables.stream().map(Variable::name).toList();
    }

    /** The position of a variable. @throws IllegalArgumentException if there is no such variable */
    public int index(String name) {
        Objects.requireNonNull(name, "name");
        for (int i = 0; i < variables.size(); i++) {
            if (variables.get(i).name().equals(name)) {
                return i;
            }
        }
        throw new IllegalArgumentException("no variable " + name + ", there are " + names());
    }

    /** The moments of no row at all; neutral under {@link Moments#plus}. */
    public Moments empty() {
        return new MomentsAccumulator(this).moments();
    }

    /** A new accumulator for rows. */
    public MomentsAccumulator accumulator() {
        return new MomentsAccumulator(this);
    }

    /** Collects rows, each with one value per variable in order; works on parallel streams. */
    public Collector<double[], ?, Moments> collector() {
        return Collector.of(
                () -> new MomentsAccumulator(this),
                MomentsAccumulator::add,
                MomentsAccumulator::merge,
                MomentsAccumulator::moments,
                Collector.Characteristics.UNORDERED);
    }

    /**
     * The moments of columns, one array per variable in order. NaN marks a missing value.
     *
     * @throws IllegalArgumentException if the number of columns or their lengths differ, if a value is infinite or beyond
     *     1e90 in magnitude, or if one is missing in a variable of {@link Missing#FAIL}; the message names variable and index
     */
    public Moments fromArrays(double[]... columns) {
        MomentsAccumulator accumulator = new MomentsAccumulator(this);
        accumulator.addColumns(columns);
        return accumulator.moments();
    }

    /**
     * The moments from sums around shifts, as a database or another engine computes them. The closer a shift is to the mean,
     * the fewer digits are lost; {@link Moments#digitsLost} says how many.
     *
     * @param n the number of rows
     * @param shifts the shift c of each variable
     * @param sums Σ(x−c) of each variable
     * @param products Σ(x−c)(y−c) of each pair, a square matrix of which the upper half is read, and of it the kept pairs
     * @param cubes Σ(x−c)³ of each variable, or null; needed if third moments are kept
     * @param nonZero the number of rows in which each variable is not zero
     * @throws IllegalArgumentException if a length or a count cannot be, or a number is not finite
     */
    public Moments fromSums(
            long n, double[] shifts, double[] sums, double[][] products, double @Nullable [] cubes, long[] nonZero) {
        return Moments.fromSums(this, n, shifts, sums, products, cubes, nonZero);
    }

    /**
     * The moments from the row that the query of {@link #toSql} returned: column name to value. Unlike
     * {@link #fromSums} this also knows least and greatest values, missing values and skipped rows.
     *
     * @throws IllegalArgumentException if a column is absent, a number cannot be, or a value is missing in a variable of
     *     {@link Missing#FAIL}
     */
    public Moments fromRow(Map<String, ? extends @Nullable Number> row) {
        return MomentsSql.read(this, row);
    }

    /**
     * The query that computes the sums of {@link #fromRow} over a whole table or view.
     *
     * <p>It asks for the averages first and uses them as shifts, so no digits are lost to sums of large squares. Names are
     * quoted: they are taken letter by letter; a dot separates a schema from its table.
     */
    public String toSql(Dialect dialect, String table) {
        return MomentsSql.query(this, dialect, table, null);
    }

    /** The same per value of the column {@code group}, which the query returns as {@code grp}: for instance per arm. */
    public String toSql(Dialect dialect, String table, String group) {
        return MomentsSql.query(this, dialect, table, Objects.requireNonNull(group, "group"));
    }

    /**
     * The same over the rows of a query instead of a table.
     *
     * @param query a SELECT whose columns are the variables, and the group if there is one; it is taken as it is
     * @param group the column to group by, or null for all rows together
     */
    public String toSqlOver(Dialect dialect, String query, @Nullable String group) {
        Objects.requireNonNull(query, "query");
        return MomentsSql.over(this, dialect, "(" + query + "\n) ckpi_rows", group);
    }
}
