package io.ckpi.report.internal.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.report.internal.tree.JsonReader;
import io.ckpi.report.internal.tree.Node;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FiguresTest {

    private static final Figures EN = new Figures(Words.EN);
    private static final Figures RU = new Figures(Words.RU);

    private static Figure figure(String json) {
        return Figure.of(Node.root(JsonReader.read(json.replace('\'', '"').getBytes(StandardCharsets.UTF_8))));
    }

    private static Figure measured(String value, String low, String high, String unit) {
        String as = unit.equals("SHARE") ? ",'as':'PERCENT'" : "";
        String interval =
                (low.equals("-") ? "" : "'low':" + low + ",") + (high.equals("-") ? "" : "'high':" + high + ",");
        String range = interval.isEmpty() ? "" : ",'interval':{" + interval + "'level':0.95}";
        return figure("{'kind':'MEASURED','value':" + value + ",'unit':'" + unit.replace("SHARE", "RATIO") + "'" + as
                + range + "}");
    }

    private static String spaces(String text) {
        return text.replace('\u00A0', ' ').replace('\u2212', '-');
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                // the second significant digit of the half-width
                "62.163 | 58.7 | 65.2 | POINTS | 62.2 (58.7 … 65.2) | 62,2 (58,7 … 65,2)",
                "3.4 | 2.9 | 4.0 | RATIO | 3.40 (2.90 … 4.00) | 3,40 (2,90 … 4,00)",
                "0.9431818 | 0.9381489 | 0.9478279 | SHARE | 94.3% (93.8 … 94.8) | 94,3 % (93,8 … 94,8)",
                "0.6315005 | 0.6198869 | 0.6429636 | SHARE | 63.2% (62.0 … 64.3) | 63,2 % (62,0 … 64,3)",
                // a wide interval does not deserve decimals
                "0.6666667 | 0.50334 | 0.79785 | SHARE | 67% (50 … 80) | 67 % (50 … 80)",
                "1 | 0.987 | 1 | SHARE | 100% (99 … 100) | 100 % (99 … 100)",
                "0 | 0 | 0.122 | SHARE | 0.0% (0.0 … 12.2) | 0,0 % (0,0 … 12,2)",
                "1234567 | 1222222 | 1246912 | MONEY:RUB | RUB 1,235,000 (1,222,000 … 1,247,000) | 1 235 000 ₽ (1 222 000 … 1 247 000)",
                "30 | -500 | 560 | MONEY:EUR | €30 (-500 … 560) | 30 € (-500 … 560)",
                "0.02 | -17 | 17 | POINTS | 0 (-17 … 17) | 0 (-17 … 17)",
                // without an interval: what suits the unit
                "0.21 | - | - | SHARE | 21.0% | 21,0 %",
                "300 | - | - | PERCENT | 300% | 300 %",
                "9.011626 | - | - | MONEY:USD | $9.01 | 9,01 $",
                "36523 | - | - | COUNT | 36,523 | 36 523",
                "5.8 | - | - | HOURS | 5.8 h | 5,8 ч",
                "90 | - | - | SECONDS | 90.0 s | 90,0 с",
                "2.5 | 2 | - | DAYS | 2.50 d (≥ 2.00) | 2,50 дн. (≥ 2,00)",
                "2.5 | - | 3 | RATIO | 2.50 (≤ 3.00) | 2,50 (≤ 3,00)",
                "7 | - | - | PARSECS | 7.00 | 7,00"
            })
    void valueWithItsInterval(String value, String low, String high, String unit, String en, String ru) {
        Figure figure = measured(value, low, high, unit);
        assertThat(spaces(EN.line(figure))).isEqualTo(en);
        assertThat(spaces(RU.line(figure))).isEqualTo(ru);
    }

    @Test
    void absentAndBoundedSayWhy() {
        Figure absent =
                figure("{'kind':'ABSENT','reason':'ZERO_DENOMINATOR','detail':{'ru':'нет расходов','en':'no spend'}}");
        assertThat(EN.line(absent)).isEqualTo("the denominator is zero: no spend");
        assertThat(RU.line(absent)).isEqualTo("знаменатель равен нулю: нет расходов");
        Figure bounded = figure(
                "{'kind':'BOUNDED','low':120400.5,'high':310880.25,'unit':'MONEY:RUB','reason':'NOT_IDENTIFIED'}");
        assertThat(spaces(EN.line(bounded))).isEqualTo("120,401 … RUB 310,880 (the data cannot tell this number)");
        assertThat(EN.line(figure("{'kind':'ABSENT','reason':'OF_A_LATER_VERSION'}")))
                .isEqualTo("OF_A_LATER_VERSION");
        assertThat(EN.line(Figure.of(Node.root(null)))).isEqualTo("no data");
    }

    @Test
    void differencesHaveASignAndPercentagePoints() {
        assertThat(spaces(EN.difference(measured("0.0061", "-0.0102", "0.0224", "SHARE"))))
                .isEqualTo("+0.6 pp");
        assertThat(spaces(RU.difference(measured("-0.0061", "-0.0102", "-0.002", "SHARE"))))
                .isEqualTo("-0,61 п. п.");
        assertThat(spaces(EN.difference(measured("41.27", "12.9", "69.6", "MONEY:USD"))))
                .isEqualTo("+$41");
        assertThat(spaces(EN.difference(measured("0", "-1", "1", "POINTS")))).isEqualTo("0.0");
    }

    @Test
    void flagsAndCountsAreRead() {
        Figure figure = figure("{'kind':'MEASURED','value':1,'unit':'RATIO','n':12,'pending':3,"
                + "'flags':[{'code':'SECONDARY_USED','subject':'a.b'},{'code':'LATER_FLAG'}]}");
        assertThat(figure.flags(Words.EN)).containsExactly("a fallback indicator was used: a.b", "LATER_FLAG");
        assertThat(figure.n()).isEqualTo(12);
        assertThat(figure.pending()).isEqualTo(3);
    }

    @Test
    void whatIsNoReadingIsRefused() {
        assertThatThrownBy(() -> figure("{'kind':'GUESSED'}"))
                .hasMessage("/kind must be MEASURED, BOUNDED or ABSENT, found something else");
        assertThatThrownBy(() -> figure("{'kind':'BOUNDED','low':2,'high':1}"))
                .hasMessage("the record must be bounds with the low one first, found something else");
        assertThatThrownBy(() -> figure("{'kind':'MEASURED','value':'1'}"))
                .hasMessage("/value must be a number, found something else");
        assertThatThrownBy(() -> figure("{'kind':'MEASURED','value':1,'n':-1}").n())
                .hasMessage("/n must be a count, found something else");
    }
}
