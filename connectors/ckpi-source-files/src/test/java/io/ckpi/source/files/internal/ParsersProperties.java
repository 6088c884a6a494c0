package io.ckpi.source.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.ckpi.source.mapping.ClickHouseCell;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.jspecify.annotations.Nullable;

/** What holds of the parsers for any text, and for any bytes. */
class ParsersProperties {

    private static final Limits SMALL = new Limits(40, 64, 16, 8);
    private static final Limits WIDE = new Limits(1 << 16, 1 << 16, 4096, 64);

    /** A row as it was read. */
    private record Got(long line, long row, @Nullable RejectReason fault, List<@Nullable String> cells) {}

    /** Gives a few bytes at a time. */
    private static final class Dripping extends InputStream {
        private final InputStream in;
        private final int most;

        Dripping(byte[] bytes, int most) {
            this.in = new ByteArrayInputStream(bytes);
            this.most = most;
        }

        @Override
        public int read() throws IOException {
            return in.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return in.read(target, offset, Math.min(length, most));
        }
    }

    private static List<Got> delimited(byte[] bytes, int columns, Limits limits, int buffer, int most) {
        return delimited(bytes, ',', columns, limits, buffer, most);
    }

    private static List<Got> delimited(byte[] bytes, char delimiter, int columns, Limits limits, int buffer, int most) {
        List<Got> rows = new ArrayList<>();
        try (DelimitedReader reader = new DelimitedReader(
                new Bytes(new Dripping(bytes, most), limits.lineBytes(), buffer, () -> {}),
                Text.utf8(),
                delimiter,
                '"',
                limits)) {
            int[] wanted = new int[Math.max(0, columns)];
            java.util.Arrays.setAll(wanted, i -> i);
            reader.columns(columns, wanted);
            while (reader.next()) {
                List<@Nullable String> cells = new ArrayList<>();
                if (reader.fault() == null) {
                    for (int i = 0; i < wanted.length; i++) {
                        cells.add(reader.text(i));
                    }
                }
                rows.add(new Got(reader.line(), reader.row(), reader.fault(), cells));
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return rows;
    }

    @Provide
    Arbitrary<List<List<String>>> tables() {
        Arbitrary<String> cell = Arbitraries.strings()
                .withChars("ab,\"\n\r;é☃")
                .ofMaxLength(6)
                .filter(text -> text.indexOf('\u0000') < 0);
        return Arbitraries.integers()
                .between(1, 5)
                .flatMap(width -> cell.list().ofSize(width).list().ofMinSize(1).ofMaxSize(8));
    }

    @Provide
    Arbitrary<byte[]> texts() {
        return Arbitraries.frequency(
                        net.jqwik.api.Tuple.of(6, (byte) 'a'),
                        net.jqwik.api.Tuple.of(4, (byte) ','),
                        net.jqwik.api.Tuple.of(3, (byte) '"'),
                        net.jqwik.api.Tuple.of(3, (byte) '\n'),
                        net.jqwik.api.Tuple.of(1, (byte) '\r'),
                        net.jqwik.api.Tuple.of(1, (byte) 0),
                        net.jqwik.api.Tuple.of(1, (byte) 0xD0),
                        net.jqwik.api.Tuple.of(1, (byte) 0x96),
                        net.jqwik.api.Tuple.of(1, (byte) '\\'),
                        net.jqwik.api.Tuple.of(1, (byte) '\t'))
                .list()
                .ofMaxSize(120)
                .map(list -> {
                    byte[] bytes = new byte[list.size()];
                    for (int i = 0; i < bytes.length; i++) {
                        bytes[i] = list.get(i);
                    }
                    return bytes;
                });
    }

    @Property
    void wellFormedTextIsReadLikeByAnotherReader(
            @ForAll("tables") List<List<String>> table, @ForAll @IntRange(min = 1, max = 9) int most) {
        StringBuilder text = new StringBuilder();
        for (List<String> row : table) {
            for (int i = 0; i < row.size(); i++) {
                text.append(i == 0 ? "\"" : ",\"")
                        .append(row.get(i).replace("\"", "\"\""))
                        .append('"');
            }
            text.append('\n');
        }
        List<List<String>> expected = new ArrayList<>();
        List<Long> lines = new ArrayList<>();
        for (CsvRecord row : CsvReader.builder().ofCsvRecord(text.toString())) {
            expected.add(row.getFields());
            lines.add(row.getStartingLineNumber());
        }

        List<Got> got = delimited(
                text.toString().getBytes(StandardCharsets.UTF_8), table.get(0).size(), WIDE, 16, most);
        assertThat(got).allSatisfy(row -> assertThat(row.fault()).isNull());
        assertThat(got.stream().map(Got::cells).toList()).isEqualTo(expected).isEqualTo(table);
        assertThat(got.stream().map(Got::line).toList()).isEqualTo(lines);
    }

    @Provide
    Arbitrary<List<List<String>>> bareTables() {
        Arbitrary<String> cell = Arbitraries.frequencyOf(
                net.jqwik.api.Tuple.of(
                        3, Arbitraries.strings().withChars("0123456789.-: aZ").ofMaxLength(30)),
                net.jqwik.api.Tuple.of(
                        1,
                        Arbitraries.strings()
                                .withChars("a\u0001\u000B\u000E\u000F\u0010\u007F\u0080\"é☃+-:{")
                                .ofMaxLength(30)));
        return Arbitraries.integers()
                .between(1, 20)
                .flatMap(width -> cell.list().ofSize(width).list().ofMinSize(1).ofMaxSize(8));
    }

    @Property
    void bareCellsAreCutAtAnyDelimiter(
            @ForAll("bareTables") List<List<String>> table, @ForAll @IntRange(min = 1, max = 40) int most) {
        for (char delimiter : new char[] {',', ';', '\t', '|', '\u0001', '~'}) {
            StringBuilder text = new StringBuilder();
            List<List<@Nullable String>> expected = new ArrayList<>();
            for (List<String> row : table) {
                List<@Nullable String> cells = new ArrayList<>();
                for (String cell : row) {
                    String bare = cell.replace(delimiter, 'x').replaceFirst("^\"+", "");
                    text.append(cells.isEmpty() ? "" : delimiter).append(bare);
                    cells.add(bare.isEmpty() ? null : bare);
                }
                text.append(cells.hashCode() % 2 == 0 ? "\n" : "\r\n");
                if (cells.size() > 1 || cells.get(0) != null) {
                    expected.add(cells); // else the line is empty
                }
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            for (int buffer : new int[] {8, 1 << 12}) {
                List<Got> got =
                        delimited(bytes, delimiter, table.get(0).size(), WIDE, buffer, buffer == 8 ? most : 4096);
                assertThat(got.stream().map(Got::cells).toList()).isEqualTo(expected);
            }
        }
    }

    @Property
    void theSizeOfBuffersAndReadsChangesNothing(
            @ForAll("texts") byte[] bytes,
            @ForAll @IntRange(min = 1, max = 40) int buffer,
            @ForAll @IntRange(min = 1, max = 9) int most) {
        assertThat(delimited(bytes, 2, WIDE, buffer, most)).isEqualTo(delimited(bytes, 2, WIDE, 1 << 16, 1 << 16));
        assertThat(delimited(bytes, 2, SMALL, buffer, most)).isEqualTo(delimited(bytes, 2, SMALL, 1 << 16, 1 << 16));
    }

    @Property
    void anyBytesAreRowsOrRejects(@ForAll byte[] bytes, @ForAll("texts") byte[] text) {
        for (byte[] input : List.of(bytes, text)) {
            List<Got> rows = delimited(input, 3, SMALL, 8, 5);
            long row = 0;
            long line = 0;
            for (Got got : rows) {
                assertThat(got.row()).isEqualTo(++row);
                assertThat(got.line()).isGreaterThan(line);
                line = got.line();
                if (got.fault() == null) {
                    assertThat(got.cells()).hasSize(3);
                }
            }
        }
    }

    @Property
    void resumingGivesTheSameRows(@ForAll("texts") byte[] bytes, @ForAll @IntRange(min = 0, max = 10) int stop)
            throws IOException {
        List<Got> all = delimited(bytes, 2, WIDE, 8, 5);
        RowReader.Position position;
        try (DelimitedReader reader = reader(bytes)) {
            int i = 0;
            while (i < stop && reader.next()) {
                i++;
            }
            position = reader.position();
        }
        List<Got> rest = new ArrayList<>();
        try (DelimitedReader reader = reader(bytes)) {
            reader.columns(2, new int[] {0, 1});
            reader.resume(position);
            while (reader.next()) {
                List<@Nullable String> cells = new ArrayList<>();
                if (reader.fault() == null) {
                    cells.add(reader.text(0));
                    cells.add(reader.text(1));
                }
                rest.add(new Got(reader.line(), reader.row(), reader.fault(), cells));
            }
        }
        assertThat(rest).isEqualTo(all.subList(Math.min(stop, all.size()), all.size()));
    }

    private static DelimitedReader reader(byte[] bytes) {
        return new DelimitedReader(
                new Bytes(new Dripping(bytes, 3), WIDE.lineBytes(), 8, () -> {}), Text.utf8(), ',', '"', WIDE);
    }

    @Property
    void anyBytesAreLinesOfClickHouseOrRejects(@ForAll byte[] bytes, @ForAll("texts") byte[] text) throws IOException {
        for (byte[] input : List.of(bytes, text)) {
            try (ClickHouseReader reader = new ClickHouseReader(
                    new Bytes(new Dripping(input, 3), SMALL.lineBytes(), 8, () -> {}), Text.utf8(), SMALL)) {
                reader.columns(2, new int[] {0, 1});
                while (reader.next()) {
                    if (reader.fault() == null) {
                        for (int i = 0; i < 2; i++) {
                            try {
                                reader.text(i);
                                reader.array(i);
                            } catch (RowFault e) {
                                assertThat(e.reason()).isIn(RejectReason.BAD_ARRAY, RejectReason.BAD_ESCAPE);
                            }
                        }
                    }
                }
            }
        }
    }

    @Property
    void anyCellIsTextOrAReject(@ForAll("cells") String cell) {
        try {
            ClickHouseCell.text(cell);
        } catch (RowFault e) {
            assertThat(e.reason()).isEqualTo(RejectReason.BAD_ESCAPE);
        }
        try {
            ClickHouseCell.array(cell);
        } catch (RowFault e) {
            assertThat(e.reason()).isIn(RejectReason.BAD_ARRAY, RejectReason.BAD_ESCAPE);
        }
    }

    @Provide
    Arbitrary<String> cells() {
        return Arbitraries.strings().withChars("[]',\\\"aN tn0 ").ofMaxLength(14);
    }

    @Property
    void arraysSurviveAllTheirForms(@ForAll List<@net.jqwik.api.From("elements") String> elements) throws RowFault {
        StringBuilder plain = new StringBuilder("[");
        for (int i = 0; i < elements.size(); i++) {
            plain.append(i == 0 ? "'" : ",'")
                    .append(elements.get(i)
                            .replace("\\", "\\\\")
                            .replace("'", "\\'")
                            .replace("\n", "\\n"))
                    .append('\'');
        }
        plain.append(']');
        assertThat(ClickHouseCell.array(plain.toString())).isEqualTo(elements);
        // the whole cell escaped once more, as the service does
        String twice = plain.toString().replace("\\", "\\\\").replace("'", "\\'");
        if (elements.stream().noneMatch(e -> e.indexOf('\'') >= 0 || e.indexOf('\\') >= 0)) {
            assertThat(ClickHouseCell.array(twice)).isEqualTo(elements);
            assertThat(ClickHouseCell.array('"' + twice.replace("\"", "\"\"") + '"'))
                    .isEqualTo(elements);
        }
    }

    @Provide
    Arbitrary<String> elements() {
        return Arbitraries.strings().withChars("ab',\\\"[] \nЖ").ofMaxLength(6);
    }

    @Property
    void anyBytesAreJsonLinesOrRejects(@ForAll byte[] bytes, @ForAll("json") String text) throws IOException {
        for (byte[] input : List.of(bytes, text.getBytes(StandardCharsets.UTF_8))) {
            try (JsonReader reader = new JsonReader(
                    new Bytes(new Dripping(input, 3), SMALL.lineBytes(), 8, () -> {}),
                    Text.utf8(),
                    SMALL,
                    List.of("a", "/a/0", "/a/b=1/c"))) {
                while (reader.next()) {
                    if (reader.fault() == null) {
                        for (int i = 0; i < 3; i++) {
                            try {
                                reader.text(i);
                                reader.array(i);
                            } catch (RowFault e) {
                                assertThat(e.reason()).isIn(RejectReason.BAD_JSON, RejectReason.BAD_ARRAY);
                            }
                        }
                    }
                }
            }
        }
    }

    @Provide
    Arbitrary<String> json() {
        return Arbitraries.of(
                        "{", "}", "[", "]", "\"a\"", "\"b\"", ":", ",", "1", "-0.5e3", "null", "true", "\n", " ", "\\")
                .list()
                .ofMaxSize(30)
                .map(parts -> String.join("", parts));
    }

    @Property
    void strictUtf8AgreesWithTheLibrary(@ForAll byte[] bytes, @ForAll String text) {
        byte[] good = text.getBytes(StandardCharsets.UTF_8);
        for (byte[] input : List.of(bytes, good)) {
            boolean valid;
            try {
                StandardCharsets.UTF_8.newDecoder().decode(java.nio.ByteBuffer.wrap(input));
                valid = true;
            } catch (java.nio.charset.CharacterCodingException e) {
                valid = false;
            }
            assertThat(Text.utf8().isValid(input, 0, input.length)).isEqualTo(valid);
            if (valid) {
                assertThat(Text.utf8().length(input, 0, input.length))
                        .isEqualTo(new String(input, StandardCharsets.UTF_8).length());
            }
        }
    }

    @Property
    void namesMatchPatternsAsInAShell(@ForAll("names") String name, @ForAll("patterns") String pattern) {
        String regex = pattern.replace("*", ".*").replace("?", ".");
        assertThat(io.ckpi.source.mapping.FileRoot.matches(name, pattern)).isEqualTo(name.matches(regex));
    }

    @Provide
    Arbitrary<String> names() {
        return Arbitraries.strings().withChars("ab").ofMaxLength(8);
    }

    @Provide
    Arbitrary<String> patterns() {
        return Arbitraries.strings().withChars("ab*?").ofMaxLength(6);
    }
}
