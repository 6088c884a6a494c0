package io.ckpi.source.mapping;

import io.ckpi.core.definition.Nearest;
import java.util.ArrayList;
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

    /** True if a name that the mapping gives is looked for in each row anew, so that no header shows that it is gone. */
    boolean areMembers() {
        return json;
    }

    /** These and no others. */
    public static Columns of(List<String> names) {
        return new Columns(List.copyOf(names), false);
    }

    /**
     * Says which columns of a mapping a table does not have, and which of its own they may mean.
     *
     * @param names the columns that the table has
     * @param wanted the columns that the mapping names
     * @return a sentence without its subject, or null if the table has them all
     */
    public static @Nullable String lacking(List<String> names, List<String> wanted) {
        List<String> missing = new ArrayList<>();
        for (String name : wanted) {
            if (!names.contains(name) && !missing.contains(name)) {
                missing.add(name);
            }
        }
        if (missing.isEmpty()) {
            return null;
        }
        StringBuilder sentence = new StringBuilder("lacks columns that the mapping names: ");
        for (int i = 0; i < missing.size(); i++) {
            sentence.append(i == 0 ? "" : ", ").append(quoted(missing.get(i)));
            Nearest.of(missing.get(i), names)
                    .filter(near -> !wanted.contains(near))
                    .ifPresent(near ->
                            sentence.append(" (is it ").append(quoted(near)).append("?)"));
        }
        return sentence.toString();
    }

    /** A name in quotes, as far as it can be shown. */
    public static String quoted(String name) {
        StringBuilder text = new StringBuilder("\"");
        name.codePoints().limit(64).forEach(c -> text.appendCodePoint(Character.isISOControl(c) ? '?' : c));
        return text.append('"').toString();
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
