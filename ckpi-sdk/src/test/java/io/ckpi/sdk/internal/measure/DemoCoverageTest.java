package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.record.Call;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.stat.Shares;
import io.ckpi.sdk.Catalogue;
import io.ckpi.source.demo.DemoOptions;
import io.ckpi.source.demo.DemoTruth;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What is measured on the demo company against what is true of it. */
class DemoCoverageTest {

    private static final double LEVEL = 0.95;
    private static final List<Period> PERIODS = List.of(
            Period.ofMonth(YearMonth.of(2026, 10), Company.MOSCOW),
            Period.ofMonths(YearMonth.of(2026, 7), YearMonth.of(2026, 9), Company.MOSCOW),
            new Period(LocalDate.of(2026, 3, 10), LocalDate.of(2026, 4, 25), Company.MOSCOW));
    /** Made of known amounts only: measured exactly. */
    private static final Set<String> EXACT = Set.of(
            "audience.coverage",
            "demand.growth",
            "organic.first-page-share",
            "social.engagement-rate",
            "data.validity");

    private static List<Map<String, Reading>> measure(DemoOptions options) {
        DemoHistories demo = DemoHistories.of(options);
        Measures measures = Measures.start(PERIODS.stream().map(demo::context).toList());
        demo.histories().forEach(measures::add);
        List<Map<String, Reading>> readings = new ArrayList<>();
        for (int i = 0; i < PERIODS.size(); i++) {
            readings.add(measures.readings(i));
        }
        return readings;
    }

    @Test
    void everyKnownTruthIsMeasuredAndNear() {
        DemoOptions options = DemoOptions.withDefaults();
        DemoTruth truth = DemoTruth.of(options);
        List<Map<String, Reading>> readings = measure(options);
        int intervals = 0;
        int holding = 0;
        for (int i = 0; i < PERIODS.size(); i++) {
            for (String id : truth.indicators()) {
                OptionalDouble value = truth.value(id, PERIODS.get(i));
                Reading reading = readings.get(i).get(id);
                if (value.isEmpty() || id.equals("sales.deferred-share")) { // hardly any order has a cart
                    continue;
                }
                assertThat(reading).as(id + " in " + PERIODS.get(i)).isInstanceOf(Measured.class);
                Estimate estimate = ((Measured) Objects.requireNonNull(reading)).estimate();
                double scale = Math.max(1e-12, Math.abs(value.getAsDouble()));
                if (EXACT.contains(id)) {
                    assertThat(Math.abs(estimate.value() - value.getAsDouble()))
                            .as(id)
                            .isLessThan(1e-9 * scale);
                }
                Interval interval = estimate.interval();
                if (interval != null) {
                    intervals++;
                    holding += interval.contains(value.getAsDouble()) ? 1 : 0;
                    double half = interval.halfWidth().orElse(Double.MAX_VALUE);
                    assertThat(Math.abs(estimate.value() - value.getAsDouble()))
                            .as(id + " in " + PERIODS.get(i))
                            .isLessThanOrEqualTo(3 * half + 1e-9 * scale);
                }
            }
        }
        assertThat(intervals).isGreaterThan(190);
        assertThat((double) holding / intervals).isGreaterThan(0.9);
    }

    @Test
    void aCompanyWithoutCallsLacksNothingElse() {
        DemoOptions options = DemoOptions.withDefaults().withCustomers(2000);
        Map<String, Reading> all = measure(options).get(0);
        Map<String, Reading> without = measure(options.withWithout(Set.of(Call.class, NumberPool.class)))
                .get(0);
        assertThat(all.get("calls.missed")).isInstanceOf(Measured.class);
        assertThat(without.get("calls.missed")).isInstanceOf(Absent.class);
        without.forEach((id, reading) -> {
            if (!Catalogue.standard().entry(id).records().contains("Call")
                    && !id.equals("data.completeness")
                    && !id.equals("data.validity")) {
                Reading before = Objects.requireNonNull(all.get(id), id);
                assertThat(reading.value()).as(id).isEqualTo(before.value());
                assertThat(reading.why()).as(id).isEqualTo(before.why());
            }
        });
    }

