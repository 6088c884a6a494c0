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
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the command of examples/crm/README.md: a CRM, advertising, a site and a telephone exchange in one report. */
class CrmExampleTest {

    @TempDir
    Path folder = Path.of("");

    @Test
    void theExampleMeasuresAllTenFactors() throws Exception {
        String page = Files.readString(root().resolve("examples/crm/README.md"));
        int at = page.indexOf("./ckpi report");
        String command = page.substring(at + "./ckpi ".length(), page.indexOf("\n```", at));
        List<String> arguments = new ArrayList<>();
        for (String argument : command.replace("\\\n", " ").trim().split("\\s+")) {
            arguments.add(argument.replace("=examples/crm", "=" + root().resolve("examples/crm")));
        }
        assertThat(ckpi(arguments))
                .contains("Data coverage 100%")
                .contains("crm: 554 rows, rejected 0")
                .contains("ads: 78 rows, rejected 0")
                .contains("site: 457 rows, rejected 0")
                // customers who were entered by mistake and deleted in the CRM
                .contains("records of type LeadStageChange deleted at the source: 6")
                // 51 of the 58 leads that were handed over and decided
                .contains("87.9% (77.1 … 94.0)");
        // telephone numbers of the CRM and of the exchange stay in the plugins
        for (String name : List.of("ckpi-board.html", "ckpi-board.json")) {
            assertThat(Files.readString(folder.resolve(name))).doesNotContain("900555", "555-0");
        }
    }

    @Test
    void aDeletionIsNoChangeToAStageThatNobodyKnows() throws Exception {
        Files.copy(
                root().resolve(
                                "connectors/ckpi-source-files/src/test/resources/conformance-files/sources/tryton-history.csv"),
                folder.resolve("tryton-history.csv"));
        Path mapping = root().resolve("examples/mappings/tryton-history.yaml");
        assertThat(ckpi(List.of(
                        "report",
                        "--source",
                        "files",
                        "--set",
                        "dir=" + folder,
                        "--set",
                        "mapping=" + mapping,
                        "--period",
                        "2026-01")))
                .contains("files: 11 rows, rejected 0")
                .contains("records of type LeadStageChange deleted at the source: 1")
                .doesNotContain("the mapping does not know");
    }

    private String ckpi(List<String> command) {
        List<String> arguments = new ArrayList<>(command);
        arguments.addAll(List.of("--out", folder.toString()));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(
                new Environment(
                        new PrintWriter(out),
                        new PrintWriter(err),
                        Map.of(TokenKey.VARIABLE, "0123456789abcdef0123456789abcdef"),
                        folder,
                        Clock.fixed(Instant.parse("2026-02-15T09:00:00Z"), ZoneOffset.UTC),
                        false),
                arguments.toArray(new String[0]));
        assertThat(err.toString()).isEmpty();
        assertThat(code).isZero();
        return out.toString();
    }

    private static Path root() {
        Path root = Path.of("").toAbsolutePath();
        while (!Files.exists(root.resolve("examples/crm/README.md"))) {
            root = Objects.requireNonNull(root.getParent(), "the checkout");
        }
        return root;
    }
}
