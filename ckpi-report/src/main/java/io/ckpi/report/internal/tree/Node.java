package io.ckpi.report.internal.tree;

import io.ckpi.core.CkpiException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A place in a record: its JSON pointer (RFC 6901) and the value there, if any. Asking for a value of the wrong kind is a
 * {@link CkpiException} (DATA, RECORD_INVALID) that names the pointer.
 */
public final class Node {

    private final String pointer;
    private final @Nullable Object value;

    private Node(String pointer, @Nullable Object value) {
        this.pointer = pointer;
        this.value = value;
    }

    /** The root of a tree made by {@link JsonReader}. */
    public static Node root(@Nullable Object tree) {
        return new Node("", tree);
    }

    /** The JSON pointer of this place. */
    public String pointer() {
        return pointer;
    }

    /** The plain value: a map, list, string, number, boolean, or null where there is nothing. */
    public @Nullable Object value() {
        return value;
    }

    /** Whether there is a value other than null. */
    public boolean present() {
        return value != null;
    }

    /** The member {@code key} of this object; an absent place if this is absent or has no such member. */
    public Node get(String key) {
        String child = pointer + "/" + key.replace("~", "~0").replace("/", "~1");
        return new Node(child, value == null ? null : object().get(key));
    }

    /** The place a pointer names, below this one. */
    public Node at(String path) {
        Node node = this;
        for (String step : path.split("/", -1)) {
            if (!step.isEmpty()) {
                String key = step.replace("~1", "/").replace("~0", "~");
                node = node.value instanceof List<?> ? node.item(key) : node.get(key);
            }
        }
        return node;
    }

    private Node item(String index) {
        List<Node> items = items();
        try {
            int i = Integer.parseInt(index);
            return i >= 0 && i < items.size() ? items.get(i) : new Node(pointer + "/" + index, null);
        } catch (NumberFormatException e) {
            return new Node(pointer + "/" + index, null);
        }
    }

    /** The members of this object in order; empty if absent. */
    public Map<String, Node> members() {
        Map<String, Node> members = new LinkedHashMap<>();
        if (value != null) {
            for (Object key : object().keySet()) {
                members.put((String) key, get((String) key));
            }
        }
        return members;
    }

    /** The elements of this array; empty if absent. */
    public List<Node> items() {
        if (value == null) {
            return List.of();
        }
        if (!(value instanceof List<?> list)) {
            throw invalid("a list");
        }
        List<Node> items = new ArrayList<>();
        for (int i = 0; i < list.size(); i++) {
            items.add(new Node(pointer + "/" + i, list.get(i)));
        }
        return items;
    }

    /** The text here, which must be there. */
    public String text() {
        if (value instanceof String text) {
            return text;
        }
        throw invalid("a text");
    }

    /** The text here, if any. */
    public Optional<String> optionalText() {
        return value == null ? Optional.empty() : Optional.of(text());
    }

    /** The text of a member, which must be there. */
    public String text(String key) {
        return get(key).text();
    }

    /** The number here, which must be there. */
    public BigDecimal number() {
        if (value instanceof BigDecimal number) {
            return number;
        }
        throw invalid("a number");
    }

    /** The number here, if any. */
    public Optional<BigDecimal> optionalNumber() {
        return value == null ? Optional.empty() : Optional.of(number());
    }

    /** The count here: a whole number that is not negative; zero if absent. */
    public long count() {
        if (value == null) {
            return 0;
        }
        try {
            long count = number().longValueExact();
            if (count >= 0) {
                return count;
            }
        } catch (ArithmeticException e) {
            // said below
        }
        throw invalid("a count");
    }

    /** Whether {@code true} stands here; an absent place is false. */
    public boolean isTrue() {
        if (value == null) {
            return false;
        }
        if (value instanceof Boolean truth) {
            return truth;
        }
        throw invalid("true or false");
    }

    /** The constant of an enum named here; empty if absent or of a newer version. */
    public <E extends Enum<E>> Optional<E> constant(Class<E> type) {
        return optionalText().flatMap(name -> {
            for (E constant : type.getEnumConstants()) {
                if (constant.name().equals(name)) {
                    return Optional.of(constant);
                }
            }
            return Optional.empty();
        });
    }

    /** The error "not what was expected here". */
    public CkpiException invalid(String expected) {
        String place = pointer.isEmpty() ? "the record" : pointer;
        String found = value == null ? "nothing" : "something else";
        return new CkpiException(
                CkpiException.Kind.DATA, "RECORD_INVALID", null, place + " must be " + expected + ", found " + found);
    }

    private Map<?, ?> object() {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw invalid("an object");
    }
}
