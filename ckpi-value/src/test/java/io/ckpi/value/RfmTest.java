package io.ckpi.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Outcome;
import io.ckpi.core.Reason;
import io.ckpi.core.definition.DefinitionException;
import io.ckpi.testing.Cases;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Currency;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;

/** Scores of the CDNOW sample against the conformance cases, and the edges. */
@NullUnmarked // a test knows what is there
class RfmTest {

    private static final Currency USD = Currency.getInstance("USD");
    private static final LocalDate END = LocalDate.of(1997, 9, 30);

    @Test
    void scoresOfCdnow() {
        Purchases log = PurchasesTest.cdnow(END);
        Buyers buyers = log.buyers();
        RfmScores quantiles = Rfm.withDefaults().of(buyers);
        RfmScores ranks = Rfm.withDefaults()
                .withMethod(Rfm.Method.MIN_RANK_EQUAL_WIDTH5)
                .withSnapshot(LocalDate.of(1997, 10, 1))
                .of(buyers);
        for (Map<String, String> row : Cases.csv("value/rfm_scores.csv")) {
            String quantity = row.get("quantity");
            int customer = log.indexOf(row.get("customer_id"));
            double got;
            if (quantity.startsWith("count:")) {
                RfmScores scores = quantity.contains("minrank") ? ranks : quantiles;
                got = bins(scores, quantity.charAt(6)).sizes()[quantity.charAt(quantity.length() - 1) - '1'];
            } else if (quantity.startsWith("break_type7:")) {
                int at = (int) Math.round(Double.parseDouble(quantity.substring(14)) * 5) - 1;
                got = bins(quantiles, quantity.charAt(12)).breaks()[at];
            } else {
                got = switch (quantity) {
                    case "recency_days" -> buyers.daysSinceLast(customer) + 1;
                    case "frequency_days" -> buyers.buyer(customer).days();
                    case "monetary_total" -> buyers.spend(customer) / 1e6;
                    default ->
                        bins(quantity.endsWith("minrank_equalwidth5") ? ranks : quantiles, quantity.charAt(0))
                                .score(customer);
                };
            }
            assertThat(got).as(row.get("case_id")).isCloseTo(Double.parseDouble(row.get("expected")), within(1e-9));
        }
    }

    private static RfmScores.Bins bins(RfmScores scores, char dimension) {
        return scores.of(
                        switch (dimension) {
                            case 'R' -> RfmScores.Dimension.RECENCY;
                            case 'F' -> RfmScores.Dimension.FREQUENCY;
                            default -> RfmScores.Dimension.MONEY;
                        })
                .value()
                .orElseThrow();
    }

    @Test
    void equalValuesScoreEqually() {
        int day = (int) END.toEpochDay();
        Buyers same = Purchases.ofColumns(
                        new int[] {0, 1, 2},
                        new int[] {day, day, day},
                        new long[] {13_970_000, 13_970_000, 13_970_000},
                        ZoneOffset.UTC,
                        END,
                        USD)
                .buyers();
        RfmScores quantiles = Rfm.withDefaults().of(same);
        assertThat(quantiles.code(0)).contains("511");
        assertThat(bins(quantiles, 'M').sizes()).containsExactly(3, 0, 0, 0, 0);
        RfmScores ranks =
                Rfm.withDefaults().withMethod(Rfm.Method.MIN_RANK_EQUAL_WIDTH5).of(same);
        for (RfmScores.Dimension dimension : RfmScores.Dimension.values()) {
            assertThat(ranks.of(dimension)).isInstanceOfSatisfying(Outcome.NotComputable.class, none -> assertThat(
                            none.why().reason())
                    .isEqualTo(Reason.DEGENERATE_RANGE));
        }
        assertThat(ranks.code(0)).isEmpty();
        assertThat(RfmSegments.standard().of(ranks, 0)).isEmpty();
        assertThat(RfmSegments.standard().sizes(ranks)).isEmpty();
    }

    @Test
    void nobodyHasNoScores() {
        Buyers nobody = Purchases.builder(ZoneOffset.UTC).endsOn(END).build().buyers();
        assertThat(Rfm.withDefaults().of(nobody).of(RfmScores.Dimension.MONEY))
                .isInstanceOfSatisfying(
                        Outcome.NotComputable.class,
                        none -> assertThat(none.why().reason()).isEqualTo(Reason.NO_DATA));
        assertThatIllegalArgumentException()
                .isThrownBy(
                        () -> Rfm.withDefaults().withSnapshot(END.minusDays(1)).of(nobody))
                .withMessage("the snapshot 1997-09-29 is before the end 1997-09-30");
    }

    @Test
    void segmentsAreData() {
        RfmSegments standard = RfmSegments.standard();
        assertThat(standard.segments()).hasSize(11);
        RfmScores scores = Rfm.withDefaults().of(PurchasesTest.cdnow(END).buyers());
        Map<RfmSegments.Segment, Long> sizes = standard.sizes(scores);
        assertThat(sizes.keySet()).containsExactlyElementsOf(standard.segments());
        assertThat(sizes.values().stream().mapToLong(Long::longValue).sum()).isEqualTo(2357);
        for (int i = 0; i < 50; i++) {
            String code = scores.code(i).orElseThrow();
            boolean champion = code.charAt(0) == '5' && code.charAt(1) >= '4';
            assertThat(standard.of(scores, i).orElseThrow().id().equals("champions"))
                    .as(code)
                    .isEqualTo(champion);
        }
    }

    @Test
    void faultsOfSegmentsAreFound() {
        String two = """
                schema: ckpi/rfm-segments@1
                segments:
                  - {id: good, names: {ru: "Хорошие", en: "Good"}, recency: [4, 5]}
                  - {id: other, names: {ru: "Прочие", en: "Other"}}
                """;
        assertThat(RfmSegments.read("two.yaml", two).segments())
                .extracting(RfmSegments.Segment::id)
                .containsExactly("good", "other");
        assertThatThrownBy(() -> RfmSegments.read(
                        "two.yaml", two.replace("{id: other, names", "{id: other, recency: [1, 2], names")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("no segment takes the scores 311");
        assertThatThrownBy(() -> RfmSegments.read("two.yaml", two.replace("id: other", "id: good")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("segment occurs twice: good");
        for (String range : List.of("[4]", "[4.5, 5]")) {
            assertThatThrownBy(() -> RfmSegments.read("two.yaml", two.replace("[4, 5]", range)))
                    .isInstanceOf(DefinitionException.class)
                    .hasMessageContaining("needs two scores: [from, to]");
        }
        assertThatThrownBy(() -> RfmSegments.read("two.yaml", two.replace("[4, 5]", "[5, 4]")))
                .isInstanceOf(DefinitionException.class)
                .hasMessageContaining("not scores from 1 to 5: 5 to 4");
    }
}
