package io.ckpi.sdk.internal.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Money;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.Unit;
import io.ckpi.sdk.Catalogue;
import io.ckpi.sdk.CatalogueEntry;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.history.SubjectHistory;
import java.time.LocalDate;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** The slices of companies of chance add up to the whole, and parts of the data merge. */
class SlicesProperties {

    private static final List<Period> PERIODS = List.of(
            Period.ofMonth(YearMonth.of(2026, 10), Company.MOSCOW),
            Period.ofMonths(YearMonth.of(2026, 8), YearMonth.of(2026, 9), Company.MOSCOW),
            new Period(LocalDate.of(2026, 8, 13), LocalDate.of(2026, 9, 2), Company.MOSCOW));

    private static final List<Dimension> DIMENSIONS = List.of(
            Dimension.CHANNEL,
            Dimension.CAMPAIGN,
            Dimension.PRODUCT,
            Dimension.REGION,
            Dimension.EMPLOYEE,
            Dimension.DEPARTMENT);

    /**
     * What is no sum nor a ratio of two, or has no number in a slice where nothing was spent, nobody came or no answer was timed.
     */
    private static final Set<String> OTHERWISE = Set.of(
            "mobile.parity",
            "customer.ltv",
            "economics.ltv-to-cac",
            "nurture.lift",
            "crm.incremental",
            "demand.growth",
            "calls.answered-before-third-ring",
            "traffic.capture",
            "audience.coverage",
            "economics.roi",
            "economics.romi",
            "customer.cac");

    static SlicePlan plan(Dimension dimension, MeasureContext context, List<SubjectHistory> histories, int limit) {
        SliceCounts counts = new SliceCounts(dimension, context);
        histories.forEach(counts::add);
        counts.addRest();
        return new SlicePlan(dimension, context, counts.largest(limit));
    }

    @Property(tries = 60)
    void whatIsCountedAddsUpToTheWhole(@ForAll long seed, @ForAll @IntRange(min = 1, max = 40) int limit) {
        Company company = RandomCompany.of(seed, 20);
        List<SubjectHistory> histories = company.histories();
        for (Period period : PERIODS) {
            for (Dimension dimension : DIMENSIONS) {
                SlicedMeasures sliced = new SlicedMeasures(plan(dimension, company.context(period), histories, limit));
                Measures alone = Measures.start(company.context(period));
                for (SubjectHistory history : histories) {
                    sliced.add(history);
                    alone.add(history);
                }
                assertThat(sliced.whole()).isEqualTo(alone.readings());
                assertAddsUp(dimension, sliced.whole(), sliced.slices());
            }
        }
    }

    private static void assertAddsUp(
            Dimension dimension, Map<String, Reading> whole, List<SlicedMeasures.Slice> slices) {
        for (CatalogueEntry entry : Catalogue.standard().entries()) {
            String id = entry.indicator().id();
            Cut cut = entry.cuts().get(dimension);
            if (cut == null || cut == Cut.OVERLAP || OTHERWISE.contains(id)) {
                continue;
            }
            List<Reading> parts = new ArrayList<>();
            for (SlicedMeasures.Slice slice : slices) {
                Reading part = (cut == Cut.SUBJECT ? slice.bySubjects() : slice.byRecords()).get(id);
                assertThat(part).as(id).isNotNull();
                if (part != null) {
                    parts.add(part);
                }
            }
            Sums sum = new Sums(0, 0, 0, 0);
            for (Reading part : parts) {
                sum = sum.plus(Sums.of(part));
            }
            Sums all = Sums.of(whole.get(id));
            String what = dimension + " " + id + " " + whole.get(id) + " but " + sum;
            if (whole.get(id) instanceof Measured measured
                    && isTotal(measured.estimate().unit(), id)) {
                assertThat(sum.value).as(what).isCloseTo(all.value, within(1e-6));
            } else if (all.isRatio()
                    && parts.stream()
                            .noneMatch(
                                    part -> isFor(part, Reason.INVALID_INPUT) || isFor(part, Reason.NOT_IDENTIFIED))) {
                // a slice with nothing below does not tell what is above
                assertThat(sum.below).as(what).isCloseTo(all.below, within(1e-6));
                if (parts.stream().noneMatch(part -> isFor(part, Reason.ZERO_DENOMINATOR))) {
                    assertThat(sum.above).as(what).isCloseTo(all.above, within(1e-6));
                }
            }
        }
    }

