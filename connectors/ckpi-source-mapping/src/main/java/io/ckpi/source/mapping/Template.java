package io.ckpi.source.mapping;

import io.ckpi.core.Money;
import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.RecordFlag;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.spi.RejectReason;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Currency;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Makes one kind of record from a row. Immutable. */
final class Template {

    /** Mapped to an attribute of the host. */
    record Attribute(String key, Expr expr) {}

    private static final int MAX_ID = 128;
    private static final int MAX_ATTRIBUTE = 256;
    private static final Duration SKEW = Duration.ofMinutes(5);
    private static final char SEPARATOR = '\u001F';
    private static final char ABSENT = '\u0000';

    final RecordShape shape;
    final RowSettings settings;
    private final Condition[] when;
    final int[] each;
    final int[] ids;
    /** For columns of {@link #each} that are texts and no arrays, what parts them; else empty. */
    private final List<String> separators;

    /** Which of the unrolled columns hold ids. */
    private final boolean[] eachIds;

    private final @Nullable Expr key;
    private final @Nullable Field occurredAt;
    private final @Nullable Field recordedAt;
    private final @Nullable Field revision;
    private final boolean revisionDescends;
    private final @Nullable Field op;
    private final int flags;
    private final List<Attribute> attributes;
    /** The arguments of the record's constructor before anything is mapped. */
    private final @Nullable Object[] blank;
    /** Which argument each mapped field gives, and which of them must be there. */
    private final int[] targets;

    private final Field[] fields;
    private final boolean[] required;
    private final int timeIndex;
    private final int[] naturalKey;

    private Template(Builder builder) {
        this.shape = builder.shape;
        this.settings = builder.settings;
        this.when = builder.when.toArray(Condition[]::new);
        this.each = builder.each;
        this.ids = builder.ids;
        this.eachIds = builder.eachIds;
        this.separators = builder.separators;
        this.key = builder.key;
        this.occurredAt = builder.occurredAt;
        this.recordedAt = builder.recordedAt;
        this.revision = builder.revision;
        this.revisionDescends = builder.revisionDescends;
        this.op = builder.op;
        this.flags = Row.bits(builder.flags);
        this.attributes = List.copyOf(builder.attributes);
        List<RecordShape.Part> parts = shape.parts();
        this.blank = new Object[parts.size() + 1];
        List<Integer> mapped = new ArrayList<>();
        for (int i = 0; i < parts.size(); i++) {
            blank[i + 1] = parts.get(i).otherwise();
            if (builder.fields[i] != null) {
                mapped.add(i);
            }
        }
        this.targets = mapped.stream().mapToInt(i -> i + 1).toArray();
        this.fields = mapped.stream().map(i -> builder.fields[i]).toArray(Field[]::new);
        this.required = new boolean[targets.length];
        for (int i = 0; i < targets.length; i++) {
            required[i] = parts.get(targets[i] - 1).required();
        }
        this.timeIndex = index(shape, shape.time());
        this.naturalKey =
                shape.naturalKey().stream().mapToInt(name -> index(shape, name)).toArray();
    }

    /** The number of a component among the constructor's arguments; 0, the envelope's, if there is none of that name. */
    private static int index(RecordShape shape, @Nullable String name) {
        List<RecordShape.Part> parts = shape.parts();
        for (int i = 0; i < parts.size(); i++) {
            if (parts.get(i).name().equals(name)) {
                return i + 1;
            }
        }
        return 0;
    }

    /** Gathers the parts of a template. */
    static final class Builder {
        final RecordShape shape;
        final RowSettings settings;
        final List<Condition> when = new ArrayList<>();
        int[] each = {};
        int[] ids = {};
        boolean[] eachIds = {};
        List<String> separators = List.of();

        @Nullable
        Expr key;

        @Nullable
        Field occurredAt;

        @Nullable
        Field recordedAt;

        @Nullable
        Field revision;

        boolean revisionDescends;

        @Nullable
        Field op;

        Set<RecordFlag> flags = Set.of();
        final List<Attribute> attributes = new ArrayList<>();
        final @Nullable Field[] fields;

        Builder(RecordShape shape, RowSettings settings) {
            this.shape = shape;
            this.settings = settings;
            this.fields = new Field[shape.parts().size()];
        }

        Template build() {
            return new Template(this);
        }
    }

    /** True if it can tell of deletions. */
    boolean deletes() {
        return op != null;
    }

