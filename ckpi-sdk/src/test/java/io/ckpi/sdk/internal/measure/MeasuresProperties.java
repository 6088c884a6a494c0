package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.sdk.history.SubjectHistory;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

class MeasuresProperties {

    private static final List<Period> PERIODS = List.of(
            Period.ofMonth(YearMonth.of(2026, 10), Company.MOSCOW),
            Period.ofMonth(YearMonth.of(2026, 9), Company.MOSCOW),
            Period.ofMonths(YearMonth.of(2026, 8), YearMonth.of(2026, 10), Company.MOSCOW),
            new Period(LocalDate.of(2026, 8, 13), LocalDate.of(2026, 9, 2), Company.MOSCOW));

    private static List<MeasureContext> contexts(Company company) {
        return PERIODS.stream().map(company::context).toList();
    }

    @Property(tries = 100)
    void anySplitMergesToOnePass(@ForAll long seed, @ForAll @IntRange(min = 0, max = 20) int persons) {
        Company company = RandomCompany.of(seed, persons);
        List<SubjectHistory> histories = new ArrayList<>(company.histories());
        Measures once = Measures.start(contexts(company));
        histories.forEach(once::add);

        Random random = new Random(seed + 1);
        Collections.shuffle(histories, random);
        int parts = 1 + random.nextInt(5);
        List<Measures> split = new ArrayList<>();
        for (int i = 0; i < parts; i++) {
            split.add(Measures.start(contexts(company)));
        }
        histories.forEach(history -> split.get(random.nextInt(parts)).add(history));
        Measures merged = split.get(0);
        for (int i = 1; i < parts; i++) {
            merged.merge(split.get(i));
        }
        for (int i = 0; i < PERIODS.size(); i++) {
            Map<String, Reading> expected = once.readings(i);
            Map<String, Reading> got = merged.readings(i);
            assertThat(got.keySet()).containsExactlyElementsOf(Measures.ids());
            expected.forEach((id, reading) -> assertAlike(id, reading, got.get(id)));
        }
    }

    @Property(tries = 40)
    void severalPeriodsInOnePassAreThoseOfSeveralPasses(@ForAll long seed) {
        Company company = RandomCompany.of(seed, 15);
        Measures together = Measures.start(contexts(company));
        company.histories().forEach(together::add);
        for (int i = 0; i < PERIODS.size(); i++) {
            Measures alone = Measures.start(company.context(PERIODS.get(i)));
            company.histories().forEach(alone::add);
            assertThat(together.readings(i)).isEqualTo(alone.readings());
        }
    }

    @Property(tries = 100)
    void everyReadingIsInItsRange(@ForAll long seed) {
        Company company = RandomCompany.of(seed, 20);
        Measures measures = Measures.start(contexts(company));
        company.histories().forEach(measures::add);
        for (int i = 0; i < PERIODS.size(); i++) {
            measures.readings(i).forEach((id, reading) -> {
                if (reading instanceof Measured measured) {
                    Estimate e = measured.estimate();
                    Interval interval = e.interval();
                    if (interval != null) {
                        assertThat(inside(interval, e.value()))
                                .as("%s: %s in %s", id, e.value(), interval)
                                .isTrue();
                    }
                    if (e.unit().equals(Unit.RATIO) && SHARES.contains(id)) {
                        assertThat(e.value()).as(id).isBetween(0.0, 1.0);
                    }
                } else if (reading instanceof Absent absent) {
                    assertThat(absent.reason()).isNotNull();
                }
            });
        }
    }

    private static boolean inside(Interval interval, double value) {
        double slack = 1e-9 * Math.max(1, Math.abs(value));
        return (interval.low() == null || interval.low() <= value + slack)
                && (interval.high() == null || interval.high() >= value - slack);
    }

    private static final List<String> SHARES = List.of(
            "inbound.lead-share",
            "site.visitor-to-lead",
            "lead.acceptance",
            "content.conversion",
            "organic.visit-share",
            "engagement.bounce",
            "engagement.long-paths",
            "calls.missed",
            "calls.answered-before-third-ring",
            "tasks.discipline",
            "data.completeness",
            "customer.repeat-share",
            "upsell.share",
            "crm.revenue-share",
            "complaints.share");

    static void assertAlike(String id, Reading expected, @Nullable Reading got) {
        if (expected instanceof Measured a && got instanceof Measured b) {
            Estimate x = a.estimate();
            Estimate y = b.estimate();
            assertClose(id, x.value(), y.value());
            assertThat(y.unit()).as(id).isEqualTo(x.unit());
            assertThat(y.n()).as(id).isEqualTo(x.n());
            assertThat(y.pending()).as(id).isEqualTo(x.pending());
            assertThat(y.flags()).as(id).isEqualTo(x.flags());
            Interval i = x.interval();
            Interval j = y.interval();
            assertThat(j == null).as(id).isEqualTo(i == null);
            if (i != null && j != null) {
                assertEnds(id, i.low(), j.low());
                assertEnds(id, i.high(), j.high());
            }
        } else if (expected instanceof Bounded a && got instanceof Bounded b) {
            assertThat(b).as(id).isEqualTo(a);
        } else {
            assertThat(got).as(id).isEqualTo(expected);
        }
    }

    private static void assertEnds(String id, @Nullable Double a, @Nullable Double b) {
        assertThat(b == null).as(id).isEqualTo(a == null);
        if (a != null && b != null) {
            assertThat(Math.abs(a - b)).as("%s: %s and %s", id, a, b).isLessThanOrEqualTo(1e-6 * (1 + Math.abs(a)));
        }
    }

    private static void assertClose(String id, double a, double b) {
        assertThat(Math.abs(a - b)).as("%s: %s and %s", id, a, b).isLessThanOrEqualTo(1e-9 * (1 + Math.abs(a)));
    }
}
