package io.ckpi.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.text.Normalizer;
import java.util.List;
import java.util.Locale;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** Whatever stands in a name, it is text on the page and nothing else. */
class BoardProperties {

    private static final List<String> TRAPS = List.of(
            "<script>alert(1)</script>",
            "</template><script>alert(1)</script>",
            "\"><img src=x onerror=alert(1)>",
            "' onmouseover='alert(1)",
            "]]>",
            "<!--",
            "-->",
            "&amp;&lt;&#60;",
            "\uD800",
            "\uDFFF",
            "\u0000",
            "\u0007",
            "\u202E",
            "\u2028",
            "\uFFFE",
            "\uD83D\uDE00",
            "{0}",
            "\uE000",
            "\\u003c",
            "$1",
            "é");

    @Provide
    Arbitrary<String> names() {
        Arbitrary<String> any = Arbitraries.strings().all().ofMinLength(1).ofMaxLength(12);
        Arbitrary<String> trap = Arbitraries.of(TRAPS);
        return Arbitraries.oneOf(
                        any, trap, trap.list().ofMinSize(1).ofMaxSize(3).map(list -> String.join("", list)))
                .map(text -> "a" + text + "z");
    }

    @Property(tries = 60)
    void aNameIsShownAsItIsAndRunsNothing(@ForAll("names") String name) {
        ReportRecord record = Golden.renamed("partial", key -> name);
        String page = Board.withDefaults().with(Locale.ENGLISH).render(record);
        Document document = Golden.parsed(page);
        assertThat(Golden.elements(document, "script")).isEmpty();
        assertThat(Golden.elements(document, "img")).isEmpty();
        assertThat(Golden.elements(document, "template")).hasSize(1);
        assertThat(page.toLowerCase(Locale.ROOT)).doesNotContain("<script");
        String expected = shown(name);
        List<Element> names = Golden.elements(document, "bdi");
        assertThat(names.stream()
                        .filter(element -> element.getTextContent().equals(expected))
                        .count())
                .isGreaterThan(40);
        assertThat(Golden.elements(document, "th").stream()
                        .filter(element -> element.getTextContent().equals(expected))
                        .count())
                .isGreaterThan(10);
    }

    @Property(tries = 60)
    void theEmbeddedRecordIsReadBackAsItWas(@ForAll("names") String name) {
        ReportRecord record = Golden.renamed("half", key -> name);
        String page = Board.withDefaults().render(record);
        int start = page.indexOf('>', page.indexOf("<template")) + 1;
        String json = page.substring(start, page.indexOf("</template>", start));
        ReportRecord embedded = ReportRecord.read(json.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        assertThat(embedded.at("/sources/0/name")).isEqualTo(record.at("/sources/0/name"));
        assertThat(embedded.at("/marc/factors/0/names/ru")).isEqualTo(record.at("/marc/factors/0/names/ru"));
    }

    @Property(tries = 60)
    void theSummaryKeepsItsLinesWhateverTheName(@ForAll("names") String name) {
        String text = Summary.withDefaults().render(Golden.renamed("partial", key -> name));
        assertThat(text.codePoints().filter(c -> (c < ' ' && c != '\n') || c == 0x7F || c == 0x202E || c == 0x1B))
                .isEmpty();
        // a name wraps by its length, but nothing in it starts a line
        String harmless = Summary.withDefaults().render(Golden.renamed("partial", key -> withoutControls(name)));
        assertThat(text.lines().count()).isEqualTo(harmless.lines().count());
        assertThat(text.lines()).allMatch(line -> line.codePointCount(0, line.length()) <= 96);
    }

    private static String withoutControls(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints()
                .forEach(c -> out.appendCodePoint(
                        switch (Character.getType(c)) {
                            case Character.CONTROL,
                                    Character.FORMAT,
                                    Character.SURROGATE,
                                    Character.LINE_SEPARATOR,
                                    Character.PARAGRAPH_SEPARATOR -> 'x';
                            default -> c;
                        }));
        return out.toString();
    }

    /** What may stand in a document: the rest is the replacement character; normal form C as in the record. */
    private static String shown(String name) {
        StringBuilder out = new StringBuilder();
        name.codePoints().forEach(c -> {
            boolean forbidden = (c < ' ' && c != '\t' && c != '\n' && c != '\r')
                    || (c >= 0xD800 && c <= 0xDFFF)
                    || c == 0xFFFE
                    || c == 0xFFFF;
            out.appendCodePoint(forbidden ? 0xFFFD : c);
        });
        return Normalizer.normalize(out, Normalizer.Form.NFC);
    }
}
