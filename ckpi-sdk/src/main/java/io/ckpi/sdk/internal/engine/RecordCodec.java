package io.ckpi.sdk.internal.engine;

import io.ckpi.core.Money;
import io.ckpi.core.record.Origin;
import io.ckpi.core.record.SourceRecord;
import java.lang.invoke.LambdaMetafactory;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Currency;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Turns records into few bytes and back, by their components: what comes back equals what went in. The bytes are read by
 * the codec that wrote them and by no other, since frequent texts are written as numbers of its tables.
 *
 * <p><b>Thread-safety.</b> a codec is shared; each thread writes with an {@link Encoder} of its own.
 */
final class RecordCodec {

    private static final List<Class<? extends SourceRecord>> TYPES = types();

    private final Map<Class<?>, Shape> shapes = new ConcurrentHashMap<>();
    private final Shape[] byNumber;
    private final Map<Class<?>, Integer> numbers = new HashMap<>();
    private final StringTable zones = new StringTable();
    private final Map<String, ZoneId> zoneById = new ConcurrentHashMap<>();
    private final StringTable currencies = new StringTable();

    RecordCodec() {
        byNumber = new Shape[TYPES.size()];
        for (int i = 0; i < TYPES.size(); i++) {
            byNumber[i] = shape(TYPES.get(i));
            numbers.put(TYPES.get(i), i);
        }
    }

    /** All record types, in the order in which the sealed interface lists them. */
    static List<Class<? extends SourceRecord>> recordTypes() {
        return TYPES;
    }

    private static List<Class<? extends SourceRecord>> types() {
        List<Class<? extends SourceRecord>> list = new ArrayList<>();
        for (Class<?> type : SourceRecord.class.getPermittedSubclasses()) {
            list.add(type.asSubclass(SourceRecord.class));
        }
        return List.copyOf(list);
    }

    /** The number under which a type of record is written: the first byte of a record. */
    static int number(Class<? extends SourceRecord> type) {
        return TYPES.indexOf(type);
    }

    /** What happens to amounts of money on their way in: for instance a conversion into another currency. */
    @FunctionalInterface
    interface MoneyRule {
        /** The amount to store in place of {@code amount}, which is part of {@code record}. */
        Money apply(Money amount, SourceRecord record);
    }

    /** Writes records. Confined to one thread. */
    final class Encoder {

        private final MoneyRule rule;
        private final Map<StringTable, int[]> misses = new HashMap<>();
        private @Nullable SourceRecord record;

        private Encoder(MoneyRule rule) {
            this.rule = rule;
        }

        /** Appends the record to {@code out}. */
        void write(SourceRecord newRecord, Bytes out) {
            record = newRecord;
            Integer number = numbers.get(newRecord.getClass());
            if (number == null) {
                throw new IllegalArgumentException("not a type of record: " + newRecord.getClass());
            }
            out.putByte(number);
            byNumber[number].write(newRecord, out, this);
        }

        private Money money(Money amount) {
            SourceRecord current = record;
            return current == null ? amount : rule.apply(amount, current);
        }

        private void text(String text, StringTable table, int[] missed, Bytes out) {
            // a field of keys fills its table at once and never meets one again: stop looking
            if (missed[0] < 1000) {
                int number = table.number(text);
                if (number >= 0) {
                    missed[0] = 0;
                    out.putVar(number + 1L);
                    return;
                }
                missed[0]++;
            }
            out.putVar(0);
            out.putString(text);
        }

        private int[] missed(StringTable table) {
            return misses.computeIfAbsent(table, key -> new int[1]);
        }
    }

    /** A writer for one thread that stores amounts as they are. */
    Encoder encoder() {
        return new Encoder((amount, record) -> amount);
    }

    /** A writer for one thread that changes amounts by {@code rule}. */
    Encoder encoder(MoneyRule rule) {
        return new Encoder(rule);
    }

    /** The record that starts at the position of {@code in}. */
    SourceRecord read(Bytes in) {
        return (SourceRecord) byNumber[in.getByte()].read(in);
    }

    private Shape shape(Class<?> type) {
        Shape known = shapes.get(type);
        if (known == null) {
            known = new Shape(type);
            shapes.put(type, known);
        }
        return known;
    }

    /** How one kind of value is written; null is the shape's business. */
    private interface Part {
        void write(Object value, Bytes out, Encoder encoder);

        Object read(Bytes in);
    }

    /** A record: one bit for each component that is there, then the components. */
    private final class Shape implements Part {

        private final Constructors.Constructor constructor;
        private final List<Function<Object, @Nullable Object>> accessors = new ArrayList<>();
        private final Part[] parts;
        private final boolean origin;

