package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.Flag;
import io.ckpi.core.Reading;
import io.ckpi.core.Reason;
import io.ckpi.core.numeric.RandomStream;
import io.ckpi.funnel.profile.ClickHouseRetention;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Retention against the cases (ClickHouse, hand, counted data) and a slow reference over random histories. */
class RetentionTest {

    private static final ZoneId BERLIN = ZoneId.of("Europe/Berlin");

    @TestFactory
    Stream<DynamicTest> cases() {
        return CaseLines.of("retention.jsonl").stream()
                .map(one -> DynamicTest.dynamicTest(one.id(), () -> {
                    switch (one.text("kind")) {
                        case "retention" -> clickHouse(one);
                        case "retention.variants" -> variants(one);
                        case "retention.cohorts" -> cohorts(one);
                        default -> throw new AssertionError("no test of " + one.text("kind"));
                    }
                }));
    }

    private void clickHouse(CaseLines.Fields one) {
        JourneysBuilder builder = Journeys.builder();
        if (one.has("generator")) {
            CaseLines.Fields n = one.fields("generator").fields("n");
            for (String date : n.map().keySet()) {
                for (int user = 0; user < n.whole(date); user++) {
                    builder.add("u" + user, Instant.parse(date + "T00:00:00Z"), date);
                }
            }
        } else {
            for (CaseLines.Fields event : one.objects("events")) {
                builder.add(event.text("u"), Instant.ofEpochSecond(event.whole("q")), event.text("e"));
            }
        }
        Journeys journeys = builder.build();
        List<Step> conditions = one.texts("conditions").stream().map(Step::of).toList();
        CaseLines.Fields expected = one.fields("expected");
        assertThat(ClickHouseRetention.of(journeys, conditions).sums())
                .containsExactlyElementsOf(
                        java.util.Arrays.stream(expected.wholes("sum")).boxed().toList());
        if (expected.has("perUser")) {
            ClickHouseRetention.visit(journeys, conditions, (subject, bits) -> {
                long[] row = expected.fields("perUser").wholes(journeys.subject(subject));
                for (int c = 0; c < bits.length; c++) {
                    assertThat(bits[c] ? 1 : 0).isEqualTo((int) row[c]);
                }
            });
        }
    }

    private void variants(CaseLines.Fields one) {
        JourneysBuilder builder = Journeys.builder();
        for (CaseLines.Fields event : one.objects("events")) {
            builder.add(event.text("u"), Instant.EPOCH.plus(event.whole("day"), ChronoUnit.DAYS), "visit");
        }
        Journeys journeys = builder.build();
        Instant end = Instant.EPOCH.plus(30, ChronoUnit.DAYS);
        LocalDate cohort = LocalDate.EPOCH;
        CaseLines.Fields expected = one.fields("expected");
        for (Retention base : List.of(Retention.by(Retention.Bucket.DAY, ZoneOffset.UTC), Retention.byElapsedDay())) {
            Map<String, Retention> kinds = Map.of(
                    "exact", base.exact(),
                    "onOrAfter", base.onOrAfter(),
                    "within_1_to_n", base.within(1),
                    "trailing3", base.trailing(3));
            for (String day : expected.fields("byDay").map().keySet()) {
                kinds.forEach((name, retention) -> {
                    RetentionTable table = retention.measure(journeys, end);
                    assertThat(table.cohorts().get(0).subjects()).isEqualTo(expected.whole("cohortSubjects"));
                    double share =
                            table.share(cohort, Integer.parseInt(day)).value().orElseThrow();
                    assertThat(share)
                            .as(name + " " + day)
                            .isEqualTo(expected.fields("byDay").fields(day).whole(name) / 4.0);
                });
            }
        }
    }

    @SuppressWarnings("unchecked") // the shape of the file
    private void cohorts(CaseLines.Fields one) {
        Journeys journeys = Ecom.journeys();
        Instant end = Instant.parse(one.text("observedUntil"));
        Retention base = Retention.by(Retention.Bucket.valueOf(one.text("bucket")), ZoneId.of(one.text("zone")));
        List<CaseLines.Fields> rows = one.fields("expected").objects("cohorts");
        for (String kind : List.of("exact", "onOrAfter")) {
            RetentionTable table = (kind.equals("exact") ? base.exact() : base.onOrAfter()).measure(journeys, end);
            assertThat(table.cohorts()).hasSameSizeAs(rows);
            for (int i = 0; i < rows.size(); i++) {
                RetentionTable.Cohort cohort = table.cohorts().get(i);
                assertThat(cohort.start()).isEqualTo(LocalDate.parse(rows.get(i).text("cohort") + "-01"));
                assertThat(cohort.subjects()).isEqualTo(rows.get(i).whole("subjects"));
                List<Object> counts = rows.get(i).list(kind);
                for (int n = 0; n < counts.size(); n++) {
                    Reading share = table.share(cohort.start(), n);
                    if (CaseLines.isNothing(counts.get(n))) {
                        assertThat(share.why()).contains(Reason.NOT_DUE_YET);
                    } else {
                        assertThat(cohort.active().get(n)).isEqualTo(((BigDecimal) counts.get(n)).longValueExact());
                        assertThat(cohort.due().get(n)).isEqualTo(cohort.subjects());
                    }
                }
            }
        }
    }

