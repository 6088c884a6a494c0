package io.ckpi.source.mapping;

import io.ckpi.core.definition.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the records of one table share while their mapping is read: the columns they name, and the values a row keeps. */
final class Scope {

    /** What a name of the row begins with where items are spoken of. */
    static final String UP = "../";

    private final Columns columns;
    private final List<String> names = new ArrayList<>();
    private final Map<List<Object>, Integer> memos = new HashMap<>();
    private final Set<String> personal = new LinkedHashSet<>();
    /** The row that the items of this scope belong to; null for the scope of rows. */
    private final @Nullable Scope outer;

    private final Map<Integer, Integer> outerColumns = new HashMap<>();

    Scope(Columns columns) {
        this(columns, null);
    }

    private Scope(Columns columns, @Nullable Scope outer) {
        this.columns = columns;
        this.outer = outer;
    }

    /** A scope of items within the rows of this one. A name that begins with {@link #UP} is one of the row's. */
    Scope inner(Columns itemColumns) {
        return new Scope(itemColumns, this);
    }

    /** The number of a column, which the record at {@code node} names. */
    int column(Node node, String name) {
        int index = names.indexOf(name);
        if (index >= 0) {
            return index;
        }
        if (outer != null && name.startsWith(UP)) {
            outerColumns.put(names.size(), outer.column(node, name.substring(UP.length())));
            return add(name);
        }
        String fault = columns.faultOf(name);
        if (fault != null) {
            node.error(fault);
        }
        return add(name);
    }

    /** Adds a name that is no column of the table. */
    int add(String name) {
        names.add(name);
        return names.size() - 1;
    }

    /** For columns that are the row's, their number there. */
    Map<Integer, Integer> outerColumns() {
        return outerColumns;
    }

    boolean isTaken(String name) {
        return names.contains(name) || columns.isKnown(name);
    }

    /** The number of a value that is made of these parts: the same for the same parts. */
    int memo(List<?> parts) {
        List<Object> key = List.copyOf(parts);
        Integer number = memos.get(key);
        if (number == null) {
            number = memos.size();
            memos.put(key, number);
        }
        return number;
    }

    int memos() {
        return memos.size();
    }

    void personal(String column) {
        if (outer != null) {
            outer.personal(column);
        }
        personal.add(column);
    }

    Set<String> personal() {
        return personal;
    }

    List<String> names() {
        return names;
    }

    boolean json() {
        return columns.isJson();
    }
}
