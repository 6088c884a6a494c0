package io.ckpi.core.definition;

import java.text.Normalizer;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.DocumentStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.events.MappingStartEvent;
import org.snakeyaml.engine.v2.events.NodeEvent;
import org.snakeyaml.engine.v2.events.ScalarEvent;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.ReaderException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlVersionException;
import org.snakeyaml.engine.v2.parser.ParserImpl;
import org.snakeyaml.engine.v2.scanner.StreamReader;

/** One document while it is read: turns the parser's events into nodes and gathers the faults. */
final class Document {

    private static final int MAX_ERRORS = 1000;
    private static final int SHOWN = 40;

    final String name;
    private final List<DefinitionError> errors = new ArrayList<>();

    Document(String name) {
        this.name = name;
    }

    int errorCount() {
        return errors.size();
    }

    void error(String path, int line, String sentence) {
        if (errors.size() < MAX_ERRORS) {
            errors.add(new DefinitionError(name, path, line, sentence));
        } else {
            throw new TooMany();
        }
    }

    /** Ends reading when a document has absurdly many faults. */
    private static final class TooMany extends RuntimeException {
        private static final long serialVersionUID = 1L;

        TooMany() {
            super("more than " + MAX_ERRORS + " faults", null, false, false);
        }
    }

    <T> T read(String text, Function<Node, T> reader) {
        Optional<T> value = Optional.empty();
        try {
            Optional<Node> root = parse(text);
            if (root.isPresent()) {
                value = root.get().apply(reader);
                root.get().reportUnknownKeys();
            }
        } catch (TooMany e) {
            value = Optional.empty();
        }
        if (!errors.isEmpty()) {
            errors.sort(Comparator.comparingInt(DefinitionError::line));
            throw new DefinitionException(errors);
        }
        return value.orElseThrow();
    }

    /** A text of the document for a message: shortened, and without line ends and control characters. */
    static String quoted(String text) {
        int end = text.offsetByCodePoints(0, Math.min(SHOWN, text.codePointCount(0, text.length())));
        StringBuilder shown = new StringBuilder("\"");
        text.substring(0, end)
                .codePoints()
                .forEach(c -> shown.appendCodePoint(
                        Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? '?' : c));
        return shown.append(end < text.length() ? "\"…" : "\"").toString();
    }

    private Optional<Node> parse(String text) {
        LoadSettings settings = LoadSettings.builder()
                .setLabel(name)
                .setCodePointLimit(Definitions.MAX_BYTES + 1)
                .setParseComments(false)
                .setVersionFunction(version -> {
                    if (version.getMajor() != 1 || version.getMinor() != 2) {
                        throw new YamlVersionException(version);
                    }
                    return version;
                })
                .build();
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        try {
            return build(new ParserImpl(settings, new StreamReader(settings, body)));
        } catch (MarkedYamlEngineException e) {
            String problem = oneLine(e.getProblem());
            error("", line(e.getProblemMark().or(e::getContextMark)), "is not YAML: " + problem);
        } catch (YamlVersionException e) {
            error("", 1, "is not YAML 1.2");
        } catch (ReaderException e) {
            error("", lineAt(body, e.getPosition()), "holds a character that YAML does not allow");
        } catch (YamlEngineException | IndexOutOfBoundsException | IllegalArgumentException e) {
            error("", 1, "is not YAML");
        }
        return Optional.empty();
    }

    private static int lineAt(String text, int codePoints) {
        int line = 1;
        int seen = 0;
        for (int i = 0; i < text.length() && seen < codePoints; seen++) {
            int c = text.codePointAt(i);
            if (c == '\n') {
                line++;
            }
            i += Character.charCount(c);
        }
        return line;
    }

    private static String oneLine(@Nullable String text) {
        return text == null
                ? "cannot be parsed"
                : text.codePoints()
                        .map(c -> Character.isISOControl(c) || Character.getType(c) == Character.SURROGATE ? ' ' : c)
                        .limit(200)
                        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                        .toString();
    }

    private static int line(Optional<Mark> mark) {
        return mark.map(m -> m.getLine() + 1).orElse(1);
    }

    /** A list or map that is not closed yet. */
    private static final class Open {
        final Node node;

        @Nullable
        String key;

        boolean keyIsBad;
        final boolean isKey;

        Open(Node node, boolean isKey) {
            this.node = node;
            this.isKey = isKey;
        }
    }

