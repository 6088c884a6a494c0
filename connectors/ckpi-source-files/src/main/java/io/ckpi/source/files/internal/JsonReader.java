package io.ckpi.source.files.internal;

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
 * Reads JSON lines: a line is a row, and a JSON object. Numbers stay text; repeated members are refused; {@code null} is
 * absent.
 */
final class JsonReader extends LineReader {

    private static final Object ABSENT = new Object();

    private final JsonFactory factory;
    private final List<Pointer> wanted;
    private Map<String, Object> object = Map.of();
    private boolean fieldTooLong;
    private boolean brokenText;

    JsonReader(Bytes in, Text text, Limits limits, List<Pointer> wanted) {
        super(in, text, limits);
        this.wanted = wanted;
        this.factory = JsonFactory.builder()
                .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .streamReadConstraints(StreamReadConstraints.builder()
                        .maxNestingDepth(limits.jsonDepth())
                        .maxStringLength(limits.lineBytes())
                        .maxNumberLength(limits.lineBytes())
                        .maxNameLength(limits.lineBytes())
                        .build())
                .build();
    }

    @Override
    @Nullable
    RejectReason parse() {
        fieldTooLong = false;
        brokenText = false;
        try (JsonParser parser = parser()) {
            if (parser.nextToken() != JsonToken.START_OBJECT || !(value(parser) instanceof Map<?, ?> map)) {
                return RejectReason.BAD_JSON;
            }
            if (parser.nextToken() != null) {
                return RejectReason.BAD_JSON;
            }
            @SuppressWarnings("unchecked") // value makes maps of these types only
            Map<String, Object> root = (Map<String, Object>) map;
            object = root;
            return fieldTooLong ? RejectReason.LINE_TOO_LONG : brokenText ? RejectReason.BAD_ENCODING : null;
        } catch (IOException e) {
            return RejectReason.BAD_JSON; // it reads from memory: only the text can be at fault
        }
    }

    private JsonParser parser() throws IOException {
        return text == Text.utf8()
                ? factory.createParser(in.buffer, in.start, end - in.start)
                : factory.createParser(text.decode(in.buffer, in.start, end));
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
        fieldTooLong |= scalar.length() > limits.fieldChars();
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
        Object value = wanted.get(index).find(object);
        if (value == null || value == ABSENT) {
            return null;
        }
        if (value instanceof String scalar) {
            return scalar;
        }
        throw new RowFault(RejectReason.BAD_JSON, wanted.get(index).toString(), value instanceof List ? "[…]" : "{…}");
    }

    @Override
    public @Nullable List<String> array(int index) throws RowFault {
        Object value = wanted.get(index).find(object);
        if (value == null || value == ABSENT) {
            return null;
        }
        List<String> texts = new ArrayList<>();
        if (!(value instanceof List<?> items)) {
            throw new RowFault(RejectReason.BAD_ARRAY, wanted.get(index).toString(), null);
        }
        for (Object item : items) {
            if (!(item instanceof String scalar)) {
                throw new RowFault(RejectReason.BAD_ARRAY, wanted.get(index).toString(), null);
            }
            texts.add(scalar);
        }
        return texts;
    }
}
