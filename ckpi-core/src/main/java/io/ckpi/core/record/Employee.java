package io.ckpi.core.record;

import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * An employee and the department at a time.
 *
 * @param envelope where the record comes from and when it happened
 * @param employee id
 * @param department department
 * @param supervisor supervisor
 * @param from valid from
 * @param until valid until, excluded; null while it lasts
 */
public record Employee(
        Envelope envelope,
        String employee,
        @Nullable String department,
        @Nullable String supervisor,
        Instant from,
        @Nullable Instant until)
        implements SourceRecord {

    /** Checks the components. */
    public Employee {
        Objects.requireNonNull(envelope, "envelope");
        Fields.id("employee", employee);
        Fields.optionalId("department", department);
        Fields.optionalId("supervisor", supervisor);
        Objects.requireNonNull(from, "from");
    }
}
