package io.ckpi.tck.ledger;

import io.ckpi.core.record.Envelope;
import io.ckpi.core.record.SourceRecord;
import java.lang.reflect.Constructor;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Copies of records with other values. */
final class Copies {

    private static final ClassValue<RecordComponent[]> COMPONENTS = new ClassValue<>() {
        @Override
        protected RecordComponent[] computeValue(Class<?> type) {
            return type.getRecordComponents();
        }
    };

    private static final ClassValue<Constructor<?>> CONSTRUCTORS = new ClassValue<>() {
        @Override
        protected Constructor<?> computeValue(Class<?> type) {
            try {
                return type.getDeclaredConstructor(Arrays.stream(type.getRecordComponents())
                        .map(RecordComponent::getType)
                        .toArray(Class<?>[]::new));
            } catch (NoSuchMethodException e) {
                throw new IllegalStateException(e);
            }
        }
    };

    private Copies() {}

    /** The record with every value of a type changed, however deep. */
    static <T> SourceRecord with(SourceRecord record, Class<T> type, UnaryOperator<T> change) {
        return (SourceRecord) copy(record, type, change);
    }

    private static <T> @Nullable Object copy(@Nullable Object value, Class<T> type, UnaryOperator<T> change) {
        if (type.isInstance(value)) {
            return change.apply(type.cast(value));
        } else if (value instanceof Set<?> set) {
            return set.stream().map(one -> copy(one, type, change)).collect(Collectors.toSet());
        } else if (value instanceof List<?> list) {
            return list.stream().map(one -> copy(one, type, change)).toList();
        } else if (value instanceof Map<?, ?> map) {
            Map<Object, Object> copy = new TreeMap<>();
            map.forEach((key, one) -> copy.put(key, copy(one, type, change)));
            return copy;
        } else if (value instanceof Record) {
            RecordComponent[] components = COMPONENTS.get(value.getClass());
            Object[] parts = new Object[components.length];
            try {
                for (int i = 0; i < parts.length; i++) {
                    boolean own = components[i].getName().equals("source") && value instanceof Envelope;
                    Object part = components[i].getAccessor().invoke(value);
                    parts[i] = own ? part : copy(part, type, change);
                }
                return CONSTRUCTORS.get(value.getClass()).newInstance(parts);
            } catch (ReflectiveOperationException e) {
                throw new IllegalStateException(e);
            }
        }
        return value;
    }

    /** The record with another envelope. */
    static SourceRecord envelope(SourceRecord record, Consumer<Envelope.Builder> change) {
        return with(record, Envelope.class, e -> {
            Envelope.Builder builder = Envelope.builder(e.source(), e.sourceKey(), e.occurredAt(), e.zone())
                    .recordedAt(e.recordedAt())
                    .op(e.op())
                    .revision(e.revision())
                    .flags(e.flags())
                    .attributes(e.attributes());
            change.accept(builder);
            return builder.build();
        });
    }
}
