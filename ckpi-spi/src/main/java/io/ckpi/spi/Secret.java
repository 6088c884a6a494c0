package io.ckpi.spi;

import java.util.Arrays;
import java.util.Objects;
import java.util.function.Function;

/** A secret of the configuration. Its text form is {@code ****}; the value exists only inside {@link #use}. */
public final class Secret {

    private final char[] value;

    /** Copies {@code value}; the caller may clear its own array. */
    public Secret(char[] value) {
        this.value = Objects.requireNonNull(value, "value").clone();
    }

    /** Calls {@code user} with a copy of the value and clears the copy afterwards. */
    public <T> T use(Function<char[], T> user) {
        char[] copy = value.clone();
        try {
            return user.apply(copy);
        } finally {
            Arrays.fill(copy, '\0');
        }
    }

    /** Always {@code ****}. */
    @Override
    public String toString() {
        return "****";
    }
}