    /** True if it numbers revisions. */
    boolean revises() {
        return revision != null || recordedAt != null;
    }

    /** What makes records for one reader. */
    Maker maker(String source, Instant latest) {
        return new Maker(source, latest);
    }

    /** Makes the records of one reader. */
    final class Maker {
        private final String source;
        private final Instant latest;

        private Maker(String source, Instant latest) {
            this.source = source;
            this.latest = latest;
        }

        Template template() {
            return Template.this;
        }

        /** Gives the records of the row, if the conditions hold, to {@code target}. */
        void make(Row row, Consumer<SourceRecord> target) throws RowFault {
            for (Condition condition : when) {
                if (!condition.holds(row)) {
                    return;
                }
            }
            if (each.length == 0) {
                target.accept(record(row));
                return;
            }
            List<List<String>> arrays = new ArrayList<>();
            for (int k = 0; k < each.length; k++) {
                int index = each[k];
                List<String> elements = separators.isEmpty() ? row.array(index) : row.parts(index, separators.get(k));
                if (!arrays.isEmpty() && elements.size() != arrays.get(0).size()) {
                    throw new RowFault(RejectReason.BAD_ARRAY, row.name(index), "of another length");
                }
                arrays.add(elements);
            }
            for (int i = 0; i < arrays.get(0).size(); i++) {
                for (int k = 0; k < each.length; k++) {
                    row.put(each[k], arrays.get(k).get(i));
                    if (eachIds[k] && Ids.isPrecisionLost(arrays.get(k).get(i))) {
                        throw row.fault(RejectReason.ID_PRECISION_LOST, each[k]);
                    }
                }
                target.accept(record(row));
            }
        }

        private SourceRecord record(Row row) throws RowFault {
            row.setFlags(flags);
            Envelope.Op operation = op == null ? Envelope.Op.UPSERT : (Envelope.Op) op.value(row);
            if (op != null && operation == null) {
                throw new RowFault(RejectReason.UNKNOWN_VALUE, op.name(), "empty");
            }
            boolean deletion = operation == Envelope.Op.DELETE;
            @Nullable Object[] values = blank.clone();
            for (int i = 0; i < targets.length; i++) {
                Object value = fields[i].value(row);
                if (value != null) {
                    values[targets[i]] = value;
                } else if (required[i] && !deletion) {
                    throw missing(shape.parts().get(targets[i] - 1), fields[i]);
                }
            }
            Instant time = time(row, values);
            ZoneId zone = zone(row);
            Instant recorded = recordedAt == null ? null : (Instant) recordedAt.value(row);
            if (recorded != null && time.isAfter(recorded.plus(SKEW))) {
                row.flag(RecordFlag.CLOCK_SKEW);
            }
            String key = key(row, values, time);
            if (deletion) {
                fill(values, key, time);
            }
            Envelope envelope = new Envelope(
                    source,
                    key,
                    time,
                    recorded,
                    zone,
                    operation == null ? Envelope.Op.UPSERT : operation,
                    revision(row, recorded),
                    row.flags(),
                    attributes.isEmpty() ? Map.of() : attributes(row));
            values[0] = envelope;
            return shape.make(values);
        }

        private RowFault missing(RecordShape.Part part, Field field) {
            return new RowFault(
                    switch (part.kind()) {
                        case TIME, DAY -> RejectReason.BAD_TIMESTAMP;
                        case MONEY, DECIMAL, DURATION, INT, LONG, DOUBLE -> RejectReason.BAD_NUMBER;
                        case CONSTANT, FLAG -> RejectReason.UNKNOWN_VALUE;
                        case CURRENCY -> RejectReason.BAD_CURRENCY;
                        default -> RejectReason.MISSING_KEY;
                    },
                    field.name(),
                    "empty");
        }

        private Instant time(Row row, @Nullable Object[] values) throws RowFault {
            Object time;
            String name;
            if (occurredAt != null) {
                time = occurredAt.value(row);
                name = occurredAt.name();
            } else {
                name = shape.time();
                time = values[timeIndex];
            }
            Instant instant;
            if (time instanceof Instant exact) {
                instant = exact;
            } else if (time instanceof LocalDate day) {
                if (settings.zone() == null || settings.zoneAssumed()) {
                    row.flag(RecordFlag.ZONE_ASSUMED);
                }
                instant = day.atStartOfDay(settings.zone() == null ? ZoneOffset.UTC : settings.zone())
                        .toInstant();
            } else {
                throw new RowFault(RejectReason.BAD_TIMESTAMP, name, "empty");
            }
            if (shape.event() && instant.isAfter(latest)) {
                throw new RowFault(RejectReason.FUTURE_TIME, name, null);
            }
            return instant;
        }

