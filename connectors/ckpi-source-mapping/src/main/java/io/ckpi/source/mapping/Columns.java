package io.ckpi.source.mapping;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Which columns a mapping may name. Immutable. */
public final class Columns {

    private static final Columns ANY = new Columns(null, false);
    private static final Columns JSON = new Columns(null, true);

    private final @Nullable List<String> names;
    private final boolean json;

    private Columns(@Nullable List<String> names, boolean json) {
        this.names = names;
        this.json = json;
    }

    /** Any: which there are is known only when the table is opened. */
    public static Columns any() {
        return ANY;
    }

    /** Members of a JSON object, or JSON Pointers into it, see {@link JsonRow}. */
    public static Columns ofJson() {
        return JSON;
    }

    /** These and no others. */
    public static Columns of(List<String> names) {
        return new Columns(List.copyOf(names), false);
    }

    /** Why {@code name} can be no column, or null if it can. */
    @Nullable
    String faultOf(String name) {
        if (json) {
            try {
                Pointer.of(name);
            } catch (IllegalArgumentException e) {
                return "is not a JSON pointer such as /a/b";
            }
        } else if (names != null && !names.isEmpty() && !names.contains(name)) {
            return "is not one of the columns: " + String.join(", ", names);
        }
        return null;
    }

    boolean isKnown(String name) {
        return names != null && names.contains(name);
    }

    boolean isJson() {
        return json;
    }
}
