package io.ckpi.source.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.ckpi.core.Channel;
import io.ckpi.core.Period;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.Locale;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

/**
 * Keeps the figures of docs/demo-company.md those of the code. With the environment variable {@code CKPI_DOCS=write} it writes them into the document.
 */
class DemoDocumentTest {

    private static final ZoneId MOSCOW = ZoneId.of("Europe/Moscow");
    private static final Period MONTH = Period.ofMonth(YearMonth.of(2026, 10), MOSCOW);
    private static final Period YEAR = Period.ofMonths(YearMonth.of(2025, 11), YearMonth.of(2026, 10), MOSCOW);
    private static final DemoTruth TRUTH = DemoTruth.of(DemoOptions.withDefaults());

    @Test
    void theDocumentHasTheFiguresOfTheCode() throws IOException {
        Path document = Path.of(System.getProperty("basedir", "."), "..", "..", "docs", "demo-company.md");
        assumeTrue(Files.exists(document), "docs/demo-company.md is not here: the module stands alone");
        String text = Files.readString(document);
        String expected = text;
        expected = replaced(expected, "sources", sources());
        expected = replaced(expected, "truth", truths());
        expected = replaced(expected, "channels", channels());
        if ("write".equals(System.getenv("CKPI_DOCS"))) {
            Files.writeString(document, expected);
        } else {
            assertThat(text).isEqualTo(expected);
        }
    }

    private static String replaced(String text, String name, String table) {
        String open = "<!-- generated: " + name + " -->\n";
        String close = "<!-- end: " + name + " -->";
        int from = text.indexOf(open);
        int until = text.indexOf(close);
        assertThat(from).as(open).isNotNegative();
        assertThat(until).as(close).isGreaterThan(from);
        return text.substring(0, from) + open + table + text.substring(until);
    }

    private static String sources() {
        StringBuilder table =
                new StringBuilder("| source | channel | share of new persons, first → last month | calls instead of "
                        + "visiting | target audience | site visitor becomes lead | caller becomes lead | lead becomes MQL | an "
                        + "order is the last |\n|---|---|---|---|---|---|---|---|---|\n");
        for (Source source : Source.values()) {
            Source.Path path = source.path;
            table.append("| ")
                    .append(source.name().toLowerCase(Locale.ROOT).replace('_', ' '))
                    .append(" | ")
                    .append(source.channel)
                    .append(" | ")
                    .append(
                            source == Source.FRIEND
                                    ? "by recommendation"
                                    : source.share.first() + " → " + source.share.last())
                    .append(" | ")
                    .append(source.outbound() ? "is called" : path.phone())
                    .append(" | ")
                    .append(path.target())
                    .append(" | ")
                    .append(source.outbound() ? "–" : path.siteLead())
                    .append(" | ")
                    .append(source.outbound() ? "always" : path.callLead())
                    .append(" | ")
                    .append(path.mql())
                    .append(" | ")
                    .append(source.loyalty.dropout)
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String truths() {
        StringBuilder table = new StringBuilder("| indicator | ")
                .append(MONTH)
                .append(" | ")
                .append(YEAR)
                .append(" | records |\n|---|---:|---:|---|\n");
        for (String id : TRUTH.indicators()) {
            table.append("| `")
                    .append(id)
                    .append("` | ")
                    .append(figure(TRUTH.value(id, MONTH)))
                    .append(" | ")
                    .append(figure(TRUTH.value(id, YEAR)))
                    .append(" | ")
                    .append(TRUTH.needs(id).stream()
                            .map(Class::getSimpleName)
                            .sorted()
                            .collect(java.util.stream.Collectors.joining(", ")))
                    .append(" |\n");
        }
        return table.toString();
    }

    private static String channels() {
        StringBuilder table =
                new StringBuilder("| channel | true LTV, RUB | CAC in " + YEAR + ", RUB |\n|---|---:|---:|\n");
        for (Channel channel : Channel.values()) {
            OptionalDouble ltv = TRUTH.channelLtv(channel);
            if (ltv.isPresent()) {
                table.append("| ")
                        .append(channel)
                        .append(" | ")
                        .append(figure(ltv))
                        .append(" | ")
                        .append(figure(TRUTH.channelCac(channel, YEAR)))
                        .append(" |\n");
            }
        }
        return table.toString();
    }

    private static String figure(OptionalDouble value) {
        if (value.isEmpty()) {
            return "–";
        }
        BigDecimal rounded = new BigDecimal(value.getAsDouble()).round(new MathContext(5));
        return rounded.signum() == 0 ? "0" : rounded.stripTrailingZeros().toPlainString();
    }
}
