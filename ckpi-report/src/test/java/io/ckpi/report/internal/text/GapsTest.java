package io.ckpi.report.internal.text;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.record.SourceRecord;
import io.ckpi.report.internal.tree.JsonReader;
import io.ckpi.report.internal.tree.Node;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class GapsTest {

    private static final String FACTORS = """
            "marc":{"factors":[
             {"id":"a","names":{"en":"Calls of leads","ru":"Звонки лидов"}},
             {"id":"b","names":{"en":"Long","ru":"Долго"},"short":{"en":"ROI","ru":"ROI"}}]}
            """;

    private static Node record(String rest) {
        return Node.root(JsonReader.read(rest.getBytes(StandardCharsets.UTF_8)));
    }

    private static Gaps gaps(Words words, String missing, String sources) {
        return new Gaps(record("{" + FACTORS + missing + sources + "}"), words);
    }

    private static String missing(String partial, String unmeasured, String weight) {
        return ",\"missing\":{\"streams\":[{\"source\":\"pbx\",\"type\":\"Call\"},{\"source\":\"crm\",\"type\":\"Odd\"}],"
                + "\"partial\":[" + partial + "],\"unmeasured\":[" + unmeasured + "],\"weight\":" + weight + "}";
    }

    @Test
    void saysWhatIsMissingAndWhichFactorsRestOnIt() {
        Gaps gaps = gaps(Words.EN, missing("\"b\"", "\"a\"", "0.25"), "");
        assertThat(gaps.missing()).contains("Part of the data is missing: calls (pbx), Odd (crm)");
        assertThat(gaps.consequences())
                .containsExactly(
                        "Measured on the rest alone and perhaps wrong: ROI; 25.0% of the weight of CKPImarc",
                        "Not measured without them: Calls of leads");
        Gaps russian = gaps(Words.RU, missing("\"b\"", "\"a\"", "0.25"), "");
        assertThat(russian.missing()).contains("Часть данных не учтена: звонки (pbx), Odd (crm)");
        assertThat(String.join("|", russian.consequences()).replace('\u00A0', ' '))
                .isEqualTo("Рассчитано только по остальным данным и может быть неверно: ROI; это 25,0 % веса CKPImarc"
                        + "|Без них не измерено: Звонки лидов");
    }

    @Test
    void saysThatNoFactorRestsOnIt() {
        assertThat(gaps(Words.EN, missing("", "", "0"), "").consequences())
                .containsExactly("No factor of CKPImarc rests on them");
    }

    @Test
    void isSilentWithoutGaps() {
        Gaps gaps = gaps(Words.EN, "", ",\"sources\":[{\"name\":\"crm\"}]");
        assertThat(gaps.missing()).isEmpty();
        assertThat(gaps.consequences()).isEmpty();
        assertThat(gaps.provisional()).isEmpty();
    }

    @Test
    void namesTheSourcesThatMayStillChange() {
        String sources = ",\"sources\":[{\"name\":\"crm\",\"provisional\":true},{\"name\":\"web\"}]";
        assertThat(gaps(Words.RU, "", sources).provisional()).contains("Предварительно, ещё могут измениться: crm");
    }

    @Test
    void anIssueNamesItsSourceAndLineOnce() {
        Gaps gaps = gaps(Words.EN, "", "");
        assertThat(
                        gaps.issue(
                                record(
                                        "{\"source\":\"crm\",\"location\":\"a.csv:7\",\"sentence\":{\"en\":\"a row\",\"ru\":\"строка\"}}")))
                .isEqualTo("crm: a row (a.csv:7)");
        assertThat(
                        gaps.issue(
                                record(
                                        "{\"source\":\"crm\",\"location\":\"Order\",\"sentence\":{\"en\":\"crm hangs\",\"ru\":\"crm висит\"}}")))
                .isEqualTo("crm hangs");
    }

    @Test
    void everyTypeOfRecordHasAWord() {
        for (Class<?> type : SourceRecord.class.getPermittedSubclasses()) {
            for (Words words : List.of(Words.EN, Words.RU)) {
                assertThat(new Gaps(record("{}"), words).type(type.getSimpleName()))
                        .isNotEqualTo(type.getSimpleName());
            }
        }
    }
}
