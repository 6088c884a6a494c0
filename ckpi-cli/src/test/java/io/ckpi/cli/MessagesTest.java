package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a user reads when something is wrong or missing: what it is, where, and what to do. */
class MessagesTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int ckpi(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        Map<String, String> variables = Map.of("CKPI_TOKEN_KEY", "a key of more than thirty-two bytes for tests");
        return Main.run(
                new Environment(new PrintWriter(out), new PrintWriter(err), variables, folder, CLOCK, false), args);
    }

    private void assertTold(int code, String message, String... args) {
        assertThat(ckpi(args)).as(err.toString()).isEqualTo(code);
        assertThat(err.toString()).contains(message).doesNotContain("Exception").doesNotContain("\tat ");
    }

    // ---- the command line

    @Test
    void aWrongWordIsToldWithTheNearestRightOneAndNoValues() {
        assertTold(
                ExitCode.USAGE,
                "ckpi: there is no command reprot; the nearest is report\n",
                "reprot",
                "--set",
                "password=hunter2");
        assertThat(err.toString()).contains("Try 'ckpi --help'.").doesNotContain("hunter2");
        assertTold(
                ExitCode.USAGE,
                "ckpi: there is no option --perod; the nearest is --period\n",
                "report",
                "--perod=2026-10");
        assertThat(err.toString()).contains("Try 'ckpi report --help'.");
        assertTold(ExitCode.USAGE, "ckpi: there is no option --by", "experiment", "analyze", "--by", "arm");
        assertThat(err.toString()).contains("Try 'ckpi experiment analyze --help'.");
        assertTold(
                ExitCode.USAGE,
                "ckpi: too much on the command line: everything from extra on\n",
                "sources",
                "extra",
                "more");
        assertTold(
                ExitCode.USAGE,
                "no dimension is named chanel; the nearest is channel; there are channel, campaign,",
                "slices",
                "--demo",
                "--by",
                "chanel");
    }

    @Test
    void anOptionOfAPluginNeedsAKeyAndAValue() {
        assertTold(ExitCode.USAGE, "ckpi: --set takes KEY=VALUE\n", "report", "--source", "files", "--set", "hunter2");
        assertThat(err.toString()).doesNotContain("hunter2");
    }

    @Test
    void limitsAreToldByTheirOptions() {
        String[] demo = {"slices", "--demo", "--by", "channel"};
        assertTold(ExitCode.USAGE, "ckpi: --source-timeout is not above 0: 0s\n", with(demo, "--source-timeout", "0s"));
        assertTold(ExitCode.USAGE, "ckpi: --threads is below 1: 0\n", with(demo, "--threads", "0"));
        assertTold(ExitCode.USAGE, "ckpi: --limit is below 1: 0\n", with(demo, "--limit", "0"));
    }

    private static String[] with(String[] args, String... more) {
        List<String> all = new ArrayList<>(Arrays.asList(args));
        all.addAll(Arrays.asList(more));
        return all.toArray(String[]::new);
    }

    // ---- sources

    private String shop() throws Exception {
        Files.writeString(folder.resolve("shop.yaml"), """
                schema: ckpi/mapping@1
                id: shop
                zone: UTC
                currency: EUR
                files:
                  - file: orders.csv
                    format: csv
                    records:
                      - record: Order
                        orderRef: id
                        createdAt: {from: at, format: yyyy-MM-dd HH:mm:ss}
                        status: {const: PAID}
                        revenue: {money: amount}
                        person: {token: person, type: clientId}
                  - file: visits.csv
                    format: csv
                    records:
                      - record: Touch
                        occurredAt: {from: at, format: yyyy-MM-dd HH:mm:ss}
                        kind: {const: VISIT}
                        visit: visit
                        person: {token: person, type: clientId}
                """);
        Files.writeString(
                folder.resolve("visits.csv"), "at,visit,person\n2026-10-02 10:00:00,v1,a\n2026-10-03 10:00:00,v2,b\n");
        return folder.resolve("shop.yaml").toString();
    }

    private String[] source(String name) throws Exception {
        return new String[] {
            "--source", "files", "--name", name, "--set", "dir=" + folder, "--set", "mapping=" + shop(), "--zone", "UTC"
        };
    }

    private void orders(int good, int bad) throws Exception {
        StringBuilder rows = new StringBuilder("id,at,amount,person\n");
        for (int i = 0; i < good; i++) {
            rows.append(i).append(",2026-10-05 10:00:00,10,p").append(i).append('\n');
        }
        for (int i = 0; i < bad; i++) {
            rows.append('x').append(i).append(",soon,10,q\n");
        }
        Files.writeString(folder.resolve("orders.csv"), rows);
    }

    @Test
    void anErrorNamesTheSource() throws Exception {
        orders(1, 0);
        assertTold(
                ExitCode.CONFIG,
                "ckpi: source web: option dir names a folder that does not exist or cannot be read",
                with(
                        with(new String[] {"report", "--period", "2026-10"}, source("shop")),
                        "--source",
                        "files",
                        "--name",
                        "web",
                        "--set",
                        "dir=" + folder.resolve("nowhere"),
                        "--set",
                        "mapping=" + folder.resolve("shop.yaml")));
        assertTold(
                ExitCode.UNAVAILABLE,
                "ckpi: source crm: the database does not answer: connecting failed: SQLSTATE 08001;"
                        + " see that it runs and can be reached from here [CKPI-JDBC-UNAVAILABLE]\n",
                "report",
                "--period",
                "2026-10",
                "--source",
                "jdbc",
                "--name",
                "crm",
                "--set",
                "url=jdbc:postgresql://127.0.0.1:1/crm",
                "--set",
                "user=reader",
                "--set",
                "password=hunter2",
                "--set",
                "mapping=tryton");
        assertThat(err.toString()).doesNotContain("hunter2");
    }

    @Test
    void twoSourcesOfOneNameAreToldHowToBeNamed() throws Exception {
        assertTold(
                ExitCode.USAGE,
                "ckpi: two sources are named files: give each a name of its own with --name\n",
                "report",
                "--period",
                "2026-10",
                "--source",
                "files",
                "--set",
                "dir=a",
                "--source",
                "files",
                "--set",
                "dir=b");
    }

    @Test
    void aKeyThatCannotBeUsedIsToldWithAWayToMakeOne() throws Exception {
        orders(1, 0);
        String[] report = with(new String[] {"report", "--period", "2026-10"}, source("shop"));
        Path none = folder.resolve("none.key");
        assertTold(
                ExitCode.CONFIG,
                "ckpi: there is no token key file " + none + " [CKPI-CLI-TOKEN-KEY]\n",
                with(report, "--token-key", none.toString()));
        assertTold(
                ExitCode.CONFIG,
                "ckpi: the token key file " + folder + " is a folder [CKPI-CLI-TOKEN-KEY]\n",
                with(report, "--token-key", folder.toString()));
        Path small = Files.writeString(folder.resolve("small.key"), "hunter2");
        assertTold(
                ExitCode.CONFIG,
                "ckpi: the token key in " + small + " is shorter than 32 bytes; 64 random hexadecimal digits make one,"
                        + " for instance those of 'openssl rand -hex 32' [CKPI-CLI-TOKEN-KEY]\n",
                with(report, "--token-key", small.toString()));
        assertThat(err.toString()).doesNotContain("hunter2");
    }

    // ---- what the results do not hold

    @Test
    void everyCommandOnRecordsSaysWhatWasLeftOut() throws Exception {
        orders(195, 5);
        String told =
                "ckpi: warning: shop: too many rows of type Order were rejected (CKPI-SRC-REJECTS), so none of them is used";
        for (String[] command : new String[][] {
            {"slices", "--by", "channel", "--format", "csv"},
            {"funnel", "--steps", "touch.visit,order.paid"},
            {"retention", "--first", "touch.visit"},
            {"stages"},
            {"attribution"},
            {"rfm"},
            {"cohorts"},
            {"ltv", "fit"},
            {"ltv", "balance"},
            {"experiment", "analyze"}
        }) {
            ckpi(with(with(command, "--period", "2026-10"), source("shop")));
            assertThat(err.toString()).as(String.join(" ", command)).contains(told);
            assertThat(err.toString().lines().filter(line -> line.startsWith(told)))
                    .as(String.join(" ", command))
                    .hasSize(1);
            assertThat(out.toString()).doesNotContain("rejected");
        }
        ckpi(with(new String[] {"rfm", "--lang", "ru", "--period", "2026-10"}, source("shop")));
        assertThat(err.toString())
                .contains("ckpi: внимание: shop: отклонено слишком много строк типа Order")
                .contains("orders.csv:197");
    }

    @Test
    void theBoardSaysWhatIsMissingAndWhatThatMeansForCkpiMarc() throws Exception {
        orders(195, 5);
        for (String language : List.of("en", "ru")) {
            assertThat(ckpi(with(
                            with(new String[] {"report", "--period", "2026-10", "--lang", language}, source("shop")),
                            "--source",
                            "demo",
                            "--set",
                            "customers=1000",
                            "--currency",
                            "RUB",
                            "--out",
                            folder.toString())))
                    .isZero();
            boolean ru = language.equals("ru");
            String missing =
                    ru ? "! Часть данных не учтена: заказы (shop)" : "! Part of the data is missing: orders (shop)";
            String partial = ru
                    ? "Рассчитано только по остальным данным и может быть неверно: LTV к CAC, ROI маркетинга; это"
                    : "Measured on the rest alone and perhaps wrong: LTV to CAC, Marketing ROI; ";
            assertThat(out.toString().replaceAll("\\s+", " ")).contains(missing, partial);
            assertThat(Files.readString(folder.resolve("ckpi-board.html"))).contains(missing, partial);
            // a claim that data are complete must not stand beside that
            assertThat(out.toString()).doesNotContain(ru ? "Данные полны до" : "Data complete through");
        }
        assertThat(Files.readString(folder.resolve("ckpi-board.json")))
                .contains("\"location\":\"orders.csv:197\"", "\"missing\":{\"partial\":[\"economics.ltv-to-cac\"");
    }

    @Test
    void aPeriodWithoutRecordsIsTold() throws Exception {
        orders(3, 0);
        ckpi(with(new String[] {"rfm", "--period", "2026-12"}, source("shop")));
        assertThat(err.toString())
                .contains("ckpi: warning: no record lies in the period 2026-12-01 to 2026-12-31;"
                        + " the last one before it is of 2026-10-05\n");
        assertThat(ckpi(with(
                        new String[] {"report", "--period", "2026-12", "--out", folder.toString()}, source("shop"))))
                .isZero();
        assertThat(out.toString()).contains("! no record lies in the period 2026-12-01 to 2026-12-31");
    }

    @Test
    void aPeriodThatIsNotOverIsPreliminaryEverywhere() throws Exception {
        orders(3, 0);
        Files.writeString(
                folder.resolve("shop.yaml"),
                Files.readString(Path.of(shop())).replace("currency: EUR\n", "currency: EUR\nlateness: P30D\n"));
        String[] shop = {
            "--source",
            "files",
            "--set",
            "dir=" + folder,
            "--set",
            "mapping=" + folder.resolve("shop.yaml"),
            "--zone",
            "UTC"
        };
        ckpi(with(new String[] {"slices", "--by", "day", "--indicator", "sales.orders", "--period", "2026-10"}, shop));
        assertThat(err.toString())
                .contains("ckpi: warning: files: the source may still change what happened in the period");
    }
}
