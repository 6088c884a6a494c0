package io.ckpi.source.files.internal;

import io.ckpi.spi.RejectReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row that cannot become a record. Cheap: it has no stack trace, and it never holds a value. */
final class RowFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final RejectReason reason;
    private final @Nullable String field;
    private final @Nullable String hint;

    RowFault(RejectReason reason, @Nullable String field, @Nullable String hint) {
        super(reason.name(), null, false, false);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.field = field;
        this.hint = hint;
    }

    /** Says that {@code value} of that field is at fault, by its shape. */
    static RowFault of(RejectReason reason, String field, @Nullable String value) {
        return new RowFault(reason, field, value == null ? null : Shape.of(value));
    }

    RejectReason reason() {
        return reason;
    }

    @Nullable
    String field() {
        return field;
    }

    @Nullable
    String hint() {
        return hint;
    }
}
