package io.ckpi.tck;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Moments;
import io.ckpi.core.MomentsAccumulator;
import io.ckpi.core.MomentsLayout;
import io.ckpi.core.MomentsLayout.Missing;
import io.ckpi.spi.Capability;
import io.ckpi.spi.MomentsRequest;
import io.ckpi.spi.MomentsSource;
import io.ckpi.spi.MomentsTable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The rules M. */
final class MomentsRules {

    private static final double TOLERANCE = 1e-9;
    private static final int ILL_CONDITIONED_ROWS = 100_000;
    /** Sum of squared deviations of 10,000 times the digits, over n - 1. */
    private static final double ILL_CONDITIONED_VARIANCE = 8.25008250082501;

    private final Bench bench;
    private final boolean grouped;

    MomentsRules(Bench bench) {
        this.bench = bench;
        this.grouped = bench.claims(Capability.GROUPED_MOMENTS);
    }

    private static TableFixture.Row row(@Nullable String group, int unit, @Nullable Double... values) {
        return new TableFixture.Row(group, "u" + unit, Arrays.asList(values));
    }

    /** Values of different sizes that depend on each other, some zero. */
    private static List<TableFixture.Row> ordinary() {
        List<TableFixture.Row> rows = new ArrayList<>();
        for (int i = 0; i < 1_000; i++) {
            double x = (i * 7919 % 1_000) / 8.0;
            double y = i % 3 == 0 ? 0 : 1e6 + 3 * x + (i * 104_729 % 97);
            rows.add(row(i % 2 == 0 ? "control" : "treatment", i, x, y));
        }
        return rows;
    }

    private static final MomentsLayout LAYOUT = MomentsLayout.of("x", "y");

    private MomentsTable moments(
            TableFixture table, MomentsLayout layout, @Nullable String group, @Nullable String unit) throws Exception {
        bench.types(); // some systems need their files before they open
        String name = bench.tck().loadTable(table);
        try (Bench.Opened opened = bench.open()) {
            assertThat(opened.source).as("the source, which claims MOMENTS").isInstanceOf(MomentsSource.class);
            return ((MomentsSource) opened.source)
                    .moments(new MomentsRequest(name, layout, group, unit))
                    .orElseThrow(() -> new AssertionError("the source gives no moments of " + layout.names()
                            + (group == null ? "" : " by group") + (unit == null ? "" : " and unit")));
        }
    }

    private static Map<String, Moments> local(
            TableFixture table, MomentsLayout layout, boolean byGroup, Set<String> leftOut) {
        Map<String, MomentsAccumulator> accumulators = new TreeMap<>();
        if (!byGroup) {
            accumulators.put("", layout.accumulator());
        }
        for (TableFixture.Row row : table.rows()) {
            String group = byGroup ? row.group() : "";
            if (group != null && !leftOut.contains(row.unit())) {
                accumulators
                        .computeIfAbsent(group, g -> layout.accumulator())
                        .add(row.values().stream()
                                .mapToDouble(value -> value == null ? Double.NaN : value)
                                .toArray());
            }
        }
        Map<String, Moments> local = new TreeMap<>();
        accumulators.forEach((group, accumulator) -> local.put(group, accumulator.moments()));
        return local;
    }

    private static void same(String what, Map<String, Moments> expected, MomentsTable actual) {
        assertThat(actual.groups().keySet()).as("the groups of %s", what).isEqualTo(expected.keySet());
        expected.forEach((group, moments) -> same(
                what + (group.isEmpty() ? "" : ", group " + group),
                moments,
                Objects.requireNonNull(actual.groups().get(group))));
    }

    private static void same(String what, Moments expected, Moments actual) {
        assertThat(actual.layout()).as("the layout of %s", what).isEqualTo(expected.layout());
        assertThat(actual.n()).as("n of %s", what).isEqualTo(expected.n());
        assertThat(actual.skipped()).as("the rows left out of %s", what).isEqualTo(expected.skipped());
        for (String x : expected.layout().names()) {
            String of = x + " of " + what;
            assertThat(actual.nulls(x)).as("the missing values of %s", of).isEqualTo(expected.nulls(x));
            assertThat(actual.nonZero(x))
                    .as("the values of %s that are not zero", of)
                    .isEqualTo(expected.nonZero(x));
            close("the least " + of, expected.min(x), actual.min(x));
            close("the greatest " + of, expected.max(x), actual.max(x));
            close("the mean " + of, expected.mean(x), actual.mean(x));
            close("the variance " + of, expected.variance(x), actual.variance(x));
            for (String y : expected.layout().names()) {
                close("the covariance with " + y + " of " + of, expected.covariance(x, y), actual.covariance(x, y));
            }
        }
    }

    private static void close(String what, OptionalDouble expected, OptionalDouble actual) {
        assertThat(actual.isPresent()).as("whether there is %s", what).isEqualTo(expected.isPresent());
        if (expected.isPresent()) {
            double value = expected.getAsDouble();
            assertThat(Math.abs(actual.getAsDouble() - value))
                    .as("%s is %s and must be %s", what, actual.getAsDouble(), value)
                    .isLessThanOrEqualTo(TOLERANCE * Math.max(1e-6, Math.abs(value)));
        }
    }

    void m01() throws Exception {
        TableFixture table = new TableFixture(List.of("x", "y"), ordinary());
        same("all rows", local(table, LAYOUT, false, Set.of()), moments(table, LAYOUT, null, null));
        if (grouped) {
            same(
                    "rows by group",
                    local(table, LAYOUT, true, Set.of()),
                    moments(table, LAYOUT, TableFixture.GROUP, null));
            same(
                    "rows by group and unit",
                    local(table, LAYOUT, true, Set.of()),
                    moments(table, LAYOUT, TableFixture.GROUP, TableFixture.UNIT));
        }
    }

