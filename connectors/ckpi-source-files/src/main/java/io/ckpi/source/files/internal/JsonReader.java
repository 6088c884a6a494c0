package io.ckpi.source.files.internal;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import io.ckpi.source.mapping.JsonRow;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads JSON lines: a line is a row, and a JSON object. */
final class JsonReader extends LineReader {

    private final JsonFactory factory;
    private final JsonRow object;

    JsonReader(Bytes in, Text text, Limits limits, List<String> wanted) {
        super(in, text, limits);
        this.object = new JsonRow(wanted, limits.fieldChars());
        this.factory = JsonRow.factory(limits.jsonDepth(), limits.lineBytes());
    }

    @Override
    @Nullable
    RejectReason parse() {
        try (JsonParser parser = parser()) {
            parser.nextToken();
            RejectReason fault = object.read(parser);
            return fault != RejectReason.BAD_JSON && parser.nextToken() != null ? RejectReason.BAD_JSON : fault;
        } catch (IOException e) {
            return RejectReason.BAD_JSON; // it reads from memory: only the text can be at fault
        }
    }

    private JsonParser parser() throws IOException {
        return text == Text.utf8()
                ? factory.createParser(in.buffer, in.start, end - in.start)
                : factory.createParser(text.decode(in.buffer, in.start, end));
    }

    @Override
    public @Nullable String text(int index) throws RowFault {
        return object.text(index);
    }

    @Override
    public @Nullable List<String> array(int index) throws RowFault {
        return object.array(index);
    }

    @Override
    public @Nullable List<Map<String, ? extends @Nullable Object>> objects(int index) throws RowFault {
        return object.objects(index);
    }
}
