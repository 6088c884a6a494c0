package io.ckpi.source.jdbc.internal;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A table that a mapping needs. If no column is required the table may be missing: it is empty then. Immutable.
 *
 * @param required columns that must be there
 * @param optional columns that may be missing, and of what type NULL then stands for them
 */
record Need(List<String> required, Map<String, Type> optional) {

    /** Of what type a column is that may be missing. */
    enum Type {
        TEXT,
        INTEGER,
        DECIMAL,
        TIME,
        FLAG
    }

    Need {
        required = List.copyOf(required);
        optional = java.util.Collections.unmodifiableMap(new LinkedHashMap<>(optional));
    }

    /** True if the table may be missing. */
    boolean mayBeMissing() {
        return required.isEmpty();
    }
}
