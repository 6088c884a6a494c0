package io.ckpi.funnel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.ckpi.core.DataIssue;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** What the store keeps, in which order, and what it says about bad rows. */
class JourneysTest {

    private static List<String> events(Journeys journeys) {
        List<String> rows = new ArrayList<>();
        Journeys.Cursor cursor = journeys.cursor();
        while (cursor.next()) {
            for (int i = 0; i < cursor.size(); i++) {
                rows.add(journeys.subject(cursor.subject()) + " " + cursor.millis(i) + " "
                        + journeys.names().get(cursor.code(i)));
            }
        }
        return rows;
    }

    @Test
    void sortsBySubjectTimeAndInputOrder() {
        Journeys journeys = Journeys.builder()
                .add("b", Instant.ofEpochSecond(5), "x")
                .add("a", Instant.ofEpochSecond(7), "x")
                .add("b", Instant.ofEpochSecond(-3), "z")
                .add("b", Instant.ofEpochSecond(5), "a")
                .add("a", Instant.ofEpochSecond(7), "x")
                .build();
        assertThat(events(journeys)).containsExactly("b -3000 z", "b 5000 x", "b 5000 a", "a 7000 x", "a 7000 x");
        assertThat(journeys.subjects()).isEqualTo(2);
        assertThat(journeys.events()).isEqualTo(5);
        assertThat(journeys.duplicates()).isEqualTo(1);
        assertThat(journeys.issues()).extracting(DataIssue::code).containsExactly("DUPLICATE_EVENTS");
        assertThat(journeys).hasToString("Journeys[2 subjects, 5 events, 3 names]");
        assertThat(journeys.code("z")).isEqualTo(1);
        assertThat(journeys.code("nothing")).isEqualTo(-1);
        assertThat(journeys.index("a")).isEqualTo(1);
        assertThat(journeys.index("nobody")).isEqualTo(-1);
    }

