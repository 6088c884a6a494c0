package io.ckpi.source.files.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Touch;
import io.ckpi.source.mapping.ClickHouseCell;
import io.ckpi.source.mapping.MappedSource;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.BadIdentityException;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import io.ckpi.spi.RejectReason;
import io.ckpi.spi.Tokenizer;
import io.ckpi.spi.host.HmacTokenizer;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Spoiled inputs of every parser: rows, rejects or one clear error, and nothing else, in finite time. The everyday build feeds
 * some ten thousand; the profile {@code fuzz} more than ten million: {@code mvn -Pfuzz test -pl connectors/ckpi-source-files
 * -am}, with {@code -Dckpi.fuzz.seed=…} for others than the last time.
 */
class FuzzTest {

    private static final long SEED = Long.getLong("ckpi.fuzz.seed", 20261101);
    static final Limits LIMITS = new Limits(2_000, 6_000, 40, 20);
    private static final Pattern TOKEN = Pattern.compile("k1\\.[A-Za-z0-9_-]{22}");

    @TempDir
    private Path folder = Path.of("");

    // ---- the parsers

    private static final List<String> CSV = List.of(
            "a,b,c\n1,2,3\n",
            "\"a\",\"b\",\"c\"\r\n\"1\"\"1\",\"x\ny\",\"\"\r\n,,\r\n",
            "a,b,c\rЖ,é,☃\r",
            "a,b,c\n\"" + "long ".repeat(60) + "\",1,2");

    private static final List<String> CSV_WORDS =
            List.of("\"", "\"\"", ",", ";", "\t", "\n", "\r\n", "\"\n\"", ",\"", "\",", "'", "\\", "\\\"");

    private static final List<String> CLICKHOUSE = List.of(
            "1\t2026-10-01\t['a','b']\n2\t\\N\t[]\n",
            "x\\ty\t\\x41\\0\\\\\t[1,2,3]\n",
            "\\'\t\"[\\'a\\']\"\t[\\'a\\\\\\'b\\']\n");

    private static final List<String> CLICKHOUSE_WORDS = List.of(
            "\\", "\\t", "\\n", "\\N", "\\x", "\\xF", "\\0", "\\'", "'", "[", "]", "['", "']", ",", "\t", "\n", "\"",
            "[[", "\\\\'");

    private static final List<String> JSON = List.of(
            "{\"a\":\"1\",\"b\":2.50,\"c\":[\"x\",\"y\"]}\n{\"a\":null,\"b\":true,\"c\":[]}\n",
            "{\"a\":[{\"b\":1,\"c\":\"x\"},{\"b\":\"2\",\"c\":{}}],\"b\":\"\\ud83d\\ude00\"}\n",
            "{\"a\":{\"b\":{\"c\":[[[]]]}},\"c\":-0.0e-5}");

