package io.ckpi.sdk.internal.engine;

import io.ckpi.core.CkpiException;
import io.ckpi.core.LeadStage;
import io.ckpi.core.record.Campaign;
import io.ckpi.core.record.Employee;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.FxRate;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.MarketMeasure;
import io.ckpi.core.record.NumberPool;
import io.ckpi.core.record.Product;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.StageDefinition;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The records that belong to nobody in particular: few, kept in memory, the record in force under each key. Mutable while
 * the sources are read, then only looked at.
 */
public final class Reference {

    /** The types of record kept here; identity links go into a graph of their own. */
    static final Set<Class<? extends SourceRecord>> TYPES = Set.of(
            Spend.class,
            MarketMeasure.class,
            Employee.class,
            Product.class,
            StageDefinition.class,
            NumberPool.class,
            Campaign.class,
            FxRate.class);

    private final Comparator<SourceRecord> revisions;
    private final Map<Class<?>, Map<String, Kept>> byType = new HashMap<>();
    private final Map<String, Integer> occurrences = new HashMap<>();
    private Map<String, StageDefinition> stages = Map.of();

    private record Kept(SourceRecord record, Stream stream) {}

    Reference(Comparator<SourceRecord> revisions) {
        this.revisions = revisions;
    }

    void add(SourceRecord record, Stream stream) {
        String key = stream.number() + ":" + record.envelope().sourceKey();
        if (record.envelope().flags().contains(RecordFlag.SYNTHETIC_KEY)) {
            // the key was made from the content: equal rows are rows of their own
            int number = occurrences.merge(key, 1, Integer::sum);
            key = number == 1 ? key : key + "\u001f" + number;
        }
        byType.computeIfAbsent(stream.type(), type -> new TreeMap<>())
                .merge(key, new Kept(record, stream), (known, more) -> {
                    stream.superseded.increment();
                    return revisions.compare(more.record(), known.record()) > 0 ? more : known;
                });
    }

    /** Takes out what is withdrawn or belongs to a stream that is left out. */
    void settle() {
        for (Map<String, Kept> records : byType.values()) {
            records.values().removeIf(kept -> {
                boolean deleted = kept.record().envelope().op() == Envelope.Op.DELETE;
                if (deleted && kept.stream().isIncluded()) {
                    kept.stream().withdrawn.increment();
                }
                return deleted || !kept.stream().isIncluded();
            });
        }
        Map<String, StageDefinition> found = new HashMap<>();
        for (StageDefinition definition : list(StageDefinition.class)) {
            found.putIfAbsent(
                    definition.envelope().source() + "\u001f" + definition.pipeline() + "\u001f" + definition.raw(),
                    definition);
        }
        stages = found;
    }

    /** Calls {@code each} for every record that is kept, with its stream. */
    void forEach(java.util.function.BiConsumer<SourceRecord, Stream> each) {
        byType.values().forEach(records -> records.values().forEach(kept -> each.accept(kept.record(), kept.stream())));
    }

    /** The records of a type, ordered by time, source and key. */
    public <R extends SourceRecord> List<R> list(Class<R> type) {
        List<R> list = new ArrayList<>();
        for (Kept kept : byType.getOrDefault(type, Map.of()).values()) {
            list.add(type.cast(kept.record()));
        }
        list.sort(Comparator.<R, Instant>comparing(record -> record.envelope().occurredAt())
                .thenComparing(record -> record.envelope().source())
                .thenComparing(record -> record.envelope().sourceKey()));
        return list;
    }

    /** Stages that the source's own list explains and the record does not. */
    LeadStageChange explained(LeadStageChange change) {
        if (stages.isEmpty() || change.pipeline() == null || (change.to() != null && change.from() != null)) {
            return change;
        }
        LeadStage to = change.to() == null ? stage(change, change.toRaw()) : change.to();
        LeadStage from =
                change.from() == null && change.fromRaw() != null ? stage(change, change.fromRaw()) : change.from();
        if (to == change.to() && from == change.from()) {
            return change;
        }
        return new LeadStageChange(
                change.envelope(),
                change.entity(),
                change.entityRef(),
                change.toRaw(),
                to,
                from,
                change.fromRaw(),
                change.leadRef(),
                change.person(),
                change.pipeline(),
                change.owner(),
                change.actor(),
                change.reason(),
                change.origin(),
                change.value(),
                change.probability());
    }

    private @Nullable LeadStage stage(LeadStageChange change, @Nullable String raw) {
        StageDefinition definition =
                stages.get(change.envelope().source() + "\u001f" + change.pipeline() + "\u001f" + raw);
        if (definition == null) {
            return null;
        }
        if (definition.stage() != null) {
            return definition.stage();
        }
        return switch (definition.semantic()) {
            case WON -> LeadStage.WON;
            case LOST -> LeadStage.LOST;
            case OPEN -> null;
        };
    }

    /**
     * Checks what makes every number wrong if it is not settled first: a platform whose costs come from two sources, or
     * overlapping validity of one key.
     *
     * @param chosen the source whose spend counts, by platform
     * @throws CkpiException of kind CONFIG
     */
    void check(Map<String, String> chosen) {
        Map<String, Set<String>> platforms = new TreeMap<>();
        for (Spend spend : list(Spend.class)) {
            platforms
                    .computeIfAbsent(spend.platform(), key -> new TreeSet<>())
                    .add(spend.envelope().source());
        }
        platforms.forEach((platform, sources) -> {
            String one = chosen.get(platform);
            if (sources.size() > 1 && one == null) {
                throw new CkpiException(
                        CkpiException.Kind.CONFIG,
                        "CKPI-SDK-SPEND-TWICE",
                        null,
                        "the costs of " + platform + " come from several sources " + sources
                                + " and would count twice: choose one with spendSource(\"" + platform + "\", …)");
            }
        });
        byType.getOrDefault(Spend.class, Map.of()).values().removeIf(kept -> {
            Spend spend = (Spend) kept.record();
            String one = chosen.get(spend.platform());
            boolean other = one != null && !one.equals(spend.envelope().source());
            if (other) {
                kept.stream().merged.increment();
            }
            return other;
        });
        overlap(list(NumberPool.class), "line", NumberPool::line, NumberPool::from, NumberPool::until);
        overlap(list(Employee.class), "employee", Employee::employee, Employee::from, Employee::until);
        overlap(list(Product.class), "product", Product::product, Product::from, Product::until);
    }

    private static <R extends SourceRecord> void overlap(
            List<R> records,
            String what,
            Function<R, String> key,
            Function<R, Instant> from,
            Function<R, @Nullable Instant> until) {
        Map<String, List<R>> byKey = new LinkedHashMap<>();
        for (R record : records) {
            byKey.computeIfAbsent(record.envelope().source() + "\u001f" + key.apply(record), k -> new ArrayList<>())
                    .add(record);
        }
        for (List<R> same : byKey.values()) {
            same.sort(Comparator.comparing(from));
            for (int i = 1; i < same.size(); i++) {
                Instant end = until.apply(same.get(i - 1));
                if (end == null || end.isAfter(from.apply(same.get(i)))) {
                    throw new CkpiException(
                            CkpiException.Kind.CONFIG,
                            "CKPI-SDK-OVERLAP",
                            same.get(i).envelope().source(),
                            "two rows of one " + what + " are valid at the same time: "
                                    + same.get(i - 1).envelope().sourceKey() + " and "
                                    + same.get(i).envelope().sourceKey());
                }
            }
        }
    }
}
