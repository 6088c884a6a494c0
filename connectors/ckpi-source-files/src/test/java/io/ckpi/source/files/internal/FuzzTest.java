package io.ckpi.source.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.record.Order;
import io.ckpi.source.mapping.MappedSource;
import io.ckpi.spi.RecordSource;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
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

    @TempDir
    private Path folder = Path.of("");

    /** A parser and its share of the inputs. */
    private record Part(Fuzzer fuzzer, long share) {}

    private List<Part> parts() {
        return List.of(
                new Part(
                        new Fuzzer(
                                "csv",
                                SEED,
                                FuzzedParsers.CSV,
                                FuzzedParsers.CSV_WORDS,
                                input -> FuzzedParsers.delimited(input, ',', '"')),
                        2600),
                new Part(
                        new Fuzzer(
                                "tsv without quotes",
                                SEED,
                                FuzzedParsers.CLICKHOUSE,
                                FuzzedParsers.CSV_WORDS,
                                input -> FuzzedParsers.delimited(input, '\t', DelimitedReader.NO_QUOTE)),
                        1000),
                new Part(
                        new Fuzzer(
                                "clickhouse lines",
                                SEED,
                                FuzzedParsers.CLICKHOUSE,
                                FuzzedParsers.CLICKHOUSE_WORDS,
                                FuzzedParsers::clickHouse),
                        1800),
                new Part(
                        new Fuzzer(
                                "clickhouse cells",
                                SEED,
                                List.of("['a','b']", "a\\tb", "[1,2]", "\"[\\'a\\']\"", "[\\'a\\\\\\'\\']"),
                                FuzzedParsers.CLICKHOUSE_WORDS,
                                FuzzedParsers::cell),
                        1800),
                new Part(
                        new Fuzzer(
                                "json lines", SEED, FuzzedParsers.JSON, FuzzedParsers.JSON_WORDS, FuzzedParsers::json),
                        1600),
                new Part(
                        new Fuzzer(
                                "records of csv",
                                SEED,
                                List.of(FuzzedRecords.table(",")),
                                FuzzedRecords.cells(","),
                                FuzzedRecords.records(
                                        FuzzedRecords.mapping("x", "csv", "yyyy-MM-dd['T'HH:mm:ss][XXX]", "email"))),
                        700),
                new Part(
                        new Fuzzer(
                                "records of csv, decimal comma",
                                SEED,
                                List.of(FuzzedRecords.table(";")),
                                FuzzedRecords.cells(";"),
                                FuzzedRecords.records(FuzzedRecords.mapping("x", "csv", "dd.MM.yyyy HH:mm:ss", "phone")
                                        .replace(
                                                "currency: RUB",
                                                "currency: RUB\ndelimiter: ';'\ndecimal: ','\ngrouping: ' '"))),
                        700),
                new Part(
                        new Fuzzer(
                                "records of clickhouse tsv",
                                SEED,
                                List.of(FuzzedRecords.table("\t")),
                                FuzzedRecords.cells("\t"),
                                FuzzedRecords.records(
                                        FuzzedRecords.mapping("x", "clickhouse-tsv", "epoch-seconds", "clientId"))),
                        700),
                new Part(
                        new Fuzzer(
                                "records of json lines",
                                SEED,
                                FuzzedRecords.OBJECTS,
                                FuzzedRecords.cells("\":\""),
                                FuzzedRecords.records(FuzzedRecords.mapping("x", "jsonl", "epoch-millis", "email"))),
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
                                FuzzedParsers.tokens()),
                        500),
                new Part(
                        new Fuzzer(
                                "mapping documents",
                                SEED,
                                List.of(
                                        FuzzedRecords.mapping("x", "csv", "yyyy-MM-dd", "email"),
                                        FuzzedRecords.mapping("*.jsonl", "jsonl", "iso", "phone")),
                                List.of(
                                        "{", "}", "[", "]", ":", ": ", "~", "- ", "\n", "  ", "&a ", "*a", "!!int ",
                                        "|", ">", "'", "\"", "#", "%", "---\n", "...\n", "from", "token", "money",
                                        "const", "values", "each", "asOf", "unit", "record", "Order", "hash", "first",
                                        "? ", "<<: *a"),
                                FuzzedParsers::document),
                        40),
                new Part(
                        new Fuzzer(
                                "packed files",
                                SEED,
                                List.of(FuzzedRecords.gzip(FuzzedRecords.table(",")), FuzzedRecords.gzip("a\n")),
                                List.of(),
                                FuzzedRecords.packed(folder, "x.csv.gz")),
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
            {FuzzedRecords.mapping("x", "csv", "yyyy-MM-dd['T'HH:mm:ss][XXX]", "email"), FuzzedRecords.table(",")},
            {FuzzedRecords.mapping("x", "clickhouse-tsv", "iso", "email"), FuzzedRecords.table("\t")},
            {FuzzedRecords.mapping("x", "jsonl", "iso", "email"), FuzzedRecords.OBJECTS.get(0)}
        }) {
            Mapping mapping = MappingDocument.read("fuzz", one[0], null, null).mapping();
            Mapping.FileMapping file = mapping.files().get(0);
            MemoryTable table =
                    new MemoryTable(one[1].getBytes(StandardCharsets.UTF_8), file.dialect(), file.records());
            try (RecordSource source = new MappedSource(
                    "fuzz", "FUZZ", mapping.header(), List.of(table), new MemoryTable.Context(), () -> {})) {
                assertThat(FuzzedRecords.read(source, Order.class)).as(one[0]).isPositive();
            }
        }
    }
}
