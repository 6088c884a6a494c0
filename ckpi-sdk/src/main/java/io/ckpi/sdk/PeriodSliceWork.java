package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.measure.MeasureContext;
import io.ckpi.sdk.internal.measure.Measures;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The indicators of the parts of a period as the work of a pass: each as if it were measured alone. */
final class PeriodSliceWork implements Pass.Work<PeriodSliceWork.Part, Sourced<Slices>> {

    private static final String OF_ROWS = "data.validity";

    private final Dimension dimension;
    private final Period period;
    private final List<Period> parts;
    private final Measurement.Definitions definitions;
    private final Pass.Open open;

    PeriodSliceWork(
            Dimension dimension,
            Period period,
            List<Period> parts,
            Measurement.Definitions definitions,
            Pass.Open open) {
        this.dimension = dimension;
        this.period = period;
        this.parts = parts;
        this.definitions = definitions;
        this.open = open;
    }

    /** The parts of a period, cut at its bounds. @throws IllegalArgumentException if there are more than {@code limit} */
    static List<Period> parts(Period period, Dimension dimension, int limit) {
        List<Period> parts = new ArrayList<>();
        LocalDate from = period.from();
        while (from.isBefore(period.until())) {
            if (parts.size() == limit) {
                throw new IllegalArgumentException("the period " + period + " has more than " + limit + " parts by "
                        + dimension.names().en() + ": raise the limit, or take a shorter period or longer parts");
            }
            LocalDate next = next(from, dimension);
            LocalDate until = next.isBefore(period.until()) ? next : period.until();
            parts.add(new Period(from, until, period.zone()));
            from = until;
        }
        return parts;
    }

    private static LocalDate next(LocalDate from, Dimension dimension) {
        return switch (dimension) {
            case MONTH -> YearMonth.from(from).plusMonths(1).atDay(1);
            case WEEK -> from.with(TemporalAdjusters.next(DayOfWeek.MONDAY));
            default -> from.plusDays(1);
        };
    }

    /** The measures of one part of the data. */
    static final class Part implements Engine.Part<Part> {
        private final Measures measures;
        private final Instant[] starts;
        private final long[] records;
        private final Instant end;

        private Part(Measures measures, List<Period> parts) {
            this.measures = measures;
            this.starts = parts.stream().map(Period::start).toArray(Instant[]::new);
            this.records = new long[starts.length];
            this.end = parts.get(starts.length - 1).end();
        }

        @Override
        public void add(SubjectHistory history) {
            measures.add(history);
            for (List<? extends SourceRecord> list : List.of(
                    history.touches(),
                    history.stages(),
                    history.orders(),
                    history.calls(),
                    history.messages(),
                    history.tasks(),
                    history.feedback(),
                    history.referredBy(),
                    history.assignments(),
                    history.persons())) {
                for (SourceRecord one : list) {
                    count(one.envelope().occurredAt());
                }
            }
        }

        private void count(Instant at) {
            if (at.isBefore(starts[0]) || !at.isBefore(end)) {
                return;
            }
            int found = Arrays.binarySearch(starts, at);
            records[found >= 0 ? found : -found - 2]++;
        }

        @Override
        public void merge(Part next) {
            measures.merge(next.measures);
            for (int i = 0; i < records.length; i++) {
                records[i] += next.records[i];
            }
        }
    }

    @Override
    public Supplier<Part> plan(Engine.Known known, Engine.Ahead ahead) {
        List<MeasureContext> contexts = new ArrayList<>();
        contexts.add(Assembly.context(period, known, definitions, open.quality()));
        for (Period part : parts) {
            contexts.add(Assembly.context(part, known, definitions, open.quality()));
        }
        Measures empty = Measures.start(contexts);
        return () -> new Part(empty.another(), parts);
    }

    @Override
    public Sourced<Slices> finish(Engine.Result<Part> result) {
        Part part = result.part();
        List<Slices.Slice> slices = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            Period one = parts.get(i);
            String id = dimension == Dimension.MONTH
                    ? YearMonth.from(one.from()).toString()
                    : one.from().toString();
            slices.add(new Slices.Slice(Slices.Kind.VALUE, id, name(one, id), part.records[i], readings(part, i + 1)));
        }
        Issues issues = open.issues();
        issues.currencies(result.known());
        issues.dataStart(result.known().dataStart(), period);
        return new Sourced<>(
                new Slices(dimension, period, part.measures.readings(0), slices, Map.of()),
                period,
                open.summaries(result.survivors()),
                issues.sorted());
    }

    /** The readings of a part; rows that were rejected have no time, so their share is that of the whole and of no part. */
    private Map<String, Reading> readings(Part part, int index) {
        Map<String, Reading> readings = new LinkedHashMap<>(part.measures.readings(index));
        Names why = definitions.catalogue().entry(OF_ROWS).whyNot(dimension);
        readings.put(OF_ROWS, Absent.because(Reason.NOT_IDENTIFIED, why.en(), why.ru()));
        return readings;
    }

    /** The month or the day, or the first and last day of what is neither. */
    private Names name(Period one, String id) {
        boolean whole = dimension == Dimension.DAY || (dimension == Dimension.MONTH && one.isWholeMonths());
        return Names.same(whole ? id : one.from() + " – " + one.until().minusDays(1));
    }
}
