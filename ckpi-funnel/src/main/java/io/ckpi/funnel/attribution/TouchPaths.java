package io.ckpi.funnel.attribution;

import io.ckpi.core.Money;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.Currency;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The paths that led to conversions, and those that did not: what attribution works on.
 *
 * <p>Rows are brought into one order, so that no result depends on the order in which they were added. A path without a
 * channel keeps its conversions: they go to the unattributed.
 *
 * <p><b>Thread-safety.</b> immutable.
 */
public final class TouchPaths {

    /** The most conversions, or journeys without one, of a single row. */
    public static final long MOST_PER_ROW = 1_000_000_000L;

    private final @Nullable Currency currency;
    private final List<String> channels;
    private final List<Row> rows;
    private final long without;
    private final PathTable table;

    /** One row: distinct or repeated channels in order of time, by their index. */
    @SuppressWarnings("ArrayRecordComponent") // never leaves the package
    record Row(
            List<String> path,
            double @Nullable [] ages,
            int lead,
            int opportunity,
            double conversions,
            double value,
            long minor,
            double nulls) {}

    private TouchPaths(@Nullable Currency currency, List<Row> rows, long without) {
        this.currency = currency;
        TreeSet<String> names = new TreeSet<>();
        rows.forEach(row -> names.addAll(row.path));
        this.channels = List.copyOf(names);
        List<Row> sorted = new ArrayList<>(rows);
        sorted.sort(ORDER);
        this.rows = Collections.unmodifiableList(sorted);
        this.without = without;
        this.table = new PathTable(channels, this.rows);
    }

    private static final Comparator<Row> ORDER = Comparator.<Row, List<String>>comparing(
                    row -> row.path, TouchPaths::compare)
            .thenComparing(row -> row.ages == null ? new double[0] : row.ages, Arrays::compare)
            .thenComparingInt(row -> row.lead)
            .thenComparingInt(row -> row.opportunity)
            .thenComparingDouble(row -> row.conversions)
            .thenComparingDouble(row -> row.value)
            .thenComparingLong(row -> row.minor)
            .thenComparingDouble(row -> row.nulls);

    private static int compare(List<String> a, List<String> b) {
        int n = Math.min(a.size(), b.size());
        for (int i = 0; i < n; i++) {
            int c = a.get(i).compareTo(b.get(i));
            if (c != 0) {
                return c;
            }
        }
        return Integer.compare(a.size(), b.size());
    }

    /** Paths whose values are plain numbers. */
    public static Builder builder() {
        return new Builder(null);
    }

    /** Paths whose values are money of this currency, in whole minor units, so that credits are exact. */
    public static Builder builder(Currency currency) {
        return new Builder(Objects.requireNonNull(currency, "currency"));
    }

    /** The channels in order of their names. */
    public List<String> channels() {
        return channels;
    }

    /** The number of rows. */
    public int size() {
        return rows.size();
    }

    /** The currency of the values; null if they are plain numbers. */
    public @Nullable Currency currency() {
        return currency;
    }

    /** All conversions, those without a touch included. */
    public double conversions() {
        return rows.stream().mapToDouble(Row::conversions).sum();
    }

    /** The value of all conversions. */
    public double value() {
        return rows.stream().mapToDouble(Row::value).sum();
    }

    /** The journeys with a touch and without a conversion. */
    public double nulls() {
        return rows.stream().mapToDouble(Row::nulls).sum();
    }

    /** The journeys without a touch and without a conversion, which no model uses. */
    public long untouched() {
        return without;
    }

    /** The touches of the longest path. */
    public int longest() {
        return rows.stream().mapToInt(row -> row.path.size()).max().orElse(0);
    }

    List<Row> rows() {
        return rows;
    }

    /** The rows with a touch as columns, ready for any model. */
    PathTable table() {
        return table;
    }

    /**
     * The rows of both. @throws IllegalArgumentException if the currencies differ
     */
    public TouchPaths merge(TouchPaths other) {
        if (!Objects.equals(currency, other.currency)) {
            throw new IllegalArgumentException("currencies differ: " + currency + " and " + other.currency);
        }
        List<Row> all = new ArrayList<>(rows);
        all.addAll(other.rows);
        return new TouchPaths(currency, all, Math.addExact(without, other.without));
    }

    /** Gathers paths. Mutable; not thread-safe. */
    public static final class Builder {

        private final @Nullable Currency currency;
        private final List<Row> rows = new ArrayList<>();
        private @Nullable Duration lookBack;
        private long without;

        private Builder(@Nullable Currency currency) {
            this.currency = currency;
        }

        /**
         * How long before a conversion a touch still counts, itself included; for the journeys added from now on. Without
         * it every touch up to the conversion counts.
         *
         * @throws IllegalArgumentException if it is negative
         */
        public Builder lookBack(Duration newLookBack) {
            if (newLookBack.isNegative()) {
                throw new IllegalArgumentException("lookBack is negative: " + newLookBack);
            }
            this.lookBack = newLookBack;
            return this;
        }

