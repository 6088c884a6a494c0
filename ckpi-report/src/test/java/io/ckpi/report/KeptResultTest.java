package io.ckpi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.CkpiException;
import io.ckpi.core.Estimate;
import io.ckpi.core.Interval;
import io.ckpi.core.Measured;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.CompositeResult;
import io.ckpi.scoring.Profile;
import io.ckpi.scoring.StoredResult;
import io.ckpi.scoring.Verification;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.CkpiReport;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Results, records and pages are told apart by their content, and computed again. */
class KeptResultTest {

    private static @Nullable CkpiReport measured;
    private static @Nullable ReportRecord made;

    @BeforeAll
    static void measure() {
        measured = Ckpi.builder()
                .source("demo", Map.of("customers", "1000"))
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

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static List<String> paths(KeptResult kept) {
        return kept.verify().differences().stream()
                .map(Verification.Difference::path)
                .toList();
    }

    @Test
    void aRecordIsComputedAgain() {
        KeptResult kept = KeptResult.read(utf8(record().json()));
        assertThat(kept.kind()).isEqualTo(KeptResult.Kind.REPORT);
        assertThat(kept.record()).contains(record());
        CompositeResult marc = report().marc();
        Verification verification = kept.verify();
        assertThat(verification.differences()).isEmpty();
        assertThat(verification.recomputed().dataHash()).isEqualTo(marc.dataHash());
        assertThat(verification.recomputed().definitionHash()).isEqualTo(marc.definitionHash());
        assertThat(verification.recomputed().value()).isEqualTo(marc.value());
        assertThat(kept.result().profile()).isEqualTo(marc.profile());
        assertThat(record().at("/marc/replay/uncertainty/seed")).contains("1");
        assertThat(record().at("/marc/replay/made/java")).isPresent();
    }

    @Test
    void aPageCarriesItsRecord(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("page");
        Files.writeString(
                file, Board.withDefaults().with(Locale.forLanguageTag("ru")).render(record()));
        KeptResult kept = KeptResult.read(file);
        assertThat(kept.kind()).isEqualTo(KeptResult.Kind.PAGE);
        assertThat(kept.verify().differences()).isEmpty();
        assertThat(kept.verify().recomputed().value()).isEqualTo(report().marc().value());
    }

    @Test
    void aStoredResultIsReadWithAMarkAndWhiteSpaceInFront() {
        StoredResult stored = StoredResult.of(report().marc());
        KeptResult kept = KeptResult.read(utf8("\uFEFF \n" + stored.json()));
        assertThat(kept.kind()).isEqualTo(KeptResult.Kind.RESULT);
        assertThat(kept.record()).isEmpty();
        assertThat(kept.result()).isEqualTo(stored);
        assertThat(kept.verify().agrees()).isTrue();
    }

    @Test
    void tamperingWithARecordIsNamed() {
        String json = record().json();
        String value = record().at("/marc/reading/value").orElseThrow();
        KeptResult kept = KeptResult.read(utf8(json.replace("\"value\":" + value, "\"value\":99.5")));
        assertThat(paths(kept)).contains("digest", "values.reading.value");
        String roi = record().at("/readings/economics.roi/value").orElseThrow();
        KeptResult changed = KeptResult.read(utf8(json.replace("\"value\":" + roi, "\"value\":1")));
        assertThat(paths(changed)).contains("digest", "dataHash", "values.factors.economics.roi.score");
        KeptResult weight = KeptResult.read(utf8(json.replaceFirst("\\\\\"weight\\\\\":2", "\\\\\"weight\\\\\":9")));
        assertThat(paths(weight)).contains("digest", "definitionHash", "values.reading.value");
        // with a digest that fits
        Map<String, Object> tree = new HashMap<>();
        record().root().members().forEach((key, node) -> tree.put(key, Objects.requireNonNull(node.value())));
        tree.put("marc", changedMarc());
        assertThat(paths(KeptResult.read(utf8(ReportRecord.ofTree(tree).json()))))
                .containsExactly("values.coverage");
    }

    private static Map<String, Object> changedMarc() {
        Map<String, Object> marc = new HashMap<>();
        record().root().get("marc").members().forEach((key, node) -> {
            if (node.value() != null) {
                marc.put(key, node.value());
            }
        });
        marc.put("coverage", 0.75);
        return marc;
    }

    @Test
    void readingsThatAReportShowsOtherwiseAreKeptApart() {
        Map<String, Reading> readings = new HashMap<>(report().marc().readings());
        readings.remove("economics.roi");
        readings.put("lead.acceptance", new Measured(Estimate.of(0.5, Unit.RATIO)));
        CkpiReport other = CkpiReport.builder(report().period(), report().asOf())
                .marc(CkpiMarc.standard().withDraws(0).score(readings), report().evidence())
                .indicators(report().indicators())
                .scorecard(report().scorecard(), report().perspectives())
                .funnel(report().funnel())
                .cohorts(report().cohorts())
                .definitions(report().definitions())
                .build();
        assertThat(KeptResult.read(utf8(ReportRecord.of(other).json())).verify().differences())
                .isEmpty();
    }

    @Test
    void linksOfTheMapSayWhatHistoryTells() {
        assertThat(report().linkTests()).hasSameSizeAs(report().strategyMap().links());
        assertThat(record().at("/cards/map/links/0/test/verdict")).contains("TOO_LITTLE_DATA");
        assertThat(record().at("/cards/map/links/0/test/r/reason")).contains("INSUFFICIENT_DATA");
        assertThat(Board.withDefaults().render(record()))
                .contains("too little data")
                .doesNotContain("not tested yet");
        assertThat(report().changeSince(report()).bridge().value().orElseThrow().total())
                .isZero();
    }

    @Test
    void whatIsNothingOfTheKindIsRefused() {
        assertCode("RECORD_UNKNOWN", "{\"schema\":\"ckpi/profile@1\"}", "neither a result");
        assertCode("RECORD_UNKNOWN", "[1]", "neither a result");
        assertCode("RECORD_SYNTAX", "id,value", "not valid JSON");
        assertCode("PAGE_NO_RECORD", "<html></html>", "the page carries no record");
        assertCode("RECORD_VERSION", "{\"schema\":\"ckpi-report/2\"}", "another version");
        assertCode("RECORD_NO_REPLAY", Golden.record("typical").json(), "written by an early version");
        assertThatThrownBy(() -> KeptResult.read(Path.of("no-such-file"))).hasMessage("there is no file no-such-file");
    }

    private static void assertCode(String code, String text, String message) {
        assertThatThrownBy(() -> KeptResult.read(utf8(text)))
                .isInstanceOfSatisfying(
                        CkpiException.class, e -> assertThat(e.code()).isEqualTo(code))
                .hasMessageContaining(message);
    }

    // ---- change

    private static Reading ratio(double low, double value, double high) {
        return new Measured(Estimate.of(value, Unit.RATIO).withInterval(Interval.of(low, high, 0.95)));
    }

    private static Map<String, Reading> readings() {
        Map<String, Reading> readings = new HashMap<>();
        readings.put("economics.ltv-to-cac", ratio(2.9, 3.4, 4.0));
        readings.put("economics.roi", new Measured(Estimate.of(250, Unit.PERCENT)));
        readings.put("nurture.lift", ratio(1.15, 1.3, 1.47));
        readings.put("lead.acceptance", ratio(0.44, 0.54, 0.63));
        readings.put("inbound.lead-share", ratio(0.5, 0.55, 0.6));
        return readings;
    }

    @Test
    void aChangeIsToldInTables() {
        Map<String, Reading> later = readings();
        later.put("economics.roi", new Measured(Estimate.of(100, Unit.PERCENT)));
        later.put("content.conversion", ratio(0.02, 0.03, 0.04));
        Profile other = Profile.shipped("ckpimarc-default-1").withWeights("ours", 2, "economics", 3, 1);
        List<ResultTable> tables = ChangeTables.of(
                CkpiMarc.standard().withDraws(0).score(readings()),
                CkpiMarc.of(other).withDraws(0).score(later));
        assertThat(tables).hasSize(4);
        String text = String.join(
                "\n", tables.stream().map(t -> t.text(Locale.ENGLISH)).toList());
        assertThat(text)
                .contains("What changed", "by business", "by method", "definition.after: ours-2")
                .contains("other factors have data", "total")
                .contains("economics.roi")
                .contains("ckpimarc/economics/economics.ltv-to-cac.weight  1")
                .doesNotContain("nurture.lift  1.3");
        String ru = String.join(
                "\n",
                tables.stream().map(t -> t.text(Locale.forLanguageTag("ru"))).toList());
        assertThat(ru).contains("Что изменилось", "из-за бизнеса", "другой состав данных", "Определение");
        assertThat(ResultTable.json(tables)).startsWith("{\"schema\":\"ckpi/tables@1\"");
    }

    @Test
    void aPublishedDefinitionThatChangedIsNoted() {
        Profile one = Profile.shipped("ckpimarc-default-1").withWeights("ours", 1, "economics", 3, 1);
        Profile other = Profile.shipped("ckpimarc-default-1").withWeights("ours", 1, "economics", 1, 3);
        assertThat(ChangeTables.of(
                                CkpiMarc.of(one).withDraws(0).score(readings()),
                                CkpiMarc.of(other).withDraws(0).score(readings()))
                        .get(0)
                        .text(Locale.ENGLISH))
                .contains("a published definition must not change");
    }

    @Test
    void aChangeThatCannotBeSplitSaysWhy() {
        List<ResultTable> tables = ChangeTables.of(
                CkpiMarc.standard().withDraws(0).score(Map.of()),
                CkpiMarc.standard().withDraws(0).score(readings()));
        assertThat(tables.get(0).text(Locale.ENGLISH)).contains("no value of the earlier result");
    }
}
