package io.ckpi.source.files.inspect;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterProperty;
import net.jqwik.api.lifecycle.BeforeProperty;

/** Whatever a file holds: it is looked at or refused in a sentence, and nothing personal comes out. */
class InspectProperties {

    private static final List<String> CANARIES = List.of(
            "Canary Birdson",
            "Кенарейкин Пётр",
            "Кенарейкина Анна Петровна",
            "canary@example.org",
            "+7 999 000-11-22",
            "8 (999) 000-11-22",
            "79990001122",
            "Please call Canary Birdson back about the yellow cage, it is urgent");
    /** Parts of them, of which none may be seen. */
    private static final List<String> PARTS = List.of("canary", "birdson", "кенар", "000-11", "9990001122", "yellow");

    private Path folder = Path.of(".");

    @BeforeProperty
    void makeFolder() throws IOException {
        folder = Files.createTempDirectory("inspect");
    }

    @AfterProperty
    void removeFolder() throws IOException {
        try (var files = Files.list(folder)) {
            for (Path file : files.toList()) {
                Files.delete(file);
            }
        }
        Files.delete(folder);
    }

    @Provide
    Arbitrary<byte[]> bytes() {
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(300);
        Arbitrary<byte[]> tabular = Arbitraries.strings()
                .withChars("ab1., ;|\t\"\n\r{}[]:\\-/0\u0416\uFEFF")
                .ofMaxLength(300)
                .map(text -> text.getBytes(StandardCharsets.UTF_8));
        Arbitrary<byte[]> json = Arbitraries.strings()
                .withChars("a1\",:{}[]\n")
                .ofMaxLength(200)
                .map(text -> ("{\"a\":1" + text).getBytes(StandardCharsets.UTF_8));
        return Arbitraries.oneOf(any, tabular, json);
    }

    @Property(tries = 150)
    void whateverTheBytesTheyAreLookedAtOrRefused(@ForAll("bytes") byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("any.csv"), bytes);
        try {
            List<Inspection> files = Inspector.withDefaults().rows(100).inspect(file);
            assertThat(files).singleElement().satisfies(f -> {
                assertThat(f.regular()).isBetween(0L, f.rows());
                assertThat(f.columns()).allSatisfy(c -> assertThat(c.fitting()).isBetween(0L, c.filled()));
            });
            assertThat(Proposal.of(files, null, Locale.ENGLISH).yaml()).startsWith("schema: ckpi/mapping@1\n");
            assertThat(Inspector.withDefaults().rows(100).inspect(file)).isEqualTo(files);
        } catch (CkpiException refused) {
            assertThat(refused.getMessage()).startsWith("any.csv: is ");
        }
    }

    /** A table whose columns have a kind each; some hold canaries. */
    @Provide
    Arbitrary<String> tables() {
        Arbitrary<List<String>> names = Arbitraries.of(
                        "order_id",
                        "date",
                        "amount",
                        "status",
                        "stage",
                        "type",
                        "client",
                        "phone",
                        "email",
                        "manager",
                        "note",
                        "сумма",
                        "статус",
                        "телефон",
                        "комментарий",
                        "utm_source",
                        "direction",
                        "created_at",
                        "c_x")
                .list()
                .ofMinSize(2)
                .ofMaxSize(8)
                .uniqueElements();
        Arbitrary<Integer> rows = Arbitraries.integers().between(1, 12);
        Arbitrary<String> mark = Arbitraries.of(",", ";", "\t", "|");
        Arbitrary<Boolean> header = Arbitraries.of(true, true, false);
        return names.flatMap(list -> rows.flatMap(count -> mark.flatMap(
                m -> header.flatMap(h -> cells(list.size()).map(kinds -> table(list, kinds, count, m, h))))));
    }

    private static Arbitrary<List<Integer>> cells(int count) {
        return Arbitraries.integers().between(0, 5 + CANARIES.size()).list().ofSize(count);
    }

    private static String table(List<String> names, List<Integer> kinds, int rows, String mark, boolean header) {
        StringBuilder text = new StringBuilder(header ? String.join(mark, names) + "\n" : "");
        for (int row = 0; row < rows; row++) {
            List<String> cells = new ArrayList<>();
            for (int kind : kinds) {
                cells.add(
                        switch (kind) {
                            case 0 -> String.valueOf(row);
                            case 1 -> "2024-06-%02d".formatted(row + 1);
                            case 2 -> row % 2 == 0 ? "new" : "paid";
                            case 3 -> row + "." + row;
                            case 4 -> "";
                            case 5 -> CANARIES.get(row % CANARIES.size());
                            default -> CANARIES.get(kind - 6);
                        });
            }
            text.append(String.join(
                            mark,
                            cells.stream()
                                    .map(c -> c.contains(mark) ? "\"" + c + "\"" : c)
                                    .toList()))
                    .append('\n');
        }
        return text.toString();
    }

    @Property(tries = 80)
    void noCellOfAPersonIsShown(@ForAll("tables") String table, @ForAll("charsets") String charset) throws IOException {
        assertHidden(table.getBytes(Charset.forName(charset)));
    }

    @Provide
    Arbitrary<String> charsets() {
        return Arbitraries.of("UTF-8", "windows-1251", "UTF-16");
    }

    @Property(tries = 40)
    void noMemberOfJsonOfAPersonIsShown(@ForAll("canaries") List<String> canaries) throws IOException {
        StringBuilder text = new StringBuilder();
        for (String canary : canaries) {
            text.append("{\"order_id\":1,\"status\":\"")
                    .append(canary)
                    .append("\",\"")
                    .append(canary)
                    .append("\":{\"")
                    .append(canary)
                    .append("\":\"")
                    .append(canary)
                    .append("\"},\"created_at\":\"2024-06-01\"}\n");
        }
        assertHidden(text.toString().getBytes(StandardCharsets.UTF_8));
    }

    @Provide
    Arbitrary<List<String>> canaries() {
        return Arbitraries.of(CANARIES).list().ofMinSize(1).ofMaxSize(12);
    }

    private void assertHidden(byte[] bytes) throws IOException {
        Path file = Files.write(folder.resolve("any.csv"), bytes);
        List<Inspection> files = Inspector.withDefaults().inspect(file);
        StringBuilder shown = new StringBuilder(files.toString());
        for (String record : Proposal.records()) {
            shown.append(Proposal.of(files, record, Locale.ENGLISH));
        }
        shown.append(Proposal.of(files, null, Locale.forLanguageTag("ru")));
        String text = shown.toString().toLowerCase(Locale.ROOT);
        assertThat(PARTS).noneMatch(text::contains);
    }
}