    private static final class Tally {
        int measured;
        int intervals;
        int held;
        double expected;
        double variance;
        double sum;
        double truth;

        void add(Estimate estimate, double value) {
            measured++;
            sum += estimate.value();
            truth = value;
            Interval interval = estimate.interval();
            if (interval != null) {
                intervals++;
                held += interval.contains(value) ? 1 : 0;
                double chance = estimate.method().equals("wilson") ? wilson(estimate.n(), value) : LEVEL;
                expected += chance;
                variance += chance * (1 - chance);
            }
        }

        double coverage() {
            return (double) held / intervals;
        }

        /** The fewest intervals that may hold the truth: four standard errors below the stated level, or the exact chance. */
        double least() {
            double nominal = LEVEL * intervals - 4 * Math.sqrt(LEVEL * (1 - LEVEL) * intervals);
            return Math.min(nominal, expected - 4 * Math.sqrt(variance) - 1);
        }
    }

    /** How often Wilson's interval of n cases holds a share: it swings around the stated level where cases are rare. */
    private static double wilson(long n, double share) {
        if (!(share > 0 && share < 1) || n > 100_000) {
            return share > 0 && share < 1 ? LEVEL : 1;
        }
        double deviation = Math.sqrt(n * share * (1 - share));
        long from = Math.max(0, (long) (n * share - 9 * deviation - 9));
        long to = Math.min(n, (long) (n * share + 9 * deviation + 9));
        double held = 0;
        for (long k = from; k <= to; k++) {
            Interval interval = Shares.withDefaults()
                    .of(k, n)
                    .measured()
                    .map(Estimate::interval)
                    .orElseThrow();
            if (interval.contains(share)) {
                held += Math.exp(logFactorial(n)
                        - logFactorial(k)
                        - logFactorial(n - k)
                        + k * Math.log(share)
                        + (n - k) * Math.log1p(-share));
            }
        }
        return Math.min(1, held);
    }

    private static final double[] LOG_FACTORIALS = new double[100_001];

    static {
        for (int i = 1; i < LOG_FACTORIALS.length; i++) {
            LOG_FACTORIALS[i] = LOG_FACTORIALS[i - 1] + Math.log(i);
        }
    }

    private static double logFactorial(long n) {
        return LOG_FACTORIALS[Math.toIntExact(n)];
    }

    /**
     * Every indicator's intervals hold the truth as often as they say. With {@code -Dckpi.write=true} the table goes to
     * docs/conformance.md; {@code -Dckpi.seeds=N} sets the number of companies.
     */
    @Test
    @Tag("slow")
    void intervalsHoldTheTruthAsOftenAsTheySay() throws IOException {
        int seeds = Integer.getInteger("ckpi.seeds", 120);
        DemoOptions options = DemoOptions.withDefaults();
        DemoTruth truth = DemoTruth.of(options);
        Map<String, Tally[]> tallies = new TreeMap<>();
        for (int seed = 1; seed <= seeds; seed++) {
            List<Map<String, Reading>> readings = measure(options.withSeed(seed));
            for (int i = 0; i < PERIODS.size(); i++) {
                for (Map.Entry<String, Reading> entry : readings.get(i).entrySet()) {
                    Tally[] row = tallies.computeIfAbsent(
                            entry.getKey(), id -> new Tally[] {new Tally(), new Tally(), new Tally()});
                    OptionalDouble value = truth.value(entry.getKey(), PERIODS.get(i));
                    if (value.isPresent() && entry.getValue() instanceof Measured measured) {
                        row[i].add(measured.estimate(), value.getAsDouble());
                    }
                }
            }
        }
        if (Boolean.getBoolean("ckpi.write")) {
            write(table(seeds, tallies, truth, measure(options).get(0)));
        }
        tallies.forEach((id, row) -> {
            for (int i = 0; i < row.length; i++) {
                assertThat((double) row[i].held)
                        .as("%s in %s: %d of %d", id, PERIODS.get(i), row[i].held, row[i].intervals)
                        .isGreaterThanOrEqualTo(row[i].least());
            }
        });
    }

