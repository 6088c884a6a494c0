package io.ckpi.source.mapping;

import io.ckpi.core.definition.Node;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What the records of one table share while their mapping is read: the columns they name, and the values a row keeps. */
final class Scope {

    private final Columns columns;
    private final List<String> names = new ArrayList<>();
    private final Map<List<Object>, Integer> memos = new HashMap<>();
    private final Set<String> personal = new LinkedHashSet<>();

    Scope(Columns columns) {
        this.columns = columns;
    }

    /** The number of a column, which the record at {@code node} names. */
    int column(Node node, String name) {
        int index = names.indexOf(name);
        if (index >= 0) {
            return index;
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
