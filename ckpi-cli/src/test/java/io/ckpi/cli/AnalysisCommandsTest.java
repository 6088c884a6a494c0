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
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Funnels, retention, attribution, experiments and customer value from the command line. */
class AnalysisCommandsTest {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC);
    private static final String EVENTS = """
            user_id,timestamp,event,channel
            a,2026-10-01T10:00:00Z,visit,email
            a,2026-10-01T11:00:00Z,cart,
            a,2026-10-03T10:00:00Z,order,
            b,2026-10-01 10:00:00,visit,search
            b,2026-10-20 10:00:00,order,
            c,1759312800,visit,search
            c,1759312860000,cart,
            """;

    @TempDir
    Path folder = Path.of("");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    private int ckpi(String... args) {
        Map<String, String> variables = new HashMap<>();
        return Main.run(
                new Environment(new PrintWriter(out), new PrintWriter(err), variables, folder, CLOCK, false), args);
    }

    private String write(String name, String text) throws Exception {
        return Files.writeString(folder.resolve(name), text).toString();
    }

    private void assertWrong(int code, String message, String... args) {
        assertThat(ckpi(args)).isEqualTo(code);
        assertThat(err.toString()).contains(message).doesNotContain("Exception").doesNotContain("\tat ");
    }

    // ---- funnel

    @Test
    void aFunnelOfAFileOfEvents() throws Exception {
        String file = write("events.csv", EVENTS);
        assertThat(ckpi("funnel", "--events", file, "--steps", "visit,cart,order", "--within", "7d", "--by", "channel"))
                .isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString().lines().map(String::strip))
                .anyMatch(line -> line.matches("1 +visit +3 +1 +.*"))
                .anyMatch(line -> line.matches("2 +cart +2 +1 +.*"))
                .anyMatch(line -> line.matches("3 +order +1 +1 +.*"))
                .anyMatch(line -> line.matches("email +1 +1 +1"))
                .anyMatch(line -> line.matches("search +2 +1 +0"));
    }

    @Test
    void aFunnelAsJsonAndCsv() throws Exception {
        String file = write("events.csv", EVENTS);
        assertThat(ckpi("funnel", "--events", file, "--steps", "visit,cart|order", "--format", "json"))
                .isZero();
        assertThat(out.toString()).startsWith("{").contains("\"schema\":\"ckpi/table@1\"", "\"reached\":3");
        Path csv = folder.resolve("out.csv");
        assertThat(ckpi(
                        "funnel",
                        "--events",
                        file,
                        "--steps",
                        "visit,order",
                        "--format",
                        "csv",
                        "--out",
                        csv.toString()))
                .isZero();
        assertThat(Files.readAllLines(csv).get(0)).startsWith("step,event,reached,stopped,open,fromPrevious");
    }

    @Test
    void aFunnelOfTheDemoCompany() {
        assertThat(ckpi(
                        "funnel",
                        "--demo",
                        "--customers",
                        "1000",
                        "--steps",
                        "touch.page-view,stage.lead,order.paid",
                        "--within",
                        "90d",
                        "--whole-history"))
                .isZero();
        assertThat(out.toString()).contains("touch.page-view", "order.paid").doesNotContain("eventsThatNeverOccur");
    }

    @Test
    void wrongFunnelsAreToldInOneLine() throws Exception {
        String file = write("events.csv", EVENTS);
        assertWrong(2, "--steps", "funnel", "--events", file);
        assertWrong(2, "is no length of time", "funnel", "--events", file, "--steps", "a,b", "--within", "soon");
        assertWrong(2, "--exclude takes EVENT:A-B", "funnel", "--events", file, "--steps", "a,b", "--exclude", "x");
        assertWrong(6, "has no column who", "funnel", "--events", file, "--subject", "who", "--steps", "a,b");
        assertWrong(3, "there is no file", "funnel", "--events", file + "x", "--steps", "a,b");
        String broken = write("broken.csv", "user_id,timestamp,event\na,yesterday,visit\n,2026-10-01,visit\n");
        assertWrong(6, "line 2: column timestamp is no time", "funnel", "--events", broken, "--steps", "visit,x");
        assertWrong(2, "name a source", "funnel", "--steps", "a,b");
    }

    @Test
    void unusableRowsAreCountedAndToleratedOnRequest() throws Exception {
        String file = write("broken.csv", "user_id,timestamp,event\na,yesterday,visit\nb,2026-10-01,visit\n");
        assertThat(ckpi("funnel", "--events", file, "--steps", "visit,order", "--limit-rejects", "1"))
                .isZero();
        assertThat(err.toString()).contains("1 row left out").doesNotContain("yesterday");
        assertThat(out.toString()).contains("eventsThatNeverOccur: order");
    }

    @Test
    void theStepWorthRepairingIsNamed() throws Exception {
        String file = write("events.csv", EVENTS);
        assertThat(ckpi(
                        "funnel",
                        "--events",
                        file,
                        "--steps",
                        "visit,cart,order",
                        "--repair",
                        "0.1",
                        "--value",
                        "100",
                        "--currency",
                        "EUR"))
                .isZero();
        assertThat(out.toString()).contains("Bottlenecks", "cart → order", "€");
    }

    @Test
    void theStagesOfTheDemoCompany() {
        assertThat(ckpi("stages", "--demo", "--customers", "1000")).isZero();
        assertThat(out.toString()).contains("VISITOR", "CUSTOMER", "subjects", "Moves");
        assertThat(ckpi("stages", "--demo", "--customers", "1000", "--ladder", "journey", "--lang", "ru"))
                .isZero();
        assertThat(out.toString()).contains("RECOMMENDATION", "Ступени");
    }

    // ---- retention

    @Test
    void retentionOfAFileOfEvents() throws Exception {
        String file = write("events.csv", EVENTS);
        assertThat(ckpi("retention", "--events", file, "--unit", "day", "--up-to", "2", "--first", "visit"))
                .isZero();
        assertThat(out.toString()).contains("2026-10-01", "100%").contains("all");
        assertThat(ckpi("retention", "--events", file, "--unit", "day", "--kind", "on_or_after", "--lang", "ru"))
                .isZero();
        assertThat(out.toString()).contains("когорта");
    }

    // ---- attribution

    @Test
    void attributionOfAFileOfPaths() throws Exception {
        String file = write("paths.csv", "path,conversions,value,nulls\nsearch > email,3,300,1\nemail,1,100,5\n");
        assertThat(ckpi("attribution", "--paths", file, "--model", "last,linear,markov:1,shapley", "--replicates", "0"))
                .isZero();
        assertThat(out.toString().lines().map(String::strip))
                .anyMatch(line -> line.matches("email +4 +400.*"))
                .anyMatch(line -> line.matches("search +1\\.5.* +150.*"));
        assertWrong(2, "there is no such model", "attribution", "--paths", file, "--model", "magic");
        assertWrong(2, "position", "attribution", "--paths", file, "--model", "position:1");
    }

    @Test
    void attributionOfTheDemoCompany() {
        assertThat(ckpi(
                        "attribution",
                        "--demo",
                        "--customers",
                        "1000",
                        "--model",
                        "linear",
                        "--margin",
                        "0.4",
                        "--replicates",
                        "0",
                        "--goal",
                        "mql"))
                .isEqualTo(2); // stages have no value in money
        assertThat(err.toString()).contains("not money");
        assertThat(ckpi("attribution", "--demo", "--customers", "1000", "--model", "linear", "--margin", "0.4"))
                .isZero();
        assertThat(out.toString()).contains("paid-search", "ROMI", "only an experiment shows that");
    }

    // ---- experiments

    @Test
    void anExperimentOfRowsAndOfMomentsAgree() throws Exception {
        StringBuilder rows = new StringBuilder("id,arm,revenue\n");
        for (int i = 0; i < 400; i++) {
            rows.append(i).append(',').append(i % 4 == 0 ? "control" : "mailed").append(',');
            rows.append(i % 5 == 0 ? 10 + i % 7 : 0).append('\n');
        }
        String file = write("rows.csv", rows.toString());
        assertThat(ckpi(
                        "experiment",
                        "analyze",
                        "--rows",
                        file,
                        "--unit",
                        "id",
                        "--metric",
                        "mean:revenue",
                        "--share",
                        "control=0.25",
                        "--share",
                        "mailed=0.75"))
                .isZero();
        assertThat(err.toString()).isEmpty();
        assertThat(out.toString()).contains("customers.control: 100", "customers.mailed: 300", "sampleRatioP: 1");
        assertWrong(
                2,
                "no arm is named holdout",
                "experiment",
                "analyze",
                "--rows",
                file,
                "--metric",
                "mean:revenue",
                "--control",
                "holdout");
        assertWrong(2, "name a metric", "experiment", "analyze", "--rows", file);
        assertWrong(2, "begins with mean:", "experiment", "analyze", "--rows", file, "--metric", "sum:revenue");
        assertWrong(2, "a ratio is written", "experiment", "analyze", "--rows", file, "--metric", "ratio:revenue");
        assertWrong(6, "has no column spend", "experiment", "analyze", "--rows", file, "--metric", "mean:spend");
    }

    @Test
    void theQueryForMomentsIsPrinted() {
        assertThat(ckpi("experiment", "sql", "--table", "facts", "--by", "arm", "--variables", "revenue,orders"))
                .isZero();
        assertThat(out.toString()).containsIgnoringCase("select").contains("\"facts\"", "grp", "\"revenue\"");
    }

    @Test
    void theDemoCompanysExperiments() {
        assertThat(ckpi("experiment", "analyze", "--demo", "--customers", "2000"))
                .isZero();
        assertThat(out.toString()).contains("Experiment: crm-2026", "revenue", "sampleRatioP");
        assertWrong(
                2,
                "no experiment of the records has an arm nobody",
                "experiment",
                "analyze",
                "--demo",
                "--customers",
                "1000",
                "--control",
                "nobody");
    }

    @Test
    void anExperimentIsSized() {
        assertThat(ckpi("experiment", "plan", "--rate", "0.02", "--lift", "0.1"))
                .isZero();
        // two-sided 5 %, power 80 %: 16 p (1 − p) / (0.1 p)² = 78,400 an arm, by the rule of thumb
        long customers = out.toString()
                .lines()
                .filter(line -> line.strip().startsWith("0.1"))
                .map(line -> line.strip().split(" +")[2].replace(",", ""))
                .mapToLong(Long::parseLong)
                .findFirst()
                .orElseThrow();
        assertThat(customers).isBetween(150_000L, 165_000L);
        assertThat(ckpi(
                        "experiment",
                        "plan",
                        "--mean",
                        "0.65",
                        "--sd",
                        "11.6",
                        "--buyers",
                        "0.006",
                        "--customers",
                        "100000",
                        "--holdout",
                        "--gain",
                        "0.3"))
                .isZero();
        assertThat(out.toString()).contains("detectable lift").contains("fewer than 30 buyers");
        assertWrong(2, "--mean is missing", "experiment", "plan", "--lift", "0.1");
        assertWrong(2, "say what to find", "experiment", "plan", "--rate", "0.02");
    }

    @Test
    void customersAreAssignedTheSameWayEveryTime() throws Exception {
        StringBuilder ids = new StringBuilder("id\n");
        for (int i = 0; i < 1000; i++) {
            ids.append("customer-").append(i).append('\n');
        }
        String file = write("ids.csv", ids.toString());
        String[] command = {
            "experiment", "assign", "--experiment", "spring", "--share", "holdout=0.1", "--share", "mailed=0.9", file
        };
        assertThat(ckpi(command)).isZero();
        String first = out.toString();
        out.getBuffer().setLength(0);
        assertThat(ckpi(command)).isZero();
        assertThat(out.toString()).isEqualTo(first);
        List<String> lines = first.lines().toList();
        assertThat(lines).hasSize(1001).first().isEqualTo("id,arm");
        assertThat(lines.stream().filter(line -> line.endsWith(",holdout")).count())
                .isBetween(60L, 140L);
    }

    @Test
    void formsThatOnlyJavaWritesAreNoNumbers() throws Exception {
        String file = write("rows.csv", "arm,revenue\ncontrol,1\ncontrol,2d\nmailed,0x1p3\nmailed,NaN\nmailed,5\n");
        assertWrong(
                6,
                "3 rows left out; the first: line 3: column revenue is no number",
                "experiment",
                "analyze",
                "--rows",
                file,
                "--metric",
                "mean:revenue");
    }

    // ---- value

    @Test
    void cdnowGivesThePublishedFits() {
        Path data = Path.of(System.getProperty("ckpi.data", "data"), "cdnow", "cdnowElog_BTYD.csv");
        Assumptions.assumeTrue(Files.exists(data), "the CDNOW data are not here");
        assertThat(ckpi(
                        "ltv",
                        "fit",
                        "--orders",
                        data.toString(),
                        "--customer",
                        "masterid",
                        "--amount",
                        "sales",
                        "--ends",
                        "1997-09-30"))
                .isZero();
        assertThat(out.toString())
                .contains("BG/NBD      r 0.2426, alpha 4.414, a 0.7929, b 2.426") // Fader, Hardie and Lee 2005
                .contains("−9,582.4")
                .contains("Gamma-Gamma  p 6.250, q 3.744, gamma 15.44");
        assertThat(ckpi(
                        "ltv",
                        "predict",
                        "--orders",
                        data.toString(),
                        "--customer",
                        "masterid",
                        "--amount",
                        "sales",
                        "--ends",
                        "1997-09-30",
                        "--top",
                        "3",
                        "--currency",
                        "USD"))
                .isZero();
        assertThat(out.toString()).contains("P(alive)").contains("$");
    }

    @Test
    void customersOfAFileAreScoredAndFollowed() throws Exception {
        StringBuilder orders = new StringBuilder("customer_id,date,amount,source\n");
        for (int i = 0; i < 200; i++) {
            orders.append("c")
                    .append(i % 60)
                    .append(',')
                    .append(String.format("2026-%02d-%02d", 1 + i % 9, 1 + i % 28));
            orders.append(',').append(10 + i % 13).append(i % 2 == 0 ? ",email\n" : ",search\n");
        }
        String file = write("orders.csv", orders.toString());
        assertThat(ckpi("rfm", "--orders", file)).isZero();
        assertThat(out.toString()).contains("Champions", "recency", "customers: 60");
        assertThat(ckpi("rfm", "--orders", file, "--each", "--format", "csv")).isZero();
        assertThat(out.toString()).contains("customer,recencyDays,purchaseDays,spend,rfm,segment");
        assertThat(ckpi("cohorts", "--orders", file, "--show", "revenue", "--currency", "EUR"))
                .isZero();
        assertThat(out.toString()).contains("2026-01", "€");
        assertThat(ckpi("cohorts", "--orders", file, "--channel", "source", "--by", "channel"))
                .isZero();
        assertThat(out.toString()).contains("email", "search");
        String few = write("few.csv", "customer_id,date,amount\na,2026-01-01,10\n");
        assertThat(ckpi("ltv", "fit", "--orders", few)).isZero();
        assertThat(out.toString()).contains("not enough data");
        String broken = write("bad.csv", "customer_id,date,amount\na,2026-01-01,ten\n");
        assertWrong(6, "line 2: column amount is no number", "rfm", "--orders", broken);
    }

    @Test
    void theDemoCompanyIsBalanced() {
        assertThat(ckpi("ltv", "balance", "--demo", "--customers", "2000", "--draws", "50"))
                .isZero();
        assertThat(out.toString())
                .contains("LTV:CAC", "paid-search", "unassigned", "cac: cac-blended", "payback, months");
        out.getBuffer().setLength(0);
        assertThat(ckpi(
                        "ltv",
                        "balance",
                        "--demo",
                        "--customers",
                        "2000",
                        "--draws",
                        "50",
                        "--by",
                        "month",
                        "--cac",
                        "lag:2",
                        "--format",
                        "csv",
                        "--lang",
                        "ru"))
                .isZero();
        assertThat(out.toString()).startsWith("group,acquired,spend").contains("2026-10,");
    }

    @Test
    void aFileOfOrdersIsBalancedAgainstAFileOfSpend() throws Exception {
        StringBuilder orders = new StringBuilder("customer_id,date,amount,source\n");
        for (int i = 0; i < 600; i++) {
            int customer = i * 7 % 200;
            orders.append("c")
                    .append(customer)
                    .append(String.format(",2026-%02d-%02d,", 1 + (i / 100 + i % 3) % 9, 1 + i % 28))
                    .append(10 + i % 13)
                    .append(customer % 2 == 0 ? ",email\n" : ",search\n");
        }
        String file = write("orders.csv", orders.toString());
        String spend = write(
                "spend.csv",
                "group,month,amount,retention\nsearch,2026-01,900,\nsearch,2026-09-15,100,40\nemail,2026-05,70,\n");
        String[] command = {
            "ltv",
            "balance",
            "--orders",
            file,
            "--channel",
            "source",
            "--spend",
            spend,
            "--currency",
            "EUR",
            "--draws",
            "50"
        };
        assertThat(ckpi(command)).isZero();
        assertThat(out.toString()).contains("no margin is known");
        out.getBuffer().setLength(0);
        List<String> all = new ArrayList<>(List.of(command));
        all.addAll(List.of("--margin", "0.4", "--format", "csv"));
        assertThat(ckpi(all.toArray(new String[0]))).isZero();
        assertThat(err.toString()).isEmpty();
        // 100 customers each: 1000 and 70 spent on them
        assertThat(out.toString().lines().toList())
                .hasSize(3)
                .anyMatch(line -> line.startsWith("email,100,70,"))
                .anyMatch(line -> line.startsWith("search,100,1000,"));
        out.getBuffer().setLength(0);
        all.addAll(List.of("--cac", "acquisition-only", "--format", "json"));
        all.remove("csv");
        all.remove(all.indexOf("--format"));
        assertThat(ckpi(all.toArray(new String[0]))).isZero();
        assertThat(out.toString()).contains("\"cac\":\"cac-acquisition-only\"").contains("960");
        assertWrong(2, "--orders comes with --spend", "ltv", "balance", "--orders", file);
        assertWrong(2, "name the column of the channel", "ltv", "balance", "--orders", file, "--spend", spend);
        assertWrong(2, "--cac takes blended", "ltv", "balance", "--demo", "--cac", "all");
        assertWrong(2, "--cac takes blended", "ltv", "balance", "--demo", "--cac", "lag:-1");
        String broken = write("broken.csv", "group,month,amount\nsearch,soon,5\n");
        assertWrong(
                6,
                "line 2: column month is no month",
                "ltv",
                "balance",
                "--orders",
                file,
                "--by",
                "month",
                "--spend",
                broken);
    }
}
