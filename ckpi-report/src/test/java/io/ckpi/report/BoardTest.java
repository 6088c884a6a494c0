package io.ckpi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TimeZone;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

class BoardTest {

    private static final Locale RU = Locale.forLanguageTag("ru");
    private static final List<String> CARDS =
            List.of("marc", "indicators", "funnel", "map", "waterfall", "cohorts", "effects", "trend", "data");

    static Stream<Arguments> pages() {
        return Golden.NAMES.stream()
                .flatMap(name -> Stream.of(Arguments.of(name, Locale.ENGLISH), Arguments.of(name, RU)));
    }

    private static String page(String name, Locale locale) {
        return Board.withDefaults().with(locale).render(Golden.record(name));
    }

    private static String visible(Document document, String card) {
        return Golden.elements(document, "section").stream()
                .filter(section -> section.getAttribute("class").endsWith("c-" + card))
                .findFirst()
                .orElseThrow()
                .getTextContent();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void isWellFormedWithNineNamedCardsAndHeadingsInOrder(String name, Locale locale) {
        Document document = Golden.parsed(page(name, locale));
        assertThat(document.getDocumentElement().getAttribute("lang")).isEqualTo(locale.getLanguage());
        assertThat(Golden.elements(document, "h1")).hasSize(1);
        List<Element> sections = Golden.elements(document, "section");
        assertThat(sections)
                .extracting(section -> section.getAttribute("class").replaceFirst("card c-", ""))
                .isEqualTo(CARDS);
        for (Element section : sections) {
            assertThat(document.getElementsByTagName("main").getLength()).isEqualTo(1);
            assertThat(section.getAttribute("aria-labelledby")).endsWith("-h");
            assertThat(section.getElementsByTagName("h2").getLength()).isEqualTo(1);
            assertThat(section.getTextContent()).isNotBlank();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void idsAreUniqueAndEveryReferenceIsFound(String name, Locale locale) {
        Document document = Golden.parsed(page(name, locale));
        Set<String> ids = new HashSet<>();
        for (Element element : Golden.elements(document, "*")) {
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        for (Element element : Golden.elements(document, "*")) {
            for (String attribute : List.of("aria-labelledby", "aria-describedby")) {
                if (element.hasAttribute(attribute)) {
                    assertThat(ids).contains(element.getAttribute(attribute).split(" "));
                }
            }
        }
        Matcher urls = Pattern.compile("url\\(#([a-z-]+)\\)").matcher(page(name, locale));
        while (urls.find()) {
            assertThat(ids).contains(urls.group(1));
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyDrawingIsNamedAndDescribedOrForTheEyeAlone(String name, Locale locale) {
        Document document = Golden.parsed(page(name, locale));
        for (Element svg : Golden.elements(document, "svg")) {
            boolean nested = svg.getParentNode() instanceof Element parent
                    && Set.of("svg", "g").contains(parent.getTagName());
            if (nested || "true".equals(svg.getAttribute("aria-hidden"))) {
                continue;
            }
            assertThat(svg.getAttribute("role")).isEqualTo("img");
            assertThat(svg.getElementsByTagName("title").item(0).getTextContent())
                    .isNotBlank();
            assertThat(svg.getElementsByTagName("desc").item(0).getTextContent())
                    .isNotBlank();
        }
        for (Element header : Golden.elements(document, "th")) {
            assertThat(header.getAttribute("scope")).isIn("col", "row");
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void runsNothingLoadsNothingAndForbidsBoth(String name, Locale locale) throws Exception {
        String page = page(name, locale);
        Document document = Golden.parsed(page);
        for (Element element : Golden.elements(document, "*")) {
            assertThat(element.getTagName()).isNotIn("script", "iframe", "object", "link", "base", "img", "form");
            for (int i = 0; i < element.getAttributes().getLength(); i++) {
                String attribute = element.getAttributes().item(i).getNodeName();
                assertThat(attribute).doesNotStartWith("on").isNotIn("style", "href", "src", "action", "xlink:href");
            }
        }
        assertThat(Golden.elements(document, "style")).hasSize(1);
        String style = page.substring(page.indexOf("<style>") + 7, page.indexOf("</style>"));
        assertThat(style).doesNotContain("@import", "http", "expression");
        byte[] hash = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
        String policy = "default-src 'none'; style-src 'sha256-"
                + Base64.getEncoder().encodeToString(hash) + "'; base-uri 'none'; form-action 'none'";
        List<Element> metas = Golden.elements(document, "meta");
        assertThat(metas.get(0).getAttribute("charset")).isEqualTo("utf-8");
        assertThat(metas.get(1).getAttribute("http-equiv")).isEqualTo("Content-Security-Policy");
        assertThat(metas.get(1).getAttribute("content")).isEqualTo(policy);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void carriesItsRecordAndPointsIntoIt(String name, Locale locale) {
        String page = page(name, locale);
        Document document = Golden.parsed(page);
        String json = Golden.elements(document, "template").get(0).getTextContent();
        assertThat(json).doesNotContain("<", ">", "&", "\u2028", "\u2029");
        ReportRecord embedded = ReportRecord.read(json.getBytes(StandardCharsets.UTF_8));
        assertThat(embedded.at("/options/locale")).contains(locale.getLanguage());
        assertThat(embedded.at("/options/limits/indicators")).contains("7");
        // drawn again from the record in the page it is the same page
        assertThat(Board.withDefaults().with(locale).render(embedded)).isEqualTo(page);
        int pointers = 0;
        for (Element element : Golden.elements(document, "*")) {
            String pointer = element.getAttribute("data-r");
            if (!pointer.isEmpty()) {
                pointers++;
                assertThat(embedded.root().at(pointer).present()).as(pointer).isTrue();
            }
        }
        assertThat(pointers).isGreaterThan("nothing".equals(name) ? 10 : 60);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void staysSmall(String name, Locale locale) {
        String page = page(name, locale);
        int template = page.substring(page.indexOf("<template")).getBytes(StandardCharsets.UTF_8).length;
        int size = page.getBytes(StandardCharsets.UTF_8).length - template;
        assertThat(size).isLessThanOrEqualTo(64 * 1024);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void theSameInputGivesTheSameBytesWhateverTheDefaults(String name, Locale locale) {
        String page = page(name, locale);
        Locale oldLocale = Locale.getDefault();
        TimeZone oldZone = TimeZone.getDefault();
        try {
            for (String tag : List.of("tr-TR", "ar-EG-u-nu-arab", "hi-IN-u-nu-deva", "ru-RU")) {
                Locale.setDefault(Locale.forLanguageTag(tag));
                TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
                assertThat(page(name, locale)).isEqualTo(page);
            }
        } finally {
            Locale.setDefault(oldLocale);
            TimeZone.setDefault(oldZone);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ru"})
    void theTextOfTheCardsIsAsItWasApproved(String language) throws java.io.IOException {
        StringBuilder text = new StringBuilder();
        for (String name : Golden.NAMES) {
            Document document = Golden.parsed(page(name, Locale.forLanguageTag(language)));
            for (String tag : List.of("h1", "dt", "dd", "li", "p", "caption", "tr")) {
                for (Element element : Golden.elements(document, tag)) {
                    String words = words(element);
                    if (!words.isEmpty()) {
                        text.append(name)
                                .append(' ')
                                .append(tag)
                                .append(": ")
                                .append(words)
                                .append('\n');
                    }
                }
            }
        }
        // kept for a look at what changed
        java.nio.file.Files.writeString(java.nio.file.Path.of("target", "cards-" + language + ".txt"), text);
        String approved = new String(Golden.bytes("cards-" + language + ".txt"), StandardCharsets.UTF_8);
        assertThat(text.toString()).isEqualToNormalizingNewlines(approved);
    }

    /** The words of an element, its parts separated by bars. */
    private static String words(Element element) {
        StringBuilder words = new StringBuilder();
        collect(element, words);
        return words.toString()
                .replaceAll("\\|( *\\|)+", "|")
                .replaceAll("^ *\\||\\| *$", "")
                .replace("\n", " ")
                .strip();
    }

    private static void collect(org.w3c.dom.Node node, StringBuilder words) {
        for (var child = node.getFirstChild(); child != null; child = child.getNextSibling()) {
            if (child instanceof Element element) {
                boolean block = Set.of("td", "th", "div", "bdi", "span", "p", "b", "small")
                        .contains(element.getTagName());
                words.append(block ? "|" : "");
                collect(child, words);
                words.append(block ? "|" : "");
            } else if (child.getNodeValue() != null) {
                words.append(child.getNodeValue());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"en", "ru"})
    void nineCardsWithoutDataSayWhy(String language) {
        Locale locale = Locale.forLanguageTag(language);
        Document document = Golden.parsed(page("nothing", locale));
        String noData = "ru".equals(language) ? "нет данных" : "no data";
        String notEnough = "ru".equals(language) ? "данных недостаточно" : "not enough data";
        assertThat(visible(document, "marc")).contains(notEnough).contains("0").doesNotContain("NaN");
        for (String card : List.of("indicators", "funnel", "map", "cohorts", "effects", "trend")) {
            assertThat(visible(document, card)).as(card).contains(noData);
        }
        assertThat(visible(document, "waterfall")).contains(notEnough);
        assertThat(visible(document, "data")).contains("ru".equals(language) ? "источников нет" : "no sources");
        // what is absent is hatched, never a bar of zero
        assertThat(Golden.elements(document, "rect").stream()
                        .filter(rect -> "absent".equals(rect.getAttribute("class")))
                        .count())
                .isGreaterThanOrEqualTo(14);
        assertThat(Golden.elements(document, "rect").stream()
                        .filter(rect -> rect.getAttribute("class").startsWith("f-"))
                        .count())
                .as("only the legend")
                .isEqualTo(3);
    }

    /** Five digits and more would run into the next cell. */
    @Test
    void largeAmountsOfCohortsStandInThousands() {
        Map<String, @Nullable Object> tree = Golden.tree("typical");
        if (tree.get("cards") instanceof Map<?, ?> cards
                && cards.get("cohorts") instanceof Map<?, ?> card
                && card.get("rows") instanceof List<?> rows) {
            for (Object row : rows) {
                for (Object cell : (List<?>) ((Map<?, ?>) row).get("cells")) {
                    double value = ((Number) ((Map<?, ?>) cell).get("value")).doubleValue();
                    Golden.put(
                            cell, "value", java.math.BigDecimal.valueOf(value).movePointRight(4));
                }
            }
        }
        String text = visible(
                Golden.parsed(Board.withDefaults().with(Locale.ENGLISH).render(ReportRecord.ofTree(tree))), "cohorts");
        assertThat(text).contains("thousand RUB", "41").contains("41,000"); // the table keeps all digits
        assertThat(visible(
                        Golden.parsed(Board.withDefaults()
                                .with(Locale.forLanguageTag("ru"))
                                .render(ReportRecord.ofTree(tree))),
                        "cohorts"))
                .contains("тыс. RUB");
        assertThat(visible(Golden.parsed(page("typical", Locale.ENGLISH)), "cohorts"))
                .doesNotContain("thousand");
    }

    @Test
    void marcIsNeverABareNumber() {
        String text = visible(Golden.parsed(page("partial", Locale.ENGLISH)), "marc");
        assertThat(text)
                .contains("62.2")
                .contains("58.7\u00A0…\u00A065.2")
                .contains("Interval, 90%")
                .contains("85.7%")
                .contains("Missing parts at 0 … 100")
                .contains("55.0\u00A0…\u00A071.2")
                .contains("+3.3")
                .contains("clearly up");
        assertThat(visible(Golden.parsed(page("typical", Locale.ENGLISH)), "marc"))
                .contains("no clear change")
                .doesNotContain("↑", "↓");
        assertThat(visible(Golden.parsed(page("half", Locale.ENGLISH)), "marc"))
                .contains("coverage 62 % is below the threshold of 70 %")
                .contains("61.9% of at least 70%")
                .contains("41.2\u00A0…\u00A079.9");
    }

    @Test
    void contributionsAddUpAsShown() {
        for (String name : List.of("typical", "partial")) {
            Document document = Golden.parsed(page(name, Locale.ENGLISH));
            Element card = Golden.elements(document, "section").get(4);
            java.math.BigDecimal sum = java.math.BigDecimal.ZERO;
            java.math.BigDecimal last = java.math.BigDecimal.ZERO;
            for (Element row : Golden.elements(document, "li")) {
                if (!card.isEqualNode(parent(row, "section")) || "muted".equals(row.getAttribute("class"))) {
                    continue;
                }
                String number = row.getElementsByTagName("b").item(0).getTextContent();
                last = new java.math.BigDecimal(number.replace("\u2212", "-"));
                sum = sum.add(last);
            }
            // the last row is the total, all before it add up to it
            assertThat(sum.subtract(last)).isEqualByComparingTo(last);
        }
    }

    private static org.w3c.dom.Node parent(org.w3c.dom.Node node, String tag) {
        org.w3c.dom.Node at = node;
        while (!(at instanceof Element element) || !element.getTagName().equals(tag)) {
            at = at.getParentNode();
            if (at == null) {
                return node;
            }
        }
        return at;
    }

    @Test
    void anUnmeasuredFactorIsNamedAndIsNoLoss() {
        Document document = Golden.parsed(page("partial", Locale.ENGLISH));
        assertThat(visible(document, "waterfall"))
                .contains("Lead nurturing")
                .contains("\u22127.1\u00A0…\u00A0+9.0")
                .contains("Change of coverage");
    }

    @Test
    void aDefaultCurveIsMarked() {
        assertThat(visible(Golden.parsed(page("typical", Locale.ENGLISH)), "indicators"))
                .contains("good*")
                .contains("* status by a default curve");
    }

    @Test
    void moreIndicatorsThanTheLimitAreRefusedByName() {
        assertThatThrownBy(() -> Board.withDefaults().with(BoardLimits.of(5)).render(Golden.record("typical")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the board shows at most 5 indicators, the record has 7; too many: tasks.discipline,"
                        + " data.completeness");
        assertThatThrownBy(() -> BoardLimits.of(11))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("indicators is not 1 to 10: 11");
        assertThatThrownBy(() -> BoardLimits.of(0)).hasMessage("indicators is not 1 to 10: 0");
        assertThat(BoardLimits.standard()).isEqualTo(BoardLimits.of(7));
    }

    @Test
    void aRecordThatDoesNotKeepItsShapeIsRefusedByPlace() {
        Map<String, Object> broken = new java.util.LinkedHashMap<>(Map.of(
                "period", Map.of("from", "2026-10-01", "until", "2026-11-01", "zone", "UTC"), "asOf", "yesterday"));
        assertThatThrownBy(() -> Board.withDefaults().render(ReportRecord.ofTree(broken)))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.code()).isEqualTo("RECORD_INVALID"))
                .hasMessage("/asOf must be an instant, found something else");
        broken.put("asOf", "2026-11-01T00:00:00Z");
        broken.put("marc", Map.of("reading", Map.of("kind", "MEASURED")));
        assertThatThrownBy(() -> Board.withDefaults().render(ReportRecord.ofTree(broken)))
                .hasMessage("/marc/reading/value must be a number, found nothing");
        broken.put(
                "marc",
                Map.of("reading", Map.of("kind", "MEASURED", "value", 1, "interval", Map.of("low", 2, "high", 1))));
        assertThatThrownBy(() -> Board.withDefaults().render(ReportRecord.ofTree(broken)))
                .hasMessage("/marc/reading/interval must be an interval with its low end first, found something else");
    }

    @Test
    void aBareRecordIsAPageOfNineEmptyCards() {
        Map<String, Object> bare = Map.of(
                "period",
                Map.of("from", "2026-10-01", "until", "2026-11-01", "zone", "UTC"),
                "asOf",
                "2026-11-01T00:00:00Z");
        Document document = Golden.parsed(Board.withDefaults().render(ReportRecord.ofTree(bare)));
        for (String card : CARDS) {
            assertThat(visible(document, card)).isNotBlank();
        }
        assertThat(visible(document, "marc")).contains("no data");
    }

    @Test
    void emptyEndsOfIntervalsAndBoundsAreSaid() {
        Map<String, Object> tree = new java.util.LinkedHashMap<>(Golden.tree("typical"));
        Golden.put(
                tree.get("marc"),
                "reading",
                Map.of(
                        "kind",
                        "MEASURED",
                        "value",
                        62,
                        "unit",
                        "POINTS",
                        "n",
                        10,
                        "interval",
                        Map.of("low", 58, "level", 0.9)));
        assertThat(visible(Golden.parsed(Board.withDefaults().render(ReportRecord.ofTree(tree))), "marc"))
                .contains("≥\u00A058");
    }
}
