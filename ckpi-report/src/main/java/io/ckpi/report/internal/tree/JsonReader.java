package io.ckpi.report.internal.tree;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import io.ckpi.core.CkpiException;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Reads one JSON document into an immutable tree of {@code Map}, {@code List}, {@code String}, {@code BigDecimal},
 * {@code Boolean} and {@code null}. Strict: repeated keys, anything after the document, depth over {@value #MAX_DEPTH},
 * numbers a double cannot hold and malformed UTF-8 are errors. An error names the line and column, never the content.
 */
public final class JsonReader {

    /** The largest document, in bytes: 16 MB. */
    public static final int MAX_BYTES = 16 * 1024 * 1024;

    private static final int MAX_DEPTH = 32;
    private static final int MAX_NUMBER_CHARACTERS = 400;
    private static final int MAX_EXPONENT = 400;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamReadFeature.INCLUDE_SOURCE_IN_LOCATION)
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_NUMBER_CHARACTERS)
                    .maxStringLength(MAX_BYTES)
                    .maxDocumentLength(MAX_BYTES)
                    .build())
            .build();

    private JsonReader() {}

    /**
     * Reads a document.
     *
     * @throws CkpiException of kind DATA, code RECORD_TOO_LARGE or RECORD_SYNTAX
     */
    public static @Nullable Object read(byte[] utf8) {
        if (utf8.length > MAX_BYTES) {
            throw new CkpiException(
                    CkpiException.Kind.DATA,
                    "RECORD_TOO_LARGE",
                    null,
                    "the record has " + utf8.length + " bytes, the limit is " + MAX_BYTES);
        }
        try (JsonParser parser = FACTORY.createParser(utf8)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw syntax("the record is empty", parser);
            }
            Object tree = value(parser, first);
            if (parser.nextToken() != null) {
                throw syntax("something follows the record", parser);
            }
            return tree;
        } catch (StreamConstraintsException e) {
            throw new CkpiException(
                    CkpiException.Kind.DATA,
                    "RECORD_SYNTAX",
                    null,
                    "the record exceeds a limit: " + e.getOriginalMessage());
        } catch (JsonParseException e) {
            throw syntax("the record is not valid JSON", e);
        } catch (IOException e) {
            // a byte array cannot fail to be read: only malformed UTF-8 arrives here
            throw new CkpiException(
                    CkpiException.Kind.DATA, "RECORD_SYNTAX", null, "the record is not valid UTF-8 JSON");
        }
    }

    private static @Nullable Object value(JsonParser parser, JsonToken token) throws IOException {
        return switch (token) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> WellFormed.text(parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(parser);
            case VALUE_TRUE -> true;
            case VALUE_FALSE -> false;
            case VALUE_NULL -> null;
            default -> throw syntax("unexpected " + token, parser);
        };
    }

    private static Map<String, @Nullable Object> object(JsonParser parser) throws IOException {
        Map<String, @Nullable Object> map = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String key = WellFormed.text(parser.currentName());
            if (map.containsKey(key)) {
                throw syntax("a key is repeated", parser);
            }
            map.put(key, value(parser, parser.nextToken()));
        }
        return Collections.unmodifiableMap(map);
    }

    private static List<@Nullable Object> array(JsonParser parser) throws IOException {
        List<@Nullable Object> list = new ArrayList<>();
        for (JsonToken token = parser.nextToken(); token != JsonToken.END_ARRAY; token = parser.nextToken()) {
            list.add(value(parser, token));
        }
        return Collections.unmodifiableList(list);
    }

    private static BigDecimal number(JsonParser parser) throws IOException {
        BigDecimal number = parser.getDecimalValue();
        long exponent = (long) number.precision() - number.scale();
        if ((number.signum() != 0 && (exponent > MAX_EXPONENT || exponent < -MAX_EXPONENT))
                || !Double.isFinite(number.doubleValue())) {
            throw syntax("a number is out of range", parser);
        }
        return number.signum() == 0 ? BigDecimal.ZERO : number;
    }

    private static CkpiException syntax(String what, JsonParser parser) {
        var where = parser.currentLocation();
        return new CkpiException(
                CkpiException.Kind.DATA,
                "RECORD_SYNTAX",
                null,
                what + " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")");
    }

    private static CkpiException syntax(String what, JsonParseException e) {
        var where = e.getLocation();
        String place = where == null ? "" : " (line " + where.getLineNr() + ", column " + where.getColumnNr() + ")";
        return new CkpiException(CkpiException.Kind.DATA, "RECORD_SYNTAX", null, what + place);
    }
}
