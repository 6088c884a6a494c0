package io.ckpi.core.definition;

import io.ckpi.core.CkpiException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** A definition document is wrong. Kind CONFIG, code {@value #CODE}; the message has one line for every fault. */
public final class DefinitionException extends CkpiException {

    private static final long serialVersionUID = 1L;

    /** The stable code of this error. */
    public static final String CODE = "CKPI-DEFINITION";

    @SuppressWarnings("serial") // an immutable list of records of texts and numbers
    private final List<DefinitionError> errors;

    /**
     * For one or more faults.
     *
     * @throws IllegalArgumentException if {@code errors} is empty
     */
    public DefinitionException(List<DefinitionError> errors) {
        this(errors, null);
    }

    /**
     * For one or more faults with what caused them.
     *
     * @throws IllegalArgumentException if {@code errors} is empty
     */
    public DefinitionException(List<DefinitionError> errors, @Nullable Throwable cause) {
        super(Kind.CONFIG, CODE, null, message(errors), cause);
        this.errors = List.copyOf(errors);
    }

    private static String message(List<DefinitionError> errors) {
        if (errors.isEmpty()) {
            throw new IllegalArgumentException("errors is empty");
        }
        return errors.stream().map(DefinitionError::toString).collect(Collectors.joining("\n"));
    }

    /** All faults found, in the order of their lines; not empty. */
    public List<DefinitionError> errors() {
        return errors;
    }
}