    private static boolean isFor(Reading reading, Reason reason) {
        return reading instanceof Absent absent && absent.reason() == reason;
    }

    @Property(tries = 60)
    void spendAddsUpToTheWhole(@ForAll long seed, @ForAll @IntRange(min = 1, max = 20) int limit) {
        Company company = RandomCompany.of(seed, 5);
        for (Dimension dimension : DIMENSIONS) {
            MeasureContext context = company.context();
            SlicePlan plan = plan(dimension, context, company.histories(), limit);
            Shared shared = new Shared(context);
            long investment = 0;
            long service = 0;
            List<SliceKey> keys = new ArrayList<>(plan.named());
            keys.add(SliceKey.UNKNOWN);
            keys.add(SliceKey.OTHER);
            for (SliceKey key : keys) {
                Spending spending = plan.frame(key, shared).spending();
                investment += spending.investmentMicros();
                Money cost = spending.service();
                service += cost == null ? 0 : cost.micros();
            }
            Spending all = plan.frame().spending();
            assertThat(investment).isEqualTo(all.investmentMicros());
            Money cost = all.service();
            assertThat(service).isEqualTo(cost == null ? 0 : cost.micros());
        }
    }

    private static boolean isTotal(Unit unit, String id) {
        return unit.equals(Unit.COUNT) || id.equals("sales.revenue");
    }

    /** The value and both sums of a reading; zeros without one. */
    private record Sums(double value, double above, double below, double pending) {
        static Sums of(@Nullable Reading reading) {
            Estimate e = reading instanceof Measured measured ? measured.estimate() : null;
            if (e == null) {
                return new Sums(0, 0, 0, 0);
            }
            return new Sums(
                    e.value(),
                    e.ratio() == null ? 0 : e.ratio().numerator(),
                    e.ratio() == null ? 0 : e.ratio().denominator(),
                    e.pending());
        }

        boolean isRatio() {
            return below != 0;
        }

        Sums plus(Sums other) {
            return new Sums(value + other.value, above + other.above, below + other.below, pending + other.pending);
        }
    }

    @Property(tries = 40)
    void anySplitMergesToOnePass(@ForAll long seed) {
        Company company = RandomCompany.of(seed, 15);
        List<SubjectHistory> histories = new ArrayList<>(company.histories());
        Random random = new Random(seed);
        for (Dimension dimension : DIMENSIONS) {
            SlicePlan plan = plan(dimension, company.context(), histories, 4);
            SlicedMeasures once = new SlicedMeasures(plan);
            histories.forEach(once::add);
            List<SlicedMeasures> split =
                    List.of(new SlicedMeasures(plan), new SlicedMeasures(plan), new SlicedMeasures(plan));
            Collections.shuffle(histories, random);
            histories.forEach(history -> split.get(random.nextInt(3)).add(history));
            SlicedMeasures merged = split.get(0);
            merged.merge(split.get(1));
            merged.merge(split.get(2));
            Map<String, SlicedMeasures.Slice> expected = new LinkedHashMap<>();
            once.slices().forEach(slice -> expected.put(slice.key().toString(), slice));
            List<SlicedMeasures.Slice> got = merged.slices();
            assertThat(got).hasSameSizeAs(expected.values());
            for (SlicedMeasures.Slice slice : got) {
                SlicedMeasures.Slice other = expected.get(slice.key().toString());
                assertThat(other).isNotNull();
                if (other != null) {
                    other.byRecords()
                            .forEach((id, reading) -> MeasuresProperties.assertAlike(
                                    id, reading, slice.byRecords().get(id)));
                    other.bySubjects()
                            .forEach((id, reading) -> MeasuresProperties.assertAlike(
                                    id, reading, slice.bySubjects().get(id)));
                }
            }
        }
    }
}
