package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Slices from the command line. */
class SlicesCommandTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int ckpi(String... args) {
        String[] all = Stream.concat(Stream.of("slices"), Arrays.stream(args)).toArray(String[]::new);
        return Main.run(
                new Environment(new PrintWriter(out), new PrintWriter(err), Map.of(), Path.of(""), CLOCK, false), all);
    }

    private void assertWrong(String message, String... args) {
        assertThat(ckpi(args)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains(message).doesNotContain("Exception").doesNotContain("\tat ");
    }

    @Test
    void theWholeComesFirstThenTheSlicesThatAddUpToIt() {
        assertThat(ckpi(
                        "--demo",
                        "--customers",
                        "1000",
                        "--by",
                        "channel",
                        "--indicator",
                        "sales.orders",
                        "--format",
                        "csv"))
                .isZero();
        assertThat(err.toString()).isEmpty();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines.get(0)).isEqualTo("indicator,slice,name,records,value,value.low,value.high,value.why,cut");
        assertThat(lines.get(1)).startsWith("sales.orders,(whole),Orders,,");
        double whole = value(lines.get(1));
        assertThat(whole).isPositive();
        assertThat(lines.stream().skip(2).mapToDouble(SlicesCommandTest::value).sum())
                .isEqualTo(whole);
        assertThat(lines.get(lines.size() - 1)).startsWith("sales.orders,(unknown),(unknown),");
        assertThat(lines).allMatch(line -> line.endsWith(",records") || line.endsWith(",") || line.endsWith(",cut"));
    }

    private static double value(String line) {
        String cell = line.split(",", -1)[4];
        return cell.isEmpty() ? 0 : Double.parseDouble(cell);
    }

    @Test
    void valuesBeyondTheLimitAreToldBelowTheTable() {
        assertThat(ckpi(
                        "--demo",
                        "--customers",
                        "1000",
                        "--by",
                        "employee",
                        "--limit",
                        "2",
                        "--indicator",
                        "tasks.volume,service.time",
                        "--lang",
                        "ru"))
                .isZero();
        assertThat(out.toString())
                .contains("Показатели: сотрудник", "(прочие)", "с пересечениями", "сведены в один срез")
                .contains("целое не равно их сумме");
    }

    @Test
    void withoutIndicatorsThoseThatCanBeCutAndAreMeasured() {
        assertThat(ckpi("--demo", "--customers", "1000", "--by", "region", "--format", "json"))
                .isZero();
        assertThat(out.toString())
                .contains("\"schema\":\"ckpi/table@1\"", "customer.repeat-share", "voice.nps")
                .doesNotContain("customer.cac", "economics.roi", "tasks.volume");
    }

    @Test
    void partsOfAPeriod() {
        assertThat(ckpi("--demo", "--customers", "1000", "--by", "week", "--indicator", "sales.revenue"))
                .isZero();
        assertThat(out.toString()).contains("2026-10-05 – 2026-10-11", "2026-10-26 – 2026-10-31");
    }

    @Test
    void wrongCommandLinesAreToldInOneLine() {
        assertWrong("--by", "--demo");
        assertWrong("no dimension is named colour; there are channel, campaign", "--demo", "--by", "colour");
        assertWrong("the nearest is sales.orders", "--demo", "--by", "channel", "--indicator", "sales.order");
        assertWrong("limit is below 1: 0", "--demo", "--customers", "1000", "--by", "channel", "--limit", "0");
        assertWrong("more than 5 parts by day", "--demo", "--customers", "1000", "--by", "day", "--limit", "5");
    }
}