    void m02() throws Exception {
        List<TableFixture.Row> rows = new ArrayList<>();
        for (int i = 0; i < ILL_CONDITIONED_ROWS; i++) {
            rows.add(row("a", i, 1e9 + i % 10));
        }
        MomentsLayout layout = MomentsLayout.of("x");
        MomentsTable table = moments(new TableFixture(List.of("x"), rows), layout, null, null);
        Moments all = Objects.requireNonNull(table.groups().get(""));
        assertThat(all.n()).as("n of the ill-conditioned column").isEqualTo(ILL_CONDITIONED_ROWS);
        double variance = all.variance("x").orElseThrow();
        assertThat(Math.abs(variance - ILL_CONDITIONED_VARIANCE))
                .as("the variance of 10^9 + (i mod 10) is %s and must be %s", variance, ILL_CONDITIONED_VARIANCE)
                .isLessThanOrEqualTo(TOLERANCE * ILL_CONDITIONED_VARIANCE);
    }

    void m03() throws Exception {
        TableFixture none = new TableFixture(List.of("x", "y"), List.of());
        same("no row", local(none, LAYOUT, false, Set.of()), moments(none, LAYOUT, null, null));
        TableFixture single = new TableFixture(List.of("x", "y"), List.of(row("only", 1, 5.0, 7.0)));
        same("one row", local(single, LAYOUT, false, Set.of()), moments(single, LAYOUT, null, null));
        if (!grouped) {
            return;
        }
        assertThat(moments(none, LAYOUT, TableFixture.GROUP, null).groups())
                .as("the groups of no row")
                .isEmpty();
        TableFixture table = new TableFixture(
                List.of("x", "y"),
                List.of(
                        row("one", 1, 5.0, 7.0),
                        row("two", 2, 1.0, 2.0),
                        row("two", 3, 2.0, 5.0),
                        row(null, 4, 9.0, 9.0),
                        row("two", 5, 3.0, 1.0),
                        row("three", 5, 3.0, 1.0),
                        row("three", 6, 4.0, 4.0)));
        MomentsTable byGroup = moments(table, LAYOUT, TableFixture.GROUP, null);
        same("small groups", local(table, LAYOUT, true, Set.of()), byGroup);
        assertThat(byGroup.ungrouped()).as("the rows without a group").isEqualTo(1);
        MomentsTable byUnit = moments(table, LAYOUT, TableFixture.GROUP, TableFixture.UNIT);
        same("small groups of units", local(table, LAYOUT, true, Set.of("u5")), byUnit);
        assertThat(byUnit.ungrouped()).as("the rows without a group").isEqualTo(1);
        assertThat(byUnit.contaminated()).as("the units in two groups").isEqualTo(1);
        List<TableFixture.Row> twice = new ArrayList<>(table.rows());
        twice.add(row("one", 1, 6.0, 8.0));
        failure("a unit with two rows in one group", new TableFixture(table.variables(), twice), true, LAYOUT);
    }

    private void failure(String what, TableFixture table, boolean byUnit, MomentsLayout layout) throws Exception {
        CkpiException failure = null;
        try {
            moments(table, layout, byUnit ? TableFixture.GROUP : null, byUnit ? TableFixture.UNIT : null);
        } catch (CkpiException e) {
            failure = e;
        }
        assertThat(failure).as("the failure with %s", what).isNotNull();
        assertThat(Objects.requireNonNull(failure).kind())
                .as("the kind of failure with %s", what)
                .isEqualTo(CkpiException.Kind.DATA);
    }

    void m04() throws Exception {
        List<TableFixture.Row> rows = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            rows.add(row(
                    i % 2 == 0 ? "control" : "treatment",
                    i,
                    i % 7 == 0 ? null : Double.valueOf(i),
                    i % 5 == 0 ? null : Double.valueOf(100 - i)));
        }
        TableFixture table = new TableFixture(List.of("x", "y"), rows);
        for (Missing x : List.of(Missing.ZERO, Missing.SKIP_ROW)) {
            for (Missing y : List.of(Missing.ZERO, Missing.SKIP_ROW)) {
                MomentsLayout layout = LAYOUT.withMissing("x", x).withMissing("y", y);
                String what = "missing values with " + x + " for x and " + y + " for y";
                same(what, local(table, layout, false, Set.of()), moments(table, layout, null, null));
                if (grouped) {
                    same(what, local(table, layout, true, Set.of()), moments(table, layout, TableFixture.GROUP, null));
                }
            }
        }
        failure("a missing value that must not be", table, false, LAYOUT);
    }

    void m05() throws Exception {
        List<TableFixture.Row> rows = ordinary();
        String group = grouped ? TableFixture.GROUP : null;
        MomentsTable first = moments(new TableFixture(List.of("x", "y"), rows), LAYOUT, group, null);
        Map<String, Moments> expected = new TreeMap<>(first.groups());
        List<TableFixture.Row> sorted = rows.stream()
                .sorted((a, b) -> Double.compare(value(a), value(b)))
                .collect(Collectors.toCollection(ArrayList::new));
        same(
                "rows in another order",
                expected,
                moments(new TableFixture(List.of("x", "y"), sorted), LAYOUT, group, null));
        Collections.reverse(sorted);
        same("rows in reverse", expected, moments(new TableFixture(List.of("x", "y"), sorted), LAYOUT, group, null));
    }

    private static double value(TableFixture.Row row) {
        return Objects.requireNonNull(row.values().get(1));
    }
}
