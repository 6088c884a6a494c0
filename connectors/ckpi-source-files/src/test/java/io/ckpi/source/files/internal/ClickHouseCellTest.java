package io.ckpi.source.files.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.definition.Definitions;
import io.ckpi.core.definition.Node;
import io.ckpi.source.mapping.ClickHouseCell;
import io.ckpi.source.mapping.RowFault;
import io.ckpi.spi.RejectReason;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The conformance cases of one cell of ClickHouse's TabSeparated format. */
class ClickHouseCellTest {

    record Case(
            String id,
            String kind,
            String cell,
            @Nullable Object value,
            @Nullable RejectReason reject) {
        @Override
        public String toString() {
            return id;
        }
    }

    static List<Case> cases() throws IOException {
        try (InputStream in = CsvReadTest.class.getResourceAsStream("/conformance-files/sources/metrica-tsv.json")) {
            return Definitions.read("metrica-tsv.json", Objects.requireNonNull(in), root -> {
                root.text("format");
                return root.objects(
                        "cases",
                        node -> new Case(
                                node.text("id"),
                                node.text("kind"),
                                node.text("cell"),
                                node.optional("value")
                                        .map(ClickHouseCellTest::value)
                                        .orElse(null),
                                node.optionalOneOf("reject", RejectReason.class).orElse(null)));
            });
        }
    }

    private static @Nullable Object value(Node node) {
        if (node.isList()) {
            return node.asTexts();
        }
        return node.isNull() ? null : node.asText();
    }

    @Test
    void thereAreAllCases() throws IOException {
        assertThat(cases()).hasSize(26);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void readsAsStated(Case c) {
        Object value = null;
        RejectReason reject = null;
        try {
            value = c.kind().equals("string") ? ClickHouseCell.text(c.cell()) : ClickHouseCell.array(c.cell());
        } catch (RowFault e) {
            reject = e.reason();
        }
        assertThat(value).isEqualTo(c.value());
        assertThat(reject).isEqualTo(c.reject());
    }

    @Test
    void anArrayEscapedOnceMoreUndoesBothLayers() throws RowFault {
        assertThat(ClickHouseCell.array("[\\'O\\\\\\'Neil\\',\\'a\\\\nb\\']")).containsExactly("O'Neil", "a\nb");
    }
}
