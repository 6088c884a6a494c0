package io.ckpi.source.rest.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.io.JsonEOFException;
import io.ckpi.source.mapping.JsonRow;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as texts, lists and maps. Numbers and truth values are texts, so that nothing is rounded; {@code null} is null. */
final class Json {

    /** Stands for an answer without content: an empty list of whatever was asked for. */
    static final Object NOTHING = new Object();

    private static final int DEPTH = 64;
    private static final int LENGTH = 1 << 20;
    private static final JsonFactory FACTORY = JsonRow.factory(DEPTH, LENGTH);

    private Json() {}

    /** The text ends before the value does. */
    static final class CutException extends IOException {
        private static final long serialVersionUID = 1L;

        CutException() {
            super("the text ends early");
        }
    }

    /** Reads one value, and no more. @throws IOException if it is none; its message may quote the text */
    static @Nullable Object read(InputStream in) throws IOException {
        try (JsonParser parser = FACTORY.createParser(in)) {
            if (parser.nextToken() == null) {
                throw new CutException();
            }
            Object value = value(parser);
            if (parser.nextToken() != null) {
                throw new IOException("more follows");
            }
            return value;
        } catch (JsonEOFException e) {
            throw new CutException();
        }
    }

    private static @Nullable Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, @Nullable Object> members = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, value(parser));
            }
            return members;
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser));
            }
            return items;
        }
        return token == JsonToken.VALUE_NULL ? null : parser.getText();
    }

    /** Writes maps with keys of text, lists, texts, numbers and truth values. */
    static byte[] write(Object value) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (JsonGenerator generator = FACTORY.createGenerator(out)) {
            write(generator, value);
        } catch (IOException e) {
            throw new UncheckedIOException(e); // it writes to memory
        }
        return out.toByteArray();
    }

    private static void write(JsonGenerator generator, Object value) throws IOException {
        if (value instanceof Map<?, ?> members) {
            generator.writeStartObject();
            for (Map.Entry<?, ?> member : members.entrySet()) {
                generator.writeFieldName(String.valueOf(member.getKey()));
                write(generator, member.getValue());
            }
            generator.writeEndObject();
        } else if (value instanceof List<?> items) {
            generator.writeStartArray();
            for (Object item : items) {
                write(generator, item);
            }
            generator.writeEndArray();
        } else if (value instanceof Long || value instanceof Integer) {
            generator.writeNumber(((Number) value).longValue());
        } else if (value instanceof Boolean flag) {
            generator.writeBoolean(flag);
        } else {
            generator.writeString(String.valueOf(value));
        }
    }

    // ---- finding one's way

    /** The value at these members, or null. */
    static @Nullable Object at(@Nullable Object root, String... members) {
        Object value = root;
        for (String member : members) {
            value = value instanceof Map<?, ?> map ? map.get(member) : null;
        }
        return value;
    }

    /** The text there; null if there is none, or an empty one. */
    static @Nullable String text(@Nullable Object root, String... members) {
        return at(root, members) instanceof String text && !text.isEmpty() ? text : null;
    }

    /** The maps of the list there; a map that stands for a list, as PHP writes gaps, gives its values. */
    static List<Map<String, @Nullable Object>> maps(@Nullable Object root, String... members) {
        List<Map<String, @Nullable Object>> maps = new ArrayList<>();
        for (Object item : items(at(root, members))) {
            if (item instanceof Map<?, ?>) {
                maps.add(map(item));
            }
        }
        return maps;
    }

    /**
     * The same where nothing may be missing.
     *
     * @return null if there is no list, or one that holds anything but maps
     */
    static @Nullable List<Map<String, @Nullable Object>> onlyMaps(@Nullable Object root, String... members) {
        Object value = at(root, members);
        if (!(value instanceof List || value instanceof Map)) {
            return null;
        }
        List<Map<String, @Nullable Object>> maps = new ArrayList<>();
        for (Object item : items(value)) {
            if (!(item instanceof Map<?, ?>)) {
                return null;
            }
            maps.add(map(item));
        }
        return maps;
    }

    private static Iterable<?> items(@Nullable Object value) {
        return value instanceof List<?> list ? list : value instanceof Map<?, ?> map ? map.values() : List.of();
    }

    @SuppressWarnings("unchecked") // value makes maps of these types only
    private static Map<String, @Nullable Object> map(Object item) {
        return (Map<String, @Nullable Object>) item;
    }
}
