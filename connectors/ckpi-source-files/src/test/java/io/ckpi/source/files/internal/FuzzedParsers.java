package io.ckpi.source.files.internal;

import io.ckpi.core.definition.DefinitionException;
import io.ckpi.source.mapping.ClickHouseCell;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.HmacTokenizer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** The parsers that are fed with spoiled inputs, and what they are made from. */
final class FuzzedParsers {

    static final Limits LIMITS = new Limits(2_000, 6_000, 40, 20);
    private static final Pattern TOKEN = Pattern.compile("k1\\.[A-Za-z0-9_-]{22}");

    private FuzzedParsers() {}

    static final List<String> CSV = List.of(
            "a,b,c\n1,2,3\n",
            "\"a\",\"b\",\"c\"\r\n\"1\"\"1\",\"x\ny\",\"\"\r\n,,\r\n",
            "a,b,c\rЖ,é,☃\r",
            "a,b,c\n\"" + "long ".repeat(60) + "\",1,2");

    static final List<String> CSV_WORDS =
            List.of("\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\"\n\"", ",\"", "\",", "'", "\\", "\\\"");

    static final List<String> CLICKHOUSE = List.of(
            "1\t2026-10-01\t['a','b']\n2\t\\N\t[]\n",
            "x\\ty\t\\x41\\0\\\\\t[1,2,3]\n",
            "\\'\t\"[\\'a\\']\"\t[\\'a\\\\\\'b\\']\n");

    static final List<String> CLICKHOUSE_WORDS = List.of(
            "\\", "\\t", "\\n", "\\N", "\\x", "\\xF", "\\0", "\\'", "'", "[", "]", "['", "']", ",", "\t", "\n", "\"",
            "[[", "\\\\'");

    static final List<String> JSON = List.of(
            "{\"a\":\"1\",\"b\":2.50,\"c\":[\"x\",\"y\"]}\n{\"a\":null,\"b\":true,\"c\":[]}\n",
            "{\"a\":[{\"b\":1,\"c\":\"x\"},{\"b\":\"2\",\"c\":{}}],\"b\":\"\\ud83d\\ude00\"}\n",
            "{\"a\":{\"b\":{\"c\":[[[]]]}},\"c\":-0.0e-5}");

    static final List<String> JSON_WORDS = List.of(
            "{",
            "}",
            "[",
            "]",
            "\"",
            ":",
            ",",
            "\"a\":",
            "null",
            "true",
            "\\u",
            "\\ud83d",
            "\\udc00",
            "\\u0000",
            "\\",
            "/*",
            "1e400",
            "-",
            "0x1",
            "NaN",
            "[[[[[[[[[[[[[[[[[[[[[[[[",
            "{\"a\":{\"a\":{\"a\":",
            "\n",
            "1.",
            "01",
            "\"a\":1,\"a\":2");

    static void delimited(byte[] input, char delimiter, int quote) throws IOException {
        // the size of the buffer changes nothing, so it varies with the input
        int buffer = 1 + (input.length * 31 & 63);
        try (DelimitedReader reader = new DelimitedReader(
                new Bytes(new ByteArrayInputStream(input), LIMITS.lineBytes(), buffer, () -> {}),
                Text.utf8(),
                delimiter,
                quote,
                LIMITS)) {
            reader.columns(3, new int[] {0, 1, 2});
            rows(reader, input.length, 3);
        }
    }

    static void clickHouse(byte[] input) throws IOException {
        int buffer = 1 + (input.length * 31 & 63);
        try (ClickHouseReader reader = new ClickHouseReader(
                new Bytes(new ByteArrayInputStream(input), LIMITS.lineBytes(), buffer, () -> {}),
                Text.utf8(),
                LIMITS)) {
            reader.columns(3, new int[] {0, 1, 2});
            rows(reader, input.length, 3);
        }
    }

    static void json(byte[] input) throws IOException {
        int buffer = 1 + (input.length * 31 & 63);
        try (JsonReader reader = new JsonReader(
                new Bytes(new ByteArrayInputStream(input), LIMITS.lineBytes(), buffer, () -> {}),
                Text.utf8(),
                LIMITS,
                List.of("a", "/a/0/b", "/a/b=2/c", "b", "c"))) {
            rows(reader, input.length, 5);
        }
    }

    /** Reads all rows and all their cells. */
    private static void rows(RowReader reader, int bytes, int columns) throws IOException {
        long row = 0;
        long line = 0;
        while (reader.next()) {
            require(reader.row() == ++row, "rows are counted one by one");
            require(reader.line() > line, "lines go on");
            require(reader.position().offset() <= bytes, "nothing is read behind the end");
            line = reader.line();
            if (reader.fault() == null) {
                for (int i = 0; i < columns; i++) {
                    try {
                        reader.text(i);
                    } catch (RowFault fault) {
                        require(fault.reason() != null, "a fault has a reason");
                    }
                    try {
                        reader.array(i);
                    } catch (RowFault fault) {
                        require(fault.reason() != null, "a fault has a reason");
                    }
                }
            }
        }
        require(!reader.next(), "the end is the end");
    }

    static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("not so: " + what);
        }
    }

    static void cell(byte[] input) {
        String cell = new String(input, StandardCharsets.UTF_8);
        try {
            ClickHouseCell.text(cell);
        } catch (RowFault fault) {
            require(fault.reason() == RejectReason.BAD_ESCAPE, "an escape");
        }
        try {
            List<String> items = ClickHouseCell.array(cell);
            require(items == null || items.size() <= cell.length(), "no item comes from nowhere");
        } catch (RowFault fault) {
            require(
                    fault.reason() == RejectReason.BAD_ARRAY || fault.reason() == RejectReason.BAD_ESCAPE,
                    "an array or an escape");
        }
    }

    static void document(byte[] input) {
        try {
            MappingDocument.read("fuzz", new String(input, StandardCharsets.UTF_8), null, null);
        } catch (DefinitionException refused) {
            require(!String.valueOf(refused.getMessage()).isBlank(), "it says why");
        }
    }

    static Fuzzer.Parser tokens() {
        Tokenizer tokens = HmacTokenizer.of("k1", new byte[32]);
        return input -> {
            String raw = new String(input, StandardCharsets.UTF_8);
            for (String type : List.of("phone", "email", "clientId")) {
                try {
                    Optional<String> token = tokens.token(type, raw);
                    require(token.isEmpty() || TOKEN.matcher(token.get()).matches(), "a token");
                    require(token.equals(tokens.token(type, raw)), "the same token again");
                } catch (BadIdentityException refused) {
                    require(!type.equals("clientId"), "any text is an id");
                }
            }
        };
    }
}
