package io.ckpi.core.record;

import io.ckpi.core.Money;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Checks shared by the records; messages name the field, never a customer's value. */
final class Fields {

    private static final int MAX_ID = 128;
    private static final int MAX_TEXT = 1024;
    private static final Pattern ATTRIBUTE_KEY = Pattern.compile("[a-z0-9._-]{1,64}");

    private Fields() {}

    static void id(String name, String value) {
        Objects.requireNonNull(value, name);
        if (value.isEmpty() || value.length() > MAX_ID) {
            throw new IllegalArgumentException(name + " is not 1 to " + MAX_ID + " characters: " + value.length());
        }
    }

    static void optionalId(String name, @Nullable String value) {
        if (value != null) {
            id(name, value);
        }
    }

    static void optionalText(String name, @Nullable String value) {
        if (value != null && (value.isEmpty() || value.length() > MAX_TEXT)) {
            throw new IllegalArgumentException(name + " is not 1 to " + MAX_TEXT + " characters: " + value.length());
        }
    }

    static boolean isAttributeKey(String key) {
        return ATTRIBUTE_KEY.matcher(key).matches();
    }

    static void sameCurrency(Money first, @Nullable Money other) {
        if (other != null && !other.currency().equals(first.currency())) {
            throw new IllegalArgumentException("currencies differ: " + first.currency() + " and " + other.currency());
        }
    }
}