        /**
         * Adds journeys of the same path.
         *
         * @param path the channels in order of time, repeats kept; may be empty
         * @param conversions how many of them converted
         * @param value the value of all these conversions together
         * @param nulls how many did not convert
         * @throws IllegalArgumentException if a count is negative or above {@value #MOST_PER_ROW}, the value is not finite
         *     or there is one without a conversion, a channel is empty, or values are money
         */
        public Builder add(List<String> path, long conversions, double value, long nulls) {
            plain();
            return row(path, null, -1, -1, conversions, value, 0, nulls);
        }

        /** The same with a value in money. @throws IllegalArgumentException also if it is not of whole minor units */
        public Builder add(List<String> path, long conversions, Money value, long nulls) {
            return row(path, null, -1, -1, conversions, value.doubleValue(), minor(value), nulls);
        }

        /**
         * Adds one conversion. Touches after it, and those before the look-back, do not count.
         *
         * @param touches the touches in any order; those at the same time stay in the order given
         * @param at when it happened
         * @param value what it is worth
         * @throws IllegalArgumentException if the value is not finite or values are money
         */
        public Builder addConversion(List<Touch> touches, Instant at, double value) {
            plain();
            return journey(touches, at, 1, value, 0);
        }

        /** The same with a value in money. @throws IllegalArgumentException also if it is not of whole minor units */
        public Builder addConversion(List<Touch> touches, Instant at, Money value) {
            return journey(touches, at, 1, value.doubleValue(), minor(value));
        }

        /** Adds one journey without a conversion, observed until {@code until}; touches outside the look-back do not count. */
        public Builder addNull(List<Touch> touches, Instant until) {
            return journey(touches, until, 0, 0, 0);
        }

        /** The paths. */
        public TouchPaths build() {
            return new TouchPaths(currency, rows, without);
        }

        private Builder journey(List<Touch> touches, Instant at, long conversions, double value, long minor) {
            List<Touch> inside = new ArrayList<>();
            for (Touch touch : touches) {
                Duration age = Duration.between(touch.at(), at);
                if (!age.isNegative() && (lookBack == null || age.compareTo(lookBack) <= 0)) {
                    inside.add(touch);
                }
            }
            inside.sort(Comparator.comparing(Touch::at));
            double[] ages = new double[inside.size()];
            int lead = -1;
            int opportunity = -1;
            for (int i = 0; i < ages.length; i++) {
                Duration age = Duration.between(inside.get(i).at(), at);
                ages[i] = age.getSeconds() + age.getNano() * 1e-9;
                Touch.Mark mark = inside.get(i).mark();
                lead = lead < 0 && mark != null && mark != Touch.Mark.OPPORTUNITY ? i : lead;
                opportunity = opportunity < 0 && mark != null && mark != Touch.Mark.LEAD ? i : opportunity;
            }
            List<String> path = inside.stream().map(Touch::channel).toList();
            return row(path, ages, lead, opportunity, conversions, value, minor, 1 - conversions);
        }

        private Builder row(
                List<String> path,
                double @Nullable [] ages,
                int lead,
                int opportunity,
                long conversions,
                double value,
                long minor,
                long nulls) {
            count("conversions", conversions);
            count("nulls", nulls);
            if (!Double.isFinite(value)) {
                throw new IllegalArgumentException("value is not finite: " + value);
            }
            if (conversions == 0 && value != 0) {
                throw new IllegalArgumentException("value without a conversion: " + value);
            }
            List<String> copy = List.copyOf(path);
            if (copy.contains("")) {
                throw new IllegalArgumentException("channel is empty at " + copy.indexOf(""));
            }
            if (copy.isEmpty()) {
                without = Math.addExact(without, nulls);
            }
            if (conversions > 0 || (nulls > 0 && !copy.isEmpty())) {
                rows.add(new Row(copy, ages, lead, opportunity, conversions, value, minor, copy.isEmpty() ? 0 : nulls));
            }
            return this;
        }

        private static void count(String name, long count) {
            if (count < 0 || count > MOST_PER_ROW) {
                throw new IllegalArgumentException(name + " is not 0 to " + MOST_PER_ROW + ": " + count);
            }
        }

        private void plain() {
            if (currency != null) {
                throw new IllegalArgumentException("values are money in " + currency);
            }
        }

        private long minor(Money value) {
            if (!value.currency().equals(currency)) {
                throw new IllegalArgumentException("value is in " + value.currency() + ", the paths in " + currency);
            }
            BigDecimal units =
                    value.amount().movePointRight(Math.max(0, value.currency().getDefaultFractionDigits()));
            try {
                return units.longValueExact();
            } catch (ArithmeticException e) {
                throw new IllegalArgumentException("value is not of whole minor units: " + value, e);
            }
        }
    }
}
