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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command as its users see it: output, one-line errors, exit codes. */
class CommandTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);

    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> variables = new HashMap<>();

    private int ckpi(String... args) {
        return Main.run(
                new Environment(new PrintWriter(out), new PrintWriter(err), variables, folder, CLOCK, false), args);
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    @Test
    void demoGivesASummaryAPageAndARecord() throws Exception {
        int code = ckpi("report", "--demo", "--customers", "1000", "--out", folder.toString());
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        assertThat(out.toString())
                .contains("CKPI board: October 2026")
                .contains("Zone Europe/Moscow")
                .contains("CKPImarc")
                .contains("LTV to CAC");
        assertThat(Files.readString(folder.resolve("ckpi-board.html"))).startsWith("<!DOCTYPE html>");
        assertThat(Files.readString(folder.resolve("ckpi-board.json"))).contains("\"schema\":\"ckpi-report/1\"");
    }

    @Test
    void russianOnRequest() {
        int code = ckpi("report", "--demo", "--customers", "1000", "--lang", "ru", "--out", folder.toString());
        assertThat(code).isZero();
        assertThat(out.toString()).contains("октябрь 2026").contains("Охват данными");
    }

    @Test
    void filesWithAMappingGiveAReportThatSaysWhatIsMissing() throws Exception {
        write("orders.csv", "id,at,person,amount\n1,2026-10-05 10:00:00,a,100.50\n2,2026-10-06 11:00:00,b,99.50\n");
        Path mapping = write("mapping.yaml", """
                schema: ckpi/mapping@1
                id: shop
                zone: UTC
                currency: EUR
                files:
                  - file: orders.csv
                    format: csv
                    records:
                      - record: Order
                        key: [id]
                        orderRef: {from: id}
                        occurredAt: {from: at, format: yyyy-MM-dd HH:mm:ss}
                        createdAt: {from: at, format: yyyy-MM-dd HH:mm:ss}
                        paidAt: {from: at, format: yyyy-MM-dd HH:mm:ss}
                        revenue: {money: amount}
                        person: {token: person, type: clientId}
                        status: {const: PAID}
                """);
        int code = ckpi(
                "report",
                "--source",
                "files",
                "--set",
                "dir=" + folder,
                "--set",
                "mapping=" + mapping,
                "--period",
                "2026-10",
                "--out",
                folder.resolve("out").toString());
        assertThat(err.toString())
                .startsWith("A new key for personal tokens was created in ")
                .hasLineCount(1);
        assertThat(code).isZero();
        assertThat(out.toString()).contains("Zone UTC").containsIgnoringCase("not enough data");
        assertThat(Files.readString(folder.resolve("out/ckpi-board.json"))).contains("\"sales.revenue\"");
        assertThat(folder.resolve(".config/ckpi/token.key")).exists();
    }

    @Test
    void everySourceHasItsOwnOptions() throws Exception {
        variables.put(TokenKey.VARIABLE, "0123456789abcdef0123456789abcdef");
        List<String> arguments = new ArrayList<>(List.of("report", "--period", "2026-10", "--out", folder.toString()));
        for (int i = 1; i <= 4; i++) {
            write("orders" + i + ".csv", "id\n" + "A\n".repeat(i));
            Path mapping = write("mapping" + i + ".yaml", """
                    schema: ckpi/mapping@1
                    id: shop
                    zone: UTC
                    asOf: 2026-10-31
                    files:
                      - file: orders%d.csv
                        format: csv
                        records:
                          - record: Touch
                            key: [id]
                            occurredAt: {asOf: true}
                            kind: {const: VISIT}
                    """.formatted(i));
            arguments.addAll(List.of("--source", "files", "--name", "source" + i));
            arguments.addAll(List.of("--set", "dir=" + folder, "--set", "mapping=" + mapping));
        }
        assertThat(ckpi(arguments.toArray(new String[0]))).as(err.toString()).isZero();
        for (int i = 1; i <= 4; i++) {
            assertThat(out.toString()).contains("source" + i + ": " + i + (i == 1 ? " row," : " rows,"));
        }
    }

    @Test
    void theTokenKeyIsMadeOnceAndReadByItsOwnerAlone() throws Exception {
        StringWriter notices = new StringWriter();
        byte[] made = TokenKey.find(null, Map.of(), folder, new PrintWriter(notices, true));
        byte[] again = TokenKey.find(null, Map.of(), folder, new PrintWriter(notices, true));
        assertThat(made).hasSize(32).isEqualTo(again);
        assertThat(notices.toString())
                .hasLineCount(1)
                .doesNotContain(Files.readString(folder.resolve(".config/ckpi/token.key"))
                        .strip());
        Path stored = folder.resolve(".config/ckpi/token.key");
        if (Files.getFileStore(stored).supportsFileAttributeView("posix")) {
            assertThat(Files.getPosixFilePermissions(stored)).hasSize(2);
        }
    }

    @Test
    void aShortTokenKeyIsRefusedWithoutShowingIt() {
        variables.put(TokenKey.VARIABLE, "short-secret");
        int code = ckpi("report", "--source", "files", "--period", "2026-10", "--out", folder.toString());
        assertThat(code).isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString())
                .startsWith(
                        "ckpi: the token key in CKPI_TOKEN_KEY is shorter than 32 bytes; 64 random hexadecimal digits")
                .doesNotContain("short-secret")
                .hasLineCount(1);
    }

    @Test
    void wrongCommandLinesAreOneClearLine() {
        assertWrong("ckpi: name a source with --source, or take --demo", "report");
        assertWrong("ckpi: name a period with --period", "report", "--source", "files");
        assertWrong("ckpi: --customers and --seed belong to --demo", "report", "--source", "files", "--seed", "1");
        assertWrong("ckpi: there is no option --nonsense\n", "report", "--nonsense");
        assertWrong(
                "ckpi: --zone Mars is not a time zone, such as Europe/Moscow", "report", "--demo", "--zone", "Mars");
        assertWrong("ckpi: --period 2026-13 is not a month", "report", "--demo", "--period", "2026-13");
        assertWrong("ckpi: --period 2026-05..2026-04 is not", "report", "--demo", "--period", "2026-05..2026-04");
        assertWrong("ckpi: no indicator economics.roy", "indicators", "economics.roy");
    }

    private void assertWrong(String message, String... args) {
        err.getBuffer().setLength(0);
        assertThat(ckpi(args)).as(String.join(" ", args)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith(message).doesNotContain("\tat ");
    }

    @Test
    void wrongConfigurationsNameEveryFault() {
        variables.put(TokenKey.VARIABLE, "0123456789abcdef0123456789abcdef");
        int code = ckpi(
                "report",
                "--source",
                "files",
                "--set",
                "dri=x",
                "--period",
                "2026-10",
                "--out",
                folder.resolve("out").toString());
        assertThat(code).isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString())
                .contains("dri")
                .contains("dir")
                .contains("mapping")
                .doesNotContain("\tat ");
    }

    @Test
    void anUnknownPluginIsNamed() {
        variables.put(TokenKey.VARIABLE, "0123456789abcdef0123456789abcdef");
        int code = ckpi("report", "--source", "oracle", "--period", "2026-10", "--out", folder.toString());
        assertThat(code).isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString()).startsWith("ckpi: ").contains("oracle").doesNotContain("\tat ");
    }

    @Test
    void aFileInPlaceOfTheOutputFolderIsRefusedBeforeTheWork() throws Exception {
        Path file = write("file", "x");
        int code = ckpi("report", "--demo", "--out", file.toString());
        assertThat(code).isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString()).startsWith("ckpi: cannot write to " + file.toAbsolutePath());
    }

    @Test
    void sourcesListsThePluginsAndTheirOptions() {
        assertThat(ckpi("sources")).isZero();
        assertThat(out.toString())
                .contains("demo ")
                .contains("files ")
                .contains("bitrix24 ")
                .contains("yandex-metrica ")
                .contains("hubspot ")
                .contains("--set mapping=")
                .contains("--set customers=");
    }

    @Test
    void indicatorsPrintsTheCatalogueOrOneDefinition() {
        assertThat(ckpi("indicators")).isZero();
        assertThat(out.toString()).contains("economics.roi").contains("80 indicators");
        out.getBuffer().setLength(0);
        assertThat(ckpi("indicators", "economics.roi")).isZero();
        assertThat(out.toString()).contains("economics.roi").contains("formula");
    }

    @Test
    void helpAndVersion() {
        assertThat(ckpi("--version")).isZero();
        assertThat(ckpi("--help")).isZero();
        assertThat(ckpi("report", "--help")).isZero();
        assertThat(ckpi()).isZero();
        assertThat(out.toString()).contains("Exit codes").contains("--period");
    }
}
