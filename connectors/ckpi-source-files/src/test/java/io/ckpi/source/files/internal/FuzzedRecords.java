package io.ckpi.source.files.internal;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.core.record.Spend;
import io.ckpi.core.record.Touch;
import io.ckpi.source.mapping.MappedSource;
import io.ckpi.spi.ReadRequest;
import io.ckpi.spi.RecordReader;
import io.ckpi.spi.RecordSource;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPOutputStream;

/** The whole way from spoiled bytes to records. */
final class FuzzedRecords {

    private FuzzedRecords() {}

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

    static String mapping(String file, String format, String time, String type) {
        return MAPPING.replace("FILE", file)
                .replace("FORMAT", format)
                .replace("FORM", time)
                .replace("TYPE", type);
    }

    static String table(String delimiter) {
        StringBuilder text = new StringBuilder(String.join(delimiter, "id", "at", "kind", "sum", "cur", "who", "url"));
        for (String[] row : new String[][] {
            {"1", "2026-10-01", "x", "12.50", "EUR", "ivan@example.org", "https://h/p?utm_source=%41"},
            {"2", "2026-10-25 10:00", "VISIT", "1:30", "RUB", "+7 912 345 67 89", "/p"}
        }) {
            text.append('\n').append(String.join(delimiter, row));
        }
        return text.append('\n').toString();
    }

    static List<String> cells(String delimiter) {
        List<String> words = new ArrayList<>(CELLS);
        words.addAll(List.of(delimiter, "\n", delimiter + delimiter, "\"", "[", "['x']", "\\N", "\\"));
        return words;
    }

    static final List<String> OBJECTS = List.of(
            "{\"id\":1,\"at\":\"2026-10-01\",\"kind\":\"x\",\"sum\":12.50,\"cur\":\"EUR\",\"who\":\"ivan@example.org\",\"url\":"
                    + "\"https://h/p?utm_source=%41\"}\n",
            "{\"id\":\"2\",\"at\":1790000000,\"kind\":\"VISIT\",\"sum\":\"1:30\",\"cur\":null,\"who\":[],\"url\":{}}\n");

    /** Reads four types of record from the bytes of a file, each row of which is a record or a reject. */
    static Fuzzer.Parser records(String document) {
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
                    FuzzedParsers.require(rows < 0 || rows == context.rows, "each type counts the same rows");
                    rows = context.rows;
                }
            } catch (CkpiException refused) {
                FuzzedParsers.require(refused.kind() == CkpiException.Kind.CONFIG, "a header that cannot be used");
            }
        };
    }

    static <R extends SourceRecord> int read(RecordSource source, Class<R> type) {
        int records = 0;
        try (RecordReader<R> reader = source.read(ReadRequest.all(type))) {
            for (R record = reader.next(); record != null; record = reader.next()) {
                records++;
                FuzzedParsers.require(record.envelope().source().equals("fuzz"), "a record has its source");
            }
            reader.issues();
            reader.cursor();
        }
        return records;
    }

    /** A packed file on disk. */
    static Fuzzer.Parser packed(Path folder, String name) {
        MappingDocument document =
                MappingDocument.read("fuzz", mapping(name, "csv", "yyyy-MM-dd", "email"), null, null);
        Path file = folder.resolve(name);
        return input -> {
            Files.write(file, input);
            try (RecordSource source =
                    FilesSource.open("fuzz", document, folder, FuzzedParsers.LIMITS, new MemoryTable.Context())) {
                read(source, Order.class);
            } catch (CkpiException refused) {
                FuzzedParsers.require(
                        refused.kind() == CkpiException.Kind.CONFIG || refused.kind() == CkpiException.Kind.DATA,
                        "no file, or a broken one");
            }
        };
    }

    static String gzip(String text) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (GZIPOutputStream packed = new GZIPOutputStream(out)) {
            packed.write(text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return "bytes:" + out.toString(StandardCharsets.ISO_8859_1);
    }
}
