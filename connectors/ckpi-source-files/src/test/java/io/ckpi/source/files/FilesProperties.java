package io.ckpi.source.files;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import io.ckpi.core.record.LeadStageChange;
import io.ckpi.core.record.Order;
import io.ckpi.core.record.Touch;
import io.ckpi.spi.RecordSource;
import io.ckpi.tck.TestHost;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** Whatever the file and whatever the mapping: records, rejects or one clear error, nothing else. */
class FilesProperties {

    private static Path folder = Path.of(".");

    @BeforeContainer
    static void makeFolder() throws IOException {
        folder = Files.createTempDirectory("ckpi-files");
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    private static final String MAPPING = """
            schema: ckpi/mapping@1
            id: any
            zone: {assume: Europe/Moscow}
            currency: RUB
            absent: ["-"]
            files:
              - file: x.txt
                format: FORMAT
                records:
                  - record: Order
                    key: [a, b]
                    orderRef: {from: [a, b], separator: "/"}
                    createdAt: {from: b, format: yyyy-MM-dd}
                    status: {from: c, values: {x: PAID, y: CANCELLED}}
                    revenue: {money: a, currency: {from: c}}
                    person: {token: b, type: email}
                    tags: [a, c]
                    lines: [{product: c, quantity: a, unitPrice: {money: a}}]
                  - record: Order
                    when: {a: {present: true}, c: [x, y]}
                    orderRef: a
                    createdAt: b
                    status: c
                    revenue: {money: b}
                  - record: Touch
                    occurredAt: b
                    kind: c
                    path: a
                    engaged: {from: a, unit: clock}
                    origin: {source: {from: a, query: utm_source}, channel: {first: [b, c]}}
                  - record: LeadStageChange
                    each: [a]
                    occurredAt: {from: b, default: asOf}
                    entity: {const: LEAD}
                    entityRef: a
                    toRaw: c
                    to: c
                    probability: {from: a, scale: 0.01}
                asOf: 2024-01-01
            """;

    private static int readAll(byte[] bytes, String mapping) throws IOException {
        Files.write(folder.resolve("x.txt"), bytes);
        TestHost host = TestHost.with("dir", folder.toString(), "max-line-bytes", "500", "max-field-chars", "100");
        try (RecordSource source = host.open(FilesProvider.withMapping("any.yaml", mapping))) {
            int orders = host.read(source, Order.class).records().size();
            long rows = host.accepted() + host.rejected();
            assertThat((long) orders).isLessThanOrEqualTo(2 * host.accepted());
            host.read(source, Touch.class);
            assertThat(host.accepted() + host.rejected())
                    .as("every row counts once a stream")
                    .isEqualTo(2 * rows);
            host.read(source, LeadStageChange.class);
            assertThat(host.accepted() + host.rejected()).isEqualTo(3 * rows);
            assertThat(host.rejects())
                    .allSatisfy(reject -> assertThat(reject.location()).matches("x.txt:[0-9]+"));
            return orders;
        } catch (CkpiException e) {
            assertThat(e.kind()).isEqualTo(CkpiException.Kind.CONFIG);
            assertThat(e.getMessage()).isNotBlank();
            return 0;
        }
    }

    /** Without this the properties might hold of refusals only. */
    @Example
    void theMappingItselfIsGood() throws IOException {
        String row = "12.5,2024-01-01,EUR";
        String mapping = MAPPING.replace("values: {x: PAID, y: CANCELLED}", "values: {EUR: PAID}");
        assertThat(readAll(
                        ("a,b,c\n" + row + "\n").getBytes(StandardCharsets.UTF_8),
                        mapping.replace("FORMAT", "csv").replace("        each: [a]\n", "")))
                .isEqualTo(1);
        assertThat(readAll(
                        ("a\tb\tc\n" + row.replace(',', '\t') + "\n").getBytes(StandardCharsets.UTF_8),
                        mapping.replace("FORMAT", "clickhouse-tsv")))
                .isEqualTo(1);
        assertThat(readAll(
                        "{\"a\":12.5,\"b\":\"2024-01-01\",\"c\":\"EUR\"}".getBytes(StandardCharsets.UTF_8),
                        mapping.replace("FORMAT", "jsonl")))
                .isEqualTo(1);
    }

    @Provide
    Arbitrary<String> rows() {
        Arbitrary<String> cell = Arbitraries.of(
                "",
                "-",
                "1",
                "-2.5",
                "1E+19",
                "2024-01-01",
                "2024-01-01T00:00:00Z",
                "x",
                "y",
                "PAID",
                "VISIT",
                "EUR",
                "a@b.c",
                "\"",
                "\"q\"",
                "\"q",
                "Ж",
                "12:00:00",
                "https://h/p?utm_source=%41",
                "99999999999999999999999999",
                "['a','1']",
                "[1]",
                "\\N",
                "\\",
                "\t");
        return cell.list()
                .ofMinSize(2)
                .ofMaxSize(4)
                .map(cells -> String.join(",", cells))
                .list()
                .ofMaxSize(6)
                .map(lines -> String.join("\n", lines));
    }

    @Property(tries = 200)
    void anyDelimitedFileIsReadOrRefused(@ForAll("rows") String rows, @ForAll byte[] tail) throws IOException {
        byte[] text = ("a,b,c\n" + rows + "\n").getBytes(StandardCharsets.UTF_8);
        byte[] bytes = java.util.Arrays.copyOf(text, text.length + tail.length);
        System.arraycopy(tail, 0, bytes, text.length, tail.length);
        readAll(bytes, MAPPING.replace("FORMAT", "csv").replace("        each: [a]\n", ""));
        readAll(
                new String(bytes, StandardCharsets.ISO_8859_1)
                        .replace(',', '\t')
                        .getBytes(StandardCharsets.ISO_8859_1),
                MAPPING.replace("FORMAT", "clickhouse-tsv"));
    }

    @Provide
    Arbitrary<String> objects() {
        Arbitrary<String> value = Arbitraries.of(
                "1",
                "-2.5e3",
                "\"2024-01-01\"",
                "null",
                "true",
                "[\"1\",\"2\"]",
                "[{}]",
                "{\"a\":1}",
                "\"x\"",
                "\"PAID\"",
                "\"\\ud83d\"");
        return value.list()
                .ofSize(3)
                .map(v -> "{\"a\":" + v.get(0) + ",\"b\":" + v.get(1) + ",\"c\":" + v.get(2) + "}")
                .list()
                .ofMaxSize(4)
                .map(lines -> String.join("\n", lines));
    }

    @Property(tries = 200)
    void anyJsonIsReadOrRefused(@ForAll("objects") String text, @ForAll @IntRange(min = 0, max = 300) int cut)
            throws IOException {
        byte[] bytes = text.substring(0, Math.min(text.length(), cut)).getBytes(StandardCharsets.UTF_8);
        readAll(bytes, MAPPING.replace("FORMAT", "jsonl"));
    }

    /** The mapping with some of its lines and words taken out, doubled or exchanged. */
    @Provide
    Arbitrary<String> mutants() {
        List<String> words =
                List.of(MAPPING.replace("FORMAT", "csv").split("(?<=[\\s,:{}\\[\\]])|(?=[\\s,:{}\\[\\]])"));
        Arbitrary<List<Integer>> edits = Arbitraries.integers()
                .between(0, words.size() - 1)
                .list()
                .ofMinSize(1)
                .ofMaxSize(4);
        Arbitrary<String> others = Arbitraries.of(
                "", " ", "{", "}", "[", "]", ":", "~", "1", "true", "\"", "from", "token", "money", "const", "values",
                "each", "asOf", "&a", "*a", "!!int", "\u0000", "Ж", "1e999", "- ", "\n", "unit", "record", "Order",
                "hash", "first");
        return edits.flatMap(at -> others.list().ofSize(at.size()).map(with -> {
            List<String> mutant = new ArrayList<>(words);
            for (int i = 0; i < at.size(); i++) {
                mutant.set(at.get(i), with.get(i));
            }
            return String.join("", mutant);
        }));
    }

    @Property(tries = 500)
    void anyMappingIsReadOrRefused(@ForAll("mutants") String mapping) throws IOException {
        readAll("a,b,c\n1,2024-01-01,x\n".getBytes(StandardCharsets.UTF_8), mapping);
    }

    @Property(tries = 200)
    void anyTextAsMappingIsReadOrRefused(@ForAll String text) throws IOException {
        readAll(new byte[0], text);
        readAll(new byte[0], "schema: ckpi/mapping@1\nid: x\nfiles:\n" + text);
    }
}
