package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ckpi.core.Direction;
import io.ckpi.core.Indicator;
import io.ckpi.core.JourneyStage;
import io.ckpi.core.Perspective;
import io.ckpi.core.Unit;
import io.ckpi.core.record.SourceRecord;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.definition.MeasureParameters;
import io.ckpi.sdk.internal.measure.Measures;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    private static final Catalogue CATALOGUE = Catalogue.standard();

    private static List<Map<String, String>> published() throws IOException {
        String name = "/conformance-files/scoring/catalogue.csv";
        try (InputStream in = CatalogueTest.class.getResourceAsStream(name);
                BufferedReader reader = new BufferedReader(
                        new InputStreamReader(Objects.requireNonNull(in, name), StandardCharsets.UTF_8))) {
            String[] header = Objects.requireNonNull(reader.readLine()).split(",", -1);
            List<Map<String, String>> rows = new ArrayList<>();
            for (String line = reader.readLine(); line != null; line = reader.readLine()) {
                List<String> cells = cells(line);
                Map<String, String> row = new HashMap<>();
                for (int i = 0; i < header.length; i++) {
                    row.put(header[i], cells.get(i));
                }
                rows.add(row);
            }
            return rows;
        }
    }

    private static List<String> cells(String line) {
        List<String> cells = new ArrayList<>();
        StringBuilder cell = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(c);
            }
        }
        cells.add(cell.toString());
        return cells;
    }

    private static String cell(Map<String, String> row, String column) {
        return Objects.requireNonNull(row.get(column), column);
    }

    @Test
    void everyPublishedRowIsThere() throws IOException {
        List<Map<String, String>> rows = published();
        assertThat(rows).hasSize(80);
        for (Map<String, String> row : rows) {
            String id = cell(row, "id");
            CatalogueEntry entry = CATALOGUE.entry(id);
            Indicator indicator = entry.indicator();
            assertThat(indicator.unit())
                    .as(id)
                    .isEqualTo(Unit.Kind.valueOf(cell(row, "unit").toUpperCase(Locale.ROOT)));
            assertThat(indicator.direction()).as(id).isEqualTo(Direction.valueOf(cell(row, "direction")));
            assertThat(indicator.perspective()).as(id).isEqualTo(row.get("perspective"));
            JourneyStage stage =
                    cell(row, "stage").isEmpty() ? null : JourneyStage.of(Integer.parseInt(cell(row, "stage")));
            assertThat(indicator.stage()).as(id).isEqualTo(stage);
            assertThat(entry.role()).as(id).isEqualTo(Catalogue.Role.valueOf(cell(row, "role")));
            assertThat(Objects.requireNonNullElse(entry.factor(), "")).as(id).isEqualTo(row.get("factor"));
            assertThat(indicator.source()).as(id).isEqualTo(row.get("source"));
        }
    }

    @Test
    void exactlyWhatIsInTheCatalogueIsMeasured() {
        assertThat(CATALOGUE.indicators().stream().map(Indicator::id)).containsExactlyElementsOf(Measures.ids());
    }

    @Test
    void theTenFactorsComeInTheirOrder() {
        assertThat(CATALOGUE.factorIndicators().stream()
                        .map(indicator -> CATALOGUE.entry(indicator.id()).factor()))
                .containsExactly("F1", "F2", "F3", "F4", "F5", "F6", "F7", "F8", "F9", "F10");
    }

    @Test
    void everyStageAndEveryPerspectiveHasIndicators() {
        assertThat(CATALOGUE.indicators().stream()
                        .map(Indicator::stage)
                        .filter(Objects::nonNull)
                        .collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(JourneyStage.values());
        assertThat(CATALOGUE.indicators().stream().map(Indicator::perspective).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(
                        Perspective.standard().stream().map(Perspective::id).toList());
    }

    @Test
    void recordsAreTypesThatSourcesDeliver() {
        Set<String> types = Arrays.stream(SourceRecord.class.getPermittedSubclasses())
                .map(Class::getSimpleName)
                .collect(Collectors.toSet());
        types.add("all");
        for (CatalogueEntry entry : CATALOGUE.entries()) {
            assertThat(types).as(entry.indicator().id()).containsAll(entry.records());
            assertThat(entry.records()).as(entry.indicator().id()).isNotEmpty();
        }
    }

    @Test
    void everyConstantIsUsedByADefinitionButTheLevel() {
        Set<String> used = new HashSet<>();
        CATALOGUE.entries().forEach(entry -> used.addAll(entry.parameters().keySet()));
        Set<String> known = new HashSet<>(MeasureParameters.defaults().asMap().keySet());
        known.remove("level");
        assertThat(used).isEqualTo(known);
    }

    @Test
    void hashesAreStableAndTellDefinitionsApart() {
        Set<String> hashes = new HashSet<>();
        for (CatalogueEntry entry : CATALOGUE.entries()) {
            String id = entry.indicator().id();
            assertThat(CATALOGUE.hash(id)).matches("[0-9a-f]{64}");
            assertThat(CATALOGUE.definition(id).hash()).isEqualTo(CATALOGUE.hash(id));
            assertThat(CATALOGUE.definition(id).reference()).isEqualTo(id + "@1");
            hashes.add(CATALOGUE.hash(id));
        }
        assertThat(hashes).hasSize(80);
    }

    @Test
    void constantsBelongToTheHashesOfTheDefinitionsThatUseThem() {
        Catalogue own =
                CATALOGUE.with(MeasureParameters.builder().longPathSteps(4).build());
        assertThat(own.parameters().longPathSteps()).isEqualTo(4);
        for (Indicator indicator : CATALOGUE.indicators()) {
            String id = indicator.id();
            boolean uses = CATALOGUE.entry(id).parameters().containsKey("long-path-steps");
            assertThat(own.hash(id).equals(CATALOGUE.hash(id))).as(id).isEqualTo(!uses);
        }
        assertThat(CATALOGUE.with(MeasureParameters.defaults()).hash("engagement.long-paths"))
                .isEqualTo(CATALOGUE.hash("engagement.long-paths"));
    }

    @Test
    void namesDoNotBelongToTheHash() {
        CatalogueEntry entry = CATALOGUE.entry("sales.orders");
        Indicator i = entry.indicator();
        Indicator renamed = new Indicator(
                i.id(),
                io.ckpi.core.Names.same("other"),
                i.unit(),
                i.direction(),
                i.perspective(),
                i.stage(),
                i.formula(),
                i.source());
        CatalogueEntry other = new CatalogueEntry(
                renamed,
                entry.version(),
                entry.role(),
                entry.factor(),
                entry.records(),
                entry.edges(),
                entry.parameters(),
                entry.cuts(),
                entry.uncut());
        assertThat(other.definition().hash()).isEqualTo(entry.definition().hash());
        assertThat(other.definition().text()).isNotEqualTo(entry.definition().text());
    }

    @Test
    void everyIndicatorIsCutBySomethingOrSaysWhyNot() {
        List<String> whole = new ArrayList<>();
        for (CatalogueEntry entry : CATALOGUE.entries()) {
            String id = entry.indicator().id();
            assertThat(entry.cuts().keySet()).as(id).noneMatch(Dimension::isTime);
            if (entry.cuts().isEmpty()) {
                whole.add(id);
                assertThat(entry.uncut()).as(id).isNotNull();
            }
            boolean ofSpend = entry.records().contains("Spend");
            assertThat(entry.cuts().containsKey(Dimension.REGION) && ofSpend)
                    .as(id)
                    .isEqualTo(id.equals("campaign.response-lag")); // takes no amounts of the spend but its days
            assertThat(entry.cuts().containsKey(Dimension.PRODUCT)
                            && !entry.records().contains("Order"))
                    .as(id)
                    .isFalse();
        }
        assertThat(whole)
                .containsExactlyInAnyOrder(
                        "inbound.cpl-advantage", "cost.to-serve", "referral.crv", "referral.saved", "data.validity");
    }

    @Test
    void anUnknownIdNamesTheNearest() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> CATALOGUE.indicator("economics.rio"))
                .withMessage("no indicator has the id economics.rio; the nearest is economics.roi");
        assertThat(CATALOGUE.contains("economics.rio")).isFalse();
        assertThat(CATALOGUE.contains("economics.roi")).isTrue();
    }

    @Test
    void parametersAreChecked() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeasureParameters.builder().longPathSteps(0).build())
                .withMessage("longPathSteps is not 1 to 100000: 0");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeasureParameters.builder().level(Double.NaN).build())
                .withMessage("level is not strictly between 0 and 1: NaN");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeasureParameters.builder().grossMargin(1.5).build())
                .withMessage("grossMargin is not a number of at most 1: 1.5");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> MeasureParameters.builder().controlArm(" ").build())
                .withMessage("controlArm is blank");
        assertThat(MeasureParameters.builder()
                        .lossReasons(Set.of("No Contact", "no_contact"))
                        .build()
                        .lossReasons())
                .containsExactly("no-contact");
    }
}
