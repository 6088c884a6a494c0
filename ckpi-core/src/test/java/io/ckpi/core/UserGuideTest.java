package io.ckpi.core;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.MomentsLayout.Dialect;
import io.ckpi.core.MomentsLayout.Missing;
import io.ckpi.core.formula.Cac;
import io.ckpi.core.formula.Crv;
import io.ckpi.core.formula.Incremental;
import io.ckpi.core.formula.Ltv;
import io.ckpi.core.formula.LtvToCac;
import io.ckpi.core.formula.Payback;
import io.ckpi.core.formula.Roi;
import io.ckpi.core.stat.PairAccumulator;
import io.ckpi.core.stat.Quantiles;
import io.ckpi.core.stat.Ratios;
import io.ckpi.core.stat.Shares;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Currency;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * Runs the snippets of docs/guide/core.md: each method below holds the code of one snippet, letter by letter except for white
 * space, and what it prints must be what the page shows.
 */
class UserGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "guide", "core.md");
    private static final Path SELF = Path.of("src", "test", "java", "io", "ckpi", "core", "UserGuideTest.java");
    private static final Pattern SNIPPET = Pattern.compile("```java\\n(.*?)```\\s*```text\\n(.*?)```", Pattern.DOTALL);
    private static final Pattern METHOD =
            Pattern.compile("static void snippet\\d+\\(\\) \\{\\n(.*?)\\n {4}}\\n", Pattern.DOTALL);

    static void snippet1() {
        Reading acceptance = Shares.withDefaults().of(54, 100, 20); // accepted, decided, still open
        if (acceptance instanceof Measured measured) {
            System.out.println(text(measured.estimate()));
        } else if (acceptance instanceof Bounded bounded) {
            System.out.println("between " + bounded.low() + " and " + bounded.high());
        } else if (acceptance instanceof Absent absent) {
            System.out.println(absent.sentence(Locale.ENGLISH));
        }
    }

    static void snippet2() {
        Shares shares = Shares.withDefaults().withLevel(0.9);
        print(shares.of(12, 50));
        print(shares.difference(56, 70, 48, 80));
        print(shares.ratio(17, 1000, 31, 1000));
        print(shares.of(0, 0));
        print(shares.ofRecords(7, 5, 0));
    }

    static void snippet3() {
        PairAccumulator clicks = new PairAccumulator();
        clicks.add(3, 10); // a person with 3 clicks in 10 visits
        clicks.add(0, 4);
        clicks.add(5, 9);
        PairAccumulator elsewhere = new PairAccumulator();
        elsewhere.add(2, 7);
        elsewhere.add(8, 12);
        clicks.merge(elsewhere);
        print(Ratios.withDefaults().share(clicks));
    }

    static void snippet4() {
        PairAccumulator orders = new PairAccumulator();
        for (double[] customer : new double[][] {{1200, 1}, {0, 0}, {5400, 3}, {800, 1}, {0, 0}, {2600, 2}}) {
            orders.add(customer[0], customer[1]); // revenue, orders
        }
        Unit roubles = Unit.money(Currency.getInstance("RUB"));
        Reading revenue = Ratios.withDefaults().total(orders, roubles);
        print(revenue);
        print(Ratios.withDefaults().of(orders, roubles)); // the average basket
        print(Roi.of(revenue.measured().orElseThrow(), Money.of(2500, "RUB")));
    }

    static void snippet5() {
        print(Roi.of(Money.of(400_000, "RUB"), Money.of(100_000, "RUB")));
        print(Roi.romi(Money.of(400_000, "RUB"), 0.4, Money.of(100_000, "RUB")));
        print(Roi.breakEvenRoas(0.4));
        print(Roi.of(Money.of(1000, "RUB"), Money.of(0, "RUB")));
    }

    static void snippet6() {
        Cac cac = new Cac(List.of(
                new Cac.Costs(Money.of(120_000, "EUR"), Money.of(30_000, "EUR"), 400, 100),
                new Cac.Costs(Money.of(132_000, "EUR"), Money.of(32_000, "EUR"), 420, 115)));
        print(cac.blended());
        print(cac.acquisitionOnly());
        print(cac.paid());
        print(cac.lagged(1));
    }

    static void snippet7() {
        Ltv customer = new Ltv(Money.of(100, "EUR"), 0.8, 0.025); // revenue a month, margin rate, churn a month
        print(customer.simple());
        print(LtvToCac.of(customer.simple(), Money.of(80_000, "EUR"), 100));
        print(LtvToCac.of(customer.simple(), Money.of(80_000, "EUR"), 0));
        print(Payback.of(Money.of(800, "EUR"), customer).whole());
        print(new Ltv(Money.of(100, "EUR"), 0.8, 0).simple());
        print(new Ltv(Money.of(100, "EUR"), 0.8, 0).simple(60));
    }

    static void snippet8() {
        List<Crv.Referred> referred = List.of(
                new Crv.Referred(Money.of(5000, "RUB"), false),
                new Crv.Referred(Money.of(3000, "RUB"), null), // nobody knows
                new Crv.Referred(Money.of(700, "RUB"), true));
        print(new Crv(referred, Money.of(900, "RUB"), Money.of(1200, "RUB")).value());
    }

    static void snippet9() {
        double[] hours = {2, 5, 1, 30, 8, 4, 3, 12};
        double[] stillOpen = {6, 50};
        print(Quantiles.withDefaults().median(hours, Unit.HOURS));
        print(Quantiles.withDefaults().censored(hours, stillOpen, 0.5, Unit.HOURS));
    }

    static void snippet10() {
        MomentsLayout layout = MomentsLayout.of("revenue", "orders").withMissing("revenue", Missing.ZERO);
        Moments first = layout.fromArrays(new double[] {1200, Double.NaN, 5400}, new double[] {1, 0, 3});
        Moments second = layout.fromArrays(new double[] {800, Double.NaN, 2600}, new double[] {1, 0, 2});
        Moments all = first.plus(second);
        System.out.println(all.n() + " rows, " + all.nulls("revenue") + " without revenue, sum " + all.sum("revenue"));
        print(Ratios.withDefaults().of(all, "revenue", "orders", Unit.money(Currency.getInstance("RUB"))));
        System.out.println(layout.toSql(Dialect.DUCKDB, "customers").lines().count() + " lines of SQL");
    }

    static void snippet11() {
        MomentsLayout layout = MomentsLayout.of("revenue");
        Moments control = layout.fromArrays(new double[] {5, 7, 6, 9, 4, 8});
        Moments treated = layout.fromArrays(new double[] {9, 12, 7, 15, 10, 8, 11});
        Unit euro = Unit.money(Currency.getInstance("EUR"));
        Incremental effect = Incremental.of(control, treated, "revenue", euro);
        print(effect.perHead());
        print(effect.total());
        print(effect.uplift());
    }

    // ---- what the page calls print and text

    private static void print(Reading reading) {
        if (reading instanceof Measured measured) {
            System.out.println(text(measured.estimate()));
        } else if (reading instanceof Bounded bounded) {
            System.out.println("between " + bounded.low() + " and " + bounded.high() + " " + bounded.unit());
        } else if (reading instanceof Absent absent) {
            System.out.println(absent.sentence(Locale.ENGLISH));
        }
    }

    private static String text(Estimate estimate) {
        StringBuilder text = new StringBuilder(String.format(Locale.ROOT, "%.4g", estimate.value()));
        Interval interval = estimate.interval();
        if (interval != null) {
            text.append(" (")
                    .append(end(interval.low()))
                    .append(" … ")
                    .append(end(interval.high()))
                    .append(")");
        }
        text.append(" ").append(estimate.unit()).append(", ").append(estimate.method());
        if (estimate.n() > 0) {
            text.append(", n = ").append(estimate.n());
        }
        if (estimate.pending() > 0) {
            text.append(", pending ").append(estimate.pending());
        }
        estimate.flags().forEach(flag -> text.append(", ").append(flag));
        return text.toString();
    }

    private static String end(@Nullable Double end) {
        return end == null ? "open" : String.format(Locale.ROOT, "%.4g", end);
    }

    // ---- the comparison

    @Test
    void theGuideRunsAsShown() throws IOException, ReflectiveOperationException {
        List<String> code = new ArrayList<>();
        Matcher methods = METHOD.matcher(Files.readString(SELF));
        while (methods.find()) {
            code.add(methods.group(1));
        }
        assertThat(code).hasSizeGreaterThan(8);
        Matcher snippets = SNIPPET.matcher(Files.readString(GUIDE));
        int count = 0;
        while (snippets.find()) {
            count++;
            assertThat(count)
                    .as("snippets of the guide that have a method here")
                    .isLessThanOrEqualTo(code.size());
            assertThat(squeezed(snippets.group(1)))
                    .as("snippet " + count + " of the guide")
                    .isEqualTo(squeezed(code.get(count - 1)));
            assertThat(output("snippet" + count))
                    .as("output of snippet " + count)
                    .isEqualTo(snippets.group(2));
        }
        assertThat(count).as("snippets in the guide").isEqualTo(code.size());
    }

    private static String output(String method) throws ReflectiveOperationException {
        PrintStream original = System.out;
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (PrintStream capture = new PrintStream(bytes, true, StandardCharsets.UTF_8)) {
            System.setOut(capture);
            UserGuideTest.class.getDeclaredMethod(method).invoke(null);
        } finally {
            System.setOut(original);
        }
        return bytes.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
    }

    private static String squeezed(String code) {
        return code.replaceAll("\\s+", "");
    }
}
