package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who asked to be forgotten is left out, and who made a slip in the list is told where. */
class ForgetTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);
    private static final Map<String, String> KEY = Map.of("CKPI_TOKEN_KEY", "a key of thirty-two bytes or more");

    @TempDir
    Path folder = Path.of("");

    private StringWriter out = new StringWriter();
    private StringWriter err = new StringWriter();

    private int ckpi(String... args) {
        out = new StringWriter();
        err = new StringWriter();
        return Main.run(new Environment(new PrintWriter(out), new PrintWriter(err), KEY, folder, CLOCK, false), args);
    }

    private Path write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text);
    }

    @BeforeEach
    void shop() throws Exception {
        write(
                "orders.csv",
                "id,at,phone,amount\n1,2026-10-05,+7 (900) 555-00-01,100.50\n2,2026-10-06,+7 900 555 00 02,99.50\n"
                        + "3,2026-10-07,8 900 555 00 01,7.00\n");
        write("mapping.yaml", """
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
                        createdAt: {from: at, format: yyyy-MM-dd}
                        paidAt: {from: at, format: yyyy-MM-dd}
                        revenue: {money: amount}
                        person: {token: phone, type: phone}
                        status: {const: PAID}
                """);
    }

    private int report(String... more) {
        String[] args = {
            "report",
            "--source",
            "files",
            "--set",
            "dir=" + folder,
            "--set",
            "mapping=" + folder.resolve("mapping.yaml"),
            "--period",
            "2026-10",
            "--out",
            folder.resolve("board").toString()
        };
        String[] all = java.util.Arrays.copyOf(args, args.length + more.length);
        System.arraycopy(more, 0, all, args.length, more.length);
        return ckpi(all);
    }

    private String board() throws Exception {
        return Files.readString(folder.resolve("board").resolve("ckpi-board.json"), StandardCharsets.UTF_8);
    }

    @Test
    void theReportIsAsIfTheyHadNeverBought() throws Exception {
        assertThat(report()).as(err.toString()).isZero();
        assertThat(board()).contains("\"value\":207").doesNotContain("FORGOTTEN");
        Path list = write("forget.txt", "# asked on 1 November\n\nphone 8 (900) 555-00-01\n");
        assertThat(report("--forget", list.toString())).as(err.toString()).isZero();
        assertThat(board())
                .contains("\"code\":\"FORGOTTEN\"")
                .contains("records of persons who are to be forgotten, left out: 2")
                .contains("\"value\":99.5")
                .doesNotContain("\"value\":207")
                .doesNotContain("5550001");
    }

    @Test
    void everyLineThatIsNoIdIsNamedByItsNumber() throws Exception {
        Path list = write("forget.txt", "phone 12\nann@example.org\nemail ann-at-example\nтелефон +79005550001\n");
        assertThat(report("--forget", list.toString())).isEqualTo(3);
        assertThat(err.toString())
                .contains("line 1 of " + list + " is no id of its type: BAD_PHONE")
                .contains("line 2 of " + list + " is no id: write its type and the id")
                .contains("line 3 of " + list + " is no id of its type: BAD_EMAIL")
                .contains("line 4 of " + list + " does not begin with a type of id")
                .doesNotContain("ann")
                .doesNotContain("5550001");
        assertThat(report("--forget", folder.resolve("none").toString())).isEqualTo(3);
        assertThat(err.toString()).contains("the file " + folder.resolve("none") + " cannot be read as UTF-8");
    }
}