        Shape(Class<?> type) {
            origin = type == Origin.class;
            RecordComponent[] components = type.getRecordComponents();
            if (components.length > 63) {
                throw new IllegalArgumentException("a record of more than 63 components: " + type);
            }
            parts = new Part[components.length];
            for (int i = 0; i < components.length; i++) {
                accessors.add(accessor(type, components[i]));
                parts[i] = part(components[i].getGenericType());
            }
            constructor = Constructors.of(type);
        }

        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            if (origin && value == Origin.UNKNOWN) {
                out.putVar(0);
                return;
            }
            @Nullable Object[] values = new @Nullable Object[parts.length];
            long present = 0;
            for (int i = 0; i < parts.length; i++) {
                Object component = accessors.get(i).apply(value);
                values[i] = component;
                if (component != null) {
                    present |= 1L << i;
                }
            }
            out.putVar(present);
            for (int i = 0; i < parts.length; i++) {
                Object component = values[i];
                if (component != null) {
                    parts[i].write(component, out, encoder);
                }
            }
        }

        @Override
        public Object read(Bytes in) {
            long present = in.getVar();
            if (origin && present == 0) {
                return Origin.UNKNOWN;
            }
            @Nullable Object[] values = new @Nullable Object[parts.length];
            for (int i = 0; i < parts.length; i++) {
                if ((present & 1L << i) != 0) {
                    values[i] = parts[i].read(in);
                }
            }
            return constructor.make(values);
        }
    }

    /** The accessor as a function of its own class, which the compiler can inline, unlike a method handle. */
    @SuppressWarnings("unchecked")
    private static Function<Object, @Nullable Object> accessor(Class<?> type, RecordComponent component) {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            MethodHandle handle = lookup.unreflect(component.getAccessor());
            return (Function<Object, @Nullable Object>) LambdaMetafactory.metafactory(
                            lookup,
                            "apply",
                            MethodType.methodType(Function.class),
                            MethodType.methodType(Object.class, Object.class),
                            handle,
                            MethodType.methodType(handle.type().wrap().returnType(), type))
                    .getTarget()
                    .invoke();
        } catch (Throwable thrown) {
            if (thrown instanceof Error error) {
                throw error;
            }
            throw new IllegalStateException("not a public record: " + type, thrown);
        }
    }

    private Part part(Type type) {
        if (type instanceof ParameterizedType generic) {
            Type raw = generic.getRawType();
            Part first = part(generic.getActualTypeArguments()[0]);
            if (raw == Map.class) {
                return new MapPart(first, part(generic.getActualTypeArguments()[1]));
            }
            return new CollectionPart(first, raw == Set.class);
        }
        Class<?> plain = (Class<?>) type;
        if (plain.isRecord() && plain != Money.class) {
            return shape(plain);
        }
        if (plain.isEnum()) {
            return new EnumPart(plain.getEnumConstants());
        }
        if (plain == String.class) {
            return new StringPart();
        }
        if (plain == Instant.class) {
            return new InstantPart();
        }
        if (plain == Duration.class) {
            return new DurationPart();
        }
        if (plain == LocalDate.class) {
            return new DayPart();
        }
        if (plain == ZoneId.class) {
            return new ZonePart();
        }
        if (plain == Currency.class) {
            return new CurrencyPart();
        }
        if (plain == Money.class) {
            return new MoneyPart();
        }
        if (plain == BigDecimal.class) {
            return new DecimalPart();
        }
        if (plain == boolean.class || plain == Boolean.class) {
            return new BooleanPart();
        }
        if (plain == int.class || plain == Integer.class) {
            return new IntPart();
        }
        if (plain == long.class || plain == Long.class) {
            return new LongPart();
        }
        if (plain == double.class || plain == Double.class) {
            return new DoublePart();
        }
        throw new IllegalArgumentException("a component of an unknown type: " + type);
    }

    private static final class StringPart implements Part {
        private final StringTable table = new StringTable();

        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            encoder.text((String) value, table, encoder.missed(table), out);
        }

        @Override
        public Object read(Bytes in) {
            int number = (int) in.getVar();
            return number == 0 ? in.getString() : table.text(number - 1);
        }
    }

    private static final class InstantPart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            Instant instant = (Instant) value;
            out.putSigned(instant.getEpochSecond());
            out.putVar(instant.getNano());
        }

        @Override
        public Object read(Bytes in) {
            long seconds = in.getSigned();
            return Instant.ofEpochSecond(seconds, in.getVar());
        }
    }

    private static final class DurationPart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            Duration duration = (Duration) value;
            out.putSigned(duration.getSeconds());
            out.putVar(duration.getNano());
        }

        @Override
        public Object read(Bytes in) {
            long seconds = in.getSigned();
            return Duration.ofSeconds(seconds, in.getVar());
        }
    }

    private static final class DayPart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            out.putSigned(((LocalDate) value).toEpochDay());
        }

        @Override
        public Object read(Bytes in) {
            return LocalDate.ofEpochDay(in.getSigned());
        }
    }

    private final class ZonePart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            encoder.text(((ZoneId) value).getId(), zones, encoder.missed(zones), out);
        }

        @Override
        public Object read(Bytes in) {
            int number = (int) in.getVar();
            String id = number == 0 ? in.getString() : zones.text(number - 1);
            ZoneId known = zoneById.get(id);
            if (known == null) {
                known = ZoneId.of(id);
                zoneById.put(id, known);
            }
            return known;
        }
    }

    private final class CurrencyPart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            putCurrency((Currency) value, out);
        }

        @Override
        public Object read(Bytes in) {
            return getCurrency(in);
        }
    }

    private void putCurrency(Currency currency, Bytes out) {
        out.putVar(currencies.number(currency.getCurrencyCode()));
    }

    private Currency getCurrency(Bytes in) {
        return Currency.getInstance(currencies.text((int) in.getVar()));
    }

    private final class MoneyPart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            Money money = encoder.money((Money) value);
            putCurrency(money.currency(), out);
            putDecimal(money.amount(), out);
        }

        @Override
        public Object read(Bytes in) {
            Currency currency = getCurrency(in);
            return new Money(getDecimal(in), currency);
        }
    }

    private static final class DecimalPart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            putDecimal((BigDecimal) value, out);
        }

        @Override
        public Object read(Bytes in) {
            return getDecimal(in);
        }
    }

    private static void putDecimal(BigDecimal value, Bytes out) {
        boolean small = value.precision() <= 18;
        out.putSigned((long) value.scale() << 1 | (small ? 0 : 1));
        if (small) {
            out.putSigned(value.unscaledValue().longValueExact());
        } else {
            out.putBig(value.unscaledValue());
        }
    }

    private static BigDecimal getDecimal(Bytes in) {
        long head = in.getSigned();
        int scale = (int) (head >> 1);
        return (head & 1) == 0 ? BigDecimal.valueOf(in.getSigned(), scale) : new BigDecimal(in.getBig(), scale);
    }

    private static final class EnumPart implements Part {

        private final Object[] constants;

        EnumPart(Object[] constants) {
            this.constants = constants;
        }

        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            out.putByte(((Enum<?>) value).ordinal());
        }

        @Override
        public Object read(Bytes in) {
            return constants[in.getByte()];
        }
    }

    private static final class BooleanPart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            out.putByte((Boolean) value ? 1 : 0);
        }

        @Override
        public Object read(Bytes in) {
            return in.getByte() != 0;
        }
    }

    private static final class IntPart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            out.putSigned((Integer) value);
        }

        @Override
        public Object read(Bytes in) {
            return (int) in.getSigned();
        }
    }

    private static final class LongPart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            out.putSigned((Long) value);
        }

        @Override
        public Object read(Bytes in) {
            return in.getSigned();
        }
    }

    private static final class DoublePart implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            out.putLong(Double.doubleToRawLongBits((Double) value));
        }

        @Override
        public Object read(Bytes in) {
            return Double.longBitsToDouble(in.getLong());
        }
    }

    private record CollectionPart(Part element, boolean unique) implements Part {
        @Override
        public void write(Object value, Bytes out, Encoder encoder) {
            Collection<?> items = (Collection<?>) value;
            out.putVar(items.size());
            for (Object item : items) {
                element.write(item, out, encoder);
            }
        }

        @Override
        public Object read(Bytes in) {
            int size = (int) in.getVar();
            if (size == 0) {
                return unique ? Set.of() : List.of();
            }
            Collection<Object> items = unique ? new HashSet<>(size * 2) : new ArrayList<>(size);
            for (int i = 0; i < size; i++) {
                items.add(element.read(in));
            }
            return items;
        }
    }

    private record MapPart(Part key, Part value) implements Part {
        @Override
        public void write(Object map, Bytes out, Encoder encoder) {
            Map<?, ?> entries = (Map<?, ?>) map;
            out.putVar(entries.size());
            entries.forEach((k, v) -> {
                key.write(k, out, encoder);
                value.write(v, out, encoder);
            });
        }

        @Override
        public Object read(Bytes in) {
            int size = (int) in.getVar();
            if (size == 0) {
                return Map.of();
            }
            Map<Object, Object> entries = new HashMap<>(size * 2);
            for (int i = 0; i < size; i++) {
                Object k = key.read(in);
                entries.put(k, value.read(in));
            }
            return entries;
        }
    }
}