        private ZoneId zone(Row row) throws RowFault {
            if (settings.zone() != null) {
                return settings.zone();
            }
            if (occurredAt instanceof Field.Simple simple && simple.converter() instanceof Converter.AsTime time) {
                String text = simple.expr().text(row);
                ZoneId zone = text == null
                        ? null
                        : time.moment(text, simple.name(), row).zone();
                return zone == null ? ZoneOffset.UTC : zone;
            }
            return ZoneOffset.UTC;
        }

        private long revision(Row row, @Nullable Instant recorded) throws RowFault {
            Object value = revision == null ? null : revision.value(row);
            if (value instanceof Instant time) {
                long micros = ChronoUnit.MICROS.between(Instant.EPOCH, time);
                return revisionDescends ? -micros : micros;
            }
            if (value instanceof Long number) {
                return revisionDescends ? -number : number;
            }
            return recorded == null ? 0 : ChronoUnit.MICROS.between(Instant.EPOCH, recorded);
        }

        private Map<String, String> attributes(Row row) throws RowFault {
            Map<String, String> map = new HashMap<>();
            for (Attribute attribute : attributes) {
                String text = attribute.expr().text(row);
                if (text != null) {
                    if (text.length() > MAX_ATTRIBUTE) {
                        throw RowFault.of(
                                RejectReason.OUT_OF_RANGE, attribute.expr().name(), text);
                    }
                    map.put(attribute.key(), text);
                }
            }
            return map;
        }

        private String key(Row row, @Nullable Object[] values, Instant time) throws RowFault {
            if (key != null) {
                if (key instanceof Expr.Hash) {
                    row.flag(RecordFlag.SYNTHETIC_KEY);
                }
                return checked(key.text(row), key.name());
            }
            if (shape.ownKey()) {
                String name = shape.naturalKey().get(0);
                return checked((String) values[naturalKey[0]], name);
            }
            StringBuilder natural = new StringBuilder();
            for (int i = 0; i < naturalKey.length; i++) {
                if (i > 0) {
                    natural.append(SEPARATOR);
                }
                // the envelope's own part of a natural key is the time
                natural.append(text(naturalKey[i] == 0 ? time : values[naturalKey[i]]));
            }
            row.flag(RecordFlag.SYNTHETIC_KEY);
            return row.sha256(natural.toString());
        }

        private String checked(@Nullable String key, String name) throws RowFault {
            if (key == null) {
                throw new RowFault(RejectReason.MISSING_KEY, name, "empty");
            }
            if (key.length() > MAX_ID) {
                throw RowFault.of(RejectReason.OUT_OF_RANGE, name, key);
            }
            return key;
        }

        private static String text(@Nullable Object value) {
            if (value == null) {
                return String.valueOf(ABSENT);
            }
            if (value instanceof BigDecimal number) {
                return number.signum() == 0 ? "0" : number.stripTrailingZeros().toPlainString();
            }
            return value instanceof Enum<?> constant ? constant.name() : value.toString();
        }

        /** A withdrawn record states nothing: what it lacks is filled with neutral values. */
        private void fill(@Nullable Object[] values, String key, Instant time) {
            for (int i = 1; i < values.length; i++) {
                RecordShape.Part part = shape.parts().get(i - 1);
                if (values[i] == null && part.required()) {
                    values[i] = neutral(part, key, time);
                }
            }
        }

        private Object neutral(RecordShape.Part part, String key, Instant time) {
            LocalDate day = time.atZone(ZoneOffset.UTC).toLocalDate();
            return switch (part.kind()) {
                case TIME -> time;
                case DAY -> part.name().equals("until") ? day.plusDays(1) : day;
                case MONEY -> Money.zero(currency());
                case DECIMAL -> BigDecimal.ONE;
                case DURATION -> Duration.ZERO;
                case CONSTANT -> part.type().getEnumConstants()[0];
                case FLAG -> false;
                case INT -> 0;
                case LONG -> 0L;
                case DOUBLE -> 1.0;
                case CURRENCY -> currency();
                default -> part.name().endsWith("aw") ? "" : key;
            };
        }

        private Currency currency() {
            return settings.currency() == null ? Currency.getInstance("XXX") : settings.currency();
        }
    }
}
