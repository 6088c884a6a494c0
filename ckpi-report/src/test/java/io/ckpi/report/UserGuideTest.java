package io.ckpi.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Period;
import io.ckpi.scoring.Verification;
import io.ckpi.sdk.Ckpi;
import io.ckpi.sdk.CkpiReport;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.YearMonth;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the snippets of docs/guide/report.md: the method below holds their code, letter by letter except for white space. */
class UserGuideTest {

    private static final Path GUIDE = Path.of("..", "docs", "guide", "report.md");
    private static final Path SELF = Path.of("src", "test", "java", "io", "ckpi", "report", "UserGuideTest.java");
    private static final Pattern SNIPPET = Pattern.compile("```java\\n(.*?)```", Pattern.DOTALL);

    private static void snippets(Path folder) throws IOException {
        CkpiReport report = Ckpi.builder()
                .source("demo", Map.of("customers", "2000"))
                .build()
                .measure(Period.ofMonth(YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow")));

        Board board = Board.withDefaults().with(Locale.forLanguageTag("ru")).with(BoardLimits.of(7));
        Files.writeString(folder.resolve("board.html"), board.render(report));
        Exports.json(report).writeTo(folder.resolve("board.json"));
        Exports.csv(report, CsvStyle.EXCEL_RU).writeTo(folder.resolve("csv"));
        System.out.print(Summary.withDefaults().render(report));

        ReportRecord record = ReportRecord.of(report);
        byte[] json = record.json().getBytes(StandardCharsets.UTF_8);
        ReportRecord again = ReportRecord.read(json);
        System.out.println(again.equals(record));
        System.out.println(again.at("/period/from").orElse("?"));
        System.out.println(board.render(again).equals(board.render(record)));

        KeptResult kept = KeptResult.read(folder.resolve("board.html"));
        Verification verification = kept.verify();
        System.out.println(verification.agrees());
        for (ResultTable table : ChangeTables.of(kept.result().replay(), report.marc())) {
            System.out.print(table.text(Locale.ENGLISH)); // what changed since the page was drawn
        }

        Exports.csv(report, CsvStyle.PLAIN).with(FormulaCells.KEEP).writeTo(folder.resolve("for-programs"));
    }

    @Test
    void theGuideRunsAsShown(@TempDir Path folder) throws IOException {
        String self = essence(Files.readString(SELF));
        List<String> blocks = SNIPPET.matcher(Files.readString(GUIDE))
                .results()
                .map(match -> match.group(1))
                .toList();
        assertThat(blocks).hasSize(4);
        for (String block : blocks) {
            assertThat(self).as("the snippet%n%s", block).contains(essence(block));
        }
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        PrintStream old = System.out;
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            System.setOut(out);
            snippets(folder);
        } finally {
            System.setOut(old);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8))
                .startsWith("CKPI board: October 2026\n")
                .contains("CKPImarc  ")
                .contains("true\n2026-10-01\ntrue\ntrue\nWhat changed\n");
        List<String> names = new ArrayList<>();
        try (var files = Files.list(folder)) {
            files.forEach(file -> names.add(file.getFileName().toString()));
        }
        assertThat(names).containsExactlyInAnyOrder("board.html", "board.json", "csv", "for-programs");
    }

    private static String essence(String code) {
        return code.replaceAll("\\s+", "");
    }
}
