package io.ckpi.tck;

import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes records apart. */
final class Parts {

    private Parts() {}

    /** All values of a type in these records, however deep. */
    static <T> List<T> of(Class<T> type, Collection<?> records) {
        List<T> found = new ArrayList<>();
        records.forEach(record -> collect(type, record, found));
        return found;
    }

    /** What a record has there. */
    static @Nullable Object component(RecordComponent component, Object record) {
        try {
            return component.getAccessor().invoke(record);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("cannot read " + component, e);
        }
    }

    private static <T> void collect(Class<T> type, Object value, List<T> found) {
        if (type.isInstance(value)) {
            found.add(type.cast(value));
        } else if (value instanceof Collection<?> many) {
            many.forEach(one -> collect(type, one, found));
        } else if (value instanceof Map<?, ?> map) {
            collect(type, map.values(), found);
        } else if (value instanceof Record) {
            for (RecordComponent component : value.getClass().getRecordComponents()) {
                Object part = component(component, value);
                if (part != null) {
                    collect(type, part, found);
                }
            }
        }
    }
}
