package io.ckpi.report.internal.csv;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.report.internal.tree.JsonReader;
import io.ckpi.report.internal.tree.Node;
import java.io.IOException;
import java.io.InputStream;
import java.io.StringWriter;
import java.math.BigDecimal;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class CsvWriterTest {

    private static final CsvWriter.Form COMMA = new CsvWriter.Form(',', '.', "\n", false, true);
    private static final CsvWriter.Form SEMICOLON = new CsvWriter.Form(';', ',', "\r\n", false, true);

    private static String text(String cell, CsvWriter.Form form) throws IOException {
        StringWriter out = new StringWriter();
        new CsvWriter(out, form).text(cell);
        return out.toString();
    }

    private static String number(Node number, CsvWriter.Form form) throws IOException {
        StringWriter out = new StringWriter();
        new CsvWriter(out, form).number(number.present() ? new BigDecimal(number.text()) : null);
        return out.toString();
    }

    @Test
    void everyConformanceCase() throws IOException {
        Node cases;
        try (InputStream in = getClass().getResourceAsStream("/conformance-files/report/csv-safe.json")) {
            cases = Node.root(JsonReader.read(Objects.requireNonNull(in).readAllBytes()));
        }
        assertThat(cases.get("text").items()).hasSizeGreaterThan(15);
        for (Node one : cases.get("text").items()) {
            assertThat(text(one.text("text"), COMMA)).isEqualTo(one.text("comma"));
            assertThat(text(one.text("text"), SEMICOLON)).isEqualTo(one.text("semicolon"));
        }
        for (Node one : cases.get("numbers").items()) {
            assertThat(number(one.get("number"), COMMA)).isEqualTo(one.text("comma"));
            assertThat(number(one.get("number"), SEMICOLON)).isEqualTo(one.text("semicolonRu"));
        }
    }

    @Test
    void fullWidthAndNarrowSpacesAreSeenThrough() throws IOException {
        assertThat(text("\u00A0\u2007\uFF0B1", COMMA)).isEqualTo("'\u00A0\u2007\uFF0B1");
        assertThat(text("\uFF0D1", COMMA)).isEqualTo("'\uFF0D1");
        assertThat(text("\uFF20x", COMMA)).isEqualTo("'\uFF20x");
        assertThat(text("   ", COMMA)).isEqualTo("   ");
    }

    @Test
    void rowsAndTheByteOrderMark() throws IOException {
        StringWriter out = new StringWriter();
        CsvWriter csv = new CsvWriter(out, new CsvWriter.Form(';', ',', "\r\n", true, true));
        csv.text("a").number(new BigDecimal("-0.5")).text(null).endRow();
        csv.text("b").number(null).text("c").endRow();
        assertThat(out.toString()).isEqualTo("\uFEFFa;-0,5;\r\nb;;c\r\n");
    }
}
