package io.ckpi.report;

import io.ckpi.report.internal.tree.JsonReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.UnaryOperator;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.parsers.ParserConfigurationException;
import org.jspecify.annotations.Nullable;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.xml.sax.SAXException;

/** The sample records of {@code golden-files} and what can be made of them. */
final class Golden {

    /** All samples. */
    static final List<String> NAMES = List.of("typical", "partial", "half", "nothing");

    private static final Set<String> PAIRS =
            Set.of("names", "short", "metric", "sentence", "detail", "notComparable", "warning");
    private static final Set<String> TEXTS =
            Set.of("treatment", "control", "experiment", "location", "subject", "stream");
    private static final Map<String, ReportRecord> CACHE = new HashMap<>();

    private Golden() {}

    static byte[] bytes(String name) {
        try (InputStream in = Golden.class.getResourceAsStream("/golden-files/" + name)) {
            if (in == null) {
                throw new IllegalStateException("no golden file " + name);
            }
            return in.readAllBytes();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static ReportRecord record(String name) {
        ReportRecord cached = CACHE.get(name);
        if (cached == null) {
            cached = ReportRecord.read(bytes(name + ".json"));
            CACHE.put(name, cached);
        }
        return cached;
    }

    /** A modifiable tree of a sample. */
    @SuppressWarnings("unchecked")
    static Map<String, @Nullable Object> tree(String name) {
        return (Map<String, @Nullable Object>)
                java.util.Objects.requireNonNull(copy(JsonReader.read(bytes(name + ".json"))));
    }

    private static @Nullable Object copy(@Nullable Object value) {
        if (value instanceof Map<?, ?> map) {
            Map<String, @Nullable Object> copy = new LinkedHashMap<>();
            map.forEach((key, member) -> copy.put((String) key, copy(member)));
            return copy;
        }
        if (value instanceof List<?> list) {
            List<@Nullable Object> copy = new ArrayList<>();
            list.forEach(item -> copy.add(copy(item)));
            return copy;
        }
        return value;
    }

    /** A sample in which every name that can come from data is changed. */
    static ReportRecord renamed(String sample, UnaryOperator<String> naming) {
        Map<String, @Nullable Object> tree = tree(sample);
        rename(tree, naming);
        if (tree.get("sources") instanceof List<?> sources) {
            for (Object source : sources) {
                put(source, "name", naming.apply("source"));
            }
        }
        return ReportRecord.ofTree(tree);
    }

    @SuppressWarnings("unchecked")
    static void put(@Nullable Object object, String key, @Nullable Object value) {
        ((Map<String, @Nullable Object>) java.util.Objects.requireNonNull(object)).put(key, value);
    }

    private static void rename(@Nullable Object value, UnaryOperator<String> naming) {
        if (value instanceof Map<?, ?> map) {
            for (Object key : List.copyOf(map.keySet())) {
                Object member = map.get(key);
                if ("short".equals(key)) {
                    map.remove(key);
                } else if (PAIRS.contains(key) && member instanceof Map<?, ?>) {
                    String name = naming.apply((String) key);
                    put(map, (String) key, Map.of("ru", name, "en", name));
                } else if (TEXTS.contains(key) && member instanceof String) {
                    put(map, (String) key, naming.apply((String) key));
                } else {
                    rename(member, naming);
                }
            }
        } else if (value instanceof List<?> list) {
            list.forEach(item -> rename(item, naming));
        }
    }

    /** The page as an XML document: it must be well-formed. */
    static Document parsed(String page) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/nonvalidating/load-external-dtd", false);
            return factory.newDocumentBuilder().parse(new ByteArrayInputStream(page.getBytes(StandardCharsets.UTF_8)));
        } catch (ParserConfigurationException | SAXException | IOException e) {
            throw new AssertionError("the page is not well-formed: " + e.getMessage(), e);
        }
    }

    /** All elements of a document with that tag, {@code *} for all. */
    static List<Element> elements(Document document, String tag) {
        List<Element> elements = new ArrayList<>();
        collect(document.getDocumentElement(), tag, elements);
        return elements;
    }

    private static void collect(Element element, String tag, List<Element> elements) {
        if (tag.equals("*") || tag.equals(element.getTagName())) {
            elements.add(element);
        }
        for (Node child = element.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element inner) {
                collect(inner, tag, elements);
            }
        }
    }
}
