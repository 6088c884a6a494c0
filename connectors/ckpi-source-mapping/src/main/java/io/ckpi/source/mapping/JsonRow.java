package io.ckpi.source.mapping;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON object as a row. A column is the name of a member, or a JSON Pointer (RFC 6901) such as {@code /a/b/0}, whose step
 * through an array may also be {@code name=value}: the first item whose member {@code name} has that text. Numbers stay the
 * text they are; {@code null} is absent. Mutable, for one thread.
 */
public final class JsonRow implements Cells {

    private static final Object ABSENT = new Object();

    private final List<Pointer> columns;
    private final int fieldChars;
    private Map<String, ? extends @Nullable Object> object = Map.of();
    private boolean fieldTooLong;
    private boolean brokenText;

    /**
     * A row without an object yet.
     *
     * @param columns see {@link RecordMapping#columns()}
     * @param fieldChars the most characters of a text
     * @throws IllegalArgumentException if a column is no pointer
     */
    public JsonRow(List<String> columns, int fieldChars) {
        this.columns = columns.stream().map(Pointer::of).toList();
        this.fieldChars = fieldChars;
    }

    /**
     * A factory of parsers that refuse repeated members and keep numbers of any length as text.
     *
     * @param depth the deepest nesting
     * @param length the most characters of a text, a name or a number
     */
    public static JsonFactory factory(int depth, int length) {
        return JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(depth)
                        .maxStringLength(length)
                        .maxNumberLength(length)
                        .maxNameLength(length)
                        .build())
                .build();
    }

    /**
     * Takes the value at the parser's present token, and leaves the parser at its end.
     *
     * @return why it is no row, or null if it is one
     * @throws IOException if the parser finds no JSON
     */
    public @Nullable RejectReason read(JsonParser parser) throws IOException {
        fieldTooLong = false;
        brokenText = false;
        if (parser.currentToken() != JsonToken.START_OBJECT || !(value(parser) instanceof Map<?, ?> map)) {
            parser.skipChildren();
            return RejectReason.BAD_JSON;
        }
        @SuppressWarnings("unchecked") // value makes maps of these types only
        Map<String, Object> root = (Map<String, Object>) map;
        object = root;
        return fieldTooLong ? RejectReason.LINE_TOO_LONG : brokenText ? RejectReason.BAD_ENCODING : null;
    }

    /**
     * Takes an object that was read already, or put together.
     *
     * @param members texts, lists and maps of them by name; null is absent
     */
    public void take(Map<String, ? extends @Nullable Object> members) {
        object = members;
    }

    /** The value at the present token: a text, {@link #ABSENT}, a list or a map. */
    private Object value(JsonParser parser) throws IOException {
        JsonToken token = parser.currentToken();
        if (token == JsonToken.START_OBJECT) {
            Map<String, Object> members = new LinkedHashMap<>();
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                parser.nextToken();
                members.put(name, value(parser));
            }
            return members;
        }
        if (token == JsonToken.START_ARRAY) {
            List<Object> items = new ArrayList<>();
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                items.add(value(parser));
            }
            return items;
        }
        if (token == JsonToken.VALUE_NULL) {
            return ABSENT;
        }
        String scalar = parser.getText();
        fieldTooLong |= scalar.length() > fieldChars;
        brokenText |= hasHalfCharacter(scalar);
        return scalar;
    }

    /** True for a surrogate without its other half, which an escape can write and no encoding can. */
    private static boolean hasHalfCharacter(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isSurrogate(c)) {
                if (Character.isLowSurrogate(c)
                        || i + 1 == text.length()
                        || !Character.isLowSurrogate(text.charAt(i + 1))) {
                    return true;
                }
                i++;
            }
        }
        return false;
    }

    @Override
    public @Nullable String text(int index) throws RowFault {
        Object value = columns.get(index).find(object);
        if (value == null || value == ABSENT) {
            return null;
        }
        if (value instanceof String scalar) {
            return scalar;
        }
        throw new RowFault(RejectReason.BAD_JSON, columns.get(index).toString(), value instanceof List ? "[…]" : "{…}");
    }

    @Override
    public @Nullable List<String> array(int index) throws RowFault {
        Object value = columns.get(index).find(object);
        if (value == null || value == ABSENT) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        if (!(value instanceof List<?> items)) {
            throw new RowFault(RejectReason.BAD_ARRAY, columns.get(index).toString(), null);
        }
        for (Object item : items) {
            if (!(item instanceof String scalar)) {
                throw new RowFault(RejectReason.BAD_ARRAY, columns.get(index).toString(), null);
            }
            texts.add(scalar);
        }
        return texts;
    }

    @Override
    public @Nullable List<Map<String, ? extends @Nullable Object>> objects(int index) throws RowFault {
        Object value = columns.get(index).find(object);
        if (value == null || value == ABSENT) {
            return null;
        }
        if (!(value instanceof List<?> items)) {
            throw new RowFault(RejectReason.BAD_ARRAY, columns.get(index).toString(), null);
        }
        List<Map<String, ? extends @Nullable Object>> objects = new ArrayList<>();
        for (Object item : items) {
            if (!(item instanceof Map<?, ?>)) {
                throw new RowFault(RejectReason.BAD_ARRAY, columns.get(index).toString(), null);
            }
            @SuppressWarnings("unchecked") // value makes maps of these types only
            Map<String, Object> members = (Map<String, Object>) item;
            objects.add(members);
        }
        return objects;
    }
}
