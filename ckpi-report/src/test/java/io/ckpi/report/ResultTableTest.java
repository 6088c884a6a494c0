package io.ckpi.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.ckpi.core.Names;
import io.ckpi.core.stat.Shares;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;

/** One table as text, CSV and JSON. */
class ResultTableTest {

    private static final Locale RU = Locale.forLanguageTag("ru");

    private static ResultTable table() {
        return ResultTable.named("funnel", new Names("Воронка", "Funnel"))
                .text("step", new Names("шаг", "step"))
                .number("reached", new Names("дошли", "reached"))
                .share("rate", new Names("доля", "rate"))
                .row("visit", 1200, null)
                .row("=order", 90L, Shares.withDefaults().of(90, 1200))
                .row("gift", 0, Shares.withDefaults().of(0, 0))
                .fact("window", "7d")
                .fact("steps", List.of("visit", "order"))
                .fact("unknown", null)
                .note(new Names("Связь, не причина.", "A correlation, not a cause."))
                .build();
    }

    @Test
    void peopleGetAlignedText() {
        String nbsp = "\u00A0";
        assertThat(table().text(Locale.ENGLISH))
                .isEqualTo("""
                        Funnel
                        step    reached  rate
                        visit     1,200
                        =order       90  7.5% (6.1_…_9.1)
                        gift          0  no cases
                        steps: visit, order
                        window: 7d
                        A correlation, not a cause.
                        """.replace("_", nbsp).replace("no cases", why(Locale.ENGLISH)));
        assertThat(table().text(RU)).contains("Воронка", "шаг", "Связь, не причина.", why(RU));
        assertThat(table()).hasToString(table().text(Locale.ENGLISH));
    }

    /** The sentence of the reading itself. */
    private static String why(Locale locale) {
        String text = table().text(locale);
        String line =
                text.lines().filter(each -> each.startsWith("gift")).findFirst().orElseThrow();
        String sentence = line.substring(line.indexOf('0') + 1).strip();
        assertThat(sentence).isNotBlank().doesNotContain("NaN");
        return sentence;
    }

    @Test
    void spreadsheetsGetPlainNumbersAndNoFormulas() {
        String csv = new String(table().csv(CsvStyle.PLAIN), StandardCharsets.UTF_8);
        List<String> lines = csv.lines().toList();
        assertThat(lines.get(0)).isEqualTo("step,reached,rate,rate.low,rate.high,rate.why");
        assertThat(lines.get(1)).isEqualTo("visit,1200,,,,");
        assertThat(lines.get(2)).startsWith("'=order,90,0.075,0.06").endsWith(",");
        assertThat(lines.get(3)).isEqualTo("gift,0,,,,NO_DATA");
    }

    @Test
    void programsGetCanonicalJson() {
        assertThat(table().json())
                .startsWith("{\"columns\":[")
                .contains("\"schema\":\"ckpi/table@1\"", "\"reason\":\"NO_DATA\"", "\"window\":\"7d\"");
        assertThat(ResultTable.json(List.of(table()))).isEqualTo(table().json());
        assertThat(ResultTable.json(List.of(table(), table())))
                .startsWith("{\"schema\":\"ckpi/tables@1\",\"tables\":[{");
    }

    @Test
    void wrongCellsAreRefused() {
        ResultTable.Builder builder = ResultTable.named("x", Names.same("x"))
                .text("a", Names.same("a"))
                .number("n", Names.same("n"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.row("one"))
                .withMessage("2 cells expected, not 1");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.row("one", Double.NaN))
                .withMessageContaining("column n takes finite numbers");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.text("a", Names.same("a")))
                .withMessageContaining("column of that key");
        builder.row("one", 1.5);
        assertThatIllegalStateException().isThrownBy(() -> builder.text("late", Names.same("late")));
    }
}
