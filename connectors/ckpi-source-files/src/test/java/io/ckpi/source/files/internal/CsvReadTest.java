package io.ckpi.source.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.CkpiException;
import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conformance cases of delimited text. */
class CsvReadTest {

    record Rejected(long row, long line, RejectReason reason) {}

    record Case(
            String id,
            String bytes,
            Map<String, String> options,
            @Nullable String error,
            List<String> header,
            List<List<@Nullable String>> rows,
            List<Rejected> rejects) {
        @Override
        public String toString() {
            return id;
        }
    }

    static List<Case> cases() throws IOException {
        try (InputStream in = CsvReadTest.class.getResourceAsStream("/conformance-files/sources/csv-read.json")) {
            return Definitions.read("csv-read.json", Objects.requireNonNull(in), root -> {
                root.text("format");
                return root.objects("cases", CsvReadTest::readCase);
            });
        }
    }

    private static Case readCase(Node node) {
        Map<String, String> options = new HashMap<>();
        node.map("options").forEach((key, value) -> options.put(key, value.asText()));
        List<List<@Nullable String>> rows = new ArrayList<>();
        for (Node row : node.optionalList("rows")) {
            List<@Nullable String> cells = new ArrayList<>();
            row.asList().forEach(cell -> cells.add(cell.isNull() ? null : cell.asText()));
            rows.add(cells);
        }
        return new Case(
                node.text("id"),
                node.text("bytes"),
                options,
                node.optionalText("error").orElse(null),
                node.optionalTexts("header"),
                rows,
                node.optionalObjects(
                        "rejects",
                        reject -> new Rejected(
                                reject.integer("row"),
                                reject.integer("line"),
                                reject.oneOf("reason", RejectReason.class))));
    }

    @Test
    void thereAreAllCases() throws IOException {
        assertThat(cases()).hasSize(23);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsAsStated(Case c) throws IOException {
        Map<String, String> options = new HashMap<>(c.options());
        String charset = options.remove("charset");
        String delimiter = options.remove("delimiter");
        String columns = options.remove("columns");
        String maxFieldChars = options.remove("maxFieldChars");
        String ids = options.remove("idColumns");
        boolean header = !"none".equals(options.remove("header"));
        assertThat(options).as("options that this test does not know").isEmpty();
        Dialect dialect = new Dialect(
                Dialect.Format.CSV,
                charset == null ? StandardCharsets.UTF_8 : Charset.forName(charset),
                delimiter == null ? ',' : delimiter.charAt(0),
                '"',
                header,
                columns == null ? List.of() : List.of(columns.split(",")),
                null);
        Limits limits =
                maxFieldChars == null ? Limits.DEFAULT : new Limits(Integer.parseInt(maxFieldChars), 4096, 4096, 64);

        List<List<@Nullable String>> rows = new ArrayList<>();
        List<Rejected> rejects = new ArrayList<>();
        String error = null;
        try (RowReader reader = Rows.open(
                () -> new ByteArrayInputStream(HexFormat.of().parseHex(c.bytes())),
                dialect,
                c.header(),
                limits,
                (code, sentence) -> new CkpiException(CkpiException.Kind.CONFIG, "CKPI-FILES-" + code, "s", sentence),
                () -> {})) {
            int id = ids == null ? -1 : c.header().indexOf(ids);
            while (reader.next()) {
                RejectReason reason = reader.fault();
                if (reason == null) {
                    List<@Nullable String> cells = new ArrayList<>();
                    for (int i = 0; i < c.header().size(); i++) {
                        cells.add(reader.text(i));
                    }
                    if (id >= 0 && isRounded(Objects.requireNonNull(cells.get(id)))) {
                        reason = RejectReason.ID_PRECISION_LOST;
                    } else {
                        rows.add(cells);
                    }
                }
                if (reason != null) {
                    rejects.add(new Rejected(reader.row(), reader.line(), reason));
                }
            }
        } catch (CkpiException e) {
            error = "BAD_ENCODING".equals(c.error())
                    ? e.code().substring("CKPI-FILES-".length()).replace('-', '_')
                    : e.kind().name();
        } catch (RowFault e) {
            throw new AssertionError(e);
        }

        assertThat(error).isEqualTo(c.error());
        assertThat(rows).isEqualTo(c.rows());
        assertThat(rejects).isEqualTo(c.rejects());
    }

    /** The rule in its own words; that the mapping keeps to it is tested where the mapping is. */
    private static boolean isRounded(String id) {
        return id.matches("[+-]?\\d+[.,]\\d+[eE][+-]?\\d+") || id.matches("[+-]?\\d+[eE][+-]\\d+");
    }
}
