package io.ckpi.report.internal.page;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Writes HTML in which data cannot become markup: text and attribute values are always escaped, and there is no way to
 * write raw markup from outside. Tags and attribute names come from the code, never from data; attributes that could run
 * or load something are refused. The output is well-formed XML as well. An accumulator for one thread.
 */
public final class Html {

    private static final Pattern NAME = Pattern.compile("[a-zA-Z][a-zA-Z0-9-]*");
    private static final Set<String> FORBIDDEN_TAGS =
            Set.of("script", "iframe", "object", "embed", "link", "base", "form");
    private static final Set<String> FORBIDDEN_ATTRIBUTES =
            Set.of("style", "href", "src", "srcset", "action", "srcdoc");

    private final StringBuilder out = new StringBuilder(64 * 1024);
    private final Deque<String> open = new ArrayDeque<>();

    /** Starts a document. */
    public Html doctype() {
        out.append("<!DOCTYPE html>\n");
        return this;
    }

    /** Opens an element; attributes are pairs of name and value. */
    public Html open(String tag, String... attributes) {
        start(tag, attributes);
        out.append('>');
        open.push(tag);
        return this;
    }

    /** Closes the innermost element, which must be {@code tag}. */
    public Html close(String tag) {
        if (open.isEmpty() || !open.pop().equals(tag)) {
            throw new IllegalStateException("the innermost element is not " + tag);
        }
        out.append("</").append(tag).append('>');
        return this;
    }

    /** An element without content. */
    public Html empty(String tag, String... attributes) {
        start(tag, attributes);
        out.append("/>");
        return this;
    }

    /** An element that holds nothing but text. */
    public Html leaf(String tag, String text, String... attributes) {
        return open(tag, attributes).text(text).close(tag);
    }

    /** Text. */
    public Html text(String text) {
        escape(text, out);
        return this;
    }

    /** A line break in the source, invisible on the page. */
    public Html newline() {
        out.append('\n');
        return this;
    }

    /** The one style element of the page. */
    Html style(Stylesheet sheet) {
        out.append("<style>").append(sheet.text()).append("</style>");
        return this;
    }

    /** The record: JSON, inert in a template. */
    Html record(String id, String json) {
        open("template", "id", id);
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            switch (c) {
                case '<', '>', '&', '\u2028', '\u2029', '\u007F' -> out.append(unicode(c));
                default -> {
                    if ((c >= '\u0080' && c <= '\u009F') || c >= '\uFFFE') {
                        out.append(unicode(c));
                    } else {
                        out.append(c);
                    }
                }
            }
        }
        return close("template");
    }

    private static String unicode(char c) {
        return String.format(Locale.ROOT, "\\u%04x", (int) c);
    }

    private void start(String tag, String... attributes) {
        if (!NAME.matcher(tag).matches() || FORBIDDEN_TAGS.contains(tag)) {
            throw new IllegalArgumentException("not a tag for this page: " + tag);
        }
        if (attributes.length % 2 != 0) {
            throw new IllegalArgumentException("an attribute of " + tag + " has no value");
        }
        out.append('<').append(tag);
        for (int i = 0; i < attributes.length; i += 2) {
            String name = attributes[i];
            if (!NAME.matcher(name).matches() || name.startsWith("on") || FORBIDDEN_ATTRIBUTES.contains(name)) {
                throw new IllegalArgumentException("not an attribute for this page: " + name);
            }
            out.append(' ').append(name).append("=\"");
            escape(attributes[i + 1], out);
            out.append('"');
        }
    }

    private static void escape(String text, StringBuilder out) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '&' -> out.append("&amp;");
                case '<' -> out.append("&lt;");
                case '>' -> out.append("&gt;");
                case '"' -> out.append("&quot;");
                case '\'' -> out.append("&#39;");
                case '\r' -> out.append("&#13;");
                case '\n' -> out.append("&#10;");
                case '\t' -> out.append("&#9;");
                default -> {
                    if (Character.isHighSurrogate(c)
                            && i + 1 < text.length()
                            && Character.isLowSurrogate(text.charAt(i + 1))) {
                        out.append(c).append(text.charAt(++i));
                    } else {
                        out.append(forbidden(c) ? '\uFFFD' : c);
                    }
                }
            }
        }
    }

    private static boolean forbidden(char c) {
        return c < ' ' || Character.isSurrogate(c) || c >= '\uFFFE';
    }

    /** The document. @throws IllegalStateException if an element is still open */
    @Override
    public String toString() {
        if (!open.isEmpty()) {
            throw new IllegalStateException("still open: " + open.peek());
        }
        return out.toString();
    }
}