    private record Event(String subject, Instant at, String name) {}

    /** 2,000 random logs across a change of daylight saving, every kind and bucket, by definition with java.time. */
    @Test
    void equalsTheDefinition() {
        RandomStream random = new RandomStream(1);
        Instant origin = Instant.parse("2026-03-20T00:00:00Z");
        List<Retention.Bucket> buckets = List.of(Retention.Bucket.values());
        for (int round = 0; round < 2000; round++) {
            List<Event> events = new ArrayList<>();
            int n = random.nextInt(30);
            for (int i = 0; i < n; i++) {
                events.add(new Event(
                        "s" + random.nextInt(4),
                        origin.plusSeconds(random.nextInt(40 * 86_400)),
                        random.nextBoolean() ? "a" : "b"));
            }
            Instant end = origin.plusSeconds(random.nextInt(45 * 86_400));
            Retention.Bucket bucket = buckets.get(round % buckets.size());
            Retention base = (bucket == Retention.Bucket.ELAPSED_DAY
                            ? Retention.byElapsedDay()
                            : Retention.by(bucket, BERLIN))
                    .upTo(12)
                    .from(random.nextBoolean() ? null : Step.of("a"))
                    .returning(null);
            boolean onlyA = base.toString().contains("from a,");
            int a = random.nextInt(4);
            int w = 1 + random.nextInt(4);
            compare(base.exact(), bucket, events, end, onlyA, offsets -> k -> offsets.contains((long) k));
            compare(
                    base.onOrAfter(),
                    bucket,
                    events,
                    end,
                    onlyA,
                    offsets -> k -> offsets.stream().anyMatch(o -> o >= k));
            compare(
                    base.within(a),
                    bucket,
                    events,
                    end,
                    onlyA,
                    offsets -> k -> offsets.stream().anyMatch(o -> o >= a && o <= k));
            compare(
                    base.trailing(w),
                    bucket,
                    events,
                    end,
                    onlyA,
                    offsets -> k -> offsets.stream().anyMatch(o -> o > k - w && o <= k));
        }
    }

    private interface Retained {
        boolean at(int n);
    }

    private static void compare(
            Retention retention,
            Retention.Bucket bucket,
            List<Event> events,
            Instant end,
            boolean onlyA,
            Function<List<Long>, Retained> definition) {
        JourneysBuilder builder = Journeys.builder();
        events.forEach(event -> builder.add(event.subject, event.at, event.name));
        RetentionTable table = retention.measure(builder.build(), end);
        Map<LocalDate, long[][]> expected = new TreeMap<>();
        events.stream().map(Event::subject).distinct().forEach(subject -> {
            List<Event> own = events.stream()
                    .filter(event -> event.subject.equals(subject) && event.at.isBefore(end))
                    .sorted(Comparator.comparing(Event::at))
                    .toList();
            int first = 0;
            while (first < own.size() && onlyA && !own.get(first).name.equals("a")) {
                first++;
            }
            if (first >= own.size()) {
                return;
            }
            Instant start = own.get(first).at;
            List<Long> offsets = own.subList(first, own.size()).stream()
                    .map(event -> offset(bucket, start, event.at))
                    .toList();
            Retained retained = definition.apply(offsets);
            long[][] row = expected.computeIfAbsent(bucketStart(bucket, start), c -> new long[3][13]);
            row[2][0]++;
            for (int n = 0; n <= 12; n++) {
                if (offset(bucket, start, end) > n) {
                    row[1][n]++;
                    row[0][n] += retained.at(n) ? 1 : 0;
                }
            }
        });
        assertThat(table.cohorts())
                .extracting(RetentionTable.Cohort::start)
                .containsExactlyElementsOf(expected.keySet());
        for (RetentionTable.Cohort cohort : table.cohorts()) {
            long[][] row = CaseLines.some(expected.get(cohort.start()));
            assertThat(cohort.subjects()).isEqualTo(row[2][0]);
            for (int n = 0; n <= 12; n++) {
                assertThat(cohort.active().get(n)).isEqualTo(row[0][n]);
                assertThat(cohort.due().get(n)).isEqualTo(row[1][n]);
            }
        }
    }

    private static long offset(Retention.Bucket bucket, Instant from, Instant to) {
        LocalDate a = bucketStart(bucket, from);
        LocalDate b = bucketStart(bucket, to);
        return switch (bucket) {
            case DAY -> ChronoUnit.DAYS.between(a, b);
            case WEEK -> ChronoUnit.WEEKS.between(a, b);
            case MONTH -> ChronoUnit.MONTHS.between(a, b);
            case ELAPSED_DAY -> ChronoUnit.DAYS.between(from.atZone(ZoneOffset.UTC), to.atZone(ZoneOffset.UTC));
        };
    }