    private static final List<String> JSON_WORDS = List.of(
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

    private static void delimited(byte[] input, char delimiter, int quote) throws IOException {
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

    private static void clickHouse(byte[] input) throws IOException {
        int buffer = 1 + (input.length * 31 & 63);
        try (ClickHouseReader reader = new ClickHouseReader(
                new Bytes(new ByteArrayInputStream(input), LIMITS.lineBytes(), buffer, () -> {}),
                Text.utf8(),
                LIMITS)) {
            reader.columns(3, new int[] {0, 1, 2});
            rows(reader, input.length, 3);
        }
    }

    private static void json(byte[] input) throws IOException {
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

    private static void require(boolean holds, String what) {
        if (!holds) {
            throw new IllegalStateException("not so: " + what);
        }
    }

    private static void cell(byte[] input) {
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

    // ---- from bytes to records

    private static final String MAPPING = """
            schema: ckpi/mapping@1
            id: any
            zone: {assume: Europe/Moscow}
            currency: RUB
            absent: ["-"]
            files:
              - file: FILE
                format: FORMAT
                ids: [id]
                records:
                  - record: Order
                    key: [id]
                    orderRef: {from: [id, kind], separator: "/"}
                    createdAt: {from: at, format: "FORM"}
                    status: {from: kind, values: {x: PAID, y: CANCELLED, "1": REFUNDED}}
                    revenue: {money: sum, currency: {from: cur}}
                    person: {token: who, type: TYPE}
                    tags: [kind, cur]
                    lines: [{product: kind, quantity: sum, unitPrice: {money: sum}}]
                  - record: Touch
                    occurredAt: at
                    kind: kind
                    path: url
                    engaged: {from: sum, unit: clock}
                    origin: {source: {from: url, query: utm_source}, channel: {first: [kind, cur]}}
                  - record: LeadStageChange
                    occurredAt: {from: at, default: asOf}
                    entity: {const: LEAD}
                    entityRef: id
                    toRaw: kind
                    to: kind
                    probability: {from: sum, scale: 0.01}
                  - record: Spend
                    key: [id]
                    day: {from: at, format: "FORM"}
                    platform: kind
                    account: who
                    kind: {const: MEDIA}
                    cost: {money: sum}
                    impressions: sum
            asOf: 2026-01-01
            """;

    private static final List<String> CELLS = List.of(
            "2026-10-01",
            "2026-10-25T03:30:00+03:00",
            "2026-03-29 02:30",
            "20261001",
            "01.10.2026 10:00:00",
            "1790000000",
            "1790000000000",
            "1790000000.123456",
            "31556889864403199",
            "-31557014167219200",
            "+999999999-12-31",
            "-999999999-01-01T00:00:00Z",
            "9999-12-31T23:59:59.999999999-18:00",
            "0000-00-00",
            "24:00:00",
            "12.50",
            "-0,5",
            "1 234,56",
            "1.234.567,8",
            "1E+19",
            "1.03293E+19",
            "0",
            "99999999999999999999",
            "x",
            "y",
            "PAID",
            "VISIT",
            "LEAD",
            "EUR",
            "RUB",
            "XXX",
            "-",
            "",
            "+7 (912) 345-67-89",
            "8 912 345 67 89",
            "Ivan@Example.ORG",
            "a@b",
            "\u0130NFO@example.org",
            "https://h/p?utm_source=%41&x=%",
            "http://[::1]:99999/%zz",
            "//h",
            "?utm_source",
            "12:30:59",
            "-1:00",
            "24:61",
            "1:02:03:04",
            "12e45678");

    private static String mapping(String file, String format, String time, String type) {
        return MAPPING.replace("FILE", file)
                .replace("FORMAT", format)
                .replace("FORM", time)
                .replace("TYPE", type);
    }

    private static String table(String delimiter) {
        StringBuilder text = new StringBuilder(String.join(delimiter, "id", "at", "kind", "sum", "cur", "who", "url"));
        for (String[] row : new String[][] {
            {"1", "2026-10-01", "x", "12.50", "EUR", "ivan@example.org", "https://h/p?utm_source=%41"},
            {"2", "2026-10-25 10:00", "VISIT", "1:30", "RUB", "+7 912 345 67 89", "/p"}
        }) {
            text.append('\n').append(String.join(delimiter, row));
        }
        return text.append('\n').toString();
    }

    private static List<String> cells(String delimiter) {
        List<String> words = new ArrayList<>(CELLS);
        words.addAll(List.of(delimiter, "\n", delimiter + delimiter, "\"", "[", "['x']", "\\N", "\\"));
        return words;
    }

    private static final List<String> OBJECTS = List.of(
            "{\"id\":1,\"at\":\"2026-10-01\",\"kind\":\"x\",\"sum\":12.50,\"cur\":\"EUR\",\"who\":\"ivan@example.org\",\"url\":"
                    + "\"https://h/p?utm_source=%41\"}\n",
            "{\"id\":\"2\",\"at\":1790000000,\"kind\":\"VISIT\",\"sum\":\"1:30\",\"cur\":null,\"who\":[],\"url\":{}}\n");

    /** Reads four types of record from the bytes of a file, each row of which is a record or a reject. */
    private static Fuzzer.Parser records(String document) {
        Mapping mapping = MappingDocument.read("fuzz", document, null, null).mapping();
        Mapping.FileMapping file = mapping.files().get(0);
        MemoryTable.Context context = new MemoryTable.Context();
        return input -> {
            MemoryTable table = new MemoryTable(input, file.dialect(), file.records());
            long rows = -1;
            try (RecordSource source =
                    new MappedSource("fuzz", "FUZZ", mapping.header(), List.of(table), context, () -> {})) {
                for (Class<? extends SourceRecord> type :
                        List.of(Order.class, Touch.class, LeadStageChange.class, Spend.class)) {
                    context.rows = 0;
                    read(source, type);
                    require(rows < 0 || rows == context.rows, "each type counts the same rows");
                    rows = context.rows;
                }
            } catch (CkpiException refused) {
                require(refused.kind() == CkpiException.Kind.CONFIG, "a header that cannot be used");
            }
        };
    }

    private static <R extends SourceRecord> int read(RecordSource source, Class<R> type) {
        int records = 0;
        try (RecordReader<R> reader = source.read(ReadRequest.all(type))) {
            for (R record = reader.next(); record != null; record = reader.next()) {
                records++;
                require(record.envelope().source().equals("fuzz"), "a record has its source");
            }
            reader.issues();
            reader.cursor();
        }
        return records;
    }

    /** A packed file on disk. */
    private Fuzzer.Parser packed(String name) {
        MappingDocument document =
                MappingDocument.read("fuzz", mapping(name, "csv", "yyyy-MM-dd", "email"), null, null);
        Path file = folder.resolve(name);
        return input -> {
            Files.write(file, input);
            try (RecordSource source = FilesSource.open("fuzz", document, folder, LIMITS, new MemoryTable.Context())) {
                read(source, Order.class);
            } catch (CkpiException refused) {
                require(
                        refused.kind() == CkpiException.Kind.CONFIG || refused.kind() == CkpiException.Kind.DATA,
                        "no file, or a broken one");
            }
        };
    }

    private static String gzip(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "bytes:" + out.toString(StandardCharsets.ISO_8859_1);
    }

    // ---- documents and tokens

    private static void document(byte[] input) {
        try {
            MappingDocument.read("fuzz", new String(input, StandardCharsets.UTF_8), null, null);
        } catch (DefinitionException refused) {
            require(!String.valueOf(refused.getMessage()).isBlank(), "it says why");
        }
    }

    private static Fuzzer.Parser tokens() {
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

    // ---- the runs

    /** A parser and its share of the inputs. */
    private record Part(Fuzzer fuzzer, long share) {}

    private List<Part> parts() {
        return List.of(
                new Part(new Fuzzer("csv", SEED, CSV, CSV_WORDS, input -> delimited(input, ',', '"')), 2600),
                new Part(
                        new Fuzzer(
                                "tsv without quotes",
                                SEED,
                                CLICKHOUSE,
                                CSV_WORDS,
                                input -> delimited(input, '\t', DelimitedReader.NO_QUOTE)),
                        1000),
                new Part(
                        new Fuzzer("clickhouse lines", SEED, CLICKHOUSE, CLICKHOUSE_WORDS, FuzzTest::clickHouse), 1800),
                new Part(
                        new Fuzzer(
                                "clickhouse cells",
                                SEED,
                                List.of("['a','b']", "a\\tb", "[1,2]", "\"[\\'a\\']\"", "[\\'a\\\\\\'\\']"),
                                CLICKHOUSE_WORDS,
                                FuzzTest::cell),
                        1800),
                new Part(new Fuzzer("json lines", SEED, JSON, JSON_WORDS, FuzzTest::json), 1600),
                new Part(
                        new Fuzzer(
                                "records of csv",
                                SEED,
                                List.of(table(",")),
                                cells(","),
                                records(mapping("x", "csv", "yyyy-MM-dd['T'HH:mm:ss][XXX]", "email"))),
                        700),
                new Part(
                        new Fuzzer(
                                "records of csv, decimal comma",
                                SEED,
                                List.of(table(";")),
                                cells(";"),
                                records(mapping("x", "csv", "dd.MM.yyyy HH:mm:ss", "phone")
                                        .replace(
                                                "currency: RUB",
                                                "currency: RUB\ndelimiter: ';'\ndecimal: ','\ngrouping: ' '"))),
                        700),
                new Part(
                        new Fuzzer(
                                "records of clickhouse tsv",
                                SEED,
                                List.of(table("\t")),
                                cells("\t"),
                                records(mapping("x", "clickhouse-tsv", "epoch-seconds", "clientId"))),
                        700),
                new Part(
                        new Fuzzer(
                                "records of json lines",
                                SEED,
                                OBJECTS,
                                cells("\":\""),
                                records(mapping("x", "jsonl", "epoch-millis", "email"))),
                        700),
                new Part(
                        new Fuzzer(
                                "phones, mails and ids",
                                SEED,
                                List.of(
                                        "+7 (912) 345-67-89",
                                        "8 912 345 67 89",
                                        "810 49 30 123456",
                                        "Ivan.Petrov@Example.ORG",
                                        "почта@пример.рф",
                                        "123456789012345678"),
                                List.of(
                                        "@", ".", "+", "00", "810", "(", ")", "-", " ", "\u0130", "\u00df", "\u2011",
                                        "xn--", "..", "\u200d", "\u0661", "\ufeff"),
                                tokens()),
                        500),
                new Part(
                        new Fuzzer(
                                "mapping documents",
                                SEED,
                                List.of(
                                        mapping("x", "csv", "yyyy-MM-dd", "email"),
                                        mapping("*.jsonl", "jsonl", "iso", "phone")),
                                List.of(
                                        "{", "}", "[", "]", ":", ": ", "~", "- ", "\n", "  ", "&a ", "*a", "!!int ",
                                        "|", ">", "'", "\"", "#", "%", "---\n", "...\n", "from", "token", "money",
                                        "const", "values", "each", "asOf", "unit", "record", "Order", "hash", "first",
                                        "? ", "<<: *a"),
                                FuzzTest::document),
                        40),
                new Part(
                        new Fuzzer(
                                "packed files",
                                SEED,
                                List.of(gzip(table(",")), gzip("a\n")),
                                List.of(),
                                packed("x.csv.gz")),
                        20));
    }

    private static long run(List<Part> parts, double times) throws Exception {
        long all = 0;
        ExecutorService two = Executors.newFixedThreadPool(2);
        try {
            List<Future<String>> done = new ArrayList<>();
            for (Part part : parts) {
                long inputs = Math.max(100, (long) (part.share() * times));
                done.add(two.submit((Callable<String>) () -> String.format(
                        Locale.ROOT,
                        "%,12d inputs of %s",
                        part.fuzzer().run(inputs),
                        part.fuzzer().name())));
                all += inputs;
            }
            for (Future<String> one : done) {
                System.out.println(one.get());
            }
        } catch (ExecutionException e) {
            if (e.getCause() instanceof AssertionError finding) {
                throw finding;
            }
            throw e;
        } finally {
            two.shutdownNow();
        }
        return all;
    }

    @Test
    void noInputOfAnyParserIsUncaught() throws Exception {
        assertThat(run(parts(), 2)).isGreaterThan(20_000);
    }

    @Test
    @Tag("fuzz")
    @Tag("slow")
    void noneOfTenMillionInputsIsUncaught() throws Exception {
        assertThat(run(parts(), 1_000)).isGreaterThan(10_000_000);
    }

    /** Without this the runs might hold of refusals only. */
    @Test
    void theInputsThemselvesAreGood() {
        for (String[] one : new String[][] {
            {mapping("x", "csv", "yyyy-MM-dd['T'HH:mm:ss][XXX]", "email"), table(",")},
            {mapping("x", "clickhouse-tsv", "iso", "email"), table("\t")},
            {mapping("x", "jsonl", "iso", "email"), OBJECTS.get(0)}
        }) {
            Mapping mapping = MappingDocument.read("fuzz", one[0], null, null).mapping();
            Mapping.FileMapping file = mapping.files().get(0);
            MemoryTable table =
                    new MemoryTable(one[1].getBytes(StandardCharsets.UTF_8), file.dialect(), file.records());
            try (RecordSource source = new MappedSource(
                    "fuzz", "FUZZ", mapping.header(), List.of(table), new MemoryTable.Context(), () -> {})) {
                assertThat(read(source, Order.class)).as(one[0]).isPositive();
            }
        }
    }

    // ---- the fuzzer itself

    @Test
    void aFaultIsFoundAndShortened() {
        Fuzzer fuzzer = new Fuzzer("broken", 1, List.of("some text, and more"), List.of("%"), input -> {
            if (new String(input, StandardCharsets.ISO_8859_1).contains("%%")) {
                throw new ArithmeticException("two of them");
            }
        });
        assertThatThrownBy(() -> fuzzer.run(1_000_000))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("broken fails on input")
                .hasMessageContaining("of seed 1 with java.lang.ArithmeticException: two of them, shortened to 2 bytes:"
                        + " \"%%\" = 0x2525");
    }

    @Test
    void aHangIsFound() {
        AtomicBoolean stop = new AtomicBoolean();
        Fuzzer fuzzer = new Fuzzer("endless", 1, List.of("go", "stop"), List.of(), input -> {
            long turns = 0;
            while (input.length == 4 && !stop.get()) {
                turns++;
            }
            require(turns == 0, "it comes back");
        });
        assertThatThrownBy(() -> fuzzer.patience(1000).run(10))
                .isInstanceOf(AssertionError.class)
                .hasMessage("endless hangs on input 2 of seed 1: \"stop\" = 0x73746f70");
        stop.set(true);
    }
}
