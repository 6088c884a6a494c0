package io.ckpi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Absent;
import io.ckpi.core.Bounded;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.report.internal.tree.Node;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.CkpiReport;
import io.ckpi.sdk.IndicatorResult;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.Element;

/** A measured report of the demo company on its way to record, page, summary and files. */
class DemoReportTest {

    private static @Nullable CkpiReport measured;
    private static @Nullable ReportRecord made;

    @BeforeAll
    static void measure() {
        measured = Ckpi.builder()
                .source("demo", Map.of("customers", "2000", "without", "Call,Assignment"))
                .clock(Clock.fixed(Instant.parse("2026-11-02T06:00:00Z"), ZoneOffset.UTC))
                .tokenKey("test", new byte[32])
                .trendPeriods(3)
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow")));
        made = ReportRecord.of(measured);
    }

    private static CkpiReport report() {
        return Objects.requireNonNull(measured);
    }

    private static ReportRecord record() {
        return Objects.requireNonNull(made);
    }

    @Test
    void everyReadingKeepsItsValueOrReasonAndItsEvidence() {
        assertThat(report().indicators()).hasSizeGreaterThan(70);
        for (IndicatorResult indicator : report().indicators()) {
            Node reading = record().root().get("readings").get(indicator.id());
            assertThat(reading.at("evidence/hash").text())
                    .isEqualTo(indicator.evidence().definitionHash());
            assertThat(record().root()
                            .get("definitions")
                            .get(indicator.evidence().definitionHash())
                            .present())
                    .as(indicator.id())
                    .isTrue();
            if (indicator.reading() instanceof Measured m) {
                assertThat(reading.text("kind")).isEqualTo("MEASURED");
                assertThat(reading.get("value").number().doubleValue())
                        .isEqualTo(m.estimate().value());
                assertThat(reading.get("n").count()).isEqualTo(m.estimate().n());
            } else if (indicator.reading() instanceof Bounded b) {
                assertThat(reading.get("low").number().doubleValue()).isEqualTo(b.low());
            } else if (indicator.reading() instanceof Absent a) {
                assertThat(reading.text("reason")).isEqualTo(a.reason().name());
                assertThat(reading.get("value").present()).isFalse();
            }
        }
        assertThat(record().at("/readings/calls.missed/kind")).contains("ABSENT");
    }

    @Test
    void marcFactorsAndContributionsAreThoseOfTheReport() {
        Node marc = record().root().get("marc");
        double value = report().marc().value().value().orElseThrow();
        assertThat(marc.at("reading/value").number().doubleValue()).isEqualTo(value);
        assertThat(marc.get("coverage").number().doubleValue())
                .isEqualTo(report().marc().coverage());
        assertThat(marc.get("factors").items()).hasSize(10);
        double weights = marc.get("factors").items().stream()
                .mapToDouble(factor -> factor.get("weight").number().doubleValue())
                .sum();
        assertThat(weights).isCloseTo(1, within(1e-12));
        Node contributions = record().root().get("contributions");
        double sum = contributions.at("baseline/value").number().doubleValue();
        for (Node part : contributions.get("parts").items()) {
            sum += part.get("value").number().doubleValue();
        }
        sum += contributions
                .get("coverageEffect")
                .optionalNumber()
                .map(Number::doubleValue)
                .orElse(0.0);
        assertThat(sum).isCloseTo(value, within(1e-9));
        assertThat(record().at("/contributions/baseline/kind")).contains("PREVIOUS");
    }

    @Test
    void theCardsAreFilledOrSayWhyNot() {
        Node cards = record().root().get("cards");
        assertThat(cards.at("indicators/rows").items()).hasSize(7);
        assertThat(cards.at("funnel/steps").items())
                .hasSize(report().funnel().steps().size());
        assertThat(cards.at("map/links").items())
                .hasSize(report().strategyMap().links().size());
        assertThat(cards.at("cohorts/rows").items())
                .hasSize(report().cohorts().rows().size());
        assertThat(cards.at("trend/points").items()).hasSize(report().trend().size());
        assertThat(cards.at("effects/absent/detail/en").text()).isEqualTo("there was no control group");
        assertThat(record().at("/sources/0/name")).contains("demo");
        assertThat(record().root().at("sources/0/rows").count()).isPositive();
        assertThat(record().at("/product/version"))
                .hasValueSatisfying(v -> assertThat(v).matches("\\d+\\.\\d+.*"));
        assertThat(record().at("/asOf")).contains("2026-11-02T06:00:00Z");
    }

    @Test
    void theRecordIsReadBackAndEverythingIsDrawnFromIt() {
        ReportRecord again = ReportRecord.read(record().json().getBytes(StandardCharsets.UTF_8));
        assertThat(again).isEqualTo(record());
        for (String language : new String[] {"ru", "en"}) {
            Locale locale = Locale.forLanguageTag(language);
            String page = Board.withDefaults().with(locale).render(report());
            assertThat(Board.withDefaults().with(locale).render(again)).isEqualTo(page);
            Document document = Golden.parsed(page);
            assertThat(Golden.elements(document, "section")).hasSize(9);
            for (Element element : Golden.elements(document, "*")) {
                String pointer = element.getAttribute("data-r");
                if (!pointer.isEmpty()) {
                    assertThat(again.root().at(pointer).present()).as(pointer).isTrue();
                }
            }
            int size = page.substring(0, page.indexOf("<template")).getBytes(StandardCharsets.UTF_8).length;
            assertThat(size).isLessThanOrEqualTo(64 * 1024);
            assertThat(page).doesNotContain("NaN", "Infinity", ">null<");
            assertThat(Summary.withDefaults().with(locale).render(again))
                    .isEqualTo(Summary.withDefaults().with(locale).render(report()))
                    .contains("CKPImarc  ");
        }
        assertThat(Exports.csv(report(), CsvStyle.PLAIN).files()).hasSize(10);
    }
}
