package io.ckpi.core.definition;

import io.ckpi.core.Names;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A place in a definition document: a map, a list or a scalar.
 *
 * <p>The methods that take a key belong to maps; a key that none of them ever names is reported as unknown. A value that is
 * missing or of the wrong form is reported and replaced by a neutral one (an empty text, zero, false, an empty list, the
 * first constant), so that reading goes on. After a failed {@link #oneOf} or {@link #schema} the map's further missing and
 * unknown keys are not reported: which keys it should have is not known.
 *
 * <p>Defaults are remembered where they apply, so that {@link #tree()} and {@link #definitionHash()}, called after reading,
 * see the content with its defaults written out and with enum constants by their names.
 *
 * <p>Not thread-safe: it belongs to the thread that reads the document, for as long as it reads it.
 */
public final class Node {

    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z_][A-Za-z0-9_-]*");
    private static final Pattern ID = Pattern.compile("[a-z0-9]+([-.][a-z0-9]+)*");
    private static final Pattern SCHEMA = Pattern.compile("(ckpi/[a-z-]+)@([0-9]{1,6})");
    private static final int MAX_ID = 128;

    private enum Form {
        SCALAR,
        LIST,
        MAP
    }

    private final Document document;
    private final String path;
    private final int line;
    private final Form form;
    private final String value;
    private final boolean plain;
    private final List<Node> items = new ArrayList<>();
    private final Map<String, Node> children = new LinkedHashMap<>();
    private final Set<String> asked = new LinkedHashSet<>();
    private final Map<String, Object> settled = new LinkedHashMap<>();
    private boolean silent;
    private boolean unsure;
    private boolean abandoned;
    private boolean allKnown;

    private Node(Document document, String path, int line, Form form, String value, boolean plain) {
        this.document = document;
        this.path = path;
        this.line = line;
        this.form = form;
        this.value = value;
        this.plain = plain;
    }

    static Node scalar(Document document, String path, int line, String value, boolean plain) {
        return new Node(document, path, line, Form.SCALAR, value, plain);
    }

    static Node list(Document document, String path, int line) {
        return new Node(document, path, line, Form.LIST, "", false);
    }

    static Node map(Document document, String path, int line) {
        return new Node(document, path, line, Form.MAP, "", false);
    }

    static String join(String path, String key) {
        if (!PLAIN_KEY.matcher(key).matches()) {
            return path + "[" + Document.quoted(key) + "]";
        }
        return path.isEmpty() ? key : path + "." + key;
    }

    /** Stops reporting faults of this node: one has been reported already. */
    Node silent() {
        silent = true;
        return this;
    }

    void add(Node item) {
        items.add(item);
    }

    void put(String key, Node child) {
        children.put(key, child);
    }

    boolean contains(String key) {
        return children.containsKey(key);
    }

    int size() {
        return items.size();
    }

    // ---- what it is

    /** Name of the document. */
    public String document() {
        return document.name;
    }

    /** Where it is in the document: keys joined by dots, positions from 0 in brackets; empty for the root. */
    public String path() {
        return path;
    }

    /** Its line in the document, from 1. */
    public int line() {
        return line;
    }

    /** True for a text, a number, a truth value or an empty value. */
    public boolean isScalar() {
        return form == Form.SCALAR;
    }

    /** True for a list. */
    public boolean isList() {
        return form == Form.LIST;
    }

    /** True for a map. */
    public boolean isMap() {
        return form == Form.MAP;
    }

    /** True for a scalar that is a text: quoted, or plain and neither number nor truth value nor empty. */
    public boolean isText() {
        return isScalar() && (!plain || Scalars.isText(value));
    }

    /** True for a scalar that is a decimal number. */
    public boolean isNumber() {
        return isScalar() && plain && Scalars.isNumber(value);
    }

    /** True for a scalar that is a truth value. */
    public boolean isFlag() {
        return isScalar() && plain && Scalars.flag(value) != null;
    }

    /** True for an empty value or {@code null}. */
    public boolean isNull() {
        return isScalar() && plain && Scalars.isNull(value);
    }

    // ---- faults

    /** Reports a fault of this node. The sentence goes on from the path: {@code must be below 1: 2}. */
    public void error(String sentence) {
        if (!silent) {
            document.error(path, line, sentence);
        }
    }

    /** Reports a fault of the value under {@code key}, which may be missing. */
    public void errorAt(String key, String sentence) {
        Node child = children.get(key);
        if (child != null) {
            child.error(sentence);
        } else if (!silent) {
            document.error(join(path, key), line, sentence);
        }
    }

    // ---- this node as a value

    /** This scalar as a text. */
    public String asText() {
        if (isText()) {
            return value;
        }
        if (isScalar() && !isNull()) {
            error((isFlag() ? "is a truth value" : "is a number") + ", not a text; put it in quotes: "
                    + Document.quoted(value));
        } else {
            wrongForm("a text");
        }
        return "";
    }

    /** This scalar as an exact number: 0, or of a size that a normal {@code double} has. */
    public BigDecimal asDecimal() {
        if (!isNumber()) {
            wrongForm("a number");
            return BigDecimal.ZERO;
        }
        Object number = Scalars.number(value);
        if (number instanceof BigDecimal decimal) {
            return decimal;
        }
        error(number.toString());
        return BigDecimal.ZERO;
    }

    /** This scalar as the nearest {@code double}, always finite. */
    public double asNumber() {
        return asDecimal().doubleValue() + 0.0; // no negative zero
    }

    /** This scalar as a whole number; {@code 3.0} and {@code 1e3} are whole. */
    public long asInteger() {
        BigDecimal number = asDecimal();
        try {
            return number.longValueExact();
        } catch (ArithmeticException e) {
            error("is not a whole number in the range of a long: " + Document.quoted(value));
            return 0;
        }
    }

    /** This scalar as a truth value. */
    public boolean asFlag() {
        Boolean flag = (isScalar() && plain) ? Scalars.flag(value) : null;
        if (flag == null) {
            wrongForm("true or false");
            return false;
        }
        return flag;
    }

    /** This map {@code {ru: …, en: …}} as a text in both languages. */
    public Names asNames() {
        if (!isMap()) {
            wrongForm("a map with ru and en");
            return Names.same("?");
        }
        String ru = notBlank("ru");
        String en = notBlank("en");
        return new Names(ru, en);
    }

    private String notBlank(String key) {
        Optional<Node> child = required(key);
        if (child.isEmpty()) {
            return "?";
        }
        int errors = document.errorCount();
        String text = child.get().asText();
        if (text.isBlank()) {
            if (document.errorCount() == errors) {
                child.get().error("is blank");
            }
            return "?";
        }
        return text;
    }

    /**
     * This scalar as a constant of an enum. Case does not matter, and {@code -} stands for {@code _}:
     * {@code target-is-best} is {@code TARGET_IS_BEST}.
     */
    public <E extends Enum<E>> E asOneOf(Class<E> type) {
        return constant(type).orElse(type.getEnumConstants()[0]);
    }

    private <E extends Enum<E>> Optional<E> constant(Class<E> type) {
        if (!isScalar() || isNull()) {
            wrongForm("one of " + constants(type));
            return Optional.empty();
        }
        String wanted = value.toUpperCase(Locale.ROOT).replace('-', '_');
        for (E constant : type.getEnumConstants()) {
            if (constant.name().equals(wanted)) {
                return Optional.of(constant);
            }
        }
        error("is not one of " + constants(type) + ": " + Document.quoted(value));
        return Optional.empty();
    }

    private static <E extends Enum<E>> String constants(Class<E> type) {
        List<String> names = new ArrayList<>();
        for (E constant : type.getEnumConstants()) {
            names.add(constant.name());
        }
        return String.join(", ", names);
    }

    /** This list's items. */
    public List<Node> asList() {
        if (!isList()) {
            wrongForm("a list");
        }
        return Collections.unmodifiableList(items);
    }

    /** This map's values by their keys, in the order of the document; all keys count as known. */
    public Map<String, Node> entries() {
        if (!isMap()) {
            wrongForm("a map");
        }
        allKnown = true;
        return Collections.unmodifiableMap(children);
    }

    /** This map's keys in the order of the document; asking does not make them known. */
    public Set<String> keys() {
        return Collections.unmodifiableSet(children.keySet());
    }

    /** This list of texts, or this one text as a list of one. */
    public List<String> asTexts() {
        if (isScalar()) {
            return List.of(asText());
        }
        return asList().stream().map(Node::asText).toList();
    }

    private void wrongForm(String wanted) {
        String is = isMap()
                ? "is a map"
                : isList() ? "is a list" : isNull() ? "has no value" : "is " + Document.quoted(value);
        error(is + ", not " + wanted);
    }

    // ---- this map's values

    /** True if the key is there; it counts as known. */
    public boolean has(String key) {
        return optional(key).isPresent();
    }

    /** The value under {@code key}, whatever it is; empty if the key is missing. */
    public Optional<Node> optional(String key) {
        if (!isMap() && !silent) {
            wrongForm("a map");
            silent = true;
        }
        asked.add(key);
        return Optional.ofNullable(children.get(key));
    }

    private Optional<Node> required(String key) {
        Optional<Node> child = optional(key);
        if (child.isEmpty() && !silent && !unsure) {
            document.error(join(path, key), line, "is missing");
        }
        return child;
    }

    /** The value under {@code key}, whatever it is; an empty map that reports nothing if it is missing. */
    public Node node(String key) {
        return required(key)
                .orElseGet(() -> map(document, join(path, key), line).silent());
    }

    /** A text. */
    public String text(String key) {
        return required(key).map(Node::asText).orElse("");
    }

    /** A text that may be missing. */
    public Optional<String> optionalText(String key) {
        return optional(key).map(Node::asText);
    }

    /** A text, or its default. */
    public String text(String key, String defaultValue) {
        return optional(key).map(Node::asText).orElseGet(() -> settle(key, defaultValue));
    }

    /** An id: lower-case words and numbers joined by {@code -} and {@code .}, at most 128 characters. */
    public String id(String key) {
        Optional<Node> child = required(key);
        if (child.isEmpty()) {
            return "missing";
        }
        int errors = document.errorCount();
        String id = child.get().asText();
        if (id.length() <= MAX_ID && ID.matcher(id).matches()) {
            return id;
        }
        if (document.errorCount() == errors) {
            child.get().error("is not an id of lower-case words joined by '-' or '.': " + Document.quoted(id));
        }
        return "missing";
    }

    /** An exact number: 0, or of a size that a normal {@code double} has. */
    public BigDecimal decimal(String key) {
        return required(key).map(Node::asDecimal).orElse(BigDecimal.ZERO);
    }

    /** An exact number that may be missing. */
    public Optional<BigDecimal> optionalDecimal(String key) {
        return optional(key).map(Node::asDecimal);
    }

    /** An exact number, or its default. */
    public BigDecimal decimal(String key, BigDecimal defaultValue) {
        return optional(key).map(Node::asDecimal).orElseGet(() -> settle(key, defaultValue));
    }

    /** A number, always finite. */
    public double number(String key) {
        return required(key).map(Node::asNumber).orElse(0.0);
    }

    /** A number that may be missing. */
    public OptionalDouble optionalNumber(String key) {
        Optional<Node> child = optional(key);
        return child.isPresent() ? OptionalDouble.of(child.get().asNumber()) : OptionalDouble.empty();
    }

    /** A number, or its default which is finite. */
    public double number(String key, double defaultValue) {
        Optional<Node> child = optional(key);
        if (child.isPresent()) {
            return child.get().asNumber();
        }
        settle(key, Canonical.shortest(defaultValue));
        return defaultValue;
    }

    /** A whole number. */
    public long integer(String key) {
        return required(key).map(Node::asInteger).orElse(0L);
    }

    /** A whole number that may be missing. */
    public OptionalLong optionalInteger(String key) {
        Optional<Node> child = optional(key);
        return child.isPresent() ? OptionalLong.of(child.get().asInteger()) : OptionalLong.empty();
    }

    /** A whole number, or its default. */
    public long integer(String key, long defaultValue) {
        return optional(key).map(Node::asInteger).orElseGet(() -> settle(key, defaultValue));
    }

    /** A truth value. */
    public boolean flag(String key) {
        return required(key).map(Node::asFlag).orElse(false);
    }

    /** A truth value, or its default. */
    public boolean flag(String key, boolean defaultValue) {
        return optional(key).map(Node::asFlag).orElseGet(() -> settle(key, defaultValue));
    }

    /** A text in both languages: {@code {ru: …, en: …}}. */
    public Names names(String key) {
        return required(key).map(Node::asNames).orElse(Names.same("?"));
    }

    /** A text in both languages that may be missing. */
    public Optional<Names> optionalNames(String key) {
        return optional(key).map(Node::asNames);
    }

    /** A constant of an enum; see {@link #asOneOf} for its spelling. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type) {
        return choose(key, required(key), type).orElse(type.getEnumConstants()[0]);
    }

    /** A constant of an enum, or its default. */
    public <E extends Enum<E>> E oneOf(String key, Class<E> type, E defaultValue) {
        Optional<Node> child = optional(key);
        if (child.isEmpty()) {
            settle(key, defaultValue.name());
            return defaultValue;
        }
        return choose(key, child, type).orElse(defaultValue);
    }

    /** A constant of an enum that may be missing. */
    public <E extends Enum<E>> Optional<E> optionalOneOf(String key, Class<E> type) {
        Optional<Node> child = optional(key);
        return child.isEmpty() ? Optional.empty() : choose(key, child, type);
    }

    private <E extends Enum<E>> Optional<E> choose(String key, Optional<Node> child, Class<E> type) {
        Optional<E> constant = child.flatMap(c -> c.constant(type));
        if (constant.isPresent()) {
            settled.put(key, constant.get().name());
        } else {
            unsure = true;
        }
        return constant;
    }

    /**
     * A text that {@code parser} understands.
     *
     * @param what what it must be, for the message: {@code a time zone}
     * @param placeholder used after a fault
     */
    public <T> T parsed(String key, String what, T placeholder, Function<String, T> parser) {
        return required(key).flatMap(child -> child.parse(what, parser)).orElse(placeholder);
    }

    /** A text that may be missing and that {@code parser} understands, see {@link #parsed}. */
    public <T> Optional<T> optionalParsed(String key, String what, Function<String, T> parser) {
        return optional(key).flatMap(child -> child.parse(what, parser));
    }

    private <T> Optional<T> parse(String what, Function<String, T> parser) {
        if (!isText()) {
            wrongForm(what);
            return Optional.empty();
        }
        try {
            return Optional.of(parser.apply(value));
        } catch (IllegalArgumentException | DateTimeException e) {
            error("is not " + what + ": " + Document.quoted(value));
            return Optional.empty();
        }
    }

    /** A map; after a fault an empty one that reports nothing more. */
    public Node object(String key) {
        return map(node(key), key);
    }

    /** A map that may be missing. */
    public Optional<Node> optionalObject(String key) {
        return optional(key).map(child -> map(child, key));
    }

    private Node map(Node child, String key) {
        if (child.isMap()) {
            return child;
        }
        child.wrongForm("a map");
        child.silent();
        return map(document, join(path, key), line).silent();
    }

    /**
     * A map read by {@code reader}; empty after a fault, or if it is missing. An {@link IllegalArgumentException} of the
     * reader becomes a fault of that map.
     */
    public <T> Optional<T> object(String key, Function<Node, T> reader) {
        return required(key).flatMap(child -> map(child, key).apply(reader));
    }

    /** A map that may be missing, read by {@code reader}, see {@link #object(String, Function)}. */
    public <T> Optional<T> optionalObject(String key, Function<Node, T> reader) {
        return optional(key).flatMap(child -> map(child, key).apply(reader));
    }

    /** A list of maps; items that are none are reported and left out. */
    public List<Node> objects(String key) {
        return maps(required(key));
    }

    /** A list of maps that may be missing; then it is empty. */
    public List<Node> optionalObjects(String key) {
        return maps(optional(key));
    }

    private static List<Node> maps(Optional<Node> list) {
        List<Node> maps = new ArrayList<>();
        for (Node item : list.map(Node::asList).orElse(List.of())) {
            if (item.isMap()) {
                maps.add(item);
            } else {
                item.wrongForm("a map");
            }
        }
        return maps;
    }

    /**
     * A list of maps, each read by {@code reader}; items with a fault that the reader refuses are left out. An
     * {@link IllegalArgumentException} of the reader becomes a fault of that item.
     */
    public <T> List<T> objects(String key, Function<Node, T> reader) {
        return applied(objects(key), reader);
    }

    /** A list of maps that may be missing, each read by {@code reader}. */
    public <T> List<T> optionalObjects(String key, Function<Node, T> reader) {
        return applied(optionalObjects(key), reader);
    }

    private static <T> List<T> applied(List<Node> nodes, Function<Node, T> reader) {
        List<T> values = new ArrayList<>();
        for (Node node : nodes) {
            node.apply(reader).ifPresent(values::add);
        }
        return List.copyOf(values);
    }

    /** A map with free keys, in the order of the document. */
    public Map<String, Node> map(String key) {
        return object(key).entries();
    }

    /** A map with free keys that may be missing; then it is empty. */
    public Map<String, Node> optionalMap(String key) {
        return optional(key).map(child -> map(child, key).entries()).orElse(Map.of());
    }

    /** A list of any nodes. */
    public List<Node> list(String key) {
        return required(key).map(Node::asList).orElse(List.of());
    }

    /** A list of any nodes that may be missing; then it is empty. */
    public List<Node> optionalList(String key) {
        return optional(key).map(Node::asList).orElse(List.of());
    }

    /** A list of texts; a single text stands for a list of one. */
    public List<String> texts(String key) {
        return required(key).map(Node::asTexts).orElse(List.of());
    }

    /** A list of texts that may be missing; then it is empty. A single text stands for a list of one. */
    public List<String> optionalTexts(String key) {
        return optional(key).map(Node::asTexts).orElse(List.of());
    }

    /** A list of exact numbers. */
    public List<BigDecimal> decimals(String key) {
        return list(key).stream().map(Node::asDecimal).toList();
    }

    /** A list of numbers, all finite. */
    public double[] numbers(String key) {
        return list(key).stream().mapToDouble(Node::asNumber).toArray();
    }

    /**
     * A table of numbers: a list of rows, each a list of {@code columns} numbers, such as {@code [[0, 0], [0.5, 50]]}. Rows
     * of another length are reported and left out.
     */
    public double[][] table(String key, int columns) {
        List<double[]> rows = new ArrayList<>();
        for (Node row : list(key)) {
            if (!row.isList() || row.size() != columns) {
                row.error("is not a list of " + columns + " numbers");
            } else {
                rows.add(row.asList().stream().mapToDouble(Node::asNumber).toArray());
            }
        }
        return rows.toArray(double[][]::new);
    }

    /**
     * Checks the key {@code schema}, for instance {@code ckpi/profile@1}.
     *
     * @param expected kind and major version that the reader understands
     * @return true if the document is of that schema; else the fault has been reported
     */
    public boolean schema(String expected) {
        Matcher wanted = SCHEMA.matcher(expected);
        if (!wanted.matches()) {
            throw new IllegalArgumentException("not a schema: " + expected);
        }
        Optional<Node> child = required("schema");
        boolean right = false;
        if (child.isPresent()) {
            int errors = document.errorCount();
            String found = child.get().asText();
            right = found.equals(expected);
            if (!right && document.errorCount() == errors) {
                Matcher matcher = SCHEMA.matcher(found);
                child.get()
                        .error(
                                matcher.matches() && matcher.group(1).equals(wanted.group(1))
                                        ? "is version " + matcher.group(2) + " of " + matcher.group(1)
                                                + "; this release reads version " + wanted.group(2)
                                        : "is not " + expected + ": " + Document.quoted(found));
            }
        }
        unsure |= !right;
        return right;
    }

    /**
     * Reads this node with {@code reader}; empty if the reader threw an {@link IllegalArgumentException}, which becomes a
     * fault of this node unless the node has faults already, as then it follows from a neutral value.
     */
    public <T> Optional<T> apply(Function<Node, T> reader) {
        int errors = path.isEmpty() ? 0 : document.errorCount();
        try {
            return Optional.of(reader.apply(this));
        } catch (IllegalArgumentException e) {
            abandoned = true;
            if (document.errorCount() == errors && !silent) {
                document.error(path, line, e.getMessage() == null ? "is not valid" : e.getMessage());
            }
            return Optional.empty();
        }
    }

    // ---- content and hash

    private <T> T settle(String key, T defaultValue) {
        settled.put(key, defaultValue);
        return defaultValue;
    }

    /**
     * The content of this node: maps in the order of the document, lists, texts, {@link BigDecimal}, {@link Boolean}
     * or, for an empty value, {@link Optional#empty()}. Defaults that were asked for until now are written out. All keys
     * below count as known.
     */
    public Object tree() {
        if (isMap()) {
            allKnown = true;
            Map<String, Object> map = new LinkedHashMap<>();
            children.forEach((key, child) -> map.put(key, child.tree()));
            map.putAll(settled);
            return map;
        }
        if (isList()) {
            return items.stream().map(Node::tree).toList();
        }
        if (isNumber()) {
            return asDecimal();
        }
        if (isNull()) {
            return Optional.empty();
        }
        Boolean flag = plain ? Scalars.flag(value) : null;
        return flag == null ? value : flag;
    }

    /**
     * The hash of this definition: {@link Canonical#definitionHash} of its content with the defaults asked for until now.
     * Call it last in the reader.
     */
    public String definitionHash() {
        return Canonical.definitionHash(content());
    }

    /** Like {@link #tree} of a map, but asking does not make keys known. */
    private Map<String, Object> content() {
        Map<String, Object> map = new LinkedHashMap<>();
        children.forEach((key, child) -> map.put(key, child.untouched()));
        map.putAll(settled);
        return map;
    }

    private Object untouched() {
        if (isMap()) {
            return content();
        }
        return isList() ? items.stream().map(Node::untouched).toList() : tree();
    }

    void reportUnknownKeys() {
        if (abandoned) {
            return;
        }
        if (isMap() && !allKnown && !unsure && !silent) {
            children.forEach((key, child) -> {
                if (!asked.contains(key)) {
                    child.error("is an unknown key"
                            + Nearest.of(key, asked)
                                    .map(near -> "; the nearest known key is " + Document.quoted(near))
                                    .orElse(asked.isEmpty() ? "" : "; known keys are " + String.join(", ", asked)));
                }
            });
        }
        children.forEach((key, child) -> {
            if (asked.contains(key) || allKnown) {
                child.reportUnknownKeys();
            }
        });
        items.forEach(Node::reportUnknownKeys);
    }

    /** Path and form, for debugging. */
    @Override
    public String toString() {
        return document.name + ":" + line + ": " + path + " (" + form + ")";
    }
}
