package io.ckpi.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.ckpi.core.Estimate;
import io.ckpi.core.Measured;
import io.ckpi.core.Reading;
import io.ckpi.core.Unit;
import io.ckpi.scoring.CkpiMarc;
import io.ckpi.scoring.CompositeResult;
import io.ckpi.scoring.Profile;
import io.ckpi.scoring.StoredResult;
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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands score, verify and diff as their users see them. */
class ResultsCommandTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);
    private static final Path EXAMPLES = Path.of("..", "examples", "scores");
    private static final String DEFINITION = EXAMPLES.resolve("branches.yaml").toString();
    private static final String BRANCHES = EXAMPLES.resolve("branches.csv").toString();

    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int ckpi(String... args) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Main.run(
                new Environment(new PrintWriter(out), new PrintWriter(err), Map.of(), folder, CLOCK, false), args);
    }

    private String file(String name) {
        return folder.resolve(name).toString();
    }

    private String write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    // ---- score

    @Test
    void everyEntityGetsALine() {
        assertThat(ckpi("score", "--definition", DEFINITION, BRANCHES)).isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(8);
        assertThat(lines.get(0))
                .isEqualTo("id,value,status,coverage,low,high,why,group.money,group.leads,group.discipline");
        assertThat(lines.get(5))
                .startsWith("B-05,56.385")
                .contains(",PARTIAL,0.8,42.7")
                .endsWith(",62.5,46.6666666667,67");
        assertThat(lines.get(6)).startsWith("B-06,,INSUFFICIENT_DATA,0.4,").contains(",INSUFFICIENT_DATA,,76.66");
        assertThat(err.toString())
                .contains("ckpi: scored 7 by branches-1 (")
                .contains("): 5 OK, 1 PARTIAL, 1 INSUFFICIENT_DATA")
                .contains("columns that the definition does not use: city");
    }

    @Test
    void theGuideShowsWhatTheCommandsSay() throws Exception {
        String guide = Files.readString(Path.of("..", "docs", "guide", "scoring.md"));
        ckpi("score", "--definition", DEFINITION, BRANCHES);
        err.toString().lines().forEach(line -> assertThat(guide).contains(line));
        int rows = 0;
        for (String line : out.toString().lines().toList()) {
            String row = "| " + line.replace(",", " | ").replace("  ", " ") + " |";
            rows += guide.contains(row.replace("|  |", "| |")) ? 1 : 0;
        }
        assertThat(rows).as("the header and three branches").isEqualTo(4);
        String kept = entity("B-07");
        String tampered = write("b-07.json", Files.readString(Path.of(kept)).replace("\"value\":120", "\"value\":130"));
        ckpi("verify", tampered);
        for (String line : out.toString().lines().toList()) {
            String shown = line.replace(tampered, "b-07.json").replaceAll("([0-9a-f]{8})[0-9a-f]{56}", "$1…");
            // the digest depends on the versions of library and Java
            if (line.contains("Hash") || line.contains("does not") || line.contains("roi.score")) {
                assertThat(guide).contains(shown);
            }
        }
    }

    @Test
    void theLinesAreThoseOfTheCompositeOfOneEntity() {
        ckpi("score", "--definition", DEFINITION, BRANCHES);
        Map<String, Reading> readings = new HashMap<>();
        readings.put("economics.roi", new Measured(Estimate.of(310, Unit.PERCENT)));
        readings.put("economics.ltv-to-cac", new Measured(Estimate.of(5.8, Unit.RATIO)));
        readings.put("lead.acceptance", new Measured(Estimate.of(0.72, Unit.RATIO)));
        readings.put("tasks.discipline", new Measured(Estimate.of(0.97, Unit.RATIO)));
        CompositeResult alone =
                CkpiMarc.of(Profile.read(Path.of(DEFINITION))).withDraws(0).score(readings);
        String[] cells = out.toString().lines().toList().get(3).split(",");
        assertThat(cells[0]).isEqualTo("B-03");
        assertThat(Double.parseDouble(cells[1])).isCloseTo(alone.value().value().orElseThrow(), within(1e-10));
        assertThat(Double.parseDouble(cells[7]))
                .isCloseTo(alone.groups().get(0).score().value().orElseThrow(), within(1e-10));
    }

    @Test
    void jsonHasAnObjectALine() {
        assertThat(ckpi("score", "--definition", DEFINITION, BRANCHES, "--format", "json", "--threads", "2"))
                .isZero();
        List<String> lines = out.toString().lines().toList();
        assertThat(lines).hasSize(7);
        assertThat(lines.get(5))
                .startsWith("{\"bounds\":{\"high\":89.917")
                .endsWith("\"id\":\"B-06\",\"status\":\"INSUFFICIENT_DATA\",\"why\":\"INSUFFICIENT_DATA\"}");
    }

    @Test
    void aFileOfMoreThanOneBlockIsScoredWhole() throws Exception {
        int rows = EntityFile.BLOCK + 1001;
        StringBuilder csv = new StringBuilder("\uFEFFlead.acceptance;branch\n");
        for (int i = 0; i < rows; i++) {
            csv.append(i % 7 == 0 ? "" : "0.5").append(";b").append(i).append('\n');
        }
        String input = write("many.csv", csv.toString());
        String definition = write("one.yaml", """
                schema: ckpi/profile@1
                id: one
                version: 1
                name: {ru: Один, en: One}
                tree:
                  id: root
                  members:
                    - id: lead.acceptance
                      weight: 1
                      candidates:
                        - indicator: lead.acceptance
                          normalizer: {kind: goalposts, lower: 0.2, upper: 0.8}
                """);
        assertThat(ckpi(
                        "score",
                        "--definition",
                        definition,
                        input,
                        "--id",
                        "branch",
                        "--delimiter",
                        ";",
                        "--out",
                        file("scores.csv")))
                .isZero();
        List<String> lines = Files.readAllLines(folder.resolve("scores.csv"));
        assertThat(lines).hasSize(rows + 1);
        assertThat(lines.get(rows)).isEqualTo("b" + (rows - 1) + ",50,OK,1,50,50,");
        assertThat(lines.get(1)).isEqualTo("b0,,INSUFFICIENT_DATA,0,0,100,INSUFFICIENT_DATA");
        assertThat(out.toString()).isEmpty();
        assertThat(err.toString()).contains("scored " + rows + " by one-1");
    }

    @Test
    void badCellsAndRowsAreCountedAndNamedButNeverShown() throws Exception {
        String input = write(
                "bad.csv",
                "id,economics.roi,economics.ltv-to-cac,lead.acceptance,tasks.discipline\n"
                        + "a,secret,3,0.5,0.9\n"
                        + "b,100,3\n"
                        + ",100,3,0.5,0.9\n"
                        + "\"c,1\",1e999,0x10,NaN,0.9\n"
                        + "d,100,3,0.5,0.9\n");
        assertThat(ckpi("score", "--definition", DEFINITION, input)).isZero();
        assertThat(err.toString())
                .contains("bad cells 4, rejected rows 2")
                .contains("line 2, column economics.roi: not a number")
                .contains("line 3: 3 fields, the header has 5")
                .contains("line 4: no id")
                .contains("line 5, column lead.acceptance: not a number")
                .doesNotContain("secret");
        assertThat(out.toString().lines()).hasSize(4);
        assertThat(out.toString()).contains("\n\"c,1\",,INSUFFICIENT_DATA,0.2,");
        assertThat(ckpi("score", "--definition", DEFINITION, input, "--limit-rejects", "5"))
                .isEqualTo(ExitCode.DATA);
        assertThat(err.toString()).contains("bad cells 4").contains("more than 5 bad cells and rows");
        assertThat(ckpi("score", "--definition", DEFINITION, input, "--limit-rejects", "6"))
                .isZero();
    }

    @Test
    void filesThatAreNoEntitiesAreRefused() throws Exception {
        assertThat(ckpi("score", "--definition", DEFINITION, file("none.csv"))).isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString()).contains("there is no file");
        assertThat(ckpi("score", "--definition", DEFINITION, write("empty.csv", "")))
                .isEqualTo(ExitCode.DATA);
        assertThat(err.toString()).contains("has no header");
        assertThat(ckpi("score", "--definition", DEFINITION, write("x.csv", "id,other\na,1\n")))
                .isEqualTo(ExitCode.DATA);
        assertThat(err.toString()).contains("has no column of the definition; it uses economics.roi");
        assertThat(ckpi("score", "--definition", DEFINITION, write("y.csv", "id,economics.roi,economics.roi\n")))
                .isEqualTo(ExitCode.DATA);
        assertThat(err.toString()).contains("has two columns economics.roi");
        assertThat(ckpi("score", "--definition", DEFINITION, BRANCHES, "--id", "nr"))
                .isEqualTo(ExitCode.DATA);
        assertThat(err.toString()).contains("has no column nr");
        Files.write(folder.resolve("latin.csv"), new byte[] {'i', 'd', ',', (byte) 0xE4, '\n'});
        assertThat(ckpi("score", "--definition", DEFINITION, file("latin.csv"))).isEqualTo(ExitCode.DATA);
        assertThat(err.toString()).contains("is not UTF-8");
        assertThat(ckpi("score", "--definition", write("bad.yaml", "schema: ckpi/profile@1\nid: x\n"), BRANCHES))
                .isEqualTo(ExitCode.CONFIG);
        assertThat(err.toString()).contains("bad.yaml").contains("version").doesNotContain("\tat ");
        assertThat(ckpi("score", "--definition", DEFINITION, BRANCHES, "--threads", "0"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(ckpi("score", "--definition", DEFINITION, BRANCHES, "--seed", "2"))
                .isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("--seed belongs to --entity");
        assertThat(ckpi("score", "--definition", DEFINITION, BRANCHES, "--entity", "B-99"))
                .isEqualTo(ExitCode.DATA);
        assertThat(err.toString()).contains("no entity of the id").doesNotContain("B-99");
    }

    // ---- verify

    private String entity(String id, String... more) {
        String path = file(id + ".json");
        String[] args = new String[7 + more.length];
        System.arraycopy(
                new String[] {"score", "--definition", DEFINITION, BRANCHES, "--entity", id, "--out=" + path},
                0,
                args,
                0,
                7);
        System.arraycopy(more, 0, args, 7, more.length);
        assertThat(ckpi(args)).isZero();
        return path;
    }

    @Test
    void aResultIsVerified() throws Exception {
        String kept = entity("B-07", "--seed", "5");
        StoredResult stored = StoredResult.read("kept", Files.readString(Path.of(kept)));
        assertThat(stored.uncertainty().seed()).isEqualTo(5);
        assertThat(ckpi("verify", kept)).isZero();
        assertThat(out.toString()).startsWith(kept + ": agrees (branches-1, definition ");
        String tampered =
                write("tampered.json", Files.readString(Path.of(kept)).replace("\"value\":120", "\"value\":130"));
        assertThat(ckpi("verify", kept, tampered)).isEqualTo(ExitCode.DIFFERENT);
        assertThat(out.toString())
                .contains(kept + ": agrees")
                .contains(tampered + ": does not agree")
                .contains("  dataHash: the readings were changed")
                .contains(
                        "  values.factors.economics.roi.score: recomputing gives another value; stored 55, recomputed 57.5");
        assertThat(ckpi("verify", "--lang", "ru", tampered)).isEqualTo(ExitCode.DIFFERENT);
        assertThat(out.toString()).contains(": не сходится").contains("показания изменены");
        assertThat(ckpi("verify", "--json", kept)).isZero();
        assertThat(out.toString()).startsWith("{").contains("\"agrees\":true").contains("\"rows\":[]");
        assertThat(ckpi("verify", "--json", tampered)).isEqualTo(ExitCode.DIFFERENT);
        assertThat(out.toString()).contains("\"agrees\":false").contains("\"path\":\"dataHash\"");
    }

    @Test
    void aReportsRecordAndItsPageAreVerified() throws Exception {
        assertThat(ckpi("report", "--demo", "--customers", "1000", "--out", folder.toString()))
                .isZero();
        assertThat(ckpi("verify", file("ckpi-board.json"), file("ckpi-board.html")))
                .isZero();
        assertThat(out.toString().lines()).hasSize(2).allMatch(line -> line.contains(": agrees (ckpimarc-default-1,"));
        String record = Files.readString(folder.resolve("ckpi-board.json"));
        int at = record.indexOf("\"coverage\":");
        String tampered = write(
                "tampered.json",
                record.substring(0, at) + "\"coverage\":0.123" + record.substring(record.indexOf(',', at)));
        assertThat(ckpi("verify", tampered)).isEqualTo(ExitCode.DIFFERENT);
        assertThat(out.toString()).contains("  digest: the document was changed");
        // a report against itself: nothing changed
        assertThat(ckpi("diff", file("ckpi-board.json"), file("ckpi-board.html")))
                .isZero();
        assertThat(out.toString()).contains("change").doesNotContain("Readings").doesNotContain("Definition\n");
    }

    @Test
    void aLongTrendTestsTheLinksOfTheMap() throws Exception {
        assertThat(ckpi("report", "--demo", "--customers", "2000", "--trend", "24", "--out", folder.toString()))
                .isZero();
        String record = Files.readString(folder.resolve("ckpi-board.json"));
        assertThat(record.contains("\"method\":\"pearson-of-differences\"")).isTrue();
        assertThat(Files.readString(folder.resolve("ckpi-board.html")).contains("correlation"))
                .isTrue();
        assertThat(ckpi("report", "--demo", "--trend", "25", "--out", folder.toString()))
                .isEqualTo(ExitCode.CONFIG);
    }

    @Test
    void whatIsNoResultIsSaid() throws Exception {
        String page = write("page.html", "<!DOCTYPE html><title>x</title>");
        assertThat(ckpi("verify", page, file("none.json"), BRANCHES)).isNotZero();
        assertThat(err.toString())
                .contains("page.html: the page carries no record of a report [PAGE_NO_RECORD]")
                .contains("there is no file")
                .contains("branches.csv: ")
                .doesNotContain("\tat ");
        assertThat(ckpi("verify", page)).isEqualTo(ExitCode.DATA);
    }

    // ---- diff

    @Test
    void theChangeIsSplitAndNamed() throws Exception {
        String before = entity("B-07");
        String other = write(
                "other.yaml",
                Files.readString(Path.of(DEFINITION))
                        .replace("version: 1", "version: 2")
                        .replace("lower: 0.2, upper: 0.8", "lower: 0.3, upper: 0.8"));
        String after = file("after.json");
        assertThat(ckpi("score", "--definition", other, BRANCHES, "--entity", "B-01", "--out", after))
                .isZero();
        assertThat(ckpi("diff", before, after)).isZero();
        assertThat(out.toString())
                .contains("by business")
                .contains("by method")
                .contains("lead.acceptance")
                .contains("branch/leads/lead.acceptance[lead.acceptance].curve  {\"cap\":true")
                .contains("definition.after: branches-2");
        assertThat(err.toString()).isEmpty();
        assertThat(ckpi("diff", "--lang", "ru", before, after)).isZero();
        assertThat(out.toString()).contains("из-за бизнеса").contains("Вклады факторов");
        assertThat(ckpi("diff", "--json", before, after)).isZero();
        assertThat(out.toString()).startsWith("{\"schema\":\"ckpi/tables@1\"").contains("\"name\":\"contributions\"");
    }

    @Test
    void aCrossValueThatDoesNotExistIsSaid() throws Exception {
        String full = entity("B-07");
        String sparse = entity("B-06");
        assertThat(ckpi("diff", sparse, full)).isZero();
        assertThat(out.toString()).contains("not enough data").contains("no value of the earlier result");
    }

    @Test
    void aTamperedResultIsComparedAsRecomputed() throws Exception {
        String kept = entity("B-07");
        String tampered =
                write("tampered.json", Files.readString(Path.of(kept)).replace("\"twin\":67.", "\"twin\":66."));
        assertThat(ckpi("diff", kept, tampered)).isZero();
        assertThat(err.toString()).contains("does not agree with its recomputation");
        assertThat(ckpi("diff", kept)).isEqualTo(ExitCode.USAGE);
    }

    @Test
    void everyCommandHasHelp() {
        for (String command : List.of("score", "verify", "diff")) {
            assertThat(ckpi(command, "--help")).isZero();
            assertThat(out.toString()).contains("Usage: ckpi " + command);
        }
        assertThat(ckpi("--help")).isZero();
        assertThat(out.toString()).contains("8 a kept result does not agree");
    }
}
