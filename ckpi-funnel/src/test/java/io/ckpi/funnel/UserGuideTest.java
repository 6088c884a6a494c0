package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;

import io.ckpi.core.Bounded;
import io.ckpi.core.Reading;
import io.ckpi.funnel.profile.ClickHouseFunnel;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Runs the code of docs/guide/funnel.md on journeys and funnels and checks the numbers it shows. */
class UserGuideTest {

    private static Path root() {
        Path folder = Path.of("").toAbsolutePath();
        while (!Files.exists(folder.resolve("docs/guide/funnel.md"))) {
            folder = Objects.requireNonNull(folder.getParent());
        }
        return folder;
    }

    /** Code without what the formatter may change. */
    private static String essence(String text) {
        return text.replaceAll("//[^\n]*", "").replaceAll("\\s+", "");
    }

    @Test
    void everySnippetOfTheGuideIsRun() throws IOException {
        StringBuilder tests = new StringBuilder();
        try (Stream<Path> files = Files.walk(root().resolve("ckpi-funnel/src/test/java"))) {
            for (Path file :
                    files.filter(f -> f.toString().endsWith("GuideTest.java")).toList()) {
                tests.append(essence(Files.readString(file, StandardCharsets.UTF_8)));
            }
        }
        Matcher matcher = Pattern.compile("```java\n(.*?)```", Pattern.DOTALL)
                .matcher(Files.readString(root().resolve("docs/guide/funnel.md"), StandardCharsets.UTF_8));
        int blocks = 0;
        while (matcher.find()) {
            assertThat(tests.toString()).as("the snippet%n%s", matcher.group(1)).contains(essence(matcher.group(1)));
            blocks++;
        }
        assertThat(blocks).isGreaterThan(7);
    }

    @Test
    @SuppressWarnings({"ReturnValueIgnored", "CheckReturnValue"}) // the guide shows what can be asked
    void journeysAndFunnels() {
        JourneysBuilder builder = Journeys.builder("channel");
        builder.add("ann", Instant.parse("2026-10-01T09:00:00Z"), "visit", "mail");
        builder.add("ann", Instant.parse("2026-10-03T18:30:00Z"), "lead", "mail");
        builder.add("bob", Instant.parse("2026-10-02T12:00:00Z"), "visit", "ads");
        builder.add("ann", Instant.parse("2026-10-05T10:00:00Z"), "order", (String) null);
        builder.add("bob", (Instant) null, "lead", "ads");
        Journeys journeys = builder.build();

        journeys.subjects(); // 2
        journeys.events(); // 4
        journeys.issues(); // NO_TIME 1 row 4
        assertThat(journeys.subjects()).isEqualTo(2);
        assertThat(journeys.events()).isEqualTo(4);
        assertThat(journeys.issues())
                .extracting(issue -> issue.code() + " " + issue.count() + " " + issue.location())
                .containsExactly("NO_TIME 1 row 4");

        int[] customers = {0, 1, 0};
        int[] seconds = {1790000000, 1790000060, 1790003600};
        byte[] codes = {0, 0, 1};
        Journeys columns = Journeys.ofSeconds(customers, seconds, codes, List.of("visit", "order"));
        assertThat(Funnel.of("visit", "order").levels(columns)).containsExactly(2, 1);

        Funnel funnel = Funnel.of("visit", "lead", "order").within(Duration.ofDays(7));
        FunnelResult result = funnel.measure(journeys);
        result.reached(1); // 2 visited
        result.reached(3); // 1 of them ordered
        result.exactly(1); // 1 stopped at the visit
        Reading rate = result.rate(1, 2); // 0.5 with Wilson's interval
        result.spec(); // the funnel with all its options
        assertThat(result.atLeast()).containsExactly(2L, 1L, 1L);
        assertThat(result.exactly(1)).isEqualTo(1);
        assertThat(rate.value()).hasValue(0.5);
        assertThat(result.spec()).isEqualTo(funnel);

        Funnel week = funnel.observedUntil(Instant.parse("2026-10-06T00:00:00Z"));
        FunnelResult today = week.measure(journeys);
        today.open(1); // 1: bob's week is not over
        Reading bounds = today.bounds(1, 2); // between 0.5 and 1
        assertThat(today.open(1)).isEqualTo(1);
        assertThat(((Bounded) bounds).low()).isEqualTo(0.5);
        assertThat(((Bounded) bounds).high()).isEqualTo(1);

        Funnel clean = funnel.excluding(Funnel.ExclusionPolicy.DROP_SUBJECT, Exclusion.of("complaint", 1, 3));
        clean.measure(journeys).dropped(); // 0

        FunnelResult byChannel = funnel.brokenDownBy(Breakdown.at("channel", 1)).measure(journeys);
        byChannel.reached("mail", 3); // 1
        byChannel.reached("ads", 3); // 0
        assertThat(clean.measure(journeys).dropped()).isZero();
        assertThat(byChannel.reached("mail", 3)).isEqualTo(1);
        assertThat(byChannel.reached("ads", 3)).isZero();

        DailySummary october = DailySummary.of(Funnel.of("visit", "lead", "order"), journeys);
        october.measure(Duration.ofDays(7)).reached(3); // 1
        october.measure(Duration.ofDays(3)).reached(3); // 0
        assertThat(october.measure(Duration.ofDays(7)).reached(3)).isEqualTo(1);
        assertThat(october.measure(Duration.ofDays(3)).reached(3)).isZero();

        FunnelDiff diff = FunnelDiff.of(funnel, funnel.within(Duration.ofDays(3)), journeys);
        diff.differing(); // 1
        diff.reasons(); // {window=1}
        diff.subjects(10); // ann, level 3 and 2, with the times of both chains
        assertThat(diff.differing()).isEqualTo(1);
        assertThat(diff.reasons()).isEqualTo(Map.of("window", 1L));
        assertThat(diff.subjects(10).get(0).subject()).isEqualTo("ann");
        assertThat(diff.subjects(10).get(0).levels()).hasToString("3->2");

        ClickHouseFunnel clickHouse = ClickHouseFunnel.of(Duration.ofDays(7), funnel.steps());
        clickHouse.atLeast(journeys); // [2, 1, 1]
        assertThat(clickHouse.atLeast(journeys)).containsExactly(2L, 1L, 1L);
    }
}
