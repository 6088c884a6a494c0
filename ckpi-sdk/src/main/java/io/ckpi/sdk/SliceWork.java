package io.ckpi.sdk;

import io.ckpi.core.Absent;
import io.ckpi.core.Channel;
import io.ckpi.core.DataIssue;
import io.ckpi.core.Names;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.record.Campaign;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.history.SubjectHistory;
import io.ckpi.sdk.internal.engine.Engine;
import io.ckpi.sdk.internal.measure.MeasureContext;
import io.ckpi.sdk.internal.measure.SliceCounts;
import io.ckpi.sdk.internal.measure.SliceKey;
import io.ckpi.sdk.internal.measure.SlicePlan;
import io.ckpi.sdk.internal.measure.SlicedMeasures;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The indicators by a dimension of the records as the work of a pass. If there may be more values than slices, the values are
 * counted in a fold ahead, so that memory holds as many measures as there are slices.
 */
final class SliceWork implements Pass.Work<SliceWork.Part, Sourced<Slices>> {

    private final Dimension dimension;
    private final Period period;
    private final int limit;
    private final Measurement.Definitions definitions;
    private final Pass.Open open;
    private @Nullable SlicePlan plan;
    private long folded;

    SliceWork(Dimension dimension, Period period, int limit, Measurement.Definitions definitions, Pass.Open open) {
        this.dimension = dimension;
        this.period = period;
        this.limit = limit;
        this.definitions = definitions;
        this.open = open;
    }

    /** The slices of one part of the data. */
    static final class Part implements Engine.Part<Part> {
        private final SlicedMeasures measures;

        private Part(SlicePlan plan) {
            this.measures = new SlicedMeasures(plan);
        }

        @Override
        public void add(SubjectHistory history) {
            measures.add(history);
        }

        @Override
        public void merge(Part next) {
            measures.merge(next.measures);
        }
    }

    /** The values of one part of the data. */
    private static final class Counting implements Engine.Part<Counting> {
        private final SliceCounts counts;

        private Counting(Dimension dimension, MeasureContext context) {
            this.counts = new SliceCounts(dimension, context);
        }

        @Override
        public void add(SubjectHistory history) {
            counts.add(history);
        }

        @Override
        public void merge(Counting next) {
            counts.merge(next.counts);
        }
    }

    @Override
    public Supplier<Part> plan(Engine.Known known, Engine.Ahead ahead) {
        MeasureContext context = Assembly.context(period, known, definitions, open.quality());
        Set<String> values = new LinkedHashSet<>();
        if (dimension == Dimension.CHANNEL && limit >= Channel.values().length) {
            for (Channel channel : Channel.values()) {
                String word = Channels.word(channel);
                if (word != null) {
                    values.add(word);
                }
            }
        } else {
            SliceCounts counts = ahead.fold(() -> new Counting(dimension, context)).counts;
            counts.addRest();
            values.addAll(counts.largest(limit));
            folded = (long) counts.values() - values.size();
        }
        SlicePlan made = new SlicePlan(dimension, context, values);
        plan = made;
        return () -> new Part(made);
    }

    @Override
    public Sourced<Slices> finish(Engine.Result<Part> result) {
        SlicePlan made = plan;
        if (made == null) {
            throw new IllegalStateException("finished before it was planned");
        }
        SlicedMeasures measures = result.part().measures;
        SliceCounts counts = measures.counts();
        counts.addRest();
        Map<String, Names> names = names(result.known());
        List<Slices.Slice> slices = new ArrayList<>();
        for (SlicedMeasures.Slice slice : measures.slices()) {
            SliceKey key = slice.key();
            String value = key.value();
            Slices.Kind kind = value != null
                    ? Slices.Kind.VALUE
                    : key.equals(SliceKey.UNKNOWN) ? Slices.Kind.UNKNOWN : Slices.Kind.OTHER;
            slices.add(new Slices.Slice(
                    kind,
                    value == null ? key.toString() : id(value),
                    switch (kind) {
                        case VALUE -> name(names, key.toString());
                        case UNKNOWN -> new Names("(не известно)", "(unknown)");
                        case OTHER -> new Names("(прочие)", "(other)");
                    },
                    counts.of(key, made.values()),
                    readings(slice)));
        }
        slices.sort(Comparator.comparing((Slices.Slice slice) -> slice.kind() != Slices.Kind.VALUE)
                .thenComparing(slice -> slice.kind() == Slices.Kind.UNKNOWN)
                .thenComparing(Comparator.comparingLong(Slices.Slice::records).reversed())
                .thenComparing(Slices.Slice::id));
        Map<String, Cut> cuts = new HashMap<>();
        for (CatalogueEntry entry : definitions.catalogue().entries()) {
            Cut cut = entry.cuts().get(dimension);
            if (cut != null) {
                cuts.put(entry.indicator().id(), cut);
            }
        }
        Issues issues = open.issues();
        issues.currencies(result.known());
        issues.dataStart(result.known().dataStart(), period);
        issues.add(
                "SLICES_FOLDED",
                DataIssue.Severity.WARNING,
                null,
                null,
                folded,
                "there are " + (folded + limit) + " values of "
                        + dimension.names().en() + "; those beyond the " + limit
                        + " that most records of the period name are one slice together: " + folded,
                "значений признака «" + dimension.names().ru() + "»: " + (folded + limit) + "; кроме " + limit
                        + " названных в наибольшем числе записей периода, они сведены в один срез: " + folded);
        return new Sourced<>(
                new Slices(dimension, period, measures.whole(), slices, cuts),
                period,
                open.summaries(result.survivors()),
                issues.sorted());
    }

    /** A value in quotes if it reads like what stands for none. */
    private static String id(String value) {
        boolean reserved = value.equals(SliceKey.UNKNOWN.text()) || value.equals(SliceKey.OTHER.text());
        return reserved ? "\"" + value + "\"" : value;
    }

    private static Names name(Map<String, Names> names, String value) {
        Names known = names.get(value);
        return known != null ? known : Names.same(value.isBlank() ? "\"" + value + "\"" : id(value));
    }

    private Map<String, Reading> readings(SlicedMeasures.Slice slice) {
        Map<String, Reading> readings = new LinkedHashMap<>();
        for (CatalogueEntry entry : definitions.catalogue().entries()) {
            String id = entry.indicator().id();
            Cut cut = entry.cuts().get(dimension);
            Reading found = cut == null
                    ? null
                    : cut == Cut.SUBJECT
                            ? slice.bySubjects().get(id)
                            : slice.byRecords().get(id);
            if (found == null) {
                Names why = entry.whyNot(dimension);
                found = Absent.because(Reason.NOT_IDENTIFIED, why.en(), why.ru());
            }
            readings.put(id, found);
        }
        return readings;
    }

    private Map<String, Names> names(Engine.Known known) {
        Map<String, Names> names = new HashMap<>();
        if (dimension == Dimension.CHANNEL) {
            for (Channel channel : Channel.values()) {
                names.put(Channels.name(channel), channel.names());
            }
        } else if (dimension == Dimension.CAMPAIGN) {
            for (Campaign campaign : known.reference().list(Campaign.class)) {
                String name = campaign.name();
                if (name != null && !name.isBlank()) {
                    names.putIfAbsent(campaign.campaign(), Names.same(name));
                }
            }
        }
        return names;
    }
}