    @Test
    void keepsPropertiesWithTheirEvents() {
        JourneysBuilder builder = Journeys.builder("channel", "device");
        builder.add("u", 20, "late", "mail", null).add("u", 10, "early", null, "phone");
        Journeys journeys = builder.build();
        Journeys.Cursor cursor = journeys.cursor(0);
        assertThat(cursor.next()).isTrue();
        int channel = journeys.property("channel");
        int device = journeys.property("device");
        assertThat(journeys.value(channel, cursor.value(channel, 0))).isNull();
        assertThat(journeys.value(device, cursor.value(device, 0))).isEqualTo("phone");
        assertThat(journeys.value(channel, cursor.value(channel, 1))).isEqualTo("mail");
        assertThat(journeys.values("channel")).containsExactly("mail");
        assertThat(cursor.at(0)).isEqualTo(Instant.ofEpochMilli(10));
        assertThat(cursor.next()).isFalse();
        assertThatThrownBy(cursor::subject).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> journeys.property("colour"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("no property \"colour\", there are [channel, device]");
        assertThatThrownBy(() -> Journeys.builder("p").add("u", 1, "a"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("0 values for the properties [p]");
        assertThatThrownBy(() -> Journeys.builder("p").add("u", (Instant) null, "a"))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Journeys.builder("p", "p"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a property is there twice: [p, p]");
        assertThatThrownBy(() -> Journeys.builder(" "))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("a property has a blank name");
    }

    @Test
    void countsWhatItCannotLoad() {
        JourneysBuilder builder = Journeys.builder();
        builder.add("u", Instant.EPOCH, "a")
                .add(null, Instant.EPOCH, "a")
                .add("", Instant.EPOCH, "a")
                .add("u", (Instant) null, "a")
                .add("u", Instant.EPOCH, null)
                .add("u", Instant.MAX, "a")
                .add("u", Instant.MIN, "a")
                .add("u", Instant.ofEpochSecond(1, 1_500_000), "b")
                .add("u", Instant.ofEpochSecond(-1, 999_999_999), "b");
        assertThat(builder.rows()).isEqualTo(9);
        Journeys journeys = builder.build();
        assertThat(events(journeys)).containsExactly("u -1 b", "u 0 a", "u 1001 b");
        assertThat(journeys.issues())
                .extracting(issue -> issue.code() + " " + issue.count() + " " + issue.location())
                .containsExactly(
                        "NO_SUBJECT 2 row 1",
                        "NO_TIME 1 row 3",
                        "NO_EVENT 1 row 4",
                        "TIME_OUT_OF_RANGE 2 row 5",
                        "TIME_FLOORED 2 row 7");
        assertThat(builder.rows()).isZero();
        assertThat(builder.build().events()).isZero();
    }

    @Test
    void anEmptyLogHasNothing() {
        Journeys journeys = Journeys.builder().build();
        assertThat(journeys.subjects()).isZero();
        assertThat(journeys.subjectLimit()).isZero();
        assertThat(journeys.cursor().next()).isFalse();
        assertThat(journeys.bytes()).isZero();
        FunnelResult result = Funnel.of("a", "b").measure(journeys);
        assertThat(result.atLeast()).containsExactly(0L, 0L);
        assertThat(result.absentEvents()).containsExactly("a", "b");
        assertThat(result.rate(1, 2).why()).hasValue(io.ckpi.core.Reason.NO_DATA);
        Journeys columns = Journeys.ofSeconds(new int[0], new int[0], new byte[0], List.of());
        assertThat(columns.events()).isZero();
    }

    @Test
    void timesAtBothEndsOfLong() {
        Journeys journeys = Journeys.builder()
                .add("u", Long.MIN_VALUE, "a")
                .add("u", Long.MAX_VALUE, "b")
                .add("v", Long.MAX_VALUE, "a")
                .add("v", Long.MAX_VALUE, "b")
                .build();
        assertThat(events(journeys).get(0)).isEqualTo("u -9223372036854775808 a");
        Funnel funnel = Funnel.of("a", "b");
        for (Funnel.Ties ties : new Funnel.Ties[] {Funnel.Ties.SIMULTANEOUS_OK, Funnel.Ties.SEQUENCE}) {
            assertThat(funnel.ties(ties).within(Duration.ofMillis(1)).levels(journeys))
                    .containsExactly(1, 2);
            assertThat(funnel.ties(ties).levels(journeys)).containsExactly(2, 2);
            assertThat(funnel.ties(ties)
                            .within(Duration.ofSeconds(Long.MAX_VALUE))
                            .levels(journeys))
                    .containsExactly(2, 2);
            assertThat(funnel.ties(ties).maxGap(Duration.ofDays(1)).levels(journeys))
                    .containsExactly(1, 2);
        }
        assertThat(funnel.order(Funnel.Order.STRICT).levels(journeys)).containsExactly(2, 2);
        assertThat(funnel.order(Funnel.Order.ANY).levels(journeys)).containsExactly(2, 2);
        Funnel drop = funnel.within(Duration.ofDays(1))
                .excluding(Funnel.ExclusionPolicy.DROP_SUBJECT, Exclusion.of("x", 1, 2));
        Journeys excluded = Journeys.builder()
                .add("u", Long.MIN_VALUE, "x")
                .add("u", Long.MIN_VALUE + 1, "a")
                .add("u", Long.MAX_VALUE, "x")
                .build();
        assertThat(drop.levels(excluded)).containsExactly(1);
        assertThat(funnel.observedUntil(Instant.MAX).measure(journeys).reached(2))
                .isEqualTo(2);
        assertThat(funnel.observedUntil(Instant.MIN).measure(journeys).unseenEvents())
                .isEqualTo(3);
        Journeys edges = Journeys.ofSeconds(
                new int[] {0, 0},
                new int[] {Integer.MAX_VALUE, Integer.MIN_VALUE},
                new byte[] {1, 0},
                List.of("a", "b"));
        assertThat(funnel.levels(edges)).containsExactly(2);
        assertThat(funnel.within(Duration.ofDays(1)).levels(edges)).containsExactly(1);
    }

    @Test
    void widensWhatDoesNotFitAKey() {
        JourneysBuilder builder = Journeys.builder();
        builder.add("u", 0, "a").add("v", 4_000, "a").add("u", 1, "b").add("w", 4_000_000_000_000L, "c");
        for (int i = 0; i < 9000; i++) {
            builder.add("later" + i, i, "a");
        }
        Journeys journeys = builder.build();
        assertThat(journeys.partitions()).isEqualTo(2);
        assertThat(events(journeys)).startsWith("u 0 a", "u 1 b", "v 4000 a", "w 4000000000000 c", "later0 0 a");
        assertThat(journeys.events()).isEqualTo(9004);
        JourneysBuilder many = Journeys.builder();
        for (int i = 0; i < 70_000; i++) {
            many.add("u", 1000L * (i / 2), "name" + i);
        }
        Journeys names = many.build();
        assertThat(names.names()).hasSize(70_000);
        assertThat(Funnel.of("name69998", "name69999").levels(names)).containsExactly(2);
        assertThat(Funnel.of("name69998", "name69999")
                        .ties(Funnel.Ties.STRICTLY_LATER)
                        .levels(names))
                .containsExactly(1);
        JourneysBuilder some = Journeys.builder();
        for (int i = 0; i < 600; i++) {
            some.add("u", 1000L * i, "name" + i);
        }
        assertThat(Funnel.of("name300", "name599").levels(some.build())).containsExactly(2);
    }

    @Test
    void statesItsMemory() {
        int n = 100_000;
        JourneysBuilder builder = Journeys.builder();
        for (int i = 0; i < n; i++) {
            builder.add("" + i % 1000, 1000L * i, "e" + i % 7);
        }
        assertThat(builder.build().bytes()).isBetween(5L * n, 5L * n + 4 * 1001);
    }

    @Test
    void everyOrderOfRowsGivesTheSameJourneys() {
        SplittableRandom random = new SplittableRandom(3);
        int n = 60_000;
        Integer[] rows = new Integer[n];
        int[] subject = new int[n];
        int[] seconds = new int[n];
        byte[] code = new byte[n];
        for (int i = 0; i < n; i++) {
            rows[i] = i;
            subject[i] = (int) (20_000 * random.nextDouble() * random.nextDouble());
            seconds[i] = 2 * i; // different times, so that the order of rows cannot matter
            code[i] = (byte) random.nextInt(5);
        }
        List<String> names = List.of("a", "b", "c", "d", "e");
        List<String> expected = events(Journeys.ofSeconds(subject, seconds, code, names));
        List<Comparator<Integer>> orders = List.of(
                Comparator.<Integer>comparingInt(i -> subject[i]).thenComparingInt(i -> seconds[i]),
                Comparator.<Integer>comparingInt(i -> subject[i]).thenComparingInt(i -> -seconds[i]),
                Comparator.comparingInt(i -> -seconds[i]),
                Comparator.comparingInt(i -> i * 0x9E3779B9),
                Comparator.<Integer>comparingInt(i -> i / 500 * 7919 % 120).thenComparingInt(i -> i));
        for (Comparator<Integer> order : orders) {
            Arrays.sort(rows, order);
            int[] s = Arrays.stream(rows).mapToInt(i -> subject[i]).toArray();
            int[] t = Arrays.stream(rows).mapToInt(i -> seconds[i]).toArray();
            byte[] c = new byte[n];
            long[] millis = new long[n];
            int[] codes = new int[n];
            for (int i = 0; i < n; i++) {
                c[i] = code[rows[i]];
                codes[i] = c[i];
                millis[i] = t[i] * 1000L;
            }
            for (int threads : new int[] {1, 2, 5}) {
                assertThat(events(Journeys.ofSeconds(s, t, c, names, threads))).isEqualTo(expected);
            }
            assertThat(events(Journeys.ofMillis(s, millis, codes, names))).isEqualTo(expected);
        }
    }

    @Test
    void refusesColumnsThatAreNone() {
        List<String> names = List.of("a");
        assertThatThrownBy(() -> Journeys.ofSeconds(new int[2], new int[1], new byte[2], names))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("epochSeconds has 1 rows, subjects 2");
        assertThatThrownBy(() -> Journeys.ofSeconds(new int[2], new int[2], new byte[3], names))
                .hasMessage("codes has 3 rows, subjects 2");
        assertThatThrownBy(() -> Journeys.ofSeconds(new int[2], new int[2], new byte[] {0, 1}, names))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("codes[1] = 1 has no name, there are 1");
        assertThatThrownBy(() -> Journeys.ofMillis(new int[2], new long[2], new int[] {0, -1}, names))
                .hasMessage("codes[1] = -1 has no name, there are 1");
        assertThatThrownBy(() -> Journeys.ofSeconds(new int[] {1 << 30}, new int[1], new byte[1], names))
                .hasMessage("subjects are not dense: 1073741824 in 1 rows; give them to a builder as texts");
        assertThatThrownBy(() -> Journeys.ofSeconds(new int[1], new int[1], new byte[1], List.of("a", "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("names are not different: \"a\"");
        assertThatThrownBy(() -> Journeys.ofSeconds(new int[1], new int[1], new byte[1], names, 0))
                .hasMessage("threads is not from 1 to 1024: 0");
        Journeys journeys = Journeys.ofSeconds(new int[] {-1, 3}, new int[2], new byte[2], names);
        assertThat(journeys.events()).isEqualTo(1);
        assertThat(journeys.issues()).extracting(DataIssue::code).containsExactly("NO_SUBJECT");
        assertThat(journeys.subject(3)).isEqualTo("3");
        assertThat(journeys.index("3")).isEqualTo(3);
        assertThat(journeys.index("03")).isEqualTo(-1);
        assertThat(journeys.index("x")).isEqualTo(-1);
    }

    @Test
    void countsRepeatsInLargeGroupsOfOneTime() {
        JourneysBuilder builder = Journeys.builder("p");
        for (int i = 0; i < 100_000; i++) {
            builder.add("u", 5, "e" + i % 3, i % 2 == 0 ? "x" : null);
        }
        assertThat(builder.build().duplicates()).isEqualTo(100_000 - 6);
    }
}