    private static LocalDate bucketStart(Retention.Bucket bucket, Instant at) {
        ZonedDateTime local = at.atZone(bucket == Retention.Bucket.ELAPSED_DAY ? ZoneOffset.UTC : BERLIN);
        LocalDate day = local.toLocalDate();
        return switch (bucket) {
            case DAY, ELAPSED_DAY -> day;
            case WEEK -> day.with(java.time.temporal.TemporalAdjusters.previousOrSame(java.time.DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
        };
    }

    @Test
    void aDayWithTwentyThreeHoursIsOneDay() {
        Journeys journeys = Journeys.builder()
                .add("a", ZonedDateTime.of(2026, 3, 28, 23, 30, 0, 0, BERLIN).toInstant(), "visit")
                .add("a", ZonedDateTime.of(2026, 3, 29, 0, 30, 0, 0, BERLIN).toInstant(), "visit")
                .add("a", ZonedDateTime.of(2026, 3, 30, 0, 0, 0, 0, BERLIN).toInstant(), "visit")
                .build();
        RetentionTable table = Retention.by(Retention.Bucket.DAY, BERLIN)
                .upTo(3)
                .measure(journeys, Instant.parse("2026-04-10T00:00:00Z"));
        assertThat(table.cohorts().get(0).active()).containsExactly(1L, 1L, 1L, 0L);
    }

    @Test
    void partsAddUpAndPooledRatesLeaveOutWhatIsNotDue() {
        RandomStream random = new RandomStream(3);
        JourneysBuilder whole = Journeys.builder();
        List<JourneysBuilder> parts = List.of(Journeys.builder(), Journeys.builder());
        for (int i = 0; i < 800; i++) {
            int subject = random.nextInt(90);
            Instant at = Instant.EPOCH.plusSeconds(random.nextInt(30 * 86_400));
            whole.add("s" + subject, at, "visit");
            parts.get(subject % 2).add("s" + subject, at, "visit");
        }
        Retention retention = Retention.by(Retention.Bucket.DAY, ZoneOffset.UTC).onOrAfter();
        Instant end = Instant.EPOCH.plusSeconds(20 * 86_400);
        RetentionTable once = retention.measure(whole.build(), end);
        RetentionTable sum = retention
                .measure(parts.get(0).build(), end)
                .plus(retention.measure(parts.get(1).build(), end));
        assertThat(sum.cohorts()).isEqualTo(once.cohorts());
        long active = 0;
        long due = 0;
        for (RetentionTable.Cohort cohort : once.cohorts()) {
            active += cohort.active().get(10);
            due += cohort.due().get(10);
        }
        assertThat(due).isLessThan(once.subjects());
        assertThat(once.pooled(10).value().orElseThrow()).isEqualTo((double) active / due);
        assertThat(once.pooled(10).measured().orElseThrow().pending()).isEqualTo(once.subjects() - due);
        assertThat(once.pooled(10).measured().orElseThrow().has(Flag.Code.PROVISIONAL))
                .isTrue();
        assertThatThrownBy(() -> once.plus(retention.exact().measure(whole.build(), end)))
                .hasMessageContaining("definitions differ");
    }

    @Test
    void theFarEndsOfTimeAreTimes() {
        Journeys journeys = Journeys.ofMillis(
                new int[] {0, 0, 1}, new long[] {Long.MIN_VALUE, Long.MAX_VALUE - 1, 5}, new int[3], List.of("a"));
        for (Retention.Bucket bucket : Retention.Bucket.values()) {
            RetentionTable table = Retention.by(bucket, ZoneOffset.UTC)
                    .onOrAfter()
                    .measure(journeys, Instant.ofEpochMilli(Long.MAX_VALUE));
            assertThat(table.subjects()).isEqualTo(2);
            assertThat(table.cohorts().get(0).active().get(5)).isEqualTo(1);
        }
    }

    @Test
    void wrongArgumentsAreNamed() {
        Retention days = Retention.by(Retention.Bucket.DAY, ZoneOffset.UTC);
        assertThatThrownBy(() -> days.within(-1)).hasMessage("a is negative: -1");
        assertThatThrownBy(() -> days.trailing(0)).hasMessage("w is below 1: 0");
        assertThatThrownBy(() -> days.upTo(-1)).hasMessage("n is not 0 to 3660: -1");
        Journeys none = Journeys.builder().build();
        assertThatThrownBy(() -> days.measure(none, Instant.MAX)).hasMessageContaining("observedUntil is out of range");
        assertThat(days.measure(none, Instant.EPOCH).pooled(1).why()).contains(Reason.NO_DATA);
        assertThat(days.measure(none, Instant.EPOCH).share(LocalDate.EPOCH, 1).why())
                .contains(Reason.NO_DATA);
        assertThatThrownBy(() -> ClickHouseRetention.of(none, List.of())).hasMessage("conditions are not 1 to 32: 0");
    }
}
