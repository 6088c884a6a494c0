package io.ckpi.sdk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.ckpi.core.Absent;
import io.ckpi.core.Period;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.sdk.definition.Cut;
import io.ckpi.sdk.definition.Dimension;
import io.ckpi.sdk.fixture.DemoRecords;
import io.ckpi.sdk.fixture.ListSource;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.YearMonth;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

/** Which indicator is cut by what and why another is not, as {@code slice-cuts/cuts.csv} lists all of them. */
class SliceCutsTest {

    private static final Period QUARTER =
            Period.ofMonths(YearMonth.of(2026, 8), YearMonth.of(2026, 10), ZoneId.of("Europe/Moscow"));

    private static final Map<String, String> REASONS = Map.of(
            "none", "what the indicator counts has no %s",
            "spend", "spend does not say the %s",
            "compares", "it compares channels itself",
            "assignment", "the channel or campaign may have become known after the assignment and follow from it",
            "recommended", "those who were recommended came through no channel, and CAC is that of the whole company",
            "service", "the cost of customer service belongs to no channel or campaign",
            "rejects", "rejected rows became no records and belong to nothing");

    /** What the demo company does not record: where a market is, and whose the calls are that nobody answered. */
    private static final Map<Dimension, Set<String>> NOT_RECORDED = Map.of(
            Dimension.REGION, Set.of("traffic.capture"),
            Dimension.EMPLOYEE, Set.of("calls.answered-before-third-ring", "calls.missed", "calls.dropped"),
            Dimension.DEPARTMENT, Set.of("calls.answered-before-third-ring", "calls.missed", "calls.dropped"));

    /** What the table says of each indicator, by dimension. */
    private static Map<String, Map<Dimension, String>> table() {
        try (InputStream in = SliceCutsTest.class.getResourceAsStream("/slice-cuts/cuts.csv")) {
            assertThat(in).isNotNull();
            List<String> lines = new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            String[] head = lines.get(0).split(",");
            Map<String, Map<Dimension, String>> table = new HashMap<>();
            for (String line : lines.subList(1, lines.size())) {
                String[] cells = line.split(",");
                Map<Dimension, String> row = new HashMap<>();
                for (int i = 1; i < head.length; i++) {
                    row.put(Dimension.valueOf(head[i].toUpperCase(Locale.ROOT)), cells[i]);
                }
                table.put(cells[0], row);
            }
            return table;
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @ParameterizedTest
    @EnumSource(
            mode = Mode.EXCLUDE,
            names = {"MONTH", "WEEK", "DAY"})
    void everyIndicatorIsCutAsTheTableSaysOrAbsentForItsReason(Dimension by) {
        Slices slices = Ckpi.builder()
                .source(new ListSource("company", DemoRecords.of(1500, 7)).completeThrough(QUARTER.end()), Map.of())
                .clock(Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC))
                .tokenKey("test", new byte[32])
                .build()
                .slices(QUARTER, by)
                .value();
        Map<String, Map<Dimension, String>> table = table();
        assertThat(table.keySet()).isEqualTo(slices.whole().keySet()).hasSize(80);
        table.forEach((id, row) -> {
            String word = row.getOrDefault(by, "");
            String reason = REASONS.get(word);
            if (reason != null) {
                assertThat(slices.cut(id)).as(id).isEmpty();
                for (Slices.Slice slice : slices.slices()) {
                    assertThat(slice.reading(id)).as(id).isInstanceOfSatisfying(Absent.class, absent -> {
                        assertThat(absent.reason()).isEqualTo(Reason.NOT_IDENTIFIED);
                        assertThat(absent.detail().en())
                                .as(id)
                                .isEqualTo(reason.formatted(by.names().en()));
                    });
                }
            } else {
                assertThat(slices.cut(id)).as(id).contains(Cut.valueOf(word.toUpperCase(Locale.ROOT)));
                Reading whole = slices.reading(id);
                boolean measured = !(whole instanceof Absent)
                        && !NOT_RECORDED.getOrDefault(by, Set.of()).contains(id);
                assertThat(slices.slices().stream().anyMatch(slice -> !(slice.reading(id) instanceof Absent)))
                        .as("%s by %s, the whole is %s", id, by, whole)
                        .isEqualTo(measured);
            }
        });
    }

    @Test
    void rejectedRowsBelongToNoPartOfAPeriodEither() {
        Slices months = Ckpi.builder()
                .source(new ListSource("company", DemoRecords.of(1000, 7)).completeThrough(QUARTER.end()), Map.of())
                .clock(Clock.fixed(Instant.parse("2026-11-03T06:00:00Z"), ZoneOffset.UTC))
                .tokenKey("test", new byte[32])
                .build()
                .slices(QUARTER, Dimension.MONTH)
                .value();
        assertThat(months.reading("data.validity").measured()).isPresent();
        assertThat(months.reading("data.validity", "2026-09"))
                .isEqualTo(Absent.because(
                        Reason.NOT_IDENTIFIED,
                        "rejected rows became no records and belong to nothing",
                        "отклонённые строки не стали записями и ни к чему не относятся"));
    }

    @Test
    void aDimensionIsFoundByItsWord() {
        assertThat(Dimension.of("channel")).isEqualTo(Dimension.CHANNEL);
        assertThat(Dimension.of("Week")).isEqualTo(Dimension.WEEK);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dimension.of("chanel"))
                .withMessage(
                        "no dimension is named chanel; the nearest is channel; there are channel, campaign, product,"
                                + " region, employee, department, month, week, day");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Dimension.of("colour"))
                .withMessageStartingWith("no dimension is named colour; there are channel, ");
    }
}