    private Optional<Node> build(Iterator<Event> events) {
        Node root = null;
        Deque<Open> open = new ArrayDeque<>();
        int documents = 0;
        while (events.hasNext()) {
            Event event = events.next();
            if (event instanceof DocumentStartEvent) {
                if (++documents > 1) {
                    error("", line(event.getStartMark()), "holds more than one document");
                    break;
                }
            } else if (event instanceof CollectionEndEvent) {
                boolean wasKey = open.pop().isKey;
                Open parent = open.peek();
                if (wasKey && parent != null) {
                    parent.key = "";
                    parent.keyIsBad = true;
                }
            } else if (event instanceof NodeEvent node) {
                Open parent = open.peek();
                int line = line(event.getStartMark());
                if (parent != null && parent.node.isMap() && parent.key == null) {
                    // a key
                    checkPlain(node, parent.node.path(), line);
                    if (node instanceof ScalarEvent scalar) {
                        parent.key = key(parent, scalar, line);
                        continue;
                    }
                    error(parent.node.path(), line, "a key must be a text");
                    if (node instanceof AliasEvent) {
                        parent.key = "";
                        parent.keyIsBad = true;
                        continue;
                    }
                    if (open.size() >= Definitions.MAX_DEPTH) {
                        error(parent.node.path(), line, "is nested deeper than " + Definitions.MAX_DEPTH);
                        break;
                    }
                    open.push(new Open(collection((CollectionStartEvent) node, parent.node.path(), line), true));
                    continue;
                }
                String path = path(parent);
                checkPlain(node, path, line);
                Node made;
                if (node instanceof AliasEvent) {
                    made = Node.scalar(this, path, line, "", true).silent();
                } else if (node instanceof ScalarEvent scalar) {
                    made = Node.scalar(this, path, line, scalar.getValue(), scalar.isPlain());
                } else {
                    if (open.size() >= Definitions.MAX_DEPTH) {
                        error(path, line, "is nested deeper than " + Definitions.MAX_DEPTH);
                        break;
                    }
                    made = collection((CollectionStartEvent) node, path, line);
                }
                if (parent == null) {
                    root = made;
                } else if (parent.node.isList()) {
                    parent.node.add(made);
                } else {
                    if (!parent.keyIsBad && parent.key != null) {
                        parent.node.put(parent.key, made);
                    }
                    parent.key = null;
                    parent.keyIsBad = false;
                }
                if (made.isList() || made.isMap()) {
                    open.push(new Open(made, false));
                }
            }
        }
        if (root == null && errors.isEmpty()) {
            error("", 1, "is empty");
        }
        return Optional.ofNullable(root);
    }

    private Node collection(CollectionStartEvent event, String path, int line) {
        return event instanceof MappingStartEvent ? Node.map(this, path, line) : Node.list(this, path, line);
    }

    private String key(Open parent, ScalarEvent scalar, int line) {
        String key = Normalizer.normalize(scalar.getValue(), Normalizer.Form.NFC);
        if (scalar.isPlain() && !Scalars.isText(scalar.getValue())) {
            error(parent.node.path(), line, "key " + quoted(key) + " is not a text; put it in quotes");
            parent.keyIsBad = true;
        } else if (key.isEmpty()) {
            error(parent.node.path(), line, "a key is empty");
            parent.keyIsBad = true;
        } else if (parent.node.contains(key)) {
            error(Node.join(parent.node.path(), key), line, "is repeated");
            parent.keyIsBad = true;
        }
        return key;
    }

    private static String path(@Nullable Open parent) {
        if (parent == null) {
            return "";
        }
        return parent.node.isList()
                ? parent.node.path() + "[" + parent.node.size() + "]"
                : Node.join(parent.node.path(), parent.key == null ? "" : parent.key);
    }

    private void checkPlain(NodeEvent event, String path, int line) {
        if (event instanceof AliasEvent) {
            error(path, line, "aliases are not allowed");
            return;
        }
        if (event.getAnchor().isPresent()) {
            error(path, line, "anchors are not allowed");
        }
        Optional<String> tag = event instanceof ScalarEvent scalar
                ? scalar.getTag()
                : event instanceof CollectionStartEvent collection ? collection.getTag() : Optional.empty();
        if (tag.isPresent()) {
            error(path, line, "tags are not allowed: " + quoted(tag.get()));
        }
    }
}
