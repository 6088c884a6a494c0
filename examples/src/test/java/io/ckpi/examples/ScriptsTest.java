package io.ckpi.examples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every script for JShell runs as its first lines say, without a complaint, and prints the numbers of others. */
class ScriptsTest {

    private static final Path SCRIPTS = Path.of("jshell").toAbsolutePath();

    private static String classPath() {
        Set<String> entries = new LinkedHashSet<>();
        for (String property : List.of("jdk.module.path", "surefire.test.class.path", "java.class.path")) {
            for (String entry : System.getProperty(property, "").split(File.pathSeparator)) {
                if (!entry.isEmpty() && Files.exists(Path.of(entry))) {
                    entries.add(entry);
                }
            }
        }
        return String.join(File.pathSeparator, entries);
    }

    /** What a script prints; what JShell has to say about it comes along. */
    private static List<String> run(Path script, Path folder) throws IOException, InterruptedException {
        Path printed = folder.resolve(script.getFileName() + ".out");
        String windows =
                System.getProperty("os.name", "").toLowerCase(Locale.ROOT).contains("win") ? ".exe" : "";
        Process jshell = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "jshell" + windows)
                                .toString(),
                        "-s",
                        "-J-Dfile.encoding=UTF-8",
                        "-R-Dfile.encoding=UTF-8",
                        "--class-path",
                        classPath(),
                        script.toString())
                .redirectErrorStream(true)
                .redirectInput(
                        ProcessBuilder.Redirect.from(Files.createFile(folder.resolve(script.getFileName() + ".in"))
                                .toFile()))
                .redirectOutput(printed.toFile())
                .start();
        try {
            assertThat(jshell.waitFor(2, TimeUnit.MINUTES))
                    .as("%s ends", script)
                    .isTrue();
        } finally {
            jshell.destroyForcibly();
        }
        return Files.readAllLines(printed, StandardCharsets.UTF_8);
    }

    private static List<String> complaints(List<String> printed) {
        return printed.stream()
                .filter(line -> line.matches("\\|?\\s*(Error:|Warning:|Exception |Unresolved |State engine).*"))
                .toList();
    }

    /** The numbers behind a name, wherever it is printed. */
    private static List<Double> numbers(List<String> printed, String name) {
        List<Double> numbers = new ArrayList<>();
        for (String line : printed) {
            if (line.startsWith(name + ": ")) {
                for (String word : line.substring(name.length() + 2).split(" to ")) {
                    numbers.add(Double.valueOf(word));
                }
            }
        }
        return numbers;
    }

    private static double number(List<String> printed, String name) {
        assertThat(numbers(printed, name)).as("%s in %s", name, printed).hasSize(1);
        return numbers(printed, name).get(0);
    }

    private static void has(List<String> printed, String name, Offset<Double> offset, double... expected) {
        assertThat(numbers(printed, name)).as("%s in %s", name, printed).hasSize(expected.length);
        for (int i = 0; i < expected.length; i++) {
            assertThat(numbers(printed, name).get(i)).as(name).isCloseTo(expected[i], offset);
        }
    }

    private static final Offset<Double> PRINTED = within(5.1e-7);

    @Test
    void everyScriptHasItsTest() throws IOException {
        try (var files = Files.list(SCRIPTS)) {
            assertThat(files.map(file -> file.getFileName().toString()))
                    .containsExactlyInAnyOrder("marc.jsh", "experiment.jsh", "funnel.jsh", "value.jsh");
        }
    }

    @Test
    void aBrokenScriptIsSeen(@TempDir Path folder) throws Exception {
        Path script = Files.writeString(
                folder.resolve("broken.jsh"),
                "int i = \"one\"\nSystem.out.println(1 / 0)\nSystem.out.println(\"end\")\n/exit\n");
        List<String> printed = run(script, folder);
        assertThat(printed).contains("end");
        assertThat(complaints(printed)).hasSize(2);
    }

    @Test
    void marc(@TempDir Path folder) throws Exception {
        List<String> printed = run(SCRIPTS.resolve("marc.jsh"), folder);
        assertThat(complaints(printed)).as("%s", printed).isEmpty();
        // pinned here; how a score is made is held to independent numbers in ckpi-scoring
        assertThat(printed)
                .first()
                .asString()
                .matches("ckpimarc-default-1 64\\.2 \\(59\\.0 … 69\\.5\\), coverage 67 %");
        assertThat(printed).hasSizeGreaterThan(1);
    }

    @Test
    void experiment(@TempDir Path folder) throws Exception {
        List<String> printed = run(SCRIPTS.resolve("experiment.jsh"), folder);
        assertThat(complaints(printed)).as("%s", printed).isEmpty();

        // R 4.2.2: power.t.test of package stats
        has(printed, "customers in each arm", within(1e-5), 393.405696);
        // R 4.2.2: lm(y ~ t + x) on these 48 rows; HC2 gives the standard error 0.6573, so the interval must be about
        // this wide
        has(printed, "effect", PRINTED, -0.5478033542);
        List<Double> interval = numbers(printed, "effect, interval");
        assertThat((interval.get(0) + interval.get(1)) / 2).isCloseTo(-0.5478033542, within(1e-6));
        assertThat((interval.get(1) - interval.get(0)) / 2).isBetween(0.6572851 * 1.96, 0.6572851 * 2.2);
        assertThat(printed).contains("verdict: INCONCLUSIVE");
        // the conformance case pdli.07, by root finding in another language
        has(printed, "orders caused per customer", PRINTED, -0.004716992405, 0.010171241305);
        has(printed, "lift", PRINTED, 0.824561403509);
        has(printed, "lift, interval", PRINTED, -0.309248016972, 6.348867828422);
        // GrowthBook's own tests of its asymptotic confidence sequence, printed to five decimals of effect and error
        has(printed, "always valid", within(2e-5), -0.55844, 1.56516);
        assertThat(printed).contains("may stop: false");
        // H2O's AUUCTest: cumulative counts 1 treated and 2 control, 1 and 2 of them positive
        assertThat(printed).contains("first three: Top[treated=1, control=2, treatedSum=1.0, controlSum=2.0]");
        // by hand from H2O's counts: positives of the treated less those of the control times treated over control
        has(printed, "Qini curve at 4", PRINTED, -1);
        has(printed, "Qini curve at 5", PRINTED, 1 - 2 * 2 / 3.0);
    }

    @Test
    void funnel(@TempDir Path folder) throws Exception {
        List<String> printed = run(SCRIPTS.resolve("funnel.jsh"), folder);
        assertThat(complaints(printed)).as("%s", printed).isEmpty();

        // conformance cases gen100k-ordered, gen100k-first-entry and gen100k-diff: two independent algorithms agree
        assertThat(printed)
                .contains("Journeys[4999 subjects, 100000 events, 8 names]")
                .contains("customers whose journey ended at each step: [2029, 2261, 497, 87, 27, 8, 2]")
                .contains("from the first visit: [3680, 1078, 135, 13, 3, 2, 0]")
                .contains("differ: 1869");
        assertThat(number(printed, "share of the visitors who saw a product"))
                .isCloseTo((2261 + 497 + 87 + 27 + 8 + 2) / 4911.0, within(1e-15));
        // the remission times of Freireich et al. 1963, as in R's survival
        has(printed, "not yet after 10", PRINTED, 0.7529411764705882);
        has(printed, "half of them by", PRINTED, 23);
        // exact fractions, the conformance case bn-points
        has(printed, "step 1 would bring customers", PRINTED, 7.5);
        has(printed, "step 2 would bring customers", PRINTED, 12);
        has(printed, "step 3 would bring customers", PRINTED, 5);
        // the usual textbook example of three journeys: .2, .4, .4
        has(printed, "markov-1 C1", PRINTED, 0.2);
        has(printed, "markov-1 C2", PRINTED, 0.4);
        has(printed, "markov-1 C3", PRINTED, 0.4);
        has(printed, "last C3", PRINTED, 1);
        has(printed, "linear C2", PRINTED, 1 / 3.0);
    }

    @Test
    void value(@TempDir Path folder) throws Exception {
        List<String> printed = run(SCRIPTS.resolve("value.jsh"), folder);
        assertThat(complaints(printed)).as("%s", printed).isEmpty();

        // the customers were made from these parameters
        double[] truth = {0.243, 4.414, 0.793, 2.426};
        List<String> names = List.of("r", "alpha", "a", "b");
        for (int i = 0; i < truth.length; i++) {
            double error = number(printed, names.get(i) + ", standard error");
            assertThat(numbers(printed, names.get(i)).get(0)).as(names.get(i)).isCloseTo(truth[i], within(3 * error));
        }
        assertThat(printed).contains("limit: NONE");
        // Hardie's spreadsheet of BG/NBD prints 1.226; P(alive) in closed form
        has(printed, "purchases in 39 weeks", within(5e-4), 1.226);
        has(
                printed,
                "P(alive)",
                PRINTED,
                1 / (1 + 0.7929199 / 3.4258881 * Math.pow((4.4136019 + 38.86) / (4.4136019 + 30.43), 2.2425945)));
        // Fader and Hardie's note on Gamma-Gamma prints 24.65 with rounded parameters
        has(printed, "spend of a purchase", within(0.02), 24.65);
        // the conformance case v0: discounted expected cash flows of twelve months
        has(printed, "value in a year", within(1e-6), 36.3004026453676);
        // Fader and Hardie 2007: alpha .668, beta 3.806, log-likelihood -1611.2
        assertThat(numbers(printed, "alpha")).last().satisfies(a -> assertThat(a)
                .isCloseTo(0.668, within(5e-4)));
        has(printed, "beta", within(5e-4), 3.806);
        has(printed, "log-likelihood", within(1e-6), -1611.1581473911563);
        has(printed, "renew for the eighth time", within(5e-5), (3.806 + 7) / (0.668 + 3.806 + 7));
    }
}
