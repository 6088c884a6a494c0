package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files that are written otherwise the next time: the report is the same, or says what is missing. */
class SchemaChangeTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);
    private static final Pattern REVENUE =
            Pattern.compile("\"definition\":\"sales\\.revenue@[0-9]+\",\"digest\":\"([0-9a-f]{64})\"");

    private static final String MAPPING = """
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
                    orderRef: id
                    createdAt: at
                    paidAt: at
                    revenue: {money: amount}
                    person: {token: mail, type: email}
                    status: {from: status, values: {paid: PAID}}
              - file: visits.jsonl
                format: jsonl
                records:
                  - record: Touch
                    key: [id]
                    occurredAt: at
                    kind: {const: PAGE_VIEW}
                    person: {token: mail, type: email}
                    visit: id
            """;

    @TempDir
    private Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @BeforeEach
    void write() throws Exception {
        StringBuilder orders = new StringBuilder("id,at,amount,status,mail\n");
        StringBuilder visits = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            orders.append(String.format(
                    Locale.ROOT, "%d,2026-10-%02d,%d.50,paid,p%d@x.org%n", i, 1 + i % 30, 10 + i % 7, i % 40));
            visits.append(String.format(
                    Locale.ROOT,
                    "{\"id\":\"v%d\",\"at\":\"2026-10-%02dT09:00:00Z\",\"mail\":\"p%d@x.org\"}%n",
                    i,
                    1 + i % 30,
                    i % 40));
        }
        Files.writeString(folder.resolve("orders.csv"), orders);
        Files.writeString(folder.resolve("visits.jsonl"), visits);
        Files.writeString(folder.resolve("mapping.yaml"), MAPPING);
    }

    private void change(String file, UnaryOperator<String> change) throws Exception {
        Path path = folder.resolve(file);
        String before = Files.readString(path);
        String after = change.apply(before);
        assertThat(after).isNotEqualTo(before);
        Files.writeString(path, after);
    }

    private int report() {
        return Main.run(
                new Environment(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        Map.of(TokenKey.VARIABLE, "a key for tests of thirty-two bytes"),
                        folder,
                        CLOCK,
                        false),
                "report",
                "--source",
                "files",
                "--set",
                "dir=" + folder,
                "--set",
                "mapping=" + folder.resolve("mapping.yaml"),
                "--period",
                "2026-10",
                "--source-timeout",
                "1m",
                "--out",
                folder.toString());
    }

    private String record() throws Exception {
        int code = report();
        assertThat(code).as(err.toString()).isZero();
        return Files.readString(folder.resolve("ckpi-board.json"));
    }

    /** The digest of the data behind the revenue. */
    private static String digest(String record) {
        Matcher found = REVENUE.matcher(record);
        assertThat(found.find()).as("the record has the revenue").isTrue();
        return found.group(1);
    }

    @Test
    void otherColumnsInAnotherOrderChangeNothing() throws Exception {
        String before = digest(record());
        change("orders.csv", text -> {
            StringBuilder turned = new StringBuilder();
            for (String line : text.split("\n")) {
                String[] cells = line.split(",");
                turned.append(String.join(",", cells[4], cells[2], "more", cells[0], cells[3], cells[1]))
                        .append("\r\n");
            }
            return turned.toString().replaceFirst("more", "new column");
        });
        assertThat(digest(record())).isEqualTo(before);
    }

    @Test
    void aColumnThatIsRenamedIsAnErrorThatNamesIt() throws Exception {
        record();
        change("orders.csv", text -> text.replaceFirst("amount", "amounts"));
        assertThat(report()).isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString())
                .contains("orders.csv: lacks columns that the mapping names: \"amount\" (is it \"amounts\"?)");
    }

    @Test
    void aColumnThatVanishesIsAnErrorThatNamesIt() throws Exception {
        record();
        change("orders.csv", text -> text.replaceAll(",p?[0-9a-z.@]+(\r?\n)", "$1"));
        assertThat(report()).isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString()).contains("orders.csv: lacks columns that the mapping names: \"mail\"");
    }

    @Test
    void aTypeThatChangesLeavesTheStreamOutAndSaysWhy() throws Exception {
        record();
        change("orders.csv", text -> text.replace(".50,paid", " EUR,paid"));
        String record = record();
        assertThat(record)
                .contains("too many rows of type Order were rejected (CKPI-SRC-REJECTS), so none of them is used")
                .contains("Order: 200 of 200 rows rejected", "(BAD_NUMBER)");
        assertThat(record).as("and no other").doesNotContain("rows of type Touch were");
        assertThat(out.toString()).contains("left out: orders");
    }

    @Test
    void aValueThatIsNewIsRejectedAndCounted() throws Exception {
        record();
        change("orders.csv", text -> text.replaceFirst("paid", "settled"));
        assertThat(record()).contains("Order: 1 of 200 rows rejected", "(UNKNOWN_VALUE)");
    }

    @Test
    void aMemberThatIsRenamedIsNoticed() throws Exception {
        assertThat(record()).doesNotContain("COLUMN_EMPTY");
        change("visits.jsonl", text -> text.replace("\"mail\"", "\"e-mail\""));
        assertThat(record())
                .contains("COLUMN_EMPTY", "No row has a value of \\\"mail\\\": was it renamed at the source?");
    }

    @Test
    void aMemberThatIsNeededAndGoneLeavesTheStreamOut() throws Exception {
        record();
        change("visits.jsonl", text -> text.replace("\"at\"", "\"time\""));
        assertThat(record())
                .contains("too many rows of type Touch were rejected (CKPI-SRC-REJECTS), so none of them is used")
                .contains("Touch: 200 of 200 rows rejected");
    }

    @Test
    void aFileThatIsCutShortSaysSo() throws Exception {
        String before = digest(record());
        change("orders.csv", text -> text.substring(0, text.length() / 2) + "\"");
        String record = record();
        assertThat(record).containsPattern("REJECTS|TRUNCATED");
        assertThat(digest(record)).isNotEqualTo(before);
    }
}
