package io.ckpi.source.mapping;

import io.ckpi.spi.Reject;
import io.ckpi.spi.RejectReason;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A row that cannot become a record. Cheap: it has no stack trace, and it never holds a value. */
public final class RowFault extends Exception {

    private static final long serialVersionUID = 1L;

    private final RejectReason reason;
    private final @Nullable String field;
    private final @Nullable String hint;

    /**
     * A fault.
     *
     * @param field the field at fault, or null if none in particular is
     * @param hint the shape of the value, see {@link Reject#shape}, or another sentence without the value; or null
     */
    public RowFault(RejectReason reason, @Nullable String field, @Nullable String hint) {
        super(reason.name(), null, false, false);
        this.reason = Objects.requireNonNull(reason, "reason");
        this.field = field;
        this.hint = hint;
    }

    /** Says that {@code value} of that field is at fault, by its shape. */
    public static RowFault of(RejectReason reason, String field, @Nullable String value) {
        return new RowFault(reason, field, value == null ? null : Reject.shape(value));
    }

    /** Why. */
    public RejectReason reason() {
        return reason;
    }

    /** The field at fault, or null. */
    public @Nullable String field() {
        return field;
    }

    /** The shape of the value, or null. */
    public @Nullable String hint() {
        return hint;
    }
}
