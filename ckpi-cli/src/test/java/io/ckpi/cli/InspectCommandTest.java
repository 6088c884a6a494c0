package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** From a file of one's own to a report: look, answer, read. */
class InspectCommandTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);
    private static final String ORDERS = """
            order;date;sum;client;status
            A-1;03.10.2026 10:15;1 250,00;8 (900) 555-00-01;done
            A-2;13.10.2026 23:50;99,90;;done
            A-3;14.10.2026 09:00;700;8 (900) 555-00-02;cancelled
            A-4;15.10.2026 09:00;700;8 (900) 555-00-02;done
            """;

    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final Map<String, String> variables = new HashMap<>();
    private Path orders = Path.of("");

    @BeforeEach
    void writeOrders() throws Exception {
        orders = write("orders.csv", ORDERS);
    }

    private int ckpi(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(
                new Environment(new PrintWriter(out), new PrintWriter(err), variables, folder, CLOCK, false), args);
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    private String path(String name) {
        return folder.resolve(name).toString();
    }

    @Test
    void allOfTheOutputIsOneDocumentThatTheReportRefusesUntilItIsAnswered() throws Exception {
        variables.put(TokenKey.VARIABLE, "0123456789abcdef0123456789abcdef");
        assertThat(ckpi("inspect", orders.toString())).isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString())
                .startsWith("# orders.csv\n# column    filled  looks like  fitting  detail\n")
                .contains("# \"status\"       4  few values        4  done 3, cancelled 1\n")
                .contains("        createdAt: {from: date, format: dd.MM.yyyy HH:mm}")
                .contains("# Next: answer the questions in mapping.yaml, then ./ckpi report --source files --set dir="
                        + folder)
                .doesNotContain("555")
                .doesNotContain("A-1");
        Path mapping = write("shop.yaml", out.toString());
        String[] report = {
            "report",
            "--source",
            "files",
            "--set",
            "dir=" + folder,
            "--set",
            "mapping=" + mapping,
            "--period",
            "2026-10",
            "--zone",
            "UTC",
            "--out",
            folder.resolve("out").toString()
        };
        assertThat(ckpi(report)).isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString())
                .contains("zone: is an open question: write the answer in place of ???")
                .contains("status.values.cancelled: is an open question");
        Files.writeString(
                mapping,
                Files.readString(mapping)
                        .replace("zone: ???", "zone: Europe/Moscow")
                        .replace("currency: ???", "currency: RUB")
                        .replace("done: ???", "done: PAID")
                        .replace("cancelled: ???", "cancelled: CANCELLED"));
        assertThat(ckpi(report)).as(err.toString()).isZero();
        assertThat(out.toString()).contains("files: 4 rows,");
    }

    @Test
    void theDocumentGoesIntoANewFileAndNeverOverAnswers() throws Exception {
        assertThat(ckpi("inspect", "--lang", "ru", "--out", path("shop.yaml"), orders.toString()))
                .isZero();
        assertThat(out.toString())
                .startsWith("orders.csv\nстолбец")
                .contains("\n1. zone: в каком часовом поясе записаны времена?")
                .doesNotContain("schema:");
        assertThat(Files.readString(folder.resolve("shop.yaml")))
                .startsWith("schema: ckpi/mapping@1\n")
                .contains("# Вопросы.");
        assertThat(ckpi("inspect", "--out", path("shop.yaml"), orders.toString()))
                .isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString())
                .isEqualToNormalizingNewlines("ckpi: " + path("shop.yaml")
                        + " exists already, perhaps with answers: choose another name [CKPI-CLI-OUT]\n");
    }

    @Test
    void aShippedMappingComesWithItsCommand() throws Exception {
        write(
                "orders-2026.csv",
                "id,create_date_time,client_ids,order_status,revenue,cost\n1,03.06.2024 10:00,7,PAID,10,5\n");
        assertThat(ckpi("inspect", path("orders-2026.csv"))).isZero();
        assertThat(out.toString())
                .contains(
                        "The shipped mapping metrica-orders reads it (1 records from the first rows, 0 rejected): ./ckpi report "
                                + "--source files --set dir=" + folder
                                + " --set mapping=metrica-orders --set zone=ZONE --set "
                                + "currency=CURRENCY --period YYYY-MM")
                .doesNotContain("schema:");
        write("d.csv", "_fivetran_active,date_entered,deal_id,value\nTRUE,2024-06-01 10:00:00,1,won\n");
        assertThat(ckpi("inspect", path("d.csv"))).isZero();
        assertThat(out.toString()).contains("mapping hubspot").contains("; the file must be called deal_stage.csv: ");
    }

    @Test
    void asJson() {
        assertThat(ckpi("inspect", "--json", orders.toString())).isZero();
        assertThat(out.toString())
                .startsWith("{\"schema\":\"ckpi/tables@1\"")
                .contains(
                        "\"name\":\"inspection\"", "\"name\":\"proposal\"", "\"mapping\":\"schema: ckpi/mapping@1\\n");
    }

    @Test
    void whatCannotBeReadIsALineAndTheRestIsLookedAt() throws Exception {
        write("book.xlsx", "PK\3\4");
        assertThat(ckpi("inspect", path("book.xlsx"), orders.toString(), path("none.csv")))
                .isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString().lines().toList())
                .isEqualTo(List.of(
                        "ckpi: book.xlsx: is a workbook, or an archive whose name does not end in .zip: save the sheet as CSV "
                                + "[CKPI-INSPECT-FORM]",
                        "ckpi: none.csv: does not exist [CKPI-INSPECT-FILE]"));
        assertThat(out.toString()).contains("file: orders.csv");
        assertThat(ckpi("inspect", path("book.xlsx"))).isEqualTo(ExitCode.DATA);
    }

    @Test
    void wrongCommandLinesAreOneClearLine() throws Exception {
        assertWrong("ckpi: --rows takes a number above 0, or all, not 0", "--rows", "0", orders.toString());
        assertWrong("ckpi: --rows takes a number above 0, or all, not x", "--rows", "x", orders.toString());
        assertWrong("ckpi: --record takes one of Order, Spend, Call", "--record", "Sale", orders.toString());
        Path other = Files.createDirectory(folder.resolve("b")).resolve("b.csv");
        assertWrong("ckpi: the files lie in several folders", orders.toString(), other.toString());
        assertWrong("ckpi: Missing required parameter: 'FILE'");
    }

    private void assertWrong(String message, String... args) {
        String[] line = new String[args.length + 1];
        line[0] = "inspect";
        System.arraycopy(args, 0, line, 1, args.length);
        assertThat(ckpi(line)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).startsWith(message);
    }

    @Test
    void aRecordCanBeSaid() {
        assertThat(ckpi("inspect", "--record", "Spend", "--rows", "all", orders.toString()))
                .isZero();
        assertThat(out.toString()).contains("- record: Spend");
    }
}