    private static String table(
            int seeds, Map<String, Tally[]> tallies, DemoTruth truth, Map<String, Reading> example) {
        StringBuilder out = new StringBuilder();
        out.append("Each indicator is measured on ")
                .append(seeds)
                .append(
                        " demo companies of 20,000 persons that differ by their seed, and its\n95 % interval compared with the")
                .append(" true value: in a month (")
                .append(PERIODS.get(0))
                .append("), in a quarter (")
                .append(PERIODS.get(1))
                .append(") and over days\nacross months (")
                .append(PERIODS.get(2))
                .append(
                        "). The figures are the shares of intervals that hold the truth;\nby chance they differ from 0.95 by up to ")
                .append(two(4 * Math.sqrt(LEVEL * (1 - LEVEL) / seeds)))
                .append(
                        " (four standard errors), and for rare cases Wilson's\ninterval itself holds more or less often")
                .append(" (its exact chance is given in brackets where it is below 0.94).\n\n")
                .append(
                        "| indicator | month | quarter | days | mean in the quarter | truth |\n|---|---|---|---|---|---|\n");
        List<String> others = new ArrayList<>();
        tallies.forEach((id, row) -> {
            if (row[0].intervals + row[1].intervals + row[2].intervals == 0) {
                others.add("- `" + id + "`: " + why(id, row, truth, example.get(id)));
                return;
            }
            out.append("| `").append(id).append("` |");
            for (Tally tally : row) {
                out.append(' ').append(cell(tally)).append(" |");
            }
            Tally quarter = row[1].measured > 0 ? row[1] : row[0];
            out.append(' ')
                    .append(four(quarter.sum / Math.max(1, quarter.measured)))
                    .append(" | ")
                    .append(four(quarter.truth))
                    .append(" |\n");
        });
        out.append("\nNot in the table:\n\n");
        others.forEach(line -> out.append(line).append('\n'));
        return out.toString();
    }

    private static String cell(Tally tally) {
        if (tally.intervals == 0) {
            return "–";
        }
        double exact = tally.expected / tally.intervals;
        return two(tally.coverage()) + (exact < 0.94 ? " (" + two(exact) + ")" : "");
    }

    private static String why(String id, Tally[] row, DemoTruth truth, @Nullable Reading reading) {
        if (row[0].measured + row[1].measured > 0) {
            Tally tally = row[1].measured > 0 ? row[1] : row[0];
            return "no interval; measured " + four(tally.sum / tally.measured) + " in the mean, true "
                    + four(tally.truth);
        }
        return reading instanceof Absent absent
                ? absent.sentence(Locale.ENGLISH)
                : reading instanceof Bounded
                        ? "bounded, because it is not known who would have come without a recommendation"
                        : truth.indicators().contains(id) ? "hardly ever measured" : "its truth is not known";
    }

    private static String two(double value) {
        return String.format(Locale.ROOT, "%.3f", value);
    }

    private static String four(double value) {
        return String.format(Locale.ROOT, "%.4g", value);
    }

    private static final String BEGIN = "<!-- demo coverage: begin -->\n";
    private static final String END = "<!-- demo coverage: end -->\n";

    private static void write(String table) throws IOException {
        Path page = Path.of("..", "docs", "conformance.md");
        String text = Files.exists(page)
                ? Files.readString(page, StandardCharsets.UTF_8)
                : "# Conformance\n\n## Demo company: coverage\n\n" + BEGIN + END;
        int begin = text.indexOf(BEGIN);
        int end = text.indexOf(END);
        if (begin < 0 || end < begin) {
            text = text.stripTrailing() + "\n\n## Demo company: coverage\n\n" + BEGIN + END;
            begin = text.indexOf(BEGIN);
            end = text.indexOf(END);
        }
        Files.writeString(
                page,
                text.substring(0, begin + BEGIN.length()) + "\n" + table + "\n" + text.substring(end),
                StandardCharsets.UTF_8);
    }
}
